//! A question to the register, as it stands in an address.

use chrono::{Datelike, NaiveDate};
use entity::kinds::SizeBand;

use crate::accreditation::rules::{Status, search_form};
use crate::platform::error::{FieldErrors, Result};

/// Longest search, in characters.
const WORDS_MAX_CHARACTERS: usize = 200;
/// Ways in which people write a day.
const DAY_FORMS: [&str; 4] = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"];

/// What a question may name, in the order of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Words of the name.
    Words,
    /// Short name of an authority.
    Authority,
    /// Short name of a scheme.
    Scheme,
    /// Code of a tier.
    Tier,
    /// Short name of a council.
    Council,
    /// SIC section letter.
    Sector,
    /// Size band.
    Size,
    /// Status.
    Status,
    /// Day.
    On,
}

impl Field {
    /// Every one of them, in order.
    pub const ALL: [Self; 9] = [
        Self::Words,
        Self::Authority,
        Self::Scheme,
        Self::Tier,
        Self::Council,
        Self::Sector,
        Self::Size,
        Self::Status,
        Self::On,
    ];

    /// Its name in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Words => "q",
            Self::Authority => "authority",
            Self::Scheme => "scheme",
            Self::Tier => "tier",
            Self::Council => "council",
            Self::Sector => "sector",
            Self::Size => "size",
            Self::Status => "status",
            Self::On => "on",
        }
    }
}

/// A question as typed, whatever it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    values: Vec<(Field, String)>,
    /// Which page, as typed.
    pub page: String,
}

impl Question {
    /// Reads the query of an address; what the register does not know is left out.
    pub fn read<K: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let mut question = Self::default();
        for (key, value) in pairs {
            let mut value = value.as_ref().trim().to_owned();
            value.retain(|character| character != '\0');
            if value.is_empty() {
                continue;
            }
            if key.as_ref() == "page" {
                question.page = value;
            } else if let Some(field) = Field::ALL.into_iter().find(|f| f.as_str() == key.as_ref())
                && question.get(field).is_empty()
            {
                question.values.push((field, value));
            }
        }
        question.values.sort_by_key(|(field, _)| *field);
        question
    }

    /// What was typed, empty when nothing was.
    pub fn get(&self, field: Field) -> &str {
        self.values
            .iter()
            .find(|(key, _)| *key == field)
            .map_or("", |(_, value)| value.as_str())
    }

    /// The same question with one thing said otherwise, or not at all; from its first page.
    #[must_use]
    pub fn with(&self, field: Field, value: Option<&str>) -> Self {
        let mut values: Vec<_> = self
            .values
            .iter()
            .filter(|(key, _)| *key != field)
            .cloned()
            .collect();
        values.extend(value.map(|value| (field, value.to_owned())));
        values.sort_by_key(|(field, _)| *field);
        Self {
            values,
            page: String::new(),
        }
    }

    /// Every value that was typed, by its name in addresses.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.values
            .iter()
            .map(|(field, value)| (field.as_str(), value.as_str()))
    }

    /// The address of the answer at a path.
    pub fn address(&self, path: &str, page: Option<u64>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.pairs());
        if let Some(page) = page.filter(|page| *page > 1) {
            query.append_pair("page", &page.to_string());
        }
        let query = query.finish();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }

    /// Whether anything but the day narrows the list.
    pub fn narrows(&self) -> bool {
        self.values.iter().any(|(field, _)| *field != Field::On)
    }

    /// Understands the question.
    ///
    /// # Errors
    /// A sentence at each field that cannot be understood.
    pub fn ask(&self, today: NaiveDate) -> Result<Asked> {
        let mut errors = FieldErrors::new();
        let words = self.get(Field::Words);
        if words.chars().count() > WORDS_MAX_CHARACTERS {
            errors.add(
                "q",
                format!("Shorten the name to {WORDS_MAX_CHARACTERS} characters or fewer"),
            );
        }
        let status = self.chosen::<Status>(
            Field::Status,
            "Choose a status: not_yet, active, suspended, withdrawn, relinquished, superseded or lapsed",
            &mut errors,
        );
        let size_band = self.chosen::<SizeBand>(
            Field::Size,
            "Choose a size: micro, small, medium or large",
            &mut errors,
        );
        let sector = match self.get(Field::Sector) {
            "" => None,
            letter if letter.len() == 1 && letter.bytes().all(|b| b.is_ascii_alphabetic()) => {
                Some(letter.to_ascii_uppercase())
            }
            _ => {
                errors.add(
                    "sector",
                    "Choose a sector by its letter, from A to U, as in the list of sectors",
                );
                None
            }
        };
        let on = match read_day(self.get(Field::On), today) {
            Ok(on) => on,
            Err(sentence) => {
                errors.add("on", sentence);
                None
            }
        };
        errors.into_result()?;
        let text = |field| Some(self.get(field).to_owned()).filter(|text| !text.is_empty());
        Ok(Asked {
            words: words.to_owned(),
            authority: text(Field::Authority),
            scheme: text(Field::Scheme),
            tier: text(Field::Tier),
            council: text(Field::Council).map(|name| council_slug(&name)),
            sector,
            size_band,
            status,
            on,
            page: self.page.parse().ok(),
        })
    }

    fn chosen<T: std::str::FromStr>(
        &self,
        field: Field,
        sentence: &str,
        errors: &mut FieldErrors,
    ) -> Option<T> {
        let text = self.get(field);
        if text.is_empty() {
            return None;
        }
        let value = text.to_lowercase().parse().ok();
        if value.is_none() {
            errors.add(field.as_str(), sentence);
        }
        value
    }
}

/// Reads a day that is not in the future; none when nothing was typed.
fn read_day(text: &str, today: NaiveDate) -> std::result::Result<Option<NaiveDate>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    let day = DAY_FORMS
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
        .filter(|day| (2000..=9999).contains(&day.year()))
        .ok_or("Enter a real date, like 2026-03-31 or 31 March 2026")?;
    if day > today {
        return Err("Enter today’s date or an earlier one: nobody knows yet what happens later");
    }
    Ok(Some(day))
}

/// A question that was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Words of the name.
    pub words: String,
    /// Short name of an authority.
    pub authority: Option<String>,
    /// Short name of a scheme.
    pub scheme: Option<String>,
    /// Code of a tier.
    pub tier: Option<String>,
    /// Short name of a council.
    pub council: Option<String>,
    /// SIC section letter.
    pub sector: Option<String>,
    /// Size band.
    pub size_band: Option<SizeBand>,
    /// Status.
    pub status: Option<Status>,
    /// The day asked about; today when not named.
    pub on: Option<NaiveDate>,
    /// Which page.
    pub page: Option<u64>,
}

/// The short name of a council in addresses: `st-helens`.
pub fn council_slug(name: &str) -> String {
    search_form(name)
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::error::Error;

    fn today() -> NaiveDate {
        "2026-11-24".parse().unwrap()
    }

    fn errors(pairs: &[(&str, &str)]) -> Vec<String> {
        match Question::read(pairs.iter().copied()).ask(today()) {
            Err(Error::Invalid(errors)) => errors.0.into_iter().map(|e| e.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_day_reads_however_it_is_written() {
        for text in ["2026-03-31", "31/03/2026", "31 March 2026", "31 Mar 2026"] {
            let asked = Question::read([("on", text)]).ask(today()).unwrap();
            assert_eq!(asked.on, "2026-03-31".parse().ok(), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_understood_is_said_at_its_field() {
        assert_eq!(errors(&[("on", "31 February 2026")]), ["on"]);
        assert_eq!(errors(&[("on", "2026-11-25")]), ["on"]);
        assert_eq!(errors(&[("on", "+262142-01-01")]), ["on"]);
        assert_eq!(
            errors(&[("status", "x"), ("size", "y"), ("sector", "ZZ")]),
            ["status", "size", "sector"]
        );
        assert_eq!(errors(&[("q", &"x".repeat(201))]), ["q"]);
    }

    #[test]
    fn an_address_says_the_question_again() {
        let asked = Question::read([
            ("status", "lapsed"),
            ("q", "O’Neill & Sons\0"),
            ("on", ""),
            ("utm", "x"),
            ("page", "7"),
            ("q", "second"),
        ]);
        assert_eq!(
            asked.address("/register", Some(7)),
            "/register?q=O%E2%80%99Neill+%26+Sons&status=lapsed&page=7"
        );
        let narrowed = asked.with(Field::Council, Some("st-helens"));
        assert_eq!(
            narrowed.with(Field::Words, None).address("/register", None),
            "/register?council=st-helens&status=lapsed"
        );
        assert_eq!(
            Question::default().address("/register", Some(1)),
            "/register"
        );
    }

    #[test]
    fn councils_have_short_names() {
        assert_eq!(council_slug("St. Helens"), "st-helens");
        assert_eq!(council_slug("Ynys Môn / Anglesey"), "ynys-mon-anglesey");
    }
}
