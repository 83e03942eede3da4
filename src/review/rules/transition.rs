//! Every way a review can go, as data.

use entity::kinds::ReviewStatus;

/// What can happen to a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// An officer gives the case to an assessor.
    Allocate,
    /// The assessor declares no conflict.
    DeclareNone,
    /// The assessor declares a conflict.
    DeclareConflict,
    /// An officer takes the case from the assessor.
    Replace,
    /// The assessor recommends.
    Recommend,
    /// An officer sends the case back to the assessor.
    Defer,
    /// The employer changes an answer that another assessor of the case asked about.
    AnswersChanged,
    /// An officer awards or declines.
    Decide,
}

impl Event {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[
        Self::Allocate,
        Self::DeclareNone,
        Self::DeclareConflict,
        Self::Replace,
        Self::Recommend,
        Self::Defer,
        Self::AnswersChanged,
        Self::Decide,
    ];

    /// The word used in records and diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allocate => "allocate",
            Self::DeclareNone => "declare no conflict",
            Self::DeclareConflict => "declare a conflict",
            Self::Replace => "replace the assessor",
            Self::Recommend => "recommend",
            Self::Defer => "defer",
            Self::AnswersChanged => "change an answer",
            Self::Decide => "decide",
        }
    }
}

/// One way from one state to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Where it stands before; `None` before there is a review.
    pub from: Option<ReviewStatus>,
    /// What happens.
    pub event: Event,
    /// Where it stands afterwards.
    pub to: ReviewStatus,
    /// Who does it.
    pub who: &'static str,
}

const fn way(from: ReviewStatus, event: Event, to: ReviewStatus, who: &'static str) -> Transition {
    Transition {
        from: Some(from),
        event,
        to,
        who,
    }
}

/// Every way there is. Nothing leaves decided or returned; after a return the case is allocated anew.
pub const TRANSITIONS: &[Transition] = &[
    Transition {
        from: None,
        event: Event::Allocate,
        to: ReviewStatus::Allocated,
        who: "officer",
    },
    way(
        ReviewStatus::Allocated,
        Event::DeclareNone,
        ReviewStatus::Open,
        "assessor",
    ),
    way(
        ReviewStatus::Allocated,
        Event::DeclareConflict,
        ReviewStatus::Returned,
        "assessor",
    ),
    way(
        ReviewStatus::Allocated,
        Event::Replace,
        ReviewStatus::Returned,
        "officer",
    ),
    way(
        ReviewStatus::Open,
        Event::DeclareConflict,
        ReviewStatus::Returned,
        "assessor",
    ),
    way(
        ReviewStatus::Open,
        Event::Replace,
        ReviewStatus::Returned,
        "officer",
    ),
    way(
        ReviewStatus::Open,
        Event::Recommend,
        ReviewStatus::Recommended,
        "assessor",
    ),
    way(
        ReviewStatus::Recommended,
        Event::Replace,
        ReviewStatus::Returned,
        "officer",
    ),
    way(
        ReviewStatus::Recommended,
        Event::Defer,
        ReviewStatus::Open,
        "officer",
    ),
    way(
        ReviewStatus::Recommended,
        Event::AnswersChanged,
        ReviewStatus::Open,
        "employer",
    ),
    way(
        ReviewStatus::Recommended,
        Event::Decide,
        ReviewStatus::Decided,
        "officer",
    ),
];

/// Where an event leads, if it can happen there.
pub fn next_status(from: Option<ReviewStatus>, event: Event) -> Option<ReviewStatus> {
    TRANSITIONS
        .iter()
        .find(|way| way.from == from && way.event == event)
        .map(|way| way.to)
}
