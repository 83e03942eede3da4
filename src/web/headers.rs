//! Headers that every answer carries.

use poem::http::{HeaderName, HeaderValue, header};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};

/// What a page may load and whom it may send to; a page that needs more adds to it.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

/// Adds the security headers; `private` also forbids caching.
#[derive(Clone, Copy, Debug)]
pub struct SecurityHeaders {
    /// Whether people come over TLS.
    pub https: bool,
    /// Whether answers are for one person only.
    pub private: bool,
}

impl<E: Endpoint> Middleware<E> for SecurityHeaders {
    type Output = SecurityHeadersEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        SecurityHeadersEndpoint {
            inner,
            settings: *self,
        }
    }
}

/// See [`SecurityHeaders`].
pub struct SecurityHeadersEndpoint<E> {
    inner: E,
    settings: SecurityHeaders,
}

impl<E: Endpoint> Endpoint for SecurityHeadersEndpoint<E> {
    type Output = Response;

    async fn call(&self, req: Request) -> Result<Response> {
        let mut response = self.inner.call(req).await?.into_response();
        let headers = response.headers_mut();
        let mut offer = |name: HeaderName, value: &'static str| {
            // A handler that knows better, such as the one that shows evidence, wins.
            if !headers.contains_key(&name) {
                headers.insert(name, HeaderValue::from_static(value));
            }
        };
        offer(header::CONTENT_SECURITY_POLICY, POLICY);
        offer(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        offer(header::X_FRAME_OPTIONS, "DENY");
        offer(header::REFERRER_POLICY, "same-origin");
        offer(
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        );
        offer(
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=()",
        );
        if self.settings.https {
            offer(
                header::STRICT_TRANSPORT_SECURITY,
                "max-age=31536000; includeSubDomains",
            );
        }
        if self.settings.private {
            offer(header::CACHE_CONTROL, "no-store");
        }
        Ok(response)
    }
}
