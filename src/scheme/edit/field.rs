//! Fields of a form, as data: what a page shows and what is read back under the same names.

use std::collections::BTreeMap;

use crate::scheme::rules::Text;

/// How a field is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A few words.
    Line,
    /// Words on several lines.
    Long,
    /// A number.
    Number,
    /// One of several, as what is sent and what is read.
    Choice(Vec<(String, String)>),
    /// A box to tick; `yes` when it is.
    Tick,
    /// A day, sent as `_day`, `_month` and `_year`.
    Day,
    /// Not shown.
    Hidden,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it is sent as.
    pub name: String,
    /// What it is.
    pub label: String,
    /// What helps to fill it in; may be empty.
    pub hint: String,
    /// What it holds.
    pub value: String,
    /// How it is filled in.
    pub shape: Shape,
}

impl Field {
    fn new(name: impl Into<String>, label: impl Into<String>, shape: Shape) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: String::new(),
            value: String::new(),
            shape,
        }
    }

    /// A few words.
    pub fn line(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Shape::Line)
    }

    /// Words on several lines.
    pub fn long(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Shape::Long)
    }

    /// A number.
    pub fn number(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Shape::Number)
    }

    /// A box to tick.
    pub fn tick(name: impl Into<String>, label: impl Into<String>, ticked: bool) -> Self {
        let value = if ticked { "yes" } else { "" };
        Self::new(name, label, Shape::Tick).value(value)
    }

    /// A day, as `2027-03-31`.
    pub fn day(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Shape::Day)
    }

    /// What is sent without being shown.
    pub fn hidden(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self::new(name, "", Shape::Hidden).value(value)
    }

    /// One of several.
    pub fn choice<V: Into<String>, L: Into<String>>(
        name: impl Into<String>,
        label: impl Into<String>,
        options: impl IntoIterator<Item = (V, L)>,
    ) -> Self {
        let options = options.into_iter().map(|(v, l)| (v.into(), l.into()));
        Self::new(name, label, Shape::Choice(options.collect()))
    }

    /// With what helps to fill it in.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// With what it holds.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// With what is held under its name, where something is.
    #[must_use]
    pub fn held(mut self, values: &BTreeMap<String, String>) -> Self {
        if let Some(value) = values.get(&self.name) {
            self.value.clone_from(value);
        }
        self
    }
}

/// Fields that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// What they are about; may be empty.
    pub heading: String,
    /// The fields.
    pub fields: Vec<Field>,
}

impl Group {
    /// Fields about one thing.
    pub fn new(heading: impl Into<String>, fields: Vec<Field>) -> Self {
        Self {
            heading: heading.into(),
            fields,
        }
    }
}

/// The fields of wording, one a language.
pub(super) fn wording(
    languages: &[String],
    name: &str,
    label: &str,
    text: &Text,
    is_long: bool,
) -> Vec<Field> {
    languages
        .iter()
        .map(|language| {
            let is_kept = language == "en" || text.other_languages().any(|other| other == language);
            let value = if is_kept { text.get(language) } else { "" };
            let label = match languages.len() {
                0 | 1 => label.to_owned(),
                _ => format!("{label} ({language})"),
            };
            let name = format!("{name}_{language}");
            let shape = if is_long { Shape::Long } else { Shape::Line };
            Field::new(name, label, shape).value(value)
        })
        .collect()
}

/// Wording as it was typed; what is kept in languages that the form does not show stays. `None` when
/// there is no English.
pub(super) fn read_wording(
    languages: &[String],
    name: &str,
    kept: Option<&Text>,
    typed: super::Typed<'_>,
) -> Option<Text> {
    let mut by_language = BTreeMap::new();
    if let Some(kept) = kept {
        for language in kept.other_languages() {
            by_language.insert(language.to_owned(), kept.get(language).to_owned());
        }
    }
    for language in languages {
        let text = typed(&format!("{name}_{language}")).replace("\r\n", "\n");
        if text.is_empty() {
            by_language.remove(language);
        } else {
            by_language.insert(language.clone(), text);
        }
    }
    Text::from_languages(by_language)
}
