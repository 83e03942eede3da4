//! Who is asked a criterion: the condition as one form.

use std::collections::BTreeMap;

use super::{Field, Typed};
use crate::platform::error::FieldErrors;
use crate::scheme::rules::{
    Bounds, Condition, Decimal, EmployerKind, Place, Risk, SchemeVersion, Sector, TierCode,
};

/// The field that says whether everybody is asked.
pub const APPLIES: &str = "applies";
/// Asks everybody.
pub const EVERYBODY: &str = "everybody";
/// Asks those who fit what is filled in.
const THESE: &str = "these";
/// Leaves a condition that the form cannot make as it is.
const KEEP: &str = "keep";

/// Kinds of employers, as what is sent and what is read.
const KINDS: &[(&str, &str)] = &[
    ("company", "Kind of employer: company"),
    (
        "charity",
        "Kind of employer: charity or other voluntary body",
    ),
    ("public_body", "Kind of employer: public body"),
    ("partnership", "Kind of employer: partnership"),
    ("sole_trader", "Kind of employer: sole trader"),
    ("cooperative", "Kind of employer: co-operative or mutual"),
    ("other", "Kind of employer: any other"),
];

fn bounds(bounds: Bounds) -> Option<(String, String)> {
    match bounds {
        Bounds::AtLeast(least) => Some((least.to_string(), String::new())),
        Bounds::AtMost(most) => Some((String::new(), most.to_string())),
        Bounds::Between { from, to } => Some((from.to_string(), to.to_string())),
        Bounds::Equals(_) => None,
    }
}

/// What fills the form, where it can make such a condition at all.
fn parts(when: &Condition) -> Option<BTreeMap<String, String>> {
    let parts = match when {
        Condition::All(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let mut values = BTreeMap::new();
    for part in parts {
        match part {
            Condition::Headcount(of) | Condition::GrantValue(of) => {
                let name = match part {
                    Condition::Headcount(_) => "people",
                    _ => "grant",
                };
                let (from, to) = bounds(*of)?;
                values.insert(format!("{name}_from"), from);
                values.insert(format!("{name}_to"), to);
            }
            Condition::Sector(of) => {
                let letters: Vec<String> =
                    of.iter().map(|one| char::from(*one).to_string()).collect();
                values.insert("sectors".to_owned(), letters.join(", "));
            }
            Condition::Place(of) => {
                let words: Vec<&str> = of.iter().map(Place::as_str).collect();
                values.insert("places".to_owned(), words.join(", "));
            }
            Condition::Kind(of) => values.extend(ticks("kind", of.iter().map(|one| one.as_str()))),
            Condition::Risk(of) => values.extend(ticks("risk", of.iter().map(|one| one.as_str()))),
            Condition::Tier(of) => values.extend(ticks("tier", of.iter().map(TierCode::as_str))),
            Condition::All(_) | Condition::Any(_) | Condition::Not(_) => return None,
        }
    }
    values.insert("applies".to_owned(), THESE.to_owned());
    Some(values)
}

fn ticks<'a>(of: &str, words: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    words
        .map(|word| (format!("{of}_{word}"), "yes".to_owned()))
        .collect()
}

/// What fills the form of a condition, if sending it so gives the very same.
fn values(version: &SchemeVersion, when: &Condition) -> Option<BTreeMap<String, String>> {
    let values = parts(when)?;
    let typed = |name: &str| values.get(name).cloned().unwrap_or_default();
    let same = matches!(read(version, None, &typed), Ok(Some(back)) if back == *when);
    same.then_some(values)
}

/// The fields.
pub fn fields(version: &SchemeVersion, when: Option<&Condition>) -> Vec<Field> {
    let held = when.and_then(|when| values(version, when));
    let mut choices = vec![
        (EVERYBODY.to_owned(), "Everybody".to_owned()),
        (
            THESE.to_owned(),
            "Who fits all that is filled in below".to_owned(),
        ),
    ];
    let mut now = if when.is_some() { THESE } else { EVERYBODY };
    if let (Some(when), None) = (when, &held) {
        choices.push((
            KEEP.to_owned(),
            format!("As it is now: {}", when.describe()),
        ));
        now = KEEP;
    }
    let held = held.unwrap_or_default();
    let has = |name: &str| held.get(name).is_some_and(|value| value == "yes");
    let mut fields = vec![
        Field::choice(APPLIES, "It is asked of", choices).value(now),
        Field::number("people_from", "Employers with this many people or more"),
        Field::number("people_to", "Employers with this many people or fewer"),
    ];
    for (word, label) in KINDS {
        let name = format!("kind_{word}");
        let ticked = has(&name);
        fields.push(Field::tick(name, *label, ticked));
    }
    fields.push(Field::line("sectors", "Sections of industry").hint(
        "Letters from A to U of the Standard Industrial Classification, separated by commas",
    ));
    fields
        .push(Field::line("places", "Places").hint("Like london. Several are separated by commas"));
    for tier in &version.tiers {
        let name = format!("tier_{}", tier.code);
        let ticked = has(&name);
        let label = format!("Only where {} is sought", tier.name);
        fields.push(Field::tick(name, label, ticked));
    }
    fields.push(Field::number(
        "grant_from",
        "Grants or contracts of this many pounds or more",
    ));
    fields.push(Field::number(
        "grant_to",
        "Grants or contracts of this many pounds or less",
    ));
    for (word, _) in Risk::WORDS {
        let name = format!("risk_{word}");
        let ticked = has(&name);
        fields.push(Field::tick(name, format!("Cases of {word} risk"), ticked));
    }
    fields.into_iter().map(|field| field.held(&held)).collect()
}

struct Form<'a> {
    typed: Typed<'a>,
    errors: FieldErrors,
    parts: Vec<Condition>,
}

impl Form<'_> {
    fn bounds(&mut self, name: &str) -> Option<Bounds> {
        let mut end = |end: &str| {
            let field = format!("{name}_{end}");
            let text = (self.typed)(&field);
            if text.is_empty() {
                return None;
            }
            let number = Decimal::parse(&text).ok();
            if number.is_none() {
                self.errors
                    .add(field, "Enter a number, like 50, or leave this blank.");
            }
            number
        };
        let (from, to) = (end("from"), end("to"));
        match (from, to) {
            (Some(from), Some(to)) if from > to => {
                self.errors.add(
                    format!("{name}_to"),
                    "Enter a number that is not below the one before.",
                );
                None
            }
            (Some(from), Some(to)) => Some(Bounds::Between { from, to }),
            (Some(from), None) => Some(Bounds::AtLeast(from)),
            (None, Some(to)) => Some(Bounds::AtMost(to)),
            (None, None) => None,
        }
    }

    /// Several words, separated by commas.
    fn list<T>(&mut self, name: &str, message: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let text = (self.typed)(name);
        let words = text
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty());
        let list: Option<Vec<T>> = words.map(read).collect();
        if list.is_none() {
            self.errors.add(name, message);
        }
        list.unwrap_or_default()
    }

    fn ticked<T: Clone>(&self, of: &str, words: impl Iterator<Item = (String, T)>) -> Vec<T> {
        words
            .filter(|(word, _)| (self.typed)(&format!("{of}_{word}")) == "yes")
            .map(|(_, one)| one)
            .collect()
    }

    fn push<T>(&mut self, list: Vec<T>, part: impl Fn(Vec<T>) -> Condition) {
        if !list.is_empty() {
            self.parts.push(part(list));
        }
    }
}

/// The condition as it was typed; `now` is the one before. `None` asks everybody.
///
/// # Errors
/// What is wrong, under the names of the fields.
pub fn read(
    version: &SchemeVersion,
    now: Option<&Condition>,
    typed: Typed<'_>,
) -> Result<Option<Condition>, FieldErrors> {
    match typed("applies").as_str() {
        EVERYBODY => return Ok(None),
        KEEP if now.is_some() => return Ok(now.cloned()),
        THESE => {}
        _ => return Err(FieldErrors::one("applies", "Choose who is asked.")),
    }
    let mut form = Form {
        typed,
        errors: FieldErrors::new(),
        parts: Vec::new(),
    };
    if let Some(people) = form.bounds("people") {
        form.parts.push(Condition::Headcount(people));
    }
    let words = |words: &[(&'static str, EmployerKind)]| {
        let owned: Vec<_> = words.iter().map(|(w, k)| ((*w).to_owned(), *k)).collect();
        owned.into_iter()
    };
    let kinds = form.ticked("kind", words(EmployerKind::WORDS));
    form.push(kinds, Condition::Kind);
    let letters = "Enter letters from A to U, separated by commas.";
    let sectors = form.list("sectors", letters, |word| {
        Sector::parse(&word.to_uppercase())
    });
    form.push(sectors, Condition::Sector);
    let lower = "Enter places in lower-case letters, like uk or london.";
    let places = form.list("places", lower, |word| Place::parse(word).ok());
    form.push(places, Condition::Place);
    let tiers = version.tiers.iter();
    let tiers = tiers.map(|tier| (tier.code.to_string(), tier.code.clone()));
    let tiers = form.ticked("tier", tiers);
    form.push(tiers, Condition::Tier);
    if let Some(grant) = form.bounds("grant") {
        form.parts.push(Condition::GrantValue(grant));
    }
    let risks = Risk::WORDS
        .iter()
        .map(|(word, risk)| ((*word).to_owned(), *risk));
    let risks = form.ticked("risk", risks);
    form.push(risks, Condition::Risk);
    if !form.errors.is_empty() {
        return Err(form.errors);
    }
    let mut parts = form.parts;
    match parts.len() {
        0 => Err(FieldErrors::one(
            "applies",
            "Fill in who is asked, or choose everybody.",
        )),
        1 => Ok(parts.pop()),
        _ => Ok(Some(Condition::All(parts))),
    }
}

#[cfg(test)]
mod tests;
