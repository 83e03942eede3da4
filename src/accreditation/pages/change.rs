//! Suspending, reinstating, withdrawing and giving up: the words, a look at exactly what will
//! happen, then the act.

use askama::Template;
use entity::ids::{AccreditationId, PersonId};
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::words::{joined, people_words, standing_words};
use super::{refusal, seen_version};
use crate::accreditation::actions::change;
use crate::accreditation::rules::{Accreditation, Event, Reasons, Stamp};
use crate::accreditation::store::open_as_officer;
use crate::identity;
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

/// What is to be done, in the words of the page.
#[derive(Clone, Copy)]
pub(super) struct Words {
    heading: &'static str,
    lede: &'static str,
    reason_hint: &'static str,
    button: &'static str,
    kind: &'static str,
    /// What the act means beside what the register says.
    means: &'static [&'static str],
    pub(super) done: &'static str,
}

/// The words of an act.
pub(super) const fn words_of(event: Event) -> Words {
    match event {
        Event::Reinstate => Words {
            heading: "Reinstate this accreditation",
            lede: "The suspension ends at once. The term does not change.",
            reason_hint: "One or two sentences. Everybody can read them",
            button: "Reinstate",
            kind: "",
            means: &[
                "The suspension ends the moment you confirm.",
                "The employer can use the mark again.",
            ],
            done: "The accreditation is in force again",
        },
        Event::Withdraw => Words {
            heading: "Withdraw this accreditation",
            lede: "It ends for good. To set it aside for a time, suspend it instead.",
            reason_hint: "One or two sentences. Everybody can read them, also in years to come",
            button: "Withdraw",
            kind: "warning",
            means: &[
                "The accreditation ends the moment you confirm. Nobody can bring it back.",
                "The employer must take the mark and the certificate down. It can apply again.",
            ],
            done: "The accreditation is withdrawn",
        },
        Event::Relinquish => Words {
            heading: "Give up this accreditation",
            lede: "It ends for good. To be accredited again you apply again.",
            reason_hint: "One or two sentences in your own words. Everybody can read them",
            button: "Give up the accreditation",
            kind: "warning",
            means: &[
                "The accreditation ends the moment you confirm. Nobody can bring it back.",
                "Your organisation must take the mark and the certificate down. It can apply again.",
            ],
            done: "The accreditation is given up",
        },
        Event::Suspend
        | Event::Award
        | Event::AwardAhead
        | Event::Begin
        | Event::Supersede
        | Event::Restore
        | Event::Lapse => Words {
            heading: "Suspend this accreditation",
            lede: "It is set aside until you reinstate it. The term does not change.",
            reason_hint: "One or two sentences. Everybody can read them",
            button: "Suspend",
            kind: "warning",
            means: &[
                "The suspension begins the moment you confirm.",
                "The employer may not use the mark until an officer reinstates the accreditation.",
            ],
            done: "The accreditation is suspended",
        },
    }
}

/// The act asked for, and the page it belongs to.
pub(super) struct Asked<'a> {
    pub(super) ctx: &'a Context,
    pub(super) event: Event,
    pub(super) person: PersonId,
    /// Where the forms go.
    pub(super) action: String,
    /// Where one goes back to.
    pub(super) back: String,
    /// Whether the person may do it.
    pub(super) may: bool,
    /// Whether colleagues leave one another a note.
    pub(super) notes: bool,
    /// Who is told beside the employer's people.
    pub(super) also_told: &'static str,
}

#[derive(Template)]
#[template(path = "accreditation/change.html")]
struct ChangePage {
    shell: Shell,
    errors: FieldErrors,
    words: Words,
    holder: String,
    standing: String,
    action: String,
    back: String,
    version: i32,
    possible: bool,
    notes: bool,
    public_reason: String,
    internal_note: String,
}

#[derive(Template)]
#[template(path = "accreditation/change_check.html")]
struct CheckPage {
    shell: Shell,
    words: Words,
    holder: String,
    now_says: String,
    will_say: String,
    told: String,
    also_told: &'static str,
    action: String,
    version: i32,
    notes: bool,
    public_reason: String,
    internal_note: String,
}

impl Asked<'_> {
    fn shell(&self, caller: &Caller, visit: &Visit, found: &Accreditation) -> Shell {
        let shell = caller
            .shell(visit, words_of(self.event).heading)
            .under("Home", "/home");
        let shell = if self.notes {
            shell.under("Accreditations", "/home/accreditations")
        } else {
            shell
        };
        shell.under(found.holder.name.clone(), self.back.clone())
    }

    /// The form, with what was typed.
    pub(super) fn form(
        &self,
        caller: &Caller,
        visit: &Visit,
        found: &Accreditation,
        typed: &Fields,
        (status, errors): (StatusCode, FieldErrors),
    ) -> Response {
        let page = ChangePage {
            shell: self.shell(caller, visit, found).wrong(&errors),
            errors,
            words: words_of(self.event),
            holder: found.holder.name.clone(),
            standing: standing_words(found, self.ctx.now()),
            action: self.action.clone(),
            back: self.back.clone(),
            version: found.version,
            possible: self.may && found.possible_at(self.ctx.now()).contains(&self.event),
            notes: self.notes,
            public_reason: typed.get("public_reason").to_owned(),
            internal_note: typed.get("internal_note").to_owned(),
        };
        html(status, &page)
    }

    /// What the accreditation would be afterwards; nothing is changed.
    fn afterwards(&self, found: &Accreditation, typed: &Fields) -> Result<Accreditation> {
        if found.version != seen_version(typed) {
            return Err(Error::stale());
        }
        let stamp = Stamp {
            id: self.ctx.new_id(),
            now: self.ctx.now(),
            by: self.person,
        };
        found
            .clone()
            .happen(self.event, self.reasons(typed)?, stamp)
    }

    /// The words typed, read.
    pub(super) fn reasons(&self, typed: &Fields) -> Result<Reasons> {
        let note = if self.notes {
            typed.get("internal_note")
        } else {
            ""
        };
        Reasons::parse(typed.get("public_reason"), note)
    }

    /// Exactly what will happen; or the form again, when it cannot.
    pub(super) async fn check(
        &self,
        caller: &Caller,
        visit: &Visit,
        found: &Accreditation,
        typed: &Fields,
    ) -> Result<Response> {
        let after = match self.afterwards(found, typed) {
            Ok(after) => after,
            Err(error) => {
                let wrong = refusal(error)?;
                return Ok(self.form(caller, visit, found, typed, wrong));
            }
        };
        let told = identity::store::list_affiliates(self.ctx.read(), found.organisation_id).await?;
        let names: Vec<String> = told
            .iter()
            .filter(|(_, ended)| ended.is_none())
            .map(|(person, _)| person.display_name().to_owned())
            .collect();
        let last = after.last_event();
        let page = CheckPage {
            shell: self.shell(caller, visit, found),
            words: words_of(self.event),
            holder: found.holder.name.clone(),
            now_says: standing_words(found, self.ctx.now()),
            will_say: standing_words(&after, self.ctx.now()),
            told: if names.is_empty() {
                "Nobody acts for the employer here now, so nobody gets an email.".to_owned()
            } else {
                format!(
                    "{} of {} will get an email with the public reason: {}.",
                    people_words(names.len()),
                    found.holder.name,
                    joined(&names)
                )
            },
            also_told: self.also_told,
            action: self.action.clone(),
            version: found.version,
            notes: self.notes,
            public_reason: last.map_or_else(String::new, |event| event.public_reason.clone()),
            internal_note: last.map_or_else(String::new, |event| event.internal_note.clone()),
        };
        Ok(html(StatusCode::OK, &page))
    }
}

/// A change by an officer of the authority.
async fn by_officer<'a>(
    ctx: &'a Context,
    caller: &Caller,
    id: AccreditationId,
    event: Event,
) -> Result<(Accreditation, Asked<'a>)> {
    let (found, officer) = open_as_officer(ctx, caller, id).await?;
    let back = format!("/home/accreditations/{id}");
    let asked = Asked {
        ctx,
        event,
        person: officer.person(),
        action: format!("{back}/{}", event.as_str()),
        back,
        may: true,
        notes: true,
        also_told: "",
    };
    Ok((found, asked))
}

async fn show(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    id: AccreditationId,
    event: Event,
) -> Result<Response> {
    let (found, asked) = by_officer(ctx, caller, id, event).await?;
    let nothing = (StatusCode::OK, FieldErrors::new());
    Ok(asked.form(caller, visit, &found, &Fields::default(), nothing))
}

async fn submit(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    id: AccreditationId,
    event: Event,
    fields: &Fields,
) -> Result<Response> {
    let (found, asked) = by_officer(ctx, caller, id, event).await?;
    match fields.get("step") {
        "edit" => {
            let nothing = (StatusCode::OK, FieldErrors::new());
            return Ok(asked.form(caller, visit, &found, fields, nothing));
        }
        "do" => {}
        _ => return asked.check(caller, visit, &found, fields).await,
    }
    let officer = caller.officer(found.authority_id)?;
    let version = seen_version(fields);
    let done = match asked.reasons(fields) {
        Err(error) => Err(error),
        Ok(reasons) => match event {
            Event::Suspend => change::suspend(ctx, &officer, id, version, reasons).await,
            Event::Reinstate => change::reinstate(ctx, &officer, id, version, reasons).await,
            Event::Withdraw => change::withdraw(ctx, &officer, id, version, reasons).await,
            Event::Relinquish
            | Event::Award
            | Event::AwardAhead
            | Event::Begin
            | Event::Supersede
            | Event::Restore
            | Event::Lapse => Err(Error::NotFound),
        },
    };
    match done {
        Ok(_) => Ok(visit.done(&asked.back, &Notice::success(words_of(event).done))),
        Err(error) => {
            let wrong = refusal(error)?;
            let (newest, asked) = by_officer(ctx, caller, id, event).await?;
            Ok(asked.form(caller, visit, &newest, fields, wrong))
        }
    }
}

#[handler]
pub(super) async fn show_suspend(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
) -> Result<Response, Error> {
    show(ctx, &visit, &caller, id, Event::Suspend).await
}

#[handler]
pub(super) async fn submit_suspend(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    submit(ctx, &visit, &caller, id, Event::Suspend, &fields).await
}

#[handler]
pub(super) async fn show_reinstate(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
) -> Result<Response, Error> {
    show(ctx, &visit, &caller, id, Event::Reinstate).await
}

#[handler]
pub(super) async fn submit_reinstate(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    submit(ctx, &visit, &caller, id, Event::Reinstate, &fields).await
}

#[handler]
pub(super) async fn show_withdraw(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
) -> Result<Response, Error> {
    show(ctx, &visit, &caller, id, Event::Withdraw).await
}

#[handler]
pub(super) async fn submit_withdraw(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    submit(ctx, &visit, &caller, id, Event::Withdraw, &fields).await
}
