//! Two at once: one act, one sentence for the other, nothing twice.

use entity::{certificate, decision};
use sea_orm::{EntityTrait, PaginatorTrait};

use super::{accreditations, check, check_change, decisions, mails};
use crate::helpers::{Journey, World};

both! {
    async fn two_officers_decide_and_one_decision_stands(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        journey.recommend(&app).await;
        let mut olga = app.session(World::OFFICER).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        check(&mut olga, &journey, "Award", "").await;
        check(&mut otto, &journey, "Award", "").await;
        tokio::join!(olga.press("Award Member"), otto.press("Award Member"));
        let (won, lost) = if olga.status() == 200 { (&olga, &otto) } else { (&otto, &olga) };
        assert_eq!((won.status(), lost.status()), (200, 409), "{}", lost.text());
        lost.see("decided already");
        lost.see("Member was awarded, from 24 November 2026 to 23 November 2028.");
        for _ in 0..2 {
            app.drain_worker().await;
        }
        assert_eq!(decisions(&app, &journey).await.len(), 1);
        assert_eq!(decision::Entity::find().count(app.ctx.read()).await.unwrap(), 1);
        assert_eq!(accreditations(&app, &journey).await.len(), 1);
        assert_eq!(certificate::Entity::find().count(app.ctx.read()).await.unwrap(), 1);
        for email in [&journey.lead, &journey.signatory] {
            assert_eq!(mails(&app, email, "decision_awarded").await.len(), 1, "{email}");
            assert_eq!(mails(&app, email, "certificate_ready").await.len(), 1, "{email}");
        }
    }

    async fn an_award_and_a_refusal_at_once_are_one_of_them(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        journey.recommend(&app).await;
        let mut olga = app.session(World::OFFICER).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        check(&mut olga, &journey, "Award", "").await;
        check(&mut otto, &journey, "Decline", "The minutes are of another company.").await;
        tokio::join!(olga.press("Award Member"), otto.press("Decline"));
        let mut statuses = [olga.status(), otto.status()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        let taken = decisions(&app, &journey).await;
        assert_eq!(taken.len(), 1);
        let awarded = usize::from(taken[0].verdict.tier().is_some());
        assert_eq!(accreditations(&app, &journey).await.len(), awarded);
        assert_eq!(mails(&app, &journey.lead, "decision_awarded").await.len(), awarded);
        assert_eq!(mails(&app, &journey.lead, "decision_declined").await.len(), 1 - awarded);
    }

    async fn two_officers_suspend_and_one_event_is_written(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let held = journey.award(&app).await;
        let path = format!("/home/accreditations/{}/suspend", held.id);
        let mut olga = app.session(World::OFFICER).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        check_change(&mut olga, &path, "Unpaid travel time is being looked into", "").await;
        check_change(&mut otto, &path, "Two rates of pay are being looked into", "").await;
        tokio::join!(olga.press("Suspend"), otto.press("Suspend"));
        let mut statuses = [olga.status(), otto.status()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        assert_eq!(accreditations(&app, &journey).await[0].events.len(), 1);
        assert_eq!(mails(&app, &journey.lead, "accreditation_suspended").await.len(), 1);
    }

    async fn giving_up_and_withdrawing_at_once_end_it_once(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let held = journey.award(&app).await;
        let mut olga = app.session(World::OFFICER).await;
        let mut lead = app.session(&journey.lead).await;
        check_change(&mut olga, &format!("/home/accreditations/{}/withdraw", held.id), "The minutes were of another company", "").await;
        check_change(&mut lead, &format!("/home/held/{}/give-up", held.id), "We merged with another company", "").await;
        tokio::join!(olga.press("Withdraw"), lead.press("Give up the accreditation"));
        let mut statuses = [olga.status(), lead.status()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        assert_eq!(accreditations(&app, &journey).await[0].events.len(), 1);
        let ended = mails(&app, &journey.lead, "accreditation_withdrawn").await.len() + mails(&app, &journey.lead, "accreditation_relinquished").await.len();
        assert_eq!(ended, 1);
    }
}
