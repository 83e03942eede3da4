//! Answers and evidence, for programs.

use bytes::Bytes;
use entity::ids::EvidenceItemId;
use poem::middleware::SizeLimit;
use poem::web::Data;
use poem::{Endpoint, EndpointExt};
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::{Attachment, Json};
use poem_openapi::types::Any;
use poem_openapi::types::multipart::Upload;
use poem_openapi::{ApiResponse, Multipart, Object, OpenApi};
use serde_json::Value;
use uuid::Uuid;

use super::open;
use super::views::{AnswerView, EvidenceView};
use crate::assessment::actions::{answer, evidence};
use crate::assessment::store;
use crate::evidence::rules::OfferedFile;
use crate::evidence::store as evidence_store;
use crate::identity::guard::TokenCaller;
use crate::platform::config::EVIDENCE_FILE_MAX_BYTES;
use crate::platform::context::Context;
use crate::platform::error::{Error, Refusal, Result};
use crate::scheme::rules::{Answer, CriterionCode};
use crate::web::api::{etag, if_match};

/// Beyond this an upload is not read at all, in bytes (128 MiB); files within it get a sentence.
const UPLOAD_MAX_BYTES: usize = 128 * 1024 * 1024;

/// Answers and evidence.
pub struct AnswersApi;

/// An answer to save.
#[derive(Debug, Object)]
struct AnswerBody {
    /// The typed answer, for example `{"kind":"money","pence":1345}`; none takes it back.
    value: Option<Any<Value>>,
    /// What the employer adds in words.
    #[oai(default)]
    comment: String,
}

/// A link to offer.
#[derive(Debug, Object)]
struct LinkBody {
    /// Starts with `https://` or `http://`.
    url: String,
    /// What it is.
    #[oai(default)]
    title: String,
}

/// A file to offer.
#[derive(Debug, Multipart)]
struct FileBody {
    /// The file, 20 MB or less.
    file: Upload,
    /// What it is.
    title: Option<String>,
}

#[derive(ApiResponse)]
enum AnswerAnswer {
    /// The answer.
    #[oai(status = 200)]
    Saved(Json<AnswerView>, #[oai(header = "ETag")] String),
}

#[derive(ApiResponse)]
enum EvidenceAnswer {
    /// The new item, or the same one that was there already.
    #[oai(status = 201)]
    Added(Json<EvidenceView>),
}

#[derive(ApiResponse)]
enum Removed {
    /// It is gone.
    #[oai(status = 204)]
    Done,
}

fn limited(endpoint: impl Endpoint) -> impl Endpoint {
    endpoint.with(SizeLimit::new(UPLOAD_MAX_BYTES))
}

fn code(text: &str) -> Result<CriterionCode> {
    CriterionCode::parse(text).map_err(|_| Error::NotFound)
}

/// The version an answer is based on: `If-Match`, or 0 with `If-None-Match: *`.
fn based_on(if_match_header: Option<&str>, if_none_match: Option<&str>) -> Result<i32> {
    match if_none_match.map(str::trim) {
        Some("*") => Ok(0),
        Some(_) => Err(Error::Malformed(Refusal::new(
            "if_none_match.malformed",
            "`If-None-Match` can only be `*`: for an answer that is not there yet.",
        ))),
        None => if_match(if_match_header),
    }
}

#[OpenApi]
impl AnswersApi {
    /// Every answer saved so far
    #[oai(
        path = "/assessments/:id/answers",
        method = "get",
        operation_id = "list_answers"
    )]
    async fn list_answers(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<Json<Vec<AnswerView>>> {
        let (assessment, _) = open(ctx, &caller, id).await?;
        let given = store::load_given(ctx.read(), assessment.id).await?;
        let views: Result<Vec<_>> = given
            .answers
            .iter()
            .map(|(code, saved)| AnswerView::new(code, saved))
            .collect();
        Ok(Json(views?))
    }

    /// Save an answer: `If-None-Match: *` for a new one, `If-Match` for a change
    #[oai(
        path = "/assessments/:id/answers/:criterion",
        method = "put",
        operation_id = "save_answer"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is a part of the request that the document names"
    )]
    async fn save_answer(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Path(criterion): Path<String>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        #[oai(name = "If-None-Match")] fresh: Header<Option<String>>,
        Json(body): Json<AnswerBody>,
    ) -> poem::Result<AnswerAnswer> {
        let (assessment, employer) = open(ctx, &caller, id).await?;
        let criterion = code(&criterion)?;
        let value: Option<Answer> = body
            .value
            .map(|Any(value)| serde_json::from_value(value))
            .transpose()
            .map_err(|error| Error::invalid("value", format!("This is not an answer: {error}")))?;
        let change = answer::Change {
            criterion: criterion.clone(),
            value,
            comment: body.comment,
            version: based_on(version.0.as_deref(), fresh.0.as_deref())?,
        };
        answer::save_answer(ctx, &employer, assessment.id, change).await?;
        let given = store::load_given(ctx.read(), assessment.id).await?;
        let saved = given.answers.get(&criterion).ok_or(Error::NotFound)?;
        let view = AnswerView::new(&criterion, saved)?;
        Ok(AnswerAnswer::Saved(Json(view), etag(saved.version)))
    }

    /// Every piece of evidence offered
    #[oai(
        path = "/assessments/:id/evidence",
        method = "get",
        operation_id = "list_evidence"
    )]
    async fn list_evidence(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<Json<Vec<EvidenceView>>> {
        let (assessment, _) = open(ctx, &caller, id).await?;
        let items = evidence_store::list_items(ctx.read(), assessment.id).await?;
        Ok(Json(items.iter().map(EvidenceView::from).collect()))
    }

    /// Offer a file for an answer
    #[oai(
        path = "/assessments/:id/answers/:criterion/files",
        method = "post",
        operation_id = "add_file",
        transform = "limited"
    )]
    async fn add_file(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Path(criterion): Path<String>,
        body: FileBody,
    ) -> poem::Result<EvidenceAnswer> {
        let (assessment, employer) = open(ctx, &caller, id).await?;
        let criterion = code(&criterion)?;
        let size = body.file.size();
        let name = body.file.file_name().unwrap_or_default().to_owned();
        let content = if size <= EVIDENCE_FILE_MAX_BYTES {
            Some(Bytes::from(
                body.file.into_vec().await.map_err(Error::from)?,
            ))
        } else {
            None
        };
        let offered = OfferedFile {
            name,
            content,
            size,
        };
        let title = body.title.unwrap_or_default();
        let item =
            evidence::add_file(ctx, &employer, assessment.id, &criterion, &title, offered).await?;
        Ok(EvidenceAnswer::Added(Json((&item).into())))
    }

    /// Offer a link for an answer
    #[oai(
        path = "/assessments/:id/answers/:criterion/links",
        method = "post",
        operation_id = "add_link"
    )]
    async fn add_link(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Path(criterion): Path<String>,
        Json(body): Json<LinkBody>,
    ) -> poem::Result<EvidenceAnswer> {
        let (assessment, employer) = open(ctx, &caller, id).await?;
        let criterion = code(&criterion)?;
        let item = evidence::add_link(
            ctx,
            &employer,
            assessment.id,
            &criterion,
            &body.title,
            &body.url,
        )
        .await?;
        Ok(EvidenceAnswer::Added(Json((&item).into())))
    }

    /// The file of a piece of evidence
    #[oai(
        path = "/assessments/:id/evidence/:item/file",
        method = "get",
        operation_id = "read_file"
    )]
    async fn read_file(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Path(item): Path<Uuid>,
    ) -> poem::Result<Attachment<Vec<u8>>> {
        let (assessment, _) = open(ctx, &caller, id).await?;
        let item =
            evidence_store::get_item(ctx.read(), assessment.id, EvidenceItemId(item)).await?;
        let (file, bytes) = evidence_store::read(ctx, &item).await?;
        Ok(Attachment::new(bytes.to_vec()).filename(file.name))
    }

    /// Take a piece of evidence back
    #[oai(
        path = "/assessments/:id/evidence/:item",
        method = "delete",
        operation_id = "remove_evidence"
    )]
    async fn remove_evidence(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Path(item): Path<Uuid>,
    ) -> poem::Result<Removed> {
        let (assessment, employer) = open(ctx, &caller, id).await?;
        evidence::remove(ctx, &employer, assessment.id, EvidenceItemId(item)).await?;
        Ok(Removed::Done)
    }
}
