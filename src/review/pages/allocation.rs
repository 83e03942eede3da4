//! An officer gives a case to an assessor, or takes it back.

use askama::Template;
use entity::ids::{AssessmentId, PersonId};
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::{refusal, tier_words};
use crate::identity;
use crate::identity::guard::{Caller, Officer};
use crate::identity::rules::size_band_words;
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review::actions::allocate::{allocate, replace};
use crate::review::rules::{CaseFile, Event, Seat, Turn, due_words, free_seat, may_be_replaced};
use crate::review::store::{self, Candidate};
use crate::scheme;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

/// An assessor who cannot have the case, and why.
struct Barred {
    name: String,
    why: String,
}

/// Somebody who has the case.
struct Held {
    seat: String,
    name: String,
    review: String,
    version: i32,
    replaceable: bool,
}

/// Who has the case, assessors first.
fn held(file: &CaseFile) -> Vec<Held> {
    let reviews = file.all_reviews();
    file.live_reviews()
        .into_iter()
        .map(|known| Held {
            seat: if file.case.bench.wanted > 1 {
                known.review.seat.words()
            } else {
                "Assessor".to_owned()
            },
            name: known.assessor_name.clone(),
            review: known.review.id.to_string(),
            version: known.review.version,
            replaceable: known.review.can(Event::Replace).is_ok()
                && may_be_replaced(&known.review, &reviews).is_ok(),
        })
        .collect()
}

/// What is asked when a seat is free.
fn question(file: &CaseFile) -> String {
    let reviews = file.all_reviews();
    let bench = file.case.bench;
    match free_seat(&reviews, bench.wanted, bench.moderation) {
        Ok(Seat::Moderator) => "Who should settle what the assessors see differently?".to_owned(),
        Ok(Seat::Assessor(_)) if bench.wanted < 2 => "Who should review it?".to_owned(),
        Ok(Seat::Assessor(number)) => {
            format!("Who should be assessor {number} of {}?", bench.wanted)
        }
        Err(_) => String::new(),
    }
}

#[derive(Template)]
#[template(path = "review/allocation.html")]
struct AllocationPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    employer: String,
    tier: String,
    rung: u32,
    size: &'static str,
    place: String,
    due: String,
    open: bool,
    /// Who has the case.
    held: Vec<Held>,
    /// From whom it may be taken.
    from: Vec<Choice>,
    /// The place of the only one of them, where there is one.
    only: Option<usize>,
    /// What is asked when a seat is free; empty when none is.
    question: String,
    choices: Vec<Choice>,
    barred: Vec<Barred>,
    reason: String,
}

async fn load(ctx: &Context, caller: &Caller, id: AssessmentId) -> Result<(CaseFile, Officer)> {
    let authorities: Vec<_> = caller.officers().iter().map(Officer::authority).collect();
    let file = store::get_file_in_authorities(ctx.read(), authorities, id).await?;
    let officer = caller.officer(file.case.authority_id)?;
    if caller.employer(file.case.organisation_id).is_ok() {
        return Err(Error::NotFound);
    }
    Ok((file, officer))
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    file: &CaseFile,
    typed: &Fields,
    (status, errors): (StatusCode, FieldErrors),
) -> Result<Response> {
    let case = &file.case;
    let version = scheme::store::get_version(ctx.read(), case.scheme_version_id).await?;
    let candidates = store::list_candidates(ctx.read(), file, ctx.today()).await?;
    let chosen = typed.get("assessor");
    let (mut choices, mut barred) = (Vec::new(), Vec::new());
    for Candidate { load, conflict } in candidates {
        let name = load.person.display_name().to_owned();
        if let Some(conflict) = conflict {
            barred.push(Barred {
                name,
                why: conflict.words(),
            });
            continue;
        }
        let mut hint = match (load.reviews, load.over_time) {
            (0, _) => "No reviews at present".to_owned(),
            (n, 0) => format!("{n} review{} at present", if n == 1 { "" } else { "s" }),
            (n, late) => format!(
                "{n} review{} at present, {late} over time",
                if n == 1 { "" } else { "s" }
            ),
        };
        if load.person.id == caller.person.id {
            hint.push_str(". This is you: you could then not decide the case");
        }
        let value = load.person.id.to_string();
        let selected = value == chosen;
        choices.push(Choice::new(value, name).hint(hint).selected(selected));
    }
    let (tier, rung) = tier_words(&version.content, &case.tier_sought);
    let (held, question) = (held(file), question(file));
    let title = match case.turn() {
        Turn::OfficerAppoints => "Appoint a moderator",
        _ if question.is_empty() => "Take the case from its assessor",
        _ => "Allocate an assessor",
    };
    let authority = identity::store::get_authority(ctx.read(), case.authority_id).await?;
    let due_on = case.due_on(authority.review_working_days, ctx.today());
    let path = format!("/home/cases/{}", case.assessment_id);
    let page = AllocationPage {
        shell: caller
            .shell(visit, title)
            .under("Cases", "/home/cases")
            .under(case.organisation_name.clone(), path.clone())
            .wrong(&errors),
        errors,
        path,
        employer: case.organisation_name.clone(),
        tier,
        rung,
        size: case.size_band.map_or("", size_band_words),
        place: case.place.clone().unwrap_or_default(),
        due: format!("{} ({})", due_words(ctx.today(), due_on), long_date(due_on)),
        open: case.is_open(),
        only: held
            .iter()
            .position(|one| one.replaceable)
            .filter(|_| held.iter().filter(|one| one.replaceable).count() == 1),
        from: held
            .iter()
            .filter(|one| one.replaceable)
            .map(|one| {
                let value = format!("{}:{}", one.review, one.version);
                let selected = typed.get("from") == value;
                Choice::new(value, format!("{}, {}", one.name, one.seat)).selected(selected)
            })
            .collect(),
        held,
        question,
        choices,
        barred,
        reason: typed.get("reason").to_owned(),
    };
    Ok(html(status, &page))
}

#[handler]
pub(super) async fn show_allocation(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
) -> Result<Response, Error> {
    let (file, _) = load(ctx, &caller, id).await?;
    let nothing = (StatusCode::OK, FieldErrors::new());
    page(ctx, &visit, &caller, &file, &Fields::default(), nothing).await
}

#[handler]
pub(super) async fn submit_allocation(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, officer) = load(ctx, &caller, id).await?;
    let outcome = match fields.get("assessor").parse::<PersonId>() {
        Ok(assessor) => allocate(ctx, &officer, id, assessor).await,
        Err(_) => Err(Error::invalid("assessor", "Choose an assessor")),
    };
    match outcome {
        Ok(review) => {
            let said = format!(
                "Allocated. The assessor is asked to declare conflicts; a recommendation is due by {}.",
                long_date(review.due_on)
            );
            Ok(visit.done(&format!("/home/cases/{id}"), &Notice::success(said)))
        }
        Err(error) => {
            let wrong = refusal(error)?;
            let (file, _) = load(ctx, &caller, id).await?;
            page(ctx, &visit, &caller, &file, &fields, wrong).await
        }
    }
}

#[handler]
pub(super) async fn submit_replacement(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, officer) = load(ctx, &caller, id).await?;
    let reason = fields.get("reason");
    // Where several have the case, each choice names a review at its version.
    let (which, version) = match fields.get("from").split_once(':') {
        Some((review, version)) => (review.parse().ok(), version),
        None => (fields.get("review").parse().ok(), fields.get("version")),
    };
    let outcome = if version.is_empty() {
        Err(Error::invalid("from", "Choose whom you take the case from"))
    } else {
        let version = version.parse().unwrap_or(-1);
        replace(ctx, &officer, id, which, version, reason).await
    };
    match outcome {
        Ok(_) => Ok(visit.done(
            &format!("/home/cases/{id}/allocation"),
            &Notice::success(
                "The case is no longer with its assessor. Allocate it to somebody else.",
            ),
        )),
        Err(error) => {
            let wrong = refusal(error)?;
            let (file, _) = load(ctx, &caller, id).await?;
            page(ctx, &visit, &caller, &file, &fields, wrong).await
        }
    }
}
