//! What can be done to lists and to what they name.
