//! A draft: what keeps it from being published, what it changes, when it comes in.

use askama::Template;
use entity::ids::SchemeDraftId;
use entity::kinds::SchemeDraftStage;
use entity::version_kinds::OpenCases;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::version::{TierView, tier_views};
use crate::identity::guard::{Caller, Officer};
use crate::platform::calendar::{london_date, long_date};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::actions::draft;
use crate::scheme::rules::{Change, Circumstances, Comparison, Difference, Severity, check};
use crate::scheme::store::{self, Draft, LossesSeen};
use crate::web::form::Fields;
use crate::web::page::{Choice, Shell, html};
use crate::web::visit::Visit;

/// Where a draft stands, in words.
pub(super) fn stage_words(stage: SchemeDraftStage) -> &'static str {
    match stage {
        SchemeDraftStage::Draft => "Draft",
        SchemeDraftStage::Consultation => "In consultation",
        SchemeDraftStage::Published => "Published",
        SchemeDraftStage::Discarded => "Discarded",
    }
}

/// Something the check found.
struct Finding {
    is_error: bool,
    path: String,
    message: String,
}

/// Something that reads otherwise than before.
struct Changed {
    what: String,
    change: &'static str,
    parts: Vec<Difference>,
}

#[derive(Template)]
#[template(path = "scheme/draft.html")]
struct DraftPage {
    shell: Shell,
    path: String,
    version: i32,
    label: String,
    stage: &'static str,
    open: bool,
    consulting: bool,
    published_path: String,
    findings: Vec<Finding>,
    has_before: bool,
    changes: Vec<Changed>,
    losses_seen: String,
    obstacles: FieldErrors,
    errors: FieldErrors,
    typed: Terms,
    notice: String,
    pillars: Vec<(String, String, usize)>,
    tiers: Vec<TierView>,
}

/// What is in the fields of the terms.
#[derive(Default)]
struct Terms {
    new_from: [String; 3],
    holders_by: [String; 3],
    open_cases: Vec<Choice>,
    move_on: [String; 3],
    health_note: String,
    equality_note: String,
}

/// What somebody saw who looked at the losses.
fn losses_words(seen: &LossesSeen) -> String {
    let day = long_date(london_date(seen.at));
    match seen.falling {
        0 => format!(
            "Looked at on {day}: none of {} accredited employers would fall.",
            seen.holders
        ),
        1 => format!(
            "Looked at on {day}: 1 of {} accredited employers would fall.",
            seen.holders
        ),
        n => format!(
            "Looked at on {day}: {n} of {} accredited employers would fall.",
            seen.holders
        ),
    }
}

/// The tiers, and where their rules are changed while they can be.
fn tiers(ctx: &Context, draft: &Draft, path: &str) -> Vec<TierView> {
    let mut views = tier_views(&draft.content, &Circumstances::on(ctx.today()));
    if draft.is_open() && draft.stage != SchemeDraftStage::Consultation {
        for (view, tier) in views.iter_mut().zip(&draft.content.tiers) {
            view.change = format!("{path}/rule?tier={}", tier.code);
        }
    }
    views
}

/// What may become of assessments that are not submitted yet.
fn open_cases(chosen: &str) -> Vec<Choice> {
    let choice = |kind: OpenCases, words, hint| {
        Choice::new(kind.as_str(), words)
            .hint(hint)
            .selected(kind.as_str() == chosen)
    };
    vec![
        choice(
            OpenCases::Finish,
            "They finish under the version they were begun under",
            "Nothing changes for anybody who is answering now",
        ),
        choice(
            OpenCases::Offer,
            "Employers may move theirs",
            "They see what would carry over, and choose",
        ),
        choice(
            OpenCases::Move,
            "They are all moved on a day",
            "Until then employers may move theirs. They are told by email, and no answer is lost",
        ),
    ]
}

impl Terms {
    fn of(draft: &Draft) -> Self {
        let day = |day: Option<chrono::NaiveDate>| {
            let part = |form| day.map_or_else(String::new, |day| day.format(form).to_string());
            [part("%-d"), part("%-m"), part("%Y")]
        };
        Self {
            new_from: day(draft.terms.new_from),
            holders_by: day(draft.terms.holders_by),
            open_cases: open_cases(draft.terms.open_cases.as_str()),
            move_on: day(draft.terms.move_on),
            health_note: draft.terms.health_note.clone(),
            equality_note: draft.terms.equality_note.clone(),
        }
    }

    fn typed(fields: &Fields) -> Self {
        let day = |name: &str| {
            ["day", "month", "year"].map(|part| fields.get(&format!("{name}_{part}")).to_owned())
        };
        Self {
            new_from: day("new_from"),
            holders_by: day("holders_by"),
            open_cases: open_cases(fields.get("open_cases")),
            move_on: day("move_on"),
            health_note: fields.get("health_note").to_owned(),
            equality_note: fields.get("equality_note").to_owned(),
        }
    }
}

/// A draft that the caller's authority has.
pub(super) async fn open(
    ctx: &Context,
    caller: &Caller,
    id: SchemeDraftId,
) -> Result<(Draft, Officer), Error> {
    let officers = caller.officers();
    let own = officers.iter().map(Officer::authority);
    let draft = store::get_draft(ctx.read(), own, id).await?;
    let officer = caller.officer(draft.authority_id)?;
    Ok((draft, officer))
}

/// What was sent and what is wrong with it.
pub(super) struct Left<'a> {
    pub(super) status: StatusCode,
    pub(super) errors: FieldErrors,
    pub(super) typed: Option<&'a Fields>,
}

fn changes(comparison: &Comparison) -> Vec<Changed> {
    let mut changes = Vec::new();
    for one in &comparison.criteria {
        if one.change != Change::Identical {
            changes.push(Changed {
                what: format!("{} {}", one.code, one.title),
                change: one.change.words(),
                parts: one.differences.clone(),
            });
        }
    }
    for one in &comparison.tiers {
        if one.change != Change::Identical {
            changes.push(Changed {
                what: format!("Tier {}", one.code),
                change: one.change.words(),
                parts: one.differences.clone(),
            });
        }
    }
    if !comparison.rest.is_empty() {
        changes.push(Changed {
            what: "The scheme itself".to_owned(),
            change: "changed",
            parts: comparison.rest.clone(),
        });
    }
    changes
}

pub(super) async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    draft: &Draft,
    left: Left<'_>,
) -> Result<Response, Error> {
    let content = &draft.content;
    let before = draft::before(ctx.read(), draft).await?;
    let compared = before.comparison.as_ref();
    let path = format!("/home/schemes/drafts/{}", draft.id);
    let page = DraftPage {
        shell: caller
            .shell(visit, format!("{} {}", content.scheme.name, content.label))
            .under("Schemes", "/home/schemes")
            .wrong(&crate::scheme::form::anchored(&left.errors)),
        version: draft.version,
        label: content.label.clone(),
        stage: stage_words(draft.stage),
        open: draft.is_open(),
        consulting: draft.stage == SchemeDraftStage::Consultation,
        published_path: draft
            .published_as
            .map_or_else(String::new, |id| format!("/home/schemes/versions/{id}")),
        findings: check(content)
            .into_iter()
            .map(|fault| Finding {
                is_error: fault.severity == Severity::Error,
                path: fault.path,
                message: fault.message,
            })
            .collect(),
        has_before: compared.is_some(),
        changes: compared.map(changes).unwrap_or_default(),
        losses_seen: draft
            .losses_seen
            .as_ref()
            .filter(|seen| seen.is_of(draft))
            .map_or_else(String::new, losses_words),
        obstacles: draft::obstacles(ctx, draft, &before),
        errors: left.errors,
        typed: left.typed.map_or_else(|| Terms::of(draft), Terms::typed),
        notice: match content.scheme.notice_days {
            0 => "Leave blank for their next renewal. For example, 1 10 2027".to_owned(),
            days => format!(
                "Leave blank for their next renewal. Holders are promised {days} days of notice. For example, 1 10 2027"
            ),
        },
        pillars: content
            .pillars
            .iter()
            .map(|pillar| {
                let href = format!("{path}/words?part={}", pillar.code);
                (pillar.name.to_string(), href, pillar.criteria.len())
            })
            .collect(),
        tiers: tiers(ctx, draft, &path),
        path,
    };
    Ok(html(left.status, &page))
}

#[handler]
pub(super) async fn show_draft(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
) -> Result<Response, Error> {
    let (draft, _) = open(ctx, &caller, id).await?;
    let left = Left {
        status: StatusCode::OK,
        errors: FieldErrors::new(),
        typed: None,
    };
    page(ctx, &visit, &caller, &draft, left).await
}
