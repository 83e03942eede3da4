//! What a row of the gender pay gap service's files says, read, mended and compared; no database.

pub mod company_number;
pub mod compare;
pub mod dates;
pub mod entry;
pub mod figures;
pub mod filing;
pub mod identity;
pub mod import;
pub mod names;
pub mod postcode;
pub mod schema;
pub mod sic;
mod sic_codes;
pub mod size;
pub mod text;

use crate::platform::table::Outcome;

/// Why something was not as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable code, for example `postcode_malformed`.
    pub code: &'static str,
    /// The reason in a sentence.
    pub sentence: &'static str,
}

impl Fault {
    /// A fault with its code and its sentence.
    pub const fn new(code: &'static str, sentence: &'static str) -> Self {
        Self { code, sentence }
    }
}

/// What was read from a field: a value or none, and what was wrong on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<T> {
    /// The value; none when the field is blank or was rejected.
    pub value: Option<T>,
    /// What became of the field, when it was not clean.
    pub fault: Option<(Outcome, Fault)>,
}

impl<T> Reading<T> {
    /// Nothing there, which is no fault.
    pub const fn blank() -> Self {
        Self {
            value: None,
            fault: None,
        }
    }

    /// As it should be.
    pub const fn clean(value: T) -> Self {
        Self {
            value: Some(value),
            fault: None,
        }
    }

    /// Mended.
    pub const fn repaired(value: T, fault: Fault) -> Self {
        Self {
            value: Some(value),
            fault: Some((Outcome::FieldRepaired, fault)),
        }
    }

    /// Taken as it stands, for a person to look at.
    pub const fn noted(value: T, fault: Fault) -> Self {
        Self {
            value: Some(value),
            fault: Some((Outcome::FieldNoted, fault)),
        }
    }

    /// Left out.
    pub const fn rejected(fault: Fault) -> Self {
        Self {
            value: None,
            fault: Some((Outcome::FieldRejected, fault)),
        }
    }
}
