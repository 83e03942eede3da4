//! Work that follows a change, queued in the same transaction as the change.
//!
//! Payloads are plain data; `worker.rs` says which action each one calls.
//! A job is claimed by a guarded update, so that two workers never share one;
//! a worker that dies loses its claim after [`CLAIM_MINUTES`].

use chrono::{DateTime, TimeDelta, Utc};
use entity::ids::{CertificateId, JobId};
use entity::job;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};

use crate::platform::context::Context;
use crate::platform::error::Result;

/// How long a worker may hold a job before another may take it.
pub const CLAIM_MINUTES: i64 = 10;
/// How often a job is tried before it is given up.
pub const MAX_ATTEMPTS: i32 = 12;

/// What there is to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "snake_case")]
pub enum Work {
    /// Draw the PDF of a certificate.
    DrawCertificate {
        /// Which certificate.
        certificate_id: CertificateId,
    },
    /// Issue the certificate of a new accreditation.
    IssueCertificate {
        /// Which accreditation.
        accreditation_id: entity::ids::AccreditationId,
    },
    /// Move what is not submitted yet to a version that has come in.
    MoveOpenAssessments {
        /// To which version.
        version_id: entity::ids::SchemeVersionId,
    },
    /// Look for accreditations that rest on one of others that is over.
    CheckOutside {
        /// Of which authority; of all, when none.
        authority_id: Option<entity::ids::AuthorityId>,
    },
    /// Tell of conditions whose last day went by without a word.
    CheckConditions,
    /// Warn officers of last days that are near or over.
    WatchClocks,
    /// Erase the addresses of those who were asked to confirm something.
    EraseConfirmers,
    /// Tell of cases on hold that should be looked at again.
    CheckHolds,
    /// Sign out whoever has the address of an email that came back.
    AddressBounced {
        /// Which email.
        email_id: entity::ids::OutboxEmailId,
    },
    /// Remind holders whose accreditation should be renewed.
    RemindOfRenewals,
}

impl Work {
    /// The word the row carries.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::DrawCertificate { .. } => "draw_certificate",
            Self::IssueCertificate { .. } => "issue_certificate",
            Self::MoveOpenAssessments { .. } => "move_open_assessments",
            Self::CheckOutside { .. } => "check_outside",
            Self::CheckConditions => "check_conditions",
            Self::WatchClocks => "watch_clocks",
            Self::CheckHolds => "check_holds",
            Self::EraseConfirmers => "erase_confirmers",
            Self::AddressBounced { .. } => "address_bounced",
            Self::RemindOfRenewals => "remind_of_renewals",
        }
    }
}

/// A job a worker holds.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Which job.
    pub id: JobId,
    /// What to do; none when this program does not know the kind.
    pub work: Option<Work>,
    /// How often it was tried, this time included.
    pub attempts: i32,
}

/// Queues work in the transaction of the change that causes it. The same key twice queues once.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    work: &Work,
    dedupe_key: impl Into<String>,
) -> Result<()> {
    enqueue_at(ctx, conn, work, dedupe_key, ctx.now()).await
}

/// Queues work that is not done before an instant. The same key twice queues once.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue_at(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    work: &Work,
    dedupe_key: impl Into<String>,
    run_after: DateTime<Utc>,
) -> Result<()> {
    job::Entity::insert(job::ActiveModel {
        id: Set(ctx.new_id()),
        kind: Set(work.kind().to_owned()),
        payload: Set(serde_json::to_value(work)?),
        dedupe_key: Set(dedupe_key.into()),
        run_after: Set(run_after),
        attempts: Set(0),
        locked_until: Set(None),
        done_at: Set(None),
        failed_at: Set(None),
        last_error: Set(None),
        created_at: Set(ctx.now()),
    })
    .on_conflict(
        OnConflict::column(job::Column::DedupeKey)
            .do_nothing()
            .to_owned(),
    )
    .exec_without_returning(conn)
    .await?;
    Ok(())
}

fn due(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(job::Column::DoneAt.is_null())
        .add(job::Column::FailedAt.is_null())
        .add(job::Column::RunAfter.lte(now))
        .add(
            Condition::any()
                .add(job::Column::LockedUntil.is_null())
                .add(job::Column::LockedUntil.lt(now)),
        )
}

/// Takes the oldest job that is due, if there is one.
///
/// # Errors
/// When the database refuses.
pub async fn claim(ctx: &Context) -> Result<Option<Claimed>> {
    let now = ctx.now();
    let candidates = job::Entity::find()
        .filter(due(now))
        .order_by_asc(job::Column::RunAfter)
        .limit(8)
        .all(ctx.read())
        .await?;
    for row in candidates {
        let taken = job::Entity::update_many()
            .set(job::ActiveModel {
                locked_until: Set(Some(now + TimeDelta::minutes(CLAIM_MINUTES))),
                attempts: Set(row.attempts + 1),
                ..Default::default()
            })
            .filter(job::Column::Id.eq(row.id))
            .filter(job::Column::Attempts.eq(row.attempts))
            .filter(due(now))
            .exec(ctx.db.write())
            .await?;
        if taken.rows_affected == 1 {
            return Ok(Some(Claimed {
                id: row.id,
                work: serde_json::from_value(row.payload).ok(),
                attempts: row.attempts + 1,
            }));
        }
    }
    Ok(None)
}

/// Marks a job done.
///
/// # Errors
/// When the database refuses.
pub async fn finish(ctx: &Context, id: JobId) -> Result<()> {
    update(
        ctx,
        id,
        job::ActiveModel {
            done_at: Set(Some(ctx.now())),
            locked_until: Set(None),
            last_error: Set(None),
            ..Default::default()
        },
    )
    .await
}

/// Puts a job back for later, or gives it up after [`MAX_ATTEMPTS`].
///
/// # Errors
/// When the database refuses.
pub async fn postpone(ctx: &Context, claimed: &Claimed, error: &str) -> Result<()> {
    let now = ctx.now();
    let given_up = claimed.attempts >= MAX_ATTEMPTS || claimed.work.is_none();
    update(
        ctx,
        claimed.id,
        job::ActiveModel {
            failed_at: Set(given_up.then_some(now)),
            run_after: Set(now + backoff(claimed.attempts)),
            locked_until: Set(None),
            last_error: Set(Some(error.to_owned())),
            ..Default::default()
        },
    )
    .await
}

/// Waits before the next attempt: 30 seconds, doubled each time, an hour at most.
pub fn backoff(attempts: i32) -> TimeDelta {
    let doublings = u32::try_from(attempts.clamp(1, 8) - 1).unwrap_or(0);
    TimeDelta::seconds(30 * 2_i64.pow(doublings)).min(TimeDelta::hours(1))
}

async fn update(ctx: &Context, id: JobId, change: job::ActiveModel) -> Result<()> {
    job::Entity::update_many()
        .set(change)
        .filter(job::Column::Id.eq(id))
        .exec(ctx.db.write())
        .await?;
    Ok(())
}
