//! The only file here that names its tables.
