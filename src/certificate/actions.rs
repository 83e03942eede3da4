//! Issuing, drawing and verifying certificates.

use bytes::Bytes;
use chrono::Datelike;
use entity::ids::{AccreditationId, CertificateId};
use serde_json::json;
use tokio::sync::Semaphore;

use crate::accreditation::rules::Accreditation;
use crate::accreditation::store as accreditations;
use crate::certificate::drawing::{CertificateContent, Fonts, draw};
use crate::certificate::emails::Ready;
use crate::certificate::rules::{
    Certificate, CertificateNumber, Drawn, VerificationCode, page_path,
};
use crate::certificate::store;
use crate::identity::store as identity;
use crate::notification::outbox;
use crate::platform::audit::{self, Actor, digest};
use crate::platform::calendar::london_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::platform::jobs::{self, Work};
use crate::scheme;
use crate::scheme::rules::TierShape;
use crate::web::assets;
use crate::web::page::Colour;

/// One drawing at a time: memory stays bounded however many certificates wait.
static DRAWING: Semaphore = Semaphore::const_new(1);

/// Issues the certificate of an accreditation, tells the employer's people, and asks for its PDF.
/// Asked again, it changes nothing.
///
/// # Errors
/// When the database refuses.
pub async fn issue(ctx: &Context, id: AccreditationId) -> Result<Certificate> {
    let tx = ctx.begin().await?;
    if let Some(issued) = store::find_by_accreditation(&tx, id).await? {
        return Ok(issued);
    }
    let accreditation = accreditations::get(&tx, id).await?;
    let authority = identity::get_authority(&tx, accreditation.authority_id).await?;
    let version = scheme::store::get_version(&tx, accreditation.scheme_version_id).await?;
    let year = london_date(accreditation.awarded_at).year();
    let number = CertificateNumber::new(&authority.number_prefix, year, ctx.random_bytes())
        .map_err(Error::internal)?;
    let certificate = Certificate {
        id: ctx.new_id(),
        accreditation_id: id,
        number,
        code: VerificationCode::from_random(ctx.random_bytes()),
        issued_at: ctx.now(),
        drawn: None,
    };
    store::insert(&tx, &certificate).await?;
    let facts = Ready {
        organisation: accreditation.holder.name.clone(),
        tier: accreditation.tier.name.clone(),
        scheme: version.content.scheme.name.to_string(),
        until: accreditation.term.last_day_words(),
        link: ctx.url(&page_path(&certificate.number)),
        code: certificate.code.to_string(),
    };
    for (person, _) in identity::list_members(&tx, accreditation.organisation_id).await? {
        outbox::write(ctx, &tx, facts.email(&certificate, &authority, &person)?).await?;
    }
    let work = Work::DrawCertificate {
        certificate_id: certificate.id,
    };
    jobs::enqueue(
        ctx,
        &tx,
        &work,
        format!("draw_certificate:{}", certificate.id),
    )
    .await?;
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: Some(authority.id),
            actor: Actor::system(),
            action: "certificate.issue",
            object_kind: "certificate",
            object_id: certificate.id.to_string(),
            detail: json!({ "number": certificate.number.as_str(), "accreditation": id }),
            before: None,
            after: None,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(certificate)
}

/// Draws the PDF of a certificate and keeps it. Asked again, it draws the same bytes.
///
/// # Errors
/// When it cannot be drawn or kept.
pub async fn draw_pdf(ctx: &Context, id: CertificateId) -> Result<()> {
    let certificate = store::get(ctx.read(), id).await?;
    let accreditation = accreditations::get(ctx.read(), certificate.accreditation_id).await?;
    let content = content(ctx, &certificate, &accreditation).await?;
    let permit = DRAWING.acquire().await.map_err(Error::internal)?;
    let bytes = tokio::task::spawn_blocking(move || {
        let fonts = Fonts {
            regular: assets::pdf_font_regular(),
            bold: assets::pdf_font_bold(),
        };
        draw(&content, &fonts)
    })
    .await
    .map_err(Error::internal)?
    .map_err(Error::internal)?;
    drop(permit);
    let drawn = Drawn {
        sha256: digest(&bytes),
        size_bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        storage_key: format!("certificates/{}.pdf", certificate.number),
    };
    ctx.storage
        .put(&drawn.storage_key, Bytes::from(bytes))
        .await?;
    let tx = ctx.begin().await?;
    store::update_drawn(&tx, id, &drawn, ctx.now()).await?;
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: Some(accreditation.authority_id),
            actor: Actor::system(),
            action: "certificate.draw",
            object_kind: "certificate",
            object_id: id.to_string(),
            detail: json!({ "size_bytes": drawn.size_bytes }),
            before: None,
            after: Some(drawn.sha256.clone()),
        },
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

async fn content(
    ctx: &Context,
    certificate: &Certificate,
    accreditation: &Accreditation,
) -> Result<CertificateContent> {
    let authority = identity::get_authority(ctx.read(), accreditation.authority_id).await?;
    let version = scheme::store::get_version(ctx.read(), accreditation.scheme_version_id).await?;
    let shape = version
        .content
        .tiers
        .iter()
        .find(|tier| tier.code == accreditation.tier.code)
        .map_or(TierShape::Ring, |tier| tier.shape);
    let logo_png = match &authority.logo_key {
        Some(key) => Some(ctx.storage.get(key).await?.to_vec()),
        None => None,
    };
    Ok(CertificateContent {
        authority: authority.name,
        logo_png,
        brand: Colour::parse(&authority.brand_colour),
        legal_name: accreditation.holder.name.clone(),
        scheme: version.content.scheme.name.to_string(),
        tier: accreditation.tier.name.clone(),
        tier_shape: shape,
        scope: String::new(),
        since: accreditation.term.since,
        until: accreditation.term.until,
        issued_on: london_date(certificate.issued_at),
        number: certificate.number.clone(),
        code: certificate.code.clone(),
        address: ctx.url(&page_path(&certificate.number)),
        verify_address: ctx.url("/verify"),
        signatory_name: authority.signatory_name,
        signatory_role: authority.signatory_role,
    })
}

/// What a stranger typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Reads as a verification code.
    Code(VerificationCode),
    /// Reads as a certificate number.
    Number(CertificateNumber),
    /// Reads as neither; the sentence says what to check.
    Neither(String),
}

/// Reads what a stranger typed: a code, or a number.
pub fn read_typed(text: &str) -> Typed {
    match text.parse::<VerificationCode>() {
        Ok(code) => Typed::Code(code),
        Err(not_code) => match text.parse::<CertificateNumber>() {
            Ok(number) => Typed::Number(number),
            Err(_) => Typed::Neither(not_code.to_string()),
        },
    }
}

/// The certificate that a stranger's text names, if there is one.
///
/// # Errors
/// When the database refuses.
pub async fn verify(ctx: &Context, typed: &Typed) -> Result<Option<(Certificate, Accreditation)>> {
    let found = match typed {
        Typed::Code(code) => store::find_by_code(ctx.read(), code).await?,
        Typed::Number(number) => store::find_by_number(ctx.read(), number).await?,
        Typed::Neither(_) => None,
    };
    match found {
        Some(certificate) => {
            let accreditation =
                accreditations::get(ctx.read(), certificate.accreditation_id).await?;
            Ok(Some((certificate, accreditation)))
        }
        None => Ok(None),
    }
}
