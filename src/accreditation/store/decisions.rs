//! Decisions.

use entity::ids::{AssessmentId, DecisionId, OrganisationId, SchemeVersionId};
use entity::kinds::DecisionOutcome;
use entity::{assessment, decision, person};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationDef,
};

use super::tier_code;
use crate::accreditation::rules::{Decision, Verdict};
use crate::identity::guard::Employer;
use crate::platform::error::{Error, Result};
use crate::scheme::rules::TierCode;

fn read_decision(row: decision::Model) -> Result<Decision> {
    let verdict = match (row.outcome, row.tier) {
        (DecisionOutcome::Award, Some(tier)) => Verdict::Award {
            tier: tier_code(&tier)?,
        },
        (DecisionOutcome::Decline, None) => Verdict::Decline,
        (DecisionOutcome::Defer, None) => Verdict::Defer,
        (DecisionOutcome::Award, None) => {
            return Err(Error::internal("a decision to award names no tier"));
        }
        (DecisionOutcome::Decline | DecisionOutcome::Defer, Some(_)) => {
            return Err(Error::internal(
                "a decision that awards nothing names a tier",
            ));
        }
    };
    Ok(Decision {
        id: row.id,
        assessment_id: row.assessment_id,
        review_id: row.review_id,
        bundle_id: row.bundle_id,
        authority_id: row.authority_id,
        verdict,
        reason: row.reason,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
    })
}

/// Writes a decision.
///
/// # Errors
/// A conflict when the case is over already.
pub async fn insert_decision(conn: &impl ConnectionTrait, new: &Decision) -> Result<()> {
    let row = decision::Model {
        id: new.id,
        assessment_id: new.assessment_id,
        final_for: new.verdict.is_final().then_some(new.assessment_id),
        review_id: new.review_id,
        bundle_id: new.bundle_id,
        authority_id: new.authority_id,
        outcome: new.verdict.outcome(),
        tier: new.verdict.tier().map(ToString::to_string),
        reason: new.reason.clone(),
        decided_by: new.decided_by,
        decided_at: new.decided_at,
    };
    decision::Entity::insert(decision::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// The decisions on an assessment, oldest first, with the names of those who decided. The scope is
/// the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_decisions(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Vec<(Decision, String)>> {
    let by: RelationDef = decision::Entity::belongs_to(person::Entity)
        .from(decision::Column::DecidedBy)
        .to(person::Column::Id)
        .into();
    let rows = decision::Entity::find()
        .filter(decision::Column::AssessmentId.eq(assessment))
        .join(JoinType::InnerJoin, by)
        .select_also(person::Entity)
        .order_by_asc(decision::Column::DecidedAt)
        .order_by_asc(decision::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|(row, by)| {
            let name = by.map_or_else(String::new, |person| {
                if person.name.is_empty() {
                    person
                        .email
                        .split('@')
                        .next()
                        .unwrap_or_default()
                        .to_owned()
                } else {
                    person.name
                }
            });
            Ok((read_decision(row)?, name))
        })
        .collect()
}

/// The decisions that ended these assessments. The scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_final_decisions(
    conn: &impl ConnectionTrait,
    assessments: impl IntoIterator<Item = AssessmentId>,
) -> Result<Vec<Decision>> {
    let rows = decision::Entity::find()
        .filter(decision::Column::FinalFor.is_in(assessments.into_iter().map(Some)))
        .all(conn)
        .await?;
    rows.into_iter().map(read_decision).collect()
}

/// A decision with the case it ended.
#[derive(Clone, Debug)]
pub struct DecidedCase {
    /// The decision.
    pub decision: Decision,
    /// Who applied.
    pub organisation_id: OrganisationId,
    /// Short reference of the assessment.
    pub reference: String,
    /// Under which version of the scheme.
    pub scheme_version_id: SchemeVersionId,
    /// The tier applied for.
    pub tier_sought: TierCode,
}

/// A decision that ended a case of one of the caller's organisations.
///
/// # Errors
/// When the database refuses.
pub async fn find_decision_for_employers(
    conn: &impl ConnectionTrait,
    employers: &[Employer],
    id: DecisionId,
) -> Result<Option<DecidedCase>> {
    if employers.is_empty() {
        return Ok(None);
    }
    let case: RelationDef = decision::Entity::belongs_to(assessment::Entity)
        .from(decision::Column::AssessmentId)
        .to(assessment::Column::Id)
        .into();
    let own = employers.iter().map(Employer::organisation);
    let row = decision::Entity::find_by_id(id)
        .filter(decision::Column::FinalFor.is_not_null())
        .join(JoinType::InnerJoin, case)
        .filter(assessment::Column::OrganisationId.is_in(own))
        .select_also(assessment::Entity)
        .one(conn)
        .await?;
    let Some((row, Some(case))) = row else {
        return Ok(None);
    };
    Ok(Some(DecidedCase {
        decision: read_decision(row)?,
        organisation_id: case.organisation_id,
        reference: case.reference,
        scheme_version_id: case.scheme_version_id,
        tier_sought: tier_code(&case.tier_sought)?,
    }))
}
