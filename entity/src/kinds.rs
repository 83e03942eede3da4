//! Kinds: the closed lists of words that rows use, stored as text.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a person does for an authority.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    /// Allocates, decides, publishes.
    #[sea_orm(string_value = "officer")]
    Officer,
    /// Reviews evidence.
    #[sea_orm(string_value = "assessor")]
    Assessor,
}

impl StaffRole {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[Self::Officer, Self::Assessor];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Assessor => "assessor",
        }
    }
}

impl std::str::FromStr for StaffRole {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// What a person may do for an organisation.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// Answers, invites, asks for sign-off.
    #[sea_orm(string_value = "lead")]
    Lead,
    /// Answers.
    #[sea_orm(string_value = "contributor")]
    Contributor,
    /// Answers and signs off.
    #[sea_orm(string_value = "signatory")]
    Signatory,
    /// Reads.
    #[sea_orm(string_value = "viewer")]
    Viewer,
}

impl MemberRole {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] =
        &[Self::Lead, Self::Contributor, Self::Signatory, Self::Viewer];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Contributor => "contributor",
            Self::Signatory => "signatory",
            Self::Viewer => "viewer",
        }
    }
}

impl std::str::FromStr for MemberRole {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// Bands of headcount.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum SizeBand {
    /// 1 to 9.
    #[sea_orm(string_value = "micro")]
    Micro,
    /// 10 to 49.
    #[sea_orm(string_value = "small")]
    Small,
    /// 50 to 249.
    #[sea_orm(string_value = "medium")]
    Medium,
    /// 250 and more.
    #[sea_orm(string_value = "large")]
    Large,
}

impl SizeBand {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[Self::Micro, Self::Small, Self::Medium, Self::Large];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Micro => "micro",
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

impl std::str::FromStr for SizeBand {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// Where a version stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum SchemeVersionStatus {
    /// In force for new assessments.
    #[sea_orm(string_value = "published")]
    Published,
    /// A later one is in force.
    #[sea_orm(string_value = "superseded")]
    Superseded,
}

impl SchemeVersionStatus {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[Self::Published, Self::Superseded];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Superseded => "superseded",
        }
    }
}

impl std::str::FromStr for SchemeVersionStatus {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// Where a draft of a scheme version stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum SchemeDraftStage {
    /// Officers write it.
    #[sea_orm(string_value = "draft")]
    Draft,
    /// Others are asked what they make of it.
    #[sea_orm(string_value = "consultation")]
    Consultation,
    /// It became a version.
    #[sea_orm(string_value = "published")]
    Published,
    /// It was given up.
    #[sea_orm(string_value = "discarded")]
    Discarded,
}

impl SchemeDraftStage {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[
        Self::Draft,
        Self::Consultation,
        Self::Published,
        Self::Discarded,
    ];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Consultation => "consultation",
            Self::Published => "published",
            Self::Discarded => "discarded",
        }
    }
}

impl std::str::FromStr for SchemeDraftStage {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// What is offered.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// An uploaded file.
    #[sea_orm(string_value = "file")]
    File,
    /// A web address.
    #[sea_orm(string_value = "link")]
    Link,
}

impl EvidenceKind {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[Self::File, Self::Link];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Link => "link",
        }
    }
}

impl std::str::FromStr for EvidenceKind {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// Where an assessment stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum AssessmentStatus {
    /// The employer answers.
    #[sea_orm(string_value = "draft")]
    Draft,
    /// A second person is asked to sign off.
    #[sea_orm(string_value = "awaiting_sign_off")]
    AwaitingSignOff,
    /// With the authority.
    #[sea_orm(string_value = "submitted")]
    Submitted,
    /// Awarded or declined.
    #[sea_orm(string_value = "decided")]
    Decided,
    /// Taken back by the employer.
    #[sea_orm(string_value = "withdrawn")]
    Withdrawn,
}

impl AssessmentStatus {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[
        Self::Draft,
        Self::AwaitingSignOff,
        Self::Submitted,
        Self::Decided,
        Self::Withdrawn,
    ];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::AwaitingSignOff => "awaiting_sign_off",
            Self::Submitted => "submitted",
            Self::Decided => "decided",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl std::str::FromStr for AssessmentStatus {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// Where a review stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum ReviewStatus {
    /// The assessor has not declared yet; the case is closed to them.
    #[sea_orm(string_value = "allocated")]
    Allocated,
    /// The assessor is at work.
    #[sea_orm(string_value = "open")]
    Open,
    /// With the officer.
    #[sea_orm(string_value = "recommended")]
    Recommended,
    /// Over.
    #[sea_orm(string_value = "decided")]
    Decided,
    /// The assessor declared a conflict or was replaced.
    #[sea_orm(string_value = "returned")]
    Returned,
}

impl ReviewStatus {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[
        Self::Allocated,
        Self::Open,
        Self::Recommended,
        Self::Decided,
        Self::Returned,
    ];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allocated => "allocated",
            Self::Open => "open",
            Self::Recommended => "recommended",
            Self::Decided => "decided",
            Self::Returned => "returned",
        }
    }
}

impl std::str::FromStr for ReviewStatus {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// What an assessor finds on a criterion.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// The criterion is met.
    #[sea_orm(string_value = "met")]
    Met,
    /// Met in part.
    #[sea_orm(string_value = "partly")]
    Partly,
    /// Not met.
    #[sea_orm(string_value = "not_met")]
    NotMet,
    /// The evidence does not say.
    #[sea_orm(string_value = "cannot_tell")]
    CannotTell,
}

impl Judgement {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[Self::Met, Self::Partly, Self::NotMet, Self::CannotTell];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Partly => "partly",
            Self::NotMet => "not_met",
            Self::CannotTell => "cannot_tell",
        }
    }
}

impl std::str::FromStr for Judgement {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// What an assessor recommends.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Recommendation {
    /// Award a tier.
    #[sea_orm(string_value = "award")]
    Award,
    /// Decline.
    #[sea_orm(string_value = "decline")]
    Decline,
}

impl Recommendation {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[Self::Award, Self::Decline];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Award => "award",
            Self::Decline => "decline",
        }
    }
}

impl std::str::FromStr for Recommendation {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// What an officer decides.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum DecisionOutcome {
    /// A tier is awarded.
    #[sea_orm(string_value = "award")]
    Award,
    /// Nothing is awarded.
    #[sea_orm(string_value = "decline")]
    Decline,
    /// Nothing is awarded yet; a plan says what to do.
    #[sea_orm(string_value = "not_yet")]
    NotYet,
    /// Back to the assessor, with a reason.
    #[sea_orm(string_value = "defer")]
    Defer,
}

impl DecisionOutcome {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[Self::Award, Self::Decline, Self::NotYet, Self::Defer];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Award => "award",
            Self::Decline => "decline",
            Self::NotYet => "not_yet",
            Self::Defer => "defer",
        }
    }
}

impl std::str::FromStr for DecisionOutcome {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// What can happen to an accreditation.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum AccreditationEventKind {
    /// The authority suspends it.
    #[sea_orm(string_value = "suspended")]
    Suspended,
    /// The authority ends a suspension.
    #[sea_orm(string_value = "reinstated")]
    Reinstated,
    /// The authority ends it.
    #[sea_orm(string_value = "withdrawn")]
    Withdrawn,
    /// The employer ends it.
    #[sea_orm(string_value = "relinquished")]
    Relinquished,
    /// A newer award takes its place.
    #[sea_orm(string_value = "superseded")]
    Superseded,
    /// The authority takes a withdrawal back, after an appeal.
    #[sea_orm(string_value = "restored")]
    Restored,
}

impl AccreditationEventKind {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[
        Self::Suspended,
        Self::Reinstated,
        Self::Withdrawn,
        Self::Relinquished,
        Self::Superseded,
        Self::Restored,
    ];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Suspended => "suspended",
            Self::Reinstated => "reinstated",
            Self::Withdrawn => "withdrawn",
            Self::Relinquished => "relinquished",
            Self::Superseded => "superseded",
            Self::Restored => "restored",
        }
    }
}

impl std::str::FromStr for AccreditationEventKind {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// The word is none of the kind's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownWord;

impl std::fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("unknown word")
    }
}

impl std::error::Error for UnknownWord {}
