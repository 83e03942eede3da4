//! Assessors at work on one case: criteria, findings, questions, evidence.

use entity::ids::ClarificationId;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::{Attachment, Json};
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use super::reviews::{opened, own};
use super::views::{ClarificationView, CriterionView, FindingView};
use super::{Sources, code, frozen_file, replaces};
use crate::identity::guard::TokenCaller;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::actions::{clarify, judge};
use crate::review::rules::{Finding, FindingText};
use crate::review::store;
use crate::web::api::etag;

/// Findings and questions of one's own reviews.
pub struct JudgingApi;

/// A judgement on one criterion.
#[derive(Debug, Object)]
struct FindingBody {
    /// `met`, `partly`, `not_met` or `cannot_tell`.
    judgement: String,
    /// Why; the employer reads it with the decision.
    reason: String,
    /// For colleagues only.
    #[oai(default)]
    internal_note: String,
}

/// A question on one answer.
#[derive(Debug, Object)]
struct QuestionBody {
    /// Code of the criterion.
    criterion: String,
    /// What the employer should answer.
    question: String,
}

#[derive(ApiResponse)]
enum FindingAnswer {
    /// The finding.
    #[oai(status = 200)]
    Found(Json<FindingView>, #[oai(header = "ETag")] String),
}

#[derive(ApiResponse)]
enum QuestionAnswer {
    /// The question, which was taken back.
    #[oai(status = 200)]
    Withdrawn(Json<ClarificationView>),
    /// The question, which is with the employer.
    #[oai(status = 201)]
    Asked(Json<ClarificationView>),
}

impl FindingAnswer {
    fn found(finding: &Finding) -> Self {
        Self::Found(Json(finding.into()), etag(finding.version))
    }
}

#[OpenApi]
impl JudgingApi {
    /// Every criterion to judge: the answer, its evidence, what was found and asked
    #[oai(
        path = "/reviews/:id/criteria",
        method = "get",
        operation_id = "list_review_criteria"
    )]
    async fn list_review_criteria(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<Json<Vec<CriterionView>>> {
        let file = opened(ctx, &caller, id).await?;
        let sources = Sources::load(ctx, &file.case).await?;
        let newest = sources.newest()?;
        let views: Result<Vec<_>> = sources
            .dossier(&file)
            .entries
            .iter()
            .map(|entry| CriterionView::new(entry, newest))
            .collect();
        Ok(Json(views?))
    }

    /// A file of the newest round
    #[oai(
        path = "/reviews/:id/evidence/:item/file",
        method = "get",
        operation_id = "read_review_file"
    )]
    async fn read_review_file(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Path(item): Path<Uuid>,
    ) -> poem::Result<Attachment<Vec<u8>>> {
        let (review, _) = own(ctx, &caller, id).await?;
        if !review.may_read_case(caller.person.id) {
            return Err(Error::NotFound.into());
        }
        Ok(frozen_file(ctx, review.assessment_id, item).await?)
    }

    /// Read the finding on one criterion
    #[oai(
        path = "/reviews/:id/findings/:criterion",
        method = "get",
        operation_id = "read_finding"
    )]
    async fn read_finding(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Path(criterion): Path<String>,
    ) -> poem::Result<FindingAnswer> {
        let file = opened(ctx, &caller, id).await?;
        let criterion = code(&criterion)?;
        let found = file
            .findings
            .iter()
            .find(|finding| finding.criterion == criterion)
            .ok_or(Error::NotFound)?;
        Ok(FindingAnswer::found(found))
    }

    /// Judge a criterion: `If-None-Match: *` for the first time, `If-Match` for a change
    #[oai(
        path = "/reviews/:id/findings/:criterion",
        method = "put",
        operation_id = "save_finding"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is a part of the request that the document names"
    )]
    async fn save_finding(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Path(criterion): Path<String>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        #[oai(name = "If-None-Match")] fresh: Header<Option<String>>,
        Json(body): Json<FindingBody>,
    ) -> poem::Result<FindingAnswer> {
        let (review, assessor) = own(ctx, &caller, id).await?;
        let criterion = code(&criterion)?;
        let seen = replaces(version.0.as_deref(), fresh.0.as_deref())?;
        let text = FindingText::parse(&body.judgement, &body.reason, &body.internal_note)?;
        let saved = judge::save_finding(ctx, &assessor, review.id, &criterion, text, seen).await?;
        Ok(FindingAnswer::found(&saved))
    }

    /// Every question asked in the case, the first first
    #[oai(
        path = "/reviews/:id/clarifications",
        method = "get",
        operation_id = "list_questions"
    )]
    async fn list_questions(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<Json<Vec<ClarificationView>>> {
        let file = opened(ctx, &caller, id).await?;
        let asked = store::list_clarifications(ctx.read(), file.case.assessment_id).await?;
        Ok(Json(asked.iter().map(ClarificationView::from).collect()))
    }

    /// Ask the employer about one answer, which alone unlocks
    #[oai(
        path = "/reviews/:id/clarifications",
        method = "post",
        operation_id = "ask_question"
    )]
    async fn ask_question(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Json(body): Json<QuestionBody>,
    ) -> poem::Result<QuestionAnswer> {
        let (review, assessor) = own(ctx, &caller, id).await?;
        let criterion = code(&body.criterion)?;
        let asked = clarify::ask(ctx, &assessor, review.id, &criterion, &body.question).await?;
        Ok(QuestionAnswer::Asked(Json((&asked).into())))
    }

    /// Take a question back
    #[oai(
        path = "/reviews/:id/clarifications/:clarification/withdrawal",
        method = "post",
        operation_id = "withdraw_question"
    )]
    async fn withdraw_question(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Path(clarification): Path<Uuid>,
    ) -> poem::Result<QuestionAnswer> {
        let (review, assessor) = own(ctx, &caller, id).await?;
        let clarification = ClarificationId(clarification);
        let asked = clarify::withdraw(ctx, &assessor, review.id, clarification).await?;
        Ok(QuestionAnswer::Withdrawn(Json((&asked).into())))
    }
}
