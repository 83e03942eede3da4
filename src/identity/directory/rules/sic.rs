//! Industry codes: five digits of the UK Standard Industrial Classification 2007.

use std::fmt;

use super::sic_codes::CODES;
use super::{Fault, Reading};
use crate::platform::table::Outcome;

/// The service's own code for the public sector; no industry.
const PUBLIC_SECTOR: u32 = 1;
/// In the classification, but left out of the list the service itself publishes.
const NOT_IN_SERVICE_LIST: u32 = 1_630;

/// Four digits where there were five.
const ZERO_RESTORED: Fault = Fault::new(
    "sic_code_zero_restored",
    "The leading zero was lost; it was put back to make five digits.",
);
/// Restored, and unknown to the list published beside the files.
const ZERO_RESTORED_UNLISTED: Fault = Fault::new(
    "sic_code_not_in_service_list",
    "The leading zero was put back; the code is in the classification although the service's own \
     list leaves it out.",
);
/// Five digits again, but unknown to the list published beside the files.
const UNLISTED: Fault = Fault::new(
    "sic_code_not_in_service_list",
    "The code is in the classification although the service's own list leaves it out.",
);
/// The same code again.
const REPEATED: Fault = Fault::new(
    "sic_code_repeated",
    "The same code is given twice; it is kept once.",
);
/// No such code.
const UNKNOWN: Fault = Fault::new(
    "sic_code_unknown",
    "There is no such code in the UK Standard Industrial Classification 2007.",
);
/// Not digits.
const MALFORMED: Fault = Fault::new("sic_code_malformed", "Not a code of digits.");

/// A code that is in the classification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SicCode(u32);

impl SicCode {
    /// The code, when it is in the classification.
    pub fn new(code: u32) -> Option<Self> {
        CODES.binary_search(&code).is_ok().then_some(Self(code))
    }

    /// The section, a letter from A to U.
    pub const fn section(self) -> char {
        section_of_division(self.0 / 1_000)
    }
}

impl fmt::Display for SicCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:05}", self.0)
    }
}

impl std::str::FromStr for SicCode {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        if text.len() != 5 {
            return Err(UnknownCode);
        }
        text.parse().ok().and_then(Self::new).ok_or(UnknownCode)
    }
}

/// The text is no code of the classification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no code of the UK Standard Industrial Classification 2007")]
pub struct UnknownCode;

/// The section a division (the first two digits) belongs to.
const fn section_of_division(division: u32) -> char {
    match division {
        ..=3 => 'A',
        4..=9 => 'B',
        10..=33 => 'C',
        34..=35 => 'D',
        36..=39 => 'E',
        40..=43 => 'F',
        44..=47 => 'G',
        48..=53 => 'H',
        54..=56 => 'I',
        57..=63 => 'J',
        64..=66 => 'K',
        67..=68 => 'L',
        69..=75 => 'M',
        76..=82 => 'N',
        83..=84 => 'O',
        85 => 'P',
        86..=88 => 'Q',
        89..=93 => 'R',
        94..=96 => 'S',
        97..=98 => 'T',
        99.. => 'U',
    }
}

/// What a section is called.
pub const fn section_name(section: char) -> &'static str {
    match section {
        'A' => "Agriculture, forestry and fishing",
        'B' => "Mining and quarrying",
        'C' => "Manufacturing",
        'D' => "Electricity, gas, steam and air conditioning supply",
        'E' => "Water supply, sewerage, waste management and remediation",
        'F' => "Construction",
        'G' => "Wholesale and retail trade; repair of motor vehicles",
        'H' => "Transportation and storage",
        'I' => "Accommodation and food service",
        'J' => "Information and communication",
        'K' => "Financial and insurance activities",
        'L' => "Real estate activities",
        'M' => "Professional, scientific and technical activities",
        'N' => "Administrative and support services",
        'O' => "Public administration and defence; social security",
        'P' => "Education",
        'Q' => "Human health and social work",
        'R' => "Arts, entertainment and recreation",
        'S' => "Other service activities",
        'T' => "Households as employers",
        'U' => "Extraterritorial organisations",
        _ => "Not known",
    }
}

/// What the field of codes says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Industries {
    /// The codes, in the order of the file, each once.
    pub codes: Vec<SicCode>,
    /// Whether the employer is marked as public sector.
    pub public_sector: bool,
    /// What was wrong: the code as the file gives it, what is stored, what became of it.
    pub faults: Vec<(String, String, Outcome, Fault)>,
}

/// Reads a field of codes: one to seven, with commas and line breaks between them.
pub fn read(text: &str) -> Industries {
    let mut found = Industries::default();
    let parts = text
        .split(|c: char| c == ',' || c == ';' || c.is_whitespace())
        .filter(|part| !part.is_empty());
    for part in parts {
        if part.parse() == Ok(PUBLIC_SECTOR) {
            if found.public_sector {
                found.fault(part, String::new(), Outcome::FieldRepaired, REPEATED);
            }
            found.public_sector = true;
            continue;
        }
        let reading = read_code(part);
        let Some(code) = reading.value else {
            if let Some((outcome, fault)) = reading.fault {
                found.fault(part, String::new(), outcome, fault);
            }
            continue;
        };
        if found.codes.contains(&code) {
            found.fault(part, String::new(), Outcome::FieldRepaired, REPEATED);
            continue;
        }
        found.codes.push(code);
        if let Some((outcome, fault)) = reading.fault {
            found.fault(part, code.to_string(), outcome, fault);
        }
    }
    found
}

impl Industries {
    fn fault(&mut self, value: &str, stored: String, outcome: Outcome, fault: Fault) {
        self.faults.push((value.to_owned(), stored, outcome, fault));
    }
}

fn read_code(text: &str) -> Reading<SicCode> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Reading::rejected(MALFORMED);
    }
    // Divisions below 01 do not exist, so fewer than four digits lost more than a zero.
    if !matches!(text.len(), 4 | 5) {
        return Reading::rejected(UNKNOWN);
    }
    let Some(code) = text.parse().ok().and_then(SicCode::new) else {
        return Reading::rejected(UNKNOWN);
    };
    match (text.len(), code.0) {
        (4, NOT_IN_SERVICE_LIST) => Reading::repaired(code, ZERO_RESTORED_UNLISTED),
        (_, NOT_IN_SERVICE_LIST) => Reading::noted(code, UNLISTED),
        (4, _) => Reading::repaired(code, ZERO_RESTORED),
        _ => Reading::clean(code),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn codes(found: &Industries) -> Vec<String> {
        found.codes.iter().map(ToString::to_string).collect()
    }

    fn reasons(found: &Industries) -> Vec<&'static str> {
        found.faults.iter().map(|fault| fault.3.code).collect()
    }

    #[test]
    fn the_list_is_in_order_and_whole() {
        assert!(CODES.is_sorted());
        assert_eq!(CODES.len(), 731);
        let sections: std::collections::BTreeSet<char> =
            CODES.iter().map(|code| SicCode(*code).section()).collect();
        assert_eq!(sections, ('A'..='U').collect());
    }

    #[test]
    fn codes_over_several_lines() {
        let found = read("85200,\n85310");
        assert_eq!(codes(&found), ["85200", "85310"]);
        assert!(found.faults.is_empty());
        assert!(!found.public_sector);
        assert_eq!(read(""), Industries::default());
    }

    #[test]
    fn one_is_the_public_sector_and_no_code() {
        let found = read("1,\n84110");
        assert!(found.public_sector);
        assert_eq!(codes(&found), ["84110"]);
        assert!(found.faults.is_empty());
        let found = read("1,\n1,\n85200");
        assert_eq!(reasons(&found), ["sic_code_repeated"]);
    }

    #[test]
    fn a_lost_zero_is_put_back() {
        let found = read("1470");
        assert_eq!(codes(&found), ["01470"]);
        assert_eq!(reasons(&found), ["sic_code_zero_restored"]);
        let found = read("1630");
        assert_eq!(codes(&found), ["01630"]);
        assert_eq!(reasons(&found), ["sic_code_not_in_service_list"]);
        assert_eq!(found.codes[0].section(), 'A');
    }

    #[test]
    fn unknown_and_repeated_codes_are_told() {
        let found = read("47520, 47520, 12345, 123, 8520A");
        assert_eq!(codes(&found), ["47520"]);
        assert_eq!(
            reasons(&found),
            [
                "sic_code_repeated",
                "sic_code_unknown",
                "sic_code_unknown",
                "sic_code_malformed"
            ]
        );
    }

    #[test]
    fn sections_follow_divisions() {
        for (code, section) in [
            ("01110", 'A'),
            ("33200", 'C'),
            ("84110", 'O'),
            ("99999", 'U'),
        ] {
            let code: SicCode = code.parse().unwrap();
            assert_eq!(code.section(), section);
            assert_ne!(section_name(section), "Not known");
        }
        assert!("1470".parse::<SicCode>().is_err());
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(text in "[0-9,\n ]{0,40}") {
            let first = read(&text);
            let again = read(&codes(&first).join(", "));
            prop_assert_eq!(&again.codes, &first.codes);
            let only_unlisted = again.faults.iter().all(|fault| fault.3.code == "sic_code_not_in_service_list");
            prop_assert!(only_unlisted);
        }
    }
}
