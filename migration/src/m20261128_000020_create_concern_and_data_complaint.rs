//! What people say is wrong at accredited employers, and with the data that authorities keep.

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

fn concern() -> TableCreateStatement {
    let name = "concern";
    table(name)
        .col(id("id").not_null().primary_key())
        .col(id("authority_id").not_null())
        .col(id("organisation_id").not_null())
        .col(id("accreditation_id").not_null())
        .col(ColumnDef::new("organisation_name").string().not_null())
        .col(ColumnDef::new("reference").string().not_null())
        .col(ColumnDef::new("code_hash").string().not_null())
        .col(text("words"))
        .col(ColumnDef::new("contact_email").string().not_null())
        .col(text("status"))
        .col(moment("received_at").not_null())
        .col(id("acknowledged_by"))
        .col(moment("acknowledged_at"))
        .col(text("question"))
        .col(id("asked_by"))
        .col(moment("asked_at"))
        .col(text("answer"))
        .col(id("answered_by"))
        .col(moment("answered_at"))
        .col(ColumnDef::new("outcome").text())
        .col(text("conclusion"))
        .col(id("closed_by"))
        .col(moment("closed_at"))
        .col(ColumnDef::new("clock_days").integer().not_null())
        .col(ColumnDef::new("pauses").json_binary().not_null())
        .col(ColumnDef::new("due_on").date())
        .col(ColumnDef::new("version").integer().not_null())
        .foreign_key(&mut reference(name, "authority_id", "authority"))
        .foreign_key(&mut reference(name, "organisation_id", "organisation"))
        .foreign_key(&mut reference(name, "accreditation_id", "accreditation"))
        .foreign_key(&mut reference(name, "acknowledged_by", "person"))
        .foreign_key(&mut reference(name, "asked_by", "person"))
        .foreign_key(&mut reference(name, "answered_by", "person"))
        .foreign_key(&mut reference(name, "closed_by", "person"))
        .to_owned()
}

fn complaint() -> TableCreateStatement {
    let name = "data_complaint";
    table(name)
        .col(id("id").not_null().primary_key())
        .col(id("authority_id").not_null())
        .col(ColumnDef::new("reference").string().not_null())
        .col(ColumnDef::new("name").string().not_null())
        .col(ColumnDef::new("contact_email").string().not_null())
        .col(text("words"))
        .col(text("status"))
        .col(moment("received_at").not_null())
        .col(id("acknowledged_by"))
        .col(moment("acknowledged_at"))
        .col(text("answer"))
        .col(id("answered_by"))
        .col(moment("answered_at"))
        .col(text("note"))
        .col(id("closed_by"))
        .col(moment("closed_at"))
        .col(ColumnDef::new("clock_days").integer().not_null())
        .col(ColumnDef::new("due_on").date())
        .col(ColumnDef::new("version").integer().not_null())
        .foreign_key(&mut reference(name, "authority_id", "authority"))
        .foreign_key(&mut reference(name, "acknowledged_by", "person"))
        .foreign_key(&mut reference(name, "answered_by", "person"))
        .foreign_key(&mut reference(name, "closed_by", "person"))
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(concern()).await?;
        manager.create_table(complaint()).await?;
        for statement in [
            unique("ux_concern_reference", "concern", &["reference"]),
            index(
                "ix_concern_authority",
                "concern",
                &["authority_id", "status"],
            ),
            index("ix_concern_accreditation", "concern", &["accreditation_id"]),
            index("ix_concern_due", "concern", &["due_on"]),
            unique(
                "ux_data_complaint_reference",
                "data_complaint",
                &["reference"],
            ),
            index(
                "ix_data_complaint_authority",
                "data_complaint",
                &["authority_id", "status"],
            ),
            index("ix_data_complaint_due", "data_complaint", &["due_on"]),
        ] {
            manager.create_index(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["concern", "data_complaint"]).await
    }
}
