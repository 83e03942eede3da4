//! The rule tree of a tier, changed node by node.

use std::collections::BTreeMap;

use super::{Typed, test};
use crate::platform::error::FieldErrors;
use crate::scheme::rules::{
    CriterionCode, Decimal, MAX_RULE_DEPTH, MAX_RULE_NODES, PillarCode, Points, Requirement,
    RuleNode, SchemeVersion, Stage, Text,
};

mod fields;
mod filled;
mod read;
mod spot;
mod words;

pub use fields::{new_fields, node_fields, tested, wrap_fields};
pub use filled::values;
pub use read::{ADDED, STAGES, WRAPPERS};
use read::{new_node, save, stage_word, wrapped};
pub use spot::Spot;
pub use words::describe;

/// The node at a spot.
pub fn at<'a>(rule: &'a RuleNode, spot: &Spot) -> Option<&'a RuleNode> {
    spot.steps()
        .iter()
        .try_fold(rule, |node, place| node.children().get(*place).copied())
}

fn at_mut<'a>(rule: &'a mut RuleNode, spot: &Spot) -> Option<&'a mut RuleNode> {
    spot.steps()
        .iter()
        .try_fold(rule, |node, place| match node {
            RuleNode::All(of) | RuleNode::Any(of) | RuleNode::AtLeast { of, .. } => {
                of.get_mut(*place)
            }
            RuleNode::Not(of) | RuleNode::Gate { rule: of, .. } => {
                (*place == 0).then_some(&mut **of)
            }
            RuleNode::InEachGroup { groups, .. } => groups.iter_mut().flatten().nth(*place),
            RuleNode::Criterion { .. }
            | RuleNode::Predicate { .. }
            | RuleNode::Score { .. }
            | RuleNode::Pillar { .. } => None,
        })
}

/// The list a child lies in, and its place there; none where a node has exactly one child.
fn list_of(node: &mut RuleNode, place: usize) -> Option<(&mut Vec<RuleNode>, usize)> {
    match node {
        RuleNode::All(of) | RuleNode::Any(of) | RuleNode::AtLeast { of, .. } => {
            (place < of.len()).then_some((of, place))
        }
        RuleNode::InEachGroup { groups, .. } => {
            let mut left = place;
            for group in groups {
                if left < group.len() {
                    return Some((group, left));
                }
                left -= group.len();
            }
            None
        }
        _ => None,
    }
}

/// Whether children can be added to it.
pub fn takes_children(node: &RuleNode) -> bool {
    matches!(
        node,
        RuleNode::All(_)
            | RuleNode::Any(_)
            | RuleNode::AtLeast { .. }
            | RuleNode::InEachGroup { .. }
    )
}

/// Whether the node at a spot lies in a list, and so can be moved and removed.
pub fn is_in_list(rule: &RuleNode, spot: &Spot) -> bool {
    spot.parent()
        .and_then(|(parent, _)| at(rule, &parent))
        .is_some_and(takes_children)
}

/// In which group of its parent the child stands, counted from 1; none where there are no groups.
pub fn group_of(node: &RuleNode, place: usize) -> Option<usize> {
    let RuleNode::InEachGroup { groups, .. } = node else {
        return None;
    };
    let mut left = place;
    for (number, group) in groups.iter().enumerate() {
        if left < group.len() {
            return Some(number + 1);
        }
        left -= group.len();
    }
    None
}

/// How many groups it has.
pub fn groups(node: &RuleNode) -> usize {
    match node {
        RuleNode::InEachGroup { groups, .. } => groups.len(),
        _ => 0,
    }
}

/// Whether it can give its place to its only child.
pub fn can_unwrap(node: &RuleNode) -> bool {
    node.children().len() == 1
}

fn gone() -> FieldErrors {
    FieldErrors::one(
        "at",
        "This part of the rule is not there any more. Look at the rule again.",
    )
}

/// Does one thing to the node at a spot of a tier's rule: `save`, `add`, `wrap`, `unwrap`, `remove`,
/// `up` or `down`. Gives the changed version and the spot to look at next.
///
/// # Errors
/// What is wrong, under the names of the fields.
pub fn change(
    version: &SchemeVersion,
    tier: &str,
    spot: &Spot,
    act: &str,
    typed: Typed<'_>,
) -> Result<(SchemeVersion, Spot), FieldErrors> {
    let mut changed = version.clone();
    let Some(of) = changed
        .tiers
        .iter_mut()
        .find(|known| known.code.as_str() == tier)
    else {
        return Err(gone());
    };
    let next = act_on(version, &mut of.rule, spot, act, typed)?;
    let (depth, nodes) = of.rule.size();
    if depth > MAX_RULE_DEPTH || nodes > MAX_RULE_NODES {
        return Err(FieldErrors::one(
            "at",
            format!(
                "A rule nests at most {MAX_RULE_DEPTH} deep and has at most {MAX_RULE_NODES} parts. Simplify it first."
            ),
        ));
    }
    Ok((changed, next))
}

fn act_on(
    version: &SchemeVersion,
    rule: &mut RuleNode,
    spot: &Spot,
    act: &str,
    typed: Typed<'_>,
) -> Result<Spot, FieldErrors> {
    let node = at_mut(rule, spot).ok_or_else(gone)?;
    match act {
        "save" => {
            *node = save(version, node, typed)?;
            Ok(spot.clone())
        }
        "wrap" => {
            let inner = node.clone();
            *node = wrapped(inner, typed)?;
            Ok(spot.clone())
        }
        "unwrap" => {
            let [only] = node.children()[..] else {
                let message = "It holds more than one part, so it cannot be taken away alone.";
                return Err(FieldErrors::one("at", message));
            };
            let inner = only.clone();
            *node = inner;
            Ok(spot.clone())
        }
        "add" => add(version, node, spot, typed),
        "remove" | "up" | "down" => {
            let (parent, place) = spot.parent().ok_or_else(|| {
                FieldErrors::one(
                    "at",
                    "The whole rule stays where it is. Change the parts of it.",
                )
            })?;
            let parent_node = at_mut(rule, &parent).ok_or_else(gone)?;
            let (list, within) = list_of(parent_node, place).ok_or_else(|| {
                FieldErrors::one(
                    "at",
                    "It is the only part there. Take what is around it away first.",
                )
            })?;
            match act {
                "remove" => {
                    list.remove(within);
                    Ok(parent)
                }
                "up" if within > 0 => {
                    list.swap(within, within - 1);
                    Ok(parent.child(place - 1))
                }
                "down" if within + 1 < list.len() => {
                    list.swap(within, within + 1);
                    Ok(parent.child(place + 1))
                }
                // It is first, or last, already.
                _ => Ok(spot.clone()),
            }
        }
        _ => Err(FieldErrors::one(
            "at",
            "Choose one of the buttons of the page.",
        )),
    }
}

/// A new child at the end of a node.
fn add(
    version: &SchemeVersion,
    node: &mut RuleNode,
    spot: &Spot,
    typed: Typed<'_>,
) -> Result<Spot, FieldErrors> {
    let new = new_node(version, typed)?;
    match node {
        RuleNode::All(of) | RuleNode::Any(of) | RuleNode::AtLeast { of, .. } => {
            of.push(new);
            Ok(spot.child(of.len() - 1))
        }
        RuleNode::InEachGroup { groups, .. } => {
            let number: Option<usize> = typed("new_group").parse().ok();
            // One beyond the last is a new group.
            if number == Some(groups.len() + 1) {
                groups.push(Vec::new());
            }
            let group = number.and_then(|number| number.checked_sub(1));
            let Some(group) = group.filter(|group| *group < groups.len()) else {
                return Err(FieldErrors::one("new_group", "Choose one of the groups."));
            };
            let before: usize = groups.iter().take(group).map(Vec::len).sum();
            let list = groups.get_mut(group).ok_or_else(gone)?;
            list.push(new);
            Ok(spot.child(before + list.len() - 1))
        }
        _ => Err(FieldErrors::one(
            "new_kind",
            "Nothing can be added here. Wrap it in a group first.",
        )),
    }
}

#[cfg(test)]
mod tests;
