//! The outbox: emails written with the change that causes them.

use chrono::{DateTime, TimeDelta, Utc};
use entity::ids::OutboxEmailId;
use entity::outbox_email;
use entity::support_kinds::EmailClass;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::notification::email::Email;
use crate::notification::rules::{Values, Words};
use crate::notification::{bounces, reminders, wordings};
use crate::platform::context::Context;
use crate::platform::error::Result;
use crate::platform::jobs::{self, Work, backoff};

/// An email that failed this often is given up: after waits of an hour at most, in about five days,
/// so that a mail server may be away over a long weekend.
pub const MAX_ATTEMPTS: i32 = 120;
/// How long a mailer may hold an email before another may take it.
const CLAIM_MINUTES: i64 = 5;

/// Writes an email in the transaction of the change. The same key twice writes once; a reminder whose
/// recipient stopped reminders is not written.
///
/// # Errors
/// When the database refuses.
pub async fn write(ctx: &Context, conn: &impl ConnectionTrait, email: Email) -> Result<()> {
    if email.class == EmailClass::Reminder
        && reminders::are_stopped(conn, &email.to.email, email.authority_id).await?
    {
        return Ok(());
    }
    let email = worded(conn, email).await?;
    let now = ctx.now();
    outbox_email::Entity::insert(outbox_email::ActiveModel {
        id: Set(ctx.new_id()),
        dedupe_key: Set(email.dedupe_key),
        kind: Set(email.kind.to_owned()),
        authority_id: Set(email.authority_id),
        to_email: Set(email.to.email),
        to_name: Set(email.to.name),
        subject: Set(email.subject),
        body_text: Set(email.body_text),
        body_html: Set(email.body_html),
        secret: Set(email.secret),
        created_at: Set(now),
        not_before: Set(now),
        attempts: Set(0),
        locked_until: Set(None),
        sent_at: Set(None),
        failed_at: Set(None),
        last_error: Set(None),
        class: Set(email.class),
        bounced_at: Set(None),
        copy_of: Set(None),
    })
    .on_conflict(
        OnConflict::column(outbox_email::Column::DedupeKey)
            .do_nothing()
            .to_owned(),
    )
    .exec_without_returning(conn)
    .await?;
    Ok(())
}

/// The email exactly as [`write`] will write it, for whoever looks before sending.
///
/// # Errors
/// When the database refuses.
pub async fn preview(conn: &impl ConnectionTrait, email: Email) -> Result<Email> {
    worded(conn, email).await
}

/// How many emails of a kind an address was written since an instant, sent or not.
///
/// # Errors
/// When the database refuses.
pub async fn count_to(
    conn: &impl ConnectionTrait,
    email: &str,
    kind: &str,
    since: DateTime<Utc>,
) -> Result<u64> {
    Ok(outbox_email::Entity::find()
        .filter(outbox_email::Column::ToEmail.eq(email))
        .filter(outbox_email::Column::Kind.eq(kind))
        .filter(outbox_email::Column::CreatedAt.gt(since))
        .count(conn)
        .await?)
}

/// The email with the words that its authority says in emails of its kind. Links that sign in carry none.
async fn worded(conn: &impl ConnectionTrait, email: Email) -> Result<Email> {
    let Some(authority) = email.authority_id.filter(|_| !email.secret) else {
        return Ok(email);
    };
    let (wording, _) = wordings::get(conn, authority, email.kind).await?;
    if wording.is_ours() {
        return Ok(email);
    }
    let values = Values {
        name: email.to.name.clone(),
        subject: email.subject.clone(),
        team: email.signature.team.clone(),
        authority: email.signature.authority.clone(),
        phone: email.signature.phone.clone(),
        email: email.signature.email.clone(),
    };
    let ours = Words {
        subject: email.subject,
        text: email.body_text,
        html: email.body_html,
    };
    let words = wording.around(ours, &values)?;
    Ok(Email {
        subject: words.subject,
        body_text: words.text,
        body_html: words.html,
        ..email
    })
}

fn due(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(outbox_email::Column::SentAt.is_null())
        .add(outbox_email::Column::FailedAt.is_null())
        .add(outbox_email::Column::NotBefore.lte(now))
        .add(
            Condition::any()
                .add(outbox_email::Column::LockedUntil.is_null())
                .add(outbox_email::Column::LockedUntil.lt(now)),
        )
}

/// Takes the oldest email that is due, if there is one.
///
/// # Errors
/// When the database refuses.
pub async fn claim(ctx: &Context) -> Result<Option<outbox_email::Model>> {
    let now = ctx.now();
    let candidates = outbox_email::Entity::find()
        .filter(due(now))
        .order_by_asc(outbox_email::Column::NotBefore)
        .order_by_asc(outbox_email::Column::Id)
        .limit(8)
        .all(ctx.read())
        .await?;
    for mut row in candidates {
        let taken = outbox_email::Entity::update_many()
            .set(outbox_email::ActiveModel {
                locked_until: Set(Some(now + TimeDelta::minutes(CLAIM_MINUTES))),
                attempts: Set(row.attempts + 1),
                ..Default::default()
            })
            .filter(outbox_email::Column::Id.eq(row.id))
            .filter(outbox_email::Column::Attempts.eq(row.attempts))
            .filter(due(now))
            .exec(ctx.db.write())
            .await?;
        if taken.rows_affected == 1 {
            row.attempts += 1;
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// The server took it. What carries a link that signs in is not kept in words.
///
/// # Errors
/// When the database refuses.
pub async fn mark_sent(ctx: &Context, row: &outbox_email::Model) -> Result<()> {
    let mut change = outbox_email::ActiveModel {
        sent_at: Set(Some(ctx.now())),
        locked_until: Set(None),
        last_error: Set(None),
        ..Default::default()
    };
    if row.secret {
        change.body_text = Set(String::new());
        change.body_html = Set(String::new());
    }
    update(ctx, row.id, change).await
}

/// Takes addresses and words out of emails whose keys begin so; what was not sent yet is given up. For
/// people who have no account, and whose address is not kept.
///
/// # Errors
/// When the database refuses.
pub async fn forget(ctx: &Context, conn: &impl ConnectionTrait, keys: &str) -> Result<()> {
    let of = |change: outbox_email::ActiveModel| {
        outbox_email::Entity::update_many()
            .set(change)
            .filter(outbox_email::Column::DedupeKey.starts_with(keys))
    };
    of(outbox_email::ActiveModel {
        failed_at: Set(Some(ctx.now())),
        ..Default::default()
    })
    .filter(outbox_email::Column::SentAt.is_null())
    .filter(outbox_email::Column::FailedAt.is_null())
    .exec(conn)
    .await?;
    of(outbox_email::ActiveModel {
        to_email: Set(String::new()),
        to_name: Set(String::new()),
        body_text: Set(String::new()),
        body_html: Set(String::new()),
        last_error: Set(None),
        ..Default::default()
    })
    .exec(conn)
    .await?;
    Ok(())
}

/// The server did not take it: later again, or never, when it said so or was asked too often.
///
/// # Errors
/// When the database refuses.
pub async fn postpone(
    ctx: &Context,
    row: &outbox_email::Model,
    error: &str,
    permanent: bool,
) -> Result<()> {
    let now = ctx.now();
    let given_up = permanent || row.attempts >= MAX_ATTEMPTS;
    update(
        ctx,
        row.id,
        outbox_email::ActiveModel {
            failed_at: Set(given_up.then_some(now)),
            not_before: Set(now + backoff(row.attempts)),
            locked_until: Set(None),
            last_error: Set(Some(error.to_owned())),
            ..Default::default()
        },
    )
    .await
}

/// Nobody has the address: the email is given up, the address is marked, and whoever signs in with it
/// is signed out by a job, all at once.
///
/// # Errors
/// When the database refuses.
pub async fn bounce(ctx: &Context, row: &outbox_email::Model, error: &str) -> Result<()> {
    let now = ctx.now();
    let tx = ctx.begin().await?;
    outbox_email::Entity::update_many()
        .set(outbox_email::ActiveModel {
            failed_at: Set(Some(now)),
            bounced_at: Set(Some(now)),
            locked_until: Set(None),
            last_error: Set(Some(error.to_owned())),
            ..Default::default()
        })
        .filter(outbox_email::Column::Id.eq(row.id))
        .exec(&tx)
        .await?;
    bounces::record(ctx, &tx, &row.to_email, error, Some(row.id), None).await?;
    let work = Work::AddressBounced { email_id: row.id };
    jobs::enqueue(ctx, &tx, &work, format!("address_bounced:{}", row.id)).await?;
    tx.commit().await?;
    Ok(())
}

async fn update(ctx: &Context, id: OutboxEmailId, change: outbox_email::ActiveModel) -> Result<()> {
    outbox_email::Entity::update_many()
        .set(change)
        .filter(outbox_email::Column::Id.eq(id))
        .exec(ctx.db.write())
        .await?;
    Ok(())
}
