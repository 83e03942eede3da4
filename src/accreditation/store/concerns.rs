//! Concerns about the holders of accreditations.

use entity::concern::{self, Column};
use entity::ids::{AccreditationId, ConcernId};
use entity::matter_kinds::ConcernStatus;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::matters::{Rows, open_to};
use crate::accreditation::rules::Said;
use crate::accreditation::rules::clock::{Clock, Span};
use crate::accreditation::rules::concern::Concern;
use crate::accreditation::rules::matter::{Done, code_hash, typed_reference};
use crate::identity::guard::{Employer, Officer};
use crate::platform::error::{Error, Result, changed_one};

fn read(row: concern::Model) -> Result<Concern> {
    let said = |words: String, by, at| match (by, at) {
        (Some(by), Some(at)) => Some(Said { words, by, at }),
        (None | Some(_), None) | (None, Some(_)) => None,
    };
    let acknowledged = row.acknowledged_by.zip(row.acknowledged_at);
    Ok(Concern {
        id: row.id,
        authority_id: row.authority_id,
        organisation_id: row.organisation_id,
        accreditation_id: row.accreditation_id,
        organisation: row.organisation_name,
        reference: row.reference,
        code_hash: row.code_hash,
        words: row.words,
        contact: (!row.contact_email.is_empty()).then_some(row.contact_email),
        status: row.status,
        acknowledged: acknowledged.map(|(by, at)| Done { by, at }),
        question: said(row.question, row.asked_by, row.asked_at),
        answer: said(row.answer, row.answered_by, row.answered_at),
        outcome: row.outcome,
        conclusion: said(row.conclusion, row.closed_by, row.closed_at),
        clock: Clock {
            from: row.received_at,
            span: Span::Working(u32::try_from(row.clock_days).map_err(Error::internal)?),
            pauses: serde_json::from_value(row.pauses)?,
        },
        version: row.version,
    })
}

fn write(one: &Concern) -> Result<concern::ActiveModel> {
    let words = |said: &Option<Said>| {
        said.as_ref()
            .map_or_else(String::new, |one| one.words.clone())
    };
    let by = |said: &Option<Said>| said.as_ref().map(|one| one.by);
    let at = |said: &Option<Said>| said.as_ref().map(|one| one.at);
    Ok(concern::ActiveModel {
        id: Set(one.id),
        authority_id: Set(one.authority_id),
        organisation_id: Set(one.organisation_id),
        accreditation_id: Set(one.accreditation_id),
        organisation_name: Set(one.organisation.clone()),
        reference: Set(one.reference.clone()),
        code_hash: Set(one.code_hash.clone()),
        words: Set(one.words.clone()),
        contact_email: Set(one.contact.clone().unwrap_or_default()),
        status: Set(one.status),
        received_at: Set(one.received_at()),
        acknowledged_by: Set(one.acknowledged.map(|done| done.by)),
        acknowledged_at: Set(one.acknowledged.map(|done| done.at)),
        question: Set(words(&one.question)),
        asked_by: Set(by(&one.question)),
        asked_at: Set(at(&one.question)),
        answer: Set(words(&one.answer)),
        answered_by: Set(by(&one.answer)),
        answered_at: Set(at(&one.answer)),
        outcome: Set(one.outcome),
        conclusion: Set(words(&one.conclusion)),
        closed_by: Set(by(&one.conclusion)),
        closed_at: Set(at(&one.conclusion)),
        clock_days: Set(i32::try_from(one.clock.span.days()).map_err(Error::internal)?),
        pauses: Set(serde_json::to_value(&one.clock.pauses)?),
        due_on: Set(one.due_on()),
        version: Set(one.version),
    })
}

/// Writes a new concern.
///
/// # Errors
/// When the database refuses.
pub(in crate::accreditation) async fn insert_concern(
    conn: &impl ConnectionTrait,
    new: &Concern,
) -> Result<()> {
    concern::Entity::insert(write(new)?)
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes a changed concern, if nobody changed it since it was read.
///
/// # Errors
/// A conflict when somebody did.
pub(in crate::accreditation) async fn update_concern(
    conn: &impl ConnectionTrait,
    changed: &Concern,
) -> Result<()> {
    let mut row = write(changed)?;
    row.version = Set(changed.version + 1);
    let done = concern::Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(changed.id))
        .filter(Column::Version.eq(changed.version))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}

/// A concern that an officer may read: of the own authority, about an employer with whom the officer has
/// no conflict.
///
/// # Errors
/// [`Error::NotFound`] when there is none of that name, or the officer may not know of it.
pub async fn get_concern(
    conn: &impl ConnectionTrait,
    officers: &[Officer],
    id: ConcernId,
) -> Result<(Concern, Officer)> {
    let Some(first) = officers.first() else {
        return Err(Error::NotFound);
    };
    let row = concern::Entity::find_by_id(id)
        .filter(Column::AuthorityId.is_in(officers.iter().map(Officer::authority)))
        .filter(open_to(first.person(), &Rows::Concern))
        .one(conn)
        .await?
        .ok_or(Error::NotFound)?;
    let officer = officers
        .iter()
        .find(|officer| officer.authority() == row.authority_id)
        .cloned()
        .ok_or(Error::NotFound)?;
    Ok((read(row)?, officer))
}

/// The concern of a reference, for whoever knows its code; none for everybody else.
///
/// # Errors
/// When the database refuses.
pub async fn find_concern_by_code(
    conn: &impl ConnectionTrait,
    reference: &str,
    code: &str,
) -> Result<Option<Concern>> {
    let reference = typed_reference(reference);
    let row = concern::Entity::find()
        .filter(Column::Reference.eq(reference.clone()))
        .filter(Column::CodeHash.eq(code_hash(&reference, code)))
        .one(conn)
        .await?;
    row.map(read).transpose()
}

/// What was put to the holder of an accreditation, the newest first. The scope is the caller's, who
/// holds the accreditation.
///
/// # Errors
/// When the database refuses.
pub async fn list_concerns_put_to(
    conn: &impl ConnectionTrait,
    accreditation: AccreditationId,
) -> Result<Vec<Concern>> {
    let rows = concern::Entity::find()
        .filter(Column::AccreditationId.eq(accreditation))
        .filter(Column::AskedAt.is_not_null())
        .order_by_desc(Column::AskedAt)
        .order_by_desc(Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// What waits for an answer of the caller's employers, what was asked first first.
///
/// # Errors
/// When the database refuses.
pub async fn list_concerns_for_employers(
    conn: &impl ConnectionTrait,
    employers: &[Employer],
) -> Result<Vec<Concern>> {
    let rows = concern::Entity::find()
        .filter(Column::OrganisationId.is_in(employers.iter().map(Employer::organisation)))
        .filter(Column::Status.eq(ConcernStatus::Asked))
        .order_by_asc(Column::AskedAt)
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}
