//! Every form of every page.

use std::collections::BTreeSet;

use poem::http::Method;

use super::form::{Form, post};
use super::scene::Scene;
use super::{DATES, fault_of_page, short, words};
use crate::helpers::after::THIRD_OFFICER;
use crate::helpers::{Browser, Journey, TestApp, World};

/// Who sends what where.
struct Sender {
    /// The route.
    route: &'static str,
    /// Address of the person; empty for somebody who is not signed in.
    who: String,
    /// Where the form is.
    page: String,
    /// Where it goes.
    action: String,
}

fn sender(
    route: &'static str,
    who: &str,
    page: impl Into<String>,
    action: impl Into<String>,
) -> Sender {
    Sender {
        route,
        who: who.to_owned(),
        page: page.into(),
        action: action.into(),
    }
}

/// A form that goes to the address of its own page.
fn at(route: &'static str, who: &str, path: impl Into<String>) -> Sender {
    let path = path.into();
    sender(route, who, path.clone(), path)
}

/// Every route on which employers and visitors send a form. What ends a case comes last.
#[expect(clippy::too_many_lines, reason = "one table of senders")]
fn employers(scene: &Scene) -> Vec<Sender> {
    let lead = scene.draft.lead.as_str();
    let organisation = format!("/home/organisations/{}", scene.draft.organisation);
    let draft = scene.draft.employers_page();
    let sign_off = format!("{}/sign-off", scene.asking.employers_page());
    let returning = scene.returning.employers_page();
    let mut all = vec![
        at("/sign-in", "", "/sign-in"),
        at("/sign-in/:secret", "", "/sign-in/not-a-secret"),
        at("/home/account", lead, "/home/account"),
        sender(
            "/home/account/tokens",
            lead,
            "/home/account",
            "/home/account/tokens",
        ),
        sender(
            "/home/account/tokens/:id/revoke",
            lead,
            "/home/account",
            format!("/home/account/tokens/{}/revoke", scene.token),
        ),
        at("/home/organisations/new", lead, "/home/organisations/new"),
        at(
            "/home/organisations/:id/details",
            lead,
            format!("{organisation}/details"),
        ),
        sender(
            "/home/organisations/:id/people",
            lead,
            &organisation,
            format!("{organisation}/people"),
        ),
        at("/home/assessments/new", lead, "/home/assessments/new"),
        sender(
            "/home/assessments/:id/tier",
            lead,
            &draft,
            format!("{draft}/tier"),
        ),
        sender(
            "/home/assessments/:id/newer-version",
            lead,
            format!("{draft}/newer-version"),
            format!("{draft}/newer-version"),
        ),
        sender(
            "/home/assessments/:id/about",
            lead,
            format!("{draft}/about"),
            format!("{draft}/about"),
        ),
        at(
            "/home/assessments/:id/comments",
            &scene.open.lead,
            format!("{}/comments", scene.open.employers_page()),
        ),
        sender(
            "/home/assessments/:id/comments/:comment/withdrawal",
            &scene.open.lead,
            format!("{}/comments", scene.open.employers_page()),
            format!(
                "{}/comments/{}/withdrawal",
                scene.open.employers_page(),
                scene.comment_of_lead
            ),
        ),
        at(
            "/home/clarifications/:id",
            &scene.open.lead,
            format!("/home/clarifications/{}", scene.question),
        ),
        at(
            "/home/assessments/:id/sign-off",
            &scene.asking.signatory,
            sign_off,
        ),
        sender(
            "/home/assessments/:id/send-back",
            &scene.returning.signatory,
            format!("{returning}/sign-off"),
            format!("{returning}/send-back"),
        ),
        at(
            "/home/held/:id/conditions/:condition",
            &scene.awarded.lead,
            format!(
                "/home/held/{}/conditions/{}",
                scene.awarded_id, scene.condition
            ),
        ),
        at(
            "/home/held/:id/give-up",
            &scene.awarded.lead,
            format!("/home/held/{}/give-up", scene.awarded_id),
        ),
        at(
            "/home/held/:id/renew",
            &scene.renewable.lead,
            format!("/home/held/{}/renew", scene.renewable_id),
        ),
    ];
    all.extend(after(scene));
    all.push(at("/reminders/:id/:proof", "", &scene.reminder));
    all.push(at(
        "/home/organisations/:id/people/:person",
        lead,
        format!("{organisation}/people/{}", scene.leaver),
    ));
    for pillar in ["pay", "engagement-and-voice", "people-management"] {
        let path = format!("{draft}/pillars/{pillar}");
        all.push(at("/home/assessments/:id/pillars/:pillar", lead, path));
    }
    all.push(at(
        "/home/assessments/:id/check",
        lead,
        format!("{draft}/check"),
    ));
    let confirmations = format!("{draft}/confirmations");
    all.push(at(
        "/home/assessments/:id/confirmations",
        lead,
        &confirmations,
    ));
    for step in ["resend", "revoke"] {
        all.push(sender(
            "/home/assessments/:id/confirmations/:confirmation/:step",
            lead,
            &confirmations,
            format!("{confirmations}/{}/{step}", scene.confirmation),
        ));
    }
    all.push(at(
        "/confirm/:confirm",
        "",
        format!("/confirm/{}", scene.confirm),
    ));
    all.push(at(
        "/home/assessments/:id/withdraw",
        lead,
        format!("{draft}/withdraw"),
    ));
    all.push(sender("/sign-out", lead, "/home/account", "/sign-out"));
    all
}

/// What employers and anybody send after an award.
fn after(scene: &Scene) -> Vec<Sender> {
    let held = format!("/home/held/{}", scene.awarded_id);
    vec![
        at("/concerns", "", "/concerns"),
        at(
            "/register/:entry/concern",
            "",
            format!("/register/{}/concern", scene.entry),
        ),
        at(
            "/complaints/data-protection",
            "",
            "/complaints/data-protection",
        ),
        at(
            "/home/held/:id/concerns/:concern",
            &scene.awarded.lead,
            format!("{held}/concerns/{}", scene.concern),
        ),
        at(
            "/home/held/:id/appeal",
            &scene.suspended.lead,
            format!("/home/held/{}/appeal", scene.suspended_id),
        ),
        at(
            "/home/decisions/:id/appeal",
            &scene.declined.lead,
            format!("/home/decisions/{}/appeal", scene.decline),
        ),
    ]
}

/// What officers do after an award.
fn officers_after(scene: &Scene) -> Vec<Sender> {
    let officer = World::OFFICER;
    vec![
        at(
            "/home/concerns/:id",
            officer,
            format!("/home/concerns/{}", scene.concern),
        ),
        at(
            "/home/complaints/:id",
            officer,
            format!("/home/complaints/{}", scene.complaint),
        ),
        at(
            "/home/appeals/:id",
            THIRD_OFFICER,
            format!("/home/appeals/{}", scene.appeal),
        ),
        at("/home/standards", officer, "/home/standards"),
    ]
}

/// The workbench for schemes.
fn workbench(scene: &Scene) -> Vec<Sender> {
    let officer = World::OFFICER;
    let version = format!("/home/schemes/versions/{}", scene.scheme_version);
    let draft = format!("/home/schemes/drafts/{}", scene.scheme_draft);
    let ready = format!("/home/schemes/drafts/{}", scene.ready_draft);
    let reworded = format!("/home/schemes/drafts/{}", scene.reworded_draft);
    let of_draft = |route, act: &str| sender(route, officer, &draft, format!("{draft}/{act}"));
    let of_page = |route, page: &str, query: &str| {
        let action = format!("{draft}/{page}");
        sender(route, officer, format!("{action}{query}"), action)
    };
    vec![
        sender(
            "/home/schemes/upload",
            officer,
            "/home/schemes",
            "/home/schemes/upload",
        ),
        sender(
            "/home/schemes/mappings",
            officer,
            "/home/schemes/mappings",
            "/home/schemes/mappings",
        ),
        sender(
            "/home/schemes/mappings/retire",
            officer,
            "/home/schemes/mappings",
            "/home/schemes/mappings/retire",
        ),
        at(
            "/home/schemes/drafts/:id/losses",
            officer,
            format!("{draft}/losses"),
        ),
        at(
            "/home/schemes/drafts/:id/log",
            officer,
            format!("{reworded}/log"),
        ),
        sender(
            "/home/schemes/versions/:id/draft",
            officer,
            &version,
            format!("{version}/draft"),
        ),
        sender(
            "/home/schemes/drafts/:id/words",
            officer,
            format!("{draft}/words?part=pay"),
            format!("{draft}/words"),
        ),
        of_page("/home/schemes/drafts/:id/parts", "parts", ""),
        of_page(
            "/home/schemes/drafts/:id/parts/new",
            "parts/new",
            "?kind=criterion&pillar=pay&answer=choice",
        ),
        of_page(
            "/home/schemes/drafts/:id/answer",
            "answer",
            "?criterion=PAY-1",
        ),
        of_page(
            "/home/schemes/drafts/:id/rule",
            "rule",
            "?tier=advocate&at=2&add=score",
        ),
        of_page("/home/schemes/drafts/:id/values", "values", "?add=RLW"),
        of_page(
            "/home/schemes/drafts/:id/parts/remove",
            "parts/remove",
            "?part=tier:advocate",
        ),
        at(
            "/home/schemes/drafts/:id/preview",
            officer,
            format!("{draft}/preview"),
        ),
        of_draft("/home/schemes/drafts/:id/terms", "terms"),
        sender(
            "/home/schemes/drafts/:id/publish",
            officer,
            &ready,
            format!("{ready}/publish"),
        ),
        of_draft("/home/schemes/drafts/:id/stage", "stage"),
    ]
}

/// What officers do for people.
fn support(scene: &Scene) -> Vec<Sender> {
    let officer = World::OFFICER;
    let act = |act: &str| {
        let path = format!("/home/people/{}/{act}", scene.helped);
        at("/home/people/:id/:act", officer, path)
    };
    let email = format!("/home/emails/{}", scene.email);
    let mut all = officers_after(scene);
    all.extend([
        act("link"),
        act("address"),
        act("lead"),
        act("works"),
        sender(
            "/home/emails/:id/again",
            officer,
            &email,
            format!("{email}/again"),
        ),
        sender(
            "/home/emails/:id/bounce",
            officer,
            &email,
            format!("{email}/bounce"),
        ),
        at(
            "/home/emails/wording/:kind",
            officer,
            "/home/emails/wording/question_asked",
        ),
        at(
            "/home/requests/:id",
            World::SECOND_OFFICER,
            format!("/home/requests/{}", scene.request),
        ),
        at(
            "/home/staff/:id/:role",
            officer,
            format!("/home/staff/{}/assessor", scene.colleague),
        ),
    ]);
    all
}

/// What is said about a case and marks it.
fn talk(scene: &Scene) -> Vec<Sender> {
    let (officer, assessor) = (World::OFFICER, World::ASSESSOR);
    let open = scene.open.officers_page();
    let paused = format!("{}/marks", scene.paused.officers_page());
    let review = format!("/home/reviews/{}", scene.open_review);
    let mut all = Vec::new();
    for (comments, withdrawal, extension, who, path, comment) in [
        (
            "/home/cases/:id/comments",
            "/home/cases/:id/comments/:comment/withdrawal",
            "/home/cases/:id/clarifications/:clarification/extension",
            officer,
            &open,
            scene.comment_of_officer,
        ),
        (
            "/home/reviews/:id/comments",
            "/home/reviews/:id/comments/:comment/withdrawal",
            "/home/reviews/:id/clarifications/:clarification/extension",
            assessor,
            &review,
            scene.comment_of_assessor,
        ),
    ] {
        let page = format!("{path}/comments");
        all.push(at(comments, who, &page));
        let action = format!("{page}/{comment}/withdrawal");
        all.push(sender(withdrawal, who, &page, action));
        let question = scene.question;
        all.push(at(
            extension,
            who,
            format!("{path}/clarifications/{question}/extension"),
        ));
    }
    for mark in ["resolve", "flag", "untag", "tag", "lift"] {
        all.push(sender(
            "/home/cases/:id/marks/:mark",
            officer,
            &paused,
            format!("{paused}/{mark}"),
        ));
    }
    for mark in ["flag", "tag", "hold"] {
        all.push(sender(
            "/home/reviews/:id/marks/:mark",
            assessor,
            format!("{review}/marks"),
            format!("{review}/marks/{mark}"),
        ));
    }
    all
}

/// Every route on which officers and assessors send a form. What ends a case comes last.
fn staff(scene: &Scene) -> Vec<Sender> {
    let (officer, assessor) = (World::OFFICER, World::ASSESSOR);
    let review = format!("/home/reviews/{}", scene.open_review);
    let pay = format!("{review}?criterion=PAY-1");
    let case = |case: &Journey, act: &str| format!("{}/{act}", case.officers_page());
    let awarded = format!("/home/accreditations/{}", scene.awarded_id);
    let suspended = format!("/home/accreditations/{}", scene.suspended_id);
    let run = format!("/home/statistics/{}", scene.run);
    let outside = format!("/home/outside/held/{}", scene.outside);
    vec![
        at(
            "/home/assessors/:id",
            officer,
            format!("/home/assessors/{}", scene.assessor),
        ),
        at(
            "/home/cases/:id/allocation",
            officer,
            case(&scene.submitted, "allocation"),
        ),
        // Another case waits still.
        at("/home/cases/plan", officer, "/home/cases/plan".to_owned()),
        at(
            "/home/reviews/:id/declaration",
            assessor,
            format!("/home/reviews/{}/declaration", scene.allocated_review),
        ),
        sender(
            "/home/reviews/:id/findings/:criterion",
            assessor,
            &pay,
            format!("{review}/findings/PAY-1"),
        ),
        at(
            "/home/reviews/:id/changes",
            assessor,
            format!("/home/reviews/{}/changes", scene.renewing_review),
        ),
        sender(
            "/home/reviews/:id/clarifications",
            assessor,
            &pay,
            format!("{review}/clarifications"),
        ),
        at(
            "/home/reviews/:id/recommendation",
            assessor,
            format!("{review}/recommendation"),
        ),
        sender(
            "/home/reviews/:id/clarifications/:clarification/withdrawal",
            assessor,
            format!("{review}?criterion=VOICE-4"),
            format!("{review}/clarifications/{}/withdrawal", scene.question),
        ),
        at(
            "/home/cases/:id/decision",
            World::SECOND_OFFICER,
            case(&scene.recommended, "decision"),
        ),
        sender(
            "/home/announcements",
            officer,
            "/home/announcements",
            "/home/announcements",
        ),
        at(
            "/home/announcements/:id",
            officer,
            format!("/home/announcements/{}", scene.waiting),
        ),
        at("/home/statistics", officer, "/home/statistics"),
        sender(
            "/home/statistics/:id/release",
            officer,
            &run,
            format!("{run}/release"),
        ),
        sender("/home/outside", officer, "/home/outside", "/home/outside"),
        at(
            "/home/outside/lists/:id",
            officer,
            format!("/home/outside/lists/{}", scene.list),
        ),
        at("/home/outside/new", officer, "/home/outside/new"),
        sender(
            "/home/outside/held/:id/holder",
            officer,
            &outside,
            format!("{outside}/holder"),
        ),
        sender(
            "/home/outside/held/:id/end",
            officer,
            &outside,
            format!("{outside}/end"),
        ),
        at(
            "/home/accreditations/:id/conditions/new",
            officer,
            format!("{awarded}/conditions/new"),
        ),
        at(
            "/home/accreditations/:id/conditions/:condition",
            officer,
            format!("{awarded}/conditions/{}", scene.condition),
        ),
        at(
            "/home/accreditations/:id/checks/:check",
            officer,
            format!("{awarded}/checks/{}", scene.check),
        ),
        at(
            "/home/accreditations/:id/suspend",
            officer,
            format!("{awarded}/suspend"),
        ),
        at(
            "/home/accreditations/:id/reinstate",
            officer,
            format!("{suspended}/reinstate"),
        ),
        at(
            "/home/accreditations/:id/withdraw",
            officer,
            format!("{awarded}/withdraw"),
        ),
        sender(
            "/home/cases/:id/replacement",
            officer,
            case(&scene.allocated, "allocation"),
            case(&scene.allocated, "replacement"),
        ),
    ]
}

/// What a form is made into.
fn variants(form: &Form) -> Vec<(String, Form)> {
    let mut all = Vec::new();
    let none = Form {
        fields: Vec::new(),
        ..form.clone()
    };
    all.push(("nothing".to_owned(), none));
    for words in words() {
        let everywhere = form.with(|_| Some(words.clone()));
        all.push((format!("`{}` everywhere", short(&words)), everywhere));
    }
    for parts in DATES {
        let dated = form.with(|name| {
            let ends = ["day", "month", "year"];
            let at = ends.iter().position(|end| name.ends_with(end))?;
            Some(parts[at].to_owned())
        });
        all.push((format!("the date {parts:?}"), dated));
    }
    // One field at a time where there are few, so that each is read past the others.
    let alone = if form.fields.len() <= 8 {
        words()
    } else {
        Vec::new()
    };
    for (name, _) in &form.fields {
        let mut without = form.clone();
        without.fields.retain(|(own, _)| own != name);
        all.push((format!("no {name}"), without));
        let mut twice = form.clone();
        twice.fields.insert(0, (name.clone(), "-1".to_owned()));
        all.push((format!("{name} twice"), twice));
        for words in &alone {
            let one = form.with(|own| (own == name).then(|| words.clone()));
            all.push((format!("`{}` as {name}", short(words)), one));
        }
    }
    all
}

/// Bodies that are no form at all.
fn bodies(form: &Form) -> Vec<(&'static str, String, Vec<u8>)> {
    let (kind, body) = form.encoded();
    let token = &form.token;
    let url = "application/x-www-form-urlencoded";
    let mut many: Vec<String> = (0..10_000).map(|n| format!("name{n}=x")).collect();
    many.push(format!("_csrf={token}"));
    let many = many.join("&");
    let half = body[..body.len() / 2].to_vec();
    let mut raw = format!("_csrf={token}&name=").into_bytes();
    raw.extend([0xff, 0xfe, 0x80]);
    vec![
        ("an empty body", kind.clone(), Vec::new()),
        ("no content type", String::new(), body.clone()),
        (
            "JSON",
            "application/json".to_owned(),
            b"{\"name\":\"x\"}".to_vec(),
        ),
        ("plain text", "text/plain".to_owned(), body.clone()),
        (
            "a nonsense content type",
            "\u{7f}".replace('\u{7f}', "nonsense"),
            body.clone(),
        ),
        (
            "multipart without a boundary",
            "multipart/form-data".to_owned(),
            body.clone(),
        ),
        (
            "multipart with another boundary",
            "multipart/form-data; boundary=x".to_owned(),
            body.clone(),
        ),
        ("half a body", kind, half),
        ("bytes that are no text", url.to_owned(), raw),
        (
            "escapes that are no text",
            url.to_owned(),
            format!("_csrf={token}&name=%ff%fe&email=%C3%28&reason=%ED%A0%80").into_bytes(),
        ),
        (
            "escapes cut short",
            url.to_owned(),
            format!("_csrf={token}&name=%&email=%2").into_bytes(),
        ),
        ("ten thousand fields", url.to_owned(), many.into_bytes()),
        (
            "two megabytes",
            url.to_owned(),
            format!("_csrf={token}&reason={}", "a".repeat(2 * 1024 * 1024)).into_bytes(),
        ),
    ]
}

async fn try_everything(app: &TestApp, sender: &Sender, faults: &mut Vec<String>) -> usize {
    let mut browser: Browser = app.browser();
    if !sender.who.is_empty() {
        browser = app.session(&sender.who).await;
    }
    browser.visit(&sender.page).await;
    assert_eq!(browser.status(), 200, "{}", sender.page);
    let form = Form::of(&browser, &sender.action);
    let mut tried = 0;
    let mut note = |what: String, fault: Option<String>| {
        tried += 1;
        if let Some(fault) = fault {
            faults.push(format!("POST {} with {what}: {fault}", sender.route));
        }
    };
    for (what, kind, body) in bodies(&form) {
        let answer = post(app, &browser, &sender.action, &kind, body).await;
        note(what.to_owned(), fault_of_page(&answer));
    }
    for (what, variant) in variants(&form) {
        let answer = variant.send(app, &browser).await;
        note(what, fault_of_page(&answer));
        if sender.route == "/sign-in" {
            // Nobody is to wait for a quarter of an hour here.
            app.advance(chrono::TimeDelta::minutes(4));
        }
    }
    // Ids in the address that are none, or nobody's.
    for wrong in [
        "not-an-id",
        "01932b5e-0000-7000-8000-000000000000",
        "%00",
        "%ff",
        "..%2f..",
        "😀",
    ] {
        for (place, part) in sender.route.split('/').enumerate() {
            if !part.starts_with(':') {
                continue;
            }
            let mut parts: Vec<&str> = sender.action.split('/').collect();
            parts[place] = wrong;
            let address: String = url::Url::parse("https://fairmark.example")
                .unwrap()
                .join(&parts.join("/"))
                .unwrap()
                .path()
                .to_owned();
            let (kind, body) = form.encoded();
            let answer = post(app, &browser, &address, &kind, body).await;
            note(format!("{wrong} as {part}"), fault_of_page(&answer));
        }
    }
    tried
}

async fn try_those(app: &TestApp, whose: fn(&Scene) -> Vec<Sender>) {
    let scene = Box::pin(Scene::set(app)).await;
    let mut faults = Vec::new();
    let mut tried = 0;
    for sender in whose(&scene) {
        tried += try_everything(app, &sender, &mut faults).await;
    }
    println!("{tried} forms sent");
    assert!(tried > 500, "{tried}");
    assert!(
        faults.is_empty(),
        "{} faults:\n{}\n",
        faults.len(),
        faults.join("\n")
    );
}

both! {
    async fn no_form_of_the_employers_makes_us_fail(app: TestApp) {
        try_those(&app, employers).await;
    }

    async fn no_form_of_the_staff_makes_us_fail(app: TestApp) {
        try_those(&app, staff).await;
    }

    async fn no_form_of_the_workbench_makes_us_fail(app: TestApp) {
        try_those(&app, workbench).await;
    }

    async fn no_form_of_support_makes_us_fail(app: TestApp) {
        try_those(&app, support).await;
    }

    async fn no_form_of_talk_makes_us_fail(app: TestApp) {
        try_those(&app, talk).await;
    }

    async fn every_form_is_tried(app: TestApp) {
        let scene = Box::pin(Scene::set(&app)).await;
        let all = [employers(&scene), staff(&scene), workbench(&scene), support(&scene), talk(&scene)];
        let tried: BTreeSet<&str> = all.iter().flatten().map(|sender| sender.route).collect();
        let served: BTreeSet<&str> = fairmark::app::pages()
            .iter()
            .filter(|route| route.methods.contains(&Method::POST))
            .map(|route| route.path)
            .collect();
        assert_eq!(tried, served);
    }
}
