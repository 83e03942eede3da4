//! United Kingdom postcodes: `AA9A 9AA`, area, district, sector and unit.

use super::{Fault, Reading};

/// Every postcode area, the Crown dependencies and the one non-geographic area companies use.
const AREAS: &[&str] = &[
    "AB", "AL", "B", "BA", "BB", "BD", "BH", "BL", "BN", "BR", "BS", "BT", "BX", "CA", "CB", "CF",
    "CH", "CM", "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY",
    "E", "EC", "EH", "EN", "EX", "FK", "FY", "G", "GL", "GU", "GY", "HA", "HD", "HG", "HP", "HR",
    "HS", "HU", "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT", "KW", "KY", "L", "LA", "LD", "LE",
    "LL", "LN", "LS", "LU", "M", "ME", "MK", "ML", "N", "NE", "NG", "NN", "NP", "NR", "NW", "OL",
    "OX", "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM", "S", "SA", "SE", "SG", "SK", "SL",
    "SM", "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS",
    "TW", "UB", "W", "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO", "ZE",
];
/// Letters that end a postcode; C, I, K, M, O and V are never used there.
const UNIT_LETTERS: &str = "ABDEFGHJLNPQRSTUWXYZ";

/// Spaces, small letters or a stray full stop.
const TIDIED: Fault = Fault::new(
    "postcode_tidied",
    "The space was put where it belongs, letters made capital, stray marks taken off.",
);
/// The letter O for the digit 0, or the other way round.
const LETTER_FOR_DIGIT: Fault = Fault::new(
    "postcode_letter_o_for_zero",
    "The letter O and the digit 0 were mixed up; only one way to read it is a postcode.",
);
/// No postcode.
const MALFORMED: Fault = Fault::new(
    "postcode_malformed",
    "Not a United Kingdom postcode, and not plainly one with a slip of the pen.",
);

/// Reads a postcode; what it gives has the form `AA9A 9AA`.
pub fn read(text: &str) -> Reading<String> {
    let compact: String = text
        .trim_matches(|c: char| !c.is_alphanumeric())
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if compact.is_empty() {
        return if text.trim().is_empty() {
            Reading::blank()
        } else {
            Reading::rejected(MALFORMED)
        };
    }
    if let Some(postcode) = spaced(&compact) {
        return if postcode == text {
            Reading::clean(postcode)
        } else {
            Reading::repaired(postcode, TIDIED)
        };
    }
    let mut candidates = with_o_and_zero_swapped(&compact);
    match (candidates.pop(), candidates.is_empty()) {
        (Some(postcode), true) => Reading::repaired(postcode, LETTER_FOR_DIGIT),
        _ => Reading::rejected(MALFORMED),
    }
}

/// The postcode at the end of an address, when its last part is plainly one.
pub fn at_end_of(address: &str) -> Option<String> {
    let last = address
        .trim_end_matches(|c: char| !c.is_alphanumeric())
        .rsplit(',')
        .next()?;
    read(last).value
}

/// The postcode with its space, when the letters and digits make one.
fn spaced(compact: &str) -> Option<String> {
    if compact == "GIR0AA" {
        return Some("GIR 0AA".to_owned());
    }
    let (outward, inward) = compact.split_at_checked(compact.len().checked_sub(3)?)?;
    let [sector, first, second] = inward.as_bytes() else {
        return None;
    };
    let unit = |letter: &u8| UNIT_LETTERS.as_bytes().contains(letter);
    (is_outward(outward) && sector.is_ascii_digit() && unit(first) && unit(second))
        .then(|| format!("{outward} {inward}"))
}

/// A known area, then a digit, a digit and another, or a digit and a letter.
fn is_outward(outward: &str) -> bool {
    let letters = outward.bytes().take_while(u8::is_ascii_alphabetic).count();
    let Some((area_letters, district)) = outward.split_at_checked(letters) else {
        return false;
    };
    AREAS.contains(&area_letters)
        && match district.as_bytes() {
            [digit] => digit.is_ascii_digit(),
            [digit, other] => digit.is_ascii_digit() && other.is_ascii_alphanumeric(),
            _ => false,
        }
}

/// Every postcode the letters and digits make with some O read as 0 or some 0 read as O.
fn with_o_and_zero_swapped(compact: &str) -> Vec<String> {
    let doubtful: Vec<usize> = compact
        .char_indices()
        .filter(|(_, c)| matches!(c, 'O' | '0'))
        .map(|(place, _)| place)
        .collect();
    // A postcode has seven characters at most; more doubt than that is no slip of the pen.
    if compact.len() > 7 || doubtful.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for choice in 1_u32..(1 << doubtful.len()) {
        let candidate: String = compact
            .char_indices()
            .map(|(place, c)| {
                let swapped = doubtful
                    .iter()
                    .position(|at| *at == place)
                    .is_some_and(|bit| choice & (1 << bit) != 0);
                match (swapped, c) {
                    (true, 'O') => '0',
                    (true, _) => 'O',
                    (false, c) => c,
                }
            })
            .collect();
        found.extend(spaced(&candidate));
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(text: &str) -> (Option<String>, Option<&'static str>) {
        let reading = read(text);
        (reading.value, reading.fault.map(|(_, fault)| fault.code))
    }

    fn mended(text: &str, postcode: &str, reason: &'static str) {
        assert_eq!(
            code(text),
            (Some(postcode.to_owned()), Some(reason)),
            "{text}"
        );
    }

    #[test]
    fn postcodes_are_taken_as_they_are() {
        for postcode in [
            "M1 1AE", "SY23 3FL", "W1A 0AX", "EC1A 1BB", "E1 6AN", "ZE1 0AA",
        ] {
            assert_eq!(read(postcode), Reading::clean(postcode.to_owned()));
        }
        assert_eq!(read("  "), Reading::blank());
    }

    #[test]
    fn spaces_and_stray_marks_are_mended() {
        mended("M11AE", "M1 1AE", "postcode_tidied");
        mended(" SY23 3FL", "SY23 3FL", "postcode_tidied");
        mended("W1   5YG", "W1 5YG", "postcode_tidied");
        mended("m5 4wt,", "M5 4WT", "postcode_tidied");
        mended("HP 21 8AL", "HP21 8AL", "postcode_tidied");
        mended(" SW1 H0TL", "SW1H 0TL", "postcode_tidied");
        mended("WS2 9PS.", "WS2 9PS", "postcode_tidied");
    }

    #[test]
    fn o_for_zero_is_mended_only_when_there_is_one_way() {
        mended("KT16 OPZ", "KT16 0PZ", "postcode_letter_o_for_zero");
        mended("CM2 OLS", "CM2 0LS", "postcode_letter_o_for_zero");
        mended("S023 9NA", "SO23 9NA", "postcode_letter_o_for_zero");
        mended("P033 3FE", "PO33 3FE", "postcode_letter_o_for_zero");
        mended("SSO 9HR", "SS0 9HR", "postcode_letter_o_for_zero");
        assert_eq!(
            code("OO1 1AA"),
            (None, Some("postcode_malformed")),
            "no such area"
        );
    }

    #[test]
    fn foreign_and_broken_codes_are_rejected() {
        for text in [
            "8001",
            "HMJX",
            "DT1 2J",
            "02116",
            "95054-1234",
            "HM 11",
            "ZZ1 1AA",
            "M1 1CK",
            ".",
            "AAA 9AA",
            "É1 1AA",
            "M1 1AÉ",
        ] {
            assert_eq!(code(text), (None, Some("postcode_malformed")), "{text}");
        }
    }

    #[test]
    fn an_address_may_end_in_one() {
        assert_eq!(
            at_end_of("1 Invented Street, Penglais, sy23 3fl").as_deref(),
            Some("SY23 3FL")
        );
        assert_eq!(
            at_end_of("The Invented Crescent, Exampleton, M1 1AA, ").as_deref(),
            Some("M1 1AA")
        );
        assert_eq!(at_end_of("1 Invented Street, Boston, Ma 02116"), None);
        assert_eq!(at_end_of(""), None);
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(text in "[ A-Z0-9]{0,9}") {
            if let Some(postcode) = read(&text).value {
                prop_assert_eq!(read(&postcode), Reading::clean(postcode));
            }
        }

        #[test]
        fn any_text_is_read(text in any::<String>()) {
            let _ = read(&text);
            let _ = at_end_of(&text);
        }
    }
}
