//! The rule tree: what a tier asks.

use super::codes::{CriterionCode, PillarCode, ReferenceCode};
use super::quantity::Decimal;
use super::response::Stage;
use super::text::Text;
use serde::{Deserialize, Serialize};

/// The deepest a rule may nest.
pub const MAX_RULE_DEPTH: usize = 24;
/// The most nodes one tier's rule may have.
pub const MAX_RULE_NODES: usize = 5_000;

/// One node of a rule. Data, never a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RuleNode {
    /// Every child is met. Children that do not apply are left out.
    All(Vec<RuleNode>),
    /// At least one child is met.
    Any(Vec<RuleNode>),
    /// At least `k` children are met. Children that do not apply are left out; when fewer than `k`
    /// remain, all of those that remain must be met.
    AtLeast {
        /// How many.
        k: u32,
        /// Of which.
        of: Vec<RuleNode>,
    },
    /// The child is not met.
    Not(Box<RuleNode>),
    /// The child is met; if not, the message says why nothing else counts.
    Gate {
        /// Shown when the gate is shut.
        message: Text,
        /// What opens it.
        rule: Box<RuleNode>,
    },
    /// A criterion stands at a stage.
    Criterion {
        /// Which criterion.
        code: CriterionCode,
        /// How far it must be.
        at: Requirement,
    },
    /// The figure given for a criterion passes a test. Evidence is not considered: combine it with
    /// [`RuleNode::Criterion`] where evidence matters.
    Predicate {
        /// Which criterion.
        code: CriterionCode,
        /// The test its answer must pass.
        test: Test,
    },
    /// At least `k` rules of every group are met.
    InEachGroup {
        /// How many of each.
        k: u32,
        /// The groups.
        groups: Vec<Vec<RuleNode>>,
    },
    /// The points of a pillar's criteria, or of all criteria, come to so many.
    Score {
        /// Which pillar; all of them, when none is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pillar: Option<PillarCode>,
        /// How many.
        at_least: Points,
    },
    /// At least `k` criteria of a pillar stand at a stage.
    Pillar {
        /// Which pillar.
        code: PillarCode,
        /// How many of its criteria.
        k: u32,
        /// How far each must be.
        at: Requirement,
    },
}

/// How many points are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Points {
    /// So many.
    Absolute(Decimal),
    /// So many per cent of what could be had, of what applies.
    Share(Decimal),
}

/// How far a criterion must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// The answer meets the criterion and the evidence it needs is there.
    Satisfied,
    /// At least this stage.
    Stage(Stage),
}

impl Requirement {
    /// The stage it comes down to.
    pub fn stage(self) -> Stage {
        match self {
            Self::Satisfied => Stage::Doing,
            Self::Stage(stage) => stage,
        }
    }
}

/// A test of the figure, option or date given as an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Test {
    /// Greater than or equal to.
    AtLeast(Operand),
    /// Less than or equal to.
    AtMost(Operand),
    /// Exactly.
    Equals(Operand),
    /// From one value to another, both included.
    Between {
        /// The lowest value that passes.
        from: Operand,
        /// The highest value that passes.
        to: Operand,
    },
    /// One of several values.
    OneOf(Vec<Operand>),
    /// One of several options of a choice.
    Chosen(Vec<String>),
    /// A date no more than this many months before the day of evaluation, and not after it; for a
    /// date that lies ahead, no more than this many months after it; in a list, either.
    WithinMonths(u32),
    /// A date from the day of evaluation to this many months after it.
    WithinNextMonths(u32),
    /// All of several options are among those chosen.
    Includes(Vec<String>),
    /// A share of a workforce answer passes a test; with fewer than a number in the whole, it is undetermined.
    Ratio {
        /// The counts that are added up.
        part: Vec<String>,
        /// Out of which count.
        whole: String,
        /// The fewest the share is computed from.
        minimum: u64,
        /// The test the share must pass, in per cent.
        passes: Box<Test>,
    },
    /// The accreditation is held and valid on the day, at one of these tiers; at any, when empty.
    Held {
        /// The tiers.
        tiers: Vec<String>,
    },
    /// The cell of a column passes a test in every row.
    EveryRow {
        /// The column.
        column: String,
        /// The test.
        passes: Box<Test>,
    },
    /// The figure is better than the one of the last award.
    BetterThanBefore {
        /// Which way is better.
        direction: Direction,
        /// By how much at the least; any improvement will do, when zero.
        by: Decimal,
    },
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
}

/// What a figure is compared with: money in pounds, percentages in per cent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operand {
    /// A value written in the rule.
    Value(Decimal),
    /// The reference value in force on the day, at the place.
    Reference(ReferenceCode),
}

impl Test {
    /// The operands, in order.
    pub fn operands(&self) -> Vec<&Operand> {
        match self {
            Self::AtLeast(value) | Self::AtMost(value) | Self::Equals(value) => vec![value],
            Self::Between { from, to } => vec![from, to],
            Self::OneOf(values) => values.iter().collect(),
            Self::Ratio { passes, .. } | Self::EveryRow { passes, .. } => passes.operands(),
            Self::Chosen(_)
            | Self::WithinMonths(_)
            | Self::WithinNextMonths(_)
            | Self::Includes(_)
            | Self::Held { .. }
            | Self::BetterThanBefore { .. } => Vec::new(),
        }
    }
}

impl RuleNode {
    /// The children, in order.
    pub fn children(&self) -> Vec<&RuleNode> {
        match self {
            Self::All(children) | Self::Any(children) | Self::AtLeast { of: children, .. } => {
                children.iter().collect()
            }
            Self::Not(child) | Self::Gate { rule: child, .. } => vec![child],
            Self::InEachGroup { groups, .. } => groups.iter().flatten().collect(),
            Self::Criterion { .. }
            | Self::Predicate { .. }
            | Self::Score { .. }
            | Self::Pillar { .. } => Vec::new(),
        }
    }

    /// How deep it nests and how many nodes it has, counting no further than the limits.
    pub fn size(&self) -> (usize, usize) {
        let mut deepest = 0;
        let mut nodes = 0;
        let mut waiting = vec![(self, 1)];
        while let Some((node, depth)) = waiting.pop() {
            deepest = deepest.max(depth);
            nodes += 1;
            if nodes > MAX_RULE_NODES || depth > MAX_RULE_DEPTH {
                break;
            }
            waiting.extend(node.children().into_iter().map(|child| (child, depth + 1)));
        }
        (deepest, nodes)
    }
}
