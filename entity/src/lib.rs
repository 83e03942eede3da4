//! One file per table: rows, no behaviour.
