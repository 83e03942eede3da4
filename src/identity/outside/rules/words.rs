//! One cell of a list: a day, a tier, plain text.

use chrono::NaiveDate;

use crate::identity::directory::rules::dates;

/// What is wrong with a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// Stable code.
    pub code: &'static str,
    /// What is wrong, in a sentence.
    pub sentence: &'static str,
}

/// A day that cannot be read: the row says nothing reliable about when it is valid.
const DAY: CellFault = CellFault {
    code: "day_unreadable",
    sentence: "This is no day of the form 31/12/2026, 2026-12-31 or 31 December 2026.",
};

/// Ways to write a day besides those with slashes and year first.
const FORMS: &[&str] = &["%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%m-%Y", "%d.%m.%Y"];

/// Reads a day; none when the cell is blank.
///
/// # Errors
/// A fault when it is written in no known way; which month is meant is never guessed.
pub fn read_day(text: &str) -> Result<Option<NaiveDate>, CellFault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Some((moment, _)) = dates::read(text) {
        return Ok(Some(moment.date()));
    }
    FORMS
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
        .filter(|day| (1990..2200).contains(&chrono::Datelike::year(day)))
        .map(Some)
        .ok_or(DAY)
}

/// A tier as schemes spell it: the same word, or the only one of them among the words of the cell
/// (“Level 3: Leader” is `leader`); as the list spells it, when schemes know none like it.
pub fn read_tier(text: &str, tiers: &[String]) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let words = words(text);
    let whole = words.join("-");
    if let Some(same) = tiers
        .iter()
        .find(|tier| self::words(tier).join("-") == whole)
    {
        return Some(same.clone());
    }
    let mut among = tiers
        .iter()
        .filter(|tier| words.iter().any(|word| *word == tier.to_lowercase()));
    match (among.next(), among.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => Some(text.to_owned()),
    }
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Text on one line, without marks that nobody sees.
pub(super) fn plain(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A heading made comparable: small letters and digits, single blanks.
pub(super) fn heading(text: &str) -> String {
    words(text).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_here_write_them() {
        for text in [
            "31/12/2026",
            "2026-12-31",
            "31 December 2026",
            "31 Dec 2026",
            "31-Dec-2026",
            "31.12.2026",
            "2026-12-31T00:00:00",
        ] {
            let found = read_day(text).unwrap().unwrap();
            assert_eq!(found.to_string(), "2026-12-31", "{text}");
        }
        assert_eq!(read_day("  "), Ok(None));
        for text in [
            "12/31/2026",
            "soon",
            "46022",
            "31/12/26",
            "31 December 12026",
        ] {
            assert_eq!(read_day(text), Err(DAY), "{text}");
        }
    }

    #[test]
    fn a_tier_is_spelled_as_schemes_spell_it() {
        let tiers = ["committed", "employer", "leader"].map(str::to_owned);
        for (text, tier) in [
            ("Leader", "leader"),
            ("Level 3: Leader", "leader"),
            ("LEVEL 1 (COMMITTED)", "committed"),
            ("Leader and employer", "Leader and employer"),
            ("Gold", "Gold"),
        ] {
            assert_eq!(read_tier(text, &tiers).as_deref(), Some(tier));
        }
        assert_eq!(read_tier(" ", &tiers), None);
    }
}
