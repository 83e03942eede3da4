//! What rows say, one thing at a time.

use chrono::NaiveDate;
use entity::area_kinds::{AreaKind, SuccessionKind};

use super::codes::kind_of;
use super::form::{Form, Level, LevelColumns};
use super::{recodes, register};
use crate::identity::directory::rules::{Fault, dates, text};
use crate::platform::table::{Issue, Outcome, Row};

/// Longest name of a place, in characters.
const NAME_MAX_CHARACTERS: usize = 200;

/// Which place is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// By code; small areas by census, others 0.
    Code {
        /// Census year, or 0.
        vintage: i32,
        /// The code.
        code: String,
    },
    /// An authority that has no code yet, by name.
    Authority(String),
    /// By its registry code.
    Registry(String),
}

impl Key {
    /// A place that is not a small area, by code.
    pub fn code(code: impl Into<String>) -> Self {
        Self::Code {
            vintage: 0,
            code: code.into(),
        }
    }
}

/// One thing a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// There is such a place.
    Place {
        /// Which.
        key: Key,
        /// What it is.
        kind: AreaKind,
        /// What it is called.
        name: String,
        /// The day of that name; none when any other source's name is preferred.
        named_on: Option<NaiveDate>,
        /// From when it exists.
        valid_from: Option<NaiveDate>,
        /// Until when it existed.
        valid_until: Option<NaiveDate>,
    },
    /// A place lies in another.
    Lies {
        /// The smaller place.
        of: Key,
        /// The larger place.
        within: Key,
        /// The day the source speaks of.
        known_on: NaiveDate,
        /// From when it holds, and not before.
        starts_on: Option<NaiveDate>,
    },
    /// A district goes on under a new code.
    Recoded {
        /// The older code.
        from: String,
        /// The newer code.
        to: String,
        /// From when, where that is known.
        on: Option<NaiveDate>,
    },
    /// A place became, or became part of, another.
    Became {
        /// The older place.
        from: Key,
        /// The newer place.
        to: Key,
        /// How.
        kind: SuccessionKind,
        /// When the older place ended and the newer began; none when the older goes on.
        on: Option<NaiveDate>,
    },
    /// A place is also called so.
    Named {
        /// The place.
        of: Key,
        /// The name.
        name: String,
    },
    /// A place has a registry code.
    Registered {
        /// The place.
        of: Key,
        /// The registry code.
        registry: String,
    },
}

/// What a row says, or why it is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The line it starts on.
    pub line: u64,
    /// What it is about, for reports.
    pub about: String,
    /// Said in this order.
    pub statements: Vec<Statement>,
    /// Said when every row of the file has said its statements.
    pub afterwards: Vec<Statement>,
    /// Fields mended or left out; a row that is left out says nothing but this.
    pub issues: Vec<Issue>,
}

impl Said {
    /// A row that says nothing yet.
    pub fn new(row: &Row, about: impl Into<String>) -> Self {
        Self {
            line: row.line,
            about: about.into(),
            statements: Vec::new(),
            afterwards: Vec::new(),
            issues: Vec::new(),
        }
    }

    /// Tells of bytes that are not UTF-8, unless the row is left out anyway.
    pub(super) fn not_utf8(&mut self, row: &Row) {
        if self.is_rejected() {
            return;
        }
        for place in &row.not_utf8 {
            self.issues.push(Issue {
                line: row.line,
                field: format!("column {}", place + 1),
                value: row.get(*place).to_owned(),
                outcome: Outcome::FieldRepaired,
                stored: row.get(*place).to_owned(),
                reason: NOT_UTF8.code,
                explanation: NOT_UTF8.sentence.to_owned(),
            });
        }
    }

    /// Whether the row is left out.
    pub fn is_rejected(&self) -> bool {
        self.issues
            .iter()
            .any(|issue| issue.outcome == Outcome::RowRejected)
    }

    /// A row that is left out.
    pub fn rejected(row: &Row, about: &str, fault: Fault) -> Self {
        let mut said = Self::new(row, about);
        said.issues.push(row_rejected(row.line, about, fault));
        said
    }
}

/// Says that a row is left out.
pub fn row_rejected(line: u64, about: &str, fault: Fault) -> Issue {
    Issue {
        line,
        field: String::new(),
        value: about.to_owned(),
        outcome: Outcome::RowRejected,
        stored: String::new(),
        reason: fault.code,
        explanation: fault.sentence.to_owned(),
    }
}

/// More or fewer fields than the header has.
const WIDTH: Fault = Fault::new(
    "row_width",
    "The row has more or fewer fields than there are column names.",
);
/// Lost letters.
const NOT_UTF8: Fault = Fault::new(
    "not_utf8",
    "Bytes that are not UTF-8 were replaced by the mark U+FFFD.",
);
/// No code, or not one of the level of its column.
const CODE: Fault = Fault::new(
    "code_malformed",
    "A code is missing, or is not one of the kind its column is named after.",
);
/// No name.
const NAME: Fault = Fault::new("name_missing", "The place has no name.");
/// No date.
const DATE: Fault = Fault::new(
    "date_unreadable",
    "The day it takes effect is missing or not a date.",
);

/// What rows of a form say. Forms that are read whole need all of their rows at once.
pub fn read(form: &Form, width: usize, rows: &[Row]) -> Vec<Said> {
    let whole = |row: &Row| row.fields.len() == width;
    if let Form::Recodes(years) = form {
        return recodes::read(years, rows, whole);
    }
    rows.iter()
        .map(|row| {
            if !whole(row) {
                return Said::rejected(row, "", WIDTH);
            }
            let mut said = match form {
                Form::Lookup(levels) => lookup(levels, row),
                Form::SmallAreaChange {
                    from,
                    to,
                    change,
                    district,
                } => small_area_change(*from, *to, *change, *district, row),
                Form::Authorities {
                    code,
                    name,
                    effective_from,
                    district,
                } => authority([*code, *name, *effective_from], *district, row),
                Form::Register(columns) => register::read(columns, row),
                Form::RegisterNames { name, registry } => {
                    register::read_name(*name, *registry, row)
                }
                // Read above, all rows at once.
                Form::Recodes(_) => Said::new(row, ""),
            };
            said.not_utf8(row);
            said
        })
        .collect()
}

/// What is wrong with a row's width.
pub(super) const fn width_fault() -> Fault {
    WIDTH
}

/// The code and name of a level in a row; none when the code is not one of the level.
pub(super) fn coded(columns: LevelColumns, row: &Row) -> Option<(Key, String)> {
    let code = row.get(columns.code).trim();
    if kind_of(code) != Some(columns.level.kind()) {
        return None;
    }
    let name = columns
        .name
        .and_then(|place| text::read(row.get(place), NAME_MAX_CHARACTERS).value)
        .unwrap_or_else(|| code.to_owned());
    let key = Key::Code {
        vintage: columns.kept_vintage(),
        code: code.to_owned(),
    };
    Some((key, name))
}

/// There is a place of a level, by the name its vintage has for it.
pub(super) fn place(columns: LevelColumns, key: Key, name: String) -> Statement {
    // Lookups shorten the names of authorities, so any fuller name is preferred to theirs.
    let named_on = (columns.level != Level::Authority).then(|| columns.known_on());
    Statement::Place {
        key,
        kind: columns.level.kind(),
        name,
        named_on,
        valid_from: None,
        valid_until: None,
    }
}

fn lookup(levels: &[LevelColumns], row: &Row) -> Said {
    let about = levels.first().map_or("", |columns| row.get(columns.code));
    let mut said = Said::new(row, about);
    let mut places: Vec<(LevelColumns, Key)> = Vec::new();
    for columns in levels {
        if columns.level == Level::UpperTier && !row.get(columns.code).starts_with("E10") {
            // A unitary, metropolitan or London district, which has no county above it.
            continue;
        }
        let Some((key, name)) = coded(*columns, row) else {
            return Said::rejected(row, about, CODE);
        };
        said.statements.push(place(*columns, key.clone(), name));
        places.push((*columns, key));
    }
    for (small, of) in &places {
        for (larger, within) in &places {
            if small.level.lies_in(larger.level) {
                said.statements.push(Statement::Lies {
                    of: of.clone(),
                    within: within.clone(),
                    known_on: larger.known_on().max(small.known_on()),
                    starts_on: None,
                });
            }
        }
    }
    said
}

fn small_area_change(
    from: LevelColumns,
    to: LevelColumns,
    change: Option<usize>,
    district: Option<LevelColumns>,
    row: &Row,
) -> Said {
    let about = row.get(from.code);
    let mut said = Said::new(row, about);
    let (Some((old, old_name)), Some((new, new_name))) = (coded(from, row), coded(to, row)) else {
        return Said::rejected(row, about, CODE);
    };
    let kind = match change.map(|place| row.get(place).trim()) {
        Some("U") => SuccessionKind::Unchanged,
        Some("S") => SuccessionKind::Split,
        Some("M") => SuccessionKind::Merged,
        _ => SuccessionKind::Irregular,
    };
    said.statements.push(place(from, old.clone(), old_name));
    said.statements.push(place(to, new.clone(), new_name));
    if let Some(columns) = district {
        let Some((within, name)) = coded(columns, row) else {
            return Said::rejected(row, about, CODE);
        };
        said.statements.push(place(columns, within.clone(), name));
        said.statements.push(Statement::Lies {
            of: new.clone(),
            within,
            known_on: columns.known_on().max(to.known_on()),
            starts_on: None,
        });
    }
    said.statements.push(Statement::Became {
        from: old,
        to: new,
        kind,
        on: None,
    });
    said
}

fn authority(
    [code, name, effective_from]: [usize; 3],
    district: LevelColumns,
    row: &Row,
) -> Said {
    let Some(name) = text::read(row.get(name), NAME_MAX_CHARACTERS).value else {
        return Said::rejected(row, "", NAME);
    };
    let mut said = Said::new(row, &name);
    let key = match row.get(code).trim() {
        "" => Key::Authority(name.clone()),
        code if kind_of(code) == Some(AreaKind::Authority) => Key::code(code),
        _ => return Said::rejected(row, &name, CODE),
    };
    let Some((from, _)) = dates::read(row.get(effective_from)) else {
        return Said::rejected(row, &name, DATE);
    };
    let from = from.date();
    let Some((member, member_name)) = coded(district, row) else {
        return Said::rejected(row, &name, CODE);
    };
    said.statements = vec![
        Statement::Place {
            key: key.clone(),
            kind: AreaKind::Authority,
            name,
            named_on: Some(from.max(district.known_on())),
            valid_from: Some(from),
            valid_until: None,
        },
        place(district, member.clone(), member_name),
        Statement::Lies {
            of: member,
            within: key,
            known_on: from,
            starts_on: Some(from),
        },
    ];
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::table::TableReader;

    pub(crate) fn said(csv: &str) -> Vec<Said> {
        let mut reader = TableReader::open(csv.as_bytes()).unwrap();
        let form = Form::recognise(reader.header()).unwrap();
        let width = reader.header().len();
        let mut rows = Vec::new();
        while let Some(row) = reader.next_row().unwrap() {
            rows.push(row);
        }
        read(&form, width, &rows)
    }

    fn reasons(said: &[Said]) -> Vec<(u64, &str)> {
        said.iter()
            .flat_map(|said| &said.issues)
            .map(|issue| (issue.line, issue.reason))
            .collect()
    }

    #[test]
    fn a_lookup_names_places_and_where_they_lie() {
        let found = said(
            "lsoa21_name,lsoa21_code,ward24_name,ward24_code,ltla24_name,ltla24_code\n\
             Exampleton 001A,E01000001,North,E05000001,Exampleton,E08000001\n",
        );
        assert_eq!(found[0].statements.len(), 6);
        let days: Vec<String> = found[0]
            .statements
            .iter()
            .filter_map(|statement| match statement {
                Statement::Lies { known_on, .. } => Some(known_on.to_string()),
                _ => None,
            })
            .collect();
        assert_eq!(days, ["2024-05-01", "2024-04-01", "2024-05-01"]);
    }

    #[test]
    fn districts_without_a_county_lie_in_none() {
        let found = said(
            "ltla23_code,ltla23_name,utla23_code,utla23_name\n\
             E06000001,Uniton,E06000001,Uniton\nE07000001,Shireton,E10000001,Shire\n",
        );
        assert_eq!(found[0].statements.len(), 1);
        assert_eq!(found[1].statements.len(), 3);
    }

    #[test]
    fn an_authority_may_have_no_code() {
        let found = said(
            "sa_gss,sa_name,sa_type,effective_from,lad24_code,lad24_name\n\
             ,Example Combined Authority,CA,2026-02-24,E06000001,Uniton\n\
             E08000001,Wrong,CA,2026-02-24,E06000001,Uniton\n\
             ,Late,CA,soon,E06000001,Uniton\n\
             ,,CA,2026-02-24,E06000001,Uniton\n",
        );
        assert!(matches!(
            &found[0].statements[2],
            Statement::Lies { within: Key::Authority(name), starts_on: Some(_), .. }
                if name == "Example Combined Authority"
        ));
        assert_eq!(
            reasons(&found),
            [(3, "code_malformed"), (4, "date_unreadable"), (5, "name_missing")]
        );
    }

    #[test]
    fn small_areas_of_two_censuses_are_kept_apart() {
        let found = said(
            "lsoa11_name,lsoa11_code,change_code,lsoa21_name,lsoa21_code,ltla22_name,ltla22_code\n\
             A,E01000001,U,A,E01000001,Exampleton,E08000001\n\
             A,E01000001,S,A,E0100000X,Exampleton,E08000001\n",
        );
        let keys: Vec<&Key> = found[0]
            .statements
            .iter()
            .filter_map(|statement| match statement {
                Statement::Place { key, kind: AreaKind::Lsoa, .. } => Some(key),
                _ => None,
            })
            .collect();
        assert_ne!(keys[0], keys[1]);
        assert_eq!(reasons(&found), [(3, "code_malformed")]);
    }
}
