//! A newer version of the scheme: what would become of the answers, and moving to it.

use askama::Template;
use entity::ids::AssessmentId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::{Opened, listed, refusal, seen_version};
use crate::assessment::actions::moving::move_over;
use crate::assessment::rules::SavedAnswer;
use crate::assessment::store::{self, Offer};
use crate::identity::guard::Caller;
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::scheme::rules::{Change, CriterionCode, SchemeVersion, compare};
use crate::web::form::Submitted;
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

/// What the task list says of a newer version.
pub(super) struct Banner {
    pub(super) heading: String,
    pub(super) text: String,
}

/// What the task list says of a newer version, where one is offered.
pub(super) async fn banner(ctx: &Context, opened: &Opened) -> Result<Option<Banner>> {
    if opened.employer.must_answer().is_err() {
        return Ok(None);
    }
    let offer =
        store::find_offer(ctx.read(), &opened.assessment, &opened.asked, ctx.today()).await?;
    Ok(offer.map(|offer| Banner {
        heading: format!(
            "Version {} of this scheme is open",
            offer.version.content.label
        ),
        text: match offer.version.move_on {
            Some(day) => format!(
                "{} What is not submitted by {} is moved then.",
                offer.moving.words(),
                long_date(day)
            ),
            None => format!(
                "{} You may also finish under version {}.",
                offer.moving.words(),
                opened.version().label
            ),
        },
    }))
}

/// One question and what becomes of the answer to it.
struct Line {
    code: String,
    question: String,
    answer: String,
}

#[derive(Template)]
#[template(path = "assessment/newer.html")]
struct NewerPage {
    shell: Shell,
    path: String,
    version: i32,
    errors: FieldErrors,
    label: String,
    old_label: String,
    words: String,
    tier: String,
    to_confirm: Vec<Line>,
    archived: Vec<Line>,
    new: Vec<Line>,
    move_on: String,
}

fn line(version: &SchemeVersion, code: &CriterionCode, saved: Option<&SavedAnswer>) -> Line {
    let criterion = version.criterion(code);
    let value = saved.and_then(|saved| saved.value.as_ref());
    Line {
        code: code.to_string(),
        question: criterion.map_or_else(String::new, |c| c.question.to_string()),
        answer: match (criterion, value) {
            (Some(criterion), Some(value)) => criterion.summary(value),
            (None, Some(value)) => value.summary(),
            (_, None) => String::new(),
        },
    }
}

fn page(
    visit: &Visit,
    caller: &Caller,
    opened: &Opened,
    offer: &Offer,
    errors: FieldErrors,
) -> NewerPage {
    let (old, new) = (opened.version(), &offer.version.content);
    let moving = &offer.moving;
    let compared = compare(old, new);
    let tier = new
        .tier(&moving.tier)
        .map_or_else(|| moving.tier.to_string(), |tier| opened.words(&tier.name));
    NewerPage {
        shell: opened
            .shell(caller, visit, "Move to the newer version")
            .errors(listed(&errors)),
        path: opened.path(),
        version: opened.assessment.version,
        errors,
        label: new.label.clone(),
        old_label: old.label.clone(),
        words: moving.words(),
        tier: if moving.tier == opened.assessment.tier_sought {
            String::new()
        } else {
            tier
        },
        to_confirm: moving
            .to_confirm
            .iter()
            .map(|(code, saved)| line(new, code, Some(saved)))
            .collect(),
        archived: moving
            .archived
            .iter()
            .map(|(code, saved)| line(old, code, Some(saved)))
            .collect(),
        new: compared
            .criteria
            .iter()
            .filter(|one| one.change == Change::New)
            .map(|one| line(new, &one.code, None))
            .collect(),
        move_on: offer.version.move_on.map_or_else(String::new, long_date),
    }
}

#[handler]
pub(super) async fn show_newer(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    match store::find_offer(ctx.read(), &opened.assessment, &opened.asked, ctx.today()).await? {
        Some(offer) => {
            let page = page(&visit, &caller, &opened, &offer, FieldErrors::new());
            Ok(html(StatusCode::OK, &page))
        }
        None => Ok(visit.done(
            &opened.path(),
            &Notice::success("There is no newer version to move to. Go on as you were"),
        )),
    }
}

#[handler]
pub(super) async fn submit_newer(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let moved = move_over(ctx, &opened.employer, id, seen_version(&fields)).await;
    match moved {
        Ok(_) => Ok(visit.done(
            &opened.path(),
            &Notice::success("The assessment goes on under the newer version"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let opened = Opened::load(ctx, &caller, id).await?;
            let offer =
                store::find_offer(ctx.read(), &opened.assessment, &opened.asked, ctx.today())
                    .await?;
            match offer {
                Some(offer) => {
                    let page = page(&visit, &caller, &opened, &offer, errors);
                    Ok(html(status, &page))
                }
                None => Err(Error::stale()),
            }
        }
    }
}
