//! Everything that can follow an award: concerns, complaints, appeals.

use entity::matter_kinds::{ConcernOutcome, Remedy};
use fairmark::accreditation::actions::appeal::{self, About, Step as Appealed};
use fairmark::accreditation::actions::concern::Step::{
    Acknowledge, Ask, Close, Investigate, Refer,
};
use fairmark::accreditation::actions::{change, complaint, concern};
use fairmark::accreditation::rules::complaint::ComplaintEvent;
use fairmark::accreditation::rules::{Accreditation, Reasons};
use fairmark::identity::guard::Officer;

use super::Witness;
use crate::helpers::awarded::{Applicant, facts};
use crate::helpers::{TestApp, World};

async fn concerns(
    app: &TestApp,
    officer: &Officer,
    (one, held): (&Applicant, &Accreditation),
    acts: &mut Witness<'_>,
) {
    let close = Close(ConcernOutcome::PartlyUpheld);
    let told = Some("jo@home.example");
    for (steps, last, from, event) in [
        (&[Acknowledge][..], Refer, "acknowledged", "refer"),
        (&[Acknowledge, Investigate], close, "investigating", "close"),
        (&[Acknowledge, Investigate, Ask], close, "asked", "close"),
    ] {
        acts.skip().await;
        let (id, _) = app.raise(held, told).await;
        acts.did("concern", None, "raise").await;
        for (version, step) in (1..).zip(steps) {
            app.steps(officer, id, version, &[*step]).await;
            let (from, event) = match step {
                Acknowledge => ("received", "acknowledge"),
                Investigate => ("acknowledged", "investigate"),
                _ => ("investigating", "ask the employer"),
            };
            acts.did("concern", Some(from), event).await;
        }
        let version = i32::try_from(steps.len()).unwrap() + 1;
        app.steps(officer, id, version, &[last]).await;
        acts.did("concern", Some(from), event).await;
    }
    let id = app.put_question(officer, held).await;
    acts.skip().await;
    let ids = (held.id, id);
    concern::answer(&app.ctx, &one.lead, ids, 4, "It is paid.")
        .await
        .unwrap();
    acts.did("concern", Some("asked"), "answer").await;
    app.steps(officer, id, 5, &[close]).await;
    // Nobody asked to be told.
    acts.wrote("concern", Some("answered"), "close", &[], &[])
        .await;
}

async fn complaints(app: &TestApp, officer: &Officer, acts: &mut Witness<'_>) {
    let id = app.complain().await;
    acts.did("complaint", None, "complain").await;
    for (version, from, event) in [
        (1, "received", ComplaintEvent::Acknowledge),
        (2, "acknowledged", ComplaintEvent::Answer),
        (3, "answered", ComplaintEvent::Close),
    ] {
        complaint::handle(&app.ctx, officer, id, version, (event, "It is mended."))
            .await
            .unwrap();
        acts.did("complaint", Some(from), event.as_str()).await;
    }
}

/// Concerns, complaints, appeals, every step of each.
pub(super) async fn all(app: &TestApp, world: &World, acts: &mut Witness<'_>) {
    let officer = app.officer(world).await;
    let third = app.third_officer(world).await;
    let (one, held) = app
        .accredited(world, facts("Lime Kiln Ltd", "I", 40), "member")
        .await;
    concerns(app, &officer, (&one, &held), acts).await;
    complaints(app, &officer, acts).await;

    let reasons = || Reasons::parse("The rota was not published", "").unwrap();
    let mut version = held.version;
    for step in ["suspend", "dismissed", "withdraw", "upheld"] {
        match step {
            "suspend" => {
                let was = change::suspend(&app.ctx, &officer, held.id, version, reasons()).await;
                version = was.unwrap().version;
                continue;
            }
            "withdraw" => {
                let was = change::withdraw(&app.ctx, &officer, held.id, version, reasons()).await;
                version = was.unwrap().version;
                continue;
            }
            _ => {}
        }
        acts.skip().await;
        let id = app.appeal(&one.lead, About::Held(held.id)).await.id;
        acts.did("appeal", None, "lodge").await;
        appeal::handle(&app.ctx, &third, id, 1, (Appealed::Take, ""))
            .await
            .unwrap();
        acts.did("appeal", Some("lodged"), "take").await;
        if step == "dismissed" {
            let fourth = app.fourth_officer(world).await;
            appeal::handle(&app.ctx, &fourth, id, 2, (Appealed::Take, ""))
                .await
                .unwrap();
            acts.did("appeal", Some("taken"), "take").await;
            let dismiss = (Appealed::Dismiss, "It was not.");
            let late = appeal::handle(&app.ctx, &third, id, 3, dismiss).await;
            assert!(late.is_err(), "it is another's by now");
            appeal::handle(&app.ctx, &fourth, id, 3, dismiss)
                .await
                .unwrap();
            acts.did("appeal", Some("taken"), "dismiss").await;
        } else {
            let uphold = Appealed::Uphold(Remedy::Restore);
            let before = acts.before.clone();
            appeal::handle(&app.ctx, &third, id, 2, (uphold, "It was."))
                .await
                .unwrap();
            acts.did("appeal", Some("taken"), "uphold").await;
            // One act in two workflows.
            acts.before = before;
            acts.did("accreditation", Some("withdrawn"), "restore")
                .await;
        }
    }
    acts.skip().await;
}
