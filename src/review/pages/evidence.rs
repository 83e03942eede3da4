//! Evidence of a submission, shown to its assessor and to officers, and to nobody before they may
//! read the case.

use entity::ids::{AssessmentId, EvidenceItemId, ReviewId};
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use crate::evidence;
use crate::evidence::rules::{FileKind, Shown, headers};
use crate::identity::guard::{Caller, Officer};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::store;

#[derive(Debug, Deserialize)]
pub(super) struct EvidenceQuery {
    #[serde(default)]
    show: String,
}

/// How our own pages frame a document: they alone may, and nothing in it runs or is fetched.
const FRAMED: &str =
    "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
/// The browser's own viewer of PDFs does not work in a sandbox; a PDF is no page of ours and can
/// neither run a script of ours nor send anything.
const FRAMED_PDF: &str = "default-src 'none'; object-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// One file of the newest frozen submission, saved or shown in place.
async fn serve(
    ctx: &Context,
    assessment: AssessmentId,
    item: EvidenceItemId,
    query: &EvidenceQuery,
) -> Result<Response> {
    let (file, bytes) = store::read_frozen_file(ctx, assessment, item).await?;
    let in_place = query.show == "inline";
    let shown = if in_place {
        Shown::Inline
    } else {
        Shown::Download
    };
    let mut response = Response::builder();
    for (name, value) in headers(&file, shown) {
        let value = match (in_place, name, file.kind) {
            (true, "content-security-policy", FileKind::Pdf) => FRAMED_PDF.to_owned(),
            (true, "content-security-policy", _) => FRAMED.to_owned(),
            (true, "content-disposition", FileKind::Pdf) => {
                evidence::rules::content_disposition(&file.name, true)
            }
            (_, _, _) => value,
        };
        response = response.header(name, value);
    }
    if in_place {
        response = response.header("x-frame-options", "SAMEORIGIN");
    }
    Ok(response.body(bytes))
}

#[handler]
pub(super) async fn show_to_assessor(
    Data(ctx): Data<&Context>,
    caller: Caller,
    Path((id, item)): Path<(ReviewId, EvidenceItemId)>,
    Query(query): Query<EvidenceQuery>,
) -> Result<Response, Error> {
    let review = store::get_own_review(ctx.read(), &caller.assessors(), id).await?;
    if !review.may_read_case(caller.person.id) {
        return Err(Error::NotFound);
    }
    serve(ctx, review.assessment_id, item, &query).await
}

#[handler]
pub(super) async fn show_to_officer(
    Data(ctx): Data<&Context>,
    caller: Caller,
    Path((id, item)): Path<(AssessmentId, EvidenceItemId)>,
    Query(query): Query<EvidenceQuery>,
) -> Result<Response, Error> {
    let authorities: Vec<_> = caller.officers().iter().map(Officer::authority).collect();
    let file = store::get_file_in_authorities(ctx.read(), authorities, id).await?;
    file.must_be_readable_by(caller.person.id)?;
    if caller.employer(file.case.organisation_id).is_ok() {
        return Err(Error::NotFound);
    }
    serve(ctx, id, item, &query).await
}
