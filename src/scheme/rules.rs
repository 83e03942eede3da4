//! What a scheme version is and what it means, without any IO.
//!
//! - [`SchemeVersion`] and its parts: [`Pillar`], [`Criterion`], [`Tier`], [`RuleNode`], [`Reference`].
//! - [`AnswerKind`] and [`Answer`]: what may be answered, from a form or from JSON.
//! - [`evaluate`]: a version, a set of [`Answers`] and [`Circumstances`] in; the tier reached, a full
//!   trace and the smallest set of criteria that would have to change out.

mod answer;
mod answer_kind;
mod candidates;
mod canonical;
mod change_log;
mod check;
mod circumstances;
mod codes;
mod compile;
mod condition;
mod content;
mod criterion;
mod draw;
mod evaluate;
mod explain;
mod fields;
mod judge;
mod mapping;
mod measure;
mod missing;
mod outcome;
mod quantity;
mod reason;
mod references;
mod report;
mod response;
mod route;
mod text;
mod transition;
mod tree;
mod turns_on;
mod validate;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod semantics;

pub use answer::Answer;
pub use answer_kind::{
    AnswerKind, ChoiceOption, Column, ColumnKind, Confirmer, Count, DateWindow, Level,
    ScoredOption, YesOrNo,
};
pub use canonical::{canonical_json, sha256_hex};
pub use change_log::{ChangeLog, Declared, DeclaredChange};
pub use check::{Fault, Severity, check};
pub use circumstances::{Circumstances, Holding};
pub use codes::{
    AccreditationCode, CodeError, CriterionCode, PillarCode, Place, ReferenceCode, SchemeSlug,
    StepCode, TierCode,
};
pub use condition::{Bounds, Condition, EmployerKind, Facts, MAX_CONDITION_DEPTH, Risk, Sector};
pub use content::{
    CONTENT_FORMAT, Fee, OutsideAccreditation, Pillar, RENEWAL_WINDOW_DAYS, SchemeHead,
    SchemeVersion, Tier, TierKind, TierShape, Unavailable,
};
pub use criterion::{
    Confidentiality, ContextualEvidence, Criterion, Equivalent, EvidenceNeed, EvidenceRule,
    NotApplicablePolicy, StatisticTag,
};
pub use draw::{Draw, DrawPlan, Drawable, Reason as DrawReason, Salt, Seed, Share, draw};
pub use evaluate::{
    Evaluation, Missing, NodeOutcome, Outcome, SearchResult, TierOutcome, TraceNode, evaluate,
};
pub use explain::describe_test;
pub use fields::{FieldProblem, Filled, field};
pub use judge::{Staged, counting, stage_of};
pub use mapping::{AskedIn, MAPPING_FORMAT, MAX_PAIRS, MappingSet, Origin, Pair, check_mapping};
pub use outcome::TierEvaluator;
pub use quantity::{Decimal, QuantityError, format_date, format_pence, parse_pence};
pub use references::{Reference, ReferenceUnit, ReferenceValue};
pub use report::render_evaluation_text;
pub use response::{Answers, Response, Stage, Verdict};
pub use route::{END, MOST_ASSESSORS, Route, Step, StepKind, StepRole, Target, Way};
pub use text::Text;
pub use transition::{
    Carried, CarryOver, Change, Comparison, CriterionChange, Difference, Holder, Loss, Losses,
    NoticeTooShort, TierChange, carry_over, compare, loss_preview, notice,
};
pub use tree::{
    Direction, MAX_RULE_DEPTH, MAX_RULE_NODES, Operand, Points, Requirement, RuleNode, Test,
};
pub use turns_on::Fact;
