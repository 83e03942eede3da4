//! The codes a scheme gives its parts: short, stable, safe in an address and in a file.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A code that does not have the form it must have; the text says what the form is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{given}” is not a valid {what}: {form}")]
pub struct CodeError {
    given: String,
    what: &'static str,
    form: &'static str,
}

fn shorten(given: &str) -> String {
    let mut short: String = given.chars().take(60).collect();
    if short.len() < given.len() {
        short.push('…');
    }
    short
}

/// Lower-case words joined by single hyphens or underscores, at most 60 characters.
fn is_slug(text: &str) -> bool {
    let joiner = |c: char| c == '-' || c == '_';
    text.len() <= 60
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with(joiner)
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || joiner(c))
        && text
            .chars()
            .zip(text.chars().skip(1))
            .all(|(a, b)| !(joiner(a) && joiner(b)))
}

/// Capitals, a hyphen, a number: `PAY-1`.
fn is_criterion_code(text: &str) -> bool {
    let Some((letters, number)) = text.split_once('-') else {
        return false;
    };
    (1..=12).contains(&letters.len())
        && letters.starts_with(|c: char| c.is_ascii_uppercase())
        && letters
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && (1..=3).contains(&number.len())
        && number.chars().all(|c| c.is_ascii_digit())
        && !number.starts_with('0')
}

/// Capitals, digits and underscores: `RLW`.
fn is_reference_code(text: &str) -> bool {
    (2..=32).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

const SLUG_FORM: &str = "use lower-case letters, digits and single hyphens or underscores, starting with a letter, at most 60 characters";

macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $what:literal, $accepts:path, $form:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads a code, refusing one that does not have the right form.
            pub fn parse(text: &str) -> Result<Self, CodeError> {
                if $accepts(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(CodeError { given: shorten(text), what: $what, form: $form })
                }
            }

            /// The code as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = CodeError;
            fn try_from(text: String) -> Result<Self, CodeError> {
                Self::parse(&text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = CodeError;
            fn from_str(text: &str) -> Result<Self, CodeError> {
                Self::parse(text)
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> String {
                code.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

code!(
    /// The stable code of a criterion, the same in every version that asks it: `PAY-1`.
    CriterionCode, "criterion code", is_criterion_code,
    "use capitals, a hyphen and a number from 1 to 999, like PAY-1"
);
code!(
    /// The code of a pillar: `secure-work`.
    PillarCode, "pillar code", is_slug, SLUG_FORM
);
code!(
    /// The code of a tier: `member`.
    TierCode, "tier code", is_slug, SLUG_FORM
);
code!(
    /// The code of a step of a route: `assessment`.
    StepCode, "step", is_slug, SLUG_FORM
);
code!(
    /// The address part of a scheme: `gm-like`.
    SchemeSlug, "scheme slug", is_slug, SLUG_FORM
);
code!(
    /// The code of a reference value: `RLW`.
    ReferenceCode, "reference code", is_reference_code,
    "use 2 to 32 capitals, digits and underscores, starting with a letter, like RLW"
);
code!(
    /// Where a reference value holds: `uk`, `london`, or another place a scheme names.
    Place, "place", is_slug, SLUG_FORM
);

code!(
    /// The code of an accreditation somebody else awards: `living-wage`.
    AccreditationCode, "accreditation code", is_slug, SLUG_FORM
);

impl Place {
    /// The whole country; the value that holds where no nearer one is given.
    pub fn uk() -> Self {
        Self("uk".to_owned())
    }

    /// Whether it is the whole country.
    pub fn is_uk(&self) -> bool {
        *self == Self::uk()
    }

    /// London.
    pub fn london() -> Self {
        Self("london".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn criterion_codes_are_capitals_hyphen_number() {
        for good in ["PAY-1", "A-1", "FLEX-12", "H2-999"] {
            assert!(CriterionCode::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "pay-1", "PAY", "PAY-", "PAY-0", "PAY-1000", "-1", "PAY-1a", "2-1", "PAY 1", "PAY-01",
            "ÉÉ-1",
        ] {
            assert!(CriterionCode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn slugs_have_no_double_or_outer_joiner() {
        for good in ["pay", "secure-work", "not_yet", "a1"] {
            assert!(PillarCode::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "-pay",
            "pay-",
            "a--b",
            "Pay",
            "1a",
            "a b",
            &"a".repeat(61),
        ] {
            assert!(PillarCode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_bad_code_in_json_is_refused_with_its_form() {
        let error = serde_json::from_str::<CriterionCode>("\"pay one\"").unwrap_err();
        assert!(error.to_string().contains("like PAY-1"), "{error}");
    }

    #[test]
    fn a_long_bad_code_is_cut_in_the_message() {
        let error = TierCode::parse(&"é".repeat(10_000)).unwrap_err();
        assert!(error.to_string().chars().count() < 300);
    }
}
