//! Words that may exist in more than one language.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Wording in English, and in any other languages the scheme offers.
///
/// In JSON and in a pack it is a plain string, or a map from language tag to string that has an `en`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct Text {
    en: String,
    other: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Wire {
    One(String),
    Many(BTreeMap<String, String>),
}

impl Text {
    /// English wording only.
    pub fn english(text: impl Into<String>) -> Self {
        Self {
            en: text.into(),
            other: BTreeMap::new(),
        }
    }

    /// Wording by language; `None` when there is no English.
    pub fn from_languages(mut by_language: BTreeMap<String, String>) -> Option<Self> {
        let en = by_language.remove("en")?;
        Some(Self {
            en,
            other: by_language,
        })
    }

    /// The wording in a language, or in English where it has not been translated.
    pub fn get(&self, language: &str) -> &str {
        self.other.get(language).map_or(&self.en, String::as_str)
    }

    /// The English wording.
    pub fn as_str(&self) -> &str {
        &self.en
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.en.trim().is_empty()
    }

    /// The languages it exists in besides English.
    pub fn other_languages(&self) -> impl Iterator<Item = &str> {
        self.other.keys().map(String::as_str)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl TryFrom<Wire> for Text {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, Self::Error> {
        match wire {
            Wire::One(en) => Ok(Self::english(en)),
            Wire::Many(by_language) => {
                Self::from_languages(by_language).ok_or("the wording has no English (en) form")
            }
        }
    }
}

impl From<Text> for Wire {
    fn from(text: Text) -> Self {
        if text.other.is_empty() {
            return Self::One(text.en);
        }
        let mut by_language = text.other;
        by_language.insert("en".to_owned(), text.en);
        Self::Many(by_language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_and_translated_words_survive_json() {
        for json in ["\"Pay\"", "{\"cy\":\"Cyflog\",\"en\":\"Pay\"}"] {
            let text: Text = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&text).unwrap(), json);
            assert_eq!(text.to_string(), "Pay");
            assert_eq!(text.get("fr"), "Pay");
        }
        let both: Text = serde_json::from_str("{\"cy\":\"Cyflog\",\"en\":\"Pay\"}").unwrap();
        assert_eq!(both.get("cy"), "Cyflog");
        assert!(serde_json::from_str::<Text>("{\"cy\":\"Cyflog\"}").is_err());
    }
}
