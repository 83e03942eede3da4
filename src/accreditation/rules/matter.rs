//! What concerns, complaints and appeals have in common: a reference, words that fit, whose turn it is.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AccreditationId, AuthorityId, OrganisationId, PersonId};
use uuid::Uuid;

use crate::platform::audit::digest;
use crate::platform::calendar::working_days_between;
use crate::platform::error::{Error, Result};

/// Longest text of a concern, a complaint, an appeal or an answer to one, in characters.
pub const MATTER_MAX_CHARACTERS: usize = 5_000;
/// Characters of a reference, after its letter.
pub const REFERENCE_CHARACTERS: usize = 6;
/// Characters of a code with which somebody sees how a concern goes: 30¹⁶ of them, more than 2⁷⁸.
pub const CODE_CHARACTERS: usize = 16;
/// So many days ahead the calendar looks for last days: no warning comes earlier.
pub const WARN_REACH_DAYS: u64 = 60;
/// No letters or digits that are taken for one another.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Somebody did something, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

fn letters(random: &[u8]) -> impl Iterator<Item = char> + '_ {
    random.iter().map(|byte| {
        let place = usize::from(*byte) % ALPHABET.len();
        char::from(ALPHABET.get(place).copied().unwrap_or(b'2'))
    })
}

/// `C-7K2M9X`: what something is called.
pub fn matter_reference(letter: char, random: [u8; REFERENCE_CHARACTERS]) -> String {
    let mut reference = format!("{letter}-");
    reference.extend(letters(&random));
    reference
}

/// `7K2M-9XQR-…`: what only whoever raised a concern knows.
pub fn look_up_code(random: [u8; CODE_CHARACTERS]) -> String {
    let mut code = String::new();
    for (place, letter) in letters(&random).enumerate() {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        code.push(letter);
    }
    code
}

/// As references and codes are compared: capitals and digits alone.
fn plain(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_uppercase())
        .take(64)
        .collect()
}

/// A reference as somebody typed it, as it is kept.
pub fn typed_reference(typed: &str) -> String {
    let plain = plain(typed);
    let mut letters = plain.chars();
    letters
        .next()
        .map_or_else(String::new, |first| format!("{first}-{}", letters.as_str()))
}

/// What is kept of a code: a hash that tells the code of one concern from every other.
pub fn code_hash(reference: &str, code: &str) -> String {
    digest(format!("{}:{}", plain(reference), plain(code)).as_bytes())
}

/// Words somebody typed.
///
/// # Errors
/// A sentence at the field: what is missing, or how much fits.
pub fn matter_words(field: &str, typed: &str, missing: &str) -> Result<String> {
    let text = typed.trim().replace("\r\n", "\n");
    if text.is_empty() {
        return Err(Error::invalid(field, missing));
    }
    if text.chars().count() > MATTER_MAX_CHARACTERS {
        return Err(Error::invalid(
            field,
            format!("Write {MATTER_MAX_CHARACTERS} characters or fewer"),
        ));
    }
    Ok(text)
}

/// What kind of thing waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatterKind {
    /// A condition of an accreditation.
    Condition,
    /// A concern.
    Concern,
    /// A data-protection complaint.
    Complaint,
    /// An appeal.
    Appeal,
}

impl MatterKind {
    /// Those that have a clock of their own.
    pub const CLOCKED: &'static [Self] = &[Self::Concern, Self::Complaint, Self::Appeal];

    /// The word in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::Concern => "concern",
            Self::Complaint => "data_complaint",
            Self::Appeal => "appeal",
        }
    }

    /// What it is called.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Condition => "Condition",
            Self::Concern => "Concern",
            Self::Complaint => "Data-protection complaint",
            Self::Appeal => "Appeal",
        }
    }
}

/// Something that is or was in hand, as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// What kind of thing it is.
    pub kind: MatterKind,
    /// Which.
    pub id: Uuid,
    /// Of which authority.
    pub authority_id: AuthorityId,
    /// About which employer; none for complaints.
    pub organisation_id: Option<OrganisationId>,
    /// About which accreditation, if about one.
    pub accreditation_id: Option<AccreditationId>,
    /// The employer, or nobody.
    pub name: String,
    /// Its reference; empty for conditions.
    pub reference: String,
    /// The word of its status.
    pub status: String,
    /// Its last day; none while its clock stands still and once it is over.
    pub due_on: Option<NaiveDate>,
}

impl Matter {
    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        match self.kind {
            MatterKind::Condition => false,
            MatterKind::Concern | MatterKind::Complaint => {
                matches!(self.status.as_str(), "closed" | "referred")
            }
            MatterKind::Appeal => matches!(self.status.as_str(), "upheld" | "dismissed"),
        }
    }

    /// Its page, for officers.
    pub fn path(&self) -> String {
        let id = self.id;
        match (self.kind, self.accreditation_id) {
            (MatterKind::Condition, Some(of)) => {
                format!("/home/accreditations/{of}/conditions/{id}")
            }
            (MatterKind::Condition, None) => "/home/accreditations".to_owned(),
            (MatterKind::Concern, _) => format!("/home/concerns/{id}"),
            (MatterKind::Complaint, _) => format!("/home/complaints/{id}"),
            (MatterKind::Appeal, _) => format!("/home/appeals/{id}"),
        }
    }

    /// Whose turn it is, and for what.
    pub fn turn(&self) -> &'static str {
        use MatterKind::{Appeal, Complaint, Concern, Condition};
        match (self.kind, self.status.as_str()) {
            (Condition, "reported") => "An officer looks at it",
            (Condition, _) => "Over time",
            (Concern | Complaint, "received") => "An officer acknowledges it",
            (Concern, "acknowledged") => "An officer looks into it",
            (Concern, "investigating" | "answered") | (Complaint, "answered") => {
                "An officer closes it"
            }
            (Concern, "asked") => "The employer answers",
            (Concern, "referred") => "For somebody else",
            (Complaint, "acknowledged") | (Appeal, "taken") => "An officer answers it",
            (Appeal, "lodged") => "An officer takes it",
            (Appeal, "upheld") => "Upheld",
            (Appeal, "dismissed") => "Dismissed",
            (Concern | Complaint | Appeal, _) => "Closed",
        }
    }
}

/// What officers are warned of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The last day is near.
    Soon,
    /// The last day is over.
    Over,
}

/// What there is to warn of on a day: `warn` working days before the last day, and after it.
pub fn warning(due_on: Option<NaiveDate>, today: NaiveDate, warn: u32) -> Option<Warning> {
    let due = due_on?;
    if due < today {
        return Some(Warning::Over);
    }
    let left = working_days_between(today, due);
    (left <= i32::try_from(warn).unwrap_or(i32::MAX)).then_some(Warning::Soon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let (reference, code) = (
            matter_reference('C', [1, 2, 3, 4, 5, 255]),
            look_up_code([7; 16]),
        );
        assert_eq!(code.len(), 19);
        assert_eq!(
            typed_reference(&format!(" {} ", reference.to_lowercase())),
            reference
        );
        assert_eq!(typed_reference(&reference.replace('-', "")), reference);
        assert_eq!(typed_reference(""), "");
        let hash = code_hash(&reference, &code);
        assert_eq!(
            code_hash(&reference, &code.to_lowercase().replace('-', " ")),
            hash
        );
        assert_ne!(code_hash("C-222222", &code), hash);
        assert_ne!(code_hash(&reference, &look_up_code([8; 16])), hash);
    }

    #[test]
    fn officers_are_warned_before_and_after_the_last_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let due = Some(day("2026-12-30"));
        assert_eq!(warning(due, day("2026-12-22"), 3), None);
        assert_eq!(warning(due, day("2026-12-23"), 3), Some(Warning::Soon));
        assert_eq!(warning(due, day("2026-12-30"), 3), Some(Warning::Soon));
        assert_eq!(warning(due, day("2026-12-31"), 3), Some(Warning::Over));
        assert_eq!(warning(None, day("2026-12-31"), 3), None);
    }
}
