//! Builds the styles, scripts and fonts that the binary carries.

fn main() {}
