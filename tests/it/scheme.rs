//! Publishing packs: the same content once, a new label as a new version, nothing ever changed.

use chrono::TimeDelta;
use entity::ids::{AuthorityId, SchemeVersionId};
use fairmark::platform::error::Error;
use fairmark::scheme::actions::{Outcome, load_pack};
use fairmark::scheme::pack::{LoadedPack, built_in};
use fairmark::scheme::rules::{Answers, Circumstances, canonical_json, evaluate};
use fairmark::scheme::store;

use crate::helpers::{TestApp, World};

fn model_charter() -> LoadedPack {
    built_in("gm-like").unwrap()
}

/// The pack with another label and fewer minutes for one question.
fn next_version() -> LoadedPack {
    let mut pack = model_charter();
    pack.version.label = String::from("2027.1");
    pack.version.pillars[0].criteria[0].minutes = 1;
    pack.content_hash = pack.version.content_hash();
    pack
}

async fn hash_of(app: &TestApp, id: SchemeVersionId) -> String {
    let version = store::get_version(app.ctx.read(), id).await.unwrap();
    assert_eq!(version.content.content_hash(), version.content_hash);
    version.content_hash
}

both! {
    async fn a_pack_is_published_once_and_reads_back_as_it_was(app: TestApp) {
        let world = World::seed(&app).await;
        let pack = model_charter();
        let first = load_pack(&app.ctx, world.authority, &pack).await.unwrap();
        assert_eq!(first.outcome, Outcome::Inserted);
        let again = load_pack(&app.ctx, world.authority, &pack).await.unwrap();
        assert_eq!(again.outcome, Outcome::Unchanged);
        assert_eq!((again.scheme_id, again.version_id), (first.scheme_id, first.version_id));

        let stored = store::get_version(app.ctx.read(), first.version_id).await.unwrap();
        assert_eq!(stored.content, pack.version);
        assert_eq!(stored.authority_id, world.authority);
        assert_eq!(hash_of(&app, first.version_id).await, pack.content_hash);
        let on = Circumstances::on(app.ctx.today());
        assert_eq!(
            canonical_json(&evaluate(&stored.content, &Answers::new(), &on)),
            canonical_json(&evaluate(&pack.version, &Answers::new(), &on))
        );
    }

    async fn a_new_label_supersedes_and_leaves_the_old_version_as_it_was(app: TestApp) {
        let world = World::seed(&app).await;
        let first = load_pack(&app.ctx, world.authority, &model_charter()).await.unwrap();
        app.advance(TimeDelta::days(30));
        let second = load_pack(&app.ctx, world.authority, &next_version()).await.unwrap();
        assert_eq!(second.outcome, Outcome::NewVersion);
        assert_eq!(second.scheme_id, first.scheme_id);

        let current = store::find_current_version(app.ctx.read(), first.scheme_id, app.ctx.today()).await.unwrap().unwrap();
        assert_eq!(current.id, second.version_id);
        assert_eq!(hash_of(&app, first.version_id).await, model_charter().content_hash);
        assert_eq!(store::list_current_versions(app.ctx.read(), app.ctx.today()).await.unwrap().len(), 1);
        let both = store::list_versions(app.ctx.read(), [first.version_id, second.version_id]).await.unwrap();
        assert_eq!(both.len(), 2);

        let old = load_pack(&app.ctx, world.authority, &model_charter()).await.unwrap();
        assert_eq!((old.outcome, old.version_id), (Outcome::Unchanged, first.version_id));
        let current = store::find_current_version(app.ctx.read(), first.scheme_id, app.ctx.today()).await.unwrap().unwrap();
        assert_eq!(current.id, second.version_id, "loading an old pack again brings nothing back");
    }

    async fn a_published_label_never_gets_other_content(app: TestApp) {
        let world = World::seed(&app).await;
        let first = load_pack(&app.ctx, world.authority, &model_charter()).await.unwrap();
        let mut changed = next_version();
        changed.version.label = model_charter().version.label;
        changed.content_hash = changed.version.content_hash();
        let refused = load_pack(&app.ctx, world.authority, &changed).await.unwrap_err();
        assert!(matches!(refused, Error::Conflict(_)), "{refused:?}");
        assert!(refused.to_string().contains("another `label`") || format!("{refused:?}").contains("another `label`"));
        let current = store::find_current_version(app.ctx.read(), first.scheme_id, app.ctx.today()).await.unwrap().unwrap();
        assert_eq!(current.content_hash, model_charter().content_hash);
    }

    async fn each_authority_has_schemes_of_its_own(app: TestApp) {
        let world = World::seed(&app).await;
        let ours = load_pack(&app.ctx, world.authority, &model_charter()).await.unwrap();
        let theirs = load_pack(&app.ctx, world.neighbour, &model_charter()).await.unwrap();
        assert_eq!(theirs.outcome, Outcome::Inserted);
        assert_ne!(ours.scheme_id, theirs.scheme_id);
        let found = store::find_scheme(app.ctx.read(), world.neighbour, "gm-like").await.unwrap().unwrap();
        assert_eq!(found.id, theirs.scheme_id);
        let nobody: AuthorityId = app.ctx.new_id();
        assert_eq!(store::find_scheme(app.ctx.read(), nobody, "gm-like").await.unwrap(), None);
        assert!(matches!(
            store::get_version(app.ctx.read(), app.ctx.new_id()).await,
            Err(Error::NotFound)
        ));
        assert_eq!(store::list_schemes(app.ctx.read()).await.unwrap().len(), 2);
    }
}
