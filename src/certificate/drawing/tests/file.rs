//! The file itself: small, the same every time, tagged, with its fonts inside.

use lopdf::{Dictionary, Document, Object};
use scraper::Html;

use super::*;

fn open(bytes: &[u8]) -> Document {
    Document::load_mem(bytes).unwrap()
}

fn resolved<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document.dereference(object).unwrap().1
}

fn entry<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &str) -> &'a Object {
    dictionary.get_deref(key.as_bytes(), document).unwrap()
}

fn utf16(object: &Object) -> String {
    let bytes = object.as_str().unwrap();
    assert_eq!(&bytes[..2], [0xFE, 0xFF]);
    let units = bytes[2..]
        .chunks(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(Result::unwrap).collect()
}

/// The tagged pieces in reading order.
fn pieces(document: &Document) -> Vec<&Dictionary> {
    let root = entry(document, document.catalog().unwrap(), "StructTreeRoot");
    let whole = entry(document, root.as_dict().unwrap(), "K")
        .as_dict()
        .unwrap();
    assert_eq!(entry(document, whole, "S").as_name().unwrap(), b"Document");
    let pieces = entry(document, whole, "K").as_array().unwrap();
    pieces
        .iter()
        .map(|piece| resolved(document, piece).as_dict().unwrap())
        .collect()
}

#[test]
fn the_same_content_gives_the_same_bytes_and_other_content_another_identity() {
    let first = drawn(&content());
    let other = drawn(&named("Quayside Bakery Ltd"));
    let again = drawn(&content());
    assert!(first == again);
    let identity = |bytes: &[u8]| open(bytes).trailer.get(b"ID").unwrap().clone();
    assert_ne!(identity(&first), identity(&other));
}

#[test]
fn it_is_small_with_and_without_a_logo() {
    assert!(drawn(&content()).len() < 60_000);
    let with_logo = CertificateContent {
        logo_png: Some(png(1200, 500)),
        ..content()
    };
    assert!(drawn(&with_logo).len() < 60_000);
}

#[test]
fn both_fonts_are_inside_and_only_the_letters_needed() {
    let document = open(&drawn(&content()));
    let page = document.page_iter().next().unwrap();
    let fonts = document.get_page_fonts(page).unwrap();
    assert_eq!(fonts.len(), 2);
    for font in fonts.values() {
        let name = String::from_utf8_lossy(font.get(b"BaseFont").unwrap().as_name().unwrap());
        assert!(name.starts_with("FRM") && name.contains('+'), "{name}");
        assert!(font.has(b"ToUnicode"));
        let inner = resolved(
            &document,
            &entry(&document, font, "DescendantFonts")
                .as_array()
                .unwrap()[0],
        );
        let descriptor = entry(&document, inner.as_dict().unwrap(), "FontDescriptor");
        let program = entry(&document, descriptor.as_dict().unwrap(), "FontFile2");
        let program = program.as_stream().unwrap().decompressed_content().unwrap();
        assert!(
            (1_000..40_000).contains(&program.len()),
            "{} bytes",
            program.len()
        );
    }
}

#[test]
fn it_names_itself_its_author_and_its_language() {
    let bytes = drawn(&named("Bread & <Butter> Ltd"));
    let document = open(&bytes);
    let info = resolved(&document, document.trailer.get(b"Info").unwrap());
    let info = info.as_dict().unwrap();
    let title = format!(
        "Certificate {}: Bread & <Butter> Ltd, Member",
        content().number
    );
    assert_eq!(utf16(info.get(b"Title").unwrap()), title);
    assert_eq!(utf16(info.get(b"Author").unwrap()), content().authority);
    assert_eq!(
        info.get(b"CreationDate").unwrap().as_str().unwrap(),
        b"D:20261124000000+00'00'"
    );

    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en-GB");
    let metadata = entry(&document, catalog, "Metadata").as_stream().unwrap();
    let xmp = String::from_utf8(metadata.content.clone()).unwrap();
    assert!(xmp.contains("Bread &amp; &lt;Butter&gt; Ltd"), "{xmp}");
    assert!(
        Html::parse_fragment(&xmp)
            .root_element()
            .text()
            .any(|text| text == title)
    );
}

#[test]
fn a_screen_reader_finds_heading_pictures_and_link() {
    let with_logo = CertificateContent {
        logo_png: Some(png(300, 200)),
        ..content()
    };
    let bytes = drawn(&with_logo);
    let document = open(&bytes);
    let pieces = pieces(&document);
    let kinds: Vec<_> = pieces
        .iter()
        .map(|piece| piece.get(b"S").unwrap().as_name().unwrap())
        .collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == b"H1").count(), 1);
    let told: Vec<_> = pieces
        .iter()
        .filter_map(|piece| piece.get(b"Alt").ok())
        .map(utf16)
        .collect();
    let logo = "Logo of Greater Exampleshire Combined Authority".to_owned();
    assert_eq!(
        told,
        [logo, format!("QR code that opens {}", content().address)]
    );

    let page = document.page_iter().next().unwrap();
    let links = document.get_page_annotations(page).unwrap();
    assert_eq!(links.len(), 1);
    let action = entry(&document, links[0], "A").as_dict().unwrap();
    let opened = action.get(b"URI").unwrap().as_str().unwrap();
    assert_eq!(String::from_utf8_lossy(opened), content().address);

    // Everything on the page is either tagged, each tag once and in order, or marked as ornament.
    let content = document.get_page_content(page);
    let content = String::from_utf8_lossy(&content);
    let tags: Vec<_> = content
        .match_indices("/MCID ")
        .map(|(at, found)| {
            let rest = &content[at + found.len()..];
            rest.split(|other: char| !other.is_ascii_digit())
                .next()
                .unwrap()
                .parse::<usize>()
                .unwrap()
        })
        .collect();
    assert_eq!(tags, (0..pieces.len()).collect::<Vec<_>>());
}

#[test]
fn a_logo_that_is_no_picture_or_far_too_large_is_refused() {
    for wrong in [
        Vec::new(),
        b"<svg/>".to_vec(),
        png(40, 40)[..60].to_vec(),
        png(6_001, 1),
    ] {
        let content = CertificateContent {
            logo_png: Some(wrong),
            ..content()
        };
        assert_eq!(draw(&content, &fonts()), Err(DrawingError::Logo));
    }
}

#[test]
fn a_damaged_font_never_causes_a_panic() {
    let whole = fonts();
    let no_font = Fonts {
        regular: b"not a font",
        bold: whole.bold,
    };
    assert_eq!(draw(&content(), &no_font), Err(DrawingError::Font));
    let length = whole.bold.len();
    for cut in (0..length).step_by(length / 20) {
        let damaged = Fonts {
            regular: whole.regular,
            bold: &whole.bold[..cut],
        };
        // A font that lost only its last tables may still serve.
        if let Ok(bytes) = draw(&content(), &damaged) {
            open(&bytes);
        }
    }
}
