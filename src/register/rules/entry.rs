//! An entry as the public reads it: the list of what may be told, and nothing else.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AreaId, AuthorityId, SchemeId};
use entity::kinds::AccreditationEventKind;
use serde::Serialize;

use crate::accreditation::rules::{Accreditation, AccreditationEvent, Status};
use crate::identity::directory::rules::sic::section_name;
use crate::platform::calendar::{london_date, long_date};

/// What identifiers are called.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Name and short name of each authority.
    pub authorities: BTreeMap<AuthorityId, (String, String)>,
    /// Each scheme.
    pub schemes: BTreeMap<SchemeId, SchemeLabel>,
    /// Each council.
    pub councils: BTreeMap<AreaId, String>,
}

/// What a scheme is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeLabel {
    /// Who runs it.
    pub authority_id: AuthorityId,
    /// Short name.
    pub slug: String,
    /// Name as printed.
    pub name: String,
}

/// An entry of the register, at an instant. Every field is public; a field that is not here cannot
/// appear in the register, its files or its API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicEntry {
    /// Its lasting name in addresses.
    pub entry: String,
    /// Its page.
    pub url: String,
    /// Legal name of the employer at the award.
    pub employer: String,
    /// Where it stands.
    pub status: &'static str,
    /// Since which day it stands there.
    pub status_since: NaiveDate,
    /// Why, in the authority's words; empty when nothing happened.
    pub reason: String,
    /// Code of the tier.
    pub tier: String,
    /// Name of the tier at the award.
    pub tier_name: String,
    /// Place of the tier on its ladder, from 1.
    pub tier_rank: u32,
    /// Short name of the authority.
    pub authority: String,
    /// Name of the authority.
    pub authority_name: String,
    /// Short name of the scheme.
    pub scheme: String,
    /// Name of the scheme.
    pub scheme_name: String,
    /// Council of the main workplace; empty when not known.
    pub council: String,
    /// SIC 2007 section letter; empty when not known.
    pub sector: String,
    /// What the section is called; empty when not known.
    pub sector_name: String,
    /// Band of headcount; empty when not known.
    pub size_band: String,
    /// Day of the award.
    pub awarded_on: NaiveDate,
    /// First day of the term.
    pub since: NaiveDate,
    /// First day after the term.
    pub until: NaiveDate,
}

/// A column of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in the header and in JSON.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it holds.
    pub description: &'static str,
    /// Its CSVW datatype.
    pub datatype: &'static str,
}

const fn column(
    name: &'static str,
    title: &'static str,
    datatype: &'static str,
    description: &'static str,
) -> Column {
    Column {
        name,
        title,
        description,
        datatype,
    }
}

/// The columns of the files, in order.
pub const COLUMNS: [Column; 20] = [
    column(
        "entry",
        "Entry",
        "string",
        "Lasting name of the entry in addresses",
    ),
    column("url", "Address", "anyURI", "Page of the entry"),
    column("employer", "Employer", "string", "Legal name at the award"),
    column(
        "status",
        "Status",
        "string",
        "not_yet, active, suspended, withdrawn, relinquished or lapsed",
    ),
    column(
        "status_since",
        "Status since",
        "date",
        "Since which day it stands there",
    ),
    column(
        "reason",
        "Reason",
        "string",
        "Public reason of the newest event, in the authority’s words",
    ),
    column("tier", "Tier code", "string", "Code of the tier"),
    column(
        "tier_name",
        "Tier",
        "string",
        "Name of the tier at the award",
    ),
    column(
        "tier_rank",
        "Tier rank",
        "integer",
        "Place of the tier on the ladder of its scheme, from 1",
    ),
    column(
        "authority",
        "Authority code",
        "string",
        "Short name of the authority",
    ),
    column(
        "authority_name",
        "Authority",
        "string",
        "Name of the authority",
    ),
    column(
        "scheme",
        "Scheme code",
        "string",
        "Short name of the scheme",
    ),
    column("scheme_name", "Scheme", "string", "Name of the scheme"),
    column(
        "council",
        "Council",
        "string",
        "Council district of the main workplace",
    ),
    column("sector", "Sector code", "string", "SIC 2007 section letter"),
    column(
        "sector_name",
        "Sector",
        "string",
        "Name of the SIC 2007 section",
    ),
    column(
        "size_band",
        "Size",
        "string",
        "Band of headcount: micro (1 to 9), small (10 to 49), medium (50 to 249) or large (250 and more)",
    ),
    column(
        "awarded_on",
        "Awarded on",
        "date",
        "Day of the award (Europe/London)",
    ),
    column(
        "since",
        "Since",
        "date",
        "First day of the term (Europe/London)",
    ),
    column(
        "until",
        "Until",
        "date",
        "First day after the term (Europe/London)",
    ),
];

impl PublicEntry {
    /// What the public may read of an accreditation at an instant. `base` is where this
    /// installation is found.
    pub fn new(from: &Accreditation, names: &Names, at: DateTime<Utc>, base: &str) -> Self {
        let status = from.status_at(at);
        let scheme = names.schemes.get(&from.scheme_id);
        let authority = names.authorities.get(&from.authority_id);
        let sector = from.holder.sector.clone().unwrap_or_default();
        Self {
            url: format!("{}/register/{}", base.trim_end_matches('/'), from.entry),
            entry: from.entry.clone(),
            employer: from.holder.name.clone(),
            status: status.as_str(),
            status_since: status_since(from, status, at),
            reason: newest(from, at)
                .map(|event| event.public_reason.clone())
                .unwrap_or_default(),
            tier: from.tier.code.to_string(),
            tier_name: from.tier.name.clone(),
            tier_rank: from.tier.rank,
            authority: authority.map(|(_, slug)| slug.clone()).unwrap_or_default(),
            authority_name: authority.map(|(name, _)| name.clone()).unwrap_or_default(),
            scheme: scheme.map(|scheme| scheme.slug.clone()).unwrap_or_default(),
            scheme_name: scheme.map(|scheme| scheme.name.clone()).unwrap_or_default(),
            council: from
                .holder
                .district_id
                .and_then(|id| names.councils.get(&id).cloned())
                .unwrap_or_default(),
            sector_name: sector
                .chars()
                .next()
                .map(|letter| section_name(letter).to_owned())
                .unwrap_or_default(),
            sector,
            size_band: from
                .holder
                .size_band
                .map(|band| band.as_str().to_owned())
                .unwrap_or_default(),
            awarded_on: london_date(from.awarded_at),
            since: from.term.since,
            until: from.term.until,
        }
    }

    /// The cells of its row, in the order of [`COLUMNS`].
    pub fn cells(&self) -> [String; COLUMNS.len()] {
        [
            self.entry.clone(),
            self.url.clone(),
            self.employer.clone(),
            self.status.to_owned(),
            self.status_since.to_string(),
            self.reason.clone(),
            self.tier.clone(),
            self.tier_name.clone(),
            self.tier_rank.to_string(),
            self.authority.clone(),
            self.authority_name.clone(),
            self.scheme.clone(),
            self.scheme_name.clone(),
            self.council.clone(),
            self.sector.clone(),
            self.sector_name.clone(),
            self.size_band.clone(),
            self.awarded_on.to_string(),
            self.since.to_string(),
            self.until.to_string(),
        ]
    }
}

/// The newest event up to an instant.
fn newest(from: &Accreditation, at: DateTime<Utc>) -> Option<&AccreditationEvent> {
    from.events
        .iter()
        .filter(|event| event.effective_at <= at)
        .max_by_key(|event| event.sequence)
}

/// Since which day it stands where it stands at an instant.
fn status_since(from: &Accreditation, status: Status, at: DateTime<Utc>) -> NaiveDate {
    let event = || newest(from, at).map(|event| london_date(event.effective_at));
    match status {
        Status::NotYet => london_date(from.awarded_at),
        Status::Active => event().unwrap_or(from.term.since),
        Status::Suspended | Status::Withdrawn | Status::Relinquished | Status::Superseded => {
            event().unwrap_or(from.term.since)
        }
        Status::Lapsed => from.term.until,
    }
}

/// Where it stands, in one sentence with its dates.
pub fn status_sentence(from: &Accreditation, at: DateTime<Utc>) -> String {
    let employer = &from.holder.name;
    let tier = &from.tier.name;
    let status = from.status_at(at);
    let day = long_date(status_since(from, status, at));
    let first = long_date(from.term.since);
    let last = from.term.last_day_words();
    match status {
        Status::NotYet => format!(
            "{employer} was awarded {tier} on {day}; the accreditation is valid from {first} to {last}."
        ),
        Status::Active => {
            format!("{employer} is accredited at {tier}, from {first} to {last}.")
        }
        Status::Suspended => format!(
            "The {tier} accreditation of {employer} has been suspended since {day} and does not count until it is reinstated."
        ),
        Status::Withdrawn => {
            format!("The {tier} accreditation of {employer} was withdrawn on {day}.")
        }
        Status::Relinquished => {
            format!("{employer} gave up its {tier} accreditation on {day}.")
        }
        Status::Superseded => format!(
            "The {tier} accreditation of {employer} was replaced by a newer award on {day}."
        ),
        Status::Lapsed => format!(
            "{employer} was accredited at {tier} from {first} to {last}; the accreditation has lapsed."
        ),
    }
}

/// Something that happened to an entry, as the public reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// On which day.
    pub on: NaiveDate,
    /// What happened.
    pub words: String,
    /// Why; may be empty.
    pub reason: String,
}

/// What happened up to an instant, newest first.
pub fn history(from: &Accreditation, at: DateTime<Utc>) -> Vec<Happening> {
    let plain = |on, words: String| Happening {
        on,
        words,
        reason: String::new(),
    };
    let awarded_on = london_date(from.awarded_at);
    let today = london_date(at);
    let mut happened = vec![plain(awarded_on, format!("{} awarded", from.tier.name))];
    if from.term.since > awarded_on && from.term.since <= today {
        happened.push(plain(from.term.since, "Term began".to_owned()));
    }
    let mut events: Vec<_> = from
        .events
        .iter()
        .filter(|event| event.effective_at <= at)
        .collect();
    events.sort_by_key(|event| event.sequence);
    for event in events {
        let words = match event.kind {
            AccreditationEventKind::Suspended => "Suspended",
            AccreditationEventKind::Reinstated => "Reinstated",
            AccreditationEventKind::Withdrawn => "Withdrawn",
            AccreditationEventKind::Relinquished => "Given up by the employer",
            AccreditationEventKind::Superseded => "Replaced by a newer award",
            AccreditationEventKind::Restored => "In force again, after an appeal",
        };
        happened.push(Happening {
            on: london_date(event.effective_at),
            words: words.to_owned(),
            reason: event.public_reason.clone(),
        });
    }
    if from.status_at(at) == Status::Lapsed {
        happened.push(plain(
            from.term.until,
            "Lapsed: the term was over".to_owned(),
        ));
    }
    happened.reverse();
    happened
}
