//! What happened after an award.

use chrono::NaiveDate;

use super::employers::{Invented, Stage};
use super::people::{Staff, Team, at};
use crate::accreditation::actions as accreditation;
use crate::accreditation::rules::{Accreditation, Reasons};
use crate::platform::context::Context;
use crate::platform::error::Result;

/// What happened after the award.
pub(super) async fn aftermath(
    ctx: &Context,
    invented: &Invented,
    team: &Team,
    staff: &Staff,
    awarded: Accreditation,
    decided: NaiveDate,
) -> Result<()> {
    let later = |days: u64| {
        at(
            ctx,
            decided
                .checked_add_days(chrono::Days::new(days))
                .unwrap_or(decided),
            11,
        )
    };
    match invented.stage {
        Stage::Suspended => {
            let reasons = Reasons::parse(
                "A concern about unpaid travel time between jobs is being looked into.",
                "Raised by two workers.",
            )?;
            accreditation::change::suspend(
                &later(200),
                &staff.officer,
                awarded.id,
                awarded.version,
                reasons,
            )
            .await?;
        }
        Stage::Reinstated => {
            let reasons = Reasons::parse("Late publication of rotas was being looked into.", "")?;
            let suspended = accreditation::change::suspend(
                &later(90),
                &staff.officer,
                awarded.id,
                awarded.version,
                reasons,
            )
            .await?;
            let reasons = Reasons::parse(
                "Rotas are published in time again, and the charter team has seen them.",
                "",
            )?;
            accreditation::change::reinstate(
                &later(130),
                &staff.officer,
                awarded.id,
                suspended.version,
                reasons,
            )
            .await?;
        }
        Stage::Withdrawn => {
            let reasons = Reasons::parse(
                "The promises made when joining were not kept by the dates given.",
                "Two reminders unanswered.",
            )?;
            accreditation::change::withdraw(
                &later(300),
                &staff.officer,
                awarded.id,
                awarded.version,
                reasons,
            )
            .await?;
        }
        Stage::Relinquished => {
            let reasons = Reasons::parse("The taproom has closed.", "")?;
            accreditation::change::relinquish(
                &later(250),
                &team.lead,
                awarded.id,
                awarded.version,
                reasons,
            )
            .await?;
        }
        _ => {}
    }
    Ok(())
}
