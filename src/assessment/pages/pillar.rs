//! One pillar a page: a card for each criterion, saved as a whole, with whatever was right kept.

mod card;
mod form;

use std::collections::BTreeMap;

use askama::Template;
use entity::ids::{AssessmentId, PersonId};
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::{Opened, listed};
use crate::assessment::actions::answer::save_answers;
use crate::assessment::actions::evidence::{add_file, add_link, remove};
use crate::assessment::actions::proposal::take_proposal;
use crate::assessment::store;
use crate::evidence::rules::ACCEPT;
use crate::evidence::rules::OfferedFile;
use crate::identity;
use crate::identity::guard::Caller;
use crate::platform::calendar::clock_time;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::scheme::form::anchored;
use crate::scheme::rules::{CriterionCode, Pillar};
use crate::web::page::{Notice, Shell, html};
use crate::web::upload::UploadedForm;
use crate::web::visit::Visit;
use card::Card;
use form::{Meanwhile, Typed, read_form};

#[derive(Template)]
#[template(path = "assessment/pillar.html")]
struct PillarPage {
    shell: Shell,
    path: String,
    pillar_path: String,
    organisation: String,
    intent: String,
    language: String,
    place: String,
    editable: bool,
    cards: Vec<Card>,
    next: Option<String>,
    accept: &'static str,
}

/// What a save left to be shown again.
#[derive(Default)]
struct Left {
    typed: BTreeMap<CriterionCode, Typed>,
    errors: FieldErrors,
    status: StatusCode,
}

impl Left {
    fn add(&mut self, code: &CriterionCode, field: &str, message: String, status: StatusCode) {
        self.errors.add(format!("{code}_{field}"), message);
        self.worsen(status);
    }

    /// A stale answer outweighs a wrong one, which outweighs a large file.
    fn worsen(&mut self, status: StatusCode) {
        let weight = |status: StatusCode| match status {
            StatusCode::CONFLICT => 3,
            StatusCode::UNPROCESSABLE_ENTITY => 2,
            StatusCode::PAYLOAD_TOO_LARGE => 1,
            _ => 0,
        };
        if weight(status) > weight(self.status) {
            self.status = status;
        }
    }
}

/// A pillar that is asked about, and which of them it is.
fn find<'a>(ctx: &Context, opened: &'a Opened, code: &str) -> Result<(usize, &'a Pillar)> {
    opened
        .pillars(ctx)
        .into_iter()
        .enumerate()
        .find(|(_, pillar)| pillar.code.as_str() == code)
        .ok_or(Error::NotFound)
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    opened: &Opened,
    code: &str,
    left: &Left,
) -> Result<PillarPage> {
    let (index, pillar) = find(ctx, opened, code)?;
    let given = store::load_given(ctx.read(), opened.assessment.id).await?;
    let may_answer = opened.assessment.can_be_answered() && opened.employer.must_answer().is_ok();
    let proposals = if may_answer {
        let of = &opened.assessment;
        let version = (opened.version(), opened.mappings.as_slice());
        store::list_proposals(ctx.read(), of, version, &given, ctx.today()).await?
    } else {
        BTreeMap::new()
    };
    let me = caller.person.id;
    let others: Vec<PersonId> = pillar
        .criteria
        .iter()
        .filter_map(|criterion| given.answers.get(&criterion.code))
        .map(|saved| saved.saved_by)
        .filter(|person| *person != me)
        .collect();
    let people = if others.is_empty() {
        Vec::new()
    } else {
        identity::store::list_people(ctx.read(), others).await?
    };
    let name = |id: PersonId| {
        if id == me {
            return "you".to_owned();
        }
        people
            .iter()
            .find(|person| person.id == id)
            .map_or_else(|| "a colleague".to_owned(), |p| p.display_name().to_owned())
    };
    let cards: Vec<Card> = pillar
        .criteria
        .iter()
        .filter(|criterion| opened.shows(ctx, &given, criterion))
        .map(|criterion| {
            let typed = left.typed.get(&criterion.code);
            Card::new((ctx, opened), criterion, &given, typed, &left.errors, &name).proposing(
                opened,
                criterion,
                proposals.get(&criterion.code),
            )
        })
        .collect();
    let pillars = opened.pillars(ctx);
    Ok(PillarPage {
        shell: opened
            .shell(caller, visit, opened.words(&pillar.name))
            .errors(listed(&anchored(&left.errors))),
        path: opened.path(),
        pillar_path: format!("{}/pillars/{}", opened.path(), pillar.code),
        organisation: opened.organisation.clone(),
        language: opened.language().to_owned(),
        intent: opened.words(&pillar.intent),
        place: format!("Part {} of {}", index + 1, pillars.len()),
        // What was typed stays in its fields even when it came too late.
        editable: may_answer || !left.typed.is_empty(),
        cards,
        next: pillars.get(index + 1).map(|next| opened.words(&next.name)),
        accept: ACCEPT,
    })
}

#[handler]
pub(super) async fn show_pillar(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, code)): Path<(AssessmentId, String)>,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let page = page(ctx, &visit, &caller, &opened, &code, &Left::default()).await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(super) async fn submit_pillar(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, code)): Path<(AssessmentId, String)>,
    form: UploadedForm,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let (index, pillar) = find(ctx, &opened, &code)?;
    let typed = read_form(pillar, &form.fields);
    let mut left = save(ctx, &opened, pillar, typed, &form).await?;
    if let Some(code) = form.fields.get("then").strip_prefix("take-") {
        let code = CriterionCode::parse(code).map_err(|_| Error::NotFound)?;
        match take_proposal(ctx, &opened.employer, id, &code).await {
            Ok(()) => {
                let to = opened.path_to(&code);
                let said = Notice::success("The answer is taken over. It is yours now: check it");
                return Ok(visit.done(&to, &said));
            }
            Err(Error::Conflict(refusal)) => {
                left.add(&code, "value", refusal.message, StatusCode::CONFLICT);
            }
            Err(other) => return Err(other),
        }
    }
    if left.errors.is_empty() {
        let next = opened.pillars(ctx).get(index + 1).copied();
        let to = match (form.fields.get("then"), next) {
            ("next", Some(next)) => format!("{}/pillars/{}", opened.path(), next.code),
            ("next", None) => opened.path(),
            _ => format!("{}/pillars/{}", opened.path(), pillar.code),
        };
        let said = format!("Saved at {}", clock_time(ctx.now()));
        return Ok(visit.done(&to, &Notice::success(said)));
    }
    let opened = Opened::load(ctx, &caller, id).await?;
    let page = page(ctx, &visit, &caller, &opened, &code, &left).await?;
    Ok(html(left.status, &page))
}

/// Saves whatever is right and gives back the rest.
async fn save(
    ctx: &Context,
    opened: &Opened,
    pillar: &Pillar,
    mut typed: BTreeMap<CriterionCode, Typed>,
    form: &UploadedForm,
) -> Result<Left> {
    let mut left = Left::default();
    let id = opened.assessment.id;
    let mut changes = Vec::new();
    for criterion in &pillar.criteria {
        let Some(typed) = typed.get(&criterion.code) else {
            continue;
        };
        match typed.change(criterion, ctx.today()) {
            Ok(change) => changes.extend(change),
            Err(problems) => {
                for (field, message) in problems {
                    let status = StatusCode::UNPROCESSABLE_ENTITY;
                    left.add(&criterion.code, &field, message, status);
                }
            }
        }
    }
    match save_answers(ctx, &opened.employer, id, changes).await {
        Ok(outcome) => {
            for (code, theirs) in outcome.stale {
                let message = "A colleague changed this answer since you opened the page. Compare the two, then save yours to replace theirs, or clear it to keep theirs.";
                left.add(&code, "value", message.to_owned(), StatusCode::CONFLICT);
                if let Some(typed) = typed.get_mut(&code) {
                    typed.theirs = theirs.map_or(Meanwhile::Cleared, |saved| {
                        Meanwhile::Saved(Box::new(saved))
                    });
                }
            }
        }
        Err(Error::Conflict(refusal)) => {
            left.errors.add("", refusal.message);
            left.worsen(StatusCode::CONFLICT);
            left.typed = typed;
            return Ok(left);
        }
        Err(Error::Invalid(errors)) => {
            left.errors.0.extend(errors.0);
            left.worsen(StatusCode::UNPROCESSABLE_ENTITY);
        }
        Err(Error::Refused(refusal)) => {
            left.errors.add("", refusal.message);
            left.worsen(StatusCode::UNPROCESSABLE_ENTITY);
        }
        Err(other) => return Err(other),
    }
    offer(ctx, opened, pillar, &mut typed, form, &mut left).await?;
    // Only what needs another look is shown as typed; the rest is shown as saved.
    typed.retain(|code, _| {
        let start = format!("{code}_");
        left.errors.0.iter().any(|e| e.field.starts_with(&start))
    });
    left.typed = typed;
    Ok(left)
}

/// Adds the files and links of the form, and takes back what was asked to go.
async fn offer(
    ctx: &Context,
    opened: &Opened,
    pillar: &Pillar,
    typed: &mut BTreeMap<CriterionCode, Typed>,
    form: &UploadedForm,
    left: &mut Left,
) -> Result<()> {
    let (employer, id) = (&opened.employer, opened.assessment.id);
    for criterion in &pillar.criteria {
        let code = &criterion.code;
        let Some(typed) = typed.get_mut(code) else {
            continue;
        };
        let mut outcomes = Vec::new();
        let field = format!("{code}_file");
        for file in form.files.iter().filter(|file| file.field == field) {
            let offered = OfferedFile {
                name: file.name.clone(),
                content: file.content.clone(),
                size: file.size,
            };
            let title = if typed.link.is_empty() {
                typed.title.as_str()
            } else {
                ""
            };
            let added = add_file(ctx, employer, id, code, title, offered).await;
            outcomes.push(("file", added));
        }
        if !typed.link.is_empty() {
            let added = add_link(ctx, employer, id, code, &typed.title, &typed.link).await;
            if added.is_ok() {
                typed.link.clear();
                typed.title.clear();
            }
            outcomes.push(("link", added));
        }
        for (usual, outcome) in outcomes {
            match outcome {
                Ok(_) => {}
                Err(Error::Invalid(errors)) => {
                    for error in errors.0 {
                        left.add(
                            code,
                            &error.field,
                            error.message,
                            StatusCode::UNPROCESSABLE_ENTITY,
                        );
                    }
                }
                Err(Error::TooLarge(refusal)) => {
                    left.add(code, usual, refusal.message, StatusCode::PAYLOAD_TOO_LARGE);
                }
                Err(Error::Conflict(refusal)) => {
                    left.add(code, usual, refusal.message, StatusCode::CONFLICT);
                }
                Err(other) => return Err(other),
            }
        }
    }
    if let Ok(item) = form.fields.get("remove").parse() {
        match remove(ctx, employer, id, item).await {
            // Pressed twice: it is gone either way.
            Ok(_) | Err(Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}
