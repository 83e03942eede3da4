//! What each assessor can take on.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_all, reference, table};

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table("assessor_profile")
                    .col(
                        ColumnDef::new("staff_role_id")
                            .uuid()
                            .not_null()
                            .primary_key(),
                    )
                    .col(ColumnDef::new("capacity").integer().not_null())
                    .col(ColumnDef::new("languages").text().not_null())
                    .col(ColumnDef::new("sectors").text().not_null())
                    .col(
                        ColumnDef::new("changed_at")
                            .timestamp_with_time_zone()
                            .not_null(),
                    )
                    .foreign_key(&mut reference(
                        "assessor_profile",
                        "staff_role_id",
                        "staff_role",
                    ))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["assessor_profile"]).await
    }
}
