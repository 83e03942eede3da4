//! One case as its officer reads it: whose turn it is, what was answered, shown, found and asked.

use askama::Template;
use entity::ids::AssessmentId;
use entity::kinds::AssessmentStatus;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::questions::{Asked, Outside, asked, outside};
use super::tier_words;
use crate::assessment;
use crate::assessment::rules::confirmation::Confirmation;
use crate::identity;
use crate::identity::guard::{Caller, Officer};
use crate::identity::rules::size_band_words;
use crate::platform::calendar::{long_date, long_instant};
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::review::rules::{
    Advice, Agreement, Case, CaseFile, Dossier, Entry, Return, Seat, State, Turn, due_words,
    judgement_words,
};
use crate::review::store;
use crate::scheme;
use crate::scheme::rules::SchemeVersion;
use crate::web::page::{Shell, html};
use crate::web::visit::Visit;

/// Whose move it is, and what the reader can do about it.
struct Move {
    heading: &'static str,
    text: String,
    href: String,
    action: &'static str,
    mine: bool,
}

/// One criterion.
struct Item<'a> {
    entry: &'a Entry<'a>,
    mark: &'static str,
    judgement: &'static str,
    reason: String,
    internal_note: String,
    /// What each assessor found, where several judged apart.
    apart: Vec<Apart>,
    asked: Vec<Asked>,
    outside: Vec<Outside>,
}

/// A pillar with what was answered in it.
struct Part<'a> {
    name: String,
    items: Vec<Item<'a>>,
}

/// An assessor or moderator who has the case.
struct Reviewer {
    seat: String,
    name: String,
    stands: String,
}

/// What an assessor found who judged apart from the others.
struct Apart {
    who: String,
    judgement: &'static str,
    reason: String,
}

/// A review that went back.
struct Past {
    when: String,
    what: String,
    why: String,
}

#[derive(Template)]
#[template(path = "review/officer_case.html")]
struct OfficerCasePage<'a> {
    shell: Shell,
    path: String,
    reference: String,
    turn: Move,
    tier: String,
    rung: u32,
    size: &'static str,
    said: Vec<String>,
    place: String,
    submitted: String,
    round: i32,
    due: String,
    reviewers: Vec<Reviewer>,
    judged: String,
    /// What several assessors agree on, in a sentence; empty where one assessed.
    agreement: String,
    /// Where the case is taken from its assessor; empty when it cannot be.
    replace: String,
    recommended: String,
    recommended_why: String,
    past: Vec<Past>,
    parts: Vec<Part<'a>>,
    unanswered: usize,
    bundle: String,
}

fn whose_move(case: &Case, path: &str) -> Move {
    let turn = case.turn();
    let decision = format!("{path}/decision");
    let allocation = format!("{path}/allocation");
    let (heading, text, href, action) = match turn {
        Turn::OfficerAllocates => (
            "It is your turn",
            match (case.bench.taken, case.bench.wanted) {
                (0, 1) => "This case has no assessor yet.".to_owned(),
                (0, wanted) => format!(
                    "{wanted} assessors judge this case, apart from each other. It has none yet."
                ),
                (taken, wanted) => format!(
                    "{wanted} assessors judge this case, apart from each other. {taken} of them ha{} it.",
                    if taken == 1 { "s" } else { "ve" }
                ),
            },
            allocation,
            "Allocate an assessor",
        ),
        Turn::OfficerAppoints => (
            "It is your turn",
            "The assessors differ. Somebody who did not assess the case settles it.".to_owned(),
            allocation,
            "Appoint a moderator",
        ),
        Turn::OfficerDecides => (
            "It is your turn",
            format!(
                "{} recommends; an officer who assessed none of it decides.",
                case.assessor_name
            ),
            decision,
            "Read and decide",
        ),
        Turn::OfficerAnnounces => (
            "It is your turn",
            "The case is decided, and nobody outside knows of it yet.".to_owned(),
            case.decision_id
                .map_or_else(String::new, |id| format!("/home/announcements/{id}")),
            "Read the letters and announce it",
        ),
        Turn::AssessorDeclares => (
            "It is the assessor’s turn",
            format!(
                "{} declares conflicts of interest before the case opens.",
                case.assessor_name
            ),
            String::new(),
            "",
        ),
        Turn::AssessorJudges => (
            "It is the assessor’s turn",
            format!("{} judges the evidence.", case.assessor_name),
            String::new(),
            "",
        ),
        Turn::EmployerAnswers => (
            "It is the employer’s turn",
            match case.open_clarifications {
                1 => "1 answer needs more detail.".to_owned(),
                several => format!("{several} answers need more detail."),
            },
            String::new(),
            "",
        ),
        Turn::Nobody if case.status == AssessmentStatus::Decided => (
            "This case is decided",
            String::new(),
            decision,
            "See the decision",
        ),
        Turn::Nobody => (
            "The employer withdrew this application",
            "Nothing more is needed.".to_owned(),
            String::new(),
            "",
        ),
    };
    Move {
        heading,
        text,
        href,
        action,
        mine: matches!(
            turn,
            Turn::OfficerAllocates
                | Turn::OfficerAppoints
                | Turn::OfficerDecides
                | Turn::OfficerAnnounces
        ),
    }
}

/// Who has the case, assessors first.
fn reviewers(file: &CaseFile) -> Vec<Reviewer> {
    file.live_reviews()
        .into_iter()
        .map(|known| Reviewer {
            seat: if file.case.bench.wanted > 1 || known.review.seat == Seat::Moderator {
                known.review.seat.words()
            } else {
                "Assessor".to_owned()
            },
            name: known.assessor_name.clone(),
            stands: match &known.review.state {
                State::Allocated => "has to declare conflicts".to_owned(),
                State::Open { .. } => "judges the evidence".to_owned(),
                State::Recommended { recommendation, .. } => {
                    format!("recommended on {}", long_instant(recommendation.at))
                }
                State::Decided { .. } => "recommended; the case is decided".to_owned(),
                State::Returned { .. } => String::new(),
            },
        })
        .collect()
}

/// What each assessor found on a criterion, where several judged apart.
fn apart(file: &CaseFile, entry: &Entry<'_>) -> Vec<Apart> {
    if file.case.bench.wanted < 2 {
        return Vec::new();
    }
    file.live_reviews()
        .into_iter()
        .filter(|known| known.review.seat != Seat::Moderator)
        .filter_map(|known| {
            let finding = file
                .found_by(known.review.id)
                .find(|finding| finding.criterion == entry.criterion.code)?;
            Some(Apart {
                who: format!("{}, {}", known.assessor_name, known.review.seat.words()),
                judgement: judgement_words(finding.judgement),
                reason: finding.reason.clone(),
            })
        })
        .collect()
}

/// What several assessors agree on.
fn agreement_words(file: &CaseFile, agreement: Option<&Agreement>) -> String {
    match agreement {
        _ if file.case.bench.wanted < 2 => String::new(),
        None => "What each assessor finds is shown once all of them have recommended.".to_owned(),
        Some(agreement) => format!(
            "The assessors judged {} of {} criteria the same.",
            agreement.agreed, agreement.criteria
        ),
    }
}

fn parts<'a>(
    ctx: &Context,
    file: &CaseFile,
    dossier: &'a Dossier<'a>,
    confirmations: &[Confirmation],
    open: Option<&str>,
) -> Vec<Part<'a>> {
    let mut parts: Vec<Part<'a>> = Vec::new();
    for entry in &dossier.entries {
        let finding = entry.finding;
        let item = Item {
            entry,
            mark: entry.state.mark(),
            judgement: finding.map_or("Not judged yet", |found| judgement_words(found.judgement)),
            reason: finding.map_or_else(String::new, |found| found.reason.clone()),
            internal_note: finding.map_or_else(String::new, |found| found.internal_note.clone()),
            apart: apart(file, entry),
            asked: asked(ctx, entry, None, open),
            outside: outside(ctx, confirmations, &entry.criterion.code),
        };
        let name = entry.pillar.name.to_string();
        match parts.last_mut() {
            Some(part) if part.name == name => part.items.push(item),
            Some(_) | None => parts.push(Part {
                name,
                items: vec![item],
            }),
        }
    }
    parts
}

/// The reviews that went back, the first first.
fn past(file: &CaseFile) -> Vec<Past> {
    file.reviews
        .iter()
        .filter_map(|known| {
            let State::Returned { at, why, .. } = &known.review.state else {
                return None;
            };
            let (what, why) = match why {
                Return::Conflict { statement } => (
                    format!("{} declared a conflict", known.assessor_name),
                    statement,
                ),
                Return::Replaced { reason } => (
                    format!("{} was taken off the case", known.assessor_name),
                    reason,
                ),
            };
            Some(Past {
                when: long_instant(*at),
                what,
                why: why.clone(),
            })
        })
        .collect()
}

/// What is recommended, and why.
fn recommended(case: &Case, version: &SchemeVersion) -> (String, String) {
    // Of several assessors nobody says what the first recommends while the others judge.
    let given = case
        .review
        .as_ref()
        .filter(|_| !case.bench.is_blind())
        .and_then(|review| review.recommendation());
    given.map_or_else(Default::default, |given| {
        let advice = match &given.advice {
            Advice::Award { tier } => format!("Award {}", tier_words(version, tier).0),
            Advice::Decline => "Decline".to_owned(),
        };
        (
            format!("{advice}, on {}", long_instant(given.at)),
            given.reason.clone(),
        )
    })
}

#[handler]
pub(super) async fn show_case(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
) -> Result<Response, Error> {
    let authorities: Vec<_> = caller.officers().iter().map(Officer::authority).collect();
    if authorities.is_empty() {
        return Err(Error::NotFound);
    }
    let file = store::get_file_in_authorities(ctx.read(), authorities, id).await?;
    file.must_be_readable_by(caller.person.id)?;
    let case = &file.case;
    if caller.employer(case.organisation_id).is_ok() {
        return Err(Error::NotFound);
    }
    let version = scheme::store::get_version(ctx.read(), case.scheme_version_id).await?;
    let bundles = assessment::store::list_bundles(ctx.read(), id).await?;
    let clarifications = store::list_clarifications(ctx.read(), id).await?;
    let confirmations = assessment::store::list_confirmations(ctx.read(), id).await?;
    let authority = identity::store::get_authority(ctx.read(), case.authority_id).await?;
    let agreement = if case.bench.wanted > 1 {
        store::find_agreement(ctx.read(), id).await?
    } else {
        None
    };
    let dossier = Dossier::of(&version.content, &bundles, &file.findings, &clarifications);
    let (tier, rung) = tier_words(&version.content, &case.tier_sought);
    let due_on = case.due_on(authority.review_working_days, ctx.today());
    let (recommended, recommended_why) = recommended(case, &version.content);
    let path = format!("/home/cases/{id}");
    let newest = bundles.last();
    let page = OfficerCasePage {
        shell: caller
            .shell(&visit, case.organisation_name.clone())
            .under("Cases", "/home/cases"),
        reference: case.reference.clone(),
        turn: whose_move(case, &path),
        tier,
        rung,
        size: case.size_band.map_or("", size_band_words),
        place: case.place.clone().unwrap_or_default(),
        said: newest
            .map(|bundle| bundle.content.about.words(&version.content))
            .unwrap_or_default(),
        submitted: long_instant(case.submitted_at),
        round: newest.map_or(1, |bundle| bundle.round),
        due: if case.is_open() && recommended.is_empty() {
            format!("{} ({})", due_words(ctx.today(), due_on), long_date(due_on))
        } else {
            String::new()
        },
        reviewers: reviewers(&file),
        // Of several who judge apart, what each has done is not told.
        judged: if case.bench.is_blind() {
            String::new()
        } else {
            format!(
                "{} of {}",
                dossier.progress.done(),
                dossier.progress.criteria.len()
            )
        },
        agreement: agreement_words(&file, agreement.as_ref()),
        replace: if case.is_open() && case.review.is_some() {
            format!("{path}/allocation")
        } else {
            String::new()
        },
        recommended,
        recommended_why,
        past: past(&file),
        unanswered: dossier.unanswered.len(),
        parts: parts(
            ctx,
            &file,
            &dossier,
            &confirmations,
            case.is_open().then_some(path.as_str()),
        ),
        bundle: newest.map_or_else(String::new, |bundle| bundle.sha256.clone()),
        path,
    };
    Ok(html(StatusCode::OK, &page))
}
