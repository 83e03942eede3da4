//! Drives one invented employer as far as its story goes, through the same actions that
//! people use, at the time it happened.

use bytes::Bytes;
use chrono::NaiveDate;
use entity::ids::{AssessmentId, ReviewId, SchemeId};
use entity::kinds::Judgement;

use super::aftermath::aftermath;
use super::answers::{answers, share_on_licence};
use super::employers::{Invented, Quality, RESTS_ON_ITS_LICENCE, Stage};
use super::people::{Staff, Team, at};
use crate::accreditation::actions as accreditation;
use crate::accreditation::rules::Verdict;
use crate::assessment::actions as assessment;
use crate::assessment::store as assessments;
use crate::certificate;
use crate::evidence::actions::OfferedFile;
use crate::identity::guard::Assessor;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::actions as review;
use crate::review::rules::{Advice, FindingText};
use crate::review::store as reviews;
use crate::scheme;
use crate::scheme::rules::{CriterionCode, SchemeVersion, TierCode};

/// Tells the story of one employer.
pub(super) async fn tell(
    ctx: &Context,
    invented: &Invented,
    team: &Team,
    staff: &Staff,
    scheme: SchemeId,
    turn: usize,
    began: NaiveDate,
) -> Result<()> {
    let version = scheme::store::find_current_version(ctx.read(), scheme, ctx.today())
        .await?
        .ok_or(Error::NotFound)?
        .content;
    let day = |days: u64| {
        began
            .checked_add_days(chrono::Days::new(days))
            .unwrap_or(began)
    };
    let ctx_on = |days: u64, hour: i64| at(ctx, day(days), hour);
    let now = ctx_on(0, 10);
    let started = assessment::start::start(&now, &team.lead, scheme, invented.tier).await?;
    let id = started.id;
    answer(&now, invented, team, id, &version).await?;
    if invented.stage == Stage::Draft {
        return Ok(());
    }
    if invented.stage == Stage::GivenUp {
        assessment::withdraw::withdraw(
            &ctx_on(9, 9),
            &team.lead,
            id,
            current(ctx, team, id).await?,
            "We want to put our sick pay in order first.",
        )
        .await?;
        return Ok(());
    }
    attach(&ctx_on(1, 11), invented, team, id, &version).await?;
    assessment::sign_off::request_sign_off(
        &ctx_on(2, 9),
        &team.lead,
        id,
        current(ctx, team, id).await?,
    )
    .await?;
    if invented.stage == Stage::AwaitingSignOff {
        return Ok(());
    }
    assessment::sign_off::sign_off_and_submit(
        &ctx_on(2, 15),
        &team.signatory,
        id,
        current(ctx, team, id).await?,
        true,
    )
    .await?;
    if invented.stage == Stage::Submitted {
        return Ok(());
    }
    let assessor = staff
        .assessors
        .get(turn % staff.assessors.len().max(1))
        .ok_or(Error::NotFound)?;
    let allocated =
        review::allocate::allocate(&ctx_on(4, 9), &staff.officer, id, assessor.person()).await?;
    if invented.stage == Stage::Allocated {
        return Ok(());
    }
    review::declare::declare(
        &ctx_on(5, 9),
        assessor,
        allocated.id,
        review::declare::Declaration::NoConflict,
    )
    .await?;
    judge(&ctx_on(7, 10), invented, assessor, allocated.id, &version).await?;
    if invented.stage == Stage::InReview {
        return Ok(());
    }
    if matches!(invented.stage, Stage::Clarification | Stage::Replied) {
        return clarify(&ctx_on(8, 10), invented, team, assessor, allocated.id).await;
    }
    let declined = invented.stage == Stage::Declined;
    let tier = TierCode::parse(invented.tier).map_err(Error::internal)?;
    let (advice, reason) = if declined {
        (
            Advice::Decline,
            "Pay is below the real Living Wage and several answers are promises without a date that can be checked.",
        )
    } else {
        (
            Advice::Award { tier: tier.clone() },
            "Every criterion is met and the evidence shows it.",
        )
    };
    let live = reviews::live_review(ctx.read(), id)
        .await?
        .ok_or(Error::NotFound)?;
    review::recommend::recommend(
        &ctx_on(12, 10),
        assessor,
        live.id,
        live.version,
        advice,
        reason,
    )
    .await?;
    if invented.stage == Stage::Recommended {
        return Ok(());
    }
    let live = reviews::live_review(ctx.read(), id)
        .await?
        .ok_or(Error::NotFound)?;
    let bundle = assessments::latest_bundle(ctx.read(), id).await?;
    let seen = accreditation::decide::Seen {
        review_version: live.version,
        bundle_sha256: bundle.sha256,
    };
    let (verdict, reason) = match invented.stage {
        Stage::Declined => (
            Verdict::Decline,
            "The lowest hourly rate is below the real Living Wage. Apply again once the new rates are paid.",
        ),
        Stage::Deferred => (
            Verdict::Defer,
            "The rota in the evidence is two years old. Ask for the present one before I decide.",
        ),
        _ => (
            Verdict::Award { tier },
            "The review shows that the tier is reached.",
        ),
    };
    let outcome =
        accreditation::decide::decide(&ctx_on(14, 14), &staff.decider, id, &seen, verdict, reason)
            .await?;
    match outcome.accreditation {
        Some(awarded) => {
            // Issued then, not when the demonstration is set up.
            certificate::actions::issue(&ctx_on(14, 15), awarded.id).await?;
            aftermath(ctx, invented, team, staff, awarded, day(14)).await
        }
        None => Ok(()),
    }
}

/// The version of the assessment as it now stands.
async fn current(ctx: &Context, team: &Team, id: AssessmentId) -> Result<i32> {
    let (found, _) =
        assessments::get_for_employers(ctx.read(), std::slice::from_ref(&team.lead), id).await?;
    Ok(found.version)
}

async fn answer(
    ctx: &Context,
    invented: &Invented,
    team: &Team,
    id: AssessmentId,
    version: &SchemeVersion,
) -> Result<()> {
    let people = u64::try_from(invented.headcount).unwrap_or(1);
    let mut all = answers(invented.quality, ctx.today(), people)?;
    if invented.name == RESTS_ON_ITS_LICENCE {
        let contractors = all.iter_mut().find(|(code, _, _)| code.as_str() == "PAY-2");
        if let Some((_, value, comment)) = contractors {
            *value = serde_json::from_value(share_on_licence())?;
            *comment = "The licence says by when the other two are on the rate.";
        }
    }
    let half = if invented.stage == Stage::Draft {
        all.len() / 2
    } else {
        all.len()
    };
    let changes = all
        .into_iter()
        .take(half)
        .filter(|(code, _, _)| version.criterion(code).is_some())
        .map(|(criterion, value, comment)| assessment::answer::Change {
            criterion,
            value: Some(value),
            comment: comment.to_owned(),
            version: 0,
        })
        .collect();
    assessment::answer::save_answers(ctx, &team.lead, id, changes).await?;
    Ok(())
}

async fn attach(
    ctx: &Context,
    invented: &Invented,
    team: &Team,
    id: AssessmentId,
    version: &SchemeVersion,
) -> Result<()> {
    for (position, criterion) in version
        .pillars
        .iter()
        .flat_map(|pillar| &pillar.criteria)
        .enumerate()
    {
        if criterion.evidence.required_items() == 0 {
            continue;
        }
        if invented.name == RESTS_ON_ITS_LICENCE && !criterion.equivalents.is_empty() {
            continue;
        }
        if position % 3 == 0 {
            let text = format!(
                "{}\n{}\n\nThis is an invented document of the demonstration. In a real application it would be the policy, rota or summary that shows how this criterion is met.\n",
                invented.name, criterion.title
            );
            let offered = OfferedFile {
                name: format!("{}.txt", criterion.code.as_str().to_lowercase()),
                size: text.len(),
                content: Some(Bytes::from(text)),
            };
            assessment::evidence::add_file(
                ctx,
                &team.lead,
                id,
                &criterion.code,
                criterion.title.as_str(),
                offered,
            )
            .await?;
        } else {
            let address = format!(
                "https://{}/policies/{}",
                invented.domain(),
                criterion.code.as_str().to_lowercase()
            );
            assessment::evidence::add_link(
                ctx,
                &team.lead,
                id,
                &criterion.code,
                criterion.title.as_str(),
                &address,
            )
            .await?;
        }
    }
    Ok(())
}

async fn judge(
    ctx: &Context,
    invented: &Invented,
    assessor: &Assessor,
    id: ReviewId,
    version: &SchemeVersion,
) -> Result<()> {
    let criteria: Vec<_> = version
        .pillars
        .iter()
        .flat_map(|pillar| &pillar.criteria)
        .collect();
    let most = match invented.stage {
        Stage::InReview => criteria.len() / 2,
        Stage::Clarification | Stage::Replied => criteria.len() - 4,
        _ => criteria.len(),
    };
    for criterion in criteria.into_iter().take(most) {
        let promised = invented.quality == Quality::Promising
            && matches!(
                criterion.code.as_str(),
                "PAY-1" | "PAY-2" | "SEC-3" | "PEOPLE-1"
            );
        let text = if promised {
            FindingText {
                judgement: Judgement::Partly,
                reason: "A dated promise, not yet practice.".to_owned(),
                internal_note: String::new(),
            }
        } else {
            FindingText {
                judgement: Judgement::Met,
                reason: "The answer is plain and the evidence agrees with it.".to_owned(),
                internal_note: String::new(),
            }
        };
        review::judge::save_finding(ctx, assessor, id, &criterion.code, text, 0).await?;
    }
    Ok(())
}

async fn clarify(
    ctx: &Context,
    invented: &Invented,
    team: &Team,
    assessor: &Assessor,
    id: ReviewId,
) -> Result<()> {
    let questions = [
        (
            "SEC-4",
            "The rota you sent is from last year. How much notice did people have in the last three months?",
        ),
        (
            "HEALTH-2",
            "Who gives the confidential support, and how were people told about it?",
        ),
    ];
    for (code, question) in questions {
        let code = CriterionCode::parse(code).map_err(Error::internal)?;
        let asked = review::clarify::ask(ctx, assessor, id, &code, question).await?;
        if invented.stage == Stage::Replied {
            let people = u64::try_from(invented.headcount).unwrap_or(1);
            let value = answers(invented.quality, ctx.today(), people)?
                .into_iter()
                .find(|(criterion, _, _)| *criterion == code)
                .map(|(_, value, _)| value);
            let reply = review::reply::Reply {
                value,
                comment: "Added after your question.".to_owned(),
                text: "Here is what you asked for: the present arrangement, with dates.".to_owned(),
            };
            review::reply::reply(ctx, &team.lead, asked.id, reply).await?;
        }
    }
    Ok(())
}
