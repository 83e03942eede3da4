//! Is a route sound? A case must always have a way on, that somebody may take and somebody hears of.

use std::collections::BTreeSet;

use super::{MOST_ASSESSORS, Route, Step, StepKind, StepRole, Target};
use crate::scheme::rules::check::Faults;

/// More steps than any authority has patience for.
const MOST_STEPS: usize = 20;

/// Finds every fault of a route.
pub(in crate::scheme::rules) fn check(route: &Route, faults: &mut Faults) {
    if route.steps.is_empty() || route.steps.len() > MOST_STEPS {
        faults.error(
            "route",
            format!(
                "A route has 1 to {MOST_STEPS} steps; this one has {}.",
                route.steps.len()
            ),
        );
        return;
    }
    let codes = route.steps.iter().enumerate();
    faults.unique(
        "step",
        codes.map(|(s, step)| (format!("route[{s}].step"), step.step.as_str())),
    );
    for (s, step) in route.steps.iter().enumerate() {
        alone(s, step, faults);
        targets(route, s, step, faults);
    }
    kinds(route, faults);
    if faults.has_errors() {
        // What follows takes for granted that every step leads somewhere.
        return;
    }
    reachable(route, faults);
    ends(route, faults);
    turns_back(route, faults);
    unassessed(route, faults);
}

/// What one step says of itself.
fn alone(s: usize, step: &Step, faults: &mut Faults) {
    let path = format!("route[{s}]");
    if step.step.as_str() == super::END {
        faults.error(
            format!("{path}.step"),
            "“end” is where a route leads out. Call the step something else.",
        );
    }
    if step.kind == StepKind::Assessment {
        if !(1..=MOST_ASSESSORS).contains(&step.assessors) {
            faults.error(
                format!("{path}.assessors"),
                format!("Between 1 and {MOST_ASSESSORS} assessors judge a case."),
            );
        }
    } else if step.assessors != 1 {
        faults.error(
            format!("{path}.assessors"),
            "Only an assessment has a number of assessors. Take this away.",
        );
    }
    if let Some(by) = &step.by {
        if by.is_empty() {
            faults.error(
                format!("{path}.by"),
                "Nobody may take a case on from here. Name who may, or take this line away.",
            );
        }
        for role in by.iter().filter(|role| !step.kind.actors().contains(role)) {
            let may: Vec<&str> = step
                .kind
                .actors()
                .iter()
                .map(|role| role.as_str())
                .collect();
            faults.error(
                format!("{path}.by"),
                format!(
                    "The {} cannot do this: only {} can. Name them, or take this line away.",
                    role.as_str(),
                    may.join(" or ")
                ),
            );
        }
    }
    if step.tells.as_ref().is_some_and(Vec::is_empty) {
        faults.error(
            format!("{path}.tells"),
            "Nobody is told when a case goes on from here. Name who is, or take this line away.",
        );
    }
}

/// Where one step leads.
fn targets(route: &Route, s: usize, step: &Step, faults: &mut Faults) {
    let named = [
        ("then", Some(&step.then)),
        ("otherwise", step.otherwise.as_ref()),
    ];
    for (name, target) in named {
        match target {
            Some(Target::Step(code)) if route.step(code).is_none() => faults.error(
                format!("route[{s}].{name}"),
                format!("There is no step “{code}”. Name one of the steps of the route."),
            ),
            Some(Target::End) if step.kind != StepKind::Decision || name == "otherwise" => faults
                .error(
                    format!("route[{s}].{name}"),
                    "A case ends when it is decided, and nowhere else. Lead on to another step.",
                ),
            Some(_) | None => {}
        }
    }
    for (_, target) in named {
        let next: &[StepRole] = match target {
            Some(Target::End) => &[StepRole::Employer],
            Some(target @ Target::Step(_)) => route.at(target).map_or(&[], |next| next.actors()),
            None => &[],
        };
        let told = step.tells.as_deref().filter(|told| !told.is_empty());
        for role in next {
            if told.is_some_and(|told| !told.contains(role)) {
                faults.error(
                    format!("route[{s}].tells"),
                    format!(
                        "The {} has to know when a case goes on from here. Add them.",
                        role.as_str()
                    ),
                );
            }
        }
    }
    let path = format!("route[{s}].otherwise");
    let other = step.otherwise.as_ref().and_then(|target| route.at(target));
    match (step.kind, other) {
        (StepKind::Assessment, None) if step.assessors > 1 => faults.error(
            path,
            "Say where a case goes when the assessors differ: to a moderation.",
        ),
        (StepKind::Assessment, Some(_)) if step.assessors == 1 => faults.error(
            path,
            "One assessor cannot differ from another. Take this away, or have more assessors.",
        ),
        (StepKind::Assessment, Some(next)) if next.kind != StepKind::Moderation => faults.error(
            path,
            "Where assessors differ a moderator settles it. Lead to a moderation.",
        ),
        (StepKind::Moderation, Some(_)) => {
            faults.error(path, "This step has one way on. Take this away.");
        }
        (StepKind::Decision, None) => faults.error(
            path,
            "Say where a case goes that the authority sends back: to the assessment or the moderation.",
        ),
        (StepKind::Decision, Some(next))
            if !matches!(next.kind, StepKind::Assessment | StepKind::Moderation) =>
        {
            faults.error(
                path,
                "A case is sent back to those who judged it. Lead to the assessment or the moderation.",
            );
        }
        (StepKind::Assessment | StepKind::Moderation | StepKind::Decision, _) => {}
    }
    if step.kind == StepKind::Decision && matches!(step.then, Target::Step(_)) {
        faults.error(
            format!("route[{s}].then"),
            "A decision ends the case. Write “end”; what comes after an award is not part of the route.",
        );
    }
}

/// How many steps there are of each kind.
fn kinds(route: &Route, faults: &mut Faults) {
    let count = |kind| route.steps.iter().filter(|step| step.kind == kind).count();
    for kind in [StepKind::Assessment, StepKind::Decision] {
        if count(kind) != 1 {
            faults.error(
                "route",
                format!(
                    "A route has exactly one step of the kind “{}”; this one has {}.",
                    kind.as_str(),
                    count(kind)
                ),
            );
        }
    }
    if count(StepKind::Moderation) > 1 {
        faults.error("route", "A route has at most one moderation.");
    }
    let assessors = route.assessors();
    let moderation = route
        .steps
        .iter()
        .position(|step| step.kind == StepKind::Moderation);
    if let Some(s) = moderation
        && assessors < 2
    {
        faults.error(
            format!("route[{s}]"),
            "There is nothing to moderate where one assessor judges. Have two assessors, or take this step away.",
        );
    }
}

fn leads(step: &Step) -> impl Iterator<Item = &Target> {
    std::iter::once(&step.then).chain(&step.otherwise)
}

/// The steps that can be reached from one, by the ways that `take` allows.
fn reached<'a>(
    route: &'a Route,
    first: &'a Step,
    take: impl Fn(&Step) -> bool,
) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut left = vec![first];
    while let Some(step) = left.pop() {
        if !seen.insert(step.step.as_str()) || !take(step) {
            continue;
        }
        left.extend(leads(step).filter_map(|target| route.at(target)));
    }
    seen
}

/// Every step can be reached.
fn reachable(route: &Route, faults: &mut Faults) {
    let Some(first) = route.steps.first() else {
        return;
    };
    let seen = reached(route, first, |_| true);
    for (s, step) in route.steps.iter().enumerate() {
        if !seen.contains(step.step.as_str()) {
            faults.error(
                format!("route[{s}]"),
                format!(
                    "No case ever comes to “{}”. Lead to it, or take it away.",
                    step.step
                ),
            );
        }
    }
}

/// From every step there is a way to the end.
fn ends(route: &Route, faults: &mut Faults) {
    for (s, step) in route.steps.iter().enumerate() {
        let seen = reached(route, step, |_| true);
        let out = route
            .steps
            .iter()
            .any(|other| other.then == Target::End && seen.contains(other.step.as_str()));
        if !out {
            faults.error(
                format!("route[{s}]"),
                format!(
                    "A case that comes to “{}” never ends. Lead on to the decision.",
                    step.step
                ),
            );
        }
    }
}

/// Only the authority sends a case back: any other circle would never have to end.
fn turns_back(route: &Route, faults: &mut Faults) {
    for (s, step) in route.steps.iter().enumerate() {
        let undecided = |step: &Step| step.kind != StepKind::Decision;
        let circle = undecided(step)
            && leads(step)
                .filter_map(|target| route.at(target))
                .any(|next| reached(route, next, undecided).contains(step.step.as_str()));
        if circle {
            faults.error(
                format!("route[{s}]"),
                format!("From “{}” a case can come back to it without a decision. Only a decision sends a case back.", step.step),
            );
        }
    }
}

/// Nothing is decided that nobody assessed, and nothing is done twice: what may come before the assessment
/// can only lead on to it.
fn unassessed(route: &Route, faults: &mut Faults) {
    let Some(first) = route.steps.first() else {
        return;
    };
    let before = reached(route, first, |step| step.kind != StepKind::Assessment);
    let judged = |step: &&Step| {
        matches!(step.kind, StepKind::Decision | StepKind::Moderation)
            && before.contains(step.step.as_str())
    };
    if let Some(step) = route.steps.iter().find(judged) {
        faults.error(
            "route",
            format!(
                "A case can come to “{}” without an assessment. Lead to the assessment first.",
                step.step
            ),
        );
    }
}

#[cfg(test)]
mod tests;
