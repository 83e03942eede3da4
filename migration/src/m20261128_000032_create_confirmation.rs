//! What people outside are asked to confirm.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_all, index, reference, table, unique};

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "confirmation";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let moment = |name: &'static str| {
            let mut column = ColumnDef::new(name);
            column.timestamp_with_time_zone();
            column
        };
        let text = |name: &'static str| {
            let mut column = ColumnDef::new(name);
            column.text();
            column
        };
        manager
            .create_table(
                table(TABLE)
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("assessment_id").uuid().not_null())
                    .col(ColumnDef::new("authority_id").uuid().not_null())
                    .col(text("criterion").not_null())
                    .col(text("asked_of").not_null())
                    .col(text("statement").not_null())
                    .col(text("status").not_null())
                    .col(ColumnDef::new("asked_by").uuid().not_null())
                    .col(moment("asked_at").not_null())
                    .col(text("email"))
                    .col(text("token_hash"))
                    .col(moment("expires_at").not_null())
                    .col(ColumnDef::new("sent").integer().not_null())
                    .col(moment("closed_at"))
                    .col(text("capacity").not_null())
                    .col(text("words").not_null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .foreign_key(&mut reference(TABLE, "assessment_id", "assessment"))
                    .foreign_key(&mut reference(TABLE, "authority_id", "authority"))
                    .foreign_key(&mut reference(TABLE, "asked_by", "person"))
                    .to_owned(),
            )
            .await?;
        let columns = ["assessment_id", "asked_at"];
        manager
            .create_index(index("ix_confirmation_assessment", TABLE, &columns))
            .await?;
        manager
            .create_index(unique("ux_confirmation_token", TABLE, &["token_hash"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &[TABLE]).await
    }
}
