//! How soon authorities acknowledge and answer.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_all, reference, table};

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let name = "service_standard";
        let number = |name: &'static str| {
            let mut column = ColumnDef::new(name);
            column.integer().not_null();
            column
        };
        manager
            .create_table(
                table(name)
                    .col(
                        ColumnDef::new("authority_id")
                            .uuid()
                            .not_null()
                            .primary_key(),
                    )
                    .col(number("concern_acknowledge_days"))
                    .col(number("concern_answer_days"))
                    .col(number("appeal_lodge_days"))
                    .col(number("appeal_answer_days"))
                    .col(number("complaint_answer_days"))
                    .col(number("warn_days"))
                    .col(ColumnDef::new("reason").text().not_null())
                    .col(ColumnDef::new("changed_by").uuid().not_null())
                    .col(
                        ColumnDef::new("changed_at")
                            .timestamp_with_time_zone()
                            .not_null(),
                    )
                    .col(number("version"))
                    .foreign_key(&mut reference(name, "authority_id", "authority"))
                    .foreign_key(&mut reference(name, "changed_by", "person"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["service_standard"]).await
    }
}
