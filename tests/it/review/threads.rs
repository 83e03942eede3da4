//! What is said about a case: inside the authority, and between it and the employer.

use chrono::TimeDelta;
use entity::kinds::{MemberRole, StaffRole};
use fairmark::review::actions::allocate;
use fairmark::review::actions::declare::{Declaration, declare};
use fairmark::review::store;
use sea_orm::EntityTrait;

use super::{appoint, mail_about, mails};
use crate::helpers::{Browser, Journey, TestApp, World};

const INSIDE: &str = "The rota looks copied from elsewhere.";
const SHARED: &str = "Could you name the months on page 3?";
const ANSWER: &str = "They are May and June.";
const VIEWER: &str = "vera.viewer@quarrybank.example";

async fn write(browser: &mut Browser, audience: &str, words: &str) {
    browser.choose_in("Who reads it?", audience);
    browser.fill("Your comment", words);
    browser.press("Post the comment").await;
}

async fn opened(app: &TestApp) -> (Journey, Browser, String) {
    let journey = Journey::submitted(app).await;
    let review = journey.open(app).await;
    let path = format!("/home/reviews/{review}/comments");
    let mut asha = app.session(World::ASSESSOR).await;
    asha.visit(&format!("/home/reviews/{review}")).await;
    asha.follow("Comments").await;
    assert_eq!(asha.path(), path);
    (journey, asha, path)
}

both! {
    async fn what_is_internal_stays_inside_and_what_is_shared_is_read_by_both(app: TestApp) {
        let (journey, mut asha, path) = opened(&app).await;
        asha.see("The employer reads it too, and gets an email");
        asha.see("You cannot change this after you post it");
        asha.fill("Your comment", INSIDE);
        asha.press("Post the comment").await;
        assert_eq!(asha.status(), 422);
        asha.see_error("audience", "Choose who reads it");
        assert_eq!(asha.value("Your comment"), INSIDE);
        asha.choose_in("Who reads it?", "Internal");
        asha.press("Post the comment").await;
        asha.see("Posted. Assessors and officers of this case read it");
        asha.see("Internal: Asha Assessor, assessor");
        write(&mut asha, "Internal", " ").await;
        asha.see_error("words", "Write what you want to say");
        assert_eq!(mails(&app, &journey.lead, "a comment on your application").await, 0);
        asha.visit(&path).await;
        asha.fill("What is it about?", "VOICE-4: What changed");
        write(&mut asha, "Shared with the employer", SHARED).await;
        asha.see("Posted. The employer reads it too");
        asha.see("Shared with the employer: Asha Assessor, assessor");
        assert_eq!(mails(&app, &journey.lead, "a comment on your application").await, 1);
        // Nobody is written to twice in a day about the same comments; about others, they are.
        for (about, expected) in [("VOICE-4: What changed", 1), ("The case as a whole", 2)] {
            asha.fill("What is it about?", about);
            write(&mut asha, "Shared with the employer", "And the year?").await;
            assert_eq!(mails(&app, &journey.lead, "a comment on your application").await, expected);
        }
        app.advance(TimeDelta::hours(25));
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&path).await;
        write(&mut asha, "Shared with the employer", "Once more").await;
        assert_eq!(mails(&app, &journey.lead, "a comment on your application").await, 3);

        let mut lena = app.session(&journey.lead).await;
        lena.visit(&format!("{}/submitted", journey.employers_page())).await;
        lena.follow("Comments of the charter team, and yours").await;
        lena.see(SHARED);
        lena.see("You and the charter team: The assessor");
        for secret in [INSIDE, "Asha", "Internal"] {
            lena.not_see(secret);
        }
        lena.fill("Your comment", ANSWER);
        lena.press("Post the comment").await;
        lena.see("Sent. The charter team and your colleagues read it");
        assert_eq!(mails(&app, World::ASSESSOR, "a comment of the employer").await, 1);
        assert_eq!(mails(&app, World::OFFICER, "a comment of the employer").await, 0);
        // An employer posts nothing inside, whatever a page of theirs sends.
        let own = format!("{}/comments", journey.employers_page());
        let forged = [("audience", "internal"), ("words", "Sly"), ("about", "")];
        assert_eq!(lena.post(&own, &forged, false).await.status, 303);
        let said = store::list_comments(app.ctx.read(), journey.assessment).await.unwrap();
        assert_eq!(said.last().unwrap().comment.audience.as_str(), "shared");

        // An officer reads both, and the comments on one criterion alone.
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&journey.officers_page()).await;
        olga.follow("Comments").await;
        for words in [INSIDE, SHARED, ANSWER, "Lena Lead, employer"] {
            olga.see(words);
        }
        olga.visit(&format!("{}/comments?about=VOICE-4", journey.officers_page())).await;
        olga.see(SHARED);
        olga.not_see(INSIDE);
    }

    async fn an_author_alone_takes_a_comment_back_and_a_trace_stays(app: TestApp) {
        let (journey, mut asha, path) = opened(&app).await;
        app.member(&journey.lead, journey.organisation, VIEWER, MemberRole::Viewer).await;
        write(&mut asha, "Shared with the employer", SHARED).await;
        let said = store::list_comments(app.ctx.read(), journey.assessment).await.unwrap();
        let id = said[0].comment.id;
        let mut olga = app.session(World::OFFICER).await;
        let of_officers = format!("{}/comments", journey.officers_page());
        olga.visit(&of_officers).await;
        olga.not_see("Take this comment back");
        let answer = olga.post(&format!("{of_officers}/{id}/withdrawal"), &[], false).await;
        assert_eq!(answer.status, 404);
        let mut lena = app.session(&journey.lead).await;
        let own = format!("{}/comments", journey.employers_page());
        lena.visit(&own).await;
        assert_eq!(lena.post(&format!("{own}/{id}/withdrawal"), &[], false).await.status, 404);
        let mut second = asha.clone();
        let buttons = asha.buttons();
        let button = buttons.iter().find(|words| words.starts_with("Take this comment back"));
        let button = (*button.unwrap()).to_owned();
        asha.press(&button).await;
        asha.see("The comment is taken back");
        asha.see("Its author took it back on 24 November 2026.");
        asha.not_see(SHARED);
        second.press(&button).await;
        assert_eq!(second.status(), 409);
        for page in [&own, &path] {
            let mut reader = app.session(if page.starts_with("/home/reviews") { World::ASSESSOR } else { VIEWER }).await;
            reader.visit(page).await;
            reader.see("Its author took it back");
            reader.not_see(SHARED);
        }
        // Who may only read writes nothing.
        let mut vera = app.session(VIEWER).await;
        vera.visit(&own).await;
        vera.not_see("Post the comment");
        assert_eq!(vera.post(&own, &[("words", "Hello")], false).await.status, 422);
        // The words are nowhere any more.
        let rows = entity::case_comment::Entity::find().all(app.ctx.read()).await.unwrap();
        assert!(rows.iter().all(|row| !row.words.contains("page 3")));
    }

    async fn who_has_a_conflict_learns_of_no_comment(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let con = "con.flicted@authority.example";
        for role in [StaffRole::Officer, StaffRole::Assessor] {
            appoint(&app, &journey, con, role).await;
        }
        let authority = journey.world.authority;
        let officer = app.caller(World::OFFICER).await.officer(authority).unwrap();
        let person = app.person(con).await;
        let given = allocate::allocate(&app.ctx, &officer, journey.assessment, person).await.unwrap();
        let assessor = app.caller(con).await.assessor(authority).unwrap();
        let statement = "My sister works there".to_owned();
        declare(&app.ctx, &assessor, given.id, Declaration::Conflict { statement }).await.unwrap();
        let review = journey.open(&app).await;
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&format!("/home/reviews/{review}/comments")).await;
        write(&mut asha, "Internal", INSIDE).await;
        let mut con = app.session(con).await;
        con.visit("/home/account").await;
        for path in [
            format!("{}/comments", journey.officers_page()),
            format!("{}/marks", journey.officers_page()),
            format!("/home/reviews/{}/comments", given.id),
            format!("/home/reviews/{review}/comments"),
            format!("/home/reviews/{}/marks", given.id),
        ] {
            let answer = con.download(&path).await;
            assert_eq!(answer.status, 404, "{path}");
            let sent = [("audience", "internal"), ("words", "x"), ("flag", "x"), ("reason", "x")];
            assert_eq!(con.post(&path, &sent, false).await.status.as_u16() / 100, 4, "{path}");
        }
        // The employer's shared comments go to whoever has the case, and never to them.
        let mut lena = app.session(&journey.lead).await;
        lena.visit(&format!("{}/comments", journey.employers_page())).await;
        lena.fill("Your comment", ANSWER);
        lena.press("Post the comment").await;
        assert_eq!(mails(&app, "con.flicted@authority.example", "a comment").await, 0);
    }

    async fn before_there_is_an_assessor_the_officers_are_written_to(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let mut lena = app.session(&journey.lead).await;
        lena.visit(&format!("{}/comments", journey.employers_page())).await;
        lena.fill("Your comment", ANSWER);
        lena.press("Post the comment").await;
        for officer in [World::OFFICER, World::SECOND_OFFICER] {
            assert_eq!(mails(&app, officer, "a comment of the employer").await, 1, "{officer}");
            let told = mail_about(&app, officer, "a comment of the employer").await.link("/home/cases/");
            let mut reader = app.session(officer).await;
            reader.visit(&told).await;
            reader.see(ANSWER);
        }
        assert_eq!(mails(&app, World::NEIGHBOUR, "a comment").await, 0);
    }
}
