//! Signing in, organisations, colleagues and tokens, as people meet them.

mod colleagues;
mod details;
mod organisations;
mod sign_in;
mod tokens;
