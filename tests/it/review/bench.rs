//! Two assessors judge one case without seeing what the other found; a moderator settles what they differ on.

use entity::agreement_kinds::Moderation;
use entity::case_kinds::Audience;
use entity::kinds::{Judgement, ReviewStatus};
use fairmark::accreditation::actions::decide::{self, Seen};
use fairmark::accreditation::rules::Verdict;
use fairmark::assessment::store::latest_bundle;
use fairmark::platform::error::Error;
use fairmark::review::actions::staff::Staff;
use fairmark::review::actions::{allocate, clarify, comment, declare, mark, reply};
use fairmark::review::rules::Seat;
use fairmark::review::store;
use fairmark::scheme::rules::TierCode;

use super::mails;
use crate::helpers::awarded::Applicant;
use crate::helpers::bench::{MODERATOR, award};
use crate::helpers::{TestApp, World};

const TOLD: &str = "Only the rota of one team shows it.";

async fn decide(
    app: &TestApp,
    world: &World,
    applicant: &Applicant,
) -> Result<decide::Outcome, Error> {
    let bundle = latest_bundle(app.ctx.read(), applicant.assessment)
        .await
        .unwrap();
    let seen = Seen {
        review_version: app.live_review(applicant).await.version,
        bundle_sha256: bundle.sha256,
    };
    let officer = app.decider(world).await;
    let verdict = Verdict::Award {
        tier: TierCode::parse("member").unwrap(),
    };
    decide::decide(
        &app.ctx,
        &officer,
        applicant.assessment,
        &seen,
        verdict,
        "Reached.",
    )
    .await
}

both! {
    async fn assessors_judge_apart_and_a_moderator_settles_what_they_differ_on(app: TestApp) {
        let (world, applicant) = app.judged_apart().await;
        let case = format!("/home/cases/{}", applicant.assessment);
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&case).await;
        olga.see("2 assessors judge this case, apart from each other. It has none yet.");
        let asha = app.open_for(&world, &applicant, World::ASSESSOR).await;
        assert_eq!(asha.seat, Seat::Assessor(1));
        // It still waits for an officer: one of two is not enough.
        olga.visit("/home/cases?show=to-allocate").await;
        olga.see("Harbour Street Bakery Ltd");
        olga.visit(&format!("{case}/allocation")).await;
        olga.see("Who should be assessor 2 of 2?");
        olga.see("Asha Assessor: the assessor has this case already");
        olga.choose("Alan Assessor");
        olga.press("Allocate").await;
        olga.visit("/home/cases?show=to-allocate").await;
        olga.not_see("Harbour Street Bakery Ltd");
        let alan = store::live_review(app.ctx.read(), applicant.assessment).await.unwrap().unwrap();
        assert_eq!((alan.seat, alan.status()), (Seat::Assessor(2), ReviewStatus::Allocated));
        let me = app.assessor_at(&world, World::OTHER_ASSESSOR).await;
        let alan = declare::declare(&app.ctx, &me, alan.id, declare::Declaration::NoConflict).await.unwrap();

        app.find_all_by((&world, World::ASSESSOR), &asha, (Judgement::NotMet, TOLD)).await;
        app.advise((&world, World::ASSESSOR), &asha, award()).await.unwrap();
        // One recommendation of two: nothing is to be decided, and nobody reads what was found.
        assert_eq!(mails(&app, World::SECOND_OFFICER, "the review is complete").await, 0);
        let refused = decide(&app, &world, &applicant).await.unwrap_err();
        assert!(refused.to_string().contains("has not recommended anything yet"), "{refused}");
        olga.visit(&case).await;
        olga.not_see(TOLD);
        olga.see("What each assessor finds is shown once all of them have recommended.");
        olga.visit("/home/cases?show=awaiting-decision").await;
        olga.not_see("Harbour Street Bakery Ltd");
        let mut other = app.session(World::OTHER_ASSESSOR).await;
        other.visit(&format!("/home/reviews/{}", alan.id)).await;
        other.not_see(TOLD);
        other.not_see("Asha");
        other.visit(&format!("/home/reviews/{}", asha.id)).await;
        assert_eq!(other.status(), 404);

        app.find_all_by((&world, World::OTHER_ASSESSOR), &alan, (Judgement::Met, "Every rota shows it.")).await;
        app.advise((&world, World::OTHER_ASSESSOR), &alan, award()).await.unwrap();
        let compared = store::find_agreement(app.ctx.read(), applicant.assessment).await.unwrap().unwrap();
        assert_eq!((compared.criteria - compared.agreed, compared.moderation), (1, Moderation::Needed));
        assert_eq!(mails(&app, World::SECOND_OFFICER, "Appoint a moderator").await, 1);
        let refused = decide(&app, &world, &applicant).await.unwrap_err();
        assert!(refused.to_string().contains("Appoint a moderator"), "{refused}");
        olga.visit("/home").await;
        olga.see("Appoint a moderator");
        olga.visit(&case).await;
        olga.see("The assessors differ.");
        olga.see(TOLD);
        olga.see("Every rota shows it.");

        olga.follow("Appoint a moderator").await;
        olga.see("Alan Assessor: the assessor has this case already");
        olga.choose("Mona Moderator");
        olga.press("Allocate").await;
        let mut mona = app.session(MODERATOR).await;
        mona.visit("/home/reviews").await;
        mona.follow("Harbour Street Bakery Ltd").await;
        mona.not_see(TOLD);
        mona.choose("No, I have no conflict");
        mona.press("Declare").await;
        let of = compared.criteria;
        mona.see(&format!("{} of {of} judged", of - 1));
        mona.see("You moderate this case");
        mona.see(TOLD);
        mona.see("Every rota shows it.");
        // What a moderator settles stays as it was found.
        let officer = app.officer(&world).await;
        let refused = allocate::replace(&app.ctx, &officer, applicant.assessment, Some(asha.id), 4, "Away").await.unwrap_err();
        assert!(refused.to_string().contains("Take the case from the moderator first"), "{refused}");
        mona.choose_in("Your judgement", "Met");
        mona.fill("Reason", "Both rotas show it.");
        mona.press("Save").await;
        mona.follow("Recommend").await;
        let moderated = store::live_review(app.ctx.read(), applicant.assessment).await.unwrap().unwrap();
        assert_eq!(moderated.seat, Seat::Moderator);
        app.advise((&world, MODERATOR), &moderated, award()).await.unwrap();
        assert_eq!(mails(&app, World::SECOND_OFFICER, "the review is complete").await, 1);

        // Nobody who judged any of it decides it.
        let outcome = decide(&app, &world, &applicant).await.unwrap();
        assert_eq!(outcome.decision.review_id, moderated.id);
        assert!(outcome.accreditation.is_some());
        let reviews = store::list_reviews(app.ctx.read(), applicant.assessment).await.unwrap();
        assert_eq!(reviews.iter().filter(|one| one.status() == ReviewStatus::Decided).count(), 3);
        olga.visit("/home/agreement").await;
        olga.see(&format!("{} of {of}", of - 1));
        olga.see("Alan Assessor");
        let mut asha_sees = app.session(World::ASSESSOR).await;
        asha_sees.visit("/home/agreement").await;
        assert_eq!(asha_sees.status(), 404);
    }

    async fn nobody_carries_from_one_assessor_to_the_other_what_was_found(app: TestApp) {
        let (world, applicant) = app.judged_apart().await;
        let case = format!("/home/cases/{}", applicant.assessment);
        // The first recommends before there is a second: officers, who choose the second, read nothing of it.
        let asha = app.open_for(&world, &applicant, World::ASSESSOR).await;
        app.find_all_by((&world, World::ASSESSOR), &asha, (Judgement::Met, TOLD)).await;
        app.advise((&world, World::ASSESSOR), &asha, award()).await.unwrap();
        let mut olga = app.session(World::OFFICER).await;
        for path in [case.clone(), format!("{case}/decision")] {
            olga.visit(&path).await;
            olga.not_see("As found.");
            olga.not_see(TOLD);
        }
        // Flags and comments of the first tell the second nothing; the officers read them.
        let first = app.assessor_at(&world, World::ASSESSOR).await;
        let staff = Staff::Assessor(&first, asha.id);
        let flag = mark::raise(&app.ctx, staff, "The contract contradicts the answer").await.unwrap();
        let said = comment::Said {
            audience: Audience::Internal,
            criterion: None,
            words: "I would not award it".to_owned(),
        };
        comment::post_as_staff(&app.ctx, staff, said).await.unwrap();
        let alan = app.open_for(&world, &applicant, World::OTHER_ASSESSOR).await;
        let mut other = app.session(World::OTHER_ASSESSOR).await;
        for (page, words) in [("marks", "The contract contradicts"), ("comments", "I would not award it")] {
            other.visit(&format!("/home/reviews/{}/{page}", alan.id)).await;
            assert_eq!(other.status(), 200, "{page}");
            other.not_see(words);
            olga.visit(&format!("{case}/{page}")).await;
            olga.see(words);
        }
        let second = app.assessor_at(&world, World::OTHER_ASSESSOR).await;
        let resolved = mark::resolve(&app.ctx, Staff::Assessor(&second, alan.id), flag.id, "Seen").await;
        assert!(matches!(resolved, Err(Error::NotFound)), "{resolved:?}");
        // Once both are in, each reads what the other said.
        app.find_all_by((&world, World::OTHER_ASSESSOR), &alan, (Judgement::Met, "Plain.")).await;
        app.advise((&world, World::OTHER_ASSESSOR), &alan, award()).await.unwrap();
        other.visit(&format!("/home/reviews/{}/marks", alan.id)).await;
        other.see("The contract contradicts");
    }

    async fn assessors_who_agree_need_no_moderator(app: TestApp) {
        let (world, applicant) = app.judged_apart().await;
        let asha = app.open_for(&world, &applicant, World::ASSESSOR).await;
        let alan = app.open_for(&world, &applicant, World::OTHER_ASSESSOR).await;
        for (email, review) in [(World::ASSESSOR, &asha), (World::OTHER_ASSESSOR, &alan)] {
            app.find_all_by((&world, email), review, (Judgement::Met, "Plain.")).await;
        }
        // Both at once: whoever is last finds what the other recommends.
        let (one, two) = tokio::join!(
            app.advise((&world, World::ASSESSOR), &asha, award()),
            app.advise((&world, World::OTHER_ASSESSOR), &alan, award()),
        );
        one.unwrap();
        two.unwrap();
        let compared = store::find_agreement(app.ctx.read(), applicant.assessment).await.unwrap().unwrap();
        assert_eq!(compared.moderation, Moderation::NotNeeded);
        assert_eq!(mails(&app, World::SECOND_OFFICER, "the review is complete").await, 1);
        let officer = app.officer(&world).await;
        let mona = app.person(MODERATOR).await;
        let refused = allocate::allocate(&app.ctx, &officer, applicant.assessment, mona).await.unwrap_err();
        assert!(refused.to_string().contains("has an assessor already"), "{refused}");
        let outcome = decide(&app, &world, &applicant).await.unwrap();
        assert_eq!(outcome.decision.review_id, asha.id);
    }

    async fn an_answer_that_changes_opens_the_other_recommendation_again(app: TestApp) {
        let (world, applicant) = app.judged_apart().await;
        let asha = app.open_for(&world, &applicant, World::ASSESSOR).await;
        let alan = app.open_for(&world, &applicant, World::OTHER_ASSESSOR).await;
        app.find_all_by((&world, World::ASSESSOR), &asha, (Judgement::Met, "Plain.")).await;
        app.advise((&world, World::ASSESSOR), &asha, award()).await.unwrap();
        let code = app.scheme().await.content.criteria().next().unwrap().1.code.clone();
        let me = app.assessor_at(&world, World::OTHER_ASSESSOR).await;
        let asked = clarify::ask(&app.ctx, &me, alan.id, &code, "Since when?").await.unwrap();
        app.find_all_by((&world, World::OTHER_ASSESSOR), &alan, (Judgement::Met, "Plain.")).await;
        let said = reply::Reply { text: "Since May.".to_owned(), ..reply::Reply::default() };
        let given = latest_bundle(app.ctx.read(), applicant.assessment).await.unwrap();
        let said = reply::Reply { value: given.content.answers.get(&code).and_then(|answer| answer.value.clone()), ..said };
        app.advance(chrono::TimeDelta::minutes(5));
        reply::reply(&app.ctx, &applicant.lead, asked.id, said).await.unwrap();
        let reopened = store::list_reviews(app.ctx.read(), applicant.assessment).await.unwrap();
        assert!(reopened.iter().all(|one| one.status() == ReviewStatus::Open), "{reopened:?}");
        assert_eq!(mails(&app, World::ASSESSOR, "look again before the case is decided").await, 1);
        // Both look again at that one answer before anything is compared.
        let refused = app.advise((&world, World::ASSESSOR), &asha, award()).await.unwrap_err();
        assert!(refused.to_string().contains("look again at 1 that changed"), "{refused}");
        app.advance(chrono::TimeDelta::minutes(5));
        for (email, review) in [(World::ASSESSOR, &asha), (World::OTHER_ASSESSOR, &alan)] {
            app.find_by((&world, email), review, &code, (Judgement::Met, "Since May."), 1).await;
            app.advise((&world, email), review, award()).await.unwrap();
        }
        assert!(decide(&app, &world, &applicant).await.is_ok());
    }

    async fn sent_back_both_judge_again(app: TestApp) {
        let (world, applicant) = app.judged_apart().await;
        let asha = app.open_for(&world, &applicant, World::ASSESSOR).await;
        let alan = app.open_for(&world, &applicant, World::OTHER_ASSESSOR).await;
        for (email, review) in [(World::ASSESSOR, &asha), (World::OTHER_ASSESSOR, &alan)] {
            app.find_all_by((&world, email), review, (Judgement::Met, "Plain.")).await;
            app.advise((&world, email), review, award()).await.unwrap();
        }
        app.decide(&world, &applicant, Verdict::Defer).await;
        assert!(store::find_agreement(app.ctx.read(), applicant.assessment).await.unwrap().is_none());
        for email in [World::ASSESSOR, World::OTHER_ASSESSOR] {
            assert_eq!(mails(&app, email, "back").await, 1, "{email}");
        }
        // One of them is replaced: what is agreed counts no more, and the other goes on.
        let officer = app.officer(&world).await;
        let (one, two) = {
            let mut reviews = store::list_reviews(app.ctx.read(), applicant.assessment).await.unwrap();
            reviews.sort_by_key(|review| review.seat);
            (reviews[0].clone(), reviews[1].clone())
        };
        app.advise((&world, World::ASSESSOR), &one, award()).await.unwrap();
        allocate::replace(&app.ctx, &officer, applicant.assessment, Some(two.id), two.version, "Away").await.unwrap();
        let third = app.open_for(&world, &applicant, MODERATOR).await;
        assert_eq!(third.seat, two.seat);
        app.find_all_by((&world, MODERATOR), &third, (Judgement::Met, "Plain.")).await;
        app.advise((&world, MODERATOR), &third, award()).await.unwrap();
        assert!(decide(&app, &world, &applicant).await.is_ok());
    }
}
