//! Lists: offered, looked at, brought in, followed by later ones; single ones recorded by hand.

use chrono::TimeDelta;
use entity::kinds::MemberRole;

use super::{kept, list};
use crate::helpers::{Browser, World};

async fn offer(officer: &mut Browser, day: &str, csv: &str) {
    officer.visit("/home/outside").await;
    officer.fill(
        "Accreditation",
        "Living Wage accreditation (Living Wage Foundation)",
    );
    officer.fill_date("Day the list shows", day);
    officer.upload("List", "living-wage.csv", csv.as_bytes());
    officer.press("Look at what it does").await;
}

both! {
    async fn a_list_is_looked_at_before_anything_changes_and_never_doubles(app: TestApp) {
        app.world_of_wages().await;
        app.underpaying("Bread & Sons Ltd", "1234567").await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/accreditations").await;
        olga.follow("Accreditations of others").await;
        olga.see("Living Wage Foundation");
        olga.see("None yet");
        olga.press("Look at what it does").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("file", "Choose the file of the list, saved as CSV");
        olga.see_error("accreditation", "Choose an accreditation from the list");

        offer(&mut olga, "2026-11-25", &list(&["A,LW1,,,,"])).await;
        olga.see_error("as_of", "The day the list shows cannot be in the future");
        offer(&mut olga, "2026-11-20", "Employer,Level\nBread,1\n").await;
        olga.see("nothing else to tell employers apart");

        let first = list(&[
            "Bread and Sons Limited,LW1,01234567,2026-01-01,31/12/2026,M5 4WT",
            "Cakes Ltd,LW2,,,,M5 4WT",
            "Doughs Ltd,LW3,,,soon,",
            "Alone Ltd,,,,,",
        ]);
        offer(&mut olga, "2026-11-20", &first).await;
        olga.see("Nothing has changed yet.");
        olga.see("Rows that are an organisation’s here, by company number: 1.");
        olga.see("This is no day of the form 31/12/2026");
        olga.see("A name alone tells nobody apart");
        assert!(kept(&app).await.is_empty());
        olga.press("Bring the list in").await;
        olga.see("The list is brought in.");
        olga.press_again().await;
        assert_eq!(olga.status(), 409);
        olga.see("This list was brought in already.");
        assert_eq!(kept(&app).await.len(), 2);

        // The same again changes nothing, a later one exactly what it says.
        offer(&mut olga, "2026-11-20", &first).await;
        olga.press("Bring the list in").await;
        olga.visit("/home/outside").await;
        olga.see("0 added, 0 changed, 0 gone, 2 same, 2 left out");
        let second = list(&[
            "Bread and Sons Limited,LW1,01234567,2026-01-01,31/12/2027,M5 4WT",
            "Eclairs Ltd,LW4,,,,",
        ]);
        app.advance(TimeDelta::days(1));
        let mut olga = app.session(World::OFFICER).await;
        offer(&mut olga, "2026-11-24", &second).await;
        olga.see("last day from 2026-12-31 to 2027-12-31");
        olga.see("Cakes Ltd (LW2)");
        olga.press("Bring the list in").await;
        olga.visit("/home/outside").await;
        olga.see("1 added, 1 changed, 1 gone, 0 same, 0 left out");
        let rows = kept(&app).await;
        let told: Vec<_> = rows.iter().map(|row| (row.reference.as_deref().unwrap(), row.gone_on.map(|day| day.to_string()))).collect();
        assert_eq!(told, [("LW1", None), ("LW2", Some("2026-11-24".to_owned())), ("LW4", None)]);

        // An older one than the last is refused, also when it was offered before.
        offer(&mut olga, "2026-11-21", &first).await;
        assert_eq!(olga.status(), 422);
        olga.see("This list shows 21 November 2026, and the one brought in last shows 24 November 2026.");
        assert_eq!(kept(&app).await, rows);
        // Nobody of another authority sees any of it.
        let mut nora = app.session(World::NEIGHBOUR).await;
        nora.visit("/home/outside").await;
        nora.not_see("Bread and Sons");
        assert!(fairmark::platform::audit::verify(app.ctx.read()).await.unwrap().is_ok());
    }

    async fn a_list_offered_before_a_later_one_came_in_is_refused(app: TestApp) {
        let world = app.world_of_wages().await;
        let early = app.offer(&world, "2026-11-20".parse().unwrap(), &list(&["A Ltd,LW1,,,,"])).await;
        app.bring_in(&world, "2026-11-22".parse().unwrap(), &list(&["B Ltd,LW2,,,,"])).await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&format!("/home/outside/lists/{early}")).await;
        olga.press("Bring the list in").await;
        assert_eq!(olga.status(), 422);
        olga.see("Bring in a list of that day or later.");
        assert_eq!(kept(&app).await.len(), 1);
    }

    async fn an_employer_sees_what_is_its_own_and_a_name_is_only_a_proposal(app: TestApp) {
        let world = app.world_of_wages().await;
        let own = app.underpaying("Bread & Sons Ltd", "01234567").await;
        let other = app.organisation("Cakes Limited", "cleo@cakes.example").await;
        app.bring_in(&world, "2026-11-20".parse().unwrap(), &list(&[
            "Anything Else,LW1,1234567,2026-01-01,31/12/2026,",
            "CAKES LTD,LW2,,,,M5 4WT",
        ])).await;
        let mut lead = app.session(&own.lead_email).await;
        lead.visit(&format!("/home/organisations/{}", own.organisation)).await;
        for words in ["Living Wage accreditation", "LW1", "1 January 2026", "31 December 2026", "Its issuer’s list, last seen 24 November 2026"] {
            lead.see(words);
        }
        let page = format!("/home/organisations/{other}");
        let mut cleo = app.session("cleo@cakes.example").await;
        cleo.visit(&page).await;
        cleo.not_see("LW2");
        cleo.see("None is known.");

        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/outside?q=cakes").await;
        olga.follow("CAKES LTD: Living Wage accreditation LW2").await;
        olga.see("Nobody’s here, as far as is known.");
        let mut stale = olga.clone();
        olga.choose("Cakes Limited");
        olga.press("Confirm whose it is").await;
        olga.see("Cakes Limited, as an officer confirmed.");
        stale.choose("Cakes Limited");
        stale.press("Confirm whose it is").await;
        assert_eq!(stale.status(), 409);
        cleo.visit(&page).await;
        cleo.see("LW2");
        // One that is not proposed cannot be chosen.
        let path = olga.path();
        olga.press("Take the confirmation back").await;
        let answer = olga.post(&format!("{path}/holder"), &[("version", "3"), ("organisation", &own.organisation.to_string())], false).await;
        assert_eq!(answer.status, 422);
        cleo.visit(&page).await;
        cleo.not_see("LW2");
        // Nobody confirms for the employer they act for.
        app.member("cleo@cakes.example", other, World::SECOND_OFFICER, MemberRole::Viewer).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit(&path).await;
        otto.choose("Cakes Limited");
        otto.press("Confirm whose it is").await;
        assert_eq!(otto.status(), 422);
        otto.see("You act or acted for this employer.");
    }

    async fn an_officer_records_one_by_hand_and_ends_it(app: TestApp) {
        app.world_of_wages().await;
        let own = app.underpaying("Bread & Sons Ltd", "01234567").await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/outside/new").await;
        olga.press("Record it").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("accreditation", "Choose an accreditation from the list");
        olga.fill("Accreditation", "Living Wage accreditation (Living Wage Foundation)");
        olga.press("Record it").await;
        olga.see_error("holder", "Enter the name of the employer");
        olga.see_error("note", "Enter the words on what shows it");
        olga.fill("Name of the employer", "Bread");
        olga.fill("Reference", "LW 77");
        olga.fill("Company number (optional)", "1234567");
        olga.fill("What shows it?", "The foundation’s own page");
        olga.fill_date("Last day (optional)", "2026-12-31");
        olga.press("Record it").await;
        olga.see("The accreditation is recorded");
        olga.see("Bread & Sons Ltd, by company number.");
        let page = olga.path();
        olga.press_again().await;
        assert_eq!(olga.status(), 409);
        olga.see("This accreditation is recorded already.");
        let organisation = format!("/home/organisations/{}", own.organisation);
        let mut lead = app.session(&own.lead_email).await;
        lead.visit(&organisation).await;
        lead.see("The charter team, 24 November 2026");
        lead.not_see("The foundation’s own page");
        olga.visit(&page).await;
        olga.press("End it").await;
        olga.see_error("note", "Say why it ends");
        olga.fill("Why does it end?", "The foundation wrote that it is over");
        olga.press("End it").await;
        olga.see("It is ended.");
        olga.press_again().await;
        assert_eq!(olga.status(), 409);
        lead.visit(&organisation).await;
        lead.see("Over since 23 November 2026");
    }
}
