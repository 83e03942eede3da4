//! What follows an award: concerns, complaints, appeals.

use entity::ids::{AppealId, ConcernId, DataComplaintId};
use entity::kinds::StaffRole;
use fairmark::accreditation::actions::appeal::{self, About};
use fairmark::accreditation::actions::concern::{self, Raised};
use fairmark::accreditation::actions::{change, complaint};
use fairmark::accreditation::rules::appeal::{Appeal, Ground};
use fairmark::accreditation::rules::concern::Concern;
use fairmark::accreditation::rules::{Accreditation, Reasons};
use fairmark::accreditation::store;
use fairmark::identity::actions::sign_in::invite_staff;
use fairmark::identity::guard::{Employer, Officer};

use super::app::name_of;
use super::{TestApp, World};

/// An officer who had no part in anything yet.
pub const THIRD_OFFICER: &str = "thea.third@authority.example";

impl TestApp {
    /// Another officer joins, who had no part in anything.
    pub async fn third_officer(&self, world: &World) -> Officer {
        self.join_officers(world, THIRD_OFFICER).await
    }

    /// And another.
    pub async fn fourth_officer(&self, world: &World) -> Officer {
        self.join_officers(world, "fay.fourth@authority.example")
            .await
    }

    async fn join_officers(&self, world: &World, to: &str) -> Officer {
        let role = StaffRole::Officer;
        invite_staff(&self.ctx, world.authority, to, &name_of(to), role, 60)
            .await
            .unwrap();
        let caller = self.caller(to).await;
        caller.officer(world.authority).unwrap()
    }

    /// Somebody raises a concern about the holder of an accreditation.
    pub async fn raise(&self, held: &Accreditation, contact: Option<&str>) -> (ConcernId, Raised) {
        let words = "The night shift is not paid for handovers.";
        let raised = concern::raise(&self.ctx, &held.entry, words, contact)
            .await
            .unwrap();
        let id = self.find_concern(&raised).await.id;
        (id, raised)
    }

    /// The concern, by what whoever raised it keeps.
    pub async fn find_concern(&self, raised: &Raised) -> Concern {
        store::find_concern_by_code(self.ctx.read(), &raised.reference, &raised.code)
            .await
            .unwrap()
            .unwrap()
    }

    /// An officer takes steps, one after the other, from a version on.
    pub async fn steps(
        &self,
        officer: &Officer,
        id: ConcernId,
        from: i32,
        steps: &[concern::Step],
    ) {
        for (version, step) in (from..).zip(steps) {
            concern::handle(&self.ctx, officer, id, version, (*step, "How is it paid?"))
                .await
                .unwrap();
        }
    }

    /// A question is put to the holder of an accreditation.
    pub async fn put_question(&self, officer: &Officer, held: &Accreditation) -> ConcernId {
        use concern::Step::{Acknowledge, Ask, Investigate};
        let (id, _) = self.raise(held, None).await;
        self.steps(officer, id, 1, &[Acknowledge, Investigate, Ask])
            .await;
        id
    }

    /// Somebody complains about how the authority handles data.
    pub async fn complain(&self) -> DataComplaintId {
        let typed = ("Jo Worker", "jo@home.example", "You kept my old address.");
        complaint::complain(&self.ctx, "exampleshire", typed)
            .await
            .unwrap()
            .id
    }

    /// A lead appeals.
    pub async fn appeal(&self, lead: &Employer, about: About) -> Appeal {
        let words = "The rota was published: it is on the wall of the office.";
        appeal::lodge(&self.ctx, lead, about, (vec![Ground::Facts], words))
            .await
            .unwrap()
    }

    /// An accreditation is suspended, and its holder appeals.
    pub async fn suspended_and_appealed(
        &self,
        officer: &Officer,
        lead: &Employer,
        held: &Accreditation,
    ) -> AppealId {
        let reasons = Reasons::parse("It is being looked into", "").unwrap();
        change::suspend(&self.ctx, officer, held.id, held.version, reasons)
            .await
            .unwrap();
        self.appeal(lead, About::Held(held.id)).await.id
    }
}
