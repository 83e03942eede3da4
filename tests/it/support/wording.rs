//! Words of an authority in its emails.

use crate::helpers::{Journey, World};

const PAGE: &str = "/home/emails/wording/assessment_receipt";

both! {
    async fn an_officer_adds_words_looks_at_them_and_takes_them_back(app: TestApp) {
        let case = Journey::drafted(&app).await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/emails/wording").await;
        olga.follow("An assessment was submitted, to its employer").await;
        olga.fill("Before our text (optional)", "Dear {nmae}");
        olga.press("Use these words").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("opening", "There is no placeholder {nmae}. Use one of {name}, {subject}, {team}, {authority}, {phone}, {email}");
        olga.fill("Subject line (optional)", "[Charter] {subject}");
        olga.fill("Before our text (optional)", "Dear {name}, <b>well done</b>");
        olga.fill("After our text (optional)", "Ring {phone}.");
        olga.press("Look at it first").await;
        assert_eq!(olga.status(), 200);
        olga.see("[Charter] Sample Bakery Ltd: assessment EX-7K2M9 submitted");
        olga.see("Dear Amira Sample, <b>well done</b>");
        let mut late = olga.clone();
        olga.press("Use these words").await;
        olga.see("Your words are in these emails from now on");
        late.press("Use these words").await;
        assert_eq!(late.status(), 409);

        case.submit(&app).await;
        let mut mail = app.mail_to(&case.lead).await;
        mail.retain(|mail| mail.kind == "assessment_receipt");
        let mail = mail.remove(0);
        assert!(mail.subject.starts_with("[Charter] ") && mail.subject.ends_with(" submitted"), "{}", mail.subject);
        assert!(mail.text.starts_with("Dear ") && mail.text.contains("Ring 01632 960 001.\n\n--\n"), "{}", mail.text);
        assert!(mail.html.contains("&lt;b&gt;well done&lt;/b&gt;") && !mail.html.contains("<b>well"), "{}", mail.html);
        mail.link("/home/assessments/");

        olga.visit(PAGE).await;
        olga.press("Go back to our words").await;
        olga.see("These emails say what Fairmark says");
        olga.visit("/home/emails/wording").await;
        olga.not_see("Your words");
        // The neighbour's emails never had them.
        let mut nora = app.session(World::NEIGHBOUR).await;
        nora.visit(PAGE).await;
        assert_eq!(nora.value("Subject line (optional)"), "");
    }
}

#[test]
fn every_kind_that_can_be_worded_is_written_somewhere() {
    let mut sources = String::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs")
                && !path.ends_with("wordable.rs")
            {
                sources += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    for one in fairmark::identity::rules::WORDABLE {
        let quoted = format!("\"{}\"", one.kind);
        assert!(sources.contains(&quoted), "{}", one.kind);
    }
}
