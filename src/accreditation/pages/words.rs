//! Where an accreditation stands and what happened to it, in sentences.

use chrono::{DateTime, Utc};
use entity::ids::PersonId;
use entity::kinds::AccreditationEventKind;
use entity::outside_kinds::CheckOutcome;

use crate::accreditation::rules::{Accreditation, Check, Status};
use crate::identity::rules::Person;
use crate::platform::calendar::{london_date, long_date, long_instant};

/// Something that happened, as a row of the history.
pub(super) struct Happened {
    /// The moment, for machines.
    pub(super) instant: String,
    /// The moment, for people.
    pub(super) when: String,
    /// What happened.
    pub(super) what: String,
    /// What the register says; may be empty.
    pub(super) public_reason: String,
    /// For officers only; empty for everybody else.
    pub(super) internal_note: String,
}

/// Where it stands, in one sentence: the same words that the register's readers get.
pub(super) fn standing_words(accreditation: &Accreditation, now: DateTime<Utc>) -> String {
    let tier = &accreditation.tier.name;
    let since = long_date(accreditation.term.since);
    let last_day = accreditation.term.last_day_words();
    let changed = accreditation
        .last_event()
        .map(|event| long_date(london_date(event.effective_at)))
        .unwrap_or_default();
    match accreditation.status_at(now) {
        Status::NotYet => format!("{tier}, valid from {since}."),
        Status::Active => format!("{tier}, valid from {since} to {last_day}."),
        Status::Suspended => {
            format!("{tier}, suspended since {changed}. The term still ends on {last_day}.")
        }
        Status::Withdrawn => format!("{tier}, withdrawn by the authority on {changed}."),
        Status::Relinquished => format!("{tier}, given up by the employer on {changed}."),
        Status::Superseded => format!("{tier}, replaced by a newer award on {changed}."),
        Status::Lapsed => format!("{tier}, lapsed: the term ended on {last_day}."),
    }
}

/// The colour of the tag that names a status; the word says it as well.
pub(super) const fn status_colour(status: Status) -> &'static str {
    match status {
        Status::NotYet => "blue",
        Status::Active => "green",
        Status::Suspended => "orange",
        Status::Withdrawn => "red",
        Status::Relinquished | Status::Superseded | Status::Lapsed => "grey",
    }
}

/// A second look at an accreditation, as a row.
pub(super) struct Checked {
    /// Why, in a sentence.
    pub(super) lapse: String,
    /// Whether it is open.
    pub(super) open: bool,
    /// When it was closed; empty while it is open.
    pub(super) closed_on: String,
    /// What came of it; empty while it is open.
    pub(super) outcome: &'static str,
    /// Why; for officers only, empty for everybody else.
    pub(super) note: String,
    /// The page of it; for officers only, empty for everybody else.
    pub(super) href: String,
}

impl Checked {
    /// A check, with its note and its page when an officer reads it.
    pub(super) fn of(check: &Check, officer: bool) -> Self {
        let closed = check.closed.as_ref();
        let outcome = closed.map(|closed| match closed.outcome {
            CheckOutcome::Kept => "the accreditation stays as it is",
            CheckOutcome::Suspended => "the accreditation is suspended",
            CheckOutcome::Withdrawn => "the accreditation is withdrawn",
        });
        let path = format!(
            "/home/accreditations/{}/checks/{}",
            check.accreditation_id, check.id
        );
        Self {
            lapse: check.lapse.sentence(),
            open: closed.is_none(),
            closed_on: closed.map_or_else(String::new, |closed| long_date(london_date(closed.at))),
            outcome: outcome.unwrap_or_default(),
            note: match closed {
                Some(closed) if officer => closed.note.clone(),
                _ => String::new(),
            },
            href: if officer { path } else { String::new() },
        }
    }
}

/// For whom a history is.
#[derive(Clone, Copy)]
pub(super) enum Reader<'a> {
    /// Officers, who also read internal notes and who acted.
    Officer(&'a [Person]),
    /// The employer's own people.
    Employer,
}

impl Reader<'_> {
    fn doer(self, person: Option<PersonId>) -> String {
        match self {
            Self::Officer(people) => people
                .iter()
                .find(|known| Some(known.id) == person)
                .map_or_else(String::new, |known| format!(" by {}", known.display_name())),
            Self::Employer => String::new(),
        }
    }
}

/// What happened, newest first; the award and the end of the term included.
pub(super) fn history(
    accreditation: &Accreditation,
    now: DateTime<Utc>,
    reader: Reader<'_>,
) -> Vec<Happened> {
    let mut rows = vec![Happened {
        instant: accreditation.awarded_at.to_rfc3339(),
        when: long_instant(accreditation.awarded_at),
        what: format!(
            "{} awarded, from {} to {}",
            accreditation.tier.name,
            long_date(accreditation.term.since),
            accreditation.term.last_day_words()
        ),
        public_reason: String::new(),
        internal_note: String::new(),
    }];
    let mut events: Vec<_> = accreditation.events.iter().collect();
    events.sort_by_key(|event| event.sequence);
    for event in events {
        let what = match event.kind {
            AccreditationEventKind::Suspended => "Suspended",
            AccreditationEventKind::Reinstated => "Reinstated",
            AccreditationEventKind::Withdrawn => "Withdrawn",
            AccreditationEventKind::Relinquished => "Given up by the employer",
            AccreditationEventKind::Superseded => "Replaced by a newer award",
            AccreditationEventKind::Restored => "In force again, after an appeal",
        };
        rows.push(Happened {
            instant: event.effective_at.to_rfc3339(),
            when: long_instant(event.effective_at),
            what: format!("{what}{}", reader.doer(event.done_by)),
            public_reason: event.public_reason.clone(),
            internal_note: match reader {
                Reader::Officer(_) => event.internal_note.clone(),
                Reader::Employer => String::new(),
            },
        });
    }
    if accreditation.status_at(now) == Status::Lapsed {
        rows.push(Happened {
            instant: accreditation.term.until.to_string(),
            when: long_date(accreditation.term.until),
            what: "Lapsed: the term is over".to_owned(),
            public_reason: String::new(),
            internal_note: String::new(),
        });
    }
    rows.reverse();
    rows
}

/// `Amira Khan, Jo Whitfield and Sam Patel`.
pub(super) fn joined(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// `1 person`, `3 people`.
pub(super) fn people_words(count: usize) -> String {
    if count == 1 {
        "1 person".to_owned()
    } else {
        format!("{count} people")
    }
}
