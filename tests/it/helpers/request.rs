//! One request to the application, as a server would hand it over.

use poem::endpoint::BoxEndpoint;
use poem::http::{self, HeaderMap, Method, StatusCode, uri::Scheme};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Body, Endpoint, Request, RequestParts, Response};

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// A header as text; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.text()))
    }

    /// Whether the body is an HTML page.
    pub fn is_page(&self) -> bool {
        self.header("content-type").starts_with("text/html")
    }
}

/// Sends one request, with the address that a server would have put beside it.
pub async fn send(
    endpoint: &BoxEndpoint<'static, Response>,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let mut request = http::Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let parts = RequestParts::from((
        parts,
        LocalAddr::default(),
        RemoteAddr::default(),
        Scheme::HTTPS,
    ));
    let mut response = endpoint
        .get_response(Request::from_parts(parts, body.into()))
        .await;
    Answer {
        status: response.status(),
        bytes: response.take_body().into_vec().await.unwrap(),
        headers: std::mem::take(response.headers_mut()),
    }
}
