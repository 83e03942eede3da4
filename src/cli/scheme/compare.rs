//! A pack beside the version in force: what reads otherwise, and who would fall.

use std::path::Path;
use std::process::ExitCode;

use chrono::NaiveDate;

use super::super::{open_environment, say};
use super::{authority, read};
use crate::accreditation::store::list_holders;
use crate::platform::error::{Error, Result};
use crate::scheme::rules::{
    Change, Comparison, CriterionCode, Difference, compare, format_date, loss_preview, notice,
};
use crate::scheme::store;

/// Prints what reads otherwise in a pack than in the version of its scheme published last.
pub(super) async fn diff(path: &Path, of: Option<&str>) -> Result<ExitCode> {
    let Some(pack) = read(path) else {
        return Ok(ExitCode::FAILURE);
    };
    let ctx = open_environment().await?;
    let chosen = authority(&ctx, of).await?;
    let slug = pack.version.scheme.slug.as_str();
    let latest = match store::find_scheme(ctx.read(), chosen.id, slug).await? {
        Some(scheme) => store::find_latest_version(ctx.read(), scheme.id).await?,
        None => None,
    };
    let Some(latest) = latest else {
        say(format_args!(
            "{slug} is not published yet: all of it is new."
        ));
        return Ok(ExitCode::SUCCESS);
    };
    let comparison = compare(&latest.version.content, &pack.version);
    say_comparison(&latest.version.content.label, &comparison);
    Ok(ExitCode::SUCCESS)
}

fn say_comparison(before: &str, comparison: &Comparison) {
    if comparison.is_empty() {
        say(format_args!("It says the same as version {before}."));
        return;
    }
    let parts = |differences: &[Difference]| {
        for one in differences {
            say(format_args!("    {}", one.path));
            say(format_args!("      - {}", one.before));
            say(format_args!("      + {}", one.after));
        }
    };
    for one in &comparison.criteria {
        if one.change != Change::Identical {
            say(format_args!(
                "{} {}: {}",
                one.code,
                one.title,
                one.change.words()
            ));
            parts(&one.differences);
        }
    }
    for one in &comparison.tiers {
        if one.change != Change::Identical {
            say(format_args!("tier {}: {}", one.code, one.change.words()));
            parts(&one.differences);
        }
    }
    if !comparison.rest.is_empty() {
        say("the scheme itself:");
        parts(&comparison.rest);
    }
}

/// Prints who of those accredited would fall, should a pack be published.
pub(super) async fn preview(
    path: &Path,
    of: Option<&str>,
    holders_by: Option<NaiveDate>,
) -> Result<ExitCode> {
    let Some(pack) = read(path) else {
        return Ok(ExitCode::FAILURE);
    };
    let ctx = open_environment().await?;
    let chosen = authority(&ctx, of).await?;
    let slug = pack.version.scheme.slug.as_str();
    let scheme = store::find_scheme(ctx.read(), chosen.id, slug)
        .await?
        .ok_or_else(|| {
            Error::refused(
                "scheme.unknown",
                format!(
                    "{} has no scheme “{slug}”, so nobody is accredited under it.",
                    chosen.name
                ),
            )
        })?;
    let latest = store::find_latest_version(ctx.read(), scheme.id)
        .await?
        .ok_or(Error::NotFound)?;
    let before = &latest.version.content;
    let comparison = compare(before, &pack.version);
    if let Err(short) = notice(&pack.version, &comparison, ctx.today(), holders_by) {
        say(format_args!(
            "Holders are promised {} days of notice: bind them on {} or later.",
            pack.version.scheme.notice_days,
            format_date(short.earliest)
        ));
    }
    let holders = list_holders(ctx.read(), scheme.id, ctx.now()).await?;
    let found = loss_preview(before, &pack.version, &holders, holders_by);
    for loss in &found.losses {
        let by: Vec<&str> = loss.by.iter().map(CriterionCode::as_str).collect();
        say(format_args!(
            "{}: from {} to {} on {}, by {}",
            loss.key,
            loss.from,
            loss.to.as_ref().map_or("none", |tier| tier.as_str()),
            format_date(loss.on),
            if by.is_empty() {
                "the tier itself".to_owned()
            } else {
                by.join(", ")
            }
        ));
    }
    say(format_args!(
        "{} of {} accredited employers would fall.",
        found.losses.len(),
        found.holders
    ));
    Ok(ExitCode::SUCCESS)
}
