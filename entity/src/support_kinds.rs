//! Closed lists of words that emails and support requests use, stored as text.

use sea_orm::entity::prelude::*;

use crate::kinds::UnknownWord;

/// What an email is for, as far as its recipient may refuse it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum EmailClass {
    /// It belongs to an act: decisions, sign-in, receipts. Nobody can refuse it.
    #[default]
    #[sea_orm(string_value = "message")]
    Message,
    /// It reminds of something; whoever gets it can stop it.
    #[sea_orm(string_value = "reminder")]
    Reminder,
}

/// What two officers do together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum SupportKind {
    /// A person signs in with another address.
    #[sea_orm(string_value = "change_address")]
    ChangeAddress,
    /// Another person leads an organisation, in place of one who left.
    #[sea_orm(string_value = "replace_lead")]
    ReplaceLead,
}

impl SupportKind {
    /// Every one of them.
    pub const ALL: &'static [Self] = &[Self::ChangeAddress, Self::ReplaceLead];

    /// The word rows use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ChangeAddress => "change_address",
            Self::ReplaceLead => "replace_lead",
        }
    }
}

/// Where a support request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum SupportStatus {
    /// One officer asked for it.
    #[sea_orm(string_value = "proposed")]
    Proposed,
    /// Another officer agreed, and it was done.
    #[sea_orm(string_value = "confirmed")]
    Confirmed,
    /// Another officer said no.
    #[sea_orm(string_value = "declined")]
    Declined,
    /// Who asked for it took it back.
    #[sea_orm(string_value = "withdrawn")]
    Withdrawn,
}

impl SupportStatus {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[
        Self::Proposed,
        Self::Confirmed,
        Self::Declined,
        Self::Withdrawn,
    ];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Confirmed => "confirmed",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl std::str::FromStr for SupportStatus {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|status| status.as_str() == text)
            .ok_or(UnknownWord)
    }
}
