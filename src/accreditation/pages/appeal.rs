//! An appeal: for the employer who lodges it, and for officers, who take it if they had no part in what it
//! is against.

use entity::ids::{AccreditationId, AppealId, DecisionId};
use entity::matter_kinds::AppealStatus;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::matter::{Fact, MatterPage, Offer, choices, clock_offer, fact, spoken, time};
use super::{refusal, seen_version};
use crate::accreditation::actions::appeal::{About, Step, handle, lodge};
use crate::accreditation::rules::appeal::{Appeal, Ground, Subject, against_words, remedy_words};
use crate::accreditation::store::{self, open_as_employer};
use crate::identity;
use crate::identity::guard::{Caller, Employer, Officer};
use crate::platform::calendar::{london_date, long_date, long_instant};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted};
use crate::web::page::Notice;
use crate::web::visit::Visit;

const fn standing(status: AppealStatus) -> &'static str {
    match status {
        AppealStatus::Lodged => "Lodged; no officer has taken it yet",
        AppealStatus::Taken => "With an officer who had no part in the decision",
        AppealStatus::Upheld => "Upheld",
        AppealStatus::Dismissed => "Dismissed",
    }
}

fn facts(one: &Appeal, ctx: &Context) -> Vec<Fact> {
    let of = &one.subject;
    let grounds: Vec<&str> = one.grounds.iter().map(|ground| ground.words()).collect();
    let mut facts = vec![
        fact("Employer", &of.organisation),
        fact(
            "Against",
            format!(
                "{} of {}",
                against_words(of.against),
                long_date(london_date(of.happened_at))
            ),
        ),
        fact("Lodged", long_instant(one.lodged.at)),
        fact("Grounds", grounds.join("; ")),
        fact("Where it stands", standing(one.status)),
    ];
    facts.extend(time(&one.clock, one.is_open(), ctx.today()));
    if let Some(remedy) = one.remedy {
        facts.push(fact("Put right", remedy_words(remedy)));
    }
    facts
}

fn texts(one: &Appeal) -> Vec<Fact> {
    let why = spoken("Why the employer appeals", Some(&one.lodged));
    let reasons = spoken("The reasons", one.conclusion.as_ref());
    why.into_iter().chain(reasons).collect()
}

async fn page(
    ctx: &Context,
    (visit, caller): (&Visit, &Caller),
    (one, officer): &(Appeal, Officer),
    (typed, errors): (&Fields, FieldErrors),
) -> Result<MatterPage> {
    let shell = caller
        .shell(visit, format!("Appeal {}", one.reference))
        .under("Home", "/home")
        .under("Appeals", "/home/appeals");
    let path = format!("/home/appeals/{}", one.id);
    let mut page = MatterPage::new(shell, path, one.version);
    page.facts = facts(one, ctx);
    page.texts = texts(one);
    if let Some(id) = one.subject.accreditation_id {
        let href = format!("/home/accreditations/{id}");
        page.links.push(("The accreditation".to_owned(), href));
    }
    let case = format!("/home/cases/{}/decision", one.subject.assessment_id);
    page.links.push(("The decision".to_owned(), case));
    if !one.is_open() {
        return Ok(page.typed(typed, errors));
    }
    let involved = store::list_involved(ctx.read(), &one.subject).await?;
    if let Err(refusal) = involved.must_be_new_to(officer.person()) {
        page.lede = refusal.message;
        return Ok(page.typed(typed, errors));
    }
    let mine = one.taken.is_some_and(|taken| taken.by == officer.person());
    let mut offers: Vec<Offer> = Vec::new();
    if one.status == AppealStatus::Lodged {
        offers.push((
            "take",
            "Take it",
            "You had no part in the decision. You answer the appeal; the employer is told that somebody does",
        ));
    } else if mine {
        offers.push((
            "uphold",
            "Uphold it",
            "The employer was right. Choose below what is put right, and give the reasons",
        ));
        offers.push((
            "dismiss",
            "Dismiss it",
            "The decision stands. Give the reasons below",
        ));
        let remedies = one.remedies().iter();
        let remedies = remedies.map(|remedy| (remedy.as_str(), remedy_words(*remedy), ""));
        page.choices = choices(remedies, typed.get("remedy"));
        "remedy".clone_into(&mut page.choices_name);
        "If you uphold it: what is put right?".clone_into(&mut page.choices_label);
        "Reasons".clone_into(&mut page.words_label);
        "The employer reads them. The register does not show them".clone_into(&mut page.words_hint);
    } else {
        "Another officer took this appeal and answers it.".clone_into(&mut page.lede);
        offers.push((
            "take",
            "Take it over",
            "You had no part in the decision. You answer the appeal instead of the officer who took it",
        ));
    }
    offers.push(clock_offer(&one.clock));
    page.acts = choices(offers, typed.get("act"));
    "Save".clone_into(&mut page.button);
    Ok(page.typed(typed, errors))
}

#[handler]
pub(super) async fn show_one(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AppealId>,
) -> Result<Response, Error> {
    let found = store::get_appeal(ctx.read(), &caller.officers(), id).await?;
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = page(ctx, (&visit, &caller), &found, nothing).await?;
    Ok(page.answer(StatusCode::OK))
}

async fn take_step(
    ctx: &Context,
    officer: &Officer,
    id: AppealId,
    fields: &Fields,
) -> Result<Appeal> {
    let step = match fields.get("act") {
        "take" => Step::Take,
        "uphold" => {
            let remedy = fields.get("remedy").parse();
            Step::Uphold(remedy.map_err(|_| Error::invalid("remedy", "Choose what is put right"))?)
        }
        "dismiss" => Step::Dismiss,
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
    Path(id): Path<AppealId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, officer) = store::get_appeal(ctx.read(), &caller.officers(), id).await?;
    match take_step(ctx, &officer, id, &fields).await {
        Ok(_) => Ok(visit.done(&format!("/home/appeals/{id}"), &Notice::success("Saved"))),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let found = store::get_appeal(ctx.read(), &caller.officers(), id).await?;
            let page = page(ctx, (&visit, &caller), &found, (&fields, errors)).await?;
            Ok(page.answer(status))
        }
    }
}

/// What an employer sees at the address of an appeal.
struct Own {
    employer: Employer,
    about: About,
    /// What can be appealed against, if anything.
    subject: Option<Subject>,
    /// The appeal that was lodged, if one was.
    appeal: Option<Appeal>,
    /// Words and address of the page before.
    back: (String, String),
    path: String,
}

async fn own_of_held(ctx: &Context, caller: &Caller, id: AccreditationId) -> Result<Own> {
    let (held, employer) = open_as_employer(ctx, caller, id).await?;
    let subject = Subject::of(&held, ctx.now());
    // Where nothing can be appealed against now, the last appeal is still shown.
    let subjects: Vec<_> = match &subject {
        Some(subject) => vec![subject.id],
        None => held.events.iter().map(|event| event.id.0).collect(),
    };
    let appeal = store::find_appeal_against(ctx.read(), subjects).await?;
    let back = format!("/home/held/{id}");
    Ok(Own {
        employer,
        about: About::Held(id),
        subject,
        appeal,
        path: format!("{back}/appeal"),
        back: ("Your accreditation".to_owned(), back),
    })
}

async fn own_of_decision(ctx: &Context, caller: &Caller, id: DecisionId) -> Result<Own> {
    let subject = store::get_decline(ctx.read(), &caller.employers(), id).await?;
    let employer = caller.employer(subject.organisation_id)?;
    let appeal = store::find_appeal_against(ctx.read(), [subject.id]).await?;
    let back = format!("/home/assessments/{}/decision", subject.assessment_id);
    Ok(Own {
        employer,
        about: About::Decision(id),
        subject: Some(subject),
        appeal,
        path: format!("/home/decisions/{id}/appeal"),
        back: ("The decision".to_owned(), back),
    })
}

async fn own_page(
    ctx: &Context,
    (visit, caller): (&Visit, &Caller),
    own: Own,
    (typed, errors): (&Fields, FieldErrors),
) -> Result<MatterPage> {
    let title = if own.appeal.is_some() {
        "Your appeal"
    } else {
        "Appeal"
    };
    let shell = caller
        .shell(visit, title)
        .under("Home", "/home")
        .under(own.back.0, own.back.1);
    let mut page = MatterPage::new(shell, own.path, 0);
    if let Some(one) = &own.appeal {
        page.facts = facts(one, ctx);
        page.texts = texts(one);
        return Ok(page.typed(typed, errors));
    }
    let Some(subject) = own.subject else {
        "This accreditation is neither suspended nor withdrawn, so there is nothing to appeal against.".clone_into(&mut page.lede);
        return Ok(page.typed(typed, errors));
    };
    let authority = identity::store::get_authority(ctx.read(), subject.authority_id).await?;
    let days = store::get_standard(ctx.read(), &authority).await?.days;
    let may = match subject.must_be_in_time(days, ctx.today()) {
        Ok(()) => own.employer.must_manage(),
        late => late,
    };
    page.facts = vec![
        fact("Employer", &subject.organisation),
        fact(
            "Against",
            format!(
                "{} of {}",
                against_words(subject.against),
                long_date(london_date(subject.happened_at))
            ),
        ),
    ];
    if let Some(last) = subject.last_day(days) {
        page.facts.push(fact("Last day to appeal", long_date(last)));
    }
    match may {
        Err(Error::Refused(refusal)) => page.lede = refusal.message,
        Err(other) => return Err(other),
        Ok(()) => {
            page.lede = format!(
                "An officer who had no part in the decision answers your appeal within {} working days. You can appeal once. The public register does not show your words.",
                days.appeal_answer
            );
            let ticked: Vec<&str> = typed.all("grounds").collect();
            page.grounds = choices(
                Ground::ALL
                    .iter()
                    .map(|ground| (ground.as_str(), ground.words(), "")),
                "",
            );
            for choice in &mut page.grounds {
                choice.selected = ticked.contains(&choice.value.as_str());
            }
            "Why is the decision wrong?".clone_into(&mut page.words_label);
            "Say what should have been done or seen, and where it can be seen"
                .clone_into(&mut page.words_hint);
            "Send the appeal".clone_into(&mut page.button);
        }
    }
    Ok(page.typed(typed, errors))
}

async fn submit_own(
    ctx: &Context,
    (visit, caller): (&Visit, &Caller),
    own: Own,
    fields: &Fields,
) -> Result<Response> {
    let grounds = Ground::read(fields.all("grounds"));
    let words = fields.get("words");
    match lodge(ctx, &own.employer, own.about, (grounds, words)).await {
        Ok(_) => Ok(visit.done(
            &own.path,
            &Notice::success(
                "We have your appeal, and everybody of your organisation has an email",
            ),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let again = match own.about {
                About::Held(id) => own_of_held(ctx, caller, id).await?,
                About::Decision(id) => own_of_decision(ctx, caller, id).await?,
            };
            let page = own_page(ctx, (visit, caller), again, (fields, errors)).await?;
            Ok(page.answer(status))
        }
    }
}

#[handler]
pub(super) async fn show_held(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
) -> Result<Response, Error> {
    let own = own_of_held(ctx, &caller, id).await?;
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = own_page(ctx, (&visit, &caller), own, nothing).await?;
    Ok(page.answer(StatusCode::OK))
}

#[handler]
pub(super) async fn submit_held(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let own = own_of_held(ctx, &caller, id).await?;
    submit_own(ctx, (&visit, &caller), own, &fields).await
}

#[handler]
pub(super) async fn show_decision(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<DecisionId>,
) -> Result<Response, Error> {
    let own = own_of_decision(ctx, &caller, id).await?;
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = own_page(ctx, (&visit, &caller), own, nothing).await?;
    Ok(page.answer(StatusCode::OK))
}

#[handler]
pub(super) async fn submit_decision(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<DecisionId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let own = own_of_decision(ctx, &caller, id).await?;
    submit_own(ctx, (&visit, &caller), own, &fields).await
}
