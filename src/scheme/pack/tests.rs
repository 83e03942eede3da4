//! The packs that come with the program, and packs broken on purpose.

use super::*;
use crate::scheme::rules::{
    AnswerKind, Answers, Circumstances, EvidenceNeed, Outcome, evaluate, render_evaluation_text,
};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::path::PathBuf;

fn schemes() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schemes")
}

fn pack_files() -> BTreeMap<String, String> {
    read_folder(&schemes().join("gm-like")).unwrap()
}

fn gm_like() -> LoadedPack {
    load(&schemes().join("gm-like")).unwrap_or_else(|problems| panic!("{problems}"))
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

/// The pack with every `from` in one file replaced by `to`.
fn broken(file: &str, from: &str, to: &str) -> String {
    let mut files = pack_files();
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "{file} has no “{from}”");
    *text = text.replacen(from, to, 1);
    match load_files(&files) {
        Ok(_) => "it loads".to_owned(),
        Err(problems) => problems.to_string(),
    }
}

/// Answers in words alone that a tier rests on and that are meant so: an assessor reads them, and a
/// document would say no more.
const TOLD_TO_AN_ASSESSOR: [(&str, &str); 7] = [
    ("fwf-like", "VOICE-4"),
    ("gbc-like", "CUST-2"),
    ("gm-like", "FLEX-4"),
    ("gm-like", "VOICE-4"),
    ("iip-like", "SCOPE-2"),
    ("lwf-like", "LIC-2"),
    ("ne-like", "SOC-4"),
];

#[test]
fn every_pack_comes_with_the_program_as_it_stands_in_its_folder() {
    let mut folders: Vec<String> = std::fs::read_dir(schemes())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("scheme.yaml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    folders.sort();
    assert_eq!(folders, built_in_slugs().collect::<Vec<_>>());
    for slug in built_in_slugs() {
        let pack = built_in(slug).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(load(&schemes().join(slug)).unwrap(), pack);
        assert_eq!(pack.version.scheme.slug.as_str(), slug);
        let (in_words, others): (Vec<_>, Vec<_>) = pack
            .warnings
            .iter()
            .map(|problem| problem.message.as_str())
            .partition(|message| message.contains("in words alone"));
        assert_eq!(others, Vec::<&str>::new(), "{slug}");
        let criteria = in_words
            .iter()
            .filter_map(|message| message.split(' ').next());
        let told = TOLD_TO_AN_ASSESSOR
            .iter()
            .filter(|(pack, _)| *pack == slug)
            .map(|(_, criterion)| *criterion);
        assert_eq!(
            criteria.collect::<BTreeSet<_>>(),
            told.collect::<BTreeSet<_>>(),
            "{slug}"
        );
    }
    assert!(
        built_in("other")
            .unwrap_err()
            .to_string()
            .contains("gm-like")
    );
}

#[test]
fn every_golden_case_comes_out_as_written() {
    for slug in built_in_slugs() {
        let pack = built_in(slug).unwrap();
        let outcomes = run_golden_folder(&schemes().join(slug), &pack.version)
            .unwrap_or_else(|problems| panic!("{problems}"));
        assert!(outcomes.len() >= 11, "{slug} has {}", outcomes.len());
        let failures: Vec<_> = outcomes
            .iter()
            .filter(|outcome| !outcome.failures.is_empty())
            .collect();
        assert!(failures.is_empty(), "{failures:#?}");
    }
}

#[test]
fn a_golden_case_that_expects_otherwise_fails() {
    let pack = gm_like();
    let case = "name: Wrong\non: 2026-11-24\nanswers: {}\nexpect:\n  reached: member\n  tiers:\n    member: {outcome: met, missing: [SEC-1]}\n";
    let files = BTreeMap::from([("wrong.yaml".to_owned(), case.to_owned())]);
    let failures = run_golden(&files, &pack.version)
        .unwrap()
        .remove(0)
        .failures
        .join("; ");
    assert!(
        failures.contains("reached none instead of member"),
        "{failures}"
    );
    assert!(
        failures.contains("Undetermined instead of Met"),
        "{failures}"
    );
    assert!(failures.contains("instead of [SEC-1]"), "{failures}");
    let circle = BTreeMap::from([(
        "a.yaml".to_owned(),
        case.replace("answers: {}", "extends: a.yaml"),
    )]);
    assert!(
        run_golden(&circle, &pack.version)
            .unwrap_err()
            .to_string()
            .contains("circle")
    );
}

#[test]
fn the_model_charter_is_what_it_says() {
    let pack = gm_like();
    let version = &pack.version;
    assert_eq!(version.pillars.len(), 7);
    assert!(version.criteria().count() >= 27);
    assert!(
        version.estimated_minutes() <= 45,
        "{}",
        version.estimated_minutes()
    );
    let kinds: BTreeSet<&str> = version
        .criteria()
        .map(|(_, criterion)| criterion.answer.name())
        .collect();
    assert_eq!(kinds.len(), 8, "every kind of answer is used: {kinds:?}");
    let tiers: Vec<&str> = version
        .tiers
        .iter()
        .map(|tier| tier.code.as_str())
        .collect();
    assert_eq!(tiers, ["supporter", "member", "advocate"]);
    for (_, criterion) in version.criteria() {
        assert!(
            !criterion.guidance.is_empty() && !criterion.tags.is_empty(),
            "{}",
            criterion.code
        );
        assert!(
            criterion.evidence.need == EvidenceNeed::None || !criterion.evidence.hint.is_empty()
        );
        if let AnswerKind::YesNo { .. } = criterion.answer {
            assert!(
                criterion.question.as_str().ends_with('?'),
                "{}",
                criterion.code
            );
        }
    }
}

/// Decisions cite this hash. If this test fails, the canonical form has changed, and with it the
/// hash of every version ever published; a change of the pack's content must change its label too.
#[test]
fn the_hash_is_the_same_on_every_run_and_machine() {
    let pack = gm_like();
    assert_eq!(pack.content_hash, pack.version.content_hash());
    assert_eq!(
        (pack.version.label.as_str(), pack.content_hash.as_str()),
        (
            "2026.1",
            "cabf204ca70d098bd76b84731b4368416c7f67dd49811c1e3ea44bea234c1551"
        )
    );
}

#[test]
fn a_database_that_reorders_keys_does_not_change_the_hash() {
    let pack = gm_like();
    let stored = serde_json::to_value(&pack.version).unwrap();
    let again: crate::scheme::rules::SchemeVersion = serde_json::from_value(stored).unwrap();
    assert_eq!(again, pack.version);
    assert_eq!(again.content_hash(), pack.content_hash);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of faults")]
fn every_fault_names_file_line_path_and_what_to_do() {
    for (file, from, to, expected) in [
        (
            "scheme.yaml",
            "format: 1",
            "format: 2",
            "scheme.yaml:3: format: This program reads packs of format 1.",
        ),
        (
            "scheme.yaml",
            "award_noun: charter",
            "award_nuon: charter",
            "scheme.yaml:7: award_nuon: “award_nuon” is not known here. Did you mean “award_noun”?",
        ),
        (
            "scheme.yaml",
            "award_noun: charter",
            "award_nuon: charter",
            "scheme.yaml:3: “award_noun” is missing. Add it.",
        ),
        (
            "scheme.yaml",
            "    k: 3",
            "    k: 9",
            "tiers[2].rule.all[2].at_least.k: k is 9, but there are only 7 to choose from. Use 7 or fewer.",
        ),
        (
            "scheme.yaml",
            "    k: 3",
            "    k: 0",
            "tiers[2].rule.all[2].at_least.k: k is 0, so nothing is asked.",
        ),
        (
            "scheme.yaml",
            "requires: supporter",
            "requires: member",
            "tiers[1].requires: The tier “member” requires itself.",
        ),
        (
            "scheme.yaml",
            "requires: supporter",
            "requires: advocate",
            "The tiers require each other in a circle: member → advocate → member.",
        ),
        (
            "scheme.yaml",
            "requires: supporter",
            "requires: friend",
            "tiers[1].requires: There is no tier “friend”.",
        ),
        (
            "scheme.yaml",
            "{criterion: PAY-2, at_least: 100%}",
            "{criterion: PAY-9, at_least: 100%}",
            "tiers[2].rule.all[0].gate.rule.predicate: There is no criterion PAY-9.",
        ),
        (
            "scheme.yaml",
            "{criterion: PAY-2, at_least: 100%}",
            "{criterion: PAY-2, above: 100%}",
            "predicate.above: “above” is not known here. Use criterion, at_least, at_most",
        ),
        (
            "scheme.yaml",
            "{criterion: PAY-2, at_least: 100%}",
            "{criterion: PAY-2}",
            "A test has one operator, and this has 0.",
        ),
        (
            "scheme.yaml",
            "{code: pay, k: all}",
            "{code: wages, k: all}",
            "pillar: There is no pillar “wages”.",
        ),
        (
            "scheme.yaml",
            "- pay.yaml",
            "- wages.yaml",
            "There is no file pillars/wages.yaml.",
        ),
        (
            "scheme.yaml",
            "- pay.yaml\n",
            "",
            "The file pillars/pay.yaml is not in the list of pillars.",
        ),
        (
            "scheme.yaml",
            "- pay.yaml",
            "- ../pay.yaml",
            "Write the name of a file in the pillars folder",
        ),
        (
            "scheme.yaml",
            "from: 2016-10-31, value: £8.45",
            "from: 2016-02-30, value: £8.45",
            "values[0].from: Write a day that exists, like 2026-11-24.",
        ),
        (
            "scheme.yaml",
            "shape: star",
            "shape: moon",
            "tiers[2].shape: “moon” is not known here. Use one of ring, filled_ring and star.",
        ),
        (
            "pillars/pay.yaml",
            "{at_least: {reference: RLW}}",
            "{at_least: {reference: NLW}}",
            "criteria[0].meets: There is no reference value NLW.",
        ),
        (
            "pillars/pay.yaml",
            "code: PAY-2",
            "code: PAY-1",
            "criteria[1].code: The criterion code “PAY-1” is used twice: first at pillars[2].criteria[0].code.",
        ),
        (
            "pillars/pay.yaml",
            "code: PAY-1",
            "code: pay one",
            "criteria[0].code: “pay one” is not a valid criterion code",
        ),
        (
            "pillars/pay.yaml",
            "kind: money",
            "kind: gold",
            "criteria[0].answer.kind: “gold” is not known here. Use one of yes_no, choice",
        ),
        (
            "pillars/pay.yaml",
            "kind: money, min",
            "kind: money, minimum",
            "criteria[0].answer.minimum: “minimum” is not known here.",
        ),
        (
            "pillars/pay.yaml",
            "min_items: 1",
            "min_items: 0",
            "criteria[0].evidence.min_items: Evidence is required",
        ),
        (
            "pillars/pay.yaml",
            "minutes: 2",
            "minutes: two",
            "criteria[0].minutes: Write a whole number here, 0 or more.",
        ),
        (
            "pillars/pay.yaml",
            "tags: [pay]",
            "tags: [money]",
            "criteria[0].tags[0]: “money” is not known here. Use one of pay, contract",
        ),
        (
            "pillars/pay.yaml",
            "name: Pay",
            "name: Pay\nname: Wages",
            "pillars/pay.yaml:3: The key “name” stands twice",
        ),
        (
            "pillars/pay.yaml",
            "name: Pay",
            "name: [Pay",
            "This is not YAML that can be read",
        ),
        (
            "pillars/pay.yaml",
            "name: Pay",
            "name: ~",
            "pillars/pay.yaml:1: “name” is missing. Add it.",
        ),
    ] {
        let found = broken(file, from, to);
        assert!(
            found.contains(expected),
            "{file}: {from} → {to}\nexpected {expected}\nfound {found}"
        );
        for line in found.lines() {
            assert!(
                line.starts_with("scheme.yaml:") || line.starts_with("pillars/"),
                "{line}"
            );
        }
    }
}

#[test]
fn all_problems_are_listed_at_once_without_their_consequences() {
    let mut files = pack_files();
    for (file, from, to) in [
        ("scheme.yaml", "rank: 3", "rank: 2"),
        ("scheme.yaml", "criterion: REC-3", "criterion: REC-9"),
        ("pillars/pay.yaml", "minutes: 2", "minutes: soon"),
        (
            "pillars/pay.yaml",
            "confidentiality: public",
            "visibility: public",
        ),
        ("pillars/secure-work.yaml", "code: SEC-2", "code: SEC-1"),
    ] {
        let text = files.get_mut(file).unwrap();
        assert!(text.contains(from), "{from}");
        *text = text.replacen(from, to, 1);
    }
    let found = load_files(&files).unwrap_err().to_string();
    for expected in [
        "rank 2 is used twice",
        "no criterion REC-9",
        "Write a whole number",
        "“visibility” is not known",
        "“confidentiality” is missing",
        "“SEC-1” is used twice",
    ] {
        assert!(found.contains(expected), "no “{expected}” in\n{found}");
    }
    // A criterion that cannot be read at all does not make rules that name it wrong.
    let found = broken("pillars/pay.yaml", "code: PAY-2", "code: PAY two");
    assert_eq!(found.lines().count(), 1, "{found}");
}

#[test]
fn what_is_not_a_pack_is_refused_in_a_sentence() {
    let found = load(&schemes().join("nowhere")).unwrap_err().to_string();
    assert!(found.contains("There is no such folder"), "{found}");
    let found = load(&schemes()).unwrap_err().to_string();
    assert!(found.contains("There is no scheme.yaml"), "{found}");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("scheme.yaml"), [0xff, 0xfe, 0x00]).unwrap();
    assert!(
        load(folder.path())
            .unwrap_err()
            .to_string()
            .contains("UTF-8")
    );
}

#[test]
fn an_unused_criterion_is_a_warning_and_the_pack_loads() {
    let mut files = pack_files();
    let text = files.get_mut("scheme.yaml").unwrap();
    *text = text
        .replace(
            "- pillar: {code: pay, k: 1, stage: committed}",
            "- criterion: PAY-1",
        )
        .replace("- pillar: {code: pay, k: all}", "- criterion: PAY-2");
    let pack = load_files(&files).unwrap();
    let warnings: Vec<String> = pack.warnings.iter().map(ToString::to_string).collect();
    assert!(
        warnings
            .iter()
            .any(|line| line.starts_with("pillars/pay.yaml:")
                && line.contains("warning: criteria[3].code: No tier's rule asks about PAY-4")),
        "{warnings:?}"
    );
}

#[test]
fn an_answers_file_says_what_is_wrong_with_it() {
    let version = gm_like().version;
    let read = |source: &str| read_answers(&version, "answers.yaml", source, today());
    let file = read("on: 2026-01-02\nplace: london\nanswers:\n  SEC-1: {not_yet_by: 2025-01-01}\n  PAY-1: £120\n").unwrap();
    assert_eq!(file.answers.iter().count(), 2);
    assert_eq!(file.place.unwrap().as_str(), "london");
    for (source, expected) in [
        (
            "answers:\n  PAY-99: yes\n",
            "answers.yaml:2: answers.PAY-99: There is no criterion “PAY-99”",
        ),
        ("answers:\n  SEC-1: maybe\n", "Select one of the answers."),
        (
            "answers:\n  PAY-1: lots\n",
            "Enter an amount in pounds and pence",
        ),
        ("answers:\n  PAY-4: 2026-02-30\n", "day that exists"),
        (
            "answers:\n  SEC-1: {answer: yes, evidense: 1}\n",
            "Did you mean “evidence”?",
        ),
        (
            "answers:\n  SEC-1: {evidence: 1}\n",
            "There is no yes_no answer here.",
        ),
        (
            "answers:\n  PAY-5: {not_applicable: Never}\n",
            "There is no yes_no answer here.",
        ),
        (
            "answers: [1]\n",
            "Write a map of answers by criterion here.",
        ),
        ("answer: {}\n", "Did you mean “answers”?"),
        ("", "The file is empty."),
    ] {
        let found = read(source).unwrap_err().to_string();
        assert!(found.contains(expected), "{source}: {found}");
    }
}

#[test]
fn an_evaluation_prints_what_is_reached_what_is_missing_and_why() {
    let version = gm_like().version;
    let evaluation = evaluate(&version, &Answers::new(), &Circumstances::on(today()));
    let text = render_evaluation_text(&evaluation);
    for expected in [
        "Tier reached on 24 November 2026 (uk): none",
        "Member [member]: Undetermined",
        "Missing (smallest set, 7):",
        "SEC-1 Written terms that match the job: Answer this question. It needs “Yes”, or a date by which it will be so.",
        "[undetermined] PAY-1 Lowest hourly rate: satisfied - not answered",
    ] {
        assert!(text.contains(expected), "no “{expected}” in\n{text}");
    }
    let json = serde_json::to_value(&evaluation).unwrap();
    assert_eq!(json["tiers"][1]["outcome"], "undetermined");
    assert_eq!(evaluation.next().unwrap().outcome, Outcome::Undetermined);
}
