//! A concern, for officers without a conflict; and what was put to the employer, for its people.

use askama::Template;
use entity::ids::{AccreditationId, ConcernId};
use entity::matter_kinds::{ConcernOutcome, ConcernStatus};
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::matter::{MatterPage, Offer, choices, clock_offer, fact, spoken, time};
use super::{refusal, seen_version};
use crate::accreditation::actions::concern::{Step, answer, handle};
use crate::accreditation::rules::concern::{Concern, ConcernEvent, outcome_words};
use crate::accreditation::store::{self, open_as_employer};
use crate::identity::guard::{Caller, Officer};
use crate::platform::calendar::long_instant;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

const fn standing(status: ConcernStatus) -> &'static str {
    match status {
        ConcernStatus::Received => "Received; nobody has acknowledged it yet",
        ConcernStatus::Acknowledged => "Acknowledged",
        ConcernStatus::Referred => "For somebody else",
        ConcernStatus::Investigating => "Being looked into",
        ConcernStatus::Asked => "The employer is asked",
        ConcernStatus::Answered => "The employer answered",
        ConcernStatus::Closed => "Closed",
    }
}

fn offer(event: ConcernEvent) -> Option<Offer> {
    match event {
        ConcernEvent::Acknowledge => Some((
            "acknowledge",
            "Acknowledge it",
            "You have read it. Whoever raised it sees that",
        )),
        ConcernEvent::Refer => Some((
            "refer",
            "It is for somebody else",
            "Write below who it is for and how to reach them. That ends it here",
        )),
        ConcernEvent::Investigate => Some(("investigate", "Look into it", "")),
        ConcernEvent::Ask => Some((
            "ask",
            "Put a question to the employer",
            "The employer reads your words below, and nothing else of the concern. Write nothing that tells who raised it",
        )),
        ConcernEvent::Close => Some((
            "close",
            "Close it",
            "Choose an outcome, and write below what came of it. Whoever raised it reads your words",
        )),
        ConcernEvent::Raise | ConcernEvent::Answer => None,
    }
}

/// What can be done to the accreditation about it: the acts that there are already.
fn acts_on(one: &Concern) -> Vec<(String, String)> {
    let of = format!("/home/accreditations/{}", one.accreditation_id);
    [
        ("The accreditation", ""),
        ("Suspend it", "/suspend"),
        ("Withdraw it", "/withdraw"),
        ("Set a condition", "/conditions/new"),
    ]
    .into_iter()
    .map(|(words, below)| (words.to_owned(), format!("{of}{below}")))
    .collect()
}

fn page(
    ctx: &Context,
    (visit, caller): (&Visit, &Caller),
    one: &Concern,
    (typed, errors): (&Fields, FieldErrors),
) -> MatterPage {
    let shell = caller
        .shell(visit, format!("Concern {}", one.reference))
        .under("Home", "/home")
        .under("Concerns", "/home/concerns");
    let mut page = MatterPage::new(shell, format!("/home/concerns/{}", one.id), one.version);
    "Only officers without a conflict read this page. Nobody of the employer may learn who raised the concern, or guess it.".clone_into(&mut page.lede);
    page.facts = vec![
        fact("Employer", &one.organisation),
        fact("Raised", long_instant(one.received_at())),
        fact("Where it stands", standing(one.status)),
        fact(
            "Whoever raised it",
            one.contact.as_ref().map_or_else(
                || "left no address: they look up how it goes by a code".to_owned(),
                |contact| format!("can be reached at {contact}"),
            ),
        ),
    ];
    page.facts
        .extend(time(&one.clock, one.is_open(), ctx.today()));
    if let Some(outcome) = one.outcome {
        page.facts.push(fact("Outcome", outcome_words(outcome)));
    }
    page.texts.push(fact("What was said", &one.words));
    page.texts
        .extend(spoken("Put to the employer", one.question.as_ref()));
    page.texts
        .extend(spoken("The employer", one.answer.as_ref()));
    let conclusion = if one.status == ConcernStatus::Referred {
        "Who it is for"
    } else {
        "What came of it"
    };
    page.texts
        .extend(spoken(conclusion, one.conclusion.as_ref()));
    page.links = acts_on(one);
    if one.is_open() {
        let possible = one.possible();
        let offers = possible.iter().copied().filter_map(offer);
        let offers = offers.chain([clock_offer(&one.clock)]);
        page.acts = choices(offers, typed.get("act"));
        if possible.contains(&ConcernEvent::Close) {
            let all = ConcernOutcome::ALL.iter();
            let all = all.map(|outcome| (outcome.as_str(), outcome_words(*outcome), ""));
            page.choices = choices(all, typed.get("outcome"));
            "outcome".clone_into(&mut page.choices_name);
            "Outcome, if you close it".clone_into(&mut page.choices_label);
        }
        "Words".clone_into(&mut page.words_label);
        "Needed to put a question, to say who it is for, and to close it"
            .clone_into(&mut page.words_hint);
        "Save".clone_into(&mut page.button);
    }
    page.typed(typed, errors)
}

#[handler]
pub(super) async fn show_one(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ConcernId>,
) -> Result<Response, Error> {
    let (one, _) = store::get_concern(ctx.read(), &caller.officers(), id).await?;
    let nothing = (&Fields::default(), FieldErrors::new());
    Ok(page(ctx, (&visit, &caller), &one, nothing).answer(StatusCode::OK))
}

async fn take_step(
    ctx: &Context,
    officer: &Officer,
    id: ConcernId,
    fields: &Fields,
) -> Result<Concern> {
    let step = match fields.get("act") {
        "acknowledge" => Step::Acknowledge,
        "refer" => Step::Refer,
        "investigate" => Step::Investigate,
        "ask" => Step::Ask,
        "close" => {
            let outcome = fields.get("outcome").parse();
            Step::Close(outcome.map_err(|_| Error::invalid("outcome", "Choose an outcome"))?)
        }
        "pause" => Step::Pause,
        "resume" => Step::Resume,
        _ => return Err(Error::invalid("act", "Choose what you do")),
    };
    let words = fields.get("words");
    handle(ctx, officer, id, seen_version(fields), (step, words)).await
}

#[handler]
pub(super) async fn submit_one(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ConcernId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, officer) = store::get_concern(ctx.read(), &caller.officers(), id).await?;
    match take_step(ctx, &officer, id, &fields).await {
        Ok(_) => Ok(visit.done(&format!("/home/concerns/{id}"), &Notice::success("Saved"))),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let (one, _) = store::get_concern(ctx.read(), &caller.officers(), id).await?;
            let typed = (&fields, errors);
            Ok(page(ctx, (&visit, &caller), &one, typed).answer(status))
        }
    }
}

type Ids = (AccreditationId, ConcernId);

/// A question, as the employer lists it.
struct Put {
    row: String,
    name: String,
    href: String,
    state: String,
    colour: String,
}

#[derive(Template)]
#[template(path = "accreditation/questions.html")]
struct QuestionsPage {
    shell: Shell,
    rows: Vec<Put>,
}

#[handler]
pub(super) async fn show_put(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
) -> Result<Response, Error> {
    open_as_employer(ctx, &caller, id).await?;
    let put = store::list_concerns_put_to(ctx.read(), id).await?;
    let page = QuestionsPage {
        shell: caller
            .shell(&visit, "Questions of the charter team")
            .under("Home", "/home")
            .under("Your accreditation", format!("/home/held/{id}")),
        rows: put
            .iter()
            .map(|one| {
                let asked = one.question.as_ref();
                let (state, colour) = match one.status {
                    ConcernStatus::Asked => ("Answer it", "orange"),
                    ConcernStatus::Answered => ("You answered", "grey"),
                    ConcernStatus::Received
                    | ConcernStatus::Acknowledged
                    | ConcernStatus::Referred
                    | ConcernStatus::Investigating
                    | ConcernStatus::Closed => ("Closed", "grey"),
                };
                Put {
                    row: format!("question-{}", one.id),
                    name: asked.map_or_else(String::new, |said| {
                        format!("Asked on {}", long_instant(said.at))
                    }),
                    href: format!("/home/held/{id}/concerns/{}", one.id),
                    state: state.to_owned(),
                    colour: colour.to_owned(),
                }
            })
            .collect(),
    };
    Ok(html(StatusCode::OK, &page))
}

/// What was put to the employer: nothing of the concern but the question and the answer.
async fn put_page(
    ctx: &Context,
    (visit, caller): (&Visit, &Caller),
    (id, concern): Ids,
    (typed, errors): (&Fields, FieldErrors),
) -> Result<MatterPage> {
    let (_, employer) = open_as_employer(ctx, caller, id).await?;
    let put = store::list_concerns_put_to(ctx.read(), id).await?;
    let one = put
        .into_iter()
        .find(|one| one.id == concern)
        .ok_or(Error::NotFound)?;
    let shell = caller
        .shell(visit, "A question of the charter team")
        .under("Home", "/home")
        .under("Your accreditation", format!("/home/held/{id}"))
        .under("Questions", format!("/home/held/{id}/concerns"));
    let path = format!("/home/held/{id}/concerns/{concern}");
    let mut page = MatterPage::new(shell, path, one.version);
    page.texts
        .extend(spoken("The charter team asks", one.question.as_ref()));
    page.texts
        .extend(spoken("You answered", one.answer.as_ref()));
    if one.status == ConcernStatus::Asked {
        if employer.must_answer().is_ok() {
            "Answer the question. Do not try to find out whether somebody raised a concern: to treat anybody badly for one is a serious matter for your accreditation.".clone_into(&mut page.lede);
            "Your answer".clone_into(&mut page.words_label);
            "Say where it can be seen: a page, a policy, a document you can show"
                .clone_into(&mut page.words_hint);
            "Send the answer".clone_into(&mut page.button);
        } else {
            "Ask the lead of your organisation to answer this.".clone_into(&mut page.lede);
        }
    }
    Ok(page.typed(typed, errors))
}

#[handler]
pub(super) async fn show_question(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(ids): Path<Ids>,
) -> Result<Response, Error> {
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = put_page(ctx, (&visit, &caller), ids, nothing).await?;
    Ok(page.answer(StatusCode::OK))
}

#[handler]
pub(super) async fn submit_question(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(ids): Path<Ids>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, employer) = open_as_employer(ctx, &caller, ids.0).await?;
    let words = fields.get("words");
    match answer(ctx, &employer, ids, seen_version(&fields), words).await {
        Ok(_) => Ok(visit.done(
            &format!("/home/held/{}/concerns", ids.0),
            &Notice::success("Sent. An officer reads your answer"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = put_page(ctx, (&visit, &caller), ids, (&fields, errors)).await?;
            Ok(page.answer(status))
        }
    }
}
