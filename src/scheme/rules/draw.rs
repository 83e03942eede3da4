//! Spot checks: which cases are reviewed in full, and which criteria of the others are looked at.
//!
//! A draw is made from a seed alone, and the seed from the case, the day and a secret: whoever
//! holds the secret can repeat the draw and show that nobody steered it; nobody else can foresee
//! it. Each question (in full or not; which criterion of a gate; which of the rest) has a
//! generator of its own, so that a criterion added in one place moves no choice in another.

#[cfg(test)]
mod fairness;
#[cfg(test)]
mod properties;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{Datelike, NaiveDate};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};

use super::answer_kind::AnswerKind;
use super::content::SchemeVersion;
use super::tree::RuleNode;

/// Fewest bytes of a secret.
pub(super) const SALT_MIN_BYTES: usize = 16;

/// A share in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(u16);

impl Share {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// Everything.
    pub const ALL: Self = Self(1_000);

    /// So many thousandths; nothing when it is more than all.
    pub const fn of(thousandths: u16) -> Option<Self> {
        if thousandths <= 1_000 {
            Some(Self(thousandths))
        } else {
            None
        }
    }

    /// In thousandths.
    pub const fn thousandths(self) -> u16 {
        self.0
    }

    /// The part of a number, rounded up.
    fn of_count(self, count: usize) -> usize {
        count.saturating_mul(usize::from(self.0)).div_ceil(1_000)
    }
}

/// What is drawn, as a scheme sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrawPlan {
    /// Share of the cases without any risk that are reviewed in full.
    pub full_at_least: Share,
    /// Share of the cases with the highest risk that are.
    pub full_at_most: Share,
    /// Share of the criteria that nothing else draws.
    pub of_the_rest: Share,
}

impl Default for DrawPlan {
    /// Five per cent in full, ten at the highest risk, and one in twenty of the other criteria.
    fn default() -> Self {
        Self {
            full_at_least: Share(50),
            full_at_most: Share(100),
            of_the_rest: Share(50),
        }
    }
}

impl DrawPlan {
    /// The chance of a full review: from the least to the most, as the risk rises.
    pub fn chance(&self, risk: Share) -> Share {
        let least = u32::from(self.full_at_least.0);
        let wider = u32::from(self.full_at_most.0).saturating_sub(least);
        let chance = least + wider * u32::from(risk.0) / 1_000;
        Share(u16::try_from(chance.min(1_000)).unwrap_or(1_000))
    }
}

/// A secret that only the authority knows. Confidential.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt(Vec<u8>);

impl Salt {
    /// A secret, unless it is short enough to be guessed.
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        (bytes.len() >= SALT_MIN_BYTES).then_some(Self(bytes))
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

/// All that a draw depends on. Confidential until the draw is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seed([u8; 32]);

impl Seed {
    /// SHA-256 (FIPS 180-4) over a name, the case by its reference, the day and the secret, in parts
    /// that cannot run into each other: all but the last have a fixed length.
    pub fn of(case: &str, drawn_on: NaiveDate, salt: &Salt) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"fairmark spot check 1");
        hash.update(Sha256::digest(case.as_bytes()));
        hash.update(drawn_on.year().to_be_bytes());
        hash.update(drawn_on.month().to_be_bytes());
        hash.update(drawn_on.day().to_be_bytes());
        hash.update(&salt.0);
        Self(hash.finalize().into())
    }

    /// A generator for one question.
    fn generator(self, question: Question<'_>) -> ChaCha20Rng {
        let (kind, name) = match question {
            Question::InFull => (0_u8, ""),
            Question::OfGate(gate) => (1_u8, gate),
            Question::OfTheRest => (2_u8, ""),
        };
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update([kind]);
        hash.update(name.as_bytes());
        ChaCha20Rng::from_seed(hash.finalize().into())
    }
}

#[derive(Clone, Copy)]
enum Question<'a> {
    InFull,
    OfGate(&'a str),
    OfTheRest,
}

/// A criterion, as far as a draw asks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Drawable {
    /// Its code.
    pub code: String,
    /// Codes of the gates that it belongs to.
    pub gates: BTreeSet<String>,
    /// Whether it is answered with counts of the workforce.
    pub counts_workforce: bool,
}

/// Why a criterion is looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The case is reviewed in full.
    InFull,
    /// It is answered with counts of the workforce.
    CountsWorkforce,
    /// It was drawn for a gate.
    Gate(String),
    /// It was drawn from the rest.
    Drawn,
}

impl Reason {
    /// In a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::InFull => "The case was drawn for a full review.".to_owned(),
            Self::CountsWorkforce => {
                "Its answer counts the workforce, which is always checked.".to_owned()
            }
            Self::Gate(gate) => format!("It was drawn from the gate {gate}."),
            Self::Drawn => "It was drawn at random.".to_owned(),
        }
    }
}

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    /// Whether the case is reviewed in full.
    pub in_full: bool,
    /// Code of each criterion that is looked at, with the reasons.
    pub criteria: BTreeMap<String, BTreeSet<Reason>>,
}

impl SchemeVersion {
    /// Its criteria as a draw sees them: a gate is a gate of any tier, named by its tier and place.
    pub fn drawable(&self) -> Vec<Drawable> {
        let mut gates: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for tier in &self.tiers {
            let mut found = 0_usize;
            collect_gates(&tier.rule, &mut |rule| {
                found += 1;
                for code in named(rule, self) {
                    let gate = format!("{} {found}", tier.code);
                    gates.entry(code).or_default().insert(gate);
                }
            });
        }
        self.criteria()
            .map(|(_, criterion)| Drawable {
                code: criterion.code.to_string(),
                gates: gates.remove(criterion.code.as_str()).unwrap_or_default(),
                counts_workforce: matches!(
                    criterion.answer,
                    AnswerKind::Workforce { .. } | AnswerKind::Percentage { .. }
                ),
            })
            .collect()
    }
}

fn collect_gates(rule: &RuleNode, found: &mut impl FnMut(&RuleNode)) {
    if let RuleNode::Gate { rule, .. } = rule {
        found(rule);
    }
    for child in rule.children() {
        collect_gates(child, found);
    }
}

/// The codes of the criteria that a rule names, by themselves or as a pillar.
fn named(rule: &RuleNode, version: &SchemeVersion) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    match rule {
        RuleNode::Criterion { code, .. } | RuleNode::Predicate { code, .. } => {
            codes.insert(code.to_string());
        }
        RuleNode::Pillar { code, .. } => {
            let criteria = version.pillar(code).map(|pillar| &pillar.criteria);
            codes.extend(
                criteria
                    .into_iter()
                    .flatten()
                    .map(|one| one.code.to_string()),
            );
        }
        _ => {}
    }
    for child in rule.children() {
        codes.extend(named(child, version));
    }
    codes
}

/// Draws what is looked at: everything, with the chance that the plan gives to the risk; otherwise
/// every criterion that counts the workforce, one of each gate, and a share of the rest.
pub fn draw(seed: Seed, risk: Share, plan: &DrawPlan, criteria: &[Drawable]) -> Draw {
    let mut sorted: Vec<&Drawable> = criteria.iter().collect();
    sorted.sort();
    sorted.dedup_by_key(|criterion| &criterion.code);
    let chance = u64::from(plan.chance(risk).0);
    let in_full = below(&mut seed.generator(Question::InFull), 1_000) < chance;
    let mut drawn: BTreeMap<String, BTreeSet<Reason>> = BTreeMap::new();
    let mut add = |code: &str, reason: Reason| {
        drawn.entry(code.to_owned()).or_default().insert(reason);
    };
    if in_full {
        for criterion in sorted {
            add(&criterion.code, Reason::InFull);
        }
        return Draw {
            in_full,
            criteria: drawn,
        };
    }
    for criterion in sorted.iter().filter(|one| one.counts_workforce) {
        add(&criterion.code, Reason::CountsWorkforce);
    }
    let gates: BTreeSet<&str> = sorted
        .iter()
        .flat_map(|criterion| criterion.gates.iter().map(String::as_str))
        .collect();
    for gate in gates {
        let mut members: Vec<&Drawable> = sorted
            .iter()
            .copied()
            .filter(|criterion| criterion.gates.contains(gate))
            .collect();
        let mut generator = seed.generator(Question::OfGate(gate));
        for criterion in take(&mut generator, &mut members, 1) {
            add(&criterion.code, Reason::Gate(gate.to_owned()));
        }
    }
    let mut rest: Vec<&Drawable> = sorted
        .iter()
        .copied()
        .filter(|criterion| !criterion.counts_workforce && criterion.gates.is_empty())
        .collect();
    let count = plan.of_the_rest.of_count(rest.len());
    for criterion in take(&mut seed.generator(Question::OfTheRest), &mut rest, count) {
        add(&criterion.code, Reason::Drawn);
    }
    Draw {
        in_full,
        criteria: drawn,
    }
}

/// So many of a list, each set of that size as likely as any other.
fn take<T>(generator: &mut ChaCha20Rng, from: &mut Vec<T>, count: usize) -> Vec<T> {
    let mut taken = Vec::new();
    while taken.len() < count && !from.is_empty() {
        let place = below(generator, u64::try_from(from.len()).unwrap_or(u64::MAX));
        taken.push(from.remove(usize::try_from(place).unwrap_or_default()));
    }
    taken
}

/// A number below a bound, each as likely as any other: what lies in the incomplete last stretch of
/// the generator's range is thrown away (the method of OpenBSD's `arc4random_uniform`).
fn below(generator: &mut ChaCha20Rng, bound: u64) -> u64 {
    let bound = bound.max(1);
    let uneven = bound.wrapping_neg() % bound;
    loop {
        let number = generator.next_u64();
        if number >= uneven {
            return number % bound;
        }
    }
}
