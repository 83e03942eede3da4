//! Looking at an accreditation again, because one of others that it rests on does not stand any more.
//!
//! ```text
//! open ──keep──▶ closed, and the accreditation stays as it is
//!   ├──suspend──▶ closed, and the accreditation is suspended
//!   └──withdraw─▶ closed, and the accreditation is withdrawn
//! ```

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{
    AccreditationCheckId, AccreditationId, AuthorityId, OutsideAccreditationId, PersonId,
};
use entity::outside_kinds::{CheckOutcome, CheckReason};

use super::{Event, INTERNAL_NOTE_MAX_CHARACTERS, Status};
use crate::assessment::rules::Held;
use crate::identity::outside::rules::Outside;
use crate::platform::calendar::long_date;
use crate::platform::error::{Error, Result};
use crate::scheme::rules::{
    AccreditationCode, Answer, Answers, Circumstances, Holding, Outcome, SchemeVersion, TierCode,
    evaluate,
};

/// An accreditation of others that an award rests on, and that does not stand any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lapse {
    /// What became of it.
    pub why: CheckReason,
    /// Which.
    pub accreditation: AccreditationCode,
    /// Its name.
    pub title: String,
    /// Its number.
    pub reference: String,
    /// The first day it no longer stood as it did.
    pub ended_on: NaiveDate,
    /// As it is kept; none when only the employer's answer names it.
    pub outside_id: Option<OutsideAccreditationId>,
}

impl Lapse {
    /// What happened, in a sentence.
    pub fn sentence(&self) -> String {
        let Self {
            title, reference, ..
        } = self;
        let day = long_date(self.ended_on);
        match self.why {
            CheckReason::Ended => {
                let last = self.ended_on.pred_opt().unwrap_or(self.ended_on);
                format!("{title} {reference} was valid to {}.", long_date(last))
            }
            CheckReason::Gone => format!("{title} {reference} is not held any more since {day}."),
            CheckReason::TierChanged => {
                format!("{title} {reference} is at another tier since {day}.")
            }
        }
    }
}

/// A second look at an accreditation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which.
    pub id: AccreditationCheckId,
    /// At which accreditation.
    pub accreditation_id: AccreditationId,
    /// By whom.
    pub authority_id: AuthorityId,
    /// Why.
    pub lapse: Lapse,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// How it was closed, if it was.
    pub closed: Option<Closed>,
}

/// How a check was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: PersonId,
    /// What came of it.
    pub outcome: CheckOutcome,
    /// Why. Confidential.
    pub note: String,
}

/// What closing with an outcome does to an accreditation: an event, or nothing where it stands there
/// already.
///
/// # Errors
/// A refusal when the accreditation cannot come to stand there.
pub fn event_of(outcome: CheckOutcome, status: Status) -> Result<Option<Event>> {
    match (outcome, status) {
        (CheckOutcome::Kept, _)
        | (CheckOutcome::Suspended, Status::Suspended)
        | (CheckOutcome::Withdrawn, Status::Withdrawn) => Ok(None),
        (CheckOutcome::Suspended, Status::Active) => Ok(Some(Event::Suspend)),
        (CheckOutcome::Withdrawn, Status::Active | Status::Suspended) => Ok(Some(Event::Withdraw)),
        (
            CheckOutcome::Suspended,
            Status::NotYet
            | Status::Withdrawn
            | Status::Relinquished
            | Status::Superseded
            | Status::Lapsed,
        )
        | (
            CheckOutcome::Withdrawn,
            Status::NotYet | Status::Relinquished | Status::Superseded | Status::Lapsed,
        ) => Err(Error::refused(
            "check.not_possible",
            "The accreditation cannot come to stand there from where it stands now. Close the check without a change.",
        )),
    }
}

/// Reads the reason for closing a check.
///
/// # Errors
/// A sentence at `note`.
pub fn check_note(note: &str) -> Result<String> {
    let note = note.trim().replace("\r\n", "\n");
    if note.is_empty() {
        return Err(Error::invalid(
            "note",
            "Give the reason for what you decide",
        ));
    }
    if note.chars().count() > INTERNAL_NOTE_MAX_CHARACTERS {
        return Err(Error::invalid(
            "note",
            format!("The reason must be {INTERNAL_NOTE_MAX_CHARACTERS} characters or fewer"),
        ));
    }
    Ok(note)
}

/// What an award rests on.
#[derive(Clone, Copy, Debug)]
pub struct Award<'a> {
    /// Under which version.
    pub version: &'a SchemeVersion,
    /// At which tier.
    pub tier: &'a TierCode,
    /// The answers, as the assessor confirmed them.
    pub answers: &'a Answers,
    /// What was held of others at submission.
    pub held: &'a [Held],
    /// Where and when it was judged, without what was held.
    pub then: &'a Circumstances,
}

/// The accreditations of others without which a tier that was reached is not: those that do not stand
/// on a day as they did. `now` is what is known of the same employer on that day.
///
/// Everything else is judged as it was on the day of the award: a promise that fell due since, or a new
/// reference value, is no lapse.
pub fn lapses(award: &Award<'_>, now: &[Outside], today: NaiveDate) -> Vec<Lapse> {
    let all = candidates(award, now, today);
    if all.is_empty() || !reaches(award, now, today, &[]) || reaches(award, now, today, &all) {
        return Vec::new();
    }
    let alone: Vec<Lapse> = all
        .iter()
        .filter(|lapse| !reaches(award, now, today, std::slice::from_ref(lapse)))
        .cloned()
        .collect();
    // Where each could stand in for another, all of them together are what is missing.
    if alone.is_empty() { all } else { alone }
}

/// Whether the tier is reached when these have lapsed and nothing else has, with what stands newly.
fn reaches(award: &Award<'_>, now: &[Outside], today: NaiveDate, lapsed: &[Lapse]) -> bool {
    let on = award.then.on;
    let over = on.pred_opt();
    let is_over = |code: &AccreditationCode, reference: &str| {
        lapsed
            .iter()
            .any(|lapse| lapse.accreditation == *code && lapse.reference == reference)
    };
    let mut holds: Vec<Holding> = award.held.iter().map(|held| held.holding.clone()).collect();
    for held in &mut holds {
        if is_over(&held.accreditation, &held.reference) {
            held.valid_to = over;
        }
    }
    for one in now.iter().filter(|one| one.stands_on(today)) {
        let known = |held: &Held| held.id == one.id && held.holding.tier == one.entry.tier;
        if !lapsed.is_empty()
            && !award.held.iter().any(known)
            && let Ok(accreditation) = AccreditationCode::parse(&one.accreditation)
        {
            holds.push(Holding {
                accreditation,
                reference: one.entry.reference(),
                tier: one.entry.tier.clone(),
                valid_to: None,
            });
        }
    }
    let mut answers = award.answers.clone();
    for (code, response) in award.answers.iter() {
        if let Some(Answer::HeldAccreditation {
            accreditation,
            reference,
            tier,
            ..
        }) = &response.answer
            && is_over(accreditation, reference)
        {
            let mut changed = response.clone();
            changed.answer = Some(Answer::HeldAccreditation {
                accreditation: accreditation.clone(),
                reference: reference.clone(),
                tier: tier.clone(),
                valid_to: over,
            });
            answers.insert(code.clone(), changed);
        }
    }
    let circumstances = award.then.clone().holding(holds);
    evaluate(award.version, &answers, &circumstances)
        .tier(award.tier)
        .is_some_and(|tier| tier.outcome == Outcome::Met)
}

/// What was valid at the award and does not stand as it did.
fn candidates(award: &Award<'_>, now: &[Outside], today: NaiveDate) -> Vec<Lapse> {
    let mut found: Vec<Lapse> = award
        .held
        .iter()
        .filter(|held| held.holding.is_valid(award.then.on, &[]))
        .filter_map(|held| of_list(award, held, now, today))
        .collect();
    for (_, response) in award.answers.iter() {
        if let Some(Answer::HeldAccreditation {
            accreditation,
            reference,
            valid_to,
            ..
        }) = &response.answer
            && award
                .held
                .iter()
                .all(|held| held.holding.accreditation != *accreditation)
            && let Some(lapse) = of_answer(award, (accreditation, reference, *valid_to), now, today)
            && !found.contains(&lapse)
        {
            found.push(lapse);
        }
    }
    found
}

fn title(award: &Award<'_>, code: &AccreditationCode) -> String {
    award
        .version
        .accreditation(code)
        .map_or_else(|| code.to_string(), |known| known.name.to_string())
}

/// What became of one that was known from a list or an officer.
fn of_list(award: &Award<'_>, held: &Held, now: &[Outside], today: NaiveDate) -> Option<Lapse> {
    let holding = &held.holding;
    let (why, ended_on) = match now.iter().find(|one| one.id == held.id) {
        Some(one) if !one.stands_on(today) => (reason(one), one.ended_on().unwrap_or(today)),
        Some(one) if one.entry.tier != holding.tier => {
            (CheckReason::TierChanged, one.tier_on.unwrap_or(today))
        }
        Some(_) => return None,
        None => (CheckReason::Ended, over_by(holding.valid_to, today)?),
    };
    Some(Lapse {
        why,
        accreditation: holding.accreditation.clone(),
        title: title(award, &holding.accreditation),
        reference: holding.reference.clone(),
        ended_on,
        outside_id: Some(held.id),
    })
}

/// What became of one that only the employer's answer named: its issuer's list, where there is one by
/// now, knows better.
fn of_answer(
    award: &Award<'_>,
    (code, reference, valid_to): (&AccreditationCode, &String, Option<NaiveDate>),
    now: &[Outside],
    today: NaiveDate,
) -> Option<Lapse> {
    let mut listed = now
        .iter()
        .filter(|one| one.accreditation == code.as_str() && one.has_begun(today));
    if listed.clone().any(|one| one.stands_on(today)) {
        return None;
    }
    let (why, ended_on, outside_id) = match listed.next() {
        Some(one) => (reason(one), one.ended_on().unwrap_or(today), Some(one.id)),
        None => (CheckReason::Ended, over_by(valid_to, today)?, None),
    };
    Some(Lapse {
        why,
        accreditation: code.clone(),
        title: title(award, code),
        reference: reference.clone(),
        ended_on,
        outside_id,
    })
}

/// Whether it ran out by itself, or was gone before.
fn reason(one: &Outside) -> CheckReason {
    if one.entry.until.is_some() && one.last_day() == one.entry.until {
        CheckReason::Ended
    } else {
        CheckReason::Gone
    }
}

/// Since when one with a last day is over, if it is.
fn over_by(valid_to: Option<NaiveDate>, today: NaiveDate) -> Option<NaiveDate> {
    let last = valid_to?;
    if today > last { last.succ_opt() } else { None }
}

#[cfg(test)]
mod tests;
