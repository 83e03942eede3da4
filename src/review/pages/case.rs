//! The screen an assessor works in: one criterion at a time, the answer and its evidence side by side.

mod act;
mod criterion;
mod list;

use askama::Template;
use entity::ids::ReviewId;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

pub(super) use act::{submit_finding, submit_question, submit_withdrawal};
use criterion::{Shown, choices, recommended_words, saved_words, standing_words, viewing};
use list::{ListFilter, ListPart, address, filters, listed, listed_word, parts};

use super::questions::{Asked, Outside, asked, outside};
use super::{declare, tier_words};
use crate::assessment;
use crate::assessment::rules::confirmation::Confirmation;
use crate::assessment::rules::{Bundle, counting_words};
use crate::identity::guard::Caller;
use crate::identity::rules::size_band_words;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review::rules::{
    CaseFile, Clarification, Dossier, Entry, Finding, Review, Seat, State, judgement_words,
};
use crate::review::store;
use crate::scheme;
use crate::scheme::rules::{CriterionCode, SchemeVersion};
use crate::web::form::Fields;
use crate::web::headers::POLICY;
use crate::web::page::{Choice, Shell, html};
use crate::web::visit::Visit;

/// Which criterion is shown, which are listed, which piece of evidence is in the viewer.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct CaseQuery {
    #[serde(default)]
    criterion: String,
    #[serde(default)]
    show: String,
    #[serde(default)]
    item: String,
}

/// What a refused act left to be shown again.
#[derive(Default)]
struct Left {
    status: StatusCode,
    errors: FieldErrors,
    finding: Option<Fields>,
    question: String,
}

#[derive(Template)]
#[template(path = "review/case.html")]
struct CasePage<'a> {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    employer: String,
    tier: String,
    rung: u32,
    size: &'static str,
    said: Vec<String>,
    place: String,
    standing: String,
    filters: Vec<ListFilter>,
    parts: Vec<ListPart>,
    unanswered: usize,
    entry: Option<&'a Entry<'a>>,
    counting: Vec<String>,
    base: String,
    viewing: Option<Shown<'a>>,
    previous: String,
    next: String,
    asked: Vec<Asked>,
    outside: Vec<Outside>,
    may_ask: bool,
    editable: bool,
    choices: Vec<Choice>,
    judgement: &'static str,
    reason: String,
    internal_note: String,
    version: i32,
    changed: bool,
    saved: String,
    question: String,
    done: usize,
    of: usize,
    recommendable: bool,
    recommended: String,
    /// Whether the case renews an award.
    renews: bool,
    /// Whether the reader settles what assessors saw differently.
    moderates: bool,
    /// What each of them found on this criterion.
    apart: Vec<Apart>,
}

/// What an assessor found whom the reader moderates.
struct Apart {
    who: String,
    judgement: &'static str,
    reason: String,
    internal_note: String,
}

#[derive(Template)]
#[template(path = "review/closed.html")]
struct ClosedPage {
    shell: Shell,
    sentence: &'static str,
}

#[handler]
pub(super) async fn show_review(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ReviewId>,
    Query(query): Query<CaseQuery>,
) -> Result<Response, Error> {
    let file = store::get_file_for_assessors(ctx.read(), &caller.assessors(), id).await?;
    show(ctx, &visit, &caller, &file, &query, Left::default()).await
}

/// The page that fits where the review stands.
async fn show(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    file: &CaseFile,
    query: &CaseQuery,
    left: Left,
) -> Result<Response> {
    let closed = |sentence| {
        let title = file.case.organisation_name.clone();
        let page = ClosedPage {
            shell: caller
                .shell(visit, title)
                .under("My reviews", "/home/reviews"),
            sentence,
        };
        Ok(html(StatusCode::OK, &page))
    };
    let Ok(review) = file.review() else {
        return closed(
            "This case is no longer with you: it went back to the officers. You can no longer open its answers and evidence.",
        );
    };
    match review.state {
        State::Allocated if file.case.is_open() => {
            let nothing = (StatusCode::OK, FieldErrors::new());
            declare::page(ctx, visit, caller, file, &Fields::default(), nothing).await
        }
        State::Allocated => {
            closed("This case was closed before you declared. There is nothing to do.")
        }
        State::Open { .. } | State::Recommended { .. } | State::Decided { .. } => {
            let version =
                scheme::store::get_version(ctx.read(), file.case.scheme_version_id).await?;
            let id = file.case.assessment_id;
            let bundles = assessment::store::list_bundles(ctx.read(), id).await?;
            let clarifications = store::list_clarifications(ctx.read(), id).await?;
            let renewal = assessment::store::find_renewal(ctx.read(), id).await?;
            let moderated = if review.seat == Seat::Moderator {
                store::list_reviews_with_findings(ctx.read(), id).await?
            } else {
                Default::default()
            };
            let confirmations = assessment::store::list_confirmations(ctx.read(), id).await?;
            let sources = Sources {
                moderated: &moderated,
                renews: renewal.is_some(),
                version: &version.content,
                bundles: &bundles,
                clarifications: &clarifications,
                confirmations: &confirmations,
            };
            case_page(ctx, visit, caller, file, sources, query, left)
        }
        State::Returned { .. } => Err(Error::NotFound),
    }
}

/// What a case is put together from.
#[derive(Clone, Copy)]
struct Sources<'a> {
    version: &'a SchemeVersion,
    bundles: &'a [Bundle],
    clarifications: &'a [Clarification],
    confirmations: &'a [Confirmation],
    renews: bool,
    /// The reviews that the reader moderates, with their findings; nothing for an assessor.
    moderated: &'a (Vec<Review>, Vec<(ReviewId, Finding)>),
}

/// What each assessor found on a criterion, for their moderator.
fn apart(sources: Sources<'_>, entry: &Entry<'_>) -> Vec<Apart> {
    let (reviews, findings) = sources.moderated;
    reviews
        .iter()
        .filter(|review| review.seat != Seat::Moderator)
        .filter_map(|review| {
            let (_, found) = findings.iter().find(|(of, finding)| {
                *of == review.id && finding.criterion == entry.criterion.code
            })?;
            Some(Apart {
                who: review.seat.words(),
                judgement: judgement_words(found.judgement),
                reason: found.reason.clone(),
                internal_note: found.internal_note.clone(),
            })
        })
        .collect()
}

fn case_page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    file: &CaseFile,
    sources: Sources<'_>,
    query: &CaseQuery,
    left: Left,
) -> Result<Response> {
    let review = file.review()?;
    let case = &file.case;
    let version = sources.version;
    let dossier = Dossier::of(
        version,
        sources.bundles,
        &file.findings,
        sources.clarifications,
    );
    let path = format!("/home/reviews/{}", review.id);
    let wanted = CriterionCode::parse(&query.criterion).ok();
    let place = wanted
        .and_then(|code| dossier.find(&code))
        .or_else(|| dossier.progress.next().and_then(|code| dossier.find(code)))
        .map_or(0, |(place, _)| place);
    let entry = dossier.entries.get(place);
    let listed = listed(&dossier, place, &query.show);
    let href = |index: usize| {
        dossier
            .entries
            .get(index)
            .map_or_else(String::new, |entry| {
                address(&path, &entry.criterion.code, &query.show)
            })
    };
    let neighbour = |step: isize| {
        let here = listed.iter().position(|index| *index == place)?;
        listed.get(here.checked_add_signed(step)?).copied()
    };
    let (previous, next) = (neighbour(-1), neighbour(1));
    let editable = case.is_open() && review.must_be_open().is_ok();
    let finding = entry.and_then(|entry| entry.finding);
    let typed = left.finding.as_ref();
    let judgement = match typed {
        Some(typed) => typed.get("judgement").parse().ok(),
        None => finding.map(|finding| finding.judgement),
    };
    let (tier, rung) = tier_words(version, &case.tier_sought);
    let text = |field: &str, saved: fn(&crate::review::rules::Finding) -> &String| match typed {
        Some(typed) => typed.get(field).to_owned(),
        None => finding
            .map(|finding| saved(finding).clone())
            .unwrap_or_default(),
    };
    let withdraw_under = editable.then_some(path.as_str());
    let asked = entry.map_or_else(Vec::new, |entry| {
        asked(ctx, entry, withdraw_under, withdraw_under)
    });
    let frozen = sources.bundles.last().map(|bundle| &bundle.content);
    let counting = frozen.zip(entry).map(|(frozen, entry)| {
        let at = frozen.circumstances(ctx.today());
        counting_words(version, entry.criterion, &at)
    });
    let page = CasePage {
        counting: counting.unwrap_or_default(),
        shell: caller
            .shell(visit, case.organisation_name.clone())
            .under("My reviews", "/home/reviews")
            .wide()
            .wrong(&left.errors),
        employer: case.organisation_name.clone(),
        tier,
        rung,
        size: case.size_band.map_or("", size_band_words),
        place: case.place.clone().unwrap_or_default(),
        said: sources
            .bundles
            .last()
            .map(|bundle| bundle.content.about.words(version))
            .unwrap_or_default(),
        standing: standing_words(ctx, file, editable),
        filters: filters(&dossier, &path, &query.show),
        parts: parts(&dossier, &listed, place, (previous, next), &href),
        unanswered: dossier.unanswered.len(),
        viewing: entry.and_then(|entry| viewing(entry, &path, &query.item)),
        base: match entry {
            Some(entry) => format!(
                "{path}?criterion={}&show={}",
                entry.criterion.code,
                listed_word(&query.show)
            ),
            None => path.clone(),
        },
        previous: previous.map(&href).unwrap_or_default(),
        next: next.map(&href).unwrap_or_default(),
        // What was typed stays, even when a question was asked from another window meanwhile.
        may_ask: editable
            && (!left.question.is_empty()
                || sources.clarifications.iter().all(|asked| {
                    !(asked.is_open()
                        && entry.is_some_and(|entry| entry.criterion.code == asked.criterion))
                })),
        asked,
        outside: entry.map_or_else(Vec::new, |entry| {
            outside(ctx, sources.confirmations, &entry.criterion.code)
        }),
        editable,
        choices: choices(judgement),
        judgement: judgement.map_or("Not judged", judgement_words),
        reason: text("reason", |finding| &finding.reason),
        internal_note: text("internal_note", |finding| &finding.internal_note),
        version: finding.map_or(0, |finding| finding.version),
        changed: entry.is_some_and(|entry| entry.state.is_changed()),
        saved: finding.map_or_else(String::new, |finding| saved_words(ctx, finding.saved_at)),
        question: left.question,
        done: dossier.progress.done(),
        of: dossier.progress.criteria.len(),
        recommendable: editable && dossier.progress.is_complete(),
        recommended: recommended_words(file, version),
        renews: sources.renews,
        moderates: review.seat == Seat::Moderator,
        apart: entry.map_or_else(Vec::new, |entry| apart(sources, entry)),
        entry,
        path,
        errors: left.errors,
    };
    let mut response = html(left.status, &page);
    if let Ok(policy) = format!("{POLICY}; frame-src 'self'").parse() {
        // The viewer frames our own evidence.
        response
            .headers_mut()
            .insert("content-security-policy", policy);
    }
    Ok(response)
}
