//! A strategic authority that runs schemes.

use sea_orm::entity::prelude::*;

use crate::ids::{AreaId, AuthorityId};

/// A strategic authority that runs schemes.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "authority")]
pub struct Model {
    /// The authority.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuthorityId,
    /// Short name in addresses, for example `greater-exampleshire`.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// Full name, as printed on certificates.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Its place in the imported geography, where that is known.
    pub area_id: Option<AreaId>,
    /// Letters that start its certificate numbers.
    #[sea_orm(column_type = "Text")]
    pub number_prefix: String,
    /// The team that signs its emails.
    #[sea_orm(column_type = "Text")]
    pub team_name: String,
    /// Public address of the team.
    #[sea_orm(column_type = "Text")]
    pub contact_email: String,
    /// Public telephone number of the team.
    #[sea_orm(column_type = "Text")]
    pub contact_phone: String,
    /// Brand colour as `#rrggbb`.
    #[sea_orm(column_type = "Text")]
    pub brand_colour: String,
    /// Who signs certificates.
    #[sea_orm(column_type = "Text")]
    pub signatory_name: String,
    /// The office of that person.
    #[sea_orm(column_type = "Text")]
    pub signatory_role: String,
    /// Storage key of the logo (PNG), if one was given.
    #[sea_orm(column_type = "Text", nullable)]
    pub logo_key: Option<String>,
    /// Service standard: working days from submission to recommendation.
    pub review_working_days: i32,
    /// Working days an employer has to answer a clarification.
    pub clarification_working_days: i32,
    /// When it was set up.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
