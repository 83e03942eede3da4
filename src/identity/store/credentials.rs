//! One-time links and tokens: only their digests are kept.

use chrono::{DateTime, Utc};
use entity::ids::PersonId;
use entity::{api_token, sign_in_link};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::identity::rules::ApiToken;
use crate::platform::audit::digest;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// How many links an address asked for since an instant.
///
/// # Errors
/// When the database refuses.
pub async fn count_links_since(
    conn: &impl ConnectionTrait,
    email: &str,
    since: DateTime<Utc>,
) -> Result<u64> {
    Ok(sign_in_link::Entity::find()
        .filter(sign_in_link::Column::Email.eq(email))
        .filter(sign_in_link::Column::CreatedAt.gte(since))
        .count(conn)
        .await?)
}

/// Keeps a link; only the hash of its secret.
///
/// # Errors
/// When the database refuses.
pub async fn insert_link(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    email: &str,
    secret: &str,
    after: Option<String>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    let row = sign_in_link::Model {
        id: ctx.new_id(),
        email: email.to_owned(),
        token_hash: digest(secret.as_bytes()),
        after,
        created_at: ctx.now(),
        expires_at,
        used_at: None,
    };
    sign_in_link::Entity::insert(sign_in_link::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// The link of a secret.
///
/// # Errors
/// When the database refuses.
pub async fn find_link(
    conn: &impl ConnectionTrait,
    secret: &str,
) -> Result<Option<sign_in_link::Model>> {
    Ok(sign_in_link::Entity::find()
        .filter(sign_in_link::Column::TokenHash.eq(digest(secret.as_bytes())))
        .one(conn)
        .await?)
}

/// Marks a link used, if nobody used it before; says whether this was the one.
///
/// # Errors
/// When the database refuses.
pub async fn use_link(
    conn: &impl ConnectionTrait,
    link: &sign_in_link::Model,
    now: DateTime<Utc>,
) -> Result<bool> {
    let used = sign_in_link::Entity::update_many()
        .set(sign_in_link::ActiveModel {
            used_at: Set(Some(now)),
            ..Default::default()
        })
        .filter(sign_in_link::Column::Id.eq(link.id))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .exec(conn)
        .await?;
    Ok(used.rows_affected == 1)
}

/// The person a token acts as, while it is good.
///
/// # Errors
/// When the database refuses.
pub async fn find_token_person(
    conn: &impl ConnectionTrait,
    secret: &str,
    now: DateTime<Utc>,
) -> Result<Option<PersonId>> {
    let row = api_token::Entity::find()
        .filter(api_token::Column::TokenHash.eq(digest(secret.as_bytes())))
        .filter(api_token::Column::RevokedAt.is_null())
        .one(conn)
        .await?;
    Ok(row
        .filter(|row| row.expires_at.is_none_or(|end| end > now))
        .map(|row| row.person_id))
}

/// A person's tokens that were not revoked, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_tokens(conn: &impl ConnectionTrait, person: PersonId) -> Result<Vec<ApiToken>> {
    let rows = api_token::Entity::find()
        .filter(api_token::Column::PersonId.eq(person))
        .filter(api_token::Column::RevokedAt.is_null())
        .order_by_desc(api_token::Column::CreatedAt)
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| ApiToken {
            id: row.id,
            label: row.label,
            expires_at: row.expires_at,
        })
        .collect())
}

/// Keeps a token; only the hash of its secret.
///
/// # Errors
/// When the database refuses.
pub async fn insert_token(
    conn: &impl ConnectionTrait,
    person: PersonId,
    token: ApiToken,
    token_hash: String,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = api_token::Model {
        id: token.id,
        person_id: person,
        label: token.label,
        token_hash,
        created_at: now,
        expires_at: token.expires_at,
        revoked_at: None,
    };
    api_token::Entity::insert(api_token::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Revokes a person's own token.
///
/// # Errors
/// [`Error::NotFound`] when the person has no such token.
pub async fn revoke_token(
    conn: &impl ConnectionTrait,
    person: PersonId,
    id: entity::ids::ApiTokenId,
    now: DateTime<Utc>,
) -> Result<()> {
    let revoked = api_token::Entity::update_many()
        .set(api_token::ActiveModel {
            revoked_at: Set(Some(now)),
            ..Default::default()
        })
        .filter(api_token::Column::Id.eq(id))
        .filter(api_token::Column::PersonId.eq(person))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(conn)
        .await?;
    if revoked.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}
