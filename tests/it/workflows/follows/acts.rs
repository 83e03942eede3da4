//! Every act of every table, done for real.

use chrono::TimeDelta;
use fairmark::accreditation::actions::announce::{Announcement, announce, preview, undo};
use fairmark::accreditation::actions::change;
use fairmark::accreditation::actions::condition::{Effect, Judged, judge, report};
use fairmark::accreditation::rules::condition::Verdict as Met;
use fairmark::accreditation::rules::{Accreditation, Reasons, Verdict};
use fairmark::assessment::actions::sign_off::{
    request_sign_off, return_to_draft, sign_off_and_submit,
};
use fairmark::assessment::actions::{moving, withdraw};
use fairmark::certificate;
use fairmark::identity::actions::support::{Close, close};
use fairmark::identity::guard::Officer;
use fairmark::review::actions::declare::{Declaration, declare};
use fairmark::review::actions::{allocate, clarify, reply};
use fairmark::review::rules::Clarification;
use fairmark::scheme::rules::{CriterionCode, TierCode};
use fairmark::statistics;

use super::seats::seats;
use super::{Witness, after, talk};
use crate::helpers::awarded::{Applicant, facts};
use crate::helpers::{TestApp, World};
use crate::workflows::tables::workflows;

async fn first_code(app: &TestApp) -> CriterionCode {
    let scheme = app.scheme().await;
    scheme.content.criteria().next().unwrap().1.code.clone()
}

fn award() -> Verdict {
    Verdict::Award {
        tier: TierCode::parse("member").unwrap(),
    }
}

/// From the draft to the submission, by every way.
async fn assess(app: &TestApp, acts: &mut Witness<'_>) -> Applicant {
    let one = app
        .prepared(facts("Harbour Street Bakery Ltd", "I", 34), "member")
        .await;
    acts.skip().await;
    acts.did("assessment", None, "start").await;
    let (ctx, id) = (&app.ctx, one.assessment);
    let asked = request_sign_off(ctx, &one.lead, id, app.assessment_version(&one).await)
        .await
        .unwrap();
    acts.did("assessment", Some("draft"), "request sign-off")
        .await;
    let back = return_to_draft(ctx, &one.signatory, id, asked.version, "Look again")
        .await
        .unwrap();
    acts.did("assessment", Some("awaiting_sign_off"), "send back")
        .await;
    let asked = request_sign_off(ctx, &one.lead, id, back.version)
        .await
        .unwrap();
    acts.skip().await;
    let back = return_to_draft(ctx, &one.lead, id, asked.version, "")
        .await
        .unwrap();
    acts.wrote(
        "assessment",
        Some("awaiting_sign_off"),
        "send back",
        &[],
        &[],
    )
    .await;
    let asked = request_sign_off(ctx, &one.lead, id, back.version)
        .await
        .unwrap();
    acts.skip().await;
    sign_off_and_submit(ctx, &one.signatory, id, asked.version, true)
        .await
        .unwrap();
    acts.did(
        "assessment",
        Some("awaiting_sign_off"),
        "sign off and submit",
    )
    .await;

    // Others are withdrawn, from wherever they stand.
    for from in ["draft", "awaiting_sign_off", "submitted"] {
        let other = app
            .prepared(facts("Quarry Bank Care Ltd", "Q", 120), "member")
            .await;
        let mut version = app.assessment_version(&other).await;
        if from == "submitted" {
            app.submit(&other).await;
            version = app.assessment_version(&other).await;
        } else if from == "awaiting_sign_off" {
            let asked = request_sign_off(ctx, &other.lead, other.assessment, version).await;
            version = asked.unwrap().version;
        }
        acts.skip().await;
        withdraw::withdraw(ctx, &other.signatory, other.assessment, version, "")
            .await
            .unwrap();
        acts.did("assessment", Some(from), "withdraw").await;
    }
    one
}

/// The acts that send a review back, from wherever it stands.
async fn return_reviews(app: &TestApp, world: &World, one: &Applicant, acts: &mut Witness<'_>) {
    let (ctx, officer, assessor) = (
        &app.ctx,
        app.officer(world).await,
        app.assessor(world).await,
    );
    let conflict = || Declaration::Conflict {
        statement: "I used to work there".to_owned(),
    };
    // An assessor who declared a conflict cannot have the case again, so an officer replaces first.
    for from in ["allocated", "open", "recommended"] {
        let mut review = allocate::allocate(ctx, &officer, one.assessment, assessor.person())
            .await
            .unwrap();
        acts.did("review", None, "allocate").await;
        if from != "allocated" {
            review = declare(ctx, &assessor, review.id, Declaration::NoConflict)
                .await
                .unwrap();
            acts.did("review", Some("allocated"), "declare no conflict")
                .await;
        }
        let asked = ask(app, world, one, from == "open").await;
        if from == "recommended" {
            app.judge_all_met(world, &review).await;
            app.recommend(world, one, "member").await;
            acts.wrote(
                "review",
                Some("open"),
                "recommend",
                &["review_recommended"],
                &[],
            )
            .await;
        }
        acts.skip().await;
        let version = app.live_review(one).await.version;
        allocate::replace(ctx, &officer, one.assessment, None, version, "On leave")
            .await
            .unwrap();
        acts.did("review", Some(from), "replace the assessor").await;
        if asked.is_some() {
            acts.done
                .insert(("clarification", Some("asked"), "the review goes back"));
        }
    }
    for (from, email) in [
        ("allocated", World::ASSESSOR),
        ("open", World::OTHER_ASSESSOR),
    ] {
        let assessor = app.caller(email).await.assessor(world.authority).unwrap();
        let review = allocate::allocate(ctx, &officer, one.assessment, assessor.person())
            .await
            .unwrap();
        if from == "open" {
            declare(ctx, &assessor, review.id, Declaration::NoConflict)
                .await
                .unwrap();
        }
        acts.skip().await;
        declare(ctx, &assessor, review.id, conflict())
            .await
            .unwrap();
        acts.did("review", Some(from), "declare a conflict").await;
    }
}

async fn ask(app: &TestApp, world: &World, one: &Applicant, really: bool) -> Option<Clarification> {
    if !really {
        return None;
    }
    let (review, code) = (app.live_review(one).await, first_code(app).await);
    let assessor = app.assessor(world).await;
    let asked = clarify::ask(&app.ctx, &assessor, review.id, &code, "Which month?").await;
    Some(asked.unwrap())
}

/// Questions, and the way to a decision.
async fn review(app: &TestApp, world: &World, acts: &mut Witness<'_>) -> Accreditation {
    let (ctx, assessor) = (&app.ctx, app.assessor(world).await);
    let one = app
        .prepared(facts("Caffi Llŷn Cyf", "I", 5), "member")
        .await;
    app.submit(&one).await;
    let review = app.open_review(world, &one).await;
    acts.skip().await;
    let asked = ask(app, world, &one, true).await.unwrap();
    acts.did("clarification", None, "ask").await;
    clarify::withdraw(ctx, &assessor, review.id, asked.id)
        .await
        .unwrap();
    acts.did("clarification", Some("asked"), "take back").await;
    talk::talk(app, world, &one, &review, acts).await;
    talk::outside(app, &one, acts).await;
    let asked = ask(app, world, &one, true).await.unwrap();
    talk::more_time(app, world, &one, &asked, acts).await;
    acts.skip().await;
    let answer = fairmark::assessment::store::latest_bundle(ctx.read(), one.assessment)
        .await
        .unwrap()
        .content
        .answers
        .into_iter()
        .find(|(code, _)| *code == asked.criterion)
        .unwrap()
        .1;
    let said = reply::Reply {
        value: answer.value,
        comment: String::new(),
        text: "It is October.".to_owned(),
    };
    reply::reply(ctx, &one.lead, asked.id, said).await.unwrap();
    acts.did("clarification", Some("asked"), "reply").await;
    // What was judged at the very instant of the reply counts as judged before it.
    app.advance(TimeDelta::minutes(1));
    app.judge_all_met(world, &review).await;
    app.recommend(world, &one, "member").await;
    acts.skip().await;
    app.decide(world, &one, Verdict::Defer).await;
    acts.did("review", Some("recommended"), "defer").await;
    app.recommend(world, &one, "member").await;
    acts.skip().await;
    let held = app
        .decide(world, &one, award())
        .await
        .accreditation
        .unwrap();
    // One act in three rooms.
    let before = acts.before.clone();
    for (room, from, event) in [
        ("review", Some("recommended"), "decide"),
        ("assessment", Some("submitted"), "decide"),
        ("accreditation", None, "award"),
        ("decision", None, "decide and announce"),
    ] {
        acts.before = before.clone();
        acts.wrote(
            room,
            from,
            event,
            &["decision_awarded"],
            &["issue_certificate"],
        )
        .await;
    }
    conditions(app, world, &one, &held, acts).await;
    change_all(app, world, &one, held.clone(), acts).await;

    let other = app.prepared(facts("Elsewhere Ltd", "I", 5), "member").await;
    app.submit(&other).await;
    let review = app.open_review(world, &other).await;
    app.judge_all_met(world, &review).await;
    app.recommend(world, &other, "member").await;
    acts.skip().await;
    let taken = app.decide_later(world, &other, Verdict::Decline).await;
    acts.did("decision", None, "decide, announce later").await;
    let (ctx, decider) = (&app.ctx, app.decider(world).await);
    undo(ctx, &decider, taken, 1, "Meant for another case")
        .await
        .unwrap();
    acts.did("decision", Some("waiting"), "undo").await;
    let taken = app.decide_later(world, &other, Verdict::Decline).await;
    let seen = preview(ctx, &decider, taken).await.unwrap();
    let all_read = Announcement {
        id: taken,
        letters_sha256: seen.letters_sha256,
        despite_changes: false,
    };
    acts.skip().await;
    announce(ctx, &decider, &all_read).await.unwrap();
    let before = acts.before.clone();
    for (room, from, event) in [
        ("decision", "waiting", "announce"),
        ("review", "recommended", "decide"),
    ] {
        acts.before = before.clone();
        acts.wrote(room, Some(from), event, &["decision_declined"], &[])
            .await;
    }
    held
}

/// Everything that can be done to an accreditation.
async fn change_all(
    app: &TestApp,
    world: &World,
    one: &Applicant,
    held: Accreditation,
    acts: &mut Witness<'_>,
) {
    let (ctx, officer) = (&app.ctx, app.officer(world).await);
    let reasons = || Reasons::parse("Payroll evidence is being checked", "").unwrap();
    app.advance(TimeDelta::days(1));
    let was = change::suspend(ctx, &officer, held.id, held.version, reasons())
        .await
        .unwrap();
    acts.did("accreditation", Some("active"), "suspend").await;
    app.advance(TimeDelta::days(1));
    let was = change::reinstate(ctx, &officer, held.id, was.version, reasons())
        .await
        .unwrap();
    acts.did("accreditation", Some("suspended"), "reinstate")
        .await;
    app.advance(TimeDelta::days(1));
    change::relinquish(ctx, &one.signatory, held.id, was.version, reasons())
        .await
        .unwrap();
    acts.did("accreditation", Some("active"), "relinquish")
        .await;

    for (from, event) in [
        ("active", "withdraw"),
        ("suspended", "withdraw"),
        ("suspended", "relinquish"),
    ] {
        let (other, held) = app
            .accredited(world, facts("Tŷ Bara Cyf", "I", 5), "member")
            .await;
        app.advance(TimeDelta::days(1));
        let mut version = held.version;
        if from == "suspended" {
            let was = change::suspend(ctx, &officer, held.id, version, reasons()).await;
            version = was.unwrap().version;
            app.advance(TimeDelta::days(1));
        }
        acts.skip().await;
        if event == "withdraw" {
            change::withdraw(ctx, &officer, held.id, version, reasons())
                .await
                .unwrap();
        } else {
            change::relinquish(ctx, &other.signatory, held.id, version, reasons())
                .await
                .unwrap();
        }
        acts.did("accreditation", Some(from), event).await;
    }
}

/// Everything that another award does to an accreditation, and what can be done to one that waits.
async fn follow_on(app: &TestApp, world: &World, acts: &mut Witness<'_>) {
    let (ctx, officer) = (&app.ctx, app.officer(world).await);
    let reasons = || Reasons::parse("The rota was not published", "").unwrap();
    for from in ["active", "suspended"] {
        let (one, held) = app
            .accredited(world, facts("Higher Up Ltd", "I", 5), "supporter")
            .await;
        if from == "suspended" {
            change::suspend(ctx, &officer, held.id, held.version, reasons())
                .await
                .unwrap();
        }
        let next = app.again(&one, "member").await;
        acts.skip_to_decision(world, &next, "member").await;
        acts.did("accreditation", Some(from), "supersede").await;
    }
    for event in ["relinquish", "withdraw", "supersede"] {
        let (one, _) = app
            .accredited(world, facts("Ahead Ltd", "I", 5), "supporter")
            .await;
        let next = app.again(&one, "supporter").await;
        let ahead = acts.skip_to_decision(world, &next, "supporter").await;
        acts.did("accreditation", None, "award ahead").await;
        match event {
            "relinquish" => {
                change::relinquish(ctx, &one.signatory, ahead.id, ahead.version, reasons())
                    .await
                    .unwrap();
            }
            "withdraw" => {
                change::withdraw(ctx, &officer, ahead.id, ahead.version, reasons())
                    .await
                    .unwrap();
            }
            _ => {
                let next = app.again(&one, "supporter").await;
                acts.skip_to_decision(world, &next, "supporter").await;
            }
        }
        acts.did("accreditation", Some("not_yet"), event).await;
    }
}

/// What two officers do together.
async fn support(app: &TestApp, world: &World, one: &Applicant, acts: &mut Witness<'_>) {
    let person = app.person(&one.lead_email).await;
    let second = app.caller(World::SECOND_OFFICER).await;
    let second = second.officer(world.authority).unwrap();
    let first = app.officer(world).await;
    for (event, by, how) in [
        ("withdraw", &first, Close::Withdraw),
        ("decline", &second, Close::Decline),
        ("confirm", &second, Close::Confirm),
    ] {
        acts.skip().await;
        let id = app.propose_address(world, person).await;
        acts.did("support", None, "propose").await;
        close(&app.ctx, by, id, how, "Asked on the telephone")
            .await
            .unwrap();
        let emails: &[&str] = match how {
            Close::Withdraw => &[],
            Close::Decline => &["support_closed"],
            Close::Confirm => &["address_changed", "support_closed"],
        };
        acts.wrote("support", Some("proposed"), event, emails, &[])
            .await;
    }
}

/// Everything that can be done to conditions of an accreditation.
async fn conditions(
    app: &TestApp,
    world: &World,
    one: &Applicant,
    held: &Accreditation,
    acts: &mut Witness<'_>,
) {
    let officer = app.officer(world).await;
    let due_on = app.ctx.today() + chrono::Days::new(400);
    let judged = |verdict| Judged {
        verdict,
        reason: "So".to_owned(),
        effect: Effect::Nothing,
        public_reason: String::new(),
    };
    for (steps, last, event) in [
        (&["report", "back", "report"][..], Met::Accept, "accept"),
        (&[], Met::Waive, "waive"),
        (&["report"], Met::Waive, "waive"),
        (&[], Met::FindMissed, "find missed"),
        (&["report"], Met::FindMissed, "find missed"),
    ] {
        acts.skip().await;
        let id = (held.id, app.set_condition(world, held.id).await);
        acts.did("condition", None, "set").await;
        let mut version = 1;
        for step in steps {
            if *step == "report" {
                report(&app.ctx, &one.lead, id, version, "Done")
                    .await
                    .unwrap();
                acts.did("condition", Some("open"), "report").await;
            } else {
                let back = judged(Met::SendBack { due_on });
                judge(&app.ctx, &officer, id, version, back).await.unwrap();
                acts.did("condition", Some("reported"), "send back").await;
            }
            version += 1;
        }
        if last == Met::FindMissed {
            app.advance(TimeDelta::days(31));
        }
        let from = if steps.is_empty() { "open" } else { "reported" };
        judge(&app.ctx, &officer, id, version, judged(last))
            .await
            .unwrap();
        acts.did("condition", Some(from), event).await;
    }
}

/// Assessments that go on under a newer version: by their employer, by the calendar.
async fn newer_versions(app: &TestApp, officer: &Officer, acts: &mut Witness<'_>) {
    let begun = async |name| app.prepared(facts(name, "Q", 120), "member").await;
    let (one, two) = (begun("Moves Itself Ltd").await, begun("Is Moved Ltd").await);
    let event = "move to a newer version";
    let to = app.offer_newer_version(officer, "2026.2").await;
    let version = app.assessment_version(&one).await;
    acts.skip().await;
    moving::move_over(&app.ctx, &one.lead, one.assessment, version)
        .await
        .unwrap();
    acts.wrote("assessment", Some("draft"), event, &[], &[])
        .await;
    assert_eq!(moving::move_open(&app.ctx, to).await.unwrap(), 1);
    acts.did("assessment", Some("draft"), event).await;

    let version = app.assessment_version(&two).await;
    request_sign_off(&app.ctx, &two.lead, two.assessment, version)
        .await
        .unwrap();
    withdraw::withdraw(
        &app.ctx,
        &one.lead,
        one.assessment,
        app.assessment_version(&one).await,
        "",
    )
    .await
    .unwrap();
    let to = app.offer_newer_version(officer, "2026.3").await;
    acts.skip().await;
    assert_eq!(moving::move_open(&app.ctx, to).await.unwrap(), 1);
    acts.did("assessment", Some("awaiting_sign_off"), event)
        .await;
}

both! {
    async fn each_act_writes_what_the_page_says(app: TestApp) {
        let world = app.world_with_scheme().await;
        let mut acts = Witness::new(&app).await;
        let one = assess(&app, &mut acts).await;
        return_reviews(&app, &world, &one, &mut acts).await;
        let held = review(&app, &world, &mut acts).await;

        acts.skip().await;
        let paper = certificate::actions::issue(&app.ctx, held.id).await.unwrap();
        acts.did("certificate", None, "issue").await;
        for from in ["issued", "drawn"] {
            certificate::actions::draw_pdf(&app.ctx, paper.id).await.unwrap();
            acts.did("certificate", Some(from), "draw").await;
        }
        let officer = app.officer(&world).await;
        let run = statistics::actions::compute(&app.ctx, &officer, app.ctx.today()).await.unwrap();
        acts.did("statistics", None, "compute").await;
        statistics::actions::release(&app.ctx, &officer, run).await.unwrap();
        acts.did("statistics", Some("computed"), "release").await;

        after::all(&app, &world, &mut acts).await;
        follow_on(&app, &world, &mut acts).await;
        newer_versions(&app, &officer, &mut acts).await;
        support(&app, &world, &one, &mut acts).await;
        seats(&app, &world, &officer, &mut acts).await;

        // Nothing in the tables was left out but what only the calendar does.
        for workflow in workflows() {
            for way in &workflow.ways {
                let tried = acts.done.contains(&(workflow.room, way.from, way.event));
                assert!(tried || way.who == "calendar", "{}: {} from {:?} was not tried", workflow.room, way.event, way.from);
            }
        }
    }
}
