//! An address from which emails come back.

use sea_orm::entity::prelude::*;

use crate::ids::{OutboxEmailId, PersonId};

/// An address from which emails come back: nobody signs in with it until that is cleared.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "address_bounce")]
pub struct Model {
    /// The address, in lower case. Confidential.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub email: String,
    /// When it was first known.
    pub at: DateTimeUtc,
    /// What the mail server said, or what the officer saw. Confidential.
    #[sea_orm(column_type = "Text")]
    pub why: String,
    /// The email that came back, if it is known which.
    pub email_id: Option<OutboxEmailId>,
    /// The officer who recorded it; nobody when the mail server said so.
    pub recorded_by: Option<PersonId>,
}

impl ActiveModelBehavior for ActiveModel {}
