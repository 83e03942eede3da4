//! Mapping sets as YAML files.
//!
//! ```yaml
//! format: 1
//! slug: pay-and-charter
//! name: Pay, asked in two schemes
//! pairs:
//!   - from: {scheme: gm-like, criterion: PAY-1}
//!     to: {scheme: ne-like, criterion: VAL-1}
//!     note: The other scheme asks about contractors as well.
//! ```

use super::find_place;
use super::problem::{PackProblem, PackProblems};
use super::sheet::{At, Sheet};
use crate::scheme::rules::{
    AskedIn, MAPPING_FORMAT, MappingSet, Pair, SchemeSlug, SchemeVersion, check_mapping,
};
use std::collections::BTreeMap;

/// Reads and checks a mapping set, beside the versions of the schemes it may name.
///
/// # Errors
/// Everything that is wrong with it, each with file, line and part.
pub fn load_mapping(
    file: &str,
    source: &str,
    versions: &BTreeMap<SchemeSlug, SchemeVersion>,
) -> Result<MappingSet, PackProblems> {
    let mut sheet = Sheet::new(file, "");
    let read = match sheet.parse(source) {
        None => None,
        Some(node) => {
            let root = sheet.root(&node);
            mapping_set(&mut sheet, &root)
        }
    };
    let (mut problems, places) = (sheet.problems, sheet.places);
    match read {
        Some(set) if problems.is_empty() => {
            problems.extend(check_mapping(&set, versions).into_iter().map(|fault| {
                let place = find_place(&places, &fault.path);
                PackProblem {
                    severity: fault.severity,
                    file: place.file,
                    line: place.line,
                    path: place.path,
                    message: fault.message,
                }
            }));
            if problems.is_empty() {
                Ok(set)
            } else {
                Err(PackProblems(problems))
            }
        }
        Some(_) | None => Err(PackProblems(problems)),
    }
}

fn mapping_set(sheet: &mut Sheet, root: &At<'_>) -> Option<MappingSet> {
    let fields = sheet.map(root, &["format", "slug", "name", "pairs"])?;
    let format = fields
        .required(sheet, "format")
        .and_then(|at| match sheet.whole::<u32>(&at) {
            Some(MAPPING_FORMAT) => Some(MAPPING_FORMAT),
            Some(other) => {
                let wanted = format!(
                    "This program reads format {MAPPING_FORMAT} of mapping sets, not {other}."
                );
                sheet.fault(&at, wanted);
                None
            }
            None => None,
        });
    let slug = fields
        .required(sheet, "slug")
        .and_then(|at| sheet.parsed::<SchemeSlug>(&at));
    let name = fields
        .required(sheet, "name")
        .and_then(|at| sheet.line(&at));
    let parts = fields
        .required(sheet, "pairs")
        .and_then(|at| sheet.list(&at, "pairs"))?;
    let pairs: Vec<Option<Pair>> = parts.iter().map(|part| pair(sheet, part)).collect();
    Some(MappingSet {
        format: format?,
        slug: slug?,
        name: name?,
        pairs: pairs.into_iter().collect::<Option<_>>()?,
    })
}

fn pair(sheet: &mut Sheet, at: &At<'_>) -> Option<Pair> {
    let fields = sheet.map(at, &["from", "to", "options", "note"])?;
    let from = fields
        .required(sheet, "from")
        .and_then(|at| asked_in(sheet, &at));
    let to = fields
        .required(sheet, "to")
        .and_then(|at| asked_in(sheet, &at));
    let options = match fields.optional("options") {
        None => Some(BTreeMap::new()),
        Some(at) => sheet
            .open_map(&at, "options")?
            .into_iter()
            .map(|(old, at)| Some((old.to_owned(), sheet.line(&at)?)))
            .collect(),
    };
    let note = fields.optional("note").and_then(|at| sheet.line(&at));
    Some(Pair {
        from: from?,
        to: to?,
        options: options?,
        note: note.unwrap_or_default(),
    })
}

fn asked_in(sheet: &mut Sheet, at: &At<'_>) -> Option<AskedIn> {
    let fields = sheet.map(at, &["scheme", "criterion"])?;
    let scheme = fields
        .required(sheet, "scheme")
        .and_then(|at| sheet.parsed(&at));
    let criterion = fields
        .required(sheet, "criterion")
        .and_then(|at| sheet.parsed(&at));
    Some(AskedIn {
        scheme: scheme?,
        criterion: criterion?,
    })
}
