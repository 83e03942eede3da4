//! The next term follows the last: never two at once, never a day without.

use fairmark::accreditation::rules::Status;
use fairmark::assessment::actions::start::change_tier;
use poem::http::Method;

use super::{awarded, begin, held, holder, on};
use crate::helpers::{TestApp, send};

/// How many entries the register shows in force, and how many employers.
async fn in_force(app: &TestApp) -> usize {
    let file = send(
        &app.endpoint(),
        Method::GET,
        "/register.json?status=active",
        &[],
        "",
    )
    .await
    .json();
    file["entries"].as_array().unwrap().len()
}

both! {
    async fn a_renewal_in_time_begins_the_day_after_the_old_term(app: TestApp) {
        let world = app.world_with_scheme().await;
        let (applicant, old) = holder(&app, &world, "supporter").await;
        on(&app, "2028-10-01");
        let renewing = begin(&app, &applicant, &old).await;
        let new = awarded(&app, &world, &renewing, "supporter").await;
        assert_eq!(new.term.since, old.term.until);
        assert_eq!(new.term.until.to_string(), "2030-11-24");
        app.drain_worker().await;
        for (day, states) in [
            ("2028-10-02", [Status::Active, Status::NotYet]),
            ("2028-11-23", [Status::Active, Status::NotYet]),
            ("2028-11-24", [Status::Lapsed, Status::Active]),
        ] {
            on(&app, day);
            let stand: Vec<_> = held(&app, &applicant).await.iter().map(|one| one.status_at(app.now())).collect();
            assert_eq!(stand, states, "{day}");
            assert_eq!(in_force(&app).await, 1, "{day}");
            let mut lead = app.session(&applicant.lead_email).await;
            lead.visit(&format!("/register/{}", new.entry)).await;
            if day < "2028-11-24" {
                lead.see("the accreditation is valid from 24 November 2028 to 23 November 2030.");
            } else {
                lead.see("is accredited at");
            }
            // What is followed is not renewed twice.
            lead.visit(&format!("/home/held/{}/renew", old.id)).await;
            lead.see("A newer award follows this accreditation already.");
        }
        assert!(fairmark::platform::audit::verify(app.ctx.read()).await.unwrap().is_ok());
    }

    async fn a_higher_tier_takes_the_place_of_the_one_held_today(app: TestApp) {
        let world = app.world_with_scheme().await;
        let (applicant, old) = holder(&app, &world, "supporter").await;
        on(&app, "2028-10-01");
        let renewing = begin(&app, &applicant, &old).await;
        let version = app.assessment_version(&renewing).await;
        change_tier(&app.ctx, &renewing.lead, renewing.assessment, version, "member").await.unwrap();
        let new = awarded(&app, &world, &renewing, "member").await;
        assert_eq!(new.term.since, app.ctx.today());
        let now = held(&app, &applicant).await;
        assert_eq!(now[0].status_at(app.now()), Status::Superseded);
        assert_eq!(now[1].status_at(app.now()), Status::Active);
        assert_eq!(in_force(&app).await, 1);
        let mut anybody = app.browser();
        anybody.visit(&format!("/register/{}", old.entry)).await;
        anybody.see("was replaced by a newer award on 1 October 2028.");
        let found = send(&app.endpoint(), Method::GET, "/register.json?status=superseded", &[], "").await.json();
        assert_eq!(found["entries"].as_array().unwrap().len(), 1);
    }

    async fn after_the_end_the_new_term_begins_on_the_day_of_the_award(app: TestApp) {
        let world = app.world_with_scheme().await;
        let (applicant, old) = holder(&app, &world, "supporter").await;
        on(&app, "2028-11-20");
        let renewing = begin(&app, &applicant, &old).await;
        on(&app, "2028-12-05");
        let new = awarded(&app, &world, &renewing, "supporter").await;
        assert_eq!(new.term.since.to_string(), "2028-12-05");
        assert_eq!(in_force(&app).await, 1);
    }
}
