//! The only file of this room that names its tables; lists are in [`list`].

mod appeals;
mod checks;
mod complaints;
mod concerns;
mod conditions;
mod decisions;
mod holders;
mod list;
mod losses;
mod matters;
mod open;
mod recognised;
mod renewals;
mod resting;
mod standards;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::ids::{AccreditationId, AssessmentId, AuthorityId, OrganisationId};
use entity::{accreditation, accreditation_event};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::accreditation::rules::{
    Accreditation, AccreditationEvent, Award, AwardedTier, Holder, Term, search_form,
};
use crate::identity::guard::Employer;
use crate::platform::error::{Error, Result, changed_one};
use crate::scheme::rules::TierCode;

pub use appeals::{find_appeal_against, get_appeal, get_decline, list_involved};
pub(in crate::accreditation) use appeals::{insert_appeal, update_appeal};
pub use checks::{OpenCheck, get_check, list_checks, list_open_checks};
pub(in crate::accreditation) use checks::{close_check, insert_check};
pub use complaints::get_complaint;
pub(in crate::accreditation) use complaints::{insert_complaint, update_complaint};
pub use concerns::{
    find_concern_by_code, get_concern, list_concerns_for_employers, list_concerns_put_to,
};
pub(in crate::accreditation) use concerns::{insert_concern, update_concern};
pub use conditions::{get_condition, list_conditions, list_overdue_conditions};
pub(in crate::accreditation) use conditions::{insert_condition, update_condition};
pub(in crate::accreditation) use decisions::update_decision;
pub use decisions::{
    DecidedCase, WaitingDecision, find_decision_for_employers, find_last_points,
    find_waiting_decision, get_decision_in_authority, insert_decision, list_decisions,
    list_final_decisions, list_waiting_decisions,
};
pub use holders::list_holders;
pub use list::{
    Combination, Facet, ListFilter, Order, count_by, count_combinations, count_employers,
    count_expiring, count_public, list_after, list_in_authority, list_public,
};
pub use losses::find_losses;
pub(in crate::accreditation) use matters::{list_conflicted, list_due_matters};
pub use matters::{list_matters, list_waiting_matters};
pub use open::{open_as_employer, open_as_officer};
pub use recognised::list_recognised;
pub use renewals::{Ending, list_later, list_reminders};
pub(in crate::accreditation) use renewals::{insert_reminder, lock_held, next_ending};
pub use resting::{Resting, Step, next_resting};
pub use standards::get_standard;
pub(in crate::accreditation) use standards::save_standard;

fn tier_code(text: &str) -> Result<TierCode> {
    TierCode::parse(text).map_err(Error::internal)
}

impl From<accreditation_event::Model> for AccreditationEvent {
    fn from(row: accreditation_event::Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            effective_at: row.effective_at,
            public_reason: row.public_reason,
            internal_note: row.internal_note,
            done_by: row.done_by,
            sequence: row.sequence,
        }
    }
}

fn read(row: accreditation::Model, events: Vec<AccreditationEvent>) -> Result<Accreditation> {
    Ok(Accreditation {
        id: row.id,
        entry: row.entry,
        organisation_id: row.organisation_id,
        authority_id: row.authority_id,
        scheme_id: row.scheme_id,
        scheme_version_id: row.scheme_version_id,
        assessment_id: row.assessment_id,
        decision_id: row.decision_id,
        tier: AwardedTier {
            code: tier_code(&row.tier)?,
            name: row.tier_name,
            rank: u32::try_from(row.tier_rank).map_err(Error::internal)?,
        },
        term: Term {
            since: row.since_on,
            until: row.until_on,
        },
        awarded_at: row.awarded_at,
        holder: Holder {
            name: row.organisation_name,
            sector: row.sector,
            size_band: row.size_band,
            district_id: row.district_id,
            headcount: row.headcount,
        },
        events,
        version: row.version,
    })
}

/// Rows with their events: one statement however many rows there are.
async fn with_events(
    conn: &impl ConnectionTrait,
    rows: Vec<accreditation::Model>,
) -> Result<Vec<Accreditation>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let found = accreditation_event::Entity::find()
        .filter(accreditation_event::Column::AccreditationId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(accreditation_event::Column::Sequence)
        .all(conn)
        .await?;
    let mut events: HashMap<AccreditationId, Vec<AccreditationEvent>> = HashMap::new();
    for event in found {
        events
            .entry(event.accreditation_id)
            .or_default()
            .push(event.into());
    }
    rows.into_iter()
        .map(|row| {
            let own = events.remove(&row.id).unwrap_or_default();
            read(row, own)
        })
        .collect()
}

async fn one(
    conn: &impl ConnectionTrait,
    row: Option<accreditation::Model>,
) -> Result<Option<Accreditation>> {
    Ok(with_events(conn, row.into_iter().collect()).await?.pop())
}

/// What a stranger may read of it: without headcount, notes and the people who acted.
fn public(mut accreditation: Accreditation) -> Accreditation {
    accreditation.holder.headcount = None;
    for event in &mut accreditation.events {
        event.internal_note.clear();
        event.done_by = None;
    }
    accreditation
}

/// An accreditation. The scope is the caller's: a job, or a room that holds the right to it.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn get(conn: &impl ConnectionTrait, id: AccreditationId) -> Result<Accreditation> {
    let row = accreditation::Entity::find_by_id(id).one(conn).await?;
    one(conn, row).await?.ok_or(Error::NotFound)
}

/// An accreditation by an authority.
///
/// # Errors
/// [`Error::NotFound`] when that authority awarded none of that name.
pub async fn get_in_authority(
    conn: &impl ConnectionTrait,
    authorities: impl IntoIterator<Item = AuthorityId>,
    id: AccreditationId,
) -> Result<Accreditation> {
    let row = accreditation::Entity::find_by_id(id)
        .filter(accreditation::Column::AuthorityId.is_in(authorities))
        .one(conn)
        .await?;
    one(conn, row).await?.ok_or(Error::NotFound)
}

/// An accreditation of one of the caller's organisations.
///
/// # Errors
/// When the database refuses.
pub async fn find_for_employers(
    conn: &impl ConnectionTrait,
    employers: &[Employer],
    id: AccreditationId,
) -> Result<Option<Accreditation>> {
    let own = employers.iter().map(Employer::organisation);
    let row = accreditation::Entity::find_by_id(id)
        .filter(accreditation::Column::OrganisationId.is_in(own))
        .one(conn)
        .await?;
    one(conn, row).await
}

/// The public entry of that name, without anything confidential.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_entry(
    conn: &impl ConnectionTrait,
    entry: &str,
) -> Result<Option<Accreditation>> {
    let row = accreditation::Entity::find()
        .filter(accreditation::Column::Entry.eq(entry))
        .one(conn)
        .await?;
    Ok(one(conn, row).await?.map(public))
}

/// The accreditations of organisations, newest first. The scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_of_organisations(
    conn: &impl ConnectionTrait,
    organisations: impl IntoIterator<Item = OrganisationId>,
) -> Result<Vec<Accreditation>> {
    let rows = accreditation::Entity::find()
        .filter(accreditation::Column::OrganisationId.is_in(organisations))
        .order_by_desc(accreditation::Column::AwardedAt)
        .order_by_desc(accreditation::Column::Id)
        .all(conn)
        .await?;
    with_events(conn, rows).await
}

/// The accreditation that came of an assessment, if one did. The scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_assessment(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Option<Accreditation>> {
    let row = accreditation::Entity::find()
        .filter(accreditation::Column::AssessmentId.eq(assessment))
        .one(conn)
        .await?;
    one(conn, row).await
}

/// What was awarded on an assessment, as it was at the award: one statement. The scope is the
/// caller's.
///
/// # Errors
/// When the database refuses.
pub async fn find_award(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Option<Award>> {
    let row = accreditation::Entity::find()
        .filter(accreditation::Column::AssessmentId.eq(assessment))
        .one(conn)
        .await?;
    row.map(|row| {
        let awarded = read(row, Vec::new())?;
        Ok(Award {
            id: awarded.id,
            entry: awarded.entry,
            tier: awarded.tier,
            term: awarded.term,
        })
    })
    .transpose()
}

/// Whether an entry name is taken.
///
/// # Errors
/// When the database refuses.
pub async fn is_entry_taken(conn: &impl ConnectionTrait, entry: &str) -> Result<bool> {
    let count = accreditation::Entity::find()
        .filter(accreditation::Column::Entry.eq(entry))
        .count(conn)
        .await?;
    Ok(count > 0)
}

/// Writes a new accreditation.
///
/// # Errors
/// A conflict when the assessment led to one already.
pub async fn insert(conn: &impl ConnectionTrait, new: &Accreditation) -> Result<()> {
    let row = accreditation::Model {
        id: new.id,
        entry: new.entry.clone(),
        organisation_id: new.organisation_id,
        authority_id: new.authority_id,
        scheme_id: new.scheme_id,
        scheme_version_id: new.scheme_version_id,
        assessment_id: new.assessment_id,
        decision_id: new.decision_id,
        tier: new.tier.code.to_string(),
        tier_name: new.tier.name.clone(),
        tier_rank: i32::try_from(new.tier.rank).map_err(Error::internal)?,
        since_on: new.term.since,
        until_on: new.term.until,
        awarded_at: new.awarded_at,
        organisation_name: new.holder.name.clone(),
        sector: new.holder.sector.clone(),
        size_band: new.holder.size_band,
        district_id: new.holder.district_id,
        headcount: new.holder.headcount,
        search_name: search_form(&new.holder.name),
        version: 1,
    };
    accreditation::Entity::insert(accreditation::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes the newest event of an accreditation, if nobody changed it since `version`.
///
/// # Errors
/// A conflict when somebody did.
pub async fn append_event(
    conn: &impl ConnectionTrait,
    changed: &Accreditation,
    recorded_at: DateTime<Utc>,
) -> Result<()> {
    let done = accreditation::Entity::update_many()
        .set(accreditation::ActiveModel {
            version: Set(changed.version + 1),
            ..Default::default()
        })
        .filter(accreditation::Column::Id.eq(changed.id))
        .filter(accreditation::Column::Version.eq(changed.version))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)?;
    let event = changed
        .last_event()
        .ok_or_else(|| Error::internal("an accreditation changed without an event"))?;
    let row = accreditation_event::Model {
        id: event.id,
        accreditation_id: changed.id,
        kind: event.kind,
        effective_at: event.effective_at,
        public_reason: event.public_reason.clone(),
        internal_note: event.internal_note.clone(),
        done_by: event.done_by,
        recorded_at,
        sequence: event.sequence,
    };
    accreditation_event::Entity::insert(accreditation_event::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}
