//! The name of an entry in register addresses, and names as they are searched for.

/// Characters of the code that ends an entry's name.
pub const ENTRY_CODE_CHARACTERS: usize = 4;
/// Longest part of the employer's name in an address.
const NAME_PART_MAX: usize = 60;
/// No letters or digits that are taken for one another.
const CODE_ALPHABET: &[u8; 30] = b"23456789abcdefghjkmnpqrstvwxyz";

/// `harbour-street-bakery-ltd-7k2q`: the employer's name as far as an address takes it, and a code
/// that tells it from others of that name.
pub fn entry_name(name: &str, random: [u8; ENTRY_CODE_CHARACTERS]) -> String {
    let mut words = String::new();
    for word in search_form(name).split(|c: char| !c.is_ascii_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        let room = NAME_PART_MAX.saturating_sub(words.len() + usize::from(!words.is_empty()));
        if words.is_empty() {
            words.extend(word.chars().take(room));
        } else if word.len() <= room {
            words.push('-');
            words.push_str(word);
        } else {
            break;
        }
    }
    if words.is_empty() {
        words.push_str("employer");
    }
    words.push('-');
    words.extend(random.iter().map(|byte| {
        let place = usize::from(*byte) % CODE_ALPHABET.len();
        char::from(CODE_ALPHABET.get(place).copied().unwrap_or(b'2'))
    }));
    words
}

/// A name as it is searched for: lower case, without accents and apostrophes, single blanks.
pub fn search_form(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => folded.push('a'),
            'æ' => folded.push_str("ae"),
            'ç' | 'ć' | 'č' => folded.push('c'),
            'ď' | 'đ' | 'ð' => folded.push('d'),
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => folded.push('e'),
            'ğ' => folded.push('g'),
            'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => folded.push('i'),
            'ł' | 'ľ' => folded.push('l'),
            'ñ' | 'ń' | 'ň' => folded.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => folded.push('o'),
            'œ' => folded.push_str("oe"),
            'ř' => folded.push('r'),
            'ś' | 'ş' | 'š' | 'ș' => folded.push('s'),
            'ß' => folded.push_str("ss"),
            'ť' | 'ț' => folded.push('t'),
            'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => folded.push('u'),
            'ŵ' | 'ẁ' | 'ẃ' | 'ẅ' => folded.push('w'),
            'ý' | 'ÿ' | 'ŷ' | 'ỳ' => folded.push('y'),
            'ź' | 'ż' | 'ž' => folded.push('z'),
            // Combining accents, and apostrophes of any shape.
            '\u{300}'..='\u{36f}' | '\'' | '’' | '‘' => {}
            other => folded.push(other),
        }
    }
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_reads_like_the_employer() {
        let entry = entry_name("Harbour Street Bakery Ltd", [5, 17, 0, 22]);
        assert_eq!(entry, "harbour-street-bakery-ltd-7k2r");
        assert_eq!(
            entry_name("Tŷ’r Gân & O'Neill (Cafés) Cyf.", [0; 4]),
            "tyr-gan-oneill-cafes-cyf-2222"
        );
    }

    #[test]
    fn any_name_gives_an_address() {
        let long = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch ".repeat(4);
        for name in [long.as_str(), "株式会社", "", "---", "1", &"x".repeat(500)] {
            let entry = entry_name(name, [1, 2, 3, 4]);
            assert!(
                entry.len() <= NAME_PART_MAX + 1 + ENTRY_CODE_CHARACTERS,
                "{entry}"
            );
            assert!(
                entry
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
                "{entry}"
            );
            assert!(!entry.starts_with('-') && !entry.contains("--"), "{entry}");
        }
        assert_eq!(entry_name("株式会社", [0; 4]), "employer-2222");
    }

    #[test]
    fn a_search_finds_a_name_however_it_is_accented() {
        assert_eq!(search_form("  Llŷn   CAFÉ "), "llyn cafe");
        assert_eq!(search_form("Cafe\u{301}"), "cafe");
    }
}
