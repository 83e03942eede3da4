//! The employer's own evidence, handed back as a file to save.

use entity::ids::{AssessmentId, EvidenceItemId};
use poem::web::{Data, Path};
use poem::{Response, handler};

use crate::assessment::store;
use crate::evidence;
use crate::evidence::rules::{Shown, headers};
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::Error;

#[handler]
pub(super) async fn show_evidence(
    Data(ctx): Data<&Context>,
    caller: Caller,
    Path((id, item)): Path<(AssessmentId, EvidenceItemId)>,
) -> Result<Response, Error> {
    let (assessment, _) = store::get_for_employers(ctx.read(), &caller.employers(), id).await?;
    let item = evidence::store::get_item(ctx.read(), assessment.id, item).await?;
    let (file, bytes) = evidence::store::read(ctx, &item).await?;
    let mut response = Response::builder();
    for (name, value) in headers(&file, Shown::Download) {
        response = response.header(name, value);
    }
    Ok(response.body(bytes))
}
