//! Releases for everybody, and computing and publishing them for officers, for programs.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AuthorityId, StatisticsRunId};
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use crate::identity::guard::{Officer, TokenCaller};
use crate::identity::store as identity;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::statistics::actions;
use crate::statistics::rules::{Figure, Run, Standing};
use crate::statistics::store;

/// Statistics.
pub struct StatisticsApi;

/// A published release in the list.
#[derive(Debug, Object)]
struct ReleaseLine {
    /// Its name in addresses.
    slug: String,
    /// The authority's short name.
    authority: String,
    /// The day it describes.
    as_of: NaiveDate,
    /// When published.
    released_at: Option<DateTime<Utc>>,
}

/// One cell. A breakdown that is absent is summed over.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
struct CellView {
    /// GSS code of the council.
    council_code: Option<String>,
    /// Name of the council.
    council: Option<String>,
    /// `production`, `trade`, `business`, `public` or `not_known`.
    sector_group: Option<String>,
    /// `micro`, `small`, `medium`, `large` or `not_known`.
    size_band: Option<String>,
    /// Accredited employers, exact: as many as in the register.
    employers: u64,
    /// People they employ in the area; absent where `employees_marker` stands in its place.
    employees: Option<u64>,
    /// `[c]` confidential, `[x]` not available.
    employees_marker: Option<String>,
}

/// The tables of a run.
#[derive(Debug, Object)]
struct RunView {
    /// The run.
    id: Uuid,
    /// Its name in addresses.
    slug: String,
    /// The authority's short name.
    authority: String,
    /// The day it describes.
    as_of: NaiveDate,
    /// The instant at which the accreditations were looked at.
    at: DateTime<Utc>,
    /// When computed.
    computed_at: DateTime<Utc>,
    /// When published; absent while only officers see it.
    released_at: Option<DateTime<Utc>>,
    /// A number of people covers at least so many employers, or is confidential.
    min_employers: u64,
    /// A number of people is confidential when one employer could tell the largest to within so many per cent.
    dominance_percent: u64,
    /// Releases it was protected together with.
    protected_with: Vec<String>,
    /// What certified it.
    method: String,
    /// SHA-256 of the frozen input, which is confidential.
    input_sha256: String,
    /// Accredited employers that gave no number of people.
    employers_without_figure: u64,
    /// Every cell, totals before their parts.
    cells: Vec<CellView>,
}

/// A day to compute figures for.
#[derive(Debug, Object)]
struct RunBody {
    /// Today or earlier.
    as_of: NaiveDate,
    /// The authority, for somebody who is an officer of several.
    authority_id: Option<Uuid>,
}

#[derive(ApiResponse)]
enum RunAnswer {
    /// The new run.
    #[oai(status = 201)]
    Created(Json<RunView>),
}

fn view(run: Run, authority: String) -> RunView {
    let rules = run.release.parameters();
    let cells = run
        .release
        .rows()
        .iter()
        .map(|row| CellView {
            council_code: row
                .key
                .place
                .map(|place| run.release.place_code(place).to_owned())
                .filter(|code| !code.is_empty()),
            council: row
                .key
                .place
                .map(|place| run.release.place_name(place).to_owned()),
            sector_group: row.key.sector.map(|sector| sector.as_str().to_owned()),
            size_band: row.key.size.map(|size| size.as_str().to_owned()),
            employers: row.employers,
            employees: row.employees.known(),
            employees_marker: match row.employees {
                Figure::Known(_) => None,
                Figure::Suppressed | Figure::NotAvailable => Some(row.employees.to_string()),
            },
        })
        .collect();
    RunView {
        id: run.id.0,
        slug: run.slug,
        authority,
        as_of: run.release.as_of(),
        at: run.release.at(),
        computed_at: run.computed_at,
        released_at: match run.standing {
            Standing::Computed => None,
            Standing::Released { at } => Some(at),
        },
        min_employers: u64::try_from(rules.min_employers).unwrap_or(u64::MAX),
        dominance_percent: rules.dominance_percent,
        protected_with: run.provenance.earlier,
        method: run.provenance.method,
        input_sha256: run.input_sha256,
        employers_without_figure: run.release.employers_without_figure(),
        cells,
    }
}

async fn with_authority(ctx: &Context, run: Run) -> Result<RunView> {
    let authority = identity::get_authority(ctx.read(), run.authority_id).await?;
    Ok(view(run, authority.slug))
}

/// An officer's run; of whichever of the officer's authorities it is.
async fn own_run(ctx: &Context, caller: &TokenCaller, id: Uuid) -> Result<(Officer, Run)> {
    for officer in caller.0.officers() {
        match store::get_in_authority(ctx.read(), officer.authority(), StatisticsRunId(id)).await {
            Ok(run) => return Ok((officer, run)),
            Err(Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Err(Error::NotFound)
}

#[OpenApi]
impl StatisticsApi {
    /// Published statistics, the newest day first
    #[oai(
        path = "/statistics/releases",
        method = "get",
        operation_id = "list_statistics_releases"
    )]
    async fn list_releases(
        &self,
        Data(ctx): Data<&Context>,
    ) -> poem::Result<Json<Vec<ReleaseLine>>> {
        let authorities = identity::list_authorities(ctx.read()).await?;
        let released = store::list_released(ctx.read()).await?;
        let lines = released
            .into_iter()
            .map(|run| ReleaseLine {
                authority: authorities
                    .iter()
                    .find(|authority| authority.id == run.authority_id)
                    .map(|authority| authority.slug.clone())
                    .unwrap_or_default(),
                slug: run.slug,
                as_of: run.as_of,
                released_at: run.released_at,
            })
            .collect();
        Ok(Json(lines))
    }

    /// One published release
    #[oai(
        path = "/statistics/releases/:slug",
        method = "get",
        operation_id = "read_statistics_release"
    )]
    async fn read_release(
        &self,
        Data(ctx): Data<&Context>,
        Path(slug): Path<String>,
    ) -> poem::Result<Json<RunView>> {
        let run = store::get_released(ctx.read(), &slug).await?;
        Ok(Json(with_authority(ctx, run).await?))
    }

    /// Compute figures for a day, as an officer
    #[oai(
        path = "/statistics/runs",
        method = "post",
        operation_id = "compute_statistics"
    )]
    async fn compute(
        &self,
        caller: TokenCaller,
        Data(ctx): Data<&Context>,
        Json(body): Json<RunBody>,
    ) -> poem::Result<RunAnswer> {
        let officer = match body.authority_id {
            Some(id) => caller.0.officer(AuthorityId(id))?,
            None => caller.0.any_officer()?,
        };
        let id = actions::compute(ctx, &officer, body.as_of).await?;
        let run = store::get_in_authority(ctx.read(), officer.authority(), id).await?;
        Ok(RunAnswer::Created(Json(with_authority(ctx, run).await?)))
    }

    /// Read figures before they are published, as an officer
    #[oai(
        path = "/statistics/runs/:id",
        method = "get",
        operation_id = "read_statistics_run"
    )]
    async fn read_run(
        &self,
        caller: TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<Json<RunView>> {
        let (_, run) = own_run(ctx, &caller, id).await?;
        Ok(Json(with_authority(ctx, run).await?))
    }

    /// Publish figures for good, as an officer
    #[oai(
        path = "/statistics/runs/:id/release",
        method = "post",
        operation_id = "release_statistics"
    )]
    async fn release(
        &self,
        caller: TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<Json<RunView>> {
        let (officer, run) = own_run(ctx, &caller, id).await?;
        let slug = actions::release(ctx, &officer, run.id).await?;
        let published = store::get_released(ctx.read(), &slug).await?;
        Ok(Json(with_authority(ctx, published).await?))
    }
}
