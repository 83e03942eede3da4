//! Saying something of the application as a whole: pillars chosen, value of a grant, language.

use entity::ids::AssessmentId;
use serde_json::json;

use super::record;
use crate::assessment::rules::{About, Assessment};
use crate::assessment::store;
use crate::identity::guard::Employer;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme;

/// What was typed about an application.
#[derive(Clone, Debug, Default)]
pub struct Typed<'a> {
    /// Codes of the pillars chosen.
    pub pillars: Vec<&'a str>,
    /// Value of the grant or contract in pounds; blank when there is none to tell.
    pub grant_value: &'a str,
    /// The language of the questions; blank for the scheme's first.
    pub language: &'a str,
}

/// Keeps what an application says of itself.
///
/// # Errors
/// A sentence at `pillars`, `grant_value` or `language`; a conflict when it is no draft any more or
/// was changed since `version`.
pub async fn save_about(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    version: i32,
    typed: &Typed<'_>,
) -> Result<Assessment> {
    employer.must_answer()?;
    let tx = ctx.begin().await?;
    let before = store::lock_for(&tx, employer, id).await?;
    before.must_be_answerable()?;
    before.must_be_at(version)?;
    let asked = scheme::store::get_version(&tx, before.scheme_version_id).await?;
    let tier = asked
        .content
        .tier(&before.tier_sought)
        .ok_or_else(|| Error::internal("the tier sought is not in the version"))?;
    let mut about = About::read(
        &asked.content,
        tier,
        &typed.pillars,
        typed.grant_value,
        typed.language,
    )?;
    about.moved_from.clone_from(&before.about.moved_from);
    if tier.choose_pillars.is_none() {
        // Chosen for another tier; kept for when that one is sought again.
        about.pillars.clone_from(&before.about.pillars);
    }
    if about == before.about {
        return Ok(before);
    }
    let after = store::update_assessment(&tx, before.clone().say(about)?).await?;
    let detail = json!({ "pillars": after.about.pillars });
    let change = (Some(&before), &after);
    record(ctx, &tx, employer, "assessment.about", change, detail).await?;
    tx.commit().await?;
    Ok(after)
}
