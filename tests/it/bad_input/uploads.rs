//! Files that are not what they say, not there, too large, or named to mislead.

use poem::http::Method;

use super::form::{Form, post};
use super::{fault_of_document, fault_of_page};
use crate::helpers::{Answer, Browser, Journey, TestApp, World, send};

const BOUNDARY: &str = "----what-no-browser-sends";
const GROUP: &str = "Freedom to join a union";

fn pdf() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n0\n%%EOF\n".to_vec()
}

/// The lead of a draft, on the page that takes evidence.
async fn lead(app: &TestApp) -> (Journey, Browser, String) {
    let journey = Journey::drafted(app).await;
    let path = format!("{}/pillars/engagement-and-voice", journey.employers_page());
    let mut lead = app.session(&journey.lead).await;
    lead.visit(&path).await;
    (journey, lead, path)
}

/// Offers a file beside words that must not be lost.
async fn offer(lead: &mut Browser, path: &str, name: &str, content: &[u8]) {
    lead.visit(path).await;
    let beside: String = name.chars().take(100).collect();
    lead.fill_in("What changed", "Anything to add? (optional)", &beside);
    lead.upload_in(GROUP, "Add a file", name, content);
    lead.press("Save and stay here").await;
}

/// A file by program.
async fn offer_by_program(app: &TestApp, journey: &Journey, head: &str, content: &[u8]) -> Answer {
    let bearer = format!("Bearer {}", app.token(&journey.lead).await);
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let mut body = format!("--{BOUNDARY}\r\n{head}\r\n\r\n").into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    let path = format!(
        "/api/v1/assessments/{}/answers/VOICE-2/files",
        journey.assessment
    );
    let length = body.len().to_string();
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", &kind),
        ("content-length", &length),
    ];
    send(&app.endpoint(), Method::POST, &path, &headers, body).await
}

both! {
    async fn a_file_that_is_not_taken_gets_a_sentence_and_costs_nothing_typed(app: TestApp) {
        let (_, mut lead, path) = lead(&app).await;
        let zip = b"PK\x03\x04 not really".to_vec();
        let script = b"%PDF-1.7\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\ntrailer<<>>\nstartxref\n0\n%%EOF\n".to_vec();
        for (name, content, said) in [
            ("payload.exe", b"MZ".to_vec(), "is a kind of file that cannot be taken"),
            ("page.html", b"<script>alert(1)</script>".to_vec(), "is a kind of file that cannot be taken"),
            ("picture.svg", b"<svg onload=alert(1)>".to_vec(), "Save the picture as JPEG or PNG"),
            ("all.zip", zip.clone(), "Take the files out of the archive"),
            ("no ending", pdf(), "is a kind of file that cannot be taken"),
            ("", pdf(), "is a kind of file that cannot be taken"),
            ("minutes.pdf.exe", pdf(), "is a kind of file that cannot be taken"),
            ("minutes.pdf", b"MZ\x90\x00".to_vec(), "is not a PDF inside"),
            ("minutes.docx", zip, "inside, or it is damaged"),
            ("picture.png", b"GIF89a".to_vec(), "inside, or it is damaged"),
            ("words.txt", b"<!doctype html><script>".to_vec(), "words.txt"),
            ("words.csv", b"a,b\n\x00\x01".to_vec(), "words.csv"),
            ("script.pdf", script, "script.pdf"),
            ("empty.pdf", Vec::new(), "is empty. Choose a file with something in it"),
        ] {
            offer(&mut lead, &path, name, &content).await;
            assert_eq!(lead.status(), 422, "{name}: {}", lead.text());
            lead.see_error("VOICE-2_file", said);
            if !name.is_empty() {
                lead.visit(&path).await;
                assert!(lead.text().contains(name), "what was typed beside {name} is kept");
            }
        }
        lead.visit(&path).await;
        lead.not_see("SHA-256");
    }

    async fn a_file_of_sixty_megabytes_is_told_so_wherever_it_is_offered(app: TestApp) {
        let (journey, mut lead, path) = lead(&app).await;
        let large = vec![b'%'; 60 * 1024 * 1024];
        offer(&mut lead, &path, "minutes.pdf", &large).await;
        assert_eq!(lead.status(), 413);
        lead.see_error("VOICE-2_file", "“minutes.pdf” is 60 MB. Choose a file of 20 MB or less");
        let by_program = offer_by_program(&app, &journey, "Content-Disposition: form-data; name=\"file\"; filename=\"minutes.pdf\"", &large).await;
        assert!([413, 422].contains(&by_program.status.as_u16()), "{}", by_program.text());
        assert!(by_program.text().contains("20 MB"), "{}", by_program.text());
        // Answering a question takes files as well.
        journey.submit(&app).await;
        let review = journey.open(&app).await;
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&format!("/home/reviews/{review}?criterion=VOICE-2")).await;
        asha.fill("Your question", "May we see the minutes?");
        asha.press("Ask the employer").await;
        lead.visit("/home").await;
        lead.follow("Answer for Quarry Bank Care Ltd").await;
        lead.upload("Add a file", "minutes.pdf", &large);
        lead.fill("Your reply to the assessor", "Here they are.");
        lead.press("Send your reply").await;
        assert_eq!(lead.status(), 413);
        lead.see_error("file", "“minutes.pdf” is 60 MB. Choose a file of 20 MB or less");
        assert_eq!(lead.value("Your reply to the assessor"), "Here they are.");
    }

    async fn names_mislead_nobody(app: TestApp) {
        let (_, mut lead, path) = lead(&app).await;
        for (name, shown) in [
            ("../../../etc/passwd.pdf", "passwd.pdf"),
            ("..\\..\\boot.pdf", "boot.pdf"),
            ("C:\\Users\\Lena\\minutes of May.pdf", "minutes of May.pdf"),
            ("annual\u{202e}fdp.report.pdf", "annualfdp.report.pdf"),
            ("zero\u{200b}width\u{feff}.pdf", "zerowidth.pdf"),
            ("<script>alert(1)<script>.pdf", "_script_alert(1)_script_.pdf"),
            ("تقرير.pdf", "تقرير.pdf"),
            (&format!("{}.pdf", "n".repeat(5_000)), &format!("{}.pdf", "n".repeat(116))),
        ] {
            // Each is another file, so that each is kept.
            let mut content = b"%PDF-1.7\n% ".to_vec();
            content.extend(shown.len().to_string().into_bytes());
            content.extend(name.len().to_string().into_bytes());
            content.extend(&pdf()[9..]);
            offer(&mut lead, &path, name, &content).await;
            assert_eq!(lead.status(), 200, "{name}: {:?}", lead.errors());
            let found = lead.links().iter().find(|(words, _)| words == shown);
            let (_, href) = found.unwrap_or_else(|| panic!("{name} is not shown as {shown}: {:?}", lead.links())).clone();
            let file = lead.download(&href).await;
            assert_eq!(file.bytes, content, "{name}");
            let disposition = file.header("content-disposition").to_owned();
            assert!(disposition.starts_with("attachment;"), "{disposition}");
            assert!(disposition.is_ascii() && !disposition.contains(".."), "{disposition}");
            for sign in ['/', '\\', '\r', '\n'] {
                assert!(!disposition.contains(sign), "{disposition}");
            }
        }
        // What is stored has names of our own making, and nothing left its folder.
        let mut files = Vec::new();
        let mut folders = vec![app.folder().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        for file in files {
            let name = file.file_name().unwrap().to_str().unwrap();
            assert!(!["passwd", "boot", "minutes", "report", "script"].iter().any(|word| name.contains(word)), "{}", file.display());
        }
    }

    async fn what_a_virus_scanner_would_find_is_at_most_something_to_save(app: TestApp) {
        // The harmless test string of virus scanners, made here so that no scanner finds this file.
        let harmless = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"].concat();
        let (journey, mut lead, path) = lead(&app).await;
        offer(&mut lead, &path, "eicar.com", harmless.as_bytes()).await;
        assert_eq!(lead.status(), 422);
        offer(&mut lead, &path, "eicar.txt", harmless.as_bytes()).await;
        if lead.status() == 422 {
            lead.see_error("VOICE-2_file", "eicar.txt");
            return;
        }
        assert_eq!(lead.status(), 200);
        let href = lead.links().iter().find(|(words, _)| words == "eicar.txt").unwrap().1.clone();
        let file = lead.download(&href).await;
        assert_eq!(file.bytes, harmless.as_bytes());
        assert!(file.header("content-disposition").starts_with("attachment;"));
        assert!(file.header("content-security-policy").starts_with("sandbox"));
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert_eq!(file.header("content-type"), "text/plain; charset=utf-8");
        // Nobody else gets it before the case is theirs, and then in a sandbox.
        journey.submit(&app).await;
        let item = href.rsplit('/').next().unwrap();
        let review = journey.allocate(&app, World::ASSESSOR).await;
        let asha = app.session(World::ASSESSOR).await;
        assert_eq!(asha.download(&href).await.status, 404);
        assert_eq!(asha.download(&format!("/home/reviews/{review}/evidence/{item}")).await.status, 404);
        let olga = app.session(World::OFFICER).await;
        for query in ["", "?show=inline"] {
            let seen = olga.download(&format!("{}/evidence/{item}{query}", journey.officers_page())).await;
            assert_eq!(seen.status, 200);
            assert!(seen.header("content-security-policy").starts_with("sandbox"), "{query}");
            assert_eq!(seen.header("x-content-type-options"), "nosniff");
        }
    }

    async fn an_upload_that_is_none_is_told_so(app: TestApp) {
        let (journey, lead, path) = lead(&app).await;
        let form = Form::of(&lead, &path);
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let part = |head: &str, content: &str| format!("--{BOUNDARY}\r\n{head}\r\n\r\n{content}\r\n");
        let token = part("Content-Disposition: form-data; name=\"_csrf\"", &form.token);
        let end = format!("--{BOUNDARY}--\r\n");
        let heads = [
            "Content-Disposition: form-data; name=\"VOICE-2_file\"; filename=\"a.pdf\"; filename=\"b.exe\"",
            "Content-Disposition: form-data; name=\"VOICE-2_file\"; filename*=UTF-8''%2e%2e%2fa.pdf",
            "Content-Disposition: form-data; name=\"VOICE-2_file\"; filename=\"a\"b.pdf\"",
            "Content-Disposition: form-data; filename=\"a.pdf\"",
            "Content-Disposition: form-data",
            "Content-Disposition: attachment",
            "X: y",
            "",
            "Content-Disposition: form-data; name=\"VOICE-2_file\"; filename=\"a.pdf\"\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64",
        ];
        for head in heads {
            let body = format!("{token}{}{end}", part(head, "%PDF-1.7"));
            let answer = post(&app, &lead, &path, &kind, body.into_bytes()).await;
            assert!(answer.status.as_u16() < 500, "{head}: {}", answer.status);
            assert!(fault_of_page(&answer).is_none(), "{head}: {:?}", fault_of_page(&answer));
            let head = head.replace("VOICE-2_file", "file");
            let answer = offer_by_program(&app, &journey, &head, b"%PDF-1.7").await;
            assert!(fault_of_document(&answer).is_none(), "{head}: {:?}", fault_of_document(&answer));
        }
        for (what, body) in [
            ("cut short", format!("{token}--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"VOICE-2_file\"; filename=\"a.pdf\"\r\n\r\n%PDF")),
            ("six hundred fields", format!("{token}{}{end}", part("Content-Disposition: form-data; name=\"x\"", "y").repeat(600))),
            ("an answer of two megabytes", format!("{token}{}{end}", part("Content-Disposition: form-data; name=\"VOICE-4_value\"", &"a".repeat(2 * 1024 * 1024)))),
            ("no token", format!("{}{end}", part("Content-Disposition: form-data; name=\"VOICE-4_value\"", "a"))),
        ] {
            let answer = post(&app, &lead, &path, &kind, body.into_bytes()).await;
            assert!([400, 413].contains(&answer.status.as_u16()), "{what}: {}", answer.status);
            assert!(fault_of_page(&answer).is_none(), "{what}");
        }
    }
}
