//! A data-protection complaint, for officers.

use entity::ids::DataComplaintId;
use entity::matter_kinds::ComplaintStatus;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::matter::{MatterPage, Offer, choices, fact, spoken, time};
use super::{refusal, seen_version};
use crate::accreditation::actions::complaint::handle;
use crate::accreditation::rules::complaint::{Complaint, ComplaintEvent};
use crate::accreditation::store;
use crate::identity::guard::{Caller, Officer};
use crate::platform::calendar::long_instant;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted};
use crate::web::page::Notice;
use crate::web::visit::Visit;

const fn standing(status: ComplaintStatus) -> &'static str {
    match status {
        ComplaintStatus::Received => "Received; nobody has acknowledged it yet",
        ComplaintStatus::Acknowledged => "Acknowledged",
        ComplaintStatus::Answered => "Answered",
        ComplaintStatus::Closed => "Closed",
    }
}

const fn offer(event: ComplaintEvent) -> Option<Offer> {
    match event {
        ComplaintEvent::Acknowledge => Some((
            "acknowledge",
            "Acknowledge it",
            "Whoever complained gets an email. The law gives 30 days for it",
        )),
        ComplaintEvent::Answer => Some((
            "answer",
            "Answer it",
            "Whoever complained reads your words below",
        )),
        ComplaintEvent::Close => Some((
            "close",
            "Close it",
            "Your words below are a note for colleagues",
        )),
        ComplaintEvent::Complain => None,
    }
}

fn page(
    ctx: &Context,
    (visit, caller): (&Visit, &Caller),
    one: &Complaint,
    (typed, errors): (&Fields, FieldErrors),
) -> MatterPage {
    let shell = caller
        .shell(visit, format!("Complaint {}", one.reference))
        .under("Home", "/home")
        .under("Data-protection complaints", "/home/complaints");
    let path = format!("/home/complaints/{}", one.id);
    let mut page = MatterPage::new(shell, path, one.version);
    page.facts = vec![
        fact("Who complains", &one.name),
        fact("Can be reached at", &one.contact),
        fact("Came", long_instant(one.received_at())),
        fact("Where it stands", standing(one.status)),
    ];
    let runs = one.due_on().is_some();
    page.facts.extend(time(&one.clock, runs, ctx.today()));
    page.texts.push(fact("What is complained of", &one.words));
    page.texts
        .extend(spoken("We answered", one.answer.as_ref()));
    page.texts
        .extend(spoken("Note for colleagues", one.note.as_ref()));
    let offers: Vec<Offer> = one.possible().into_iter().filter_map(offer).collect();
    if !offers.is_empty() {
        page.acts = choices(offers, typed.get("act"));
        "Words".clone_into(&mut page.words_label);
        "Needed to answer and to close it".clone_into(&mut page.words_hint);
        "Save".clone_into(&mut page.button);
    }
    page.typed(typed, errors)
}

#[handler]
pub(super) async fn show_one(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<DataComplaintId>,
) -> Result<Response, Error> {
    let (one, _) = store::get_complaint(ctx.read(), &caller.officers(), id).await?;
    let nothing = (&Fields::default(), FieldErrors::new());
    Ok(page(ctx, (&visit, &caller), &one, nothing).answer(StatusCode::OK))
}

async fn take_step(
    ctx: &Context,
    officer: &Officer,
    id: DataComplaintId,
    fields: &Fields,
) -> Result<Complaint> {
    let event = match fields.get("act") {
        "acknowledge" => ComplaintEvent::Acknowledge,
        "answer" => ComplaintEvent::Answer,
        "close" => ComplaintEvent::Close,
        _ => return Err(Error::invalid("act", "Choose what you do")),
    };
    let words = fields.get("words");
    handle(ctx, officer, id, seen_version(fields), (event, words)).await
}

#[handler]
pub(super) async fn submit_one(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<DataComplaintId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, officer) = store::get_complaint(ctx.read(), &caller.officers(), id).await?;
    match take_step(ctx, &officer, id, &fields).await {
        Ok(_) => Ok(visit.done(
            &format!("/home/complaints/{id}"),
            &Notice::success("Saved, and whoever complained has an email"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let (one, _) = store::get_complaint(ctx.read(), &caller.officers(), id).await?;
            let typed = (&fields, errors);
            Ok(page(ctx, (&visit, &caller), &one, typed).answer(status))
        }
    }
}
