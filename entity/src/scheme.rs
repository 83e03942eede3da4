//! A charter that an authority runs.

use sea_orm::entity::prelude::*;

use crate::ids::{AuthorityId, SchemeId};

/// A charter that an authority runs.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "scheme")]
pub struct Model {
    /// The scheme.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SchemeId,
    /// Who runs it.
    pub authority_id: AuthorityId,
    /// Short name in addresses.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// Name as printed.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// When first loaded.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// The mapping sets that its authority uses now.
impl Related<crate::mapping_set::Entity> for Entity {
    fn to() -> RelationDef {
        use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition as _};

        Self::belongs_to(crate::mapping_set::Entity)
            .from(Column::AuthorityId)
            .to(crate::mapping_set::Column::AuthorityId)
            .on_condition(|_, mapping| {
                Expr::col((mapping, crate::mapping_set::Column::RetiredAt))
                    .is_null()
                    .into_condition()
            })
            .into()
    }
}
