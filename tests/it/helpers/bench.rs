//! Several assessors of one case, who judge apart from each other.

use entity::kinds::{Judgement, StaffRole};
use fairmark::identity::actions::sign_in::invite_staff;
use fairmark::identity::guard::{Assessor, Officer};
use fairmark::platform::error::Error;
use fairmark::review::actions::{allocate, declare, judge, recommend};
use fairmark::review::rules::{Advice, FindingText, Review};
use fairmark::review::store;
use fairmark::scheme::actions::draft;
use fairmark::scheme::rules::{CriterionCode, Route, TierCode};

use super::awarded::{Applicant, facts};
use super::{TestApp, World};

/// Assesses as well, or moderates.
pub const MODERATOR: &str = "mona.moderator@authority.example";

/// Award what was applied for.
pub fn award() -> Advice {
    Advice::Award {
        tier: TierCode::parse("member").unwrap(),
    }
}

impl TestApp {
    /// The scheme in force, with another way for its cases.
    pub async fn publish_route(&self, officer: &Officer, label: &str, route: Route) {
        let before = self.scheme().await;
        let begun = draft::start(&self.ctx, officer, before.id).await.unwrap();
        let mut next = before.content;
        label.clone_into(&mut next.label);
        next.route = route;
        draft::save_content(&self.ctx, officer, begun.id, 1, next)
            .await
            .unwrap();
        draft::publish(&self.ctx, officer, begun.id, 2)
            .await
            .unwrap();
    }

    /// A world whose scheme has two assessors for each case, and an employer that has applied.
    pub async fn judged_apart(&self) -> (World, Applicant) {
        let world = self.world_with_scheme().await;
        let officer = self.officer(&world).await;
        self.publish_route(&officer, "apart", Route::of_assessors(2))
            .await;
        self.add_moderator(&world).await;
        let applicant = self
            .prepared(facts("Harbour Street Bakery Ltd", "C", 34), "member")
            .await;
        self.submit(&applicant).await;
        (world, applicant)
    }

    /// A third assessor.
    pub async fn add_moderator(&self, world: &World) {
        let role = StaffRole::Assessor;
        invite_staff(
            &self.ctx,
            world.authority,
            MODERATOR,
            "Mona Moderator",
            role,
            60,
        )
        .await
        .unwrap();
    }

    /// An assessor by the address.
    pub async fn assessor_at(&self, world: &World, email: &str) -> Assessor {
        let caller = self.caller(email).await;
        caller.assessor(world.authority).unwrap()
    }

    /// An officer gives the case to somebody, who declares no conflict.
    pub async fn open_for(&self, world: &World, applicant: &Applicant, email: &str) -> Review {
        let officer = self.officer(world).await;
        let assessor = self.assessor_at(world, email).await;
        let (ctx, case) = (&self.ctx, applicant.assessment);
        let review = allocate::allocate(ctx, &officer, case, assessor.person())
            .await
            .unwrap();
        let none = declare::Declaration::NoConflict;
        declare::declare(ctx, &assessor, review.id, none)
            .await
            .unwrap()
    }

    /// Somebody judges one criterion.
    pub async fn find_by(
        &self,
        (world, email): (&World, &str),
        review: &Review,
        code: &CriterionCode,
        (judgement, reason): (Judgement, &str),
        seen: i32,
    ) {
        let text = FindingText {
            judgement,
            reason: reason.to_owned(),
            internal_note: String::new(),
        };
        let assessor = self.assessor_at(world, email).await;
        judge::save_finding(&self.ctx, &assessor, review.id, code, text, seen)
            .await
            .unwrap();
    }

    /// Somebody judges everything: the first criterion as given, the rest met.
    pub async fn find_all_by(&self, by: (&World, &str), review: &Review, first: (Judgement, &str)) {
        let scheme = self.scheme().await;
        for (place, (_, criterion)) in scheme.content.criteria().enumerate() {
            let rest = (Judgement::Met, "Plain.");
            let found = if place == 0 { first } else { rest };
            self.find_by(by, review, &criterion.code, found, 0).await;
        }
    }

    /// Somebody recommends.
    pub async fn advise(
        &self,
        (world, email): (&World, &str),
        review: &Review,
        advice: Advice,
    ) -> Result<Review, Error> {
        let assessor = self.assessor_at(world, email).await;
        let own = std::slice::from_ref(&assessor);
        let now = store::get_own_review(self.ctx.read(), own, review.id)
            .await
            .unwrap();
        let why = "As found.";
        recommend::recommend(&self.ctx, &assessor, review.id, now.version, advice, why).await
    }
}
