//! That chance is fair: counts over many cases, held against what chance would give.

use super::properties::{charter, never_full, seed};
use super::*;

/// Chi-square of counts against equal shares.
fn chi_square(counts: &[u32]) -> f64 {
    let all: f64 = counts.iter().copied().map(f64::from).sum();
    let expected = all / f64::from(u32::try_from(counts.len()).unwrap());
    counts
        .iter()
        .map(|count| (f64::from(*count) - expected).powi(2) / expected)
        .sum()
}

#[test]
fn chance_is_fair() {
    const CASES: u32 = 4_000;
    let plan = DrawPlan {
        full_at_least: Share(100),
        ..DrawPlan::default()
    };
    let mut full = 0_u32;
    let mut of_gate = [0_u32; 3];
    let mut of_rest = [0_u32; 10];
    // Whether this case and the next are reviewed in full: none, the first, the second, both.
    let mut next = [0_u32; 4];
    let mut before = false;
    for case in 0..CASES {
        let in_full = draw(seed(u128::from(case)), Share::NONE, &plan, &charter()).in_full;
        full += u32::from(in_full);
        next[usize::from(before) + 2 * usize::from(in_full)] += 1;
        before = in_full;
        let drawn = draw(
            seed(u128::from(case)),
            Share::NONE,
            &never_full(),
            &charter(),
        );
        let gate = Reason::Gate("pay".to_owned());
        for (place, code) in ["PAY-1", "PAY-2", "PAY-3"].iter().enumerate() {
            let reasons = drawn.criteria.get(*code);
            of_gate[place] += u32::from(reasons.is_some_and(|reasons| reasons.contains(&gate)));
        }
        for (place, count) in of_rest.iter_mut().enumerate() {
            *count += u32::from(drawn.criteria.contains_key(&format!("VOI-{place}")));
        }
    }
    assert_eq!(of_gate.iter().sum::<u32>(), CASES);
    assert_eq!(of_rest.iter().sum::<u32>(), CASES);
    // Upper points of chi-square at one in a thousand: 10.83, 13.82 and 27.88 for 1, 2 and 9 degrees.
    let expected = f64::from(CASES) / 10.0;
    let full_square = (f64::from(full) - expected).powi(2) / (expected * 0.9);
    assert!(full_square < 10.83, "{full}");
    assert!(chi_square(&of_gate) < 13.82, "{of_gate:?}");
    assert!(chi_square(&of_rest) < 27.88, "{of_rest:?}");
    // One case says nothing of the next.
    let share = f64::from(full) / f64::from(CASES);
    let independent: f64 = next
        .iter()
        .zip([
            (1.0 - share) * (1.0 - share),
            share * (1.0 - share),
            share * (1.0 - share),
            share * share,
        ])
        .map(|(count, chance)| {
            let expected = f64::from(CASES) * chance;
            (f64::from(*count) - expected).powi(2) / expected
        })
        .sum();
    assert!(independent < 10.83, "{next:?}");
}
