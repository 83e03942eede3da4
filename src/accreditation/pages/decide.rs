//! The decision: what the assessor recommends and why, then an outcome, a look at exactly what will
//! happen, and the act.

mod act;
mod check;
mod rows;
mod taken;
mod when;

use askama::Template;
use chrono::NaiveDate;
use entity::ids::AssessmentId;
use entity::kinds::{AssessmentStatus, DecisionOutcome, Judgement};
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use act::{rule_as_typed, told};
use check::check;
pub(super) use rows::says;
use rows::{ConditionRow, PointRow, condition_rows, point_rows};
use taken::decided;
use when::ways;

use super::day::DayParts;
use super::refusal;
use crate::accreditation::rules::{Decision, Stage};
use crate::accreditation::store;
use crate::assessment;
use crate::assessment::rules::Bundle;
use crate::identity;
use crate::identity::guard::{Caller, Officer};
use crate::identity::rules::Person;
use crate::platform::calendar::long_instant;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review;
use crate::review::rules::{
    Advice, Affiliate, CaseFile, Recommendation, Review, advised_tier, judgement_words, may_decide,
    to_decide_on,
};
use crate::scheme;
use crate::scheme::rules::{SchemeVersion, Tier, TierCode};
use crate::scheme::store::PublishedVersion;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

/// How many criteria were judged so.
struct Tally {
    words: &'static str,
    count: usize,
}

/// What was not found to be met.
struct Short {
    criterion: String,
    judgement: &'static str,
    reason: String,
    internal_note: String,
}

/// An earlier decision, to send the case back or undone.
struct SentBack {
    when: String,
    reason: String,
}

impl SentBack {
    fn of(one: &Decision) -> Self {
        match &one.stage {
            Stage::Waiting | Stage::Announced { .. } => Self {
                when: long_instant(one.decided_at),
                reason: one.reason.clone(),
            },
            Stage::Undone { at, reason, .. } => Self {
                when: long_instant(*at),
                reason: format!("Undone before it was announced: {reason}"),
            },
        }
    }
}

#[derive(Template)]
#[template(path = "accreditation/decision.html")]
struct DecisionPage {
    shell: Shell,
    errors: FieldErrors,
    employer: String,
    reference: String,
    case: String,
    path: String,
    /// Why it cannot be decided by this person or now; empty when it can.
    not_now: String,
    assessor: String,
    sought: String,
    recommended: String,
    recommended_rung: u32,
    recommended_on: String,
    recommended_why: String,
    reached: String,
    reached_rung: u32,
    tallies: Vec<Tally>,
    short: Vec<Short>,
    sent_back: Vec<SentBack>,
    /// What an earlier application of this employer was told, and when.
    last: Option<(String, Vec<String>)>,
    round: i32,
    bundle: String,
    version: i32,
    outcomes: Vec<Choice>,
    tiers: Vec<Choice>,
    reason: String,
    announce: Vec<Choice>,
    start: DayParts,
    conditions: Vec<ConditionRow>,
    /// Whether something was typed there, or is wrong.
    conditions_open: bool,
    points: Vec<PointRow>,
    points_open: bool,
}

/// A case before its officer.
struct Opened {
    file: CaseFile,
    officer: Officer,
    /// With the names of those who decided.
    decisions: Vec<(Decision, String)>,
}

/// What a decision that is still to be taken rests on.
struct Before {
    asked: PublishedVersion,
    bundle: Bundle,
    people: Vec<(Person, bool)>,
    /// The last decision that said anything criterion by criterion to this employer.
    last: Option<Decision>,
}

impl Opened {
    async fn load(ctx: &Context, caller: &Caller, id: AssessmentId) -> Result<Self> {
        let officers = caller.officers();
        if officers.is_empty() {
            return Err(Error::NotFound);
        }
        let own = officers.iter().map(Officer::authority);
        let file = review::store::get_file_in_authorities(ctx.read(), own, id).await?;
        file.must_be_readable_by(caller.person.id)?;
        if caller.employer(file.case.organisation_id).is_ok() {
            return Err(Error::NotFound);
        }
        let officer = caller.officer(file.case.authority_id)?;
        let decisions = store::list_decisions(ctx.read(), id).await?;
        Ok(Self {
            file,
            officer,
            decisions,
        })
    }

    fn taken(&self) -> Option<&(Decision, String)> {
        self.decisions.iter().find(|(one, _)| one.ends_case())
    }

    fn case_path(&self) -> String {
        format!("/home/cases/{}", self.file.case.assessment_id)
    }

    fn path(&self) -> String {
        format!("{}/decision", self.case_path())
    }

    async fn before(&self, ctx: &Context) -> Result<Before> {
        let case = &self.file.case;
        let people = identity::store::list_affiliates(ctx.read(), case.organisation_id).await?;
        let asked = scheme::store::get_version(ctx.read(), case.scheme_version_id).await?;
        let last = store::find_last_points(
            ctx.read(),
            case.organisation_id,
            asked.scheme_id,
            case.assessment_id,
        )
        .await?;
        Ok(Before {
            asked,
            last,
            bundle: assessment::store::latest_bundle(ctx.read(), case.assessment_id).await?,
            people: people
                .into_iter()
                .map(|(person, ended)| (person, ended.is_none()))
                .collect(),
        })
    }

    fn shell(&self, caller: &Caller, visit: &Visit, title: &str) -> Shell {
        caller
            .shell(visit, title)
            .under("Home", "/home")
            .under("Cases", "/home/cases")
            .under(self.file.case.organisation_name.clone(), self.case_path())
    }

    /// The review that can be decided on now, with its recommendation.
    fn recommended(&self) -> Result<(&Review, &Recommendation)> {
        let case = &self.file.case;
        if case.status == AssessmentStatus::Withdrawn {
            return Err(Error::conflict(
                "case.withdrawn",
                "The employer withdrew this application. Nothing more is needed.",
            ));
        }
        let review = case.review.as_ref().ok_or_else(|| {
            Error::conflict(
                "review.not_allocated",
                "Nobody has reviewed this case. Allocate it to an assessor first.",
            )
        })?;
        let reviews = self.file.all_reviews();
        to_decide_on(&reviews, case.bench.wanted, case.bench.moderation)?;
        let recommendation = review
            .recommendation()
            .ok_or_else(|| Error::internal("a recommended review without a recommendation"))?;
        Ok((review, recommendation))
    }

    /// The same rule that the act itself applies.
    fn may_decide(&self, before: &Before) -> Result<()> {
        let assessed: Vec<_> = self
            .file
            .reviews
            .iter()
            .map(|known| known.review.assessor_id)
            .collect();
        let affiliates: Vec<Affiliate> = before
            .people
            .iter()
            .map(|(person, acts)| Affiliate::of(person, !acts))
            .collect();
        may_decide(self.officer.person(), &assessed, &affiliates)?;
        Ok(())
    }
}

fn tier_words(version: &SchemeVersion, code: &TierCode) -> (String, u32) {
    version.tier(code).map_or_else(
        || (code.to_string(), 0),
        |tier| (tier.name.to_string(), tier.rank),
    )
}

/// The tiers that may be awarded: up to the one applied for, highest first.
fn tiers<'a>(version: &'a SchemeVersion, sought: &TierCode) -> Vec<&'a Tier> {
    let highest = version.tier(sought).map(|tier| tier.rank);
    let mut open: Vec<&Tier> = version
        .tiers
        .iter()
        .filter(|tier| highest.is_none_or(|highest| tier.rank <= highest))
        .collect();
    open.sort_by_key(|tier| std::cmp::Reverse(tier.rank));
    open
}

fn outcomes(chosen: &str) -> Vec<Choice> {
    [
        (DecisionOutcome::Award, "Award", "Choose the tier below"),
        (
            DecisionOutcome::Decline,
            "Decline",
            "Nothing is awarded. The employer reads your reason",
        ),
        (
            DecisionOutcome::NotYet,
            "Not yet, with a plan",
            "Nothing is awarded now. The employer gets a plan: what to do, criterion by criterion, and by when",
        ),
        (
            DecisionOutcome::Defer,
            "Send back to the assessor",
            "The assessor looks again and recommends anew. The employer is not told",
        ),
    ]
    .into_iter()
    .map(|(outcome, words, hint)| {
        Choice::new(outcome.as_str(), words)
            .hint(hint)
            .selected(outcome.as_str() == chosen)
    })
    .collect()
}

fn tier_choices(
    version: &SchemeVersion,
    sought: &TierCode,
    chosen: &str,
    today: NaiveDate,
) -> Vec<Choice> {
    tiers(version, sought)
        .into_iter()
        .map(|tier| {
            let term = crate::accreditation::rules::Term::of_months(today, tier.validity_months);
            Choice::new(tier.code.to_string(), tier.name.to_string())
                .hint(format!("Valid to {}", term.last_day_words()))
                .selected(tier.code.as_str() == chosen)
        })
        .collect()
}

/// The page of a case that is not decided yet.
fn form(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    opened: &Opened,
    before: &Before,
    typed: &Fields,
    (status, errors): (StatusCode, FieldErrors),
) -> Response {
    let case = &opened.file.case;
    let version = &before.asked.content;
    let recommended = opened.recommended();
    let not_now = match (&recommended, opened.may_decide(before)) {
        (Err(error), _) => error.to_string(),
        (Ok(_), Err(error)) => error.to_string(),
        (Ok(_), Ok(())) => String::new(),
    };
    let advice = recommended.as_ref().ok().map(|(_, advice)| *advice);
    let advised = advice.and_then(|given| match &given.advice {
        Advice::Award { tier } => Some(tier),
        Advice::Decline => None,
    });
    let (recommended_words, recommended_rung) = match (advice, advised) {
        (None, _) => (String::new(), 0),
        (Some(_), None) => ("Decline".to_owned(), 0),
        (Some(_), Some(tier)) => {
            let (tier, rung) = tier_words(version, tier);
            (format!("Award {tier}"), rung)
        }
    };
    let findings = &opened.file.findings;
    let reached = advised_tier(
        version,
        &before.bundle.content.answers(),
        findings,
        &before.bundle.content.circumstances(ctx.today()),
    );
    let chosen_tier = if typed.has("tier") {
        typed.get("tier").to_owned()
    } else {
        advised.map_or_else(String::new, ToString::to_string)
    };
    let conditions = condition_rows(typed, &errors);
    let points = point_rows(typed, &errors, version, findings);
    let page = DecisionPage {
        shell: opened
            .shell(caller, visit, "Decide this case")
            .wrong(&errors),
        errors,
        employer: case.organisation_name.clone(),
        reference: case.reference.clone(),
        case: opened.case_path(),
        path: opened.path(),
        not_now,
        assessor: case.assessor_name.clone(),
        sought: tier_words(version, &case.tier_sought).0,
        recommended: recommended_words,
        recommended_rung,
        recommended_on: advice.map_or_else(String::new, |given| long_instant(given.at)),
        recommended_why: advice.map_or_else(String::new, |given| given.reason.clone()),
        reached: reached.map_or_else(String::new, |tier| tier.name.to_string()),
        reached_rung: reached.map_or(0, |tier| tier.rank),
        tallies: Judgement::ALL
            .iter()
            .map(|judgement| Tally {
                words: judgement_words(*judgement),
                count: findings
                    .iter()
                    .filter(|found| found.judgement == *judgement)
                    .count(),
            })
            .collect(),
        short: version
            .criteria()
            .filter_map(|(_, criterion)| {
                let found = findings
                    .iter()
                    .find(|found| found.criterion == criterion.code)?;
                (found.judgement != Judgement::Met).then(|| Short {
                    criterion: criterion.title.to_string(),
                    judgement: judgement_words(found.judgement),
                    reason: found.reason.clone(),
                    internal_note: found.internal_note.clone(),
                })
            })
            .collect(),
        sent_back: opened
            .decisions
            .iter()
            .map(|(one, _)| SentBack::of(one))
            .collect(),
        last: before
            .last
            .as_ref()
            .map(|last| (long_instant(last.decided_at), says(&last.terms))),
        round: before.bundle.round,
        bundle: before.bundle.sha256.clone(),
        version: case.review.as_ref().map_or(-1, |review| review.version),
        outcomes: outcomes(typed.get("outcome")),
        tiers: tier_choices(version, &case.tier_sought, &chosen_tier, ctx.today()),
        reason: typed.get("reason").to_owned(),
        announce: ways(typed.get("announce")),
        start: DayParts::typed(typed, "start"),
        conditions_open: conditions.iter().any(ConditionRow::is_used),
        conditions,
        points_open: points.iter().any(PointRow::is_used),
        points,
    };
    html(status, &page)
}

#[handler]
pub(super) async fn show_decision(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let nothing = (StatusCode::OK, FieldErrors::new());
    if let Some(taken) = opened.taken() {
        return decided(ctx, &visit, &caller, &opened, taken, nothing).await;
    }
    let before = opened.before(ctx).await?;
    let typed = Fields::default();
    Ok(form(
        ctx, &visit, &caller, &opened, &before, &typed, nothing,
    ))
}

#[handler]
pub(super) async fn submit_decision(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let error = if fields.get("step") == "decide" {
        match rule_as_typed(ctx, &opened, id, &fields).await {
            Ok(outcome) => {
                let (to, said) = told(&opened, &outcome);
                return Ok(visit.done(&to, &Notice::success(said)));
            }
            Err(error) => error,
        }
    } else if opened.taken().is_some() {
        Error::conflict(
            "case.decided",
            "This case was decided already. This is the decision.",
        )
    } else {
        let before = opened.before(ctx).await?;
        if fields.get("step") == "edit" {
            let nothing = (StatusCode::OK, FieldErrors::new());
            return Ok(form(
                ctx, &visit, &caller, &opened, &before, &fields, nothing,
            ));
        }
        match check(ctx, &visit, &caller, &opened, &before, &fields) {
            Ok(page) => return Ok(page),
            Err(error) => {
                let wrong = refusal(error)?;
                return Ok(form(ctx, &visit, &caller, &opened, &before, &fields, wrong));
            }
        }
    };
    let wrong = refusal(error)?;
    let newest = Opened::load(ctx, &caller, id).await?;
    if let Some(taken) = newest.taken() {
        return decided(ctx, &visit, &caller, &newest, taken, wrong).await;
    }
    let before = newest.before(ctx).await?;
    Ok(form(ctx, &visit, &caller, &newest, &before, &fields, wrong))
}
