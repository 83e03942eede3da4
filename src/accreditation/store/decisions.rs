//! Decisions.

use chrono::{DateTime, Utc};
use entity::decision_kinds::DecisionStatus;
use entity::ids::{
    AssessmentId, AuthorityId, DecisionId, OrganisationId, PersonId, SchemeId, SchemeVersionId,
};
use entity::kinds::DecisionOutcome;
use entity::{assessment, decision, person};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationDef,
};

use super::tier_code;
use crate::accreditation::rules::{Basis, Decision, Stage, Terms, Verdict};
use crate::identity::guard::Employer;
use crate::platform::error::{Error, Result, changed_one};
use crate::scheme::rules::{TierCode, canonical_json};

/// A row that no act of ours could have written.
#[derive(Debug, thiserror::Error)]
#[error("decision {0} does not hold the facts of its status")]
struct Inconsistent(DecisionId);

fn stage(
    id: DecisionId,
    status: DecisionStatus,
    announced: (Option<PersonId>, Option<DateTime<Utc>>),
    undone: (Option<PersonId>, Option<DateTime<Utc>>),
    reason: String,
) -> Result<Stage> {
    match (status, announced, undone) {
        (DecisionStatus::Waiting, (None, None), (None, None)) => Ok(Stage::Waiting),
        (DecisionStatus::Announced, (Some(by), Some(at)), (None, None)) => {
            Ok(Stage::Announced { by, at })
        }
        (DecisionStatus::Undone, (None, None), (Some(by), Some(at))) => {
            Ok(Stage::Undone { by, at, reason })
        }
        (DecisionStatus::Waiting | DecisionStatus::Announced | DecisionStatus::Undone, _, _) => {
            Err(Error::internal(Inconsistent(id)))
        }
    }
}

fn read_decision(row: decision::Model) -> Result<Decision> {
    let verdict = match (row.outcome, row.tier) {
        (DecisionOutcome::Award, Some(tier)) => Verdict::Award {
            tier: tier_code(&tier)?,
        },
        (DecisionOutcome::Decline, None) => Verdict::Decline,
        (DecisionOutcome::NotYet, None) => Verdict::NotYet,
        (DecisionOutcome::Defer, None) => Verdict::Defer,
        (DecisionOutcome::Award, None) => {
            return Err(Error::internal("a decision to award names no tier"));
        }
        (DecisionOutcome::Decline | DecisionOutcome::NotYet | DecisionOutcome::Defer, Some(_)) => {
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
        stage: stage(
            row.id,
            row.status,
            (row.announced_by, row.announced_at),
            (row.undone_by, row.undone_at),
            row.undo_reason,
        )?,
        basis: row
            .basis
            .map(|kept| serde_json::from_str(&kept))
            .transpose()?,
        start_on: row.start_on,
        terms: row
            .terms
            .map(|kept| serde_json::from_str(&kept))
            .transpose()?
            .unwrap_or_default(),
        version: row.version,
    })
}

/// What the row says of a stage.
fn write_stage(stage: &Stage) -> decision::ActiveModel {
    let (announced, undone, reason) = match stage {
        Stage::Waiting => (None, None, ""),
        Stage::Announced { by, at } => (Some((*by, *at)), None, ""),
        Stage::Undone { by, at, reason } => (None, Some((*by, *at)), reason.as_str()),
    };
    decision::ActiveModel {
        status: Set(stage.status()),
        announced_by: Set(announced.map(|(by, _)| by)),
        announced_at: Set(announced.map(|(_, at)| at)),
        undone_by: Set(undone.map(|(by, _)| by)),
        undone_at: Set(undone.map(|(_, at)| at)),
        undo_reason: Set(reason.to_owned()),
        ..Default::default()
    }
}

/// Writes a decision.
///
/// # Errors
/// A conflict when the case is over already.
pub async fn insert_decision(conn: &impl ConnectionTrait, new: &Decision) -> Result<()> {
    let row = decision::ActiveModel {
        id: Set(new.id),
        assessment_id: Set(new.assessment_id),
        final_for: Set(new.ends_case().then_some(new.assessment_id)),
        review_id: Set(new.review_id),
        bundle_id: Set(new.bundle_id),
        authority_id: Set(new.authority_id),
        outcome: Set(new.verdict.outcome()),
        tier: Set(new.verdict.tier().map(ToString::to_string)),
        reason: Set(new.reason.clone()),
        decided_by: Set(new.decided_by),
        decided_at: Set(new.decided_at),
        basis: Set(new.basis.as_ref().map(Basis::canonical)),
        basis_sha256: Set(new.basis.as_ref().map(Basis::sha256)),
        start_on: Set(new.start_on),
        terms: Set((new.terms != Terms::default()).then(|| canonical_json(&new.terms))),
        version: Set(new.version),
        ..write_stage(&new.stage)
    };
    decision::Entity::insert(row)
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes how far a decision has come, if nobody changed it since it was read.
///
/// # Errors
/// A conflict when somebody did.
pub(in crate::accreditation) async fn update_decision(
    conn: &impl ConnectionTrait,
    changed: &Decision,
) -> Result<()> {
    let row = decision::ActiveModel {
        final_for: Set(changed.ends_case().then_some(changed.assessment_id)),
        version: Set(changed.version + 1),
        ..write_stage(&changed.stage)
    };
    let done = decision::Entity::update_many()
        .set(row)
        .filter(decision::Column::Id.eq(changed.id))
        .filter(decision::Column::Version.eq(changed.version))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}

/// A decision of an authority.
///
/// # Errors
/// [`Error::NotFound`] when the authority took none of that name.
pub async fn get_decision_in_authority(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    id: DecisionId,
) -> Result<Decision> {
    let row = decision::Entity::find_by_id(id)
        .filter(decision::Column::AuthorityId.eq(authority))
        .one(conn)
        .await?;
    row.map(read_decision).transpose()?.ok_or(Error::NotFound)
}

/// The decision that is taken on an assessment and waits to be announced, if one does. The scope is the
/// caller's, who holds the assessment.
///
/// # Errors
/// When the database refuses.
pub async fn find_waiting_decision(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Option<Decision>> {
    let row = decision::Entity::find()
        .filter(decision::Column::FinalFor.eq(assessment))
        .filter(decision::Column::Status.eq(DecisionStatus::Waiting))
        .one(conn)
        .await?;
    row.map(read_decision).transpose()
}

/// The newest announced decision that said anything criterion by criterion to an organisation under a
/// scheme, in another case than this one: one statement. The scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn find_last_points(
    conn: &impl ConnectionTrait,
    organisation: OrganisationId,
    scheme: SchemeId,
    but: AssessmentId,
) -> Result<Option<Decision>> {
    let of: RelationDef = decision::Entity::belongs_to(assessment::Entity)
        .from(decision::Column::AssessmentId)
        .to(assessment::Column::Id)
        .into();
    let said = [DecisionOutcome::Decline, DecisionOutcome::NotYet];
    let row = decision::Entity::find()
        .join(JoinType::InnerJoin, of)
        .filter(assessment::Column::OrganisationId.eq(organisation))
        .filter(assessment::Column::SchemeId.eq(scheme))
        .filter(decision::Column::AssessmentId.ne(but))
        .filter(decision::Column::Status.eq(DecisionStatus::Announced))
        .filter(decision::Column::Outcome.is_in(said))
        .filter(decision::Column::Terms.is_not_null())
        .order_by_desc(decision::Column::AnnouncedAt)
        .order_by_desc(decision::Column::Id)
        .one(conn)
        .await?;
    row.map(read_decision).transpose()
}

/// A decision that waits to be announced, with the case it will end.
#[derive(Clone, Debug)]
pub struct WaitingDecision {
    /// The decision.
    pub decision: Decision,
    /// Who applied.
    pub organisation_id: OrganisationId,
    /// Short reference of the assessment.
    pub reference: String,
    /// Under which version of the scheme.
    pub scheme_version_id: SchemeVersionId,
}

/// The decisions of these authorities that wait to be announced, the first first: one statement; one of
/// them alone, when it is named. The scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_waiting_decisions(
    conn: &impl ConnectionTrait,
    authorities: impl IntoIterator<Item = AuthorityId>,
    only: Option<DecisionId>,
    most: u64,
) -> Result<Vec<WaitingDecision>> {
    let of: RelationDef = decision::Entity::belongs_to(assessment::Entity)
        .from(decision::Column::AssessmentId)
        .to(assessment::Column::Id)
        .into();
    let mut select = decision::Entity::find()
        .filter(decision::Column::AuthorityId.is_in(authorities))
        .filter(decision::Column::Status.eq(DecisionStatus::Waiting));
    if let Some(only) = only {
        select = select.filter(decision::Column::Id.eq(only));
    }
    let rows = select
        .join(JoinType::InnerJoin, of)
        .select_also(assessment::Entity)
        .order_by_asc(decision::Column::DecidedAt)
        .order_by_asc(decision::Column::Id)
        .limit(most)
        .all(conn)
        .await?;
    rows.into_iter()
        .filter_map(|(row, case)| Some((row, case?)))
        .map(|(row, case)| {
            Ok(WaitingDecision {
                decision: read_decision(row)?,
                organisation_id: case.organisation_id,
                reference: case.reference,
                scheme_version_id: case.scheme_version_id,
            })
        })
        .collect()
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

/// The announced decisions that ended these assessments. The scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_final_decisions(
    conn: &impl ConnectionTrait,
    assessments: impl IntoIterator<Item = AssessmentId>,
) -> Result<Vec<Decision>> {
    let rows = decision::Entity::find()
        .filter(decision::Column::FinalFor.is_in(assessments.into_iter().map(Some)))
        .filter(decision::Column::Status.eq(DecisionStatus::Announced))
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

/// An announced decision that ended a case of one of the caller's organisations.
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
        .filter(decision::Column::Status.eq(DecisionStatus::Announced))
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
