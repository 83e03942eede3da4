//! What changed between two filings of one employer for one year.

use super::dates;
use super::figures::{Figure, Figures};
use super::filing::Filing;
use super::schema::{Column, Schema};

/// One field that changed; an empty text stands for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field, as the files name it; `Listed` when the employer left or came back.
    pub field: &'static str,
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
}

/// Name of the change that says whether the latest file of a year has the employer.
pub const LISTED: &str = "Listed";

impl Change {
    /// The employer is no longer in the file of a year, or is in it again.
    pub fn listed(now: bool) -> Self {
        let word = |listed: bool| if listed { "yes" } else { "no" }.to_owned();
        Self {
            field: LISTED,
            before: word(!now),
            after: word(now),
        }
    }
}

/// Carries over what a file without some columns cannot say, so that its silence is no change.
pub fn complete(schema: &Schema, before: &Filing, after: &mut Filing) {
    if !schema.has(Column::PostCode) && before.postcode.is_some() {
        after.postcode.clone_from(&before.postcode);
    }
    if !schema.has(Column::EmployerId) {
        after.service_id.clone_from(&before.service_id);
    }
    if !schema.has(Column::CurrentName) {
        after.current_name.clone_from(&before.current_name);
    }
    if !schema.has(Column::Link) {
        after.report_link.clone_from(&before.report_link);
    }
    if !schema.has(Column::SubmittedAfterTheDeadline) {
        after.punctuality = before.punctuality;
    }
    for figure in Figure::ALL {
        if !schema.has(Column::Figure(*figure))
            && let Some(value) = before.figures.get(figure)
        {
            after.figures.insert(*figure, *value);
        }
    }
}

/// Every field that differs, in the order of the file.
pub fn changes(before: &Filing, after: &Filing) -> Vec<Change> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let fields = [
        (
            Column::EmployerName,
            before.name.clone(),
            after.name.clone(),
        ),
        (Column::Address, text(&before.address), text(&after.address)),
        (
            Column::PostCode,
            text(&before.postcode),
            text(&after.postcode),
        ),
        (
            Column::CompanyNumber,
            text(&before.company_number),
            text(&after.company_number),
        ),
        (Column::SicCodes, industries(before), industries(after)),
        (
            Column::Link,
            text(&before.report_link),
            text(&after.report_link),
        ),
        (
            Column::EmployerSize,
            before.size.label().to_owned(),
            after.size.label().to_owned(),
        ),
        (
            Column::CurrentName,
            before.current_name.clone(),
            after.current_name.clone(),
        ),
        (
            Column::SubmittedAfterTheDeadline,
            before.punctuality.label().to_owned(),
            after.punctuality.label().to_owned(),
        ),
        (
            Column::DueDate,
            before.due_on.to_string(),
            after.due_on.to_string(),
        ),
        (Column::DateSubmitted, submitted(before), submitted(after)),
    ];
    let figures = Figure::ALL.iter().map(|figure| {
        (
            Column::Figure(*figure),
            figure_text(&before.figures, *figure),
            figure_text(&after.figures, *figure),
        )
    });
    fields
        .into_iter()
        .chain(figures)
        .filter(|(_, before, after)| before != after)
        .map(|(column, before, after)| Change {
            field: column.name(),
            before,
            after,
        })
        .collect()
}

fn industries(filing: &Filing) -> String {
    let public = filing.public_sector.then(|| "public sector".to_owned());
    let words: Vec<String> = public
        .into_iter()
        .chain(filing.sic_codes.iter().map(ToString::to_string))
        .collect();
    words.join(" ")
}

fn submitted(filing: &Filing) -> String {
    filing
        .submitted_at
        .map(dates::london_text)
        .unwrap_or_default()
}

fn figure_text(figures: &Figures, figure: Figure) -> String {
    figures
        .get(&figure)
        .map(ToString::to_string)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::directory::rules::filing::tests::{
        NEW_HEADER, OLD_HEADER, filing, schema,
    };

    #[test]
    fn only_what_differs_is_told() {
        let before = filing();
        assert!(changes(&before, &before.clone()).is_empty());
        let mut after = before.clone();
        after.postcode = Some("M2 2AA".to_owned());
        after.report_link = None;
        after.figures.insert(Figure::MeanHourlyGap, -3.5);
        let found = changes(&before, &after);
        let fields: Vec<&str> = found.iter().map(|change| change.field).collect();
        assert_eq!(
            fields,
            ["PostCode", "CompanyLinkToGPGInfo", "DiffMeanHourlyPercent"]
        );
        assert_eq!(found[1].after, "");
        assert_eq!(found[2].after, "-3.5");
    }

    #[test]
    fn a_column_a_file_does_not_have_is_no_change() {
        let before = filing();
        let mut after = Filing {
            service_id: None,
            postcode: Some("M9 9ZZ".to_owned()),
            ..filing()
        };
        complete(&schema(OLD_HEADER), &before, &mut after);
        assert!(changes(&before, &after).is_empty());
        let mut after = Filing {
            postcode: None,
            ..filing()
        };
        complete(&schema(NEW_HEADER), &before, &mut after);
        assert_eq!(changes(&before, &after).len(), 1);
    }
}
