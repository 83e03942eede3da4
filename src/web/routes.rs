//! The table of routes: what `app.rs` serves and what the access test knocks on.

use poem::http::Method;
use poem::{IntoEndpoint, RouteMethod};

/// For whom a route is. What somebody else gets is 404, or the sign-in page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Anybody; no session, no cookie, cacheable by address alone.
    Public,
    /// Anybody, with a session and a form: signing in.
    Visitor,
    /// Anybody signed in.
    SignedIn,
    /// People of the organisation in question.
    Employer,
    /// The assessor of the case in question.
    Assessor,
    /// Officers of the authority in question.
    Officer,
}

/// One address, for whom it is, and what answers there.
pub struct Entry {
    /// The address, parameters as `:name`.
    pub path: &'static str,
    /// For whom.
    pub audience: Audience,
    /// Which methods are answered.
    pub methods: Vec<Method>,
    /// What answers.
    pub endpoint: RouteMethod,
}

impl Entry {
    /// An address that answers nothing yet.
    pub fn new(path: &'static str, audience: Audience) -> Self {
        Self {
            path,
            audience,
            methods: Vec::new(),
            endpoint: RouteMethod::new(),
        }
    }

    /// Answers `GET` (and `HEAD`).
    #[must_use]
    pub fn get<E>(mut self, endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        self.methods.push(Method::GET);
        self.endpoint = self.endpoint.get(endpoint);
        self
    }

    /// Answers `POST`.
    #[must_use]
    pub fn post<E>(mut self, endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        self.methods.push(Method::POST);
        self.endpoint = self.endpoint.post(endpoint);
        self
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry")
            .field("path", &self.path)
            .field("audience", &self.audience)
            .field("methods", &self.methods)
            .finish_non_exhaustive()
    }
}
