//! A submission with its present review: whose turn it is, and what is late.

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::ids::{
    AssessmentId, AuthorityId, DecisionId, OrganisationId, PersonId, ReviewId, SchemeVersionId,
};
use entity::kinds::{AssessmentStatus, SizeBand};

use super::{Bench, Clock, Finding, Review, Seat, State, may_officer_read, present};
use crate::platform::calendar::{add_working_days, london_date, working_days_between};
use crate::platform::error::{Error, Result};
use crate::scheme::rules::TierCode;

/// A submission with its present review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The assessment.
    pub assessment_id: AssessmentId,
    /// Short reference that people quote.
    pub reference: String,
    /// To whom it was submitted.
    pub authority_id: AuthorityId,
    /// Who applies.
    pub organisation_id: OrganisationId,
    /// The employer's name, as it is now.
    pub organisation_name: String,
    /// The employer's size, as it is now.
    pub size_band: Option<SizeBand>,
    /// Name of the council district the employer gave.
    pub place: Option<String>,
    /// Under which version of the scheme.
    pub scheme_version_id: SchemeVersionId,
    /// Code of the tier applied for.
    pub tier_sought: TierCode,
    /// Where the assessment stands.
    pub status: AssessmentStatus,
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
    /// When it was decided or withdrawn.
    pub closed_at: Option<DateTime<Utc>>,
    /// The present review, or the one asked for.
    pub review: Option<Review>,
    /// The assessors together.
    pub bench: Bench,
    /// The name of its assessor.
    pub assessor_name: String,
    /// Its clock, once that stood still at some time.
    pub clock: Option<Clock>,
    /// Questions that the employer has not answered yet.
    pub open_clarifications: u64,
    /// Criteria that the assessor has judged.
    pub judged: u64,
    /// The decision that ends it, announced or not.
    pub decision_id: Option<DecisionId>,
}

/// A review of a case, and who does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseReview {
    /// The review.
    pub review: Review,
    /// The name of its assessor.
    pub assessor_name: String,
}

/// A case with its reviews, and the findings of the present one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFile {
    /// The case; its review is the present one.
    pub case: Case,
    /// Every review that the reader may know of, the first first.
    pub reviews: Vec<CaseReview>,
    /// What the present review found.
    pub findings: Vec<Finding>,
    /// What every review found that the reader may know of.
    pub all_findings: Vec<(ReviewId, Finding)>,
}

impl CaseFile {
    /// Names the present review, and its findings.
    pub fn settle(&mut self, findings: Vec<(ReviewId, Finding)>) {
        self.all_findings = findings;
        let Some(id) = present(self.reviews.iter().map(|known| &known.review)).map(|one| one.id)
        else {
            return;
        };
        self.findings = self.found_by(id).cloned().collect();
        if let Some(known) = self.reviews.iter().find(|known| known.review.id == id) {
            self.case.assessor_name.clone_from(&known.assessor_name);
            self.case.review = Some(known.review.clone());
        }
    }

    /// Takes away what assessors found while they judge apart: officers could carry it from one to another.
    pub fn keep_blind(&mut self) {
        if self.case.bench.is_blind() {
            self.findings.clear();
            self.all_findings.clear();
        }
    }

    /// What a review found, in no order.
    pub fn found_by(&self, review: ReviewId) -> impl Iterator<Item = &Finding> {
        self.all_findings
            .iter()
            .filter(move |(of, _)| *of == review)
            .map(|(_, finding)| finding)
    }

    /// Every review, without the names of assessors.
    pub fn all_reviews(&self) -> Vec<Review> {
        self.reviews
            .iter()
            .map(|known| known.review.clone())
            .collect()
    }

    /// The reviews that count, the assessors' before the moderator's.
    pub fn live_reviews(&self) -> Vec<&CaseReview> {
        let mut live: Vec<&CaseReview> = self
            .reviews
            .iter()
            .filter(|known| known.review.is_live())
            .collect();
        live.sort_by_key(|known| (known.review.seat == Seat::Moderator, known.review.seat));
        live
    }

    /// The present review.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub fn review(&self) -> Result<&Review> {
        self.case.review.as_ref().ok_or(Error::NotFound)
    }

    /// Whether an officer may read the case as its officer.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the officer's own part in it forbids that.
    pub fn must_be_readable_by(&self, officer: PersonId) -> Result<()> {
        let reviews = self.all_reviews();
        // Who judges apart from others does not look at them over the officer's shoulder.
        let judges = self.case.bench.wanted > 1
            && reviews.iter().any(|review| {
                review.assessor_id == officer
                    && match review.state {
                        State::Open { .. } => true,
                        // The employer's reply to another may open it again.
                        State::Recommended { .. } => self.case.bench.is_blind(),
                        State::Allocated | State::Decided { .. } | State::Returned { .. } => false,
                    }
            });
        if may_officer_read(officer, &reviews) && !judges {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }
}

/// Whose move it is in a case, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// An officer allocates it.
    OfficerAllocates,
    /// The assessors differ: an officer appoints a moderator.
    OfficerAppoints,
    /// The assessor declares whether there is a conflict.
    AssessorDeclares,
    /// The assessor judges.
    AssessorJudges,
    /// The employer answers questions.
    EmployerAnswers,
    /// An officer decides.
    OfficerDecides,
    /// It is decided: an officer announces the decision.
    OfficerAnnounces,
    /// Nobody's: it is over.
    Nobody,
}

impl Turn {
    /// Who, in a word.
    pub const fn who(self) -> &'static str {
        match self {
            Self::OfficerAllocates
            | Self::OfficerAppoints
            | Self::OfficerDecides
            | Self::OfficerAnnounces => "Officer",
            Self::AssessorDeclares | Self::AssessorJudges => "Assessor",
            Self::EmployerAnswers => "Employer",
            Self::Nobody => "Nobody",
        }
    }

    /// To do what.
    pub const fn words(self) -> &'static str {
        match self {
            Self::OfficerAllocates => "allocate an assessor",
            Self::OfficerAppoints => "appoint a moderator",
            Self::AssessorDeclares => "declare conflicts",
            Self::AssessorJudges => "judge the evidence",
            Self::EmployerAnswers => "answer questions",
            Self::OfficerDecides => "decide",
            Self::OfficerAnnounces => "announce the decision",
            Self::Nobody => "closed",
        }
    }

    /// The word the API gives.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OfficerAllocates => "officer_allocates",
            Self::OfficerAppoints => "officer_appoints",
            Self::AssessorDeclares => "assessor_declares",
            Self::AssessorJudges => "assessor_judges",
            Self::EmployerAnswers => "employer_answers",
            Self::OfficerDecides => "officer_decides",
            Self::OfficerAnnounces => "officer_announces",
            Self::Nobody => "nobody",
        }
    }
}

/// Whose move it is, from the state alone.
pub fn turn_of(submitted: bool, state: Option<&State>, open_clarifications: u64) -> Turn {
    if !submitted {
        return Turn::Nobody;
    }
    match state {
        None | Some(State::Returned { .. }) => Turn::OfficerAllocates,
        Some(State::Allocated) => Turn::AssessorDeclares,
        Some(State::Open { .. }) if open_clarifications > 0 => Turn::EmployerAnswers,
        Some(State::Open { .. }) => Turn::AssessorJudges,
        Some(State::Recommended { .. }) => Turn::OfficerDecides,
        Some(State::Decided { .. }) => Turn::Nobody,
    }
}

impl Case {
    /// Whether it still waits for a decision.
    pub fn is_open(&self) -> bool {
        match self.status {
            AssessmentStatus::Submitted => true,
            AssessmentStatus::Draft
            | AssessmentStatus::AwaitingSignOff
            | AssessmentStatus::Decided
            | AssessmentStatus::Withdrawn => false,
        }
    }

    /// Whose move it is.
    pub fn turn(&self) -> Turn {
        let open = self.is_open();
        if open && self.decision_id.is_some() {
            return Turn::OfficerAnnounces;
        }
        if open && self.bench.lacks_assessor() {
            return Turn::OfficerAllocates;
        }
        let appoints = |review: &Review| open && self.bench.lacks_moderator(review);
        if self.review.as_ref().is_some_and(appoints) {
            return Turn::OfficerAppoints;
        }
        self.turn_of_review()
    }

    /// Whose move it is in this review, whatever the other assessors of the case do.
    pub fn turn_of_review(&self) -> Turn {
        turn_of(
            self.is_open(),
            self.review.as_ref().map(|review| &review.state),
            self.open_clarifications,
        )
    }

    /// Day by which a recommendation is due as things stand today, by the review or by the service
    /// standard; moved on by the working days on which the clock stood still.
    pub fn due_on(&self, review_working_days: u32, today: NaiveDate) -> NaiveDate {
        if let Some(clock) = &self.clock {
            return clock.due_at(today);
        }
        self.review.as_ref().map_or_else(
            || add_working_days(london_date(self.submitted_at), review_working_days),
            |review| review.due_on,
        )
    }

    /// The same, for a case that has a review.
    pub fn review_due_on(&self, review: &Review, today: NaiveDate) -> NaiveDate {
        self.clock
            .map_or(review.due_on, |clock| clock.due_at(today))
    }

    /// Whether the clock stands still.
    pub fn is_paused(&self) -> bool {
        self.clock.is_some_and(|clock| clock.paused_since.is_some())
    }
}

/// "due in 6 working days", "due today", "2 working days over time".
pub fn due_words(today: NaiveDate, due_on: NaiveDate) -> String {
    let days = |count: i32| {
        if count == 1 {
            "1 working day".to_owned()
        } else {
            format!("{count} working days")
        }
    };
    if due_on < today {
        // A day on which nobody works may lie between; it is late all the same.
        return match working_days_between(due_on, today) {
            0 => "over time".to_owned(),
            late => format!("{} over time", days(late)),
        };
    }
    match working_days_between(today, due_on) {
        0 => "due today".to_owned(),
        left => format!("due in {}", days(left)),
    }
}

/// Which cases a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseFilter {
    /// Everything that waits for a decision.
    #[default]
    Open,
    /// What waits for an assessor.
    ToAllocate,
    /// What should have a recommendation by now and has none.
    OverTime,
    /// What waits for an officer's decision.
    AwaitingDecision,
    /// What is decided and waits to be announced.
    ToAnnounce,
    /// What waits for an officer: to be allocated, or to be decided.
    WithOfficers,
    /// What is with an assessor or an employer.
    InReview,
    /// What is over.
    Closed,
}

impl CaseFilter {
    /// Every one of them, in the order offered.
    pub const ALL: &'static [Self] = &[
        Self::Open,
        Self::ToAllocate,
        Self::InReview,
        Self::OverTime,
        Self::AwaitingDecision,
        Self::ToAnnounce,
        Self::Closed,
    ];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::ToAllocate => "to-allocate",
            Self::OverTime => "over-time",
            Self::AwaitingDecision => "awaiting-decision",
            Self::ToAnnounce => "to-announce",
            Self::WithOfficers => "with-officers",
            Self::InReview => "in-review",
            Self::Closed => "closed",
        }
    }

    /// How people read it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Open => "All open cases",
            Self::ToAllocate => "To allocate",
            Self::OverTime => "Over time",
            Self::AwaitingDecision => "Awaiting decision",
            Self::ToAnnounce => "Decided, to announce",
            Self::WithOfficers => "With officers",
            Self::InReview => "In review",
            Self::Closed => "Closed",
        }
    }

    /// The filter of a word in an address; everything open when it is none of ours.
    pub fn parse(text: &str) -> Self {
        Self::ALL
            .iter()
            .copied()
            .find(|filter| filter.as_str() == text)
            .unwrap_or_default()
    }
}

/// How much waits where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseNumbers {
    /// Waits for an assessor.
    pub to_allocate: u64,
    /// Should have a recommendation by now and has none.
    pub over_time: u64,
    /// Waits for an officer's decision.
    pub awaiting_decision: u64,
    /// Is decided and waits to be announced.
    pub to_announce: u64,
    /// Everything that waits for a decision.
    pub open: u64,
}

/// What was submitted before this day and has no recommendation is over time today.
pub fn overdue_before(today: NaiveDate, review_working_days: u32) -> NaiveDate {
    let mut day = today;
    while add_working_days(day, review_working_days) >= today {
        let Some(earlier) = day.checked_sub_days(Days::new(1)) else {
            return day;
        };
        day = earlier;
    }
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    proptest! {
        #[test]
        fn what_is_overdue_was_submitted_before_the_day(today in 0_u64..6000, back in 0_u64..200, standard in 0_u32..60) {
            let today = day("2020-01-01") + Days::new(today);
            let submitted = today - Days::new(back);
            let late = add_working_days(submitted, standard) < today;
            prop_assert_eq!(late, submitted < overdue_before(today, standard));
        }
    }

    #[test]
    fn lateness_is_told_in_working_days() {
        let today = day("2026-11-24");
        for (due, words) in [
            ("2026-11-24", "due today"),
            ("2026-11-25", "due in 1 working day"),
            ("2026-12-02", "due in 6 working days"),
            ("2026-11-23", "1 working day over time"),
            ("2026-11-20", "2 working days over time"),
        ] {
            assert_eq!(due_words(today, day(due)), words, "{due}");
        }
        assert_eq!(due_words(day("2026-11-22"), day("2026-11-21")), "over time");
    }
}
