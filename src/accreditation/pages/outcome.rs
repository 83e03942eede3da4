//! What was decided, for the employer: outcome, reason, findings criterion by criterion, what next.

use askama::Template;
use entity::ids::{AssessmentId, DecisionId};
use entity::kinds::Judgement;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use crate::accreditation::rules::{Point, Verdict};
use crate::accreditation::store;
use crate::assessment::store as assessments;
use crate::identity::guard::Caller;
use crate::platform::calendar::{long_date, long_instant};
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::review;
use crate::review::rules::judgement_words;
use crate::scheme;
use crate::scheme::rules::SchemeVersion;
use crate::web::page::{Shell, html};
use crate::web::visit::{Visit, see_other};

/// A pillar with what was found in it.
struct Pillar {
    heading: String,
    findings: Vec<Found>,
}

/// What was found on one criterion, as the employer reads it: without notes for colleagues.
struct Found {
    criterion: String,
    mark: &'static str,
    judgement: &'static str,
    reason: String,
}

/// What was missing on a criterion, in the officer’s words.
struct PointShown {
    title: String,
    words: String,
    by: String,
}

impl PointShown {
    fn of(point: &Point, version: &SchemeVersion) -> Self {
        Self {
            title: point.title(version),
            words: point.words.clone(),
            by: point.due_on.map_or_else(String::new, long_date),
        }
    }
}

/// The award, as it was made.
struct Awarded {
    tier: String,
    rung: u32,
    held: String,
    entry: String,
}

#[derive(Template)]
#[template(path = "accreditation/outcome.html")]
struct OutcomePage {
    shell: Shell,
    organisation: String,
    said: String,
    award: Option<Awarded>,
    when: String,
    reason: String,
    met: usize,
    judged: usize,
    pillars: Vec<Pillar>,
    points_heading: &'static str,
    points: Vec<PointShown>,
    again: String,
    appeal: String,
    answers: String,
}

const fn mark(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Met => "met",
        Judgement::Partly => "partly",
        Judgement::NotMet => "not-met",
        Judgement::CannotTell => "unknown",
    }
}

#[handler]
pub(super) async fn show_outcome(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
) -> Result<Response, Error> {
    let (assessment, _) =
        assessments::get_for_employers(ctx.read(), &caller.employers(), id).await?;
    let taken = store::list_final_decisions(ctx.read(), [id])
        .await?
        .pop()
        .ok_or(Error::NotFound)?;
    let asked = scheme::store::get_version(ctx.read(), assessment.scheme_version_id).await?;
    let findings = review::store::list_findings(ctx.read(), taken.review_id).await?;
    let award = match &taken.verdict {
        Verdict::Award { .. } => store::find_award(ctx.read(), id).await?,
        Verdict::Decline | Verdict::NotYet | Verdict::Defer => None,
    };
    let scheme = &asked.content.scheme.name;
    let organisation = caller
        .memberships
        .iter()
        .find(|membership| membership.organisation_id == assessment.organisation_id)
        .map_or_else(String::new, |membership| {
            membership.organisation_name.clone()
        });
    let page = OutcomePage {
        shell: caller
            .shell(&visit, "The decision")
            .under("Home", "/home")
            .under(
                format!("Assessment {}", assessment.reference),
                format!("/home/assessments/{id}"),
            ),
        said: award.as_ref().map_or_else(
            || match taken.verdict {
                Verdict::NotYet => format!(
                    "Your application under {scheme} is not awarded yet. The plan below says what to do."
                ),
                Verdict::Award { .. } | Verdict::Decline | Verdict::Defer => {
                    format!("Your application under {scheme} was declined.")
                }
            },
            |award| {
                format!(
                    "{organisation} is accredited as {} under {scheme}, from {} to {}.",
                    award.tier.name,
                    long_date(award.term.since),
                    award.term.last_day_words()
                )
            },
        ),
        organisation,
        appeal: format!("/home/decisions/{}/appeal", taken.id),
        award: award.map(|award| Awarded {
            tier: award.tier.name,
            rung: award.tier.rank,
            held: format!("/home/held/{}", award.id),
            entry: award.entry,
        }),
        when: long_instant(taken.told_at()),
        reason: taken.reason,
        points_heading: match taken.verdict {
            Verdict::NotYet => "Your plan: what to do, and by when",
            Verdict::Award { .. } | Verdict::Decline | Verdict::Defer => {
                "The reasons, criterion by criterion"
            }
        },
        points: taken
            .terms
            .points
            .iter()
            .map(|point| PointShown::of(point, &asked.content))
            .collect(),
        met: findings
            .iter()
            .filter(|found| found.judgement == Judgement::Met)
            .count(),
        judged: findings.len(),
        pillars: asked
            .content
            .pillars
            .iter()
            .map(|pillar| Pillar {
                heading: pillar.name.to_string(),
                findings: pillar
                    .criteria
                    .iter()
                    .filter_map(|criterion| {
                        let found = findings
                            .iter()
                            .find(|found| found.criterion == criterion.code)?;
                        Some(Found {
                            criterion: criterion.title.to_string(),
                            mark: mark(found.judgement),
                            judgement: judgement_words(found.judgement),
                            reason: found.reason.clone(),
                        })
                    })
                    .collect(),
            })
            .filter(|pillar| !pillar.findings.is_empty())
            .collect(),
        again: format!(
            "/home/assessments/new?organisation={}",
            assessment.organisation_id
        ),
        answers: format!("/home/assessments/{id}/print"),
    };
    Ok(html(StatusCode::OK, &page))
}

/// The address in the emails: leads to the assessment's own page of the decision.
#[handler]
pub(super) async fn show_decision(
    Data(ctx): Data<&Context>,
    caller: Caller,
    Path(id): Path<DecisionId>,
) -> Result<Response, Error> {
    let own = caller.employers();
    let ended = store::find_decision_for_employers(ctx.read(), &own, id)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(see_other(&format!(
        "/home/assessments/{}/decision",
        ended.decision.assessment_id
    )))
}
