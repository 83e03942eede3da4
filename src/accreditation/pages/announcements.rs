//! Decisions that wait: which there are, every letter before it is sent, and the act.

mod check;
mod one;

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use entity::ids::DecisionId;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

pub(super) use check::submit_announcements;
pub(super) use one::{show_announcement, submit_announcement};

use crate::accreditation::rules::{Basis, BasisChange, Decision, Verdict};
use crate::accreditation::store::{self, WaitingDecision};
use crate::assessment;
use crate::identity::guard::{Caller, Officer};
use crate::platform::calendar::{london_date, long_date};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review;
use crate::review::rules::may_officer_read;
use crate::scheme;
use crate::scheme::rules::SchemeVersion;
use crate::web::page::{Choice, Shell, html};
use crate::web::visit::Visit;

/// The most that are listed, and announced, at once.
const MOST: u64 = 200;

/// A decision that waits, as its readers see it.
struct Waits {
    waiting: WaitingDecision,
    employer: String,
    /// What is decided, in words.
    said: String,
    /// What changed since.
    changes: Vec<BasisChange>,
}

impl Waits {
    fn path(&self) -> String {
        format!("/home/announcements/{}", self.waiting.decision.id)
    }
}

/// What is decided, in words.
fn verdict_words(decision: &Decision, version: &SchemeVersion) -> String {
    match &decision.verdict {
        Verdict::Award { tier } => {
            let known = version.tier(tier);
            let name = known.map_or_else(|| tier.to_string(), |tier| tier.name.to_string());
            format!("Award {name}")
        }
        Verdict::Decline => "Decline".to_owned(),
        Verdict::NotYet => "Not yet, with a plan".to_owned(),
        Verdict::Defer => "Send back to the assessor".to_owned(),
    }
}

/// What changed since a decision, in a sentence.
fn changed_words(changes: &[BasisChange]) -> String {
    match changes {
        [] => "Nothing has changed since the decision".to_owned(),
        [only] => format!("Changed since the decision: {}", only.what),
        more => format!("Changed since the decision: {} things", more.len()),
    }
}

/// The decisions that wait and that the caller may read: a fixed number of statements.
async fn load(ctx: &Context, caller: &Caller, only: Option<DecisionId>) -> Result<Vec<Waits>> {
    let own: Vec<_> = caller.officers().iter().map(Officer::authority).collect();
    if own.is_empty() {
        return Err(Error::NotFound);
    }
    let conn = ctx.read();
    let mut waiting = store::list_waiting_decisions(conn, own, only, MOST).await?;
    let cases: Vec<_> = waiting
        .iter()
        .map(|one| one.decision.assessment_id)
        .collect();
    let reviews = review::store::list_reviews_of_cases(conn, cases).await?;
    waiting.retain(|one| {
        let of: Vec<_> = reviews
            .iter()
            .filter(|review| review.assessment_id == one.decision.assessment_id)
            .cloned()
            .collect();
        may_officer_read(caller.person.id, &of) && caller.employer(one.organisation_id).is_err()
    });
    let decided: Vec<_> = waiting.iter().map(|one| one.decision.review_id).collect();
    let findings = review::store::list_findings_of_reviews(conn, decided).await?;
    let cases: Vec<_> = waiting
        .iter()
        .map(|one| one.decision.assessment_id)
        .collect();
    let bundles = assessment::store::list_latest_bundles(conn, cases).await?;
    let ids: BTreeSet<_> = waiting.iter().map(|one| one.scheme_version_id).collect();
    let versions: BTreeMap<_, _> = scheme::store::list_versions(conn, ids)
        .await?
        .into_iter()
        .map(|version| (version.id, version))
        .collect();
    waiting
        .into_iter()
        .map(|one| {
            let case = one.decision.assessment_id;
            let bundle = bundles
                .iter()
                .find(|bundle| bundle.assessment_id == case)
                .ok_or(Error::NotFound)?;
            let version = versions
                .get(&one.scheme_version_id)
                .ok_or(Error::NotFound)?;
            let found: Vec<_> = findings
                .iter()
                .filter(|(review, _)| *review == one.decision.review_id)
                .map(|(_, finding)| finding.clone())
                .collect();
            let of: Vec<_> = reviews
                .iter()
                .filter(|review| review.assessment_id == case)
                .cloned()
                .collect();
            let now = Basis::of(
                &bundle.sha256,
                &version.content_hash,
                &of,
                &found,
                one.decision.terms.condition_words(),
            );
            let changes = one
                .decision
                .basis
                .as_ref()
                .map_or_else(Vec::new, |then| then.changes(&now, &version.content));
            Ok(Waits {
                employer: bundle.content.organisation.name.clone(),
                said: verdict_words(&one.decision, &version.content),
                changes,
                waiting: one,
            })
        })
        .collect()
}

/// A decision with its page.
struct Row {
    name: String,
    href: String,
}

#[derive(Template)]
#[template(path = "accreditation/announcements.html")]
struct ListPage {
    shell: Shell,
    errors: FieldErrors,
    choices: Vec<Choice>,
    rows: Vec<Row>,
}

fn shell(caller: &Caller, visit: &Visit, title: &str) -> Shell {
    caller
        .shell(visit, title)
        .under("Home", "/home")
        .under("Cases", "/home/cases")
}

/// The list, with what is ticked.
async fn list(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    ticked: &[DecisionId],
    (status, errors): (StatusCode, FieldErrors),
) -> Result<Response> {
    let found = load(ctx, caller, None).await?;
    let page = ListPage {
        shell: shell(caller, visit, "Decisions to announce").wrong(&errors),
        errors,
        choices: found
            .iter()
            .map(|one| {
                let decision = &one.waiting.decision;
                let label = format!("{}: {}", one.employer, one.said);
                Choice::new(decision.id.to_string(), label)
                    .hint(format!(
                        "{} · decided on {} · {}",
                        one.waiting.reference,
                        long_date(london_date(decision.decided_at)),
                        changed_words(&one.changes)
                    ))
                    .selected(ticked.contains(&decision.id))
            })
            .collect(),
        rows: found
            .iter()
            .map(|one| Row {
                name: format!("{}, {}", one.employer, one.waiting.reference),
                href: one.path(),
            })
            .collect(),
    };
    Ok(html(status, &page))
}

#[handler]
pub(super) async fn show_announcements(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
) -> Result<Response, Error> {
    let nothing = (StatusCode::OK, FieldErrors::new());
    list(ctx, &visit, &caller, &[], nothing).await
}
