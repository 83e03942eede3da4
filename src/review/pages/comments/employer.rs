//! What both sides say to each other about an application, as its employer reads and writes it; and
//! whether the authority has paused it.

use entity::case_kinds::Audience;
use entity::ids::{AssessmentId, CaseCommentId};
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};

use super::{CommentsPage, CommentsQuery, Sources, page, refusal, said};
use crate::assessment;
use crate::assessment::rules::{Assessment, State};
use crate::identity::guard::{Caller, Employer};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review::actions::comment::{post_as_employer, take_back_as_employer};
use crate::review::rules::Reader;
use crate::review::rules::comment::Findings;
use crate::review::store;
use crate::scheme;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, html};
use crate::web::visit::Visit;

/// An application that was submitted, for somebody of its employer.
async fn open(ctx: &Context, caller: &Caller, id: AssessmentId) -> Result<(Assessment, Employer)> {
    let (assessment, employer) =
        assessment::store::get_for_employers(ctx.read(), &caller.employers(), id).await?;
    if assessment.state.submission().is_none() {
        return Err(Error::NotFound);
    }
    Ok((assessment, employer))
}

fn path(id: AssessmentId) -> String {
    format!("/home/assessments/{id}")
}

async fn employers_page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    (assessment, employer): (&Assessment, &Employer),
    only: &str,
    left: (&Fields, FieldErrors),
) -> Result<CommentsPage> {
    let id = assessment.id;
    let version = scheme::store::get_version(ctx.read(), assessment.scheme_version_id).await?;
    let submitted = matches!(assessment.state, State::Submitted(_));
    let hold = if submitted {
        store::find_hold(ctx.read(), id).await?
    } else {
        None
    };
    let sources = Sources {
        shell: caller
            .shell(visit, "Comments on your application")
            .under("Home", "/home")
            .under(format!("Assessment {}", assessment.reference), path(id)),
        base: path(id),
        reader: Reader::Employer(employer.person()),
        findings: Findings::default(),
        said: store::list_comments(ctx.read(), id).await?,
        version: &version.content,
        open: submitted && employer.must_answer().is_ok(),
    };
    Ok(page(sources, only, hold.as_ref(), left))
}

#[handler]
pub(in crate::review::pages) async fn show_to_employer(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Query(query): Query<CommentsQuery>,
) -> Result<Response, Error> {
    let (assessment, employer) = open(ctx, &caller, id).await?;
    let nothing = (&Fields::default(), FieldErrors::new());
    let of = (&assessment, &employer);
    let page = employers_page(ctx, &visit, &caller, of, &query.about, nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(in crate::review::pages) async fn submit_by_employer(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (assessment, employer) = open(ctx, &caller, id).await?;
    let done = match said(&fields, Ok(Audience::Shared)) {
        Ok(said) => post_as_employer(ctx, &employer, id, said).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Ok(visit.done(
            &format!("{}/comments", path(id)),
            &Notice::success("Sent. The charter team and your colleagues read it"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let (of, left) = ((&assessment, &employer), (&fields, errors));
            let page = employers_page(ctx, &visit, &caller, of, "", left).await?;
            Ok(html(status, &page))
        }
    }
}

#[handler]
pub(in crate::review::pages) async fn withdraw_by_employer(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, comment)): Path<(AssessmentId, CaseCommentId)>,
    Submitted(_): Submitted,
) -> Result<Response, Error> {
    let (assessment, employer) = open(ctx, &caller, id).await?;
    match take_back_as_employer(ctx, &employer, id, comment).await {
        Ok(_) => Ok(visit.done(
            &format!("{}/comments", path(id)),
            &Notice::success("The comment is taken back"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let left = (&Fields::default(), errors);
            let of = (&assessment, &employer);
            let page = employers_page(ctx, &visit, &caller, of, "", left).await?;
            Ok(html(status, &page))
        }
    }
}
