//! The only source of randomness, so that tests and simulations can repeat it.

use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};

/// Hands out random bytes.
#[derive(Clone, Debug)]
pub enum Randomness {
    /// The operating system's, through a cryptographic generator.
    System,
    /// Repeats itself for the same seed. Never for secrets.
    Seeded(Arc<Mutex<StdRng>>),
}

impl Randomness {
    /// Repeats itself for the same `seed`.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match self {
            Self::System => rand::rng().fill_bytes(&mut bytes),
            Self::Seeded(generator) => generator
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .fill_bytes(&mut bytes),
        }
        bytes
    }
}
