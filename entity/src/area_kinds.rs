//! Closed lists of words that the rows of places use, stored as text.

use sea_orm::entity::prelude::*;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AreaKind {
    /// A region of England.
    #[sea_orm(string_value = "region")]
    Region,
    /// A strategic authority.
    #[sea_orm(string_value = "authority")]
    Authority,
    /// A county with a council above its districts.
    #[sea_orm(string_value = "county")]
    County,
    /// A district, borough or unitary authority: the lowest council.
    #[sea_orm(string_value = "district")]
    District,
    /// An electoral ward.
    #[sea_orm(string_value = "ward")]
    Ward,
    /// A lower layer super output area of one census.
    #[sea_orm(string_value = "lsoa")]
    Lsoa,
}

impl AreaKind {
    /// Every one of them, the largest first.
    pub const ALL: &'static [Self] = &[
        Self::Region,
        Self::Authority,
        Self::County,
        Self::District,
        Self::Ward,
        Self::Lsoa,
    ];

    /// The word rows use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Authority => "authority",
            Self::County => "county",
            Self::District => "district",
            Self::Ward => "ward",
            Self::Lsoa => "lsoa",
        }
    }
}

/// What another word for a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AliasKind {
    /// A nine-character code of the Government Statistical Service.
    #[sea_orm(string_value = "gss")]
    Gss,
    /// A name.
    #[sea_orm(string_value = "name")]
    Name,
    /// A short code of the local authority register.
    #[sea_orm(string_value = "registry")]
    Registry,
}

/// How one place became another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum SuccessionKind {
    /// The same boundaries.
    #[sea_orm(string_value = "unchanged")]
    Unchanged,
    /// One became several.
    #[sea_orm(string_value = "split")]
    Split,
    /// Several became one.
    #[sea_orm(string_value = "merged")]
    Merged,
    /// In another way.
    #[sea_orm(string_value = "irregular")]
    Irregular,
}
