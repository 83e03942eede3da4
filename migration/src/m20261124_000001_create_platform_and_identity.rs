//! Creates what every room stands on, and who may sign in.

use sea_orm_migration::prelude::*;

use crate::columns::{index, table, unique};

/// Creates what every room stands on, and who may sign in.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[&str] = &[
    "person",
    "authority",
    "staff_role",
    "organisation",
    "membership",
    "sign_in_link",
    "web_session",
    "api_token",
    "idempotency_record",
    "audit_event",
    "audit_chain",
    "job",
    "outbox_email",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Box::pin(person(manager)).await?;
        Box::pin(authority(manager)).await?;
        Box::pin(staff_role(manager)).await?;
        Box::pin(organisation(manager)).await?;
        Box::pin(membership(manager)).await?;
        Box::pin(sign_in_link(manager)).await?;
        Box::pin(web_session(manager)).await?;
        Box::pin(api_token(manager)).await?;
        Box::pin(idempotency_record(manager)).await?;
        Box::pin(audit_event(manager)).await?;
        Box::pin(audit_chain(manager)).await?;
        Box::pin(job(manager)).await?;
        Box::pin(outbox_email(manager)).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::columns::drop_all(manager, TABLES).await
    }
}

async fn person(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("person")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("email").text().not_null())
                .col(ColumnDef::new("name").text().not_null())
                .col(ColumnDef::new("demo").boolean().not_null())
                .col(
                    ColumnDef::new("created_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .take(),
        )
        .await?;
    manager
        .create_index(unique("ux_person_email", "person", &["email"]))
        .await?;
    Ok(())
}

async fn authority(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("authority")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("slug").text().not_null())
                .col(ColumnDef::new("name").text().not_null())
                .col(ColumnDef::new("area_id").uuid().null())
                .col(ColumnDef::new("number_prefix").text().not_null())
                .col(ColumnDef::new("team_name").text().not_null())
                .col(ColumnDef::new("contact_email").text().not_null())
                .col(ColumnDef::new("contact_phone").text().not_null())
                .col(ColumnDef::new("brand_colour").text().not_null())
                .col(ColumnDef::new("signatory_name").text().not_null())
                .col(ColumnDef::new("signatory_role").text().not_null())
                .col(ColumnDef::new("logo_key").text().null())
                .col(ColumnDef::new("review_working_days").integer().not_null())
                .col(
                    ColumnDef::new("clarification_working_days")
                        .integer()
                        .not_null(),
                )
                .col(
                    ColumnDef::new("created_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .take(),
        )
        .await?;
    manager
        .create_index(unique("ux_authority_slug", "authority", &["slug"]))
        .await?;
    Ok(())
}

async fn staff_role(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("staff_role")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("person_id").uuid().not_null())
                .col(ColumnDef::new("authority_id").uuid().not_null())
                .col(ColumnDef::new("role").text().not_null())
                .col(
                    ColumnDef::new("since_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("ended_at").timestamp_with_time_zone().null())
                .foreign_key(&mut crate::columns::reference(
                    "staff_role",
                    "person_id",
                    "person",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "staff_role",
                    "authority_id",
                    "authority",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_staff_role",
            "staff_role",
            &["person_id", "authority_id", "role"],
        ))
        .await?;
    manager
        .create_index(index(
            "ix_staff_role_authority",
            "staff_role",
            &["authority_id", "role"],
        ))
        .await?;
    Ok(())
}

async fn organisation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("organisation")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("name").text().not_null())
                .col(ColumnDef::new("company_number").text().null())
                .col(ColumnDef::new("directory_employer_id").uuid().null())
                .col(ColumnDef::new("sector").text().null())
                .col(ColumnDef::new("size_band").text().null())
                .col(ColumnDef::new("headcount").integer().null())
                .col(ColumnDef::new("headcount_on").date().null())
                .col(ColumnDef::new("area_headcount").integer().null())
                .col(ColumnDef::new("postcode").text().null())
                .col(ColumnDef::new("district_id").uuid().null())
                .col(ColumnDef::new("website").text().null())
                .col(
                    ColumnDef::new("created_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("created_by").uuid().not_null())
                .col(ColumnDef::new("version").integer().not_null())
                .foreign_key(&mut crate::columns::reference(
                    "organisation",
                    "created_by",
                    "person",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_organisation_company_number",
            "organisation",
            &["company_number"],
        ))
        .await?;
    manager
        .create_index(unique(
            "ux_organisation_directory_employer",
            "organisation",
            &["directory_employer_id"],
        ))
        .await?;
    manager
        .create_index(index(
            "ix_organisation_district",
            "organisation",
            &["district_id"],
        ))
        .await?;
    Ok(())
}

async fn membership(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("membership")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("organisation_id").uuid().not_null())
                .col(ColumnDef::new("person_id").uuid().not_null())
                .col(ColumnDef::new("role").text().not_null())
                .col(ColumnDef::new("invited_by").uuid().null())
                .col(
                    ColumnDef::new("since_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("ended_at").timestamp_with_time_zone().null())
                .foreign_key(&mut crate::columns::reference(
                    "membership",
                    "organisation_id",
                    "organisation",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "membership",
                    "person_id",
                    "person",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_membership",
            "membership",
            &["organisation_id", "person_id"],
        ))
        .await?;
    manager
        .create_index(index("ix_membership_person", "membership", &["person_id"]))
        .await?;
    Ok(())
}

async fn sign_in_link(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("sign_in_link")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("email").text().not_null())
                .col(ColumnDef::new("token_hash").text().not_null())
                .col(ColumnDef::new("after").text().null())
                .col(
                    ColumnDef::new("created_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(
                    ColumnDef::new("expires_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("used_at").timestamp_with_time_zone().null())
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_sign_in_link_token",
            "sign_in_link",
            &["token_hash"],
        ))
        .await?;
    manager
        .create_index(index(
            "ix_sign_in_link_email",
            "sign_in_link",
            &["email", "created_at"],
        ))
        .await?;
    Ok(())
}

async fn web_session(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("web_session")
                .col(ColumnDef::new("id_hash").text().not_null().primary_key())
                .col(ColumnDef::new("entries").json_binary().not_null())
                .col(
                    ColumnDef::new("created_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(
                    ColumnDef::new("expires_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .take(),
        )
        .await?;
    manager
        .create_index(index(
            "ix_web_session_expires",
            "web_session",
            &["expires_at"],
        ))
        .await?;
    Ok(())
}

async fn api_token(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("api_token")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("person_id").uuid().not_null())
                .col(ColumnDef::new("label").text().not_null())
                .col(ColumnDef::new("token_hash").text().not_null())
                .col(
                    ColumnDef::new("created_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(
                    ColumnDef::new("expires_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(
                    ColumnDef::new("revoked_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .foreign_key(&mut crate::columns::reference(
                    "api_token",
                    "person_id",
                    "person",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique("ux_api_token_hash", "api_token", &["token_hash"]))
        .await?;
    manager
        .create_index(index("ix_api_token_person", "api_token", &["person_id"]))
        .await?;
    Ok(())
}

async fn idempotency_record(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("idempotency_record")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("person_id").uuid().not_null())
                .col(ColumnDef::new("key").text().not_null())
                .col(ColumnDef::new("request_digest").text().not_null())
                .col(ColumnDef::new("status").integer().null())
                .col(ColumnDef::new("response").json_binary().null())
                .col(
                    ColumnDef::new("created_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .foreign_key(&mut crate::columns::reference(
                    "idempotency_record",
                    "person_id",
                    "person",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_idempotency_record",
            "idempotency_record",
            &["person_id", "key"],
        ))
        .await?;
    Ok(())
}

async fn audit_event(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("audit_event")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("chain").text().not_null())
                .col(ColumnDef::new("sequence").big_integer().not_null())
                .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
                .col(ColumnDef::new("actor_id").uuid().null())
                .col(ColumnDef::new("acting_for").text().not_null())
                .col(ColumnDef::new("action").text().not_null())
                .col(ColumnDef::new("object_kind").text().not_null())
                .col(ColumnDef::new("object_id").text().not_null())
                .col(ColumnDef::new("detail").json_binary().not_null())
                .col(ColumnDef::new("before_digest").text().null())
                .col(ColumnDef::new("after_digest").text().null())
                .col(ColumnDef::new("previous_hash").text().not_null())
                .col(ColumnDef::new("hash").text().not_null())
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_audit_event_sequence",
            "audit_event",
            &["chain", "sequence"],
        ))
        .await?;
    manager
        .create_index(index(
            "ix_audit_event_object",
            "audit_event",
            &["object_kind", "object_id"],
        ))
        .await?;
    Ok(())
}

async fn audit_chain(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("audit_chain")
                .col(ColumnDef::new("chain").text().not_null().primary_key())
                .col(ColumnDef::new("sequence").big_integer().not_null())
                .col(ColumnDef::new("hash").text().not_null())
                .take(),
        )
        .await?;
    Ok(())
}

async fn job(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("job")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("kind").text().not_null())
                .col(ColumnDef::new("payload").json_binary().not_null())
                .col(ColumnDef::new("dedupe_key").text().not_null())
                .col(
                    ColumnDef::new("run_after")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("attempts").integer().not_null())
                .col(
                    ColumnDef::new("locked_until")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(ColumnDef::new("done_at").timestamp_with_time_zone().null())
                .col(
                    ColumnDef::new("failed_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(ColumnDef::new("last_error").text().null())
                .col(
                    ColumnDef::new("created_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .take(),
        )
        .await?;
    manager
        .create_index(unique("ux_job_dedupe_key", "job", &["dedupe_key"]))
        .await?;
    manager
        .create_index(index(
            "ix_job_due",
            "job",
            &["done_at", "failed_at", "run_after"],
        ))
        .await?;
    Ok(())
}

async fn outbox_email(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("outbox_email")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("dedupe_key").text().not_null())
                .col(ColumnDef::new("kind").text().not_null())
                .col(ColumnDef::new("authority_id").uuid().null())
                .col(ColumnDef::new("to_email").text().not_null())
                .col(ColumnDef::new("to_name").text().not_null())
                .col(ColumnDef::new("subject").text().not_null())
                .col(ColumnDef::new("body_text").text().not_null())
                .col(ColumnDef::new("body_html").text().not_null())
                .col(ColumnDef::new("secret").boolean().not_null())
                .col(
                    ColumnDef::new("created_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(
                    ColumnDef::new("not_before")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("attempts").integer().not_null())
                .col(
                    ColumnDef::new("locked_until")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(ColumnDef::new("sent_at").timestamp_with_time_zone().null())
                .col(
                    ColumnDef::new("failed_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(ColumnDef::new("last_error").text().null())
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_outbox_email_dedupe_key",
            "outbox_email",
            &["dedupe_key"],
        ))
        .await?;
    manager
        .create_index(index(
            "ix_outbox_email_due",
            "outbox_email",
            &["sent_at", "failed_at", "not_before"],
        ))
        .await?;
    Ok(())
}
