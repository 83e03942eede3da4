//! Answers a repeated `POST` of a program with the answer the first one got.
//!
//! The key belongs to the person of the token. The first request reserves it; the
//! answer is kept beside it. A failure of ours frees the key again.

use bytes::{Bytes, BytesMut};
use chrono::TimeDelta;
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Body, Endpoint, IntoResponse, Middleware, Request, Response};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;

use crate::identity::guard::find_token;
use crate::identity::store::{self, Reservation};
use crate::platform::audit::digest;
use crate::platform::context::Context;
use crate::platform::error::{Error, Refusal};

/// Largest request that can be repeated, in bytes: an upload with its form.
const BODY_MAX_BYTES: usize = 24 * 1024 * 1024;
/// Largest request without a file, in bytes.
const WORDS_MAX_BYTES: usize = 1024 * 1024;
/// Nothing beyond this is read at all, in bytes.
const READ_MAX_BYTES: usize = 512 * 1024 * 1024;
/// A first request that left no answer for so long has died.
const DEAD_AFTER_MINUTES: i64 = 10;
/// Headers that belong to the answer.
const KEPT_HEADERS: &[header::HeaderName] = &[
    header::CONTENT_TYPE,
    header::ETAG,
    header::LOCATION,
    header::LINK,
];

/// Honours `Idempotency-Key` on every `POST` below it.
#[derive(Clone, Copy, Debug)]
pub struct Idempotency;

impl<E: Endpoint> Middleware<E> for Idempotency {
    type Output = IdempotencyEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        IdempotencyEndpoint { inner }
    }
}

/// See [`Idempotency`].
pub struct IdempotencyEndpoint<E> {
    inner: E,
}

impl<E: Endpoint> Endpoint for IdempotencyEndpoint<E> {
    type Output = Response;

    async fn call(&self, mut req: Request) -> poem::Result<Response> {
        let key = req
            .header("idempotency-key")
            .map(str::trim)
            .unwrap_or_default()
            .to_owned();
        let secret = req
            .header(header::AUTHORIZATION)
            .and_then(|value| value.strip_prefix("Bearer "))
            .unwrap_or_default()
            .to_owned();
        if req.method() != Method::POST || key.is_empty() || secret.is_empty() {
            if !carries_files(&req) {
                // The framework reads words to their end, however many there are.
                let body = read_to_its_end(req.take_body(), WORDS_MAX_BYTES).await?;
                req.set_body(body);
            }
            return Ok(self.inner.call(req).await?.into_response());
        }
        if key.len() > 200 {
            return Err(refuse(
                "idempotency.key",
                "`Idempotency-Key` must be 200 characters or fewer.",
            )
            .into());
        }
        let Some(ctx) = req.data::<Context>().cloned() else {
            return Err(Error::internal("the context is missing from the request").into());
        };
        let person = find_token(&ctx, &secret, ctx.now()).await?;
        let most = if carries_files(&req) {
            BODY_MAX_BYTES
        } else {
            WORDS_MAX_BYTES
        };
        let body = read_to_its_end(req.take_body(), most).await?;
        let asked = request_digest(&req, &body);
        req.set_body(body);
        let dead = ctx.now() - TimeDelta::minutes(DEAD_AFTER_MINUTES);
        match store::reserve_key(&ctx, person, &key, &asked, dead).await? {
            Reservation::Ours => {}
            Reservation::Another => {
                return Err(refuse("idempotency.reused", "This `Idempotency-Key` was used for another request. Make a new one for each request.").into());
            }
            Reservation::AtWork => {
                return Err(Error::conflict("idempotency.at_work", "The first request with this `Idempotency-Key` is still at work, or was interrupted. Try again in ten minutes, or look whether it was done.").into());
            }
            Reservation::Answered { status, response } => return Ok(replay(status, &response)),
        }
        let answer = match self.inner.call(req).await {
            Ok(answer) => answer.into_response(),
            // The layer above tells failures; a failed request may be sent again under its key.
            Err(error) => {
                store::release_key(&ctx, person, &key).await?;
                return Err(error);
            }
        };
        if !answer.status().is_success() {
            store::release_key(&ctx, person, &key).await?;
            return Ok(answer);
        }
        let (parts, body) = answer.into_parts();
        let bytes = body.into_bytes().await.map_err(Error::internal)?;
        let headers: serde_json::Map<String, Value> = KEPT_HEADERS
            .iter()
            .filter_map(|name| {
                let value = parts.headers.get(name)?.to_str().ok()?;
                Some((name.to_string(), Value::String(value.to_owned())))
            })
            .collect();
        let kept = json!({ "headers": headers, "body": String::from_utf8_lossy(&bytes) });
        store::keep_answer(&ctx, person, &key, parts.status.as_u16(), kept).await?;
        Ok(Response::from_parts(parts, Body::from(bytes)))
    }
}

fn carries_files(req: &Request) -> bool {
    req.content_type()
        .is_some_and(|kind| kind.starts_with("multipart/"))
}

/// Reads a body; one over the limit is read to its end and thrown away, so that the sender gets a
/// sentence and not a broken line.
async fn read_to_its_end(body: Body, most: usize) -> poem::Result<Bytes> {
    let mut reader = std::pin::pin!(body.into_async_read());
    let (mut kept, mut size, mut chunk) = (BytesMut::new(), 0, vec![0; 64 * 1024]);
    while size <= READ_MAX_BYTES {
        let read = reader.read(&mut chunk).await.map_err(|_| {
            refuse(
                "request.incomplete",
                "The request stopped before it was complete. Send it again.",
            )
        })?;
        if read == 0 {
            break;
        }
        size += read;
        if size <= most {
            kept.extend_from_slice(chunk.get(..read).unwrap_or_default());
        } else {
            kept = BytesMut::new();
        }
    }
    if size > most {
        let sentence = if most == BODY_MAX_BYTES {
            "The request is larger than 24 MB, and a piece of evidence can be 20 MB at most. Send less."
        } else {
            "The request is larger than 1 MB. Send less."
        };
        return Err(Error::TooLarge(Refusal::new("request.too_large", sentence)).into());
    }
    Ok(kept.freeze())
}

fn request_digest(req: &Request, body: &Bytes) -> String {
    let mut text = format!("{} {}\n", req.method(), req.original_uri()).into_bytes();
    text.extend_from_slice(body);
    digest(&text)
}

fn replay(status: u16, kept: &Value) -> Response {
    let body = kept
        .get("body")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let mut answer = Response::builder()
        .status(StatusCode::from_u16(status).unwrap_or(StatusCode::OK))
        .header("idempotent-replayed", "true")
        .body(body);
    if let Some(headers) = kept.get("headers").and_then(Value::as_object) {
        for name in KEPT_HEADERS {
            if let Some(value) = headers.get(name.as_str()).and_then(Value::as_str)
                && let Ok(value) = HeaderValue::from_str(value)
            {
                answer.headers_mut().insert(name.clone(), value);
            }
        }
    }
    answer
}

fn refuse(code: &'static str, message: &str) -> Error {
    Error::refused(code, message)
}
