//! Computing a run and publishing it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use entity::area_kinds::AreaKind;
use entity::ids::{AreaId, AssessmentId, AuthorityId, OrganisationId, StatisticsRunId};
use serde_json::json;
use tokio::sync::Semaphore;

use crate::accreditation::rules::{Accreditation, Status};
use crate::accreditation::store::{ListFilter, list_after};
use crate::assessment::store::list_latest_bundles;
use crate::identity::geography::store::{list_areas, list_districts_of};
use crate::identity::guard::Officer;
use crate::identity::store::get_authority;
use crate::platform::audit::{self, Actor};
use crate::platform::calendar::{london_midnight, long_date};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::statistics::rules::{
    AttackReport, Contributor, Council, EARLIER_RELEASES, Earlier, FrozenInput, Parameters, Place,
    Provenance, Release, Run, Standing, attack_from_outside, protect, slug,
};
use crate::statistics::store;

/// Accreditations read in one step.
const STEP: u64 = 200;
/// What certifies a run, as published with it.
const METHOD: &str = "Threshold and p% rules; cells published one by one, totals first, while every protected sum keeps a certified witness against outsiders and each single employer (linear programming)";

/// Protecting is work for the processor: one run at a time, in bounded memory.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// Computes a run for a day, as an officer.
///
/// # Errors
/// A sentence when the day is no day to describe.
pub async fn compute(
    ctx: &Context,
    officer: &Officer,
    as_of: NaiveDate,
) -> Result<StatisticsRunId> {
    run(ctx, officer.authority(), officer.actor(), as_of).await
}

/// Computes a run for a day: freezes the accredited employers, protects the tables, keeps both.
///
/// # Errors
/// A sentence when the day is no day to describe, or the tables cannot be certified.
pub async fn run(
    ctx: &Context,
    authority: AuthorityId,
    actor: Actor,
    as_of: NaiveDate,
) -> Result<StatisticsRunId> {
    if as_of > ctx.today() {
        return Err(Error::invalid(
            "as_of",
            format!(
                "The day must be {} or earlier: nobody knows yet who will be accredited then",
                long_date(ctx.today())
            ),
        ));
    }
    let authority = get_authority(ctx.read(), authority).await?;
    let at = instant_of(as_of, ctx.now());
    let contributors = contributors(ctx, authority.id, at).await?;
    let named: BTreeSet<_> = contributors
        .iter()
        .filter_map(|contributor| match contributor.place {
            Place::Council(id) => Some(id),
            Place::NotKnown => None,
        })
        .collect();
    let input = FrozenInput {
        as_of,
        at,
        councils: councils(ctx, authority.area_id, named, as_of).await?,
        contributors,
    };
    let past = store::list_earlier(ctx.read(), authority.id, EARLIER_RELEASES).await?;
    let (slugs, earlier): (Vec<String>, Vec<Earlier>) = past.into_iter().unzip();
    let rules = Parameters::default();
    let (input, release) = protected(input, rules, earlier).await?;
    let tx = ctx.begin().await?;
    let taken = store::list_slugs(&tx, authority.id, as_of).await?;
    let run = Run {
        id: ctx.new_id(),
        authority_id: authority.id,
        slug: slug(&authority.slug, as_of, &taken),
        computed_at: ctx.now(),
        provenance: Provenance {
            rules,
            earlier: slugs,
            method: METHOD.to_owned(),
        },
        input_sha256: store::input_hash(&serde_json::to_value(&input)?),
        release,
        standing: Standing::Computed,
    };
    let new = store::NewRun {
        run: &run,
        input: &input,
    };
    store::insert_run(&tx, &new).await?;
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: Some(authority.id),
            actor,
            action: "statistics.compute",
            object_kind: "statistics_run",
            object_id: run.id.to_string(),
            detail: json!({ "as_of": as_of, "slug": run.slug, "input": run.input_sha256 }),
            before: None,
            after: Some(tables_digest(&run.release)?),
        },
    )
    .await?;
    tx.commit().await?;
    Ok(run.id)
}

/// Publishes a run, for good.
///
/// # Errors
/// A sentence when it is published already, or when another release came between.
pub async fn release(ctx: &Context, officer: &Officer, id: StatisticsRunId) -> Result<String> {
    let tx = ctx.begin().await?;
    let run = store::get_in_authority(&tx, officer.authority(), id).await?;
    // First, because the authority's chain is what holds back another release of this authority
    // until this one is through.
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: Some(officer.authority()),
            actor: officer.actor(),
            action: "statistics.release",
            object_kind: "statistics_run",
            object_id: run.id.to_string(),
            detail: json!({ "slug": run.slug }),
            before: None,
            after: Some(tables_digest(&run.release)?),
        },
    )
    .await?;
    let newest = store::list_newest_slugs(&tx, officer.authority(), EARLIER_RELEASES).await?;
    run.can_be_released(&newest)?;
    store::mark_released(&tx, &run, ctx.now(), officer.person()).await?;
    tx.commit().await?;
    Ok(run.slug)
}

/// Attacks a published run with what anybody can read.
///
/// # Errors
/// When there is no such release, or a program cannot be solved.
pub async fn attack(ctx: &Context, slug: &str) -> Result<AttackReport> {
    let run = store::get_released(ctx.read(), slug).await?;
    tokio::task::spawn_blocking(move || attack_from_outside(&run.release))
        .await
        .map_err(Error::internal)?
        .map_err(Error::internal)
}

/// The instant at which a day is described: its end, or now while it lasts.
pub fn instant_of(day: NaiveDate, now: DateTime<Utc>) -> DateTime<Utc> {
    day.checked_add_days(Days::new(1))
        .map_or(now, |next| {
            london_midnight(next) - TimeDelta::milliseconds(1)
        })
        .min(now)
}

async fn protected(
    input: FrozenInput,
    rules: Parameters,
    earlier: Vec<Earlier>,
) -> Result<(FrozenInput, Release)> {
    let _permit = ONE_AT_A_TIME.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || {
        let release = protect(&input, rules, &earlier)?;
        Ok((input, release))
    })
    .await
    .map_err(Error::internal)?
    .map_err(|error: crate::statistics::rules::ProtectionError| Error::internal(error))
}

fn tables_digest(release: &Release) -> Result<String> {
    Ok(audit::digest(&serde_json::to_vec(release)?))
}

/// The councils of an authority's area on a day, and any others that are named, by name.
async fn councils(
    ctx: &Context,
    area: Option<AreaId>,
    named: BTreeSet<AreaId>,
    on: NaiveDate,
) -> Result<Vec<Council>> {
    let mut places = match area {
        Some(area) => list_districts_of(ctx.read(), area, on).await?,
        None => Vec::new(),
    };
    let within: BTreeSet<AreaId> = places.iter().map(|place| place.id).collect();
    let others = list_areas(ctx.read(), named.difference(&within).copied()).await?;
    places.extend(
        others
            .into_iter()
            .filter(|place| place.kind == AreaKind::District),
    );
    places.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(places
        .into_iter()
        .map(|place| Council {
            id: place.id,
            code: place.code,
            name: place.name,
        })
        .collect())
}

/// The accredited employers of an instant, each once: with several accreditations, as in the newest.
async fn contributors(
    ctx: &Context,
    authority: AuthorityId,
    at: DateTime<Utc>,
) -> Result<Vec<Contributor>> {
    let filter = ListFilter {
        authority: Some(authority),
        status: Some(Status::Active),
        ..ListFilter::default()
    };
    let mut found: BTreeMap<OrganisationId, Contributor> = BTreeMap::new();
    let mut after = None;
    loop {
        let step = list_after(ctx.read(), &filter, at, after, STEP).await?;
        let Some(last) = step.last() else {
            return Ok(found.into_values().collect());
        };
        after = Some(last.id);
        let people = people_given(ctx, &step).await?;
        for accreditation in step {
            let contributor = Contributor {
                organisation: accreditation.organisation_id,
                place: accreditation
                    .holder
                    .district_id
                    .map_or(Place::NotKnown, Place::Council),
                sector: accreditation.holder.sector,
                size_band: accreditation.holder.size_band,
                people: people.get(&accreditation.assessment_id).copied().flatten(),
            };
            found.insert(contributor.organisation, contributor);
        }
    }
}

/// The people employed in the area, as frozen in the assessments that were awarded.
async fn people_given(
    ctx: &Context,
    accreditations: &[Accreditation],
) -> Result<BTreeMap<AssessmentId, Option<u32>>> {
    let assessments = accreditations.iter().map(|found| found.assessment_id);
    let bundles = list_latest_bundles(ctx.read(), assessments).await?;
    Ok(bundles
        .into_iter()
        .map(|bundle| {
            let people = bundle.content.organisation.area_headcount;
            (
                bundle.assessment_id,
                people.and_then(|people| u32::try_from(people).ok()),
            )
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_described_at_its_end_or_now() {
        let now: DateTime<Utc> = "2026-07-02T10:00:00Z".parse().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(
            instant_of(day("2026-07-01"), now).to_rfc3339(),
            "2026-07-01T22:59:59.999+00:00"
        );
        assert_eq!(instant_of(day("2026-07-02"), now), now);
        assert_eq!(instant_of(NaiveDate::MAX, now), now);
    }
}
