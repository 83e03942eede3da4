//! Assessors: one's own reviews, from the declaration to the recommendation.

use entity::ids::ReviewId;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use super::views::{OpenCaseView, ReviewView};
use super::{Sources, cut, rows_wanted};
use crate::identity::guard::{Assessor, Caller, TokenCaller};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::actions::declare::{Declaration, declare};
use crate::review::actions::recommend::recommend;
use crate::review::rules::{Advice, CaseFile, Review};
use crate::review::store;
use crate::scheme::rules::TierCode;
use crate::web::api::{etag, if_match};

/// One's own reviews.
pub struct ReviewsApi;

/// What an assessor declares.
#[derive(Debug, Object)]
struct DeclarationBody {
    /// True when there is a conflict of interest, or may seem to be one.
    conflict: bool,
    /// What the conflict is. Confidential.
    #[oai(default)]
    statement: String,
}

/// What an assessor recommends.
#[derive(Debug, Object)]
struct RecommendationBody {
    /// `award` or `decline`.
    advice: String,
    /// Code of the tier, for an award.
    tier: Option<String>,
    /// Why; the officer decides by it.
    reason: String,
}

#[derive(ApiResponse)]
enum ReviewsAnswer {
    /// Some of the reviews; `Link` with `rel="next"` leads to more, when there are more.
    #[oai(status = 200)]
    Listed(
        Json<Vec<ReviewView>>,
        #[oai(header = "Link")] Option<String>,
    ),
}

#[derive(ApiResponse)]
enum ReviewAnswer {
    /// The review.
    #[oai(status = 200)]
    Found(Json<ReviewView>, #[oai(header = "ETag")] String),
}

/// One's own review, with the proof for it.
pub(super) async fn own(ctx: &Context, caller: &Caller, id: Uuid) -> Result<(Review, Assessor)> {
    let review = store::get_own_review(ctx.read(), &caller.assessors(), ReviewId(id)).await?;
    let assessor = caller.assessor(review.authority_id)?;
    Ok((review, assessor))
}

/// The case of one's own review, once it is open.
///
/// # Errors
/// [`Error::NotFound`] before the declaration, and when it went back.
pub(super) async fn opened(ctx: &Context, caller: &Caller, id: Uuid) -> Result<CaseFile> {
    let file = store::get_file_for_assessors(ctx.read(), &caller.assessors(), ReviewId(id)).await?;
    if file.review()?.may_read_case(caller.person.id) {
        Ok(file)
    } else {
        Err(Error::NotFound)
    }
}

/// The review as it now stands, with as much of the case as its assessor may see.
async fn answer(ctx: &Context, caller: &Caller, id: Uuid) -> Result<ReviewAnswer> {
    let file = store::get_file_for_assessors(ctx.read(), &caller.assessors(), ReviewId(id)).await?;
    let review = &file.reviews.first().ok_or(Error::NotFound)?.review;
    let open = if review.may_read_case(caller.person.id) {
        let sources = Sources::load(ctx, &file.case).await?;
        let advised = sources.advised(ctx, &file)?;
        let dossier = sources.dossier(&file);
        let newest = sources.newest()?;
        Some(OpenCaseView::new(newest, &dossier, advised, Some(review)))
    } else {
        None
    };
    let view = ReviewView::new(&file.case, review, open);
    Ok(ReviewAnswer::Found(Json(view), etag(review.version)))
}

fn advice(body: &RecommendationBody) -> Result<Advice> {
    match body.advice.as_str() {
        "award" => {
            let tier = TierCode::parse(body.tier.as_deref().unwrap_or_default())
                .map_err(|_| Error::invalid("tier", "Name the tier you recommend"))?;
            Ok(Advice::Award { tier })
        }
        "decline" => Ok(Advice::Decline),
        _ => Err(Error::invalid("advice", "Use `award` or `decline`")),
    }
}

#[OpenApi]
impl ReviewsApi {
    /// One's own reviews that are not decided, in the order they were allocated
    #[oai(path = "/reviews", method = "get", operation_id = "list_reviews")]
    async fn list_reviews(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        /// Id of the review after which to go on; `Link` gives it.
        Query(after): Query<Option<Uuid>>,
        /// Rows in the answer, 1 to 200.
        Query(limit): Query<Option<u64>>,
    ) -> poem::Result<ReviewsAnswer> {
        caller.any_assessor()?;
        let most = rows_wanted(limit);
        // One more than asked for tells whether there are more.
        let mut rows = store::list_queue_after(
            ctx.read(),
            &caller.assessors(),
            after.map(ReviewId),
            most + 1,
        )
        .await?;
        let next = cut(&mut rows, most, "/reviews", &[], |case| {
            case.review.as_ref().map(|review| review.id.0)
        });
        let views = rows
            .iter()
            .filter_map(|case| {
                let review = case.review.as_ref()?;
                Some(ReviewView::new(case, review, None))
            })
            .collect();
        Ok(ReviewsAnswer::Listed(Json(views), next))
    }

    /// Read one's own review; the case comes with it once one declares no conflict
    #[oai(path = "/reviews/:id", method = "get", operation_id = "read_review")]
    async fn read_review(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<ReviewAnswer> {
        Ok(answer(ctx, &caller, id).await?)
    }

    /// Declare whether one has a conflict of interest
    ///
    /// Without one the case opens; with one it goes back to the officers.
    #[oai(
        path = "/reviews/:id/declaration",
        method = "post",
        operation_id = "declare_conflict"
    )]
    async fn declare_conflict(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Json(body): Json<DeclarationBody>,
    ) -> poem::Result<ReviewAnswer> {
        let (review, assessor) = own(ctx, &caller, id).await?;
        let declaration = if body.conflict {
            Declaration::Conflict {
                statement: body.statement,
            }
        } else {
            Declaration::NoConflict
        };
        declare(ctx, &assessor, review.id, declaration).await?;
        Ok(answer(ctx, &caller, id).await?)
    }

    /// Recommend to the officers, once everything is judged and nothing is asked any more
    #[oai(
        path = "/reviews/:id/recommendation",
        method = "post",
        operation_id = "recommend"
    )]
    async fn recommend(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        Json(body): Json<RecommendationBody>,
    ) -> poem::Result<ReviewAnswer> {
        let (review, assessor) = own(ctx, &caller, id).await?;
        let version = if_match(version.0.as_deref())?;
        let advice = advice(&body)?;
        recommend(ctx, &assessor, review.id, version, advice, &body.reason).await?;
        Ok(answer(ctx, &caller, id).await?)
    }
}
