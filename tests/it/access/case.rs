//! The cases that stand behind the addresses: at every stage one, each of another organisation of
//! the same people.

use std::io::Cursor;

use bytes::Bytes;
use fairmark::accreditation::actions::appeal::About;
use fairmark::identity::actions::authorities::set_logo;
use image::{ImageFormat, RgbImage};
use std::collections::BTreeMap;

use chrono::Days;
use entity::ids::{AssessmentId, OrganisationId, ReviewId};
use entity::kinds::{MemberRole, StaffRole};
use fairmark::identity::actions::sign_in::invite_staff;
use fairmark::identity::actions::tokens;
use fairmark::identity::store::list_tokens;
use fairmark::{scheme, statistics};

use super::{BOTH, CONFLICTED, LEAD, OTHER_LEAD, SIGNATORY, STRANGER, UNDECLARED, VIEWER};
use crate::helpers::{Story, TestApp, World};

/// What every organisation of the case is called first, so that its name is found anywhere.
pub const NAME: &str = "Quarry Bank";

/// A list of accreditations of others.
const LIST: &str = "Name,Reference\nSomebody Ltd,LW2\nAnybody Ltd,LW3\n";

/// What only those who may read a case read.
pub const SECRETS: &[&str] = &[
    "Said in confidence",
    "For colleagues alone.",
    "rota.txt",
    "Since when?",
    "My sister works there",
    "Said between colleagues",
    "Two rates of pay",
];

/// Which of the cases an address is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// None of them.
    Anywhere,
    /// A draft, with half of its answers and a file.
    Draft,
    /// Submitted, sent back by [`CONFLICTED`], then with [`World::ASSESSOR`], who declared no
    /// conflict, judged some of it and asks about an answer.
    Review,
    /// The same case, by the review that went back.
    Returned,
    /// Submitted, with [`UNDECLARED`], who has not declared yet.
    Undeclared,
    /// Decided by [`World::SECOND_OFFICER`], and nobody was told yet.
    Waiting,
    /// Awarded, with its certificate; then suspended, with a note for colleagues. Somebody raised a concern,
    /// of which a question was put to the employer.
    Decided,
    /// Nothing was awarded, and the employer appealed.
    Declined,
}

/// The cases, and how their addresses are filled in.
pub struct Case {
    world: World,
    known: BTreeMap<(At, &'static str), String>,
}

/// A small PNG.
fn logo() -> Bytes {
    let mut png = Cursor::new(Vec::new());
    RgbImage::new(8, 8)
        .write_to(&mut png, ImageFormat::Png)
        .unwrap();
    png.into_inner().into()
}

impl Case {
    /// Sets everything up.
    pub async fn seed(app: &TestApp) -> Self {
        let world = World::seed(app).await;
        for (email, role) in [
            (UNDECLARED, StaffRole::Assessor),
            (BOTH, StaffRole::Officer),
            (CONFLICTED, StaffRole::Officer),
            (CONFLICTED, StaffRole::Assessor),
        ] {
            let name = email.split('@').next().unwrap();
            invite_staff(&app.ctx, world.authority, email, name, role, 60)
                .await
                .unwrap();
        }
        set_logo(&app.ctx, world.authority, logo()).await.unwrap();
        app.person(STRANGER).await;
        app.organisation("Rival Works Ltd", OTHER_LEAD).await;
        let mut case = Self {
            world: world.clone(),
            known: BTreeMap::new(),
        };
        let story = Story::new(app, &world).await;
        let assessor = app.person(World::ASSESSOR).await;
        case.put(At::Anywhere, "assessors", assessor);
        case.draft(app, &story).await;
        case.review(app, &story).await;
        case.undeclared(app, &story).await;
        case.waiting(app, &story).await;
        case.decided(app, &story).await;
        case.declined(app, &story).await;
        case.anywhere(app, &story).await;
        case
    }

    /// Something an address of that case may name.
    pub fn known(&self, at: At, name: &'static str) -> &str {
        self.find(at, name)
            .unwrap_or_else(|| panic!("what is {name} of {at:?}?"))
    }

    fn find(&self, at: At, name: &str) -> Option<&str> {
        let found = |at| {
            let mut known = self.known.iter();
            known.find(|((of, called), _)| *of == at && *called == name)
        };
        let (_, value) = found(at).or_else(|| found(At::Anywhere))?;
        Some(value)
    }

    /// Like [`Case::address`], for parameters anywhere in an address, each by its name.
    pub fn fill(&self, address: &str, at: At) -> String {
        let mut parts = address.split(':');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part
                .find(|c: char| !c.is_alphanumeric())
                .unwrap_or(part.len());
            let (name, rest) = part.split_at(end);
            filled += self
                .find(at, name)
                .unwrap_or_else(|| panic!("what is {name} of {at:?}?"));
            filled += rest;
        }
        filled
    }

    fn put(&mut self, at: At, name: &'static str, value: impl ToString) {
        self.known.insert((at, name), value.to_string());
    }

    /// The address of a route for one of the cases: `:id` is what the part before it says, any
    /// other parameter is called by its own name.
    pub fn address(&self, path: &str, at: At) -> String {
        let mut before = "";
        let mut address = Vec::new();
        for part in path.split('/') {
            let parameter = part
                .strip_prefix(':')
                .or_else(|| part.strip_prefix('{')?.strip_suffix('}'));
            let filled = match parameter {
                None => part,
                Some(name) => {
                    let name = if name == "id" { before } else { name };
                    self.find(at, name)
                        .unwrap_or_else(|| panic!("{path} of {at:?}: what is {name}?"))
                }
            };
            address.push(filled);
            before = part;
        }
        address.join("/")
    }

    /// More of everything, as far as `to` of each from `from` of each on: organisations with an
    /// accreditation and a case under review, colleagues, tokens, evidence and figures.
    pub async fn grow(&self, app: &TestApp, from: usize, to: usize) {
        let story = Story::new(app, &self.world).await;
        let own: OrganisationId = self.known(At::Draft, "organisations").parse().unwrap();
        let draft: AssessmentId = self.known(At::Draft, "assessments").parse().unwrap();
        let draft_team = story.team(own, LEAD, SIGNATORY).await;
        let (lead, officer) = (app.person(LEAD).await, app.caller(World::OFFICER).await);
        let officer = officer.officer(self.world.authority).unwrap();
        for n in from..to {
            let id = app.organisation(&format!("{NAME} {n} Ltd"), LEAD).await;
            app.member(LEAD, id, SIGNATORY, MemberRole::Signatory).await;
            app.member(LEAD, id, BOTH, MemberRole::Contributor).await;
            let team = story.team(id, LEAD, SIGNATORY).await;
            let held = story.award(&team).await;
            if n % 2 == 0 {
                story.suspend(&held, "").await;
            }
            app.open_check(&held, &format!("LW{n}")).await;
            app.record(&self.world, &format!("{NAME} {n} Ltd"), &format!("LW-{n}"))
                .await;
            let case = story.submission(&team).await;
            if n % 3 == 0 {
                story.decide_later(case).await;
            } else {
                let review = story.allocate(case, World::ASSESSOR).await;
                story.declare(review, World::ASSESSOR, "").await;
                let criterion = story.criterion();
                story.ask(review, World::ASSESSOR, &criterion).await;
                story.tag(review, &format!("tag {n}")).await;
            }
            let crowded: ReviewId = self.known(At::Review, "reviews").parse().unwrap();
            story.comment_inside(crowded, &format!("Remark {n}")).await;
            if n % 3 == 0 {
                story.flag(crowded, &format!("Flag {n}")).await;
                story.tag(crowded, &format!("tag {n}")).await;
            }

            let colleague = format!("colleague-{n}@quarrybank.example");
            app.member(LEAD, own, &colleague, MemberRole::Contributor)
                .await;
            tokens::create(&app.ctx, lead, "another", 30).await.unwrap();
            if n % 5 == 0 {
                let outsider = format!("una-{n}@branch.example");
                story.ask_outside(&draft_team, draft, &outsider).await;
                let crowded: AssessmentId = self.known(At::Review, "assessments").parse().unwrap();
                let of: OrganisationId = self.known(At::Review, "organisations").parse().unwrap();
                let asking = story.team(of, LEAD, SIGNATORY).await;
                story.ask_outside(&asking, crowded, &outsider).await;
            }
            let url = format!("https://quarrybank.example/{n}");
            let criteria = story.criteria();
            let code = &criteria[n % criteria.len()].code;
            story.link(&draft_team, draft, code, &url).await;
            statistics::actions::compute(&app.ctx, &officer, app.ctx.today())
                .await
                .unwrap();
        }
    }

    /// The rest of the case under review: every criterion judged, most of them asked about.
    pub async fn grow_review(&self, app: &TestApp) {
        let story = Story::new(app, &self.world).await;
        let review: ReviewId = self.known(At::Review, "reviews").parse().unwrap();
        let criteria = story.criteria();
        story
            .judge(review, World::ASSESSOR, 3..criteria.len())
            .await;
        for criterion in &criteria[1..] {
            story.ask(review, World::ASSESSOR, &criterion.code).await;
        }
    }

    async fn organisation(&mut self, app: &TestApp, at: At, name: &str) -> OrganisationId {
        let id = app.organisation(&format!("{NAME} {name} Ltd"), LEAD).await;
        for (email, role) in [
            (SIGNATORY, MemberRole::Signatory),
            (VIEWER, MemberRole::Viewer),
            (BOTH, MemberRole::Contributor),
        ] {
            app.member(LEAD, id, email, role).await;
        }
        self.put(at, "organisations", id);
        id
    }

    async fn draft(&mut self, app: &TestApp, story: &Story<'_>) {
        let organisation = self.organisation(app, At::Draft, "Care").await;
        let team = story.team(organisation, LEAD, SIGNATORY).await;
        let id = story.draft(&team, 3).await;
        self.put(At::Draft, "assessments", id);
        self.put(At::Draft, "cases", id);
        self.put(At::Draft, "item", story.file(&team, id, "rota.txt").await);
        let asked = story
            .ask_outside(&team, id, "una.union@branch.example")
            .await;
        self.put(At::Draft, "confirmation", asked);
        self.put(At::Draft, "step", "resend");
        let mail = app.last_mail_to("una.union@branch.example").await;
        let link = mail.link("/confirm/");
        self.put(At::Draft, "confirm", link.rsplit('/').next().unwrap());
    }

    async fn review(&mut self, app: &TestApp, story: &Story<'_>) {
        let organisation = self.organisation(app, At::Review, "Homes").await;
        let team = story.team(organisation, LEAD, SIGNATORY).await;
        let id = story.draft(&team, usize::MAX).await;
        let item = story.file(&team, id, "rota.txt").await;
        story.submit(&team, id).await;
        let returned = story.allocate(id, CONFLICTED).await;
        story
            .declare(returned, CONFLICTED, "My sister works there")
            .await;
        let review = story.allocate(id, World::ASSESSOR).await;
        story.declare(review, World::ASSESSOR, "").await;
        story.judge(review, World::ASSESSOR, 0..3).await;
        let asked = story.ask(review, World::ASSESSOR, &story.criterion()).await;
        story
            .comment_inside(review, "Said between colleagues")
            .await;
        let comment = story
            .comment_of_employer(&team, id, "May we add a page?")
            .await;
        story.flag(review, "Two rates of pay").await;
        story.tag(review, "rota").await;
        for (at, review) in [(At::Review, review), (At::Returned, returned)] {
            self.put(at, "comment", comment);
            self.put(at, "mark", "flag");
            self.put(at, "assessments", id);
            self.put(at, "cases", id);
            self.put(at, "item", item);
            self.put(at, "reviews", review);
            self.put(at, "clarifications", asked);
            self.put(at, "clarification", asked);
        }
    }

    async fn undeclared(&mut self, app: &TestApp, story: &Story<'_>) {
        let organisation = self.organisation(app, At::Undeclared, "Nursing").await;
        let team = story.team(organisation, LEAD, SIGNATORY).await;
        let id = story.draft(&team, usize::MAX).await;
        let item = story.file(&team, id, "rota.txt").await;
        story.submit(&team, id).await;
        let review = story.allocate(id, UNDECLARED).await;
        self.put(At::Undeclared, "assessments", id);
        self.put(At::Undeclared, "cases", id);
        self.put(At::Undeclared, "item", item);
        self.put(At::Undeclared, "reviews", review);
    }

    async fn waiting(&mut self, app: &TestApp, story: &Story<'_>) {
        let organisation = self.organisation(app, At::Waiting, "Stores").await;
        let team = story.team(organisation, LEAD, SIGNATORY).await;
        let id = story.submission(&team).await;
        let decision = story.decide_later(id).await;
        self.put(At::Waiting, "assessments", id);
        self.put(At::Waiting, "cases", id);
        self.put(At::Waiting, "announcements", decision);
    }

    async fn decided(&mut self, app: &TestApp, story: &Story<'_>) {
        let organisation = self.organisation(app, At::Decided, "Living").await;
        let team = story.team(organisation, LEAD, SIGNATORY).await;
        let held = story.award(&team).await;
        let review = story.live(held.assessment_id).await;
        let certificate = fairmark::certificate::actions::issue(&app.ctx, held.id)
            .await
            .unwrap();
        story.suspend(&held, super::NOTE).await;
        for name in ["assessments", "cases"] {
            self.put(At::Decided, name, held.assessment_id);
        }
        for name in ["accreditations", "held"] {
            self.put(At::Decided, name, held.id);
        }
        self.put(At::Decided, "check", app.open_check(&held, "LW1").await);
        let condition = app.set_condition(&self.world, held.id).await;
        self.put(At::Decided, "condition", condition);
        self.put(At::Decided, "decisions", held.decision_id);
        let officer = app.officer(&self.world).await;
        let concern = app.put_question(&officer, &held).await;
        self.put(At::Decided, "concerns", concern);
        self.put(At::Decided, "concern", concern);
        self.put(At::Decided, "reviews", review.id);
        self.put(At::Decided, "entry", &held.entry);
        self.put(At::Decided, "number", &certificate.number);
    }

    async fn declined(&mut self, app: &TestApp, story: &Story<'_>) {
        let organisation = self.organisation(app, At::Declined, "Mills").await;
        let team = story.team(organisation, LEAD, SIGNATORY).await;
        let decision = story.decline(&team).await;
        let appeal = app.appeal(&team.lead, About::Decision(decision.id)).await;
        self.put(At::Declined, "decisions", decision.id);
        self.put(At::Declined, "appeals", appeal.id);
    }

    async fn anywhere(&mut self, app: &TestApp, story: &Story<'_>) {
        let today = app.ctx.today();
        let officer = app.caller(World::OFFICER).await;
        let officer = officer.officer(self.world.authority).unwrap();
        let yesterday = today.checked_sub_days(Days::new(1)).unwrap();
        let mut runs = Vec::new();
        for day in [yesterday, today] {
            let run = statistics::actions::compute(&app.ctx, &officer, day).await;
            runs.push(run.unwrap());
        }
        let slug = statistics::actions::release(&app.ctx, &officer, runs[0])
            .await
            .unwrap();
        let unpublished =
            statistics::store::get_in_authority(app.ctx.read(), officer.authority(), runs[1])
                .await
                .unwrap();
        self.put(At::Decided, "slug", slug);
        self.put(At::Draft, "slug", unpublished.slug);
        self.put(At::Anywhere, "statistics", runs[1]);
        self.put(At::Anywhere, "runs", runs[1]);
        app.token(LEAD).await;
        let lead = app.person(LEAD).await;
        let tokens = list_tokens(app.ctx.read(), lead).await.unwrap();
        self.put(At::Anywhere, "tokens", tokens[0].id);
        self.put(At::Anywhere, "slug", "exampleshire");
        self.put(At::Anywhere, "secret", "not-a-secret-of-ours");
        let pillar = &story.asked.content.pillars[0];
        self.put(At::Anywhere, "pillar", &pillar.code);
        self.put(At::Anywhere, "criterion", story.criterion());
        self.put(At::Anywhere, "schemes", story.asked.scheme_id);
        self.put(At::Anywhere, "versions", story.asked.id);
        self.put(At::Anywhere, "authority", "exampleshire");
        self.put(At::Anywhere, "scheme", &story.asked.content.scheme.slug);
        let draft = scheme::actions::draft::start(&app.ctx, &officer, story.asked.id).await;
        self.put(At::Anywhere, "drafts", draft.unwrap().id);
        let list = app.offer(&self.world, today, LIST).await;
        self.put(At::Anywhere, "lists", list);
        self.support(app).await;
        self.put(At::Anywhere, "complaints", app.complain().await);
        let own = format!("{NAME} Living Ltd");
        let held = app.record(&self.world, &own, "LW1").await;
        self.put(At::Anywhere, "held", held);
    }

    /// What officers help people with.
    async fn support(&mut self, app: &TestApp) {
        let (lead, signatory) = (app.person(LEAD).await, app.person(SIGNATORY).await);
        self.put(At::Anywhere, "people", lead);
        self.put(At::Anywhere, "person", signatory);
        self.put(At::Anywhere, "act", "address");
        let request = app.propose_address(&self.world, lead).await;
        self.put(At::Anywhere, "requests", request);
        let assessor = app.person(World::OTHER_ASSESSOR).await;
        self.put(At::Anywhere, "staff", assessor);
        self.put(At::Anywhere, "role", "assessor");
        self.put(At::Anywhere, "kind", "assessment_receipt");
        self.put(
            At::Anywhere,
            "emails",
            app.email_in_name_of(&self.world, LEAD).await,
        );
        let (id, proof) = app.reminder(&self.world, LEAD).await;
        self.put(At::Anywhere, "reminders", id);
        self.put(At::Anywhere, "proof", proof);
    }
}
