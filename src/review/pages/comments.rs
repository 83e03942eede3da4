//! What is said about a case: by assessors and officers among themselves, and by both sides to each other.

mod employer;

use askama::Template;
use entity::case_kinds::{Audience, Side};
use entity::ids::{AssessmentId, CaseCommentId, ReviewId};
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

pub(super) use employer::{show_to_employer, submit_by_employer, withdraw_by_employer};

use super::refusal;
use super::within::Within;
use crate::identity::guard::Caller;
use crate::platform::calendar::{london_date, long_date, long_instant};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review::actions::comment::{Said, post_as_staff, take_back_as_staff};
use crate::review::rules::comment::{Findings, may_read_comment};
use crate::review::rules::{CommentState, Reader};
use crate::review::store;
use crate::scheme;
use crate::scheme::rules::{CriterionCode, SchemeVersion};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

/// Which criterion is shown alone.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CommentsQuery {
    #[serde(default)]
    about: String,
}

/// One comment.
struct Line {
    id: String,
    internal: bool,
    who: String,
    when: String,
    words: String,
    /// When it was taken back; empty while it can be read.
    gone: String,
    /// Where its author takes it back; empty for others.
    take_back: String,
}

/// What is said about one thing.
struct Thread {
    id: String,
    heading: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "review/comments.html")]
struct CommentsPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    /// Whether the reader is of the employer.
    is_employer: bool,
    /// Since when the case is paused; empty while it goes on.
    paused: String,
    paused_why: String,
    threads: Vec<Thread>,
    /// What the page is narrowed to; empty when it shows everything.
    narrowed: String,
    open: bool,
    audiences: Vec<Choice>,
    about: Vec<Choice>,
    words: String,
}

/// What the page is put together from.
struct Sources<'a> {
    shell: Shell,
    /// The address of the case for this reader.
    base: String,
    reader: Reader,
    /// Whether assessors may know what the others think.
    findings: Findings,
    said: Vec<store::Said>,
    version: &'a SchemeVersion,
    open: bool,
}

fn title(version: &SchemeVersion, code: &CriterionCode) -> String {
    version
        .criterion(code)
        .map_or_else(|| code.to_string(), |criterion| criterion.title.to_string())
}

/// Who said it: the employer learns of staff only what they are.
fn who(said: &store::Said, reader: Reader) -> String {
    let side = said.comment.side;
    let of_staff = match side {
        Side::Employer => "employer",
        Side::Assessor => "assessor",
        Side::Officer => "officer",
    };
    match (reader.side(), side) {
        (Side::Employer, Side::Employer) => said.author.clone(),
        (Side::Employer, Side::Assessor) => "The assessor".to_owned(),
        (Side::Employer, Side::Officer) => "An officer".to_owned(),
        (Side::Assessor | Side::Officer, _) => format!("{}, {of_staff}", said.author),
    }
}

fn threads(sources: &Sources<'_>, only: Option<&CriterionCode>) -> Vec<Thread> {
    let path = format!("{}/comments", sources.base);
    let mut threads: Vec<(Option<CriterionCode>, Thread)> = Vec::new();
    // The whole case first, then the criteria in the order of the scheme.
    let codes = sources.version.criteria().map(|(_, one)| Some(&one.code));
    for code in std::iter::once(None).chain(codes) {
        if only.is_some() && code != only {
            continue;
        }
        let lines: Vec<Line> = sources
            .said
            .iter()
            .filter(|one| one.comment.criterion.as_ref() == code)
            .filter(|one| may_read_comment(sources.reader, &one.comment, sources.findings))
            .map(|one| {
                let comment = &one.comment;
                let mine = comment.author == sources.reader.person();
                Line {
                    id: format!("comment-{}", comment.id),
                    internal: comment.audience == Audience::Internal,
                    who: who(one, sources.reader),
                    when: long_instant(comment.posted_at),
                    words: comment.words().unwrap_or_default().to_owned(),
                    gone: match comment.state {
                        CommentState::Posted { .. } => String::new(),
                        CommentState::TakenBack { at } => long_date(london_date(at)),
                    },
                    take_back: match comment.state {
                        CommentState::Posted { .. } if mine && sources.open => {
                            format!("{path}/{}/withdrawal", comment.id)
                        }
                        CommentState::Posted { .. } | CommentState::TakenBack { .. } => {
                            String::new()
                        }
                    },
                }
            })
            .collect();
        if lines.is_empty() {
            continue;
        }
        threads.push((
            code.cloned(),
            Thread {
                id: code.map_or_else(|| "thread".to_owned(), |code| format!("thread-{code}")),
                heading: code.map_or_else(
                    || "The case as a whole".to_owned(),
                    |code| title(sources.version, code),
                ),
                lines,
            },
        ));
    }
    threads.into_iter().map(|(_, thread)| thread).collect()
}

fn audiences(chosen: &str) -> Vec<Choice> {
    [
        (
            Audience::Internal,
            "Internal",
            "Assessors and officers of this case read it. The employer never does",
        ),
        (
            Audience::Shared,
            "Shared with the employer",
            "The employer reads it too, and gets an email",
        ),
    ]
    .into_iter()
    .map(|(audience, label, hint)| {
        Choice::new(audience.as_str(), label)
            .hint(hint)
            .selected(audience.as_str() == chosen)
    })
    .collect()
}

fn about(version: &SchemeVersion, chosen: &str) -> Vec<Choice> {
    let whole = Choice::new("", "The case as a whole").selected(chosen.is_empty());
    let criteria = version.criteria().map(|(_, criterion)| {
        let code = criterion.code.to_string();
        let label = format!("{}: {}", code, criterion.title);
        let selected = code == chosen;
        Choice::new(code, label).selected(selected)
    });
    std::iter::once(whole).chain(criteria).collect()
}

/// The page, with what was typed and what is wrong with it.
fn page(
    sources: Sources<'_>,
    only: &str,
    paused: Option<&crate::review::rules::Hold>,
    (typed, errors): (&Fields, FieldErrors),
) -> CommentsPage {
    let code = CriterionCode::parse(only)
        .ok()
        .filter(|code| sources.version.criterion(code).is_some());
    let chosen = match (typed.has("about"), &code) {
        (true, _) => typed.get("about").to_owned(),
        (false, Some(code)) => code.to_string(),
        (false, None) => String::new(),
    };
    let is_employer = sources.reader.side() == Side::Employer;
    CommentsPage {
        path: format!("{}/comments", sources.base),
        is_employer,
        paused: paused
            .map(crate::review::rules::Hold::since)
            .unwrap_or_default(),
        paused_why: paused.map(|hold| hold.reason.clone()).unwrap_or_default(),
        threads: threads(&sources, code.as_ref()),
        narrowed: code
            .map(|code| title(sources.version, &code))
            .unwrap_or_default(),
        open: sources.open,
        audiences: if is_employer {
            Vec::new()
        } else {
            audiences(typed.get("audience"))
        },
        about: about(sources.version, &chosen),
        words: typed.get("words").to_owned(),
        shell: sources.shell.wrong(&errors),
        errors,
    }
}

/// What was typed, to whom it goes and what it is about.
fn said(fields: &Fields, audience: Result<Audience>) -> Result<Said> {
    let criterion = match fields.get("about") {
        "" => None,
        code => Some(
            CriterionCode::parse(code)
                .map_err(|_| Error::invalid("about", "Choose what it is about"))?,
        ),
    };
    Ok(Said {
        audience: audience?,
        criterion,
        words: fields.get("words").to_owned(),
    })
}

async fn staff_page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    within: &Within,
    only: &str,
    left: (&Fields, FieldErrors),
) -> Result<CommentsPage> {
    let case = &within.file.case;
    let version = scheme::store::get_version(ctx.read(), case.scheme_version_id).await?;
    let sources = Sources {
        shell: within.shell(caller, visit, "Comments"),
        base: within.path(),
        reader: within.reader(),
        findings: if case.bench.is_blind() {
            Findings::Blind
        } else {
            Findings::Open
        },
        said: store::list_comments(ctx.read(), case.assessment_id).await?,
        version: &version.content,
        open: case.is_open(),
    };
    Ok(page(sources, only, None, left))
}

async fn show(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    within: &Within,
    only: &str,
) -> Result<Response> {
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = staff_page(ctx, visit, caller, within, only, nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

async fn submit(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    within: &Within,
    fields: &Fields,
) -> Result<Response> {
    let audience = fields
        .get("audience")
        .parse()
        .map_err(|_| Error::invalid("audience", "Choose who reads it"));
    let done = match said(fields, audience) {
        Ok(said) => post_as_staff(ctx, within.staff(), said).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(comment) => {
            let words = match comment.audience {
                Audience::Internal => "Posted. Assessors and officers of this case read it",
                Audience::Shared => "Posted. The employer reads it too",
            };
            let to = format!("{}/comments", within.path());
            Ok(visit.done(&to, &Notice::success(words)))
        }
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let left = (fields, errors);
            let page = staff_page(ctx, visit, caller, within, "", left).await?;
            Ok(html(status, &page))
        }
    }
}

async fn withdraw(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    within: &Within,
    comment: CaseCommentId,
) -> Result<Response> {
    match take_back_as_staff(ctx, within.staff(), comment).await {
        Ok(_) => Ok(visit.done(
            &format!("{}/comments", within.path()),
            &Notice::success("The comment is taken back"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let left = (&Fields::default(), errors);
            let page = staff_page(ctx, visit, caller, within, "", left).await?;
            Ok(html(status, &page))
        }
    }
}

#[handler]
pub(super) async fn show_to_officer(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Query(query): Query<CommentsQuery>,
) -> Result<Response, Error> {
    let within = Within::as_officer(ctx, &caller, id).await?;
    show(ctx, &visit, &caller, &within, &query.about).await
}

#[handler]
pub(super) async fn submit_by_officer(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let within = Within::as_officer(ctx, &caller, id).await?;
    submit(ctx, &visit, &caller, &within, &fields).await
}

#[handler]
pub(super) async fn withdraw_by_officer(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, comment)): Path<(AssessmentId, CaseCommentId)>,
    Submitted(_): Submitted,
) -> Result<Response, Error> {
    let within = Within::as_officer(ctx, &caller, id).await?;
    withdraw(ctx, &visit, &caller, &within, comment).await
}

#[handler]
pub(super) async fn show_to_assessor(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ReviewId>,
    Query(query): Query<CommentsQuery>,
) -> Result<Response, Error> {
    let within = Within::as_assessor(ctx, &caller, id).await?;
    show(ctx, &visit, &caller, &within, &query.about).await
}

#[handler]
pub(super) async fn submit_by_assessor(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ReviewId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let within = Within::as_assessor(ctx, &caller, id).await?;
    submit(ctx, &visit, &caller, &within, &fields).await
}

#[handler]
pub(super) async fn withdraw_by_assessor(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, comment)): Path<(ReviewId, CaseCommentId)>,
    Submitted(_): Submitted,
) -> Result<Response, Error> {
    let within = Within::as_assessor(ctx, &caller, id).await?;
    withdraw(ctx, &visit, &caller, &within, comment).await
}
