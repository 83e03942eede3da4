//! The short reference that people quote: `GM-7K2Q9`.

/// Random bytes a reference takes.
pub const REFERENCE_BYTES: usize = 5;
/// Digits and capitals that are not mistaken for one another.
const LETTERS: &[u8; 28] = b"23456789ACDEFGHJKMNPQRTVWXYZ";

/// A reference from an authority's letters and random bytes.
pub fn reference(prefix: &str, random: [u8; REFERENCE_BYTES]) -> String {
    let code: String = random
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(*byte) % LETTERS.len()))
        .map(|letter| char::from(*letter))
        .collect();
    format!("{prefix}-{code}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_holds_no_letter_that_reads_as_another() {
        let all: Vec<String> = (0..=255).map(|n| reference("GM", [n; 5])).collect();
        assert!(
            all.iter()
                .all(|text| text.len() == 8 && text.starts_with("GM-"))
        );
        let codes: String = all.iter().filter_map(|text| text.get(3..)).collect();
        assert!(!codes.contains(['0', 'O', '1', 'I', 'L', 'B', 'S', 'U']));
    }
}
