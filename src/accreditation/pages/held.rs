//! An accreditation, for the people of the employer who holds it.

use askama::Template;
use entity::ids::AccreditationId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::change::{Asked, words_of};
use super::condition::Shown;
use super::words::{Checked, Happened, Reader, history, standing_words, status_colour};
use super::{refusal, seen_version};
use crate::accreditation::actions::change::relinquish;
use crate::accreditation::actions::renewal::renewal_of;
use crate::accreditation::rules::{Accreditation, Event, Status};
use crate::accreditation::store::{list_checks, list_conditions, open_as_employer};
use crate::identity::guard::{Caller, Employer};
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "accreditation/held.html")]
struct HeldPage {
    shell: Shell,
    holder: String,
    standing: String,
    status: &'static str,
    colour: &'static str,
    tier: String,
    rung: u32,
    since: String,
    last_day: String,
    advice: &'static str,
    entry: String,
    decision: String,
    /// Where questions of the charter team are.
    questions: String,
    /// Where to appeal, or to read of an appeal; none where there is nothing to appeal against.
    appeal: Option<String>,
    give_up: Option<String>,
    conditions: Vec<Shown>,
    /// What can be said of renewing it, and where that is done.
    renewal: Option<(String, String)>,
    checks: Vec<Checked>,
    history: Vec<Happened>,
}

/// What it means for the employer where it stands.
const fn advice(status: Status) -> &'static str {
    match status {
        Status::NotYet => "You can use the mark from the first day of the term.",
        Status::Active => "You can use the mark and show the certificate.",
        Status::Suspended => {
            "Do not use the mark until the accreditation is reinstated. Write to the charter team if you have questions. If you think that this is wrong, you can appeal."
        }
        Status::Withdrawn => {
            "Take the mark and the certificate down. Write to the charter team if you have questions. If you think that this is wrong, you can appeal. You can also apply again."
        }
        Status::Superseded => {
            "Use the mark and the certificate of the newer award in place of these."
        }
        Status::Relinquished | Status::Lapsed => {
            "Take the mark and the certificate down. You can apply again."
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
    let (found, employer) = open_as_employer(ctx, &caller, id).await?;
    let checks = list_checks(ctx.read(), id).await?;
    let conditions = list_conditions(ctx.read(), id).await?;
    let path = format!("/home/held/{id}");
    let now = ctx.now();
    let status = found.status_at(now);
    let may = employer.must_sign_off().is_ok() && can_give_up(&found, ctx);
    let renewal = renewal_of(ctx, &found).await?;
    let page = HeldPage {
        shell: caller
            .shell(&visit, "Your accreditation")
            .under("Home", "/home"),
        standing: standing_words(&found, now),
        status: status.words(),
        colour: status_colour(status),
        tier: found.tier.name.clone(),
        rung: found.tier.rank,
        since: long_date(found.term.since),
        last_day: found.term.last_day_words(),
        advice: advice(status),
        decision: format!("/home/assessments/{}/decision", found.assessment_id),
        questions: format!("{path}/concerns"),
        appeal: matches!(status, Status::Suspended | Status::Withdrawn)
            .then(|| format!("{path}/appeal")),
        give_up: may.then(|| format!("/home/held/{id}/give-up")),
        conditions: conditions
            .iter()
            .map(|one| Shown::of(one, &path, ctx.today()))
            .collect(),
        renewal: renewal.map(|renewal| {
            let opens = renewal.is_open() && employer.must_answer().is_ok();
            let href = opens.then(|| format!("/home/held/{id}/renew"));
            (renewal.words(), href.unwrap_or_default())
        }),
        checks: checks
            .iter()
            .map(|check| Checked::of(check, false))
            .collect(),
        history: history(&found, now, Reader::Employer),
        holder: found.holder.name,
        entry: found.entry,
    };
    Ok(html(StatusCode::OK, &page))
}

fn can_give_up(found: &Accreditation, ctx: &Context) -> bool {
    found.possible_at(ctx.now()).contains(&Event::Relinquish)
}

async fn by_employer<'a>(
    ctx: &'a Context,
    caller: &Caller,
    id: AccreditationId,
) -> Result<(Accreditation, Employer, Asked<'a>)> {
    let (found, employer) = open_as_employer(ctx, caller, id).await?;
    let back = format!("/home/held/{id}");
    let asked = Asked {
        ctx,
        event: Event::Relinquish,
        person: employer.person(),
        action: format!("{back}/give-up"),
        back,
        may: employer.must_sign_off().is_ok(),
        notes: false,
        also_told: "The officers of the charter team get the same email.",
    };
    Ok((found, employer, asked))
}

/// The form; for whoever may not give it up, with the sentence that says who may.
fn form(
    caller: &Caller,
    visit: &Visit,
    (found, employer, asked): &(Accreditation, Employer, Asked<'_>),
    typed: &Fields,
) -> Result<Response> {
    let said = match employer.must_sign_off() {
        Ok(()) => (StatusCode::OK, FieldErrors::new()),
        Err(error) => {
            let (_, errors) = refusal(error)?;
            (StatusCode::OK, errors)
        }
    };
    Ok(asked.form(caller, visit, found, typed, said))
}

#[handler]
pub(super) async fn show_give_up(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
) -> Result<Response, Error> {
    let opened = by_employer(ctx, &caller, id).await?;
    form(&caller, &visit, &opened, &Fields::default())
}

#[handler]
pub(super) async fn submit_give_up(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let opened = by_employer(ctx, &caller, id).await?;
    let (found, employer, asked) = &opened;
    let done = match fields.get("step") {
        "edit" => return form(&caller, &visit, &opened, &fields),
        "do" => match asked.reasons(&fields) {
            Ok(reasons) => relinquish(ctx, employer, id, seen_version(&fields), reasons).await,
            Err(error) => Err(error),
        },
        _ => match employer.must_sign_off() {
            Ok(()) => return asked.check(&caller, &visit, found, &fields).await,
            Err(error) => Err(error),
        },
    };
    match done {
        Ok(_) => Ok(visit.done(
            &asked.back,
            &Notice::success(words_of(Event::Relinquish).done),
        )),
        Err(error) => {
            let wrong = refusal(error)?;
            let (newest, _, asked) = by_employer(ctx, &caller, id).await?;
            Ok(asked.form(&caller, &visit, &newest, &fields, wrong))
        }
    }
}
