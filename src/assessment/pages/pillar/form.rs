//! What the form of a pillar holds, criterion by criterion.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::assessment::actions::answer::Change;
use crate::assessment::rules::{SavedAnswer, check_comment};
use crate::platform::audit::digest;
use crate::scheme::form::sent;
use crate::scheme::rules::{Criterion, CriterionCode, Filled, Pillar};
use crate::web::form::Fields;

/// What was typed for one criterion.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    /// The answer's fields that are not blank.
    pub(super) fields: Filled,
    /// The comment.
    pub(super) comment: String,
    /// A link to add.
    pub(super) link: String,
    /// What the file or link is.
    pub(super) title: String,
    /// The version the page showed.
    version: i32,
    /// What the page showed, as a digest.
    was: String,
    /// What a colleague made of it meanwhile.
    pub(super) theirs: Meanwhile,
}

/// What a colleague made of an answer since the page was opened.
#[derive(Clone, Debug, Default)]
pub(super) enum Meanwhile {
    /// Nothing that the page did not show.
    #[default]
    Nothing,
    /// They cleared it.
    Cleared,
    /// They saved another.
    Saved(Box<SavedAnswer>),
}

/// Reads the fields of every criterion that the page had.
pub(super) fn read_form(pillar: &Pillar, fields: &Fields) -> BTreeMap<CriterionCode, Typed> {
    pillar
        .criteria
        .iter()
        .filter(|criterion| fields.has(&format!("{}_version", criterion.code)))
        .map(|criterion| {
            let code = &criterion.code;
            let get = |name: &str| fields.get(&format!("{code}_{name}"));
            let typed = Typed {
                fields: sent(criterion, fields),
                comment: get("comment").to_owned(),
                link: get("link").to_owned(),
                title: get("title").to_owned(),
                version: get("version").parse().unwrap_or(-1),
                was: get("was").to_owned(),
                theirs: Meanwhile::Nothing,
            };
            (code.clone(), typed)
        })
        .collect()
}

/// A digest of an answer's fields and comment as a form sends them: tells touched from untouched.
pub(super) fn fingerprint(fields: &[(String, String)], comment: &str) -> String {
    let mut sorted: Vec<String> = fields
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| format!("{name}={}", tidy(value)))
        .collect();
    sorted.sort();
    let whole = digest(format!("{}\u{0}{}", sorted.join("\u{0}"), tidy(comment)).as_bytes());
    whole.get(..16).unwrap_or_default().to_owned()
}

fn tidy(text: &str) -> String {
    text.trim().replace("\r\n", "\n").replace('\r', "\n")
}

impl Typed {
    /// The change it asks for; none when the criterion was left as it was.
    pub(super) fn change(
        &self,
        criterion: &Criterion,
        today: NaiveDate,
    ) -> Result<Option<Change>, Vec<(String, String)>> {
        if fingerprint(&self.fields, &self.comment) == self.was {
            return Ok(None);
        }
        let pairs: Vec<(&str, &str)> = self
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let parsed = criterion.parse_fields(&pairs, today);
        let comment = check_comment(&self.comment);
        match (parsed, comment) {
            (Ok(value), Ok(comment)) => Ok(Some(Change {
                criterion: criterion.code.clone(),
                value,
                comment,
                version: self.version,
            })),
            (parsed, comment) => {
                let mut problems: Vec<(String, String)> = parsed
                    .err()
                    .into_iter()
                    .flatten()
                    .map(|problem| (problem.field, problem.message))
                    .collect();
                problems.extend(comment.err().map(|message| ("comment".to_owned(), message)));
                Err(problems)
            }
        }
    }
}
