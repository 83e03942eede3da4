//! Pages about schemes themselves: the questions for everybody, the workbench for officers.

mod act;
mod add;
mod answer;
mod change;
mod draft;
mod list;
mod log;
mod mappings;
mod parts;
mod preview;
mod questions;
mod remove;
mod rule;
mod tree;
mod values;
mod version;
mod words;

use crate::web::routes::{Audience, Entry};

/// The addresses of this room.
pub fn routes() -> Vec<Entry> {
    let officer = |path| Entry::new(path, Audience::Officer);
    vec![
        Entry::new("/schemes/:authority/:scheme/questions", Audience::Public)
            .get(questions::show_questions),
        officer("/home/schemes").get(list::show_schemes),
        officer("/home/schemes/upload").post(list::submit_upload),
        officer("/home/schemes/mappings")
            .get(mappings::show_mappings)
            .post(mappings::submit_mapping),
        officer("/home/schemes/mappings/retire").post(mappings::submit_retire),
        officer("/home/schemes/versions/:id").get(version::show_version),
        officer("/home/schemes/versions/:id/draft").post(act::submit_start),
        officer("/home/schemes/drafts/:id").get(draft::show_draft),
        officer("/home/schemes/drafts/:id/words")
            .get(words::show_words)
            .post(words::submit_words),
        officer("/home/schemes/drafts/:id/parts")
            .get(parts::show_parts)
            .post(parts::submit_parts),
        officer("/home/schemes/drafts/:id/parts/new")
            .get(add::show_new)
            .post(add::submit_new),
        officer("/home/schemes/drafts/:id/parts/remove")
            .get(remove::show_remove)
            .post(remove::submit_remove),
        officer("/home/schemes/drafts/:id/answer")
            .get(answer::show_answer)
            .post(answer::submit_answer),
        officer("/home/schemes/drafts/:id/rule")
            .get(rule::show_rule)
            .post(rule::submit_rule),
        officer("/home/schemes/drafts/:id/values")
            .get(values::show_values)
            .post(values::submit_values),
        officer("/home/schemes/drafts/:id/preview")
            .get(preview::show_preview)
            .post(preview::submit_preview),
        officer("/home/schemes/drafts/:id/log")
            .get(log::show_log)
            .post(log::submit_log),
        officer("/home/schemes/drafts/:id/terms").post(act::submit_terms),
        officer("/home/schemes/drafts/:id/stage").post(act::submit_stage),
        officer("/home/schemes/drafts/:id/publish").post(act::submit_publish),
    ]
}
