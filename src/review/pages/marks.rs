//! What pauses or marks a case: holds, flags and tags. For officers and for the assessor of the case.

use askama::Template;
use entity::ids::{AssessmentId, PersonId, ReviewId};
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::refusal;
use super::within::{DayParts, Within};
use crate::identity;
use crate::identity::guard::Caller;
use crate::identity::rules::Person;
use crate::platform::calendar::{london_date, long_date, long_instant};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review::actions::{hold, mark};
use crate::review::rules::clock::working_days_paused;
use crate::review::rules::hold::pauses;
use crate::review::rules::{Flag, Hold, HoldText, Reader, due_words};
use crate::review::store;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

/// A hold, in words.
struct HoldRow {
    id: String,
    since: String,
    by: String,
    until: String,
    reason: String,
    note: String,
    review_on: String,
}

/// A flag, in words.
struct FlagRow {
    reason: String,
    raised: String,
    outcome: String,
    resolved: String,
}

#[derive(Template)]
#[template(path = "review/marks.html")]
struct MarksPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    open: bool,
    due: String,
    paused: String,
    on_hold: Option<HoldRow>,
    past_holds: Vec<HoldRow>,
    reason: String,
    note: String,
    review: DayParts,
    flags: Vec<FlagRow>,
    to_resolve: Vec<Choice>,
    flag: String,
    outcome: String,
    tags: Vec<String>,
    /// What other cases are tagged with, as a hint.
    used: String,
    tag: String,
}

fn name(people: &[Person], id: PersonId) -> String {
    people.iter().find(|person| person.id == id).map_or_else(
        || "Somebody".to_owned(),
        |one| one.display_name().to_owned(),
    )
}

fn hold_row(hold: &Hold, people: &[Person]) -> HoldRow {
    HoldRow {
        id: hold.id.to_string(),
        since: hold.since(),
        by: name(people, hold.held_by),
        until: hold.lifted.map_or_else(String::new, |(by, at)| {
            format!("{} by {}", long_instant(at), name(people, by))
        }),
        reason: hold.reason.clone(),
        note: hold.note.clone(),
        review_on: hold.review_on.map(long_date).unwrap_or_default(),
    }
}

fn flag_row(flag: &Flag, people: &[Person]) -> FlagRow {
    let (outcome, resolved) = flag.resolved.as_ref().map_or_else(Default::default, |one| {
        let when = format!("{} by {}", long_instant(one.at), name(people, one.by));
        (one.outcome.clone(), when)
    });
    FlagRow {
        reason: flag.reason.clone(),
        raised: format!(
            "{} by {}",
            long_instant(flag.raised_at),
            name(people, flag.raised_by)
        ),
        outcome,
        resolved,
    }
}

/// The first words of a reason, for a choice.
fn short(words: &str) -> String {
    let line = words.lines().next().unwrap_or_default();
    if line.chars().count() <= 80 {
        return line.to_owned();
    }
    let mut short: String = line.chars().take(77).collect();
    short.push('…');
    short
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    within: &Within,
    (typed, errors): (&Fields, FieldErrors),
) -> Result<MarksPage> {
    let case = &within.file.case;
    let (id, today) = (case.assessment_id, ctx.today());
    let mut holds = store::list_holds(ctx.read(), id).await?;
    let asked = store::list_clarifications(ctx.read(), id).await?;
    let mut flags = store::list_flags(ctx.read(), id).await?;
    let (authority, reader) = (case.authority_id, within.reader());
    // Assessors who judge apart read nothing of each other.
    if case.bench.is_blind() && matches!(reader, Reader::Assessor(_)) {
        let reviews = store::list_reviews(ctx.read(), id).await?;
        let hidden = |by: PersonId| {
            by != reader.person() && reviews.iter().any(|review| review.assessor_id == by)
        };
        flags.retain(|flag| !hidden(flag.raised_by));
        for flag in &mut flags {
            if let Some(resolved) = flag.resolved.as_mut().filter(|one| hidden(one.by)) {
                resolved.outcome.clear();
            }
        }
        for hold in holds.iter_mut().filter(|hold| hidden(hold.held_by)) {
            hold.note.clear();
        }
    }
    let used = store::list_tags_in_use(ctx.read(), authority, reader, Some(id)).await?;
    let mut named: Vec<PersonId> = Vec::new();
    for hold in &holds {
        named.push(hold.held_by);
        named.extend(hold.lifted.map(|(by, _)| by));
    }
    for flag in &flags {
        named.push(flag.raised_by);
        named.extend(flag.resolved.as_ref().map(|one| one.by));
    }
    let people = identity::store::list_people(ctx.read(), named).await?;
    let due_on = match (&case.review, &case.clock) {
        (_, Some(clock)) => Some(clock.due_at(today)),
        (Some(review), None) => Some(review.due_on),
        (None, None) => None,
    };
    let days = working_days_paused(&pauses(&holds, &asked), today);
    let open = case.is_open();
    let paused = match (open && case.is_paused(), days) {
        (true, days) => format!("stands still now; {days} working days in all so far"),
        (false, 0) => "has not stood still".to_owned(),
        (false, 1) => "stood still for 1 working day".to_owned(),
        (false, days) => format!("stood still for {days} working days"),
    };
    let running = holds.iter().find(|hold| hold.lifted.is_none());
    let chosen = typed.get("which");
    let (on, off): (Vec<_>, Vec<_>) = used.into_iter().partition(|(_, here)| *here);
    Ok(MarksPage {
        shell: within
            .shell(caller, visit, "Hold, flags and tags")
            .wrong(&errors),
        errors,
        path: format!("{}/marks", within.path()),
        open,
        due: due_on.filter(|_| open).map_or_else(String::new, |due_on| {
            format!("{} ({})", due_words(today, due_on), long_date(due_on))
        }),
        paused,
        on_hold: running.map(|hold| hold_row(hold, &people)),
        past_holds: holds
            .iter()
            .filter(|hold| hold.lifted.is_some())
            .map(|hold| hold_row(hold, &people))
            .collect(),
        reason: typed.get("reason").to_owned(),
        note: typed.get("note").to_owned(),
        review: DayParts::typed(typed, "review"),
        to_resolve: flags
            .iter()
            .filter(|flag| flag.resolved.is_none())
            .map(|flag| {
                let id = flag.id.to_string();
                let selected = id == chosen;
                Choice::new(id, short(&flag.reason))
                    .hint(format!(
                        "Raised on {}",
                        long_date(london_date(flag.raised_at))
                    ))
                    .selected(selected)
            })
            .collect(),
        flags: flags.iter().map(|flag| flag_row(flag, &people)).collect(),
        flag: typed.get("flag").to_owned(),
        outcome: typed.get("outcome").to_owned(),
        tags: on.into_iter().map(|(tag, _)| tag).collect(),
        used: off
            .into_iter()
            .map(|(tag, _)| tag)
            .collect::<Vec<_>>()
            .join(", "),
        tag: typed.get("tag").to_owned(),
    })
}

async fn show(ctx: &Context, visit: &Visit, caller: &Caller, within: &Within) -> Result<Response> {
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = page(ctx, visit, caller, within, nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

/// Does what the address says; gives what to tell.
async fn perform(ctx: &Context, within: &Within, act: &str, typed: &Fields) -> Result<String> {
    let staff = within.staff();
    Ok(match act {
        "hold" => {
            let text = HoldText {
                reason: typed.get("reason").to_owned(),
                note: typed.get("note").to_owned(),
                review_on: DayParts::typed(typed, "review").read("review")?,
            };
            hold::hold(ctx, staff, &text).await?;
            "The case is on hold, and the employer has an email".to_owned()
        }
        "lift" => {
            let id = typed.get("hold").parse().map_err(|_| Error::NotFound)?;
            hold::lift(ctx, staff, id).await?;
            "The hold is lifted, and the employer has an email".to_owned()
        }
        "flag" => {
            mark::raise(ctx, staff, typed.get("flag")).await?;
            "The flag is raised".to_owned()
        }
        "resolve" => {
            let missing = || Error::invalid("which", "Choose the flag that is resolved");
            let id = typed.get("which").parse().map_err(|_| missing())?;
            mark::resolve(ctx, staff, id, typed.get("outcome")).await?;
            "The flag is resolved".to_owned()
        }
        "tag" => {
            let tag = mark::tag(ctx, staff, typed.get("tag")).await?;
            format!("The case has the tag “{tag}”")
        }
        "untag" => {
            mark::untag(ctx, staff, typed.get("tag")).await?;
            "The tag is taken off".to_owned()
        }
        _ => return Err(Error::NotFound),
    })
}

async fn submit(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    within: &Within,
    (act, fields): (&str, &Fields),
) -> Result<Response> {
    match perform(ctx, within, act, fields).await {
        Ok(said) => {
            let to = format!("{}/marks", within.path());
            Ok(visit.done(&to, &Notice::success(said)))
        }
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = page(ctx, visit, caller, within, (fields, errors)).await?;
            Ok(html(status, &page))
        }
    }
}

#[handler]
pub(super) async fn show_to_officer(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
) -> Result<Response, Error> {
    let within = Within::as_officer(ctx, &caller, id).await?;
    show(ctx, &visit, &caller, &within).await
}

#[handler]
pub(super) async fn submit_by_officer(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, act)): Path<(AssessmentId, String)>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let within = Within::as_officer(ctx, &caller, id).await?;
    submit(ctx, &visit, &caller, &within, (&act, &fields)).await
}

#[handler]
pub(super) async fn show_to_assessor(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ReviewId>,
) -> Result<Response, Error> {
    let within = Within::as_assessor(ctx, &caller, id).await?;
    show(ctx, &visit, &caller, &within).await
}

#[handler]
pub(super) async fn submit_by_assessor(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, act)): Path<(ReviewId, String)>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let within = Within::as_assessor(ctx, &caller, id).await?;
    submit(ctx, &visit, &caller, &within, (&act, &fields)).await
}
