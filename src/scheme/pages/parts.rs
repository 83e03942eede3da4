//! The pillars, questions and tiers of a draft: their order, and the ways to change them.

use askama::Template;
use entity::ids::SchemeDraftId;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::change::{Attempt, Left, attempt, open_draft, path_of, shell};
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::edit::parts::{self, KINDS, Part};
use crate::scheme::rules::{AnswerKind, Criterion, SchemeVersion};
use crate::scheme::store::Draft;
use crate::web::form::Submitted;
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

/// One part with what can be done to it.
struct PartLine {
    /// What it is called in forms: `criterion:PAY-1`.
    part: String,
    /// Where it is on the page.
    id: String,
    name: String,
    about: String,
    /// Links: what they say, and where they lead.
    links: Vec<(&'static str, String)>,
    is_first: bool,
    is_last: bool,
}

/// A pillar with its questions.
struct PillarLine {
    own: PartLine,
    questions: Vec<PartLine>,
    add: String,
}

impl PillarLine {
    fn own_line(&self) -> &PartLine {
        &self.own
    }
}

#[derive(Template)]
#[template(path = "scheme/parts.html")]
struct PartsPage {
    shell: Shell,
    path: String,
    version: i32,
    pillars: Vec<PillarLine>,
    tiers: Vec<PartLine>,
}

/// Where a part is on the page.
pub(super) fn id_of(part: &Part) -> String {
    part.to_string().replace(':', "-")
}

/// How a criterion is answered, in words.
pub(super) fn answered(criterion: &Criterion) -> &'static str {
    let word = match &criterion.answer {
        AnswerKind::YesNo {
            commitment: true, ..
        } => "promise",
        other => other.name(),
    };
    KINDS
        .iter()
        .find(|(known, _)| *known == word)
        .map_or("", |(_, words)| words)
}

fn line(part: &Part, name: String, about: String, (place, of): (usize, usize)) -> PartLine {
    PartLine {
        part: part.to_string(),
        id: id_of(part),
        name,
        about,
        links: Vec::new(),
        is_first: place == 0,
        is_last: place + 1 == of,
    }
}

fn pillars(version: &SchemeVersion, path: &str) -> Vec<PillarLine> {
    let remove = |part: &Part| ("Remove", format!("{path}/parts/remove?part={part}"));
    let of = version.pillars.len();
    let pillars = version.pillars.iter().enumerate();
    pillars
        .map(|(place, pillar)| {
            let part = Part::Pillar(pillar.code.clone());
            let mut own = line(
                &part,
                pillar.name.to_string(),
                pillar.intent.to_string(),
                (place, of),
            );
            own.links = vec![
                (
                    "Words of the pillar and its questions",
                    format!("{path}/words?part={}", pillar.code),
                ),
                remove(&part),
            ];
            let of = pillar.criteria.len();
            let questions = pillar
                .criteria
                .iter()
                .enumerate()
                .map(|(place, criterion)| {
                    let part = Part::Criterion(criterion.code.clone());
                    let name = format!("{} {}", criterion.code, criterion.title);
                    let about = answered(criterion).to_owned();
                    let mut own = line(&part, name, about, (place, of));
                    own.links = vec![
                        ("Words and settings", format!("{path}/words?part={part}")),
                        (
                            "Answer and who is asked",
                            format!("{path}/answer?criterion={}", criterion.code),
                        ),
                        remove(&part),
                    ];
                    own
                });
            PillarLine {
                own,
                questions: questions.collect(),
                add: format!("{path}/parts/new?kind=criterion&pillar={}", pillar.code),
            }
        })
        .collect()
}

fn tiers(version: &SchemeVersion, path: &str) -> Vec<PartLine> {
    let of = version.tiers.len();
    let tiers = version.tiers.iter().enumerate();
    tiers
        .map(|(place, tier)| {
            let part = Part::Tier(tier.code.clone());
            let about = format!("An award lasts {} months", tier.validity_months);
            let mut own = line(&part, tier.name.to_string(), about, (place, of));
            own.links = vec![
                ("Rule", format!("{path}/rule?tier={}", tier.code)),
                ("Words and settings", format!("{path}/words?part={part}")),
                ("Remove", format!("{path}/parts/remove?part={part}")),
            ];
            own
        })
        .collect()
}

fn page(visit: &Visit, caller: &Caller, draft: &Draft, left: &Left<'_>) -> Response {
    let path = path_of(draft);
    let page = PartsPage {
        shell: shell(
            visit,
            caller,
            draft,
            "Pillars, questions and tiers",
            &left.errors,
            &[],
        ),
        version: draft.version,
        pillars: pillars(&draft.content, &path),
        tiers: tiers(&draft.content, &path),
        path,
    };
    html(left.status, &page)
}

#[handler]
pub(super) async fn show_parts(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
) -> Result<Response, Error> {
    let (draft, _) = open_draft(ctx, &caller, id).await?;
    Ok(page(&visit, &caller, &draft, &Left::none()))
}

/// Moves a part: the button that was pressed says `up criterion:PAY-1`.
fn moved(version: &SchemeVersion, press: &str) -> Result<(SchemeVersion, Part), FieldErrors> {
    let (to, part) = press.split_once(' ').unwrap_or_default();
    let part = Part::parse(part).filter(|_| matches!(to, "up" | "down"));
    let Some(part) = part else {
        let message = "Choose one of the buttons of the page.";
        return Err(FieldErrors::one("move", message));
    };
    let changed = parts::shift(version, &part, to == "up")?;
    Ok((changed, part))
}

#[handler]
pub(super) async fn submit_parts(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (draft, officer) = open_draft(ctx, &caller, id).await?;
    let press = fields.get("move");
    match attempt(ctx, &officer, &draft, &fields, |now| moved(now, press)).await? {
        Attempt::Kept(part) => Ok(visit.done(
            &format!("{}/parts#{}", path_of(&draft), id_of(&part)),
            &Notice::success("Moved"),
        )),
        Attempt::Left(status, errors) => {
            let left = Left {
                status,
                errors,
                typed: None,
            };
            Ok(page(&visit, &caller, &draft, &left))
        }
    }
}
