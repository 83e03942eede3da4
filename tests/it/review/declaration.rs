//! The assessor declares first, and sees nothing before.

use entity::kinds::{MemberRole, StaffRole};
use poem::http::Method;

use super::{appoint, asked_at, mails};
use crate::helpers::{Journey, World, send};

both! {
    async fn a_case_is_closed_until_its_assessor_declares(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.allocate(&app, World::ASSESSOR).await;
        let path = format!("/home/reviews/{review}");
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit("/home/reviews").await;
        asha.see("Declare conflicts");
        asha.follow(Journey::EMPLOYER).await;
        assert_eq!(asha.heading(), "Do you have a conflict of interest?");
        asha.see("50 to 249 employees");
        for page in ["", "?criterion=VOICE-4", "/declaration", "/recommendation"] {
            asha.visit(&format!("{path}{page}")).await;
            assert_eq!(asha.heading(), "Do you have a conflict of interest?", "{page}");
            asha.not_see(Journey::ANSWER);
            asha.not_see("What changed");
        }
        let finding = [("judgement", "met"), ("reason", "Seen"), ("version", "0")];
        let question = [("criterion", "VOICE-4"), ("question", "Which rota?")];
        for (act, fields) in [("findings/VOICE-4", &finding[..]), ("clarifications", &question[..])] {
            let answer = asha.post(&format!("{path}/{act}"), fields, false).await;
            assert_eq!(answer.status, 404, "{act}");
            assert!(!answer.text().contains(Journey::ANSWER));
        }
        let advice = [("advice", "decline"), ("reason", "No"), ("version", "1")];
        let answer = asha.post(&format!("{path}/recommendation"), &advice, false).await;
        assert!(answer.status == 303 || answer.status == 409, "{}", answer.status);
        assert!(!answer.text().contains(Journey::ANSWER));
        let bearer = format!("Bearer {}", app.token(World::ASSESSOR).await);
        for operation in ["", "/findings", "/clarifications"] {
            let path = format!("/api/v1/reviews/{review}{operation}");
            let answer = send(&app.endpoint(), Method::GET, &path, &[("authorization", &bearer)], "").await;
            assert!(!answer.text().contains(Journey::ANSWER), "{operation}");
        }

        asha.visit(&format!("{path}/declaration")).await;
        asha.press("Declare").await;
        assert_eq!(asha.status(), 422);
        asha.see_error("conflict", "Choose whether you have a conflict of interest");
        asha.choose("No, I have no conflict");
        asha.press("Declare").await;
        asha.see("You declared no conflict of interest. The case is open.");
        asha.see("no conflict declared on 24 November 2026");
        asha.see("0 of 29 judged");
        asha.visit(&format!("{path}?criterion=VOICE-4")).await;
        asha.see(Journey::ANSWER);
        // Declared twice is declared once.
        let again = asha.post(&format!("{path}/declaration"), &[("conflict", "no")], false).await;
        assert_eq!(again.status, 409);
        assert!(again.text().contains("You have declared already that you have no conflict."));
        asha.visit(&format!("{path}/declaration")).await;
        assert_eq!(asha.heading(), "Do you have a conflict of interest?");
    }

    async fn a_declared_conflict_sends_the_case_back(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.allocate(&app, World::ASSESSOR).await;
        let path = format!("/home/reviews/{review}");
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&path).await;
        asha.choose("Yes, I have or may seem to have one");
        asha.press("Declare").await;
        assert_eq!(asha.status(), 422);
        asha.see_error("statement", "Say what the conflict is");
        assert!(asha.is_chosen_in("Your declaration", "Yes, I have or may seem to have one"));
        let long = "My sister works there. ".repeat(100);
        asha.fill("If you have a conflict: what is it?", long.trim());
        asha.press("Declare").await;
        assert_eq!(asha.status(), 422);
        asha.see_error("statement", "The statement must be 2000 characters or fewer");
        assert_eq!(asha.value("If you have a conflict: what is it?"), long.trim());
        asha.fill("If you have a conflict: what is it?", "My sister works there.");
        asha.press("Declare").await;
        assert_eq!(asha.path(), "/home/reviews");
        asha.see("The officers are told and give the case to somebody else.");
        asha.see("Nothing is with you.");
        for officer in [World::OFFICER, World::SECOND_OFFICER] {
            assert_eq!(mails(&app, officer, "a conflict was declared").await, 1, "{officer}");
            let told = app.mail_to(officer).await;
            assert!(told.iter().any(|mail| mail.text.contains("My sister works there.")), "{officer}");
        }
        for email in [&journey.lead, &journey.signatory] {
            assert!(app.mail_to(email).await.iter().all(|mail| !mail.text.contains("My sister")));
        }
        asha.press_again().await;
        asha.see("This case is no longer with you");
        assert_eq!(mails(&app, World::OFFICER, "a conflict was declared").await, 1);

        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&journey.officers_page()).await;
        olga.see("This case has no assessor yet.");
        olga.see("Asha Assessor declared a conflict");
        olga.see("My sister works there.");
        olga.follow("Allocate an assessor").await;
        olga.see("Asha Assessor: the assessor declared a conflict in this case");
        let assessor = app.person(World::ASSESSOR).await.to_string();
        let answer = olga.post(&format!("{}/allocation", journey.officers_page()), &[("assessor", &assessor)], false).await;
        assert_eq!(answer.status, 422);
        olga.choose("Alan Assessor");
        olga.press("Allocate").await;
        olga.see("Alan Assessor declares conflicts of interest");
    }

    async fn a_conflict_can_be_declared_late_and_questions_go_with_it(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.open(&app).await;
        let path = format!("/home/reviews/{review}");
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&format!("{path}?criterion=VOICE-4")).await;
        asha.fill("Your question", "Which rota?");
        asha.press("Ask the employer").await;
        let asked = asked_at(&app, &journey.lead).await;
        asha.follow("Declare a conflict after all").await;
        asha.choose("Yes, I have or may seem to have one");
        asha.fill("If you have a conflict: what is it?", "I know the manager.");
        asha.press("Declare").await;
        asha.see("You declared a conflict of interest.");
        asha.visit(&path).await;
        asha.see("This case is no longer with you");
        asha.not_see(Journey::ANSWER);
        let mut lead = app.session(&journey.lead).await;
        lead.visit(&asked).await;
        lead.see("The assessor took this question back on 24 November 2026.");
        lead.not_see("I know the manager.");
    }

    async fn a_known_conflict_cannot_be_declared_away(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.allocate(&app, World::ASSESSOR).await;
        // Since the allocation, the assessor began to act for the employer.
        app.member(&journey.lead, journey.organisation, World::ASSESSOR, MemberRole::Viewer).await;
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&format!("/home/reviews/{review}")).await;
        asha.choose("No, I have no conflict");
        asha.press("Declare").await;
        assert_eq!(asha.status(), 422);
        asha.see("You cannot declare that you have no conflict: the assessor acts for this employer.");
        asha.not_see(Journey::ANSWER);
        assert!(asha.is_chosen_in("Your declaration", "No, I have no conflict"));
    }

    async fn an_officer_who_assesses_reads_nothing_as_officer_before_declaring(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        appoint(&app, &journey, World::SECOND_OFFICER, StaffRole::Assessor).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit(&format!("{}/allocation", journey.officers_page())).await;
        otto.see("This is you: you could then not decide the case");
        let review = journey.allocate(&app, World::SECOND_OFFICER).await;
        for path in ["", "/decision"] {
            assert_eq!(otto.download(&format!("{}{path}", journey.officers_page())).await.status, 404, "{path}");
        }
        otto.visit(&format!("/home/reviews/{review}")).await;
        otto.choose("Yes, I have or may seem to have one");
        otto.fill("If you have a conflict: what is it?", "A friend runs it.");
        otto.press("Declare").await;
        for path in ["", "/decision"] {
            assert_eq!(otto.download(&format!("{}{path}", journey.officers_page())).await.status, 404, "{path}");
        }
        // The one who declared needs no email about it.
        assert_eq!(mails(&app, World::SECOND_OFFICER, "a conflict was declared").await, 0);
        assert_eq!(mails(&app, World::OFFICER, "a conflict was declared").await, 1);
    }
}
