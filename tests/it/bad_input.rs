//! Whatever is sent, nobody gets a failure of ours: every form and every operation is given what no
//! page of ours would send, by the very person who may act there, and answers with a sentence.

mod form;
mod operations;
mod pages;
mod queries;
mod scene;
mod uploads;

use crate::helpers::Answer;

/// Far more than anybody types.
const LONG: usize = 100_000;

/// What fields and properties are given as words.
fn words() -> Vec<String> {
    let mut words: Vec<String> = [
        "",
        " ",
        "\0",
        "care\0ful",
        "\u{202e}fdp.exe",
        "\u{200b}\u{feff}\u{2028}",
        "e\u{301}\u{301}\u{301}",
        "-1",
        "0",
        "1.5",
        "-0",
        "+7",
        "1e308",
        "1e400",
        "NaN",
        "2147483648",
        "-2147483649",
        "9223372036854775808",
        "340282366920938463463374607431768211456",
        "٣٤",
        "31",
        "2027-02-31",
        "0000-00-00",
        "+262143-12-31",
        "01932b5e-0000-7000-8000-000000000000",
        "01932b5e",
        "<script>alert(1)</script>",
        "'; drop table person; --",
        "%' or '%'='",
        "\r\nBcc: somebody@elsewhere.example",
        "../../../etc/passwd",
        "https://",
        "https://[::1",
        "javascript:alert(1)",
        "award-",
        "a/b/c",
        "=cmd|' /C calc'!A0",
    ]
    .map(str::to_owned)
    .into();
    words.push("a".repeat(LONG));
    words.push("😀".repeat(LONG / 4));
    words.push("e\u{301}".repeat(5_000));
    words
}

/// Parts of a date that no calendar has.
const DATES: &[[&str; 3]] = &[
    ["31", "2", "2027"],
    ["0", "0", "0"],
    ["32", "13", "99999"],
    ["-1", "-1", "-1"],
    ["29", "2", "2027"],
    ["1", "1", "262144"],
    ["1", "1", "2147483648"],
    ["1.5", "1", "2027"],
    ["", "2", "2027"],
];

/// Shows what was sent, cut to a length one can read.
fn short(text: &str) -> String {
    text.chars().take(40).flat_map(char::escape_debug).collect()
}

/// What is wrong with an answer that a person gets, if anything is.
fn fault_of_page(answer: &Answer) -> Option<String> {
    let status = answer.status;
    if status.is_server_error() {
        return Some(format!("{status}"));
    }
    if !status.is_client_error() {
        return None;
    }
    if !answer.is_page() {
        return Some(format!("{status} without a page"));
    }
    let text = answer.text();
    let says_what_to_do = [
        "govuk-error-summary",
        "Go to your first page",
        "Ask for another link",
    ];
    if text.matches("<h1").count() != 1 {
        return Some(format!("{status} without one heading"));
    }
    if !says_what_to_do.iter().any(|words| text.contains(words)) {
        return Some(format!("{status} that does not say what to do"));
    }
    None
}

/// What is wrong with an answer that a program gets, if anything is.
fn fault_of_document(answer: &Answer) -> Option<String> {
    let status = answer.status;
    if status.is_server_error() {
        return Some(format!("{status}: {}", short(&answer.text())));
    }
    if !status.is_client_error() {
        return None;
    }
    if answer.header("content-type") != "application/problem+json" {
        return Some(format!("{status} without a problem document"));
    }
    let problem = answer.json();
    let said = problem["detail"].as_str().unwrap_or_default();
    (said.is_empty() || problem["status"] != status.as_u16())
        .then(|| format!("{status} that does not say what to do: {problem}"))
}
