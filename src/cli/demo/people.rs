//! The people of the demonstration, and the time at which they act.

use chrono::{NaiveDate, TimeDelta};
use entity::ids::{OrganisationId, PersonId};
use entity::kinds::MemberRole;

use super::employers::Invented;
use crate::identity::actions::organisations;
use crate::identity::guard::{Assessor, Caller, Employer, Officer};
use crate::identity::store as identity;
use crate::platform::calendar::london_midnight;
use crate::platform::clock::Clock;
use crate::platform::context::Context;
use crate::platform::error::Result;

/// The people who run the scheme.
pub(super) struct Staff {
    pub(super) assessors: Vec<Assessor>,
    /// Allocates.
    pub(super) officer: Officer,
    /// Decides.
    pub(super) decider: Officer,
}

/// The people of one employer.
pub(super) struct Team {
    pub(super) lead: Employer,
    pub(super) signatory: Employer,
}

/// Noon of a day, in a context whose clock stands there.
pub(super) fn at(ctx: &Context, day: NaiveDate, hour: i64) -> Context {
    let instant = london_midnight(day) + TimeDelta::hours(hour);
    Context {
        clock: Clock::fixed(instant),
        ..ctx.clone()
    }
}

/// Sets up the organisation and its two people.
pub(super) async fn set_up(
    ctx: &Context,
    invented: &Invented,
    districts: &[(entity::ids::AreaId, String)],
    lead: (&str, &str),
    signatory: (&str, &str),
) -> Result<Team> {
    let tx = ctx.begin().await?;
    let first = identity::find_or_insert_person(ctx, &tx, lead.0, lead.1).await?;
    let second = identity::find_or_insert_person(ctx, &tx, signatory.0, signatory.1).await?;
    tx.commit().await?;
    let facts = organisations::OrganisationFacts {
        name: invented.name.to_owned(),
        kind: Some(invented.kind()),
        company_number: invented.company_number(),
        sector: Some(invented.sector.to_owned()),
        headcount: Some(invented.headcount),
        area_headcount: Some(invented.area_headcount),
        postcode: Some(invented.postcode.to_owned()),
        district_id: districts
            .iter()
            .find(|(_, name)| name == invented.district)
            .map(|(id, _)| *id),
        ..organisations::OrganisationFacts::default()
    };
    let organisation = organisations::create(ctx, first.id, facts, None).await?;
    let lead = employer(ctx, first.id, organisation).await?;
    let invited = organisations::invite(
        ctx,
        &lead,
        &second.email,
        signatory.1,
        MemberRole::Signatory,
    )
    .await?;
    let signatory = employer(ctx, invited, organisation).await?;
    Ok(Team { lead, signatory })
}

async fn employer(
    ctx: &Context,
    person: PersonId,
    organisation: OrganisationId,
) -> Result<Employer> {
    Caller::load(ctx, person).await?.employer(organisation)
}
