//! Drafts of scheme versions, and what a published version says about its coming in.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_all, index, reference, table};

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

/// What `scheme_version` gains.
const COLUMNS: &[&str] = &[
    "new_from",
    "holders_by",
    "supersedes",
    "health_note",
    "equality_note",
    "published_by",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in COLUMNS {
            let mut column = ColumnDef::new(*name);
            match *name {
                "new_from" | "holders_by" => column.date(),
                "supersedes" | "published_by" => column.uuid(),
                _ => column.text(),
            };
            let alter = Table::alter()
                .table("scheme_version")
                .add_column(column)
                .to_owned();
            manager.alter_table(alter).await?;
        }
        manager
            .create_table(
                table("scheme_draft")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("authority_id").uuid().not_null())
                    .col(ColumnDef::new("based_on").uuid())
                    .col(ColumnDef::new("content").json_binary().not_null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("stage").text().not_null())
                    .col(ColumnDef::new("new_from").date())
                    .col(ColumnDef::new("holders_by").date())
                    .col(ColumnDef::new("health_note").text().not_null())
                    .col(ColumnDef::new("equality_note").text().not_null())
                    .col(ColumnDef::new("created_by").uuid().not_null())
                    .col(
                        ColumnDef::new("created_at")
                            .timestamp_with_time_zone()
                            .not_null(),
                    )
                    .col(
                        ColumnDef::new("updated_at")
                            .timestamp_with_time_zone()
                            .not_null(),
                    )
                    .col(ColumnDef::new("published_as").uuid())
                    .foreign_key(&mut reference("scheme_draft", "authority_id", "authority"))
                    .foreign_key(&mut reference("scheme_draft", "based_on", "scheme_version"))
                    .foreign_key(&mut reference("scheme_draft", "created_by", "person"))
                    .foreign_key(&mut reference(
                        "scheme_draft",
                        "published_as",
                        "scheme_version",
                    ))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index(
                "ix_scheme_draft_authority",
                "scheme_draft",
                &["authority_id", "stage"],
            ))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["scheme_draft"]).await?;
        for name in COLUMNS.iter().rev() {
            let alter = Table::alter()
                .table("scheme_version")
                .drop_column(*name)
                .to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
