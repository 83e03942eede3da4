//! `/register`: search, narrow, page.

use std::collections::BTreeMap;

use askama::Template;
use entity::kinds::SizeBand;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Request, Response, handler};

use super::entry::colour;
use super::{ATTRIBUTION, for_a_minute, question};
use crate::accreditation::rules::{Accreditation, Status};
use crate::accreditation::store::{self as accreditations, Combination, ListFilter, Order};
use crate::identity::directory::rules::sic::section_name;
use crate::identity::rules::size_band_words;
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::platform::paging::{PageRequest, Paged};
use crate::register::reading::Reading;
use crate::register::rules::{Asked, Field, PublicEntry, Question, council_slug};
use crate::web::page::{Facet, PageLinks, Shell, grouped, html};
use crate::web::routes::{Audience, Entry};

pub(super) fn routes() -> Vec<Entry> {
    vec![Entry::new("/register", Audience::Public).get(show_register)]
}

/// An entry in a line.
struct Row {
    entry: String,
    employer: String,
    facts: String,
    tier_name: String,
    rung: u32,
    /// Words and colour of a status other than active; empty otherwise.
    status_words: &'static str,
    colour: &'static str,
}

/// Ways to narrow the list by one thing.
struct Group {
    heading: &'static str,
    facets: Vec<Facet>,
}

#[derive(Template)]
#[template(path = "register/list.html")]
struct ListPage {
    shell: Shell,
    question: Question,
    errors: FieldErrors,
    found: bool,
    sentence: String,
    on_day: String,
    empty: &'static str,
    groups: Vec<Group>,
    rows: Vec<Row>,
    links: PageLinks,
    csv: String,
    spreadsheet: String,
    json: String,
}

impl ListPage {
    fn typed(&self, field: Field) -> &str {
        self.question.get(field)
    }

    /// What the search keeps besides its own two fields.
    fn kept(&self) -> Vec<(&'static str, &str)> {
        self.question
            .pairs()
            .filter(|(key, _)| *key != "q" && *key != "on")
            .collect()
    }
}

#[handler]
async fn show_register(req: &Request, Data(ctx): Data<&Context>) -> Result<Response> {
    let question = question(req.uri().query());
    let mut page = ListPage {
        shell: Shell::new("Register of accredited employers").attribution(ATTRIBUTION),
        errors: FieldErrors::new(),
        found: false,
        sentence: String::new(),
        on_day: String::new(),
        empty: "",
        groups: Vec::new(),
        rows: Vec::new(),
        links: PageLinks::default(),
        csv: question.address("/register.csv", None),
        spreadsheet: String::new(),
        json: question.address("/register.json", None),
        question,
    };
    page.spreadsheet = if page.csv.contains('?') {
        format!("{}&for=spreadsheet", page.csv)
    } else {
        format!("{}?for=spreadsheet", page.csv)
    };
    let asked = match page.question.ask(ctx.today()) {
        Ok(asked) => asked,
        Err(Error::Invalid(errors)) => {
            page.shell = page.shell.wrong(&errors);
            page.errors = errors;
            return Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
        Err(other) => return Err(other),
    };
    fill(ctx, &mut page, &asked).await?;
    Ok(for_a_minute(html(StatusCode::OK, &page)))
}

/// Eight statements, however many rows there are.
async fn fill(ctx: &Context, page: &mut ListPage, asked: &Asked) -> Result<()> {
    let reading = Reading::open(ctx, asked).await?;
    let employers =
        accreditations::count_employers(ctx.read(), &reading.filter, reading.at).await?;
    let listed = accreditations::list_public(
        ctx.read(),
        &reading.filter,
        reading.at,
        Order::Name,
        PageRequest::number(asked.page),
    )
    .await?;
    page.found = true;
    page.sentence = sentence(employers, listed.total, in_force(&reading));
    page.on_day = asked.on.map(long_date).unwrap_or_default();
    page.empty = empty(&page.question, &listed);
    page.groups = groups(&page.question, &reading);
    page.links = PageLinks::new(listed.page.number, listed.last_page(), |number| {
        page.question.address("/register", Some(number))
    });
    page.rows = listed
        .rows
        .iter()
        .map(|one| row(one, &reading, &ctx.config.base_url))
        .collect();
    Ok(())
}

/// How many of the entries in the list hold on the day.
fn in_force(reading: &Reading) -> u64 {
    reading
        .combinations
        .iter()
        .filter(|one| one.status == Status::Active)
        .filter(|one| within(one, &reading.filter, Field::Words))
        .map(|one| one.number)
        .sum()
}

/// `312 employers, 298 of them accredited`, and how many entries when some have several.
fn sentence(employers: u64, entries: u64, in_force: u64) -> String {
    let s = if employers == 1 { "" } else { "s" };
    let employed = format!("{} employer{s}", grouped(employers));
    let some = in_force > 0 && in_force < entries;
    match (employers == entries, some) {
        (true, false) => employed,
        (true, true) => format!("{employed}, {} of them accredited", grouped(in_force)),
        (false, false) => format!("{employed} in {} entries", grouped(entries)),
        (false, true) => format!(
            "{employed} in {} entries, {} of them in force",
            grouped(entries),
            grouped(in_force)
        ),
    }
}

fn empty(question: &Question, listed: &Paged<Accreditation>) -> &'static str {
    if !listed.rows.is_empty() {
        ""
    } else if listed.total > 0 {
        "There is nothing on this page. Go back to the first page of the list."
    } else if question.narrows() {
        "No employer fits. Check the spelling, use fewer words, or remove a choice from the list on this page."
    } else {
        "Employers appear here on the day they are awarded a tier."
    }
}

fn row(one: &Accreditation, reading: &Reading, base: &str) -> Row {
    let entry = PublicEntry::new(one, &reading.names, reading.at, base);
    let status = one.status_at(reading.at);
    let mut facts: Vec<String> = [entry.council, entry.sector_name]
        .into_iter()
        .filter(|fact| !fact.is_empty())
        .collect();
    facts.push(format!("since {}", long_date(entry.since)));
    Row {
        entry: entry.entry,
        employer: entry.employer,
        facts: facts.join(" · "),
        tier_name: entry.tier_name,
        rung: entry.tier_rank,
        status_words: if status == Status::Active {
            ""
        } else {
            status.words()
        },
        colour: colour(status),
    }
}

/// Whether a combination is in the list when one field is left out of account.
fn within(one: &Combination, filter: &ListFilter, left_out: Field) -> bool {
    let free = |field| field == left_out;
    (free(Field::Authority) || filter.authority.is_none_or(|id| id == one.authority_id))
        && (free(Field::Scheme) || filter.scheme.is_none_or(|id| id == one.scheme_id))
        && (free(Field::Tier) || filter.tier.as_ref().is_none_or(|code| *code == one.tier))
        && (free(Field::Council) || filter.district.is_none() || filter.district == one.district_id)
        && (free(Field::Sector) || filter.sector.is_none() || filter.sector == one.sector)
        && (free(Field::Size) || filter.size_band.is_none() || filter.size_band == one.size_band)
        && (free(Field::Status) || filter.status.is_none_or(|status| status == one.status))
}

/// The value and words of a combination under a field; what comes first in the list sorts first.
fn told(one: &Combination, field: Field, reading: &Reading) -> Option<(String, String, String)> {
    let names = &reading.names;
    Some(match field {
        Field::Tier => (
            format!("{:05}", one.tier_rank),
            one.tier.clone(),
            one.tier_name.clone(),
        ),
        Field::Council => {
            let name = names.councils.get(&one.district_id?)?.clone();
            (name.clone(), council_slug(&name), name)
        }
        Field::Sector => {
            let letter = one.sector.clone()?;
            let name = section_name(letter.chars().next()?).to_owned();
            (name.clone(), letter, name)
        }
        Field::Size => {
            let band: SizeBand = one.size_band?;
            let place = SizeBand::ALL.iter().position(|other| *other == band)?;
            (
                place.to_string(),
                band.as_str().to_owned(),
                size_band_words(band).to_owned(),
            )
        }
        Field::Status => {
            let place = Status::ALL.iter().position(|other| *other == one.status)?;
            (
                place.to_string(),
                one.status.as_str().to_owned(),
                one.status.words().to_owned(),
            )
        }
        Field::Authority => {
            let (name, slug) = names.authorities.get(&one.authority_id)?.clone();
            (name.clone(), slug, name)
        }
        Field::Scheme => {
            let scheme = names.schemes.get(&one.scheme_id)?;
            (
                scheme.name.clone(),
                scheme.slug.clone(),
                scheme.name.clone(),
            )
        }
        Field::Words | Field::On => return None,
    })
}

/// Counts by each thing the list can be narrowed by, while it is narrowed by the others.
fn groups(question: &Question, reading: &Reading) -> Vec<Group> {
    [
        (Field::Authority, "Authority"),
        (Field::Scheme, "Scheme"),
        (Field::Tier, "Tier"),
        (Field::Status, "Status"),
        (Field::Council, "Council"),
        (Field::Sector, "Sector"),
        (Field::Size, "Size"),
    ]
    .into_iter()
    .filter_map(|(field, heading)| group(question, reading, field, heading))
    .collect()
}

fn group(
    question: &Question,
    reading: &Reading,
    field: Field,
    heading: &'static str,
) -> Option<Group> {
    let chosen = question.get(field);
    let mut counts: BTreeMap<(String, String), (String, u64)> = BTreeMap::new();
    for one in &reading.combinations {
        if !within(one, &reading.filter, field) {
            continue;
        }
        if let Some((order, value, words)) = told(one, field, reading) {
            counts.entry((order, value)).or_insert((words, 0)).1 += one.number;
        }
    }
    let is_chosen = |value: &str| {
        value.eq_ignore_ascii_case(chosen) || (!chosen.is_empty() && value == council_slug(chosen))
    };
    let among = counts.keys().any(|(_, value)| is_chosen(value));
    // One authority or one scheme leaves nothing to choose.
    let several = counts.len() > 1 || !matches!(field, Field::Authority | Field::Scheme);
    let mut facets: Vec<Facet> = counts
        .into_iter()
        .map(|((_, value), (words, number))| {
            let current = is_chosen(&value);
            let to = (!current).then_some(value.as_str());
            Facet::new(
                words,
                number,
                question.with(field, to).address("/register", None),
            )
            .current(current)
        })
        .collect();
    if !chosen.is_empty() && !among {
        let href = question.with(field, None).address("/register", None);
        facets.insert(0, Facet::new(chosen, 0, href).current(true));
    }
    let shown = !facets.is_empty() && (several || !chosen.is_empty());
    shown.then_some(Group { heading, facets })
}
