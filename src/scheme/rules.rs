//! What a scheme version is and what it means, without any IO.
//!
//! - [`SchemeVersion`] and its parts: [`Pillar`], [`Criterion`], [`Tier`], [`RuleNode`], [`Reference`].
//! - [`AnswerKind`] and [`Answer`]: what may be answered, from a form or from JSON.
//! - [`evaluate`]: a version, a set of [`Answers`] and [`Circumstances`] in; the tier reached, a full
//!   trace and the smallest set of criteria that would have to change out.

mod answer;
mod candidates;
mod canonical;
mod check;
mod codes;
mod compile;
mod content;
mod criterion;
mod evaluate;
mod explain;
mod fields;
mod judge;
mod missing;
mod quantity;
mod references;
mod report;
mod response;
mod text;
mod tree;
mod validate;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod samples;

pub use answer::{Answer, AnswerKind, ChoiceOption, DateWindow, YesOrNo};
pub use canonical::{canonical_json, sha256_hex};
pub use check::{Fault, Severity, check};
pub use codes::{CodeError, CriterionCode, PillarCode, Place, ReferenceCode, SchemeSlug, TierCode};
pub use content::{CONTENT_FORMAT, Pillar, SchemeHead, SchemeVersion, Tier, TierKind, TierShape};
pub use criterion::{
    Confidentiality, Criterion, EvidenceNeed, EvidenceRule, NotApplicablePolicy, StatisticTag,
};
pub use evaluate::{
    Circumstances, Evaluation, Missing, NodeOutcome, Outcome, SearchResult, TierOutcome, TraceNode,
    evaluate,
};
pub use fields::{FieldProblem, field};
pub use judge::{Staged, stage_of};
pub use quantity::{Decimal, QuantityError, format_date, format_pence, parse_pence};
pub use references::{Reference, ReferenceUnit, ReferenceValue};
pub use report::render_evaluation_text;
pub use response::{Answers, Response, Stage, Verdict};
pub use text::Text;
pub use tree::{MAX_RULE_DEPTH, MAX_RULE_NODES, Operand, Requirement, RuleNode, Test};
