//! The certificate number: what people file it under.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::symbols;

/// Symbols after the year.
const DRAWN: u32 = 6;

/// The number a certificate is filed and addressed under: `GM-2026-K7Q4M2`.
///
/// The authority's prefix, the year of the award, and six random symbols (a thousand million a year, so neighbouring
/// numbers tell nobody how many certificates there are; the store's unique index catches the rare repeat).
/// It is public. Neither it nor the [`VerificationCode`](super::VerificationCode) proves anything on paper: both lead to
/// the live page, which says where the accreditation stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CertificateNumber(String);

impl CertificateNumber {
    /// A number from the authority's prefix, the year of the award and random bytes (two bits of them go unused).
    pub fn new(prefix: &str, year: i32, random: [u8; 4]) -> Result<Self, NumberError> {
        let prefix = prefix.trim().to_ascii_uppercase();
        check_prefix(&prefix)?;
        if !(2000..=9999).contains(&year) {
            return Err(NumberError::Year);
        }
        let drawn = symbols::write(u64::from(u32::from_be_bytes(random)), DRAWN);
        Ok(Self(format!("{prefix}-{year}-{drawn}")))
    }

    /// The number as it is printed, stored and put in addresses.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CertificateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads a number in either case, with spaces or any dash between its parts.
impl FromStr for CertificateNumber {
    type Err = NumberError;

    fn from_str(typed: &str) -> Result<Self, NumberError> {
        let mut parts = typed.split(symbols::groups).filter(|part| !part.is_empty());
        let (Some(prefix), Some(year), Some(drawn), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NumberError::Shape);
        };
        let prefix = prefix.to_ascii_uppercase();
        check_prefix(&prefix)?;
        if year.len() != 4
            || !year.starts_with(['2', '3', '4', '5', '6', '7', '8', '9'])
            || !year.bytes().all(|digit| digit.is_ascii_digit())
        {
            return Err(NumberError::Year);
        }
        let drawn = drawn
            .chars()
            .map(|symbol| symbols::value(symbol).map(symbols::symbol))
            .collect::<Option<String>>()
            .filter(|drawn| drawn.chars().count() == DRAWN as usize)
            .ok_or(NumberError::Shape)?;
        Ok(Self(format!("{prefix}-{year}-{drawn}")))
    }
}

impl TryFrom<String> for CertificateNumber {
    type Error = NumberError;

    fn try_from(typed: String) -> Result<Self, NumberError> {
        typed.parse()
    }
}

impl From<CertificateNumber> for String {
    fn from(number: CertificateNumber) -> Self {
        number.0
    }
}

/// Why something is not a certificate number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not three parts of the right form.
    #[error(
        "A certificate number has three parts, like GM-2026-K7Q4M2. Check it against the certificate."
    )]
    Shape,
    /// The part before the year.
    #[error(
        "A certificate number starts with 2 to 6 letters or numbers, the first of them a letter, like GM."
    )]
    Prefix,
    /// The year of issue.
    #[error("The second part of a certificate number is the year of issue, like 2026.")]
    Year,
}

fn check_prefix(prefix: &str) -> Result<(), NumberError> {
    let well_formed = (2..=6).contains(&prefix.len())
        && prefix.starts_with(|first: char| first.is_ascii_uppercase())
        && prefix
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if well_formed {
        Ok(())
    } else {
        Err(NumberError::Prefix)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_says_who_when_and_which() {
        let number = CertificateNumber::new("gm", 2026, [0, 0, 0, 1]).unwrap();
        assert_eq!(number.as_str(), "GM-2026-000001");
        let other = CertificateNumber::new("GM", 2026, [0x3F, 0xFF, 0xFF, 0xFF]).unwrap();
        assert_eq!(other.to_string(), "GM-2026-ZZZZZZ");
    }

    #[test]
    fn prefixes_and_years_are_held_to_their_form() {
        for prefix in ["", "G", "1GM", "GM!", "GREATER", "Ĝ"] {
            assert_eq!(
                CertificateNumber::new(prefix, 2026, [0; 4]),
                Err(NumberError::Prefix),
                "{prefix}"
            );
        }
        for year in [-1, 26, 1999, 10_000] {
            assert_eq!(
                CertificateNumber::new("GM", year, [0; 4]),
                Err(NumberError::Year),
                "{year}"
            );
        }
    }

    #[test]
    fn what_people_type_is_read() {
        let expected = Ok(CertificateNumber("LOI1-2026-K7Q410".to_owned()));
        for typed in [
            "LOI1-2026-K7Q410",
            "loi1-2026-k7q4lo",
            " LOI1 2026 K7Q4IO ",
            "LOI1–2026–K7Q410",
        ] {
            assert_eq!(typed.parse::<CertificateNumber>(), expected, "{typed}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_refused_by_its_part() {
        for (typed, error) in [
            ("", NumberError::Shape),
            ("GM-2026", NumberError::Shape),
            ("GM-2026-K7Q4M2-1", NumberError::Shape),
            ("GM-2026-K7Q4M", NumberError::Shape),
            ("GM-2026-K7Q4MU", NumberError::Shape),
            ("G/-2026-K7Q4M2", NumberError::Prefix),
            ("GM-26-K7Q4M2", NumberError::Year),
            ("GM-1026-K7Q4M2", NumberError::Year),
            ("GM-２026-K7Q4M2", NumberError::Year),
        ] {
            assert_eq!(typed.parse::<CertificateNumber>(), Err(error), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(prefix in "[A-Z][A-Z0-9]{1,5}", year in 2000..=9999, random: [u8; 4]) {
            let number = CertificateNumber::new(&prefix, year, random).unwrap();
            prop_assert_eq!(number.as_str().parse::<CertificateNumber>(), Ok(number.clone()));
            prop_assert_eq!(number.as_str().to_lowercase().parse::<CertificateNumber>(), Ok(number));
        }

        #[test]
        fn nothing_typed_is_a_panic(typed in ".*") {
            let _ = typed.parse::<CertificateNumber>();
        }
    }
}
