//! Every letter exactly as it will be sent, what the register will show, and the act.

use askama::Template;
use entity::ids::DecisionId;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use super::{Waits, list, load, shell};
use crate::accreditation::actions::announce::{Announcement, Preview, announce_all, preview};
use crate::accreditation::actions::decide::Outcome;
use crate::accreditation::rules::BasisChange;
use crate::identity::guard::Caller;
use crate::notification::email::Email;
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted, refusal};
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

/// A letter as it will be sent.
struct Letter {
    to: String,
    subject: String,
    body: String,
}

impl Letter {
    fn of(email: &Email) -> Self {
        Self {
            to: format!("{} <{}>", email.to.name, email.to.email),
            subject: email.subject.clone(),
            body: email.body_text.clone(),
        }
    }
}

/// A decision that can be announced.
struct Ready {
    id: String,
    employer: String,
    reference: String,
    said: String,
    register: String,
    seen: String,
    changes: Vec<BasisChange>,
    despite: String,
    letters: Vec<Letter>,
}

/// A decision that was not announced, and why.
struct Failed {
    employer: String,
    why: String,
}

#[derive(Template)]
#[template(path = "accreditation/announce_check.html")]
struct CheckPage {
    shell: Shell,
    counts: Vec<String>,
    ready: Vec<Ready>,
    failed: Vec<Failed>,
    button: String,
}

#[derive(Template)]
#[template(path = "accreditation/announce_done.html")]
struct DonePage {
    shell: Shell,
    done: Vec<String>,
    failed: Vec<Failed>,
}

/// `1 decision`, `3 decisions`.
fn many(count: usize, word: &str, plural: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {plural}")
    }
}

/// Exactly how much an announcement does.
fn counts(previews: &[Preview]) -> Vec<String> {
    let awards = previews.iter().filter(|one| one.tier.is_some()).count();
    let letters: usize = previews.iter().map(|one| one.letters.len()).sum();
    let decisions = many(previews.len(), "decision", "decisions");
    let rest = previews.len() - awards;
    vec![
        format!(
            "{decisions}: {} and {rest} without an award.",
            many(awards, "award", "awards")
        ),
        format!("{} will be sent.", many(letters, "letter", "letters")),
        format!(
            "{} on the public register.",
            many(awards, "new entry", "new entries")
        ),
    ]
}

fn ready(one: &Preview) -> Ready {
    let decision = &one.decision;
    let (said, register) = match (&one.tier, one.term) {
        (Some((tier, _)), Some(term)) => (
            format!(
                "{} is accredited as {tier} from {} to {}.",
                one.employer,
                long_date(term.since),
                term.last_day_words()
            ),
            format!(
                "{}, {tier}, valid from {} to {}",
                one.employer,
                long_date(term.since),
                term.last_day_words()
            ),
        ),
        (Some(_), None) | (None, _) => (
            format!("{} is awarded nothing.", one.employer),
            String::new(),
        ),
    };
    Ready {
        id: decision.id.to_string(),
        employer: one.employer.clone(),
        reference: one.reference.clone(),
        said,
        register,
        seen: one.letters_sha256.clone(),
        changes: one.changes.clone(),
        despite: format!("despite_{}", decision.id),
        letters: one.letters.iter().map(Letter::of).collect(),
    }
}

/// One sentence that says why it did not happen.
fn why(error: Error) -> String {
    match refusal(error) {
        Ok((_, errors)) => errors
            .0
            .into_iter()
            .map(|error| error.message)
            .collect::<Vec<_>>()
            .join(" "),
        Err(Error::NotFound) => "It does not wait to be announced any more.".to_owned(),
        Err(error) => {
            tracing::error!(%error, "a decision could not be announced");
            "Something went wrong on our side. Nothing was sent. Try again.".to_owned()
        }
    }
}

/// The decisions that the form names and the caller may read.
fn named<'a>(fields: &Fields, found: &'a [Waits]) -> Vec<&'a Waits> {
    let all = fields.get("step") == "check_all";
    let ticked: Vec<_> = fields.all("decision").map(str::to_owned).collect();
    found
        .iter()
        .filter(|one| all || ticked.contains(&one.waiting.decision.id.to_string()))
        .collect()
}

async fn check(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    named: &[&Waits],
    mut failed: Vec<Failed>,
) -> Result<Response> {
    let mut previews = Vec::new();
    for one in named {
        let decision = &one.waiting.decision;
        let officer = caller.officer(decision.authority_id)?;
        match preview(ctx, &officer, decision.id).await {
            Ok(found) => previews.push(found),
            Err(error) => failed.push(Failed {
                employer: one.employer.clone(),
                why: why(error),
            }),
        }
    }
    let page = CheckPage {
        shell: shell(caller, visit, "Exactly what will be sent")
            .under("Decisions to announce", "/home/announcements"),
        counts: counts(&previews),
        button: format!("Announce {}", many(previews.len(), "decision", "decisions")),
        ready: previews.iter().map(ready).collect(),
        failed,
    };
    Ok(html(StatusCode::OK, &page))
}

/// What came of announcing, case by case.
fn done_page(caller: &Caller, visit: &Visit, outcomes: Vec<(String, Result<Outcome>)>) -> Response {
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for (employer, outcome) in outcomes {
        match outcome {
            Ok(_) => done.push(employer),
            Err(error) => failed.push(Failed {
                employer,
                why: why(error),
            }),
        }
    }
    let said = format!(
        "{} announced. The letters are on their way",
        many(done.len(), "decision is", "decisions are")
    );
    if failed.is_empty() {
        return visit.done("/home/announcements", &Notice::success(said));
    }
    let page = DonePage {
        shell: shell(caller, visit, "Not everything was announced")
            .under("Decisions to announce", "/home/announcements"),
        done,
        failed,
    };
    html(StatusCode::CONFLICT, &page)
}

async fn announce(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    fields: &Fields,
    found: &[Waits],
) -> Result<Response> {
    let asked: Vec<DecisionId> = fields
        .all("decision")
        .filter_map(|id| id.parse().ok())
        .collect();
    let name = |id: DecisionId| {
        let known = found.iter().find(|one| one.waiting.decision.id == id);
        known.map_or_else(
            || "A decision that was announced or undone meanwhile".to_owned(),
            |one| one.employer.clone(),
        )
    };
    let mut outcomes = Vec::new();
    for officer in caller.officers() {
        let own: Vec<Announcement> = asked
            .iter()
            .filter(|id| {
                found.iter().any(|one| {
                    one.waiting.decision.id == **id
                        && one.waiting.decision.authority_id == officer.authority()
                })
            })
            .map(|id| Announcement {
                id: *id,
                letters_sha256: fields.get(&format!("letters_{id}")).to_owned(),
                despite_changes: fields.get(&format!("despite_{id}")) == "yes",
            })
            .collect();
        let done = announce_all(ctx, &officer, &own).await;
        outcomes.extend(done.into_iter().map(|(id, done)| (name(id), done)));
    }
    for id in asked {
        if found.iter().all(|one| one.waiting.decision.id != id) {
            outcomes.push((name(id), Err(Error::NotFound)));
        }
    }
    Ok(done_page(caller, visit, outcomes))
}

#[handler]
pub(in crate::accreditation::pages) async fn submit_announcements(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let found = load(ctx, &caller, None).await?;
    let acts = fields.get("step") == "announce";
    if acts && fields.has("decision") {
        return announce(ctx, &visit, &caller, &fields, &found).await;
    }
    let named = named(&fields, &found);
    if named.is_empty() {
        let errors = FieldErrors::one("decision", "Tick the decisions to announce");
        let wrong = (StatusCode::UNPROCESSABLE_ENTITY, errors);
        return list(ctx, &visit, &caller, &[], wrong).await;
    }
    check(ctx, &visit, &caller, &named, Vec::new()).await
}
