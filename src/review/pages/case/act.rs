//! What an assessor does in a case: judge a criterion, ask about it, take a question back.

use entity::ids::{ClarificationId, ReviewId};
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::list::address;
use super::{CaseQuery, Left, show};
use crate::identity::guard::Caller;
use crate::platform::calendar::{clock_time, long_date};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::actions::{clarify, judge};
use crate::review::pages::refusal;
use crate::review::rules::FindingText;
use crate::review::store;
use crate::scheme::rules::CriterionCode;
use crate::web::form::Submitted;
use crate::web::page::Notice;
use crate::web::visit::Visit;

#[handler]
pub(in crate::review::pages) async fn submit_finding(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, code)): Path<(ReviewId, String)>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let assessors = caller.assessors();
    let review = store::get_own_review(ctx.read(), &assessors, id).await?;
    let assessor = caller.assessor(review.authority_id)?;
    let code = CriterionCode::parse(&code).map_err(|_| Error::NotFound)?;
    let seen = fields.get("version").parse().unwrap_or(-1);
    let outcome = match FindingText::parse(
        fields.get("judgement"),
        fields.get("reason"),
        fields.get("internal_note"),
    ) {
        Ok(text) => judge::save_finding(ctx, &assessor, id, &code, text, seen).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(finding) => {
            let said = format!("Saved at {}", clock_time(finding.saved_at));
            let next = fields.get("next");
            let here = address(&format!("/home/reviews/{id}"), &code, fields.get("show"));
            let own = next.starts_with(&format!("/home/reviews/{id}?"));
            let to = if fields.get("then") == "next" && own {
                next
            } else {
                &here
            };
            Ok(visit.done(to, &Notice::success(said)))
        }
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let left = Left {
                status,
                errors,
                finding: Some(fields.clone()),
                question: String::new(),
            };
            again(ctx, &visit, &caller, id, &code, fields.get("show"), left).await
        }
    }
}

#[handler]
pub(in crate::review::pages) async fn submit_question(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ReviewId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let assessors = caller.assessors();
    let review = store::get_own_review(ctx.read(), &assessors, id).await?;
    let assessor = caller.assessor(review.authority_id)?;
    let code = CriterionCode::parse(fields.get("criterion")).map_err(|_| Error::NotFound)?;
    match clarify::ask(ctx, &assessor, id, &code, fields.get("question")).await {
        Ok(asked) => {
            let said = format!(
                "The employer is asked, and can change this one answer until {}.",
                long_date(asked.due_on)
            );
            let here = address(&format!("/home/reviews/{id}"), &code, fields.get("show"));
            Ok(visit.done(&here, &Notice::success(said)))
        }
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let left = Left {
                status,
                errors,
                finding: None,
                question: fields.get("question").to_owned(),
            };
            again(ctx, &visit, &caller, id, &code, fields.get("show"), left).await
        }
    }
}

/// The page again, with what was typed and what is wrong with it.
async fn again(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    id: ReviewId,
    code: &CriterionCode,
    show_only: &str,
    left: Left,
) -> Result<Response> {
    let file = store::get_file_for_assessors(ctx.read(), &caller.assessors(), id).await?;
    if !file
        .review()
        .is_ok_and(|review| review.may_read_case(caller.person.id))
    {
        return Err(Error::NotFound);
    }
    let query = CaseQuery {
        criterion: code.to_string(),
        show: show_only.to_owned(),
        item: String::new(),
    };
    show(ctx, visit, caller, &file, &query, left).await
}

#[handler]
pub(in crate::review::pages) async fn submit_withdrawal(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, clarification)): Path<(ReviewId, ClarificationId)>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let review = store::get_own_review(ctx.read(), &caller.assessors(), id).await?;
    let assessor = caller.assessor(review.authority_id)?;
    let withdrawn = clarify::withdraw(ctx, &assessor, id, clarification).await?;
    let here = address(
        &format!("/home/reviews/{id}"),
        &withdrawn.criterion,
        fields.get("show"),
    );
    let said = "The question is taken back. The employer is told.";
    Ok(visit.done(&here, &Notice::success(said)))
}
