//! The published JSON Schema takes what the program takes, by an implementation of its own.

use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn validator() -> Validator {
    let text = std::fs::read_to_string(root().join("docs/pack.schema.json")).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap();
    // `no` is a word in YAML 1.2, which packs are written in.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(&text, options).unwrap()
}

/// Every file of every pack that comes with the program.
fn files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for pack in std::fs::read_dir(root().join("schemes")).unwrap() {
        let pack = pack.unwrap().path();
        if pack.ends_with("mappings") {
            files.extend(pack.read_dir().unwrap().map(|file| file.unwrap().path()));
            continue;
        }
        files.push(pack.join("scheme.yaml"));
        for pillar in std::fs::read_dir(pack.join("pillars")).unwrap() {
            files.push(pillar.unwrap().path());
        }
    }
    files
}

#[test]
fn every_file_of_every_pack_is_valid() {
    let validator = validator();
    assert!(files().len() > 60);
    for file in files() {
        let errors: Vec<String> = validator
            .iter_errors(&read(&file))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", file.display());
    }
}

#[test]
fn what_the_program_refuses_is_mostly_refused_here_as_well() {
    let validator = validator();
    let scheme = read(&root().join("schemes/gm-like/scheme.yaml"));
    let pillar = read(&root().join("schemes/gm-like/pillars/pay.yaml"));
    let broken = |from: &Value, path: &str, to: Value| {
        let mut changed = from.clone();
        *changed.pointer_mut(path).unwrap() = to;
        validator.is_valid(&changed)
    };
    assert!(validator.is_valid(&scheme) && validator.is_valid(&pillar));
    assert!(!broken(&scheme, "/tiers/0/kind", "promise".into()));
    assert!(!broken(
        &scheme,
        "/tiers/0/rule",
        serde_json::json!({"unless": []})
    ));
    assert!(!broken(&scheme, "/tiers/0/rule/all", serde_json::json!([])));
    assert!(!broken(&scheme, "/tiers/0/rank", "first".into()));
    assert!(!broken(&pillar, "/criteria/0/code", "pay-1".into()));
    let mapping = read(&root().join("schemes/mappings/charters.yaml"));
    assert!(!broken(&mapping, "/pairs", serde_json::json!([])));
    assert!(!broken(&mapping, "/pairs/0/from/criterion", "pay".into()));
    let mut changed = scheme.clone();
    let log = |change: &str| serde_json::json!({"since": "2025.1", "criteria": [{"criterion": "PAY-1", "change": change}]});
    changed["changes"] = log("clarified");
    assert!(validator.is_valid(&changed));
    changed["changes"] = log("improved");
    assert!(!validator.is_valid(&changed));
    assert!(!broken(
        &pillar,
        "/criteria/0/answer",
        serde_json::json!({"kind": "guess"})
    ));
    assert!(!broken(
        &pillar,
        "/criteria/0/meets",
        serde_json::json!({"more_than": 3})
    ));
    assert!(!broken(
        &pillar,
        "/criteria/0/tags",
        serde_json::json!(["money"])
    ));
}
