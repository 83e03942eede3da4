//! What people do here: sign in, set up an organisation, invite, make tokens.

pub mod authorities;
pub mod bounce;
pub mod leaving;
pub mod organisations;
pub mod sign_in;
pub mod support;
pub mod tokens;
pub mod wording;
