//! What can be appealed against, until when, and on what grounds.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AccreditationId, AssessmentId, AuthorityId, OrganisationId};
use entity::matter_kinds::{AppealAgainst, Remedy};
use uuid::Uuid;

use crate::accreditation::rules::clock::{Clock, Span};
use crate::accreditation::rules::{Accreditation, Days, Status};
use crate::platform::calendar::long_date;
use crate::platform::error::{Error, Result};

/// On what an appeal rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The steps were not followed.
    Procedure,
    /// The facts are wrong.
    Facts,
    /// Evidence was not looked at.
    Evidence,
}

impl Ground {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[Self::Procedure, Self::Facts, Self::Evidence];

    /// The word rows and forms use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Procedure => "procedure",
            Self::Facts => "facts",
            Self::Evidence => "evidence",
        }
    }

    /// For people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Procedure => "The steps that should be followed were not followed",
            Self::Facts => "The facts are wrong",
            Self::Evidence => "Evidence that we gave was not considered",
        }
    }

    /// Those that are named, each once.
    pub fn read<'a>(named: impl Iterator<Item = &'a str>) -> Vec<Self> {
        let named: Vec<&str> = named.collect();
        let all = Self::ALL.iter().copied();
        all.filter(|ground| named.contains(&ground.as_str()))
            .collect()
    }
}

/// What an appeal is against: something that was done to the employer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The event of the accreditation, or the decision.
    pub id: Uuid,
    /// Against what.
    pub against: AppealAgainst,
    /// When it was done.
    pub happened_at: DateTime<Utc>,
    /// To which accreditation, if to one.
    pub accreditation_id: Option<AccreditationId>,
    /// In which case.
    pub assessment_id: AssessmentId,
    /// By which authority.
    pub authority_id: AuthorityId,
    /// To which employer.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation: String,
}

impl Subject {
    /// What can be appealed against where an accreditation stands: its suspension or its withdrawal.
    pub fn of(held: &Accreditation, now: DateTime<Utc>) -> Option<Self> {
        use entity::kinds::AccreditationEventKind::{Suspended, Withdrawn};
        let (kind, against) = match held.status_at(now) {
            Status::Suspended => (Suspended, AppealAgainst::Suspension),
            Status::Withdrawn => (Withdrawn, AppealAgainst::Withdrawal),
            Status::NotYet
            | Status::Active
            | Status::Relinquished
            | Status::Superseded
            | Status::Lapsed => return None,
        };
        let events = held.events.iter().filter(|event| event.kind == kind);
        let event = events.max_by_key(|event| event.sequence)?;
        Some(Self {
            id: event.id.0,
            against,
            happened_at: event.effective_at,
            accreditation_id: Some(held.id),
            assessment_id: held.assessment_id,
            authority_id: held.authority_id,
            organisation_id: held.organisation_id,
            organisation: held.holder.name.clone(),
        })
    }

    /// The last day on which it can be appealed against.
    pub fn last_day(&self, days: Days) -> Option<NaiveDate> {
        Clock::new(self.happened_at, Span::Working(days.appeal_lodge)).due_on()
    }

    /// Whether it can still be appealed against.
    ///
    /// # Errors
    /// A sentence that says until when it could.
    pub fn must_be_in_time(&self, days: Days, today: NaiveDate) -> Result<()> {
        match self.last_day(days) {
            Some(last) if today > last => Err(Error::refused(
                "appeal.late",
                format!(
                    "The time to appeal is over: the last day was {}. Write to the charter team if there is a good reason why you could not appeal before.",
                    long_date(last)
                ),
            )),
            _ => Ok(()),
        }
    }
}

/// Against what, for people.
pub const fn against_words(against: AppealAgainst) -> &'static str {
    match against {
        AppealAgainst::Suspension => "the suspension",
        AppealAgainst::Withdrawal => "the withdrawal",
        AppealAgainst::Decline => "the decision to award nothing",
    }
}

/// What an upheld appeal puts right, for people.
pub const fn remedy_words(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Lift => "The suspension is lifted",
        Remedy::Restore => {
            "The accreditation is in force again, from today, until the same last day"
        }
        Remedy::DecideAnew => {
            "The decision was wrong. A new application is decided by officers who had no part in it"
        }
        Remedy::Record => {
            "Nothing can be put right any more; it is on record that the employer was right"
        }
    }
}
