//! The `fairmark` program.

fn main() {}
