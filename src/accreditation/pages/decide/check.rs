//! Exactly what a decision will do, before it is taken.

use askama::Template;
use poem::Response;
use poem::http::StatusCode;

use super::act::{seen, verdict};
use super::rows::{carried, says, wanted};
use super::when::{LATER, NOW, when};
use super::{Before, Opened, tier_words, tiers};
use crate::accreditation::actions::decide::Seen;
use crate::accreditation::pages::day::DayParts;
use crate::accreditation::pages::happens::{Happens, Known};
use crate::accreditation::rules::{Verdict, check_reason, check_start};
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::Advice;
use crate::web::form::Fields;
use crate::web::page::{Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "accreditation/decision_check.html")]
struct CheckPage {
    shell: Shell,
    employer: String,
    path: String,
    happens: Happens,
    against: String,
    outcome: &'static str,
    tier: String,
    reason: String,
    announce: &'static str,
    start: DayParts,
    /// What it says beside its outcome.
    says: Vec<String>,
    /// The rows as typed, to be sent on.
    carried: Vec<(String, String)>,
    bundle: String,
    version: i32,
}

/// Exactly what will happen, when it can; the rules are those of the act itself.
pub(super) fn check(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    opened: &Opened,
    before: &Before,
    typed: &Fields,
) -> Result<Response> {
    let (review, recommendation) = opened.recommended()?;
    opened.may_decide(before)?;
    let bundle = &before.bundle;
    if seen(typed)
        != (Seen {
            review_version: review.version,
            bundle_sha256: bundle.sha256.clone(),
        })
    {
        return Err(Error::stale());
    }
    let verdict = verdict(typed)?;
    let reason = check_reason(&verdict, recommendation, typed.get("reason"))?;
    let terms = wanted(typed)?.check(&verdict, &before.asked.content, ctx.today(), || {
        ctx.new_id()
    })?;
    let (later, start) = when(typed)?;
    check_start(start, ctx.today())?;
    let case = &opened.file.case;
    let version = &before.asked.content;
    if let Verdict::Award { tier } = &verdict {
        let open = tiers(version, &case.tier_sought);
        if open.iter().all(|one| one.code != *tier) {
            return Err(Error::invalid(
                "tier",
                "Choose the tier applied for or a lower one",
            ));
        }
    }
    let members: Vec<String> = before
        .people
        .iter()
        .filter(|(_, acts)| *acts)
        .map(|(person, _)| person.display_name().to_owned())
        .collect();
    let happens = Happens::of(
        &verdict,
        &Known {
            version,
            employer: &bundle.content.organisation.name,
            assessor: &case.assessor_name,
            members: &members,
            today: ctx.today(),
            start_on: start,
            later,
        },
    );
    let against = match (&verdict, &recommendation.advice) {
        (Verdict::Award { tier }, Advice::Award { tier: advised }) if tier != advised => format!(
            "The assessor recommends {}. You decide otherwise.",
            tier_words(version, advised).0
        ),
        (Verdict::Award { .. }, Advice::Decline) => {
            "The assessor recommends to decline. You decide otherwise.".to_owned()
        }
        (Verdict::Decline | Verdict::NotYet, Advice::Award { tier }) => format!(
            "The assessor recommends to award {}. You decide otherwise.",
            tier_words(version, tier).0
        ),
        (Verdict::Award { .. } | Verdict::Defer, Advice::Award { .. })
        | (Verdict::Decline | Verdict::NotYet | Verdict::Defer, Advice::Decline) => String::new(),
    };
    let page = CheckPage {
        shell: opened.shell(caller, visit, "Exactly what will happen"),
        employer: case.organisation_name.clone(),
        path: opened.path(),
        happens,
        against,
        outcome: verdict.outcome().as_str(),
        tier: verdict.tier().map_or_else(String::new, ToString::to_string),
        reason,
        announce: if later { LATER } else { NOW },
        start: start.map_or_else(DayParts::default, DayParts::of),
        says: says(&terms),
        carried: carried(typed),
        bundle: bundle.sha256.clone(),
        version: review.version,
    };
    Ok(html(StatusCode::OK, &page))
}
