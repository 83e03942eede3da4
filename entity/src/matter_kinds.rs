//! Closed lists of words that the rows of concerns, complaints and appeals use, stored as text.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kinds::UnknownWord;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$each])* #[sea_orm(string_value = $word)] $variant),+
        }

        impl $name {
            /// Every one of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word rows and addresses use.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|kind| kind.as_str() == text)
                    .ok_or(UnknownWord)
            }
        }
    };
}

words! {
    /// Where a concern stands.
    ConcernStatus {
        /// Somebody raised it.
        Received = "received",
        /// An officer read it.
        Acknowledged = "acknowledged",
        /// It is for somebody else, and whoever raised it was told for whom.
        Referred = "referred",
        /// Officers look into it.
        Investigating = "investigating",
        /// The employer is asked.
        Asked = "asked",
        /// The employer answered.
        Answered = "answered",
        /// It is over, with an outcome.
        Closed = "closed",
    }
}

words! {
    /// What came of a concern.
    ConcernOutcome {
        /// It was right.
        Upheld = "upheld",
        /// Some of it was right.
        PartlyUpheld = "partly_upheld",
        /// It was not found to be right.
        NotUpheld = "not_upheld",
        /// Nothing more can be done about it.
        NoAction = "no_action",
    }
}

words! {
    /// Where a data-protection complaint stands.
    ComplaintStatus {
        /// Somebody complained.
        Received = "received",
        /// An officer acknowledged it.
        Acknowledged = "acknowledged",
        /// An officer answered it.
        Answered = "answered",
        /// It is over.
        Closed = "closed",
    }
}

words! {
    /// Where an appeal stands.
    AppealStatus {
        /// The employer appealed.
        Lodged = "lodged",
        /// An officer who had no part in the decision looks at it.
        Taken = "taken",
        /// The employer was right.
        Upheld = "upheld",
        /// The decision stands.
        Dismissed = "dismissed",
    }
}

words! {
    /// Against what an appeal is.
    AppealAgainst {
        /// The accreditation was suspended.
        Suspension = "suspension",
        /// The accreditation was withdrawn.
        Withdrawal = "withdrawal",
        /// Nothing was awarded.
        Decline = "decline",
    }
}

words! {
    /// What an upheld appeal puts right.
    Remedy {
        /// The suspension is lifted.
        Lift = "lift",
        /// The withdrawn accreditation is in force again.
        Restore = "restore",
        /// The case is to be decided anew.
        DecideAnew = "decide_anew",
        /// Nothing can be put right any more; it is on record that the employer was right.
        Record = "record",
    }
}
