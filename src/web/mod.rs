//! Pages, forms, sessions, headers, problems and assets: HTTP without a noun of the charter.

pub mod assets;
pub mod page;
