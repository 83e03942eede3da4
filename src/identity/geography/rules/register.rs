//! The register of local authorities: every name an authority goes by.

use chrono::NaiveDate;
use entity::area_kinds::{AreaKind, SuccessionKind};

use super::codes::{dissolved_on, kind_of};
use super::form::RegisterColumns;
use super::statement::{Key, Said, Statement};
use crate::identity::directory::rules::{Fault, dates, text};
use crate::platform::table::{Issue, Outcome, Row};

/// Longest name of a place, in characters.
const NAME_MAX_CHARACTERS: usize = 200;

/// No registry code.
const REGISTRY: Fault = Fault::new("registry_code_missing", "The row has no registry code.");
/// No name.
const NAME: Fault = Fault::new("name_missing", "The place has no name.");
/// An unknown type.
const TYPE: Fault = Fault::new(
    "authority_type_unknown",
    "The type of the authority is none the register uses.",
);
/// A dissolved authority.
const DISSOLVED: Fault = Fault::new(
    "authority_dissolved",
    "This combined authority was dissolved; the register is out of date.",
);
/// Not a code.
const CODE: Fault = Fault::new(
    "code_malformed",
    "Not a code of the kind of place this row is about.",
);
/// No date.
const DATE: Fault = Fault::new("date_unreadable", "Not a date.");

/// What one row of the register says.
pub(super) fn read(columns: &RegisterColumns, row: &Row) -> Said {
    let field = |place: usize| row.get(place).trim();
    let optional = |place: Option<usize>| place.map_or("", |place| row.get(place).trim());
    let registry = field(columns.registry);
    if registry.is_empty() {
        return Said::rejected(row, field(columns.official_name), REGISTRY);
    }
    if !is_registry_code(registry) {
        return Said::rejected(row, field(columns.official_name), CODE);
    }
    let kind = match field(columns.authority_type) {
        "COMB" | "CMCA" | "SRA" => AreaKind::Authority,
        "CTY" => AreaKind::County,
        "NMD" | "UA" | "MD" | "LBO" | "CC" | "WPA" | "SCO" | "NID" => AreaKind::District,
        _ => return Said::rejected(row, registry, TYPE),
    };
    let Some(name) = [columns.nice_name, columns.official_name]
        .iter()
        .find_map(|place| text::read(row.get(*place), NAME_MAX_CHARACTERS).value)
    else {
        return Said::rejected(row, registry, NAME);
    };
    let mut said = Said::new(row, registry);
    let code = field(columns.gss);
    if !code.is_empty() && kind_of(code) != Some(kind) {
        return Said::rejected(row, registry, CODE);
    }
    if kind == AreaKind::Authority && dissolved_on(code).is_some() {
        return Said::rejected(row, registry, DISSOLVED);
    }
    let key = if code.is_empty() {
        Key::Registry(registry.to_owned())
    } else {
        Key::code(code)
    };
    // Said before the place, in case it is known by a former code, and again after, in case not.
    let former = former_codes(&mut said, kind, code, optional(columns.former_codes));
    said.statements.extend(former.clone());
    let ended = end(&mut said, optional(columns.end_date));
    // Authorities come from their own file; here they are only given more names.
    if kind != AreaKind::Authority {
        said.statements.push(Statement::Place {
            key: key.clone(),
            kind,
            name,
            named_on: None,
            valid_from: None,
            valid_until: ended,
        });
    }
    said.statements.extend(former);
    said.statements.push(Statement::Registered {
        of: key.clone(),
        registry: registry.to_owned(),
    });
    let alternatives = split_names(optional(columns.alt_names));
    let own = [field(columns.nice_name), field(columns.official_name)];
    for name in own.into_iter().chain(alternatives) {
        if let Some(name) = text::read(name, NAME_MAX_CHARACTERS).value {
            said.statements.push(Statement::Named {
                of: key.clone(),
                name,
            });
        }
    }
    for successor in optional(columns.replaced_by).split(',') {
        let successor = successor.trim();
        if successor.is_empty() {
            continue;
        }
        if is_registry_code(successor) {
            said.afterwards.push(Statement::Became {
                from: key.clone(),
                to: Key::Registry(successor.to_owned()),
                kind: SuccessionKind::Merged,
                on: None,
            });
        } else {
            said.issues
                .push(field_rejected(said.line, "replaced-by", successor, CODE));
        }
    }
    said
}

/// Whether it may be one of the register's own codes, such as `MAN` or `E1234`.
fn is_registry_code(text: &str) -> bool {
    (1..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn former_codes(said: &mut Said, kind: AreaKind, code: &str, former: &str) -> Vec<Statement> {
    let mut found = Vec::new();
    for former in former.split(',').map(str::trim) {
        if former.is_empty() || kind == AreaKind::Authority {
            continue;
        }
        if code.is_empty() || kind_of(former) != Some(kind) {
            said.issues
                .push(field_rejected(said.line, "former-gss-codes", former, CODE));
            continue;
        }
        found.push(Statement::Recoded {
            from: former.to_owned(),
            to: code.to_owned(),
            on: None,
        });
    }
    found
}

/// The first day it no longer existed. The register gives either that day or the one before.
fn end(said: &mut Said, text: &str) -> Option<NaiveDate> {
    if text.is_empty() {
        return None;
    }
    let Some((last, _)) = dates::read(text) else {
        said.issues
            .push(field_rejected(said.line, "end-date", text, DATE));
        return None;
    };
    let last = last.date();
    let next = last.succ_opt().unwrap_or(last);
    // Councils end with the financial year, so what stands on its last day was that day's council.
    Some(if next.format("%m-%d").to_string() == "04-01" {
        next
    } else {
        last
    })
}

fn field_rejected(line: u64, field: &str, value: &str, fault: Fault) -> Issue {
    Issue {
        line,
        field: field.to_owned(),
        value: value.to_owned(),
        outcome: Outcome::FieldRejected,
        stored: String::new(),
        reason: fault.code,
        explanation: fault.sentence.to_owned(),
    }
}

/// The names in one field: commas part them, but a comma with a blank behind it is part of a name.
fn split_names(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(comma) = rest.get(from..).and_then(|tail| tail.find(',')) {
        let comma = from + comma;
        if rest
            .get(comma + 1..)
            .is_some_and(|tail| tail.starts_with(' '))
        {
            from = comma + 1;
            continue;
        }
        found.extend(rest.get(..comma));
        rest = rest.get(comma + 1..).unwrap_or_default();
        from = 0;
    }
    found.push(rest);
    found.retain(|name| !name.trim().is_empty());
    found
}

/// What one row of the names says.
pub(super) fn read_name(name: usize, registry: usize, row: &Row) -> Said {
    let registry = row.get(registry).trim();
    let Some(name) = text::read(row.get(name), NAME_MAX_CHARACTERS).value else {
        return Said::rejected(row, registry, NAME);
    };
    if registry.is_empty() {
        return Said::rejected(row, &name, REGISTRY);
    }
    if !is_registry_code(registry) {
        return Said::rejected(row, &name, CODE);
    }
    let mut said = Said::new(row, registry);
    said.statements.push(Statement::Named {
        of: Key::Registry(registry.to_owned()),
        name,
    });
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::geography::rules::form::Form;
    use crate::identity::geography::rules::statement;
    use crate::platform::table::TableReader;

    const HEADER: &str = "local-authority-code,official-name,nice-name,gss-code,end-date,replaced-by,local-authority-type,alt-names,former-gss-codes\n";

    fn said(rows: &str) -> Vec<Said> {
        let csv = format!("{HEADER}{rows}");
        let mut reader = TableReader::open(csv.as_bytes()).unwrap();
        let form = Form::recognise(reader.header()).unwrap();
        let mut rows = Vec::new();
        while let Some(row) = reader.next_row().unwrap() {
            rows.push(row);
        }
        statement::read(&form, 9, &rows)
    }

    #[test]
    fn commas_inside_names_are_not_between_them() {
        assert_eq!(
            split_names("City of Exampleton,Exampleton, City of,Exampleton UA"),
            ["City of Exampleton", "Exampleton, City of", "Exampleton UA"]
        );
        assert_eq!(split_names("A, B, C,D"), ["A, B, C", "D"]);
        assert_eq!(split_names(",,"), [""; 0]);
        assert_eq!(split_names(""), [""; 0]);
    }

    #[test]
    fn a_row_gives_names_codes_and_an_end() {
        let found = said(
            "EXA,Exampleton City Council,Exampleton,E07000001,2020-03-31,NEW,NMD,\"Exampleton, City of\",\"E07000009,E0\"\n",
        );
        let said = &found[0];
        assert!(said.statements.contains(&Statement::Recoded {
            from: "E07000009".to_owned(),
            to: "E07000001".to_owned(),
            on: None
        }));
        assert!(said.statements.iter().any(|statement| matches!(
            statement,
            Statement::Place { valid_until: Some(until), named_on: None, .. }
                if until.to_string() == "2020-04-01"
        )));
        assert_eq!(said.afterwards.len(), 1);
        assert_eq!(said.issues[0].reason, "code_malformed");
        let named = said
            .statements
            .iter()
            .filter(|statement| matches!(statement, Statement::Named { .. }))
            .count();
        assert_eq!(named, 3);
    }

    #[test]
    fn authorities_are_only_given_names() {
        let found = said(
            "EXC,Example Combined Authority,Example,E47000001,,,COMB,,\n\
             DED,Old North Combined Authority,Old North,E47000010,,,COMB,,\n\
             WHO,What,What,,,,ZZZ,,\n",
        );
        assert!(
            !found[0]
                .statements
                .iter()
                .any(|statement| matches!(statement, Statement::Place { .. }))
        );
        assert_eq!(found[1].issues[0].reason, "authority_dissolved");
        assert_eq!(found[2].issues[0].reason, "authority_type_unknown");
    }

    #[test]
    fn what_is_no_registry_code_is_left_out() {
        let found = said(
            "A\0U,Exampleton City Council,Exampleton,E07000001,,,NMD,,\n\
             EXA,Exampleton City Council,Exampleton,E07000001,,\"NEW,N\0W\",NMD,,\n",
        );
        assert!(found[0].statements.is_empty());
        assert_eq!(found[0].issues[0].reason, "code_malformed");
        assert_eq!(found[1].afterwards.len(), 1);
        assert_eq!(found[1].issues[0].field, "replaced-by");
    }
}
