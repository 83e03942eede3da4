//! What each act writes besides its own change: emails into the outbox, jobs into the queue. The
//! tests in `acts` do every act of every table and compare.

mod acts;
mod after;
mod seats;
mod talk;

use std::collections::{BTreeMap, BTreeSet};

use entity::{job, outbox_email};
use fairmark::accreditation::rules::{Accreditation, Verdict};
use fairmark::scheme::rules::TierCode;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::tables::workflows;
use crate::helpers::awarded::Applicant;
use crate::helpers::{TestApp, World};

/// Room, state before (any, when empty), event, emails, jobs. What is not here writes none.
type Follows = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const FOLLOWS: &[Follows] = &[
    (
        "assessment",
        "",
        "request sign-off",
        &["assessment_sign_off_requested"],
        &[],
    ),
    (
        "assessment",
        "",
        "send back",
        &["assessment_sent_back"],
        &[],
    ),
    (
        "assessment",
        "",
        "sign off and submit",
        &["assessment_receipt", "assessment_received"],
        &[],
    ),
    (
        "assessment",
        "submitted",
        "withdraw",
        &["assessment_withdrawn"],
        &[],
    ),
    (
        "assessment",
        "",
        "move to a newer version",
        &["assessment_moved"],
        &[],
    ),
    ("review", "", "allocate", &["review_allocated"], &[]),
    (
        "review",
        "",
        "declare a conflict",
        &["review_conflict_declared"],
        &[],
    ),
    (
        "review",
        "",
        "replace the assessor",
        &["review_replaced"],
        &[],
    ),
    (
        "review",
        "",
        "recommend",
        &["review_recommended", "review_moderation_needed"],
        &[],
    ),
    (
        "review",
        "",
        "change an answer",
        &["question_answered", "review_answer_changed"],
        &[],
    ),
    ("review", "", "defer", &["decision_deferred"], &[]),
    (
        "review",
        "",
        "decide",
        &["decision_awarded", "decision_declined", "decision_not_yet"],
        &["issue_certificate"],
    ),
    (
        "assessment",
        "",
        "decide",
        &["decision_awarded", "decision_declined", "decision_not_yet"],
        &["issue_certificate"],
    ),
    ("clarification", "", "ask", &["question_asked"], &[]),
    ("clarification", "", "reply", &["question_answered"], &[]),
    (
        "clarification",
        "",
        "give more time",
        &["question_extended"],
        &[],
    ),
    ("confirmation", "", "ask", &["confirmation_asked"], &[]),
    (
        "confirmation",
        "",
        "send again",
        &["confirmation_asked"],
        &[],
    ),
    (
        "confirmation",
        "",
        "confirm",
        &["confirmation_answered"],
        &[],
    ),
    (
        "confirmation",
        "",
        "cannot confirm",
        &["confirmation_answered"],
        &[],
    ),
    (
        "confirmation",
        "",
        "decline to say",
        &["confirmation_answered"],
        &[],
    ),
    ("hold", "", "put on hold", &["case_on_hold"], &[]),
    ("hold", "", "lift", &["case_hold_lifted"], &[]),
    (
        "comment",
        "",
        "post to both sides",
        &["comment_shared", "comment_from_employer"],
        &[],
    ),
    (
        "clarification",
        "",
        "take back",
        &["question_withdrawn"],
        &[],
    ),
    (
        "clarification",
        "",
        "the review goes back",
        &["review_conflict_declared", "review_replaced"],
        &[],
    ),
    (
        "decision",
        "",
        "decide and announce",
        &["decision_awarded", "decision_declined", "decision_not_yet"],
        &["issue_certificate"],
    ),
    (
        "decision",
        "",
        "announce",
        &["decision_awarded", "decision_declined", "decision_not_yet"],
        &["issue_certificate"],
    ),
    (
        "accreditation",
        "",
        "award",
        &["decision_awarded"],
        &["issue_certificate"],
    ),
    (
        "accreditation",
        "",
        "award ahead",
        &["decision_awarded"],
        &["issue_certificate"],
    ),
    (
        "accreditation",
        "",
        "supersede",
        &["decision_awarded"],
        &["issue_certificate"],
    ),
    (
        "accreditation",
        "",
        "suspend",
        &["accreditation_suspended"],
        &[],
    ),
    (
        "accreditation",
        "",
        "reinstate",
        &["accreditation_reinstated"],
        &[],
    ),
    (
        "accreditation",
        "",
        "withdraw",
        &["accreditation_withdrawn"],
        &[],
    ),
    (
        "accreditation",
        "",
        "relinquish",
        &["accreditation_relinquished"],
        &[],
    ),
    (
        "condition",
        "",
        "set",
        &["accreditation_condition_set"],
        &[],
    ),
    (
        "condition",
        "",
        "report",
        &["accreditation_condition_reported"],
        &[],
    ),
    (
        "condition",
        "",
        "accept",
        &["accreditation_condition_met"],
        &[],
    ),
    (
        "condition",
        "",
        "send back",
        &["accreditation_condition_sent_back"],
        &[],
    ),
    (
        "condition",
        "",
        "waive",
        &["accreditation_condition_waived"],
        &[],
    ),
    (
        "condition",
        "",
        "find missed",
        &["accreditation_condition_missed"],
        &[],
    ),
    (
        "accreditation",
        "",
        "restore",
        &["appeal_upheld", "accreditation_reinstated"],
        &[],
    ),
    (
        "concern",
        "",
        "raise",
        &["concern_received", "concern_raised"],
        &[],
    ),
    ("concern", "", "acknowledge", &["concern_progress"], &[]),
    ("concern", "", "refer", &["concern_closed"], &[]),
    ("concern", "", "investigate", &["concern_progress"], &[]),
    (
        "concern",
        "",
        "ask the employer",
        &["concern_progress", "concern_put"],
        &[],
    ),
    ("concern", "", "answer", &["concern_answered"], &[]),
    ("concern", "", "close", &["concern_closed"], &[]),
    (
        "complaint",
        "",
        "complain",
        &["complaint_received", "complaint_raised"],
        &[],
    ),
    (
        "complaint",
        "",
        "acknowledge",
        &["complaint_acknowledged"],
        &[],
    ),
    ("complaint", "", "answer", &["complaint_answered"], &[]),
    ("complaint", "", "close", &["complaint_closed"], &[]),
    (
        "appeal",
        "",
        "lodge",
        &["appeal_receipt", "appeal_lodged"],
        &[],
    ),
    ("appeal", "lodged", "take", &["appeal_taken"], &[]),
    (
        "appeal",
        "",
        "uphold",
        &["appeal_upheld", "accreditation_reinstated"],
        &[],
    ),
    ("appeal", "", "dismiss", &["appeal_dismissed"], &[]),
    (
        "certificate",
        "",
        "issue",
        &["certificate_ready"],
        &["draw_certificate"],
    ),
    ("support", "", "propose", &["support_proposed"], &[]),
    (
        "support",
        "",
        "confirm",
        &["address_changed", "lead_replaced", "support_closed"],
        &[],
    ),
    ("support", "", "decline", &["support_closed"], &[]),
];

/// What may follow an act: emails and jobs, or nothing.
fn found(
    room: &str,
    from: Option<&str>,
    event: &str,
) -> (&'static [&'static str], &'static [&'static str]) {
    FOLLOWS
        .iter()
        .find(|(of, before, what, ..)| {
            *of == room && *what == event && (before.is_empty() || Some(*before) == from)
        })
        .map_or((&[], &[]), |(_, _, _, emails, jobs)| (emails, jobs))
}

/// The same, for the page.
pub(super) fn words(room: &str, from: Option<&str>, event: &str) -> String {
    let (emails, jobs) = found(room, from, event);
    let list = |what: &[&str]| {
        let quoted: Vec<String> = what.iter().map(|name| format!("`{name}`")).collect();
        quoted.join(" or ")
    };
    let all: Vec<String> = emails.iter().map(|name| format!("`{name}`")).collect();
    match (room, event) {
        // One act, two outcomes; and two at once.
        ("assessment", "sign off and submit")
        | ("accreditation", "restore")
        | ("complaint" | "appeal", _) => all.join(", "),
        ("concern", "raise" | "ask the employer") => {
            format!("{}; the first only if asked for", all.join(", "))
        }
        ("concern", "acknowledge" | "refer" | "investigate" | "close") => {
            format!("{}, if asked for", list(emails))
        }
        ("assessment" | "review", "decide") => {
            format!("{}; job {} after an award", list(emails), list(jobs))
        }
        ("assessment", "send back") => {
            format!("{}, none when who asked takes it back", list(emails))
        }
        ("assessment", "move to a newer version") => {
            format!("{}, none when an employer moves it", list(emails))
        }
        ("comment", "post to both sides") => {
            format!("{}, to the other side, once in 24 hours", list(emails))
        }
        _ if emails.is_empty() && jobs.is_empty() => "none".to_owned(),
        _ if jobs.is_empty() => list(emails),
        _ => format!("{}; job {}", list(emails), list(jobs)),
    }
}

#[test]
fn every_entry_is_about_an_act_that_there_is() {
    for (room, before, event, ..) in FOLLOWS {
        assert!(
            workflows().iter().any(|workflow| {
                workflow.room == *room
                    && workflow.ways.iter().any(|way| {
                        way.event == *event && (before.is_empty() || way.from == Some(*before))
                    })
            }),
            "{room}: {event}"
        );
    }
}

/// What the outbox and the queue hold: the kind of each email and job, by its id.
#[derive(Clone, Debug, Default)]
struct Written {
    emails: BTreeMap<Uuid, String>,
    jobs: BTreeMap<Uuid, String>,
}

/// The kinds of what is in `now` and was not `before`.
fn new_kinds(now: &BTreeMap<Uuid, String>, before: &BTreeMap<Uuid, String>) -> BTreeSet<String> {
    let new = now.iter().filter(|(id, _)| !before.contains_key(*id));
    new.map(|(_, kind)| kind.clone()).collect()
}

fn set(kinds: &[&str]) -> BTreeSet<String> {
    kinds.iter().map(|kind| (*kind).to_owned()).collect()
}

/// Sees what each act wrote, and remembers which acts were done.
struct Witness<'a> {
    app: &'a TestApp,
    before: Written,
    done: BTreeSet<(&'static str, Option<&'static str>, &'static str)>,
}

impl<'a> Witness<'a> {
    async fn new(app: &'a TestApp) -> Self {
        let mut witness = Self {
            app,
            before: Written::default(),
            done: BTreeSet::new(),
        };
        witness.skip().await;
        witness
    }

    /// Leads a draft to where it can be decided, forgets what that wrote, and decides it.
    async fn skip_to_decision(
        &mut self,
        world: &World,
        applicant: &Applicant,
        tier: &str,
    ) -> Accreditation {
        let app = self.app;
        app.submit(applicant).await;
        let review = app.open_review(world, applicant).await;
        app.judge_all_met(world, &review).await;
        app.recommend(world, applicant, tier).await;
        self.skip().await;
        let verdict = Verdict::Award {
            tier: TierCode::parse(tier).unwrap(),
        };
        let outcome = app.decide(world, applicant, verdict).await;
        outcome.accreditation.unwrap()
    }

    async fn written(&self) -> Written {
        let conn = self.app.ctx.read();
        let emails = outbox_email::Entity::find().all(conn).await.unwrap();
        let jobs = job::Entity::find().all(conn).await.unwrap();
        Written {
            emails: emails.into_iter().map(|row| (row.id.0, row.kind)).collect(),
            jobs: jobs.into_iter().map(|row| (row.id.0, row.kind)).collect(),
        }
    }

    /// What was written so far belongs to no act.
    async fn skip(&mut self) {
        self.before = self.written().await;
    }

    /// The act that was just done wrote what the table says, all of it.
    async fn did(&mut self, room: &'static str, from: Option<&'static str>, event: &'static str) {
        let (emails, jobs) = found(room, from, event);
        self.wrote(room, from, event, emails, jobs).await;
    }

    /// The same for an act with several outcomes: this one.
    async fn wrote(
        &mut self,
        room: &'static str,
        from: Option<&'static str>,
        event: &'static str,
        emails: &[&str],
        jobs: &[&str],
    ) {
        let (now, what) = (
            self.written().await,
            format!("{room}: {event} from {from:?}"),
        );
        assert_eq!(
            new_kinds(&now.emails, &self.before.emails),
            set(emails),
            "{what}"
        );
        assert_eq!(new_kinds(&now.jobs, &self.before.jobs), set(jobs), "{what}");
        let (in_table, jobs_in_table) = found(room, from, event);
        assert!(set(emails).is_subset(&set(in_table)), "{what}");
        assert!(set(jobs).is_subset(&set(jobs_in_table)), "{what}");
        self.done.insert((room, from, event));
        self.before = now;
    }
}
