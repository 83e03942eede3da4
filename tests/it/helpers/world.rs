//! A small world of invented people: an authority with its staff, and another one beside it.

use entity::ids::{AuthorityId, OrganisationId, PersonId};
use entity::kinds::{MemberRole, StaffRole};
use fairmark::identity::actions::organisations::{self, OrganisationFacts};
use fairmark::identity::actions::sign_in::invite_staff;
use fairmark::identity::actions::tokens;
use fairmark::identity::guard::Caller;
use fairmark::identity::rules::Authority;
use fairmark::identity::store;

use super::TestApp;
use super::app::name_of;

/// An authority, its staff, and a neighbouring authority.
#[derive(Clone, Debug)]
pub struct World {
    /// The authority the tests are about.
    pub authority: AuthorityId,
    /// Another authority, whose people must see nothing of the first.
    pub neighbour: AuthorityId,
}

impl World {
    /// Runs the scheme, and decides.
    pub const OFFICER: &'static str = "olga.officer@authority.example";
    /// Decides when the first may not.
    pub const SECOND_OFFICER: &'static str = "otto.officer@authority.example";
    /// Assesses.
    pub const ASSESSOR: &'static str = "asha.assessor@authority.example";
    /// Assesses other cases.
    pub const OTHER_ASSESSOR: &'static str = "alan.assessor@authority.example";
    /// An officer of the neighbouring authority.
    pub const NEIGHBOUR: &'static str = "nora.neighbour@neighbour.example";

    /// Sets the world up.
    pub async fn seed(app: &TestApp) -> Self {
        let world = Self {
            authority: authority(
                app,
                "exampleshire",
                "Exampleshire Strategic Authority",
                "EX",
            )
            .await,
            neighbour: authority(
                app,
                "neighbourland",
                "Neighbourland Strategic Authority",
                "NL",
            )
            .await,
        };
        for (email, authority, role) in [
            (Self::OFFICER, world.authority, StaffRole::Officer),
            (Self::SECOND_OFFICER, world.authority, StaffRole::Officer),
            (Self::ASSESSOR, world.authority, StaffRole::Assessor),
            (Self::OTHER_ASSESSOR, world.authority, StaffRole::Assessor),
            (Self::NEIGHBOUR, world.neighbour, StaffRole::Officer),
        ] {
            invite_staff(&app.ctx, authority, email, &name_of(email), role, 60)
                .await
                .unwrap();
        }
        world
    }
}

async fn authority(app: &TestApp, slug: &str, name: &str, prefix: &str) -> AuthorityId {
    let id = app.ctx.new_id();
    let new = Authority {
        id,
        slug: slug.to_owned(),
        name: name.to_owned(),
        area_id: None,
        number_prefix: prefix.to_owned(),
        team_name: format!("{name} charter team"),
        contact_email: format!("charter@{slug}.example"),
        contact_phone: "01632 960 001".to_owned(),
        brand_colour: "#0b5c4a".to_owned(),
        signatory_name: "Sam Signatory".to_owned(),
        signatory_role: "Director of Economy".to_owned(),
        logo_key: None,
        review_working_days: 20,
        clarification_working_days: 10,
    };
    let tx = app.ctx.begin().await.unwrap();
    store::insert_authority(&app.ctx, &tx, new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

impl TestApp {
    /// The person of an address, made when new.
    pub async fn person(&self, email: &str) -> PersonId {
        let tx = self.ctx.begin().await.unwrap();
        let person = store::find_or_insert_person(&self.ctx, &tx, email, &name_of(email))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        person.id
    }

    /// Everything a person may act as.
    pub async fn caller(&self, email: &str) -> Caller {
        let person = self.person(email).await;
        Caller::load(&self.ctx, person).await.unwrap()
    }

    /// A token that acts as a person.
    pub async fn token(&self, email: &str) -> String {
        let person = self.person(email).await;
        tokens::create(&self.ctx, person, "test", 30).await.unwrap()
    }

    /// An organisation of that name, led by the person of that address.
    pub async fn organisation(&self, name: &str, lead: &str) -> OrganisationId {
        let facts = OrganisationFacts {
            name: name.to_owned(),
            sector: Some("Q".to_owned()),
            headcount: Some(120),
            area_headcount: Some(80),
            ..OrganisationFacts::default()
        };
        let lead = self.person(lead).await;
        organisations::create(&self.ctx, lead, facts, None)
            .await
            .unwrap()
    }

    /// Lets a colleague act for an organisation.
    pub async fn member(
        &self,
        lead: &str,
        organisation: OrganisationId,
        email: &str,
        role: MemberRole,
    ) {
        let employer = self.caller(lead).await.employer(organisation).unwrap();
        organisations::invite(&self.ctx, &employer, email, &name_of(email), role)
            .await
            .unwrap();
    }
}
