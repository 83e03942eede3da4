//! What still holds is filled in; the assessor looks at what changed, expired or is new, and carries the
//! findings on the rest.

use std::collections::BTreeSet;

use fairmark::assessment::actions::answer::{Change, save_answers};
use fairmark::assessment::rules::Fate;
use fairmark::assessment::store as assessments;
use fairmark::review::rules::difference::Kind as DifferenceKind;
use fairmark::review::store as reviews;
use fairmark::scheme::rules::CriterionCode;

use super::{holder, on};
use crate::helpers::answers::good_answer;
use crate::helpers::{TestApp, World};

fn code(text: &str) -> CriterionCode {
    CriterionCode::parse(text).unwrap()
}

both! {
    async fn a_renewal_shows_the_assessor_what_changed_and_nothing_else(app: TestApp) {
        let world = app.world_with_scheme().await;
        let (applicant, old) = holder(&app, &world, "supporter").await;
        let before = assessments::latest_bundle(app.ctx.read(), applicant.assessment).await.unwrap().content;
        on(&app, "2028-10-01");

        let mut lead = app.session(&applicant.lead_email).await;
        lead.visit(&format!("/home/held/{}", old.id)).await;
        lead.see("You can renew it until");
        lead.follow("Renew").await;
        lead.press("Start the renewal").await;
        lead.see("What still holds of your last award is filled in.");
        lead.see("Look at these again");
        lead.see("a date in it is too long ago");
        let id = lead.path().rsplit('/').next().unwrap().parse().unwrap();
        let renewing = crate::renewal::Applicant { assessment: id, ..applicant };
        let renewal = assessments::find_renewal(app.ctx.read(), id).await.unwrap().unwrap();
        assert_eq!(renewal.accreditation_id, old.id);

        // No answer is lost: it is filled in as it was, or kept aside to be looked at again.
        let given = assessments::load_given(app.ctx.read(), id).await.unwrap();
        let aside = assessments::list_to_confirm(app.ctx.read(), id).await.unwrap();
        let expired: BTreeSet<_> = renewal.with(&[Fate::Expired]).map(|(code, _)| code.clone()).collect();
        assert_eq!(aside.keys().cloned().collect::<BTreeSet<_>>(), expired);
        assert_eq!(given.answers.len() + aside.len(), before.answers.len());
        for (code, saved) in &given.answers {
            assert_eq!(saved.value, before.answers[code].value);
            assert_eq!(saved.saved_at, before.answers[code].saved_at);
            assert_eq!(given.evidence_for(code).count(), before.evidence_for(code).count());
        }
        // Staff were asked more than 18 months ago.
        assert_eq!(expired, BTreeSet::from([code("VOICE-3")]));

        // The employer answers what expired, and changes three answers.
        let version = app.scheme().await.content;
        let mut changes: Vec<Change> = expired.iter().map(|code| Change {
            criterion: code.clone(),
            value: Some(good_answer(version.criterion(code).unwrap(), app.ctx.today())),
            comment: String::new(),
            version: 0,
        }).collect();
        let said_anew: Vec<CriterionCode> = given.answers.keys().take(3).cloned().collect();
        for code in &said_anew {
            let saved = &given.answers[code];
            changes.push(Change {
                criterion: code.clone(),
                value: saved.value.clone(),
                comment: "We say more now.".to_owned(),
                version: saved.version,
            });
        }
        let outcome = save_answers(&app.ctx, &renewing.lead, id, changes).await.unwrap();
        assert!(outcome.stale.is_empty());
        for code in &expired {
            for item in 0..version.criterion(code).unwrap().evidence.required_items() {
                let url = format!("https://quarry.example/{code}/{item}");
                fairmark::assessment::actions::evidence::add_link(&app.ctx, &renewing.lead, id, code, "", &url).await.unwrap();
            }
        }
        app.submit(&renewing).await;
        let review = app.open_review(&world, &renewing).await;

        let last = reviews::find_last_award(app.ctx.read(), id).await.unwrap().unwrap();
        let difference = last.difference();
        let of = |kind| -> BTreeSet<CriterionCode> {
            difference.to_judge.iter().filter(|delta| delta.kind == kind).map(|delta| delta.criterion.code.clone()).collect()
        };
        assert_eq!(of(DifferenceKind::Changed), said_anew.iter().cloned().collect());
        assert_eq!(of(DifferenceKind::Expired), expired);
        assert_eq!(difference.to_judge.len(), 3 + expired.len());
        assert_eq!(difference.to_judge.len() + difference.unchanged.len(), before.answers.len());
        let rest = difference.unchanged.len();
        assert!(rest > 20, "{rest}");

        let mut assessor = app.session(World::ASSESSOR).await;
        assessor.visit(&format!("/home/reviews/{}", review.id)).await;
        assessor.follow("See what changed since, and carry the findings on the rest").await;
        assessor.see(&format!("Since the last award: 3 changed, {} out of date, {rest} unchanged.", expired.len()));
        assessor.see("We say more now.");
        assessor.see("Plain and evidenced.");
        let mut twice = assessor.clone();
        assessor.press(&format!("Carry the previous finding for the {rest} unchanged answers")).await;
        assessor.see(&format!("The previous finding is carried for {rest} unchanged answers"));
        twice.press(&format!("Carry the previous finding for the {rest} unchanged answers")).await;
        assert_eq!(twice.status(), 409);
        let found = reviews::list_findings(app.ctx.read(), review.id).await.unwrap();
        assert_eq!(found.len(), rest);
        assert!(found.iter().all(|finding| finding.internal_note.starts_with("Carried from") && finding.reason == "Plain and evidenced."));
        // The recommendation waits for the others.
        assessor.visit(&format!("/home/reviews/{}/recommendation", review.id)).await;
        assessor.see(&format!("judge {} more of {}", 3 + expired.len(), before.answers.len()));
        crate::renewal::judge_rest(&app, &world, &review).await;
        app.recommend(&world, &renewing, "supporter").await;
        assert!(fairmark::platform::audit::verify(app.ctx.read()).await.unwrap().is_ok());
    }

    async fn a_renewal_can_be_started_once_and_only_in_its_window(app: TestApp) {
        let world = app.world_with_scheme().await;
        let (applicant, old) = holder(&app, &world, "supporter").await;
        let mut lead = app.session(&applicant.lead_email).await;
        let page = format!("/home/held/{}/renew", old.id);
        lead.visit(&page).await;
        lead.see("You can renew it from 26 August 2028.");
        let early = lead.post(&page, &[], false).await;
        assert_eq!(early.status, 409);
        on(&app, "2028-09-01");
        lead = app.session(&applicant.lead_email).await;
        lead.visit(&page).await;
        let mut again = lead.clone();
        lead.press("Start the renewal").await;
        again.press("Start the renewal").await;
        assert_eq!(again.status(), 409);
        again.see("Your organisation has an open assessment for this scheme already");
        begin_fails(&app, &applicant, old.id).await;
    }
}

async fn begin_fails(
    app: &TestApp,
    applicant: &crate::renewal::Applicant,
    id: entity::ids::AccreditationId,
) {
    let refused = crate::renewal::renew(&app.ctx, &applicant.lead, id).await;
    assert!(refused.is_err());
}
