//! Asking about one answer: it alone unlocks, the reply is a new round, and a question can be taken back.

use chrono::TimeDelta;
use entity::kinds::MemberRole;
use fairmark::assessment::store as assessments;
use fairmark::review::store;

use super::{asked_at, judge, mails, screen};
use crate::helpers::{Browser, Journey, TestApp, World};

const VIEWER: &str = "vera.viewer@quarrybank.example";
const QUESTION: &str = "Which rota, and since when?";
const TEXT: &str = "What has changed in the last year because of what staff told you?";

/// A case in which the usual assessor judged one criterion and then asked about it.
async fn asked(app: &TestApp) -> (Journey, Browser, Browser, String) {
    let journey = Journey::submitted(app).await;
    app.member(
        &journey.lead,
        journey.organisation,
        VIEWER,
        MemberRole::Viewer,
    )
    .await;
    let review = journey.open(app).await;
    let mut asha = app.session(World::ASSESSOR).await;
    asha.visit(&screen(review, "VOICE-4")).await;
    judge(&mut asha, "Partly met", "One rota of three.").await;
    asha.fill("Your question", QUESTION);
    asha.press("Ask the employer").await;
    assert_eq!(asha.status(), 200);
    app.advance(TimeDelta::minutes(10));
    let mut lead = app.session(&journey.lead).await;
    lead.visit("/home").await;
    lead.see("1 answer needs more detail, by 8 December 2026");
    lead.follow("Answer for Quarry Bank Care Ltd").await;
    let path = lead.path();
    (journey, asha, lead, path)
}

async fn rounds(app: &TestApp, journey: &Journey) -> usize {
    let bundles = assessments::list_bundles(app.ctx.read(), journey.assessment).await;
    bundles.unwrap().len()
}

both! {
    async fn a_question_is_asked_once(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        app.member(&journey.lead, journey.organisation, VIEWER, MemberRole::Viewer).await;
        let review = journey.open(&app).await;
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&screen(review, "VOICE-4")).await;
        asha.press("Ask the employer").await;
        assert_eq!(asha.status(), 422);
        asha.see_error("question", "Enter the question that the employer should answer");
        let long = "q".repeat(2_001);
        asha.fill("Your question", &long);
        asha.press("Ask the employer").await;
        assert_eq!(asha.status(), 422);
        asha.see_error("question", "The question must be 2000 characters or fewer");
        assert_eq!(asha.value("Your question"), long);
        let mut second = asha.clone();
        asha.fill("Your question", QUESTION);
        asha.press("Ask the employer").await;
        asha.see("The employer is asked, and can change this one answer until 8 December 2026.");
        asha.see("With the employer, due in 10 working days");
        asha.press_again().await;
        assert_eq!(asha.status(), 409);
        asha.see("A question on this answer is with the employer already.");
        // What was typed in another window stays there to be kept.
        second.fill("Your question", "Another question");
        second.press("Ask the employer").await;
        assert_eq!(second.status(), 409);
        assert_eq!(second.value("Your question"), "Another question");
        for email in [&journey.lead, &journey.signatory] {
            assert_eq!(mails(&app, email, "answer a question by 8 December 2026").await, 1, "{email}");
            asked_at(&app, email).await;
        }
        assert_eq!(mails(&app, VIEWER, "question").await, 0);
        // A question on what was not asked of the employer is none.
        let answer = asha.post(&format!("/home/reviews/{review}/clarifications"), &[("criterion", "NOPE-1"), ("question", "?")], false).await;
        assert_eq!(answer.status, 404);
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/cases").await;
        olga.see("Employer: answer questions");
        olga.visit(&journey.officers_page()).await;
        olga.see("1 answer needs more detail.");
        olga.see(QUESTION);
    }

    async fn one_answer_unlocks_and_nothing_else(app: TestApp) {
        let (journey, _, mut lead, path) = asked(&app).await;
        lead.see(QUESTION);
        lead.see("Everything else in your application stays as you submitted it.");
        lead.not_see("One rota of three.");
        lead.not_see("Asha");
        // The other answers stay closed: on their page, and through this one.
        let pillar = format!("{}/pillars/engagement-and-voice", journey.employers_page());
        let forged = [("VOICE-4_version", "1"), ("VOICE-4_value", "Slipped in"), ("VOICE-2_version", "1"), ("VOICE-2_value", "no")];
        let answer = lead.post(&pillar, &forged, true).await;
        assert_eq!(answer.status, 409);
        lead.fill("Your reply to the assessor", "The night rota, since May.");
        lead.fill(TEXT, "We moved the night rota in May.");
        lead.visit(&path).await;
        let forged = [("VOICE-4_value", "We moved the night rota in May."), ("VOICE-2_value", "no"), ("VOICE-2_comment", "Slipped in"),
            ("PAY-1_value", "0.01"), ("then", "reply"), ("reply", "The night rota, since May.")];
        let answer = lead.post(&path, &forged, true).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let given = assessments::load_given(app.ctx.read(), journey.assessment).await.unwrap();
        let bundles = assessments::list_bundles(app.ctx.read(), journey.assessment).await.unwrap();
        assert_eq!(bundles.len(), 2);
        for (code, answer) in &bundles[1].content.answers {
            let changed = Some(answer) != bundles[0].content.answers.get(code);
            assert_eq!(changed, code.as_str() == "VOICE-4", "{code}");
            assert!(!given.answers[code].comment.contains("Slipped in"), "{code}");
        }
        // Viewers, colleagues elsewhere and strangers answer nothing.
        let mut viewer = app.session(VIEWER).await;
        viewer.visit(&path).await;
        assert_eq!(viewer.status(), 200);
        viewer.not_see("Send your reply");
        app.organisation("Elsewhere Ltd", "sam@elsewhere.example").await;
        for stranger in ["sam@elsewhere.example", World::ASSESSOR, World::OFFICER] {
            let mut stranger = app.session(stranger).await;
            stranger.visit("/home/account").await;
            assert_eq!(stranger.download(&path).await.status, 404);
            assert_eq!(stranger.post(&path, &forged, true).await.status, 404);
        }
    }

    async fn a_reply_makes_a_new_round_and_marks_what_changed(app: TestApp) {
        let (journey, mut asha, mut lead, path) = asked(&app).await;
        let mut viewer = app.session(VIEWER).await;
        viewer.visit(&path).await;
        let sent = [("VOICE-4_value", "By a viewer"), ("reply", "By a viewer"), ("then", "reply")];
        assert_eq!(viewer.post(&path, &sent, true).await.status, 422);
        // A reply needs words; the answer that was changed stays changed on the page.
        lead.fill(TEXT, "We moved the night rota in May.");
        lead.press("Send your reply").await;
        assert_eq!(lead.status(), 422);
        lead.see_error("reply", "Say what you changed or what the assessor should know");
        assert_eq!(lead.value(TEXT), "We moved the night rota in May.");
        let (reply, answer) = ("r".repeat(4_001), "a".repeat(1_001));
        lead.fill("Your reply to the assessor", &reply);
        lead.press("Send your reply").await;
        assert_eq!(lead.status(), 422);
        lead.see_error("reply", "The reply must be 4000 characters or fewer");
        assert_eq!(lead.value("Your reply to the assessor"), reply);
        lead.fill(TEXT, &answer);
        lead.press("Send your reply").await;
        assert_eq!(lead.status(), 422);
        assert!(lead.errors().iter().any(|(field, _)| field == "VOICE-4_value"), "{:?}", lead.errors());
        assert_eq!(lead.value(TEXT), answer);
        assert_eq!(rounds(&app, &journey).await, 1);
        // Evidence is added on the way, then the reply is sent.
        lead.fill(TEXT, "We moved the night rota in May.");
        lead.fill("Your reply to the assessor", "The night rota, since May.");
        lead.fill("Or add a link", "ftp://quarrybank.example/rota");
        lead.press("Add the evidence").await;
        assert_eq!(lead.status(), 422);
        assert!(lead.errors().iter().any(|(field, _)| field == "link"));
        assert_eq!(lead.value("Your reply to the assessor"), "The night rota, since May.");
        lead.fill("Or add a link", "https://quarrybank.example/rota");
        lead.press("Add the evidence").await;
        assert_eq!(lead.status(), 200);
        lead.see("The evidence is added. Send your reply when you are ready.");
        assert_eq!(lead.value(TEXT), "We moved the night rota in May.");
        lead.press("Send your reply").await;
        lead.see("Your reply is with the assessor.");
        lead.see("Answered on 24 November 2026");
        assert_eq!(rounds(&app, &journey).await, 2);
        // Sent twice, it is one reply, one round, one email.
        lead.press_again().await;
        assert_eq!(lead.status(), 409);
        lead.see("This question was answered already. The reply is with the assessor.");
        assert_eq!(rounds(&app, &journey).await, 2);
        assert_eq!(mails(&app, World::ASSESSOR, "answered your question").await, 1);

        let review = store::live_review(app.ctx.read(), journey.assessment).await.unwrap().unwrap().id;
        asha.visit(&screen(review, "VOICE-4")).await;
        asha.see("The employer changed this after you judged it. Look again and save your judgement.");
        asha.see("Before: We moved the rota to four weeks ahead.");
        asha.see("Now: We moved the night rota in May.");
        asha.see("Changed after submission, in round 2");
        asha.see("The night rota, since May.");
        asha.see("(changed)");
        asha.see("0 of 29 judged");
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&journey.officers_page()).await;
        olga.see("Round 2");
        // Looked at again, it is judged; and the criterion can be asked about once more.
        app.advance(TimeDelta::minutes(1));
        judge(&mut asha, "Met", "Seen.").await;
        asha.see("1 of 29 judged");
        asha.not_see("(changed)");
        asha.fill("Your question", "And the day rota?");
        asha.press("Ask the employer").await;
        assert_eq!(asha.status(), 200);
        asha.see("And the day rota?");
    }

    async fn a_question_taken_back_closes_the_answer_again(app: TestApp) {
        let (journey, mut asha, mut lead, path) = asked(&app).await;
        lead.fill(TEXT, "We moved the night rota in May.");
        lead.fill("Your reply to the assessor", "The night rota, since May.");
        asha.press("Take the question back").await;
        asha.see("The question is taken back. The employer is told.");
        for email in [&journey.lead, &journey.signatory] {
            assert_eq!(mails(&app, email, "a question was taken back").await, 1, "{email}");
        }
        asha.press_again().await;
        assert_eq!(asha.status(), 409);
        asha.see("The assessor took this question back.");
        assert_eq!(mails(&app, &journey.lead, "a question was taken back").await, 1);
        // The employer had the form open; nothing is changed, and the page says why.
        lead.press("Send your reply").await;
        assert_eq!(lead.status(), 409);
        lead.see("The assessor took this question back");
        assert_eq!(rounds(&app, &journey).await, 1);
        let given = assessments::load_given(app.ctx.read(), journey.assessment).await.unwrap();
        assert!(format!("{given:?}").contains(Journey::ANSWER));
        assert!(!format!("{given:?}").contains("night rota"));
        let fields = [("link", "https://quarrybank.example/late"), ("then", "attach")];
        assert_eq!(lead.post(&path, &fields, true).await.status, 409);
    }

    async fn two_colleagues_at_once_reply_once(app: TestApp) {
        let (journey, _, mut lead, path) = asked(&app).await;
        let mut signatory = app.session(&journey.signatory).await;
        signatory.visit(&path).await;
        for (browser, words) in [(&mut lead, "From Lena"), (&mut signatory, "From Sol")] {
            browser.fill("Your reply to the assessor", words);
        }
        tokio::join!(lead.press("Send your reply"), signatory.press("Send your reply"));
        let mut statuses = [lead.status(), signatory.status()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        assert_eq!(rounds(&app, &journey).await, 2);
        assert_eq!(mails(&app, World::ASSESSOR, "answered your question").await, 1);
    }
}
