//! Where it says it: nothing leaves the frame, nothing lies on anything else, nothing is cut.

use printpdf::text_boxes::TextLine;
use proptest::prelude::*;

use super::super::fit::{fit, step};
use super::*;

/// The inner edge of the ornamental frame, in points.
const FRAME: f32 = 17.0 * 72.0 / 25.4;
const WIDTH: f32 = 210.0 * 72.0 / 25.4;

const LONG: &str = "The Governors and Trustees of the Exampleshire Hospital, Orphanage and Almshouse \
    Foundation of Saint Wilfrid the Elder and Saint Æthelthryth (Northern Region) Ltd";

fn assert_orderly(bytes: &[u8]) {
    let lines = lines(bytes).lines;
    assert!(lines.len() > 10);
    for line in &lines {
        let [left, top, right, bottom] = line.bbox;
        let inside = left >= FRAME && right <= WIDTH - FRAME;
        assert!(inside, "{line:?} is outside the frame");
        assert!(
            top >= FRAME && bottom <= page::HEIGHT - FRAME,
            "{line:?} is outside the frame"
        );
    }
    for (index, one) in lines.iter().enumerate() {
        for other in &lines[index + 1..] {
            assert!(!on_top_of(one, other), "{one:?} lies on {other:?}");
        }
    }
}

/// Whether the capitals of two lines meet: from the baseline up two thirds of the size.
fn on_top_of(one: &TextLine, other: &TextLine) -> bool {
    let across = one.bbox[0] < other.bbox[2] && other.bbox[0] < one.bbox[2];
    let size = |line: &TextLine| line.words.first().map_or(0.0, |word| word.font_size);
    let top = |line: &TextLine| line.baseline - 0.66 * size(line);
    across && top(one) < other.baseline && top(other) < one.baseline
}

fn size_of(bytes: &[u8], word: &str) -> f32 {
    let lines = lines(bytes).lines;
    let mut words = lines.iter().flat_map(|line| &line.words);
    words
        .find(|found| found.text.starts_with(word))
        .unwrap()
        .font_size
}

#[test]
fn a_short_name_is_large_and_a_long_one_wraps_whole() {
    let short = drawn(&content());
    assert_orderly(&short);
    assert!(size_of(&short, "Harbour") > 30.0);

    assert!(LONG.chars().count() >= 160);
    let long = drawn(&named(LONG));
    assert_orderly(&long);
    assert!(text(&long).contains(LONG));
    assert!((15.0..30.0).contains(&size_of(&long, "Governors")));
}

#[test]
fn a_word_wider_than_the_page_shrinks_and_then_breaks() {
    let village = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Cyf";
    let shrunk = drawn(&named(village));
    assert_orderly(&shrunk);
    assert!(text(&shrunk).contains(village));

    let endless = "Ж".repeat(300);
    let broken = drawn(&named(&endless));
    assert_orderly(&broken);
    assert_eq!(text(&broken).matches('Ж').count(), 300);
}

#[test]
fn the_longest_of_everything_still_fits_one_page() {
    let long = |length: usize| LONG.repeat(4).chars().take(length).collect::<String>();
    let content = CertificateContent {
        authority: long(160),
        logo_png: Some(png(90, 400)),
        legal_name: long(160),
        scheme: long(160),
        tier: long(80),
        scope: long(300),
        since: day(2026, 9, 24),
        until: day(2028, 9, 24),
        number: CertificateNumber::new("WWWWWW", 2026, [0x1A; 4]).unwrap(),
        address: format!(
            "https://{}.example.org/certificates/WWWWWW-2026-WWWWWW",
            "w".repeat(63)
        ),
        verify_address: format!("https://{}.example.org/verify", "w".repeat(63)),
        signatory_name: long(80),
        signatory_role: long(120),
        ..content()
    };
    let bytes = drawn(&content);
    assert_orderly(&bytes);
    let said = text(&bytes);
    for whole in [
        &content.authority,
        &content.tier,
        &content.scope,
        &content.signatory_role,
    ] {
        assert!(said.contains(whole.trim()), "“{whole}” not in “{said}”");
    }
}

#[test]
fn what_cannot_fit_is_refused_by_name() {
    let error = draw(&named(&LONG.repeat(20)), &fonts());
    assert_eq!(error, Err(DrawingError::DoesNotFit { what: "legal name" }));
    let content = CertificateContent {
        address: format!("https://example.org/{}", "a".repeat(5_000)),
        ..content()
    };
    let error = draw(&content, &fonts());
    assert_eq!(error, Err(DrawingError::DoesNotFit { what: "address" }));
}

#[test]
fn pairs_of_letters_close_up() {
    let face = Face::read(fonts().bold, "FRMBLD").unwrap();
    let apart = face.width("A", 10.0) + face.width("V", 10.0);
    assert!(face.width("AV", 10.0) < apart - 0.1);
    assert!((face.width("HH", 10.0) - 2.0 * face.width("H", 10.0)).abs() < 0.01);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_letter_is_lost_and_no_line_is_too_wide(
        words in proptest::collection::vec("[A-Za-zŵŷâ/-]{1,30}", 1..30),
        width in 60.0_f32..500.0,
    ) {
        let face = Face::read(fonts().bold, "FRMBLD").unwrap();
        let name = words.join(" ");
        let steps = [step(1, 30.0, 20.0), step(3, 20.0, 10.0), step(60, 10.0, 6.0)];
        if let Some(block) = fit(&face, &name, width, 1.2, &steps) {
            prop_assert_eq!(block.lines.concat(), name);
            for line in &block.lines {
                prop_assert!(face.width(line.trim_end(), block.size) <= width + 0.01, "{}", line);
            }
        }
    }
}
