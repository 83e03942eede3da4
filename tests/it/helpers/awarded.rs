//! An employer on its way to an accreditation, step by step, through the same actions as everybody.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::Days;
use entity::ids::{AccreditationId, AssessmentId, AwardConditionId, DecisionId, OrganisationId};
use entity::kinds::{Judgement, MemberRole};
use fairmark::accreditation::actions::condition;
use fairmark::accreditation::actions::decide::{self, Outcome, Seen};
use fairmark::accreditation::rules::{Accreditation, Verdict, Wanted};
use fairmark::assessment::actions::answer::{Change, save_answers};
use fairmark::assessment::actions::evidence::add_link;
use fairmark::assessment::actions::sign_off::{request_sign_off, sign_off_and_submit};
use fairmark::assessment::actions::start::start;
use fairmark::assessment::store as assessments;
use fairmark::identity::actions::organisations::{self, OrganisationFacts};
use fairmark::identity::guard::{Assessor, Employer, Officer};
use fairmark::review::actions::{allocate, declare, judge, recommend};
use fairmark::review::rules::{Advice, FindingText, Review};
use fairmark::review::store as reviews;
use fairmark::scheme;
use fairmark::scheme::pack::built_in;
use fairmark::scheme::rules::{CriterionCode, TierCode};
use fairmark::scheme::store::PublishedVersion;

use super::answers::good_answer;
use super::{TestApp, World};

/// An employer, its two people, and what it applies with.
pub struct Applicant {
    pub organisation: OrganisationId,
    pub lead: Employer,
    pub lead_email: String,
    pub signatory: Employer,
    pub assessment: AssessmentId,
}

impl TestApp {
    /// A world with the model scheme in force and nobody accredited.
    pub async fn world_with_scheme(&self) -> World {
        let world = World::seed(self).await;
        let pack = built_in("gm-like").unwrap();
        scheme::actions::load_pack(&self.ctx, world.authority, &pack)
            .await
            .unwrap();
        world
    }

    /// The scheme in force.
    pub async fn scheme(&self) -> PublishedVersion {
        scheme::store::list_current_versions(self.ctx.read(), self.ctx.today())
            .await
            .unwrap()
            .remove(0)
    }

    /// An officer of the authority.
    pub async fn officer(&self, world: &World) -> Officer {
        let caller = self.caller(World::OFFICER).await;
        caller.officer(world.authority).unwrap()
    }

    /// Another officer, who decides.
    pub async fn decider(&self, world: &World) -> Officer {
        let caller = self.caller(World::SECOND_OFFICER).await;
        caller.officer(world.authority).unwrap()
    }

    /// The assessor of the authority.
    pub async fn assessor(&self, world: &World) -> Assessor {
        let caller = self.caller(World::ASSESSOR).await;
        caller.assessor(world.authority).unwrap()
    }

    /// An employer whose assessment is answered and evidenced in full, but still a draft.
    pub async fn prepared(&self, facts: OrganisationFacts, tier: &str) -> Applicant {
        static MADE: AtomicU32 = AtomicU32::new(1);
        let n = MADE.fetch_add(1, Ordering::Relaxed);
        let lead_email = format!("lena.lead@employer{n}.example");
        let signatory_email = format!("sol.signer@employer{n}.example");
        let person = self.person(&lead_email).await;
        let organisation = organisations::create(&self.ctx, person, facts, None)
            .await
            .unwrap();
        self.member(
            &lead_email,
            organisation,
            &signatory_email,
            MemberRole::Signatory,
        )
        .await;
        let lead = self
            .caller(&lead_email)
            .await
            .employer(organisation)
            .unwrap();
        let signatory = self.caller(&signatory_email).await;
        let signatory = signatory.employer(organisation).unwrap();
        let begun = Applicant {
            organisation,
            lead,
            lead_email,
            signatory,
            assessment: AssessmentId(uuid::Uuid::nil()),
        };
        self.again(&begun, tier).await
    }

    /// Another application of the same employer, answered and evidenced in full, but still a draft.
    pub async fn again(&self, applicant: &Applicant, tier: &str) -> Applicant {
        let version = self.scheme().await;
        let id = start(&self.ctx, &applicant.lead, version.scheme_id, tier)
            .await
            .unwrap()
            .id;
        let codes = version
            .content
            .criteria()
            .map(|(_, criterion)| criterion.code.clone());
        let applicant = Applicant {
            organisation: applicant.organisation,
            lead: applicant.lead.clone(),
            lead_email: applicant.lead_email.clone(),
            signatory: applicant.signatory.clone(),
            assessment: id,
        };
        self.answer_well(&applicant, codes).await;
        applicant
    }

    /// The lead answers questions that are not answered, as well as any, and evidences them.
    pub async fn answer_well(
        &self,
        applicant: &Applicant,
        codes: impl IntoIterator<Item = CriterionCode>,
    ) {
        let (lead, id) = (&applicant.lead, applicant.assessment);
        let codes: Vec<CriterionCode> = codes.into_iter().collect();
        let version = self.scheme().await;
        let changes = version
            .content
            .criteria()
            .filter(|(_, criterion)| codes.contains(&criterion.code))
            .map(|(_, criterion)| Change {
                criterion: criterion.code.clone(),
                value: Some(good_answer(criterion, self.ctx.today())),
                comment: String::new(),
                version: 0,
            })
            .collect();
        save_answers(&self.ctx, lead, id, changes).await.unwrap();
        for code in codes {
            let criterion = version.content.criterion(&code).unwrap();
            for item in 0..criterion.evidence.required_items() {
                let domain = applicant.lead_email.split('@').next_back().unwrap();
                let url = format!("https://{domain}/{code}/{item}");
                add_link(&self.ctx, lead, id, &code, "", &url)
                    .await
                    .unwrap();
            }
        }
    }

    /// A draft goes all the way to the award of a tier.
    pub async fn award_again(
        &self,
        world: &World,
        applicant: &Applicant,
        tier: &str,
    ) -> Accreditation {
        self.submit(applicant).await;
        let review = self.open_review(world, applicant).await;
        self.judge_all_met(world, &review).await;
        self.recommend(world, applicant, tier).await;
        let verdict = Verdict::Award {
            tier: TierCode::parse(tier).unwrap(),
        };
        let outcome = self.decide(world, applicant, verdict).await;
        outcome.accreditation.unwrap()
    }

    /// The version of an assessment, as whoever changes its state must name it.
    pub async fn assessment_version(&self, applicant: &Applicant) -> i32 {
        let own = std::slice::from_ref(&applicant.lead);
        let (assessment, _) =
            assessments::get_for_employers(self.ctx.read(), own, applicant.assessment)
                .await
                .unwrap();
        assessment.version
    }

    /// Two people of the employer submit it.
    pub async fn submit(&self, applicant: &Applicant) {
        let version = self.assessment_version(applicant).await;
        let asked = request_sign_off(&self.ctx, &applicant.lead, applicant.assessment, version)
            .await
            .unwrap();
        sign_off_and_submit(
            &self.ctx,
            &applicant.signatory,
            applicant.assessment,
            asked.version,
            true,
        )
        .await
        .unwrap();
    }

    /// The case goes to the assessor, who declares no conflict.
    pub async fn open_review(&self, world: &World, applicant: &Applicant) -> Review {
        let assessor = self.assessor(world).await;
        let officer = self.officer(world).await;
        let review =
            allocate::allocate(&self.ctx, &officer, applicant.assessment, assessor.person())
                .await
                .unwrap();
        declare::declare(
            &self.ctx,
            &assessor,
            review.id,
            declare::Declaration::NoConflict,
        )
        .await
        .unwrap()
    }

    /// The review the case is in.
    pub async fn live_review(&self, applicant: &Applicant) -> Review {
        reviews::live_review(self.ctx.read(), applicant.assessment)
            .await
            .unwrap()
            .unwrap()
    }

    /// The assessor judges one criterion met, whatever was judged before.
    pub async fn judge_met(&self, world: &World, review: &Review, code: &CriterionCode, seen: i32) {
        let text = FindingText {
            judgement: Judgement::Met,
            reason: "Plain and evidenced.".to_owned(),
            internal_note: String::new(),
        };
        let assessor = self.assessor(world).await;
        judge::save_finding(&self.ctx, &assessor, review.id, code, text, seen)
            .await
            .unwrap();
    }

    /// The assessor judges everything met.
    pub async fn judge_all_met(&self, world: &World, review: &Review) {
        for (_, criterion) in self.scheme().await.content.criteria() {
            self.judge_met(world, review, &criterion.code, 0).await;
        }
    }

    /// The assessor recommends a tier.
    pub async fn recommend(&self, world: &World, applicant: &Applicant, tier: &str) {
        let review = self.live_review(applicant).await;
        let advice = Advice::Award {
            tier: TierCode::parse(tier).unwrap(),
        };
        let assessor = self.assessor(world).await;
        recommend::recommend(
            &self.ctx,
            &assessor,
            review.id,
            review.version,
            advice,
            "All met.",
        )
        .await
        .unwrap();
    }

    /// The other officer decides on what there is now.
    pub async fn decide(&self, world: &World, applicant: &Applicant, verdict: Verdict) -> Outcome {
        let bundle = assessments::latest_bundle(self.ctx.read(), applicant.assessment)
            .await
            .unwrap();
        let seen = Seen {
            review_version: self.live_review(applicant).await.version,
            bundle_sha256: bundle.sha256,
        };
        let officer = self.decider(world).await;
        let id = applicant.assessment;
        decide::decide(&self.ctx, &officer, id, &seen, verdict, "Reached.")
            .await
            .unwrap()
    }

    /// The other officer decides on what there is now, and nobody is told yet.
    pub async fn decide_later(
        &self,
        world: &World,
        applicant: &Applicant,
        verdict: Verdict,
    ) -> DecisionId {
        let bundle = assessments::latest_bundle(self.ctx.read(), applicant.assessment)
            .await
            .unwrap();
        let seen = Seen {
            review_version: self.live_review(applicant).await.version,
            bundle_sha256: bundle.sha256,
        };
        let officer = self.decider(world).await;
        let ruling = decide::Ruling {
            verdict,
            reason: "Reached.",
            start_on: None,
            wanted: Wanted::default(),
            later: true,
        };
        decide::rule(&self.ctx, &officer, applicant.assessment, &seen, ruling)
            .await
            .unwrap()
            .decision
            .id
    }

    /// An employer with these facts that went all the way, and what it holds.
    pub async fn accredited(
        &self,
        world: &World,
        facts: OrganisationFacts,
        tier: &str,
    ) -> (Applicant, Accreditation) {
        let applicant = self.prepared(facts, tier).await;
        let held = self.award_again(world, &applicant, tier).await;
        (applicant, held)
    }

    /// An officer sets a condition that is due in thirty days.
    pub async fn set_condition(&self, world: &World, held: AccreditationId) -> AwardConditionId {
        let officer = self.officer(world).await;
        let due_on = self.ctx.today() + Days::new(30);
        condition::set(&self.ctx, &officer, held, "Publish the pay ratio", due_on)
            .await
            .unwrap()
            .id
    }
}

/// An employer of a sector and size, by its name.
pub fn facts(name: &str, sector: &str, headcount: i32) -> OrganisationFacts {
    OrganisationFacts {
        name: name.to_owned(),
        sector: Some(sector.to_owned()),
        headcount: Some(headcount),
        area_headcount: Some(headcount),
        ..OrganisationFacts::default()
    }
}
