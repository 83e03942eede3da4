//! The verification code: what a stranger types to see whether a certificate is real.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::symbols;

/// Symbols drawn at random.
const DRAWN: u32 = 9;
/// Symbols in all: the drawn ones and the check symbol.
const LENGTH: usize = 10;
/// Symbols before the hyphen a reader is given.
const GROUP: usize = 5;

/// What a stranger types to see whether a certificate is real: ten symbols, `K7Q4M-2XH9P`.
///
/// Nine symbols are random (45 bits: one in 35 million million), the tenth is a check symbol, so that a slip of
/// the finger is told apart from a certificate that does not exist. Any one wrong symbol is noticed, and so is any
/// two changing places. Parsing accepts what people write: either case, spaces and dashes anywhere, `O` for `0`,
/// `I` or `L` for `1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VerificationCode(String);

impl VerificationCode {
    /// A code from random bytes. The same bytes always give the same code; three bits of them go unused.
    #[must_use]
    pub fn from_random(bytes: [u8; 6]) -> Self {
        let bits = bytes
            .iter()
            .fold(0_u64, |bits, &byte| (bits << 8) | u64::from(byte));
        let mut code = symbols::write(bits, DRAWN);
        let check = check_of(code.chars().filter_map(symbols::value));
        code.push(symbols::symbol(check));
        Self(code)
    }

    /// The ten symbols without the hyphen: what is stored and compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The code as it is printed: two groups of five.
impl fmt::Display for VerificationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at_checked(GROUP).unwrap_or((&self.0, ""));
        write!(f, "{first}-{second}")
    }
}

impl FromStr for VerificationCode {
    type Err = CodeError;

    fn from_str(typed: &str) -> Result<Self, CodeError> {
        let values = typed
            .chars()
            .filter(|&character| !symbols::groups(character))
            .map(|character| symbols::value(character).ok_or(CodeError::Character(character)))
            .collect::<Result<Vec<u8>, _>>()?;
        if values.len() != LENGTH {
            return Err(CodeError::Length {
                typed: values.len(),
            });
        }
        let (check, drawn) = values.split_last().ok_or(CodeError::Length { typed: 0 })?;
        if check_of(drawn.iter().copied()) != *check {
            return Err(CodeError::Check);
        }
        Ok(Self(values.into_iter().map(symbols::symbol).collect()))
    }
}

impl TryFrom<String> for VerificationCode {
    type Error = CodeError;

    fn try_from(typed: String) -> Result<Self, CodeError> {
        typed.parse()
    }
}

impl From<VerificationCode> for String {
    fn from(code: VerificationCode) -> Self {
        code.to_string()
    }
}

/// Why something typed is not a verification code, in words for whoever typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Too few or too many symbols.
    #[error(
        "A verification code has 10 letters and numbers, like K7Q4M-2XH9P. You entered {typed}."
    )]
    Length {
        /// How many symbols there were.
        typed: usize,
    },
    /// A character that no code contains.
    #[error(
        "A verification code cannot contain ‘{0}’. It has only numbers and the letters A to Z without I, L, O and U."
    )]
    Character(char),
    /// The check symbol does not fit the others.
    #[error(
        "This verification code has a mistake in it. Check each letter and number against the certificate."
    )]
    Check,
}

/// The check symbol: each drawn symbol times its own power of 2 in the field of 32 elements, added up.
///
/// The powers differ from each other and from 1 (the weight of the check symbol itself), which is why one wrong
/// symbol, or two that changed places, cannot leave the sum as it was.
fn check_of(drawn: impl Iterator<Item = u8>) -> u8 {
    drawn.fold(0, |sum, value| times_two(sum ^ value))
}

/// Doubling in the field of 32 elements (modulo x⁵ + x² + 1, whose root generates the whole field).
fn times_two(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 0b10_0000 == 0 {
        doubled
    } else {
        (doubled ^ 0b10_0101) & 31
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The symbols of a code, one replaced.
    fn with_symbol(code: &VerificationCode, place: usize, value: u8) -> String {
        code.as_str()
            .chars()
            .enumerate()
            .map(|(at, symbol)| {
                if at == place {
                    symbols::symbol(value)
                } else {
                    symbol
                }
            })
            .collect()
    }

    #[test]
    fn a_code_is_two_groups_of_five() {
        let code = VerificationCode::from_random([0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC]);
        assert_eq!(code.as_str().len(), LENGTH);
        let printed = code.to_string();
        assert_eq!(
            printed.chars().position(|symbol| symbol == '-'),
            Some(GROUP)
        );
        assert_eq!(printed.replace('-', ""), code.as_str());
    }

    #[test]
    fn doubling_visits_every_element_but_nought() {
        let mut seen = std::collections::BTreeSet::new();
        let mut value = 1;
        while seen.insert(value) {
            value = times_two(value);
        }
        assert_eq!(seen.len(), 31);
        assert!(!seen.contains(&0));
    }

    #[test]
    fn mistakes_are_told_apart() {
        assert_eq!(
            "".parse::<VerificationCode>(),
            Err(CodeError::Length { typed: 0 })
        );
        assert_eq!(
            "K7Q4M-2XH9".parse::<VerificationCode>(),
            Err(CodeError::Length { typed: 9 })
        );
        assert_eq!(
            "K7Q4M-2XH9PP".parse::<VerificationCode>(),
            Err(CodeError::Length { typed: 11 })
        );
        assert_eq!(
            "K7Q4M-2XU9P".parse::<VerificationCode>(),
            Err(CodeError::Character('U'))
        );
    }

    #[test]
    fn json_holds_the_printed_form_and_is_checked_on_the_way_in() {
        let code = VerificationCode::from_random(*b"random");
        let json = serde_json::to_string(&code).unwrap();
        assert_eq!(json, format!("\"{code}\""));
        assert_eq!(
            serde_json::from_str::<VerificationCode>(&json).unwrap(),
            code
        );
        assert!(serde_json::from_str::<VerificationCode>("\"0000000001\"").is_err());
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(bytes: [u8; 6]) {
            let code = VerificationCode::from_random(bytes);
            prop_assert_eq!(code.to_string().parse::<VerificationCode>(), Ok(code.clone()));
            prop_assert_eq!(code.as_str().parse::<VerificationCode>(), Ok(code));
        }

        #[test]
        fn people_may_write_it_their_way(
            bytes: [u8; 6],
            lower in any::<[bool; LENGTH]>(),
            gaps in proptest::collection::vec(prop_oneof![Just(""), Just(" "), Just("-"), Just("–"), Just("\u{a0}")], LENGTH),
            letters: bool,
        ) {
            let code = VerificationCode::from_random(bytes);
            let typed: String = code
                .as_str()
                .chars()
                .zip(lower)
                .zip(gaps)
                .flat_map(|((symbol, lower), gap)| {
                    let symbol = match (letters, symbol) {
                        (true, '0') => 'O',
                        (true, '1') if lower => 'l',
                        (true, '1') => 'I',
                        _ => symbol,
                    };
                    let symbol = if lower { symbol.to_ascii_lowercase() } else { symbol };
                    gap.chars().chain([symbol])
                })
                .collect();
            prop_assert_eq!(typed.parse::<VerificationCode>(), Ok(code));
        }

        #[test]
        fn one_wrong_symbol_is_noticed(bytes: [u8; 6], place in 0..LENGTH, wrong in 0_u8..32) {
            let code = VerificationCode::from_random(bytes);
            let typed = with_symbol(&code, place, wrong);
            prop_assume!(typed != code.as_str());
            prop_assert_eq!(typed.parse::<VerificationCode>(), Err(CodeError::Check));
        }

        #[test]
        fn two_symbols_changing_places_is_noticed(bytes: [u8; 6], one in 0..LENGTH, other in 0..LENGTH) {
            let code = VerificationCode::from_random(bytes);
            let mut symbols: Vec<char> = code.as_str().chars().collect();
            symbols.swap(one, other);
            let typed: String = symbols.into_iter().collect();
            prop_assume!(typed != code.as_str());
            prop_assert_eq!(typed.parse::<VerificationCode>(), Err(CodeError::Check));
        }

        #[test]
        fn nothing_typed_is_a_panic(typed in ".*") {
            let _ = typed.parse::<VerificationCode>();
        }
    }
}
