//! Where a node of a rule stands.

use std::fmt;

use crate::scheme::rules::MAX_RULE_DEPTH;

/// Where a node stands: which child at each step from the root, which is empty. The rules of groups
/// are counted through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spot(Vec<usize>);

impl Spot {
    /// Reads `0.2.1`; the root is empty.
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::default());
        }
        let steps: Vec<usize> = text
            .split('.')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?;
        (steps.len() <= MAX_RULE_DEPTH).then_some(Self(steps))
    }

    /// The steps from the root.
    pub(super) fn steps(&self) -> &[usize] {
        &self.0
    }

    /// The spot of a child.
    #[must_use]
    pub fn child(&self, place: usize) -> Self {
        let mut steps = self.0.clone();
        steps.push(place);
        Self(steps)
    }

    /// Where the parent stands, and which of its children this is.
    pub fn parent(&self) -> Option<(Self, usize)> {
        let (last, steps) = self.0.split_last()?;
        Some((Self(steps.to_vec()), *last))
    }

    /// Whether it is the root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// How many steps it is from the root.
    pub fn depth(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&steps.join("."))
    }
}
