//! What is said about a case, what pauses it and what marks it.

use chrono::{Days, TimeDelta};
use entity::case_kinds::Audience;
use fairmark::assessment::actions::confirmation::{self, Asking};
use fairmark::assessment::rules::confirmation::Answered;
use fairmark::review::actions::comment::{
    Said, post_as_employer, post_as_staff, take_back_as_staff,
};
use fairmark::review::actions::extend::extend;
use fairmark::review::actions::staff::Staff;
use fairmark::review::actions::{hold, mark};
use fairmark::review::rules::{Clarification, HoldText, Review};
use fairmark::scheme::rules::Confirmer;

use super::Witness;
use crate::helpers::awarded::Applicant;
use crate::helpers::{TestApp, World};

fn said(audience: Audience) -> Said {
    Said {
        audience,
        criterion: None,
        words: "Look at page 3".to_owned(),
    }
}

/// Holds, comments and flags, while the review is open.
pub(super) async fn talk(
    app: &TestApp,
    world: &World,
    one: &Applicant,
    review: &Review,
    acts: &mut Witness<'_>,
) {
    let (ctx, assessor) = (&app.ctx, app.assessor(world).await);
    let staff = Staff::Assessor(&assessor, review.id);
    acts.skip().await;
    let text = HoldText {
        reason: "We wait for the tribunal".to_owned(),
        ..HoldText::default()
    };
    let held = hold::hold(ctx, staff, &text).await.unwrap();
    acts.did("hold", None, "put on hold").await;
    hold::lift(ctx, staff, held.id).await.unwrap();
    acts.did("hold", Some("on_hold"), "lift").await;

    post_as_staff(ctx, staff, said(Audience::Internal))
        .await
        .unwrap();
    acts.did("comment", None, "post internally").await;
    let event = "post to both sides";
    let shared = post_as_staff(ctx, staff, said(Audience::Shared))
        .await
        .unwrap();
    acts.wrote("comment", None, event, &["comment_shared"], &[])
        .await;
    post_as_employer(ctx, &one.lead, one.assessment, said(Audience::Shared))
        .await
        .unwrap();
    acts.wrote("comment", None, event, &["comment_from_employer"], &[])
        .await;
    take_back_as_staff(ctx, staff, shared.id).await.unwrap();
    acts.did("comment", Some("posted"), "take back").await;

    let flag = mark::raise(ctx, staff, "Two rates of pay").await.unwrap();
    acts.did("flag", None, "raise").await;
    mark::resolve(ctx, staff, flag.id, "Explained")
        .await
        .unwrap();
    acts.did("flag", Some("raised"), "resolve").await;
}

/// More time for a question.
pub(super) async fn more_time(
    app: &TestApp,
    world: &World,
    one: &Applicant,
    asked: &Clarification,
    acts: &mut Witness<'_>,
) {
    let officer = app.officer(world).await;
    let staff = Staff::Officer(&officer, one.assessment);
    let day = asked.due_on + Days::new(7);
    acts.skip().await;
    extend(
        &app.ctx,
        staff,
        asked.id,
        day,
        "The payroll office is closed",
    )
    .await
    .unwrap();
    acts.did("clarification", Some("asked"), "give more time")
        .await;
}

/// What somebody outside is asked, and answers.
pub(super) async fn outside(app: &TestApp, one: &Applicant, acts: &mut Witness<'_>) {
    let (ctx, id) = (&app.ctx, one.assessment);
    let criterion = app.scheme().await.content;
    let criterion = criterion.criteria().next().unwrap().1.code.clone();
    acts.skip().await;
    for (event, answer) in [
        ("confirm", "confirm"),
        ("cannot confirm", "cannot"),
        ("decline to say", "decline"),
        ("take back", ""),
    ] {
        let email = format!("{}@outside.example", event.replace(' ', "-"));
        let asking = Asking {
            criterion: criterion.clone(),
            by: Confirmer::Referee,
            email: email.clone(),
        };
        let asked = confirmation::ask(ctx, &one.lead, id, asking).await.unwrap();
        acts.did("confirmation", None, "ask").await;
        app.advance(TimeDelta::minutes(1));
        confirmation::resend(ctx, &one.lead, (id, asked.id))
            .await
            .unwrap();
        acts.did("confirmation", Some("asked"), "send again").await;
        if answer.is_empty() {
            confirmation::revoke(ctx, &one.lead, (id, asked.id))
                .await
                .unwrap();
        } else {
            let link = app.last_mail_to(&email).await.link("/confirm/");
            let secret = link.rsplit('/').next().unwrap();
            let given = Answered::parse(answer, "", "").unwrap();
            confirmation::answer(ctx, secret, given).await.unwrap();
        }
        acts.did("confirmation", Some("asked"), event).await;
    }
}
