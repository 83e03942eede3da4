//! Somebody who can sign in.

use sea_orm::entity::prelude::*;

use crate::ids::PersonId;

/// Somebody who can sign in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersonId,
    /// Address in lower case, the identity for signing in. Confidential.
    #[sea_orm(column_type = "Text")]
    pub email: String,
    /// How the person is named on pages; empty until given. Confidential.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// True for the invented people of the demonstration.
    pub demo: bool,
    /// When first seen.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
