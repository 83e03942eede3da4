//! The packs that come with the program, so that a demonstration needs no files beside it.

use super::{LoadedPack, PackProblems, load_files};
use std::collections::BTreeMap;

/// The files of one pack, by name.
type Files = &'static [(&'static str, &'static str)];

/// Every pack: its slug, and its files by name; the build script lists what `schemes/` holds.
const PACKS: &[(&str, Files)] = &include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// The slugs of the packs that come with the program.
pub fn built_in_slugs() -> impl Iterator<Item = &'static str> {
    PACKS.iter().map(|(slug, _)| *slug)
}

/// A pack that comes with the program.
pub fn built_in(slug: &str) -> Result<LoadedPack, PackProblems> {
    let Some((_, files)) = PACKS.iter().find(|(name, _)| *name == slug) else {
        let names: Vec<&str> = built_in_slugs().collect();
        return Err(PackProblems::file(
            slug,
            format!(
                "No such pack comes with the program. There are: {}.",
                names.join(", ")
            ),
        ));
    };
    let files: BTreeMap<String, String> = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    load_files(&files)
}
