//! What holds for every page, whatever it shows.

use fairmark::web::routes::Audience;
use poem::http::Method;

use crate::helpers::{Answer, TestApp, send};

/// An address of the route, its parameters replaced by something that fits nobody.
fn address(path: &str) -> String {
    path.split('/')
        .map(|part| match part.strip_prefix(':') {
            Some(_) => "01932b5e-0000-7000-8000-000000000000",
            None => part,
        })
        .collect::<Vec<_>>()
        .join("/")
}

async fn ask(app: &TestApp, method: Method, path: &str) -> Answer {
    send(&app.endpoint(), method, path, &[], "").await
}

fn check_headers(what: &str, answer: &Answer) {
    let policy = answer.header("content-security-policy");
    for directive in [
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        assert!(
            policy.contains(directive),
            "{what}: {directive} in `{policy}`"
        );
    }
    assert!(!policy.contains("unsafe"), "{what}: `{policy}`");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        (
            "strict-transport-security",
            "max-age=31536000; includeSubDomains",
        ),
    ] {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    assert!(!answer.header("permissions-policy").is_empty(), "{what}");
}

both! {
    async fn every_route_answers_with_the_security_headers(app: TestApp) {
        let routes = fairmark::app::pages();
        assert!(!routes.is_empty());
        for route in routes {
            let path = address(route.path);
            for method in [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
                let what = format!("{method} {path}");
                let answer = ask(&app, method.clone(), &path).await;
                assert!(!answer.status.is_server_error(), "{what}: {}", answer.status);
                check_headers(&what, &answer);
                if route.audience == Audience::Public {
                    assert_eq!(answer.header("set-cookie"), "", "{what} sets a cookie");
                } else {
                    assert_eq!(answer.header("cache-control"), "no-store", "{what}");
                }
                for cookie in answer.headers.get_all("set-cookie") {
                    let cookie = cookie.to_str().unwrap();
                    for attribute in ["__Host-", "; HttpOnly", "; Secure", "; SameSite=Lax", "; Path=/"] {
                        assert!(cookie.contains(attribute), "{what}: {attribute} in {cookie}");
                    }
                }
                let known = [Method::GET, Method::HEAD, Method::POST].contains(&method);
                if !known {
                    assert_eq!(answer.status, 405, "{what}");
                }
            }
        }
    }

    async fn head_answers_as_get_without_a_body(app: TestApp) {
        for route in fairmark::app::pages() {
            if !route.methods.contains(&Method::GET) {
                continue;
            }
            let path = address(route.path);
            let get = ask(&app, Method::GET, &path).await;
            let head = ask(&app, Method::HEAD, &path).await;
            assert_eq!(head.status, get.status, "{path}");
            assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
            assert!(head.bytes.is_empty(), "HEAD {path} has a body");
        }
    }

    async fn an_unknown_address_is_a_page_that_says_so(app: TestApp) {
        let mut stranger = app.browser();
        for path in ["/no-such-page", "/register/%00", "/home/%F0%9F%90%88", "/assets/none.css", "/..%2f..%2fetc"] {
            stranger.visit(path).await;
            assert_eq!(stranger.status(), 404, "{path}");
            check_headers(path, stranger.answer());
        }
        stranger.visit("/no-such-page").await;
        assert_eq!(stranger.heading(), "Page not found");
        stranger.see("Check the address");
        assert!(stranger.cookies().is_empty());
    }

    async fn a_form_sent_without_its_token_changes_nothing(app: TestApp) {
        for route in fairmark::app::pages() {
            // A mail program stops reminders without having seen a form (RFC 8058): the address proves it.
            if !route.methods.contains(&Method::POST) || route.path.starts_with("/reminders/") {
                continue;
            }
            let path = address(route.path);
            let answer = ask(&app, Method::POST, &path).await;
            let to_sign_in = answer.status == 303 && answer.header("location").starts_with("/sign-in");
            assert!(
                answer.status == 400 || to_sign_in,
                "POST {path} without a token: {} {}",
                answer.status,
                answer.header("location")
            );
        }
    }

    async fn assets_are_kept_for_ever_and_not_sent_twice(app: TestApp) {
        let path = fairmark::web::assets::asset_path("app.css");
        let style = ask(&app, Method::GET, path).await;
        assert_eq!(style.status, 200);
        assert_eq!(style.header("cache-control"), "public, max-age=31536000, immutable");
        check_headers(path, &style);
        let again = send(&app.endpoint(), Method::GET, path, &[("if-none-match", style.header("etag"))], "").await;
        assert_eq!(again.status, 304);
        assert!(again.bytes.is_empty());
        check_headers(path, &again);
    }

    async fn a_character_that_cannot_be_kept_is_no_failure_of_ours(app: TestApp) {
        let mut amira = app.session("amira@example.org").await;
        amira.visit("/home/account").await;
        amira.fill("Your name", "Ami\0ra \u{1}\u{7f}\u{202e} Khan");
        amira.press("Save your name").await;
        assert_eq!(amira.status(), 200);
        amira.see("Signed in as Amira");

        let token = format!("Bearer {}", app.token("amira@example.org").await);
        let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
        let body = r#"{"name":"Quarry\u0000Bank"}"#;
        let answer = send(&app.endpoint(), Method::POST, "/api/v1/organisations", &headers, body).await;
        assert!(!answer.status.is_server_error(), "{}", answer.text());
        if app.ctx.db.backend() == sea_orm::DbBackend::Postgres {
            assert_eq!(answer.status, 400);
            assert_eq!(answer.json()["code"], "text.unkeepable");
        }
    }
}
