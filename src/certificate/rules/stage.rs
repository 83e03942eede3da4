//! How far a certificate is, and every way it can go, as data.

/// How far a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// It has its number and code, and its page says what it is worth.
    Issued,
    /// Its PDF can be downloaded as well.
    Drawn,
}

impl Stage {
    /// The word used in diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Drawn => "drawn",
        }
    }
}

/// What can happen to a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// It gets number and code, once for an accreditation.
    Issue,
    /// Its PDF is drawn; again, it is the same.
    Draw,
}

impl Event {
    /// The word used in diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Draw => "draw",
        }
    }
}

/// One way from one stage to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// How far it is before; `None` before it is issued.
    pub from: Option<Stage>,
    /// What happens.
    pub event: Event,
    /// How far it is afterwards.
    pub to: Stage,
    /// Who does it.
    pub who: &'static str,
}

/// Every way there is. A certificate is never taken back: its page tells what it is worth.
pub const TRANSITIONS: &[Transition] = &[
    Transition {
        from: None,
        event: Event::Issue,
        to: Stage::Issued,
        who: "worker, after an award",
    },
    Transition {
        from: Some(Stage::Issued),
        event: Event::Draw,
        to: Stage::Drawn,
        who: "worker",
    },
    Transition {
        from: Some(Stage::Drawn),
        event: Event::Draw,
        to: Stage::Drawn,
        who: "worker, when a job is repeated",
    },
];

/// Where an event leads, if it can happen there.
pub fn next_stage(from: Option<Stage>, event: Event) -> Option<Stage> {
    TRANSITIONS
        .iter()
        .find(|way| way.from == from && way.event == event)
        .map(|way| way.to)
}
