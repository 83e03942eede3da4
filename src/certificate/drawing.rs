//! The certificate on paper: what it says goes in, the bytes of a PDF come out.
//!
//! One A4 page that prints well in black and white. The same content always gives the same bytes, so a stored digest
//! can be checked years later. The file is tagged, in English, with its own fonts and colour profile (PDF/A-3a and
//! PDF/UA-1); the accessible original is still the page at the certificate's address, and the paper says so.

mod canvas;
mod face;
mod finish;
mod fit;
mod ink;
mod kerning;
mod logo;
mod ornament;
mod page;
mod profile;
#[cfg(test)]
mod tests;

use chrono::{Days, NaiveDate};
use printpdf::{
    ImageCompression, ImageOptimizationOptions, Mm, PdfDocument, PdfPage, PdfSaveOptions,
};
use unicode_normalization::UnicodeNormalization;

use self::canvas::Canvas;
use self::face::Face;
use self::logo::Logo;
use super::rules::{CertificateNumber, VerificationCode};
use crate::scheme::rules::TierShape;
use crate::web::assets::Colour;

/// Everything a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateContent {
    /// The authority's full name.
    pub authority: String,
    /// The authority's logo as a PNG; without one the page carries Fairmark's hallmark.
    pub logo_png: Option<Vec<u8>>,
    /// The authority's brand colour; without one, Fairmark's green.
    pub brand: Option<Colour>,
    /// The organisation's legal name.
    pub legal_name: String,
    /// The scheme's name.
    pub scheme: String,
    /// The name of the tier awarded.
    pub tier: String,
    /// The shape that stands for the tier.
    pub tier_shape: TierShape,
    /// What the accreditation covers, as a phrase; empty when it covers the whole organisation without saying so.
    pub scope: String,
    /// The first day of the term.
    pub since: NaiveDate,
    /// The day after the last day of the term: terms are half-open.
    pub until: NaiveDate,
    /// The day the certificate was issued; the file's own dates come from it.
    pub issued_on: NaiveDate,
    /// The certificate's number.
    pub number: CertificateNumber,
    /// What a stranger types to verify it.
    pub code: VerificationCode,
    /// The full address of the certificate's live page, which the QR code opens.
    pub address: String,
    /// The full address of the page where a verification code is typed.
    pub verify_address: String,
    /// Who signs for the authority.
    pub signatory_name: String,
    /// In what role.
    pub signatory_role: String,
}

/// The two weights of the typeface, as TrueType bytes.
#[derive(Clone, Copy, Debug)]
pub struct Fonts<'a> {
    /// For what explains.
    pub regular: &'a [u8],
    /// For what matters.
    pub bold: &'a [u8],
}

/// Why a certificate could not be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DrawingError {
    /// Something the certificate must say is missing.
    #[error("The certificate has no {what}. Enter one, then draw the certificate again.")]
    Empty {
        /// What is missing.
        what: &'static str,
    },
    /// A character the typeface does not have.
    #[error(
        "The certificate’s typeface has no letter for ‘{character}’ (U+{:04X}) in the {what}. \
         Write the {what} with letters it has: Latin, Greek or Cyrillic.",
        u32::from(*.character)
    )]
    MissingGlyph {
        /// The character.
        character: char,
        /// What it stands in.
        what: &'static str,
    },
    /// A text that is too long even at the smallest size.
    #[error(
        "The {what} is too long for the certificate, even at the smallest size that can be read. Shorten it."
    )]
    DoesNotFit {
        /// What is too long.
        what: &'static str,
    },
    /// A term without a day in it.
    #[error("The term ends before it starts. Check its two dates.")]
    EmptyTerm,
    /// The logo cannot be used.
    #[error(
        "The authority’s logo cannot be read. Upload a PNG image of at most 2,500 by 2,500 pixels."
    )]
    Logo,
    /// The typeface cannot be used.
    #[error("The certificate’s typeface is not a TrueType font that can be read.")]
    Font,
    /// The PDF could not be put together.
    #[error("The certificate could not be written as a PDF.")]
    Unwritable,
}

/// Draws a certificate: the bytes of a one-page PDF.
pub fn draw(content: &CertificateContent, fonts: &Fonts<'_>) -> Result<Vec<u8>, DrawingError> {
    let content = content.tidied();
    let last_day = content.last_day()?;
    let regular = Face::read(fonts.regular, "FRMREG")?;
    let bold = Face::read(fonts.bold, "FRMBLD")?;
    for (what, text) in content.texts() {
        if text.is_empty() && what != "scope" {
            return Err(DrawingError::Empty { what });
        }
        if let Some(character) = regular.missing(text).or_else(|| bold.missing(text)) {
            return Err(DrawingError::MissingGlyph { character, what });
        }
    }
    let logo = content.logo_png.as_deref().map(Logo::read).transpose()?;

    let mut canvas = Canvas::new(page::HEIGHT);
    page::compose(
        &mut canvas,
        &page::Sheet {
            content: &content,
            last_day,
            regular: &regular,
            bold: &bold,
            logo: logo.as_ref(),
        },
    )?;

    let mut document = PdfDocument::new("");
    for face in [&regular, &bold] {
        document
            .resources
            .fonts
            .map
            .insert(face.id(), face.to_pdf_font());
    }
    if let Some(logo) = logo {
        document
            .resources
            .xobjects
            .map
            .insert(Logo::id(), logo.into_object());
    }
    let Canvas { ops, tagged, .. } = canvas;
    document
        .pages
        .push(PdfPage::new(Mm(page::WIDTH_MM), Mm(page::HEIGHT_MM), ops));
    let options = PdfSaveOptions {
        image_optimization: Some(ImageOptimizationOptions {
            format: Some(ImageCompression::Flate),
            ..ImageOptimizationOptions::default()
        }),
        ..PdfSaveOptions::default()
    };
    let mut warnings = Vec::new();
    let written = document.to_lopdf_document(&options, &mut warnings);
    if warnings
        .iter()
        .any(|warning| warning.severity == printpdf::PdfParseErrorSeverity::Error)
    {
        return Err(DrawingError::Unwritable);
    }
    finish::finish(written, &content.about(), &tagged)
}

impl CertificateContent {
    /// The same content as it can be set: letters and their accents composed, spaces single, nothing invisible.
    fn tidied(&self) -> Self {
        let mut tidy = self.clone();
        for text in [
            &mut tidy.authority,
            &mut tidy.legal_name,
            &mut tidy.scheme,
            &mut tidy.tier,
            &mut tidy.scope,
            &mut tidy.address,
            &mut tidy.verify_address,
            &mut tidy.signatory_name,
            &mut tidy.signatory_role,
        ] {
            *text = tidied(text);
        }
        tidy
    }

    /// The last day that counts, or an error when there is none.
    fn last_day(&self) -> Result<NaiveDate, DrawingError> {
        let last = self
            .until
            .checked_sub_days(Days::new(1))
            .ok_or(DrawingError::EmptyTerm)?;
        if last < self.since {
            Err(DrawingError::EmptyTerm)
        } else {
            Ok(last)
        }
    }

    fn texts(&self) -> [(&'static str, &str); 9] {
        [
            ("authority’s name", &self.authority),
            ("legal name", &self.legal_name),
            ("scheme’s name", &self.scheme),
            ("tier’s name", &self.tier),
            ("scope", &self.scope),
            ("address", &self.address),
            ("verification address", &self.verify_address),
            ("signatory’s name", &self.signatory_name),
            ("signatory’s role", &self.signatory_role),
        ]
    }

    fn about(&self) -> finish::About {
        finish::About {
            title: format!(
                "Certificate {}: {}, {}",
                self.number, self.legal_name, self.tier
            ),
            author: self.authority.clone(),
            subject: self.scheme.clone(),
            issued_on: self.issued_on,
            page_height: page::HEIGHT,
        }
    }
}

/// Marks that only steer the setting of text and have no shape of their own.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

fn tidied(text: &str) -> String {
    let visible: String = text
        .nfc()
        .filter(|&character| !is_invisible(character))
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}
