//! Appeals: an employer lodges one in time, an officer who had no part in it takes and answers it.

use entity::ids::{AccreditationId, AppealId, DecisionId};
use entity::matter_kinds::Remedy;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::change::apply;
use super::matter::{authority_of, list_impartial, new_reference, record, tell};
use crate::accreditation::emails::{Letter, MatterFacts};
use crate::accreditation::rules::appeal::{
    Appeal, AppealEvent, Ground, Subject, against_words, may_be_restored, remedy_words,
};
use crate::accreditation::rules::matter::{Done, MatterKind};
use crate::accreditation::rules::{Event, Reasons};
use crate::accreditation::store;
use crate::identity;
use crate::identity::guard::{Employer, Officer};
use crate::notification::outbox;
use crate::platform::audit::Actor;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// Against what an employer appeals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The suspension or withdrawal of an accreditation.
    Held(AccreditationId),
    /// A decision to award nothing.
    Decision(DecisionId),
}

async fn note(
    ctx: &Context,
    tx: &DatabaseTransaction,
    actor: Actor,
    event: &str,
    (before, after): (Option<&Appeal>, &Appeal),
) -> Result<()> {
    record(
        ctx,
        tx,
        (after.subject.authority_id, actor),
        (MatterKind::Appeal, after.id.to_string(), event),
        json!({
            "reference": after.reference,
            "against": after.subject.against.as_str(),
            "subject": after.subject.id,
            "status": after.status.as_str(),
            "remedy": after.remedy.map(Remedy::as_str),
            "due_on": after.due_on(),
        }),
        (before, after),
    )
    .await
}

/// Writes to everybody of the employer.
async fn tell_employer(
    ctx: &Context,
    tx: &DatabaseTransaction,
    facts: &MatterFacts,
    event: AppealEvent,
    of: &Appeal,
) -> Result<()> {
    let (kind, happened) = match event {
        AppealEvent::Lodge => ("appeal_receipt", "We have your appeal.".to_owned()),
        AppealEvent::Take => (
            "appeal_taken",
            "An officer who had no part in the decision looks at your appeal.".to_owned(),
        ),
        AppealEvent::Uphold => (
            "appeal_upheld",
            of.remedy.map_or_else(
                || "Your appeal is upheld.".to_owned(),
                |remedy| format!("Your appeal is upheld. {}.", remedy_words(remedy)),
            ),
        ),
        AppealEvent::Dismiss => (
            "appeal_dismissed",
            "Your appeal is dismissed: the decision stands.".to_owned(),
        ),
    };
    let next = if of.is_open() {
        "You need do nothing. We write to you when there is an answer."
    } else {
        "Read the reasons below."
    };
    let conclusion = of.conclusion.as_ref();
    let letter = Letter {
        subject: format!("{}: your appeal {}", of.subject.organisation, of.reference),
        happened,
        next: next.to_owned(),
        label: "The reasons",
        words: conclusion.map_or_else(String::new, |said| said.words.clone()),
        path: of.subject.accreditation_id.map_or_else(
            || format!("/home/decisions/{}/appeal", of.subject.id),
            |id| format!("/home/held/{id}"),
        ),
        button: "Open it",
    };
    let members = identity::store::list_members(tx, of.subject.organisation_id).await?;
    for (person, _) in &members {
        let key = format!("{kind}:{}:{}", of.id, person.id);
        let email = facts.email(kind, key, person.recipient(), &letter)?;
        outbox::write(ctx, tx, email).await?;
    }
    Ok(())
}

/// What an employer appeals against, as it is now.
async fn subject(
    tx: &DatabaseTransaction,
    ctx: &Context,
    employer: &Employer,
    about: About,
) -> Result<Subject> {
    let own = std::slice::from_ref(employer);
    match about {
        About::Decision(id) => store::get_decline(tx, own, id).await,
        About::Held(id) => {
            let held = store::find_for_employers(tx, own, id)
                .await?
                .ok_or(Error::NotFound)?;
            Subject::of(&held, ctx.now()).ok_or_else(|| {
                Error::conflict(
                    "appeal.nothing",
                    "This accreditation is neither suspended nor withdrawn, so there is nothing to appeal against.",
                )
            })
        }
    }
}

/// A lead of the employer appeals, in time and once.
///
/// # Errors
/// Sentences at `grounds` and `words`; a refusal for who does not lead, and when it is too late; a conflict
/// when there is nothing to appeal against, or somebody did.
pub async fn lodge(
    ctx: &Context,
    employer: &Employer,
    about: About,
    (grounds, words): (Vec<Ground>, &str),
) -> Result<Appeal> {
    employer.must_manage()?;
    let tx = ctx.begin().await?;
    let subject = subject(&tx, ctx, employer, about).await?;
    if store::find_appeal_against(&tx, [subject.id])
        .await?
        .is_some()
    {
        return Err(Error::conflict(
            "appeal.lodged",
            "Your organisation has appealed against this already. Reload the page to see where the appeal stands.",
        ));
    }
    let (authority, standard) = authority_of(&tx, subject.authority_id).await?;
    let done = Done {
        by: employer.person(),
        at: ctx.now(),
    };
    let appeal = Appeal::lodge(
        (ctx.new_id(), new_reference(ctx, 'A'), subject),
        (grounds, words),
        done,
        (standard.days, ctx.today()),
    )?;
    store::insert_appeal(&tx, &appeal).await?;
    let event = AppealEvent::Lodge;
    note(ctx, &tx, employer.actor(), event.as_str(), (None, &appeal)).await?;
    let facts = MatterFacts::of(ctx, &authority);
    tell_employer(ctx, &tx, &facts, event, &appeal).await?;
    let of = &appeal.subject;
    let involved = store::list_involved(&tx, of).await?;
    let mut officers = list_impartial(&tx, of.authority_id, Some(of.organisation_id)).await?;
    officers.retain(|officer| involved.must_be_new_to(officer.id).is_ok());
    let letter = Letter {
        subject: format!("{}: appeal {}", of.organisation, appeal.reference),
        happened: format!(
            "{} appeals against {}.",
            of.organisation,
            against_words(of.against)
        ),
        next: "You had no part in it, so you can take the appeal.".to_owned(),
        path: format!("/home/appeals/{}", appeal.id),
        button: "Open the appeal",
        ..Letter::default()
    };
    let about = ("appeal_lodged", appeal.id.to_string());
    tell(ctx, &tx, &facts, about, &officers, &letter).await?;
    tx.commit().await?;
    Ok(appeal)
}

/// What an officer does with an appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Takes it.
    Take,
    /// Finds that the employer was right.
    Uphold(Remedy),
    /// Finds that the decision stands.
    Dismiss,
    /// Stops its clock.
    Pause,
    /// Lets its clock go on.
    Resume,
}

/// Puts right what an upheld appeal puts right, in the same transaction.
async fn put_right(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    (appeal, remedy): (&Appeal, Remedy),
) -> Result<()> {
    let (event, public_reason) = match remedy {
        Remedy::Lift => (
            Event::Reinstate,
            "An appeal against the suspension was upheld",
        ),
        Remedy::Restore => (
            Event::Restore,
            "An appeal against the withdrawal was upheld",
        ),
        Remedy::DecideAnew | Remedy::Record => return Ok(()),
    };
    let id = appeal.subject.accreditation_id.ok_or(Error::NotFound)?;
    let held = store::get_in_authority(tx, [officer.authority()], id).await?;
    // Nothing else is awarded to the employer before this is over.
    let beside = store::lock_held(tx, held.organisation_id, held.scheme_id).await?;
    let still = Subject::of(&held, ctx.now()).is_some_and(|now| now.id == appeal.subject.id);
    if !still {
        return Err(Error::conflict(
            "appeal.moved_on",
            "The accreditation does not stand any more where it stood when the employer appealed. Choose to put on record that the employer was right.",
        ));
    }
    if event == Event::Restore {
        may_be_restored(&held, &beside, ctx.now())?;
    }
    let reasons = Reasons {
        public_reason: public_reason.to_owned(),
        internal_note: format!("Appeal {}", appeal.reference),
    };
    let version = held.version;
    apply(ctx, tx, officer.actor(), held, version, event, reasons).await?;
    Ok(())
}

/// An officer without a conflict and without a part in it takes a step; the employer is told.
///
/// # Errors
/// Sentences at `words` and `remedy`; a refusal for whoever had a part in it; a conflict when the step
/// cannot be taken now, when nothing can be put right any more, or when somebody was first;
/// [`Error::NotFound`] for another authority's, and for an officer with a conflict.
pub async fn handle(
    ctx: &Context,
    officer: &Officer,
    id: AppealId,
    version: i32,
    (step, words): (Step, &str),
) -> Result<Appeal> {
    let tx = ctx.begin().await?;
    let (before, _) = store::get_appeal(&tx, std::slice::from_ref(officer), id).await?;
    let involved = store::list_involved(&tx, &before.subject).await?;
    let done = Done {
        by: officer.person(),
        at: ctx.now(),
    };
    let one = before.clone();
    let (after, event) = match step {
        Step::Take => (one.take(done, &involved)?, Some(AppealEvent::Take)),
        Step::Uphold(remedy) => (
            one.uphold(remedy, words, done, &involved)?,
            Some(AppealEvent::Uphold),
        ),
        Step::Dismiss => (
            one.dismiss(words, done, &involved)?,
            Some(AppealEvent::Dismiss),
        ),
        Step::Pause | Step::Resume => {
            involved.must_be_new_to(done.by)?;
            let changed = if step == Step::Pause {
                one.pause(ctx.now())?
            } else {
                one.resume(ctx.now())?
            };
            (changed, None)
        }
    };
    if before.version != version {
        return Err(Error::stale());
    }
    store::update_appeal(&tx, &after).await?;
    let word = event.map_or(
        if step == Step::Pause {
            "pause"
        } else {
            "resume"
        },
        AppealEvent::as_str,
    );
    // The record comes last in every act: it is one row that everybody waits for.
    if let Step::Uphold(remedy) = step {
        put_right(ctx, &tx, officer, (&after, remedy)).await?;
    }
    note(ctx, &tx, officer.actor(), word, (Some(&before), &after)).await?;
    if let Some(event) = event {
        let (authority, _) = authority_of(&tx, after.subject.authority_id).await?;
        let facts = MatterFacts::of(ctx, &authority);
        tell_employer(ctx, &tx, &facts, event, &after).await?;
    }
    tx.commit().await?;
    Ok(after)
}
