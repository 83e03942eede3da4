//! Employers: what the assessor asks about one answer, and the reply.

use bytes::Bytes;
use entity::ids::ClarificationId;
use poem::middleware::SizeLimit;
use poem::web::Data;
use poem::{Endpoint, EndpointExt};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::multipart::Upload;
use poem_openapi::types::{Any, MaybeUndefined};
use poem_openapi::{ApiResponse, Multipart, Object, OpenApi};
use serde_json::Value;
use uuid::Uuid;

use super::views::{AskedView, CaseEvidenceView, ClarificationView};
use super::{cut, rows_wanted};
use crate::assessment;
use crate::assessment::rules::{BundleEvidence, Given, SavedAnswer};
use crate::evidence::rules::{Item, OfferedFile};
use crate::identity::guard::{Caller, Employer, TokenCaller};
use crate::platform::config::EVIDENCE_FILE_MAX_BYTES;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::actions::reply::{Reply, attach_file, attach_link, reply};
use crate::review::rules::AskedOf;
use crate::review::store;
use crate::scheme;
use crate::scheme::rules::Answer;

/// Beyond this an upload is not read at all, in bytes (128 MiB); files within it get a sentence.
const UPLOAD_MAX_BYTES: usize = 128 * 1024 * 1024;

/// What one's organisations are asked.
pub struct ClarificationsApi;

/// A reply, with the one answer it is about.
#[derive(Debug, Object)]
struct ReplyBody {
    /// What the assessor should know, or what changed.
    reply: String,
    /// The typed answer as it shall be; left out it stays as it is, `null` takes it back.
    value: MaybeUndefined<Any<Value>>,
    /// What is added to the answer in words; left out it stays as it is.
    comment: Option<String>,
}

/// A link to add to the answer that is asked about.
#[derive(Debug, Object)]
struct ReplyLinkBody {
    /// Starts with `https://` or `http://`.
    url: String,
    /// What it is.
    #[oai(default)]
    title: String,
}

/// A file to add to the answer that is asked about.
#[derive(Debug, Multipart)]
struct ReplyFileBody {
    /// The file, 20 MB or less.
    file: Upload,
    /// What it is.
    title: Option<String>,
}

#[derive(ApiResponse)]
enum ClarificationsAnswer {
    /// Some of the questions; `Link` with `rel="next"` leads to more, when there are more.
    #[oai(status = 200)]
    Listed(
        Json<Vec<ClarificationView>>,
        #[oai(header = "Link")] Option<String>,
    ),
}

#[derive(ApiResponse)]
enum AttachedAnswer {
    /// The new item, or the same one that was there already.
    #[oai(status = 201)]
    Added(Json<CaseEvidenceView>),
}

impl AttachedAnswer {
    fn added(item: &Item) -> Self {
        Self::Added(Json((&BundleEvidence::from(item)).into()))
    }
}

fn limited(endpoint: impl Endpoint) -> impl Endpoint {
    endpoint.with(SizeLimit::new(UPLOAD_MAX_BYTES))
}

/// A question asked of one of the caller's organisations, with the proof for it.
async fn open(ctx: &Context, caller: &Caller, id: Uuid) -> Result<(AskedOf, Employer)> {
    let of = store::find_asked_for_employers(ctx.read(), &caller.employers(), ClarificationId(id))
        .await?
        .ok_or(Error::NotFound)?;
    let employer = caller.employer(of.organisation_id)?;
    Ok((of, employer))
}

async fn given(ctx: &Context, of: &AskedOf) -> Result<Given> {
    assessment::store::load_given(ctx.read(), of.clarification.assessment_id).await
}

/// The question with the answer as it now stands.
async fn answer(ctx: &Context, of: &AskedOf) -> Result<Json<AskedView>> {
    let version = scheme::store::get_version(ctx.read(), of.scheme_version_id).await?;
    let criterion = version
        .content
        .criterion(&of.clarification.criterion)
        .ok_or(Error::NotFound)?;
    let given = given(ctx, of).await?;
    Ok(Json(AskedView::new(of, criterion, &given)?))
}

/// What the body asks for, where it is silent as the answer stands. Nothing but a reply can change
/// the answer while the question is open, and a second reply is refused.
fn read_reply(body: ReplyBody, saved: Option<&SavedAnswer>) -> Result<Reply> {
    let value: Option<Answer> = match body.value {
        MaybeUndefined::Undefined => saved.and_then(|saved| saved.value.clone()),
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(Any(value)) => {
            let read = serde_json::from_value(value).map_err(|error| {
                Error::invalid("value", format!("This is not an answer: {error}"))
            })?;
            Some(read)
        }
    };
    let comment = body
        .comment
        .unwrap_or_else(|| saved.map_or_else(String::new, |saved| saved.comment.clone()));
    Ok(Reply {
        value,
        comment,
        text: body.reply,
    })
}

#[OpenApi]
impl ClarificationsApi {
    /// What one's organisations are asked, in the order it was asked
    #[oai(
        path = "/clarifications",
        method = "get",
        operation_id = "list_clarifications"
    )]
    async fn list_clarifications(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        /// Id of the clarification after which to go on; `Link` gives it.
        Query(after): Query<Option<Uuid>>,
        /// Rows in the answer, 1 to 200.
        Query(limit): Query<Option<u64>>,
        /// True for those alone that wait for a reply.
        Query(open): Query<Option<bool>>,
    ) -> poem::Result<ClarificationsAnswer> {
        let most = rows_wanted(limit);
        let open = open.unwrap_or(false);
        // One more than asked for tells whether there are more.
        let mut rows = store::list_clarifications_after(
            ctx.read(),
            &caller.employers(),
            open,
            after.map(ClarificationId),
            most + 1,
        )
        .await?;
        let query: &[_] = if open { &[("open", "true")] } else { &[] };
        let next = cut(&mut rows, most, "/clarifications", query, |asked| {
            Some(asked.id.0)
        });
        let views = rows.iter().map(ClarificationView::from).collect();
        Ok(ClarificationsAnswer::Listed(Json(views), next))
    }

    /// Read a question, with the answer it is about
    #[oai(
        path = "/clarifications/:id",
        method = "get",
        operation_id = "read_clarification"
    )]
    async fn read_clarification(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<Json<AskedView>> {
        let (of, _) = open(ctx, &caller, id).await?;
        Ok(answer(ctx, &of).await?)
    }

    /// Add a file to the answer that is asked about, before one replies
    #[oai(
        path = "/clarifications/:id/files",
        method = "post",
        operation_id = "attach_file",
        transform = "limited"
    )]
    async fn attach_file(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        body: ReplyFileBody,
    ) -> poem::Result<AttachedAnswer> {
        let (of, employer) = open(ctx, &caller, id).await?;
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
        let item = attach_file(ctx, &employer, of.clarification.id, &title, offered).await?;
        Ok(AttachedAnswer::added(&item))
    }

    /// Add a link to the answer that is asked about, before one replies
    #[oai(
        path = "/clarifications/:id/links",
        method = "post",
        operation_id = "attach_link"
    )]
    async fn attach_link(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Json(body): Json<ReplyLinkBody>,
    ) -> poem::Result<AttachedAnswer> {
        let (of, employer) = open(ctx, &caller, id).await?;
        let asked = of.clarification.id;
        let item = attach_link(ctx, &employer, asked, &body.title, &body.url).await?;
        Ok(AttachedAnswer::added(&item))
    }

    /// Reply, with the answer as it shall be; the next round of the submission is frozen
    #[oai(
        path = "/clarifications/:id/reply",
        method = "post",
        operation_id = "reply_to_clarification"
    )]
    async fn reply_to_clarification(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Json(body): Json<ReplyBody>,
    ) -> poem::Result<Json<AskedView>> {
        let (of, employer) = open(ctx, &caller, id).await?;
        let given = given(ctx, &of).await?;
        let given = read_reply(body, given.answers.get(&of.clarification.criterion))?;
        reply(ctx, &employer, of.clarification.id, given).await?;
        let (of, _) = open(ctx, &caller, id).await?;
        Ok(answer(ctx, &of).await?)
    }
}
