//! What is awarded, for how long, and where it stands at any instant.

mod announcement;
pub mod appeal;
mod basis;
mod check;
pub mod clock;
pub mod complaint;
pub mod concern;
pub mod condition;
pub mod matter;
mod name;
mod renewal;
mod standard;
mod status;
mod succession;
mod term;
mod terms;

#[cfg(test)]
pub(crate) mod properties;

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{
    AccreditationEventId, AccreditationId, AreaId, AssessmentId, AuthorityId, BundleId, DecisionId,
    OrganisationId, PersonId, ReviewId, SchemeId, SchemeVersionId,
};
use entity::kinds::{AccreditationEventKind, DecisionOutcome, SizeBand};

use crate::platform::calendar::london_midnight;
use crate::platform::error::{Error, FieldErrors, Refusal, Result};
use crate::review::rules::{Advice, Recommendation};
use crate::scheme::rules::TierCode;

pub use announcement::{
    DECISION_TRANSITIONS, DecisionEvent, DecisionTransition, Stage, UNDO_REASON_MAX_CHARACTERS,
    check_start, first_day, next_decision_status,
};
pub use basis::{Basis, BasisChange};
pub use check::{Award as AwardBasis, Check, Closed, Lapse, check_note, event_of, lapses};
pub use condition::{AwardCondition, Said};
pub use name::{ENTRY_CODE_CHARACTERS, entry_name, search_form};
pub use renewal::{
    Due, Renewal, RenewalTerms, STANDARD_LADDER_DAYS, STANDARD_WINDOW_DAYS, next_due, reminder_day,
};
pub use standard::{Days, STANDARD_REASON_MAX_CHARACTERS, Standard};
pub use status::{Event, Status, TRANSITIONS, Transition, next_status};
pub use succession::{Succession, succeed};
pub use term::Term;
pub use terms::{Asked, Point, Terms, Wanted};

/// Longest public reason, in characters.
pub const PUBLIC_REASON_MAX_CHARACTERS: usize = 500;
/// Longest internal note, in characters.
pub const INTERNAL_NOTE_MAX_CHARACTERS: usize = 2_000;
/// Longest reason of a decision, in characters.
pub const DECISION_REASON_MAX_CHARACTERS: usize = 4_000;
/// An accreditation whose term ends within so many days is expiring.
pub const EXPIRING_DAYS: u64 = 90;

/// The lasting result of an award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accreditation {
    /// Which accreditation.
    pub id: AccreditationId,
    /// Its name in register addresses.
    pub entry: String,
    /// Who is accredited.
    pub organisation_id: OrganisationId,
    /// By whom.
    pub authority_id: AuthorityId,
    /// Under which scheme.
    pub scheme_id: SchemeId,
    /// Under which version.
    pub scheme_version_id: SchemeVersionId,
    /// On which assessment.
    pub assessment_id: AssessmentId,
    /// By which decision.
    pub decision_id: DecisionId,
    /// Which tier, as it was at the award.
    pub tier: AwardedTier,
    /// From which day until which.
    pub term: Term,
    /// When awarded.
    pub awarded_at: DateTime<Utc>,
    /// The employer as it was at the award.
    pub holder: Holder,
    /// What happened since, in order.
    pub events: Vec<AccreditationEvent>,
    /// The version read.
    pub version: i32,
}

/// A tier as it was at the award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardedTier {
    /// Its code.
    pub code: TierCode,
    /// Its name.
    pub name: String,
    /// Its place on the ladder.
    pub rank: u32,
}

/// What was awarded, as it was at the award: nothing of what happened since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    /// Which accreditation.
    pub id: AccreditationId,
    /// Its name in register addresses.
    pub entry: String,
    /// Which tier.
    pub tier: AwardedTier,
    /// From which day until which.
    pub term: Term,
}

/// An employer as it was at the award: what the register shows and statistics count.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Holder {
    /// Legal name. Public.
    pub name: String,
    /// SIC 2007 section letter. Public.
    pub sector: Option<String>,
    /// Band of headcount. Public.
    pub size_band: Option<SizeBand>,
    /// Council district of the main workplace. Public.
    pub district_id: Option<AreaId>,
    /// People employed: inside the authority's area, else altogether. Confidential: never read for
    /// public lists.
    pub headcount: Option<i32>,
}

/// Something that happened to an accreditation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccreditationEvent {
    /// Which event.
    pub id: AccreditationEventId,
    /// What happened.
    pub kind: AccreditationEventKind,
    /// From when it counts.
    pub effective_at: DateTime<Utc>,
    /// What the register says. Public.
    pub public_reason: String,
    /// Why, for colleagues. Confidential: never read for public lists.
    pub internal_note: String,
    /// Who did it. Confidential.
    pub done_by: Option<PersonId>,
    /// Order of writing, from 1.
    pub sequence: i32,
}

/// Why something is done to an accreditation, in the words of whoever does it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reasons {
    /// What the register says.
    pub public_reason: String,
    /// What colleagues should know; may be empty.
    pub internal_note: String,
}

impl Reasons {
    /// Reads the words: a public reason that fits, a note that fits.
    ///
    /// # Errors
    /// Sentences at `public_reason` and `internal_note`.
    pub fn parse(public_reason: &str, internal_note: &str) -> Result<Self> {
        let reasons = Self {
            public_reason: public_reason.trim().to_owned(),
            internal_note: internal_note.trim().to_owned(),
        };
        let mut errors = FieldErrors::new();
        if reasons.public_reason.is_empty() {
            errors.add(
                "public_reason",
                "Enter the reason that the public register will show",
            );
        } else if reasons.public_reason.chars().count() > PUBLIC_REASON_MAX_CHARACTERS {
            errors.add(
                "public_reason",
                format!(
                    "The public reason must be {PUBLIC_REASON_MAX_CHARACTERS} characters or fewer"
                ),
            );
        }
        if reasons.internal_note.chars().count() > INTERNAL_NOTE_MAX_CHARACTERS {
            errors.add(
                "internal_note",
                format!(
                    "The internal note must be {INTERNAL_NOTE_MAX_CHARACTERS} characters or fewer"
                ),
            );
        }
        errors.into_result()?;
        Ok(reasons)
    }
}

/// When and by whom something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Names the event.
    pub id: AccreditationEventId,
    /// When.
    pub now: DateTime<Utc>,
    /// Who.
    pub by: PersonId,
}

/// What an award rests on, and the names it gets.
#[derive(Clone, Debug)]
pub struct AwardFacts {
    /// Names the accreditation.
    pub id: AccreditationId,
    /// Its name in register addresses.
    pub entry: String,
    /// Who is accredited.
    pub organisation_id: OrganisationId,
    /// By whom.
    pub authority_id: AuthorityId,
    /// Under which scheme.
    pub scheme_id: SchemeId,
    /// Under which version.
    pub scheme_version_id: SchemeVersionId,
    /// On which assessment.
    pub assessment_id: AssessmentId,
    /// By which decision.
    pub decision_id: DecisionId,
    /// The employer as it is now.
    pub holder: Holder,
}

impl Accreditation {
    /// Awards a tier for a term.
    pub fn award(facts: AwardFacts, tier: AwardedTier, term: Term, now: DateTime<Utc>) -> Self {
        Self {
            id: facts.id,
            entry: facts.entry,
            organisation_id: facts.organisation_id,
            authority_id: facts.authority_id,
            scheme_id: facts.scheme_id,
            scheme_version_id: facts.scheme_version_id,
            assessment_id: facts.assessment_id,
            decision_id: facts.decision_id,
            tier,
            term,
            awarded_at: now,
            holder: facts.holder,
            events: Vec::new(),
            version: 1,
        }
    }

    /// Where it stands at an instant: from the term and the events alone.
    pub fn status_at(&self, instant: DateTime<Utc>) -> Status {
        status::status_at(self.term, &self.events, instant)
    }

    /// Suspends it from now on.
    ///
    /// # Errors
    /// A sentence when it is not active.
    pub fn suspend(self, reasons: Reasons, stamp: Stamp) -> Result<Self> {
        self.happen(Event::Suspend, reasons, stamp)
    }

    /// Ends a suspension now.
    ///
    /// # Errors
    /// A sentence when it is not suspended.
    pub fn reinstate(self, reasons: Reasons, stamp: Stamp) -> Result<Self> {
        self.happen(Event::Reinstate, reasons, stamp)
    }

    /// Ends it now, by the authority.
    ///
    /// # Errors
    /// A sentence when it is over already.
    pub fn withdraw(self, reasons: Reasons, stamp: Stamp) -> Result<Self> {
        self.happen(Event::Withdraw, reasons, stamp)
    }

    /// Ends it now, by the employer.
    ///
    /// # Errors
    /// A sentence when it is over already.
    pub fn relinquish(self, reasons: Reasons, stamp: Stamp) -> Result<Self> {
        self.happen(Event::Relinquish, reasons, stamp)
    }

    /// Gives way to a newer award: from the first instant of its term, or from now, whichever is first.
    ///
    /// # Errors
    /// A sentence when it is over already.
    pub fn supersede(self, by: &str, since: NaiveDate, stamp: Stamp) -> Result<Self> {
        let reasons = Reasons {
            public_reason: format!("Replaced by the award of {by}"),
            internal_note: String::new(),
        };
        let mut changed = self.happen(Event::Supersede, reasons, stamp)?;
        if let Some(event) = changed.events.last_mut() {
            event.effective_at = stamp.now.min(london_midnight(since));
        }
        Ok(changed)
    }

    /// Lets an event happen to it: the bare verbs above, by value.
    ///
    /// # Errors
    /// A sentence when it cannot happen where it stands.
    pub fn happen(mut self, event: Event, reasons: Reasons, stamp: Stamp) -> Result<Self> {
        let status = self.status_at(stamp.now);
        let (Some(_), Some(kind)) = (next_status(status, event), event.kind()) else {
            return Err(Error::Conflict(cannot(event, status, self.term)));
        };
        let sequence = self.events.last().map_or(0, |last| last.sequence) + 1;
        self.events.push(AccreditationEvent {
            id: stamp.id,
            kind,
            effective_at: stamp.now,
            public_reason: reasons.public_reason,
            internal_note: reasons.internal_note,
            done_by: Some(stamp.by),
            sequence,
        });
        Ok(self)
    }

    /// What can be done to it at an instant.
    pub fn possible_at(&self, instant: DateTime<Utc>) -> Vec<Event> {
        let status = self.status_at(instant);
        Event::ALL
            .iter()
            .copied()
            .filter(|event| event.is_act() && next_status(status, *event).is_some())
            .collect()
    }

    /// The newest event, if anything happened.
    pub fn last_event(&self) -> Option<&AccreditationEvent> {
        self.events.iter().max_by_key(|event| event.sequence)
    }
}

fn cannot(event: Event, status: Status, term: Term) -> Refusal {
    let what = match event {
        Event::Suspend => "suspended",
        Event::Reinstate => "reinstated",
        Event::Withdraw => "withdrawn",
        Event::Relinquish => "given up",
        Event::Supersede => "replaced",
        Event::Restore => "brought back",
        Event::Award | Event::AwardAhead | Event::Begin | Event::Lapse => "changed",
    };
    let why = match status {
        Status::NotYet => "its term has not begun".to_owned(),
        Status::Active => "it is active, not suspended".to_owned(),
        Status::Suspended => "it is suspended already".to_owned(),
        Status::Withdrawn => "it was withdrawn".to_owned(),
        Status::Relinquished => "the employer gave it up".to_owned(),
        Status::Superseded => "a newer award took its place".to_owned(),
        Status::Lapsed => format!("its term ended on {}", term.last_day_words()),
    };
    Refusal::new(
        "accreditation.not_possible",
        format!(
            "This accreditation cannot be {what}: {why}. Reload the page to see where it stands."
        ),
    )
}

/// A decision about a case, as taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Which decision.
    pub id: DecisionId,
    /// On which assessment.
    pub assessment_id: AssessmentId,
    /// On which review.
    pub review_id: ReviewId,
    /// On which frozen submission.
    pub bundle_id: BundleId,
    /// For whom.
    pub authority_id: AuthorityId,
    /// What was decided.
    pub verdict: Verdict,
    /// Why. Confidential.
    pub reason: String,
    /// Who. Confidential.
    pub decided_by: PersonId,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// How far it has come.
    pub stage: Stage,
    /// What it was made on; none where that was not kept. Confidential.
    pub basis: Option<Basis>,
    /// The first day of the term, where the officer named one.
    pub start_on: Option<NaiveDate>,
    /// What it says beside its outcome.
    pub terms: Terms,
    /// The version read.
    pub version: i32,
}

/// What an officer decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A tier is awarded.
    Award {
        /// Which.
        tier: TierCode,
    },
    /// Nothing is awarded.
    Decline,
    /// Nothing is awarded yet: a plan says what to do by when.
    NotYet,
    /// Back to the assessor.
    Defer,
}

impl Verdict {
    /// The word the row carries.
    pub fn outcome(&self) -> DecisionOutcome {
        match self {
            Self::Award { .. } => DecisionOutcome::Award,
            Self::Decline => DecisionOutcome::Decline,
            Self::NotYet => DecisionOutcome::NotYet,
            Self::Defer => DecisionOutcome::Defer,
        }
    }

    /// Whether the case is over with it.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Award { .. } | Self::Decline | Self::NotYet => true,
            Self::Defer => false,
        }
    }

    /// The tier awarded, if one is.
    pub fn tier(&self) -> Option<&TierCode> {
        match self {
            Self::Award { tier } => Some(tier),
            Self::Decline | Self::NotYet | Self::Defer => None,
        }
    }
}

/// Reads the reason of a decision. An award that follows the recommendation needs none of its own.
///
/// # Errors
/// A sentence at `reason`.
pub fn check_reason(
    verdict: &Verdict,
    recommendation: &Recommendation,
    reason: &str,
) -> Result<String> {
    let follows = match (verdict, &recommendation.advice) {
        (Verdict::Award { tier }, Advice::Award { tier: advised }) => tier == advised,
        (Verdict::Award { .. }, Advice::Decline)
        | (Verdict::Decline | Verdict::NotYet | Verdict::Defer, _) => false,
    };
    let reason = reason.trim().replace("\r\n", "\n");
    if reason.is_empty() && !follows {
        let missing = match verdict {
            Verdict::Award { .. } => {
                "Give the reason why you decide otherwise than the assessor recommends"
            }
            Verdict::Decline => "Give the reason for declining; the employer will read it",
            Verdict::NotYet => {
                "Give the reason why it is not awarded yet; the employer will read it"
            }
            Verdict::Defer => "Say what the assessor should look at again",
        };
        return Err(Error::invalid("reason", missing));
    }
    if reason.chars().count() > DECISION_REASON_MAX_CHARACTERS {
        return Err(Error::invalid(
            "reason",
            format!("The reason must be {DECISION_REASON_MAX_CHARACTERS} characters or fewer"),
        ));
    }
    Ok(reason)
}

/// The first day after [`EXPIRING_DAYS`] from `today`.
pub fn expiring_before(today: NaiveDate) -> NaiveDate {
    today
        .checked_add_days(chrono::Days::new(EXPIRING_DAYS + 1))
        .unwrap_or(NaiveDate::MAX)
}
