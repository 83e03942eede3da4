//! The thirty-two symbols that numbers and codes are written in.

const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The symbol for the five low bits of `value`.
pub(super) fn symbol(value: u8) -> char {
    SYMBOLS
        .get(usize::from(value & 31))
        .copied()
        .map_or('0', char::from)
}

/// The value of a symbol as a person may type it: either case, `O` for zero, `I` or `L` for one.
pub(super) fn value(typed: char) -> Option<u8> {
    let upper = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    SYMBOLS
        .iter()
        .position(|&symbol| char::from(symbol) == upper)
        .and_then(|position| u8::try_from(position).ok())
}

/// Whether a character only groups symbols for the eye: a space, a full stop or any kind of dash.
pub(super) fn groups(typed: char) -> bool {
    typed.is_whitespace() || matches!(typed, '.' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The low `5 × count` bits of `bits` as symbols, most significant first.
pub(super) fn write(bits: u64, count: u32) -> String {
    (0..count)
        .rev()
        .map(|place| symbol(u8::try_from((bits >> (5 * place)) & 31).unwrap_or_default()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_reads_back_as_itself_in_either_case() {
        for number in 0..32 {
            let written = symbol(number);
            assert_eq!(value(written), Some(number));
            assert_eq!(value(written.to_ascii_lowercase()), Some(number));
        }
    }

    #[test]
    fn look_alikes_are_understood_and_strangers_are_not() {
        assert_eq!(
            (value('o'), value('I'), value('l')),
            (Some(0), Some(1), Some(1))
        );
        assert_eq!((value('u'), value('é'), value('-')), (None, None, None));
    }

    #[test]
    fn bits_are_written_most_significant_first() {
        assert_eq!(write(0b00001_00010_11111, 3), "12Z");
        assert_eq!(write(u64::MAX, 2), "ZZ");
    }
}
