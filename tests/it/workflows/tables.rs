//! The tables of the rules, in one form.

use chrono::{DateTime, Utc};
use entity::condition_kinds::ConditionStatus;
use entity::confirmation_kinds::ConfirmationStatus;
use entity::decision_kinds::DecisionStatus;
use entity::kinds::{AssessmentStatus, ReviewStatus};
use entity::matter_kinds::{AppealStatus, ComplaintStatus, ConcernStatus};
use entity::support_kinds::SupportStatus;
use fairmark::accreditation::rules as accreditation;
use fairmark::assessment::rules as assessment;
use fairmark::certificate::rules as certificate;
use fairmark::identity::rules as identity;
use fairmark::review::rules as review;
use fairmark::review::rules::{Advice, Recommendation, Return, State, turn_of};
use fairmark::statistics::rules as statistics;

/// One way from one state to another.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) from: Option<&'static str>,
    pub(super) event: &'static str,
    pub(super) to: &'static str,
    pub(super) who: &'static str,
}

/// Everything that can happen to one thing.
#[derive(Clone, Debug)]
pub(super) struct Workflow {
    pub(super) room: &'static str,
    pub(super) title: &'static str,
    pub(super) says: &'static str,
    pub(super) states: Vec<&'static str>,
    pub(super) ways: Vec<Way>,
}

impl Workflow {
    /// The states that nothing leaves.
    pub(super) fn ends(&self) -> Vec<&'static str> {
        let leaves = |state: &str| {
            self.ways
                .iter()
                .any(|way| way.from == Some(state) && way.to != state)
        };
        self.states
            .iter()
            .copied()
            .filter(|state| !leaves(state))
            .collect()
    }
}

/// Reads a table of the rules: they all have the same four columns.
macro_rules! ways {
    ($table:expr) => {
        $table
            .iter()
            .map(|way| Way {
                from: way.from.map(|state| state.as_str()),
                event: way.event.as_str(),
                to: way.to.as_str(),
                who: way.who,
            })
            .collect()
    };
}

/// Every workflow, in the order of a case.
#[expect(clippy::too_many_lines, reason = "one table of workflows")]
pub(super) fn workflows() -> Vec<Workflow> {
    use review::ClarificationStatus::{Asked, Replied, Withdrawn};
    vec![
        Workflow {
            room: "assessment",
            title: "Assessment",
            says: "The employer’s side, `src/assessment/rules/transition.rs`. Answers and evidence change in a draft alone; \
                after submission only the answer that is asked about. Who asked for sign-off may take the request back without a word; \
                anybody else says what should be changed.",
            states: AssessmentStatus::ALL
                .iter()
                .map(|state| state.as_str())
                .collect(),
            ways: ways!(assessment::TRANSITIONS),
        },
        Workflow {
            room: "review",
            title: "Review",
            says: "The assessor’s side, `src/review/rules/transition.rs`. A case has one live review; one that was returned counts no more, \
                and the case is allocated anew.",
            states: ReviewStatus::ALL
                .iter()
                .map(|state| state.as_str())
                .collect(),
            ways: ways!(review::TRANSITIONS),
        },
        Workflow {
            room: "clarification",
            title: "Clarification",
            says: "A question on one answer, while the review is open, `src/review/rules/clarification/transition.rs`. \
                One open question for each criterion; a reply freezes the next round of the submission.",
            states: [Asked, Replied, Withdrawn]
                .map(review::ClarificationStatus::as_str)
                .to_vec(),
            ways: ways!(review::CLARIFICATION_TRANSITIONS),
        },
        Workflow {
            room: "hold",
            title: "Hold of a case",
            says: "A case that the authority pauses, `src/review/rules/hold.rs`. While it is on hold its clock stands still, as it does while \
                a question is with the employer, and it is neither recommended on nor decided. When the day to look again has gone by, \
                the calendar tells the officers once (`case_hold_overdue`).",
            states: [
                review::hold::HoldStatus::OnHold,
                review::hold::HoldStatus::Lifted,
            ]
            .map(review::hold::HoldStatus::as_str)
            .to_vec(),
            ways: ways!(review::hold::HOLD_TRANSITIONS),
        },
        Workflow {
            room: "comment",
            title: "Comment on a case",
            says: "What is said about a case or one of its criteria, `src/review/rules/comment.rs`: among assessors and officers, or by both sides \
                to each other. Nobody changes a comment, nor who reads it. The other side has an email of a thread once in 24 hours.",
            states: [
                review::comment::CommentStatus::Posted,
                review::comment::CommentStatus::TakenBack,
            ]
            .map(review::comment::CommentStatus::as_str)
            .to_vec(),
            ways: ways!(review::comment::COMMENT_TRANSITIONS),
        },
        Workflow {
            room: "confirmation",
            title: "Confirmation by somebody outside",
            says: "A union, a workers’ representative, an accountant or a referee confirms one answer by a link that works once and for 30 days, \
                `src/assessment/rules/confirmation.rs`. What they say is kept; the calendar erases their address 30 days after they answered, \
                or after the link stopped working.",
            states: ConfirmationStatus::ALL
                .iter()
                .map(|state| state.as_str())
                .collect(),
            ways: ways!(assessment::confirmation::CONFIRMATION_TRANSITIONS),
        },
        Workflow {
            room: "flag",
            title: "Flag on a case",
            says: "Something that somebody of the authority should look at, `src/review/rules/mark.rs`. The employer never learns of it.",
            states: [
                review::mark::FlagStatus::Raised,
                review::mark::FlagStatus::Resolved,
            ]
            .map(review::mark::FlagStatus::as_str)
            .to_vec(),
            ways: ways!(review::mark::FLAG_TRANSITIONS),
        },
        Workflow {
            room: "decision",
            title: "Decision",
            says: "What ends a case, `src/accreditation/rules/announcement.rs`. While it waits, the employer, the register, the certificate and \
                the statistics know nothing of it: the assessment stays submitted and its review recommended. Sending a case back to the \
                assessor ends nothing and never waits.",
            states: DecisionStatus::ALL
                .iter()
                .map(|state| state.as_str())
                .collect(),
            ways: ways!(accreditation::DECISION_TRANSITIONS),
        },
        Workflow {
            room: "accreditation",
            title: "Accreditation",
            says: "The lasting result, `src/accreditation/rules/status.rs`. Its status is never stored: it follows from the term and the events. \
                What the calendar does is written down nowhere and needs nothing to run. The term begins on the day of the award; \
                `not_yet` is what a look back to an earlier day finds.",
            states: accreditation::Status::ALL
                .iter()
                .map(|state| state.as_str())
                .collect(),
            ways: ways!(accreditation::TRANSITIONS),
        },
        Workflow {
            room: "condition",
            title: "Condition of an accreditation",
            says: "What the holder has to do by a day, `src/accreditation/rules/condition.rs`. When the day goes by without a word, \
                the calendar tells both sides once (`accreditation_condition_late`, `accreditation_condition_overdue`); what comes of it, an officer says.",
            states: ConditionStatus::ALL
                .iter()
                .map(|state| state.as_str())
                .collect(),
            ways: ways!(accreditation::condition::CONDITION_TRANSITIONS),
        },
        Workflow {
            room: "concern",
            title: "Concern about the holder of an accreditation",
            says: "What anybody says is wrong, without an account, `src/accreditation/rules/concern.rs`. Nothing tells who raised it, \
                unless they ask to be told by email. The employer reads the question that is put to it and nothing else. \
                An officer with a conflict neither sees nor handles it.",
            states: ConcernStatus::ALL
                .iter()
                .map(|state| state.as_str())
                .collect(),
            ways: ways!(accreditation::concern::CONCERN_TRANSITIONS),
        },
        Workflow {
            room: "complaint",
            title: "Data-protection complaint",
            says: "About how an authority handles data about somebody, `src/accreditation/rules/complaint.rs`. \
                The law gives 30 days to acknowledge it.",
            states: ComplaintStatus::ALL
                .iter()
                .map(|state| state.as_str())
                .collect(),
            ways: ways!(accreditation::complaint::COMPLAINT_TRANSITIONS),
        },
        Workflow {
            room: "appeal",
            title: "Appeal",
            says: "Of an employer, against a suspension, a withdrawal or a decision to award nothing, once and in time, \
                `src/accreditation/rules/appeal.rs`. Nobody who had a part in it answers. When a last day of a concern, a complaint \
                or an appeal is near, and when it is over, the calendar warns officers once (`matter_due_soon`, `matter_over_time`).",
            states: AppealStatus::ALL
                .iter()
                .map(|state| state.as_str())
                .collect(),
            ways: ways!(accreditation::appeal::APPEAL_TRANSITIONS),
        },
        Workflow {
            room: "certificate",
            title: "Certificate",
            says: "The document of one accreditation, `src/certificate/rules/stage.rs`. It is issued once and never taken back: \
                its page tells the status of the accreditation behind it.",
            states: [certificate::Stage::Issued, certificate::Stage::Drawn]
                .map(certificate::Stage::as_str)
                .to_vec(),
            ways: ways!(certificate::TRANSITIONS),
        },
        Workflow {
            room: "support",
            title: "Request of two officers",
            says: "Another address for somebody who leads or signs off, and another lead where one has left, \
                `src/identity/rules/support.rs`. One officer proposes it, another does it; neither acts for the employer.",
            states: SupportStatus::ALL
                .iter()
                .map(|state| state.as_str())
                .collect(),
            ways: ways!(identity::SUPPORT_TRANSITIONS),
        },
        Workflow {
            room: "statistics",
            title: "Statistics run",
            says: "A frozen computation, `src/statistics/rules/run.rs`. Officers alone see it until it is released; a release never changes.",
            states: [statistics::Stage::Computed, statistics::Stage::Released]
                .map(statistics::Stage::as_str)
                .to_vec(),
            ways: ways!(statistics::RUN_TRANSITIONS),
        },
    ]
}

/// Whose turn it is in every state: assessment, review, open questions, turn, what to do.
pub(super) fn turns() -> Vec<[&'static str; 5]> {
    let at = DateTime::<Utc>::UNIX_EPOCH;
    let recommendation = Recommendation {
        advice: Advice::Decline,
        reason: String::new(),
        at,
    };
    let open = State::Open { declared_at: at };
    let states: Vec<(&'static str, Option<State>, u64)> = vec![
        ("none", None, 0),
        ("allocated", Some(State::Allocated), 0),
        ("open", Some(open.clone()), 0),
        ("open", Some(open), 1),
        (
            "recommended",
            Some(State::Recommended {
                declared_at: at,
                recommendation: recommendation.clone(),
            }),
            0,
        ),
        (
            "returned",
            Some(State::Returned {
                at,
                why: Return::Replaced {
                    reason: String::new(),
                },
                declared_at: None,
            }),
            0,
        ),
    ];
    let seat =
        |turn: review::Turn, review| ["submitted", review, "none", turn.as_str(), turn.words()];
    let mut rows: Vec<[&'static str; 5]> = states
        .iter()
        .map(|(review, state, questions)| {
            let turn = turn_of(true, state.as_ref(), *questions);
            let asked = if *questions > 0 { "some" } else { "none" };
            ["submitted", review, asked, turn.as_str(), turn.words()]
        })
        .collect();
    let decided = State::Decided {
        declared_at: at,
        recommendation,
    };
    let over = turn_of(false, Some(&decided), 0);
    rows.push(seat(
        review::Turn::OfficerAllocates,
        "an assessor of several is missing",
    ));
    rows.push(seat(
        review::Turn::OfficerAppoints,
        "all recommended, and they differ",
    ));
    rows.push(seat(
        review::Turn::OfficerAnnounces,
        "recommended, and decided for later",
    ));
    rows.push(["decided", "decided", "none", over.as_str(), over.words()]);
    rows
}
