//! Which sums would give somebody away, and by how much they must stay uncertain.

use serde::{Deserialize, Serialize};

/// The rules a run is protected by; published with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters {
    /// A sum over fewer employers than this is unsafe.
    pub min_employers: usize,
    /// A sum is unsafe when the second largest employer could tell the largest one's number to within so many per cent.
    pub dominance_percent: u64,
}

/// At least 3 employers, and the p% rule with p = 10: the public rules of the Business Register and Employment Survey.
impl Default for Parameters {
    fn default() -> Self {
        Self {
            min_employers: 3,
            dominance_percent: 10,
        }
    }
}

impl Parameters {
    /// By how much a sum must stay uncertain in either direction; 0 when it is safe.
    ///
    /// Unsafe is a sum over fewer than `min_employers`, or one whose total less its two largest is smaller than
    /// `dominance_percent` of the largest. One person is the least uncertainty: numbers of people are whole.
    pub fn need(&self, people: &[u64]) -> u64 {
        let Some(&largest) = people.iter().max() else {
            return 0;
        };
        let share = (largest * self.dominance_percent).div_ceil(100);
        if people.len() < self.min_employers {
            return share.max(1);
        }
        share.saturating_sub(beyond_the_two_largest(people))
    }

    /// The same against one of the employers in the sum, who knows their own number: the largest of the `others`
    /// must stay uncertain by what the rest of them does not already hide.
    pub fn need_against_insider(&self, others: &[u64]) -> u64 {
        let Some(&largest) = others.iter().max() else {
            return 0;
        };
        let rest: u64 = others.iter().sum::<u64>() - largest;
        (largest * self.dominance_percent)
            .div_ceil(100)
            .max(1)
            .saturating_sub(rest)
    }
}

fn beyond_the_two_largest(people: &[u64]) -> u64 {
    let (mut first, mut second, mut sum) = (0, 0, 0_u64);
    for &number in people {
        sum += number;
        if number > first {
            second = first;
            first = number;
        } else if number > second {
            second = number;
        }
    }
    sum - first - second
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked examples of the survey's public rule.
    #[test]
    fn the_dominance_rule_agrees_with_its_published_examples() {
        let rules = Parameters::default();
        assert_eq!(rules.need(&[100, 50, 9]), 1, "159 - 150 = 9 < 10");
        assert_eq!(rules.need(&[50, 10, 100]), 0, "160 - 150 = 10");
        assert_eq!(rules.need(&[4000, 4000]), 400, "fewer than 3");
        assert_eq!(rules.need(&[5]), 1);
        assert_eq!(rules.need(&[0, 0]), 1, "even noughts are somebody's");
        assert_eq!(rules.need(&[]), 0, "nobody is given away");
        assert_eq!(rules.need(&[1000, 3, 2, 1]), 97);
    }

    #[test]
    fn an_insider_is_hidden_from_by_the_others() {
        let rules = Parameters::default();
        assert_eq!(rules.need_against_insider(&[]), 0, "knows it all anyway");
        assert_eq!(rules.need_against_insider(&[200]), 20);
        assert_eq!(rules.need_against_insider(&[200, 15]), 5);
        assert_eq!(rules.need_against_insider(&[200, 20]), 0);
    }
}
