//! Exact numbers: decimals in thousandths and money in pence, never floating point.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A number with up to three decimal places, held exactly.
///
/// Written in JSON as a string (`"37.5"`) so that it never passes through a float; read from a
/// string or from a JSON number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal {
    thousandths: i64,
}

/// Why a piece of text is not a number we take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Not a number at all.
    #[error("not a number")]
    NotANumber,
    /// A comma that does not separate thousands.
    #[error("commas may only separate thousands, like 1,200")]
    MisplacedComma,
    /// More decimal places than are kept.
    #[error("too many decimal places")]
    TooPrecise,
    /// Further from zero than a thousand million million thousandths.
    #[error("too large")]
    TooLarge,
}

/// Nothing an employer counts comes near this; it keeps every product inside an `i128`.
const LIMIT_THOUSANDTHS: i64 = 1_000_000_000_000_000;

impl Decimal {
    /// A whole number; saturates at the limit.
    pub fn whole(units: i64) -> Self {
        Self::from_thousandths(units.saturating_mul(1000))
    }

    /// From thousandths; saturates at the limit.
    pub fn from_thousandths(thousandths: i64) -> Self {
        Self {
            thousandths: thousandths.clamp(-LIMIT_THOUSANDTHS, LIMIT_THOUSANDTHS),
        }
    }

    /// From pence, as pounds.
    pub fn from_pence(pence: i64) -> Self {
        Self::from_thousandths(pence.saturating_mul(10))
    }

    /// The number in thousandths.
    pub fn thousandths(self) -> i64 {
        self.thousandths
    }

    /// The number of decimal places it needs, 0 to 3.
    pub fn places(self) -> u8 {
        match self.thousandths {
            n if n % 1000 == 0 => 0,
            n if n % 100 == 0 => 1,
            n if n % 10 == 0 => 2,
            _ => 3,
        }
    }

    /// Reads what a person types: spaces, thousands separators and a leading minus are fine.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let compact: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| if c == '\u{2212}' { '-' } else { c })
            .collect();
        let (negative, unsigned) = match compact.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, compact.as_str()),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        if whole.is_empty() && fraction.is_empty() {
            return Err(QuantityError::NotANumber);
        }
        let digits = without_separators(whole)?;
        if !fraction.chars().all(|c| c.is_ascii_digit()) {
            return Err(QuantityError::NotANumber);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 3 {
            return Err(QuantityError::TooPrecise);
        }
        if digits.len() > 15 {
            return Err(QuantityError::TooLarge);
        }
        let units: i64 = if digits.is_empty() {
            0
        } else {
            digits.parse().map_err(|_| QuantityError::NotANumber)?
        };
        let part: i64 = format!("{fraction:0<3}")
            .parse()
            .map_err(|_| QuantityError::NotANumber)?;
        let magnitude = units
            .checked_mul(1000)
            .and_then(|n| n.checked_add(part))
            .filter(|n| *n <= LIMIT_THOUSANDTHS)
            .ok_or(QuantityError::TooLarge)?;
        Ok(Self {
            thousandths: if negative { -magnitude } else { magnitude },
        })
    }

    /// With thousands separators, for reading: `1,200.5`.
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        let (sign, unsigned) = plain
            .strip_prefix('-')
            .map_or(("", plain.as_str()), |rest| ("-", rest));
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let mut out = format!("{sign}{}", group_thousands(whole));
        if !fraction.is_empty() {
            out.push('.');
            out.push_str(fraction);
        }
        out
    }
}

/// Removes commas that stand where thousands separators stand, and refuses any other.
fn without_separators(whole: &str) -> Result<String, QuantityError> {
    if !whole.contains(',') {
        return if whole.chars().all(|c| c.is_ascii_digit()) {
            Ok(whole.to_owned())
        } else {
            Err(QuantityError::NotANumber)
        };
    }
    if !whole.chars().all(|c| c.is_ascii_digit() || c == ',') {
        return Err(QuantityError::NotANumber);
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    if !(1..=3).contains(&first.len()) || groups.any(|group| group.len() != 3) {
        return Err(QuantityError::MisplacedComma);
    }
    Ok(whole.replace(',', ""))
}

pub(super) fn group_thousands(digits: &str) -> String {
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.thousandths.unsigned_abs();
        if self.thousandths < 0 {
            f.write_str("-")?;
        }
        write!(f, "{}", magnitude / 1000)?;
        let rest = format!("{:03}", magnitude % 1000);
        let rest = rest.trim_end_matches('0');
        if !rest.is_empty() {
            write!(f, ".{rest}")?;
        }
        Ok(())
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Wire {
            Whole(i64),
            Fraction(f64),
            Words(String),
        }
        let text = match Wire::deserialize(deserializer)? {
            Wire::Whole(n) => n.to_string(),
            Wire::Fraction(n) => n.to_string(),
            Wire::Words(text) => text,
        };
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Reads an amount of money as pence: `£12.60`, `12.60`, `1,200`.
pub fn parse_pence(text: &str) -> Result<i64, QuantityError> {
    let text = text.trim();
    let (negative, unsigned) = text
        .strip_prefix('-')
        .or_else(|| text.strip_prefix('\u{2212}'))
        .map_or((false, text), |rest| (true, rest));
    let amount = unsigned.trim().strip_prefix('£').unwrap_or(unsigned);
    let pounds = Decimal::parse(amount)?;
    if pounds.thousandths < 0 {
        return Err(QuantityError::NotANumber);
    }
    if pounds.thousandths % 10 != 0 {
        return Err(QuantityError::TooPrecise);
    }
    let pence = pounds.thousandths / 10;
    Ok(if negative { -pence } else { pence })
}

/// An amount of money for reading: `£12.60`, `£1,200`.
pub fn format_pence(pence: i64) -> String {
    let magnitude = pence.unsigned_abs();
    let sign = if pence < 0 { "-" } else { "" };
    let pounds = group_thousands(&(magnitude / 100).to_string());
    match magnitude % 100 {
        0 => format!("{sign}£{pounds}"),
        rest => format!("{sign}£{pounds}.{rest:02}"),
    }
}

/// A date for reading: `24 November 2026`.
pub fn format_date(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_as_people_type_them() {
        for (typed, thousandths) in [
            ("0", 0),
            ("37.5", 37_500),
            (" 1,200 ", 1_200_000),
            ("1 200", 1_200_000),
            ("-3", -3_000),
            ("−3", -3_000),
            (".5", 500),
            ("7.", 7_000),
            ("2.5000", 2_500),
            ("12,345,678.125", 12_345_678_125),
        ] {
            assert_eq!(
                Decimal::parse(typed),
                Ok(Decimal { thousandths }),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for (typed, error) in [
            ("", QuantityError::NotANumber),
            (".", QuantityError::NotANumber),
            ("ten", QuantityError::NotANumber),
            ("1e3", QuantityError::NotANumber),
            ("0x10", QuantityError::NotANumber),
            ("1.2.3", QuantityError::NotANumber),
            ("--1", QuantityError::NotANumber),
            ("٣", QuantityError::NotANumber),
            ("12,60", QuantityError::MisplacedComma),
            (",200", QuantityError::MisplacedComma),
            ("1,2000", QuantityError::MisplacedComma),
            ("1.2345", QuantityError::TooPrecise),
            ("99999999999999999999", QuantityError::TooLarge),
            ("9999999999999", QuantityError::TooLarge),
        ] {
            assert_eq!(Decimal::parse(typed), Err(error), "{typed}");
        }
    }

    #[test]
    fn money_as_people_type_it() {
        for (typed, pence) in [
            ("£12.60", 1260),
            ("12.60", 1260),
            ("12.6", 1260),
            ("1,200", 120_000),
            ("£ 1,200.05", 120_005),
            ("0", 0),
            ("-£5", -500),
            ("£-5", i64::MIN),
        ] {
            if pence == i64::MIN {
                assert!(parse_pence(typed).is_err(), "{typed}");
            } else {
                assert_eq!(parse_pence(typed), Ok(pence), "{typed}");
            }
        }
        assert_eq!(parse_pence("12.605"), Err(QuantityError::TooPrecise));
        assert_eq!(parse_pence("12,60"), Err(QuantityError::MisplacedComma));
        assert_eq!(parse_pence("$5"), Err(QuantityError::NotANumber));
    }

    #[test]
    fn money_and_dates_for_reading() {
        assert_eq!(format_pence(1260), "£12.60");
        assert_eq!(format_pence(120_000), "£1,200");
        assert_eq!(format_pence(5), "£0.05");
        assert_eq!(format_pence(-123_456_789), "-£1,234,567.89");
        let day = NaiveDate::from_ymd_opt(2026, 11, 4).unwrap();
        assert_eq!(format_date(day), "4 November 2026");
    }

    #[test]
    fn decimals_read_from_json_numbers_and_strings() {
        for json in ["37.5", "\"37.5\"", "\"37.50\""] {
            let n: Decimal = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&n).unwrap(), "\"37.5\"");
        }
        assert!(serde_json::from_str::<Decimal>("1e300").is_err());
        assert!(serde_json::from_str::<Decimal>("true").is_err());
    }

    proptest! {
        #[test]
        fn a_decimal_survives_being_written(n in -LIMIT_THOUSANDTHS..=LIMIT_THOUSANDTHS) {
            let decimal = Decimal::from_thousandths(n);
            prop_assert_eq!(Decimal::parse(&decimal.to_string()), Ok(decimal));
            prop_assert_eq!(Decimal::parse(&decimal.grouped()), Ok(decimal));
        }

        #[test]
        fn pence_survive_being_written(pence in -10_000_000_000i64..10_000_000_000) {
            prop_assert_eq!(parse_pence(&format_pence(pence)), Ok(pence));
        }

        #[test]
        fn no_text_makes_the_readers_panic(text in "\\PC{0,40}") {
            let _ = Decimal::parse(&text);
            let _ = parse_pence(&text);
        }
    }
}
