//! What a spot check of a case looks at.

use std::path::Path;
use std::process::ExitCode;

use chrono::NaiveDate;

use super::super::say;
use super::read;
use crate::platform::calendar::london_date;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::error::{Error, Result};
use crate::scheme::rules::{DrawPlan, DrawReason, Salt, Seed, Share, draw as draw_for};

/// Prints what is looked at, and why. Whoever holds the secret key can repeat the draw.
pub(super) fn draw(path: &Path, case: &str, on: Option<NaiveDate>, risk: u16) -> Result<ExitCode> {
    let risk = Share::of(risk)
        .ok_or_else(|| Error::refused("scheme.risk", "--risk is a number from 0 to 1000."))?;
    let Some(pack) = read(path) else {
        return Ok(ExitCode::FAILURE);
    };
    let config = Config::from_environment()?;
    let salt = Salt::new(config.secret_key.to_vec())
        .ok_or_else(|| Error::internal("the secret key is too short for a draw"))?;
    let day = on.unwrap_or_else(|| london_date(Clock::System.now()));
    let seed = Seed::of(case, day, &salt);
    let drawn = draw_for(seed, risk, &DrawPlan::default(), &pack.version.drawable());
    say(format_args!(
        "{case}, {day}: {} of {} criteria{}",
        drawn.criteria.len(),
        pack.version.criteria().count(),
        if drawn.in_full {
            ", drawn for a full review"
        } else {
            ""
        }
    ));
    for (_, criterion) in pack.version.criteria() {
        if let Some(reasons) = drawn.criteria.get(criterion.code.as_str()) {
            let words: Vec<String> = reasons.iter().map(DrawReason::words).collect();
            say(format_args!(
                "  {} {}: {}",
                criterion.code,
                criterion.title,
                words.join(" ")
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}
