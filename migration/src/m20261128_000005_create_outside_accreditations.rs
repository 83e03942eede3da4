//! Accreditations that others gave, the lists they come from, and the second looks their ends call for.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_all, index, reference, table, unique};

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[&str] = &[
    "outside_list",
    "outside_accreditation",
    "accreditation_check",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Box::pin(outside_list(manager)).await?;
        Box::pin(outside_accreditation(manager)).await?;
        Box::pin(accreditation_check(manager)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, TABLES).await
    }
}

fn id(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().take()
}

fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().take()
}

fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().take()
}

fn instant(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().take()
}

async fn outside_list(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let name = "outside_list";
    let mut create = table(name);
    create
        .col(id("id").not_null().primary_key())
        .col(id("authority_id").not_null())
        .col(text("accreditation").not_null())
        .col(text("title").not_null())
        .col(text("issuer").not_null())
        .col(ColumnDef::new("as_of").date().not_null())
        .col(text("file_name").not_null())
        .col(text("sha256").not_null())
        .col(text("stage").not_null())
        .col(ColumnDef::new("number").integer());
    for count in ["read", "added", "changed", "gone", "same", "rejected"] {
        create.col(number(count));
    }
    create
        .col(id("offered_by"))
        .col(instant("offered_at").not_null())
        .col(id("imported_by"))
        .col(instant("imported_at"))
        .foreign_key(&mut reference(name, "authority_id", "authority"))
        .foreign_key(&mut reference(name, "offered_by", "person"))
        .foreign_key(&mut reference(name, "imported_by", "person"));
    manager.create_table(create).await?;
    manager
        .create_index(unique(
            "ux_outside_list_number",
            name,
            &["authority_id", "accreditation", "number"],
        ))
        .await
}

async fn outside_accreditation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let name = "outside_accreditation";
    let mut create = table(name);
    create.col(id("id").not_null().primary_key());
    create.col(id("authority_id").not_null());
    for word in [
        "accreditation",
        "title",
        "issuer",
        "source",
        "list_key",
        "holder",
        "search_name",
        "note",
    ] {
        create.col(text(word).not_null());
    }
    for word in ["reference", "tier", "company_number", "postcode"] {
        create.col(text(word));
    }
    create
        .col(id("organisation_id"))
        .col(ColumnDef::new("since_on").date())
        .col(ColumnDef::new("until_on").date())
        .col(ColumnDef::new("tier_on").date())
        .col(ColumnDef::new("gone_on").date())
        .col(id("list_id"))
        .col(id("recorded_by"))
        .col(instant("first_seen_at").not_null())
        .col(instant("last_seen_at").not_null())
        .col(number("version"))
        .foreign_key(&mut reference(name, "authority_id", "authority"))
        .foreign_key(&mut reference(name, "organisation_id", "organisation"))
        .foreign_key(&mut reference(name, "list_id", "outside_list"))
        .foreign_key(&mut reference(name, "recorded_by", "person"));
    manager.create_table(create).await?;
    manager
        .create_index(unique(
            "ux_outside_accreditation_key",
            name,
            &["authority_id", "accreditation", "source", "list_key"],
        ))
        .await?;
    for (called, columns) in [
        ("ix_outside_accreditation_company", &["company_number"][..]),
        (
            "ix_outside_accreditation_organisation",
            &["organisation_id"],
        ),
        (
            "ix_outside_accreditation_name",
            &["authority_id", "search_name"],
        ),
    ] {
        manager.create_index(index(called, name, columns)).await?;
    }
    Ok(())
}

async fn accreditation_check(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let name = "accreditation_check";
    let mut create = table(name);
    create
        .col(id("id").not_null().primary_key())
        .col(id("accreditation_id").not_null())
        .col(id("authority_id").not_null())
        .col(text("why").not_null())
        .col(text("accreditation").not_null())
        .col(text("title").not_null())
        .col(text("reference").not_null())
        .col(ColumnDef::new("ended_on").date().not_null())
        .col(id("outside_id"))
        .col(instant("opened_at").not_null())
        .col(instant("closed_at"))
        .col(text("outcome"))
        .col(text("note").not_null())
        .col(id("closed_by"))
        .foreign_key(&mut reference(name, "accreditation_id", "accreditation"))
        .foreign_key(&mut reference(name, "authority_id", "authority"))
        .foreign_key(&mut reference(name, "outside_id", "outside_accreditation"))
        .foreign_key(&mut reference(name, "closed_by", "person"));
    manager.create_table(create).await?;
    manager
        .create_index(unique(
            "ux_accreditation_check_lapse",
            name,
            &["accreditation_id", "accreditation", "reference", "ended_on"],
        ))
        .await?;
    manager
        .create_index(index(
            "ix_accreditation_check_open",
            name,
            &["authority_id", "closed_at"],
        ))
        .await
}
