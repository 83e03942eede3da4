//! What holders of accreditations have to do by a day.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_all, index, reference, table};

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let moment = |name: &'static str| {
            let mut column = ColumnDef::new(name);
            column.timestamp_with_time_zone();
            column
        };
        let text = |name: &'static str| {
            let mut column = ColumnDef::new(name);
            column.text().not_null();
            column
        };
        manager
            .create_table(
                table("award_condition")
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("accreditation_id").uuid().not_null())
                    .col(ColumnDef::new("authority_id").uuid().not_null())
                    .col(text("words"))
                    .col(ColumnDef::new("due_on").date().not_null())
                    .col(text("status"))
                    .col(ColumnDef::new("set_by").uuid().not_null())
                    .col(moment("set_at").not_null())
                    .col(text("report"))
                    .col(ColumnDef::new("reported_by").uuid())
                    .col(moment("reported_at"))
                    .col(text("reply"))
                    .col(ColumnDef::new("replied_by").uuid())
                    .col(moment("replied_at"))
                    .col(ColumnDef::new("version").integer().not_null())
                    .foreign_key(&mut reference(
                        "award_condition",
                        "accreditation_id",
                        "accreditation",
                    ))
                    .foreign_key(&mut reference(
                        "award_condition",
                        "authority_id",
                        "authority",
                    ))
                    .foreign_key(&mut reference("award_condition", "set_by", "person"))
                    .foreign_key(&mut reference("award_condition", "reported_by", "person"))
                    .foreign_key(&mut reference("award_condition", "replied_by", "person"))
                    .to_owned(),
            )
            .await?;
        for (name, columns) in [
            (
                "ix_award_condition_accreditation",
                ["accreditation_id", "set_at"],
            ),
            ("ix_award_condition_due", ["status", "due_on"]),
        ] {
            manager
                .create_index(index(name, "award_condition", &columns))
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["award_condition"]).await
    }
}
