//! A new pillar, question or tier.

use askama::Template;
use entity::ids::SchemeDraftId;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::change::{Attempt, Left, Shown, attempt, open_draft, path_of, shell, shown};
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::edit::parts::{self, KINDS};
use crate::scheme::rules::SchemeVersion;
use crate::scheme::store::Draft;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "scheme/add.html")]
struct AddPage {
    shell: Shell,
    path: String,
    version: i32,
    kind: &'static str,
    /// Whose question it would be.
    pillar: String,
    /// How it may be answered, where that is chosen first.
    answers: Vec<Choice>,
    fields: Vec<Shown>,
}

/// What is to be added.
#[derive(Deserialize, Default)]
pub(super) struct Asked {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    pillar: String,
    #[serde(default)]
    answer: String,
}

fn page(visit: &Visit, caller: &Caller, draft: &Draft, asked: &Asked, left: &Left<'_>) -> Response {
    let version = &draft.content;
    let (mut answers, mut pillar) = (Vec::new(), String::new());
    let (kind, title, fields) = match asked.kind.as_str() {
        "criterion" => {
            let known = version.pillars.iter();
            let of = known.clone().find(|one| one.code.as_str() == asked.pillar);
            let of = of.or_else(|| known.clone().next());
            let (code, name) = of.map_or((String::new(), String::new()), |one| {
                (one.code.to_string(), one.name.to_string())
            });
            let fields = parts::criterion_fields(version, &code, &asked.answer);
            if fields.is_none() {
                let kinds = KINDS.iter().filter(|(kind, _)| {
                    *kind != "held_accreditation" || !version.accreditations.is_empty()
                });
                answers = kinds
                    .map(|(kind, words)| Choice::new(*kind, *words))
                    .collect();
            }
            pillar = code;
            (
                "criterion",
                format!("A new question of {name}"),
                fields.unwrap_or_default(),
            )
        }
        "tier" => ("tier", "A new tier".to_owned(), parts::tier_fields()),
        _ => ("pillar", "A new pillar".to_owned(), parts::pillar_fields()),
    };
    let fields = shown(fields, left.typed, &left.errors);
    let shown: Vec<&Shown> = fields.iter().collect();
    let path = path_of(draft);
    let page = AddPage {
        shell: shell(visit, caller, draft, title, &left.errors, &shown)
            .under("Pillars, questions and tiers", format!("{path}/parts")),
        version: draft.version,
        kind,
        pillar,
        answers,
        fields,
        path,
    };
    html(left.status, &page)
}

#[handler]
pub(super) async fn show_new(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let (draft, _) = open_draft(ctx, &caller, id).await?;
    Ok(page(&visit, &caller, &draft, &asked, &Left::none()))
}

/// The version with the new part, where to go then, and what to say there.
fn added(
    version: &SchemeVersion,
    fields: &Fields,
) -> Result<(SchemeVersion, (String, &'static str)), FieldErrors> {
    let typed = |name: &str| fields.get(name).to_owned();
    match fields.get("kind") {
        "criterion" => Ok((
            parts::add_criterion(version, &typed)?,
            (
                format!("/answer?criterion={}", typed("criterion_code")),
                "The question is added. Look at how it is answered, then add it to the rule of a tier",
            ),
        )),
        "tier" => Ok((
            parts::add_tier(version, &typed)?,
            (
                format!("/rule?tier={}&at=#node", typed("tier_code")),
                "The tier is added. Say what it asks",
            ),
        )),
        "pillar" => Ok((
            parts::add_pillar(version, &typed)?,
            (
                format!("/parts#pillar-{}", typed("pillar_code")),
                "The pillar is added. Add questions to it",
            ),
        )),
        _ => {
            let message = "Choose what to add: a pillar, a question or a tier.";
            Err(FieldErrors::one("kind", message))
        }
    }
}

#[handler]
pub(super) async fn submit_new(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (draft, officer) = open_draft(ctx, &caller, id).await?;
    match attempt(ctx, &officer, &draft, &fields, |now| added(now, &fields)).await? {
        Attempt::Kept((to, words)) => {
            Ok(visit.done(&format!("{}{to}", path_of(&draft)), &Notice::success(words)))
        }
        Attempt::Left(status, errors) => {
            let asked = Asked {
                kind: fields.get("kind").to_owned(),
                pillar: fields.get("criterion_pillar").to_owned(),
                answer: fields.get("criterion_kind").to_owned(),
            };
            let left = Left {
                status,
                errors,
                typed: Some(&fields),
            };
            Ok(page(&visit, &caller, &draft, &asked, &left))
        }
    }
}
