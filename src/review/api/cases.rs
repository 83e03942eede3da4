//! Officers: every case of the authority, and who assesses it.

use entity::ids::{AssessmentId, AuthorityId, PersonId, ReviewId};
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::{Attachment, Json};
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use super::views::{
    AllocationView, CaseFileView, CaseReviewView, CaseView, CriterionView, OpenCaseView,
};
use super::{Sources, cut, frozen_file, rows_wanted};
use crate::identity;
use crate::identity::guard::{Caller, Officer, TokenCaller};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::actions::allocate::{allocate, replace};
use crate::review::rules::{CaseFile, CaseFilter, Review};
use crate::review::store;
use crate::web::api::{etag, if_match};

/// Cases, and who assesses them.
pub struct CasesApi;

/// Whom to give a case.
#[derive(Debug, Object)]
struct AllocationBody {
    /// Id of one of the candidates.
    assessor: Uuid,
}

/// Why a case is taken from its assessor.
#[derive(Debug, Object)]
struct ReplacementBody {
    /// In the officer's words. Confidential.
    reason: String,
    /// Id of the review to end, where a case has several; the one that says where it stands, when left out.
    review_id: Option<Uuid>,
}

#[derive(ApiResponse)]
enum CasesAnswer {
    /// Some of the cases; `Link` with `rel="next"` leads to more, when there are more.
    #[oai(status = 200)]
    Listed(Json<Vec<CaseView>>, #[oai(header = "Link")] Option<String>),
}

#[derive(ApiResponse)]
enum CaseAnswer {
    /// The case. Its `ETag` is that of its present review; there is none until it is allocated.
    #[oai(status = 200)]
    Found(Json<CaseFileView>, #[oai(header = "ETag")] Option<String>),
}

#[derive(ApiResponse)]
enum AllocationAnswer {
    /// Who has it and who might. The `ETag` is that of the present review.
    #[oai(status = 200)]
    Found(Json<AllocationView>, #[oai(header = "ETag")] Option<String>),
}

#[derive(ApiResponse)]
enum CaseReviewAnswer {
    /// The review, which is over now.
    #[oai(status = 200)]
    Returned(Json<CaseReviewView>, #[oai(header = "ETag")] String),
    /// The new review.
    #[oai(status = 201)]
    Allocated(Json<CaseReviewView>, #[oai(header = "ETag")] String),
}

/// A case of one of the caller's authorities. Nobody is the officer of their own employer's case.
async fn open(ctx: &Context, caller: &Caller, id: Uuid) -> Result<(CaseFile, Officer)> {
    let own: Vec<_> = caller.officers().iter().map(Officer::authority).collect();
    if own.is_empty() {
        return Err(Error::NotFound);
    }
    let file = store::get_file_in_authorities(ctx.read(), own, AssessmentId(id)).await?;
    let officer = caller.officer(file.case.authority_id)?;
    if caller.employer(file.case.organisation_id).is_ok() {
        return Err(Error::NotFound);
    }
    Ok((file, officer))
}

fn tag(file: &CaseFile) -> Option<String> {
    file.case.review.as_ref().map(|review| etag(review.version))
}

/// A review with the name of its assessor.
async fn named(ctx: &Context, review: &Review) -> Result<Json<CaseReviewView>> {
    let person = identity::store::find_person(ctx.read(), review.assessor_id).await?;
    let name = person.as_ref().map_or("", |person| person.display_name());
    Ok(Json(CaseReviewView::new(review, name)))
}

#[OpenApi]
impl CasesApi {
    /// The cases of one's authority with whose turn it is, in the order they were started
    #[oai(path = "/cases", method = "get", operation_id = "list_cases")]
    async fn list_cases(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        /// Id of the case after which to go on; `Link` gives it.
        Query(after): Query<Option<Uuid>>,
        /// Rows in the answer, 1 to 200.
        Query(limit): Query<Option<u64>>,
        /// `open` unless asked otherwise; or `to-allocate`, `in-review`, `over-time`, `awaiting-decision` or `closed`.
        Query(show): Query<Option<String>>,
        /// The authority, for somebody who is an officer of several.
        Query(authority_id): Query<Option<Uuid>>,
    ) -> poem::Result<CasesAnswer> {
        let officer = match authority_id {
            Some(id) => caller.officer(AuthorityId(id))?,
            None => caller.any_officer()?,
        };
        let filter = match show.as_deref() {
            None => CaseFilter::default(),
            Some(word) => CaseFilter::ALL
                .iter()
                .copied()
                .find(|filter| filter.as_str() == word)
                .ok_or_else(|| {
                    Error::invalid("show", "Use `open`, `to-allocate`, `in-review`, `over-time`, `awaiting-decision` or `closed`")
                })?,
        };
        let authority = identity::store::get_authority(ctx.read(), officer.authority()).await?;
        let most = rows_wanted(limit);
        // One more than asked for tells whether there are more.
        let mut rows = store::list_cases_after(
            ctx.read(),
            authority.id,
            filter,
            ctx.today(),
            authority.review_working_days,
            after.map(AssessmentId),
            most + 1,
        )
        .await?;
        let of = authority.id.to_string();
        let query = [("show", filter.as_str()), ("authority_id", of.as_str())];
        let next = cut(&mut rows, most, "/cases", &query, |case| {
            Some(case.assessment_id.0)
        });
        let views = rows
            .iter()
            .filter(|case| caller.employer(case.organisation_id).is_err())
            .map(|case| CaseView::new(case, authority.review_working_days, ctx.today()))
            .collect();
        Ok(CasesAnswer::Listed(Json(views), next))
    }

    /// Read a case: what was submitted, found, asked and recommended
    #[oai(path = "/cases/:id", method = "get", operation_id = "read_case")]
    async fn read_case(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<CaseAnswer> {
        let (file, _) = open(ctx, &caller, id).await?;
        file.must_be_readable_by(caller.person.id)?;
        let case = &file.case;
        let authority = identity::store::get_authority(ctx.read(), case.authority_id).await?;
        let sources = Sources::load(ctx, case).await?;
        let newest = sources.newest()?;
        let dossier = sources.dossier(&file);
        let criteria: Result<Vec<_>> = dossier
            .entries
            .iter()
            .map(|entry| CriterionView::new(entry, newest))
            .collect();
        let advised = sources.advised(ctx, &file)?;
        let view = CaseFileView::new(
            CaseView::new(case, authority.review_working_days, ctx.today()),
            OpenCaseView::new(
                newest,
                &dossier,
                advised,
                // Of several assessors nobody says what the first recommends while the others judge.
                case.review.as_ref().filter(|_| !case.bench.is_blind()),
            ),
            criteria?,
            &file.reviews,
        );
        Ok(CaseAnswer::Found(Json(view), tag(&file)))
    }

    /// Who has a case, and whom it might be given to
    #[oai(
        path = "/cases/:id/allocation",
        method = "get",
        operation_id = "read_allocation"
    )]
    async fn read_allocation(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<AllocationAnswer> {
        let (file, officer) = open(ctx, &caller, id).await?;
        let candidates = store::list_candidates(ctx.read(), &file, ctx.today()).await?;
        let view = AllocationView::new(&file.case, &candidates, officer.person());
        Ok(AllocationAnswer::Found(Json(view), tag(&file)))
    }

    /// Give a case to an assessor
    #[oai(
        path = "/cases/:id/allocation",
        method = "post",
        operation_id = "allocate_case"
    )]
    async fn allocate_case(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Json(body): Json<AllocationBody>,
    ) -> poem::Result<CaseReviewAnswer> {
        let (_, officer) = open(ctx, &caller, id).await?;
        let assessor = PersonId(body.assessor);
        let review = allocate(ctx, &officer, AssessmentId(id), assessor).await?;
        let view = named(ctx, &review).await?;
        Ok(CaseReviewAnswer::Allocated(view, etag(review.version)))
    }

    /// Take a case from its assessor, so that it can be allocated anew
    ///
    /// `If-Match` is the `ETag` of the case's review.
    #[oai(
        path = "/cases/:id/replacement",
        method = "post",
        operation_id = "replace_assessor"
    )]
    async fn replace_assessor(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        Json(body): Json<ReplacementBody>,
    ) -> poem::Result<CaseReviewAnswer> {
        let (_, officer) = open(ctx, &caller, id).await?;
        let version = if_match(version.0.as_deref())?;
        let review = replace(
            ctx,
            &officer,
            AssessmentId(id),
            body.review_id.map(ReviewId),
            version,
            &body.reason,
        )
        .await?;
        let view = named(ctx, &review).await?;
        Ok(CaseReviewAnswer::Returned(view, etag(review.version)))
    }

    /// A file of a case's newest round
    #[oai(
        path = "/cases/:id/evidence/:item/file",
        method = "get",
        operation_id = "read_case_file"
    )]
    async fn read_case_file(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Path(item): Path<Uuid>,
    ) -> poem::Result<Attachment<Vec<u8>>> {
        let (file, _) = open(ctx, &caller, id).await?;
        file.must_be_readable_by(caller.person.id)?;
        Ok(frozen_file(ctx, file.case.assessment_id, item).await?)
    }
}
