//! The assessor recommends, with what the findings come to beside it.

use askama::Template;
use entity::ids::ReviewId;
use entity::kinds::Judgement;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::{refusal, tier_words};
use crate::assessment;
use crate::assessment::rules::circumstances;
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review::actions::recommend::recommend;
use crate::review::rules::{Advice, CaseFile, Dossier, advised_tier, judgement_words};
use crate::review::store;
use crate::scheme;
use crate::scheme::rules::TierCode;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::{Visit, see_other};

/// How many criteria were judged so.
struct Tally {
    words: &'static str,
    count: usize,
}

/// What was not found to be met.
struct Short {
    title: String,
    judgement: &'static str,
    reason: String,
    href: String,
}

#[derive(Template)]
#[template(path = "review/recommendation.html")]
struct RecommendationPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    employer: String,
    sought: String,
    tallies: Vec<Tally>,
    short: Vec<Short>,
    advised: String,
    advised_rung: u32,
    to_do: String,
    version: i32,
    choices: Vec<Choice>,
    reason: String,
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    file: &CaseFile,
    typed: &Fields,
    (status, errors): (StatusCode, FieldErrors),
) -> Result<Response> {
    let review = file.review()?;
    let case = &file.case;
    let version = scheme::store::get_version(ctx.read(), case.scheme_version_id).await?;
    let content = &version.content;
    let bundle = assessment::store::latest_bundle(ctx.read(), case.assessment_id).await?;
    let clarifications = store::list_clarifications(ctx.read(), case.assessment_id).await?;
    let bundles = [bundle];
    let dossier = Dossier::of(content, &bundles, &file.findings, &clarifications);
    let answers = bundles
        .first()
        .map(|b| b.content.answers())
        .unwrap_or_default();
    let facts = bundles
        .first()
        .map(|b| b.content.facts())
        .unwrap_or_default();
    let holds = bundles
        .first()
        .map(|b| b.content.holds())
        .unwrap_or_default();
    let advised = advised_tier(
        content,
        &answers,
        &file.findings,
        &circumstances(ctx.today(), facts).holding(holds),
    );
    let sought = content.tier(&case.tier_sought);
    let chosen = typed.get("advice");
    let mut choices: Vec<Choice> = content
        .tiers
        .iter()
        .filter(|tier| sought.is_none_or(|sought| tier.rank <= sought.rank))
        .map(|tier| {
            let value = format!("award-{}", tier.code);
            let selected = value == chosen;
            Choice::new(value, format!("Award {}", tier.name)).selected(selected)
        })
        .collect();
    choices.reverse();
    choices.push(Choice::new("decline", "Decline").selected(chosen == "decline"));
    let path = format!("/home/reviews/{}", review.id);
    let page = RecommendationPage {
        shell: caller
            .shell(visit, "Your recommendation")
            .under("My reviews", "/home/reviews")
            .under(case.organisation_name.clone(), path.clone())
            .wrong(&errors),
        errors,
        employer: case.organisation_name.clone(),
        sought: tier_words(content, &case.tier_sought).0,
        tallies: Judgement::ALL
            .iter()
            .map(|judgement| Tally {
                words: judgement_words(*judgement),
                count: file
                    .findings
                    .iter()
                    .filter(|f| f.judgement == *judgement)
                    .count(),
            })
            .collect(),
        short: dossier
            .entries
            .iter()
            .filter_map(|entry| {
                let found = entry.finding?;
                (found.judgement != Judgement::Met).then(|| Short {
                    title: entry.criterion.title.to_string(),
                    judgement: judgement_words(found.judgement),
                    reason: found.reason.clone(),
                    href: format!("{path}?criterion={}#case", found.criterion),
                })
            })
            .collect(),
        advised: advised.map_or_else(String::new, |tier| tier.name.to_string()),
        advised_rung: advised.map_or(0, |tier| tier.rank),
        to_do: dossier
            .progress
            .must_be_complete()
            .err()
            .map_or_else(String::new, |refusal| refusal.message),
        path,
        version: review.version,
        choices,
        reason: typed.get("reason").to_owned(),
    };
    Ok(html(status, &page))
}

#[handler]
pub(super) async fn show_recommendation(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ReviewId>,
) -> Result<Response, Error> {
    let file = store::get_file_for_assessors(ctx.read(), &caller.assessors(), id).await?;
    let open = file
        .review()
        .is_ok_and(|review| review.must_be_open().is_ok());
    if !open || !file.case.is_open() {
        return Ok(see_other(&format!("/home/reviews/{id}")));
    }
    let nothing = (StatusCode::OK, FieldErrors::new());
    page(ctx, &visit, &caller, &file, &Fields::default(), nothing).await
}

/// What the form advises.
fn advice(fields: &Fields) -> Result<Advice> {
    let missing = || Error::invalid("advice", "Choose what you recommend");
    match fields.get("advice") {
        "decline" => Ok(Advice::Decline),
        other => {
            let code = other.strip_prefix("award-").ok_or_else(missing)?;
            let tier = TierCode::parse(code).map_err(|_| missing())?;
            Ok(Advice::Award { tier })
        }
    }
}

#[handler]
pub(super) async fn submit_recommendation(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ReviewId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let assessors = caller.assessors();
    let review = store::get_own_review(ctx.read(), &assessors, id).await?;
    let assessor = caller.assessor(review.authority_id)?;
    let version = fields.get("version").parse().unwrap_or(-1);
    let outcome = match advice(&fields) {
        Ok(advice) => recommend(ctx, &assessor, id, version, advice, fields.get("reason")).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(_) => Ok(visit.done(
            &format!("/home/reviews/{id}"),
            &Notice::success("Your recommendation is with the officers. You get an email only if they send the case back."),
        )),
        Err(error) => {
            let (status, mut errors) = refusal(error)?;
            for error in &mut errors.0 {
                if error.field == "tier" {
                    "advice".clone_into(&mut error.field);
                }
            }
            let file = store::get_file_for_assessors(ctx.read(), &assessors, id).await?;
            if !file.review().is_ok_and(|review| review.may_read_case(caller.person.id)) {
                return Ok(see_other(&format!("/home/reviews/{id}")));
            }
            page(ctx, &visit, &caller, &file, &fields, (status, errors)).await
        }
    }
}
