//! What this room's API gives.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use crate::accreditation::actions::decide::Outcome;
use crate::accreditation::rules::{Accreditation, AccreditationEvent, Award, Decision, Point};
use crate::review::rules::Finding;
use crate::scheme::rules::SchemeVersion;

/// For whom a view is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// Officers, who also read internal notes and who acted.
    Officer,
    /// The employer's own people.
    Employer,
}

/// Something that happened to an accreditation.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub(super) struct EventView {
    /// The event.
    id: Uuid,
    /// `suspended`, `reinstated`, `withdrawn`, `relinquished`, `superseded` or `restored`.
    kind: String,
    /// From when it counts.
    effective_at: DateTime<Utc>,
    /// What the public register shows.
    public_reason: String,
    /// For colleagues; only officers get it.
    internal_note: Option<String>,
    /// Who did it; only officers get it.
    done_by: Option<Uuid>,
}

impl EventView {
    fn new(event: &AccreditationEvent, reader: Reader) -> Self {
        let officer = reader == Reader::Officer;
        Self {
            id: event.id.0,
            kind: event.kind.as_str().to_owned(),
            effective_at: event.effective_at,
            public_reason: event.public_reason.clone(),
            internal_note: officer.then(|| event.internal_note.clone()),
            done_by: event.done_by.filter(|_| officer).map(|id| id.0),
        }
    }
}

/// An accreditation.
#[derive(Debug, Object)]
pub(super) struct AccreditationView {
    /// The accreditation.
    id: Uuid,
    /// Its name in register addresses.
    entry: String,
    /// Who is accredited.
    organisation_id: Uuid,
    /// Legal name at the award.
    organisation_name: String,
    /// By whom.
    authority_id: Uuid,
    /// Under which scheme.
    scheme_id: Uuid,
    /// Under which version.
    scheme_version_id: Uuid,
    /// On which assessment.
    assessment_id: Uuid,
    /// By which decision.
    decision_id: Uuid,
    /// Code of the tier.
    tier: String,
    /// Name of the tier at the award.
    tier_name: String,
    /// First day of the term.
    since: NaiveDate,
    /// First day after the term.
    until: NaiveDate,
    /// When it was awarded.
    awarded_at: DateTime<Utc>,
    /// `not_yet`, `active`, `suspended`, `withdrawn`, `relinquished` or `lapsed`, as of now.
    status: String,
    /// What happened since the award, the first first.
    events: Vec<EventView>,
    /// The version to send as `If-Match`.
    version: i32,
}

impl AccreditationView {
    pub(super) fn new(found: &Accreditation, now: DateTime<Utc>, reader: Reader) -> Self {
        Self {
            id: found.id.0,
            entry: found.entry.clone(),
            organisation_id: found.organisation_id.0,
            organisation_name: found.holder.name.clone(),
            authority_id: found.authority_id.0,
            scheme_id: found.scheme_id.0,
            scheme_version_id: found.scheme_version_id.0,
            assessment_id: found.assessment_id.0,
            decision_id: found.decision_id.0,
            tier: found.tier.code.to_string(),
            tier_name: found.tier.name.clone(),
            since: found.term.since,
            until: found.term.until,
            awarded_at: found.awarded_at,
            status: found.status_at(now).as_str().to_owned(),
            events: found
                .events
                .iter()
                .map(|event| EventView::new(event, reader))
                .collect(),
            version: found.version,
        }
    }
}

/// A decision as the officer took it.
#[derive(Debug, Object)]
pub(super) struct DecisionView {
    /// The decision.
    id: Uuid,
    /// On which assessment.
    assessment_id: Uuid,
    /// On which review.
    review_id: Uuid,
    /// `award`, `decline`, `not_yet` or `defer`.
    outcome: String,
    /// `waiting`, `announced` or `undone`.
    status: String,
    /// Code of the tier awarded.
    tier: Option<String>,
    /// Why.
    reason: String,
    /// Who decided.
    decided_by: Uuid,
    /// When.
    decided_at: DateTime<Utc>,
    /// What came of an award.
    accreditation_id: Option<Uuid>,
    /// Its name in register addresses.
    entry: Option<String>,
}

impl From<&Outcome> for DecisionView {
    fn from(taken: &Outcome) -> Self {
        let decision = &taken.decision;
        let awarded = taken.accreditation.as_ref();
        Self {
            id: decision.id.0,
            assessment_id: decision.assessment_id.0,
            review_id: decision.review_id.0,
            outcome: decision.verdict.outcome().as_str().to_owned(),
            status: decision.stage.status().as_str().to_owned(),
            tier: decision.verdict.tier().map(ToString::to_string),
            reason: decision.reason.clone(),
            decided_by: decision.decided_by.0,
            decided_at: decision.decided_at,
            accreditation_id: awarded.map(|one| one.id.0),
            entry: awarded.map(|one| one.entry.clone()),
        }
    }
}

/// What was found on one criterion, as the employer reads it.
#[derive(Debug, Object)]
pub(super) struct FoundView {
    /// Code of the criterion.
    criterion: String,
    /// A few words for it.
    title: String,
    /// `met`, `partly`, `not_met` or `cannot_tell`.
    judgement: String,
    /// Why.
    reason: String,
}

/// What is missing on a criterion.
#[derive(Debug, Object)]
pub(super) struct PointView {
    /// Code of the criterion.
    criterion: String,
    /// What, or what to do.
    words: String,
    /// By when, where it is a plan.
    due_on: Option<NaiveDate>,
}

impl PointView {
    fn of(point: &Point) -> Self {
        Self {
            criterion: point.criterion.clone(),
            words: point.words.clone(),
            due_on: point.due_on,
        }
    }
}

/// What was decided, as the employer reads it.
#[derive(Debug, Object)]
pub(super) struct OutcomeView {
    /// The decision.
    id: Uuid,
    /// On which assessment.
    assessment_id: Uuid,
    /// `award`, `decline` or `not_yet`.
    outcome: String,
    /// Code of the tier awarded.
    tier: Option<String>,
    /// Why; may be empty when the award follows the recommendation.
    reason: String,
    /// When.
    decided_at: DateTime<Utc>,
    /// What came of an award.
    accreditation_id: Option<Uuid>,
    /// Its name in register addresses.
    entry: Option<String>,
    /// First day of the term.
    since: Option<NaiveDate>,
    /// First day after the term.
    until: Option<NaiveDate>,
    /// What is missing or to do, criterion by criterion, in the officer's words.
    points: Vec<PointView>,
    /// What was found, in the order asked.
    findings: Vec<FoundView>,
}

impl OutcomeView {
    pub(super) fn new(
        taken: &Decision,
        award: Option<&Award>,
        version: &SchemeVersion,
        findings: &[Finding],
    ) -> Self {
        Self {
            id: taken.id.0,
            assessment_id: taken.assessment_id.0,
            outcome: taken.verdict.outcome().as_str().to_owned(),
            tier: taken.verdict.tier().map(ToString::to_string),
            reason: taken.reason.clone(),
            decided_at: taken.told_at(),
            accreditation_id: award.map(|one| one.id.0),
            entry: award.map(|one| one.entry.clone()),
            since: award.map(|one| one.term.since),
            until: award.map(|one| one.term.until),
            points: taken.terms.points.iter().map(PointView::of).collect(),
            findings: version
                .criteria()
                .filter_map(|(_, criterion)| {
                    let found = findings.iter().find(|f| f.criterion == criterion.code)?;
                    Some(FoundView {
                        criterion: criterion.code.to_string(),
                        title: criterion.title.to_string(),
                        judgement: found.judgement.as_str().to_owned(),
                        reason: found.reason.clone(),
                    })
                })
                .collect(),
        }
    }
}
