//! Decisions and accreditations, for programs: the same acts as the pages.

mod views;

use chrono::NaiveDate;
use entity::ids::{AccreditationId, AssessmentId};
use entity::kinds::DecisionOutcome;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use url::form_urlencoded::Serializer;
use uuid::Uuid;

use crate::accreditation::actions::change;
use crate::accreditation::actions::decide::{Ruling, Seen, rule};
use crate::accreditation::rules::{Accreditation, Point, Reasons, Status, Verdict, Wanted};
use crate::accreditation::store::{self, ListFilter, open_as_employer, open_as_officer};
use crate::assessment;
use crate::identity::guard::{Officer, TokenCaller};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review;
use crate::scheme;
use crate::scheme::rules::TierCode;
use crate::web::api::{etag, if_match};
use views::{AccreditationView, DecisionView, OutcomeView, Reader};

/// Rows in an answer unless asked otherwise, and at most.
const ROWS: (u64, u64) = (50, 200);

/// Decisions and what becomes of them.
pub struct AccreditationApi;

/// What an officer decides.
#[derive(Debug, Object)]
struct DecisionBody {
    /// `award`, `decline`, `not_yet` or `defer`.
    outcome: String,
    /// Code of the tier, for an award.
    tier: Option<String>,
    /// Why; may be empty when an award follows the recommendation.
    #[oai(default)]
    reason: String,
    /// SHA-256 of the submission that was read, in hex.
    bundle_sha256: String,
    /// Whether nobody outside is told until an officer announces it.
    #[oai(default)]
    announce_later: bool,
    /// The first day of the term of an award; as soon as it can, when none is named.
    start_on: Option<NaiveDate>,
    /// What the holder of an award has to do, each by a day.
    #[oai(default)]
    conditions: Vec<ConditionBody>,
    /// What is missing, criterion by criterion: needed for `not_yet`, possible for `decline`.
    #[oai(default)]
    points: Vec<PointBody>,
}

/// Something that the holder of an award has to do by a day.
#[derive(Debug, Object)]
struct ConditionBody {
    /// What.
    words: String,
    /// The last day for it.
    due_on: NaiveDate,
}

/// What is missing on a criterion.
#[derive(Debug, Object)]
struct PointBody {
    /// Code of the criterion.
    criterion: String,
    /// What, or what to do.
    words: String,
    /// By when; needed for `not_yet`.
    due_on: Option<NaiveDate>,
}

impl DecisionBody {
    /// What the decision should say beside its outcome.
    fn wanted(&self) -> Wanted {
        Wanted {
            conditions: self
                .conditions
                .iter()
                .map(|one| (one.words.clone(), Some(one.due_on)))
                .collect(),
            points: self
                .points
                .iter()
                .map(|one| Point {
                    criterion: one.criterion.clone(),
                    words: one.words.clone(),
                    due_on: one.due_on,
                })
                .collect(),
        }
    }
}

/// Why an officer changes an accreditation.
#[derive(Debug, Object)]
struct ChangeBody {
    /// What the public register shows.
    public_reason: String,
    /// For colleagues only.
    #[oai(default)]
    internal_note: String,
}

/// Why an employer gives it up.
#[derive(Debug, Object)]
struct RelinquishBody {
    /// What the public register shows.
    public_reason: String,
}

#[derive(ApiResponse)]
enum AccreditationAnswer {
    /// The accreditation.
    #[oai(status = 200)]
    Found(Json<AccreditationView>, #[oai(header = "ETag")] String),
}

#[derive(ApiResponse)]
enum AccreditationsAnswer {
    /// Some of the accreditations; `Link` with `rel="next"` leads to more, when there are more.
    #[oai(status = 200)]
    Listed(
        Json<Vec<AccreditationView>>,
        #[oai(header = "Link")] Option<String>,
    ),
}

#[derive(ApiResponse)]
enum DecisionAnswer {
    /// The decision.
    #[oai(status = 201)]
    Taken(Json<DecisionView>),
}

fn answer(ctx: &Context, found: &Accreditation, reader: Reader) -> AccreditationAnswer {
    let view = AccreditationView::new(found, ctx.now(), reader);
    AccreditationAnswer::Found(Json(view), etag(found.version))
}

fn verdict(body: &DecisionBody) -> Result<Verdict> {
    let outcome: DecisionOutcome = body
        .outcome
        .parse()
        .map_err(|_| Error::invalid("outcome", "Use `award`, `decline`, `not_yet` or `defer`"))?;
    Ok(match outcome {
        DecisionOutcome::Award => Verdict::Award {
            tier: TierCode::parse(body.tier.as_deref().unwrap_or_default())
                .map_err(|_| Error::invalid("tier", "Name the tier you award"))?,
        },
        DecisionOutcome::Decline => Verdict::Decline,
        DecisionOutcome::NotYet => Verdict::NotYet,
        DecisionOutcome::Defer => Verdict::Defer,
    })
}

#[OpenApi]
impl AccreditationApi {
    /// Decide a case: award a tier, decline, or send it back to the assessor
    ///
    /// `If-Match` is the `ETag` of the case's review.
    #[oai(
        path = "/cases/:id/decision",
        method = "post",
        operation_id = "decide_case"
    )]
    async fn decide_case(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        Json(body): Json<DecisionBody>,
    ) -> poem::Result<DecisionAnswer> {
        let id = AssessmentId(id);
        let own: Vec<_> = caller.officers().iter().map(Officer::authority).collect();
        if own.is_empty() {
            return Err(Error::NotFound.into());
        }
        let file = review::store::get_file_in_authorities(ctx.read(), own, id).await?;
        file.must_be_readable_by(caller.person.id)?;
        if caller.employer(file.case.organisation_id).is_ok() {
            return Err(Error::NotFound.into());
        }
        let officer = caller.officer(file.case.authority_id)?;
        let seen = Seen {
            review_version: if_match(version.0.as_deref())?,
            bundle_sha256: body.bundle_sha256.trim().to_owned(),
        };
        let ruling = Ruling {
            verdict: verdict(&body)?,
            reason: &body.reason,
            start_on: body.start_on,
            wanted: body.wanted(),
            later: body.announce_later,
        };
        let taken = rule(ctx, &officer, id, &seen, ruling).await?;
        Ok(DecisionAnswer::Taken(Json((&taken).into())))
    }

    /// The accreditations of one's authority, in the order they were awarded
    #[oai(
        path = "/accreditations",
        method = "get",
        operation_id = "list_accreditations"
    )]
    async fn list_accreditations(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        /// Id of the accreditation after which to go on; `Link` gives it.
        Query(after): Query<Option<Uuid>>,
        /// Rows in the answer, 1 to 200.
        Query(limit): Query<Option<u64>>,
        /// `not_yet`, `active`, `suspended`, `withdrawn`, `relinquished` or `lapsed`.
        Query(status): Query<Option<String>>,
        /// Words of the employer's name.
        Query(q): Query<Option<String>>,
    ) -> poem::Result<AccreditationsAnswer> {
        let officer = caller.any_officer()?;
        let standing: Option<Status> = match &status {
            None => None,
            Some(word) => Some(word.parse().map_err(|_| {
                Error::invalid(
                    "status",
                    "Use `not_yet`, `active`, `suspended`, `withdrawn`, `relinquished` or `lapsed`",
                )
            })?),
        };
        let filter = ListFilter {
            authority: Some(officer.authority()),
            status: standing,
            words: q.clone().unwrap_or_default(),
            ..ListFilter::default()
        };
        let most = limit.unwrap_or(ROWS.0).clamp(1, ROWS.1);
        let after = after.map(AccreditationId);
        // One more than asked for tells whether there are more.
        let mut rows = store::list_after(ctx.read(), &filter, ctx.now(), after, most + 1).await?;
        let more = rows.len() as u64 > most;
        rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let next = rows.last().filter(|_| more).map(|last| {
            let mut query = Serializer::new(String::new());
            query.append_pair("after", &last.id.to_string());
            query.append_pair("limit", &most.to_string());
            if let Some(status) = &status {
                query.append_pair("status", status);
            }
            if let Some(q) = &q {
                query.append_pair("q", q);
            }
            format!("</api/v1/accreditations?{}>; rel=\"next\"", query.finish())
        });
        let views = rows
            .iter()
            .map(|row| {
                let reader = match caller.employer(row.organisation_id) {
                    Ok(_) => Reader::Employer,
                    Err(_) => Reader::Officer,
                };
                AccreditationView::new(row, ctx.now(), reader)
            })
            .collect();
        Ok(AccreditationsAnswer::Listed(Json(views), next))
    }

    /// Read an accreditation of one's authority or of one's organisation
    #[oai(
        path = "/accreditations/:id",
        method = "get",
        operation_id = "read_accreditation"
    )]
    async fn read_accreditation(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<AccreditationAnswer> {
        let id = AccreditationId(id);
        match open_as_officer(ctx, &caller, id).await {
            Ok((found, _)) => Ok(answer(ctx, &found, Reader::Officer)),
            Err(Error::NotFound) => {
                let (found, _) = open_as_employer(ctx, &caller, id).await?;
                Ok(answer(ctx, &found, Reader::Employer))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Suspend an accreditation
    #[oai(
        path = "/accreditations/:id/suspend",
        method = "post",
        operation_id = "suspend_accreditation"
    )]
    async fn suspend_accreditation(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        Json(body): Json<ChangeBody>,
    ) -> poem::Result<AccreditationAnswer> {
        let (found, officer) = open_as_officer(ctx, &caller, AccreditationId(id)).await?;
        let version = if_match(version.0.as_deref())?;
        let reasons = Reasons::parse(&body.public_reason, &body.internal_note)?;
        let changed = change::suspend(ctx, &officer, found.id, version, reasons).await?;
        Ok(answer(ctx, &changed, Reader::Officer))
    }

    /// End a suspension
    #[oai(
        path = "/accreditations/:id/reinstate",
        method = "post",
        operation_id = "reinstate_accreditation"
    )]
    async fn reinstate_accreditation(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        Json(body): Json<ChangeBody>,
    ) -> poem::Result<AccreditationAnswer> {
        let (found, officer) = open_as_officer(ctx, &caller, AccreditationId(id)).await?;
        let version = if_match(version.0.as_deref())?;
        let reasons = Reasons::parse(&body.public_reason, &body.internal_note)?;
        let changed = change::reinstate(ctx, &officer, found.id, version, reasons).await?;
        Ok(answer(ctx, &changed, Reader::Officer))
    }

    /// Withdraw an accreditation for good
    #[oai(
        path = "/accreditations/:id/withdraw",
        method = "post",
        operation_id = "withdraw_accreditation"
    )]
    async fn withdraw_accreditation(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        Json(body): Json<ChangeBody>,
    ) -> poem::Result<AccreditationAnswer> {
        let (found, officer) = open_as_officer(ctx, &caller, AccreditationId(id)).await?;
        let version = if_match(version.0.as_deref())?;
        let reasons = Reasons::parse(&body.public_reason, &body.internal_note)?;
        let changed = change::withdraw(ctx, &officer, found.id, version, reasons).await?;
        Ok(answer(ctx, &changed, Reader::Officer))
    }

    /// Give up one's own accreditation for good
    #[oai(
        path = "/accreditations/:id/relinquish",
        method = "post",
        operation_id = "relinquish_accreditation"
    )]
    async fn relinquish_accreditation(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        Json(body): Json<RelinquishBody>,
    ) -> poem::Result<AccreditationAnswer> {
        let (found, employer) = open_as_employer(ctx, &caller, AccreditationId(id)).await?;
        let version = if_match(version.0.as_deref())?;
        let reasons = Reasons::parse(&body.public_reason, "")?;
        let changed = change::relinquish(ctx, &employer, found.id, version, reasons).await?;
        Ok(answer(ctx, &changed, Reader::Employer))
    }

    /// What was decided on one's own assessment, with the findings
    #[oai(
        path = "/assessments/:id/decision",
        method = "get",
        operation_id = "read_decision"
    )]
    async fn read_decision(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<Json<OutcomeView>> {
        let (found, _) =
            assessment::store::get_for_employers(ctx.read(), &caller.employers(), AssessmentId(id))
                .await?;
        let taken = store::list_final_decisions(ctx.read(), [found.id])
            .await?
            .pop()
            .ok_or(Error::NotFound)?;
        let asked = scheme::store::get_version(ctx.read(), found.scheme_version_id).await?;
        let findings = review::store::list_findings(ctx.read(), taken.review_id).await?;
        let award = store::find_award(ctx.read(), found.id).await?;
        let view = OutcomeView::new(&taken, award.as_ref(), &asked.content, &findings);
        Ok(Json(view))
    }
}
