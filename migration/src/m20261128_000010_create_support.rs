//! What officers help people with: emails that come back, reminders that were stopped, and acts that
//! two officers do together.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_all, index, reference, table, unique};

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[&str] = &[
    "address_bounce",
    "reminder_stop",
    "support_request",
    "email_wording",
];
/// New columns of `outbox_email`.
const COLUMNS: &[&str] = &["class", "bounced_at", "copy_of"];
const LISTED: &str = "ix_outbox_email_authority";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in COLUMNS {
            let mut column = ColumnDef::new(*name);
            match *name {
                "class" => column.text().not_null().default("message"),
                "bounced_at" => column.timestamp_with_time_zone(),
                _ => column.uuid(),
            };
            let alter = Table::alter()
                .table("outbox_email")
                .add_column(column)
                .to_owned();
            manager.alter_table(alter).await?;
        }
        manager
            .create_index(index(
                LISTED,
                "outbox_email",
                &["authority_id", "created_at"],
            ))
            .await?;
        Box::pin(address_bounce(manager)).await?;
        Box::pin(reminder_stop(manager)).await?;
        Box::pin(support_request(manager)).await?;
        Box::pin(email_wording(manager)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, TABLES).await?;
        let drop = Index::drop().name(LISTED).table("outbox_email").to_owned();
        manager.drop_index(drop).await?;
        for name in COLUMNS.iter().rev() {
            let alter = Table::alter()
                .table("outbox_email")
                .drop_column(*name)
                .to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}

fn id(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().take()
}

fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().take()
}

fn instant(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().take()
}

async fn address_bounce(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let name = "address_bounce";
    let mut create = table(name);
    create
        .col(text("email").not_null().primary_key())
        .col(instant("at").not_null())
        .col(text("why").not_null())
        .col(id("email_id"))
        .col(id("recorded_by"))
        .foreign_key(&mut reference(name, "email_id", "outbox_email"))
        .foreign_key(&mut reference(name, "recorded_by", "person"));
    manager.create_table(create).await
}

async fn reminder_stop(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let name = "reminder_stop";
    let mut create = table(name);
    create
        .col(id("id").not_null().primary_key())
        .col(text("email").not_null())
        .col(text("chain").not_null())
        .col(instant("at").not_null());
    manager.create_table(create).await?;
    manager
        .create_index(unique("ux_reminder_stop", name, &["email", "chain"]))
        .await
}

async fn support_request(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let name = "support_request";
    let mut create = table(name);
    create
        .col(id("id").not_null().primary_key())
        .col(id("authority_id").not_null())
        .col(text("kind").not_null())
        .col(id("person_id").not_null())
        .col(id("organisation_id"))
        .col(text("was_email").not_null())
        .col(text("to_email").not_null())
        .col(text("to_name").not_null())
        .col(text("reason").not_null())
        .col(text("status").not_null())
        .col(id("proposed_by").not_null())
        .col(instant("proposed_at").not_null())
        .col(id("closed_by"))
        .col(instant("closed_at"))
        .col(text("closing_reason").not_null())
        .foreign_key(&mut reference(name, "authority_id", "authority"))
        .foreign_key(&mut reference(name, "person_id", "person"))
        .foreign_key(&mut reference(name, "organisation_id", "organisation"))
        .foreign_key(&mut reference(name, "proposed_by", "person"))
        .foreign_key(&mut reference(name, "closed_by", "person"));
    manager.create_table(create).await?;
    manager
        .create_index(index(
            "ix_support_request_open",
            name,
            &["authority_id", "status", "proposed_at"],
        ))
        .await?;
    manager
        .create_index(index("ix_support_request_person", name, &["person_id"]))
        .await
}

async fn email_wording(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let name = "email_wording";
    let mut create = table(name);
    create
        .col(id("id").not_null().primary_key())
        .col(id("authority_id").not_null())
        .col(text("kind").not_null())
        .col(text("subject").not_null())
        .col(text("opening").not_null())
        .col(text("closing").not_null())
        .col(id("changed_by").not_null())
        .col(instant("changed_at").not_null())
        .col(ColumnDef::new("version").integer().not_null())
        .foreign_key(&mut reference(name, "authority_id", "authority"))
        .foreign_key(&mut reference(name, "changed_by", "person"));
    manager.create_table(create).await?;
    manager
        .create_index(unique(
            "ux_email_wording_kind",
            name,
            &["authority_id", "kind"],
        ))
        .await
}
