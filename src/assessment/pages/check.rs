//! Check your answers, then ask a colleague to sign off.

use askama::Template;
use entity::ids::AssessmentId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::task_list::Standing;
use super::{Opened, listed, refusal, seen_version};
use crate::assessment::actions::sign_off::request_sign_off;
use crate::assessment::rules::{Given, gaps, standing};
use crate::assessment::store;
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::web::form::Submitted;
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

/// A pillar with its answers as they read.
pub(super) struct Section {
    pub(super) name: String,
    pub(super) rows: Vec<AnswerRow>,
}

/// One answer as it reads.
pub(super) struct AnswerRow {
    pub(super) code: String,
    pub(super) question: String,
    pub(super) answer: String,
    pub(super) comment: String,
    pub(super) evidence: Vec<String>,
    pub(super) lacks: String,
    pub(super) href: String,
}

/// Every pillar with its answers as they read.
pub(super) fn sections(ctx: &Context, opened: &Opened, given: &Given) -> Vec<Section> {
    let gaps = gaps(
        opened.version(),
        &opened.assessment.tier_sought,
        &given.answers(),
        &opened.circumstances(ctx),
    );
    opened
        .pillars(ctx)
        .into_iter()
        .map(|pillar| Section {
            name: opened.words(&pillar.name),
            rows: pillar
                .criteria
                .iter()
                .filter(|criterion| opened.shows(ctx, given, criterion))
                .map(|criterion| {
                    let saved = given.answers.get(&criterion.code);
                    let value = saved.and_then(|saved| saved.value.as_ref());
                    AnswerRow {
                        code: criterion.code.to_string(),
                        question: opened.words(&criterion.question),
                        answer: value.map_or_else(
                            || "Not answered".to_owned(),
                            |answer| criterion.summary_in(answer, opened.language()),
                        ),
                        comment: saved.map_or_else(String::new, |saved| saved.comment.clone()),
                        evidence: given
                            .evidence_for(&criterion.code)
                            .map(|item| item.title.clone())
                            .collect(),
                        lacks: gaps
                            .iter()
                            .find(|gap| gap.criterion == criterion.code)
                            .map_or_else(String::new, |gap| gap.lacks.words()),
                        href: opened.path_to(&criterion.code),
                    }
                })
                .collect(),
        })
        .collect()
}

#[derive(Template)]
#[template(path = "assessment/check.html")]
struct CheckPage {
    shell: Shell,
    path: String,
    organisation_path: String,
    tier: String,
    version: i32,
    editable: bool,
    to_complete: String,
    sections: Vec<Section>,
    standing: Standing,
}

/// What stands between these answers and asking for sign-off; empty when nothing does.
fn to_complete(sections: &[Section], tier: &str) -> String {
    let open = sections
        .iter()
        .flat_map(|section| &section.rows)
        .filter(|row| !row.lacks.is_empty())
        .count();
    match open {
        0 => String::new(),
        1 => format!(
            "Complete 1 more question before you ask for sign-off for {tier}. It is marked below."
        ),
        n => format!(
            "Complete {n} more questions before you ask for sign-off for {tier}. Each is marked below."
        ),
    }
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    opened: &Opened,
) -> Result<CheckPage, Error> {
    let given = store::load_given(ctx.read(), opened.assessment.id).await?;
    let sections = sections(ctx, opened, &given);
    let evaluation = standing(
        opened.version(),
        &given.answers(),
        &opened.circumstances(ctx),
    );
    Ok(CheckPage {
        shell: opened.shell(caller, visit, "Check your answers"),
        path: opened.path(),
        organisation_path: format!("/home/organisations/{}", opened.assessment.organisation_id),
        tier: opened.tier_name(),
        version: opened.assessment.version,
        editable: opened.assessment.can_be_answered() && opened.employer.must_answer().is_ok(),
        to_complete: to_complete(&sections, &opened.tier_name()),
        standing: Standing::of(opened, &evaluation),
        sections,
    })
}

#[handler]
pub(super) async fn show_check(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let page = page(ctx, &visit, &caller, &opened).await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(super) async fn submit_check(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    match request_sign_off(ctx, &opened.employer, id, seen_version(&fields)).await {
        Ok(_) => Ok(visit.done(
            &opened.path(),
            &Notice::success("Your colleagues are asked to sign off. You get an email when it is submitted or comes back."),
        )),
        Err(error) => {
            let (status, errors): (StatusCode, FieldErrors) = refusal(error)?;
            let opened = Opened::load(ctx, &caller, id).await?;
            let mut page = page(ctx, &visit, &caller, &opened).await?;
            page.shell = page.shell.errors(listed(&errors));
            Ok(html(status, &page))
        }
    }
}
