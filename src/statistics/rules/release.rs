//! The protected tables of one run: all that is ever shown of it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::cube::CellKey;
use super::dimensions::{Council, Place, Size};
use super::figure::Figure;
use super::sensitivity::Parameters;

/// One cell as published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Which cell.
    #[serde(flatten)]
    pub key: CellKey,
    /// Accredited employers: public already, one by one, in the register, so always exact.
    pub employers: u64,
    /// People they employ in the area.
    pub employees: Figure,
}

/// The tables of one run. Pages, files and the API all read them from here; only the protection makes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    as_of: NaiveDate,
    at: DateTime<Utc>,
    parameters: Parameters,
    councils: Vec<Council>,
    employers_without_figure: u64,
    rows: Vec<Row>,
}

impl Release {
    /// The protection's result; see [`super::protect::protect`].
    pub(super) fn certified(
        as_of: NaiveDate,
        at: DateTime<Utc>,
        parameters: Parameters,
        councils: Vec<Council>,
        employers_without_figure: u64,
        rows: Vec<Row>,
    ) -> Self {
        Self {
            as_of,
            at,
            parameters,
            councils,
            employers_without_figure,
            rows,
        }
    }

    /// The day described.
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// The instant at which the accreditations were looked at.
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// The rules it is protected by.
    pub fn parameters(&self) -> Parameters {
        self.parameters
    }

    /// Accredited employers that gave no number of people; they are counted, their people are not.
    pub fn employers_without_figure(&self) -> u64 {
        self.employers_without_figure
    }

    /// Every cell, totals before their parts.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// One cell.
    pub fn row(&self, key: CellKey) -> Option<Row> {
        self.rows.iter().find(|row| row.key == key).copied()
    }

    /// The grand total.
    pub fn total(&self) -> Row {
        self.row(CellKey::default()).unwrap_or(Row {
            key: CellKey::default(),
            employers: 0,
            employees: Figure::Known(0),
        })
    }

    /// The cells that break down one thing alone.
    pub fn rows_by(&self, is_one: impl Fn(CellKey) -> bool) -> Vec<Row> {
        self.rows
            .iter()
            .filter(|row| row.key.depth() == 1 && is_one(row.key))
            .copied()
            .collect()
    }

    /// How many figures are suppressed.
    pub fn suppressed(&self) -> usize {
        self.rows
            .iter()
            .filter(|row| row.employees == Figure::Suppressed)
            .count()
    }

    /// A council's name.
    pub fn place_name(&self, place: Place) -> &str {
        match place {
            Place::Council(id) => self
                .councils
                .iter()
                .find(|council| council.id == id)
                .map_or("Another council", |council| council.name.as_str()),
            Place::NotKnown => "Council not known",
        }
    }

    /// A council's GSS code; empty when there is none.
    pub fn place_code(&self, place: Place) -> &str {
        match place {
            Place::Council(id) => self
                .councils
                .iter()
                .find(|council| council.id == id)
                .and_then(|council| council.code.as_deref())
                .unwrap_or_default(),
            Place::NotKnown => "",
        }
    }
}

/// A size in words.
pub fn size_words(size: Size) -> &'static str {
    match size {
        Size::Band(band) => crate::identity::rules::size_band_words(band),
        Size::NotKnown => "Size not known",
    }
}
