//! Renewals of accreditations, and the reminders that they are due.

use sea_orm_migration::prelude::*;

use crate::columns::{drop_all, index, reference, table, unique};

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let name = "renewal";
        manager
            .create_table(
                table(name)
                    .col(
                        ColumnDef::new("assessment_id")
                            .uuid()
                            .not_null()
                            .primary_key(),
                    )
                    .col(ColumnDef::new("accreditation_id").uuid().not_null())
                    .col(ColumnDef::new("from_assessment_id").uuid().not_null())
                    .col(ColumnDef::new("from_bundle_id").uuid().not_null())
                    .col(ColumnDef::new("carried").json_binary().not_null())
                    .col(
                        ColumnDef::new("started_at")
                            .timestamp_with_time_zone()
                            .not_null(),
                    )
                    .foreign_key(&mut reference(name, "assessment_id", "assessment"))
                    .foreign_key(&mut reference(name, "accreditation_id", "accreditation"))
                    .foreign_key(&mut reference(name, "from_assessment_id", "assessment"))
                    .foreign_key(&mut reference(name, "from_bundle_id", "bundle"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index(
                "ix_renewal_accreditation",
                name,
                &["accreditation_id"],
            ))
            .await?;
        let name = "accreditation_reminder";
        manager
            .create_table(
                table(name)
                    .col(ColumnDef::new("id").uuid().not_null().primary_key())
                    .col(ColumnDef::new("accreditation_id").uuid().not_null())
                    .col(ColumnDef::new("days_before").integer().not_null())
                    .col(ColumnDef::new("due_on").date().not_null())
                    .col(ColumnDef::new("sent_at").timestamp_with_time_zone())
                    .col(
                        ColumnDef::new("recorded_at")
                            .timestamp_with_time_zone()
                            .not_null(),
                    )
                    .foreign_key(&mut reference(name, "accreditation_id", "accreditation"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(unique(
                "ux_accreditation_reminder",
                name,
                &["accreditation_id", "days_before"],
            ))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["accreditation_reminder", "renewal"]).await
    }
}
