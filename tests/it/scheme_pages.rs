//! The workbench of officers, and the questions everybody may read.

use entity::kinds::SchemeDraftStage;
use fairmark::accreditation::actions::losses::acknowledge;
use fairmark::platform::error::Error;
use fairmark::scheme::actions::draft;
use fairmark::scheme::actions::load_pack;
use fairmark::scheme::pack::{LoadedPack, built_in};
use fairmark::scheme::store::{self, Terms};

use crate::helpers::{TestApp, World};

mod edit;

pub(crate) async fn published(app: &TestApp, world: &World, slug: &str) -> LoadedPack {
    let pack = built_in(slug).unwrap();
    load_pack(&app.ctx, world.authority, &pack).await.unwrap();
    pack
}

pub(crate) fn notes() -> Terms {
    Terms {
        health_note: "Fewer people come to work ill.".to_owned(),
        equality_note: "Most who gain are women.".to_owned(),
        ..Terms::default()
    }
}

both! {
    async fn an_officer_changes_the_words_and_publishes_the_next_version(app: TestApp) {
        let world = World::seed(&app).await;
        let pack = published(&app, &world, "gm-like").await;
        let mut orla = app.sign_in_as(World::OFFICER).await;
        orla.visit("/home/schemes").await;
        orla.follow(pack.version.scheme.name.as_str()).await;
        orla.see(&pack.content_hash);
        orla.see("At least 3 of these");
        orla.press("Begin a draft of the next version").await;
        let version = store::list_current_versions(app.ctx.read(), app.ctx.today()).await.unwrap().remove(0);
        let draft = orla.path();

        // Nothing changed: nothing to publish.
        orla.see("It says the same as the version published last.");
        orla.see("Nothing has changed, so there is nothing to publish.");

        orla.follow("Change the scheme’s words and its tiers").await;
        orla.fill("Name of the version, such as 2027.1", "2027.1");
        orla.fill("Days of notice for holders", "sixty");
        orla.press("Save the changes").await;
        assert_eq!(orla.status(), 422);
        orla.see("Enter a whole number, like 12.");
        assert_eq!(orla.value("Name of the version, such as 2027.1"), "2027.1", "what was typed stays");
        orla.fill("Days of notice for holders", "60");
        orla.press("Save the changes").await;
        orla.visit(&format!("{draft}/words?part=pay")).await;
        orla.fill_in("PAY-1 Lowest hourly rate", "Question", "What is the least you pay?");
        orla.press("Save the changes").await;
        orla.see("What is the least you pay?");
        orla.see("PAY-1 Lowest hourly rate: clarified");
        orla.visit(&format!("{draft}/words?part=pay")).await;
        orla.fill_in("PAY-1 Lowest hourly rate", "Pieces of evidence needed", "2");
        orla.press("Save the changes").await;
        orla.see("evidence.min_items");
        orla.see("Say what the changes do to people with protected characteristics.");

        // A day that gives holders too little notice keeps it from being published.
        orla.fill("What the changes do to health, and who gains and who loses", "Fewer people come to work ill.");
        orla.fill("What the changes do to people with protected characteristics", "Most who gain are women.");
        orla.fill_in("Day from which it binds who is accredited already", "Day", "32");
        orla.fill_in("Day from which it binds who is accredited already", "Month", "12");
        orla.fill_in("Day from which it binds who is accredited already", "Year", "2026");
        orla.press("Save").await;
        assert_eq!(orla.status(), 422);
        orla.see("Enter a day that exists");
        assert_eq!(orla.value("What the changes do to people with protected characteristics"), "Most who gain are women.");
        orla.fill_in("Day from which it binds who is accredited already", "Day", "20");
        orla.press("Save").await;
        orla.see("Holders are promised 60 days of notice");
        for part in ["Day", "Month", "Year"] {
            orla.fill_in("Day from which it binds who is accredited already", part, "");
        }
        orla.press("Save").await;
        orla.see("Look at who would fall first, and say that you have.");
        orla.follow("See who would fall, on which day and by which question").await;
        orla.see("None of 0 accredited employers would fall");
        orla.press("I have looked at who would fall").await;
        orla.press("Publish version 2027.1").await;
        orla.see("The version is published.");
        let now = store::find_current_version(app.ctx.read(), version.scheme_id, app.ctx.today()).await.unwrap().unwrap();
        assert_eq!(now.content.label, "2027.1");
        let before = store::get_version(app.ctx.read(), version.id).await.unwrap();
        assert_eq!(before.content_hash, pack.content_hash, "a published version never changes");

        // Pressed twice: the same version.
        orla.press_again().await;
        let again = store::find_current_version(app.ctx.read(), version.scheme_id, app.ctx.today()).await.unwrap().unwrap();
        assert_eq!(again.id, now.id);
    }

    async fn a_pack_becomes_a_draft_and_a_broken_one_is_told_line_by_line(app: TestApp) {
        let world = World::seed(&app).await;
        let mut orla = app.sign_in_as(World::OFFICER).await;
        orla.visit("/home/schemes").await;
        orla.press("Upload the pack").await;
        assert_eq!(orla.status(), 422);
        orla.see("Choose scheme.yaml and the files of the pillars, all together.");
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemes/wy-like");
        let scheme = std::fs::read_to_string(folder.join("scheme.yaml")).unwrap();
        orla.upload("Files of the pack", "scheme.yaml", scheme.replace("rank: 1", "rank: one").as_bytes());
        orla.press("Upload the pack").await;
        assert_eq!(orla.status(), 422);
        orla.see("Write a whole number here, 0 or more.");
        orla.see("scheme.yaml:");
        let officer = app.caller(World::OFFICER).await.officer(world.authority).unwrap();
        let begun = draft::start_from_pack(&app.ctx, &officer, built_in("wy-like").unwrap()).await.unwrap();
        orla.visit(&format!("/home/schemes/drafts/{}", begun.id)).await;
        orla.see("No version of this scheme is published, so all of it is new.");
    }

    async fn a_draft_looked_at_too_long_ago_or_begun_from_an_old_version_is_refused(app: TestApp) {
        let world = World::seed(&app).await;
        let pack = published(&app, &world, "gm-like").await;
        let officer = app.caller(World::OFFICER).await.officer(world.authority).unwrap();
        let version = store::list_current_versions(app.ctx.read(), app.ctx.today()).await.unwrap().remove(0);
        let first = draft::start(&app.ctx, &officer, version.id).await.unwrap();
        let second = draft::start(&app.ctx, &officer, version.id).await.unwrap();
        let mut next = pack.version.clone();
        "2027.1".clone_into(&mut next.label);
        next.pillars[0].criteria[0].minutes += 1;
        draft::save_content(&app.ctx, &officer, first.id, 1, next.clone()).await.unwrap();
        let stale = draft::save_content(&app.ctx, &officer, first.id, 1, next.clone()).await;
        assert!(matches!(stale, Err(Error::Conflict(refusal)) if refusal.code == "scheme.draft_changed"));
        draft::publish(&app.ctx, &officer, first.id, 2).await.unwrap();

        "2027.2".clone_into(&mut next.label);
        draft::save_content(&app.ctx, &officer, second.id, 1, next).await.unwrap();
        let refused = draft::publish(&app.ctx, &officer, second.id, 2).await.unwrap_err();
        assert!(matches!(refused, Error::Invalid(errors) if !errors.of("based_on").is_empty()));
    }

    async fn a_version_that_opens_later_leaves_the_one_before_in_force(app: TestApp) {
        let world = World::seed(&app).await;
        published(&app, &world, "gm-like").await;
        let officer = app.caller(World::OFFICER).await.officer(world.authority).unwrap();
        let version = store::list_current_versions(app.ctx.read(), app.ctx.today()).await.unwrap().remove(0);
        let begun = draft::start(&app.ctx, &officer, version.id).await.unwrap();
        let mut next = version.content.clone();
        "2027.1".clone_into(&mut next.label);
        next.pillars[0].criteria[0].evidence.min_items += 1;
        draft::save_content(&app.ctx, &officer, begun.id, 1, next).await.unwrap();
        let opens = app.ctx.today() + chrono::Days::new(30);
        let terms = Terms { new_from: Some(opens), ..notes() };
        draft::set_terms(&app.ctx, &officer, begun.id, 2, terms).await.unwrap();
        draft::set_stage(&app.ctx, &officer, begun.id, 3, SchemeDraftStage::Consultation).await.unwrap();
        let still = draft::save_content(&app.ctx, &officer, begun.id, 4, version.content.clone()).await;
        assert!(matches!(still, Err(Error::Conflict(_))), "a draft in consultation stands still");
        acknowledge(&app.ctx, &officer, begun.id, 4, 0).await.unwrap();
        let published = draft::publish(&app.ctx, &officer, begun.id, 5).await.unwrap();
        let on = |day| store::find_current_version(app.ctx.read(), version.scheme_id, day);
        assert_eq!(on(app.ctx.today()).await.unwrap().unwrap().id, version.id);
        assert_eq!(on(opens).await.unwrap().unwrap().id, published);
        assert_eq!(store::list_current_versions(app.ctx.read(), opens).await.unwrap().len(), 1);
    }

    async fn test_answers_show_where_an_employer_would_stand_and_are_not_kept(app: TestApp) {
        let world = World::seed(&app).await;
        let officer = app.caller(World::OFFICER).await.officer(world.authority).unwrap();
        let begun = draft::start_from_pack(&app.ctx, &officer, built_in("gbc-like").unwrap()).await.unwrap();
        let mut orla = app.sign_in_as(World::OFFICER).await;
        orla.visit(&format!("/home/schemes/drafts/{}", begun.id)).await;
        orla.follow("See it as an employer does, and try answers").await;
        orla.not_see("Where this employer would stand");
        let tax = begun.content.pillars.iter().find(|pillar| pillar.code.as_str() == "tax").unwrap();
        let asked = tax.criteria[0].question.as_str();
        orla.see(asked);
        orla.fill("People employed", "20");
        orla.fill("Kind", "charity");
        orla.press("See where they would stand").await;
        orla.see("Where this employer would stand");
        orla.see("The fewest things that would have to change:");
        orla.not_see(asked);
        let kept = store::get_draft(app.ctx.read(), [world.authority], begun.id).await.unwrap();
        assert_eq!((kept.version, kept.content), (1, begun.content));
    }

    async fn everybody_may_read_the_questions_in_each_language(app: TestApp) {
        let world = World::seed(&app).await;
        let pack = published(&app, &world, "dc-like").await;
        let criterion = &pack.version.pillars[0].criteria[0];
        let mut anybody = app.browser();
        let path = "/schemes/exampleshire/dc-like/questions";
        anybody.visit(path).await;
        anybody.see(criterion.question.as_str());
        anybody.see("Cymraeg");
        anybody.visit(&format!("{path}?lang=cy")).await;
        anybody.see(criterion.question.get("cy"));
        anybody.not_see(criterion.question.as_str());
        anybody.visit(&format!("{path}?lang=xx")).await;
        anybody.see(criterion.question.as_str());
        anybody.visit("/schemes/exampleshire/none/questions").await;
        assert_eq!(anybody.status(), 404);
    }
}
