//! Cases, reviews and clarifications, for programs: the same acts as the pages.

mod cases;
mod clarifications;
mod judging;
mod reviews;
mod views;

use entity::ids::{AssessmentId, EvidenceItemId};
use poem_openapi::payload::Attachment;
use url::form_urlencoded::Serializer;
use uuid::Uuid;

pub use cases::CasesApi;
pub use clarifications::ClarificationsApi;
pub use judging::JudgingApi;
pub use reviews::ReviewsApi;

use crate::assessment;
use crate::assessment::rules::{Bundle, circumstances};
use crate::platform::context::Context;
use crate::platform::error::{Error, Refusal, Result};
use crate::review::rules::{Case, CaseFile, Clarification, Dossier, advised_tier};
use crate::review::store;
use crate::scheme;
use crate::scheme::rules::CriterionCode;
use crate::scheme::store::PublishedVersion;
use crate::web::api::if_match;

/// Everything a program can do in this room.
#[expect(
    non_upper_case_globals,
    reason = "it is joined with the unit structs of other rooms, and is named like one"
)]
pub const ReviewApi: (CasesApi, ReviewsApi, JudgingApi, ClarificationsApi) =
    (CasesApi, ReviewsApi, JudgingApi, ClarificationsApi);

/// Rows in an answer unless asked otherwise, and at most.
const ROWS: (u64, u64) = (50, 200);

/// How many rows are asked for.
fn rows_wanted(limit: Option<u64>) -> u64 {
    limit.unwrap_or(ROWS.0).clamp(1, ROWS.1)
}

/// Cuts a list that was read one row further than asked for; gives the `Link` to the rest, if any.
fn cut<T>(
    rows: &mut Vec<T>,
    most: u64,
    address: &str,
    query: &[(&str, &str)],
    id: impl Fn(&T) -> Option<Uuid>,
) -> Option<String> {
    let more = rows.len() as u64 > most;
    rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let last = rows.last().filter(|_| more).and_then(id)?;
    let mut next = Serializer::new(String::new());
    next.append_pair("after", &last.to_string());
    next.append_pair("limit", &most.to_string());
    next.extend_pairs(query);
    Some(format!(
        "</api/v1{address}?{}>; rel=\"next\"",
        next.finish()
    ))
}

fn code(text: &str) -> Result<CriterionCode> {
    CriterionCode::parse(text).map_err(|_| Error::NotFound)
}

/// The version a finding replaces: `If-Match`, or 0 with `If-None-Match: *`.
fn replaces(if_match_header: Option<&str>, if_none_match: Option<&str>) -> Result<i32> {
    match if_none_match.map(str::trim) {
        Some("*") => Ok(0),
        Some(_) => Err(Error::Malformed(Refusal::new(
            "if_none_match.malformed",
            "`If-None-Match` can only be `*`: for a criterion that is not judged yet.",
        ))),
        None => if_match(if_match_header),
    }
}

/// A file of the newest round, to be saved.
async fn frozen_file(
    ctx: &Context,
    assessment: AssessmentId,
    item: Uuid,
) -> Result<Attachment<Vec<u8>>> {
    let (file, bytes) = store::read_frozen_file(ctx, assessment, EvidenceItemId(item)).await?;
    Ok(Attachment::new(bytes.to_vec()).filename(file.name))
}

/// What an open case is put together from. The scope is the caller's, who may read the case.
struct Sources {
    version: PublishedVersion,
    bundles: Vec<Bundle>,
    clarifications: Vec<Clarification>,
}

impl Sources {
    async fn load(ctx: &Context, case: &Case) -> Result<Self> {
        let id = case.assessment_id;
        Ok(Self {
            version: scheme::store::get_version(ctx.read(), case.scheme_version_id).await?,
            bundles: assessment::store::list_bundles(ctx.read(), id).await?,
            clarifications: store::list_clarifications(ctx.read(), id).await?,
        })
    }

    fn newest(&self) -> Result<&Bundle> {
        self.bundles.last().ok_or(Error::NotFound)
    }

    fn dossier<'a>(&'a self, file: &'a CaseFile) -> Dossier<'a> {
        Dossier::of(
            &self.version.content,
            &self.bundles,
            &file.findings,
            &self.clarifications,
        )
    }

    /// Code of the tier that the findings support.
    fn advised(&self, ctx: &Context, file: &CaseFile) -> Result<Option<String>> {
        let frozen = &self.newest()?.content;
        let answers = frozen.answers();
        let on = circumstances(ctx.today(), frozen.facts()).holding(frozen.holds());
        let advised = advised_tier(&self.version.content, &answers, &file.findings, &on);
        Ok(advised.map(|tier| tier.code.to_string()))
    }
}
