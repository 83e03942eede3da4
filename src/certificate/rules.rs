//! What a certificate is known by: a number for people who file it, a verification code for a stranger who doubts it.
//!
//! Both are read aloud, copied by hand and typed on telephones, so both are written in
//! [Crockford's base 32](https://www.crockford.com/base32.html): no `I`, `L`, `O` or `U`, and whoever types one
//! of the first three is understood.

mod code;
mod number;
mod stage;
mod symbols;

pub use code::{CodeError, VerificationCode};
pub use number::{CertificateNumber, NumberError};
pub use stage::{Event, Stage, TRANSITIONS, Transition, next_stage};
