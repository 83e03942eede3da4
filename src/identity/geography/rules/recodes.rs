//! Districts through the years: which went on under a new code, which were merged or divided.

use std::collections::{BTreeMap, BTreeSet};

use entity::area_kinds::SuccessionKind;

use super::form::LevelColumns;
use super::names;
use super::statement::{Key, Said, Statement, coded, place, width_fault};
use crate::identity::directory::rules::Fault;
use crate::platform::table::Row;

/// No code, or not a district's.
const CODE: Fault = Fault::new(
    "code_malformed",
    "A code is missing, or is not that of a district.",
);

/// One district in one year.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct District {
    code: String,
    name: String,
}

/// The changes of code from one year of the file to the next.
#[derive(Debug, Default)]
struct Step {
    became: BTreeMap<District, BTreeSet<District>>,
    came_from: BTreeMap<District, BTreeSet<District>>,
}

/// What happened to one district.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// It goes on under a new code.
    Recoded,
    /// It ended.
    Ended(SuccessionKind),
    /// A part of it moved; it goes on under another code.
    PartMoved,
}

impl Step {
    fn new<'a>(pairs: impl Iterator<Item = (&'a District, &'a District)>) -> Self {
        let mut step = Self::default();
        for (from, to) in pairs {
            if from.code != to.code {
                step.became.entry(from.clone()).or_default().insert(to.clone());
                step.came_from.entry(to.clone()).or_default().insert(from.clone());
            }
        }
        step
    }

    /// The one it goes on as: the only one, or the one with its name.
    fn goes_on_as(&self, from: &District) -> Option<&District> {
        let became = self.became.get(from)?;
        if let (Some(only), 1) = (became.first(), became.len())
            && self.came_from.get(only).is_some_and(|from| from.len() == 1)
        {
            return Some(only);
        }
        let same_name = |to: &&District| names::comparable(&to.name) == names::comparable(&from.name);
        let namesake = became.iter().find(same_name)?;
        // One that took in others which ended is a new district, even under an old name.
        let others_go_on = self.came_from.get(namesake).is_some_and(|all| {
            all.iter().filter(|other| *other != from).all(|other| {
                self.became.get(other).is_some_and(|became| {
                    became
                        .iter()
                        .any(|to| names::comparable(&to.name) == names::comparable(&other.name))
                })
            })
        });
        others_go_on.then_some(namesake)
    }

    fn change(&self, from: &District, to: &District) -> Change {
        match self.goes_on_as(from) {
            Some(one) if one == to => Change::Recoded,
            Some(_) => Change::PartMoved,
            None => {
                let several = self.came_from.get(to).is_some_and(|from| from.len() > 1);
                Change::Ended(if several {
                    SuccessionKind::Merged
                } else {
                    SuccessionKind::Split
                })
            }
        }
    }
}

/// What the rows of such a file say.
pub(super) fn read(
    years: &[LevelColumns],
    rows: &[Row],
    whole: impl Fn(&Row) -> bool,
) -> Vec<Said> {
    let districts: Vec<Option<Vec<District>>> = rows
        .iter()
        .map(|row| {
            if !whole(row) {
                return None;
            }
            years
                .iter()
                .map(|columns| {
                    let (_, name) = coded(*columns, row)?;
                    let code = row.get(columns.code).trim().to_owned();
                    Some(District { code, name })
                })
                .collect()
        })
        .collect();
    let steps: Vec<Step> = (1..years.len())
        .map(|year| {
            let read = districts.iter().flatten();
            Step::new(read.filter_map(|row| Some((row.get(year - 1)?, row.get(year)?))))
        })
        .collect();
    rows.iter()
        .zip(districts)
        .map(|(row, districts)| match districts {
            Some(districts) => {
                let mut said = say(years, &steps, row, &districts);
                said.not_utf8(row);
                said
            }
            None if whole(row) => {
                let about = years.first().map_or("", |columns| row.get(columns.code));
                Said::rejected(row, about, CODE)
            }
            None => Said::rejected(row, "", width_fault()),
        })
        .collect()
}

fn say(years: &[LevelColumns], steps: &[Step], row: &Row, districts: &[District]) -> Said {
    let about = districts.first().map_or("", |district| &district.name);
    let mut said = Said::new(row, about);
    let mut before: Option<&District> = None;
    for (year, (columns, district)) in years.iter().zip(districts).enumerate() {
        let step = year.checked_sub(1).and_then(|step| steps.get(step));
        let change = match (before, step) {
            (Some(before), Some(step)) if before.code != district.code => {
                Some((before, step.change(before, district)))
            }
            _ => None,
        };
        // A new code has to be known as the old place's before the place is spoken of by it.
        if let Some((before, Change::Recoded)) = change {
            said.statements.push(Statement::Recoded {
                from: before.code.clone(),
                to: district.code.clone(),
                on: Some(columns.known_on()),
            });
        }
        if let Some((before, Change::PartMoved)) = change {
            said.afterwards.push(Statement::Became {
                from: Key::code(&before.code),
                to: Key::code(&district.code),
                kind: SuccessionKind::Irregular,
                on: None,
            });
            // The district that took the part has rows of its own, which tell the rest.
            break;
        }
        if before != Some(district) {
            let key = Key::code(&district.code);
            said.statements.push(place(*columns, key, district.name.clone()));
        } else if let Some(Statement::Place { named_on, .. }) = said.statements.last_mut() {
            *named_on = Some(columns.known_on());
        }
        if let Some((before, Change::Ended(kind))) = change {
            said.afterwards.push(Statement::Became {
                from: Key::code(&before.code),
                to: Key::code(&district.code),
                kind,
                on: Some(columns.known_on()),
            });
        }
        before = Some(district);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::super::statement::Said;
    use super::*;
    use crate::identity::geography::rules::form::Form;
    use crate::platform::table::TableReader;

    fn said(csv: &str) -> Vec<Said> {
        let mut reader = TableReader::open(csv.as_bytes()).unwrap();
        let Form::Recodes(years) = Form::recognise(reader.header()).unwrap() else {
            panic!("recodes");
        };
        let mut rows = Vec::new();
        while let Some(row) = reader.next_row().unwrap() {
            rows.push(row);
        }
        read(&years, &rows, |row| row.fields.len() == 4)
    }

    fn changes(said: &[Said]) -> Vec<String> {
        said.iter()
            .flat_map(|said| said.statements.iter().chain(&said.afterwards))
            .filter_map(|statement| match statement {
                Statement::Recoded { from, to, on } => {
                    Some(format!("{from} recoded {to} {}", on.unwrap()))
                }
                Statement::Became { from, to, kind, on } => match (from, to) {
                    (Key::Code { code: from, .. }, Key::Code { code: to, .. }) => Some(format!(
                        "{from} {kind:?} {to}{}",
                        if on.is_some() { " ended" } else { "" }
                    )),
                    _ => None,
                },
                _ => None,
            })
            .collect()
    }

    const HEADER: &str = "ltla18_code,ltla18_name,ltla19_code,ltla19_name\n";

    #[test]
    fn one_for_one_is_the_same_place() {
        let found = said(&format!("{HEADER}S12000046,Examplegow,S12000049,Examplegow City\n"));
        assert_eq!(changes(&found), ["S12000046 recoded S12000049 2019-04-01"]);
    }

    #[test]
    fn several_for_one_are_merged() {
        let found = said(&format!(
            "{HEADER}E07000001,One,E06000001,All\nE07000002,Two,E06000001,All\n"
        ));
        assert_eq!(
            changes(&found),
            ["E07000001 Merged E06000001 ended", "E07000002 Merged E06000001 ended"]
        );
    }

    #[test]
    fn neighbours_that_exchange_a_part_go_on() {
        let found = said(&format!(
            "{HEADER}S12000015,Fifeshire,S12000047,Fifeshire\n\
             S12000015,Fifeshire,S12000048,Pertham\n\
             S12000024,Pertham,S12000047,Fifeshire\n\
             S12000024,Pertham,S12000048,Pertham\n"
        ));
        assert_eq!(
            changes(&found),
            [
                "S12000015 recoded S12000047 2019-04-01",
                "S12000015 Irregular S12000048",
                "S12000024 Irregular S12000047",
                "S12000024 recoded S12000048 2019-04-01",
            ]
        );
    }

    #[test]
    fn a_merger_under_an_old_name_is_a_merger() {
        let found = said(&format!(
            "{HEADER}E07000001,Suffolkham,E07000245,Suffolkham\nE07000002,Forest,E07000245,Suffolkham\n"
        ));
        assert_eq!(
            changes(&found),
            ["E07000001 Merged E07000245 ended", "E07000002 Merged E07000245 ended"]
        );
    }

    #[test]
    fn a_new_name_is_no_new_place() {
        let found = said(&format!("{HEADER}E07000112,Shepham,E07000112,Folkham\n"));
        assert!(changes(&found).is_empty());
        assert_eq!(found[0].statements.len(), 2);
        let found = said(&format!("{HEADER}E07000112,Same,E07000112,Same\n"));
        assert!(matches!(
            &found[0].statements[..],
            [Statement::Place { named_on: Some(on), .. }] if on.to_string() == "2019-04-01"
        ));
    }

    #[test]
    fn rows_that_cannot_be_read_are_told() {
        let found = said(&format!("{HEADER}E07000112,Same,,Same\nE07000112,Same\nE07000112,S,E07000112,S\n"));
        let reasons: Vec<&str> = found
            .iter()
            .flat_map(|said| &said.issues)
            .map(|issue| issue.reason)
            .collect();
        assert_eq!(reasons, ["code_malformed", "row_width"]);
    }
}
