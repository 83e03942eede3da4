//! An officer shares the waiting cases out, and says what each assessor can take on.

use entity::ids::AssessmentId;
use entity::kinds::StaffRole;
use fairmark::review::store;

use super::{CONFLICTED, appoint};
use crate::helpers::{Journey, Story, TestApp, World};

const CAPACITY: &str = "How many reviews can they have at once?";
const PLAN: &str = "/home/cases/plan";

/// Who has a case, by address.
async fn has(app: &TestApp, case: AssessmentId) -> Option<String> {
    let review = store::live_review(app.ctx.read(), case).await.unwrap()?;
    for email in [World::ASSESSOR, World::OTHER_ASSESSOR, CONFLICTED] {
        if app.person(email).await == review.assessor_id {
            return Some(email.to_owned());
        }
    }
    panic!("somebody else has it")
}

async fn can_take(app: &TestApp, assessor: &str, capacity: &str) {
    let id = app.person(assessor).await;
    let mut olga = app.session(World::OFFICER).await;
    olga.visit(&format!("/home/assessors/{id}")).await;
    olga.fill(CAPACITY, capacity);
    olga.press("Save").await;
    olga.see("Saved.");
}

both! {
    async fn waiting_cases_are_shared_out_evenly_and_with_reasons(app: TestApp) {
        let care = Journey::submitted(&app).await;
        appoint(&app, &care, CONFLICTED, StaffRole::Assessor).await;
        let mut all = vec![care.assessment];
        for (name, domain) in [("Mill Lane Foods Ltd", "milllane"), ("Tollgate Cycles Ltd", "tollgate")] {
            let journey = Journey::drafted_in(&app, &care.world, name, domain).await;
            journey.submit(&app).await;
            all.push(journey.assessment);
        }
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/cases").await;
        olga.follow("Share out the waiting cases").await;
        olga.see("Quarry Bank Care Ltd");
        olga.see("Has 1 review after this allocation, 0 before; has none of what helps in this case: Human health and social work.");
        // Whom it cannot be, in words that tell nothing of why.
        olga.see("May not see this case.");
        olga.not_see("quarrybank.example");
        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit(PLAN).await;
        olga.press("Allocate the ticked cases").await;
        olga.see("Allocated 3 cases. Each assessor has an email and declares conflicts first.");
        olga.see("No case waits for an assessor that you can allocate.");
        let mut takers = Vec::new();
        for case in &all {
            takers.push(has(&app, *case).await.unwrap());
        }
        assert_ne!(takers[0], CONFLICTED);
        takers.sort();
        takers.dedup();
        assert_eq!(takers.len(), 3, "one each");
        for email in &takers {
            let mail = app.mail_to(email).await;
            let told = mail.iter().filter(|mail| mail.kind == "review_allocated");
            assert_eq!(told.count(), 1, "{email}");
        }

        // Another officer was looking at the same proposal.
        otto.press("Allocate the ticked cases").await;
        assert_eq!(otto.status(), 409);
        otto.see("Not allocated");
        otto.see("This case has an assessor already.");
    }

    async fn nobody_gets_more_than_they_can_take(app: TestApp) {
        let care = Journey::submitted(&app).await;
        let foods = Journey::drafted_in(&app, &care.world, "Mill Lane Foods Ltd", "milllane").await;
        foods.submit(&app).await;
        can_take(&app, World::ASSESSOR, "1").await;
        can_take(&app, World::OTHER_ASSESSOR, "0").await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/assessors").await;
        olga.follow("Asha Assessor").await;
        assert_eq!(olga.value(CAPACITY), "1");
        olga.fill(CAPACITY, "as many as come");
        olga.press("Save").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("capacity", "Enter how many reviews they can have at once, a whole number from 0 to 200");
        assert_eq!(olga.value(CAPACITY), "as many as come");

        olga.visit(PLAN).await;
        olga.see("Needs 1 assessor, found 0: 1 missing.");
        olga.see("Let one of them take more cases, or add an assessor.");
        olga.press("Allocate the ticked cases").await;
        olga.see("Allocated 1 case.");
        // What waited longer was served.
        assert_eq!(has(&app, care.assessment).await.as_deref(), Some(World::ASSESSOR));
        assert_eq!(has(&app, foods.assessment).await, None);
    }

    async fn only_what_is_ticked_is_allocated(app: TestApp) {
        let care = Journey::submitted(&app).await;
        let foods = Journey::drafted_in(&app, &care.world, "Mill Lane Foods Ltd", "milllane").await;
        foods.submit(&app).await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(PLAN).await;
        let nothing = olga.post(PLAN, &[], false).await;
        assert_eq!(nothing.status, 422);
        let nonsense = olga.post(PLAN, &[("case", "all:of:them")], false).await;
        assert_eq!(nonsense.status, 422);
        // Somebody who does not assess here.
        let pair = format!("{}:{}", foods.assessment, app.person(World::NEIGHBOUR).await);
        let stranger = olga.post(PLAN, &[("case", &pair)], false).await;
        assert_eq!(stranger.status, 409);
        assert_eq!(has(&app, foods.assessment).await, None);
        let asha = app.person(World::ASSESSOR).await;
        let pair = format!("{}:{asha}", foods.assessment);
        let one = olga.post(PLAN, &[("case", &pair)], false).await;
        assert_eq!(one.status, 303);
        assert_eq!(has(&app, foods.assessment).await.as_deref(), Some(World::ASSESSOR));
        assert_eq!(has(&app, care.assessment).await, None);
        // Another authority's officer shares out nothing of this one.
        let nora = app.session(World::NEIGHBOUR).await;
        let pair = format!("{}:{asha}", care.assessment);
        let other = nora.post(PLAN, &[("case", &pair)], false).await;
        assert_eq!(other.status, 409);
        assert!(!other.text().contains("Quarry Bank"));
        assert_eq!(has(&app, care.assessment).await, None);
    }

    async fn a_renewal_goes_to_somebody_else(app: TestApp) {
        let world = World::seed(&app).await;
        let story = Story::new(&app, &world).await;
        let (lead, signatory) = ("lena.lead@tollgate.example", "sol.signer@tollgate.example");
        let organisation = app.organisation("Tollgate Cycles Ltd", lead).await;
        app.member(lead, organisation, signatory, entity::kinds::MemberRole::Signatory).await;
        let team = story.team(organisation, lead, signatory).await;
        story.award(&team).await;
        let again = story.submission(&team).await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(PLAN).await;
        olga.see("Assessed it last time; a renewal is assessed by somebody else.");
        olga.press("Allocate the ticked cases").await;
        assert_eq!(has(&app, again).await.as_deref(), Some(World::OTHER_ASSESSOR));
    }

    async fn a_case_one_has_a_part_in_is_nobodys_to_share_out(app: TestApp) {
        let care = Journey::submitted(&app).await;
        appoint(&app, &care, &care.signatory, StaffRole::Officer).await;
        let mut sol = app.session(&care.signatory).await;
        sol.visit(PLAN).await;
        sol.see("No case waits for an assessor that you can allocate.");
        sol.not_see("Asha Assessor");
        let pair = format!("{}:{}", care.assessment, app.person(World::ASSESSOR).await);
        let refused = sol.post(PLAN, &[("case", &pair)], false).await;
        assert_eq!(refused.status, 409);
        assert_eq!(has(&app, care.assessment).await, None);
    }
}
