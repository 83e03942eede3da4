//! Answers judged with what is held of others, and frozen with it.

use fairmark::assessment::store::latest_bundle;
use fairmark::review::rules::advised_tier;

use poem::http::Method;

use super::list;
use crate::helpers::outside::{TIER, WAGE};
use crate::helpers::{World, send};

both! {
    async fn a_criterion_is_satisfied_by_what_a_list_says_and_nothing_is_uploaded(app: TestApp) {
        let world = app.world_of_wages().await;
        let own = app.underpaying("Bread & Sons Ltd", "01234567").await;
        let page = format!("/home/assessments/{}", own.assessment);
        let token = app.token(&own.lead_email).await;
        let reached = async || {
            let path = format!("/api/v1/assessments/{}/evaluation", own.assessment);
            let bearer = format!("Bearer {token}");
            let answer = send(&app.endpoint(), Method::GET, &path, &[("authorization", &bearer)], "").await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            answer.json()["reached"].clone()
        };
        assert_ne!(reached().await, TIER);
        app.bring_in(&world, "2026-11-20".parse().unwrap(), &list(&["Bread,LW1,01234567,,31/12/2026,"])).await;
        assert_eq!(reached().await, TIER);
        let mut lead = app.session(&own.lead_email).await;
        lead.visit(&page).await;
        assert_eq!(lead.status(), 200);
        lead.visit(&format!("{page}/pillars/wage")).await;
        lead.see("Living Wage accreditation LW1, valid to 31 December 2026, counts here");
        app.submit(&own).await;
        let bundle = latest_bundle(app.ctx.read(), own.assessment).await.unwrap();
        let held: Vec<_> = bundle.content.holds().iter().map(|one| (one.reference.clone(), one.valid_to.unwrap().to_string())).collect();
        assert_eq!(held, [("LW1".to_owned(), "2026-12-31".to_owned())]);

        // Whatever becomes of it, the submission is judged as it was frozen.
        let review = app.open_review(&world, &own).await;
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&format!("/home/reviews/{}?criterion={WAGE}", review.id)).await;
        asha.see("Living Wage accreditation LW1, valid to 31 December 2026, was known at submission");
        let version = app.scheme().await.content;
        let advised = |bundle: &fairmark::assessment::rules::Bundle| {
            let content = &bundle.content;
            let then = content.circumstances(app.ctx.today());
            let findings = version
                .criteria()
                .map(|(_, criterion)| finding(&criterion.code, criterion.code.as_str() != WAGE))
                .collect::<Vec<_>>();
            advised_tier(&version, &content.answers(), &findings, &then).map(|tier| tier.code.to_string())
        };
        assert_eq!(advised(&bundle).as_deref(), Some(TIER));
        app.bring_in(&world, "2026-11-24".parse().unwrap(), &list(&["Somebody,LW9,,,,"])).await;
        let again = latest_bundle(app.ctx.read(), own.assessment).await.unwrap();
        assert_eq!(again, bundle);
        assert_eq!(advised(&again).as_deref(), Some(TIER));
    }
}

fn finding(
    criterion: &fairmark::scheme::rules::CriterionCode,
    met: bool,
) -> fairmark::review::rules::Finding {
    use entity::kinds::Judgement;
    fairmark::review::rules::Finding {
        id: entity::ids::FindingId(uuid::Uuid::nil()),
        criterion: criterion.clone(),
        judgement: if met {
            Judgement::Met
        } else {
            Judgement::NotMet
        },
        reason: String::new(),
        internal_note: String::new(),
        saved_at: chrono::DateTime::UNIX_EPOCH,
        version: 1,
    }
}
