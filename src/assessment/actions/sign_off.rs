//! Sign-off by a second person, which submits and freezes the assessment.

use entity::ids::AssessmentId;
use entity::kinds::StaffRole;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::record;
use crate::assessment::emails::{Facts, receipt, received, sent_back, sign_off_requested};
use crate::assessment::rules::{
    Assessment, BUNDLE_FORMAT, Bundle, BundleAnswer, BundleContent, BundleEvidence,
    BundleOrganisation, BundleScheme, Given, Judged, State, Submission, gaps,
};
use crate::assessment::store;
use crate::identity;
use crate::identity::guard::Employer;
use crate::identity::rules::may_sign_off;
use crate::notification::outbox;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::scheme;
use crate::scheme::rules::{Circumstances, CriterionCode};
use crate::scheme::store::PublishedVersion;

/// Where the answers of an assessment are judged today.
async fn judged_at(
    ctx: &Context,
    tx: &DatabaseTransaction,
    assessment: &Assessment,
    asked: &PublishedVersion,
) -> Result<Circumstances> {
    let judged = store::get_judged(
        tx,
        assessment.authority_id,
        assessment.organisation_id,
        ctx.today(),
    )
    .await?;
    Ok(judged.known(assessment, &asked.content).on(ctx.today()))
}

/// Everything an assessment lacks, as one error a field: what it says as a whole, then the
/// criterion's code and what to do.
fn must_be_complete(
    at: &Circumstances,
    assessment: &Assessment,
    version: &PublishedVersion,
    given: &Given,
) -> Result<()> {
    let mut errors = FieldErrors::new();
    if let Some(tier) = version.content.tier(&assessment.tier_sought) {
        for gap in assessment.about.gaps(&version.content, tier) {
            errors.add(gap.field, gap.words);
        }
    }
    for gap in gaps(
        &version.content,
        &assessment.tier_sought,
        &given.answers(),
        at,
    ) {
        errors.add(
            gap.criterion.to_string(),
            format!("{}: {}", gap.title, gap.lacks.words()),
        );
    }
    errors.into_result()
}

/// Says that the assessment is ready, and asks those who may to sign it off.
///
/// # Errors
/// What is missing, one error for each criterion code; a conflict when it is no draft any more or
/// was changed since `version`.
pub async fn request_sign_off(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    version: i32,
) -> Result<Assessment> {
    employer.must_answer()?;
    let tx = ctx.begin().await?;
    let before = store::lock_for(&tx, employer, id).await?;
    before.must_be_answerable()?;
    before.must_be_at(version)?;
    let asked = scheme::store::get_version(&tx, before.scheme_version_id).await?;
    let given = store::load_given_locked(&tx, id).await?;
    let at = judged_at(ctx, &tx, &before, &asked).await?;
    must_be_complete(&at, &before, &asked, &given)?;
    let changed = before
        .clone()
        .request_sign_off(employer.person(), ctx.now())?;
    let after = store::update_assessment(&tx, changed).await?;
    let facts = facts(ctx, &tx, employer, &after, &asked).await?;
    for (person, role) in identity::store::list_members(&tx, after.organisation_id).await? {
        if may_sign_off(role) && person.id != employer.person() {
            outbox::write(ctx, &tx, sign_off_requested(&facts, &after, &person)?).await?;
        }
    }
    let action = "assessment.request_sign_off";
    record(
        ctx,
        &tx,
        employer,
        action,
        (Some(&before), &after),
        json!({}),
    )
    .await?;
    tx.commit().await?;
    Ok(after)
}

/// Opens the assessment again to be answered: the second person with a note, or who asked.
///
/// # Errors
/// A sentence at `note`; a conflict when nobody asked for sign-off or it was changed since `version`.
pub async fn return_to_draft(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    version: i32,
    note: &str,
) -> Result<Assessment> {
    employer.must_answer()?;
    let tx = ctx.begin().await?;
    let before = store::lock_for(&tx, employer, id).await?;
    let changed = before
        .clone()
        .send_back(employer.person(), ctx.now(), note)?;
    before.must_be_at(version)?;
    let after = store::update_assessment(&tx, changed).await?;
    if let (
        State::AwaitingSignOff { requested_by, .. },
        State::Draft {
            sent_back: Some(note),
        },
    ) = (&before.state, &after.state)
        && *requested_by != employer.person()
        && let Some(person) = identity::store::find_person(&tx, *requested_by).await?
    {
        let asked = scheme::store::get_version(&tx, after.scheme_version_id).await?;
        let facts = facts(ctx, &tx, employer, &after, &asked).await?;
        outbox::write(ctx, &tx, sent_back(&facts, &after, note, &person)?).await?;
    }
    let action = "assessment.send_back";
    record(
        ctx,
        &tx,
        employer,
        action,
        (Some(&before), &after),
        json!({}),
    )
    .await?;
    tx.commit().await?;
    Ok(after)
}

/// Signs off and submits: freezes the bundle, sends the receipt, tells the authority.
///
/// # Errors
/// A sentence at `declared`; a refusal when the same person asked or answers fell due since; a
/// conflict when it was submitted already or changed since `version`.
pub async fn sign_off_and_submit(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    version: i32,
    declared: bool,
) -> Result<(Assessment, Bundle)> {
    employer.must_sign_off()?;
    let tx = ctx.begin().await?;
    let before = store::lock_for(&tx, employer, id).await?;
    let changed = before.clone().sign_off(employer.person(), ctx.now())?;
    before.must_be_at(version)?;
    if !declared {
        return Err(Error::invalid(
            "declared",
            "Tick the box to declare that the answers are true",
        ));
    }
    let asked = scheme::store::get_version(&tx, before.scheme_version_id).await?;
    let given = store::load_given_locked(&tx, id).await?;
    let at = judged_at(ctx, &tx, &before, &asked).await?;
    must_be_complete(&at, &before, &asked, &given).map_err(|_| {
        Error::refused(
            "assessment.incomplete",
            "Something in this assessment is missing or fell due since sign-off was asked for. Send it back, so that it can be completed.",
        )
    })?;
    let after = store::update_assessment(&tx, changed).await?;
    let State::Submitted(submission) = &after.state else {
        return Err(Error::internal("a signed-off assessment is not submitted"));
    };
    let judged =
        store::get_judged(&tx, after.authority_id, after.organisation_id, ctx.today()).await?;
    let bundle = content(&after, submission, judged, &asked, &given).freeze(ctx.new_id());
    store::insert_bundle(&tx, &bundle).await?;
    tell(ctx, &tx, employer, &after, &asked, &bundle).await?;
    let detail = json!({ "bundle": bundle.sha256, "scheme": bundle.scheme_hash });
    let action = "assessment.submit";
    record(ctx, &tx, employer, action, (Some(&before), &after), detail).await?;
    tx.commit().await?;
    Ok((after, bundle))
}

/// The receipt for the employer's people, the news for the authority's officers.
async fn tell(
    ctx: &Context,
    tx: &DatabaseTransaction,
    employer: &Employer,
    after: &Assessment,
    asked: &PublishedVersion,
    bundle: &Bundle,
) -> Result<()> {
    let facts = facts(ctx, tx, employer, after, asked).await?;
    for (person, _) in identity::store::list_members(tx, after.organisation_id).await? {
        outbox::write(ctx, tx, receipt(&facts, after, bundle, &person)?).await?;
    }
    let officers = identity::store::list_staff(tx, after.authority_id, StaffRole::Officer).await?;
    for officer in officers {
        outbox::write(ctx, tx, received(&facts, after, &officer)?).await?;
    }
    Ok(())
}

/// What the emails of an assessment say.
pub(super) async fn facts(
    ctx: &Context,
    tx: &DatabaseTransaction,
    employer: &Employer,
    assessment: &Assessment,
    asked: &PublishedVersion,
) -> Result<Facts> {
    let person = identity::store::find_person(tx, employer.person()).await?;
    let by = person.map_or_else(
        || "A colleague".to_owned(),
        |person| person.display_name().to_owned(),
    );
    facts_by(ctx, tx, by, assessment, asked).await
}

/// The same, whoever did it.
pub(super) async fn facts_by(
    ctx: &Context,
    tx: &DatabaseTransaction,
    by: String,
    assessment: &Assessment,
    asked: &PublishedVersion,
) -> Result<Facts> {
    let organisation = identity::store::get_organisation(tx, assessment.organisation_id).await?;
    let authority = identity::store::get_authority(tx, assessment.authority_id).await?;
    Ok(Facts {
        organisation: organisation.name,
        scheme: asked.content.scheme.name.to_string(),
        tier: asked
            .content
            .tier(&assessment.tier_sought)
            .map_or_else(String::new, |tier| tier.name.to_string()),
        reference: assessment.reference.clone(),
        by,
        base: ctx.url(""),
        signature: authority.signature(),
        review_working_days: authority.review_working_days,
    })
}

fn content(
    assessment: &Assessment,
    submission: &Submission,
    judged: Judged,
    asked: &PublishedVersion,
    given: &Given,
) -> BundleContent {
    let place = judged.place();
    let organisation = judged.organisation;
    let about = assessment
        .about
        .for_tier(asked.content.tier(&assessment.tier_sought));
    // What belongs to a pillar that is no longer chosen, or to a question of an older version, is kept
    // with the draft, not sent.
    let sent = |code: &CriterionCode| {
        asked
            .content
            .pillar_of(code)
            .is_some_and(|pillar| about.has_chosen(&pillar.code))
    };
    BundleContent {
        format: BUNDLE_FORMAT,
        assessment_id: assessment.id,
        reference: assessment.reference.clone(),
        round: 1,
        organisation: BundleOrganisation {
            id: organisation.id,
            name: organisation.name,
            company_number: organisation.company_number,
            kind: organisation.kind,
            place,
            sector: organisation.sector,
            size_band: organisation.size_band,
            headcount: organisation.headcount,
            headcount_on: organisation.headcount_on,
            area_headcount: organisation.area_headcount,
            postcode: organisation.postcode,
            district_id: organisation.district_id,
        },
        scheme: BundleScheme {
            version_id: asked.id,
            slug: asked.content.scheme.slug.to_string(),
            name: asked.content.scheme.name.to_string(),
            label: asked.content.label.clone(),
            hash: asked.content_hash.clone(),
        },
        tier_sought: assessment.tier_sought.clone(),
        answers: given
            .answers
            .iter()
            .filter(|(code, _)| sent(code))
            .map(|(code, saved)| (code.clone(), BundleAnswer::from(saved)))
            .collect(),
        evidence: given
            .evidence
            .iter()
            .filter(|item| CriterionCode::parse(&item.criterion).is_ok_and(|code| sent(&code)))
            .map(BundleEvidence::from)
            .collect(),
        about: about.clone(),
        held: judged.held,
        submitted_by: submission.requested_by,
        signed_off_by: submission.signed_off_by,
        submitted_at: submission.submitted_at,
        frozen_at: submission.submitted_at,
    }
}
