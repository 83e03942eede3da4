//! Assessments. A finder demands whose they are; what belongs to others is not found.

use chrono::{DateTime, Utc};
use entity::assessment;
use entity::ids::{AssessmentId, AuthorityId, OrganisationId, SchemeId, SchemeVersionId};
use entity::kinds::AssessmentStatus;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use crate::assessment::rules::{About, Assessment, Facts};
use crate::identity::guard::Employer;
use crate::platform::error::{Error, Result, changed_one};
use crate::platform::paging::{PageRequest, Paged};
use crate::scheme::rules::TierCode;

/// Which assessments of an authority.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In these states; all when empty.
    pub statuses: Vec<AssessmentStatus>,
    /// Of these organisations; all when none.
    pub organisations: Option<Vec<OrganisationId>>,
    /// Whose reference contains this; all when empty.
    pub reference: String,
}

pub(super) fn read(row: assessment::Model) -> Result<Assessment> {
    let facts = Facts {
        status: row.status,
        requested_by: row.sign_off_requested_by,
        requested_at: row.sign_off_requested_at,
        signed_off_by: row.signed_off_by,
        signed_off_at: row.signed_off_at,
        submitted_at: row.submitted_at,
        closed_at: row.closed_at,
        note: row.note,
        note_by: row.note_by,
        note_at: row.note_at,
    };
    Ok(Assessment {
        id: row.id,
        reference: row.reference,
        organisation_id: row.organisation_id,
        authority_id: row.authority_id,
        scheme_id: row.scheme_id,
        scheme_version_id: row.scheme_version_id,
        tier_sought: TierCode::parse(&row.tier_sought).map_err(Error::internal)?,
        about: match row.about.as_deref() {
            Some(json) => serde_json::from_str(json)?,
            None => About::default(),
        },
        started_by: row.started_by,
        started_at: row.started_at,
        state: facts.state().map_err(Error::internal)?,
        version: row.version,
    })
}

fn row(assessment: &Assessment) -> Result<assessment::Model> {
    let facts = assessment.state.facts();
    Ok(assessment::Model {
        id: assessment.id,
        reference: assessment.reference.clone(),
        organisation_id: assessment.organisation_id,
        authority_id: assessment.authority_id,
        scheme_id: assessment.scheme_id,
        scheme_version_id: assessment.scheme_version_id,
        tier_sought: assessment.tier_sought.to_string(),
        about: (!assessment.about.is_empty())
            .then(|| serde_json::to_string(&assessment.about))
            .transpose()?,
        status: facts.status,
        started_by: assessment.started_by,
        started_at: assessment.started_at,
        sign_off_requested_by: facts.requested_by,
        sign_off_requested_at: facts.requested_at,
        signed_off_by: facts.signed_off_by,
        signed_off_at: facts.signed_off_at,
        submitted_at: facts.submitted_at,
        closed_at: facts.closed_at,
        note: facts.note,
        note_by: facts.note_by,
        note_at: facts.note_at,
        version: assessment.version,
    })
}

fn of_employers(employers: &[Employer]) -> Select<assessment::Entity> {
    assessment::Entity::find().filter(
        assessment::Column::OrganisationId.is_in(employers.iter().map(Employer::organisation)),
    )
}

/// An assessment of one of these organisations, with the proof that fits it.
///
/// # Errors
/// When the database refuses.
pub async fn find_for_employers(
    conn: &impl ConnectionTrait,
    employers: &[Employer],
    id: AssessmentId,
) -> Result<Option<(Assessment, Employer)>> {
    let found = of_employers(employers)
        .filter(assessment::Column::Id.eq(id))
        .one(conn)
        .await?;
    with_employer(found, employers)
}

fn with_employer(
    found: Option<assessment::Model>,
    employers: &[Employer],
) -> Result<Option<(Assessment, Employer)>> {
    let Some(found) = found else {
        return Ok(None);
    };
    let employer = employers
        .iter()
        .find(|employer| employer.organisation() == found.organisation_id)
        .cloned();
    let assessment = read(found)?;
    Ok(employer.map(|employer| (assessment, employer)))
}

/// An assessment of one of these organisations, with the proof that fits it.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn get_for_employers(
    conn: &impl ConnectionTrait,
    employers: &[Employer],
    id: AssessmentId,
) -> Result<(Assessment, Employer)> {
    find_for_employers(conn, employers, id)
        .await?
        .ok_or(Error::NotFound)
}

/// The assessments of these organisations, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_for_employers(
    conn: &impl ConnectionTrait,
    employers: &[Employer],
) -> Result<Vec<Assessment>> {
    if employers.is_empty() {
        return Ok(Vec::new());
    }
    of_employers(employers)
        .order_by_desc(assessment::Column::StartedAt)
        .order_by_desc(assessment::Column::Id)
        .all(conn)
        .await?
        .into_iter()
        .map(read)
        .collect()
}

/// An assessment with an authority. Drafts are the employer's alone.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn get_in_authority(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    id: AssessmentId,
) -> Result<Assessment> {
    in_authority(authority)
        .filter(assessment::Column::Id.eq(id))
        .one(conn)
        .await?
        .map(read)
        .transpose()?
        .ok_or(Error::NotFound)
}

/// What an authority sees: everything that was ever submitted to it.
fn in_authority(authority: AuthorityId) -> Select<assessment::Entity> {
    assessment::Entity::find()
        .filter(assessment::Column::AuthorityId.eq(authority))
        .filter(assessment::Column::SubmittedAt.is_not_null())
}

/// Assessments with an authority, by their ids, in no order.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_ids(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    ids: impl IntoIterator<Item = AssessmentId>,
) -> Result<Vec<Assessment>> {
    in_authority(authority)
        .filter(assessment::Column::Id.is_in(ids))
        .all(conn)
        .await?
        .into_iter()
        .map(read)
        .collect()
}

/// Assessments with an authority, the one submitted longest ago first.
///
/// # Errors
/// When the database refuses.
pub async fn list_in_authority(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    filter: &Filter,
    page: PageRequest,
) -> Result<Paged<Assessment>> {
    let mut narrowed = Condition::all();
    if !filter.statuses.is_empty() {
        narrowed = narrowed.add(assessment::Column::Status.is_in(filter.statuses.iter().copied()));
    }
    if let Some(organisations) = &filter.organisations {
        narrowed =
            narrowed.add(assessment::Column::OrganisationId.is_in(organisations.iter().copied()));
    }
    let reference = filter.reference.trim().to_uppercase();
    if !reference.is_empty() {
        narrowed = narrowed.add(assessment::Column::Reference.contains(reference));
    }
    let select = in_authority(authority).filter(narrowed);
    let total = select.clone().count(conn).await?;
    let rows = select
        .order_by_asc(assessment::Column::SubmittedAt)
        .order_by_asc(assessment::Column::Id)
        .offset(page.offset())
        .limit(page.size)
        .all(conn)
        .await?
        .into_iter()
        .map(read)
        .collect::<Result<Vec<_>>>()?;
    Ok(Paged { rows, total, page })
}

/// The open assessment of an organisation under a scheme. The scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn find_open(
    conn: &impl ConnectionTrait,
    organisation: OrganisationId,
    scheme: SchemeId,
) -> Result<Option<Assessment>> {
    assessment::Entity::find()
        .filter(assessment::Column::OrganisationId.eq(organisation))
        .filter(assessment::Column::SchemeId.eq(scheme))
        .filter(assessment::Column::Status.is_in([
            AssessmentStatus::Draft,
            AssessmentStatus::AwaitingSignOff,
            AssessmentStatus::Submitted,
        ]))
        .one(conn)
        .await?
        .map(read)
        .transpose()
}

/// The assessments of a scheme that are not submitted and stand under another version than one.
pub(in crate::assessment) async fn list_unsubmitted(
    conn: &impl ConnectionTrait,
    scheme: SchemeId,
    but: SchemeVersionId,
) -> Result<Vec<AssessmentId>> {
    let rows = assessment::Entity::find()
        .filter(assessment::Column::SchemeId.eq(scheme))
        .filter(assessment::Column::SchemeVersionId.ne(but))
        .filter(
            assessment::Column::Status
                .is_in([AssessmentStatus::Draft, AssessmentStatus::AwaitingSignOff]),
        )
        .order_by_asc(assessment::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// An assessment, held until the transaction ends. For what the calendar does, which has no scope.
pub(in crate::assessment) async fn lock(
    tx: &DatabaseTransaction,
    id: AssessmentId,
) -> Result<Assessment> {
    locked(tx, assessment::Entity::find_by_id(id))
        .one(tx)
        .await?
        .map(read)
        .transpose()?
        .ok_or(Error::NotFound)
}

/// Whether a reference is in use.
pub(in crate::assessment) async fn is_reference_taken(
    conn: &impl ConnectionTrait,
    reference: &str,
) -> Result<bool> {
    let count = assessment::Entity::find()
        .filter(assessment::Column::Reference.eq(reference))
        .count(conn)
        .await?;
    Ok(count > 0)
}

/// Holds back every other change of an assessment until the transaction ends. SQLite's
/// transaction is the only writer already.
fn locked(
    tx: &DatabaseTransaction,
    select: Select<assessment::Entity>,
) -> Select<assessment::Entity> {
    if tx.get_database_backend() == DbBackend::Postgres {
        select.lock_exclusive()
    } else {
        select
    }
}

/// The employer's own assessment, held until the transaction ends.
pub(in crate::assessment) async fn lock_for(
    tx: &DatabaseTransaction,
    employer: &Employer,
    id: AssessmentId,
) -> Result<Assessment> {
    let select = of_employers(std::slice::from_ref(employer)).filter(assessment::Column::Id.eq(id));
    locked(tx, select)
        .one(tx)
        .await?
        .map(read)
        .transpose()?
        .ok_or(Error::NotFound)
}

/// An assessment with an authority, held until the transaction ends.
async fn lock_in_authority(
    tx: &DatabaseTransaction,
    authority: AuthorityId,
    id: AssessmentId,
) -> Result<Assessment> {
    let select = in_authority(authority).filter(assessment::Column::Id.eq(id));
    locked(tx, select)
        .one(tx)
        .await?
        .map(read)
        .transpose()?
        .ok_or(Error::NotFound)
}

/// Writes a new assessment.
pub(in crate::assessment) async fn insert_assessment(
    conn: &impl ConnectionTrait,
    new: &Assessment,
) -> Result<()> {
    assessment::Entity::insert(assessment::ActiveModel::from(row(new)?))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes a changed assessment, if nobody changed it since; gives it with its new version.
pub(in crate::assessment) async fn update_assessment(
    conn: &impl ConnectionTrait,
    changed: Assessment,
) -> Result<Assessment> {
    let seen = changed.version;
    let next = Assessment {
        version: seen + 1,
        ..changed
    };
    let new = row(&next)?;
    let done = assessment::Entity::update_many()
        .set(assessment::ActiveModel {
            scheme_version_id: Set(new.scheme_version_id),
            tier_sought: Set(new.tier_sought),
            about: Set(new.about),
            status: Set(new.status),
            sign_off_requested_by: Set(new.sign_off_requested_by),
            sign_off_requested_at: Set(new.sign_off_requested_at),
            signed_off_by: Set(new.signed_off_by),
            signed_off_at: Set(new.signed_off_at),
            submitted_at: Set(new.submitted_at),
            closed_at: Set(new.closed_at),
            note: Set(new.note),
            note_by: Set(new.note_by),
            note_at: Set(new.note_at),
            version: Set(new.version),
            ..Default::default()
        })
        .filter(assessment::Column::Id.eq(next.id))
        .filter(assessment::Column::Version.eq(seen))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)?;
    Ok(next)
}

/// Closes an assessment that the authority decided, if nobody changed it since `version`.
///
/// # Errors
/// [`Error::NotFound`] when it is not with the authority, a conflict when it moved on.
pub async fn mark_decided(
    tx: &DatabaseTransaction,
    authority: AuthorityId,
    id: AssessmentId,
    version: i32,
    now: DateTime<Utc>,
) -> Result<Assessment> {
    let assessment = lock_in_authority(tx, authority, id).await?;
    assessment.must_be_at(version)?;
    update_assessment(tx, assessment.decide(now)?).await
}
