//! The certificate as whoever opens the file meets it: everything is read back out of the bytes.

mod file;
mod layout;
mod words;

use printpdf::text_boxes::PageTextBoxes;
use printpdf::{PdfDocument, PdfParseOptions};

use super::*;

fn fonts() -> Fonts<'static> {
    Fonts {
        regular: crate::web::assets::pdf_font_regular(),
        bold: crate::web::assets::pdf_font_bold(),
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn content() -> CertificateContent {
    let number = CertificateNumber::new("GX", 2026, [0x1A, 0x2B, 0x3C, 0x4D]).unwrap();
    CertificateContent {
        authority: "Greater Exampleshire Combined Authority".to_owned(),
        logo_png: None,
        brand: Colour::parse("#0b5c4a"),
        legal_name: "Harbour Street Bakery Ltd".to_owned(),
        scheme: "Greater Exampleshire Good Employment Charter".to_owned(),
        tier: "Member".to_owned(),
        tier_shape: TierShape::FilledRing,
        scope: "all 34 people employed at its sites in Greater Exampleshire".to_owned(),
        since: day(2026, 11, 24),
        until: day(2028, 11, 24),
        issued_on: day(2026, 11, 24),
        address: format!("https://charter.example.org/certificates/{number}"),
        number,
        code: VerificationCode::from_random(*b"bakery"),
        verify_address: "https://charter.example.org/verify".to_owned(),
        signatory_name: "Margaret Okonkwo-Hughes".to_owned(),
        signatory_role: "Director of Skills and Work".to_owned(),
    }
}

fn named(legal_name: &str) -> CertificateContent {
    CertificateContent {
        legal_name: legal_name.to_owned(),
        ..content()
    }
}

fn drawn(content: &CertificateContent) -> Vec<u8> {
    draw(content, &fonts()).unwrap()
}

/// The lines of text in a file, with the room they take.
fn lines(bytes: &[u8]) -> PageTextBoxes {
    let document = PdfDocument::parse(bytes, &PdfParseOptions::default(), &mut Vec::new()).unwrap();
    document.extract_text_boxes().into_iter().next().unwrap()
}

/// The text of a file in the order it is read.
fn text(bytes: &[u8]) -> String {
    let lines = lines(bytes).lines;
    let words = lines.iter().flat_map(|line| &line.words);
    words
        .map(|word| word.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A PNG of a size, a quarter of it see-through.
fn png(width: u32, height: u32) -> Vec<u8> {
    let image = image::RgbaImage::from_fn(width, height, |x, y| {
        let alpha = if x < width / 2 && y < height / 2 {
            0
        } else {
            255
        };
        image::Rgba([29, 60, 122, alpha])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}
