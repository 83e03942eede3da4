//! An evaluation as plain text, for a terminal.

use super::evaluate::{Evaluation, NodeOutcome, Outcome, SearchResult, TraceNode};
use super::quantity::format_date;
use std::fmt::Write as _;

/// The whole evaluation: the tier reached, then each tier with what is missing and why.
pub fn render_evaluation_text(evaluation: &Evaluation) -> String {
    let mut out = String::new();
    let reached = evaluation
        .reached
        .as_ref()
        .and_then(|code| evaluation.tier(code))
        .map_or("none", |tier| tier.name.as_str());
    let _ = writeln!(
        out,
        "Tier reached on {} ({}): {reached}",
        format_date(evaluation.circumstances.on),
        evaluation.circumstances.place
    );
    for tier in &evaluation.tiers {
        let _ = writeln!(
            out,
            "\n{} [{}]: {}",
            tier.name,
            tier.tier,
            outcome_word(tier.outcome)
        );
        let note = match tier.search {
            SearchResult::Smallest => "smallest set",
            SearchResult::Enough => "a set that is enough; a smaller one may exist",
            SearchResult::Stopped => "the search for a set was stopped",
            SearchResult::Unreachable => "no change of answers would reach this tier",
        };
        if !tier.missing.is_empty() {
            let _ = writeln!(out, "  Missing ({note}, {}):", tier.missing.len());
            for missing in &tier.missing {
                let _ = writeln!(
                    out,
                    "    {} {}: {}",
                    missing.criterion, missing.title, missing.reason
                );
            }
        } else if tier.outcome != Outcome::Met {
            let _ = writeln!(out, "  Missing: {note}");
        }
        let _ = writeln!(out, "  Trace:");
        render_node(&tier.trace, 2, &mut out);
    }
    out
}

fn render_node(node: &TraceNode, depth: usize, out: &mut String) {
    let _ = write!(
        out,
        "{:indent$}{} {}",
        "",
        mark(node.outcome),
        node.asks,
        indent = depth * 2
    );
    if let Some(found) = &node.found {
        let _ = write!(out, " - {found}");
    }
    out.push('\n');
    for child in &node.children {
        render_node(child, depth + 1, out);
    }
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "Met",
        Outcome::NotMet => "NotMet",
        Outcome::Undetermined => "Undetermined",
    }
}

fn mark(outcome: NodeOutcome) -> &'static str {
    match outcome {
        NodeOutcome::Met => "[met]",
        NodeOutcome::NotMet => "[not met]",
        NodeOutcome::Undetermined => "[undetermined]",
        NodeOutcome::NotApplicable => "[does not apply]",
    }
}
