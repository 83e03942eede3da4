//! An employer's way to an award, as far along as a test wants it, by the acts behind the pages.

use entity::ids::{AssessmentId, DecisionId, OrganisationId, ReviewId, SchemeId};
use entity::kinds::{Judgement, MemberRole};
use fairmark::accreditation::actions::decide::{Ruling, Seen, decide, rule};
use fairmark::accreditation::rules::{Accreditation, Verdict, Wanted};
use fairmark::assessment::actions::answer::{Change, save_answers};
use fairmark::assessment::actions::evidence::add_link;
use fairmark::assessment::actions::sign_off::{request_sign_off, sign_off_and_submit};
use fairmark::assessment::actions::start::start;
use fairmark::assessment::store as assessments;
use fairmark::review::actions::declare::{Declaration, declare};
use fairmark::review::actions::{allocate, judge, recommend};
use fairmark::review::rules::{Advice, FindingText};
use fairmark::review::store as reviews;
use fairmark::scheme;
use fairmark::scheme::pack::built_in;
use fairmark::scheme::rules::TierCode;
use fairmark::scheme::store::PublishedVersion;

use super::answers::good_answer;
use super::{TestApp, World};

/// An employer that applied to be a member, with a lead and a signatory.
#[derive(Clone, Debug)]
pub struct Journey {
    /// The authority and its people.
    pub world: World,
    /// The scheme applied under.
    pub scheme: SchemeId,
    /// Who applies.
    pub organisation: OrganisationId,
    /// The application.
    pub assessment: AssessmentId,
    /// Address of the employer's lead.
    pub lead: String,
    /// Address of the employer's signatory.
    pub signatory: String,
}

impl Journey {
    /// The employer's name, unless a test gives another.
    pub const EMPLOYER: &'static str = "Quarry Bank Care Ltd";
    /// Words of an answer that only those who may read the case see.
    pub const ANSWER: &'static str = "We moved the rota to four weeks ahead.";

    /// A world of its own, and in it one employer whose answers are complete but not signed off.
    pub async fn drafted(app: &TestApp) -> Self {
        let world = World::seed(app).await;
        let pack = built_in("gm-like").unwrap();
        scheme::actions::load_pack(&app.ctx, world.authority, &pack)
            .await
            .unwrap();
        Self::drafted_in(app, &world, Self::EMPLOYER, "quarrybank").await
    }

    /// Another employer in the same world, with addresses at `domain.example`.
    pub async fn drafted_in(app: &TestApp, world: &World, name: &str, domain: &str) -> Self {
        let lead = format!("lena.lead@{domain}.example");
        let signatory = format!("sol.signer@{domain}.example");
        let organisation = app.organisation(name, &lead).await;
        app.member(&lead, organisation, &signatory, MemberRole::Signatory)
            .await;
        let version = version(app).await;
        let employer = app.caller(&lead).await.employer(organisation).unwrap();
        let started = start(&app.ctx, &employer, version.scheme_id, "member")
            .await
            .unwrap();
        let changes = version
            .content
            .criteria()
            .map(|(_, criterion)| Change {
                criterion: criterion.code.clone(),
                value: Some(good_answer(criterion, app.ctx.today())),
                comment: String::new(),
                version: 0,
            })
            .collect();
        save_answers(&app.ctx, &employer, started.id, changes)
            .await
            .unwrap();
        for (_, criterion) in version.content.criteria() {
            for n in 0..criterion.evidence.required_items() {
                let url = format!("https://{domain}.example/{}/{n}", criterion.code);
                add_link(&app.ctx, &employer, started.id, &criterion.code, "", &url)
                    .await
                    .unwrap();
            }
        }
        Self {
            world: world.clone(),
            scheme: version.scheme_id,
            organisation,
            assessment: started.id,
            lead,
            signatory,
        }
    }

    /// A world with an employer that submitted.
    pub async fn submitted(app: &TestApp) -> Self {
        let journey = Self::drafted(app).await;
        journey.submit(app).await;
        journey
    }

    /// Signs off and submits.
    pub async fn submit(&self, app: &TestApp) {
        let lead = app.caller(&self.lead).await;
        let lead = lead.employer(self.organisation).unwrap();
        let signatory = app.caller(&self.signatory).await;
        let signatory = signatory.employer(self.organisation).unwrap();
        let asked = request_sign_off(&app.ctx, &lead, self.assessment, 1)
            .await
            .unwrap();
        sign_off_and_submit(&app.ctx, &signatory, self.assessment, asked.version, true)
            .await
            .unwrap();
    }

    /// The first officer gives the case to this assessor.
    pub async fn allocate(&self, app: &TestApp, assessor: &str) -> ReviewId {
        let officer = app.caller(World::OFFICER).await;
        let officer = officer.officer(self.world.authority).unwrap();
        let assessor = app.person(assessor).await;
        allocate::allocate(&app.ctx, &officer, self.assessment, assessor)
            .await
            .unwrap()
            .id
    }

    /// The case with the usual assessor, who declared no conflict.
    pub async fn open(&self, app: &TestApp) -> ReviewId {
        let review = self.allocate(app, World::ASSESSOR).await;
        let assessor = app.caller(World::ASSESSOR).await;
        let assessor = assessor.assessor(self.world.authority).unwrap();
        declare(&app.ctx, &assessor, review, Declaration::NoConflict)
            .await
            .unwrap();
        review
    }

    /// Every criterion judged met by the usual assessor, but those named.
    pub async fn judge(&self, app: &TestApp, review: ReviewId, but: &[&str]) {
        let assessor = app.caller(World::ASSESSOR).await;
        let assessor = assessor.assessor(self.world.authority).unwrap();
        for (_, criterion) in version(app).await.content.criteria() {
            if but.contains(&criterion.code.as_str()) {
                continue;
            }
            let text = FindingText {
                judgement: Judgement::Met,
                reason: "Plain and evidenced.".to_owned(),
                internal_note: String::new(),
            };
            judge::save_finding(&app.ctx, &assessor, review, &criterion.code, text, 0)
                .await
                .unwrap();
        }
    }

    /// Reviewed, with everything met, and recommended for the tier applied for.
    pub async fn recommend(&self, app: &TestApp) -> ReviewId {
        let review = self.open(app).await;
        self.judge(app, review, &[]).await;
        let assessor = app.caller(World::ASSESSOR).await;
        let assessor = assessor.assessor(self.world.authority).unwrap();
        let advice = Advice::Award { tier: member() };
        let version = self.seen(app).await.review_version;
        recommend::recommend(&app.ctx, &assessor, review, version, advice, "All met.")
            .await
            .unwrap();
        review
    }

    /// What an officer who opens the decision now has before them.
    pub async fn seen(&self, app: &TestApp) -> Seen {
        let live = reviews::live_review(app.ctx.read(), self.assessment)
            .await
            .unwrap()
            .unwrap();
        let bundle = assessments::latest_bundle(app.ctx.read(), self.assessment)
            .await
            .unwrap();
        Seen {
            review_version: live.version,
            bundle_sha256: bundle.sha256,
        }
    }

    /// Reviewed, recommended, and awarded by the second officer.
    pub async fn award(&self, app: &TestApp) -> Accreditation {
        self.recommend(app).await;
        let decider = app.caller(World::SECOND_OFFICER).await;
        let decider = decider.officer(self.world.authority).unwrap();
        let verdict = Verdict::Award { tier: member() };
        let seen = self.seen(app).await;
        decide(&app.ctx, &decider, self.assessment, &seen, verdict, "")
            .await
            .unwrap()
            .accreditation
            .unwrap()
    }

    /// Reviewed, recommended, and declined by the second officer.
    pub async fn decline(&self, app: &TestApp) -> DecisionId {
        self.recommend(app).await;
        let decider = app.decider(&self.world).await;
        let seen = self.seen(app).await;
        let why = "The rota is not published.";
        decide(
            &app.ctx,
            &decider,
            self.assessment,
            &seen,
            Verdict::Decline,
            why,
        )
        .await
        .unwrap()
        .decision
        .id
    }

    /// Reviewed, recommended, and to be awarded by the second officer; nobody is told yet.
    pub async fn decide_later(&self, app: &TestApp) -> DecisionId {
        self.recommend(app).await;
        let decider = app.caller(World::SECOND_OFFICER).await;
        let decider = decider.officer(self.world.authority).unwrap();
        let seen = self.seen(app).await;
        let ruling = Ruling {
            verdict: Verdict::Award { tier: member() },
            reason: "",
            start_on: None,
            wanted: Wanted::default(),
            later: true,
        };
        rule(&app.ctx, &decider, self.assessment, &seen, ruling)
            .await
            .unwrap()
            .decision
            .id
    }

    /// The page of the application for its employer.
    pub fn employers_page(&self) -> String {
        format!("/home/assessments/{}", self.assessment)
    }

    /// The page of the case for officers.
    pub fn officers_page(&self) -> String {
        format!("/home/cases/{}", self.assessment)
    }
}

fn member() -> TierCode {
    TierCode::parse("member").unwrap()
}

async fn version(app: &TestApp) -> PublishedVersion {
    scheme::store::list_current_versions(app.ctx.read(), app.ctx.today())
        .await
        .unwrap()
        .remove(0)
}
