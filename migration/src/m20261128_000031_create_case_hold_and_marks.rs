//! Cases on hold and their clocks, flags and tags on cases, and more time for replies.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_all, index, reference, table, unique};

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[&str] = &[
    "case_hold",
    "case_clock",
    "case_flag",
    "case_tag",
    "clarification_extension",
];

fn moment(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.timestamp_with_time_zone();
    column
}

fn text(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.text();
    column
}

/// A table of what is said of a case by somebody of its authority.
fn of_case(name: &'static str) -> TableCreateStatement {
    table(name)
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("assessment_id").uuid().not_null())
        .col(ColumnDef::new("authority_id").uuid().not_null())
        .foreign_key(&mut reference(name, "assessment_id", "assessment"))
        .foreign_key(&mut reference(name, "authority_id", "authority"))
        .take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let person = |of, column| reference(of, column, "person");
        manager
            .create_table(
                of_case("case_hold")
                    .col(text("reason").not_null())
                    .col(text("note").not_null())
                    .col(ColumnDef::new("review_on").date())
                    .col(ColumnDef::new("held_by").uuid().not_null())
                    .col(moment("held_at").not_null())
                    .col(ColumnDef::new("lifted_by").uuid())
                    .col(moment("lifted_at"))
                    .col(ColumnDef::new("active_for").uuid())
                    .foreign_key(&mut person("case_hold", "held_by"))
                    .foreign_key(&mut person("case_hold", "lifted_by"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                table("case_clock")
                    .col(
                        ColumnDef::new("assessment_id")
                            .uuid()
                            .not_null()
                            .primary_key(),
                    )
                    .col(ColumnDef::new("due_on").date().not_null())
                    .col(ColumnDef::new("paused_since").date())
                    .foreign_key(&mut reference("case_clock", "assessment_id", "assessment"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                of_case("case_flag")
                    .col(text("reason").not_null())
                    .col(ColumnDef::new("raised_by").uuid().not_null())
                    .col(moment("raised_at").not_null())
                    .col(text("outcome"))
                    .col(ColumnDef::new("resolved_by").uuid())
                    .col(moment("resolved_at"))
                    .foreign_key(&mut person("case_flag", "raised_by"))
                    .foreign_key(&mut person("case_flag", "resolved_by"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                of_case("case_tag")
                    .col(text("tag").not_null())
                    .col(ColumnDef::new("added_by").uuid().not_null())
                    .col(moment("added_at").not_null())
                    .foreign_key(&mut person("case_tag", "added_by"))
                    .to_owned(),
            )
            .await?;
        let extension = "clarification_extension";
        manager
            .create_table(
                table(extension)
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("clarification_id").uuid().not_null())
                    .col(ColumnDef::new("from_on").date().not_null())
                    .col(ColumnDef::new("to_on").date().not_null())
                    .col(text("reason").not_null())
                    .col(ColumnDef::new("given_by").uuid().not_null())
                    .col(moment("given_at").not_null())
                    .foreign_key(&mut reference(
                        extension,
                        "clarification_id",
                        "clarification",
                    ))
                    .foreign_key(&mut person(extension, "given_by"))
                    .to_owned(),
            )
            .await?;
        for (name, of, columns) in [
            (
                "ix_case_hold_assessment",
                "case_hold",
                ["assessment_id", "held_at"],
            ),
            (
                "ix_case_flag_assessment",
                "case_flag",
                ["assessment_id", "raised_at"],
            ),
            ("ix_case_tag_tag", "case_tag", ["authority_id", "tag"]),
            (
                "ix_clarification_extension",
                extension,
                ["clarification_id", "given_at"],
            ),
        ] {
            manager.create_index(index(name, of, &columns)).await?;
        }
        manager
            .create_index(unique("ux_case_hold_active", "case_hold", &["active_for"]))
            .await?;
        let once = ["assessment_id", "tag"];
        manager
            .create_index(unique("ux_case_tag_once", "case_tag", &once))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, TABLES).await
    }
}
