//! Withdrawing, after a page that says what it means.

use askama::Template;
use entity::ids::AssessmentId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::{Opened, listed, refusal, seen_version};
use crate::assessment::actions::withdraw::withdraw;
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::web::form::Submitted;
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "assessment/withdraw.html")]
struct WithdrawPage {
    shell: Shell,
    path: String,
    version: i32,
    open: bool,
    submitted: bool,
    errors: FieldErrors,
    words: String,
}

fn page(visit: &Visit, caller: &Caller, opened: &Opened) -> WithdrawPage {
    WithdrawPage {
        shell: opened.shell(caller, visit, "Withdraw this assessment"),
        path: opened.path(),
        version: opened.assessment.version,
        open: opened.assessment.is_open(),
        submitted: opened.assessment.state.submission().is_some(),
        errors: FieldErrors::new(),
        words: String::new(),
    }
}

#[handler]
pub(super) async fn show_withdraw(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    Ok(html(StatusCode::OK, &page(&visit, &caller, &opened)))
}

#[handler]
pub(super) async fn submit_withdraw(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let (version, note) = (seen_version(&fields), fields.get("note"));
    match withdraw(ctx, &opened.employer, id, version, note).await {
        Ok(_) => Ok(visit.done(
            &opened.path(),
            &Notice::success("The assessment is withdrawn"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let opened = Opened::load(ctx, &caller, id).await?;
            let mut page = page(&visit, &caller, &opened);
            page.shell = page.shell.errors(listed(&errors));
            page.errors = errors;
            note.clone_into(&mut page.words);
            Ok(html(status, &page))
        }
    }
}
