//! An accreditation of others ends: the award that rests on it is looked at again, once, and changes
//! only by what an officer decides.

use chrono::TimeDelta;
use entity::outside_kinds::CheckOutcome;
use fairmark::accreditation::actions::check::open_due;
use fairmark::accreditation::rules::Status;
use fairmark::accreditation::store;

use super::{checks, list};
use crate::helpers::{Mail, TestApp, World};

const OWN: &str = "Bread,LW1,01234567,,31/12/2026,";

async fn mails(app: &TestApp, email: &str, kind: &str) -> Vec<Mail> {
    let mut mail = app.mail_to(email).await;
    mail.retain(|mail| mail.kind == kind);
    mail
}

both! {
    async fn a_list_that_no_longer_names_it_opens_one_check_and_changes_nothing(app: TestApp) {
        let world = app.world_of_wages().await;
        let own = app.underpaying("Bread & Sons Ltd", "01234567").await;
        let other = app.underpaying("Cakes Ltd", "07654321").await;
        let both = list(&[OWN, "Cakes,LW2,07654321,,,"]);
        app.bring_in(&world, "2026-11-20".parse().unwrap(), &both).await;
        let held = app.award_despite(&world, &own).await;
        let kept = app.award_despite(&world, &other).await;
        app.drain_worker().await;
        assert!(checks(&app, held.id).await.is_empty());

        app.advance(TimeDelta::days(10));
        app.bring_in(&world, "2026-12-01".parse().unwrap(), &list(&["Cakes,LW2,07654321,,,"])).await;
        app.drain_worker().await;
        let found = checks(&app, held.id).await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].lapse.ended_on.to_string(), "2026-12-01");
        assert!(checks(&app, kept.id).await.is_empty());
        // Late, twice, at once: still one.
        let (one, two) = tokio::join!(open_due(&app.ctx, None), open_due(&app.ctx, Some(world.authority)));
        assert_eq!((one.unwrap(), two.unwrap()), (0, 0));
        let now = store::get(app.ctx.read(), held.id).await.unwrap();
        assert_eq!((now.status_at(app.now()), now.version), (Status::Active, held.version));
        for (email, kind) in [
            (World::OFFICER, "accreditation_check_opened"),
            (World::SECOND_OFFICER, "accreditation_check_opened"),
            (own.lead_email.as_str(), "accreditation_check_begun"),
        ] {
            assert_eq!(mails(&app, email, kind).await.len(), 1, "{email}");
        }
        assert!(mails(&app, &other.lead_email, "accreditation_check_begun").await.is_empty());

        let mut lead = app.session(&own.lead_email).await;
        lead.visit(&format!("/home/held/{}", held.id)).await;
        lead.see("Living Wage accreditation LW1 is not held any more since 1 December 2026.");
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home").await;
        olga.see("Look again");
        olga.follow("Bread & Sons Ltd").await;
        olga.see("is not held any more since 1 December 2026.");
        olga.press("Close the check").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("outcome", "Choose what comes of it");
        olga.choose("Keep it");
        olga.press("Close the check").await;
        olga.see_error("note", "Give the reason for what you decide");
        olga.fill("Reason", "The foundation says that it is a mistake of the list");
        let mut late = olga.clone();
        olga.press("Close the check").await;
        olga.see("The check is closed");
        olga.see("the accreditation stays as it is");
        late.press("Close the check").await;
        assert_eq!(late.status(), 409);
        late.see("This check was closed already.");
        olga.visit("/home").await;
        olga.not_see("Look again");
        lead.visit(&format!("/home/held/{}", held.id)).await;
        lead.see("the accreditation stays as it is");
        lead.not_see("a mistake of the list");

        // What was kept is not asked again for the same end.
        app.advance(TimeDelta::days(1));
        fairmark::worker::begin_day(&app.ctx).await.unwrap();
        app.drain_worker().await;
        let found = checks(&app, held.id).await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].closed.as_ref().unwrap().outcome, CheckOutcome::Kept);
        assert!(store::get(app.ctx.read(), held.id).await.unwrap().events.is_empty());
        assert!(fairmark::platform::audit::verify(app.ctx.read()).await.unwrap().is_ok());
    }

    async fn a_last_day_that_passes_opens_one_and_the_officer_suspends(app: TestApp) {
        let world = app.world_of_wages().await;
        let own = app.underpaying("Bread <& Sons> Ltd", "01234567").await;
        app.bring_in(&world, "2026-11-20".parse().unwrap(), &list(&[OWN])).await;
        let held = app.award_despite(&world, &own).await;
        for days in [36, 1] {
            // 30 December, 31 December.
            app.advance(TimeDelta::days(days));
            fairmark::worker::begin_day(&app.ctx).await.unwrap();
            app.drain_worker().await;
            assert!(checks(&app, held.id).await.is_empty());
        }
        app.advance(TimeDelta::days(3));
        for _ in 0..2 {
            fairmark::worker::begin_day(&app.ctx).await.unwrap();
        }
        app.drain_worker().await;
        let found = checks(&app, held.id).await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].lapse.ended_on.to_string(), "2027-01-01");

        let mail = mails(&app, World::OFFICER, "accreditation_check_opened").await.remove(0);
        assert_eq!(mail.subject, "Bread <& Sons> Ltd: look at the accreditation again");
        let page = format!("/home/accreditations/{}/checks/{}", held.id, found[0].id);
        assert!(mail.link("/home/accreditations/").ends_with(&page));
        let told = mails(&app, &own.lead_email, "accreditation_check_begun").await.remove(0);
        assert!(told.link("/home/held/").ends_with(&held.id.to_string()));
        for mail in [&mail, &told] {
            for words in ["Living Wage accreditation LW1 was valid to 31 December 2026.", "Nothing has changed yet"] {
                assert!(mail.text.contains(words) && mail.html.contains(words), "{}", mail.text);
            }
            assert!(!mail.html.contains("<& Sons>") && !mail.text.contains("&#"), "{}", mail.html);
        }

        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&format!("/home/accreditations/{}", held.id)).await;
        olga.follow("Decide what comes of it: Living Wage accreditation LW1 was valid to 31 December 2026.").await;
        olga.choose("Suspend it");
        olga.fill("Reason", "No renewal was found");
        olga.press("Close the check").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("public_reason", "Enter the reason that the public register will show");
        assert!(checks(&app, held.id).await[0].closed.is_none());
        olga.fill("Reason that the public register will show, unless it is kept", "Its living wage licence is over");
        olga.press("Close the check").await;
        olga.see("The check is closed");
        olga.see("Suspended by Olga Officer");
        let now = store::get(app.ctx.read(), held.id).await.unwrap();
        assert_eq!(now.status_at(app.now()), Status::Suspended);
        assert_eq!(mails(&app, &own.lead_email, "accreditation_suspended").await.len(), 1);
        let mut anybody = app.browser();
        anybody.visit(&format!("/register/{}", held.entry)).await;
        anybody.see("Its living wage licence is over");
        anybody.not_see("No renewal was found");
    }

    async fn a_renewal_or_another_proof_opens_none(app: TestApp) {
        let world = app.world_of_wages().await;
        let own = app.underpaying("Bread & Sons Ltd", "01234567").await;
        app.bring_in(&world, "2026-11-20".parse().unwrap(), &list(&[OWN])).await;
        let held = app.award_despite(&world, &own).await;
        app.advance(TimeDelta::days(60));
        let renewed = list(&["Bread,LW1,01234567,,31/12/2027,"]);
        app.bring_in(&world, "2027-01-20".parse().unwrap(), &renewed).await;
        app.drain_worker().await;
        let renumbered = list(&["Bread,LW5,01234567,2026-12-01,31/12/2027,"]);
        app.bring_in(&world, "2027-01-21".parse().unwrap(), &renumbered).await;
        app.drain_worker().await;
        assert!(checks(&app, held.id).await.is_empty());
        // And then that one is gone as well.
        app.bring_in(&world, "2027-01-22".parse().unwrap(), &list(&["Somebody,LW9,,,,"])).await;
        app.drain_worker().await;
        assert_eq!(checks(&app, held.id).await.len(), 1);
    }
}
