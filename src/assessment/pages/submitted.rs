//! The receipt: what was submitted, by whom, its digest, what happens next.

use askama::Template;
use entity::ids::AssessmentId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::Opened;
use crate::assessment::store;
use crate::identity;
use crate::identity::guard::Caller;
use crate::platform::calendar::long_instant;
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::web::page::{Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "assessment/submitted.html")]
struct SubmittedPage {
    shell: Shell,
    path: String,
    quoted: String,
    organisation: String,
    scheme: String,
    tier: String,
    when: String,
    requested_by: String,
    signed_off_by: String,
    answers: usize,
    evidence: usize,
    round: i32,
    digest: String,
    scheme_digest: String,
    with_authority: bool,
    working_days: u32,
}

#[handler]
pub(super) async fn show_submitted(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let submission = *opened
        .assessment
        .state
        .submission()
        .ok_or(Error::NotFound)?;
    let bundle = store::latest_bundle(ctx.read(), id).await?;
    let authority =
        identity::store::get_authority(ctx.read(), opened.assessment.authority_id).await?;
    let people = identity::store::list_people(
        ctx.read(),
        [submission.requested_by, submission.signed_off_by],
    )
    .await?;
    let name = |id| {
        people
            .iter()
            .find(|person| person.id == id)
            .map_or_else(|| "A colleague".to_owned(), |p| p.display_name().to_owned())
    };
    let page = SubmittedPage {
        shell: opened.shell(&caller, &visit, "Assessment submitted"),
        path: opened.path(),
        quoted: format!("Your reference: {}", opened.assessment.reference),
        organisation: bundle.content.organisation.name.clone(),
        scheme: format!(
            "{} ({})",
            bundle.content.scheme.name, bundle.content.scheme.label
        ),
        tier: opened.tier_name(),
        when: long_instant(submission.submitted_at),
        requested_by: name(submission.requested_by),
        signed_off_by: name(submission.signed_off_by),
        answers: bundle.content.answers.len(),
        evidence: bundle.content.evidence.len(),
        round: bundle.round,
        digest: bundle.sha256,
        scheme_digest: bundle.scheme_hash,
        with_authority: opened.assessment.is_open(),
        working_days: authority.review_working_days,
    };
    Ok(html(StatusCode::OK, &page))
}
