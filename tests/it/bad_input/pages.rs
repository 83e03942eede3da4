//! Every form of every page.

use std::collections::BTreeSet;

use poem::http::Method;

use super::form::{Form, post};
use super::scene::Scene;
use super::{DATES, fault_of_page, short, words};
use crate::helpers::{Browser, TestApp, World};

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

/// Every route that takes a form, with the person who may use it. What ends a case comes last.
fn senders(scene: &Scene) -> Vec<Sender> {
    let mut all = Vec::new();
    let mut add = |route, who: &str, page: String, action: String| {
        all.push(Sender {
            route,
            who: who.to_owned(),
            page,
            action,
        });
    };
    let lead = scene.draft.lead.as_str();
    let same = |path: &str| (path.to_owned(), path.to_owned());
    let mut on_its_own_page = |route, who: &str, path: String| {
        let (page, action) = same(&path);
        add(route, who, page, action);
    };
    on_its_own_page("/sign-in", "", "/sign-in".to_owned());
    on_its_own_page("/sign-in/:secret", "", "/sign-in/not-a-secret".to_owned());
    on_its_own_page("/home/account", lead, "/home/account".to_owned());
    on_its_own_page(
        "/home/organisations/new",
        lead,
        "/home/organisations/new".to_owned(),
    );
    let organisation = format!("/home/organisations/{}", scene.draft.organisation);
    on_its_own_page(
        "/home/organisations/:id/details",
        lead,
        format!("{organisation}/details"),
    );
    on_its_own_page(
        "/home/assessments/new",
        lead,
        "/home/assessments/new".to_owned(),
    );
    let draft = scene.draft.employers_page();
    for pillar in ["pay", "engagement-and-voice", "people-management"] {
        on_its_own_page(
            "/home/assessments/:id/pillars/:pillar",
            lead,
            format!("{draft}/pillars/{pillar}"),
        );
    }
    let question = format!("/home/clarifications/{}", scene.question);
    on_its_own_page("/home/clarifications/:id", &scene.open.lead, question);
    let allocation = format!("{}/allocation", scene.submitted.officers_page());
    on_its_own_page("/home/cases/:id/allocation", World::OFFICER, allocation);
    let allocated = format!("/home/reviews/{}/declaration", scene.allocated_review);
    on_its_own_page("/home/reviews/:id/declaration", World::ASSESSOR, allocated);
    let review = format!("/home/reviews/{}", scene.open_review);
    on_its_own_page(
        "/home/reviews/:id/recommendation",
        World::ASSESSOR,
        format!("{review}/recommendation"),
    );
    let decision = format!("{}/decision", scene.recommended.officers_page());
    on_its_own_page("/home/cases/:id/decision", World::SECOND_OFFICER, decision);
    let statistics = "/home/statistics".to_owned();
    on_its_own_page("/home/statistics", World::OFFICER, statistics);
    let awarded = format!("/home/accreditations/{}", scene.awarded_id);
    let suspended = format!("/home/accreditations/{}", scene.suspended_id);
    for (route, path) in [
        (
            "/home/accreditations/:id/suspend",
            format!("{awarded}/suspend"),
        ),
        (
            "/home/accreditations/:id/reinstate",
            format!("{suspended}/reinstate"),
        ),
        (
            "/home/accreditations/:id/withdraw",
            format!("{awarded}/withdraw"),
        ),
    ] {
        on_its_own_page(route, World::OFFICER, path);
    }
    let give_up = format!("/home/held/{}/give-up", scene.awarded_id);
    on_its_own_page("/home/held/:id/give-up", &scene.awarded.lead, give_up);
    let sign_off = format!("{}/sign-off", scene.asking.employers_page());
    on_its_own_page(
        "/home/assessments/:id/sign-off",
        &scene.asking.signatory,
        sign_off,
    );
    on_its_own_page(
        "/home/assessments/:id/check",
        lead,
        format!("{draft}/check"),
    );

    let account = || "/home/account".to_owned();
    add(
        "/home/account/tokens",
        lead,
        account(),
        "/home/account/tokens".to_owned(),
    );
    add(
        "/home/account/tokens/:id/revoke",
        lead,
        account(),
        format!("/home/account/tokens/{}/revoke", scene.token),
    );
    add(
        "/home/organisations/:id/people",
        lead,
        organisation.clone(),
        format!("{organisation}/people"),
    );
    add(
        "/home/assessments/:id/tier",
        lead,
        draft.clone(),
        format!("{draft}/tier"),
    );
    add(
        "/home/reviews/:id/findings/:criterion",
        World::ASSESSOR,
        format!("{review}?criterion=PAY-1"),
        format!("{review}/findings/PAY-1"),
    );
    add(
        "/home/reviews/:id/clarifications",
        World::ASSESSOR,
        format!("{review}?criterion=PAY-1"),
        format!("{review}/clarifications"),
    );
    add(
        "/home/reviews/:id/clarifications/:clarification/withdrawal",
        World::ASSESSOR,
        format!("{review}?criterion=VOICE-4"),
        format!("{review}/clarifications/{}/withdrawal", scene.question),
    );
    add(
        "/home/assessments/:id/send-back",
        &scene.returning.signatory,
        format!("{}/sign-off", scene.returning.employers_page()),
        format!("{}/send-back", scene.returning.employers_page()),
    );
    add(
        "/home/cases/:id/replacement",
        World::OFFICER,
        format!("{}/allocation", scene.allocated.officers_page()),
        format!("{}/replacement", scene.allocated.officers_page()),
    );
    let run = format!("/home/statistics/{}", scene.run);
    add(
        "/home/statistics/:id/release",
        World::OFFICER,
        run.clone(),
        format!("{run}/release"),
    );
    add(
        "/home/assessments/:id/withdraw",
        lead,
        format!("{draft}/withdraw"),
        format!("{draft}/withdraw"),
    );
    add("/sign-out", lead, account(), "/sign-out".to_owned());
    all
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
    let mut many = format!("_csrf={token}");
    for n in 0..10_000 {
        many.push_str(&format!("&name{n}=x"));
    }
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

async fn try_those(app: &TestApp, whose: impl Fn(&Scene, &str) -> bool) {
    let scene = Scene::set(app).await;
    let mut faults = Vec::new();
    let mut tried = 0;
    for sender in senders(&scene) {
        if whose(&scene, &sender.who) {
            tried += try_everything(app, &sender, &mut faults).await;
        }
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

fn is_staff(who: &str) -> bool {
    [World::OFFICER, World::SECOND_OFFICER, World::ASSESSOR].contains(&who)
}

both! {
    async fn no_form_of_the_employers_makes_us_fail(app: TestApp) {
        try_those(&app, |_, who| !is_staff(who)).await;
    }

    async fn no_form_of_the_staff_makes_us_fail(app: TestApp) {
        try_those(&app, |_, who| is_staff(who)).await;
    }

    async fn every_form_is_tried(app: TestApp) {
        let scene = Scene::set(&app).await;
        let tried: BTreeSet<&str> = senders(&scene).iter().map(|sender| sender.route).collect();
        let served: BTreeSet<&str> = fairmark::app::pages()
            .iter()
            .filter(|route| route.methods.contains(&Method::POST))
            .map(|route| route.path)
            .collect();
        assert_eq!(tried, served);
    }
}
