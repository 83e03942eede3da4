//! Saving answers. Each has its own version: colleagues who answer different questions never meet.

use entity::ids::AssessmentId;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::record;
use crate::assessment::rules::confirmation::is_given_by_confirmation;
use crate::assessment::rules::{Assessment, Given, SavedAnswer, check_comment};
use crate::assessment::store;
use crate::identity::guard::Employer;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::scheme;
use crate::scheme::rules::{Answer, CriterionCode, SchemeVersion, canonical_json, sha256_hex};

/// An answer to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// To which criterion.
    pub criterion: CriterionCode,
    /// The answer; none takes it back.
    pub value: Option<Answer>,
    /// What the employer adds in words.
    pub comment: String,
    /// The version it was based on; 0 when there was no answer.
    pub version: i32,
}

/// What became of the answers to save.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Saved, or the same as before.
    pub saved: Vec<CriterionCode>,
    /// Not saved: somebody else changed it first. What it is now, if anything.
    pub stale: Vec<(CriterionCode, Option<SavedAnswer>)>,
}

/// Saves answers; those that somebody else changed first are given back, the others are kept.
///
/// # Errors
/// A conflict when answers cannot change any more; sentences at `CODE_field` (`PAY-1_value`) when
/// one is not an answer its criterion can have, and then nothing is saved.
pub async fn save_answers(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    changes: Vec<Change>,
) -> Result<Outcome> {
    employer.must_answer()?;
    let tx = ctx.begin().await?;
    let assessment = store::lock_for(&tx, employer, id).await?;
    assessment.must_be_answerable()?;
    let version = scheme::store::get_version(&tx, assessment.scheme_version_id).await?;
    let changes = check(ctx, &version.content, changes)?;
    let given = store::load_given_locked(&tx, id).await?;
    let changes = keep_confirmations(&version.content, &given, changes)?;
    let (outcome, wanted) = sort(&given, changes);
    write(ctx, &tx, employer, &assessment, &given, &wanted).await?;
    tx.commit().await?;
    Ok(outcome)
}

/// Saves one answer; somebody else's change is a conflict.
///
/// # Errors
/// As [`save_answers`], and a conflict when the version is not the newest.
pub async fn save_answer(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    change: Change,
) -> Result<()> {
    let outcome = save_answers(ctx, employer, id, vec![change]).await?;
    if outcome.stale.is_empty() {
        Ok(())
    } else {
        Err(Error::stale())
    }
}

/// Whether every answer is one its criterion can have.
pub(super) fn check(
    ctx: &Context,
    version: &SchemeVersion,
    changes: Vec<Change>,
) -> Result<Vec<Change>> {
    let mut errors = FieldErrors::new();
    let mut good = Vec::with_capacity(changes.len());
    for mut change in changes {
        let code = &change.criterion;
        let Some(criterion) = version.criterion(code) else {
            return Err(Error::NotFound);
        };
        if let Some(answer) = &change.value
            && let Err(problems) = criterion.validate(answer, ctx.today())
        {
            for problem in problems {
                errors.add(format!("{code}_{}", problem.field), problem.message);
            }
        }
        match check_comment(&change.comment) {
            Ok(comment) => change.comment = comment,
            Err(message) => errors.add(format!("{code}_comment"), message),
        }
        good.push(change);
    }
    errors.into_result()?;
    Ok(good)
}

/// An answer that is a confirmation stays as it is: it is given by who confirms, and never typed.
///
/// # Errors
/// A sentence at `CODE_value` when another one was typed.
pub(super) fn keep_confirmations(
    version: &SchemeVersion,
    given: &Given,
    mut changes: Vec<Change>,
) -> Result<Vec<Change>> {
    for change in &mut changes {
        let by_others = version
            .criterion(&change.criterion)
            .is_some_and(is_given_by_confirmation);
        if !by_others {
            continue;
        }
        let saved = given.answers.get(&change.criterion);
        let saved = saved.and_then(|saved| saved.value.clone());
        if change.value.is_some() && change.value != saved {
            return Err(Error::invalid(
                format!("{}_value", change.criterion),
                "Ask somebody outside to confirm this. It cannot be typed",
            ));
        }
        change.value = saved;
    }
    Ok(changes)
}

fn sort(given: &Given, changes: Vec<Change>) -> (Outcome, Vec<Change>) {
    let (mut outcome, mut wanted) = (Outcome::default(), Vec::new());
    for change in changes {
        let now = given.answers.get(&change.criterion);
        let (value, comment) = now.map_or((None, ""), |saved| {
            (saved.value.as_ref(), saved.comment.as_str())
        });
        if value == change.value.as_ref() && comment == change.comment {
            outcome.saved.push(change.criterion);
        } else if now.map_or(0, |saved| saved.version) == change.version {
            outcome.saved.push(change.criterion.clone());
            wanted.push(change);
        } else {
            outcome.stale.push((change.criterion, now.cloned()));
        }
    }
    (outcome, wanted)
}

/// Writes answers whose versions were compared, and one audit event for all of them.
pub(super) async fn write(
    ctx: &Context,
    tx: &DatabaseTransaction,
    employer: &Employer,
    assessment: &Assessment,
    given: &Given,
    wanted: &[Change],
) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = wanted
        .iter()
        .map(|c| {
            (
                c.criterion.clone(),
                c.value.clone(),
                c.comment.clone(),
                c.version,
            )
        })
        .collect();
    store::write_answers(ctx, tx, assessment.id, employer.person(), &rows).await?;
    let fingerprint = |value: &Option<Answer>, comment: &str| {
        sha256_hex(canonical_json(&json!([value, comment])).as_bytes())
    };
    let changed: Vec<_> = wanted
        .iter()
        .map(|change| {
            let before = given
                .answers
                .get(&change.criterion)
                .map(|saved| fingerprint(&saved.value, &saved.comment));
            json!({
                "criterion": change.criterion,
                "before": before,
                "after": fingerprint(&change.value, &change.comment),
            })
        })
        .collect();
    let detail = json!({ "answers": changed });
    record(
        ctx,
        tx,
        employer,
        "assessment.answer",
        (None, assessment),
        detail,
    )
    .await
}
