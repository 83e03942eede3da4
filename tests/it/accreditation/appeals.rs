//! An employer appeals: in time, once, to somebody who had no part in it.

use chrono::TimeDelta;
use entity::ids::OrganisationId;
use entity::matter_kinds::Remedy;
use fairmark::accreditation::actions::appeal::{self, About, Step};
use fairmark::accreditation::actions::change;
use fairmark::accreditation::actions::matter::warn_of_clocks;
use fairmark::accreditation::rules::{Accreditation, Reasons, Status};
use fairmark::accreditation::store::{self, ListFilter};
use fairmark::identity::guard::Employer;
use fairmark::platform::error::Error;

use super::mails;
use crate::helpers::after::THIRD_OFFICER;
use crate::helpers::awarded::facts;
use crate::helpers::{Journey, TestApp, World};

const WHY: &str = "The rota is on the wall of the office.";

async fn lead(app: &TestApp, email: &str, organisation: OrganisationId) -> Employer {
    app.caller(email).await.employer(organisation).unwrap()
}

async fn now(app: &TestApp, held: &Accreditation) -> Accreditation {
    let found = store::get_in_authority(app.ctx.read(), [held.authority_id], held.id).await;
    found.unwrap()
}

async fn withdraw(app: &TestApp, world: &World, held: &Accreditation) {
    let officer = app.officer(world).await;
    let reasons = Reasons::parse("The rota was not published", "").unwrap();
    change::withdraw(&app.ctx, &officer, held.id, held.version, reasons)
        .await
        .unwrap();
}

/// How many stand where, as lists count them.
async fn listed(app: &TestApp, status: Status) -> u64 {
    let filter = ListFilter {
        status: Some(status),
        ..ListFilter::default()
    };
    store::count_public(app.ctx.read(), &filter, app.ctx.now())
        .await
        .unwrap()
}

both! {
    async fn an_upheld_appeal_alone_brings_a_withdrawn_accreditation_back(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let held = journey.award(&app).await;
        let third = app.third_officer(&journey.world).await;
        withdraw(&app, &journey.world, &held).await;
        app.advance(TimeDelta::days(1));
        assert_eq!((listed(&app, Status::Withdrawn).await, listed(&app, Status::Active).await), (1, 0));
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&format!("/home/accreditations/{}/reinstate", held.id)).await;
        olga.see("This cannot be done where the accreditation stands now.");

        let mut lena = app.session(&journey.lead).await;
        lena.visit(&format!("/home/held/{}/appeal", held.id)).await;
        lena.press("Send the appeal").await;
        assert_eq!(lena.status(), 422);
        lena.see_error("grounds", "Tick at least one ground");
        lena.see_error("words", "Say why the decision is wrong");
        lena.choose("Evidence that we gave was not considered");
        lena.fill("Why is the decision wrong?", WHY);
        lena.press("Send the appeal").await;
        lena.see("We have your appeal");
        // Once.
        let own = lead(&app, &journey.lead, journey.organisation).await;
        let again = appeal::lodge(&app.ctx, &own, About::Held(held.id), (Vec::new(), WHY)).await;
        assert!(matches!(again, Err(Error::Conflict(_))));

        let told = mails(&app, THIRD_OFFICER, "appeal_lodged").await;
        let mut thea = app.session(THIRD_OFFICER).await;
        thea.visit("/home/appeals").await;
        thea.see("An officer takes it");
        thea.visit(&told[0].link("/home/appeals/")).await;
        thea.see(WHY);
        thea.choose("Take it");
        thea.press("Save").await;
        assert_eq!(mails(&app, &journey.lead, "appeal_taken").await.len(), 1);
        thea.choose("Uphold it");
        thea.fill("Reasons", "It was on the wall.");
        thea.press("Save").await;
        thea.see_error("remedy", "Choose what is put right");
        thea.choose("The accreditation is in force again, from today, until the same last day");
        thea.press("Save").await;
        thea.see("Saved");
        let back = now(&app, &held).await;
        assert_eq!(back.status_at(app.ctx.now()), Status::Active);
        assert_eq!(back.status_at(app.ctx.now() - TimeDelta::hours(1)), Status::Withdrawn);
        assert_eq!(back.term, held.term);
        assert_eq!(back.last_event().unwrap().done_by, Some(third.person()));
        assert_eq!((listed(&app, Status::Withdrawn).await, listed(&app, Status::Active).await), (0, 1));

        let mut public = app.browser();
        public.visit(&format!("/register/{}", held.entry)).await;
        public.see("In force again, after an appeal");
        for secret in [WHY, "It was on the wall."] {
            public.not_see(secret);
        }
        lena.visit(&format!("/home/held/{}/appeal", held.id)).await;
        lena.see("It was on the wall.");
        // What can be withdrawn again can be appealed against again.
        app.advance(TimeDelta::days(1));
        withdraw(&app, &journey.world, &back).await;
        assert_eq!(now(&app, &held).await.status_at(app.ctx.now()), Status::Withdrawn);
        assert_eq!(listed(&app, Status::Withdrawn).await, 1);
        app.appeal(&own, About::Held(held.id)).await;
    }

    async fn who_had_a_part_in_it_cannot_take_it(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let held = journey.award(&app).await;
        withdraw(&app, &journey.world, &held).await;
        let own = lead(&app, &journey.lead, journey.organisation).await;
        let lodged = app.appeal(&own, About::Held(held.id)).await;
        let page = format!("/home/appeals/{}", lodged.id);
        for (person, part) in [
            (World::OFFICER, "You allocated this case."),
            (World::SECOND_OFFICER, "You decided this case, or sent it back."),
        ] {
            let mut browser = app.session(person).await;
            browser.visit(&page).await;
            browser.see(part);
            assert!(!browser.buttons().contains(&"Save"));
            for act in ["take", "dismiss", "uphold", "pause"] {
                let fields = &[("act", act), ("version", "1"), ("words", "So"), ("remedy", "restore")][..];
                let answer = browser.post(&page, fields, false).await;
                assert!([409, 422].contains(&answer.status.as_u16()), "{act}: {}", answer.status);
            }
        }
        // Another who took it answers it, and nobody else.
        let third = app.third_officer(&journey.world).await;
        appeal::handle(&app.ctx, &third, lodged.id, 1, (Step::Take, "")).await.unwrap();
        let second = app.decider(&journey.world).await;
        let step = (Step::Uphold(Remedy::Restore), "So");
        assert!(appeal::handle(&app.ctx, &second, lodged.id, 2, step).await.is_err());
        assert_eq!(now(&app, &held).await.status_at(app.ctx.now()), Status::Withdrawn);
        let step = (Step::Dismiss, "The rota came late.");
        appeal::handle(&app.ctx, &third, lodged.id, 2, step).await.unwrap();
        let told = mails(&app, &journey.lead, "appeal_dismissed").await;
        assert!(told[0].text.contains("The rota came late."), "{}", told[0].text);
        assert_eq!(now(&app, &held).await.status_at(app.ctx.now()), Status::Withdrawn);
    }

    async fn a_late_appeal_is_refused_with_the_last_day(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let decision = journey.decline(&app).await;
        let mut lena = app.session(&journey.lead).await;
        lena.visit(&format!("{}/decision", journey.employers_page())).await;
        lena.follow("appeal against it, or see how your appeal goes").await;
        lena.choose("The facts are wrong");
        lena.fill("Why is the decision wrong?", WHY);
        // Only a lead appeals.
        let mut sol = app.session(&journey.signatory).await;
        sol.visit(&lena.path()).await;
        sol.see("Only a lead of your organisation can do this.");
        app.advance(TimeDelta::hours(11));
        let mut late = app.session(&journey.lead).await;
        late.visit(&format!("/home/decisions/{decision}/appeal")).await;
        late.see("Last day to appeal");
        app.advance(TimeDelta::days(60));
        let mut late = app.session(&journey.lead).await;
        late.visit(&format!("/home/decisions/{decision}/appeal")).await;
        late.see("The time to appeal is over: the last day was");
        assert!(!late.buttons().contains(&"Send the appeal"));
        let own = lead(&app, &journey.lead, journey.organisation).await;
        let refused = appeal::lodge(&app.ctx, &own, About::Decision(decision), (Vec::new(), WHY)).await;
        let Err(Error::Refused(refusal)) = refused else { panic!("{refused:?}") };
        assert_eq!(refusal.code, "appeal.late");
    }

    async fn an_appeal_against_a_decline_is_on_record(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let decision = journey.decline(&app).await;
        let third = app.third_officer(&journey.world).await;
        let own = lead(&app, &journey.lead, journey.organisation).await;
        let lodged = app.appeal(&own, About::Decision(decision)).await;
        appeal::handle(&app.ctx, &third, lodged.id, 1, (Step::Take, "")).await.unwrap();
        // Nothing is in force that could come back.
        let step = (Step::Uphold(Remedy::Restore), "So");
        assert!(appeal::handle(&app.ctx, &third, lodged.id, 2, step).await.is_err());
        let step = (Step::Uphold(Remedy::DecideAnew), "The rota was not read.");
        appeal::handle(&app.ctx, &third, lodged.id, 2, step).await.unwrap();
        let told = mails(&app, &journey.lead, "appeal_upheld").await;
        assert!(told[0].text.contains("decided by officers who had no part in it"), "{}", told[0].text);
        let mut lena = app.session(&journey.lead).await;
        lena.visit(&format!("/home/decisions/{decision}/appeal")).await;
        lena.see("The rota was not read.");
    }

    async fn there_is_never_more_than_one_award_under_a_scheme(app: TestApp) {
        let world = app.world_with_scheme().await;
        let third = app.third_officer(&world).await;
        let (one, held) = app.accredited(&world, facts("Lime Kiln Ltd", "I", 40), "member").await;
        withdraw(&app, &world, &held).await;
        let lodged = app.appeal(&one.lead, About::Held(held.id)).await;
        appeal::handle(&app.ctx, &third, lodged.id, 1, (Step::Take, "")).await.unwrap();
        app.advance(TimeDelta::days(1));
        let next = app.again(&one, "member").await;
        app.award_again(&world, &next, "member").await;
        let step = (Step::Uphold(Remedy::Restore), "It was on the wall.");
        let refused = appeal::handle(&app.ctx, &third, lodged.id, 2, step).await;
        let Err(Error::Conflict(refusal)) = refused else { panic!("{refused:?}") };
        assert_eq!(refusal.code, "appeal.another_award");
        // Nothing of it was done.
        assert_eq!(now(&app, &held).await.status_at(app.ctx.now()), Status::Withdrawn);
        assert_eq!(mails(&app, &one.lead_email, "appeal_upheld").await.len(), 0);
        let step = (Step::Uphold(Remedy::Record), "It was on the wall.");
        appeal::handle(&app.ctx, &third, lodged.id, 2, step).await.unwrap();
        assert_eq!(mails(&app, &one.lead_email, "appeal_upheld").await.len(), 1);
        assert_eq!(now(&app, &held).await.status_at(app.ctx.now()), Status::Withdrawn);
        // What is answered warns nobody.
        app.advance(TimeDelta::days(100));
        assert_eq!(warn_of_clocks(&app.ctx).await.unwrap(), 0);
    }
}
