//! Sessions in the database: the cookie's SHA-256 is the key, so that a copy of
//! the table signs nobody in.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use entity::web_session;
use poem::http::StatusCode;
use poem::session::{CookieConfig, SessionStorage};
use poem::web::cookie::SameSite;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use serde_json::Value;

use crate::platform::audit::digest;
use crate::platform::config::Config;
use crate::platform::context::Context;

/// How long somebody stays signed in.
pub const SESSION_HOURS: u64 = 12;

/// Keeps sessions in `web_session`.
#[derive(Clone, Debug)]
pub struct DatabaseSessions {
    ctx: Context,
}

impl DatabaseSessions {
    /// Keeps sessions in the database of `ctx`.
    pub fn new(ctx: Context) -> Self {
        Self { ctx }
    }

    /// Removes sessions that ended.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn sweep(&self) -> Result<u64, DbErr> {
        let swept = web_session::Entity::delete_many()
            .filter(web_session::Column::ExpiresAt.lte(self.ctx.now()))
            .exec(self.ctx.db.write())
            .await?;
        Ok(swept.rows_affected)
    }
}

/// Ends every session that holds a word: how many. The word must be one that nobody else's session can
/// hold, such as an identifier.
///
/// # Errors
/// When the database refuses.
pub async fn end_holding(conn: &impl ConnectionTrait, word: &str) -> Result<u64, DbErr> {
    let text = Expr::col(web_session::Column::Entries).cast_as("text");
    let ended = web_session::Entity::delete_many()
        .filter(text.like(format!("%{word}%")))
        .exec(conn)
        .await?;
    Ok(ended.rows_affected)
}

/// The cookie: `__Host-` and `Secure` wherever people come over TLS.
pub fn cookie(config: &Config) -> CookieConfig {
    CookieConfig::default()
        .name(if config.is_https() {
            "__Host-session"
        } else {
            "session"
        })
        .secure(config.is_https())
        .http_only(true)
        .same_site(SameSite::Lax)
        .path("/")
        .max_age(Duration::from_secs(SESSION_HOURS * 3600))
}

fn failed(error: DbErr) -> poem::Error {
    poem::Error::new(error, StatusCode::INTERNAL_SERVER_ERROR)
}

impl SessionStorage for DatabaseSessions {
    async fn load_session<'a>(
        &'a self,
        session_id: &'a str,
    ) -> poem::Result<Option<BTreeMap<String, Value>>> {
        let row = web_session::Entity::find_by_id(digest(session_id.as_bytes()))
            .one(self.ctx.read())
            .await
            .map_err(failed)?;
        Ok(row
            .filter(|row| row.expires_at > self.ctx.now())
            .and_then(|row| serde_json::from_value(row.entries).ok()))
    }

    async fn update_session<'a>(
        &'a self,
        session_id: &'a str,
        entries: &'a BTreeMap<String, Value>,
        expires: Option<Duration>,
    ) -> poem::Result<()> {
        let now = self.ctx.now();
        let lasts = expires
            .and_then(|duration| TimeDelta::from_std(duration).ok())
            .unwrap_or(TimeDelta::hours(1));
        let entries: serde_json::Map<String, Value> = entries
            .iter()
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        web_session::Entity::insert(web_session::ActiveModel {
            id_hash: Set(digest(session_id.as_bytes())),
            entries: Set(Value::Object(entries)),
            created_at: Set(now),
            expires_at: Set(now + lasts),
        })
        // The end is fixed when the session begins; using it does not prolong it.
        .on_conflict(
            OnConflict::column(web_session::Column::IdHash)
                .update_column(web_session::Column::Entries)
                .to_owned(),
        )
        .exec_without_returning(self.ctx.db.write())
        .await
        .map_err(failed)?;
        Ok(())
    }

    async fn remove_session<'a>(&'a self, session_id: &'a str) -> poem::Result<()> {
        web_session::Entity::delete_by_id(digest(session_id.as_bytes()))
            .exec(self.ctx.db.write())
            .await
            .map_err(failed)?;
        Ok(())
    }
}
