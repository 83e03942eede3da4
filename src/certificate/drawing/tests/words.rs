//! What the certificate says.

use super::*;

#[test]
fn it_says_everything_in_the_order_it_is_read() {
    let said = text(&drawn(&content()));
    let mut rest = said.as_str();
    for expected in [
        "Greater Exampleshire Combined Authority",
        "This is to certify that",
        "Harbour Street Bakery Ltd",
        "has been awarded",
        "Member",
        "Greater Exampleshire Good Employment Charter",
        "Scope: all 34 people employed at its sites in Greater Exampleshire",
        "Valid from 24 November 2026 to 23 November 2028",
        "Certificate number: GX-2026-",
        "Verification code:",
        &content().code.to_string(),
        "Issued: 24 November 2026",
        "Signed for the authority by Margaret Okonkwo-Hughes Director of Skills and Work",
        &content().address,
        "The live page at this address is the truth",
        "https://charter.example.org/verify",
    ] {
        let at = rest
            .find(expected)
            .unwrap_or_else(|| panic!("“{expected}” not in “{rest}”"));
        rest = &rest[at + expected.len()..];
    }
}

#[test]
fn a_term_ends_on_the_day_before_it_is_over() {
    let mut content = content();
    content.until = day(2026, 11, 25);
    let said = text(&drawn(&content));
    assert!(said.contains("Valid on 24 November 2026 "), "{said}");
    content.until = day(2027, 3, 1);
    let said = text(&drawn(&content));
    assert!(
        said.contains("Valid from 24 November 2026 to 28 February 2027"),
        "{said}"
    );
    content.until = content.since;
    assert_eq!(draw(&content, &fonts()), Err(DrawingError::EmptyTerm));
}

#[test]
fn without_a_scope_nothing_is_said_of_one() {
    let content = CertificateContent {
        scope: " ".to_owned(),
        ..content()
    };
    assert!(!text(&drawn(&content)).contains("Scope"));
}

#[test]
fn names_in_the_languages_of_this_country_and_its_neighbours_are_set() {
    for name in [
        "Tŷ Ŵyn a’r Ŷd Cyf",
        "Comann Èirdsidh Ò Dòmhnaill",
        "Søren Łukasiewicz & Đặng Thị Ñandú – Ünal’s Œuvre, Ġużè plc",
        "Καφενείο Αθηνά / Кафе Заря",
        "Smith + Jones (UK) @ No. 1 “Best” #1 £1/€1 50% *",
    ] {
        let said = text(&drawn(&named(name)));
        assert!(said.contains(name), "“{name}” not in “{said}”");
    }
}

#[test]
fn accents_that_come_apart_from_their_letters_are_joined_and_unseen_marks_dropped() {
    let said = text(&drawn(&named(
        "  Ty\u{302}\u{a0}W\u{302}yn\u{200b}\n Cy\u{ad}f\u{feff} ",
    )));
    assert!(said.contains("Tŷ Ŵyn Cyf"), "{said}");
}

#[test]
fn a_letter_the_typeface_lacks_is_named_with_where_it_stands() {
    let error = draw(&named("Harbour 漢 Bakery"), &fonts()).unwrap_err();
    let expected = DrawingError::MissingGlyph {
        character: '漢',
        what: "legal name",
    };
    assert_eq!(error, expected);
    assert!(
        error
            .to_string()
            .contains("‘漢’ (U+6F22) in the legal name"),
        "{error}"
    );
    let content = CertificateContent {
        signatory_role: "Director 🎉".to_owned(),
        ..content()
    };
    let error = draw(&content, &fonts()).unwrap_err();
    assert!(error.to_string().contains("signatory’s role"), "{error}");
}

#[test]
fn what_a_certificate_must_say_cannot_be_empty() {
    let error = draw(&named(" \u{200b} "), &fonts());
    assert_eq!(error, Err(DrawingError::Empty { what: "legal name" }));
}

#[test]
fn every_shape_and_any_colour_can_be_drawn() {
    let mut seen = std::collections::BTreeSet::new();
    for tier_shape in [TierShape::Ring, TierShape::FilledRing, TierShape::Star] {
        for brand in [None, Colour::parse("ffffff"), Colour::parse("7a1f4f")] {
            seen.insert(drawn(&CertificateContent {
                brand,
                tier_shape,
                ..content()
            }));
        }
    }
    assert_eq!(seen.len(), 9, "every one looks different");
}
