//! Creates places and the directory of imported employers.

use sea_orm_migration::prelude::*;

use crate::columns::{index, reference, table, unique};

/// Creates places and the directory of imported employers.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[&str] = &[
    "area",
    "area_alias",
    "area_member",
    "area_succession",
    "directory_import",
    "directory_employer",
    "directory_filing",
    "directory_identifier",
    "directory_name",
    "directory_sic",
    "directory_change",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Box::pin(area(manager)).await?;
        Box::pin(area_alias(manager)).await?;
        Box::pin(area_member(manager)).await?;
        Box::pin(area_succession(manager)).await?;
        Box::pin(directory_import(manager)).await?;
        Box::pin(directory_employer(manager)).await?;
        Box::pin(directory_filing(manager)).await?;
        Box::pin(directory_identifier(manager)).await?;
        Box::pin(directory_name(manager)).await?;
        Box::pin(directory_sic(manager)).await?;
        Box::pin(directory_change(manager)).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::columns::drop_all(manager, TABLES).await
    }
}

async fn area(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("area")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("kind").text().not_null())
                .col(ColumnDef::new("vintage").integer().not_null())
                .col(ColumnDef::new("name").text().not_null())
                .col(ColumnDef::new("code").text().null())
                .col(ColumnDef::new("slug").text().null())
                .col(ColumnDef::new("known_on").date().null())
                .col(ColumnDef::new("valid_from").date().null())
                .col(ColumnDef::new("valid_until").date().null())
                .take(),
        )
        .await?;
    manager
        .create_index(unique("ux_area_code", "area", &["kind", "vintage", "code"]))
        .await?;
    manager
        .create_index(unique("ux_area_slug", "area", &["slug"]))
        .await?;
    manager
        .create_index(index("ix_area_code_alone", "area", &["code"]))
        .await?;
    manager
        .create_index(index("ix_area_kind_name", "area", &["kind", "name"]))
        .await?;
    Ok(())
}

async fn area_alias(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("area_alias")
                .col(ColumnDef::new("area_id").uuid().not_null())
                .col(ColumnDef::new("kind").text().not_null())
                .col(ColumnDef::new("value").text().not_null())
                .col(ColumnDef::new("written").text().not_null())
                .col(ColumnDef::new("valid_from").date().null())
                .col(ColumnDef::new("valid_until").date().null())
                .primary_key(Index::create().col("area_id").col("kind").col("value"))
                .foreign_key(&mut reference("area_alias", "area_id", "area"))
                .take(),
        )
        .await?;
    manager
        .create_index(index(
            "ix_area_alias_value",
            "area_alias",
            &["kind", "value"],
        ))
        .await?;
    Ok(())
}

async fn area_member(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("area_member")
                .col(ColumnDef::new("area_id").uuid().not_null())
                .col(ColumnDef::new("within_id").uuid().not_null())
                .col(ColumnDef::new("known_on").date().not_null())
                .col(ColumnDef::new("within_kind").text().not_null())
                .col(ColumnDef::new("starts_on").date().null())
                .primary_key(
                    Index::create()
                        .col("area_id")
                        .col("within_id")
                        .col("known_on"),
                )
                .foreign_key(&mut reference("area_member", "area_id", "area"))
                .foreign_key(&mut reference("area_member", "within_id", "area"))
                .take(),
        )
        .await?;
    manager
        .create_index(index(
            "ix_area_member_within",
            "area_member",
            &["within_id", "within_kind"],
        ))
        .await?;
    Ok(())
}

async fn area_succession(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("area_succession")
                .col(ColumnDef::new("from_id").uuid().not_null())
                .col(ColumnDef::new("to_id").uuid().not_null())
                .col(ColumnDef::new("kind").text().not_null())
                .primary_key(Index::create().col("from_id").col("to_id"))
                .foreign_key(&mut reference("area_succession", "from_id", "area"))
                .foreign_key(&mut reference("area_succession", "to_id", "area"))
                .take(),
        )
        .await?;
    manager
        .create_index(index(
            "ix_area_succession_to",
            "area_succession",
            &["to_id"],
        ))
        .await?;
    Ok(())
}

async fn directory_import(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("directory_import")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("file_name").text().not_null())
                .col(ColumnDef::new("reporting_year").integer().not_null())
                .col(
                    ColumnDef::new("latest_submission_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(ColumnDef::new("read").big_integer().not_null())
                .col(ColumnDef::new("inserted").big_integer().not_null())
                .col(ColumnDef::new("updated").big_integer().not_null())
                .col(ColumnDef::new("unchanged").big_integer().not_null())
                .col(ColumnDef::new("removed").big_integer().not_null())
                .col(ColumnDef::new("rejected").big_integer().not_null())
                .col(ColumnDef::new("repaired").big_integer().not_null())
                .col(ColumnDef::new("fields_rejected").big_integer().not_null())
                .col(ColumnDef::new("noted").big_integer().not_null())
                .col(
                    ColumnDef::new("imported_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .take(),
        )
        .await?;
    manager
        .create_index(index(
            "ix_directory_import_year",
            "directory_import",
            &["reporting_year"],
        ))
        .await?;
    Ok(())
}

async fn directory_employer(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("directory_employer")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("company_number").text().null())
                .col(ColumnDef::new("name").text().not_null())
                .col(ColumnDef::new("address").text().null())
                .col(ColumnDef::new("postcode").text().null())
                .col(ColumnDef::new("public_sector").boolean().not_null())
                .col(ColumnDef::new("size").text().not_null())
                .col(ColumnDef::new("section").text().null())
                .col(ColumnDef::new("latest_year").integer().not_null())
                .col(
                    ColumnDef::new("removed_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
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
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_directory_employer_company_number",
            "directory_employer",
            &["company_number"],
        ))
        .await?;
    manager
        .create_index(index(
            "ix_directory_employer_name",
            "directory_employer",
            &["name"],
        ))
        .await?;
    Ok(())
}

async fn directory_filing(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("directory_filing")
                .col(ColumnDef::new("employer_id").uuid().not_null())
                .col(ColumnDef::new("reporting_year").integer().not_null())
                .col(ColumnDef::new("import_id").uuid().not_null())
                .col(ColumnDef::new("line").big_integer().not_null())
                .col(ColumnDef::new("service_id").text().null())
                .col(ColumnDef::new("company_number").text().null())
                .col(ColumnDef::new("name").text().not_null())
                .col(ColumnDef::new("current_name").text().not_null())
                .col(ColumnDef::new("address").text().null())
                .col(ColumnDef::new("postcode").text().null())
                .col(ColumnDef::new("sic_codes").text().not_null())
                .col(ColumnDef::new("public_sector").boolean().not_null())
                .col(ColumnDef::new("size").text().not_null())
                .col(ColumnDef::new("figures").json_binary().not_null())
                .col(ColumnDef::new("report_link").text().null())
                .col(ColumnDef::new("punctuality").text().not_null())
                .col(ColumnDef::new("due_on").date().not_null())
                .col(
                    ColumnDef::new("submitted_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(
                    ColumnDef::new("removed_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .primary_key(Index::create().col("employer_id").col("reporting_year"))
                .foreign_key(&mut reference(
                    "directory_filing",
                    "employer_id",
                    "directory_employer",
                ))
                .foreign_key(&mut reference(
                    "directory_filing",
                    "import_id",
                    "directory_import",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index(
            "ix_directory_filing_year",
            "directory_filing",
            &["reporting_year", "employer_id"],
        ))
        .await?;
    Ok(())
}

async fn directory_identifier(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("directory_identifier")
                .col(ColumnDef::new("kind").text().not_null())
                .col(ColumnDef::new("value").text().not_null())
                .col(ColumnDef::new("employer_id").uuid().not_null())
                .primary_key(Index::create().col("kind").col("value").col("employer_id"))
                .foreign_key(&mut reference(
                    "directory_identifier",
                    "employer_id",
                    "directory_employer",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index(
            "ix_directory_identifier_employer",
            "directory_identifier",
            &["employer_id"],
        ))
        .await?;
    Ok(())
}

async fn directory_name(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("directory_name")
                .col(ColumnDef::new("employer_id").uuid().not_null())
                .col(ColumnDef::new("kind").text().not_null())
                .col(ColumnDef::new("name").text().not_null())
                .col(ColumnDef::new("search_name").text().not_null())
                .col(ColumnDef::new("first_due_on").date().not_null())
                .col(ColumnDef::new("last_due_on").date().not_null())
                .primary_key(Index::create().col("employer_id").col("kind").col("name"))
                .foreign_key(&mut reference(
                    "directory_name",
                    "employer_id",
                    "directory_employer",
                ))
                .take(),
        )
        .await?;
    Ok(())
}

async fn directory_sic(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("directory_sic")
                .col(ColumnDef::new("employer_id").uuid().not_null())
                .col(ColumnDef::new("position").integer().not_null())
                .col(ColumnDef::new("code").text().not_null())
                .col(ColumnDef::new("section").text().not_null())
                .primary_key(Index::create().col("employer_id").col("position"))
                .foreign_key(&mut reference(
                    "directory_sic",
                    "employer_id",
                    "directory_employer",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index(
            "ix_directory_sic_section",
            "directory_sic",
            &["section"],
        ))
        .await?;
    Ok(())
}

async fn directory_change(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("directory_change")
                .col(ColumnDef::new("import_id").uuid().not_null())
                .col(ColumnDef::new("employer_id").uuid().not_null())
                .col(ColumnDef::new("field").text().not_null())
                .col(ColumnDef::new("employer_name").text().not_null())
                .col(ColumnDef::new("before").text().null())
                .col(ColumnDef::new("after").text().null())
                .primary_key(
                    Index::create()
                        .col("import_id")
                        .col("employer_id")
                        .col("field"),
                )
                .foreign_key(&mut reference(
                    "directory_change",
                    "import_id",
                    "directory_import",
                ))
                .foreign_key(&mut reference(
                    "directory_change",
                    "employer_id",
                    "directory_employer",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index(
            "ix_directory_change_employer",
            "directory_change",
            &["employer_id"],
        ))
        .await?;
    Ok(())
}
