//! Typed identifiers: UUID version 7, so that they sort by the time they were made.

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Makes an identifier from a UUID; lets `Context::new_id` make any of them.
pub trait Identifier: From<Uuid> {}

macro_rules! identifier {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            DeriveValueType, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(value: Uuid) -> Self {
                Self(value)
            }
        }

        impl Identifier for $name {}

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )+};
}

identifier! {
    /// Names one row of `appeal`.
    AppealId,
    /// Names one row of `concern`.
    ConcernId,
    /// Names one row of `data_complaint`.
    DataComplaintId,
    /// Names one row of `award_condition`.
    AwardConditionId,
    /// Names one row of `accreditation_check`.
    AccreditationCheckId,
    /// Names one row of `accreditation_event`.
    AccreditationEventId,
    /// Names one row of `accreditation_reminder`.
    AccreditationReminderId,
    /// Names one row of `accreditation`.
    AccreditationId,
    /// Names one row of `answer`.
    AnswerId,
    /// Names one row of `api_token`.
    ApiTokenId,
    /// A place: authority, district, ward or small area.
    AreaId,
    /// Names one row of `assessment`.
    AssessmentId,
    /// Names one row of `audit_event`.
    AuditEventId,
    /// Names one row of `authority`.
    AuthorityId,
    /// Names one row of `bundle`.
    BundleId,
    /// Names one row of `certificate`.
    CertificateId,
    /// Names one row of `carried_answer`.
    CarriedAnswerId,
    /// Names one row of `case_comment`.
    CaseCommentId,
    /// Names one row of `case_flag`.
    CaseFlagId,
    /// Names one row of `case_hold`.
    CaseHoldId,
    /// Names one row of `case_tag`.
    CaseTagId,
    /// Names one row of `clarification_extension`.
    ClarificationExtensionId,
    /// Names one row of `clarification`.
    ClarificationId,
    /// Names one row of `confirmation`.
    ConfirmationId,
    /// Names one row of `decision`.
    DecisionId,
    /// An employer in the imported directory.
    DirectoryEmployerId,
    /// One import of a file of employers.
    DirectoryImportId,
    /// Names one row of `email_wording`.
    EmailWordingId,
    /// Names one row of `evidence_item`.
    EvidenceItemId,
    /// Names one row of `finding`.
    FindingId,
    /// Names one row of `idempotency_record`.
    IdempotencyRecordId,
    /// Names one row of `job`.
    JobId,
    /// Names one row of `mapping_set`.
    MappingSetId,
    /// Names one row of `membership`.
    MembershipId,
    /// Names one row of `organisation`.
    OrganisationId,
    /// Names one row of `outbox_email`.
    OutboxEmailId,
    /// An accreditation that somebody else gave.
    OutsideAccreditationId,
    /// One list of accreditations that somebody else gave.
    OutsideListId,
    /// Names one row of `person`.
    PersonId,
    /// Names one row of `reminder_stop`.
    ReminderStopId,
    /// Names one row of `review`.
    ReviewId,
    /// Names one row of `scheme`.
    SchemeId,
    /// Names one row of `scheme_version`.
    SchemeVersionId,
    /// A version of a scheme that is being written.
    SchemeDraftId,
    /// Names one row of `sign_in_link`.
    SignInLinkId,
    /// Names one row of `staff_role`.
    StaffRoleId,
    /// Names one row of `statistics_run`.
    StatisticsRunId,
    /// Names one row of `support_request`.
    SupportRequestId,
}
