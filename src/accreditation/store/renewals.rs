//! What an organisation holds under a scheme, which terms end, and who was reminded.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, Utc};
use entity::ids::{AccreditationId, OrganisationId, SchemeId};
use entity::{accreditation, accreditation_reminder};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::{list_of_organisations, with_events};
use crate::accreditation::rules::{Accreditation, Status, reminder_day};
use crate::platform::calendar::london_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme;
use crate::scheme::rules::SchemeVersion;

/// How many are read at a time.
const STEP: u64 = 100;
/// No scheme reminds so many days before the end, and none lets renew so many after.
const FARTHEST_DAYS: u64 = 732;

/// Everything an organisation was ever awarded under a scheme, held until the transaction ends.
pub(in crate::accreditation) async fn lock_held(
    tx: &DatabaseTransaction,
    organisation: OrganisationId,
    scheme: SchemeId,
) -> Result<Vec<Accreditation>> {
    let select = accreditation::Entity::find()
        .filter(accreditation::Column::OrganisationId.eq(organisation))
        .filter(accreditation::Column::SchemeId.eq(scheme))
        .order_by_asc(accreditation::Column::Id);
    if tx.get_database_backend() == DbBackend::Postgres {
        select.clone().lock_exclusive().all(tx).await?;
    }
    // Read once they are held: another may have been awarded while we waited.
    let rows = select.all(tx).await?;
    with_events(tx, rows).await
}

/// What the holder of an accreditation was awarded under the same scheme for a later term: one statement
/// where there is nothing. The scope is the caller's, who holds the accreditation.
///
/// # Errors
/// When the database refuses.
pub async fn list_later(
    conn: &impl ConnectionTrait,
    of: &Accreditation,
) -> Result<Vec<Accreditation>> {
    let rows = accreditation::Entity::find()
        .filter(accreditation::Column::OrganisationId.eq(of.organisation_id))
        .filter(accreditation::Column::SchemeId.eq(of.scheme_id))
        .filter(accreditation::Column::SinceOn.gt(of.term.since))
        .all(conn)
        .await?;
    with_events(conn, rows).await
}

/// An accreditation whose term ends or ended not long ago, and which nothing follows yet.
#[derive(Clone, Debug)]
pub struct Ending {
    /// The accreditation.
    pub accreditation: Accreditation,
    /// The version it was awarded under.
    pub version: SchemeVersion,
}

/// The next accreditations whose term ends, or ended, within reach of a reminder, after one, and the last
/// one looked at; none at the end. What is over otherwise, and what a newer award follows or replaced, is
/// left out. A fixed number of statements a step; the scope is the caller's, a job.
pub(in crate::accreditation) async fn next_ending(
    conn: &impl ConnectionTrait,
    at: DateTime<Utc>,
    after: Option<AccreditationId>,
) -> Result<Option<(AccreditationId, Vec<Ending>)>> {
    let today = london_date(at);
    let reach = Days::new(FARTHEST_DAYS);
    let rows = accreditation::Entity::find()
        .filter(accreditation::Column::UntilOn.lte(today + reach))
        .filter(accreditation::Column::UntilOn.gte(today - reach))
        .filter(Condition::all().add_option(after.map(|id| accreditation::Column::Id.gt(id))))
        .order_by_asc(accreditation::Column::Id)
        .limit(STEP)
        .all(conn)
        .await?;
    let found = with_events(conn, rows).await?;
    let Some(last) = found.last().map(|one| one.id) else {
        return Ok(None);
    };
    let organisations: BTreeSet<_> = found.iter().map(|one| one.organisation_id).collect();
    let all = list_of_organisations(conn, organisations).await?;
    let followed = |one: &Accreditation| {
        all.iter().any(|other| {
            other.id != one.id
                && other.organisation_id == one.organisation_id
                && other.scheme_id == one.scheme_id
                && match other.status_at(at) {
                    Status::NotYet | Status::Active | Status::Suspended => {
                        other.term.since >= one.term.since
                    }
                    Status::Withdrawn
                    | Status::Relinquished
                    | Status::Superseded
                    | Status::Lapsed => false,
                }
        })
    };
    let ending: Vec<Accreditation> = found
        .into_iter()
        .filter(|one| match one.status_at(at) {
            Status::Active | Status::Suspended | Status::Lapsed => !followed(one),
            Status::NotYet | Status::Withdrawn | Status::Relinquished | Status::Superseded => false,
        })
        .collect();
    let ids: BTreeSet<_> = ending.iter().map(|one| one.scheme_version_id).collect();
    let versions: BTreeMap<_, _> = scheme::store::list_versions(conn, ids)
        .await?
        .into_iter()
        .map(|version| (version.id, version.content))
        .collect();
    let ending = ending
        .into_iter()
        .filter_map(|accreditation| {
            let version = versions.get(&accreditation.scheme_version_id)?.clone();
            Some(Ending {
                accreditation,
                version,
            })
        })
        .collect();
    Ok(Some((last, ending)))
}

/// The reminders of accreditations that were sent or skipped, by days before the end, with when they were
/// sent. The scope is the caller's, who holds the accreditations.
///
/// # Errors
/// When the database refuses.
pub async fn list_reminders(
    conn: &impl ConnectionTrait,
    of: impl IntoIterator<Item = AccreditationId>,
) -> Result<BTreeMap<AccreditationId, BTreeMap<u32, Option<DateTime<Utc>>>>> {
    let rows = accreditation_reminder::Entity::find()
        .filter(accreditation_reminder::Column::AccreditationId.is_in(of))
        .all(conn)
        .await?;
    let mut found: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for row in rows {
        let days = u32::try_from(row.days_before).map_err(Error::internal)?;
        found
            .entry(row.accreditation_id)
            .or_default()
            .insert(days, row.sent_at);
    }
    Ok(found)
}

/// Writes that a reminder is sent, or skipped: whether nobody wrote it before.
pub(in crate::accreditation) async fn insert_reminder(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    of: &Accreditation,
    days_before: u32,
    sent: bool,
) -> Result<bool> {
    let row = accreditation_reminder::Model {
        id: ctx.new_id(),
        accreditation_id: of.id,
        days_before: i32::try_from(days_before).map_err(Error::internal)?,
        due_on: reminder_day(of.term, days_before),
        sent_at: sent.then(|| ctx.now()),
        recorded_at: ctx.now(),
    };
    let same = [
        accreditation_reminder::Column::AccreditationId,
        accreditation_reminder::Column::DaysBefore,
    ];
    let written =
        accreditation_reminder::Entity::insert(accreditation_reminder::ActiveModel::from(row))
            .on_conflict(OnConflict::columns(same).do_nothing().to_owned())
            .exec_without_returning(conn)
            .await?;
    Ok(written == 1)
}
