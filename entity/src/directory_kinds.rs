//! Closed lists of words that the rows of imported employers use, stored as text.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kinds::SizeBand;

/// Headcount as the gender pay gap service bands it.
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
pub enum ReportedSize {
    /// The employer did not say.
    #[sea_orm(string_value = "not_provided")]
    NotProvided,
    /// Fewer than 250.
    #[sea_orm(string_value = "less_than_250")]
    LessThan250,
    /// 250 to 499.
    #[sea_orm(string_value = "from_250_to_499")]
    From250To499,
    /// 500 to 999.
    #[sea_orm(string_value = "from_500_to_999")]
    From500To999,
    /// 1,000 to 4,999.
    #[sea_orm(string_value = "from_1000_to_4999")]
    From1000To4999,
    /// 5,000 to 19,999.
    #[sea_orm(string_value = "from_5000_to_19999")]
    From5000To19999,
    /// 20,000 and more.
    #[sea_orm(string_value = "from_20000")]
    From20000,
}

impl ReportedSize {
    /// Every one of them, the smallest first.
    pub const ALL: &'static [Self] = &[
        Self::NotProvided,
        Self::LessThan250,
        Self::From250To499,
        Self::From500To999,
        Self::From1000To4999,
        Self::From5000To19999,
        Self::From20000,
    ];

    /// The service's own words for it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotProvided => "Not Provided",
            Self::LessThan250 => "Less than 250",
            Self::From250To499 => "250 to 499",
            Self::From500To999 => "500 to 999",
            Self::From1000To4999 => "1000 to 4999",
            Self::From5000To19999 => "5000 to 19,999",
            Self::From20000 => "20,000 or more",
        }
    }

    /// The band of headcount it lies in; none where it could lie in several.
    pub const fn size_band(self) -> Option<SizeBand> {
        match self {
            Self::NotProvided | Self::LessThan250 => None,
            Self::From250To499
            | Self::From500To999
            | Self::From1000To4999
            | Self::From5000To19999
            | Self::From20000 => Some(SizeBand::Large),
        }
    }
}

/// What an employer is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum IdentifierKind {
    /// A company number, the present one or one it was listed with before.
    #[sea_orm(string_value = "company_number")]
    CompanyNumber,
    /// The service's own id of an employer.
    #[sea_orm(string_value = "service_id")]
    ServiceId,
    /// A name at a place, for employers that had neither.
    #[sea_orm(string_value = "name_at_place")]
    NameAtPlace,
}

/// Where a name comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum NameKind {
    /// The name the employer reported under.
    #[sea_orm(string_value = "reported")]
    Reported,
    /// The name it had when the file was made.
    #[sea_orm(string_value = "current")]
    Current,
}

/// Whether the figures came in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Punctuality {
    /// By the deadline.
    #[sea_orm(string_value = "on_time")]
    OnTime,
    /// After the deadline.
    #[sea_orm(string_value = "late")]
    Late,
    /// The file does not say.
    #[sea_orm(string_value = "not_said")]
    NotSaid,
}

impl Punctuality {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::OnTime => "on time",
            Self::Late => "late",
            Self::NotSaid => "not said",
        }
    }
}
