//! A sum that must stay uncertain, and the tables that witness that it does.

use super::super::attack::{Form, Knowledge, Side, respects, sum};

/// A sum that must stay uncertain, in one direction.
pub(super) struct Goal {
    pub(super) form: Form,
    pub(super) side: Side,
    /// How far each attacker must find it; none is an outsider, else a position among the insiders.
    pub(super) demands: Vec<(Option<usize>, f64)>,
    pub(super) witnesses: Vec<Vec<f64>>,
}

impl Goal {
    pub(super) fn is_witnessed(&self, wanted: f64, known: &Knowledge) -> bool {
        self.is_met_by(&self.witnesses, wanted, known)
    }

    pub(super) fn is_met_by<'a>(
        &self,
        tables: impl IntoIterator<Item = &'a Vec<f64>>,
        wanted: f64,
        known: &Knowledge,
    ) -> bool {
        tables.into_iter().any(|table| {
            self.side.is_as_far(sum(&self.form, table), wanted) && respects(table, known)
        })
    }
}
