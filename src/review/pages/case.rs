//! The screen an assessor works in: one criterion at a time, the answer and its evidence side by side.

use askama::Template;
use entity::ids::{ClarificationId, EvidenceItemId, ReviewId};
use entity::kinds::Judgement;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::{declare, refusal, tier_words};
use crate::assessment;
use crate::assessment::rules::{Bundle, BundleEvidence};
use crate::identity::guard::Caller;
use crate::identity::rules::size_band_words;
use crate::platform::calendar::{clock_time, london_date, long_date};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review::actions::{clarify, judge};
use crate::review::rules::{
    Advice, CaseFile, Clarification, ClarificationState, Dossier, Entry, FindingText, JudgedState,
    State, Viewer, due_words, judgement_words, viewer_of,
};
use crate::review::store;
use crate::scheme;
use crate::scheme::rules::{CriterionCode, SchemeVersion};
use crate::web::form::{Fields, Submitted};
use crate::web::headers::POLICY;
use crate::web::page::{Choice, Notice, Shell, html};
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

/// A criterion in the list.
struct ListItem {
    title: String,
    href: String,
    mark: &'static str,
    changed: bool,
    asked: bool,
    current: bool,
    key: &'static str,
}

/// A pillar in the list.
struct ListPart {
    name: String,
    items: Vec<ListItem>,
}

/// A way to narrow the list.
struct ListFilter {
    words: String,
    href: String,
    current: bool,
}

/// A question on this criterion and what became of it.
struct Asked {
    question: String,
    asked: String,
    outcome: String,
    reply: String,
    withdraw: String,
}

/// The piece of evidence in the viewer.
struct Shown<'a> {
    item: &'a BundleEvidence,
    src: String,
    picture: bool,
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
    place: String,
    standing: String,
    filters: Vec<ListFilter>,
    parts: Vec<ListPart>,
    unanswered: usize,
    entry: Option<&'a Entry<'a>>,
    base: String,
    viewing: Option<Shown<'a>>,
    previous: String,
    next: String,
    asked: Vec<Asked>,
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
            let sources = Sources {
                version: &version.content,
                bundles: &bundles,
                clarifications: &clarifications,
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
    let asked = asked(ctx, entry, &path, editable);
    let page = CasePage {
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
        may_ask: editable
            && sources.clarifications.iter().all(|asked| {
                !(asked.is_open()
                    && entry.is_some_and(|entry| entry.criterion.code == asked.criterion))
            }),
        asked,
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

fn listed_word(show: &str) -> &'static str {
    match show {
        "todo" => "todo",
        "changed" => "changed",
        _ => "all",
    }
}

fn address(path: &str, code: &CriterionCode, show: &str) -> String {
    match listed_word(show) {
        "all" => format!("{path}?criterion={code}#case"),
        show => format!("{path}?criterion={code}&show={show}#case"),
    }
}

fn is_listed(state: JudgedState, show: &str) -> bool {
    match listed_word(show) {
        "todo" => !state.is_done(),
        "changed" => state.is_changed(),
        _ => true,
    }
}

/// The places in the dossier that the list shows; the present one always.
fn listed(dossier: &Dossier<'_>, present: usize, show: &str) -> Vec<usize> {
    dossier
        .entries
        .iter()
        .enumerate()
        .filter(|(place, entry)| *place == present || is_listed(entry.state, show))
        .map(|(place, _)| place)
        .collect()
}

fn filters(dossier: &Dossier<'_>, path: &str, show: &str) -> Vec<ListFilter> {
    [("all", "All"), ("todo", "To do"), ("changed", "Changed")]
        .into_iter()
        .map(|(word, words)| {
            let count = dossier
                .entries
                .iter()
                .filter(|e| is_listed(e.state, word))
                .count();
            ListFilter {
                words: format!("{words} ({count})"),
                href: format!("{path}?show={word}#case"),
                current: listed_word(show) == word,
            }
        })
        .collect()
}

fn parts(
    dossier: &Dossier<'_>,
    listed: &[usize],
    present: usize,
    (previous, next): (Option<usize>, Option<usize>),
    href: &impl Fn(usize) -> String,
) -> Vec<ListPart> {
    let mut parts: Vec<ListPart> = Vec::new();
    for place in listed {
        let Some(entry) = dossier.entries.get(*place) else {
            continue;
        };
        let item = ListItem {
            title: entry.criterion.title.to_string(),
            href: href(*place),
            mark: entry.state.mark(),
            changed: entry.state.is_changed(),
            asked: entry.clarifications.iter().any(|asked| asked.is_open()),
            current: *place == present,
            key: if Some(*place) == next {
                "j"
            } else if Some(*place) == previous {
                "k"
            } else {
                ""
            },
        };
        let name = entry.pillar.name.to_string();
        match parts.last_mut() {
            Some(part) if part.name == name => part.items.push(item),
            Some(_) | None => parts.push(ListPart {
                name,
                items: vec![item],
            }),
        }
    }
    parts
}

fn viewing<'a>(entry: &'a Entry<'a>, path: &str, wanted: &str) -> Option<Shown<'a>> {
    let wanted: Option<EvidenceItemId> = wanted.parse().ok();
    let can = |item: &&&BundleEvidence| viewer_of(item) != Viewer::Elsewhere;
    let item = entry
        .evidence
        .iter()
        .filter(can)
        .find(|item| Some(item.id) == wanted)
        .or_else(|| entry.evidence.iter().find(can))?;
    Some(Shown {
        item,
        src: format!("{path}/evidence/{}?show=inline", item.id),
        picture: viewer_of(item) == Viewer::Picture,
    })
}

fn choices(chosen: Option<Judgement>) -> Vec<Choice> {
    Judgement::ALL
        .iter()
        .zip(["1", "2", "3", "4"])
        .map(|(judgement, key)| {
            Choice::new(judgement.as_str(), judgement_words(*judgement))
                .key(key)
                .selected(chosen == Some(*judgement))
        })
        .collect()
}

fn asked(ctx: &Context, entry: Option<&Entry<'_>>, path: &str, editable: bool) -> Vec<Asked> {
    let Some(entry) = entry else {
        return Vec::new();
    };
    entry
        .clarifications
        .iter()
        .map(|asked| {
            let (outcome, reply) = match &asked.state {
                ClarificationState::Asked => (
                    format!(
                        "With the employer, {}",
                        due_words(ctx.today(), asked.due_on)
                    ),
                    String::new(),
                ),
                ClarificationState::Replied { reply, at, .. } => (
                    format!("Answered on {}", long_date(london_date(*at))),
                    reply.clone(),
                ),
                ClarificationState::Withdrawn { at } => (
                    format!("Taken back on {}", long_date(london_date(*at))),
                    String::new(),
                ),
            };
            Asked {
                question: asked.question.clone(),
                asked: long_date(london_date(asked.asked_at)),
                outcome,
                reply,
                withdraw: if editable && asked.is_open() {
                    format!("{path}/clarifications/{}/withdrawal", asked.id)
                } else {
                    String::new()
                },
            }
        })
        .collect()
}

/// "due in 6 working days · no conflict declared 3 December 2026"
fn standing_words(ctx: &Context, file: &CaseFile, editable: bool) -> String {
    let Ok(review) = file.review() else {
        return String::new();
    };
    let declared = review.declared_at().map_or_else(String::new, |at| {
        format!("no conflict declared on {}", long_date(london_date(at)))
    });
    if editable {
        format!("{} · {declared}", due_words(ctx.today(), review.due_on))
    } else {
        declared
    }
}

fn recommended_words(file: &CaseFile, version: &SchemeVersion) -> String {
    let Ok(review) = file.review() else {
        return String::new();
    };
    let Some(given) = review.recommendation() else {
        return if file.case.is_open() {
            String::new()
        } else {
            "This case is closed.".to_owned()
        };
    };
    let advice = match &given.advice {
        Advice::Award { tier } => format!("award {}", tier_words(version, tier).0),
        Advice::Decline => "decline".to_owned(),
    };
    let on = long_date(london_date(given.at));
    let whose = match review.state {
        State::Decided { .. } => "The case is decided.",
        _ => "The case is with the officers.",
    };
    format!("You recommended on {on}: {advice}. {whose}")
}

fn saved_words(ctx: &Context, at: chrono::DateTime<chrono::Utc>) -> String {
    if london_date(at) == ctx.today() {
        format!("Saved at {}", clock_time(at))
    } else {
        format!("Saved on {}", long_date(london_date(at)))
    }
}

#[handler]
pub(super) async fn submit_finding(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, code)): Path<(ReviewId, String)>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let assessors = caller.assessors();
    let review = store::get_own_review(ctx.read(), &assessors, id).await?;
    let assessor = caller.assessor(review.authority_id)?;
    let code = CriterionCode::parse(&code).map_err(|_| Error::NotFound)?;
    let seen = fields.get("version").parse().unwrap_or(-1);
    let outcome = match FindingText::parse(
        fields.get("judgement"),
        fields.get("reason"),
        fields.get("internal_note"),
    ) {
        Ok(text) => judge::save_finding(ctx, &assessor, id, &code, text, seen).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(finding) => {
            let said = format!("Saved at {}", clock_time(finding.saved_at));
            let next = fields.get("next");
            let here = address(&format!("/home/reviews/{id}"), &code, fields.get("show"));
            let own = next.starts_with(&format!("/home/reviews/{id}?"));
            let to = if fields.get("then") == "next" && own {
                next
            } else {
                &here
            };
            Ok(visit.done(to, &Notice::success(said)))
        }
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let left = Left {
                status,
                errors,
                finding: Some(fields.clone()),
                question: String::new(),
            };
            again(ctx, &visit, &caller, id, &code, fields.get("show"), left).await
        }
    }
}

#[handler]
pub(super) async fn submit_question(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ReviewId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let assessors = caller.assessors();
    let review = store::get_own_review(ctx.read(), &assessors, id).await?;
    let assessor = caller.assessor(review.authority_id)?;
    let code = CriterionCode::parse(fields.get("criterion")).map_err(|_| Error::NotFound)?;
    match clarify::ask(ctx, &assessor, id, &code, fields.get("question")).await {
        Ok(asked) => {
            let said = format!(
                "The employer is asked, and can change this one answer until {}.",
                long_date(asked.due_on)
            );
            let here = address(&format!("/home/reviews/{id}"), &code, fields.get("show"));
            Ok(visit.done(&here, &Notice::success(said)))
        }
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let left = Left {
                status,
                errors,
                finding: None,
                question: fields.get("question").to_owned(),
            };
            again(ctx, &visit, &caller, id, &code, fields.get("show"), left).await
        }
    }
}

/// The page again, with what was typed and what is wrong with it.
async fn again(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    id: ReviewId,
    code: &CriterionCode,
    show_only: &str,
    left: Left,
) -> Result<Response> {
    let file = store::get_file_for_assessors(ctx.read(), &caller.assessors(), id).await?;
    if !file
        .review()
        .is_ok_and(|review| review.may_read_case(caller.person.id))
    {
        return Err(Error::NotFound);
    }
    let query = CaseQuery {
        criterion: code.to_string(),
        show: show_only.to_owned(),
        item: String::new(),
    };
    show(ctx, visit, caller, &file, &query, left).await
}

#[handler]
pub(super) async fn submit_withdrawal(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, clarification)): Path<(ReviewId, ClarificationId)>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let review = store::get_own_review(ctx.read(), &caller.assessors(), id).await?;
    let assessor = caller.assessor(review.authority_id)?;
    let withdrawn = clarify::withdraw(ctx, &assessor, id, clarification).await?;
    let here = address(
        &format!("/home/reviews/{id}"),
        &withdrawn.criterion,
        fields.get("show"),
    );
    let said = "The question is taken back. The employer is told.";
    Ok(visit.done(&here, &Notice::success(said)))
}
