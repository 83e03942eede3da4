//! Several assessors on one case, each in a seat of their own, and a moderator where they differ.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_all, reference, table, unique};

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

const LIVE: &str = "ux_review_active";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, column) in [("review", "seat"), ("scheme_version", "assessors")] {
            let mut number = ColumnDef::new(column);
            number.integer().not_null().default(1);
            let alter = Table::alter().table(name).add_column(number).to_owned();
            manager.alter_table(alter).await?;
        }
        drop_live(manager).await?;
        manager
            .create_index(unique(LIVE, "review", &["active_for", "seat"]))
            .await?;
        manager
            .create_table(
                table("case_agreement")
                    .col(
                        ColumnDef::new("assessment_id")
                            .uuid()
                            .not_null()
                            .primary_key(),
                    )
                    .col(ColumnDef::new("criteria").integer().not_null())
                    .col(ColumnDef::new("agreed").integer().not_null())
                    .col(ColumnDef::new("moderation").text().not_null())
                    .col(
                        ColumnDef::new("compared_at")
                            .timestamp_with_time_zone()
                            .not_null(),
                    )
                    .foreign_key(&mut reference(
                        "case_agreement",
                        "assessment_id",
                        "assessment",
                    ))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["case_agreement"]).await?;
        drop_live(manager).await?;
        for (name, column) in [("scheme_version", "assessors"), ("review", "seat")] {
            let alter = Table::alter().table(name).drop_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        manager
            .create_index(unique(LIVE, "review", &["active_for"]))
            .await
    }
}

async fn drop_live(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .drop_index(Index::drop().name(LIVE).table("review").to_owned())
        .await
}
