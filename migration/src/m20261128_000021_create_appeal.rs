//! What employers appeal against.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_all, index, reference, table, unique};

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

fn text(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.text().not_null();
    column
}

fn id(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.uuid();
    column
}

fn moment(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.timestamp_with_time_zone();
    column
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let name = "appeal";
        manager
            .create_table(
                table(name)
                    .col(id("id").not_null().primary_key())
                    .col(id("authority_id").not_null())
                    .col(id("organisation_id").not_null())
                    .col(ColumnDef::new("organisation_name").string().not_null())
                    .col(ColumnDef::new("reference").string().not_null())
                    .col(id("subject_id").not_null())
                    .col(text("against"))
                    .col(moment("happened_at").not_null())
                    .col(id("accreditation_id"))
                    .col(id("assessment_id").not_null())
                    .col(ColumnDef::new("grounds").string().not_null())
                    .col(text("words"))
                    .col(id("lodged_by").not_null())
                    .col(moment("lodged_at").not_null())
                    .col(text("status"))
                    .col(id("taken_by"))
                    .col(moment("taken_at"))
                    .col(text("conclusion"))
                    .col(ColumnDef::new("remedy").text())
                    .col(id("closed_by"))
                    .col(moment("closed_at"))
                    .col(ColumnDef::new("clock_days").integer().not_null())
                    .col(ColumnDef::new("pauses").json_binary().not_null())
                    .col(ColumnDef::new("due_on").date())
                    .col(ColumnDef::new("version").integer().not_null())
                    .foreign_key(&mut reference(name, "authority_id", "authority"))
                    .foreign_key(&mut reference(name, "organisation_id", "organisation"))
                    .foreign_key(&mut reference(name, "accreditation_id", "accreditation"))
                    .foreign_key(&mut reference(name, "assessment_id", "assessment"))
                    .foreign_key(&mut reference(name, "lodged_by", "person"))
                    .foreign_key(&mut reference(name, "taken_by", "person"))
                    .foreign_key(&mut reference(name, "closed_by", "person"))
                    .to_owned(),
            )
            .await?;
        for statement in [
            // A decision is appealed against once.
            unique("ux_appeal_subject", name, &["subject_id"]),
            unique("ux_appeal_reference", name, &["reference"]),
            index("ix_appeal_authority", name, &["authority_id", "status"]),
            index("ix_appeal_due", name, &["due_on"]),
        ] {
            manager.create_index(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["appeal"]).await
    }
}
