//! Holds the floors of the house.
