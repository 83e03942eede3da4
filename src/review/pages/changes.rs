//! What changed since the last award, in a case that renews it.

use askama::Template;
use entity::ids::ReviewId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::refusal;
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review::actions::carry::carry_findings;
use crate::review::rules::difference::{Delta, Side};
use crate::review::rules::{CaseFile, JudgedState, State, judgement_words};
use crate::review::store;
use crate::web::form::Submitted;
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

/// One answer beside the one that was awarded on.
struct Row {
    code: String,
    title: String,
    href: String,
    kind: &'static str,
    why: String,
    before: Option<Side>,
    after: Side,
    /// What was found then, and why; empty when nothing was.
    judgement: &'static str,
    reason: String,
    done: bool,
}

impl Row {
    fn of(delta: Delta<'_>, path: &str, file: &CaseFile) -> Self {
        let code = &delta.criterion.code;
        Self {
            code: code.to_string(),
            title: delta.criterion.title.to_string(),
            href: format!("{path}?criterion={code}"),
            kind: delta.kind.words(),
            why: delta.why,
            before: delta.before,
            after: delta.after,
            judgement: delta
                .finding
                .map_or("", |finding| judgement_words(finding.judgement)),
            reason: delta
                .finding
                .map_or_else(String::new, |finding| finding.reason.clone()),
            done: file
                .findings
                .iter()
                .find(|finding| finding.criterion == *code)
                .map(|finding| JudgedState::Judged(finding.judgement))
                .is_some(),
        }
    }
}

#[derive(Template)]
#[template(path = "review/changes.html")]
struct ChangesPage {
    shell: Shell,
    employer: String,
    path: String,
    words: String,
    reference: String,
    to_judge: Vec<Row>,
    unchanged: Vec<Row>,
    /// How many findings can be carried now.
    carry: usize,
}

/// The caller's own case, once they declared no conflict.
async fn open(ctx: &Context, caller: &Caller, id: ReviewId) -> Result<CaseFile> {
    let file = store::get_file_for_assessors(ctx.read(), &caller.assessors(), id).await?;
    match &file.review()?.state {
        State::Open { .. } | State::Recommended { .. } | State::Decided { .. } => Ok(file),
        State::Allocated | State::Returned { .. } => Err(Error::NotFound),
    }
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    file: &CaseFile,
    errors: &FieldErrors,
) -> Result<Option<ChangesPage>> {
    let review = file.review()?;
    let Some(last) = store::find_last_award(ctx.read(), file.case.assessment_id).await? else {
        return Ok(None);
    };
    let difference = last.difference();
    let path = format!("/home/reviews/{}", review.id);
    let editable = file.case.is_open() && review.must_be_open().is_ok();
    let carry = if editable {
        difference.to_carry(&file.findings).len()
    } else {
        0
    };
    let words = difference.words();
    let rows = |deltas: Vec<Delta<'_>>| -> Vec<Row> {
        deltas
            .into_iter()
            .map(|delta| Row::of(delta, &path, file))
            .collect()
    };
    Ok(Some(ChangesPage {
        shell: caller
            .shell(visit, "What changed since the last award")
            .under("My reviews", "/home/reviews")
            .under(&file.case.organisation_name, &path)
            .wrong(errors),
        employer: file.case.organisation_name.clone(),
        words,
        reference: last.before.0.content.reference.clone(),
        to_judge: rows(difference.to_judge),
        unchanged: rows(difference.unchanged),
        carry,
        path,
    }))
}

#[handler]
pub(super) async fn show_changes(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ReviewId>,
) -> Result<Response, Error> {
    let file = open(ctx, &caller, id).await?;
    match page(ctx, &visit, &caller, &file, &FieldErrors::new()).await? {
        Some(page) => Ok(html(StatusCode::OK, &page)),
        None => Ok(visit.done(
            &format!("/home/reviews/{id}"),
            &Notice::success("This case renews no award: everything in it is new"),
        )),
    }
}

#[handler]
pub(super) async fn submit_carry(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ReviewId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let file = open(ctx, &caller, id).await?;
    let assessor = caller.assessor(file.review()?.authority_id)?;
    // What is no number was never on our page.
    let seen = fields.get("number").parse().unwrap_or(0);
    match carry_findings(ctx, &assessor, id, seen).await {
        Ok(number) => Ok(visit.done(
            &format!("/home/reviews/{id}/changes"),
            &Notice::success(format!(
                "The previous finding is carried for {number} unchanged answer{}",
                if number == 1 { "" } else { "s" }
            )),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let file = open(ctx, &caller, id).await?;
            match page(ctx, &visit, &caller, &file, &errors).await? {
                Some(page) => Ok(html(status, &page)),
                None => Err(Error::NotFound),
            }
        }
    }
}
