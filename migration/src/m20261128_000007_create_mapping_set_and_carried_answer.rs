//! Mapping sets between schemes, answers carried from an older version, and what a version says of
//! open cases.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_all, index, reference, table, unique};

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

/// Table and column.
const COLUMNS: &[(&str, &str)] = &[
    ("scheme_draft", "open_cases"),
    ("scheme_draft", "move_on"),
    ("scheme_draft", "losses_seen"),
    ("scheme_version", "open_cases"),
    ("scheme_version", "move_on"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name) in COLUMNS {
            let mut column = ColumnDef::new(*name);
            match *name {
                "move_on" => column.date(),
                _ => column.text(),
            };
            let alter = Table::alter().table(*table).add_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        manager
            .create_table(
                table("mapping_set")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("authority_id").uuid().not_null())
                    .col(ColumnDef::new("slug").text().not_null())
                    .col(ColumnDef::new("content").json_binary().not_null())
                    .col(ColumnDef::new("content_hash").text().not_null())
                    .col(ColumnDef::new("created_by").uuid().not_null())
                    .col(
                        ColumnDef::new("created_at")
                            .timestamp_with_time_zone()
                            .not_null(),
                    )
                    .col(ColumnDef::new("retired_at").timestamp_with_time_zone())
                    .foreign_key(&mut reference("mapping_set", "authority_id", "authority"))
                    .foreign_key(&mut reference("mapping_set", "created_by", "person"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index(
                "ix_mapping_set_authority",
                "mapping_set",
                &["authority_id", "slug"],
            ))
            .await?;
        manager
            .create_table(
                table("carried_answer")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("assessment_id").uuid().not_null())
                    .col(ColumnDef::new("criterion").text().not_null())
                    .col(ColumnDef::new("value").json_binary())
                    .col(ColumnDef::new("comment").text().not_null())
                    .col(ColumnDef::new("fate").text().not_null())
                    .col(ColumnDef::new("from_label").text().not_null())
                    .col(
                        ColumnDef::new("carried_at")
                            .timestamp_with_time_zone()
                            .not_null(),
                    )
                    .foreign_key(&mut reference(
                        "carried_answer",
                        "assessment_id",
                        "assessment",
                    ))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(unique(
                "ux_carried_answer",
                "carried_answer",
                &["assessment_id", "criterion"],
            ))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["carried_answer", "mapping_set"]).await?;
        for (table, name) in COLUMNS.iter().rev() {
            let alter = Table::alter().table(*table).drop_column(*name).to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
