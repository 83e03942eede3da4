//! The fields of new parts.

use super::kinds::{KINDS, lines_of};
use crate::scheme::edit::Field;
use crate::scheme::rules::{CriterionCode, Pillar, PillarCode, SchemeVersion};

/// The fields of a new pillar.
pub fn pillar_fields() -> Vec<Field> {
    vec![
        Field::line("pillar_name", "Name of the pillar"),
        Field::line("pillar_code", "Code")
            .hint("What rules call it, like secure-work. It stays the same in every version"),
        Field::long("pillar_intent", "What it is after"),
    ]
}

/// The fields of a new tier.
pub fn tier_fields() -> Vec<Field> {
    vec![
        Field::line("tier_name", "Name of the tier"),
        Field::line("tier_code", "Code").hint("Like member. It stays the same in every version"),
        Field::long("tier_description", "What it says about an employer"),
        Field::number("tier_months", "Months an award lasts").value("24"),
    ]
}

/// The code after the last of a pillar.
fn next_code(version: &SchemeVersion, pillar: &Pillar) -> String {
    let last = pillar.criteria.last();
    let letters = last.and_then(|last| last.code.as_str().split('-').next());
    let letters = letters.map_or_else(
        || {
            let name = pillar.code.as_str().chars();
            let letters = name.take_while(char::is_ascii_alphanumeric).take(12);
            letters.collect::<String>().to_uppercase()
        },
        ToOwned::to_owned,
    );
    (1..1_000)
        .map(|number| format!("{letters}-{number}"))
        .find(|code| match CriterionCode::parse(code) {
            Ok(code) => {
                let number = |one: &CriterionCode| {
                    let (of, number) = one.as_str().split_once('-')?;
                    (of == letters).then(|| number.parse::<u32>().unwrap_or(0))
                };
                let highest = version
                    .criteria()
                    .filter_map(|(_, one)| number(&one.code))
                    .max();
                number(&code) > highest
            }
            Err(_) => false,
        })
        .unwrap_or_default()
}

/// The fields of a new criterion of a pillar, answered so; `None` when there is no such kind or no
/// such pillar.
pub fn criterion_fields(version: &SchemeVersion, pillar: &str, kind: &str) -> Option<Vec<Field>> {
    KINDS.iter().find(|(known, _)| *known == kind)?;
    let pillar = PillarCode::parse(pillar).ok()?;
    let pillar = version.pillar(&pillar)?;
    let mut fields = vec![
        Field::hidden("criterion_pillar", pillar.code.as_str()),
        Field::hidden("criterion_kind", kind),
        Field::line("criterion_code", "Code")
            .hint("Like PAY-1. It stays the same in every version")
            .value(next_code(version, pillar)),
        Field::line("criterion_title", "Title").hint("A few words, for lists"),
        Field::long("criterion_question", "Question"),
        Field::long("criterion_why", "Why it matters"),
        Field::long("criterion_good", "What good looks like"),
    ];
    if let Some((_, what, hint)) = lines_of(kind) {
        fields.push(Field::long("criterion_options", what).hint(hint));
    }
    if kind == "percentage" {
        fields.push(Field::line("criterion_numerator", "What is counted"));
        fields.push(Field::line("criterion_denominator", "Out of what"));
    }
    if kind == "declaration" {
        fields.push(Field::long("criterion_statement", "What is declared"));
    }
    Some(fields)
}
