//! What people do here: sign in, set up an organisation, invite, make tokens.

pub mod authorities;
pub mod organisations;
pub mod sign_in;
pub mod tokens;
