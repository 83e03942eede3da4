//! Reference values: yardsticks from outside the scheme that move by date and place.

use super::codes::{Place, ReferenceCode};
use super::quantity::{Decimal, format_pence};
use super::text::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An outside yardstick, such as the real Living Wage. Rules name its code, never a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// What rules call it.
    pub code: ReferenceCode,
    /// What people call it.
    pub name: Text,
    /// What its values are.
    pub unit: ReferenceUnit,
    /// Who publishes it, or where.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Its values.
    pub values: Vec<ReferenceValue>,
}

/// What a reference value measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceUnit {
    /// Pounds and pence.
    Money,
    /// Per cent.
    Percentage,
    /// A plain number.
    Number,
}

/// One value, at one place, from one date until the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceValue {
    /// Where it holds.
    pub place: Place,
    /// The first day it holds.
    pub from: NaiveDate,
    /// The value: pounds, per cent or a number.
    pub value: Decimal,
    /// When it was announced, where that was another day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced: Option<NaiveDate>,
    /// The day from which it binds who held an accreditation before `from`; that very day, without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holders_by: Option<NaiveDate>,
}

impl ReferenceValue {
    /// The day from which it binds an employer: who joined before its first day has until
    /// [`holders_by`](Self::holders_by), who joins later is bound at once.
    pub fn binds_from(&self, holder_since: Option<NaiveDate>) -> NaiveDate {
        match (holder_since, self.holders_by) {
            (Some(since), Some(by)) if since < self.from => by.max(self.from),
            _ => self.from,
        }
    }
}

impl Reference {
    /// The value in force on a day at a place; where the place has none, the value for the whole country.
    pub fn value_on(&self, place: &Place, on: NaiveDate) -> Option<&ReferenceValue> {
        self.binding_on(place, on, None)
    }

    /// The value that binds an employer on a day at a place; `holder_since` is when an existing
    /// holder was first accredited. [`value_on`](Self::value_on) is the one it had better meet.
    pub fn binding_on(
        &self,
        place: &Place,
        on: NaiveDate,
        holder_since: Option<NaiveDate>,
    ) -> Option<&ReferenceValue> {
        let latest = |place: &Place| {
            self.values
                .iter()
                .filter(|value| value.place == *place && value.binds_from(holder_since) <= on)
                .max_by_key(|value| value.from)
        };
        latest(place).or_else(|| latest(&Place::uk()))
    }

    /// A value of this reference, for reading.
    pub fn format(&self, value: Decimal) -> String {
        self.unit.format(value)
    }
}

impl ReferenceUnit {
    /// A value in this unit, for reading.
    pub fn format(self, value: Decimal) -> String {
        match self {
            Self::Money => format_pence(value.thousandths() / 10),
            Self::Percentage => format!("{value}%"),
            Self::Number => value.grouped(),
        }
    }
}
