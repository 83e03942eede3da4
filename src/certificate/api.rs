//! Certificates for programs.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use crate::accreditation::rules::Accreditation;
use crate::certificate::actions::{Typed, read_typed, verify};
use crate::certificate::rules::{Certificate, page_path};
use crate::platform::context::Context;
use crate::platform::error::Error;

/// Certificates.
pub struct CertificateApi;

/// A certificate and what it is worth now.
#[derive(Debug, Object)]
struct CertificateView {
    /// Its number.
    number: String,
    /// What a stranger types.
    verification_code: String,
    /// `not_yet`, `active`, `suspended`, `withdrawn`, `relinquished` or `lapsed`.
    status: String,
    /// The organisation's legal name.
    organisation: String,
    /// Code of the tier.
    tier: String,
    /// First day of the term.
    since_on: chrono::NaiveDate,
    /// First day after the term.
    until_on: chrono::NaiveDate,
    /// When it was issued.
    issued_at: chrono::DateTime<chrono::Utc>,
    /// Its page.
    page: String,
    /// Its PDF, once drawn.
    pdf: Option<String>,
    /// SHA-256 of the PDF, once drawn.
    pdf_sha256: Option<String>,
    /// Its register entry.
    entry: String,
}

fn view(
    ctx: &Context,
    certificate: &Certificate,
    accreditation: &Accreditation,
) -> CertificateView {
    let page = ctx.url(&page_path(&certificate.number));
    CertificateView {
        number: certificate.number.to_string(),
        verification_code: certificate.code.to_string(),
        status: accreditation.status_at(ctx.now()).as_str().to_owned(),
        organisation: accreditation.holder.name.clone(),
        tier: accreditation.tier.code.to_string(),
        since_on: accreditation.term.since,
        until_on: accreditation.term.until,
        issued_at: certificate.issued_at,
        pdf: certificate.drawn.as_ref().map(|_| format!("{page}.pdf")),
        pdf_sha256: certificate.drawn.as_ref().map(|drawn| drawn.sha256.clone()),
        page,
        entry: accreditation.entry.clone(),
    }
}

#[OpenApi]
impl CertificateApi {
    /// Read a certificate by its number
    #[oai(
        path = "/certificates/:number",
        method = "get",
        operation_id = "read_certificate"
    )]
    async fn read_certificate(
        &self,
        Data(ctx): Data<&Context>,
        Path(number): Path<String>,
    ) -> poem::Result<Json<CertificateView>> {
        let number = number.parse().map_err(|_| Error::NotFound)?;
        let (certificate, accreditation) = verify(ctx, &Typed::Number(number))
            .await?
            .ok_or(Error::NotFound)?;
        Ok(Json(view(ctx, &certificate, &accreditation)))
    }

    /// Verify what is printed on a certificate
    #[oai(path = "/verify", method = "get", operation_id = "verify_certificate")]
    async fn verify_certificate(
        &self,
        Data(ctx): Data<&Context>,
        /// A verification code or a certificate number.
        Query(code): Query<String>,
    ) -> poem::Result<Json<CertificateView>> {
        let typed = read_typed(&code);
        if let Typed::Neither(sentence) = typed {
            return Err(Error::invalid("code", sentence).into());
        }
        let (certificate, accreditation) = verify(ctx, &typed).await?.ok_or(Error::NotFound)?;
        Ok(Json(view(ctx, &certificate, &accreditation)))
    }
}
