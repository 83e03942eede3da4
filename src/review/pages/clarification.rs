//! The employer answers a question: the one answer it is about opens, and nothing else.

use askama::Template;
use chrono::NaiveDate;
use entity::ids::ClarificationId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::refusal;
use crate::assessment;
use crate::assessment::rules::{Given, check_comment};
use crate::evidence::rules::OfferedFile;
use crate::evidence::rules::{ACCEPT, Item};
use crate::identity::guard::{Caller, Employer};
use crate::identity::rules::may_answer;
use crate::platform::calendar::{london_date, long_date, long_instant};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review::actions::reply::{Reply, attach_file, attach_link, reply};
use crate::review::rules::{AskedOf, ClarificationState, due_words};
use crate::review::store;
use crate::scheme;
use crate::scheme::form::{AnswerForm, anchored, fields_of, sent};
use crate::scheme::rules::{Answer, Criterion, EvidenceNeed, FieldProblem, SchemeVersion};
use crate::web::form::Fields;
use crate::web::page::{Notice, Shell, html};
use crate::web::upload::UploadedForm;
use crate::web::visit::Visit;

/// A piece of evidence in its row.
struct EvidenceRow {
    title: String,
    href: String,
    is_link: bool,
    receipt: String,
}

#[derive(Template)]
#[template(path = "review/clarification.html")]
struct ClarificationPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    organisation: String,
    question: String,
    asked: String,
    standing: String,
    reply: String,
    open: bool,
    why: String,
    good: String,
    guidance: String,
    heading: String,
    answer_form: AnswerForm,
    summary: String,
    comment: String,
    takes_evidence: bool,
    evidence_hint: String,
    evidence: Vec<EvidenceRow>,
    accept: &'static str,
    link: String,
    title: String,
    added: bool,
}

/// A clarification that the caller may see, with what it is about.
struct Opened {
    of: AskedOf,
    employer: Employer,
    organisation: String,
    version: SchemeVersion,
    criterion: Criterion,
}

impl Opened {
    async fn load(ctx: &Context, caller: &Caller, id: ClarificationId) -> Result<Self> {
        let of = store::find_asked_for_employers(ctx.read(), &caller.employers(), id)
            .await?
            .ok_or(Error::NotFound)?;
        let employer = caller.employer(of.organisation_id)?;
        let version = scheme::store::get_version(ctx.read(), of.scheme_version_id).await?;
        let criterion = version
            .content
            .criterion(&of.clarification.criterion)
            .cloned()
            .ok_or(Error::NotFound)?;
        let organisation = caller
            .memberships
            .iter()
            .find(|membership| membership.organisation_id == of.organisation_id)
            .map_or_else(String::new, |m| m.organisation_name.clone());
        Ok(Self {
            of,
            employer,
            organisation,
            version: version.content,
            criterion,
        })
    }

    fn path(&self) -> String {
        format!("/home/clarifications/{}", self.of.clarification.id)
    }
}

/// Reads the answer that was typed; none when every field was left blank.
fn parse(
    criterion: &Criterion,
    typed: &Fields,
    today: NaiveDate,
) -> std::result::Result<Option<Answer>, Vec<FieldProblem>> {
    let fields = sent(criterion, typed);
    let values: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    criterion.parse_fields(&values, today)
}

/// What was sent and what is wrong with it.
struct Left<'a> {
    status: StatusCode,
    errors: FieldErrors,
    typed: Option<&'a Fields>,
    /// Evidence was added on the way.
    added: bool,
}

fn row(opened: &Opened, item: &Item) -> EvidenceRow {
    let receipt = item.receipt();
    EvidenceRow {
        title: item.title.clone(),
        href: item.url().map_or_else(
            || {
                let assessment = opened.of.clarification.assessment_id;
                format!("/home/assessments/{assessment}/evidence/{}", item.id)
            },
            ToOwned::to_owned,
        ),
        is_link: item.url().is_some(),
        receipt: format!(
            "{}, {}. Added {}",
            receipt.name, receipt.detail, receipt.added
        ),
    }
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    opened: &Opened,
    left: Left<'_>,
) -> Result<Response> {
    let asked = &opened.of.clarification;
    let criterion = &opened.criterion;
    let given: Given = assessment::store::load_given(ctx.read(), asked.assessment_id).await?;
    let saved = given.answers.get(&criterion.code);
    let value = saved.and_then(|saved| saved.value.as_ref());
    let fields = match left.typed {
        Some(typed) => sent(criterion, typed),
        None => fields_of(value),
    };
    let form = AnswerForm::new(
        &opened.version,
        criterion,
        "en",
        fields,
        left.errors.clone(),
    );
    let text = |name: &str| left.typed.map_or("", |typed| typed.get(name)).to_owned();
    let (standing, reply) = match &asked.state {
        ClarificationState::Asked => (
            format!(
                "Answer by {} ({})",
                long_date(asked.due_on),
                due_words(ctx.today(), asked.due_on)
            ),
            text("reply"),
        ),
        ClarificationState::Replied { reply, at, .. } => {
            (format!("Answered on {}", long_instant(*at)), reply.clone())
        }
        ClarificationState::Withdrawn { at } => (
            format!(
                "The assessor took this question back on {}. There is nothing to do.",
                long_date(london_date(*at))
            ),
            String::new(),
        ),
    };
    let title = if asked.is_open() {
        "The assessor asks about one answer"
    } else {
        "A question about one answer"
    };
    let page = ClarificationPage {
        shell: caller
            .shell(visit, title)
            .under("Home", "/home")
            .under(
                format!("Assessment {}", opened.of.reference),
                format!("/home/assessments/{}", asked.assessment_id),
            )
            .wrong(&anchored(&left.errors)),
        path: opened.path(),
        organisation: opened.organisation.clone(),
        question: asked.question.clone(),
        asked: long_date(london_date(asked.asked_at)),
        standing,
        reply,
        open: asked.is_open() && may_answer(opened.employer.role()),
        why: criterion.why.to_string(),
        good: criterion.good.to_string(),
        guidance: criterion.guidance.to_string(),
        summary: value.map_or_else(
            || "Not answered".to_owned(),
            |answer| criterion.summary(answer),
        ),
        comment: match left.typed {
            Some(typed) => typed.get(&format!("{}_comment", criterion.code)).to_owned(),
            None => saved.map_or_else(String::new, |saved| saved.comment.clone()),
        },
        heading: criterion.title.to_string(),
        answer_form: form,
        takes_evidence: criterion.evidence.need != EvidenceNeed::None,
        evidence_hint: criterion.evidence.hint.to_string(),
        evidence: given
            .evidence_for(&criterion.code)
            .map(|item| row(opened, item))
            .collect(),
        accept: ACCEPT,
        // What was added need not be added again.
        link: if left.errors.of("link").is_empty() && left.added {
            String::new()
        } else {
            text("link")
        },
        title: if left.added {
            String::new()
        } else {
            text("title")
        },
        added: left.added,
        errors: left.errors,
    };
    Ok(html(left.status, &page))
}

#[handler]
pub(super) async fn show_clarification(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ClarificationId>,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let left = Left {
        status: StatusCode::OK,
        errors: FieldErrors::new(),
        typed: None,
        added: false,
    };
    page(ctx, &visit, &caller, &opened, left).await
}

#[handler]
pub(super) async fn submit_clarification(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ClarificationId>,
    form: UploadedForm,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let mut left = Left {
        status: StatusCode::OK,
        errors: FieldErrors::new(),
        typed: Some(&form.fields),
        added: false,
    };
    attach(ctx, &opened, id, &form, &mut left).await?;
    if left.errors.is_empty() && form.fields.get("then") != "attach" {
        match send(ctx, &opened, id, &form.fields).await {
            Ok(()) => {
                let said = "Your reply is with the assessor. You need do nothing more about it.";
                return Ok(visit.done(&opened.path(), &Notice::success(said)));
            }
            Err(error) => (left.status, left.errors) = refusal(error)?,
        }
    }
    let opened = Opened::load(ctx, &caller, id).await?;
    page(ctx, &visit, &caller, &opened, left).await
}

/// Sends the reply with the answer as it was typed.
async fn send(ctx: &Context, opened: &Opened, id: ClarificationId, typed: &Fields) -> Result<()> {
    let code = &opened.criterion.code;
    let mut errors = FieldErrors::new();
    let value = match parse(&opened.criterion, typed, ctx.today()) {
        Ok(value) => value,
        Err(problems) => {
            for problem in problems {
                errors.add(format!("{code}_{}", problem.field), problem.message);
            }
            None
        }
    };
    let comment = typed.get(&format!("{code}_comment"));
    if let Err(message) = check_comment(comment) {
        errors.add(format!("{code}_comment"), message);
    }
    if typed.get("reply").is_empty() {
        errors.add(
            "reply",
            "Say what you changed or what the assessor should know",
        );
    }
    errors.into_result()?;
    let given = Reply {
        value,
        comment: comment.to_owned(),
        text: typed.get("reply").to_owned(),
    };
    reply(ctx, &opened.employer, id, given).await.map(|_| ())
}

/// Adds the file and the link that came with the form.
async fn attach(
    ctx: &Context,
    opened: &Opened,
    id: ClarificationId,
    form: &UploadedForm,
    left: &mut Left<'_>,
) -> Result<()> {
    let employer = &opened.employer;
    let link = form.fields.get("link");
    let title = form.fields.get("title");
    let mut outcomes = Vec::new();
    for file in form.files.iter().filter(|file| file.field == "file") {
        let offered = OfferedFile {
            name: file.name.clone(),
            content: file.content.clone(),
            size: file.size,
        };
        // The title belongs to the link when both are given.
        let own = if link.is_empty() { title } else { "" };
        outcomes.push(attach_file(ctx, employer, id, own, offered).await);
    }
    if !link.is_empty() {
        outcomes.push(attach_link(ctx, employer, id, title, link).await);
    }
    if outcomes.is_empty() && form.fields.get("then") == "attach" {
        left.errors
            .add("file", "Choose a file or enter a link, then add it");
        left.status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    for outcome in outcomes {
        match outcome {
            Ok(_) => left.added = true,
            Err(Error::TooLarge(refusal)) => {
                left.errors.add("file", refusal.message);
                left.status = StatusCode::PAYLOAD_TOO_LARGE;
            }
            Err(error) => {
                let (status, errors) = refusal(error)?;
                left.errors.0.extend(errors.0);
                left.status = status;
            }
        }
    }
    Ok(())
}
