//! The packs that come with the program, and packs broken on purpose.

use super::*;
use crate::scheme::rules::{Answers, Circumstances, evaluate, render_evaluation_text};
use std::path::PathBuf;

fn schemes() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schemes")
}

#[test]
fn tmp() {
    match load(&schemes().join("gm-like")) {
        Ok(pack) => {
            println!("{:?} {}", pack.warnings, pack.content_hash);
            println!("{}", pack.version.estimated_minutes());
            let e = evaluate(
                &pack.version,
                &Answers::new(),
                &Circumstances::on(chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()),
            );
            println!("{}", render_evaluation_text(&e));
        }
        Err(problems) => panic!("{problems}"),
    }
}
