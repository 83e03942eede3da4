//! Names made comparable, and searched for.

/// A name or query in small letters and digits with single blanks between words: accents, marks
/// and the difference between “and” and “&”, “Limited” and “Ltd” are gone.
pub fn search_name(name: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for c in name.chars() {
        match c {
            // Marks inside words: St. John's, A.B.C.
            '\'' | '’' | '‘' | '`' | '.' => {}
            '&' | '+' => {
                words.push(std::mem::take(&mut word));
                words.push("and".to_owned());
            }
            c if c.is_alphanumeric() => fold(c, &mut word),
            _ => words.push(std::mem::take(&mut word)),
        }
    }
    words.push(word);
    let words: Vec<&str> = words
        .iter()
        .map(|word| match word.as_str() {
            "limited" | "cyfyngedig" => "ltd",
            "incorporated" => "inc",
            "company" => "co",
            word => word,
        })
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// The words a query asks for: a name has each of them as the beginning of one of its words.
pub fn query_words(query: &str) -> Vec<String> {
    search_name(query)
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| {
            // Half-typed forms of the words that names are stored without.
            let half = |whole: &str| word.len() >= 3 && whole.starts_with(word) && whole != word;
            if half("limited") || half("cyfyngedig") {
                "ltd"
            } else {
                word
            }
        })
        .map(str::to_owned)
        .collect()
}

/// Appends a letter or digit in its plain form.
fn fold(c: char, word: &mut String) {
    for c in c.to_lowercase() {
        let plain = match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
            'æ' => "ae",
            'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
            'ď' | 'đ' | 'ð' => "d",
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
            'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
            'ĥ' | 'ħ' => "h",
            'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
            'ĵ' => "j",
            'ķ' => "k",
            'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
            'ñ' | 'ń' | 'ņ' | 'ň' => "n",
            'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
            'œ' => "oe",
            'ŕ' | 'ŗ' | 'ř' => "r",
            'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
            'ß' => "ss",
            'ţ' | 'ť' | 'ț' => "t",
            'þ' => "th",
            'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
            'ŵ' | 'ẁ' | 'ẃ' | 'ẅ' => "w",
            'ý' | 'ÿ' | 'ŷ' | 'ỳ' => "y",
            'ź' | 'ż' | 'ž' => "z",
            // The dot that “İ” leaves behind is no letter.
            c if c.is_alphanumeric() => {
                word.push(c);
                continue;
            }
            _ => continue,
        };
        word.push_str(plain);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_accents_and_short_forms_do_not_matter() {
        for (one, other) in [
            ("Invented & Sons Limited", "INVENTED AND SONS LTD"),
            ("St. Swithin's Trust", "st swithins trust"),
            ("A.B.C. Widgets", "ABC  widgets"),
            ("Caffi Tŷ Bòrd Cyfyngedig", "caffi ty bord ltd."),
            ("“Quoted” Works, Incorporated", "quoted works inc"),
            ("Søren-Ægir", "soren aegir"),
        ] {
            assert_eq!(search_name(one), search_name(other));
        }
        assert_eq!(search_name("--"), "");
    }

    #[test]
    fn half_typed_words_find_whole_ones() {
        assert_eq!(query_words("Invented lim"), ["invented", "ltd"]);
        assert_eq!(query_words("  harb   STREET "), ["harb", "street"]);
        assert_eq!(query_words("li"), ["li"]);
        assert!(query_words(" %_ ").is_empty());
    }

    proptest! {
        #[test]
        fn comparing_twice_is_comparing_once(name in any::<String>()) {
            let once = search_name(&name);
            prop_assert_eq!(search_name(&once), once.clone());
            prop_assert!(!once.contains("  ") && once.trim() == once);
        }
    }
}
