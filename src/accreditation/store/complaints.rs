//! Data-protection complaints.

use entity::data_complaint::{self, Column};
use entity::ids::DataComplaintId;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::accreditation::rules::Said;
use crate::accreditation::rules::clock::{Clock, Span};
use crate::accreditation::rules::complaint::Complaint;
use crate::accreditation::rules::matter::Done;
use crate::identity::guard::Officer;
use crate::platform::error::{Error, Result, changed_one};

fn read(row: data_complaint::Model) -> Result<Complaint> {
    let said = |words: String, by, at| match (by, at) {
        (Some(by), Some(at)) => Some(Said { words, by, at }),
        (None | Some(_), None) | (None, Some(_)) => None,
    };
    let acknowledged = row.acknowledged_by.zip(row.acknowledged_at);
    let days = u32::try_from(row.clock_days).map_err(Error::internal)?;
    Ok(Complaint {
        id: row.id,
        authority_id: row.authority_id,
        reference: row.reference,
        name: row.name,
        contact: row.contact_email,
        words: row.words,
        status: row.status,
        acknowledged: acknowledged.map(|(by, at)| Done { by, at }),
        answer: said(row.answer, row.answered_by, row.answered_at),
        note: said(row.note, row.closed_by, row.closed_at),
        clock: Clock::new(row.received_at, Span::Calendar(days)),
        version: row.version,
    })
}

fn write(one: &Complaint) -> Result<data_complaint::ActiveModel> {
    let words = |said: &Option<Said>| {
        said.as_ref()
            .map_or_else(String::new, |one| one.words.clone())
    };
    Ok(data_complaint::ActiveModel {
        id: Set(one.id),
        authority_id: Set(one.authority_id),
        reference: Set(one.reference.clone()),
        name: Set(one.name.clone()),
        contact_email: Set(one.contact.clone()),
        words: Set(one.words.clone()),
        status: Set(one.status),
        received_at: Set(one.received_at()),
        acknowledged_by: Set(one.acknowledged.map(|done| done.by)),
        acknowledged_at: Set(one.acknowledged.map(|done| done.at)),
        answer: Set(words(&one.answer)),
        answered_by: Set(one.answer.as_ref().map(|said| said.by)),
        answered_at: Set(one.answer.as_ref().map(|said| said.at)),
        note: Set(words(&one.note)),
        closed_by: Set(one.note.as_ref().map(|said| said.by)),
        closed_at: Set(one.note.as_ref().map(|said| said.at)),
        clock_days: Set(i32::try_from(one.clock.span.days()).map_err(Error::internal)?),
        due_on: Set(one.due_on()),
        version: Set(one.version),
    })
}

/// Writes a new complaint.
///
/// # Errors
/// When the database refuses.
pub(in crate::accreditation) async fn insert_complaint(
    conn: &impl ConnectionTrait,
    new: &Complaint,
) -> Result<()> {
    data_complaint::Entity::insert(write(new)?)
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes a changed complaint, if nobody changed it since it was read.
///
/// # Errors
/// A conflict when somebody did.
pub(in crate::accreditation) async fn update_complaint(
    conn: &impl ConnectionTrait,
    changed: &Complaint,
) -> Result<()> {
    let mut row = write(changed)?;
    row.version = Set(changed.version + 1);
    let done = data_complaint::Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(changed.id))
        .filter(Column::Version.eq(changed.version))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}

/// A complaint about an officer's authority.
///
/// # Errors
/// [`Error::NotFound`] when there is none of that name.
pub async fn get_complaint(
    conn: &impl ConnectionTrait,
    officers: &[Officer],
    id: DataComplaintId,
) -> Result<(Complaint, Officer)> {
    let row = data_complaint::Entity::find_by_id(id)
        .filter(Column::AuthorityId.is_in(officers.iter().map(Officer::authority)))
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
