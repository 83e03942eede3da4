//! Frozen runs, disclosure control and releases.
