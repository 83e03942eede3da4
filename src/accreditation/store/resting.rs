//! Accreditations in force with everything they rest on, read in steps.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use entity::ids::{AccreditationId, AuthorityId};
use sea_orm::ConnectionTrait;

use super::{ListFilter, list_after};
use crate::accreditation::rules::{Accreditation, Status};
use crate::assessment;
use crate::assessment::rules::Bundle;
use crate::identity::outside;
use crate::identity::outside::rules::Outside;
use crate::platform::calendar::london_date;
use crate::platform::error::Result;
use crate::review;
use crate::review::rules::confirmed_answers;
use crate::scheme;
use crate::scheme::rules::{Answer, Answers, Circumstances, SchemeVersion};

/// How many are read at a time.
const STEP: u64 = 100;

/// An accreditation that rests, or may rest, on others.
#[derive(Clone, Debug)]
pub struct Resting {
    /// The accreditation.
    pub accreditation: Accreditation,
    /// What it was awarded on.
    pub bundle: Bundle,
    /// Under which version.
    pub version: SchemeVersion,
    /// The answers, as the assessor confirmed them.
    pub answers: Answers,
    /// Where and when it was awarded, without what was held of others.
    pub then: Circumstances,
    /// What is known now of what the employer holds, or held, of others.
    pub now: Vec<Outside>,
}

/// A step of the list.
#[derive(Clone, Debug)]
pub struct Step {
    /// The last accreditation looked at.
    pub last: AccreditationId,
    /// Those that rest, or may rest, on others.
    pub resting: Vec<Resting>,
}

/// Whether an employer names an accreditation of others in an answer.
fn names_one(bundle: &Bundle) -> bool {
    bundle
        .content
        .answers
        .values()
        .any(|answer| matches!(answer.value, Some(Answer::HeldAccreditation { .. })))
}

/// The next accreditations at a status that rest, or may rest, on accreditations of others, after one;
/// none at the end. A fixed number of statements a step; the scope is the caller's, a job.
///
/// # Errors
/// When the database refuses.
pub async fn next_resting(
    conn: &impl ConnectionTrait,
    authority: Option<AuthorityId>,
    status: Status,
    at: DateTime<Utc>,
    after: Option<AccreditationId>,
) -> Result<Option<Step>> {
    let filter = ListFilter {
        authority,
        status: Some(status),
        ..ListFilter::default()
    };
    let found = list_after(conn, &filter, at, after, STEP).await?;
    let Some(last) = found.last().map(|held| held.id) else {
        return Ok(None);
    };
    let cases: Vec<_> = found.iter().map(|held| held.assessment_id).collect();
    let mut bundles: BTreeMap<_, _> = assessment::store::list_latest_bundles(conn, cases)
        .await?
        .into_iter()
        .filter(|bundle| !bundle.content.held.is_empty() || names_one(bundle))
        .map(|bundle| (bundle.assessment_id, bundle))
        .collect();
    let found: Vec<Accreditation> = found
        .into_iter()
        .filter(|held| bundles.contains_key(&held.assessment_id))
        .collect();
    if found.is_empty() {
        return Ok(Some(Step {
            last,
            resting: Vec::new(),
        }));
    }
    let cases = found.iter().map(|held| held.assessment_id);
    let findings = review::store::list_findings_of_cases(conn, cases).await?;
    let ids: BTreeSet<_> = found.iter().map(|held| held.scheme_version_id).collect();
    let versions = scheme::store::list_versions(conn, ids).await?;
    let now = list_now(conn, &found, &bundles).await?;
    let resting = found
        .into_iter()
        .filter_map(|held| {
            let bundle = bundles.remove(&held.assessment_id)?;
            let version = versions
                .iter()
                .find(|one| one.id == held.scheme_version_id)?;
            let own: Vec<_> = findings
                .iter()
                .filter(|(case, _)| *case == held.assessment_id)
                .map(|(_, finding)| finding.clone())
                .collect();
            let known = bundle.content.held.iter().map(|one| one.id);
            let known: BTreeSet<_> = known.collect();
            Some(Resting {
                answers: confirmed_answers(&bundle.content.answers(), &own),
                then: bundle.content.circumstances(london_date(held.awarded_at)),
                now: now
                    .iter()
                    .filter(|(of, one)| {
                        one.authority_id == held.authority_id
                            && (*of == Some(held.organisation_id) || known.contains(&one.id))
                    })
                    .map(|(_, one)| one.clone())
                    .collect(),
                version: version.content.clone(),
                bundle,
                accreditation: held,
            })
        })
        .collect();
    Ok(Some(Step { last, resting }))
}

/// What is known now of these employers, each authority's by itself.
async fn list_now(
    conn: &impl ConnectionTrait,
    found: &[Accreditation],
    bundles: &BTreeMap<entity::ids::AssessmentId, Bundle>,
) -> Result<Vec<(Option<entity::ids::OrganisationId>, Outside)>> {
    let authorities: BTreeSet<AuthorityId> = found.iter().map(|held| held.authority_id).collect();
    let mut now = Vec::new();
    for authority in authorities {
        let own = found.iter().filter(|held| held.authority_id == authority);
        let organisations = own.clone().map(|held| held.organisation_id).collect();
        let besides = own
            .filter_map(|held| bundles.get(&held.assessment_id))
            .flat_map(|bundle| bundle.content.held.iter().map(|one| one.id))
            .collect();
        now.extend(outside::store::list_held_by(conn, authority, organisations, besides).await?);
    }
    Ok(now)
}
