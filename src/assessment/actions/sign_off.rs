//! Sign-off by a second person, which submits and freezes the assessment.

use entity::ids::AssessmentId;
use entity::kinds::StaffRole;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::record;
use crate::assessment::emails::{Facts, receipt, received, sent_back, sign_off_requested};
use crate::assessment::rules::{
    Assessment, BUNDLE_FORMAT, Bundle, BundleAnswer, BundleContent, BundleEvidence,
    BundleOrganisation, BundleScheme, Given, Held, State, Submission, circumstances, facts_of,
    gaps, holdings,
};
use crate::assessment::store;
use crate::identity;
use crate::identity::guard::Employer;
use crate::identity::rules::{Organisation, may_sign_off};
use crate::notification::outbox;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::scheme;
use crate::scheme::rules::Circumstances;
use crate::scheme::store::PublishedVersion;

/// Where the answers of an assessment are judged today.
async fn judged_at(
    ctx: &Context,
    tx: &DatabaseTransaction,
    assessment: &Assessment,
) -> Result<Circumstances> {
    let (of, held) = store::get_judged(
        tx,
        assessment.authority_id,
        assessment.organisation_id,
        ctx.today(),
    )
    .await?;
    let facts = facts_of(of.headcount, of.sector.as_deref());
    Ok(circumstances(ctx.today(), facts).holding(holdings(&held)))
}

/// Everything an assessment lacks, as one error a field: the criterion's code and what to do.
fn must_be_complete(
    at: &Circumstances,
    assessment: &Assessment,
    version: &PublishedVersion,
    given: &Given,
) -> Result<()> {
    let mut errors = FieldErrors::new();
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
    let at = judged_at(ctx, &tx, &before).await?;
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
    let at = judged_at(ctx, &tx, &before).await?;
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
    let (organisation, held) =
        store::get_judged(&tx, after.authority_id, after.organisation_id, ctx.today()).await?;
    let bundle =
        content(&after, submission, &organisation, &asked, &given, held).freeze(ctx.new_id());
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
    let organisation = identity::store::get_organisation(tx, assessment.organisation_id).await?;
    let authority = identity::store::get_authority(tx, assessment.authority_id).await?;
    let person = identity::store::find_person(tx, employer.person()).await?;
    Ok(Facts {
        organisation: organisation.name,
        scheme: asked.content.scheme.name.to_string(),
        tier: asked
            .content
            .tier(&assessment.tier_sought)
            .map_or_else(String::new, |tier| tier.name.to_string()),
        reference: assessment.reference.clone(),
        by: person.map_or_else(
            || "A colleague".to_owned(),
            |person| person.display_name().to_owned(),
        ),
        base: ctx.url(""),
        signature: authority.signature(),
        review_working_days: authority.review_working_days,
    })
}

fn content(
    assessment: &Assessment,
    submission: &Submission,
    organisation: &Organisation,
    asked: &PublishedVersion,
    given: &Given,
    held: Vec<Held>,
) -> BundleContent {
    BundleContent {
        format: BUNDLE_FORMAT,
        assessment_id: assessment.id,
        reference: assessment.reference.clone(),
        round: 1,
        organisation: BundleOrganisation {
            id: organisation.id,
            name: organisation.name.clone(),
            company_number: organisation.company_number.clone(),
            sector: organisation.sector.clone(),
            size_band: organisation.size_band,
            headcount: organisation.headcount,
            headcount_on: organisation.headcount_on,
            area_headcount: organisation.area_headcount,
            postcode: organisation.postcode.clone(),
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
            .map(|(code, saved)| (code.clone(), BundleAnswer::from(saved)))
            .collect(),
        evidence: given.evidence.iter().map(BundleEvidence::from).collect(),
        held,
        submitted_by: submission.requested_by,
        signed_off_by: submission.signed_off_by,
        submitted_at: submission.submitted_at,
        frozen_at: submission.submitted_at,
    }
}
