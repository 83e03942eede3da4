//! What a case that renews an award is put beside: the submission it was awarded on, and the findings.

use entity::ids::AssessmentId;
use sea_orm::ConnectionTrait;

use super::list_findings_of_cases;
use crate::assessment;
use crate::assessment::rules::{Bundle, Renewal};
use crate::platform::error::{Error, Result};
use crate::review::rules::Finding;
use crate::review::rules::difference::{Difference, Submitted};
use crate::scheme;
use crate::scheme::rules::SchemeVersion;

/// A renewal beside what it renews.
#[derive(Clone, Debug)]
pub struct LastAward {
    /// What was carried.
    pub renewal: Renewal,
    /// What was awarded on, under its version.
    pub before: (Bundle, SchemeVersion),
    /// What is submitted now, under its version.
    pub now: (Bundle, SchemeVersion),
    /// What was found before.
    pub findings: Vec<Finding>,
}

impl LastAward {
    /// What changed since.
    pub fn difference(&self) -> Difference<'_> {
        Difference::of(
            Submitted {
                version: &self.before.1,
                content: &self.before.0.content,
            },
            Submitted {
                version: &self.now.1,
                content: &self.now.0.content,
            },
            &self.renewal,
            &self.findings,
        )
    }
}

/// What a submitted case renews, if it renews anything: four statements. The scope is the caller's, who
/// may read the case.
///
/// # Errors
/// When the database refuses.
pub async fn find_last_award(
    conn: &impl ConnectionTrait,
    case: AssessmentId,
) -> Result<Option<LastAward>> {
    let Some(renewal) = assessment::store::find_renewal(conn, case).await? else {
        return Ok(None);
    };
    let from = renewal.from_assessment_id;
    let bundles = assessment::store::list_latest_bundles(conn, [case, from]).await?;
    let ids = bundles.iter().map(|one| one.content.scheme.version_id);
    let ids: std::collections::BTreeSet<_> = ids.collect();
    let versions = scheme::store::list_versions(conn, ids).await?;
    let submitted = |of: AssessmentId| {
        let bundle = bundles.iter().find(|one| one.assessment_id == of)?;
        let version = versions
            .iter()
            .find(|one| one.id == bundle.content.scheme.version_id)?;
        Some((bundle.clone(), version.content.clone()))
    };
    let lost = || Error::internal("a renewal without what it renews");
    let before = submitted(from).ok_or_else(lost)?;
    let now = submitted(case).ok_or_else(lost)?;
    let findings = list_findings_of_cases(conn, [from]).await?;
    Ok(Some(LastAward {
        renewal,
        before,
        now,
        findings: findings.into_iter().map(|(_, finding)| finding).collect(),
    }))
}
