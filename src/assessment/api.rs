//! One's assessments, for programs: the same acts as the pages.

mod answers;
mod views;

use entity::ids::{AssessmentId, OrganisationId, SchemeId};
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Any;
use poem_openapi::{ApiResponse, Object, OpenApi};
use serde_json::Value;
use uuid::Uuid;

pub use answers::AnswersApi;

use crate::assessment::actions::{about, sign_off, start, withdraw};
use crate::assessment::rules::{Assessment, gaps, standing};
use crate::assessment::store;
use crate::identity::guard::{Caller, Employer, TokenCaller};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme;
use crate::web::api::{etag, if_match};
use views::{AssessmentView, BundleView, EvaluationView, OfferView};

/// Assessments: start, sign off, submit, withdraw.
pub struct AssessmentApi;

/// What to apply for.
#[derive(Debug, Object)]
struct StartBody {
    /// Who applies.
    organisation_id: Uuid,
    /// For which scheme.
    scheme_id: Uuid,
    /// Code of the tier.
    tier: String,
}

/// Another tier.
#[derive(Debug, Object)]
struct TierBody {
    /// Code of the tier.
    tier: String,
}

/// What an application says of itself as a whole.
#[derive(Debug, Object)]
struct AboutBody {
    /// Codes of the pillars chosen, where the tier lets an employer choose.
    #[oai(default)]
    pillars: Vec<String>,
    /// The value of the grant or contract in pounds: `250000`.
    #[oai(default)]
    grant_value: String,
    /// The language the questions are read in; the scheme's first, when empty.
    #[oai(default)]
    language: String,
}

/// Words that go with an act.
#[derive(Debug, Object)]
struct NoteBody {
    /// The words.
    #[oai(default)]
    note: String,
}

/// The second person's declaration.
#[derive(Debug, Object)]
struct SignOffBody {
    /// True when the answers were read and are true.
    declared: bool,
}

#[derive(ApiResponse)]
enum AssessmentAnswer {
    /// The assessment.
    #[oai(status = 200)]
    Found(Json<AssessmentView>, #[oai(header = "ETag")] String),
    /// The new assessment.
    #[oai(status = 201)]
    Started(Json<AssessmentView>, #[oai(header = "ETag")] String),
}

impl AssessmentAnswer {
    fn found(assessment: &Assessment) -> Self {
        Self::Found(Json(assessment.into()), etag(assessment.version))
    }
}

async fn open(ctx: &Context, caller: &Caller, id: Uuid) -> Result<(Assessment, Employer)> {
    store::get_for_employers(ctx.read(), &caller.employers(), AssessmentId(id)).await
}

#[OpenApi]
impl AssessmentApi {
    /// What can be applied for now
    #[oai(path = "/schemes", method = "get", operation_id = "list_schemes")]
    async fn list_schemes(
        &self,
        TokenCaller(_caller): TokenCaller,
        Data(ctx): Data<&Context>,
    ) -> poem::Result<Json<Vec<OfferView>>> {
        let versions = scheme::store::list_current_versions(ctx.read(), ctx.today()).await?;
        Ok(Json(versions.iter().map(OfferView::from).collect()))
    }

    /// The assessments of one's organisations, newest first
    #[oai(
        path = "/assessments",
        method = "get",
        operation_id = "list_assessments"
    )]
    async fn list_assessments(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
    ) -> poem::Result<Json<Vec<AssessmentView>>> {
        let found = store::list_for_employers(ctx.read(), &caller.employers()).await?;
        Ok(Json(found.iter().map(AssessmentView::from).collect()))
    }

    /// Start an assessment under a scheme's current version
    #[oai(
        path = "/assessments",
        method = "post",
        operation_id = "start_assessment"
    )]
    async fn start_assessment(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Json(body): Json<StartBody>,
    ) -> poem::Result<AssessmentAnswer> {
        let employer = caller.employer(OrganisationId(body.organisation_id))?;
        let started = start::start(ctx, &employer, SchemeId(body.scheme_id), &body.tier).await?;
        let tag = etag(started.version);
        Ok(AssessmentAnswer::Started(Json((&started).into()), tag))
    }

    /// Read an assessment
    #[oai(
        path = "/assessments/:id",
        method = "get",
        operation_id = "read_assessment"
    )]
    async fn read_assessment(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<AssessmentAnswer> {
        let (assessment, _) = open(ctx, &caller, id).await?;
        Ok(AssessmentAnswer::found(&assessment))
    }

    /// Everything the scheme version asks, as it was published
    #[oai(
        path = "/assessments/:id/questions",
        method = "get",
        operation_id = "read_questions"
    )]
    async fn read_questions(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<Json<Any<Value>>> {
        let (assessment, _) = open(ctx, &caller, id).await?;
        let asked = scheme::store::get_version(ctx.read(), assessment.scheme_version_id).await?;
        let content = serde_json::to_value(&asked.content).map_err(Error::from)?;
        Ok(Json(Any(content)))
    }

    /// Which tiers the answers reach, and what is missing for the others
    #[oai(
        path = "/assessments/:id/evaluation",
        method = "get",
        operation_id = "read_evaluation"
    )]
    async fn read_evaluation(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<Json<EvaluationView>> {
        let (assessment, _) = open(ctx, &caller, id).await?;
        let asked = scheme::store::get_version(ctx.read(), assessment.scheme_version_id).await?;
        let answers = store::load_given(ctx.read(), assessment.id)
            .await?
            .answers();
        let judged = store::get_judged(
            ctx.read(),
            assessment.authority_id,
            assessment.organisation_id,
            ctx.today(),
        )
        .await?;
        let known = judged.known(&assessment, &asked.content);
        let at = known.on(ctx.today());
        let evaluation = standing(&asked.content, &answers, &at);
        let open = gaps(&asked.content, &assessment.tier_sought, &answers, &at);
        Ok(Json(EvaluationView::new(&evaluation, &open)))
    }

    /// Apply for another tier
    #[oai(
        path = "/assessments/:id/tier",
        method = "put",
        operation_id = "change_tier"
    )]
    async fn change_tier(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        Json(body): Json<TierBody>,
    ) -> poem::Result<AssessmentAnswer> {
        let (found, employer) = open(ctx, &caller, id).await?;
        let version = if_match(version.0.as_deref())?;
        let changed = start::change_tier(ctx, &employer, found.id, version, &body.tier).await?;
        Ok(AssessmentAnswer::found(&changed))
    }

    /// Say something of the application as a whole: pillars chosen, value of a grant, language
    #[oai(
        path = "/assessments/:id/about",
        method = "put",
        operation_id = "save_about"
    )]
    async fn save_about(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        Json(body): Json<AboutBody>,
    ) -> poem::Result<AssessmentAnswer> {
        let (found, employer) = open(ctx, &caller, id).await?;
        let version = if_match(version.0.as_deref())?;
        let typed = about::Typed {
            pillars: body.pillars.iter().map(String::as_str).collect(),
            grant_value: &body.grant_value,
            language: &body.language,
        };
        let changed = about::save_about(ctx, &employer, found.id, version, &typed).await?;
        Ok(AssessmentAnswer::found(&changed))
    }

    /// Say that it is ready, and ask a colleague to sign off
    #[oai(
        path = "/assessments/:id/sign-off-request",
        method = "post",
        operation_id = "request_sign_off"
    )]
    async fn request_sign_off(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
    ) -> poem::Result<AssessmentAnswer> {
        let (found, employer) = open(ctx, &caller, id).await?;
        let version = if_match(version.0.as_deref())?;
        let changed = sign_off::request_sign_off(ctx, &employer, found.id, version).await?;
        Ok(AssessmentAnswer::found(&changed))
    }

    /// Send it back to be changed, or take it back
    #[oai(
        path = "/assessments/:id/return",
        method = "post",
        operation_id = "return_to_draft"
    )]
    async fn return_to_draft(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        Json(body): Json<NoteBody>,
    ) -> poem::Result<AssessmentAnswer> {
        let (found, employer) = open(ctx, &caller, id).await?;
        let version = if_match(version.0.as_deref())?;
        let changed =
            sign_off::return_to_draft(ctx, &employer, found.id, version, &body.note).await?;
        Ok(AssessmentAnswer::found(&changed))
    }

    /// Sign off as a second person, which submits
    #[oai(
        path = "/assessments/:id/sign-off",
        method = "post",
        operation_id = "sign_off_and_submit"
    )]
    async fn sign_off_and_submit(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        Json(body): Json<SignOffBody>,
    ) -> poem::Result<AssessmentAnswer> {
        let (found, employer) = open(ctx, &caller, id).await?;
        let version = if_match(version.0.as_deref())?;
        let (changed, _) =
            sign_off::sign_off_and_submit(ctx, &employer, found.id, version, body.declared).await?;
        Ok(AssessmentAnswer::found(&changed))
    }

    /// Take the assessment back for good
    #[oai(
        path = "/assessments/:id/withdrawal",
        method = "post",
        operation_id = "withdraw_assessment"
    )]
    async fn withdraw_assessment(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        Json(body): Json<NoteBody>,
    ) -> poem::Result<AssessmentAnswer> {
        let (found, employer) = open(ctx, &caller, id).await?;
        let version = if_match(version.0.as_deref())?;
        let changed = withdraw::withdraw(ctx, &employer, found.id, version, &body.note).await?;
        Ok(AssessmentAnswer::found(&changed))
    }

    /// What was submitted, frozen; the newest round unless another is named
    #[oai(
        path = "/assessments/:id/bundle",
        method = "get",
        operation_id = "read_bundle"
    )]
    async fn read_bundle(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Query(round): Query<Option<i32>>,
    ) -> poem::Result<Json<BundleView>> {
        let (assessment, _) = open(ctx, &caller, id).await?;
        let bundle = match round {
            Some(round) => store::find_bundle(ctx.read(), assessment.id, round)
                .await?
                .ok_or(Error::NotFound)?,
            None => store::latest_bundle(ctx.read(), assessment.id).await?,
        };
        Ok(Json(BundleView::new(bundle)?))
    }
}
