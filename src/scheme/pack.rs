//! Packs: schemes as folders of YAML files that an authority can write, check and load.
//!
//! ```text
//! gm-like/
//!   README.md
//!   scheme.yaml            what the scheme is, reference values, tiers and their rules
//!   pillars/secure-work.yaml   one pillar and its criteria, one file each
//!   golden/member.yaml     a set of answers and what must come of it
//! ```
//!
//! Reading is strict and whole: every problem is listed, with file, line and path, and a pack with
//! an error is not loaded at all.

mod answer_kind;
mod answers;
mod built_in;
mod changes;
mod condition;
mod criteria;
mod golden;
mod head;
mod mapping;
mod outside;
mod problem;
mod route;
mod rule;
mod sheet;
mod tests_of;
mod tiers;
mod yaml;

#[cfg(test)]
mod tests;

pub use answers::{AnswersFile, read_answers, read_answers_file};
pub use built_in::{built_in, built_in_slugs};
pub use golden::{GoldenOutcome, run_golden, run_golden_folder};
pub use mapping::load_mapping;
pub use problem::{PackProblem, PackProblems};

use crate::scheme::rules::{CONTENT_FORMAT, Pillar, SchemeVersion, Severity, check};
use sheet::{At, Place, Places, Sheet};
use std::collections::BTreeMap;
use std::path::Path;

const SCHEME_FILE: &str = "scheme.yaml";
const PILLAR_FOLDER: &str = "pillars";
/// More files than any pack has.
const MOST_FILES: usize = 200;

/// A pack that can be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedPack {
    /// What it says.
    pub version: SchemeVersion,
    /// The hash of its canonical content.
    pub content_hash: String,
    /// What is probably not meant, though it can be used.
    pub warnings: Vec<PackProblem>,
}

/// Reads and checks the pack in a folder.
pub fn load(folder: &Path) -> Result<LoadedPack, PackProblems> {
    load_files(&read_folder(folder)?)
}

/// Reads and checks a pack given as its files: `scheme.yaml` and `pillars/….yaml`, by name.
pub fn load_files(files: &BTreeMap<String, String>) -> Result<LoadedPack, PackProblems> {
    let mut reading = Reading::default();
    let version = reading.version(files);
    let mut problems = reading.problems;
    if let Some(version) = &version {
        let faults = check(version)
            .into_iter()
            .filter(|fault| !(fault.across && reading.incomplete));
        problems.extend(faults.map(|fault| {
            let place = find_place(&reading.places, &fault.path);
            PackProblem {
                severity: fault.severity,
                file: place.file,
                line: place.line,
                path: place.path,
                message: fault.message,
            }
        }));
    }
    problems.sort_by(|a, b| {
        (a.severity, &a.file, a.line, &a.path).cmp(&(b.severity, &b.file, b.line, &b.path))
    });
    match version {
        Some(version)
            if problems
                .iter()
                .all(|problem| problem.severity == Severity::Warning) =>
        {
            Ok(LoadedPack {
                content_hash: version.content_hash(),
                version,
                warnings: problems,
            })
        }
        _ => Err(PackProblems(problems)),
    }
}

/// What has been read so far, and what was wrong with it.
#[derive(Default)]
struct Reading {
    problems: Vec<PackProblem>,
    places: Places,
    /// Whether a part that others rest on could not be read.
    incomplete: bool,
}

impl Reading {
    fn take(&mut self, sheet: Sheet) {
        self.problems.extend(sheet.problems);
        self.places.extend(sheet.places);
        self.incomplete |= sheet.incomplete;
    }

    fn version(&mut self, files: &BTreeMap<String, String>) -> Option<SchemeVersion> {
        let mut sheet = Sheet::new(SCHEME_FILE, "");
        let Some(source) = files.get(SCHEME_FILE) else {
            let missing = "There is no scheme.yaml. Give the folder that holds it, or add one.";
            self.problems
                .extend(PackProblems::file(SCHEME_FILE, missing).0);
            return None;
        };
        let version = match sheet.parse(source) {
            None => None,
            Some(node) => {
                let root = sheet.root(&node);
                self.head_and_pillars(&mut sheet, &root, files)
            }
        };
        self.take(sheet);
        version
    }

    fn head_and_pillars(
        &mut self,
        sheet: &mut Sheet,
        root: &At<'_>,
        files: &BTreeMap<String, String>,
    ) -> Option<SchemeVersion> {
        let head = head::head(sheet, root)?;
        let mut pillars = Vec::new();
        let mut listed: BTreeMap<String, usize> = BTreeMap::new();
        for (place, (at, name)) in head.pillar_files.iter().enumerate() {
            let path = format!("{PILLAR_FOLDER}/{name}");
            if listed.insert(path.clone(), place).is_some() {
                sheet.fault(at, format!("The file {path} is listed twice. Keep one."));
            } else if let Some(source) = files.get(&path) {
                let pillar = self.pillar(&path, source, pillars.len());
                pillars.extend(sheet.vital(pillar));
            } else {
                sheet.fault(
                    at,
                    format!("There is no file {path}. Add it, or take it off this list."),
                );
                sheet.incomplete = true;
            }
        }
        for path in files.keys() {
            if path.starts_with(PILLAR_FOLDER) && !listed.contains_key(path) {
                sheet.fault(
                    root,
                    format!(
                        "The file {path} is not in the list of pillars. Add it there, or remove it."
                    ),
                );
            }
        }
        let tiers = tiers::tiers(sheet, &head, &pillars);
        Some(SchemeVersion {
            format: CONTENT_FORMAT,
            scheme: head.scheme?,
            label: head.label,
            references: head.references,
            accreditations: head.accreditations,
            fees: head.fees,
            route: head.route,
            pillars,
            tiers,
            changes: head.changes,
        })
    }

    fn pillar(&mut self, file: &str, source: &str, place: usize) -> Option<Pillar> {
        let mut sheet = Sheet::new(file, format!("pillars[{place}]"));
        let node = sheet.parse(source);
        let pillar = node.as_ref().and_then(|node| {
            let root = sheet.root(node);
            criteria::pillar(&mut sheet, &root)
        });
        self.take(sheet);
        pillar
    }
}

/// The place of a part, or of the nearest part around it.
fn find_place(places: &Places, path: &str) -> Place {
    let mut current = path;
    loop {
        if let Some(place) = places.get(current) {
            return place.clone();
        }
        let Some(cut) = current.rfind(['.', '[']) else {
            return Place {
                file: SCHEME_FILE.to_owned(),
                line: 1,
                path: path.to_owned(),
            };
        };
        current = current.get(..cut).unwrap_or_default();
    }
}

fn read_folder(folder: &Path) -> Result<BTreeMap<String, String>, PackProblems> {
    let mut files = BTreeMap::new();
    let shown = folder.display().to_string();
    if !folder.is_dir() {
        return Err(PackProblems::file(
            shown,
            "There is no such folder. Give the folder of a pack, which holds scheme.yaml.",
        ));
    }
    read_file(&mut files, folder, SCHEME_FILE)?;
    let pillars = folder.join(PILLAR_FOLDER);
    if pillars.is_dir() {
        let unreadable = |error: std::io::Error| {
            PackProblems::file(
                PILLAR_FOLDER,
                format!("The folder cannot be read: {error}. Check who may read it."),
            )
        };
        for entry in std::fs::read_dir(&pillars).map_err(unreadable)? {
            let name = entry
                .map_err(unreadable)?
                .file_name()
                .to_string_lossy()
                .into_owned();
            // Editors leave hidden files about.
            if name.starts_with('.') {
                continue;
            }
            if files.len() >= MOST_FILES {
                return Err(PackProblems::file(
                    PILLAR_FOLDER,
                    format!("The folder holds more than {MOST_FILES} files."),
                ));
            }
            read_file(&mut files, folder, &format!("{PILLAR_FOLDER}/{name}"))?;
        }
    }
    Ok(files)
}

fn read_file(
    files: &mut BTreeMap<String, String>,
    folder: &Path,
    name: &str,
) -> Result<(), PackProblems> {
    let text =
        read_text(&folder.join(name)).map_err(|message| PackProblems::file(name, message))?;
    if let Some(text) = text {
        files.insert(name.to_owned(), text);
    }
    Ok(())
}

/// The text of a file; `None` when there is no such file.
fn read_text(path: &Path) -> Result<Option<String>, String> {
    use std::io::Read as _;
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(format!(
                "The file cannot be read: {error}. Check who may read it."
            ));
        }
    };
    let most = u64::try_from(yaml::LARGEST_FILE)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    let mut bytes = Vec::new();
    file.take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("The file cannot be read: {error}. Check that it is a file."))?;
    String::from_utf8(bytes)
        .map(Some)
        .map_err(|_| "The file is not UTF-8 text. Save it as UTF-8.".to_owned())
}
