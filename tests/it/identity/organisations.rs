//! Setting up an organisation: entered by hand, or found in the imported directory and claimed once.

use fairmark::identity::directory::actions::import_employers;
use fairmark::identity::directory::rules::import::Recency;
use poem::http::Method;
use serde_json::json;

use crate::helpers::{Browser, TestApp, send};
use crate::imports::{Notes, file_of};

const HEADER: &str = "EmployerName,EmployerId,Address,PostCode,CompanyNumber,SicCodes,DiffMeanHourlyPercent,CompanyLinkToGPGInfo,ResponsiblePerson,EmployerSize,CurrentName,SubmittedAfterTheDeadline,DueDate,DateSubmitted";
const AMIRA: &str = "amira.khan@bakery.example";
const RIVAL: &str = "rita.rival@elsewhere.example";

/// A directory with two invented employers, one of them without a company number.
async fn import(app: &TestApp) {
    let row = |id: u32, number: &str, name: &str| {
        format!(
            "\"{name}\",{id},\"{id} Invented Street, Exampleton\",M1 1AA,{number},\"10710\",4.5,,\"Somebody Responsible\",250 to 499,\"{name}\",False,2025/04/05 00:00:00,2025/03/01 10:00:00\n"
        )
    };
    let text = format!(
        "{HEADER}\n{}{}",
        row(11, "01234567", "HARBOUR STREET BAKERY LIMITED"),
        row(12, "", "EXAMPLETON COLLEGE")
    );
    let path = file_of(app, "employers.csv", text);
    import_employers(
        &app.ctx,
        &path,
        Recency::BySubmissions,
        &mut Notes::default(),
    )
    .await
    .unwrap();
}

async fn find(browser: &mut Browser, words: &str) {
    browser.visit("/home/organisations/find").await;
    browser.fill("Name or company number", words);
    browser.press("Search").await;
}

both! {
    async fn an_employer_is_entered_by_hand_and_no_mistake_costs_what_was_typed(app: TestApp) {
        let mut amira = app.sign_in_as(AMIRA).await;
        amira.visit("/home/organisations/new").await;
        amira.press("Save and continue").await;
        assert_eq!(amira.status(), 422);
        amira.see_error("name", "Enter the legal name of the organisation");
        amira.fill("Legal name", "Harbour  Street Bakery Ltd");
        amira.fill("Companies House number (optional)", "12-34!");
        amira.fill("Sector", "Manufacturing");
        amira.fill("How many people do you employ?", "about forty");
        amira.fill("How many of them work in this area?", "-3");
        amira.fill("Postcode of that workplace", "m1 1aa");
        amira.fill("Website (optional)", "javascript:alert(1)");
        amira.press("Save and continue").await;
        assert_eq!(amira.status(), 422);
        amira.see_error("headcount", "Enter a whole number of people, for example 34");
        // What can be read is then checked for its meaning, all of it at once.
        amira.fill("How many people do you employ?", "40");
        amira.fill("How many of them work in this area?", "41");
        amira.press("Save and continue").await;
        assert_eq!(amira.status(), 422);
        amira.see_error("company_number", "Enter the 8 characters of the Companies House number");
        amira.see_error("area_headcount", "cannot be larger than the number in the whole organisation");
        amira.see_error("website", "Enter a web address that starts with https://");
        for (label, value) in [
            ("Legal name", "Harbour  Street Bakery Ltd"), ("Companies House number (optional)", "12-34!"),
            ("Sector", "Manufacturing"), ("How many people do you employ?", "40"),
            ("Postcode of that workplace", "m1 1aa"), ("Website (optional)", "javascript:alert(1)"),
        ] {
            assert_eq!(amira.value(label), value, "{label}");
        }
        amira.fill("Companies House number (optional)", "sc123456");
        amira.fill("How many people do you employ?", "1,040");
        amira.fill("Website (optional)", "https://bakery.example");
        amira.press("Save and continue").await;
        assert_eq!(amira.status(), 200, "{}", amira.text());
        assert_eq!(amira.heading(), "Harbour Street Bakery Ltd");
        amira.see("Your organisation is set up. You are its lead.");
        amira.see("SC123456");
        amira.see("250 or more employees");
        amira.see("M1 1AA");
        // Sent twice by an impatient finger, it stands once.
        amira.press_again().await;
        assert_eq!(amira.status(), 409);
        amira.see_error("name", "Somebody already acts for this organisation on Fairmark.");
        amira.visit("/home").await;
        let own = amira.links().iter().filter(|(words, _)| words == "Details and people of Harbour Street Bakery Ltd");
        assert_eq!(own.count(), 1);
    }

    async fn a_listed_employer_is_claimed_once(app: TestApp) {
        import(&app).await;
        let mut amira = app.sign_in_as(AMIRA).await;
        find(&mut amira, "harbour bakery").await;
        amira.see("1 found");
        amira.see("company 01234567");
        amira.follow("HARBOUR STREET BAKERY LIMITED").await;
        amira.see("You claim HARBOUR STREET BAKERY LIMITED from the public directory.");
        assert_eq!(amira.value("Companies House number (optional)"), "01234567");
        assert_eq!(amira.value("Sector"), "Manufacturing");
        assert_eq!(amira.value("Postcode of that workplace"), "M1 1AA");
        // A rival has the same page open, and another knows the number alone.
        let mut rival = app.sign_in_as(RIVAL).await;
        find(&mut rival, "01234567").await;
        rival.follow("HARBOUR STREET BAKERY LIMITED").await;
        amira.fill("How many people do you employ?", "300");
        amira.press("Save and continue").await;
        amira.see("You are its lead");

        rival.fill("How many people do you employ?", "7");
        rival.fill("Companies House number (optional)", "");
        rival.press("Save and continue").await;
        assert_eq!(rival.status(), 409);
        rival.see_error("name", "Somebody already acts for this organisation on Fairmark. Ask the lead there to invite you");
        assert_eq!(rival.value("How many people do you employ?"), "7");
        rival.visit("/home/organisations/new").await;
        rival.fill("Legal name", "Harbour Street Bakery");
        rival.fill("Companies House number (optional)", "01234567");
        rival.press("Save and continue").await;
        assert_eq!(rival.status(), 409);
        rival.see_error("name", "Somebody already acts for this organisation");
        assert_eq!(rival.value("Legal name"), "Harbour Street Bakery");
        find(&mut rival, "harbour").await;
        rival.see("Already on Fairmark");
        rival.see("Somebody acts for it already. Ask the lead there to invite you.");
        assert!(rival.links().iter().all(|(words, _)| words != "HARBOUR STREET BAKERY LIMITED"));
        rival.visit("/home").await;
        rival.not_see("Harbour");
    }

    async fn two_claims_at_once_make_one_organisation(app: TestApp) {
        import(&app).await;
        let mut claims = Vec::new();
        for email in [AMIRA, RIVAL] {
            let mut browser = app.sign_in_as(email).await;
            find(&mut browser, "exampleton college").await;
            browser.follow("EXAMPLETON COLLEGE").await;
            claims.push(browser);
        }
        let (mut one, mut other) = (claims.remove(0), claims.remove(0));
        tokio::join!(one.press("Save and continue"), other.press("Save and continue"));
        let mut statuses = [one.status(), other.status()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{}\n{}", one.text(), other.text());
    }

    async fn an_employer_that_is_not_listed_is_still_let_in(app: TestApp) {
        import(&app).await;
        let mut amira = app.sign_in_as(AMIRA).await;
        for unknown in ["09999999", "<b>Quarry & Sons</b>", "%", "_"] {
            find(&mut amira, unknown).await;
            assert_eq!(amira.status(), 200);
            amira.see(&format!("No listed employer has a name like “{unknown}”"));
            assert_eq!(amira.value("Name or company number"), unknown);
        }
        find(&mut amira, "Quarry & Sons").await;
        let on = amira.links().iter().filter(|(words, _)| words == "enter it yourself").map(|(_, href)| href.clone()).next_back().unwrap();
        amira.visit(&on).await;
        assert_eq!(amira.value("Legal name"), "Quarry & Sons");
        amira.fill("Companies House number (optional)", "09999999");
        amira.press("Save and continue").await;
        amira.see("You are its lead");
    }

    async fn what_is_claimed_must_exist(app: TestApp) {
        import(&app).await;
        let mut amira = app.sign_in_as(AMIRA).await;
        let nowhere = "01932b5e-0000-7000-8000-000000000000";
        amira.visit(&format!("/home/organisations/new?entry={nowhere}")).await;
        assert_eq!(amira.status(), 404);
        amira.visit("/home/organisations/new").await;
        for (field, wrong) in [("entry", nowhere), ("district", nowhere), ("district", "Manchester"), ("sector", "Z"), ("sector", "Manufacturing")] {
            let answer = amira.post("/home/organisations/new", &[("name", "Quarry Bank Care Ltd"), (field, wrong)], false).await;
            assert!([404, 422].contains(&answer.status.as_u16()), "{field} {wrong}: {}", answer.status);
        }
        let bearer = format!("Bearer {}", app.token(AMIRA).await);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        for field in ["district_id", "directory_employer_id"] {
            let body = json!({ "name": "Quarry Bank Care Ltd", field: nowhere });
            let answer = send(&app.endpoint(), Method::POST, "/api/v1/organisations", &headers, body.to_string()).await;
            assert_eq!(answer.status, 422, "{field}: {}", answer.text());
        }
        amira.visit("/home").await;
        amira.not_see("Quarry Bank Care Ltd");
    }
}
