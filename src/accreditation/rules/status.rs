//! Where an accreditation stands: one function of the term and the events.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use entity::kinds::{AccreditationEventKind, UnknownWord};

use super::{AccreditationEvent, Term};

/// Where an accreditation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Its term has not begun.
    NotYet,
    /// In force.
    Active,
    /// Set aside by the authority.
    Suspended,
    /// Ended by the authority.
    Withdrawn,
    /// Ended by the employer.
    Relinquished,
    /// A newer award took its place.
    Superseded,
    /// Its term is over.
    Lapsed,
}

impl Status {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[
        Self::NotYet,
        Self::Active,
        Self::Suspended,
        Self::Withdrawn,
        Self::Relinquished,
        Self::Superseded,
        Self::Lapsed,
    ];

    /// The word used in addresses and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotYet => "not_yet",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Withdrawn => "withdrawn",
            Self::Relinquished => "relinquished",
            Self::Superseded => "superseded",
            Self::Lapsed => "lapsed",
        }
    }

    /// How people read it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotYet => "Not yet valid",
            Self::Active => "Active",
            Self::Suspended => "Suspended",
            Self::Withdrawn => "Withdrawn",
            Self::Relinquished => "Given up by the employer",
            Self::Superseded => "Replaced by a newer award",
            Self::Lapsed => "Lapsed",
        }
    }
}

impl FromStr for Status {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|status| status.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// What can happen to an accreditation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// An officer awards it.
    Award,
    /// An officer awards it ahead of the end of the one it follows.
    AwardAhead,
    /// The first day of its term comes.
    Begin,
    /// An officer suspends it.
    Suspend,
    /// An officer ends the suspension.
    Reinstate,
    /// An officer withdraws it.
    Withdraw,
    /// The employer gives it up.
    Relinquish,
    /// An officer awards another that takes its place.
    Supersede,
    /// An officer upholds an appeal against the withdrawal.
    Restore,
    /// The first day after its term comes.
    Lapse,
}

impl Event {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[
        Self::Award,
        Self::AwardAhead,
        Self::Begin,
        Self::Suspend,
        Self::Reinstate,
        Self::Withdraw,
        Self::Relinquish,
        Self::Supersede,
        Self::Restore,
        Self::Lapse,
    ];

    /// The word used in addresses, records and diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Award => "award",
            Self::AwardAhead => "award ahead",
            Self::Begin => "begin",
            Self::Suspend => "suspend",
            Self::Reinstate => "reinstate",
            Self::Withdraw => "withdraw",
            Self::Relinquish => "relinquish",
            Self::Supersede => "supersede",
            Self::Restore => "restore",
            Self::Lapse => "lapse",
        }
    }

    /// As it is written down; what only time does is not written down.
    pub const fn kind(self) -> Option<AccreditationEventKind> {
        match self {
            Self::Suspend => Some(AccreditationEventKind::Suspended),
            Self::Reinstate => Some(AccreditationEventKind::Reinstated),
            Self::Withdraw => Some(AccreditationEventKind::Withdrawn),
            Self::Relinquish => Some(AccreditationEventKind::Relinquished),
            Self::Supersede => Some(AccreditationEventKind::Superseded),
            Self::Restore => Some(AccreditationEventKind::Restored),
            Self::Award | Self::AwardAhead | Self::Begin | Self::Lapse => None,
        }
    }

    /// Whether somebody chooses to do it to this very accreditation; the rest comes with time, or with
    /// the award of another or an upheld appeal.
    pub const fn is_act(self) -> bool {
        match self {
            Self::Suspend | Self::Reinstate | Self::Withdraw | Self::Relinquish => true,
            Self::Award
            | Self::AwardAhead
            | Self::Begin
            | Self::Supersede
            | Self::Restore
            | Self::Lapse => false,
        }
    }
}

/// One way from one status to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Where it stands before; `None` before the award.
    pub from: Option<Status>,
    /// What happens.
    pub event: Event,
    /// Where it stands afterwards.
    pub to: Status,
    /// Who does it.
    pub who: &'static str,
}

const fn way(from: Status, event: Event, to: Status, who: &'static str) -> Transition {
    Transition {
        from: Some(from),
        event,
        to,
        who,
    }
}

/// Every way there is. Nothing leaves relinquished, superseded or lapsed, and nothing but an upheld appeal
/// leaves withdrawn. A term begins on the day of
/// its award, or the day after the one that it follows.
pub const TRANSITIONS: &[Transition] = &[
    Transition {
        from: None,
        event: Event::Award,
        to: Status::Active,
        who: "officer",
    },
    Transition {
        from: None,
        event: Event::AwardAhead,
        to: Status::NotYet,
        who: "officer",
    },
    way(Status::NotYet, Event::Begin, Status::Active, "calendar"),
    way(
        Status::NotYet,
        Event::Withdraw,
        Status::Withdrawn,
        "officer",
    ),
    way(
        Status::NotYet,
        Event::Relinquish,
        Status::Relinquished,
        "employer: lead or signatory",
    ),
    way(
        Status::NotYet,
        Event::Supersede,
        Status::Superseded,
        "officer, by another award",
    ),
    way(Status::Active, Event::Suspend, Status::Suspended, "officer"),
    way(
        Status::Suspended,
        Event::Reinstate,
        Status::Active,
        "officer",
    ),
    way(
        Status::Active,
        Event::Withdraw,
        Status::Withdrawn,
        "officer",
    ),
    way(
        Status::Suspended,
        Event::Withdraw,
        Status::Withdrawn,
        "officer",
    ),
    way(
        Status::Active,
        Event::Relinquish,
        Status::Relinquished,
        "employer: lead or signatory",
    ),
    way(
        Status::Suspended,
        Event::Relinquish,
        Status::Relinquished,
        "employer: lead or signatory",
    ),
    way(
        Status::Active,
        Event::Supersede,
        Status::Superseded,
        "officer, by another award",
    ),
    way(
        Status::Suspended,
        Event::Supersede,
        Status::Superseded,
        "officer, by another award",
    ),
    way(
        Status::Withdrawn,
        Event::Restore,
        Status::Active,
        "officer, by an upheld appeal",
    ),
    way(Status::Active, Event::Lapse, Status::Lapsed, "calendar"),
    way(Status::Suspended, Event::Lapse, Status::Lapsed, "calendar"),
];

/// Where an event leads, if it can happen there.
pub fn next_status(from: Status, event: Event) -> Option<Status> {
    TRANSITIONS
        .iter()
        .find(|way| way.from == Some(from) && way.event == event)
        .map(|way| way.to)
}

/// Where an accreditation stands at an instant.
///
/// What was ended stays ended, unless an appeal brings a withdrawn one back. Otherwise the term says whether it has begun and whether it is over,
/// and within the term the newest suspension or reinstatement says whether it is in force.
pub(super) fn status_at(
    term: Term,
    events: &[AccreditationEvent],
    instant: DateTime<Utc>,
) -> Status {
    let happened = |kind| {
        events
            .iter()
            .any(|event| event.kind == kind && event.effective_at <= instant)
    };
    if is_withdrawn(events, instant) {
        return Status::Withdrawn;
    }
    if happened(AccreditationEventKind::Relinquished) {
        return Status::Relinquished;
    }
    if happened(AccreditationEventKind::Superseded) {
        return Status::Superseded;
    }
    if term.is_over(instant) {
        return Status::Lapsed;
    }
    if term.is_before(instant) {
        return Status::NotYet;
    }
    let newest = events
        .iter()
        .filter(|event| event.effective_at <= instant)
        .max_by_key(|event| event.sequence);
    match newest.map(|event| event.kind) {
        Some(AccreditationEventKind::Suspended) => Status::Suspended,
        None
        | Some(
            AccreditationEventKind::Reinstated
            | AccreditationEventKind::Withdrawn
            | AccreditationEventKind::Relinquished
            | AccreditationEventKind::Superseded
            | AccreditationEventKind::Restored,
        ) => Status::Active,
    }
}

/// Whether it was withdrawn up to an instant, and not brought back since.
fn is_withdrawn(events: &[AccreditationEvent], instant: DateTime<Utc>) -> bool {
    let happened = |kind, after: i32| {
        events.iter().any(|event| {
            event.kind == kind && event.effective_at <= instant && event.sequence > after
        })
    };
    events.iter().any(|event| {
        event.kind == AccreditationEventKind::Withdrawn
            && event.effective_at <= instant
            && !happened(AccreditationEventKind::Restored, event.sequence)
    })
}
