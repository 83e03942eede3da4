//! Removing a pillar, a question or a tier: what still names it, or whether to be sure.

use askama::Template;
use entity::ids::SchemeDraftId;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::change::{Attempt, Left, attempt, open_draft, path_of, shell};
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::edit::parts::{self, Part};
use crate::scheme::edit::rule::{self, Spot};
use crate::scheme::edit::uses::{Use, uses};
use crate::scheme::rules::{Circumstances, SchemeVersion, TierCode};
use crate::scheme::store::Draft;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::{Visit, see_other};

#[derive(Template)]
#[template(path = "scheme/remove.html")]
struct RemovePage {
    shell: Shell,
    path: String,
    version: i32,
    part: String,
    /// What names it, in words, and where that is changed.
    named_by: Vec<(String, String)>,
    /// What goes with it.
    also: String,
    sure_error: String,
}

/// Which part.
#[derive(Deserialize, Default)]
pub(super) struct Asked {
    #[serde(default)]
    part: String,
}

/// What a part is called, and what goes with it; none when it is not there.
fn words(version: &SchemeVersion, part: &Part) -> Option<(String, String)> {
    match part {
        Part::Criterion(code) => {
            let criterion = version.criterion(code)?;
            Some((
                format!("the question {code} {}", criterion.title),
                String::new(),
            ))
        }
        Part::Pillar(code) => {
            let pillar = version.pillar(code)?;
            let also = match pillar.criteria.len() {
                0 => String::new(),
                1 => "Its question goes with it.".to_owned(),
                n => format!("Its {n} questions go with it."),
            };
            Some((format!("the pillar {}", pillar.name), also))
        }
        Part::Tier(code) => {
            let tier = version.tier(code)?;
            Some((
                format!("the tier {}", tier.name),
                "Its rule goes with it.".to_owned(),
            ))
        }
    }
}

/// What the rule says at a spot.
fn says(version: &SchemeVersion, tier: &TierCode, spot: &Spot, on: &Circumstances) -> String {
    version
        .tier(tier)
        .and_then(|tier| rule::at(&tier.rule, spot))
        .map_or_else(String::new, |node| {
            format!(", “{}”", rule::describe(version, node, on))
        })
}

fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    draft: &Draft,
    part: &Part,
    left: &Left<'_>,
) -> Response {
    let version = &draft.content;
    let path = path_of(draft);
    let Some((name, also)) = words(version, part) else {
        return see_other(&format!("{path}/parts"));
    };
    let on = Circumstances::on(ctx.today());
    let named_by = uses(version, part)
        .into_iter()
        .map(|Use { words, rule }| match rule {
            Some((tier, spot)) => (
                format!("{words}{}", says(version, &tier, &spot, &on)),
                format!("{path}/rule?tier={tier}&at={spot}#node"),
            ),
            None => (words, String::new()),
        });
    let mut errors = left.errors.clone();
    for error in &mut errors.0 {
        if error.field != "sure" {
            error.field.clear();
        }
    }
    let title = format!("Remove {name}?");
    let page = RemovePage {
        shell: shell(visit, caller, draft, title, &FieldErrors::new(), &[])
            .under("Pillars, questions and tiers", format!("{path}/parts"))
            .wrong(&errors),
        version: draft.version,
        part: part.to_string(),
        named_by: named_by.collect(),
        also,
        sure_error: left.errors.of("sure").to_owned(),
        path,
    };
    html(left.status, &page)
}

#[handler]
pub(super) async fn show_remove(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let (draft, _) = open_draft(ctx, &caller, id).await?;
    match Part::parse(&asked.part) {
        Some(part) => Ok(page(ctx, &visit, &caller, &draft, &part, &Left::none())),
        None => Ok(see_other(&format!("{}/parts", path_of(&draft)))),
    }
}

fn removed(
    version: &SchemeVersion,
    part: &Part,
    fields: &Fields,
) -> Result<(SchemeVersion, ()), FieldErrors> {
    let named = uses(version, part);
    if let Some(first) = named.first() {
        let more = match named.len() {
            1 => String::new(),
            n => format!(" and {} more", n - 1),
        };
        return Err(FieldErrors::one(
            "part",
            format!("{}{more} still names it. Change that first.", first.words),
        ));
    }
    let (changed, _) = parts::remove(version, part)?;
    if fields.get("sure") != "yes" {
        return Err(FieldErrors::one("sure", "Tick this to remove it."));
    }
    Ok((changed, ()))
}

#[handler]
pub(super) async fn submit_remove(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (draft, officer) = open_draft(ctx, &caller, id).await?;
    let list = format!("{}/parts", path_of(&draft));
    let Some(part) = Part::parse(fields.get("part")) else {
        return Ok(visit.done(&list, &Notice::important("Choose what to remove first.")));
    };
    let tried = attempt(ctx, &officer, &draft, &fields, |now| {
        removed(now, &part, &fields)
    });
    match tried.await? {
        Attempt::Kept(()) => Ok(visit.done(&list, &Notice::success("Removed"))),
        Attempt::Left(status, errors) => {
            if words(&draft.content, &part).is_none() {
                let gone = Notice::important("That part is not there any more.");
                return Ok(visit.done(&list, &gone));
            }
            let left = Left {
                status,
                errors,
                typed: None,
            };
            Ok(page(ctx, &visit, &caller, &draft, &part, &left))
        }
    }
}
