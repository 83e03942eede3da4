//! How far people who judge the same things apart from each other agree, beyond what chance would give.
//!
//! Cohen, J. (1960), A coefficient of agreement for nominal scales; Krippendorff, K. (2011), Computing
//! Krippendorff's Alpha-Reliability. Both are 1 for full agreement, 0 for what chance would give, and below
//! 0 for less than that. Judgements are taken as names: "partly met" is no nearer to "met" than any other.

use std::collections::BTreeMap;

/// Cohen's kappa of two judges: each pair is what the first and the second judged of one thing. `None`
/// without a pair, and where both always judge the same one thing, of which chance explains everything.
pub fn cohen_kappa<J: Ord + Copy>(pairs: &[(J, J)]) -> Option<f64> {
    let all = count(pairs.len());
    if pairs.is_empty() {
        return None;
    }
    let mut judged: BTreeMap<J, (usize, usize)> = BTreeMap::new();
    for (first, second) in pairs {
        judged.entry(*first).or_default().0 += 1;
        judged.entry(*second).or_default().1 += 1;
    }
    let observed = count(pairs.iter().filter(|(a, b)| a == b).count()) / all;
    let expected: f64 = judged
        .values()
        .map(|(first, second)| count(*first) * count(*second) / (all * all))
        .sum();
    (expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
}

/// Krippendorff's alpha for names and any number of judges: each unit is what all who judged one thing judged
/// of it. Things that fewer than two judged say nothing and are left out. `None` where nothing is left, and
/// where everybody always judges the same one thing.
pub fn krippendorff_alpha<J: Ord + Copy>(units: &[Vec<J>]) -> Option<f64> {
    let mut judged: BTreeMap<J, f64> = BTreeMap::new();
    let (mut all, mut disagreed) = (0.0, 0.0);
    for unit in units.iter().filter(|unit| unit.len() > 1) {
        let mut of: BTreeMap<J, f64> = BTreeMap::new();
        for judgement in unit {
            *of.entry(*judgement).or_default() += 1.0;
            *judged.entry(*judgement).or_default() += 1.0;
        }
        let size = count(unit.len());
        let alike: f64 = of.values().map(|number| number * (number - 1.0)).sum();
        // Of the ordered pairs of judges, those who disagree; each unit weighs as many as judged it.
        disagreed += size - alike / (size - 1.0);
        all += size;
    }
    let alike: f64 = judged.values().map(|number| number * (number - 1.0)).sum();
    let expected = all - alike / (all - 1.0);
    (all > 1.0 && expected > 0.0).then(|| 1.0 - disagreed / expected)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "no authority has 2^52 judgements"
)]
fn count(number: usize) -> f64 {
    number as f64
}

/// How often several judges of one thing judged it the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Alike {
    /// Things judged by more than one.
    pub judged: usize,
    /// Of these, how many all judged the same.
    pub same: usize,
}

impl Alike {
    /// Counts one more thing.
    pub fn add<J: PartialEq>(&mut self, unit: &[J]) {
        let Some((first, rest)) = unit.split_first() else {
            return;
        };
        if rest.is_empty() {
            return;
        }
        self.judged += 1;
        self.same += usize::from(rest.iter().all(|other| other == first));
    }

    /// `7 of 10 (70%)`; `–` for nothing.
    pub fn words(self) -> String {
        if self.judged == 0 {
            return "–".to_owned();
        }
        let percent = (100.0 * count(self.same) / count(self.judged)).round();
        format!("{} of {} ({percent}%)", self.same, self.judged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(found: Option<f64>, printed: f64) {
        let found = found.unwrap();
        assert!((found - printed).abs() < 0.0005, "{found} for {printed}");
    }

    /// Fifty proposals, as in the textbook example: both yes 20, yes and no 5, no and yes 10, both no 15.
    #[test]
    fn kappa_is_what_is_printed_of_it() {
        let mut pairs = vec![('y', 'y'); 20];
        pairs.extend(vec![('y', 'n'); 5]);
        pairs.extend(vec![('n', 'y'); 10]);
        pairs.extend(vec![('n', 'n'); 15]);
        close(cohen_kappa(&pairs), 0.4);
        assert_eq!(cohen_kappa::<char>(&[]), None);
        assert_eq!(cohen_kappa(&[('y', 'y'); 9]), None);
    }

    fn columns(rows: &[&str]) -> Vec<Vec<char>> {
        let width = rows.iter().map(|row| row.len()).max().unwrap_or(0);
        (0..width)
            .map(|at| {
                rows.iter()
                    .filter_map(|row| row.chars().nth(at))
                    .filter(|c| *c != '.')
                    .collect()
            })
            .collect()
    }

    /// The examples A, B and C of Krippendorff (2011), for nominal data.
    #[test]
    fn alpha_is_what_is_printed_of_it() {
        close(
            krippendorff_alpha(&columns(&["0100000010", "1110010000"])),
            0.095,
        );
        close(
            krippendorff_alpha(&columns(&["aabbdcccedda", "babbbccceddd"])),
            0.692,
        );
        close(
            krippendorff_alpha(&columns(&[
                "123321412...",
                "1233224125.3",
                ".3332342251.",
                "12332441251.",
            ])),
            0.743,
        );
        assert_eq!(krippendorff_alpha::<char>(&[]), None);
        assert_eq!(krippendorff_alpha(&[vec!['a', 'a'], vec!['a', 'a']]), None);
    }

    proptest! {
        /// Both are 1 when nobody ever differs, and never more.
        #[test]
        fn full_agreement_is_one(pairs in prop::collection::vec((0_u8..4, 0_u8..4), 1..60)) {
            let same: Vec<_> = pairs.iter().map(|(a, _)| (*a, *a)).collect();
            if let Some(kappa) = cohen_kappa(&same) {
                prop_assert!((kappa - 1.0).abs() < 1e-9);
            }
            let units: Vec<Vec<u8>> = pairs.iter().map(|(a, b)| vec![*a, *b]).collect();
            for found in [cohen_kappa(&pairs), krippendorff_alpha(&units)].into_iter().flatten() {
                prop_assert!(found <= 1.0 + 1e-9, "{found}");
                prop_assert_eq!(found > 1.0 - 1e-9, pairs.iter().all(|(a, b)| a == b));
            }
        }

        /// Neither depends on the order of things or on who is called the first.
        #[test]
        fn order_says_nothing(pairs in prop::collection::vec((0_u8..3, 0_u8..3), 2..40)) {
            let mut turned: Vec<_> = pairs.iter().map(|(a, b)| (*b, *a)).collect();
            turned.reverse();
            let same = |a: Option<f64>, b: Option<f64>| match (a, b) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-9,
                (a, b) => a.is_none() && b.is_none(),
            };
            prop_assert!(same(cohen_kappa(&pairs), cohen_kappa(&turned)));
            let units = |pairs: &[(u8, u8)]| -> Vec<Vec<u8>> { pairs.iter().map(|(a, b)| vec![*a, *b]).collect() };
            prop_assert!(same(krippendorff_alpha(&units(&pairs)), krippendorff_alpha(&units(&turned))));
        }
    }
}
