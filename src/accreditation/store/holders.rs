//! Who is accredited under a scheme, with the answers it was accredited on: what a newer version is
//! put to before it is published.

use chrono::{DateTime, Utc};
use entity::ids::SchemeId;
use sea_orm::ConnectionTrait;

use super::{ListFilter, list_after};
use crate::assessment;
use crate::platform::calendar::london_date;
use crate::platform::error::Result;
use crate::review;
use crate::review::rules::confirmed_answers;
use crate::scheme::rules::Holder;

/// How many are read at a time.
const STEP: u64 = 200;

/// Everybody who is accredited under a scheme, by name, with the answers as the assessor confirmed
/// them. Confidential; the scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_holders(
    conn: &impl ConnectionTrait,
    scheme: SchemeId,
    at: DateTime<Utc>,
) -> Result<Vec<Holder<String>>> {
    let filter = ListFilter {
        scheme: Some(scheme),
        ..ListFilter::in_force()
    };
    let mut holders = Vec::new();
    let mut after = None;
    loop {
        let step = list_after(conn, &filter, at, after, STEP).await?;
        let Some(last) = step.last() else {
            return Ok(holders);
        };
        after = Some(last.id);
        let is_last = u64::try_from(step.len()).is_ok_and(|read| read < STEP);
        let cases: Vec<_> = step.iter().map(|held| held.assessment_id).collect();
        let bundles = assessment::store::list_latest_bundles(conn, cases.clone()).await?;
        let findings = review::store::list_findings_of_cases(conn, cases).await?;
        for held in step {
            let Some(bundle) = bundles
                .iter()
                .find(|bundle| bundle.assessment_id == held.assessment_id)
            else {
                continue;
            };
            let own: Vec<_> = findings
                .iter()
                .filter(|(case, _)| *case == held.assessment_id)
                .map(|(_, finding)| finding.clone())
                .collect();
            let mut then = bundle.content.circumstances(london_date(at));
            then.holder_since = Some(held.term.since);
            holders.push(Holder {
                key: held.holder.name,
                tier: held.tier.code,
                until: held.term.until,
                answers: confirmed_answers(&bundle.content.answers(), &own),
                circumstances: then,
            });
        }
        if is_last {
            return Ok(holders);
        }
    }
}
