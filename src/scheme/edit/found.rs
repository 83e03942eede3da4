//! The fields of a part of a version, as they are found in its content.

use serde_json::Value;

use super::words::Line;
use crate::scheme::rules::SchemeVersion;

/// Fields as they are found.
pub(super) struct Found {
    pub(super) heading: String,
    pub(super) lines: Vec<Line>,
    languages: Vec<String>,
}

impl Found {
    /// Nothing yet; wording is looked for in the languages of a version.
    pub(super) fn of(version: &SchemeVersion) -> Self {
        Self {
            heading: String::new(),
            lines: Vec::new(),
            languages: version.scheme.languages.clone(),
        }
    }

    /// One of several words; the usual one where none is kept.
    pub(super) fn choice(
        &mut self,
        content: &Value,
        path: &str,
        label: &str,
        options: &[(&'static str, &'static str)],
        usual: &str,
    ) {
        let value = match content.pointer(path) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Bool(flag)) => flag.to_string(),
            _ => usual.to_owned(),
        };
        self.push(path, label, value, false, false);
        if let Some(line) = self.lines.last_mut() {
            line.options = options.to_vec();
        }
    }

    /// Several words, separated by commas.
    pub(super) fn list(&mut self, content: &Value, path: &str, label: &str) {
        let words: Vec<&str> = match content.pointer(path) {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            _ => return,
        };
        self.push(path, label, words.join(", "), false, false);
        if let Some(line) = self.lines.last_mut() {
            (line.is_list, line.is_optional) = (true, true);
        }
    }

    /// A number, or a day, that may be left out.
    pub(super) fn optional(&mut self, content: &Value, path: &str, label: &str, is_number: bool) {
        let value = match content.pointer(path) {
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::String(text)) => text.clone(),
            _ => String::new(),
        };
        self.push(path, label, value, false, is_number);
        if let Some(line) = self.lines.last_mut() {
            line.is_optional = true;
        }
    }

    fn push(&mut self, name: &str, label: &str, value: String, is_long: bool, is_number: bool) {
        self.lines.push(Line {
            heading: std::mem::take(&mut self.heading),
            name: name.to_owned(),
            label: label.to_owned(),
            value,
            is_long,
            is_number,
            is_optional: false,
            is_list: false,
            options: Vec::new(),
        });
    }

    pub(super) fn words(&mut self, content: &Value, path: &str, label: &str) {
        self.wording(content, path, label, false);
    }

    pub(super) fn long(&mut self, content: &Value, path: &str, label: &str) {
        self.wording(content, path, label, true);
    }

    /// Wording, once for each language it is in; nothing where there is none.
    fn wording(&mut self, content: &Value, path: &str, label: &str, is_long: bool) {
        let (en, others) = match content.pointer(path) {
            Some(Value::String(text)) => (path.to_owned(), vec![("en", text.as_str())]),
            Some(Value::Object(kept)) => {
                let kept = kept.iter().map(|(language, value)| {
                    (language.as_str(), value.as_str().unwrap_or_default())
                });
                (format!("{path}/en"), kept.collect())
            }
            _ => return,
        };
        if self.languages.len() < 2 && others.len() < 2 {
            let text = others.first().map_or("", |(_, text)| *text).to_owned();
            return self.push(&en, label, text, is_long, false);
        }
        let mut languages: Vec<String> = vec!["en".to_owned()];
        let known = others.iter().map(|(language, _)| (*language).to_owned());
        for language in self.languages.iter().cloned().chain(known) {
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
        for language in languages {
            let of = others.iter().find(|(known, _)| *known == language);
            let text = of.map_or("", |(_, text)| *text).to_owned();
            let name = if language == "en" {
                en.clone()
            } else {
                format!("{path}/{language}")
            };
            self.push(
                &name,
                &format!("{label} ({language})"),
                text,
                is_long,
                false,
            );
            if let Some(line) = self.lines.last_mut() {
                line.is_optional = language != "en";
            }
        }
    }

    pub(super) fn number(&mut self, content: &Value, path: &str, label: &str) {
        match content.pointer(path) {
            Some(Value::Number(number)) => self.push(path, label, number.to_string(), false, true),
            // Exact figures are kept as text.
            Some(Value::String(text)) => self.push(path, label, text.clone(), false, true),
            _ => {}
        }
    }

    /// The figures and stages of a test, with the way to them in words.
    pub(super) fn rule(&mut self, content: &Value, path: &str, way: &str) {
        let Some(node) = content.pointer(path) else {
            return;
        };
        match node {
            Value::Object(members) => {
                for (name, value) in members {
                    let path = format!("{path}/{name}");
                    let here = match name.as_str() {
                        "k" => "how many are needed",
                        "stage" => "stage",
                        "value" => "figure",
                        "share" => "share of the points, in per cent",
                        "absolute" => "points",
                        "minimum" => "fewest it is computed from",
                        "within_months" | "within_next_months" => "months",
                        "message" => "message",
                        _ => "",
                    };
                    if here.is_empty() {
                        let way = match value {
                            Value::Object(_) | Value::Array(_) => {
                                format!("{way}{} › ", name.replace('_', " "))
                            }
                            _ => way.to_owned(),
                        };
                        self.rule(content, &path, &way);
                    } else if name == "message" {
                        self.wording(content, &path, &format!("{way}{here}"), true);
                    } else {
                        self.number(
                            content,
                            &path,
                            &format!("{}{here}", self.named(members, way)),
                        );
                    }
                }
            }
            Value::Array(items) => {
                for place in 0..items.len() {
                    let way = format!("{way}{} › ", place + 1);
                    self.rule(content, &format!("{path}/{place}"), &way);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// The way, with the code of what a node is about.
    #[expect(clippy::unused_self, reason = "read beside the other steps")]
    fn named(&self, members: &serde_json::Map<String, Value>, way: &str) -> String {
        match members.get("code").and_then(Value::as_str) {
            Some(code) => format!("{way}{code}: "),
            None => way.to_owned(),
        }
    }
}
