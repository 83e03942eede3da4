//! Pages, forms, sessions, headers, problems and assets: HTTP without a noun of
//! the charter. It knows no person: a session is a bag of words to it.

pub mod api;
pub mod api_docs;
pub mod assets;
pub mod form;
pub mod headers;
pub mod health;
pub mod page;
pub mod problem;
pub mod routes;
pub mod session;
pub mod upload;
pub mod visit;
