//! The decision and what lasts of it: the term, suspension, withdrawal, lapse.
