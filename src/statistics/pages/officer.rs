//! Where officers compute figures for a day, look at them, and publish them.

use askama::Template;
use chrono::NaiveDate;
use entity::ids::StatisticsRunId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::view::ReleaseView;
use crate::identity::guard::{Caller, Officer};
use crate::identity::store as identity;
use crate::platform::calendar::{long_date, long_instant};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::statistics::actions;
use crate::statistics::rules::Standing;
use crate::statistics::store;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

/// A run in the list.
struct RunLine {
    id: StatisticsRunId,
    day: String,
    computed: String,
    published: bool,
    slug: String,
}

#[derive(Template)]
#[template(path = "statistics/runs.html")]
struct RunsPage {
    shell: Shell,
    runs: Vec<RunLine>,
    errors: FieldErrors,
    typed_day: String,
    typed_month: String,
    typed_year: String,
}

#[derive(Template)]
#[template(path = "statistics/run.html")]
struct RunPage {
    shell: Shell,
    release: ReleaseView,
    id: StatisticsRunId,
    published: bool,
    computed: String,
}

async fn runs(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    officer: &Officer,
) -> Result<RunsPage, Error> {
    let today = ctx.today();
    let runs = store::list_in_authority(ctx.read(), officer.authority()).await?;
    Ok(RunsPage {
        shell: caller.shell(visit, "Statistics"),
        runs: runs
            .into_iter()
            .map(|run| RunLine {
                id: run.id,
                day: long_date(run.as_of),
                computed: long_instant(run.computed_at),
                published: run.released_at.is_some(),
                slug: run.slug,
            })
            .collect(),
        errors: FieldErrors::new(),
        typed_day: today.format("%-d").to_string(),
        typed_month: today.format("%-m").to_string(),
        typed_year: today.format("%Y").to_string(),
    })
}

/// The day typed in three fields.
fn typed_day(fields: &Fields) -> Result<NaiveDate, Error> {
    let part = |name: &str| fields.get(name).parse::<u32>().ok();
    let (day, month, year) = (part("as_of_day"), part("as_of_month"), part("as_of_year"));
    let found = match (day, month, year.and_then(|year| i32::try_from(year).ok())) {
        (Some(day), Some(month), Some(year)) if (2000..=9999).contains(&year) => {
            NaiveDate::from_ymd_opt(year, month, day)
        }
        _ => None,
    };
    found.ok_or_else(|| {
        Error::invalid(
            "as_of",
            "Enter a real date with day, month and year, for example 30 9 2026",
        )
    })
}

#[handler]
pub(super) async fn show_runs(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    let page = runs(ctx, &visit, &caller, &officer).await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(super) async fn submit_run(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    let computed = match typed_day(&fields) {
        Ok(as_of) => actions::compute(ctx, &officer, as_of).await,
        Err(error) => Err(error),
    };
    match computed {
        Ok(id) => Ok(visit.done(
            &format!("/home/statistics/{id}"),
            &Notice::success("The figures are computed. Look at them, then publish them"),
        )),
        Err(Error::Invalid(errors)) => {
            let mut page = runs(ctx, &visit, &caller, &officer).await?;
            page.shell = page.shell.wrong(&errors);
            page.errors = errors;
            fields.get("as_of_day").clone_into(&mut page.typed_day);
            fields.get("as_of_month").clone_into(&mut page.typed_month);
            fields.get("as_of_year").clone_into(&mut page.typed_year);
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(other) => Err(other),
    }
}

async fn run(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    id: StatisticsRunId,
) -> Result<RunPage, Error> {
    let officer = caller.any_officer()?;
    let run = store::get_in_authority(ctx.read(), officer.authority(), id).await?;
    let authority = identity::get_authority(ctx.read(), officer.authority()).await?;
    let release = ReleaseView::new(&run, &authority);
    let published = match run.standing {
        Standing::Computed => false,
        Standing::Released { .. } => true,
    };
    Ok(RunPage {
        shell: caller
            .shell(visit, format!("Figures for {}", release.day))
            .under("Statistics", "/home/statistics"),
        release,
        id,
        published,
        computed: long_instant(run.computed_at),
    })
}

#[handler]
pub(super) async fn show_run(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<StatisticsRunId>,
) -> Result<Response, Error> {
    let page = run(ctx, &visit, &caller, id).await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(super) async fn submit_release(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<StatisticsRunId>,
    Submitted(_fields): Submitted,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    match actions::release(ctx, &officer, id).await {
        Ok(slug) => Ok(visit.done(
            &format!("/home/statistics/{id}"),
            &Notice::success(format!(
                "The figures are published at {}",
                ctx.url(&format!("/statistics/releases/{slug}"))
            )),
        )),
        Err(Error::Conflict(refusal)) => {
            let mut page = run(ctx, &visit, &caller, id).await?;
            page.shell = page.shell.errors([("release", refusal.message)]);
            Ok(html(StatusCode::CONFLICT, &page))
        }
        Err(other) => Err(other),
    }
}
