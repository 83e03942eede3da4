//! Whatever a pack holds, reading it ends, without a panic, in a pack or in problems with places.

#![no_main]

use std::collections::BTreeMap;

use fairmark::scheme::pack::{load_files, run_golden};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // Three files in one: a line of its own parts them.
    let mut parts = text.splitn(3, "\n=====\n");
    let mut files = BTreeMap::new();
    files.insert("scheme.yaml".to_owned(), parts.next().unwrap_or_default().to_owned());
    files.insert("pillars/pay.yaml".to_owned(), parts.next().unwrap_or_default().to_owned());
    match load_files(&files) {
        Err(problems) => assert!(!problems.to_string().is_empty()),
        Ok(pack) => {
            assert_eq!(pack.version.content_hash(), pack.content_hash);
            if let Some(golden) = parts.next() {
                let cases = BTreeMap::from([("case.yaml".to_owned(), golden.to_owned())]);
                let _ = run_golden(&cases, &pack.version);
            }
        }
    }
});
