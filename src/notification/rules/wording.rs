//! What an authority says in an email besides our text: words of its officers with placeholders.
//!
//! Our text, with the link that the act needs, stands between opening and closing and cannot be removed.
//! Three kinds of text meet here and are different types: markup of ours ([`Markup`]), what officers
//! wrote ([`Wording`]), and values that come from people ([`Values`]). The last two are always escaped.

use std::fmt::Write;

use crate::platform::error::{Error, FieldErrors, Result};

/// Longest subject line, in characters.
pub const SUBJECT_MAX_CHARACTERS: usize = 150;
/// Longest opening or closing, in characters.
pub const PASSAGE_MAX_CHARACTERS: usize = 1_500;
/// Where the opening goes in our HTML.
const OPENING_MARK: &str = "<!--opening-->";
/// Where the closing goes in our HTML.
const CLOSING_MARK: &str = "<!--closing-->";
/// What the signature begins with in our plain text.
const SIGNATURE: &str = "\n--\n";

/// Something that stands for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// The recipient's name.
    Name,
    /// The subject line as we write it, with the employer and the act.
    Subject,
    /// The team that signs.
    Team,
    /// The authority.
    Authority,
    /// The team's telephone number.
    Phone,
    /// The team's address.
    Email,
}

impl Placeholder {
    /// Every one of them.
    pub const ALL: &'static [Self] = &[
        Self::Name,
        Self::Subject,
        Self::Team,
        Self::Authority,
        Self::Phone,
        Self::Email,
    ];

    /// What officers write between braces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Subject => "subject",
            Self::Team => "team",
            Self::Authority => "authority",
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }

    /// What it stands for, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Name => "the name of whoever gets the email",
            Self::Subject => "the subject line as Fairmark writes it, with the employer",
            Self::Team => "the name of your team",
            Self::Authority => "the name of your authority",
            Self::Phone => "your telephone number",
            Self::Email => "your email address",
        }
    }
}

/// What the placeholders of one email stand for. It comes from people: nothing of it is ever markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// See [`Placeholder::Name`].
    pub name: String,
    /// See [`Placeholder::Subject`].
    pub subject: String,
    /// See [`Placeholder::Team`].
    pub team: String,
    /// See [`Placeholder::Authority`].
    pub authority: String,
    /// See [`Placeholder::Phone`].
    pub phone: String,
    /// See [`Placeholder::Email`].
    pub email: String,
}

impl Values {
    fn of(&self, placeholder: Placeholder) -> &str {
        match placeholder {
            Placeholder::Name => &self.name,
            Placeholder::Subject => &self.subject,
            Placeholder::Team => &self.team,
            Placeholder::Authority => &self.authority,
            Placeholder::Phone => &self.phone,
            Placeholder::Email => &self.email,
        }
    }
}

/// HTML of ours: made of constants and of text that was escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Markup(String);

impl Markup {
    fn ours(&mut self, html: &'static str) {
        self.0.push_str(html);
    }

    fn escaped(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '&' => self.0.push_str("&amp;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Value(Placeholder),
}

/// A text of officers, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Passage(Vec<Part>);

impl Passage {
    /// Reads a text; gives what is wrong with it.
    fn parse(text: &str) -> std::result::Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (words, found) = rest.split_at(at);
            if !words.is_empty() {
                parts.push(Part::Words(words.to_owned()));
            }
            let inside = found
                .strip_prefix('{')
                .and_then(|after| after.split_once('}'));
            let Some((name, after)) = inside else {
                return Err(
                    "Every placeholder begins with { and ends with }, for example {name}"
                        .to_owned(),
                );
            };
            let known = Placeholder::ALL
                .iter()
                .copied()
                .find(|one| one.as_str() == name.trim());
            let Some(placeholder) = known else {
                let mut sentence = "There is no placeholder {".to_owned();
                sentence.extend(name.chars().take(30));
                sentence.push_str("}. Use one of");
                for (index, one) in Placeholder::ALL.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    let _ = write!(sentence, "{comma} {{{}}}", one.as_str());
                }
                return Err(sentence);
            };
            parts.push(Part::Value(placeholder));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Words(rest.to_owned()));
        }
        Ok(Self(parts))
    }

    fn plain(&self, values: &Values) -> String {
        self.0
            .iter()
            .map(|part| match part {
                Part::Words(words) => words.as_str(),
                Part::Value(placeholder) => values.of(*placeholder),
            })
            .collect()
    }

    fn markup(&self, values: &Values) -> Markup {
        let mut markup = Markup::default();
        if !self.0.is_empty() {
            markup.ours("<p style=\"margin:0 0 12px;white-space:pre-line\">");
            markup.escaped(&self.plain(values));
            markup.ours("</p>");
        }
        markup
    }
}

/// What an authority says in one kind of email; as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// Subject line; ours when empty.
    pub subject: String,
    /// What comes before our text.
    pub opening: String,
    /// What comes after it.
    pub closing: String,
}

/// The words of an email.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Subject line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML.
    pub html: String,
}

impl Wording {
    /// Whether everything is as we write it.
    pub fn is_ours(&self) -> bool {
        *self == Self::default()
    }

    /// Reads what officers typed.
    ///
    /// # Errors
    /// Sentences at `subject`, `opening` and `closing`.
    pub fn checked(subject: &str, opening: &str, closing: &str) -> Result<Self> {
        let read = |text: &str| text.trim().replace("\r\n", "\n");
        let wording = Self {
            subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
            opening: read(opening),
            closing: read(closing),
        };
        let mut errors = FieldErrors::new();
        for (field, text, most) in [
            ("subject", &wording.subject, SUBJECT_MAX_CHARACTERS),
            ("opening", &wording.opening, PASSAGE_MAX_CHARACTERS),
            ("closing", &wording.closing, PASSAGE_MAX_CHARACTERS),
        ] {
            if text.chars().count() > most {
                errors.add(field, format!("Use {most} characters or fewer"));
            } else if let Err(sentence) = Passage::parse(text) {
                errors.add(field, sentence);
            }
        }
        errors.into_result()?;
        Ok(wording)
    }

    /// Puts these words around an email of ours.
    ///
    /// # Errors
    /// When what is kept cannot be read, which no page of ours keeps.
    pub fn around(&self, ours: Words, values: &Values) -> Result<Words> {
        let read = |text: &str| Passage::parse(text).map_err(Error::internal);
        let (subject, opening, closing) = (
            read(&self.subject)?,
            read(&self.opening)?,
            read(&self.closing)?,
        );
        let Words {
            subject: our_subject,
            mut text,
            html,
        } = ours;
        if !closing.0.is_empty() {
            let at = text.rfind(SIGNATURE).unwrap_or(text.len());
            text.insert_str(at, &format!("\n{}\n", closing.plain(values)));
        }
        if !opening.0.is_empty() {
            text.insert_str(0, &format!("{}\n\n", opening.plain(values)));
        }
        // Our own marks come first and last; what people wrote is escaped and holds none.
        let html = html
            .replacen(OPENING_MARK, &opening.markup(values).0, 1)
            .replacen(CLOSING_MARK, &closing.markup(values).0, 1);
        Ok(Words {
            subject: if subject.0.is_empty() {
                our_subject
            } else {
                subject
                    .plain(values)
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            },
            text,
            html,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ours() -> Words {
        Words {
            subject: "Bread & Sons: read this".to_owned(),
            text: "Read this:\n\nhttps://x.example/home\n\n--\nThe team\n".to_owned(),
            html: "<td><!--opening--><p><a href=\"https://x.example/home\">Read</a></p><!--closing--></td>".to_owned(),
        }
    }

    fn values(text: &str) -> Values {
        Values {
            name: text.to_owned(),
            subject: text.to_owned(),
            ..Values::default()
        }
    }

    #[test]
    fn an_unknown_placeholder_is_named_and_the_known_ones_are_told() {
        let error = Wording::checked("", "Dear {nmae}", "").unwrap_err();
        let Error::Invalid(errors) = error else {
            panic!("{error:?}")
        };
        assert_eq!(
            errors.of("opening"),
            "There is no placeholder {nmae}. Use one of {name}, {subject}, {team}, {authority}, {phone}, {email}"
        );
        for wrong in ["{", "}", "{name", "a } b", "{{name}}"] {
            assert!(Wording::checked("", wrong, "").is_err(), "{wrong}");
        }
    }

    #[test]
    fn words_stand_around_ours() {
        let wording = Wording::checked("[{team}] {subject}", "Dear {name}", "Ring us.").unwrap();
        let words = wording.around(ours(), &values("Amira <b>")).unwrap();
        assert_eq!(words.subject, "[] Amira <b>");
        assert_eq!(
            words.text,
            "Dear Amira <b>\n\nRead this:\n\nhttps://x.example/home\n\nRing us.\n\n--\nThe team\n"
        );
        assert!(words.html.contains("Dear Amira &lt;b&gt;</p><p><a href"));
        assert!(words.html.ends_with("Ring us.</p></td>"));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_the_link_stays_and_no_markup_comes_in(opening in "[^{}]{0,40}", closing in "[^{}]{0,40}", name in ".{0,40}") {
            let Ok(wording) = Wording::checked("", &format!("{opening}{{name}}"), &closing) else {
                return Ok(());
            };
            let words = wording.around(ours(), &values(&name)).unwrap();
            let link = "https://x.example/home";
            prop_assert!(words.text.contains(link) && words.html.contains(link));
            // The tags are ours alone: the cell, its paragraphs, the link.
            let tags = words.html.matches('<').count();
            prop_assert!(tags == 6 + 2 + if wording.closing.is_empty() { 0 } else { 2 }, "{}", words.html);
        }
    }
}
