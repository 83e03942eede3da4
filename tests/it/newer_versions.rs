//! From one version of a scheme to the next: who would fall, what becomes of open applications, and
//! answers that are proposed from elsewhere.

use chrono::{NaiveDate, TimeDelta};
use entity::ids::{AssessmentId, OrganisationId, SchemeVersionId};
use entity::kinds::MemberRole;
use entity::version_kinds::OpenCases;
use fairmark::accreditation::actions::losses::acknowledge;
use fairmark::assessment::actions::answer::{Change, save_answers};
use fairmark::assessment::actions::moving::{move_open, move_over};
use fairmark::assessment::actions::sign_off::request_sign_off;
use fairmark::assessment::actions::start::start;
use fairmark::assessment::rules::{Assessment, State};
use fairmark::assessment::store;
use fairmark::identity::actions::organisations::OrganisationFacts;
use fairmark::identity::guard::{Employer, Officer};
use fairmark::platform::error::Error;
use fairmark::scheme;
use fairmark::scheme::actions::draft;
use fairmark::scheme::pack::built_in;
use fairmark::scheme::rules::{
    Circumstances, CriterionCode, Decimal, EvidenceNeed, Operand, RuleNode, SchemeVersion, Test,
    Text, canonical_json, evaluate,
};
use fairmark::scheme::store::Terms;

use crate::helpers::answers::good_answer;
use crate::helpers::{TestApp, World};

const LEAD: &str = "amira.khan@bakery.example";
const SIGNATORY: &str = "sol.signer@bakery.example";

fn code(text: &str) -> CriterionCode {
    CriterionCode::parse(text).unwrap()
}

async fn officer(app: &TestApp, world: &World) -> Officer {
    let caller = app.caller(World::OFFICER).await;
    caller.officer(world.authority).unwrap()
}

async fn employer(app: &TestApp, organisation: OrganisationId, email: &str) -> Employer {
    app.caller(email).await.employer(organisation).unwrap()
}

/// An employer halfway through an application, under a published pack.
async fn applying(app: &TestApp, pack: &str) -> (World, OrganisationId, Assessment) {
    let world = World::seed(app).await;
    let pack = built_in(pack).unwrap();
    let loaded = scheme::actions::load_pack(&app.ctx, world.authority, &pack)
        .await
        .unwrap();
    let organisation = app.organisation("Harbour Street Bakery Ltd", LEAD).await;
    app.member(LEAD, organisation, SIGNATORY, MemberRole::Signatory)
        .await;
    let lead = employer(app, organisation, LEAD).await;
    let tier = pack.version.tiers[0].code.as_str();
    let begun = start(&app.ctx, &lead, loaded.scheme_id, tier)
        .await
        .unwrap();
    (world, organisation, begun)
}

/// Answers some questions as a good employer would.
async fn answer(
    app: &TestApp,
    lead: &Employer,
    id: AssessmentId,
    of: &SchemeVersion,
    codes: &[&str],
) {
    let changes = codes
        .iter()
        .map(|text| Change {
            criterion: code(text),
            value: Some(good_answer(
                of.criterion(&code(text)).unwrap(),
                app.ctx.today(),
            )),
            comment: format!("Said of {text}"),
            version: 0,
        })
        .collect();
    save_answers(&app.ctx, lead, id, changes).await.unwrap();
}

/// The next version of a scheme: one question asks more, one is gone, one only reads otherwise.
fn next(before: &SchemeVersion, tightened: &str, removed: &str, clarified: &str) -> SchemeVersion {
    let mut next = before.clone();
    "2027.1".clone_into(&mut next.label);
    next.scheme.notice_days = 0;
    for pillar in &mut next.pillars {
        for criterion in &mut pillar.criteria {
            // Another question takes its place, so that as many are asked as before.
            if criterion.code.as_str() == removed {
                criterion.code = code("NEW-1");
            }
            if criterion.code.as_str() == tightened {
                criterion.evidence.need = EvidenceNeed::Required;
                criterion.evidence.min_items += 2;
            }
            if criterion.code.as_str() == clarified {
                criterion.question = Text::english("In other words?");
            }
        }
    }
    next
}

/// Publishes the next version as an officer does.
async fn publish(
    app: &TestApp,
    officer: &Officer,
    from: SchemeVersionId,
    content: SchemeVersion,
    terms: Terms,
) -> SchemeVersionId {
    let begun = draft::start(&app.ctx, officer, from).await.unwrap();
    draft::save_content(&app.ctx, officer, begun.id, 1, content)
        .await
        .unwrap();
    draft::set_terms(&app.ctx, officer, begun.id, 2, terms)
        .await
        .unwrap();
    acknowledge(&app.ctx, officer, begun.id, 3, 0)
        .await
        .unwrap();
    draft::publish(&app.ctx, officer, begun.id, 4)
        .await
        .unwrap()
}

fn facts(name: &str) -> OrganisationFacts {
    OrganisationFacts {
        name: name.to_owned(),
        sector: Some("I".to_owned()),
        headcount: Some(34),
        area_headcount: Some(30),
        ..OrganisationFacts::default()
    }
}

fn terms(open_cases: OpenCases, move_on: Option<NaiveDate>) -> Terms {
    Terms {
        open_cases,
        move_on,
        health_note: "Fewer people come to work ill.".to_owned(),
        equality_note: "Most who gain are women.".to_owned(),
        ..Terms::default()
    }
}

/// Four criteria of the charter that no tier rule names by code, answered with yes or no.
async fn four_codes(app: &TestApp, version: SchemeVersionId) -> (SchemeVersion, Vec<String>) {
    let content = scheme::store::get_version(app.ctx.read(), version)
        .await
        .unwrap()
        .content;
    let codes = content
        .criteria()
        .filter(|(_, criterion)| criterion.answer.name() == "yes_no")
        .map(|(_, criterion)| criterion.code.to_string())
        .take(4)
        .collect();
    (content, codes)
}

/// What an application comes to as it is stored, in bytes: under the version it was begun with, on a day.
async fn evaluated(app: &TestApp, lead: &Employer, id: AssessmentId, on: NaiveDate) -> String {
    let (held, _) = store::get_for_employers(app.ctx.read(), std::slice::from_ref(lead), id)
        .await
        .unwrap();
    let version = scheme::store::get_version(app.ctx.read(), held.scheme_version_id)
        .await
        .unwrap();
    assert_eq!(version.content.content_hash(), version.content_hash);
    let given = store::load_given(app.ctx.read(), id).await.unwrap();
    canonical_json(&evaluate(
        &version.content,
        &given.answers(),
        &Circumstances::on(on),
    ))
}

both! {
    async fn an_employer_moves_to_a_newer_version_and_no_answer_is_lost(app: TestApp) {
        let (world, organisation, begun) = applying(&app, "gm-like").await;
        let lead = employer(&app, organisation, LEAD).await;
        let (content, codes) = four_codes(&app, begun.scheme_version_id).await;
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        answer(&app, &lead, begun.id, &content, &codes).await;
        let officer = officer(&app, &world).await;
        let after = next(&content, codes[0], codes[1], codes[2]);
        publish(&app, &officer, begun.scheme_version_id, after, terms(OpenCases::Offer, None)).await;

        let mut amira = app.session(LEAD).await;
        let path = format!("/home/assessments/{}", begun.id);
        amira.visit(&path).await;
        amira.see("Version 2027.1 of this scheme is open");
        amira.see("2 answers come along as they are, 1 must be looked at again because the question changed, and 1 is not asked for any more but kept.");
        amira.follow("See what would change, and move to it").await;
        amira.see("You cannot move back.");
        amira.press("Move to version 2027.1").await;
        amira.see("The assessment goes on under the newer version");
        amira.not_see("Version 2027.1 of this scheme is open");

        let given = store::load_given(app.ctx.read(), begun.id).await.unwrap();
        let kept: Vec<String> = given.answers.keys().map(ToString::to_string).collect();
        let mut expected = vec![codes[2].to_owned(), codes[3].to_owned()];
        expected.sort();
        assert_eq!(kept, expected);
        let aside = store::list_to_confirm(app.ctx.read(), begun.id).await.unwrap();
        assert_eq!(aside[&code(codes[0])].comment, format!("Said of {}", codes[0]));
        let archived = store::list_archived(app.ctx.read(), begun.id).await.unwrap();
        assert_eq!(archived[&code(codes[1])].comment, format!("Said of {}", codes[1]));

        // The answer to look at again is proposed where it is asked, and counts once it is taken.
        let moved = store::get_for_employers(app.ctx.read(), std::slice::from_ref(&lead), begun.id).await.unwrap().0;
        let now = scheme::store::get_version(app.ctx.read(), moved.scheme_version_id).await.unwrap().content;
        let pillar = now.pillar_of(&code(codes[0])).unwrap().code.clone();
        amira.visit(&format!("{path}/pillars/{pillar}")).await;
        amira.see(&format!("You answered this under version {}", content.label));
        let question = now.criterion(&code(codes[0])).unwrap().question.to_string();
        amira.press(&format!("Use this answer to: {question}")).await;
        amira.see("The answer is taken over.");
        let given = store::load_given(app.ctx.read(), begun.id).await.unwrap();
        assert_eq!(given.answers[&code(codes[0])].comment, format!("Said of {}", codes[0]));
        amira.visit(&format!("{path}/pillars/{pillar}")).await;
        amira.not_see("You answered this under version");
    }

    async fn open_applications_finish_where_they_were_begun_unless_the_version_says_otherwise(app: TestApp) {
        let (world, organisation, begun) = applying(&app, "gm-like").await;
        let lead = employer(&app, organisation, LEAD).await;
        let (content, codes) = four_codes(&app, begun.scheme_version_id).await;
        let officer = officer(&app, &world).await;
        let after = next(&content, &codes[0], &codes[1], &codes[2]);
        publish(&app, &officer, begun.scheme_version_id, after, terms(OpenCases::Finish, None)).await;
        let mut amira = app.session(LEAD).await;
        amira.visit(&format!("/home/assessments/{}", begun.id)).await;
        amira.not_see("Version 2027.1");
        let refused = move_over(&app.ctx, &lead, begun.id, 1).await.unwrap_err();
        assert!(matches!(refused, Error::Conflict(refusal) if refusal.code == "assessment.no_newer_version"));
    }

    /// Domain property 6.
    async fn an_old_case_comes_to_the_same_bytes_after_newer_versions(app: TestApp) {
        let (world, organisation, begun) = applying(&app, "gm-like").await;
        let lead = employer(&app, organisation, LEAD).await;
        let (content, codes) = four_codes(&app, begun.scheme_version_id).await;
        let answered: Vec<&str> = codes.iter().map(String::as_str).collect();
        answer(&app, &lead, begun.id, &content, &answered).await;
        let on = app.ctx.today();
        let before = evaluated(&app, &lead, begun.id, on).await;

        // The next version asks more, asks otherwise, and has other values and other tiers.
        let mut after = next(&content, &codes[0], &codes[1], &codes[2]);
        for value in after.references.iter_mut().flat_map(|reference| &mut reference.values) {
            value.value = Decimal::from_thousandths(value.value.thousandths() + 1_000);
        }
        for tier in &mut after.tiers {
            tier.name = Text::english(format!("New {}", tier.name));
        }
        let officer = officer(&app, &world).await;
        let newer = publish(&app, &officer, begun.scheme_version_id, after, terms(OpenCases::Finish, None)).await;
        assert_eq!(evaluated(&app, &lead, begun.id, on).await, before);
        app.advance(TimeDelta::days(400));
        app.drain_worker().await;
        assert_eq!(evaluated(&app, &lead, begun.id, on).await, before);

        // The newer version does judge the same answers otherwise.
        let version = scheme::store::get_version(app.ctx.read(), newer).await.unwrap().content;
        let given = store::load_given(app.ctx.read(), begun.id).await.unwrap();
        let now = canonical_json(&evaluate(&version, &given.answers(), &Circumstances::on(on)));
        assert_ne!(now, before);
        let again = scheme::store::list_versions(app.ctx.read(), [begun.scheme_version_id, newer]).await.unwrap();
        let old = again.iter().find(|version| version.id == begun.scheme_version_id).unwrap();
        assert_eq!(old.content, content);
    }

    async fn on_the_day_the_calendar_moves_the_rest_once_and_tells_them(app: TestApp) {
        let (world, organisation, begun) = applying(&app, "gm-like").await;
        let lead = employer(&app, organisation, LEAD).await;
        let (content, codes) = four_codes(&app, begun.scheme_version_id).await;
        let all: Vec<&str> = content.criteria().map(|(_, c)| c.code.as_str()).collect();
        answer(&app, &lead, begun.id, &content, &all).await;
        let officer = officer(&app, &world).await;
        let day = app.ctx.today() + chrono::Days::new(10);
        let after = next(&content, &codes[0], &codes[1], &codes[2]);
        let to = publish(&app, &officer, begun.scheme_version_id, after, terms(OpenCases::Move, Some(day))).await;
        // Somebody asked for sign-off meanwhile: it goes back to be answered.
        let before = store::get_for_employers(app.ctx.read(), std::slice::from_ref(&lead), begun.id).await.unwrap().0;
        let waits = request_sign_off(&app.ctx, &lead, begun.id, before.version).await;
        app.drain_worker().await;
        let still = store::get_for_employers(app.ctx.read(), std::slice::from_ref(&lead), begun.id).await.unwrap().0;
        assert_eq!(still.scheme_version_id, begun.scheme_version_id, "not before the day");

        app.advance(chrono::TimeDelta::days(11));
        app.drain_worker().await;
        let moved = store::get_for_employers(app.ctx.read(), std::slice::from_ref(&lead), begun.id).await.unwrap().0;
        assert_eq!(moved.scheme_version_id, to);
        assert!(matches!(moved.state, State::Draft { .. }), "{waits:?}");
        let mail = app.last_mail_to(LEAD).await;
        assert!(mail.subject.contains("goes on under a newer version"), "{}", mail.subject);

        // Run again, late: nothing moves twice and nobody is told twice.
        let told = app.mail_to(LEAD).await.len();
        assert_eq!(move_open(&app.ctx, to).await.unwrap(), 0);
        app.drain_worker().await;
        assert_eq!(app.mail_to(LEAD).await.len(), told);
    }

    async fn an_answer_is_proposed_in_another_scheme_and_never_taken_by_itself(app: TestApp) {
        let (world, organisation, begun) = applying(&app, "gm-like").await;
        let other = built_in("ne-like").unwrap();
        let loaded = scheme::actions::load_pack(&app.ctx, world.authority, &other).await.unwrap();
        let lead = employer(&app, organisation, LEAD).await;
        let (content, codes) = four_codes(&app, begun.scheme_version_id).await;
        let from = codes[0].as_str();
        answer(&app, &lead, begun.id, &content, &[from]).await;
        let to = other.version.criteria().map(|(_, c)| c).find(|c| c.answer.name() == "yes_no").unwrap();
        let second = start(&app.ctx, &lead, loaded.scheme_id, "advanced").await.unwrap();

        let mut orla = app.sign_in_as(World::OFFICER).await;
        orla.visit("/home/schemes").await;
        orla.follow("Answers used in several schemes").await;
        let set = |to: &str| format!(
            "format: 1\nslug: both\nname: Asked in both\npairs:\n  - from: {{scheme: gm-like, criterion: {from}}}\n    to: {{scheme: ne-like, criterion: {to}}}\n    note: The other asks about contractors as well.\n"
        );
        orla.upload("Mapping set", "both.yaml", set("NONE-1").as_bytes());
        orla.press("Check it and take it into use").await;
        assert_eq!(orla.status(), 422);
        orla.see("both.yaml:6: pairs[0].to: ne-like 2026.1 has no criterion NONE-1. Use the code of one it has.");
        orla.upload("Mapping set", "both.yaml", set(to.code.as_str()).as_bytes());
        orla.press("Check it and take it into use").await;
        orla.see("The mapping set is in use.");
        orla.see("Asked in both");

        let given = store::load_given(app.ctx.read(), second.id).await.unwrap();
        assert!(given.answers.is_empty(), "a proposal is no answer");
        let pillar = other.version.pillar_of(&to.code).unwrap().code.clone();
        let mut amira = app.session(LEAD).await;
        amira.visit(&format!("/home/assessments/{}/pillars/{pillar}", second.id)).await;
        amira.see(&format!("You answered a question like this in Good employment charter (model) ({})", begun.reference));
        amira.see("Look out: The other asks about contractors as well.");
        amira.press(&format!("Use this answer to: {}", to.question)).await;
        amira.see("The answer is taken over.");
        let given = store::load_given(app.ctx.read(), second.id).await.unwrap();
        assert!(given.answers.contains_key(&to.code));

        // Nobody else is proposed what this organisation answered.
        let stranger = "sam.stranger@elsewhere.example";
        let elsewhere = app.organisation("Elsewhere Ltd", stranger).await;
        let sam = employer(&app, elsewhere, stranger).await;
        let theirs = start(&app.ctx, &sam, loaded.scheme_id, "advanced").await.unwrap();
        let mut browser = app.session(stranger).await;
        browser.visit(&format!("/home/assessments/{}/pillars/{pillar}", theirs.id)).await;
        browser.not_see("Use this answer");

        // Out of use, nothing is proposed any more.
        orla.press("Take it out of use: Asked in both").await;
        orla.see("The mapping set is out of use.");
        orla.see("No mapping set is in use.");
    }

    async fn an_officer_sees_who_would_fall_before_publishing(app: TestApp) {
        let world = app.world_with_scheme().await;
        app.accredited(&world, facts("Tŷ Bara Cyf"), "member").await;
        let officer = officer(&app, &world).await;
        let version = scheme::store::list_current_versions(app.ctx.read(), app.ctx.today()).await.unwrap().remove(0);
        let begun = draft::start(&app.ctx, &officer, version.id).await.unwrap();
        let mut next = version.content.clone();
        "2027.1".clone_into(&mut next.label);
        next.scheme.notice_days = 0;
        for tier in &mut next.tiers {
            let least = Test::AtLeast(Operand::Value(Decimal::whole(400)));
            let asks = RuleNode::Predicate { code: code("PAY-1"), test: least };
            tier.rule = RuleNode::All(vec![tier.rule.clone(), asks]);
        }
        draft::save_content(&app.ctx, &officer, begun.id, 1, next).await.unwrap();
        draft::set_terms(&app.ctx, &officer, begun.id, 2, terms(OpenCases::Finish, None)).await.unwrap();
        let refused = draft::publish(&app.ctx, &officer, begun.id, 3).await.unwrap_err();
        assert!(matches!(refused, Error::Invalid(errors) if !errors.of("losses").is_empty()));

        let mut orla = app.session(World::OFFICER).await;
        let path = format!("/home/schemes/drafts/{}", begun.id);
        orla.visit(&path).await;
        orla.see("Nobody has looked yet at what this version takes from whom.");
        orla.follow("See who would fall, on which day and by which question").await;
        orla.see("1 of 1 accredited employer would fall, should version 2027.1 follow version 2026.1.");
        orla.see("Tŷ Bara Cyf");
        // A number that is not the one on the page is not waved through.
        let stale = acknowledge(&app.ctx, &officer, begun.id, 3, 0).await.unwrap_err();
        assert!(matches!(stale, Error::Conflict(refusal) if refusal.code == "scheme.losses_changed"));
        orla.press("I have looked at who would fall").await;
        orla.see("1 of 1 accredited employers would fall.");

        // Whatever changes afterwards has to be looked at again.
        let mut changed = scheme::store::get_draft(app.ctx.read(), [officer.authority()], begun.id).await.unwrap();
        changed.content.pillars[0].criteria[0].evidence.min_items += 1;
        draft::save_content(&app.ctx, &officer, begun.id, 4, changed.content).await.unwrap();
        let refused = draft::publish(&app.ctx, &officer, begun.id, 5).await.unwrap_err();
        assert!(matches!(refused, Error::Invalid(errors) if !errors.of("losses").is_empty()));
        acknowledge(&app.ctx, &officer, begun.id, 5, 1).await.unwrap();
        draft::publish(&app.ctx, &officer, begun.id, 6).await.unwrap();
    }

    async fn an_officer_says_what_became_of_a_question(app: TestApp) {
        let world = World::seed(&app).await;
        let pack = built_in("gm-like").unwrap();
        scheme::actions::load_pack(&app.ctx, world.authority, &pack).await.unwrap();
        let officer = officer(&app, &world).await;
        let version = scheme::store::list_current_versions(app.ctx.read(), app.ctx.today()).await.unwrap().remove(0);
        let begun = draft::start(&app.ctx, &officer, version.id).await.unwrap();
        let mut next = version.content.clone();
        "2027.1".clone_into(&mut next.label);
        let criterion = &mut next.pillars[0].criteria[0];
        let changed = criterion.code.to_string();
        criterion.evidence.min_items += 1;
        draft::save_content(&app.ctx, &officer, begun.id, 1, next).await.unwrap();

        let mut orla = app.session(World::OFFICER).await;
        orla.visit(&format!("/home/schemes/drafts/{}", begun.id)).await;
        orla.follow("Say what became of each question").await;
        orla.fill(&format!("What became of {changed}"), "It asks the same in other words");
        orla.press("Save").await;
        orla.see("is called clarified, but more than its words changed. Say that it is relaxed or tightened.");
        orla.follow("Say what became of each question").await;
        orla.fill(&format!("What became of {changed}"), "It asks less");
        orla.press("Save").await;
        orla.see(&format!("{changed} {}: relaxed", version.content.criterion(&code(&changed)).unwrap().title));
        let kept = scheme::store::get_draft(app.ctx.read(), [world.authority], begun.id).await.unwrap();
        let log = kept.content.changes.unwrap();
        assert_eq!((log.since.as_str(), log.criteria.len()), ("2026.1", 1));
    }
}
