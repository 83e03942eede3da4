//! Whether the program is up, and whether it can serve.

use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use crate::platform::context::Context;
use crate::web::routes::{Audience, Entry};

/// The addresses of this file.
pub fn routes() -> Vec<Entry> {
    vec![
        Entry::new("/healthz", Audience::Public).get(healthz),
        Entry::new("/readyz", Audience::Public).get(readyz),
    ]
}

#[handler]
async fn healthz() -> Response {
    said(StatusCode::OK, "up\n")
}

#[handler]
async fn readyz(Data(ctx): Data<&Context>) -> Response {
    match ctx.read().ping().await {
        Ok(()) => said(StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            said(
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
        }
    }
}

fn said(status: StatusCode, text: &'static str) -> Response {
    Response::builder()
        .status(status)
        .content_type("text/plain; charset=utf-8")
        .header("cache-control", "no-store")
        .body(text)
}
