//! Which columns a file has, found by name; the service has used two sets of them.

use super::figures::Figure;
use crate::platform::error::{Error, Refusal, Result};

/// A column that is read. The responsible person is not among them and never will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The name reported under.
    EmployerName,
    /// The service's own id; newer files only.
    EmployerId,
    /// Address in one line.
    Address,
    /// Postcode; newer files only.
    PostCode,
    /// Company number.
    CompanyNumber,
    /// Industry codes.
    SicCodes,
    /// Where the employer publishes its own report.
    Link,
    /// Headcount band.
    EmployerSize,
    /// The name when the file was made.
    CurrentName,
    /// Whether it came late.
    SubmittedAfterTheDeadline,
    /// When the figures were due.
    DueDate,
    /// When they came.
    DateSubmitted,
    /// One of the figures.
    Figure(Figure),
}

impl Column {
    const PLAIN: &'static [Self] = &[
        Self::EmployerName,
        Self::EmployerId,
        Self::Address,
        Self::PostCode,
        Self::CompanyNumber,
        Self::SicCodes,
        Self::Link,
        Self::EmployerSize,
        Self::CurrentName,
        Self::SubmittedAfterTheDeadline,
        Self::DueDate,
        Self::DateSubmitted,
    ];
    /// Without these a file is something else.
    const NEEDED: &'static [Self] = &[
        Self::EmployerName,
        Self::Address,
        Self::CompanyNumber,
        Self::SicCodes,
        Self::EmployerSize,
        Self::DueDate,
        Self::DateSubmitted,
    ];

    /// The name in the header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EmployerName => "EmployerName",
            Self::EmployerId => "EmployerId",
            Self::Address => "Address",
            Self::PostCode => "PostCode",
            Self::CompanyNumber => "CompanyNumber",
            Self::SicCodes => "SicCodes",
            Self::Link => "CompanyLinkToGPGInfo",
            Self::EmployerSize => "EmployerSize",
            Self::CurrentName => "CurrentName",
            Self::SubmittedAfterTheDeadline => "SubmittedAfterTheDeadline",
            Self::DueDate => "DueDate",
            Self::DateSubmitted => "DateSubmitted",
            Self::Figure(figure) => figure.column(),
        }
    }
}

/// Where each column is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    places: Vec<(Column, usize)>,
    width: usize,
}

impl Schema {
    /// Finds the columns by their names.
    ///
    /// # Errors
    /// A sentence that names the columns that are missing.
    pub fn recognise(header: &[String]) -> Result<Self> {
        let squeeze = |name: &str| -> String {
            name.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect()
        };
        let names: Vec<String> = header.iter().map(|name| squeeze(name)).collect();
        let figures = Figure::ALL.iter().map(|figure| Column::Figure(*figure));
        let places: Vec<(Column, usize)> = Column::PLAIN
            .iter()
            .copied()
            .chain(figures)
            .filter_map(|column| {
                let wanted = squeeze(column.name());
                let place = names.iter().position(|name| *name == wanted)?;
                Some((column, place))
            })
            .collect();
        let schema = Self {
            places,
            width: header.len(),
        };
        let missing: Vec<&str> = Column::NEEDED
            .iter()
            .filter(|column| !schema.has(**column))
            .map(|column| column.name())
            .collect();
        if missing.is_empty() {
            return Ok(schema);
        }
        Err(Error::Malformed(Refusal::new(
            "import.unknown_columns",
            format!(
                "This is not a file of the gender pay gap service: it has no column {}. Download \
                 a year from gender-pay-gap.service.gov.uk/viewing/download and import that.",
                missing.join(", ")
            ),
        )))
    }

    /// Whether the file has a column.
    pub fn has(&self, column: Column) -> bool {
        self.place(column).is_some()
    }

    /// Where a column is.
    pub fn place(&self, column: Column) -> Option<usize> {
        self.places
            .iter()
            .find(|(found, _)| *found == column)
            .map(|(_, place)| *place)
    }

    /// The column at a place, when it is one that is read.
    pub fn column_at(&self, place: usize) -> Option<Column> {
        self.places
            .iter()
            .find(|(_, found)| *found == place)
            .map(|(column, _)| *column)
    }

    /// How many columns a row has.
    pub const fn width(&self) -> usize {
        self.width
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &str) -> Vec<String> {
        names.split(',').map(str::to_owned).collect()
    }

    const OLD: &str = "EmployerName,Address,CompanyNumber,SicCodes,DiffMeanHourlyPercent,\
                       ResponsiblePerson,EmployerSize,CurrentName,DueDate,DateSubmitted";

    #[test]
    fn both_sets_of_columns_are_known_in_any_order() {
        let old = Schema::recognise(&header(OLD)).unwrap();
        assert!(!old.has(Column::EmployerId) && !old.has(Column::PostCode));
        assert_eq!(old.place(Column::SicCodes), Some(3));
        assert_eq!(old.column_at(5), None, "the responsible person is not read");
        let mut turned = header(OLD);
        turned.reverse();
        turned.push("employer id".to_owned());
        let new = Schema::recognise(&turned).unwrap();
        assert_eq!(new.place(Column::EmployerId), Some(10));
        assert_eq!(new.width(), 11);
    }

    #[test]
    fn another_file_is_refused_by_name() {
        let error = Schema::recognise(&header("a,b,EmployerName")).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("no column Address, CompanyNumber"),
            "{error}"
        );
    }
}
