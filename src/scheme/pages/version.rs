//! A published version: what it asks, and how its rules read.

use std::fmt::Write as _;

use askama::Template;
use entity::ids::SchemeVersionId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::scheme::rules::{Answers, Circumstances, SchemeVersion, TraceNode, evaluate};
use crate::scheme::store;
use crate::web::page::{Shell, html};
use crate::web::visit::Visit;

/// One line of a rule, with how deep it lies.
pub(super) struct RuleLine {
    pub(super) depth: usize,
    pub(super) words: String,
}

/// A tier with its rule in words.
pub(super) struct TierView {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) terms: String,
    pub(super) rule: Vec<RuleLine>,
    /// Where the rule is changed; empty where it cannot be.
    pub(super) change: String,
}

/// Every tier with its rule in words, as it stands on a day.
pub(super) fn tier_views(version: &SchemeVersion, at: &Circumstances) -> Vec<TierView> {
    let evaluation = evaluate(version, &Answers::new(), at);
    version
        .tiers
        .iter()
        .map(|tier| {
            let mut rule = Vec::new();
            if let Some(outcome) = evaluation.tier(&tier.code) {
                lines(&outcome.trace, 0, &mut rule);
            }
            let mut terms = format!("An award lasts {} months.", tier.validity_months);
            if let Some(months) = tier.max_stay_months {
                let _ = write!(terms, " An employer may stay for {months} months.");
            }
            if !tier.renewable {
                terms.push_str(" It is not awarded twice.");
            }
            if let Some(k) = tier.choose_pillars {
                let _ = write!(terms, " The employer chooses {k} pillars.");
            }
            TierView {
                name: tier.name.to_string(),
                description: tier.description.to_string(),
                terms,
                rule,
                change: String::new(),
            }
        })
        .collect()
}

fn lines(node: &TraceNode, depth: usize, out: &mut Vec<RuleLine>) {
    out.push(RuleLine {
        depth: depth.min(5),
        words: node.asks.clone(),
    });
    for child in &node.children {
        lines(child, depth + 1, out);
    }
}

#[derive(Template)]
#[template(path = "scheme/version.html")]
struct VersionPage {
    shell: Shell,
    id: SchemeVersionId,
    label: String,
    hash: String,
    description: String,
    minutes: u32,
    questions: String,
    tiers: Vec<TierView>,
}

#[handler]
pub(super) async fn show_version(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeVersionId>,
) -> Result<Response, Error> {
    if caller.officers().is_empty() {
        return Err(Error::NotFound);
    }
    let version = store::get_version(ctx.read(), id).await?;
    caller.officer(version.authority_id)?;
    let content = &version.content;
    let slug = caller
        .authority_slug(version.authority_id)
        .unwrap_or_default()
        .to_owned();
    let page = VersionPage {
        shell: caller
            .shell(&visit, content.scheme.name.to_string())
            .under("Schemes", "/home/schemes"),
        id,
        label: content.label.clone(),
        hash: version.content_hash.clone(),
        description: content.scheme.description.to_string(),
        minutes: content.estimated_minutes(),
        questions: format!("/schemes/{slug}/{}/questions", content.scheme.slug),
        tiers: tier_views(content, &Circumstances::on(ctx.today())),
    };
    Ok(html(StatusCode::OK, &page))
}
