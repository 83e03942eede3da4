//! The public list of accredited employers and its open data.
