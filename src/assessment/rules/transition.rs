//! Every way an assessment can go, as data.

use entity::kinds::AssessmentStatus;

/// What can happen to an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// The employer starts it.
    Start,
    /// Somebody says that it is ready.
    RequestSignOff,
    /// It goes back to be answered.
    SendBack,
    /// A second person signs it off, which submits it.
    SignOff,
    /// The employer takes it back.
    Withdraw,
    /// It goes on under a newer version of the scheme.
    Move,
    /// The authority awards or declines.
    Decide,
}

impl Event {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[
        Self::Start,
        Self::RequestSignOff,
        Self::SendBack,
        Self::SignOff,
        Self::Withdraw,
        Self::Move,
        Self::Decide,
    ];

    /// The word used in diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::RequestSignOff => "request sign-off",
            Self::SendBack => "send back",
            Self::SignOff => "sign off and submit",
            Self::Withdraw => "withdraw",
            Self::Move => "move to a newer version",
            Self::Decide => "decide",
        }
    }
}

/// One way from one state to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Where it stands before; `None` before there is an assessment.
    pub from: Option<AssessmentStatus>,
    /// What happens.
    pub event: Event,
    /// Where it stands afterwards.
    pub to: AssessmentStatus,
    /// Who does it.
    pub who: &'static str,
}

const fn way(
    from: AssessmentStatus,
    event: Event,
    to: AssessmentStatus,
    who: &'static str,
) -> Transition {
    Transition {
        from: Some(from),
        event,
        to,
        who,
    }
}

/// Who may answer.
const ANSWERS: &str = "employer: lead, signatory or contributor";
/// Who may sign off.
const SIGNS: &str = "employer: lead or signatory";

/// Every way there is. Nothing leaves decided or withdrawn.
pub const TRANSITIONS: &[Transition] = {
    use AssessmentStatus::{AwaitingSignOff, Decided, Draft, Submitted, Withdrawn};
    &[
        Transition {
            from: None,
            event: Event::Start,
            to: Draft,
            who: ANSWERS,
        },
        way(Draft, Event::RequestSignOff, AwaitingSignOff, ANSWERS),
        way(AwaitingSignOff, Event::SendBack, Draft, ANSWERS),
        way(
            AwaitingSignOff,
            Event::SignOff,
            Submitted,
            "employer: another lead or signatory than asked for it",
        ),
        way(
            Draft,
            Event::Move,
            Draft,
            "employer: lead, signatory or contributor; calendar, on the day the version says",
        ),
        way(
            AwaitingSignOff,
            Event::Move,
            Draft,
            "calendar, on the day the version says",
        ),
        way(Draft, Event::Withdraw, Withdrawn, ANSWERS),
        way(AwaitingSignOff, Event::Withdraw, Withdrawn, ANSWERS),
        way(Submitted, Event::Withdraw, Withdrawn, SIGNS),
        way(Submitted, Event::Decide, Decided, "officer"),
    ]
};

/// Where an event leads, if it can happen there.
pub fn next_status(from: Option<AssessmentStatus>, event: Event) -> Option<AssessmentStatus> {
    TRANSITIONS
        .iter()
        .find(|way| way.from == from && way.event == event)
        .map(|way| way.to)
}
