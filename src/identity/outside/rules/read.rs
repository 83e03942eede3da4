//! A list as a file: columns recognised by their headings, rows read and refused one by one.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{heading, plain, read_day, read_tier};
use super::{Entry, HOLDER_MAX_CHARACTERS, REFERENCE_MAX_CHARACTERS, ROWS_MAX};
use crate::identity::directory::rules::{company_number, postcode};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::table::{Issue, Outcome, Row, TableReader};

/// What a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Holder,
    Reference,
    CompanyNumber,
    Postcode,
    Tier,
    Since,
    Until,
}

/// The headings a column goes by, in small letters.
const HEADINGS: &[(Column, &[&str])] = &[
    (
        Column::Holder,
        &[
            "name",
            "employer",
            "employer name",
            "name of employer",
            "organisation",
            "organisation name",
            "name of organisation",
            "organization",
            "company",
            "company name",
            "business",
            "business name",
            "legal name",
            "licensee",
            "holder",
        ],
    ),
    (
        Column::Reference,
        &[
            "reference",
            "reference number",
            "reference no",
            "ref",
            "ref no",
            "licence",
            "licence number",
            "licence no",
            "license number",
            "license no",
            "accreditation number",
            "accreditation no",
            "certificate number",
            "certificate no",
            "membership number",
            "id",
        ],
    ),
    (
        Column::CompanyNumber,
        &[
            "company number",
            "company no",
            "companies house number",
            "companies house no",
            "company registration number",
            "company reg no",
            "registration number",
            "crn",
        ],
    ),
    (
        Column::Postcode,
        &[
            "postcode",
            "post code",
            "postal code",
            "head office postcode",
        ],
    ),
    (
        Column::Tier,
        &[
            "tier",
            "level",
            "award level",
            "accreditation level",
            "grade",
        ],
    ),
    (
        Column::Since,
        &[
            "since",
            "from",
            "valid from",
            "start",
            "start date",
            "accredited since",
            "accredited on",
            "accreditation date",
            "date accredited",
            "date awarded",
            "award date",
            "awarded",
        ],
    ),
    (
        Column::Until,
        &[
            "until",
            "to",
            "valid to",
            "valid until",
            "end",
            "end date",
            "expiry",
            "expiry date",
            "expires",
            "expires on",
            "expiration date",
            "renewal date",
        ],
    ),
];

/// What was read of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The rows taken, by what each is recognised by.
    pub entries: BTreeMap<String, Entry>,
    /// What rows that were left out are recognised by: what is stored of them stays.
    pub withheld: BTreeSet<String>,
    /// Rows read, blank lines left out.
    pub rows: usize,
    /// Rows left out.
    pub rejected: usize,
    /// Everything that was not as it should be, by line.
    pub issues: Vec<Issue>,
    /// Columns that nothing was read from.
    pub ignored: Vec<String>,
}

impl Read {
    fn note(&mut self, line: u64, field: &str, value: &str, fault: (Outcome, &'static str, &str)) {
        self.issues.push(Issue {
            line,
            field: field.to_owned(),
            value: value.to_owned(),
            outcome: fault.0,
            stored: String::new(),
            reason: fault.1,
            explanation: fault.2.to_owned(),
        });
        if fault.0 == Outcome::RowRejected {
            self.rejected += 1;
        }
    }
}

/// Which column is where.
struct Columns {
    at: BTreeMap<Column, (usize, String)>,
    ignored: Vec<String>,
}

impl Columns {
    fn of(header: &[String]) -> Result<Self> {
        let mut found = Self {
            at: BTreeMap::new(),
            ignored: Vec::new(),
        };
        for (place, name) in header.iter().enumerate() {
            let plain = heading(name);
            let column = HEADINGS
                .iter()
                .find(|(_, headings)| headings.contains(&plain.as_str()))
                .map(|(column, _)| *column);
            let Some(column) = column else {
                if !name.is_empty() {
                    found.ignored.push(name.clone());
                }
                continue;
            };
            if let Some((_, other)) = found.at.insert(column, (place, name.clone())) {
                return Err(malformed(
                    "outside.columns_twice",
                    format!(
                        "The columns “{other}” and “{name}” mean the same. Take one of them out of the file."
                    ),
                ));
            }
        }
        if !found.at.contains_key(&Column::Holder) {
            return Err(malformed(
                "outside.no_name",
                "The file has no column of employers’ names. Call it Name or Employer, in the first line.",
            ));
        }
        let apart = [Column::Reference, Column::CompanyNumber, Column::Postcode];
        if !apart.iter().any(|column| found.at.contains_key(column)) {
            return Err(malformed(
                "outside.nothing_apart",
                "The file has names and nothing else to tell employers apart. Add a column of reference numbers, company numbers or postcodes.",
            ));
        }
        Ok(found)
    }

    fn name(&self, column: Column) -> &str {
        self.at.get(&column).map_or("", |(_, name)| name)
    }

    fn cell<'r>(&self, row: &'r Row, column: Column) -> &'r str {
        self.at.get(&column).map_or("", |(at, _)| row.get(*at))
    }
}

fn malformed(code: &'static str, message: impl Into<String>) -> Error {
    Error::Malformed(Refusal::new(code, message))
}

/// Reads a list; `tiers` are those that schemes know of this accreditation.
///
/// # Errors
/// A sentence when the file is no table, stops in the middle of a row, holds no names, nothing that
/// tells employers apart, no rows, or more than [`ROWS_MAX`] of them.
pub fn read_list(content: &[u8], tiers: &[String]) -> Result<Read> {
    let mut table = TableReader::open(content)?;
    let columns = Columns::of(table.header())?;
    let mut read = Read {
        ignored: columns.ignored.clone(),
        ..Read::default()
    };
    let mut lines: BTreeMap<String, u64> = BTreeMap::new();
    while let Some(row) = table.next_row()? {
        if row.fields.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        read.rows += 1;
        if read.rows > ROWS_MAX {
            return Err(malformed(
                "outside.too_many_rows",
                format!(
                    "The file has more than {ROWS_MAX} rows. Is it the list of this accreditation?"
                ),
            ));
        }
        take(&mut read, &mut lines, &columns, &row, tiers);
    }
    if read.rows == 0 {
        return Err(malformed(
            "outside.no_rows",
            "The file has column names and no rows. An empty list would end every accreditation; nothing was read.",
        ));
    }
    Ok(read)
}

/// Takes one row, or says why not.
fn take(
    read: &mut Read,
    lines: &mut BTreeMap<String, u64>,
    columns: &Columns,
    row: &Row,
    tiers: &[String],
) {
    let line = row.line;
    let mut entry = Entry {
        holder: plain(columns.cell(row, Column::Holder)),
        reference: some(plain(columns.cell(row, Column::Reference))),
        tier: read_tier(&plain(columns.cell(row, Column::Tier)), tiers),
        ..Entry::default()
    };
    for (column, reading) in [
        (
            Column::CompanyNumber,
            company_number::read(columns.cell(row, Column::CompanyNumber)),
        ),
        (
            Column::Postcode,
            postcode::read(columns.cell(row, Column::Postcode)),
        ),
    ] {
        if let Some((outcome @ (Outcome::FieldRejected | Outcome::FieldNoted), fault)) =
            reading.fault
        {
            let cell = columns.cell(row, column);
            read.note(
                line,
                columns.name(column),
                cell,
                (outcome, fault.code, fault.sentence),
            );
        }
        match column {
            Column::CompanyNumber => entry.company_number = reading.value,
            _ => entry.postcode = reading.value,
        }
    }
    let key = entry.key();
    let mut refused = None;
    if entry.holder.is_empty() {
        refused = Some((Column::Holder, "name_missing", "The row names no employer."));
    } else if entry.holder.chars().count() > HOLDER_MAX_CHARACTERS {
        refused = Some((
            Column::Holder,
            "name_too_long",
            "The name is longer than 300 characters.",
        ));
    }
    for (column, text) in [
        (Column::Reference, &entry.reference),
        (Column::Tier, &entry.tier),
    ] {
        if text
            .as_ref()
            .is_some_and(|text| text.chars().count() > REFERENCE_MAX_CHARACTERS)
        {
            refused = Some((column, "too_long", "This is longer than 100 characters."));
        }
    }
    for column in [Column::Since, Column::Until] {
        match read_day(columns.cell(row, column)) {
            Ok(day) if column == Column::Since => entry.since = day,
            Ok(day) => entry.until = day,
            Err(fault) => refused = Some((column, fault.code, fault.sentence)),
        }
    }
    if let (Some(since), Some(until)) = (entry.since, entry.until)
        && since > until
    {
        refused = Some((
            Column::Until,
            "ends_before_it_begins",
            "It ends before it begins.",
        ));
    }
    let Some(key) = key else {
        let why =
            "A name alone tells nobody apart: give a reference, a company number or a postcode.";
        let value = entry.holder.clone();
        read.note(
            line,
            columns.name(Column::Holder),
            &value,
            (Outcome::RowRejected, "name_alone", why),
        );
        return;
    };
    if let Some((column, code, sentence)) = refused {
        let cell = columns.cell(row, column);
        read.note(
            line,
            columns.name(column),
            cell,
            (Outcome::RowRejected, code, sentence),
        );
        // An earlier row of the same key stands; without one, what is stored does.
        if !read.entries.contains_key(&key) {
            read.withheld.insert(key);
        }
        return;
    }
    if let Some(first) = lines.get(&key) {
        let why = format!("This is the same accreditation as on line {first}; that row was taken.");
        read.note(
            line,
            "",
            &entry.reference(),
            (Outcome::RowRejected, "listed_twice", &why),
        );
        return;
    }
    if let Some(tier) = &entry.tier
        && !tiers.is_empty()
        && !tiers.contains(tier)
    {
        let why = "No scheme knows this tier. It is kept as the file gives it, and counts for nothing that asks for a tier.";
        read.note(
            line,
            columns.name(Column::Tier),
            tier,
            (Outcome::FieldNoted, "tier_unknown", why),
        );
    }
    read.withheld.remove(&key);
    lines.insert(key.clone(), line);
    read.entries.insert(key, entry);
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests;
