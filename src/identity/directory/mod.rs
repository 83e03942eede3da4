//! Employers as others list them: the directory people find their organisation in.
//!
//! It owns the imported employers, their names through time, their industry codes and what each
//! import changed. An employer enters from the gender pay gap service's yearly files; nothing in
//! it is an answer, an award or a finding, and nothing is ever deleted.
//!
//! ```text
//!   file ──row──▶ read and mended ──identity──▶ new │ known │ rejected, with the reason
//!                                                 │     │
//!                                                 ▼     ▼
//!                                   one filing an employer and reporting year
//!                                                 │ the newest year speaks for
//!                                                 ▼
//!                                    the employer people search and claim
//! ```
//!
//! **Who is who.** The company number is the identity where there is one, else the service's own
//! id, else (older files have neither for public bodies) the name at a place: the same name at the
//! same postcode or, without one, the same address. A name alone is never enough. Where two
//! employers fit, the row is rejected with the reason; nothing is merged by guess.
//!
//! It never stores the responsible person a file names, and never claims an employer for anyone.

pub mod actions;
pub mod rules;
pub mod store;
