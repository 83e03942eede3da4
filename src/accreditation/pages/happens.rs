//! Exactly what a decision will do: to whom, for which term, with which emails.

use chrono::NaiveDate;

use super::words::{joined, people_words};
use crate::accreditation::rules::{Term, Verdict};
use crate::platform::calendar::long_date;
use crate::scheme::rules::SchemeVersion;

/// What is known of the case when it is about to be decided.
pub(super) struct Known<'a> {
    pub(super) version: &'a SchemeVersion,
    pub(super) employer: &'a str,
    pub(super) assessor: &'a str,
    /// Names of the people who act for the employer now.
    pub(super) members: &'a [String],
    pub(super) today: NaiveDate,
    /// The first day of the term, where one is named.
    pub(super) start_on: Option<NaiveDate>,
    /// Whether nobody outside is told yet.
    pub(super) later: bool,
}

/// What will happen, in sentences, and the words of the button.
pub(super) struct Happens {
    pub(super) will: Vec<String>,
    pub(super) told: Vec<String>,
    pub(super) button: String,
    pub(super) kind: &'static str,
}

impl Happens {
    /// What this verdict will do.
    pub(super) fn of(verdict: &Verdict, known: &Known<'_>) -> Self {
        let employer = known.employer;
        match verdict {
            Verdict::Award { tier } => {
                let (name, months) = known.version.tier(tier).map_or_else(
                    || (tier.to_string(), 0),
                    |tier| (tier.name.to_string(), tier.validity_months),
                );
                let first = known.start_on.unwrap_or(known.today);
                let term = Term::of_months(first, months);
                if known.later {
                    let since = known
                        .start_on
                        .map_or_else(|| "the day it is announced".to_owned(), long_date);
                    return Self::later(
                        format!(
                            "It is recorded and locked that {employer} is to be accredited as {name}, for {months} months from {since}."
                        ),
                        format!("Decide: award {name}, announce later"),
                        "",
                    );
                }
                Self {
                    will: vec![
                        format!(
                            "{employer} is accredited as {name} from {} to {}.",
                            long_date(term.since),
                            term.last_day_words()
                        ),
                        "The public register shows the award from the moment you confirm."
                            .to_owned(),
                        "The certificate is issued within a few minutes.".to_owned(),
                        CLOSES.to_owned(),
                    ],
                    told: known.told("the award, the term"),
                    button: format!("Award {name}"),
                    kind: "",
                }
            }
            Verdict::Decline if known.later => Self::later(
                format!("It is recorded and locked that {employer} is awarded nothing."),
                "Decide: decline, announce later".to_owned(),
                "warning",
            ),
            Verdict::Decline => Self {
                will: vec![
                    format!("{employer} is awarded nothing. The public register does not show it."),
                    CLOSES.to_owned(),
                    "The employer can apply again with a new assessment.".to_owned(),
                ],
                told: known.told("that nothing is awarded"),
                button: "Decline".to_owned(),
                kind: "warning",
            },
            Verdict::NotYet if known.later => Self::later(
                format!(
                    "It is recorded and locked that {employer} is not awarded anything yet, and gets a plan."
                ),
                "Decide: not yet, announce later".to_owned(),
                "",
            ),
            Verdict::NotYet => Self {
                will: vec![
                    format!(
                        "{employer} is awarded nothing yet. The public register does not show it."
                    ),
                    CLOSES.to_owned(),
                    "The employer sees the plan, and can apply again with a new assessment."
                        .to_owned(),
                ],
                told: known.told("that nothing is awarded yet, the plan"),
                button: "Not yet, with a plan".to_owned(),
                kind: "",
            },
            Verdict::Defer => Self {
                will: vec![
                    format!(
                        "The case goes back to {}. The recommendation falls; the findings stay and can be changed.",
                        known.assessor
                    ),
                    "You, or another officer, decide after a new recommendation.".to_owned(),
                ],
                told: vec![
                    format!("{} gets an email with your reason.", known.assessor),
                    format!("Nobody of {employer} is told."),
                ],
                button: "Send back to the assessor".to_owned(),
                kind: "",
            },
        }
    }
}

impl Happens {
    /// What a decision does that is announced later.
    fn later(recorded: String, button: String, kind: &'static str) -> Self {
        Self {
            will: vec![
                recorded,
                "The public register and the statistics show nothing of it until an officer announces it."
                    .to_owned(),
                "Until then an officer can undo it, with a reason.".to_owned(),
            ],
            told: vec![
                "Nobody is told now. Every letter can be read before it is sent.".to_owned(),
            ],
            button,
            kind,
        }
    }
}

const CLOSES: &str = "The case closes: no answer, finding or decision can be changed afterwards.";

impl Known<'_> {
    fn told(&self, what: &str) -> Vec<String> {
        if self.members.is_empty() {
            return vec![
                "Nobody acts for the employer here now, so nobody gets an email.".to_owned(),
            ];
        }
        vec![
            format!(
                "{} of {} will get an email: {}.",
                people_words(self.members.len()),
                self.employer,
                joined(self.members)
            ),
            format!(
                "It says {what}, your reason, how many criteria were met, and the assessor’s reason for each criterion that was not."
            ),
            "Internal notes and the recommendation are not shown to them.".to_owned(),
        ]
    }
}
