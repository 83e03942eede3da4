//! `docs/workflows.md` is written here, from the tables the rules themselves obey.
//!
//! `FAIRMARK_WRITE_DOCS=1 cargo test --test it workflows` writes the file; without it, a file that
//! says anything else fails the tests.

mod follows;
mod tables;

use std::fmt::Write as _;
use std::path::PathBuf;

use fairmark::scheme::rules::{Route, StepRole};

use self::tables::{Workflow, workflows};

/// Asks that the file be written.
const WRITE: &str = "FAIRMARK_WRITE_DOCS";

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/workflows.md")
}

/// A name that Mermaid takes for a state.
fn node(state: Option<&str>) -> String {
    state.map_or_else(|| "[*]".to_owned(), |name| name.replace([' ', '-'], "_"))
}

fn diagram(workflow: &Workflow) -> String {
    let mut text = "```mermaid\nstateDiagram-v2\n".to_owned();
    for way in &workflow.ways {
        let (from, to) = (node(way.from), node(Some(way.to)));
        writeln!(text, "    {from} --> {to}: {}", way.event).unwrap();
    }
    for state in workflow.ends() {
        writeln!(text, "    {} --> [*]", node(Some(state))).unwrap();
    }
    text.push_str("```\n");
    text
}

fn table(workflow: &Workflow) -> String {
    let mut text =
        "| from | what happens | to | who | emails and jobs |\n| --- | --- | --- | --- | --- |\n"
            .to_owned();
    for way in &workflow.ways {
        let from = way.from.unwrap_or("–");
        let follows = follows::words(workflow.room, way.from, way.event);
        writeln!(
            text,
            "| {from} | {} | {} | {} | {follows} |",
            way.event, way.to, way.who
        )
        .unwrap();
    }
    text
}

/// Every state and every event: who may let it happen there, or nobody.
fn matrix(workflow: &Workflow) -> String {
    let mut events: Vec<&str> = workflow.ways.iter().map(|way| way.event).collect();
    let mut seen = std::collections::BTreeSet::new();
    events.retain(|event| seen.insert(*event));
    let mut text = format!("| in | {} |\n|", events.join(" | "));
    text.push_str(&" --- |".repeat(events.len() + 1));
    text.push('\n');
    let before = workflow.ways.iter().any(|way| way.from.is_none());
    let states = before
        .then_some(None)
        .into_iter()
        .chain(workflow.states.iter().map(|state| Some(*state)));
    for state in states {
        write!(text, "| {} |", state.unwrap_or("–")).unwrap();
        for event in &events {
            let way = workflow
                .ways
                .iter()
                .find(|way| way.from == state && way.event == *event);
            write!(text, " {} |", way.map_or("nobody", |way| way.who)).unwrap();
        }
        text.push('\n');
    }
    text
}

fn document() -> String {
    let mut text = "# Workflows: states, events, and who may\n\n\
        This page is written by a test (`tests/it/workflows.rs`) from the tables that the rules themselves obey; \
        change the rules, then run `FAIRMARK_WRITE_DOCS=1 cargo test --test it workflows`. What the words mean is in \
        [domain.md](domain.md).\n\n\
        Emails and jobs are named as in the outbox and the queue; another test does each of these acts and compares \
        what it wrote. Every act is also an event in the record.\n"
        .to_owned();
    for workflow in workflows() {
        writeln!(text, "\n## {}\n\n{}\n", workflow.title, workflow.says).unwrap();
        text.push_str(&diagram(&workflow));
        text.push('\n');
        text.push_str(&table(&workflow));
        text.push_str("\nWho may do what in which state:\n\n");
        text.push_str(&matrix(&workflow));
    }
    text.push_str(
        "\n## The route of a case\n\nEach scheme sets its own ([packs.md](packs.md#route)), from steps of these kinds: one \
        assessor as a rule, or several who judge apart.\n",
    );
    for assessors in [1, 2] {
        let route = Route::of_assessors(assessors);
        writeln!(text, "\n```mermaid\n{}```\n", route.diagram()).unwrap();
        text.push_str("| at | what happens | leads to | who | who is told |\n| --- | --- | --- | --- | --- |\n");
        for way in route.ways() {
            let words = |roles: &[StepRole]| -> String {
                let words: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
                words.join(", ")
            };
            let (at, to) = (&way.from.step, way.to);
            let (who, told) = (words(&way.who), words(&way.told));
            writeln!(text, "| {at} | {} | {to} | {who} | {told} |", way.what).unwrap();
        }
    }
    text.push_str("\n## Whose turn it is\n\n");
    text.push_str(
        "Never stored: worked out from the states of assessment, review and clarifications \
        (`turn_of` in `src/review/rules/case.rs`).\n\n",
    );
    text.push_str("| assessment | review | open questions | turn | to do |\n| --- | --- | --- | --- | --- |\n");
    for row in tables::turns() {
        writeln!(text, "| {} |", row.join(" | ")).unwrap();
    }
    text
}

#[test]
fn the_page_says_what_the_rules_say() {
    let written = document();
    if std::env::var_os(WRITE).is_some_and(|value| !value.is_empty()) {
        std::fs::write(file(), &written).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(file()).unwrap_or_default();
    if let Some((number, (kept, written))) = kept
        .lines()
        .map(Some)
        .chain(std::iter::repeat_n(None, written.lines().count() + 1))
        .zip(written.lines().map(Some).chain(std::iter::repeat(None)))
        .enumerate()
        .take_while(|(_, pair)| *pair != (None, None))
        .find(|(_, (kept, written))| kept != written)
    {
        panic!(
            "docs/workflows.md does not say what the rules say, from line {}:\n  it says:        {}\n  it should say:  {}\nRun `{WRITE}=1 cargo test --test it workflows` to write it anew.",
            number + 1,
            kept.unwrap_or("(nothing)"),
            written.unwrap_or("(nothing)")
        );
    }
    assert_eq!(
        kept, written,
        "run `{WRITE}=1 cargo test --test it workflows`"
    );
}

#[test]
fn every_state_can_be_reached_and_no_event_is_ambiguous() {
    for workflow in workflows() {
        let mut reached: Vec<&str> = Vec::new();
        loop {
            let next = workflow.ways.iter().find(|way| {
                way.from.is_none_or(|from| reached.contains(&from)) && !reached.contains(&way.to)
            });
            match next {
                Some(way) => reached.push(way.to),
                None => break,
            }
        }
        for state in &workflow.states {
            assert!(reached.contains(state), "{}: {state}", workflow.title);
        }
        for (index, way) in workflow.ways.iter().enumerate() {
            assert!(
                workflow.states.contains(&way.to),
                "{}: {}",
                workflow.title,
                way.to
            );
            assert!(!way.who.is_empty());
            for other in &workflow.ways[index + 1..] {
                assert!(
                    (way.from, way.event) != (other.from, other.event),
                    "{}: {} twice",
                    workflow.title,
                    way.event
                );
            }
        }
    }
}
