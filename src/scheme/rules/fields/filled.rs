//! The form fields that hold an answer, to fill a form again.

use super::{Filled, field};
use crate::scheme::rules::answer::Answer;
use crate::scheme::rules::answer_kind::YesOrNo;
use chrono::{Datelike as _, NaiveDate};

/// The three fields of a date.
type DateNames = [&'static str; 3];
const BY: DateNames = [field::BY_DAY, field::BY_MONTH, field::BY_YEAR];
const WHOLE: DateNames = [field::DAY, field::MONTH, field::YEAR];
const FROM: DateNames = [field::FROM_DAY, field::FROM_MONTH, field::FROM_YEAR];
const TO: DateNames = [field::TO_DAY, field::TO_MONTH, field::TO_YEAR];

impl Answer {
    /// The form fields that hold this answer, to fill a form again.
    pub fn to_fields(&self) -> Filled {
        let value = |text: &str| pairs([(field::VALUE, text.to_owned())]);
        match self {
            Self::YesNo {
                value: YesOrNo::Yes,
            } => value("yes"),
            Self::YesNo { value: YesOrNo::No } => value("no"),
            Self::NotYet { by } => with_date(value("not_yet"), BY, *by),
            Self::Choice { option } => value(option),
            Self::Number { value: number } => value(&number.to_string()),
            Self::Money { pence } => value(&pounds(*pence)),
            Self::Percentage {
                numerator,
                denominator,
            } => pairs([
                (field::NUMERATOR, numerator.to_string()),
                (field::DENOMINATOR, denominator.to_string()),
            ]),
            Self::Text { text } => value(text),
            Self::Date { date } => with_date(Filled::new(), WHOLE, *date),
            Self::Declaration { signatory, role } => pairs([
                (field::AGREED, "yes".to_owned()),
                (field::SIGNATORY, signatory.clone()),
                (field::ROLE, role.clone()),
            ]),
            Self::MultiChoice { options } if options.is_empty() => value(field::NONE_OF_THESE),
            Self::MultiChoice { options } => {
                options.iter().flat_map(|option| value(option)).collect()
            }
            Self::Maturity { level } => value(&level.to_string()),
            Self::Workforce { counts } => counts
                .iter()
                .map(|(code, n)| (field::count(code), n.to_string()))
                .collect(),
            Self::Period { from, to } => with_date(with_date(Filled::new(), FROM, *from), TO, *to),
            Self::Document { title, link } => pairs([
                (field::DOCUMENT, title.clone()),
                (field::DOCUMENT_LINK, link.clone()),
            ]),
            Self::HeldAccreditation {
                accreditation,
                reference,
                tier,
                valid_to,
            } => {
                let fields = pairs([
                    (field::VALUE, accreditation.to_string()),
                    (field::REFERENCE, reference.clone()),
                    (field::TIER, tier.clone().unwrap_or_default()),
                ]);
                match valid_to {
                    Some(day) => with_date(fields, TO, *day),
                    None => fields,
                }
            }
            Self::Confirmation { by, name } => pairs([
                (field::VALUE, by.as_str().to_owned()),
                (field::NAME, name.clone()),
            ]),
            Self::List { rows } => rows
                .iter()
                .enumerate()
                .flat_map(|(place, row)| {
                    row.iter()
                        .map(move |(column, cell)| (field::cell(place + 1, column), cell.clone()))
                })
                .collect(),
            Self::NotApplicable { reason } => pairs([
                (field::NOT_APPLICABLE, "yes".to_owned()),
                (field::NOT_APPLICABLE_REASON, reason.clone()),
            ]),
        }
    }
}

fn pairs<const N: usize>(fields: [(&str, String); N]) -> Filled {
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn with_date(mut fields: Filled, [day, month, year]: DateNames, date: NaiveDate) -> Filled {
    fields.extend(pairs([
        (day, date.day().to_string()),
        (month, date.month().to_string()),
        (year, date.year().to_string()),
    ]));
    fields
}

/// An amount as a form holds it: `12.60`.
pub(super) fn pounds(pence: i64) -> String {
    let sign = if pence < 0 { "-" } else { "" };
    let magnitude = pence.unsigned_abs();
    format!("{sign}{}.{:02}", magnitude / 100, magnitude % 100)
}
