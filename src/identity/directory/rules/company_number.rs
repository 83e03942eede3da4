//! The number Companies House (or a registrar like it) gave an employer: eight characters.

use super::{Fault, Reading};

/// Length of every company number.
const LENGTH: usize = 8;
/// Beginnings of numbers that are given out with six digits behind them.
const PREFIXES: &[&str] = &[
    "AC", "BR", "CE", "CS", "ES", "FC", "FE", "GE", "GN", "GS", "IC", "IP", "LP", "NA", "NC", "NF",
    "NI", "NL", "NO", "NP", "NR", "NV", "NZ", "OC", "OE", "PC", "RC", "RS", "SA", "SC", "SE", "SF",
    "SG", "SI", "SL", "SO", "SP", "SR", "SZ", "ZC",
];

/// Digits in front of which a spreadsheet dropped zeros.
const ZERO_PADDED: Fault = Fault::new(
    "company_number_zero_padded",
    "Leading zeros were lost, as spreadsheets do; they were put back to make eight digits.",
);
/// Spaces or small letters.
const TIDIED: Fault = Fault::new(
    "company_number_tidied",
    "Spaces were taken out and letters made capital.",
);
/// Eight characters, but of no series the registrars use.
const UNUSUAL: Fault = Fault::new(
    "company_number_unusual",
    "Eight characters, but not the form of any company register; stored as the file gives it.",
);
/// Not a number at all.
const MALFORMED: Fault = Fault::new(
    "company_number_malformed",
    "Not eight letters and digits, and no zeros were plainly lost.",
);
/// Zeros only.
const ALL_ZERO: Fault = Fault::new(
    "company_number_all_zero",
    "Only zeros: no company has this number.",
);

/// Reads a company number; what it gives is always eight capital letters and digits.
pub fn read(text: &str) -> Reading<String> {
    let tidy: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if tidy.is_empty() {
        return Reading::blank();
    }
    if !tidy.chars().all(|c| c.is_ascii_alphanumeric()) || tidy.len() > LENGTH {
        return Reading::rejected(MALFORMED);
    }
    if tidy.chars().all(|c| c == '0') {
        return Reading::rejected(ALL_ZERO);
    }
    if tidy.chars().all(|c| c.is_ascii_digit()) && tidy.len() < LENGTH {
        return Reading::repaired(format!("{tidy:0>LENGTH$}"), ZERO_PADDED);
    }
    if tidy.len() < LENGTH {
        return Reading::rejected(MALFORMED);
    }
    if !is_usual(&tidy) {
        return Reading::noted(tidy, UNUSUAL);
    }
    if tidy == text {
        Reading::clean(tidy)
    } else {
        Reading::repaired(tidy, TIDIED)
    }
}

/// Whether a register of companies or societies gives out numbers of this form.
fn is_usual(number: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if digits(number) {
        return true;
    }
    // Northern Ireland's old series: R and seven digits.
    if number.strip_prefix('R').is_some_and(digits) {
        return true;
    }
    let Some((prefix, rest)) = number.split_at_checked(2) else {
        return false;
    };
    if !PREFIXES.contains(&prefix) {
        return false;
    }
    // Societies carry a letter or two behind their digits: IP12345R, SP1234RS.
    let society = matches!(prefix, "IP" | "SP" | "NP");
    let number_part = if society {
        rest.trim_end_matches(|c: char| c.is_ascii_uppercase())
    } else {
        rest
    };
    digits(number_part) && rest.len() - number_part.len() <= 2
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platform::table::Outcome;

    fn code(text: &str) -> (Option<String>, Option<&'static str>) {
        let reading = read(text);
        (reading.value, reading.fault.map(|(_, fault)| fault.code))
    }

    #[test]
    fn usual_numbers_are_taken_as_they_are() {
        for number in [
            "01234567", "SC123456", "NI000123", "OC301234", "IP12345R", "SP1234RS", "RC000123",
            "R0001234", "SO300001",
        ] {
            assert_eq!(read(number), Reading::clean(number.to_owned()), "{number}");
        }
    }

    #[test]
    fn lost_zeros_come_back_only_before_digits() {
        assert_eq!(
            code("226143"),
            (
                Some("00226143".to_owned()),
                Some("company_number_zero_padded")
            )
        );
        assert_eq!(code("140").0.as_deref(), Some("00000140"));
        assert_eq!(
            code("SC12345"),
            (None, Some("company_number_malformed")),
            "which zero was lost cannot be told from a mistyped digit"
        );
    }

    #[test]
    fn blanks_zeros_and_nonsense() {
        assert_eq!(read("  "), Reading::blank());
        assert_eq!(code("0"), (None, Some("company_number_all_zero")));
        assert_eq!(code("00000000"), (None, Some("company_number_all_zero")));
        assert_eq!(code("123456789"), (None, Some("company_number_malformed")));
        assert_eq!(code("12-45678"), (None, Some("company_number_malformed")));
        assert_eq!(code("1234567É"), (None, Some("company_number_malformed")));
        assert_eq!(
            code(" sc 123456"),
            (Some("SC123456".to_owned()), Some("company_number_tidied"))
        );
        assert_eq!(
            code("QX75Z7BM"),
            (Some("QX75Z7BM".to_owned()), Some("company_number_unusual"))
        );
        assert_eq!(
            read("QX75Z7BM").fault.map(|(outcome, _)| outcome),
            Some(Outcome::FieldNoted)
        );
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(text in "[ A-Za-z0-9]{0,10}") {
            if let Some(number) = read(&text).value {
                prop_assert_eq!(number.len(), LENGTH);
                prop_assert_eq!(read(&number).value, Some(number));
            }
        }

        #[test]
        fn any_text_is_read(text in any::<String>()) {
            let _ = read(&text);
        }
    }
}
