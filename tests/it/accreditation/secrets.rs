//! What officers note among themselves is told to nobody else, in no form.

use entity::kinds::MemberRole;
use fairmark::certificate::store as certificates;
use poem::http::Method;

use super::{accreditations, check, check_change};
use crate::helpers::{Journey, World, send};

const NOTE: &str = "Raised-by-two-workers-in-confidence";
const REASON: &str = "Unpaid travel time is being looked into";
const FINDING_NOTE: &str = "Their-minutes-look-copied";
const WHY: &str = "Recommended-with-a-heavy-heart";

both! {
    async fn notes_and_recommendations_stay_among_colleagues(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        app.member(&journey.lead, journey.organisation, "vera.viewer@quarrybank.example", MemberRole::Viewer).await;
        let review = journey.open(&app).await;
        journey.judge(&app, review, &["PAY-1"]).await;
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&format!("/home/reviews/{review}?criterion=PAY-1")).await;
        asha.choose_in("Your judgement", "Partly met");
        asha.fill("Reason", "Two rates of pay.");
        asha.fill("Note for colleagues (optional)", FINDING_NOTE);
        asha.press("Save").await;
        asha.follow("Recommend").await;
        asha.choose("Award Member");
        asha.fill("Why?", WHY);
        asha.press("Send to the officers").await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        check(&mut otto, &journey, "Award", "").await;
        otto.press("Award Member").await;
        app.drain_worker().await;
        let held = accreditations(&app, &journey).await.remove(0);
        let home = format!("/home/accreditations/{}", held.id);
        check_change(&mut otto, &format!("{home}/suspend"), REASON, NOTE).await;
        otto.press("Suspend").await;
        // Colleagues read them, on the page and as programs.
        otto.visit(&home).await;
        otto.see(NOTE);
        let bearer = format!("Bearer {}", app.token(World::OFFICER).await);
        let read = |path: String, bearer: String| {
            let app = &app;
            async move { send(&app.endpoint(), Method::GET, &path, &[("authorization", &bearer)], "").await }
        };
        let one = format!("/api/v1/accreditations/{}", held.id);
        assert!(read(one.clone(), bearer.clone()).await.text().contains(NOTE));
        assert!(read("/api/v1/accreditations".to_owned(), bearer).await.text().contains(NOTE));

        let mut told: Vec<(String, String)> = Vec::new();
        let issued = certificates::find_by_accreditation(app.ctx.read(), held.id).await.unwrap();
        let number = issued.unwrap().number;
        for path in [
            "/register".to_owned(), format!("/register/{}", held.entry), "/register.csv".to_owned(), "/register.csv?for=spreadsheet".to_owned(),
            "/register.json".to_owned(), "/register.atom".to_owned(), "/api/v1/register".to_owned(), format!("/api/v1/register/entries/{}", held.entry),
            format!("/api/v1/register/status?organisation={}", journey.organisation), format!("/certificates/{number}"), "/statistics".to_owned(), "/".to_owned(),
        ] {
            let answer = send(&app.endpoint(), Method::GET, &path, &[], "").await;
            assert_eq!(answer.status, 200, "{path}");
            told.push((path, answer.text()));
        }
        assert!(told[1].1.contains(REASON) && told[2].1.contains(REASON) && told[4].1.contains(REASON));
        for email in [journey.lead.as_str(), &journey.signatory, "vera.viewer@quarrybank.example"] {
            let browser = app.session(email).await;
            for path in [
                "/home".to_owned(), format!("/home/held/{}", held.id), format!("{}/decision", journey.employers_page()),
                journey.employers_page(), format!("{}/print", journey.employers_page()), format!("{}/submitted", journey.employers_page()),
            ] {
                let answer = browser.download(&path).await;
                assert!(answer.status == 200 || answer.status == 303, "{path}: {}", answer.status);
                told.push((format!("{email} {path}"), answer.text()));
            }
            let bearer = format!("Bearer {}", app.token(email).await);
            let decision = format!("/api/v1/assessments/{}/decision", journey.assessment);
            for path in [one.clone(), decision, format!("/api/v1/assessments/{}", journey.assessment)] {
                let answer = read(path.clone(), bearer.clone()).await;
                assert_eq!(answer.status, 200, "{path}");
                told.push((format!("{email} {path}"), answer.text()));
            }
        }
        for mail in app.mail().await {
            told.push((format!("{} to {}", mail.kind, mail.to), format!("{}\n{}\n{}", mail.subject, mail.text, mail.html)));
        }
        for (what, text) in told {
            for secret in [NOTE, FINDING_NOTE, WHY, "internal_note", "Otto Officer"] {
                assert!(!text.contains(secret), "{what} tells {secret}");
            }
        }
    }
}
