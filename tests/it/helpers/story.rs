//! An employer's case, driven through the public actions as far as a test needs it.

use std::ops::Range;

use bytes::Bytes;
use entity::case_kinds::Audience;
use entity::ids::{
    AssessmentId, CaseCommentId, ClarificationId, ConfirmationId, DecisionId, EvidenceItemId,
    OrganisationId, ReviewId,
};
use entity::kinds::Judgement;
use fairmark::accreditation::actions::change;
use fairmark::accreditation::actions::decide::{self, Outcome};
use fairmark::accreditation::rules::{Accreditation, Decision, Reasons, Verdict, Wanted};
use fairmark::assessment::actions::answer::{Change, save_answers};
use fairmark::assessment::actions::confirmation::{self, Asking};
use fairmark::assessment::actions::evidence::{add_file, add_link};
use fairmark::assessment::actions::sign_off::{request_sign_off, sign_off_and_submit};
use fairmark::assessment::actions::start::start;
use fairmark::assessment::store as assessments;
use fairmark::evidence::rules::OfferedFile;
use fairmark::identity::guard::{Assessor, Employer, Officer};
use fairmark::review::actions::comment::Said;
use fairmark::review::actions::declare::Declaration;
use fairmark::review::actions::staff::Staff;
use fairmark::review::actions::{allocate, clarify, comment, declare, judge, mark, recommend};
use fairmark::review::rules::{Advice, FindingText, Review};
use fairmark::review::store as reviews;
use fairmark::scheme;
use fairmark::scheme::pack::built_in;
use fairmark::scheme::rules::{Confirmer, Criterion, CriterionCode, TierCode};
use fairmark::scheme::store::PublishedVersion;

use super::answers::good_answer;
use super::{TestApp, World};

/// The tier that is applied for: the one that asks for the fewest answers.
const TIER: &str = "supporter";

/// Tells stories under one scheme of one authority.
pub struct Story<'a> {
    app: &'a TestApp,
    world: &'a World,
    /// What is asked.
    pub asked: PublishedVersion,
}

/// The people of one employer.
pub struct Team {
    /// Answers and asks for sign-off.
    pub lead: Employer,
    /// Signs off.
    pub signatory: Employer,
}

impl<'a> Story<'a> {
    /// Loads a scheme for the authority.
    pub async fn new(app: &'a TestApp, world: &'a World) -> Self {
        let pack = built_in("gm-like").unwrap();
        scheme::actions::load_pack(&app.ctx, world.authority, &pack)
            .await
            .unwrap();
        let mut versions = scheme::store::list_current_versions(app.ctx.read(), app.ctx.today())
            .await
            .unwrap();
        Self {
            app,
            world,
            asked: versions.remove(0),
        }
    }

    /// The people of an organisation, by their addresses.
    pub async fn team(&self, organisation: OrganisationId, lead: &str, signatory: &str) -> Team {
        let lead = self.app.caller(lead).await;
        let signatory = self.app.caller(signatory).await;
        Team {
            lead: lead.employer(organisation).unwrap(),
            signatory: signatory.employer(organisation).unwrap(),
        }
    }

    /// One criterion of every pillar: as few as the tier needs.
    pub fn criteria(&self) -> Vec<&Criterion> {
        let pillars = &self.asked.content.pillars;
        pillars.iter().map(|pillar| &pillar.criteria[0]).collect()
    }

    /// The criterion that questions and evidence are about.
    pub fn criterion(&self) -> CriterionCode {
        self.criteria()[0].code.clone()
    }

    /// A started assessment with that many answers.
    pub async fn draft(&self, team: &Team, answers: usize) -> AssessmentId {
        let ctx = &self.app.ctx;
        let started = start(ctx, &team.lead, self.asked.scheme_id, TIER)
            .await
            .unwrap();
        let changes = self
            .criteria()
            .into_iter()
            .take(answers)
            .map(|criterion| Change {
                criterion: criterion.code.clone(),
                value: Some(good_answer(criterion, self.app.ctx.today())),
                comment: "Said in confidence".to_owned(),
                version: 0,
            })
            .collect();
        let outcome = save_answers(ctx, &team.lead, started.id, changes)
            .await
            .unwrap();
        assert!(outcome.stale.is_empty());
        started.id
    }

    /// Offers a file for the first answer.
    pub async fn file(&self, team: &Team, id: AssessmentId, name: &str) -> EvidenceItemId {
        let text = format!("{name} of the night shift");
        let offered = OfferedFile {
            name: name.to_owned(),
            size: text.len(),
            content: Some(Bytes::from(text)),
        };
        let (ctx, code) = (&self.app.ctx, self.criterion());
        let added = add_file(ctx, &team.lead, id, &code, name, offered).await;
        added.unwrap().id
    }

    /// Offers a link for an answer.
    pub async fn link(&self, team: &Team, id: AssessmentId, code: &CriterionCode, url: &str) {
        add_link(&self.app.ctx, &team.lead, id, code, "", url)
            .await
            .unwrap();
    }

    /// Submits a draft.
    pub async fn submit(&self, team: &Team, id: AssessmentId) {
        let ctx = &self.app.ctx;
        let asked = request_sign_off(ctx, &team.lead, id, 1).await.unwrap();
        sign_off_and_submit(ctx, &team.signatory, id, asked.version, true)
            .await
            .unwrap();
    }

    /// A submission with everything that is needed.
    pub async fn submission(&self, team: &Team) -> AssessmentId {
        let id = self.draft(team, usize::MAX).await;
        self.submit(team, id).await;
        id
    }

    async fn officer(&self, email: &str) -> Officer {
        let caller = self.app.caller(email).await;
        caller.officer(self.world.authority).unwrap()
    }

    async fn assessor(&self, email: &str) -> Assessor {
        let caller = self.app.caller(email).await;
        caller.assessor(self.world.authority).unwrap()
    }

    /// An officer gives the case to an assessor.
    pub async fn allocate(&self, id: AssessmentId, to: &str) -> ReviewId {
        let officer = self.officer(World::OFFICER).await;
        let to = self.app.person(to).await;
        let review = allocate::allocate(&self.app.ctx, &officer, id, to).await;
        review.unwrap().id
    }

    /// The assessor declares a conflict: `statement`; or none, when it is empty.
    pub async fn declare(&self, review: ReviewId, by: &str, statement: &str) {
        let declaration = if statement.is_empty() {
            Declaration::NoConflict
        } else {
            Declaration::Conflict {
                statement: statement.to_owned(),
            }
        };
        let assessor = self.assessor(by).await;
        declare::declare(&self.app.ctx, &assessor, review, declaration)
            .await
            .unwrap();
    }

    /// Judges these of the criteria met.
    pub async fn judge(&self, review: ReviewId, by: &str, criteria: Range<usize>) {
        let assessor = self.assessor(by).await;
        for criterion in &self.criteria()[criteria] {
            let text = FindingText {
                judgement: Judgement::Met,
                reason: "Plain and evidenced.".to_owned(),
                internal_note: "For colleagues alone.".to_owned(),
            };
            judge::save_finding(&self.app.ctx, &assessor, review, &criterion.code, text, 0)
                .await
                .unwrap();
        }
    }

    /// Asks about an answer.
    pub async fn ask(&self, review: ReviewId, by: &str, code: &CriterionCode) -> ClarificationId {
        let assessor = self.assessor(by).await;
        let asked = clarify::ask(&self.app.ctx, &assessor, review, code, "Since when?").await;
        asked.unwrap().id
    }

    /// The assessor says something to colleagues.
    pub async fn comment_inside(&self, review: ReviewId, words: &str) -> CaseCommentId {
        let assessor = self.assessor(World::ASSESSOR).await;
        let said = Said {
            audience: Audience::Internal,
            criterion: Some(self.criterion()),
            words: words.to_owned(),
        };
        let staff = Staff::Assessor(&assessor, review);
        let posted = comment::post_as_staff(&self.app.ctx, staff, said).await;
        posted.unwrap().id
    }

    /// The lead says something to the authority.
    pub async fn comment_of_employer(
        &self,
        team: &Team,
        id: AssessmentId,
        words: &str,
    ) -> CaseCommentId {
        let said = Said {
            audience: Audience::Shared,
            criterion: None,
            words: words.to_owned(),
        };
        let posted = comment::post_as_employer(&self.app.ctx, &team.lead, id, said).await;
        posted.unwrap().id
    }

    /// The lead asks somebody outside to confirm the first answer.
    pub async fn ask_outside(&self, team: &Team, id: AssessmentId, email: &str) -> ConfirmationId {
        let asking = Asking {
            criterion: self.criterion(),
            by: Confirmer::Accountant,
            email: email.to_owned(),
        };
        let asked = confirmation::ask(&self.app.ctx, &team.lead, id, asking).await;
        asked.unwrap().id
    }

    /// The assessor raises a flag.
    pub async fn flag(&self, review: ReviewId, words: &str) {
        let assessor = self.assessor(World::ASSESSOR).await;
        let staff = Staff::Assessor(&assessor, review);
        mark::raise(&self.app.ctx, staff, words).await.unwrap();
    }

    /// The assessor puts a tag on the case.
    pub async fn tag(&self, review: ReviewId, tag: &str) {
        let assessor = self.assessor(World::ASSESSOR).await;
        let staff = Staff::Assessor(&assessor, review);
        mark::tag(&self.app.ctx, staff, tag).await.unwrap();
    }

    /// The present review of a case.
    pub async fn live(&self, id: AssessmentId) -> Review {
        let live = reviews::live_review(self.app.ctx.read(), id).await;
        live.unwrap().unwrap()
    }

    /// Recommends the tier that was applied for.
    pub async fn recommend(&self, id: AssessmentId, by: &str) {
        let live = self.live(id).await;
        let tier = TierCode::parse(TIER).unwrap();
        let assessor = self.assessor(by).await;
        let (ctx, advice) = (&self.app.ctx, Advice::Award { tier });
        recommend::recommend(ctx, &assessor, live.id, live.version, advice, "All met.")
            .await
            .unwrap();
    }

    /// The second officer awards the tier that was applied for.
    pub async fn decide(&self, id: AssessmentId) -> Outcome {
        let tier = TierCode::parse(TIER).unwrap();
        self.decide_on(id, Verdict::Award { tier }).await
    }

    async fn decide_on(&self, id: AssessmentId, verdict: Verdict) -> Outcome {
        let decider = self.officer(World::SECOND_OFFICER).await;
        let bundle = assessments::latest_bundle(self.app.ctx.read(), id).await;
        let seen = decide::Seen {
            review_version: self.live(id).await.version,
            bundle_sha256: bundle.unwrap().sha256,
        };
        let ctx = &self.app.ctx;
        decide::decide(ctx, &decider, id, &seen, verdict, "Reached.")
            .await
            .unwrap()
    }

    /// All the way from a submission to a decision of the second officer that nobody is told yet.
    pub async fn decide_later(&self, id: AssessmentId) -> DecisionId {
        let review = self.allocate(id, World::ASSESSOR).await;
        self.declare(review, World::ASSESSOR, "").await;
        let all = 0..self.criteria().len();
        self.judge(review, World::ASSESSOR, all).await;
        self.recommend(id, World::ASSESSOR).await;
        let decider = self.officer(World::SECOND_OFFICER).await;
        let bundle = assessments::latest_bundle(self.app.ctx.read(), id).await;
        let seen = decide::Seen {
            review_version: self.live(id).await.version,
            bundle_sha256: bundle.unwrap().sha256,
        };
        let tier = TierCode::parse(TIER).unwrap();
        let ruling = decide::Ruling {
            verdict: Verdict::Award { tier },
            reason: "Reached.",
            start_on: None,
            wanted: Wanted::default(),
            later: true,
        };
        let outcome = decide::rule(&self.app.ctx, &decider, id, &seen, ruling).await;
        outcome.unwrap().decision.id
    }

    /// All the way from the beginning to the award.
    pub async fn award(&self, team: &Team) -> Accreditation {
        let id = self.recommended(team).await;
        self.decide(id).await.accreditation.unwrap()
    }

    /// All the way from the beginning to a decision to award nothing.
    pub async fn decline(&self, team: &Team) -> Decision {
        let id = self.recommended(team).await;
        self.decide_on(id, Verdict::Decline).await.decision
    }

    async fn recommended(&self, team: &Team) -> AssessmentId {
        let id = self.submission(team).await;
        let review = self.allocate(id, World::ASSESSOR).await;
        self.declare(review, World::ASSESSOR, "").await;
        let all = 0..self.criteria().len();
        self.judge(review, World::ASSESSOR, all).await;
        self.recommend(id, World::ASSESSOR).await;
        id
    }

    /// An officer suspends an accreditation, with a note for colleagues.
    pub async fn suspend(&self, held: &Accreditation, note: &str) {
        let officer = self.officer(World::OFFICER).await;
        let reasons = Reasons::parse("Something is being looked into.", note).unwrap();
        change::suspend(&self.app.ctx, &officer, held.id, held.version, reasons)
            .await
            .unwrap();
    }
}
