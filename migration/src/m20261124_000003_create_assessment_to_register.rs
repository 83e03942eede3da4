//! Creates the story from a scheme to its statistics.

use sea_orm_migration::prelude::*;

use crate::columns::{index, table, unique};

/// Creates the story from a scheme to its statistics.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: &[&str] = &[
    "scheme",
    "scheme_version",
    "assessment",
    "answer",
    "evidence_item",
    "bundle",
    "review",
    "finding",
    "clarification",
    "decision",
    "accreditation",
    "accreditation_event",
    "certificate",
    "statistics_run",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Box::pin(scheme(manager)).await?;
        Box::pin(scheme_version(manager)).await?;
        Box::pin(assessment(manager)).await?;
        Box::pin(answer(manager)).await?;
        Box::pin(evidence_item(manager)).await?;
        Box::pin(bundle(manager)).await?;
        Box::pin(review(manager)).await?;
        Box::pin(finding(manager)).await?;
        Box::pin(clarification(manager)).await?;
        Box::pin(decision(manager)).await?;
        Box::pin(accreditation(manager)).await?;
        Box::pin(accreditation_event(manager)).await?;
        Box::pin(certificate(manager)).await?;
        Box::pin(statistics_run(manager)).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::columns::drop_all(manager, TABLES).await
    }
}

async fn scheme(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("scheme")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("authority_id").uuid().not_null())
                .col(ColumnDef::new("slug").text().not_null())
                .col(ColumnDef::new("name").text().not_null())
                .col(
                    ColumnDef::new("created_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .foreign_key(&mut crate::columns::reference(
                    "scheme",
                    "authority_id",
                    "authority",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_scheme_slug",
            "scheme",
            &["authority_id", "slug"],
        ))
        .await?;
    Ok(())
}

async fn scheme_version(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("scheme_version")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("scheme_id").uuid().not_null())
                .col(ColumnDef::new("label").text().not_null())
                .col(ColumnDef::new("status").text().not_null())
                .col(ColumnDef::new("content").json_binary().not_null())
                .col(ColumnDef::new("content_hash").text().not_null())
                .col(
                    ColumnDef::new("published_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .foreign_key(&mut crate::columns::reference(
                    "scheme_version",
                    "scheme_id",
                    "scheme",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_scheme_version_hash",
            "scheme_version",
            &["scheme_id", "content_hash"],
        ))
        .await?;
    manager
        .create_index(unique(
            "ux_scheme_version_label",
            "scheme_version",
            &["scheme_id", "label"],
        ))
        .await?;
    Ok(())
}

async fn assessment(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("assessment")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("reference").text().not_null())
                .col(ColumnDef::new("organisation_id").uuid().not_null())
                .col(ColumnDef::new("authority_id").uuid().not_null())
                .col(ColumnDef::new("scheme_id").uuid().not_null())
                .col(ColumnDef::new("scheme_version_id").uuid().not_null())
                .col(ColumnDef::new("tier_sought").text().not_null())
                .col(ColumnDef::new("status").text().not_null())
                .col(ColumnDef::new("started_by").uuid().not_null())
                .col(
                    ColumnDef::new("started_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("sign_off_requested_by").uuid().null())
                .col(
                    ColumnDef::new("sign_off_requested_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(ColumnDef::new("signed_off_by").uuid().null())
                .col(
                    ColumnDef::new("signed_off_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(
                    ColumnDef::new("submitted_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(
                    ColumnDef::new("closed_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(ColumnDef::new("note").text().null())
                .col(ColumnDef::new("note_by").uuid().null())
                .col(ColumnDef::new("note_at").timestamp_with_time_zone().null())
                .col(ColumnDef::new("version").integer().not_null())
                .foreign_key(&mut crate::columns::reference(
                    "assessment",
                    "organisation_id",
                    "organisation",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "assessment",
                    "authority_id",
                    "authority",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "assessment",
                    "scheme_id",
                    "scheme",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "assessment",
                    "scheme_version_id",
                    "scheme_version",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "assessment",
                    "started_by",
                    "person",
                ))
                .take(),
        )
        .await?;
    assessment_indexes(manager).await
}

async fn assessment_indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_index(unique(
            "ux_assessment_reference",
            "assessment",
            &["reference"],
        ))
        .await?;
    // One open assessment for each organisation and scheme.
    manager
        .create_index(
            unique(
                "ux_assessment_open",
                "assessment",
                &["organisation_id", "scheme_id"],
            )
            .and_where(Expr::col("status").is_in(["draft", "awaiting_sign_off", "submitted"]))
            .take(),
        )
        .await?;
    manager
        .create_index(index(
            "ix_assessment_organisation",
            "assessment",
            &["organisation_id"],
        ))
        .await?;
    manager
        .create_index(index(
            "ix_assessment_authority_status",
            "assessment",
            &["authority_id", "status"],
        ))
        .await?;
    Ok(())
}

async fn answer(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("answer")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("assessment_id").uuid().not_null())
                .col(ColumnDef::new("criterion").text().not_null())
                .col(ColumnDef::new("value").json_binary().null())
                .col(ColumnDef::new("comment").text().not_null())
                .col(ColumnDef::new("saved_by").uuid().not_null())
                .col(
                    ColumnDef::new("saved_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("version").integer().not_null())
                .foreign_key(&mut crate::columns::reference(
                    "answer",
                    "assessment_id",
                    "assessment",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "answer", "saved_by", "person",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_answer",
            "answer",
            &["assessment_id", "criterion"],
        ))
        .await?;
    Ok(())
}

async fn evidence_item(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("evidence_item")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("organisation_id").uuid().not_null())
                .col(ColumnDef::new("assessment_id").uuid().not_null())
                .col(ColumnDef::new("criterion").text().not_null())
                .col(ColumnDef::new("kind").text().not_null())
                .col(ColumnDef::new("title").text().not_null())
                .col(ColumnDef::new("url").text().null())
                .col(ColumnDef::new("file_name").text().null())
                .col(ColumnDef::new("media_type").text().null())
                .col(ColumnDef::new("size_bytes").big_integer().null())
                .col(ColumnDef::new("sha256").text().null())
                .col(ColumnDef::new("storage_key").text().null())
                .col(ColumnDef::new("document_on").date().null())
                .col(ColumnDef::new("added_by").uuid().not_null())
                .col(
                    ColumnDef::new("added_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(
                    ColumnDef::new("removed_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .foreign_key(&mut crate::columns::reference(
                    "evidence_item",
                    "organisation_id",
                    "organisation",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "evidence_item",
                    "added_by",
                    "person",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index(
            "ix_evidence_item_assessment",
            "evidence_item",
            &["assessment_id", "criterion"],
        ))
        .await?;
    Ok(())
}

async fn bundle(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("bundle")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("assessment_id").uuid().not_null())
                .col(ColumnDef::new("round").integer().not_null())
                .col(ColumnDef::new("content").json_binary().not_null())
                .col(ColumnDef::new("sha256").text().not_null())
                .col(ColumnDef::new("scheme_hash").text().not_null())
                .col(
                    ColumnDef::new("frozen_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .foreign_key(&mut crate::columns::reference(
                    "bundle",
                    "assessment_id",
                    "assessment",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_bundle_round",
            "bundle",
            &["assessment_id", "round"],
        ))
        .await?;
    Ok(())
}

async fn review(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("review")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("assessment_id").uuid().not_null())
                .col(ColumnDef::new("authority_id").uuid().not_null())
                .col(ColumnDef::new("assessor_id").uuid().not_null())
                .col(ColumnDef::new("status").text().not_null())
                .col(ColumnDef::new("allocated_by").uuid().not_null())
                .col(
                    ColumnDef::new("allocated_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("due_on").date().not_null())
                .col(
                    ColumnDef::new("declared_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(ColumnDef::new("conflict_statement").text().null())
                .col(ColumnDef::new("recommendation").text().null())
                .col(ColumnDef::new("recommended_tier").text().null())
                .col(ColumnDef::new("recommendation_reason").text().null())
                .col(
                    ColumnDef::new("recommended_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(
                    ColumnDef::new("returned_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(ColumnDef::new("return_reason").text().null())
                .col(ColumnDef::new("active_for").uuid().null())
                .col(ColumnDef::new("version").integer().not_null())
                .foreign_key(&mut crate::columns::reference(
                    "review",
                    "assessment_id",
                    "assessment",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "review",
                    "authority_id",
                    "authority",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "review",
                    "assessor_id",
                    "person",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "review",
                    "allocated_by",
                    "person",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique("ux_review_active", "review", &["active_for"]))
        .await?;
    manager
        .create_index(index("ix_review_assessment", "review", &["assessment_id"]))
        .await?;
    manager
        .create_index(index(
            "ix_review_assessor",
            "review",
            &["assessor_id", "status"],
        ))
        .await?;
    manager
        .create_index(index(
            "ix_review_authority",
            "review",
            &["authority_id", "status"],
        ))
        .await?;
    Ok(())
}

async fn finding(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("finding")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("review_id").uuid().not_null())
                .col(ColumnDef::new("criterion").text().not_null())
                .col(ColumnDef::new("judgement").text().not_null())
                .col(ColumnDef::new("reason").text().not_null())
                .col(ColumnDef::new("internal_note").text().not_null())
                .col(
                    ColumnDef::new("saved_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("version").integer().not_null())
                .foreign_key(&mut crate::columns::reference(
                    "finding",
                    "review_id",
                    "review",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique("ux_finding", "finding", &["review_id", "criterion"]))
        .await?;
    Ok(())
}

async fn clarification(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("clarification")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("review_id").uuid().not_null())
                .col(ColumnDef::new("assessment_id").uuid().not_null())
                .col(ColumnDef::new("criterion").text().not_null())
                .col(ColumnDef::new("question").text().not_null())
                .col(ColumnDef::new("asked_by").uuid().not_null())
                .col(
                    ColumnDef::new("asked_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("due_on").date().not_null())
                .col(ColumnDef::new("reply").text().null())
                .col(ColumnDef::new("replied_by").uuid().null())
                .col(
                    ColumnDef::new("replied_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(
                    ColumnDef::new("withdrawn_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .foreign_key(&mut crate::columns::reference(
                    "clarification",
                    "review_id",
                    "review",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "clarification",
                    "assessment_id",
                    "assessment",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "clarification",
                    "asked_by",
                    "person",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index(
            "ix_clarification_assessment",
            "clarification",
            &["assessment_id"],
        ))
        .await?;
    manager
        .create_index(index(
            "ix_clarification_review",
            "clarification",
            &["review_id"],
        ))
        .await?;
    Ok(())
}

async fn decision(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("decision")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("assessment_id").uuid().not_null())
                .col(ColumnDef::new("final_for").uuid().null())
                .col(ColumnDef::new("review_id").uuid().not_null())
                .col(ColumnDef::new("bundle_id").uuid().not_null())
                .col(ColumnDef::new("authority_id").uuid().not_null())
                .col(ColumnDef::new("outcome").text().not_null())
                .col(ColumnDef::new("tier").text().null())
                .col(ColumnDef::new("reason").text().not_null())
                .col(ColumnDef::new("decided_by").uuid().not_null())
                .col(
                    ColumnDef::new("decided_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .foreign_key(&mut crate::columns::reference(
                    "decision",
                    "assessment_id",
                    "assessment",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "decision",
                    "review_id",
                    "review",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "decision",
                    "bundle_id",
                    "bundle",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "decision",
                    "authority_id",
                    "authority",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "decision",
                    "decided_by",
                    "person",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique("ux_decision_final", "decision", &["final_for"]))
        .await?;
    manager
        .create_index(index(
            "ix_decision_assessment",
            "decision",
            &["assessment_id"],
        ))
        .await?;
    Ok(())
}

async fn accreditation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("accreditation")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("entry").text().not_null())
                .col(ColumnDef::new("organisation_id").uuid().not_null())
                .col(ColumnDef::new("authority_id").uuid().not_null())
                .col(ColumnDef::new("scheme_id").uuid().not_null())
                .col(ColumnDef::new("scheme_version_id").uuid().not_null())
                .col(ColumnDef::new("assessment_id").uuid().not_null())
                .col(ColumnDef::new("decision_id").uuid().not_null())
                .col(ColumnDef::new("tier").text().not_null())
                .col(ColumnDef::new("tier_name").text().not_null())
                .col(ColumnDef::new("tier_rank").integer().not_null())
                .col(ColumnDef::new("since_on").date().not_null())
                .col(ColumnDef::new("until_on").date().not_null())
                .col(
                    ColumnDef::new("awarded_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("organisation_name").text().not_null())
                .col(ColumnDef::new("sector").text().null())
                .col(ColumnDef::new("size_band").text().null())
                .col(ColumnDef::new("district_id").uuid().null())
                .col(ColumnDef::new("headcount").integer().null())
                .col(ColumnDef::new("search_name").text().not_null())
                .col(ColumnDef::new("version").integer().not_null())
                .foreign_key(&mut crate::columns::reference(
                    "accreditation",
                    "organisation_id",
                    "organisation",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "accreditation",
                    "authority_id",
                    "authority",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "accreditation",
                    "scheme_id",
                    "scheme",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "accreditation",
                    "scheme_version_id",
                    "scheme_version",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "accreditation",
                    "assessment_id",
                    "assessment",
                ))
                .foreign_key(&mut crate::columns::reference(
                    "accreditation",
                    "decision_id",
                    "decision",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_accreditation_assessment",
            "accreditation",
            &["assessment_id"],
        ))
        .await?;
    manager
        .create_index(unique(
            "ux_accreditation_entry",
            "accreditation",
            &["entry"],
        ))
        .await?;
    manager
        .create_index(index(
            "ix_accreditation_authority",
            "accreditation",
            &["authority_id", "until_on"],
        ))
        .await?;
    manager
        .create_index(index(
            "ix_accreditation_organisation",
            "accreditation",
            &["organisation_id"],
        ))
        .await?;
    manager
        .create_index(index(
            "ix_accreditation_search",
            "accreditation",
            &["search_name"],
        ))
        .await?;
    Ok(())
}

async fn accreditation_event(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("accreditation_event")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("accreditation_id").uuid().not_null())
                .col(ColumnDef::new("kind").text().not_null())
                .col(
                    ColumnDef::new("effective_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("public_reason").text().not_null())
                .col(ColumnDef::new("internal_note").text().not_null())
                .col(ColumnDef::new("done_by").uuid().null())
                .col(
                    ColumnDef::new("recorded_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("sequence").integer().not_null())
                .foreign_key(&mut crate::columns::reference(
                    "accreditation_event",
                    "accreditation_id",
                    "accreditation",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_accreditation_event",
            "accreditation_event",
            &["accreditation_id", "sequence"],
        ))
        .await?;
    Ok(())
}

async fn certificate(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("certificate")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("accreditation_id").uuid().not_null())
                .col(ColumnDef::new("number").text().not_null())
                .col(ColumnDef::new("verification_code").text().not_null())
                .col(
                    ColumnDef::new("issued_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("pdf_sha256").text().null())
                .col(ColumnDef::new("pdf_size_bytes").big_integer().null())
                .col(ColumnDef::new("pdf_storage_key").text().null())
                .col(ColumnDef::new("drawn_at").timestamp_with_time_zone().null())
                .foreign_key(&mut crate::columns::reference(
                    "certificate",
                    "accreditation_id",
                    "accreditation",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_certificate_accreditation",
            "certificate",
            &["accreditation_id"],
        ))
        .await?;
    manager
        .create_index(unique("ux_certificate_number", "certificate", &["number"]))
        .await?;
    manager
        .create_index(unique(
            "ux_certificate_code",
            "certificate",
            &["verification_code"],
        ))
        .await?;
    Ok(())
}

async fn statistics_run(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("statistics_run")
                .col(ColumnDef::new("id").uuid().not_null().primary_key())
                .col(ColumnDef::new("authority_id").uuid().not_null())
                .col(ColumnDef::new("slug").text().not_null())
                .col(ColumnDef::new("as_of").date().not_null())
                .col(
                    ColumnDef::new("computed_at")
                        .timestamp_with_time_zone()
                        .not_null(),
                )
                .col(ColumnDef::new("parameters").json_binary().not_null())
                .col(ColumnDef::new("tables").json_binary().not_null())
                .col(ColumnDef::new("input_sha256").text().not_null())
                .col(ColumnDef::new("input").json_binary().not_null())
                .col(
                    ColumnDef::new("released_at")
                        .timestamp_with_time_zone()
                        .null(),
                )
                .col(ColumnDef::new("released_by").uuid().null())
                .foreign_key(&mut crate::columns::reference(
                    "statistics_run",
                    "authority_id",
                    "authority",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "ux_statistics_run_slug",
            "statistics_run",
            &["authority_id", "slug"],
        ))
        .await?;
    Ok(())
}
