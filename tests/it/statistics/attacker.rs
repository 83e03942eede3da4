//! An attacker who has the public file and the public register, and tries every possible table of
//! whole numbers. Shares nothing with the program: neither its rules nor its solver.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::get;
use crate::helpers::TestApp;

/// A row of a release's file.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) council: String,
    pub(super) sector: String,
    pub(super) size: String,
    pub(super) employers: u64,
    /// A number, `[c]` or `[x]`.
    pub(super) employees: String,
}

/// An employer as the register lists it.
#[derive(Clone, Debug)]
pub(super) struct Employer {
    pub(super) entry: String,
    council: String,
    sector_group: &'static str,
    size: String,
}

impl Row {
    pub(super) fn is(&self, council: &str, sector: &str, size: &str) -> bool {
        self.council == council && self.sector == sector && self.size == size
    }

    pub(super) fn covers(&self, employer: &Employer) -> bool {
        (self.council == "all" || self.council == employer.council)
            && (self.sector == "all" || self.sector == employer.sector_group)
            && (self.size == "all" || self.size == employer.size)
    }

    fn cell(&self) -> (String, String, String) {
        (self.council.clone(), self.sector.clone(), self.size.clone())
    }
}

fn table(bytes: &[u8]) -> Vec<HashMap<String, String>> {
    csv::Reader::from_reader(bytes)
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

/// Reads the file of a release.
pub(super) fn read(file: &[u8]) -> Vec<Row> {
    table(file)
        .into_iter()
        .map(|row| Row {
            council: row["council"].clone(),
            sector: row["sector_group"].clone(),
            size: row["size_band"].clone(),
            employers: row["employers"].parse().unwrap(),
            employees: row["employees"].clone(),
        })
        .collect()
}

/// Reads the register.
pub(super) async fn register(app: &TestApp, query: &str) -> Vec<Employer> {
    let answer = get(app, &format!("/register.csv{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    table(&answer.bytes)
        .into_iter()
        .map(|row| Employer {
            entry: row["entry"].clone(),
            council: row["council"].clone(),
            sector_group: match row["sector"].as_str() {
                "A" | "B" | "C" | "D" | "E" | "F" => "production",
                "G" | "H" | "I" => "trade",
                "J" | "K" | "L" | "M" | "N" => "business",
                "O" | "P" | "Q" | "R" | "S" | "T" | "U" => "public",
                _ => "not_known",
            },
            size: row["size_band"].clone(),
        })
        .collect()
}

/// The people of a micro employer, as everybody knows.
const LEAST: u64 = 1;
const MOST: u64 = 9;

/// A published sum: of which employers, and how much.
struct Fact {
    of: Vec<usize>,
    value: u64,
}

/// Every table of whole numbers that agrees with what is published; `own` is known besides.
fn tables(employers: usize, facts: &[Fact], own: Option<(usize, u64)>) -> Vec<Vec<u64>> {
    let mut found = Vec::new();
    let mut table = Vec::new();
    extend(&mut table, employers, facts, own, &mut found);
    found
}

fn extend(
    table: &mut Vec<u64>,
    employers: usize,
    facts: &[Fact],
    own: Option<(usize, u64)>,
    found: &mut Vec<Vec<u64>>,
) {
    if table.len() == employers {
        found.push(table.clone());
        return;
    }
    for value in LEAST..=MOST {
        if own.is_some_and(|(who, people)| who == table.len() && people != value) {
            continue;
        }
        table.push(value);
        let possible = facts.iter().all(|fact| {
            let known: u64 = fact.of.iter().filter_map(|index| table.get(*index)).sum();
            let open = fact
                .of
                .iter()
                .filter(|index| **index >= table.len())
                .count();
            let open = u64::try_from(open).unwrap();
            (known + LEAST * open..=known + MOST * open).contains(&fact.value)
        });
        if possible {
            extend(table, employers, facts, own, found);
        }
        table.pop();
    }
}

/// By how much a sum must stay open: the published rule, written down once more. Fewer than three
/// employers, or the total less the two largest below a tenth of the largest.
fn need(people: &[u64]) -> u64 {
    let mut sorted = people.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let Some(largest) = sorted.first() else {
        return 0;
    };
    let tenth = largest.div_ceil(10);
    if sorted.len() < 3 {
        return tenth.max(1);
    }
    tenth.saturating_sub(sorted.iter().skip(2).sum())
}

/// Neither a stranger nor any of the employers can tell a hidden sum more closely than allowed.
pub(super) fn must_learn_nothing(rows: &[Row], employers: &[Employer], truth: &[u64]) {
    assert!(employers.iter().all(|employer| employer.size == "micro"));
    let of = |row: &Row| -> Vec<usize> {
        (0..employers.len())
            .filter(|index| row.covers(&employers[*index]))
            .collect()
    };
    let sum = |of: &[usize], table: &[u64]| of.iter().map(|index| table[*index]).sum::<u64>();
    let mut facts = Vec::new();
    let mut hidden = Vec::new();
    for row in rows {
        let of = of(row);
        match row.employees.as_str() {
            "[c]" => hidden.push(of),
            number => {
                let value = number.parse().unwrap();
                assert_eq!(
                    value,
                    sum(&of, truth),
                    "a published number is true: {row:?}"
                );
                let people: Vec<u64> = of.iter().map(|index| truth[*index]).collect();
                assert_eq!(need(&people), 0, "an unsafe number is published: {row:?}");
                facts.push(Fact { of, value });
            }
        }
    }
    assert!(hidden.len() > 3 && facts.iter().any(|fact| fact.of.len() > 1));

    let strangers = tables(employers.len(), &facts, None);
    assert!(strangers.iter().any(|table| table == truth));
    for of in &hidden {
        let people: Vec<u64> = of.iter().map(|index| truth[*index]).collect();
        must_stay_open("a stranger", of, &strangers, sum(of, truth), need(&people));
    }
    for insider in 0..employers.len() {
        let possible = tables(employers.len(), &facts, Some((insider, truth[insider])));
        for of in &hidden {
            let others: Vec<usize> = of
                .iter()
                .copied()
                .filter(|index| *index != insider)
                .collect();
            let people: Vec<u64> = others.iter().map(|index| truth[*index]).collect();
            // The largest of the others must stay hidden by a tenth, less what the rest hides.
            let largest = people.iter().max().copied().unwrap_or(0);
            let rest: u64 = people.iter().sum::<u64>() - largest;
            let whole: Vec<u64> = of.iter().map(|index| truth[*index]).collect();
            if largest == 0 || need(&whole) == 0 {
                continue;
            }
            let need = largest.div_ceil(10).max(1).saturating_sub(rest);
            let who = format!("employer {insider}");
            must_stay_open(&who, &others, &possible, sum(&others, truth), need);
        }
    }
}

fn must_stay_open(who: &str, of: &[usize], possible: &[Vec<u64>], truth: u64, need: u64) {
    let values: BTreeSet<u64> = possible
        .iter()
        .map(|table| of.iter().map(|index| table[*index]).sum())
        .collect();
    assert!(values.contains(&truth));
    if need == 0 {
        return;
    }
    let employers = u64::try_from(of.len()).unwrap();
    let least = truth.saturating_sub(need).max(LEAST * employers);
    let most = (truth + need).min(MOST * employers);
    assert!(
        *values.first().unwrap() <= least && *values.last().unwrap() >= most,
        "{who} knows that {of:?} is one of {values:?}"
    );
    assert!(values.len() > 1, "{who} knows {of:?}: {values:?}");
}

/// Where two releases both publish a cell, and one or two employers came or went between them, the
/// difference would be their number; where nobody did, there is none.
pub(super) fn differences_must_tell_nobody(
    (before, first): (&[Row], &[Employer]),
    (after, second): (&[Row], &[Employer]),
) {
    let earlier: BTreeMap<_, _> = before.iter().map(|row| (row.cell(), row)).collect();
    let entries = |row: &Row, listed: &[Employer]| -> BTreeSet<String> {
        let inside = listed.iter().filter(|employer| row.covers(employer));
        inside.map(|employer| employer.entry.clone()).collect()
    };
    let mut compared = BTreeSet::new();
    for now in after {
        let was = earlier[&now.cell()];
        let (Ok(people_now), Ok(people_was)) =
            (now.employees.parse::<u64>(), was.employees.parse::<u64>())
        else {
            continue;
        };
        let changed = entries(was, first)
            .symmetric_difference(&entries(now, second))
            .count();
        compared.insert(changed);
        match changed {
            0 => assert_eq!(people_now, people_was, "{:?}", now.cell()),
            1 | 2 => panic!("{:?} gives {changed} employers away", now.cell()),
            _ => {}
        }
    }
    assert!(!compared.is_empty());
}
