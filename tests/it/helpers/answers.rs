//! Answers as good as any.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fairmark::scheme::rules::{Answer, AnswerKind, ColumnKind, Criterion, Decimal};

/// What words say, where words are asked for.
pub const WORDS: &str = "We moved the rota to four weeks ahead.";

/// An answer that meets a criterion as well as any.
pub fn good_answer(criterion: &Criterion, today: NaiveDate) -> Answer {
    match &criterion.answer {
        AnswerKind::YesNo { met_by, .. } => Answer::YesNo { value: *met_by },
        AnswerKind::Choice { options } => Answer::Choice {
            option: options.iter().max_by_key(|o| o.stage).unwrap().code.clone(),
        },
        AnswerKind::Number { max, .. } => Answer::Number {
            value: max.unwrap_or_else(|| Decimal::parse("28").unwrap()),
        },
        AnswerKind::Money { .. } => Answer::Money { pence: 2000 },
        AnswerKind::Percentage { .. } => Answer::Percentage {
            numerator: 120,
            denominator: 120,
        },
        AnswerKind::Text { .. } => Answer::Text {
            text: WORDS.to_owned(),
        },
        AnswerKind::Date { .. } => Answer::Date { date: today },
        AnswerKind::Declaration { .. } => Answer::Declaration {
            signatory: "Amira Khan".to_owned(),
            role: "Director".to_owned(),
        },
        AnswerKind::MultiChoice { options } => Answer::MultiChoice {
            options: options.iter().map(|option| option.code.clone()).collect(),
        },
        AnswerKind::Maturity { levels } => Answer::Maturity {
            level: u32::try_from(levels.len()).unwrap(),
        },
        AnswerKind::Workforce { counts } => Answer::Workforce {
            counts: counts
                .iter()
                .map(|count| (count.code.clone(), 120))
                .collect(),
        },
        AnswerKind::Period {} => Answer::Period {
            from: today - chrono::Months::new(12),
            to: today,
        },
        AnswerKind::Document {} => Answer::Document {
            title: "Sick pay policy".to_owned(),
            link: String::new(),
        },
        AnswerKind::HeldAccreditation { accepts, .. } => Answer::HeldAccreditation {
            accreditation: accepts[0].clone(),
            reference: "LW123".to_owned(),
            tier: None,
            valid_to: None,
        },
        AnswerKind::Confirmation { by } => Answer::Confirmation {
            by: by[0],
            name: "Asha Devlin".to_owned(),
        },
        AnswerKind::List { columns, .. } => {
            let cell = |kind| match kind {
                ColumnKind::Words => "Train managers".to_owned(),
                ColumnKind::Date => (today + chrono::Months::new(2)).to_string(),
                ColumnKind::Number => "1".to_owned(),
                ColumnKind::Money => "12.60".to_owned(),
                ColumnKind::YesNo => "yes".to_owned(),
            };
            let row: BTreeMap<String, String> = columns
                .iter()
                .map(|column| (column.code.clone(), cell(column.kind)))
                .collect();
            Answer::List { rows: vec![row] }
        }
    }
}
