//! Suspending, reinstating, withdrawing, giving up: words checked, looked at, done once.

use entity::kinds::MemberRole;

use super::{accreditations, check_change, mails};
use crate::helpers::{Journey, World};

const REASON: &str = "Reason that the public register will show";
const NOTE: &str = "Note for colleagues (optional)";

both! {
    async fn an_accreditation_is_suspended_reinstated_and_withdrawn(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let held = journey.award(&app).await;
        let home = format!("/home/accreditations/{}", held.id);
        let entry = format!("/register/{}", held.entry);
        let mut olga = app.session(World::OFFICER).await;
        let mut anybody = app.browser();
        olga.visit("/home/accreditations").await;
        olga.visit(&home).await;
        olga.follow("Suspend").await;
        olga.press("Check what will happen").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("public_reason", "Enter the reason that the public register will show");
        let (reason, note) = ("p".repeat(501), "n".repeat(2_001));
        olga.fill(REASON, &reason);
        olga.fill(NOTE, &note);
        olga.press("Check what will happen").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("public_reason", "The public reason must be 500 characters or fewer");
        olga.see_error("internal_note", "The internal note must be 2000 characters or fewer");
        assert_eq!((olga.value(REASON), olga.value(NOTE)), (reason, note));
        olga.fill(REASON, "Unpaid travel time is being looked into");
        olga.fill(NOTE, "Raised by two workers");
        let mut stale = olga.clone();
        olga.press("Check what will happen").await;
        olga.see("Member, valid from 24 November 2026 to 23 November 2028.");
        olga.see("Member, suspended since 24 November 2026. The term still ends on 23 November 2028.");
        olga.see("2 people of Quarry Bank Care Ltd will get an email with the public reason: Lena Lead and Sol Signer.");
        assert!(accreditations(&app, &journey).await[0].events.is_empty());
        olga.press("Change the words").await;
        assert_eq!(olga.value(NOTE), "Raised by two workers");
        olga.press("Check what will happen").await;
        olga.press("Suspend").await;
        olga.see("The accreditation is suspended");
        olga.see("Suspended by Olga Officer");
        olga.see("Raised by two workers");
        olga.press_again().await;
        assert_eq!(olga.status(), 409);
        // What was open in another window is told, and its words stay.
        stale.press("Check what will happen").await;
        assert_eq!(stale.status(), 409);
        stale.see("This was changed since you opened it.");
        assert_eq!(accreditations(&app, &journey).await[0].events.len(), 1);
        anybody.visit(&entry).await;
        anybody.see("has been suspended since 24 November 2026");
        anybody.see("Unpaid travel time is being looked into");
        assert_eq!(mails(&app, &journey.signatory, "accreditation_suspended").await.len(), 1);
        olga.visit(&format!("{home}/suspend")).await;
        olga.see("This cannot be done where the accreditation stands now.");

        check_change(&mut olga, &format!("{home}/reinstate"), "Travel time is paid now", "Seen on payslips").await;
        olga.press("Reinstate").await;
        olga.see("The accreditation is in force again");
        anybody.visit(&entry).await;
        anybody.not_see("has been suspended");
        assert_eq!(mails(&app, &journey.lead, "accreditation_reinstated").await.len(), 1);

        check_change(&mut olga, &format!("{home}/withdraw"), "The minutes were of another company", "").await;
        olga.see("Nobody can bring it back.");
        olga.press("Withdraw").await;
        olga.see("The accreditation is withdrawn");
        anybody.visit(&entry).await;
        anybody.see("The minutes were of another company");
        for act in ["suspend", "reinstate", "withdraw"] {
            olga.visit(&format!("{home}/{act}")).await;
            olga.see("This cannot be done where the accreditation stands now.");
            let answer = olga.post(&format!("{home}/{act}"), &[("version", "4"), ("public_reason", "Again"), ("step", "do")], false).await;
            assert_eq!(answer.status, 409, "{act}");
        }
        assert_eq!(accreditations(&app, &journey).await[0].events.len(), 3);
        let mut lead = app.session(&journey.lead).await;
        lead.visit(&format!("/home/held/{}", held.id)).await;
        lead.see("Member, withdrawn by the authority on 24 November 2026.");
        lead.not_see("give up this accreditation");
    }

    async fn an_employer_gives_its_accreditation_up(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        app.member(&journey.lead, journey.organisation, "vera.viewer@quarrybank.example", MemberRole::Viewer).await;
        app.member(&journey.lead, journey.organisation, "cleo.contributor@quarrybank.example", MemberRole::Contributor).await;
        let held = journey.award(&app).await;
        let home = format!("/home/held/{}", held.id);
        for email in ["vera.viewer@quarrybank.example", "cleo.contributor@quarrybank.example"] {
            let mut colleague = app.session(email).await;
            colleague.visit(&home).await;
            colleague.not_see("give up this accreditation");
            colleague.visit(&format!("{home}/give-up")).await;
            assert!(!colleague.buttons().contains(&"Check what will happen"), "{email}");
            assert!(!colleague.errors().is_empty(), "{email}");
            for step in ["check", "do"] {
                let answer = colleague.post(&format!("{home}/give-up"), &[("version", "1"), ("public_reason", "Mine"), ("step", step)], false).await;
                assert_eq!(answer.status, 422, "{email} {step}");
            }
        }
        for stranger in [World::NEIGHBOUR, World::OFFICER, "sam@elsewhere.example"] {
            let mut stranger = app.session(stranger).await;
            stranger.visit("/home/account").await;
            assert_eq!(stranger.download(&home).await.status, 404);
            assert_eq!(stranger.post(&format!("{home}/give-up"), &[("version", "1"), ("public_reason", "Theirs"), ("step", "do")], false).await.status, 404);
        }
        let mut neighbour = app.session(World::NEIGHBOUR).await;
        neighbour.visit(&format!("/home/accreditations/{}", held.id)).await;
        assert_eq!(neighbour.status(), 404);

        let mut signatory = app.session(&journey.signatory).await;
        signatory.visit(&home).await;
        signatory.follow("give up this accreditation").await;
        signatory.press("Check what will happen").await;
        assert_eq!(signatory.status(), 422);
        signatory.see_error("public_reason", "Enter the reason that the public register will show");
        check_change(&mut signatory, &format!("{home}/give-up"), "We merged with another company", "").await;
        signatory.see("The officers of the charter team get the same email.");
        signatory.press("Give up the accreditation").await;
        signatory.see("The accreditation is given up");
        signatory.see("Member, given up by the employer on 24 November 2026.");
        signatory.press_again().await;
        assert_eq!(signatory.status(), 409);
        for email in [journey.lead.as_str(), &journey.signatory, World::OFFICER, World::SECOND_OFFICER] {
            assert_eq!(mails(&app, email, "accreditation_relinquished").await.len(), 1, "{email}");
        }
        let mut anybody = app.browser();
        anybody.visit(&format!("/register/{}", held.entry)).await;
        anybody.see("We merged with another company");
    }

    async fn an_officer_who_acts_for_the_employer_changes_nothing_of_it(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let held = journey.award(&app).await;
        app.member(&journey.lead, journey.organisation, World::OFFICER, MemberRole::Viewer).await;
        let mut olga = app.session(World::OFFICER).await;
        let home = format!("/home/accreditations/{}", held.id);
        for act in ["suspend", "withdraw"] {
            olga.visit("/home/account").await;
            let answer = olga.post(&format!("{home}/{act}"), &[("version", "1"), ("public_reason", "Mine"), ("step", "do")], false).await;
            assert_eq!(answer.status, 404, "{act}");
        }
        assert!(accreditations(&app, &journey).await[0].events.is_empty());
    }
}
