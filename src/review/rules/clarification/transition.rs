//! Every way a clarification can go, as data.

/// Where a clarification stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClarificationStatus {
    /// The employer's turn.
    Asked,
    /// Answered.
    Replied,
    /// Taken back.
    Withdrawn,
}

impl ClarificationStatus {
    /// The word used in diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Replied => "replied",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// What can happen to a clarification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClarificationEvent {
    /// The assessor asks about one answer.
    Ask,
    /// The employer replies.
    Reply,
    /// Somebody of the authority gives more time.
    Extend,
    /// The assessor takes it back.
    Withdraw,
    /// The review goes back to the officer, and its open questions with it.
    ReviewReturns,
}

impl ClarificationEvent {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[
        Self::Ask,
        Self::Reply,
        Self::Extend,
        Self::Withdraw,
        Self::ReviewReturns,
    ];

    /// The word used in diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Reply => "reply",
            Self::Extend => "give more time",
            Self::Withdraw => "take back",
            Self::ReviewReturns => "the review goes back",
        }
    }
}

/// One way from one state to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClarificationTransition {
    /// Where it stands before; `None` before it is asked.
    pub from: Option<ClarificationStatus>,
    /// What happens.
    pub event: ClarificationEvent,
    /// Where it stands afterwards.
    pub to: ClarificationStatus,
    /// Who does it.
    pub who: &'static str,
}

/// Every way there is. Nothing leaves replied or withdrawn; the assessor asks anew.
pub const CLARIFICATION_TRANSITIONS: &[ClarificationTransition] = &[
    ClarificationTransition {
        from: None,
        event: ClarificationEvent::Ask,
        to: ClarificationStatus::Asked,
        who: "assessor",
    },
    ClarificationTransition {
        from: Some(ClarificationStatus::Asked),
        event: ClarificationEvent::Reply,
        to: ClarificationStatus::Replied,
        who: "employer: lead, signatory or contributor",
    },
    ClarificationTransition {
        from: Some(ClarificationStatus::Asked),
        event: ClarificationEvent::Extend,
        to: ClarificationStatus::Asked,
        who: "assessor or officer",
    },
    ClarificationTransition {
        from: Some(ClarificationStatus::Asked),
        event: ClarificationEvent::Withdraw,
        to: ClarificationStatus::Withdrawn,
        who: "assessor",
    },
    ClarificationTransition {
        from: Some(ClarificationStatus::Asked),
        event: ClarificationEvent::ReviewReturns,
        to: ClarificationStatus::Withdrawn,
        who: "assessor who declares a conflict, or officer who replaces the assessor",
    },
];

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::super::{Clarification, Question};
    use super::*;
    use crate::platform::error::Result;
    use crate::scheme::rules::CriterionCode;

    fn asked() -> Clarification {
        let id = Uuid::nil();
        let question = Question {
            id: id.into(),
            review_id: id.into(),
            assessment_id: id.into(),
            criterion: CriterionCode::parse("PAY-1").unwrap(),
            asked_by: id.into(),
            due_on: "2026-12-08".parse().unwrap(),
        };
        Clarification::ask(question, "Which month?", &[], DateTime::UNIX_EPOCH).unwrap()
    }

    fn perform(event: ClarificationEvent, on: Clarification) -> Result<Clarification> {
        let now = "2026-11-24T09:00:00Z".parse().unwrap();
        let nobody = Uuid::nil();
        match event {
            ClarificationEvent::Extend => {
                let day = "2026-12-09".parse().unwrap();
                let given = on.extend(nobody.into(), day, "Ill", (nobody.into(), now))?;
                Ok(given.0)
            }
            ClarificationEvent::Ask => panic!("it is asked already"),
            ClarificationEvent::Reply => on.reply("October", nobody.into(), now),
            ClarificationEvent::Withdraw | ClarificationEvent::ReviewReturns => on.withdraw(now),
        }
    }

    #[test]
    fn an_event_can_happen_exactly_where_the_table_says() {
        let replied = perform(ClarificationEvent::Reply, asked()).unwrap();
        let withdrawn = perform(ClarificationEvent::Withdraw, asked()).unwrap();
        for start in [asked(), replied, withdrawn] {
            for event in &ClarificationEvent::ALL[1..] {
                let expected = CLARIFICATION_TRANSITIONS
                    .iter()
                    .find(|way| way.from == Some(start.status()) && way.event == *event)
                    .map(|way| way.to);
                let after = perform(*event, start.clone()).ok();
                assert_eq!(after.map(|after| after.status()), expected, "{event:?}");
            }
        }
        let first = CLARIFICATION_TRANSITIONS.first().unwrap();
        assert_eq!((first.from, first.event), (None, ClarificationEvent::Ask));
        assert_eq!(first.to, asked().status());
    }
}
