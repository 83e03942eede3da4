//! What people say about a case.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_all, index, reference, table};

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let of = |column, to| reference("case_comment", column, to);
        manager
            .create_table(
                table("case_comment")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("assessment_id").uuid().not_null())
                    .col(ColumnDef::new("authority_id").uuid().not_null())
                    .col(ColumnDef::new("criterion").text())
                    .col(ColumnDef::new("audience").text().not_null())
                    .col(ColumnDef::new("side").text().not_null())
                    .col(ColumnDef::new("author_id").uuid().not_null())
                    .col(ColumnDef::new("words").text().not_null())
                    .col(
                        ColumnDef::new("posted_at")
                            .timestamp_with_time_zone()
                            .not_null(),
                    )
                    .col(ColumnDef::new("told").boolean().not_null())
                    .col(ColumnDef::new("withdrawn_at").timestamp_with_time_zone())
                    .foreign_key(&mut of("assessment_id", "assessment"))
                    .foreign_key(&mut of("authority_id", "authority"))
                    .foreign_key(&mut of("author_id", "person"))
                    .to_owned(),
            )
            .await?;
        let columns = ["assessment_id", "posted_at"];
        manager
            .create_index(index(
                "ix_case_comment_assessment",
                "case_comment",
                &columns,
            ))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["case_comment"]).await
    }
}
