//! The rule of a tier as a tree, and the node of it that is being changed.

use askama::Template;
use entity::ids::SchemeDraftId;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::change::{Attempt, Left, Shown, attempt, open_draft, path_of, shell, shown};
use super::tree::{self, TreeLine};
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::edit::rule::{self, Spot};
use crate::scheme::rules::{Circumstances, SchemeVersion, Tier};
use crate::scheme::store::Draft;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

/// What a group offers to add, as the address says it and as it is read.
const OFFERS: &[(&str, &str)] = rule::ADDED;

/// What is being added.
struct Adding {
    kind: &'static str,
    label: String,
    fields: Vec<Shown>,
    /// Questions to choose from first, where the fields depend on it.
    questions: Vec<Choice>,
}

/// The node that is being changed.
struct Panel {
    at: String,
    words: String,
    href: String,
    /// Where it is open and nothing is being added.
    own: String,
    settings: Vec<Shown>,
    has_settings: bool,
    offers: Vec<(String, String)>,
    adding: Option<Adding>,
    wrapping: Vec<Shown>,
    unwraps: bool,
    moves: bool,
    removal: Shown,
    holds: usize,
}

impl Panel {
    fn wrap_is_wrong(&self) -> bool {
        self.wrapping.iter().any(|field| !field.error.is_empty())
    }
}

#[derive(Template)]
#[template(path = "scheme/rule.html")]
struct RulePage {
    shell: Shell,
    path: String,
    version: i32,
    tier: String,
    tier_name: String,
    others: Vec<(String, String)>,
    lines: Vec<TreeLine>,
    panel: Option<Panel>,
}

/// What of the rule is looked at.
#[derive(Deserialize, Default)]
pub(super) struct Asked {
    #[serde(default)]
    tier: String,
    at: Option<String>,
    #[serde(default)]
    add: String,
    #[serde(default)]
    of: String,
}

fn panel(
    version: &SchemeVersion,
    tier: &Tier,
    spot: &Spot,
    href: &str,
    asked: &Asked,
    left: &Left<'_>,
    words: String,
) -> Option<Panel> {
    let node = rule::at(&tier.rule, spot)?;
    let (typed, errors) = (left.typed, &left.errors);
    // A form that came back fills its own fields alone.
    let act = typed.map_or("", |typed| typed.get("act"));
    let of = |own: &str| typed.filter(|_| act == own);
    let add = typed.map_or(asked.add.as_str(), |typed| typed.get("new_kind"));
    let question = typed.map_or(asked.of.as_str(), |typed| typed.get("new_criterion"));
    let offer = OFFERS.iter().find(|(kind, _)| *kind == add);
    let adding = offer
        .filter(|_| rule::takes_children(node))
        .map(|(kind, label)| {
            let fields = rule::new_fields(version, node, kind, question);
            let questions = match fields {
                Some(_) => Vec::new(),
                None => rule::tested(version)
                    .map(|one| {
                        Choice::new(one.code.as_str(), format!("{} {}", one.code, one.title))
                    })
                    .collect(),
            };
            Adding {
                kind,
                label: (*label).to_owned(),
                fields: shown(fields.unwrap_or_default(), of("add"), errors),
                questions,
            }
        });
    let offers = OFFERS
        .iter()
        .filter(|_| rule::takes_children(node))
        .map(|(kind, label)| {
            (
                (*label).to_owned(),
                format!("{href}&at={spot}&add={kind}#node"),
            )
        })
        .collect();
    let settings = shown(rule::node_fields(version, node), of("save"), errors);
    let sure = crate::scheme::edit::Field::tick("sure", "Yes, remove it with all it holds", false);
    Some(Panel {
        at: spot.to_string(),
        words,
        href: href.to_owned(),
        own: format!("{href}&at={spot}#node"),
        has_settings: settings.iter().any(|field| field.shape != "hidden"),
        settings,
        offers,
        adding,
        wrapping: shown(rule::wrap_fields(), of("wrap"), errors),
        unwraps: rule::can_unwrap(node),
        moves: rule::is_in_list(&tier.rule, spot),
        removal: shown(vec![sure], of("remove"), errors).pop()?,
        holds: node.size().1.saturating_sub(1),
    })
}

fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    draft: &Draft,
    asked: &Asked,
    left: &Left<'_>,
) -> Result<Response, Error> {
    let version = &draft.content;
    let known = version.tiers.iter();
    let tier = known.clone().find(|tier| tier.code.as_str() == asked.tier);
    let tier = tier
        .or_else(|| version.tiers.first())
        .ok_or(Error::NotFound)?;
    let path = path_of(draft);
    let href = |code: &str| format!("{path}/rule?tier={code}");
    let own = href(tier.code.as_str());
    let spot = asked.at.as_deref().and_then(Spot::parse);
    let on = Circumstances::on(ctx.today());
    let lines = tree::lines(version, &tier.rule, &own, spot.as_ref(), on);
    let words = lines.iter().find(|line| line.is_open);
    let words = words.map_or_else(String::new, |line| line.words.clone());
    let panel = spot
        .as_ref()
        .and_then(|spot| panel(version, tier, spot, &own, asked, left, words));
    let fields: Vec<&Shown> = panel.iter().flat_map(shown_of).collect();
    let title = format!("The rule of {}", tier.name);
    let page = RulePage {
        shell: shell(visit, caller, draft, title, &left.errors, &fields),
        version: draft.version,
        tier: tier.code.to_string(),
        tier_name: tier.name.to_string(),
        others: known
            .filter(|other| other.code != tier.code)
            .map(|other| (other.name.to_string(), href(other.code.as_str())))
            .collect(),
        lines,
        panel,
        path,
    };
    Ok(html(left.status, &page))
}

/// Every field of a panel.
fn shown_of(panel: &Panel) -> impl Iterator<Item = &Shown> {
    let adding = panel.adding.iter().flat_map(|adding| &adding.fields);
    let own = panel.settings.iter().chain(&panel.wrapping);
    own.chain(adding).chain([&panel.removal])
}

#[handler]
pub(super) async fn show_rule(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let (draft, _) = open_draft(ctx, &caller, id).await?;
    page(ctx, &visit, &caller, &draft, &asked, &Left::none())
}

/// The change that a form asks for.
fn change(version: &SchemeVersion, fields: &Fields) -> Result<(SchemeVersion, Spot), FieldErrors> {
    let act = fields.get("act");
    if act == "remove" && fields.get("sure") != "yes" {
        return Err(FieldErrors::one("sure", "Tick this to remove it."));
    }
    let Some(spot) = Spot::parse(fields.get("at")) else {
        return Err(FieldErrors::one("at", "Choose a part of the rule first."));
    };
    let typed = |name: &str| fields.get(name).to_owned();
    rule::change(version, fields.get("tier"), &spot, act, &typed)
}

/// What was done, in words.
fn done(act: &str) -> &'static str {
    match act {
        "add" => "Added",
        "wrap" => "It is part of a group now",
        "unwrap" => "The group around it is gone",
        "remove" => "Removed",
        "up" | "down" => "Moved",
        _ => "Saved",
    }
}

#[handler]
pub(super) async fn submit_rule(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (draft, officer) = open_draft(ctx, &caller, id).await?;
    match attempt(ctx, &officer, &draft, &fields, |now| change(now, &fields)).await? {
        Attempt::Kept(spot) => Ok(visit.done(
            &format!(
                "{}/rule?tier={}&at={spot}#node",
                path_of(&draft),
                fields.get("tier")
            ),
            &Notice::success(done(fields.get("act"))),
        )),
        Attempt::Left(status, errors) => {
            let asked = Asked {
                tier: fields.get("tier").to_owned(),
                at: Some(fields.get("at").to_owned()),
                ..Asked::default()
            };
            let left = Left {
                status,
                errors,
                typed: Some(&fields),
            };
            page(ctx, &visit, &caller, &draft, &asked, &left)
        }
    }
}
