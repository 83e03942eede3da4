//! Reversible schema changes, the same on SQLite and PostgreSQL.

pub use sea_orm_migration::prelude::*;

mod columns;
mod m20261124_000001_create_platform_and_identity;
mod m20261124_000002_create_directory_and_geography;
mod m20261124_000003_create_assessment_to_register;
mod m20261128_000004_create_scheme_draft;
mod m20261128_000005_create_outside_accreditations;
mod m20261128_000006_add_what_an_application_says;
mod m20261128_000007_create_mapping_set_and_carried_answer;
mod m20261128_000008_create_service_standard;
mod m20261128_000009_create_renewal_and_reminder;
mod m20261128_000010_create_support;
mod m20261128_000011_create_assessor_profile;
mod m20261128_000012_create_award_condition;
mod m20261128_000013_add_seats;
mod m20261128_000020_create_concern_and_data_complaint;
mod m20261128_000021_create_appeal;
mod m20261128_000030_create_case_comment;
mod m20261128_000031_create_case_hold_and_marks;
mod m20261128_000032_create_confirmation;
mod m20261128_000040_add_announcement_of_decisions;
mod m20261128_000041_add_terms_of_decisions;

/// All changes, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_create_platform_and_identity::Migration),
            Box::new(m20261124_000002_create_directory_and_geography::Migration),
            Box::new(m20261124_000003_create_assessment_to_register::Migration),
            Box::new(m20261128_000004_create_scheme_draft::Migration),
            Box::new(m20261128_000005_create_outside_accreditations::Migration),
            Box::new(m20261128_000006_add_what_an_application_says::Migration),
            Box::new(m20261128_000007_create_mapping_set_and_carried_answer::Migration),
            Box::new(m20261128_000008_create_service_standard::Migration),
            Box::new(m20261128_000009_create_renewal_and_reminder::Migration),
            Box::new(m20261128_000010_create_support::Migration),
            Box::new(m20261128_000011_create_assessor_profile::Migration),
            Box::new(m20261128_000012_create_award_condition::Migration),
            Box::new(m20261128_000013_add_seats::Migration),
            Box::new(m20261128_000020_create_concern_and_data_complaint::Migration),
            Box::new(m20261128_000021_create_appeal::Migration),
            Box::new(m20261128_000030_create_case_comment::Migration),
            Box::new(m20261128_000031_create_case_hold_and_marks::Migration),
            Box::new(m20261128_000032_create_confirmation::Migration),
            Box::new(m20261128_000040_add_announcement_of_decisions::Migration),
            Box::new(m20261128_000041_add_terms_of_decisions::Migration),
        ]
    }
}
