//! Parts and roles that end, and never the last one.

use entity::kinds::MemberRole;
use fairmark::identity::actions::leaving;
use fairmark::identity::actions::sign_in::invite_staff;

use crate::helpers::World;

const LEAD: &str = "amira.khan@bakery.example";
const COLLEAGUE: &str = "jo.whitfield@bakery.example";

both! {
    async fn a_lead_ends_a_part_and_the_person_can_come_back(app: TestApp) {
        let organisation = app.organisation("Harbour Street Bakery Ltd", LEAD).await;
        app.member(LEAD, organisation, COLLEAGUE, MemberRole::Contributor).await;
        let home = format!("/home/organisations/{organisation}");
        let mut jo = app.session(COLLEAGUE).await;
        let mut lead = app.session(LEAD).await;
        // Who is no lead cannot.
        let own = format!("{home}/people/{}", app.person(LEAD).await);
        jo.visit(&own).await;
        jo.fill("Reason", "I want to");
        jo.press("End this part").await;
        assert_eq!(jo.status(), 422);
        jo.see("Only a lead of your organisation can do this.");
        lead.visit(&own).await;
        lead.fill("Reason", "I leave");
        lead.press("End this part").await;
        assert_eq!(lead.status(), 422);
        lead.see("This is the only lead. Invite another lead first");
        lead.visit(&home).await;
        lead.follow("End this part: Jo Whitfield, jo.whitfield@bakery.example").await;
        lead.fill("Reason", "Works elsewhere now");
        lead.press("End this part").await;
        lead.see("The part has ended");
        lead.not_see(COLLEAGUE);
        jo.visit(&home).await;
        assert_eq!(jo.status(), 404);
        let told = app.last_mail_to(COLLEAGUE).await;
        assert!(told.text.contains("Works elsewhere now"), "{}", told.text);
        app.member(LEAD, organisation, COLLEAGUE, MemberRole::Lead).await;
        jo.visit(&home).await;
        assert_eq!(jo.status(), 200);
        jo.see("Invite a colleague");
    }

    async fn two_leads_cannot_end_each_other(app: TestApp) {
        let organisation = app.organisation("Harbour Street Bakery Ltd", LEAD).await;
        app.member(LEAD, organisation, COLLEAGUE, MemberRole::Lead).await;
        let (one, other) = (app.caller(LEAD).await, app.caller(COLLEAGUE).await);
        let (a, b) = (one.employer(organisation).unwrap(), other.employer(organisation).unwrap());
        let (first, second) = tokio::join!(
            leaving::end_membership(&app.ctx, &a, other.person.id, "No"),
            leaving::end_membership(&app.ctx, &b, one.person.id, "No"),
        );
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    }

    async fn an_officer_ends_a_role_but_never_the_last_officers(app: TestApp) {
        let world = World::seed(&app).await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/people").await;
        olga.follow("Officers and assessors").await;
        olga.follow(&format!("End this role: Asha Assessor, assessor, {}", World::ASSESSOR)).await;
        olga.see("Give open cases to another assessor first");
        olga.fill("Reason", "Her contract is over");
        olga.press("End the role").await;
        olga.see("The role has ended");
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit("/home/reviews").await;
        assert_eq!(asha.status(), 404);
        assert!(app.last_mail_to(World::ASSESSOR).await.text.contains("Her contract is over"));
        let otto = app.person(World::SECOND_OFFICER).await;
        let me = app.person(World::OFFICER).await;
        let officer = app.officer(&world).await;
        let role = entity::kinds::StaffRole::Officer;
        leaving::end_staff_role(&app.ctx, &officer, otto, role, "He leaves").await.unwrap();
        let last = leaving::end_staff_role(&app.ctx, &officer, me, role, "I leave").await;
        assert!(last.unwrap_err().to_string().contains("only officer"));
        // Nobody of the neighbour's.
        let nora = app.person(World::NEIGHBOUR).await;
        assert!(leaving::end_staff_role(&app.ctx, &officer, nora, role, "No").await.is_err());
        // And back again.
        invite_staff(&app.ctx, world.authority, World::ASSESSOR, "Asha", entity::kinds::StaffRole::Assessor, 60).await.unwrap();
        asha.visit("/home/reviews").await;
        assert_eq!(asha.status(), 200);
    }
}
