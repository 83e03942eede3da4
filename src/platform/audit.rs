//! The record of what was done: appended, never changed, each event chained to
//! the one before by its hash, in the same transaction as the change.

use chrono::{DateTime, Utc};
use entity::ids::{AuditEventId, AuthorityId, PersonId};
use entity::{audit_chain, audit_event};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::platform::context::Context;
use crate::platform::error::{Result, changed_one};

/// The hash before the first event.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Who did something: a person for somebody, or the system itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person; nobody for the calendar and the command line.
    pub person: Option<PersonId>,
    /// For whom, for example `organisation:…` or `system`.
    pub acting_for: String,
}

impl Actor {
    /// The calendar or the command line.
    pub fn system() -> Self {
        Self {
            person: None,
            acting_for: "system".to_owned(),
        }
    }
}

/// One thing that was done.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// In whose chain; none for the installation's own.
    pub authority: Option<AuthorityId>,
    /// Who.
    pub actor: Actor,
    /// What, for example `assessment.submit`.
    pub action: &'a str,
    /// Kind of thing it was done to.
    pub object_kind: &'a str,
    /// Which one.
    pub object_id: String,
    /// Facts worth keeping; never an email address.
    pub detail: Value,
    /// SHA-256 of the object before, in hex.
    pub before: Option<String>,
    /// SHA-256 of the object after, in hex.
    pub after: Option<String>,
}

/// Appends an event to its chain, in the transaction of the change itself.
///
/// # Errors
/// When the database refuses.
pub async fn record(ctx: &Context, tx: &DatabaseTransaction, event: Event<'_>) -> Result<()> {
    let chain = event
        .authority
        .map_or_else(|| "installation".to_owned(), |id| id.to_string());
    // The head row is the lock: on PostgreSQL it holds back the next writer of this chain,
    // on SQLite the transaction is already the only writer.
    audit_chain::Entity::insert(audit_chain::ActiveModel {
        chain: Set(chain.clone()),
        sequence: Set(0),
        hash: Set(GENESIS.to_owned()),
    })
    .on_conflict(
        OnConflict::column(audit_chain::Column::Chain)
            .do_nothing()
            .to_owned(),
    )
    .exec_without_returning(tx)
    .await?;
    let mut find = audit_chain::Entity::find_by_id(chain.clone());
    if tx.get_database_backend() == DbBackend::Postgres {
        find = find.lock_exclusive();
    }
    let head = find.one(tx).await?.unwrap_or(audit_chain::Model {
        chain: chain.clone(),
        sequence: 0,
        hash: GENESIS.to_owned(),
    });
    let sequence = head.sequence + 1;
    let row = audit_event::Model {
        id: ctx.new_id::<AuditEventId>(),
        chain: chain.clone(),
        sequence,
        at: ctx.now(),
        actor_id: event.actor.person,
        acting_for: event.actor.acting_for,
        action: event.action.to_owned(),
        object_kind: event.object_kind.to_owned(),
        object_id: event.object_id,
        detail: event.detail,
        before_digest: event.before,
        after_digest: event.after,
        previous_hash: head.hash,
        hash: String::new(),
    };
    let hash = link_hash(&row);
    let row = audit_event::ActiveModel::from(audit_event::Model {
        hash: hash.clone(),
        ..row
    });
    audit_event::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    let moved = audit_chain::Entity::update_many()
        .set(audit_chain::ActiveModel {
            sequence: Set(sequence),
            hash: Set(hash),
            ..Default::default()
        })
        .filter(audit_chain::COLUMN.chain.eq(chain))
        .filter(audit_chain::COLUMN.sequence.eq(head.sequence))
        .exec(tx)
        .await?;
    changed_one(moved.rows_affected)
}

/// The hash of an event: over every field but the hash itself, in a fixed order.
fn link_hash(row: &audit_event::Model) -> String {
    let content = json!([
        row.chain,
        row.sequence,
        instant(row.at),
        row.actor_id.map(|id| id.to_string()),
        row.acting_for,
        row.action,
        row.object_kind,
        row.object_id,
        row.detail,
        row.before_digest,
        row.after_digest,
        row.previous_hash,
    ]);
    // Canonical (RFC 8785), because PostgreSQL gives JSON back with its members reordered.
    digest(&serde_json_canonicalizer::to_vec(&content).unwrap_or_default())
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// SHA-256 in hex.
pub fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The first link that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenLink {
    /// In which chain.
    pub chain: String,
    /// At which place.
    pub sequence: i64,
    /// What does not hold.
    pub problem: &'static str,
}

/// Walks every chain from its beginning; gives the number of events, or the first broken link.
///
/// # Errors
/// When the database cannot be read.
pub async fn verify(conn: &impl ConnectionTrait) -> Result<Result<u64, BrokenLink>> {
    let mut heads = audit_chain::Entity::find()
        .order_by_asc(audit_chain::Column::Chain)
        .all(conn)
        .await?;
    let mut count = 0;
    for head in heads.drain(..) {
        let (mut previous, mut sequence) = (GENESIS.to_owned(), 0);
        loop {
            let rows = audit_event::Entity::find()
                .filter(audit_event::COLUMN.chain.eq(head.chain.clone()))
                .filter(audit_event::COLUMN.sequence.gt(sequence))
                .order_by_asc(audit_event::Column::Sequence)
                .limit(1000)
                .all(conn)
                .await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let broken = |problem| BrokenLink {
                    chain: row.chain.clone(),
                    sequence: sequence + 1,
                    problem,
                };
                if row.sequence != sequence + 1 {
                    return Ok(Err(broken("an event is missing")));
                }
                if row.previous_hash != previous {
                    return Ok(Err(broken("it does not follow the event before")));
                }
                if row.hash != link_hash(&row) {
                    return Ok(Err(broken("its content was changed")));
                }
                sequence = row.sequence;
                previous.clone_from(&row.hash);
                count += 1;
            }
        }
        if head.sequence != sequence || head.hash != previous {
            return Ok(Err(BrokenLink {
                chain: head.chain,
                sequence: sequence + 1,
                problem: "the newest events are missing",
            }));
        }
    }
    Ok(Ok(count))
}
