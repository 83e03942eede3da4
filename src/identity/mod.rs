//! People, organisations, authorities, roles and sign-in; hands out proofs of role.
