//! Accreditations that others gave: two lists brought in, a third to be looked at, one that lapsed.

use bytes::Bytes;
use chrono::{Days, NaiveDate};

use super::employers::{EMPLOYERS, RESTS_ON_ITS_LICENCE};
use super::people::{Staff, at};
use crate::accreditation::actions::{check, outside};
use crate::identity::outside::store as outsides;
use crate::identity::rules::Authority;
use crate::platform::calendar::add_months;
use crate::platform::context::Context;
use crate::platform::error::Result;
use crate::platform::paging::PageRequest;

/// What the model charter calls it.
const LIVING_WAGE: &str = "living-wage";
/// The first day of most licences on the lists.
const SINCE: &str = "2023-05-01";
/// Named on the list as it is called in the register, without a company number: an officer says who it is.
const CONFIRMED: &str = "Cwm Ogwr Adventure Learning and Llyfrgell Gymunedol y Bont Faen Community Interest Company (Greater Exampleshire Branch)";

/// Stands for a day that is near.
const SOON: &str = "soon";

/// Employers of the lists: name, number, day it ends, postcode.
type Row = (&'static str, &'static str, &'static str, &'static str);

/// On every list.
const STAY: &[Row] = &[
    ("Clayton Community Energy", "LW-10127", "", "M11 4RE"),
    ("Northgate Foundry Ltd", "LW-10033", "", "BL3 6AX"),
    ("Medlock Theatre Company", "LW-10391", "", "M1 5NH"),
    (CONFIRMED, "LW-10418", "", "BL0 9AS"),
    ("Tall Trees Garden Centre", "LW-10610", SOON, "SK8 3QT"),
];
/// On the first list alone.
const GO: &[Row] = &[
    (RESTS_ON_ITS_LICENCE, "LW-10482", "", "SK7 2DH"),
    ("Exampleshire Credit Union", "LW-10555", "", "M2 4WU"),
];
/// On later lists alone.
const COME: &[Row] = &[("Fernhill Social Care", "LW-11004", "", "OL4 1JH")];
/// On the newest list alone, not all of it readable.
const NEWEST: &[Row] = &[
    ("Red Kite Logistics", "LW-11020", "", "WN8 9PT"),
    ("Hollow Lane Stables", "LW-11021", "31 February", "BL6 6QA"),
];

fn list(today: NaiveDate, parts: &[&[Row]]) -> Bytes {
    let soon = today.checked_add_days(Days::new(20)).unwrap_or(today);
    let soon = soon.to_string();
    let mut text =
        "Employer,Licence number,Company number,Valid from,Valid to,Postcode\n".to_owned();
    for (name, number, until, postcode) in parts.concat() {
        // Names alone for two of them, as lists of others often are.
        let company = EMPLOYERS
            .iter()
            .find(|known| known.name == name && name != CONFIRMED && !name.contains("Theatre"))
            .and_then(super::employers::Invented::company_number)
            .unwrap_or_default();
        let until = if until == SOON { &soon } else { until };
        let row = [name, number, &company, SINCE, until, postcode];
        text.push_str(&row.join(","));
        text.push('\n');
    }
    Bytes::from(text)
}

async fn offer(
    ctx: &Context,
    staff: &Staff,
    as_of: NaiveDate,
    content: Bytes,
) -> Result<entity::ids::OutsideListId> {
    let file = outside::SentFile {
        name: format!("living-wage-employers-{as_of}.csv"),
        content,
    };
    let offered = outside::offer(ctx, &staff.officer, LIVING_WAGE, as_of, file).await?;
    Ok(offered.id)
}

/// The first list, before anybody's award rests on it.
pub(super) async fn before(ctx: &Context, staff: &Staff, today: NaiveDate) -> Result<()> {
    let day = today.checked_sub_days(Days::new(200)).unwrap_or(today);
    let then = at(ctx, day, 10);
    let id = offer(&then, staff, day, list(today, &[STAY, GO])).await?;
    outside::import(&then, &staff.officer, id).await?;
    Ok(())
}

/// The later lists: one that no longer names an employer whose award rests on it, and one that nobody
/// has brought in yet.
pub(super) async fn after(
    ctx: &Context,
    authority: &Authority,
    staff: &Staff,
    today: NaiveDate,
) -> Result<()> {
    let back = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let then = at(ctx, back(12), 10);
    let id = offer(&then, staff, back(12), list(today, &[STAY, COME])).await?;
    outside::import(&then, &staff.officer, id).await?;
    check::open_due(&then, Some(authority.id)).await?;
    confirm(ctx, authority, staff, back(11)).await?;
    let seen = outside::Typed {
        holder: "Weavers Row Nursery".to_owned(),
        reference: "LW-11102".to_owned(),
        company_number: String::new(),
        postcode: "OL1 1NL".to_owned(),
        tier: String::new(),
        since: Some(back(30)),
        until: Some(add_months(today, 11)),
        note: "The licence was sent with an email; the foundation confirmed it by telephone."
            .to_owned(),
    };
    outside::record(&at(ctx, back(3), 15), &staff.officer, LIVING_WAGE, &seen).await?;
    let newest = list(today, &[STAY, COME, NEWEST]);
    offer(&at(ctx, back(1), 16), staff, back(2), newest).await?;
    Ok(())
}

/// An officer says whose one is.
async fn confirm(
    ctx: &Context,
    authority: &Authority,
    staff: &Staff,
    day: NaiveDate,
) -> Result<()> {
    let words = CONFIRMED.split(" and ").next().unwrap_or(CONFIRMED);
    let first = PageRequest::number(None);
    let found = outsides::search_outside(ctx.read(), authority.id, words, first).await?;
    let known = outsides::list_known(ctx.read()).await?;
    if let (Some(named), Some(organisation)) = (
        found.rows.first(),
        known.iter().find(|one| one.name == CONFIRMED),
    ) {
        let then = at(ctx, day, 14);
        let whose = Some(organisation.id);
        outside::confirm(&then, &staff.officer, named.id, named.version, whose).await?;
    }
    Ok(())
}
