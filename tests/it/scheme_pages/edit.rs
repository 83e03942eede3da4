//! An officer changes what a draft asks: questions, tiers, rules and reference values.

use entity::ids::SchemeDraftId;
use fairmark::scheme::actions::draft;
use fairmark::scheme::edit::parts::KINDS;
use fairmark::scheme::pack::built_in;
use fairmark::scheme::rules::{AnswerKind, RuleNode, SchemeVersion, Severity, check};
use fairmark::scheme::store;

use super::{notes, published};
use crate::helpers::{Browser, TestApp, World};

/// A draft of a pack, and where its pages begin.
async fn drafted(app: &TestApp, world: &World, slug: &str) -> (SchemeDraftId, String) {
    let officer = app
        .caller(World::OFFICER)
        .await
        .officer(world.authority)
        .unwrap();
    let begun = draft::start_from_pack(&app.ctx, &officer, built_in(slug).unwrap())
        .await
        .unwrap();
    (begun.id, format!("/home/schemes/drafts/{}", begun.id))
}

async fn content(app: &TestApp, world: &World, id: SchemeDraftId) -> SchemeVersion {
    store::get_draft(app.ctx.read(), [world.authority], id)
        .await
        .unwrap()
        .content
}

fn errors(version: &SchemeVersion) -> Vec<String> {
    let faults = check(version).into_iter();
    faults
        .filter(|fault| fault.severity == Severity::Error)
        .map(|fault| fault.message)
        .collect()
}

/// Fills in the words of a new question.
fn describe(orla: &mut Browser, title: &str, question: &str) {
    orla.fill("Title", title);
    orla.fill("Question", question);
    orla.fill("Why it matters", "People stay where they are heard.");
    orla.fill("What good looks like", "Everybody can say so.");
}

both! {
    async fn a_question_of_every_kind_is_added(app: TestApp) {
        let world = World::seed(&app).await;
        let (id, path) = drafted(&app, &world, "gbc-like").await;
        let mut orla = app.sign_in_as(World::OFFICER).await;
        orla.visit(&path).await;
        orla.follow("Add, remove and reorder pillars, questions and tiers").await;
        let before = content(&app, &world, id).await;
        let pillar = before.pillars[0].clone();
        orla.follow(&format!("Add a question to {}", pillar.name)).await;
        orla.choose("One of several options");
        orla.press("Continue").await;
        // Nothing typed: everything that is missing is said beside its field.
        orla.fill("Code", "pay one");
        orla.press("Add it").await;
        assert_eq!(orla.status(), 422);
        orla.see_error("criterion_code", "use capitals, a hyphen and a number");
        orla.see_error("criterion_title", "Give it a few words for lists.");
        orla.see_error("criterion_options", "Write 2 to 20 options, one a line.");
        for (number, (kind, words)) in KINDS.iter().enumerate() {
            orla.visit(&format!("{path}/parts/new?kind=criterion&pillar={}&answer={kind}", pillar.code)).await;
            let code = format!("NEW-{}", number + 1);
            orla.fill("Code", &code);
            describe(&mut orla, &format!("About {kind}"), &format!("What about {kind}?"));
            match *kind {
                "choice" | "multi_choice" => orla.fill("Options", "All of us\nSome of us"),
                "maturity" => orla.fill("Levels", "Begun\nDone"),
                "workforce" => orla.fill("Counts", "People employed\nOf these, women"),
                "list" => orla.fill("Columns", "Action\nDone by"),
                "percentage" => {
                    orla.fill("What is counted", "workers heard");
                    orla.fill("Out of what", "workers");
                }
                "declaration" => orla.fill("What is declared", "We hear everybody."),
                _ => {}
            }
            orla.press("Add it").await;
            assert_eq!(orla.status(), 200, "{kind}: {:?}", orla.errors());
            orla.see(&format!("Answered with: {words}"));
            // The settings as they are shown are the settings as they are.
            let added = content(&app, &world, id).await;
            orla.press("Save the changes").await;
            orla.see("Saved");
            assert_eq!(content(&app, &world, id).await.content_hash(), added.content_hash(), "{kind}");
        }
        let now = content(&app, &world, id).await;
        assert_eq!(now.pillars[0].criteria.len(), pillar.criteria.len() + KINDS.len());
        assert_eq!(errors(&now), Vec::<String>::new());
        orla.visit(&path).await;
        // Words alone where a tier needs them are worth another look, and no more than that.
        orla.see("is answered in words alone");
        orla.not_see("Error");
        orla.visit(&format!("{path}/preview")).await;
        orla.see("What about list?");
    }

    async fn settings_of_an_answer_and_who_is_asked_are_changed(app: TestApp) {
        let world = World::seed(&app).await;
        let (id, path) = drafted(&app, &world, "gm-like").await;
        let mut orla = app.sign_in_as(World::OFFICER).await;
        orla.visit(&format!("{path}/parts")).await;
        orla.follow("Answer and who is asked: PAY-3 Sick pay").await;
        orla.fill_in("New option", "What it says", "Half pay for all");
        orla.fill_in("New option", "How far choosing it takes the employer", "Done, with its evidence");
        orla.fill_in("New option", "Place in the list", "2");
        orla.fill_in("Who is asked", "It is asked of", "Who fits all that is filled in below");
        orla.fill_in("Who is asked", "Employers with this many people or more", "many");
        orla.press("Save the changes").await;
        assert_eq!(orla.status(), 422);
        orla.see_error("people_from", "Enter a number, like 50");
        orla.fill_in("Who is asked", "Employers with this many people or more", "50");
        orla.choose_in("Who is asked", "Kind of employer: charity or other voluntary body");
        orla.press("Save the changes").await;
        orla.see("Saved");
        let now = content(&app, &world, id).await;
        let (_, criterion) = now.criteria().find(|(_, one)| one.code.as_str() == "PAY-3").unwrap();
        let AnswerKind::Choice { options } = &criterion.answer else { panic!("another kind") };
        let codes: Vec<_> = options.iter().map(|one| one.code.as_str()).collect();
        assert!(codes[..3].contains(&"half-pay-for-all"), "{codes:?}");
        assert_eq!(
            criterion.applies_when.as_ref().unwrap().describe(),
            "employers with 50 or more people and employers that are a charity"
        );
    }

    async fn a_rule_is_wrapped_changed_moved_and_pruned(app: TestApp) {
        let world = World::seed(&app).await;
        let (id, path) = drafted(&app, &world, "gm-like").await;
        let mut orla = app.sign_in_as(World::OFFICER).await;
        orla.visit(&path).await;
        orla.follow("Change the rule of Advocate").await;
        orla.see("Any one of these");
        let any = "Any one of these";
        orla.follow(&format!("Change {any}")).await;
        orla.fill("Put it into", "At least so many of");
        orla.fill("How many of the group are needed", "two");
        orla.press("Put it into the group").await;
        orla.see_error("wrap_k", "Enter how many are needed, like 2.");
        orla.fill("How many of the group are needed", "2");
        orla.press("Put it into the group").await;
        orla.see("It is part of a group now");
        // The group is open: it gets a second part.
        orla.follow("So many points").await;
        orla.fill("How much is needed", "0");
        orla.press("Add it").await;
        orla.see_error("new_points", "Enter a number of points above 0");
        orla.fill("How much is needed", "3");
        orla.press("Add it").await;
        orla.see("At least 3 points of all questions");
        orla.press("Move up").await;
        orla.see("Moved");
        let rule = |version: &SchemeVersion| version.tiers[2].rule.clone();
        let RuleNode::All(of) = rule(&content(&app, &world, id).await) else { panic!("another root") };
        let RuleNode::AtLeast { k: 2, of } = &of[1] else { panic!("{:?}", of[1]) };
        assert!(matches!(of.as_slice(), [RuleNode::Score { .. }, RuleNode::Any(_)]));

        // A figure: first whose, then which.
        orla.visit(&format!("{path}/rule?tier=advocate&at=1&add=figure")).await;
        orla.fill("Whose answer is tested", "PAY-1 Lowest hourly rate");
        orla.press("Continue").await;
        orla.fill("Or a reference value", "real Living Wage");
        orla.press("Add it").await;
        orla.see("PAY-1 Lowest hourly rate: at least");
        orla.press("Remove it").await;
        orla.see_error("sure", "Tick this to remove it.");
        orla.choose("Yes, remove it with all it holds");
        orla.press("Remove it").await;
        orla.see("Removed");
        orla.not_see("PAY-1 Lowest hourly rate");
        // The message of a gate.
        orla.visit(&format!("{path}/rule?tier=advocate&at=0")).await;
        orla.fill("Why nothing else counts", "");
        orla.press("Save").await;
        orla.see_error("message_en", "Say why nothing else counts.");
        assert_eq!(errors(&content(&app, &world, id).await), Vec::<String>::new());
    }

    async fn what_is_named_stays_and_a_tier_is_removed(app: TestApp) {
        let world = World::seed(&app).await;
        let (id, path) = drafted(&app, &world, "gm-like").await;
        let mut orla = app.sign_in_as(World::OFFICER).await;
        orla.visit(&format!("{path}/parts")).await;
        orla.follow("Remove: SEC-2 Zero-hours contracts").await;
        orla.see("It cannot be removed yet");
        orla.see("The rule of Advocate, “SEC-2");
        orla.not_see("Yes, remove it");
        orla.visit(&format!("{path}/parts/remove?part=tier:supporter")).await;
        orla.see("Member: it must be reached as well");
        // By hand it is refused all the same, in the same words.
        let fields = [("version", "1"), ("part", "criterion:SEC-2"), ("sure", "yes")];
        let refused = orla.post(&format!("{path}/parts/remove"), &fields, false).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("still names it. Change that first."));

        orla.visit(&format!("{path}/parts")).await;
        orla.follow("Remove: Advocate").await;
        orla.press("Remove it").await;
        orla.see_error("sure", "Tick this to remove it.");
        orla.choose("Yes, remove it from the draft");
        orla.press("Remove it").await;
        orla.see("Removed");
        let now = content(&app, &world, id).await;
        assert_eq!(now.tiers.len(), 2);
        orla.press("Down: PAY-1 Lowest hourly rate").await;
        orla.see("Moved");
        let now = content(&app, &world, id).await;
        let pay = now.pillars.iter().find(|pillar| pillar.code.as_str() == "pay").unwrap();
        assert_eq!(pay.criteria[1].code.as_str(), "PAY-1");
    }

    async fn a_tab_that_is_stale_loses_nothing(app: TestApp) {
        let world = World::seed(&app).await;
        let (id, path) = drafted(&app, &world, "gm-like").await;
        let mut orla = app.sign_in_as(World::OFFICER).await;
        orla.visit(&format!("{path}/parts/new?kind=tier")).await;
        let mut other = orla.clone();
        other.visit(&format!("{path}/parts")).await;
        other.press("Down: PAY-1 Lowest hourly rate").await;
        orla.fill("Name of the tier", "Beacon");
        orla.fill("Code", "beacon");
        orla.fill("What it says about an employer", "Shows others the way.");
        orla.press("Add it").await;
        assert_eq!(orla.status(), 409);
        assert_eq!(orla.value("Name of the tier"), "Beacon");
        assert_eq!(content(&app, &world, id).await.tiers.len(), 3);
        // What was typed is still there: sent again, it is kept.
        orla.press("Add it").await;
        orla.see("The tier is added. Say what it asks");
        orla.see("All of these (nothing yet)");
        orla.visit(&path).await;
        orla.see("The list is empty, so it asks nothing.");
    }

    async fn reference_values_are_added_changed_and_removed(app: TestApp) {
        let world = World::seed(&app).await;
        let (id, path) = drafted(&app, &world, "gm-like").await;
        let mut orla = app.sign_in_as(World::OFFICER).await;
        orla.visit(&path).await;
        orla.follow("Change reference values").await;
        orla.follow("Add a value of real Living Wage").await;
        orla.fill("Value", "£14");
        orla.fill_date("First day on which it holds", "2027-10-21");
        orla.press("Add the value").await;
        orla.see_error("value", "Enter a number, like 12.60");
        orla.fill("Value", "14.10");
        orla.press("Add the value").await;
        orla.see("The value is added");
        orla.see("£14.10");
        orla.follow("Change real Living Wage in UK from 21 October 2027").await;
        orla.fill("Value", "14.20");
        orla.press("Save the value").await;
        orla.see("£14.20");
        orla.not_see("£14.10");
        orla.follow("Change real Living Wage in UK from 21 October 2027").await;
        orla.press("Remove the value").await;
        orla.see_error("remove", "Tick this to remove it.");
        orla.choose("Yes, remove this value");
        orla.press("Remove the value").await;
        orla.not_see("£14.20");
        assert_eq!(content(&app, &world, id).await.references, built_in("gm-like").unwrap().version.references);
    }

    async fn an_employer_is_asked_what_an_officer_added(app: TestApp) {
        let world = World::seed(&app).await;
        published(&app, &world, "gm-like").await;
        let mut orla = app.sign_in_as(World::OFFICER).await;
        orla.visit("/home/schemes").await;
        orla.follow(built_in("gm-like").unwrap().version.scheme.name.as_str()).await;
        orla.press("Begin a draft of the next version").await;
        let path = orla.path();
        orla.visit(&format!("{path}/parts/new?kind=criterion&pillar=pay&answer=yes_no")).await;
        assert_eq!(orla.value("Code"), "PAY-6");
        describe(&mut orla, "Pay in writing", "Does everybody get a payslip they can read?");
        orla.press("Add it").await;
        orla.visit(&format!("{path}/rule?tier=member&at=&add=criterion")).await;
        orla.fill("Question", "PAY-6 Pay in writing");
        orla.press("Add it").await;
        orla.see("PAY-6 Pay in writing: satisfied, with its evidence");
        orla.visit(&format!("{path}/words?part=scheme")).await;
        orla.fill("Name of the version, such as 2027.1", "2027.1");
        orla.press("Save the changes").await;
        orla.fill("What the changes do to health, and who gains and who loses", &notes().health_note);
        orla.fill("What the changes do to people with protected characteristics", &notes().equality_note);
        orla.press("Save").await;
        orla.follow("See who would fall, on which day and by which question").await;
        orla.press("I have looked at who would fall").await;
        orla.press("Publish version 2027.1").await;
        orla.see("The version is published.");

        let lead = "lena.lead@quarrybank.example";
        app.organisation("Quarry Bank Care Ltd", lead).await;
        let mut lena = app.sign_in_as(lead).await;
        lena.visit("/home/assessments/new").await;
        lena.choose("Good employment charter (model): Member");
        lena.press("Start the assessment").await;
        let assessment = lena.path();
        lena.visit(&format!("{assessment}/pillars/pay")).await;
        lena.see("Does everybody get a payslip they can read?");
    }
}
