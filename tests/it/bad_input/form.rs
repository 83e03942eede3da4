//! A form of a page as a careless or malicious sender sees it: where it goes and what it carries.

use poem::http::Method;
use scraper::{Html, Selector};

use crate::helpers::{Answer, Browser, TestApp, send};

const BOUNDARY: &str = "----what-no-browser-sends";

/// A form, filled in as somebody might who means it.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub(super) action: String,
    pub(super) multipart: bool,
    pub(super) token: String,
    pub(super) fields: Vec<(String, String)>,
}

impl Form {
    /// The form of the browser's page that goes to this address.
    pub(super) fn of(browser: &Browser, action: &str) -> Self {
        let document = Html::parse_document(&browser.answer().text());
        let select = |text: &str| Selector::parse(text).unwrap();
        let here = browser.path();
        let here = here.split('?').next().unwrap_or_default();
        let form = document
            .select(&select("form"))
            .find(|form| {
                form.attr("method").is_some_and(|method| method == "post")
                    && form.attr("action").unwrap_or(here) == action
            })
            .unwrap_or_else(|| panic!("no form at {here} goes to {action}"));
        let (mut token, mut fields) = (String::new(), Vec::<(String, String)>::new());
        for element in form.select(&select("input, select, textarea, button[name]")) {
            let name = element.attr("name").unwrap_or_default().to_owned();
            let value = element.attr("value").unwrap_or_default().to_owned();
            let kind = element.attr("type").unwrap_or("text");
            if name == "_csrf" {
                token = value;
                continue;
            }
            // Of several of one name, a person chooses one.
            if name.is_empty() || kind == "file" || fields.iter().any(|(own, _)| *own == name) {
                continue;
            }
            let value = match (element.value().name(), kind) {
                ("select", _) => element
                    .select(&select("option"))
                    .last()
                    .and_then(|option| option.attr("value"))
                    .unwrap_or_default()
                    .to_owned(),
                ("textarea", _) => element.text().collect::<String>().trim().to_owned(),
                (_, "text" | "email" | "url") if value.is_empty() => "7".to_owned(),
                _ => value,
            };
            let value = if value.is_empty() && kind != "hidden" {
                "Words".to_owned()
            } else {
                value
            };
            fields.push((name, value));
        }
        // A mail program stops reminders without having seen a form: there the address is the proof.
        let proven = action.starts_with("/reminders/");
        assert!(
            !token.is_empty() || proven,
            "the form to {action} lacks its token"
        );
        Self {
            action: action.to_owned(),
            multipart: form.attr("enctype") == Some("multipart/form-data"),
            token,
            fields,
        }
    }

    /// The same with some fields changed.
    pub(super) fn with(&self, change: impl Fn(&str) -> Option<String>) -> Self {
        let mut changed = self.clone();
        for (name, value) in &mut changed.fields {
            if let Some(other) = change(name) {
                *value = other;
            }
        }
        changed
    }

    /// Its content type and its bytes.
    pub(super) fn encoded(&self) -> (String, Vec<u8>) {
        let token = ("_csrf".to_owned(), self.token.clone());
        let pairs = std::iter::once(&token).chain(&self.fields);
        if self.multipart {
            let mut body = Vec::new();
            for (name, value) in pairs {
                body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
            }
            body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
            return (format!("multipart/form-data; boundary={BOUNDARY}"), body);
        }
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        (
            "application/x-www-form-urlencoded".to_owned(),
            body.into_bytes(),
        )
    }

    /// Sends it from this browser.
    pub(super) async fn send(&self, app: &TestApp, browser: &Browser) -> Answer {
        let (kind, body) = self.encoded();
        post(app, browser, &self.action, &kind, body).await
    }
}

/// Sends bytes with this browser's cookies; its page stays where it is.
pub(super) async fn post(
    app: &TestApp,
    browser: &Browser,
    path: &str,
    kind: &str,
    body: Vec<u8>,
) -> Answer {
    let cookies: Vec<String> = browser
        .cookies()
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let cookies = cookies.join("; ");
    let mut headers = vec![("cookie", cookies.as_str())];
    if !kind.is_empty() {
        headers.push(("content-type", kind));
    }
    send(&app.endpoint(), Method::POST, path, &headers, body).await
}
