//! An email written with the change that caused it, sent afterwards.

use sea_orm::entity::prelude::*;

use crate::ids::{AuthorityId, OutboxEmailId};
use crate::support_kinds::EmailClass;

/// An email written with the change that caused it, sent afterwards.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_email")]
pub struct Model {
    /// The email; also its Message-ID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OutboxEmailId,
    /// One email at most for each key.
    #[sea_orm(column_type = "Text")]
    pub dedupe_key: String,
    /// Which template.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// In whose name.
    pub authority_id: Option<AuthorityId>,
    /// Recipient. Confidential.
    #[sea_orm(column_type = "Text")]
    pub to_email: String,
    /// Recipient's name. Confidential.
    #[sea_orm(column_type = "Text")]
    pub to_name: String,
    /// Subject line.
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    /// Plain text, complete in itself.
    #[sea_orm(column_type = "Text")]
    pub body_text: String,
    /// The same as HTML.
    #[sea_orm(column_type = "Text")]
    pub body_html: String,
    /// Whether it carries a link that signs in: then its words go when it is sent.
    pub secret: bool,
    /// When written.
    pub created_at: DateTimeUtc,
    /// Not sent before this instant.
    pub not_before: DateTimeUtc,
    /// How often sending was tried.
    pub attempts: i32,
    /// A worker has it until then.
    pub locked_until: Option<DateTimeUtc>,
    /// When the server took it.
    pub sent_at: Option<DateTimeUtc>,
    /// When given up.
    pub failed_at: Option<DateTimeUtc>,
    /// What the server said last.
    #[sea_orm(column_type = "Text", nullable)]
    pub last_error: Option<String>,
    /// Whether its recipient can stop emails like it.
    pub class: EmailClass,
    /// When it came back.
    pub bounced_at: Option<DateTimeUtc>,
    /// The email it repeats, when an officer sent it again.
    pub copy_of: Option<OutboxEmailId>,
}

impl ActiveModelBehavior for ActiveModel {}
