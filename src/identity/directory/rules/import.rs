//! What an import of employers decides: what is news, what is history, and how it is counted.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use entity::directory_kinds::NameKind;
use entity::ids::DirectoryImportId;

use super::compare::{self, Change};
use super::dates::ReportingYear;
use super::filing::Filing;
use super::schema::Schema;
use crate::platform::table::{Outcome, Tally};

/// What is stored of one employer, as far as an import needs it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stored {
    /// The employer; none when it is new.
    pub head: Option<Head>,
    /// Its names.
    pub names: Vec<KnownName>,
    /// Its filings, and whether each is no longer listed.
    pub filings: HashMap<ReportingYear, (Filing, bool)>,
}

/// The employer itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its company number.
    pub company_number: Option<String>,
    /// The newest year it reported on.
    pub latest_year: ReportingYear,
    /// When it was first imported.
    pub created_at: DateTime<Utc>,
}

/// A name and the span of due dates it was seen with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownName {
    /// Where it comes from.
    pub kind: NameKind,
    /// The name.
    pub name: String,
    /// Due date of the first filing with it.
    pub first_due_on: NaiveDate,
    /// Due date of the last filing with it.
    pub last_due_on: NaiveDate,
}

/// Whether a file is the newest of its year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Recency {
    /// It is older when an earlier import of the year had a later submission.
    #[default]
    BySubmissions,
    /// It is taken as the newest, whatever its submissions say.
    Newest,
}

/// What a filing is to what is stored.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// The year had none of this employer.
    Inserted,
    /// It differs from what is stored.
    Updated(Vec<Change>),
    /// It does not differ, or the file is an older one.
    Unchanged,
}

/// Compares a filing with what is stored, after carrying over what its file cannot say.
pub fn effect(schema: &Schema, stored: &Stored, filing: &mut Filing, older_file: bool) -> Effect {
    let Some((before, removed)) = stored.filings.get(&filing.year()) else {
        return Effect::Inserted;
    };
    if older_file {
        return Effect::Unchanged;
    }
    compare::complete(schema, before, filing);
    let mut changes = compare::changes(before, filing);
    if *removed {
        changes.push(Change::listed(true));
    }
    if changes.is_empty() {
        Effect::Unchanged
    } else {
        Effect::Updated(changes)
    }
}

/// Whether a filing speaks for its employer: no other of a later year does.
pub fn speaks(stored: &Stored, filing: &Filing, effect: &Effect) -> bool {
    let newest = stored
        .head
        .as_ref()
        .is_none_or(|head| filing.year() >= head.latest_year);
    match effect {
        Effect::Inserted | Effect::Updated(_) => newest,
        Effect::Unchanged => false,
    }
}

/// The company number an older filing gives to an employer that has none.
pub fn number_to_fill(stored: &Stored, filing: &Filing) -> Option<String> {
    let head = stored.head.as_ref()?;
    match head.company_number {
        None => filing.company_number.clone(),
        Some(_) => None,
    }
}

/// The names of a filing that are new, or were seen in a longer span than is stored.
pub fn names_to_store(stored: &Stored, filing: &Filing) -> Vec<KnownName> {
    [
        (NameKind::Reported, &filing.name),
        (NameKind::Current, &filing.current_name),
    ]
    .into_iter()
    .filter_map(|(kind, name)| {
        let known = stored
            .names
            .iter()
            .find(|known| known.kind == kind && known.name == *name);
        let first = known.map_or(filing.due_on, |known| known.first_due_on.min(filing.due_on));
        let last = known.map_or(filing.due_on, |known| known.last_due_on.max(filing.due_on));
        let same =
            known.is_some_and(|known| known.first_due_on == first && known.last_due_on == last);
        (!same).then(|| KnownName {
            kind,
            name: name.clone(),
            first_due_on: first,
            last_due_on: last,
        })
    })
    .collect()
}

/// Rows by what became of them, fields by what was wrong with them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows read.
    pub read: u64,
    /// Filings that were new.
    pub inserted: u64,
    /// Filings that had changed.
    pub updated: u64,
    /// Filings that were as before.
    pub unchanged: u64,
    /// Filings that the file no longer has.
    pub removed: u64,
    /// Rows left out.
    pub rejected: u64,
    /// Fields mended.
    pub repaired: u64,
    /// Fields left out.
    pub fields_rejected: u64,
    /// Fields a person should look at.
    pub noted: u64,
}

impl Counts {
    /// Takes the counts of fields from a tally.
    #[must_use]
    pub fn with_fields(mut self, tally: &Tally) -> Self {
        self.rejected = tally.count(Outcome::RowRejected);
        self.repaired = tally.count(Outcome::FieldRepaired);
        self.fields_rejected = tally.count(Outcome::FieldRejected);
        self.noted = tally.count(Outcome::FieldNoted);
        self
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "read={} inserted={} updated={} unchanged={} removed={} rejected={} repaired={} \
             fields_rejected={} noted={}",
            self.read,
            self.inserted,
            self.updated,
            self.unchanged,
            self.removed,
            self.rejected,
            self.repaired,
            self.fields_rejected,
            self.noted
        )
    }
}

/// What an import did. Its `Display` is the summary line.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportReport {
    /// The import, to list its changes by.
    pub import_id: DirectoryImportId,
    /// The year most of the rows report on.
    pub year: ReportingYear,
    /// The counts of the summary line.
    pub counts: Counts,
    /// Employers the directory did not have in any year.
    pub new_employers: u64,
    /// Rows marked as public sector.
    pub public_sector: u64,
    /// Blank fields, by column: nothing wrong, nothing stored.
    pub blanks: BTreeMap<&'static str, u64>,
    /// How often each thing was wrong.
    pub tally: Tally,
    /// Whether the file is an older download than one imported before: then only employers and
    /// names that were not known were taken from it, and nothing counts as removed.
    pub older_file: bool,
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.counts.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::directory::rules::filing::tests::{NEW_HEADER, filing, schema};

    fn stored(filing: &Filing, removed: bool) -> Stored {
        Stored {
            head: Some(Head {
                company_number: filing.company_number.clone(),
                latest_year: filing.year(),
                created_at: DateTime::UNIX_EPOCH,
            }),
            names: names_to_store(&Stored::default(), filing),
            filings: HashMap::from([(filing.year(), (filing.clone(), removed))]),
        }
    }

    fn later(filing: &Filing) -> Filing {
        Filing {
            due_on: NaiveDate::from_ymd_opt(2023, 4, 5).unwrap(),
            ..filing.clone()
        }
    }

    #[test]
    fn the_same_again_is_no_news() {
        let schema = schema(NEW_HEADER);
        let known = stored(&filing(), false);
        assert_eq!(
            effect(&schema, &known, &mut filing(), false),
            Effect::Unchanged
        );
        assert!(names_to_store(&known, &filing()).is_empty());
    }

    #[test]
    fn an_older_file_changes_nothing_but_the_names() {
        let schema = schema(NEW_HEADER);
        let known = stored(&filing(), false);
        let mut older = filing();
        older.current_name = "FORMER NAME LIMITED".to_owned();
        let found = effect(&schema, &known, &mut older, true);
        assert_eq!(found, Effect::Unchanged);
        assert!(!speaks(&known, &older, &found));
        let names = names_to_store(&known, &older);
        assert_eq!(names.len(), 1);
        assert_eq!(names[0].name, "FORMER NAME LIMITED");
    }

    #[test]
    fn an_older_year_is_stored_beside_and_does_not_speak() {
        let schema = schema(NEW_HEADER);
        let known = stored(&later(&filing()), false);
        let mut older = filing();
        let found = effect(&schema, &known, &mut older, false);
        assert_eq!(found, Effect::Inserted);
        assert!(!speaks(&known, &older, &found));
        let names = names_to_store(&known, &older);
        assert_eq!(names[0].first_due_on, older.due_on);
        assert_eq!(names[0].last_due_on, later(&older).due_on);
        let known = stored(&older, false);
        assert!(speaks(&known, &later(&older), &Effect::Inserted));
    }

    #[test]
    fn one_that_came_back_has_changed() {
        let known = stored(&filing(), true);
        let found = effect(&schema(NEW_HEADER), &known, &mut filing(), false);
        assert_eq!(found, Effect::Updated(vec![Change::listed(true)]));
    }
}
