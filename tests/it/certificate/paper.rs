//! The PDF as other programs see it: sound, whole, small, and its picture opens the page.

use std::path::Path;
use std::process::Command;

use super::*;

/// No certificate is larger, however long its names: 60 kB, as emails and archives expect.
const MOST_BYTES: usize = 60_000;

/// The longest names there really are, of 160 characters, in the letters of these islands and of
/// their neighbours.
const NAMES: &[&str] = &[
    "Cymdeithas Tŷ Ŵyn a’r Ŷd Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch, Ynys Môn, Sir Ddinbych a’r Cylch (Gwasanaethau Gofal a Chymorth) Cyfyngedig",
    "Comann Èirdsidh Ò Dòmhnaill, Søren Łukasiewicz & Đặng Thị Ñandú – Ünal’s Œuvre, Ġużè Müller-Groß, Škoda Dvořák Ångström Çelik, Naïve Éclair & Sønner (Éire) plc.",
];

/// Whether a program is on this machine; said plainly when it is not.
fn has(program: &str, for_what: &str) -> bool {
    let found = Command::new(program)
        .arg("--version")
        .output()
        .or_else(|_| Command::new(program).arg("-v").output())
        .is_ok();
    if !found {
        eprintln!("skipped: {program} is not on this machine, so {for_what} is not checked");
    }
    found
}

/// Runs a program to its end and gives what it printed.
fn run(program: &str, arguments: &[&str]) -> String {
    let done = Command::new(program).args(arguments).output().unwrap();
    assert!(
        done.status.success(),
        "{program} {arguments:?}: {}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).unwrap()
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the paper says and shows, read by programs that are not ours.
fn check_paper(file: &Path, folder: &Path, certificate: &Certificate, name: &str) {
    let path = file.to_str().unwrap();
    if has("qpdf", "the structure of the PDF") {
        let said = run("qpdf", &["--check", path]);
        assert!(
            said.contains("No syntax or stream encoding errors"),
            "{said}"
        );
        assert_eq!(run("qpdf", &["--show-npages", path]).trim(), "1");
    }
    if has("pdftotext", "the text of the PDF") {
        let said = folded(&run("pdftotext", &["-layout", "-enc", "UTF-8", path, "-"]));
        for words in [
            name,
            "Exampleshire Strategic Authority",
            "Member",
            "Valid from 24 November 2026 to ",
            "Sam Signatory",
            "Director of Economy",
            certificate.number.as_str(),
            &certificate.code.to_string(),
            &format!(
                "https://fairmark.example/certificates/{}",
                certificate.number
            ),
            "https://fairmark.example/verify",
        ] {
            assert!(said.contains(&folded(words)), "“{words}” not in “{said}”");
        }
        assert!(!said.contains('…'), "nothing is cut: {said}");
    }
    if has("pdftoppm", "the picture on the PDF") && has("zbarimg", "the picture on the PDF") {
        let picture = folder.join("page");
        let picture = picture.to_str().unwrap();
        run(
            "pdftoppm",
            &["-r", "150", "-png", "-singlefile", path, picture],
        );
        let read = run("zbarimg", &["--quiet", "--raw", &format!("{picture}.png")]);
        assert_eq!(
            read.trim(),
            format!(
                "https://fairmark.example/certificates/{}",
                certificate.number
            )
        );
    }
}

both! {
    async fn it_is_sound_whole_and_its_picture_opens_the_page(app: TestApp) {
        let world = app.world_with_scheme().await;
        for name in NAMES {
            assert_eq!(name.chars().count(), 160, "{name}");
            let (_, held) = app.accredited(&world, facts(name, "Q", 120), "member").await;
            app.drain_worker().await;
            let certificate = certificate_of(&app, &held).await.unwrap();
            let page = format!("/certificates/{}", certificate.number);
            let mut anybody = app.browser();
            anybody.visit(&page).await;
            assert_eq!(anybody.heading(), *name);
            let bytes = get(&app, &format!("{page}.pdf")).await.bytes;
            assert!(bytes.len() < MOST_BYTES, "{} bytes for {name}", bytes.len());
            let file = app.folder().join("certificate.pdf");
            std::fs::write(&file, &bytes).unwrap();
            check_paper(&file, app.folder(), &certificate, name);
        }
    }

    async fn a_name_that_cannot_be_drawn_is_certified_all_the_same(app: TestApp) {
        let world = app.world_with_scheme().await;
        let (_, held) = app.accredited(&world, facts("Harbour 漢 Bakery Ltd", "I", 34), "member").await;
        app.drain_worker().await;
        let certificate = certificate_of(&app, &held).await.unwrap();
        assert_eq!(certificate.stage(), Stage::Issued);
        let waiting = job_of(&app, "draw_certificate").await;
        assert!(waiting.last_error.unwrap().contains("‘漢’ (U+6F22)"));
        must_say(&app, &certificate, "Valid", "Harbour 漢 Bakery Ltd is accredited", "active").await;
        // It is tried so often and no more; the page stays the certificate.
        for attempt in 1..=jobs::MAX_ATTEMPTS {
            app.advance(jobs::backoff(attempt));
            app.drain_worker().await;
        }
        let given_up = job_of(&app, "draw_certificate").await;
        assert_eq!(given_up.attempts, jobs::MAX_ATTEMPTS);
        assert!(given_up.failed_at.is_some());
        must_say(&app, &certificate, "Valid", "Harbour 漢 Bakery Ltd is accredited", "active").await;
    }
}
