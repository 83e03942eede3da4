//! A rule as a tree of lines.

use crate::scheme::edit::rule::{self, Spot};
use crate::scheme::rules::{Circumstances, RuleNode, SchemeVersion};

/// One line of the tree.
pub(super) struct TreeLine {
    pub(super) id: String,
    pub(super) words: String,
    pub(super) href: String,
    pub(super) is_open: bool,
    /// Whether the list of its children follows.
    pub(super) opens: bool,
    /// How many lists end after it.
    pub(super) closes: usize,
}

/// The lines of a rule whose nodes open at addresses that begin with `path`.
pub(super) fn lines(
    version: &SchemeVersion,
    rule: &RuleNode,
    path: &str,
    open: Option<&Spot>,
    on: Circumstances,
) -> Vec<TreeLine> {
    let mut tree = Tree {
        version,
        on,
        path: path.to_owned(),
        open,
        lines: Vec::new(),
    };
    tree.grow(rule, &Spot::default(), None);
    tree.lines
}

fn id_of(spot: &Spot) -> String {
    if spot.is_root() {
        return "r".to_owned();
    }
    format!("r-{}", spot.to_string().replace('.', "-"))
}

struct Tree<'a> {
    version: &'a SchemeVersion,
    on: Circumstances,
    path: String,
    open: Option<&'a Spot>,
    lines: Vec<TreeLine>,
}

impl Tree<'_> {
    fn grow(&mut self, node: &RuleNode, spot: &Spot, group: Option<usize>) {
        let asks = rule::describe(self.version, node, &self.on);
        let words = match group {
            Some(group) => format!("Group {group}: {asks}"),
            None => asks,
        };
        let children = node.children();
        let words = if children.is_empty() && rule::takes_children(node) {
            format!("{words} (nothing yet)")
        } else {
            words
        };
        self.lines.push(TreeLine {
            id: id_of(spot),
            words,
            href: format!("{}&at={spot}#node", self.path),
            is_open: self.open == Some(spot),
            opens: !children.is_empty(),
            closes: 0,
        });
        let is_parent = !children.is_empty();
        for (place, child) in children.into_iter().enumerate() {
            self.grow(child, &spot.child(place), rule::group_of(node, place));
        }
        if is_parent && let Some(last) = self.lines.last_mut() {
            last.closes += 1;
        }
    }
}
