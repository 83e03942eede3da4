use super::*;
use proptest::prelude::*;
use std::io::Write as _;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn docx(also: &[(&str, &[u8])]) -> Vec<u8> {
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<document/>"),
    ];
    parts.extend(also);
    archive(&parts)
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(width, height)
        .write_to(&mut out, ImageFormat::Png)
        .unwrap();
    out.into_inner()
}

fn jpeg() -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(4, 4)
        .write_to(&mut out, ImageFormat::Jpeg)
        .unwrap();
    out.into_inner()
}

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n0\n%%EOF\n";

#[test]
fn every_kind_is_taken_when_it_is_what_its_name_says() {
    let odt = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", b"<c/>"),
    ]);
    let ods = archive(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", b"<c/>"),
    ]);
    let xlsx = archive(&[
        ("[Content_Types].xml", b"<T/>"),
        ("xl/workbook.xml", b"<w/>"),
    ]);
    let pptx = archive(&[
        ("[Content_Types].xml", b"<T/>"),
        ("ppt/presentation.xml", b"<p/>"),
    ]);
    let files: [(&str, &[u8], FileKind); 11] = [
        ("Pay policy.PDF", PDF, FileKind::Pdf),
        ("a.docx", &docx(&[]), FileKind::Docx),
        ("a.xlsx", &xlsx, FileKind::Xlsx),
        ("a.pptx", &pptx, FileKind::Pptx),
        ("a.odt", &odt, FileKind::Odt),
        ("a.ods", &ods, FileKind::Ods),
        ("a.png", &png(3, 2), FileKind::Png),
        ("a.jpeg", &jpeg(), FileKind::Jpeg),
        ("a.csv", b"job,pay\nbaker,\xa313.45\n", FileKind::Csv),
        ("a.txt", "Oriau gŵyl".as_bytes(), FileKind::Txt),
        ("b.txt", b"\xef\xbb\xbfwith a mark", FileKind::Txt),
    ];
    for (name, bytes, kind) in &files {
        let checked = check_file(name, bytes).unwrap();
        assert_eq!(checked.kind, *kind, "{name}");
    }
    // A file of one kind under the name of every other kind is not taken.
    for (name, bytes, kind) in &files {
        for other in FileKind::ALL {
            let both_words = matches!(kind, FileKind::Csv | FileKind::Txt)
                && matches!(other, FileKind::Csv | FileKind::Txt);
            if other != *kind && !both_words {
                let ending = other.extensions()[0];
                assert!(
                    check_file(&format!("a.{ending}"), bytes).is_err(),
                    "{name} as {ending}"
                );
            }
        }
    }
}

#[test]
fn what_could_harm_an_assessor_is_refused_with_what_to_do() {
    for (name, bytes, says) in [
        ("a.docx", docx(&[("word/vbaProject.bin", b"x")]), "macros"),
        (
            "a.docx",
            docx(&[("word/embeddings/oleObject1.bin", b"x")]),
            "another program",
        ),
        ("a.docx", docx(&[("../../x", b"x")]), "not a Word document"),
        ("a.pdf", [PDF, b"/JavaScript", PDF].concat(), "scripts"),
        ("a.pdf", [b"<html>", PDF].concat(), "not a PDF"),
        (
            "a.pdf",
            b"%PDF-1.7 cut off in the mid".to_vec(),
            "not a PDF",
        ),
        ("a.csv", b"a\0b".to_vec(), "not a CSV file"),
        ("a.txt", b" <HTML><script>".to_vec(), "not a text file"),
        (
            "a.svg",
            b"<svg/>".to_vec(),
            "Save the picture as JPEG or PNG",
        ),
        ("a.exe", b"MZ".to_vec(), "cannot be taken"),
        ("a.doc", b"x".to_vec(), ".docx or PDF"),
        ("noending", b"x".to_vec(), "cannot be taken"),
        ("a.pdf", Vec::new(), "empty"),
        ("a.png", png(8000, 6000), "40 million"),
    ] {
        let refusal = check_file(name, &bytes).unwrap_err();
        assert!(refusal.contains(says), "{refusal}");
    }
    let over = vec![b'a'; EVIDENCE_FILE_MAX_BYTES + 1];
    let refusal = check_file("a.txt", &over).unwrap_err();
    assert!(
        refusal.contains("20.1 MB") && refusal.contains("20 MB or less"),
        "{refusal}"
    );
}

#[test]
fn an_archive_that_declares_too_much_is_refused() {
    let mut bytes = docx(&[("word/media/x.xml", b"x")]);
    // The unpacked size in the last directory entry: 24 bytes after its beginning.
    let entry = bytes
        .windows(4)
        .rposition(|window| window == b"PK\x01\x02")
        .unwrap();
    bytes[entry + 24..entry + 28].copy_from_slice(&0x7000_0000_u32.to_le_bytes());
    let refusal = check_file("a.docx", &bytes).unwrap_err();
    assert!(refusal.contains("far larger"), "{refusal}");
    let many: Vec<(String, &[u8])> = (0..2100).map(|n| (format!("word/{n}"), &b""[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    assert!(
        check_file("a.docx", &docx(&many))
            .unwrap_err()
            .contains("far larger")
    );
}

proptest! {
    #[test]
    fn no_bytes_cause_a_panic(
        name in "[a-z]{1,5}\\.(pdf|docx|xlsx|pptx|odt|ods|png|jpg|csv|txt)",
        start in prop::sample::select(vec![&b""[..], b"%PDF-", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"]),
        rest in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let _ = check_file(&name, &[start, &rest].concat());
    }

    #[test]
    fn a_damaged_document_never_causes_a_panic(at in 0_usize..400, byte in any::<u8>()) {
        let mut bytes = docx(&[("word/media/a.xml", b"x")]);
        let place = at % bytes.len();
        bytes[place] = byte;
        let _ = check_file("a.docx", &bytes);
    }
}
