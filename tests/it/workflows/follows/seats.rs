//! Several assessors of one case: what one does that the others hear of.

use chrono::TimeDelta;
use entity::kinds::Judgement;
use fairmark::identity::guard::Officer;
use fairmark::review::actions::{clarify, reply};
use fairmark::scheme::rules::Route;

use super::Witness;
use crate::helpers::awarded::facts;
use crate::helpers::bench::award;
use crate::helpers::{TestApp, World};

/// An answer changes after a recommendation; then the assessors differ.
pub(super) async fn seats(app: &TestApp, world: &World, officer: &Officer, acts: &mut Witness<'_>) {
    app.publish_route(officer, "apart", Route::of_assessors(2))
        .await;
    app.add_moderator(world).await;
    let one = app
        .prepared(facts("Judged Apart Ltd", "C", 34), "member")
        .await;
    app.submit(&one).await;
    let (asha, alan) = (World::ASSESSOR, World::OTHER_ASSESSOR);
    let first = app.open_for(world, &one, asha).await;
    let second = app.open_for(world, &one, alan).await;
    app.find_all_by((world, asha), &first, (Judgement::Met, "Plain."))
        .await;
    acts.skip().await;
    app.advise((world, asha), &first, award()).await.unwrap();
    acts.wrote("review", Some("open"), "recommend", &[], &[])
        .await;
    let code = app
        .scheme()
        .await
        .content
        .criteria()
        .next()
        .unwrap()
        .1
        .code
        .clone();
    let assessor = app.assessor_at(world, alan).await;
    let asked = clarify::ask(&app.ctx, &assessor, second.id, &code, "Since when?")
        .await
        .unwrap();
    let bundle = fairmark::assessment::store::latest_bundle(app.ctx.read(), one.assessment)
        .await
        .unwrap();
    let said = reply::Reply {
        value: bundle.content.answers[&code].value.clone(),
        text: "Since May.".to_owned(),
        ..reply::Reply::default()
    };
    app.advance(TimeDelta::minutes(1));
    acts.skip().await;
    reply::reply(&app.ctx, &one.lead, asked.id, said)
        .await
        .unwrap();
    acts.did("review", Some("recommended"), "change an answer")
        .await;
    app.advance(TimeDelta::minutes(1));
    app.find_by(
        (world, asha),
        &first,
        &code,
        (Judgement::Met, "Since May."),
        1,
    )
    .await;
    app.advise((world, asha), &first, award()).await.unwrap();
    app.find_all_by((world, alan), &second, (Judgement::NotMet, "No."))
        .await;
    acts.skip().await;
    app.advise((world, alan), &second, award()).await.unwrap();
    let emails = ["review_moderation_needed"];
    acts.wrote("review", Some("open"), "recommend", &emails, &[])
        .await;
}
