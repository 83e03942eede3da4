//! What an authority says in one kind of email besides our text.

use sea_orm::entity::prelude::*;

use crate::ids::{AuthorityId, EmailWordingId, PersonId};

/// What an authority says in one kind of email besides our text.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "email_wording")]
pub struct Model {
    /// The wording.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EmailWordingId,
    /// Whose.
    pub authority_id: AuthorityId,
    /// Of which emails.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Subject line with placeholders; ours when empty.
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    /// What comes before our text, with placeholders; nothing when empty.
    #[sea_orm(column_type = "Text")]
    pub opening: String,
    /// What comes after our text, with placeholders; nothing when empty.
    #[sea_orm(column_type = "Text")]
    pub closing: String,
    /// Who changed it last.
    pub changed_by: PersonId,
    /// When.
    pub changed_at: DateTimeUtc,
    /// Counts changes; a change must name the version it saw.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
