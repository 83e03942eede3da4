//! A term is half-open in London days: in force to the last instant of its last day, over at the next.

use chrono::{DateTime, TimeDelta, Utc};
use fairmark::accreditation::rules::Status;
use poem::http::Method;

use super::{accreditations, check_change, decisions};
use crate::helpers::{Journey, TestApp, World, send};

/// Goes to an instant.
fn at(app: &TestApp, instant: &str) {
    let instant: DateTime<Utc> = instant.parse().unwrap();
    app.advance(instant - app.now());
}

/// How everybody is told it stands: on its page, in the file, by the gate; and on its holder's page.
async fn told(app: &TestApp, journey: &Journey) -> [String; 4] {
    let held = accreditations(app, journey).await.remove(0);
    let get = async |path: String| send(&app.endpoint(), Method::GET, &path, &[], "").await;
    let file = get("/register.json".to_owned()).await.json();
    let gate = get(format!(
        "/api/v1/register/status?organisation={}&at_least=member",
        journey.organisation
    ))
    .await
    .json();
    // The list finds it where it stands and nowhere else: the database agrees with the rule.
    for status in Status::ALL {
        let found = get(format!("/register.json?status={}", status.as_str()))
            .await
            .json();
        let expected = usize::from(file["entries"][0]["status"] == status.as_str());
        assert_eq!(
            found["entries"].as_array().unwrap().len(),
            expected,
            "{status:?}"
        );
    }
    let mut lead = app.session(&journey.lead).await;
    lead.visit(&format!("/home/held/{}", held.id)).await;
    let page = get(format!("/register/{}", held.entry)).await.text();
    [
        if page.contains("has lapsed") {
            "lapsed"
        } else {
            "in force"
        }
        .to_owned(),
        file["entries"][0]["status"].as_str().unwrap().to_owned(),
        gate["answer"].as_str().unwrap().to_owned(),
        if lead.text().contains("lapsed: the term ended on") {
            "lapsed"
        } else {
            "in force"
        }
        .to_owned(),
    ]
}

const IN_FORCE: [&str; 4] = ["in force", "active", "meets", "in force"];
const OVER: [&str; 4] = ["lapsed", "lapsed", "does_not_meet", "lapsed"];

both! {
    async fn a_term_ends_with_the_last_instant_of_its_last_day_in_london(app: TestApp) {
        // Awarded on 1 June 2027, half an hour after midnight in London, while it is still May in UTC.
        let journey = Journey::submitted(&app).await;
        at(&app, "2027-05-31T23:30:00Z");
        let held = journey.award(&app).await;
        assert_eq!((held.term.since.to_string(), held.term.until.to_string()), ("2027-06-01".to_owned(), "2029-06-01".to_owned()));
        assert_eq!(told(&app, &journey).await, IN_FORCE);
        // Summer time: the last instant of 31 May 2029 in London.
        at(&app, "2029-05-31T22:59:59.999Z");
        assert_eq!(told(&app, &journey).await, IN_FORCE);
        let mut olga = app.session(World::OFFICER).await;
        let suspend = format!("/home/accreditations/{}/suspend", held.id);
        check_change(&mut olga, &suspend, "Unpaid travel time is being looked into", "").await;
        app.advance(TimeDelta::milliseconds(1));
        assert_eq!(told(&app, &journey).await, OVER);
        // The act that was looked at a moment before comes too late.
        olga.press("Suspend").await;
        assert_eq!(olga.status(), 409);
        olga.see("This accreditation cannot be suspended: its term ended on 31 May 2029.");
        assert_eq!(olga.heading(), "Suspend this accreditation");
        assert!(accreditations(&app, &journey).await[0].events.is_empty());
        // The register as it stood on the last day, and the day after.
        for (day, status) in [("2027-05-31", ""), ("2027-06-01", "active"), ("2029-05-31", "active"), ("2029-06-01", "lapsed")] {
            let file = send(&app.endpoint(), Method::GET, &format!("/register.json?on={day}"), &[], "").await.json();
            let said = file["entries"][0]["status"].as_str().unwrap_or_default();
            assert_eq!(said, status, "{day}");
        }
    }

    async fn a_suspension_outlives_neither_the_term_nor_a_withdrawal(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let held = journey.award(&app).await;
        let home = format!("/home/accreditations/{}", held.id);
        at(&app, "2028-11-23T12:00:00Z");
        let mut olga = app.session(World::OFFICER).await;
        check_change(&mut olga, &format!("{home}/suspend"), "Unpaid travel time is being looked into", "").await;
        olga.press("Suspend").await;
        assert_eq!(told(&app, &journey).await[1..3], ["suspended", "not_eligible"]);
        // Winter time: midnight in London is midnight.
        at(&app, "2028-11-23T23:59:59.999Z");
        assert_eq!(told(&app, &journey).await[1..3], ["suspended", "not_eligible"]);
        let mut olga = app.session(World::OFFICER).await;
        check_change(&mut olga, &format!("{home}/reinstate"), "Travel time is paid now", "").await;
        app.advance(TimeDelta::milliseconds(1));
        assert_eq!(told(&app, &journey).await[1..3], ["lapsed", "does_not_meet"]);
        olga.press("Reinstate").await;
        assert_eq!(olga.status(), 409);
        olga.see("its term ended on 23 November 2028");
        assert_eq!(decisions(&app, &journey).await.len(), 1);
    }
}
