//! The small believable world of the demonstration: an invented authority over real
//! districts, its people, and invented employers in every state a case can be in.

use std::path::Path;

use bytes::Bytes;
use chrono::{Days, NaiveDate};
use entity::ids::PersonId;
use entity::kinds::StaffRole;

use super::employers::{EMPLOYERS, Invented, Stage};
use super::people::{Staff, at, set_up};
use super::story::tell;
use super::{outside, schemes};
use crate::identity::actions::{authorities, sign_in};
use crate::identity::geography::actions::import_geography;
use crate::identity::guard::Caller;
use crate::identity::rules::Authority;
use crate::identity::store as identity;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::platform::table::Quiet;
use crate::scheme::actions::load_pack;
use crate::scheme::pack;

/// Short name of the authority.
pub(super) const SLUG: &str = "greater-exampleshire";
/// The employer's person who tries the demonstration.
pub(super) const EMPLOYER: (&str, &str) = ("amira@harbour-street.example", "Amira Khan");
/// The colleague who signs off.
pub(super) const SIGNATORY: (&str, &str) = ("ben@harbour-street.example", "Ben Okafor");
/// The assessor.
pub(super) const ASSESSOR: (&str, &str) = ("asha@charter.example", "Asha Devlin");
/// Another assessor.
const SECOND_ASSESSOR: (&str, &str) = ("tomasz@charter.example", "Tomasz Lis");
/// The officer.
pub(super) const OFFICER: (&str, &str) = ("orla@charter.example", "Orla Whitworth");
/// The officer who decided the earlier cases.
const SECOND_OFFICER: (&str, &str) = ("idris@charter.example", "Idris Vaughan");

/// The ten districts of Greater Manchester with their GSS codes (ONS, Open Government Licence
/// v3.0), under an invented authority.
const DISTRICTS: &[(&str, &str)] = &[
    ("E08000001", "Bolton"),
    ("E08000002", "Bury"),
    ("E08000003", "Manchester"),
    ("E08000004", "Oldham"),
    ("E08000005", "Rochdale"),
    ("E08000006", "Salford"),
    ("E08000007", "Stockport"),
    ("E08000008", "Tameside"),
    ("E08000009", "Trafford"),
    ("E08000010", "Wigan"),
];
/// The logo of the invented authority.
const LOGO: &[u8] = include_bytes!("logo.png");
const AUTHORITY: &str = "Greater Exampleshire Combined Authority";

/// Whether the world is there already.
pub(super) async fn exists(ctx: &Context) -> Result<bool> {
    Ok(identity::find_authority(ctx.read(), SLUG).await?.is_some())
}

/// Makes the world; `told` hears how far it is.
pub(super) async fn seed(
    ctx: &Context,
    folder: &Path,
    mut told: impl FnMut(usize, usize),
) -> Result<()> {
    let today = ctx.today();
    let long_ago = months_before(today, 34);
    let then = at(ctx, long_ago, 9);
    geography(&then, folder).await?;
    let authority = authorities::add(
        &then,
        authorities::NewAuthority {
            slug: SLUG.to_owned(),
            name: AUTHORITY.to_owned(),
            number_prefix: "GEX".to_owned(),
            team_name: "The Good Employment Charter team".to_owned(),
            contact_email: "charter@greater-exampleshire.example".to_owned(),
            contact_phone: "0161 496 0000".to_owned(),
            brand_colour: "#0b5c4a".to_owned(),
            signatory_name: "Marian Achebe".to_owned(),
            signatory_role: "Mayor of Greater Exampleshire".to_owned(),
            area: None,
        },
    )
    .await?;
    authorities::set_logo(&then, authority.id, Bytes::from_static(LOGO)).await?;
    let staff = staff(&then, &authority).await?;
    let loaded = pack::built_in("gm-like").map_err(Error::internal)?;
    let scheme = load_pack(&then, authority.id, &loaded).await?.scheme_id;
    outside::before(ctx, &staff, today).await?;
    let districts = identity::list_all_districts(ctx.read()).await?;
    for (turn, invented) in EMPLOYERS.iter().enumerate() {
        told(turn, EMPLOYERS.len());
        let began = began(invented, today);
        let domain = invented.domain();
        let own = [
            (
                format!("lead@{domain}"),
                LEADS.get(turn % LEADS.len()).copied().unwrap_or("Sam Reed"),
            ),
            (
                format!("director@{domain}"),
                DIRECTORS
                    .get(turn % DIRECTORS.len())
                    .copied()
                    .unwrap_or("Jo Marsden"),
            ),
        ];
        let (lead, signatory) = if turn < 2 {
            (EMPLOYER, SIGNATORY)
        } else {
            let [lead, director] = &own;
            ((lead.0.as_str(), lead.1), (director.0.as_str(), director.1))
        };
        let start = at(ctx, began, 9);
        let team = set_up(&start, invented, &districts, lead, signatory).await?;
        tell(ctx, invented, &team, &staff, scheme, turn, began).await?;
    }
    outside::after(ctx, &authority, &staff, today).await?;
    schemes::add_pledge(ctx, &authority, &staff.officer, today).await?;
    schemes::begin_draft(ctx, &staff.officer, scheme, today).await?;
    told(EMPLOYERS.len(), EMPLOYERS.len());
    Ok(())
}

const LEADS: &[&str] = &[
    "Priya Nair",
    "Callum Boyd",
    "Leila Haddad",
    "Grace Mensah",
    "Owen Price",
    "Sofia Marin",
    "Daniel Cho",
];
const DIRECTORS: &[&str] = &[
    "Ruth Ellison",
    "Hassan Malik",
    "Freya Lund",
    "Peter Nwosu",
    "Carys Morgan",
];

/// The day a story began: so that decided cases were decided the months ago they say, and open
/// ones are as old as they would be.
fn began(invented: &Invented, today: NaiveDate) -> NaiveDate {
    let back = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    match invented.stage {
        Stage::Draft => back(6),
        Stage::AwaitingSignOff => back(4),
        Stage::GivenUp => back(40),
        // One within the service standard, one over it.
        Stage::Submitted if invented.months_ago == 0 => back(5),
        Stage::Submitted => back(45),
        Stage::Allocated => back(8),
        Stage::InReview => back(16),
        Stage::Clarification => back(10),
        Stage::Replied => back(20),
        Stage::Recommended | Stage::Deferred => back(22),
        _ => months_before(today, invented.months_ago)
            .checked_sub_days(Days::new(14))
            .unwrap_or(today),
    }
}

fn months_before(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(chrono::Months::new(months))
        .unwrap_or(day)
}

async fn geography(ctx: &Context, folder: &Path) -> Result<()> {
    let path = folder.join("districts.csv");
    let mut text =
        String::from("sa_gss,sa_name,sa_type,effective_from,lad24_code,lad24_name,provenance\n");
    for (code, name) in DISTRICTS {
        let row = [
            "",
            AUTHORITY,
            "CA",
            "2011-04-01",
            code,
            name,
            "demonstration",
        ];
        text.push_str(&row.join(","));
        text.push('\n');
    }
    std::fs::write(&path, text)?;
    let imported = import_geography(ctx, std::slice::from_ref(&path), &mut Quiet).await;
    std::fs::remove_file(&path)?;
    imported.map(|_| ())
}

async fn staff(ctx: &Context, authority: &Authority) -> Result<Staff> {
    let people = [
        (ASSESSOR, StaffRole::Assessor),
        (SECOND_ASSESSOR, StaffRole::Assessor),
        (OFFICER, StaffRole::Officer),
        (SECOND_OFFICER, StaffRole::Officer),
    ];
    for ((email, name), role) in people {
        sign_in::invite_staff(ctx, authority.id, email, name, role, 60).await?;
    }
    let caller = |email: &'static str| async move {
        let person = identity::find_person_by_email(ctx.read(), email)
            .await?
            .ok_or(Error::NotFound)?;
        Caller::load(ctx, person.id).await
    };
    Ok(Staff {
        assessors: vec![
            caller(ASSESSOR.0).await?.assessor(authority.id)?,
            caller(SECOND_ASSESSOR.0).await?.assessor(authority.id)?,
        ],
        officer: caller(OFFICER.0).await?.officer(authority.id)?,
        decider: caller(SECOND_OFFICER.0).await?.officer(authority.id)?,
    })
}

/// The person behind a demonstration address.
pub(super) async fn person(ctx: &Context, email: &str) -> Result<PersonId> {
    let found = identity::find_person_by_email(ctx.read(), email)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(found.id)
}
