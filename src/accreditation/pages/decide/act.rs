//! The act: what the form says, done.

use entity::ids::AssessmentId;
use entity::kinds::DecisionOutcome;

use super::Opened;
use super::rows::wanted;
use super::when::when;
use crate::accreditation::actions::decide::{Outcome, Ruling, Seen, rule};
use crate::accreditation::rules::Verdict;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme::rules::TierCode;
use crate::web::form::Fields;

/// What the form asks for.
pub(super) fn verdict(fields: &Fields) -> Result<Verdict> {
    let outcome: DecisionOutcome = fields
        .get("outcome")
        .parse()
        .map_err(|_| Error::invalid("outcome", "Choose what you decide"))?;
    Ok(match outcome {
        DecisionOutcome::Award => Verdict::Award {
            tier: TierCode::parse(fields.get("tier"))
                .map_err(|_| Error::invalid("tier", "Choose the tier you award"))?,
        },
        DecisionOutcome::Decline => Verdict::Decline,
        DecisionOutcome::NotYet => Verdict::NotYet,
        DecisionOutcome::Defer => Verdict::Defer,
    })
}

pub(super) fn seen(fields: &Fields) -> Seen {
    Seen {
        review_version: super::super::seen_version(fields),
        bundle_sha256: fields.get("bundle").to_owned(),
    }
}

/// Decides as the form says.
pub(super) async fn rule_as_typed(
    ctx: &Context,
    opened: &Opened,
    id: AssessmentId,
    fields: &Fields,
) -> Result<Outcome> {
    let verdict = verdict(fields)?;
    let (later, start_on) = when(fields)?;
    let wanted = wanted(fields)?;
    let ruling = Ruling {
        verdict,
        reason: fields.get("reason"),
        start_on,
        wanted,
        later,
    };
    rule(ctx, &opened.officer, id, &seen(fields), ruling).await
}

/// Where an act leads, and what it did.
pub(super) fn told(opened: &Opened, outcome: &Outcome) -> (String, String) {
    if outcome.decision.is_waiting() {
        return (
            format!("/home/announcements/{}", outcome.decision.id),
            "The case is decided. Nobody is told until the decision is announced".to_owned(),
        );
    }
    match (&outcome.decision.verdict, &outcome.accreditation) {
        (_, Some(awarded)) => (
            format!("/home/accreditations/{}", awarded.id),
            format!(
                "{} is awarded. The certificate is issued within a few minutes",
                awarded.tier.name
            ),
        ),
        (Verdict::Defer, None) => (
            opened.case_path(),
            "The case is back with the assessor".to_owned(),
        ),
        (Verdict::NotYet, None) => (
            opened.case_path(),
            "The case is decided: not yet, with a plan".to_owned(),
        ),
        (Verdict::Award { .. } | Verdict::Decline, None) => (
            opened.case_path(),
            "The case is decided: declined".to_owned(),
        ),
    }
}
