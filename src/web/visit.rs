//! One request of a browser: its session, its anti-forgery token, and the notice
//! that the request before left for it.

use std::sync::Arc;

use poem::http::{StatusCode, header};
use poem::session::Session;
use poem::web::CsrfToken;
use poem::{FromRequest, Request, RequestBody, Response};

use crate::web::page::{Notice, Shell};

const NOTICE: &str = "notice";

/// One request of a browser.
#[derive(Clone)]
pub struct Visit {
    session: Option<Arc<Session>>,
    /// The token every form of the page sends back.
    pub csrf: String,
    /// Path and query asked for.
    pub path: String,
}

impl Visit {
    /// What the session holds under a name.
    pub fn remembered(&self, name: &str) -> Option<String> {
        self.session.as_ref()?.get::<String>(name)
    }

    /// Holds a word under a name.
    pub fn remember(&self, name: &str, value: &str) {
        if let Some(session) = &self.session {
            session.set(name, value);
        }
    }

    /// Begins the session anew under another identifier: at sign-in.
    pub fn renew(&self) {
        if let Some(session) = &self.session {
            session.renew();
        }
    }

    /// Ends the session: at sign-out.
    pub fn end(&self) {
        if let Some(session) = &self.session {
            session.purge();
        }
    }

    /// Leaves a notice for the next page.
    pub fn leave(&self, notice: &Notice) {
        if let Some(session) = &self.session {
            session.set(NOTICE, (notice.success, notice.text.clone()));
        }
    }

    /// Takes the notice left by the request before.
    pub fn take_notice(&self) -> Option<Notice> {
        let session = self.session.as_ref()?;
        let (success, text) = session.get::<(bool, String)>(NOTICE)?;
        session.remove(NOTICE);
        Some(Notice { success, text })
    }

    /// A shell with this title, the form token, and the notice, if one was left.
    pub fn shell(&self, title: impl Into<String>) -> Shell {
        Shell::new(title)
            .csrf(self.csrf.clone())
            .notice(self.take_notice())
    }

    /// Goes to a page after a change, leaving a notice there.
    pub fn done(&self, to: &str, notice: &Notice) -> Response {
        self.leave(notice);
        see_other(to)
    }
}

/// Goes to another page with `GET`.
pub fn see_other(to: &str) -> Response {
    Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(header::LOCATION, to)
        .finish()
}

impl<'a> FromRequest<'a> for Visit {
    async fn from_request(req: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        Ok(Self {
            session: req.extensions().get::<Session>().cloned().map(Arc::new),
            csrf: req
                .extensions()
                .get::<CsrfToken>()
                .map(|token| token.0.clone())
                .unwrap_or_default(),
            path: req
                .original_uri()
                .path_and_query()
                .map_or_else(String::new, ToString::to_string),
        })
    }
}
