//! Puts every route together, and decides nothing.

use std::time::Duration;

use poem::endpoint::{BoxEndpoint, make_sync};
use poem::middleware::{AddData, CatchPanic, Compression, Csrf};
use poem::session::ServerSession;
use poem::web::CompressionLevel;
use poem::web::cookie::SameSite;
use poem::{EndpointExt, Response, Route, RouteMethod};
use poem_openapi::{OpenApi, OpenApiService};

use crate::accreditation::api::AccreditationApi;
use crate::assessment::api::{AnswersApi, AssessmentApi};
use crate::certificate::api::CertificateApi;
use crate::identity::api::IdentityApi;
use crate::identity::idempotency::Idempotency;
use crate::platform::context::Context;
use crate::register::api::RegisterApi;
use crate::review::api::ReviewApi;
use crate::statistics::api::StatisticsApi;
use crate::web::headers::SecurityHeaders;
use crate::web::problem::{Problems, Reader};
use crate::web::routes::{Audience, Entry};
use crate::web::session::{DatabaseSessions, SESSION_HOURS, cookie};
use crate::{
    accreditation, assessment, certificate, home, identity, register, review, scheme, statistics,
    web,
};

/// Every page, in the order of the rooms.
pub fn pages() -> Vec<Entry> {
    let mut entries = web::health::routes();
    entries.push(web::assets::icon());
    entries.extend(identity::pages::routes());
    entries.extend(scheme::pages::routes());
    entries.extend(assessment::pages::routes());
    entries.extend(review::pages::routes());
    entries.extend(accreditation::pages::routes());
    entries.extend(certificate::pages::routes());
    entries.extend(register::pages::routes());
    entries.extend(statistics::pages::routes());
    entries.extend(home::pages::routes());
    entries.extend(home::public::routes());
    let document = serde_json::from_str(&api().spec()).unwrap_or_default();
    let show_api = make_sync(move |_| web::api_docs::page(&document, "/api/v1"));
    entries.push(Entry::new("/api/docs", Audience::Public).get(show_api));
    entries
}

/// Every operation for programs, joined.
pub fn api() -> OpenApiService<impl OpenApi, ()> {
    OpenApiService::new(
        (
            IdentityApi,
            AssessmentApi,
            AnswersApi,
            ReviewApi,
            AccreditationApi,
            CertificateApi,
            RegisterApi,
            StatisticsApi,
        ),
        "Fairmark",
        env!("CARGO_PKG_VERSION"),
    )
        .server("/api/v1")
        .description("Whatever a person can do on a page, a token of that person can do here, through the same actions. Failures are `application/problem+json` (RFC 9457); send `Idempotency-Key` with a POST to repeat it safely, and `If-Match` with the `ETag` you read to change something.")
}

/// The whole application.
pub fn build(ctx: &Context) -> BoxEndpoint<'static, Response> {
    let sessions = DatabaseSessions::new(ctx.clone());
    let mut route = Route::new();
    for Entry {
        path,
        audience,
        endpoint,
        ..
    } in pages()
    {
        let endpoint = if audience == Audience::Public {
            endpoint
                .with(Problems(Reader::Person))
                .with(headers(ctx, false))
                .boxed()
        } else {
            with_session(ctx, &sessions, endpoint)
        };
        route = route.at(path, endpoint);
    }
    let service = api();
    let spec = service.spec_endpoint();
    let programs = Route::new()
        .at("/openapi.json", spec)
        .nest("/", service.with(Idempotency))
        .with(Problems(Reader::Program))
        .with(headers(ctx, true));
    let route = route
        .nest("/api/v1", programs)
        .with(AddData::new(ctx.clone()))
        .with(CatchPanic::new())
        .with(Problems(Reader::ByAddress))
        .with(headers(ctx, false))
        .with(Compression::new().with_quality(CompressionLevel::Precise(4)));
    // Assets are compressed already, and better than there would be time for now.
    let assets = web::assets::routes()
        .with(Problems(Reader::Person))
        .with(headers(ctx, false));
    Route::new()
        .nest("/assets", assets)
        .nest_no_strip("/", route)
        // An address that cannot be read fails before it comes to any of them.
        .with(Problems(Reader::ByAddress))
        .with(headers(ctx, false))
        .map_to_response()
        .boxed()
}

fn headers(ctx: &Context, private: bool) -> SecurityHeaders {
    SecurityHeaders {
        https: ctx.config.is_https(),
        private,
    }
}

/// Session and anti-forgery token around a page that is not public.
fn with_session(
    ctx: &Context,
    sessions: &DatabaseSessions,
    endpoint: RouteMethod,
) -> BoxEndpoint<'static, Response> {
    let https = ctx.config.is_https();
    let csrf = Csrf::new()
        .cookie_name(if https { "__Host-form" } else { "form" })
        .key(ctx.config.secret_key)
        .secure(https)
        // Not strict: whoever follows a link from an email would lose the token of an open form.
        .same_site(SameSite::Lax)
        .ttl(Duration::from_secs(SESSION_HOURS * 3600));
    endpoint
        .with(Problems(Reader::Person))
        .with(csrf)
        .with(ServerSession::new(cookie(&ctx.config), sessions.clone()))
        .with(headers(ctx, true))
        .map_to_response()
        .boxed()
}
