//! What a tier rests on and words alone give: whatever is typed meets it.

use super::Faults;
use crate::scheme::rules::answer_kind::AnswerKind;
use crate::scheme::rules::codes::CriterionCode;
use crate::scheme::rules::compile::{Ask, Node, Plan, Shape, needed};
use crate::scheme::rules::content::SchemeVersion;
use crate::scheme::rules::criterion::{Criterion, EvidenceNeed};

/// Warns of every criterion that a tier cannot be reached without and that anything typed meets.
pub(super) fn check(version: &SchemeVersion, faults: &mut Faults) {
    if faults.has_errors() {
        return;
    }
    let mut ladder: Vec<_> = version.tiers.iter().collect();
    ladder.sort_by_key(|tier| tier.rank);
    let plans: Vec<_> = ladder
        .into_iter()
        .map(|tier| (tier, Plan::compile(version, tier)))
        .collect();
    for (p, pillar) in version.pillars.iter().enumerate() {
        for (c, criterion) in pillar.criteria.iter().enumerate() {
            if !is_met_by_anything_typed(criterion) {
                continue;
            }
            let first = plans
                .iter()
                .find(|(_, plan)| rests_on(plan, &plan.root, &criterion.code));
            if let Some((tier, _)) = first {
                faults.warning(
                    format!("pillars[{p}].criteria[{c}].evidence"),
                    format!(
                        "{} is needed for {} and is answered in words alone, so anything typed meets it. Ask for evidence, or for an answer that can be checked.",
                        criterion.code, tier.name
                    ),
                );
            }
        }
    }
}

/// Words, with no standard of the scheme's own and no evidence that is ever required.
fn is_met_by_anything_typed(criterion: &Criterion) -> bool {
    matches!(criterion.answer, AnswerKind::Text { .. })
        && criterion.meets.is_none()
        && std::iter::once(&criterion.evidence)
            .chain(criterion.evidence_when.iter().map(|one| &one.evidence))
            .all(|evidence| evidence.need != EvidenceNeed::Required)
}

/// Whether a node cannot be met unless this criterion is: what is left without it is less than is needed.
fn rests_on(plan: &Plan<'_>, node: &Node<'_>, code: &CriterionCode) -> bool {
    match node {
        Node::Leaf(leaf) => plan.leaves.get(*leaf).is_some_and(|leaf| {
            leaf.criterion.code == *code
                && match leaf.ask {
                    Ask::At(_) | Ask::Points(_) => true,
                    // The rule puts a test of its own to it.
                    Ask::Passes(_) => false,
                }
        }),
        Node::Branch(Shape::Not, _) | Node::Broken(_) => false,
        Node::Branch(shape, children) => {
            let (mut all, mut without) = (0u64, 0u64);
            for child in children {
                let weight = plan.weight(child);
                all = all.saturating_add(weight);
                if !rests_on(plan, child, code) {
                    without = without.saturating_add(weight);
                }
            }
            without < needed(*shape, all)
        }
    }
}
