//! A release as its page shows it.

use crate::identity::rules::Authority;
use crate::platform::calendar::{clock_time, long_date};
use crate::statistics::rules::{CellKey, Figure, Release, Row, Run, Standing, size_words};
use crate::web::page::grouped;

/// A figure in words that can be read aloud.
pub(super) struct FigureView {
    /// What is shown: a number, or its mark.
    pub(super) shown: String,
    /// What a mark means; empty for a number.
    pub(super) meaning: &'static str,
}

impl From<Figure> for FigureView {
    fn from(figure: Figure) -> Self {
        match figure {
            Figure::Known(number) => Self {
                shown: grouped(number),
                meaning: "",
            },
            Figure::Suppressed => Self {
                shown: figure.to_string(),
                meaning: "confidential",
            },
            Figure::NotAvailable => Self {
                shown: figure.to_string(),
                meaning: "not available",
            },
        }
    }
}

/// One line of a breakdown.
pub(super) struct Line {
    pub(super) what: String,
    pub(super) employers: u64,
    pub(super) shown: String,
    pub(super) employees: FigureView,
}

/// One breakdown: a sentence, bars, a table.
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) heading: &'static str,
    pub(super) sentence: String,
    pub(super) column: &'static str,
    pub(super) lines: Vec<Line>,
    pub(super) longest: u64,
}

/// A line of the table of councils by sectors.
pub(super) struct CrossLine {
    pub(super) what: String,
    pub(super) cells: Vec<Line>,
}

/// A release, ready for its page.
pub(super) struct ReleaseView {
    pub(super) authority: String,
    pub(super) team: String,
    pub(super) contact: String,
    pub(super) slug: String,
    pub(super) day: String,
    pub(super) published: String,
    pub(super) register: String,
    pub(super) employers: String,
    pub(super) one_employer: bool,
    pub(super) employees: FigureView,
    pub(super) without_figure: u64,
    pub(super) suppressed: usize,
    pub(super) min_employers: usize,
    pub(super) dominance: u64,
    pub(super) sections: Vec<Section>,
    pub(super) groups: Vec<String>,
    pub(super) cross: Vec<CrossLine>,
}

impl ReleaseView {
    pub(super) fn new(run: &Run, authority: &Authority) -> Self {
        let release = &run.release;
        let total = release.total();
        let rules = release.parameters();
        let published = match run.standing {
            Standing::Computed => String::new(),
            Standing::Released { at } => format!(
                "{} at {}",
                long_date(crate::platform::calendar::london_date(at)),
                clock_time(at)
            ),
        };
        Self {
            authority: authority.name.clone(),
            team: authority.team_name.clone(),
            contact: authority.contact_email.clone(),
            slug: run.slug.clone(),
            day: long_date(release.as_of()),
            published,
            register: format!(
                "/register?authority={}&status=active&on={}",
                authority.slug,
                release.as_of()
            ),
            employers: grouped(total.employers),
            one_employer: total.employers == 1,
            employees: total.employees.into(),
            without_figure: release.employers_without_figure(),
            suppressed: release.suppressed(),
            min_employers: rules.min_employers,
            dominance: rules.dominance_percent,
            sections: sections(release),
            groups: release
                .rows_by(|key| key.sector.is_some())
                .iter()
                .map(|row| what(release, row.key))
                .collect(),
            cross: cross(release),
        }
    }

    /// Whether the grand total of people may be said.
    pub(super) fn employees_known(&self) -> bool {
        self.employees.meaning.is_empty()
    }
}

fn what(release: &Release, key: CellKey) -> String {
    match (key.place, key.sector, key.size) {
        (Some(place), _, _) => release.place_name(place).to_owned(),
        (None, Some(sector), _) => sector.words().to_owned(),
        (None, None, Some(size)) => size_words(size).to_owned(),
        (None, None, None) => "All".to_owned(),
    }
}

fn line(release: &Release, row: &Row) -> Line {
    Line {
        what: what(release, row.key),
        employers: row.employers,
        shown: grouped(row.employers),
        employees: row.employees.into(),
    }
}

fn sections(release: &Release) -> Vec<Section> {
    let mut councils = release.rows_by(|key| key.place.is_some());
    councils.sort_by_key(|row| std::cmp::Reverse(row.employers));
    let mut sectors = release.rows_by(|key| key.sector.is_some());
    sectors.sort_by_key(|row| std::cmp::Reverse(row.employers));
    let sizes = release.rows_by(|key| key.size.is_some());
    let all = release.total().employers;
    let section = |id, heading, column, noun: &str, rows: &[Row]| Section {
        id,
        heading,
        column,
        sentence: sentence(release, rows, noun, all),
        longest: rows.iter().map(|row| row.employers).max().unwrap_or(0),
        lines: rows.iter().map(|row| line(release, row)).collect(),
    };
    vec![
        section("councils", "By council", "Council", "council", &councils),
        section("sectors", "By sector", "Sector", "sector group", &sectors),
        section(
            "sizes",
            "By size of the whole organisation",
            "Size",
            "size band",
            &sizes,
        ),
    ]
}

/// One number of a breakdown, said in words: where most are.
fn sentence(release: &Release, rows: &[Row], noun: &str, all: u64) -> String {
    let most = rows.iter().map(|row| row.employers).max().unwrap_or(0);
    if most == 0 {
        return format!("No employer is accredited in any {noun}.");
    }
    let leading: Vec<String> = rows
        .iter()
        .filter(|row| row.employers == most)
        .map(|row| what(release, row.key))
        .collect();
    match leading.as_slice() {
        [one] => format!(
            "The {noun} with the most is {one}: {} of {}.",
            grouped(most),
            grouped(all)
        ),
        several => format!(
            "The {noun}s with the most have {} each, of {} in all: {}.",
            grouped(most),
            grouped(all),
            several.join("; ")
        ),
    }
}

fn cross(release: &Release) -> Vec<CrossLine> {
    release
        .rows_by(|key| key.place.is_some())
        .iter()
        .map(|council| CrossLine {
            what: what(release, council.key),
            cells: release
                .rows()
                .iter()
                .filter(|row| {
                    row.key.place == council.key.place
                        && row.key.sector.is_some()
                        && row.key.size.is_none()
                })
                .map(|row| line(release, row))
                .collect(),
        })
        .collect()
}
