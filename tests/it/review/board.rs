//! The officers' board, a case as its officer reads it, and giving it to an assessor.

use chrono::TimeDelta;
use entity::kinds::StaffRole;

use super::{CONFLICTED, appoint, mails};
use crate::helpers::{Journey, World};

both! {
    async fn an_officer_gives_a_case_to_an_assessor_without_a_conflict(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        appoint(&app, &journey, CONFLICTED, StaffRole::Assessor).await;
        appoint(&app, &journey, &journey.signatory, StaffRole::Assessor).await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/cases").await;
        olga.see("Exampleshire Strategic Authority");
        for number in ["1 to allocate", "0 over time", "0 awaiting decision", "1 open in all"] {
            olga.see(number);
        }
        olga.see("Officer: allocate an assessor");
        olga.see("due in 20 working days");
        olga.visit("/home/cases?show=awaiting-decision").await;
        olga.see("No case waits for a decision. One does as soon as its assessor recommends.");
        olga.follow("To allocate").await;
        olga.follow(Journey::EMPLOYER).await;
        assert_eq!(olga.path(), journey.officers_page());
        olga.see("This case has no assessor yet.");
        olga.see(Journey::ANSWER);
        olga.see("Not judged yet");
        olga.follow("Allocate an assessor").await;
        olga.see("Cora Conflicted: people of this employer have addresses at quarrybank.example, as the assessor does");
        olga.see("Sol Signer: the assessor acts for this employer");

        olga.press("Allocate").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("assessor", "Choose an assessor");
        // Whoever is barred is refused whatever the page sends, and so is who is no assessor here.
        let path = format!("{}/allocation", journey.officers_page());
        let conflicted = app.person(CONFLICTED).await.to_string();
        let answer = olga.post(&path, &[("assessor", &conflicted)], false).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("This assessor cannot be allocated"));
        for nobody in [World::SECOND_OFFICER, World::NEIGHBOUR] {
            let nobody = app.person(nobody).await.to_string();
            let answer = olga.post(&path, &[("assessor", &nobody)], false).await;
            assert_eq!(answer.status, 422);
            assert!(answer.text().contains("Choose one of your authority’s assessors") || answer.text().contains("Choose one of your authority&#39;s assessors"), "{}", answer.text());
        }
        assert!(app.mail_to(World::ASSESSOR).await.is_empty());
        assert_eq!(mails(&app, CONFLICTED, "declare").await, 0);

        olga.choose("Asha Assessor");
        olga.press("Allocate").await;
        assert_eq!(olga.path(), journey.officers_page());
        olga.see("a recommendation is due by 22 December 2026");
        olga.see("Asha Assessor declares conflicts of interest before the case opens.");
        app.last_mail_to(World::ASSESSOR).await.link("/home/reviews/");
        // Pressed twice, it is given once.
        olga.press_again().await;
        assert_eq!(olga.status(), 409);
        olga.see("This case has an assessor already. Take it from that assessor first.");
        assert_eq!(mails(&app, World::ASSESSOR, "declare conflicts first").await, 1);
        olga.visit("/home/cases").await;
        olga.see("0 to allocate");
        olga.see("Assessor: declare conflicts");
        // Late is told, and counted.
        app.advance(TimeDelta::days(30));
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/cases").await;
        olga.see("1 over time");
        olga.see("2 working days over time");
        olga.follow("Over time").await;
        olga.see(Journey::EMPLOYER);
    }

    async fn two_officers_at_once_give_a_case_to_one_assessor(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let path = format!("{}/allocation", journey.officers_page());
        let mut olga = app.session(World::OFFICER).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        olga.visit(&path).await;
        olga.choose("Asha Assessor");
        otto.visit(&path).await;
        otto.choose("Alan Assessor");
        tokio::join!(olga.press("Allocate"), otto.press("Allocate"));
        let (won, lost) = if olga.status() == 200 { (&olga, &otto) } else { (&otto, &olga) };
        assert_eq!((won.status(), lost.status()), (200, 409), "{}", lost.text());
        assert!(lost.text().contains("already"), "{}", lost.text());
        let told = mails(&app, World::ASSESSOR, "declare").await + mails(&app, World::OTHER_ASSESSOR, "declare").await;
        assert_eq!(told, 1);
    }

    async fn nobody_is_the_officer_of_their_own_employer(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        appoint(&app, &journey, &journey.signatory, StaffRole::Officer).await;
        let mut otto = app.session(&journey.signatory).await;
        otto.visit("/home/cases").await;
        otto.see("You act for this employer: other officers see to it");
        assert!(otto.links().iter().all(|(words, _)| words != Journey::EMPLOYER));
        let review = journey.recommend(&app).await;
        for path in ["", "/allocation", "/decision"] {
            let answer = otto.download(&format!("{}{path}", journey.officers_page())).await;
            assert_eq!(answer.status, 404, "{path}");
        }
        let assessor = app.person(World::OTHER_ASSESSOR).await.to_string();
        for (path, fields) in [("allocation", vec![("assessor", assessor.as_str())]), ("replacement", vec![("version", "1"), ("reason", "Mine")])] {
            let answer = otto.post(&format!("{}/{path}", journey.officers_page()), &fields, false).await;
            assert_eq!(answer.status, 404, "{path}");
        }
        // Nor does a neighbour see anything, or an assessor the officers' side.
        for stranger in [World::NEIGHBOUR, World::ASSESSOR, &journey.lead] {
            let mut stranger = app.session(stranger).await;
            stranger.visit("/home/cases").await;
            stranger.not_see(Journey::EMPLOYER);
            for path in ["", "/allocation", "/decision"] {
                let answer = stranger.download(&format!("{}{path}", journey.officers_page())).await;
                assert_eq!(answer.status, 404, "{path}");
            }
        }
        let mut other = app.session(World::OTHER_ASSESSOR).await;
        other.visit(&format!("/home/reviews/{review}")).await;
        assert_eq!(other.status(), 404);
    }
}
