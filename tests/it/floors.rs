//! Holds the floors of the house (`docs/architecture.md`): a lower floor knows nothing of a higher
//! one, a room imports of its own floor only inside itself, rules are pure, tables are named in
//! stores. The compiler cannot do this inside one crate, so this reads every path of `src/`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;
use syn::visit::{self, Visit};

/// Rooms from the ground up; those of one line stand side by side.
const FLOORS: &[&[&str]] = &[
    &["platform"],
    &["web", "notification"],
    &["identity"],
    &["scheme", "evidence"],
    &["assessment"],
    &["review"],
    &["accreditation"],
    &["certificate"],
    &["register", "statistics", "outreach"],
    &["home"],
    &["app", "worker"],
    &["cli"],
    &["main", "lib"],
];

/// Parts of a room, lowest first; those of one line do not know each other.
const PARTS: &[&[&str]] = &[
    &["rules"],
    &["store", "emails", "drawing"],
    &["actions", "schedule"],
    &["pages", "api"],
];

/// What macros put at the root of the crate, and the room it belongs to.
const AT_ROOT: &[(&str, &str)] = &[("email_templates", "notification")];

/// Frameworks that rules may not know: they would no longer be rules alone.
const IMPURE: &[&str] = &[
    "sea_orm",
    "poem",
    "poem_openapi",
    "tokio",
    "lettre",
    "askama",
];

/// Rooms that put others together, and so may reach into any part of them.
const ASSEMBLERS: &[&str] = &["app", "worker", "cli", "home", "main", "lib"];

const LINES_MAX: usize = 500;
const LINES_AIM: usize = 300;

/// The floor a room stands on.
fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn part_floor(part: &str) -> Option<usize> {
    PARTS.iter().position(|parts| parts.contains(&part))
}

/// The part of a room that a path is in: the first of its words that names one.
fn part_of(words: &[String]) -> Option<&str> {
    words
        .iter()
        .skip(1)
        .map(String::as_str)
        .find(|word| part_floor(word).is_some())
}

/// The module that a file is: `identity/actions/sign_in.rs` is `identity`, `actions`, `sign_in`.
fn module_of(file: &str) -> Vec<String> {
    let mut words: Vec<String> = file
        .trim_end_matches(".rs")
        .split('/')
        .map(ToOwned::to_owned)
        .collect();
    if words.len() > 1 && words.last().is_some_and(|last| last == "mod") {
        words.pop();
    }
    words
}

/// What a file names.
#[derive(Debug, Default)]
struct Findings {
    /// Where in the crate the walk is now: the file's module and the modules inside it.
    module: Vec<String>,
    /// Paths inside the crate, from its root.
    inside: BTreeSet<Vec<String>>,
    /// Paths to other crates.
    outside: BTreeSet<Vec<String>>,
    /// Whether anything waits.
    waits: bool,
    /// Files that are tests: modules declared under `#[cfg(test)]`.
    test_modules: Vec<Vec<String>>,
}

impl Findings {
    fn read(file: &str, source: &str) -> Result<Self, String> {
        let parsed = syn::parse_file(source).map_err(|error| format!("{file}: {error}"))?;
        let mut findings = Self {
            module: module_of(file),
            ..Self::default()
        };
        findings.visit_file(&parsed);
        Ok(findings)
    }

    /// Notes a path, with `self`, `super` and `crate` worked out.
    fn note(&mut self, path: &[String]) {
        let Some(first) = path.first() else { return };
        let mut words = match first.as_str() {
            "crate" | "fairmark" => Vec::new(),
            "self" | "super" => self.module.clone(),
            _ => {
                self.outside.insert(path.to_vec());
                return;
            }
        };
        for word in path {
            match word.as_str() {
                "crate" | "fairmark" | "self" => {}
                "super" => {
                    words.pop();
                }
                other => words.push(other.to_owned()),
            }
        }
        if !words.is_empty() {
            self.inside.insert(words);
        }
    }

    fn note_tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let mut path = before.to_vec();
        match tree {
            syn::UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.note_tree(&path, &inner.tree);
            }
            syn::UseTree::Name(name) => {
                if name.ident != "self" || path.is_empty() {
                    path.push(name.ident.to_string());
                }
                self.note(&path);
            }
            syn::UseTree::Rename(rename) => {
                path.push(rename.ident.to_string());
                self.note(&path);
            }
            syn::UseTree::Glob(_) => self.note(&path),
            syn::UseTree::Group(group) => {
                for item in &group.items {
                    self.note_tree(&path, item);
                }
            }
        }
    }

    /// Notes the paths inside what a macro is given, which is no syntax tree yet.
    fn note_tokens(&mut self, tokens: &str) {
        static PATH: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"[A-Za-z_]\w*(?:\s*::\s*[A-Za-z_]\w*)+").unwrap());
        static WAIT: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\basync\b|\.\s*await\b").unwrap());
        for found in PATH.find_iter(tokens) {
            let words: Vec<String> = found
                .as_str()
                .split("::")
                .map(|word| word.trim().to_owned())
                .collect();
            self.note(&words);
        }
        if WAIT.is_match(tokens) {
            self.waits = true;
        }
    }
}

/// The line where a path seems to stand: the first that holds its last two words.
fn line_of(source: &str, path: &[String]) -> usize {
    let words: Vec<&str> = path.iter().rev().take(2).map(String::as_str).collect();
    source
        .lines()
        .position(|line| words.iter().all(|word| line.contains(word)))
        .or_else(|| source.lines().position(|line| line.contains(words[0])))
        .map_or(1, |line| line + 1)
}

/// Whether an item is there for tests only.
fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) if list.path.is_ident("cfg") => {
            list.tokens.to_string().replace(' ', "") == "test"
        }
        syn::Meta::Path(path) => path.is_ident("test"),
        _ => false,
    })
}

/// What `#[path = "…"]` says.
fn path_attribute(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let syn::Expr::Lit(syn::ExprLit {
        lit: syn::Lit::Str(file),
        ..
    }) = &pair.value
    else {
        return None;
    };
    pair.path.is_ident("path").then(|| file.value())
}

impl<'ast> Visit<'ast> for Findings {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes: &[syn::Attribute] = match item {
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            syn::Item::Struct(item) => &item.attrs,
            syn::Item::Use(item) => &item.attrs,
            syn::Item::Const(item) => &item.attrs,
            syn::Item::Mod(item) => {
                if is_for_tests(&item.attrs) && item.content.is_none() {
                    let mut module = self.module.clone();
                    // A file named by `#[path]` lies beside this one.
                    let named = item.attrs.iter().find_map(path_attribute);
                    if let Some(file) = named {
                        module.pop();
                        module.extend(module_of(&file));
                    } else {
                        module.push(item.ident.to_string());
                    }
                    self.test_modules.push(module);
                }
                &item.attrs
            }
            _ => &[],
        };
        if !is_for_tests(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.note_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let words: Vec<String> = path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect();
            self.note(&words);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.note_tokens(&item.tokens.to_string());
        visit::visit_macro(self, item);
    }

    fn visit_meta_list(&mut self, list: &'ast syn::MetaList) {
        self.note_tokens(&list.tokens.to_string());
        visit::visit_meta_list(self, list);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if signature.asyncness.is_some() {
            self.waits = true;
        }
        visit::visit_signature(self, signature);
    }

    fn visit_expr_async(&mut self, block: &'ast syn::ExprAsync) {
        self.waits = true;
        visit::visit_expr_async(self, block);
    }

    fn visit_expr_await(&mut self, wait: &'ast syn::ExprAwait) {
        self.waits = true;
        visit::visit_expr_await(self, wait);
    }
}

/// Everything a file does that the house forbids.
fn faults(file: &str, source: &str) -> Vec<String> {
    let module = module_of(file);
    let room = module[0].as_str();
    let Some(own_floor) = floor(room) else {
        return vec![format!(
            "{file}: the room `{room}` stands on no floor; give it one"
        )];
    };
    let findings = match Findings::read(file, source) {
        Ok(findings) => findings,
        Err(fault) => return vec![fault],
    };
    let own_part = part_of(&module);
    let mut faults = Vec::new();
    let lines = source.lines().count();
    if lines > LINES_MAX {
        faults.push(format!(
            "{file}: {lines} lines; split it, by verb, at {LINES_MAX}"
        ));
    }
    for path in &findings.inside {
        let line = line_of(source, path);
        // `lib.rs` declares the rooms and uses nothing of them.
        if file == "lib.rs" {
            continue;
        }
        let first = path[0].as_str();
        let target = AT_ROOT
            .iter()
            .find(|(item, _)| *item == first)
            .map_or(first, |(_, room)| room);
        let said = path.join("::");
        let Some(target_floor) = floor(target) else {
            faults.push(format!("{file}:{line}: `{said}` is in no room"));
            continue;
        };
        let target_part = part_of(path);
        if target == room {
            if let (Some(own), Some(other)) = (own_part, target_part)
                && own != other
                && part_floor(own) <= part_floor(other)
            {
                faults.push(format!(
                    "{file}:{line}: {own} may not know {other} (`{said}`)"
                ));
            }
            continue;
        }
        if target_floor > own_floor {
            faults.push(format!(
                "{file}:{line}: `{said}` is on a higher floor; let the work go up as a job"
            ));
        } else if target_floor == own_floor && !ASSEMBLERS.contains(&room) {
            faults.push(format!(
                "{file}:{line}: `{said}` is another room of the same floor"
            ));
        }
        // Below the capabilities nothing has such parts: `web::api` is about HTTP.
        if target_floor < 2 {
            continue;
        }
        faults.extend(
            between_rooms(room, own_part, target_part)
                .map(|fault| format!("{file}:{line}: {fault} (`{said}`)")),
        );
    }
    for path in &findings.outside {
        let line = line_of(source, path);
        let (krate, said) = (path[0].as_str(), path.join("::"));
        if own_part == Some("rules") && IMPURE.contains(&krate) {
            faults.push(format!("{file}:{line}: rules may not know `{said}`"));
        }
        if krate == "entity" && !may_name_tables(&module) && is_table(path) {
            faults.push(format!(
                "{file}:{line}: only a store names a table (`{said}`)"
            ));
        }
    }
    if own_part == Some("rules") && findings.waits {
        faults.push(format!("{file}: rules may not wait (async)"));
    }
    faults
}

/// What one room may not take of another, whatever their floors.
fn between_rooms(room: &str, own: Option<&str>, target: Option<&str>) -> Option<&'static str> {
    if ASSEMBLERS.contains(&room) {
        return None;
    }
    match (own, target?) {
        (_, "pages" | "api") => Some("another room's pages and API are its own"),
        (_, "emails") => Some("another room's emails are its own"),
        (Some("actions" | "schedule"), "actions" | "schedule") => None,
        (_, "actions" | "schedule") => Some("only actions call another room's actions"),
        (Some("rules" | "emails" | "drawing"), "store") => {
            Some("rules, emails and drawings read no store")
        }
        _ => None,
    }
}

fn may_name_tables(module: &[String]) -> bool {
    let exempt =
        matches!(module[0].as_str(), "platform" | "notification") || module == ["web", "session"];
    exempt || module.iter().any(|word| word == "store")
}

/// Whether a path into `entity` leads to a table, not to an identifier or a kind.
fn is_table(path: &[String]) -> bool {
    path.get(1)
        .is_some_and(|module| module != "ids" && !module.ends_with("kinds"))
}

// The house itself

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file by its path below `src/`.
fn sources() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![source_folder()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(source_folder()).unwrap();
                let name = name.to_str().unwrap().replace('\\', "/");
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// The modules that are there for tests only.
fn test_modules(sources: &BTreeMap<String, String>) -> BTreeSet<Vec<String>> {
    sources
        .iter()
        .filter_map(|(file, source)| Findings::read(file, source).ok())
        .flat_map(|findings| findings.test_modules)
        .collect()
}

#[test]
fn every_file_keeps_to_its_floor() {
    let sources = sources();
    assert!(sources.len() > 50, "only {} files were read", sources.len());
    let tests = test_modules(&sources);
    let faults: Vec<String> = sources
        .iter()
        .filter(|(file, _)| {
            let module = module_of(file);
            !tests.iter().any(|test| module.starts_with(test))
        })
        .flat_map(|(file, source)| faults(file, source))
        .collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let sources = sources();
    let tests = test_modules(&sources);
    let silent: Vec<String> = sources
        .into_iter()
        .filter(|(file, _)| !tests.contains(&module_of(file)))
        .filter(|(_, source)| !source.starts_with("//!"))
        .map(|(file, _)| file)
        .collect();
    assert!(
        silent.is_empty(),
        "these files open without `//!`: {silent:#?}"
    );
}

#[test]
fn the_line_count_is_reported() {
    let mut rooms: BTreeMap<(usize, String), (usize, usize)> = BTreeMap::new();
    let mut long = Vec::new();
    for (file, source) in sources() {
        let room = module_of(&file)[0].clone();
        let lines = source.lines().count();
        let entry = rooms
            .entry((floor(&room).unwrap_or(usize::MAX), room))
            .or_default();
        entry.0 += 1;
        entry.1 += lines;
        if lines > LINES_AIM {
            long.push(format!("{file}: {lines}"));
        }
    }
    for ((floor, room), (files, lines)) in &rooms {
        println!("floor {floor:2}  {room:<14} {files:3} files {lines:6} lines");
    }
    println!("over {LINES_AIM} lines: {}", long.join(", "));
    assert!(rooms.values().map(|(_, lines)| lines).sum::<usize>() > 5_000);
}

// The guard itself: what must be found, and what must not

#[test]
fn what_the_house_forbids_is_found() {
    for (file, source, fault) in [
        (
            "platform/clock.rs",
            "use crate::web::page::Shell;",
            "higher floor",
        ),
        (
            "scheme/rules.rs",
            "use crate::evidence::rules::Item;",
            "same floor",
        ),
        (
            "evidence/store.rs",
            "fn f() { crate::assessment::store::get(); }",
            "higher floor",
        ),
        (
            "evidence/store.rs",
            "fn f(x: super::super::review::rules::Review) {}",
            "higher floor",
        ),
        (
            "web/form.rs",
            "use super::super::identity::guard::Caller;",
            "higher floor",
        ),
        (
            "review/emails.rs",
            "fn f() { log!(crate::home::pages::show()); }",
            "higher floor",
        ),
        (
            "notification/email.rs",
            "use crate::{platform::error::Result, cli};",
            "higher floor",
        ),
        (
            "review/rules.rs",
            "use sea_orm::DbErr;",
            "rules may not know",
        ),
        (
            "review/rules/finding.rs",
            "use poem::Response;",
            "rules may not know",
        ),
        (
            "review/rules.rs",
            "#[derive(poem_openapi::Object)] struct X { y: i32 }",
            "rules may not know",
        ),
        (
            "review/rules.rs",
            "async fn wait() {}",
            "rules may not wait",
        ),
        (
            "review/rules.rs",
            "fn f() { spawn!(async { 1 }); }",
            "rules may not wait",
        ),
        (
            "assessment/actions.rs",
            "use entity::assessment;",
            "only a store names a table",
        ),
        (
            "assessment/pages.rs",
            "fn f() { entity::answer::Entity::find(); }",
            "only a store names a table",
        ),
        (
            "web/page.rs",
            "use entity::{ids::PersonId, person};",
            "only a store names a table",
        ),
        (
            "identity/pages.rs",
            "use crate::identity::api::View;",
            "pages may not know api",
        ),
        (
            "identity/api/view.rs",
            "use super::super::pages::show;",
            "api may not know pages",
        ),
        (
            "identity/rules.rs",
            "use crate::identity::store;",
            "rules may not know store",
        ),
        (
            "identity/actions/x.rs",
            "use crate::identity::pages::Form;",
            "actions may not know pages",
        ),
        (
            "review/pages.rs",
            "use crate::assessment::pages::Row;",
            "pages and API are its own",
        ),
        (
            "review/actions.rs",
            "use crate::assessment::emails::Submitted;",
            "emails are its own",
        ),
        (
            "review/pages.rs",
            "use crate::assessment::actions::amend;",
            "only actions call",
        ),
        (
            "review/store.rs",
            "use crate::assessment::actions::amend;",
            "only actions call",
        ),
        (
            "review/rules.rs",
            "use crate::assessment::store::get;",
            "read no store",
        ),
        ("attic/rules.rs", "", "stands on no floor"),
        (
            "review/pages.rs",
            "use crate::attic::thing;",
            "is in no room",
        ),
        ("review/pages.rs", "this is no Rust", "review/pages.rs"),
    ] {
        let found = faults(file, source);
        assert!(
            found.iter().any(|found| found.contains(fault)),
            "`{source}` in {file} must be refused with `{fault}`; found: {found:?}"
        );
    }
    let long = "//! Long.\n".repeat(LINES_MAX + 1);
    assert!(faults("review/pages.rs", &long)[0].contains("501 lines"));
}

#[test]
fn what_the_house_allows_is_not_found() {
    for (file, source) in [
        (
            "review/actions.rs",
            "use crate::assessment::actions::amend; use crate::assessment::{rules, store};",
        ),
        (
            "review/actions/decide.rs",
            "use crate::review::{rules::Review, store, emails};",
        ),
        (
            "review/pages/case.rs",
            "use crate::review::{actions, store}; use crate::identity::guard::Officer;",
        ),
        (
            "review/store.rs",
            "use entity::{finding, review}; use sea_orm::EntityTrait; use crate::identity::guard::Officer;",
        ),
        ("review/store/list.rs", "use entity::review;"),
        (
            "review/rules.rs",
            "use entity::ids::ReviewId; use entity::kinds::FindingResult; use crate::assessment::rules::Bundle;",
        ),
        (
            "identity/directory/rules.rs",
            "use entity::directory_kinds::Source;",
        ),
        ("platform/jobs.rs", "use entity::job; async fn f() {}"),
        ("web/session.rs", "use entity::web_session;"),
        (
            "worker.rs",
            "use crate::certificate::actions::draw; use crate::review::schedule;",
        ),
        (
            "app.rs",
            "use crate::{identity, web}; fn f() { identity::pages::routes(); crate::review::pages::routes(); }",
        ),
        (
            "home/pages.rs",
            "use crate::review::store; use crate::assessment::rules::Turn;",
        ),
        (
            "identity/emails.rs",
            "use crate::email_templates; use crate::identity::rules::Person;",
        ),
        (
            "review/rules.rs",
            "#[cfg(test)] mod tests { use sea_orm::DbErr; async fn f() {} }",
        ),
        ("cli/serve.rs", "use super::say; use crate::{app, worker};"),
        ("lib.rs", "pub mod review;"),
        ("identity/api.rs", "use crate::web::api::etag;"),
    ] {
        let found = faults(file, source);
        assert!(found.is_empty(), "`{source}` in {file}: {found:?}");
    }
}

#[test]
fn test_modules_in_files_of_their_own_are_known() {
    let findings = Findings::read(
        "scheme/rules/check.rs",
        "#[cfg(test)]\nmod tests;\nmod tiers;\n#[cfg(test)]\n#[path = \"check_more.rs\"]\nmod more;",
    )
    .unwrap();
    assert_eq!(
        findings.test_modules,
        [
            ["scheme", "rules", "check", "tests"]
                .map(ToOwned::to_owned)
                .to_vec(),
            ["scheme", "rules", "check_more"]
                .map(ToOwned::to_owned)
                .to_vec(),
        ]
    );
}
