//! Conditions of an accreditation: an officer sets them and says what comes of them; the employer says
//! when they are done.

use askama::Template;
use chrono::NaiveDate;
use entity::condition_kinds::ConditionStatus;
use entity::ids::{AccreditationId, AwardConditionId};
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::day::{DayParts, day};
use super::{refusal, seen_version};
use crate::accreditation::actions::condition::{Effect, Judged, judge, report, set};
use crate::accreditation::rules::condition::Verdict;
use crate::accreditation::rules::{Accreditation, AwardCondition, Event, Said};
use crate::accreditation::store::{self, open_as_employer, open_as_officer};
use crate::identity::guard::{Caller, Officer};
use crate::platform::calendar::{long_date, long_instant};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

/// A condition as a row, for officers and for the employer.
pub(super) struct Shown {
    /// Names its row on the page.
    pub(super) row: String,
    /// Its first words, and its last day, as the row shows them.
    pub(super) name: String,
    pub(super) hint: String,
    pub(super) words: String,
    pub(super) due: String,
    pub(super) state: String,
    pub(super) colour: String,
    pub(super) pending: bool,
    pub(super) report: String,
    pub(super) reported: String,
    pub(super) reply: String,
    pub(super) replied: String,
    pub(super) href: String,
}

fn told(said: Option<&Said>) -> (String, String) {
    said.map_or_else(Default::default, |said| {
        (said.words.clone(), long_instant(said.at))
    })
}

impl Shown {
    /// A condition whose page is below `path`.
    pub(super) fn of(one: &AwardCondition, path: &str, today: NaiveDate) -> Self {
        let (state, colour) = match one.status {
            ConditionStatus::Open if one.due_on < today => ("Over time", "red"),
            ConditionStatus::Open => ("To do", "orange"),
            ConditionStatus::Reported => ("With the charter team", "yellow"),
            ConditionStatus::Met => ("Met", "green"),
            ConditionStatus::Missed => ("Missed", "red"),
            ConditionStatus::Waived => ("Given up", "grey"),
        };
        let (report, reported) = told(one.report.as_ref());
        let (reply, replied) = told(one.reply.as_ref());
        Self {
            row: format!("condition-{}", one.id),
            name: short(&one.set.words),
            hint: format!("Last day {}", long_date(one.due_on)),
            words: one.set.words.clone(),
            due: long_date(one.due_on),
            state: state.to_owned(),
            colour: colour.to_owned(),
            pending: one.is_pending(),
            report,
            reported,
            reply,
            replied,
            href: format!("{path}/conditions/{}", one.id),
        }
    }
}

/// The first line of what has to be done, short enough for a link.
fn short(words: &str) -> String {
    let line = words.lines().next().unwrap_or_default();
    if line.chars().count() <= 60 {
        return line.to_owned();
    }
    let mut short: String = line.chars().take(57).collect();
    short.push('…');
    short
}

#[derive(Template)]
#[template(path = "accreditation/condition_new.html")]
struct NewPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    words: String,
    due: DayParts,
}

#[derive(Template)]
#[template(path = "accreditation/condition.html")]
struct ConditionPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    back: String,
    version: i32,
    one: Shown,
    verdicts: Vec<Choice>,
    reason: String,
    due: DayParts,
    effects: Vec<Choice>,
    public_reason: String,
}

#[derive(Template)]
#[template(path = "accreditation/condition_report.html")]
struct ReportPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    back: String,
    version: i32,
    one: Shown,
    /// Whether the reader can report now.
    open: bool,
    report: String,
}

fn officers_shell(caller: &Caller, visit: &Visit, of: &Accreditation, title: &str) -> Shell {
    let back = format!("/home/accreditations/{}", of.id);
    caller
        .shell(visit, title)
        .under("Home", "/home")
        .under("Accreditations", "/home/accreditations")
        .under(of.holder.name.clone(), back)
}

async fn new_page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    id: AccreditationId,
    (typed, errors): (&Fields, FieldErrors),
) -> Result<NewPage> {
    let (of, _) = open_as_officer(ctx, caller, id).await?;
    Ok(NewPage {
        shell: officers_shell(caller, visit, &of, "Set a condition").wrong(&errors),
        errors,
        path: format!("/home/accreditations/{id}/conditions/new"),
        words: typed.get("words").to_owned(),
        due: DayParts::typed(typed, "due"),
    })
}

#[handler]
pub(super) async fn show_new(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
) -> Result<Response, Error> {
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = new_page(ctx, &visit, &caller, id, nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

/// The last day, as typed.
fn due(fields: &Fields) -> Result<NaiveDate> {
    let mut errors = FieldErrors::new();
    let found = day(fields, "due", &mut errors);
    errors.into_result()?;
    found.ok_or_else(|| Error::invalid("due", "Enter the last day for it"))
}

#[handler]
pub(super) async fn submit_new(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, officer) = open_as_officer(ctx, &caller, id).await?;
    let done = match due(&fields) {
        Ok(due_on) => set(ctx, &officer, id, fields.get("words"), due_on).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Ok(visit.done(
            &format!("/home/accreditations/{id}"),
            &Notice::success("The condition is set, and the employer has an email"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = new_page(ctx, &visit, &caller, id, (&fields, errors)).await?;
            Ok(html(status, &page))
        }
    }
}

type Ids = (AccreditationId, AwardConditionId);

fn verdicts(one: &AwardCondition, today: NaiveDate, chosen: &str) -> Vec<Choice> {
    let reported = one.status == ConditionStatus::Reported;
    [
        (reported, "accept", "It is met", "Nothing more is asked"),
        (
            reported,
            "send_back",
            "It is not met yet",
            "The employer gets your reason and another last day",
        ),
        (
            one.is_pending(),
            "waive",
            "Give it up",
            "It is no longer asked. The employer gets your reason",
        ),
        (
            one.is_over_time(today),
            "find_missed",
            "It was missed",
            "Choose below what that does to the accreditation",
        ),
    ]
    .into_iter()
    .filter(|(can, ..)| *can)
    .map(|(_, value, label, hint)| {
        Choice::new(value, label)
            .hint(hint)
            .selected(value == chosen)
    })
    .collect()
}

fn effects(of: &Accreditation, ctx: &Context, chosen: &str) -> Vec<Choice> {
    let possible = of.possible_at(ctx.now());
    [
        (true, "nothing", "It stays as it is"),
        (
            possible.contains(&Event::Suspend),
            "suspend",
            "It is suspended",
        ),
        (
            possible.contains(&Event::Withdraw),
            "withdraw",
            "It is withdrawn",
        ),
    ]
    .into_iter()
    .filter(|(can, ..)| *can)
    .map(|(_, value, label)| Choice::new(value, label).selected(value == chosen))
    .collect()
}

async fn one_page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    (id, condition): Ids,
    (typed, errors): (&Fields, FieldErrors),
) -> Result<ConditionPage> {
    let (of, _) = open_as_officer(ctx, caller, id).await?;
    let one = store::get_condition(ctx.read(), id, condition).await?;
    let back = format!("/home/accreditations/{id}");
    let shown = Shown::of(&one, &back, ctx.today());
    Ok(ConditionPage {
        shell: officers_shell(caller, visit, &of, "A condition").wrong(&errors),
        errors,
        path: shown.href.clone(),
        back,
        version: one.version,
        verdicts: verdicts(&one, ctx.today(), typed.get("verdict")),
        effects: if one.is_over_time(ctx.today()) {
            effects(&of, ctx, typed.get("effect"))
        } else {
            Vec::new()
        },
        one: shown,
        reason: typed.get("reason").to_owned(),
        due: DayParts::typed(typed, "due"),
        public_reason: typed.get("public_reason").to_owned(),
    })
}

#[handler]
pub(super) async fn show_one(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(ids): Path<Ids>,
) -> Result<Response, Error> {
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = one_page(ctx, &visit, &caller, ids, nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

async fn decide(ctx: &Context, officer: &Officer, ids: Ids, fields: &Fields) -> Result<()> {
    let verdict = match fields.get("verdict") {
        "accept" => Verdict::Accept,
        "send_back" => Verdict::SendBack {
            due_on: due(fields)?,
        },
        "waive" => Verdict::Waive,
        "find_missed" => Verdict::FindMissed,
        _ => return Err(Error::invalid("verdict", "Choose what comes of it")),
    };
    let is_missed = verdict == Verdict::FindMissed;
    let effect = match (is_missed, fields.get("effect")) {
        (false, _) | (true, "nothing") => Effect::Nothing,
        (true, "suspend") => Effect::Suspend,
        (true, "withdraw") => Effect::Withdraw,
        (true, _) => {
            return Err(Error::invalid(
                "effect",
                "Choose what it does to the accreditation",
            ));
        }
    };
    let judged = Judged {
        verdict,
        reason: fields.get("reason").to_owned(),
        effect,
        public_reason: fields.get("public_reason").to_owned(),
    };
    judge(ctx, officer, ids, seen_version(fields), judged)
        .await
        .map(|_| ())
}

#[handler]
pub(super) async fn submit_one(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(ids): Path<Ids>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, officer) = open_as_officer(ctx, &caller, ids.0).await?;
    // Whether there is such a condition comes before what is typed.
    store::get_condition(ctx.read(), ids.0, ids.1).await?;
    match decide(ctx, &officer, ids, &fields).await {
        Ok(()) => Ok(visit.done(
            &format!("/home/accreditations/{}", ids.0),
            &Notice::success("Saved, and the employer has an email"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = one_page(ctx, &visit, &caller, ids, (&fields, errors)).await?;
            Ok(html(status, &page))
        }
    }
}

async fn report_page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    (id, condition): Ids,
    (typed, errors): (&Fields, FieldErrors),
) -> Result<ReportPage> {
    let (_, employer) = open_as_employer(ctx, caller, id).await?;
    let one = store::get_condition(ctx.read(), id, condition).await?;
    let back = format!("/home/held/{id}");
    let shown = Shown::of(&one, &back, ctx.today());
    Ok(ReportPage {
        shell: caller
            .shell(visit, "A condition of your accreditation")
            .under("Home", "/home")
            .under("Your accreditation", back.clone())
            .wrong(&errors),
        errors,
        path: shown.href.clone(),
        back,
        version: one.version,
        open: one.status == ConditionStatus::Open && employer.must_answer().is_ok(),
        one: shown,
        report: typed.get("report").to_owned(),
    })
}

#[handler]
pub(super) async fn show_report(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(ids): Path<Ids>,
) -> Result<Response, Error> {
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = report_page(ctx, &visit, &caller, ids, nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(super) async fn submit_report(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(ids): Path<Ids>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, employer) = open_as_employer(ctx, &caller, ids.0).await?;
    store::get_condition(ctx.read(), ids.0, ids.1).await?;
    let said = fields.get("report");
    match report(ctx, &employer, ids, seen_version(&fields), said).await {
        Ok(_) => Ok(visit.done(
            &format!("/home/held/{}", ids.0),
            &Notice::success("Sent. An officer looks at it; you will get an email"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = report_page(ctx, &visit, &caller, ids, (&fields, errors)).await?;
            Ok(html(status, &page))
        }
    }
}
