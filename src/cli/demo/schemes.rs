//! A second scheme, whose questions are partly those of the charter, and the charter's next version,
//! which the officer has begun to write.

use chrono::{Days, NaiveDate};
use entity::ids::SchemeId;
use entity::version_kinds::OpenCases;
use serde_json::json;

use super::employers::EMPLOYERS;
use super::people::at;
use super::world::{EMPLOYER, person};
use crate::accreditation::actions::losses::acknowledge;
use crate::assessment::actions::{about, answer, start};
use crate::identity::guard::{Caller, Officer};
use crate::identity::rules::Authority;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme::actions::{draft, load_pack, mapping};
use crate::scheme::pack::{built_in, load_mapping};
use crate::scheme::rules::{
    ChangeLog, CriterionCode, Declared, DeclaredChange, RuleNode, SchemeVersion, Text,
};
use crate::scheme::store::{self, Terms};

/// Which questions of the two schemes are alike.
const MAPPING: &str = include_str!("mapping.yaml");

/// Publishes the pledge and a newer version of it; in between, the first employer begins to answer.
pub(super) async fn add_pledge(
    ctx: &Context,
    authority: &Authority,
    officer: &Officer,
    today: NaiveDate,
) -> Result<()> {
    let back = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let pack = built_in("ne-like").map_err(Error::internal)?;
    let loaded = load_pack(&at(ctx, back(150), 9), authority.id, &pack).await?;
    let then = at(ctx, back(120), 11);
    let versions = store::list_mappable(ctx.read(), authority.id, then.today()).await?;
    let set = load_mapping("mapping.yaml", MAPPING, &versions).map_err(Error::internal)?;
    mapping::use_mapping(&then, officer, &set).await?;
    pledge(&at(ctx, back(9), 15), loaded.scheme_id).await?;

    let now = at(ctx, back(3), 12);
    let begun = draft::start(&now, officer, loaded.version_id).await?;
    let content = next_pledge(pack.version)?;
    draft::save_content(&now, officer, begun.id, 1, content).await?;
    let terms = Terms {
        open_cases: OpenCases::Offer,
        ..terms()
    };
    draft::set_terms(&now, officer, begun.id, 2, terms).await?;
    acknowledge(&now, officer, begun.id, 3, 0).await?;
    draft::publish(&now, officer, begun.id, 4).await?;
    Ok(())
}

/// The first employer's application for the pledge: two pillars chosen, a few questions answered.
async fn pledge(ctx: &Context, scheme: SchemeId) -> Result<()> {
    let caller = Caller::load(ctx, person(ctx, EMPLOYER.0).await?).await?;
    let organisation = caller
        .memberships
        .iter()
        .find(|one| {
            EMPLOYERS
                .first()
                .is_some_and(|first| first.name == one.organisation_name)
        })
        .ok_or(Error::NotFound)?
        .organisation_id;
    let lead = caller.employer(organisation)?;
    let begun = start::start(ctx, &lead, scheme, "standard").await?;
    let chosen = about::Typed {
        pillars: vec!["valuing", "communication"],
        grant_value: "",
        language: "",
    };
    about::save_about(ctx, &lead, begun.id, begun.version, &chosen).await?;
    let given = [
        ("VAL-5", json!({ "kind": "yes_no", "value": "yes" })),
        ("COM-1", json!({ "kind": "yes_no", "value": "yes" })),
        ("COM-2", json!({ "kind": "choice", "option": "meetings" })),
    ];
    let mut changes = Vec::with_capacity(given.len());
    for (criterion, value) in given {
        changes.push(answer::Change {
            criterion: code(criterion)?,
            value: Some(serde_json::from_value(value)?),
            comment: String::new(),
            version: 0,
        });
    }
    answer::save_answers(ctx, &lead, begun.id, changes).await?;
    Ok(())
}

fn code(text: &str) -> Result<CriterionCode> {
    CriterionCode::parse(text).map_err(Error::internal)
}

fn terms() -> Terms {
    Terms {
        health_note: "People sleep and plan better when they know their hours. Nobody loses."
            .to_owned(),
        equality_note: "Most who gain are women and people who look after somebody.".to_owned(),
        ..Terms::default()
    }
}

/// What the authority says of a question that reads otherwise.
fn said(criterion: &str, change: Declared, note: &str) -> Result<DeclaredChange> {
    Ok(DeclaredChange {
        criterion: code(criterion)?,
        was: None,
        change: Some(change),
        note: Text::english(note),
    })
}

/// The pledge as it goes on: one question asks more, one is clearer, one is new.
fn next_pledge(mut version: SchemeVersion) -> Result<SchemeVersion> {
    let since = std::mem::replace(&mut version.label, "2026.2".to_owned());
    let clearer = code("COM-1")?;
    for pillar in &mut version.pillars {
        let mut new = None;
        for criterion in &mut pillar.criteria {
            match criterion.code.as_str() {
                "VAL-5" => {
                    criterion.evidence.min_items = 2;
                }
                "COM-1" => {
                    criterion.question = Text::english(
                        "Does everyone, on nights and weekends as well, have a talk with their manager, in paid time, at least four times a year?",
                    );
                }
                "COM-4" => {
                    let mut later = criterion.clone();
                    later.code = code("COM-5")?;
                    later.title = Text::english("News for everyone");
                    later.question = Text::english(
                        "Do people who have no desk hear what changes on the same day as everybody else?",
                    );
                    later.why = Text::english("Whoever hears last counts least.");
                    later.good = Text::english("It is said at the start of every shift.");
                    later.statutory = None;
                    new = Some(later);
                }
                _ => {}
            }
        }
        pillar.criteria.extend(new);
    }
    version.changes = Some(ChangeLog {
        since,
        criteria: vec![
            said(
                "VAL-5",
                Declared::Tightened,
                "A second record is needed, so that part-time staff are seen as well.",
            )?,
            said(clearer.as_str(), Declared::Clarified, "")?,
        ],
    });
    Ok(version)
}

/// Begins the next version of the charter and changes two things of it.
pub(super) async fn begin_draft(
    ctx: &Context,
    officer: &Officer,
    scheme: SchemeId,
    today: NaiveDate,
) -> Result<()> {
    let day = today.checked_sub_days(Days::new(2)).unwrap_or(today);
    let now = at(ctx, day, 16);
    let from = store::find_current_version(ctx.read(), scheme, day)
        .await?
        .ok_or(Error::NotFound)?;
    let begun = draft::start(&now, officer, from.id).await?;
    let content = next_charter(from.content)?;
    draft::save_content(&now, officer, begun.id, 1, content).await?;
    draft::set_terms(&now, officer, begun.id, 2, terms()).await
}

/// The charter as it may go on: supporters promise more of how people are managed, and notice of
/// shifts is asked about in clearer words.
fn next_charter(mut version: SchemeVersion) -> Result<SchemeVersion> {
    let since = std::mem::replace(&mut version.label, "2027.1".to_owned());
    for pillar in &mut version.pillars {
        for criterion in &mut pillar.criteria {
            if criterion.code.as_str() == "SEC-4" {
                criterion.question = Text::english(
                    "How many weeks before they begin are people normally told their shifts in writing?",
                );
            }
        }
    }
    for tier in &mut version.tiers {
        if let (1, RuleNode::All(rules)) = (tier.rank, &mut tier.rule) {
            for rule in rules {
                if let RuleNode::Pillar { code, k, .. } = rule
                    && code.as_str() == "people-management"
                {
                    *k = 4;
                }
            }
        }
    }
    let changed = said(
        "SEC-4",
        Declared::Clarified,
        "“In writing” takes in text messages and the staff board.",
    )?;
    version.changes = Some(ChangeLog {
        since,
        criteria: vec![changed],
    });
    Ok(version)
}
