//! A certificate's live page and its PDF, and the page where anybody verifies one.

use askama::Template;
use poem::http::{HeaderMap, StatusCode, header};
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use crate::accreditation::rules::{Accreditation, Status};
use crate::accreditation::store as accreditations;
use crate::certificate::actions::{self, Typed};
use crate::certificate::rules::{Certificate, CertificateNumber, page_path};
use crate::certificate::store;
use crate::identity::rules::Authority;
use crate::identity::store as identity;
use crate::platform::calendar::{london_date, long_date, long_instant};
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::scheme;
use crate::web::page::{Colour, Shell, html};
use crate::web::routes::{Audience, Entry};

/// A live page may be kept for a minute, no longer: what it says can change.
const A_MINUTE: &str = "public, max-age=60";

/// The addresses of this room.
pub fn routes() -> Vec<Entry> {
    vec![
        Entry::new("/certificates/:number", Audience::Public).get(show_certificate),
        Entry::new("/verify", Audience::Public).get(show_verify),
    ]
}

/// What an accreditation is now, for a stranger.
struct Standing {
    /// `valid`, `suspended`, `withdrawn`, `relinquished`, `lapsed` or `not_yet`.
    word: &'static str,
    heading: String,
    sentence: String,
}

fn standing(accreditation: &Accreditation, now: chrono::DateTime<chrono::Utc>) -> Standing {
    let name = &accreditation.holder.name;
    let tier = &accreditation.tier.name;
    let until = accreditation.term.last_day_words();
    let event_day = accreditation
        .last_event()
        .map_or_else(String::new, |event| {
            long_date(london_date(event.effective_at))
        });
    let (word, heading, sentence) = match accreditation.status_at(now) {
        Status::Active => (
            "valid",
            "Valid",
            format!(
                "{name} is accredited at the tier {tier}, from {} to {until}.",
                long_date(accreditation.term.since)
            ),
        ),
        Status::NotYet => (
            "not_yet",
            "Not yet in force",
            format!(
                "The accreditation of {name} begins on {}.",
                long_date(accreditation.term.since)
            ),
        ),
        Status::Suspended => (
            "suspended",
            "Suspended",
            format!(
                "The accreditation of {name} has been suspended since {event_day}. It does not hold at present."
            ),
        ),
        Status::Withdrawn => (
            "withdrawn",
            "Withdrawn",
            format!(
                "The authority withdrew the accreditation of {name} on {event_day}. It does not hold."
            ),
        ),
        Status::Relinquished => (
            "relinquished",
            "Given up",
            format!("{name} gave its accreditation up on {event_day}. It does not hold."),
        ),
        Status::Superseded => (
            "superseded",
            "Replaced",
            format!(
                "A newer award took the place of this accreditation of {name} on {event_day}. Ask for the newer certificate."
            ),
        ),
        Status::Lapsed => (
            "lapsed",
            "Lapsed",
            format!("The accreditation of {name} ended on {until}. It does not hold."),
        ),
    };
    Standing {
        word,
        heading: heading.to_owned(),
        sentence,
    }
}

#[derive(Template)]
#[template(path = "certificate/certificate.html")]
struct CertificatePage {
    shell: Shell,
    certificate: Certificate,
    accreditation: Accreditation,
    authority: Authority,
    scheme: String,
    standing: Standing,
    term: String,
    signed: String,
    issued: String,
    pdf: String,
    checked: String,
}

#[derive(Template)]
#[template(path = "certificate/drawing.html")]
struct DrawingPage {
    shell: Shell,
    page: String,
}

#[derive(Template)]
#[template(path = "certificate/verify.html")]
struct VerifyPage {
    shell: Shell,
    typed_code: String,
    problem: String,
    unknown: bool,
    found: Option<(Certificate, Accreditation, Standing)>,
    checked: String,
}

#[handler]
async fn show_certificate(
    Data(ctx): Data<&Context>,
    Path(name): Path<String>,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let (name, wants_pdf) = match name.strip_suffix(".pdf") {
        Some(stem) => (stem, true),
        None => (name.as_str(), false),
    };
    let number: CertificateNumber = name.parse().map_err(|_| Error::NotFound)?;
    let certificate = store::find_by_number(ctx.read(), &number)
        .await?
        .ok_or(Error::NotFound)?;
    if wants_pdf {
        return pdf(ctx, &certificate, headers).await;
    }
    let accreditation = accreditations::get(ctx.read(), certificate.accreditation_id).await?;
    let authority = identity::get_authority(ctx.read(), accreditation.authority_id).await?;
    let version = scheme::store::get_version(ctx.read(), accreditation.scheme_version_id).await?;
    let page = CertificatePage {
        shell: Shell::new(format!("Certificate {number}")).of(
            authority.name.clone(),
            authority.slug.clone(),
            Colour::parse(&authority.brand_colour),
        ),
        standing: standing(&accreditation, ctx.now()),
        term: format!(
            "{} to {}",
            long_date(accreditation.term.since),
            accreditation.term.last_day_words()
        ),
        signed: format!("{}, {}", authority.signatory_name, authority.signatory_role),
        issued: long_date(london_date(certificate.issued_at)),
        pdf: format!("{}.pdf", page_path(&number)),
        checked: long_instant(ctx.now()),
        scheme: version.content.scheme.name.to_string(),
        certificate,
        accreditation,
        authority,
    };
    let mut response = html(StatusCode::OK, &page);
    keep_for_a_minute(&mut response);
    Ok(response)
}

/// The stored PDF; while it is being drawn, a page that says so.
async fn pdf(
    ctx: &Context,
    certificate: &Certificate,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let Some(drawn) = &certificate.drawn else {
        let page = DrawingPage {
            shell: Shell::new("The certificate is being drawn"),
            page: page_path(&certificate.number),
        };
        let mut response = html(StatusCode::SERVICE_UNAVAILABLE, &page);
        response.headers_mut().insert(
            header::RETRY_AFTER,
            poem::http::HeaderValue::from_static("10"),
        );
        return Ok(response);
    };
    let tag = format!("\"{}\"", drawn.sha256);
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| {
            tags.split(',')
                .any(|one| one.trim().trim_start_matches("W/") == tag)
        });
    let response = Response::builder()
        .header(header::ETAG, tag)
        .header(header::CACHE_CONTROL, "public, max-age=3600");
    if known {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    let bytes = ctx.storage.get(&drawn.storage_key).await?;
    Ok(response
        .content_type("application/pdf")
        .header(
            header::CONTENT_DISPOSITION,
            format!(
                "inline; filename=\"certificate-{}.pdf\"",
                certificate.number
            ),
        )
        .body(bytes))
}

#[derive(Debug, Deserialize)]
struct VerifyQuery {
    code: Option<String>,
}

#[handler]
async fn show_verify(
    Data(ctx): Data<&Context>,
    Query(query): Query<VerifyQuery>,
) -> Result<Response, Error> {
    let mut page = VerifyPage {
        shell: Shell::new("Verify a certificate"),
        typed_code: query.code.clone().unwrap_or_default(),
        problem: String::new(),
        unknown: false,
        found: None,
        checked: long_instant(ctx.now()),
    };
    let mut status = StatusCode::OK;
    if let Some(text) = &query.code {
        let typed = actions::read_typed(text);
        if let Typed::Neither(sentence) = &typed {
            page.problem.clone_from(sentence);
            page.shell = page.shell.errors([("code", sentence.clone())]);
            status = StatusCode::UNPROCESSABLE_ENTITY;
        } else {
            page.found = actions::verify(ctx, &typed)
                .await?
                .map(|(certificate, accreditation)| {
                    let standing = standing(&accreditation, ctx.now());
                    (certificate, accreditation, standing)
                });
            page.unknown = page.found.is_none();
            if page.unknown {
                status = StatusCode::NOT_FOUND;
            }
        }
    }
    let mut response = html(status, &page);
    if status == StatusCode::OK {
        keep_for_a_minute(&mut response);
    }
    Ok(response)
}

fn keep_for_a_minute(response: &mut Response) {
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        poem::http::HeaderValue::from_static(A_MINUTE),
    );
}
