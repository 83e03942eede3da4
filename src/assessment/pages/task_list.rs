//! The task list: whose move it is, how far each pillar is, which tier the answers reach.

use std::collections::BTreeSet;

use askama::Template;
use entity::ids::AssessmentId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::{Opened, about, carried, newer, seen_version};
use crate::assessment::actions::start::change_tier;
use crate::assessment::rules::{PillarProgress, State, progress, standing, status_words};
use crate::assessment::store;
use crate::identity;
use crate::identity::guard::Caller;
use crate::identity::rules::may_sign_off;
use crate::platform::calendar::long_instant;
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::scheme::rules::{Evaluation, Outcome, SearchResult, TierOutcome};
use crate::web::form::Submitted;
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

/// A tier that is not reached yet, and the smallest set that would reach it.
pub(super) struct Ahead {
    pub(super) name: String,
    pub(super) missing: Vec<Step>,
    pub(super) unreachable: bool,
}

/// One thing that is missing, and where it is answered.
pub(super) struct Step {
    pub(super) words: String,
    pub(super) reason: String,
    pub(super) href: String,
}

/// Which tier the answers reach, and what is missing for the next and for the one sought.
pub(super) struct Standing {
    pub(super) reached: String,
    pub(super) rung: u32,
    pub(super) reaches_sought: bool,
    pub(super) ahead: Vec<Ahead>,
}

impl Standing {
    pub(super) fn of(opened: &Opened, evaluation: &Evaluation) -> Self {
        let reached = evaluation
            .reached
            .as_ref()
            .and_then(|code| opened.version().tier(code));
        let sought = evaluation.tier(&opened.assessment.tier_sought);
        let mut ahead = Vec::new();
        for outcome in evaluation.next().into_iter().chain(sought) {
            let known = ahead.iter().any(|a: &Ahead| a.name == outcome.name);
            if outcome.outcome != Outcome::Met && !known {
                ahead.push(Ahead::of(opened, outcome));
            }
        }
        Self {
            reached: reached
                .map_or_else(|| "No tier yet".to_owned(), |tier| opened.words(&tier.name)),
            rung: reached.map_or(0, |tier| tier.rank),
            reaches_sought: sought.is_some_and(|outcome| outcome.outcome == Outcome::Met),
            ahead,
        }
    }
}

impl Ahead {
    fn of(opened: &Opened, outcome: &TierOutcome) -> Self {
        Self {
            name: opened
                .version()
                .tier(&outcome.tier)
                .map_or_else(|| outcome.name.clone(), |tier| opened.words(&tier.name)),
            missing: outcome
                .missing
                .iter()
                .map(|missing| Step {
                    words: opened
                        .version()
                        .criterion(&missing.criterion)
                        .map_or_else(|| missing.title.clone(), |c| opened.words(&c.title)),
                    reason: missing.reason.clone(),
                    href: opened.path_to(&missing.criterion),
                })
                .collect(),
            unreachable: outcome.search == SearchResult::Unreachable,
        }
    }
}

pub(super) struct Row {
    pub(super) id: String,
    pub(super) words: String,
    pub(super) href: String,
    pub(super) state: String,
    pub(super) colour: String,
    pub(super) hint: String,
}

impl Row {
    fn of(opened: &Opened, found: &PillarProgress<'_>) -> Self {
        let mut hints = Vec::new();
        if found.minutes_left > 0 {
            hints.push(format!("About {} minutes left", found.minutes_left));
        }
        match found.evidence_lacking {
            0 => {}
            1 => hints.push("1 answer needs evidence".to_owned()),
            n => hints.push(format!("{n} answers need evidence")),
        }
        Self {
            id: format!("pillar-{}", found.pillar.code),
            words: opened.words(&found.pillar.name),
            href: format!("{}/pillars/{}", opened.path(), found.pillar.code),
            state: found.state.words(),
            colour: found.state.colour().to_owned(),
            hint: hints.join(". "),
        }
    }
}

/// Whose move it is.
struct Turn {
    heading: String,
    text: String,
    href: String,
    action: String,
    mine: bool,
}

#[derive(Template)]
#[template(path = "assessment/task_list.html")]
struct TaskListPage {
    shell: Shell,
    path: String,
    check_path: String,
    organisation: String,
    scheme: String,
    status: &'static str,
    tier: String,
    version: i32,
    editable: bool,
    open: bool,
    turn: Option<Turn>,
    sent_back: Option<(String, String)>,
    newer: Option<newer::Banner>,
    carried: Option<carried::Overview>,
    about: Option<Row>,
    rows: Vec<Row>,
    minutes_left: u32,
    standing: Standing,
    tiers: Vec<Choice>,
}

fn turn(opened: &Opened) -> Option<Turn> {
    let (me, path) = (opened.employer.person(), opened.path());
    match &opened.assessment.state {
        State::Draft { .. } => None,
        State::AwaitingSignOff {
            requested_by,
            requested_at,
        } => {
            let mine = may_sign_off(opened.employer.role()) && *requested_by != me;
            Some(Turn {
                heading: if mine {
                    "It is your turn: read the answers and sign off".to_owned()
                } else {
                    "Waiting for a colleague to sign off".to_owned()
                },
                text: format!("Asked for on {}.", long_instant(*requested_at)),
                href: format!("{path}/sign-off"),
                action: if mine {
                    "Sign off or send back"
                } else {
                    "Details"
                }
                .to_owned(),
                mine,
            })
        }
        State::Submitted(submission) => Some(Turn {
            heading: "With the charter team".to_owned(),
            text: format!("Submitted on {}.", long_instant(submission.submitted_at)),
            href: format!("{path}/submitted"),
            action: "Receipt".to_owned(),
            mine: false,
        }),
        State::Decided { decided_at, .. } => Some(Turn {
            heading: "Decided".to_owned(),
            text: format!("On {}.", long_instant(*decided_at)),
            href: "/home".to_owned(),
            action: "See the decision".to_owned(),
            mine: false,
        }),
        State::Withdrawn { note, .. } => Some(Turn {
            heading: "Withdrawn".to_owned(),
            text: format!("On {}. {}", long_instant(note.at), note.text),
            href: format!(
                "/home/assessments/new?organisation={}",
                opened.assessment.organisation_id
            ),
            action: "Start a new one".to_owned(),
            mine: false,
        }),
    }
}

#[handler]
pub(super) async fn show_assessment(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let given = store::load_given(ctx.read(), id).await?;
    let found = progress(
        opened.version(),
        &given,
        &BTreeSet::new(),
        &opened.circumstances(ctx),
    );
    let sent_back = match &opened.assessment.state {
        State::Draft {
            sent_back: Some(note),
        } if !note.text.is_empty() => {
            let person = identity::store::find_person(ctx.read(), note.by).await?;
            let who = person.map_or_else(
                || "A colleague".to_owned(),
                |person| person.display_name().to_owned(),
            );
            Some((
                format!("{who} sent this back on {}", long_instant(note.at)),
                note.text.clone(),
            ))
        }
        _ => None,
    };
    let evaluation = standing(
        opened.version(),
        &given.answers(),
        &opened.circumstances(ctx),
    );
    let page = TaskListPage {
        shell: caller
            .shell(
                &visit,
                format!("Assessment {}", opened.assessment.reference),
            )
            .under("Home", "/home"),
        path: opened.path(),
        check_path: format!("{}/check", opened.path()),
        organisation: opened.organisation.clone(),
        scheme: opened.words(&opened.version().scheme.name),
        status: status_words(opened.assessment.state.status()),
        tier: opened.tier_name(),
        version: opened.assessment.version,
        editable: opened.assessment.can_be_answered() && opened.employer.must_answer().is_ok(),
        open: opened.assessment.is_open() && opened.employer.must_answer().is_ok(),
        turn: turn(&opened),
        sent_back,
        newer: newer::banner(ctx, &opened).await?,
        carried: carried::overview(ctx, &opened, &given).await?,
        about: about::row(&opened),
        rows: found
            .iter()
            .map(|pillar| Row::of(&opened, pillar))
            .collect(),
        minutes_left: found.iter().map(|pillar| pillar.minutes_left).sum(),
        standing: Standing::of(&opened, &evaluation),
        tiers: opened
            .version()
            .tiers
            .iter()
            .map(|tier| {
                Choice::new(tier.code.to_string(), opened.words(&tier.name))
                    .selected(tier.code == opened.assessment.tier_sought)
            })
            .collect(),
    };
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(super) async fn submit_tier(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let version = seen_version(&fields);
    change_tier(ctx, &opened.employer, id, version, fields.get("tier")).await?;
    Ok(visit.done(
        &opened.path(),
        &Notice::success("The tier you apply for is changed"),
    ))
}
