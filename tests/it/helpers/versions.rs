//! A newer version that open applications may move to, and a mapping set in use.

use entity::ids::SchemeVersionId;
use entity::version_kinds::OpenCases;
use fairmark::identity::guard::Officer;
use fairmark::scheme::actions::draft;
use fairmark::scheme::actions::mapping::use_mapping;
use fairmark::scheme::rules::{AskedIn, MAPPING_FORMAT, MappingSet, Pair, SchemeSlug, Text};
use fairmark::scheme::store::{Terms, list_current_versions};

use super::TestApp;

impl TestApp {
    /// Publishes the next version of the scheme in force, which open applications may move to.
    pub async fn offer_newer_version(&self, officer: &Officer, label: &str) -> SchemeVersionId {
        let versions = list_current_versions(self.ctx.read(), self.ctx.today()).await;
        let before = versions.unwrap().remove(0);
        let begun = draft::start(&self.ctx, officer, before.id).await.unwrap();
        let mut next = before.content;
        label.clone_into(&mut next.label);
        next.scheme.description = Text::english(format!("Said in the words of {label}."));
        draft::save_content(&self.ctx, officer, begun.id, 1, next)
            .await
            .unwrap();
        let terms = Terms {
            open_cases: OpenCases::Offer,
            ..Terms::default()
        };
        draft::set_terms(&self.ctx, officer, begun.id, 2, terms)
            .await
            .unwrap();
        draft::publish(&self.ctx, officer, begun.id, 3)
            .await
            .unwrap()
    }

    /// Takes a mapping set into use, between two questions of the scheme in force.
    pub async fn use_mapping(&self, officer: &Officer) {
        let versions = list_current_versions(self.ctx.read(), self.ctx.today()).await;
        let version = versions.unwrap().remove(0).content;
        let asked = |place: usize| AskedIn {
            scheme: version.scheme.slug.clone(),
            criterion: version.criteria().nth(place).unwrap().1.code.clone(),
        };
        let set = MappingSet {
            format: MAPPING_FORMAT,
            slug: SchemeSlug::parse("within").unwrap(),
            name: "Asked twice".to_owned(),
            pairs: vec![Pair {
                from: asked(0),
                to: asked(1),
                options: std::collections::BTreeMap::new(),
                note: String::new(),
            }],
        };
        use_mapping(&self.ctx, officer, &set).await.unwrap();
    }
}
