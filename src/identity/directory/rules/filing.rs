//! One row of a file: what one employer reported for one year.

use chrono::{DateTime, NaiveDate, Utc};
use entity::directory_kinds::{Punctuality, ReportedSize};
use sha2::Digest;

use super::dates::{self, ReportingYear};
use super::figures::{self, Figure, Figures};
use super::schema::{Column, Schema};
use super::sic::{self, SicCode};
use super::text::{self, NAME_MAX_CHARACTERS, TEXT_MAX_CHARACTERS};
use super::{Fault, Reading, company_number, names, postcode, size};
use crate::platform::table::{Issue, Outcome, Row};

/// What one employer reported for one year, read and mended.
#[derive(Clone, Debug, PartialEq)]
pub struct Filing {
    /// The line its row starts on.
    pub line: u64,
    /// The service's own id of the employer; older files have none.
    pub service_id: Option<String>,
    /// Company number; public bodies have none.
    pub company_number: Option<String>,
    /// The name reported under.
    pub name: String,
    /// The name when the file was made.
    pub current_name: String,
    /// Address in one line.
    pub address: Option<String>,
    /// Postcode; older files have it only at the end of the address.
    pub postcode: Option<String>,
    /// Industry codes, the order of the file.
    pub sic_codes: Vec<SicCode>,
    /// Whether it is marked as public sector.
    pub public_sector: bool,
    /// Headcount band.
    pub size: ReportedSize,
    /// The public figures.
    pub figures: Figures,
    /// Where the employer publishes its own report.
    pub report_link: Option<String>,
    /// Whether it came late.
    pub punctuality: Punctuality,
    /// When it was due.
    pub due_on: NaiveDate,
    /// When it came.
    pub submitted_at: Option<DateTime<Utc>>,
}

impl Filing {
    /// The year it reports on.
    pub fn year(&self) -> ReportingYear {
        ReportingYear::due_on(self.due_on)
    }

    /// Its names at its place, for recognising an employer that has neither number nor id; none
    /// without a place, since a name alone says too little.
    pub fn names_at_place(&self) -> Vec<String> {
        let place = self
            .postcode
            .clone()
            .or_else(|| self.address.as_deref().map(names::search_name))
            .filter(|place| !place.is_empty());
        let Some(place) = place else {
            return Vec::new();
        };
        let mut keys: Vec<String> = [&self.name, &self.current_name]
            .iter()
            .map(|name| names::search_name(name))
            .filter(|name| !name.is_empty())
            .map(|name| short(format!("{name} | {place}")))
            .collect();
        keys.dedup();
        keys
    }
}

/// A key short enough for an index: beyond 300 bytes its digest stands for it.
fn short(key: String) -> String {
    if key.len() <= 300 {
        return key;
    }
    hex::encode(sha2::Sha256::digest(key.as_bytes()))
}

/// Bytes that are not UTF-8.
const NOT_UTF8: Fault = Fault::new(
    "not_utf8",
    "Bytes that are not UTF-8 were replaced by the mark U+FFFD.",
);
/// More or fewer fields than the header has.
const WIDTH: Fault = Fault::new(
    "row_width",
    "The row has more or fewer fields than there are column names.",
);
/// No name at all.
const NO_NAME: Fault = Fault::new("employer_name_missing", "The row names no employer.");
/// The year cannot be told.
const NO_YEAR: Fault = Fault::new(
    "due_date_unreadable",
    "Without the day it was due, the reporting year cannot be told.",
);
/// No date.
const DATE_UNREADABLE: Fault = Fault::new(
    "date_unreadable",
    "Not a date and time as the service writes them.",
);
/// Neither True nor False.
const TRUTH_UNREADABLE: Fault = Fault::new("true_or_false_unreadable", "Neither True nor False.");
/// Digits only.
const SERVICE_ID_MALFORMED: Fault = Fault::new(
    "employer_id_malformed",
    "The service's ids are numbers of up to 12 digits.",
);
/// From the end of the address.
const POSTCODE_FROM_ADDRESS: Fault = Fault::new(
    "postcode_from_address",
    "The field is blank; the postcode at the end of the address was taken.",
);
/// Nothing but blanks.
const NAME_FROM_CURRENT: Fault = Fault::new(
    "employer_name_from_current_name",
    "The field is blank; the current name was taken.",
);

/// Reads a row. The filing is none when the row has to be left out; the issues say why, and
/// name every field that was mended, left out or doubtful.
pub fn read(schema: &Schema, row: &Row) -> (Option<Filing>, Vec<Issue>) {
    let mut reader = FieldReader {
        schema,
        row,
        issues: Vec::new(),
    };
    let filing = reader.filing();
    (filing, reader.issues)
}

/// Whether the last row of a file without a last line break may have been cut short: its last
/// field is not written as those before it were.
pub fn looks_cut(schema: &Schema, row: &Row, usual: Option<dates::Form>) -> bool {
    let submitted = schema
        .place(Column::DateSubmitted)
        .and_then(|place| dates::read(row.get(place)))
        .map(|(_, form)| form);
    row.unterminated && usual.is_some() && submitted != usual
}

struct FieldReader<'a> {
    schema: &'a Schema,
    row: &'a Row,
    issues: Vec<Issue>,
}

impl FieldReader<'_> {
    fn filing(&mut self) -> Option<Filing> {
        if self.row.fields.len() != self.schema.width() {
            // Its fields may stand under the wrong names, so none of them is repeated.
            let sentence = WIDTH.sentence.to_owned();
            self.issues = vec![row_rejected(self.row.line, "", WIDTH, sentence)];
            return None;
        }
        for place in &self.row.not_utf8 {
            if let Some(column) = self.schema.column_at(*place) {
                self.told(column, Outcome::FieldRepaired, NOT_UTF8, String::new());
            }
        }
        let current = self.taken(Column::CurrentName, |text| {
            text::read(text, NAME_MAX_CHARACTERS)
        });
        let name = self.name(current.as_deref())?;
        let due_raw = self.raw(Column::DueDate);
        let Some((due, _)) = dates::read(due_raw) else {
            self.row_rejected(NO_YEAR);
            return None;
        };
        let address = self.taken(Column::Address, |text| {
            text::read(text, TEXT_MAX_CHARACTERS)
        });
        let industries = sic::read(self.raw(Column::SicCodes));
        for (value, stored, outcome, fault) in industries.faults {
            self.issue(Column::SicCodes, value, stored, outcome, fault);
        }
        Some(Filing {
            line: self.row.line,
            service_id: self.taken(Column::EmployerId, read_service_id),
            company_number: self.taken(Column::CompanyNumber, company_number::read),
            current_name: current.unwrap_or_else(|| name.clone()),
            name,
            postcode: self.postcode(address.as_deref()),
            address,
            sic_codes: industries.codes,
            public_sector: industries.public_sector,
            size: self
                .taken(Column::EmployerSize, size::read)
                .unwrap_or(ReportedSize::NotProvided),
            figures: self.figures(),
            report_link: self.taken(Column::Link, text::read_link),
            punctuality: self
                .taken(Column::SubmittedAfterTheDeadline, read_punctuality)
                .unwrap_or(Punctuality::NotSaid),
            due_on: due.date(),
            submitted_at: self.taken(Column::DateSubmitted, read_instant),
        })
    }

    fn name(&mut self, current: Option<&str>) -> Option<String> {
        let name = self.taken(Column::EmployerName, |text| {
            text::read(text, NAME_MAX_CHARACTERS)
        });
        match (name, current) {
            (Some(name), _) => Some(name),
            (None, Some(current)) => {
                self.told(
                    Column::EmployerName,
                    Outcome::FieldRepaired,
                    NAME_FROM_CURRENT,
                    current.to_owned(),
                );
                Some(current.to_owned())
            }
            (None, None) => {
                self.row_rejected(NO_NAME);
                None
            }
        }
    }

    /// The postcode of its own column; where that is blank or missing, the address's.
    fn postcode(&mut self, address: Option<&str>) -> Option<String> {
        let own = self.schema.has(Column::PostCode);
        let blank = self.raw(Column::PostCode).trim().is_empty();
        if own && !blank {
            return self.taken(Column::PostCode, postcode::read);
        }
        let found = address.and_then(postcode::at_end_of)?;
        if own {
            self.told(
                Column::PostCode,
                Outcome::FieldRepaired,
                POSTCODE_FROM_ADDRESS,
                found.clone(),
            );
        }
        Some(found)
    }

    fn figures(&mut self) -> Figures {
        Figure::ALL
            .iter()
            .filter_map(|figure| {
                let column = Column::Figure(*figure);
                Some((
                    *figure,
                    self.taken(column, |text| figures::read(*figure, text))?,
                ))
            })
            .collect()
    }

    fn raw(&self, column: Column) -> &str {
        self.schema
            .place(column)
            .map_or("", |place| self.row.get(place))
    }

    /// Reads a field and notes down what was wrong with it.
    fn taken<T: Stored>(
        &mut self,
        column: Column,
        read: impl FnOnce(&str) -> Reading<T>,
    ) -> Option<T> {
        let reading = read(self.raw(column));
        if let Some((outcome, fault)) = reading.fault {
            let stored = match (&reading.value, outcome) {
                (Some(value), Outcome::FieldRepaired) => value.stored(),
                _ => String::new(),
            };
            // Lost letters were told of already when it is this file that is not UTF-8.
            let told = fault.code == "replacement_character"
                && self
                    .schema
                    .place(column)
                    .is_some_and(|place| self.row.not_utf8.contains(&place));
            if !told {
                self.told(column, outcome, fault, stored);
            }
        }
        reading.value
    }

    fn told(&mut self, column: Column, outcome: Outcome, fault: Fault, stored: String) {
        let value = self.raw(column).to_owned();
        self.issue(column, value, stored, outcome, fault);
    }

    fn issue(
        &mut self,
        column: Column,
        value: String,
        stored: String,
        outcome: Outcome,
        fault: Fault,
    ) {
        self.issues.push(Issue {
            line: self.row.line,
            field: column.name().to_owned(),
            value,
            outcome,
            stored,
            reason: fault.code,
            explanation: fault.sentence.to_owned(),
        });
    }

    fn row_rejected(&mut self, fault: Fault) {
        // With the row left out, what became of its fields no longer matters.
        self.issues.clear();
        self.issues.push(row_rejected(
            self.row.line,
            self.raw(Column::EmployerName),
            fault,
            fault.sentence.to_owned(),
        ));
    }
}

/// Says that a row was left out.
pub fn row_rejected(line: u64, name: &str, fault: Fault, explanation: String) -> Issue {
    Issue {
        line,
        field: String::new(),
        value: name.to_owned(),
        outcome: Outcome::RowRejected,
        stored: String::new(),
        reason: fault.code,
        explanation,
    }
}

/// Can say what is stored.
trait Stored {
    fn stored(&self) -> String;
}

impl Stored for String {
    fn stored(&self) -> String {
        self.clone()
    }
}

impl Stored for f64 {
    fn stored(&self) -> String {
        self.to_string()
    }
}

impl Stored for ReportedSize {
    fn stored(&self) -> String {
        self.label().to_owned()
    }
}

impl Stored for Punctuality {
    fn stored(&self) -> String {
        self.label().to_owned()
    }
}

impl Stored for DateTime<Utc> {
    fn stored(&self) -> String {
        dates::london_text(*self)
    }
}

fn read_service_id(text: &str) -> Reading<String> {
    let tidy = text.trim();
    if tidy.is_empty() {
        return Reading::blank();
    }
    if tidy.len() > 12 || !tidy.bytes().all(|b| b.is_ascii_digit()) {
        return Reading::rejected(SERVICE_ID_MALFORMED);
    }
    Reading::clean(tidy.to_owned())
}

fn read_punctuality(text: &str) -> Reading<Punctuality> {
    match text.trim().to_ascii_lowercase().as_str() {
        "" => Reading::blank(),
        "true" => Reading::clean(Punctuality::Late),
        "false" => Reading::clean(Punctuality::OnTime),
        _ => Reading::rejected(TRUTH_UNREADABLE),
    }
}

fn read_instant(text: &str) -> Reading<DateTime<Utc>> {
    if text.trim().is_empty() {
        return Reading::blank();
    }
    dates::read(text).map_or(Reading::rejected(DATE_UNREADABLE), |(moment, _)| {
        Reading::clean(dates::london_instant(moment))
    })
}

#[cfg(test)]
#[path = "filing_tests.rs"]
pub(super) mod tests;
