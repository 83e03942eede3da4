//! A world with a case at every stage, so that every act has somebody who may do it somewhere.

use chrono::NaiveDate;
use entity::case_kinds::Audience;
use entity::ids::{
    AccreditationCheckId, AccreditationId, ApiTokenId, AppealId, AwardConditionId, CaseCommentId,
    ClarificationId, ConcernId, ConfirmationId, DataComplaintId, DecisionId, OutboxEmailId,
    OutsideAccreditationId, OutsideListId, PersonId, ReviewId, SchemeDraftId, SchemeVersionId,
    StatisticsRunId, SupportRequestId,
};
use fairmark::accreditation::actions::change::suspend;
use fairmark::accreditation::actions::renewal::renew;
use fairmark::accreditation::rules::{Accreditation, Reasons};
use fairmark::assessment::actions::confirmation::{self, Asking};
use fairmark::assessment::actions::sign_off::request_sign_off;
use fairmark::identity::store::list_tokens;
use fairmark::review::actions::clarify::ask;
use fairmark::review::actions::comment::{self, Said};
use fairmark::review::actions::staff::Staff;
use fairmark::review::actions::{hold, mark};
use fairmark::review::rules::HoldText;
use fairmark::scheme::actions::draft;
use fairmark::scheme::rules::{Confirmer, CriterionCode, Text};
use fairmark::statistics::actions::compute;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;

use crate::helpers::{Journey, TestApp, World};

/// Lets the term of an accreditation end in a month.
async fn ends_soon(app: &TestApp, held: Accreditation) -> AccreditationId {
    let row = entity::accreditation::ActiveModel {
        id: Set(held.id),
        until_on: Set(app.ctx.today() + chrono::Days::new(30)),
        ..Default::default()
    };
    row.update(app.ctx.db.write()).await.unwrap();
    held.id
}

/// A case at every stage.
pub(super) struct Scene {
    pub(super) draft: Journey,
    pub(super) asking: Journey,
    pub(super) returning: Journey,
    pub(super) submitted: Journey,
    pub(super) allocated: Journey,
    pub(super) allocated_review: ReviewId,
    pub(super) open: Journey,
    pub(super) open_review: ReviewId,
    pub(super) question: ClarificationId,
    pub(super) comment_of_officer: CaseCommentId,
    pub(super) comment_of_assessor: CaseCommentId,
    pub(super) comment_of_lead: CaseCommentId,
    pub(super) paused: Journey,
    pub(super) confirm: String,
    pub(super) confirmation: ConfirmationId,
    pub(super) recommended: Journey,
    pub(super) awarded: Journey,
    pub(super) awarded_id: AccreditationId,
    pub(super) suspended_id: AccreditationId,
    pub(super) renewable: Journey,
    pub(super) renewable_id: AccreditationId,
    pub(super) renewing_review: ReviewId,
    pub(super) run: StatisticsRunId,
    pub(super) token: ApiTokenId,
    pub(super) helped: PersonId,
    pub(super) colleague: PersonId,
    pub(super) leaver: PersonId,
    pub(super) request: SupportRequestId,
    pub(super) email: OutboxEmailId,
    pub(super) reminder: String,
    pub(super) scheme_version: SchemeVersionId,
    pub(super) scheme_draft: SchemeDraftId,
    pub(super) ready_draft: SchemeDraftId,
    pub(super) reworded_draft: SchemeDraftId,
    pub(super) check: AccreditationCheckId,
    pub(super) list: OutsideListId,
    pub(super) outside: OutsideAccreditationId,
    pub(super) assessor: PersonId,
    pub(super) condition: AwardConditionId,
    pub(super) suspended: Journey,
    pub(super) entry: String,
    pub(super) concern: ConcernId,
    pub(super) complaint: DataComplaintId,
    pub(super) declined: Journey,
    pub(super) decline: DecisionId,
    pub(super) appeal: AppealId,
    pub(super) waiting: DecisionId,
}

impl Scene {
    /// Sets everything up.
    #[expect(clippy::too_many_lines, reason = "one world")]
    pub(super) async fn set(app: &TestApp) -> Self {
        let draft = Journey::drafted(app).await;
        let world = &draft.world;
        let another = async |name: &str| {
            let employer = format!("{name} Ltd");
            Journey::drafted_in(app, world, &employer, &name.to_lowercase()).await
        };
        let lead = app.caller(&draft.lead).await;
        let lead = lead.employer(draft.organisation).unwrap();
        let outside = async |email: &str| {
            let asking = Asking {
                criterion: CriterionCode::parse("PAY-3").unwrap(),
                by: Confirmer::Union,
                email: email.to_owned(),
            };
            let asked = confirmation::ask(&app.ctx, &lead, draft.assessment, asking).await;
            let mail = app.last_mail_to(email).await.link("/confirm/");
            let secret = mail.rsplit('/').next().unwrap().to_owned();
            (asked.unwrap().id, secret)
        };
        let (_, confirm) = outside("una@branch.example").await;
        let (confirmation, _) = outside("ute@branch.example").await;
        let asking = another("Asking").await;
        let returning = another("Returning").await;
        for journey in [&asking, &returning] {
            let lead = app.caller(&journey.lead).await;
            let lead = lead.employer(journey.organisation).unwrap();
            request_sign_off(&app.ctx, &lead, journey.assessment, 1)
                .await
                .unwrap();
        }
        let submitted = another("Submitted").await;
        submitted.submit(app).await;
        another("Waiting").await.submit(app).await;
        let allocated = another("Allocated").await;
        allocated.submit(app).await;
        let allocated_review = allocated.allocate(app, World::ASSESSOR).await;
        let open = another("Open").await;
        open.submit(app).await;
        let open_review = open.open(app).await;
        let assessor = app.caller(World::ASSESSOR).await;
        let assessor = assessor.assessor(world.authority).unwrap();
        let code = CriterionCode::parse("VOICE-4").unwrap();
        let question = ask(&app.ctx, &assessor, open_review, &code, "Which rota?")
            .await
            .unwrap()
            .id;
        let said = async |inside: Staff<'_>| {
            let said = Said {
                audience: Audience::Shared,
                criterion: None,
                words: "Thank you".to_owned(),
            };
            let posted = comment::post_as_staff(&app.ctx, inside, said).await;
            posted.unwrap().id
        };
        let officer = app.caller(World::OFFICER).await;
        let officer = officer.officer(world.authority).unwrap();
        let comment_of_officer = said(Staff::Officer(&officer, open.assessment)).await;
        let comment_of_assessor = said(Staff::Assessor(&assessor, open_review)).await;
        let lead = app.caller(&open.lead).await;
        let lead = lead.employer(open.organisation).unwrap();
        let words = Said {
            audience: Audience::Shared,
            criterion: None,
            words: "Here it is".to_owned(),
        };
        let comment_of_lead = comment::post_as_employer(&app.ctx, &lead, open.assessment, words)
            .await
            .unwrap()
            .id;
        let paused = another("Paused").await;
        paused.submit(app).await;
        let staff = Staff::Officer(&officer, paused.assessment);
        let text = HoldText {
            reason: "We wait for the tribunal".to_owned(),
            ..HoldText::default()
        };
        hold::hold(&app.ctx, staff, &text).await.unwrap();
        mark::raise(&app.ctx, staff, "Two rates").await.unwrap();
        mark::tag(&app.ctx, staff, "rota").await.unwrap();
        let recommended = another("Recommended").await;
        recommended.submit(app).await;
        recommended.recommend(app).await;
        let later = another("Later").await;
        later.submit(app).await;
        let waiting = later.decide_later(app).await;
        let awarded = another("Awarded").await;
        awarded.submit(app).await;
        let award = awarded.award(app).await;
        let awarded_id = award.id;
        let check = app.open_check(&award, "LW1").await;
        let csv = "Name,Reference\nSomebody Ltd,LW2\n";
        let list = app.offer(world, app.ctx.today(), csv).await;
        // Of the name of an organisation here, so that there is something to confirm.
        let outside = app.record(world, "Awarded Ltd", "LW1").await;
        let suspended = another("Suspended").await;
        suspended.submit(app).await;
        let held = suspended.award(app).await;
        let reasons = Reasons::parse("It is being looked into", "").unwrap();
        suspend(&app.ctx, &officer, held.id, held.version, reasons)
            .await
            .unwrap();
        let renewable = another("Renewable").await;
        renewable.submit(app).await;
        let renewable_id = ends_soon(app, renewable.award(app).await).await;
        let renewing = another("Renewing").await;
        renewing.submit(app).await;
        let ending = ends_soon(app, renewing.award(app).await).await;
        let lead = app.caller(&renewing.lead).await;
        let lead = lead.employer(renewing.organisation).unwrap();
        let begun = renew(&app.ctx, &lead, ending).await.unwrap();
        let renewing = Journey {
            assessment: begun.id,
            ..renewing
        };
        renewing.submit(app).await;
        let renewing_review = renewing.open(app).await;
        let day: NaiveDate = "2026-11-24".parse().unwrap();
        let run = compute(&app.ctx, &officer, day).await.unwrap();
        app.use_mapping(&officer).await;
        let scheme_version = app.offer_newer_version(&officer, "2026.2").await;
        let begun = draft::start(&app.ctx, &officer, scheme_version).await;
        let scheme_draft = begun.unwrap().id;
        let ready = draft::start(&app.ctx, &officer, scheme_version)
            .await
            .unwrap();
        let mut clearer = ready.content;
        clearer.label = String::from("2027.1");
        clearer.scheme.description = Text::english("The same, in clearer words.");
        draft::save_content(&app.ctx, &officer, ready.id, 1, clearer)
            .await
            .unwrap();
        let ready_draft = ready.id;
        let reworded = draft::start(&app.ctx, &officer, scheme_version)
            .await
            .unwrap();
        let mut content = reworded.content;
        content.pillars[0].criteria[0].title = Text::english("Other words");
        draft::save_content(&app.ctx, &officer, reworded.id, 1, content)
            .await
            .unwrap();
        let reworded_draft = reworded.id;
        let condition = app.set_condition(world, awarded_id).await;
        let concern = app.put_question(&officer, &award).await;
        let complaint = app.complain().await;
        let declined = another("Declined").await;
        declined.submit(app).await;
        let decline = declined.decline(app).await;
        let appealing = another("Appealing").await;
        appealing.submit(app).await;
        let appealed = appealing.award(app).await;
        let lead = app.caller(&appealing.lead).await;
        let lead = lead.employer(appealing.organisation).unwrap();
        let appeal = app.suspended_and_appealed(&officer, &lead, &appealed).await;
        app.third_officer(world).await;
        let helped = app.person(&awarded.lead).await;
        let colleague = app.person(World::OTHER_ASSESSOR).await;
        let leaver = app.person(&draft.signatory).await;
        let moved = app.person(&suspended.lead).await;
        let request = app.propose_address(world, moved).await;
        let email = app.email_in_name_of(world, &awarded.lead).await;
        let (id, proof) = app.reminder(world, &awarded.lead).await;
        let reminder = format!("/reminders/{id}/{proof}");
        app.token(&draft.lead).await;
        let person = app.person(&draft.lead).await;
        let token = list_tokens(app.ctx.read(), person).await.unwrap()[0].id;
        Self {
            draft,
            asking,
            returning,
            submitted,
            allocated,
            allocated_review,
            open,
            open_review,
            question,
            comment_of_officer,
            comment_of_assessor,
            comment_of_lead,
            paused,
            confirm,
            confirmation,
            recommended,
            awarded,
            awarded_id,
            suspended_id: held.id,
            renewable,
            renewable_id,
            renewing_review,
            run,
            scheme_version,
            scheme_draft,
            ready_draft,
            reworded_draft,
            check,
            list,
            outside,
            assessor: app.person(World::ASSESSOR).await,
            condition,
            suspended,
            entry: award.entry,
            concern,
            complaint,
            declined,
            decline,
            appeal,
            waiting,
            token,
            helped,
            colleague,
            leaver,
            request,
            email,
            reminder,
        }
    }
}
