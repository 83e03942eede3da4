//! Pages of officers who decide and look after accreditations, and of the employers who hold them.
//!
//! An officer reads an accreditation at `/home/accreditations/:id`, with internal notes; the
//! employer's own people read it at `/home/held/:id`, without.

mod announcements;
mod appeal;
mod change;
mod check;
mod complaint;
mod concern;
mod condition;
mod day;
mod decide;
mod happens;
mod held;
mod list;
mod losses;
mod matter;
mod one;
mod outcome;
mod outside;
mod renewal;
mod report;
mod standards;
mod words;

use poem::http::StatusCode;

use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{self, Fields};
use crate::web::routes::{Audience, Entry};

/// The addresses of this room.
pub fn routes() -> Vec<Entry> {
    let officer = |path| Entry::new(path, Audience::Officer);
    let employer = |path| Entry::new(path, Audience::Employer);
    let mut entries = outside::routes();
    entries.extend(after());
    entries.extend([
        officer("/home/cases/:id/decision")
            .get(decide::show_decision)
            .post(decide::submit_decision),
        officer("/home/announcements")
            .get(announcements::show_announcements)
            .post(announcements::submit_announcements),
        officer("/home/announcements/:id")
            .get(announcements::show_announcement)
            .post(announcements::submit_announcement),
        officer("/home/accreditations").get(list::show_accreditations),
        officer("/home/accreditations/:id").get(one::show_accreditation),
        officer("/home/accreditations/:id/suspend")
            .get(change::show_suspend)
            .post(change::submit_suspend),
        officer("/home/accreditations/:id/reinstate")
            .get(change::show_reinstate)
            .post(change::submit_reinstate),
        officer("/home/accreditations/:id/withdraw")
            .get(change::show_withdraw)
            .post(change::submit_withdraw),
        officer("/home/schemes/drafts/:id/losses")
            .get(losses::show_losses)
            .post(losses::submit_losses),
        employer("/home/held/:id").get(held::show_held),
        officer("/home/accreditations/:id/conditions/new")
            .get(condition::show_new)
            .post(condition::submit_new),
        officer("/home/accreditations/:id/conditions/:condition")
            .get(condition::show_one)
            .post(condition::submit_one),
        employer("/home/held/:id/conditions/:condition")
            .get(condition::show_report)
            .post(condition::submit_report),
        employer("/home/held/:id/give-up")
            .get(held::show_give_up)
            .post(held::submit_give_up),
        employer("/home/held/:id/renew")
            .get(renewal::show_renew)
            .post(renewal::submit_renew),
        employer("/home/assessments/:id/decision").get(outcome::show_outcome),
        employer("/home/decisions/:id").get(outcome::show_decision),
        officer("/home/accreditations/:id/checks/:check")
            .get(check::show_check)
            .post(check::submit_check),
    ]);
    entries
}

/// Concerns, complaints, appeals, and how soon they are answered.
fn after() -> Vec<Entry> {
    let officer = |path| Entry::new(path, Audience::Officer);
    let employer = |path| Entry::new(path, Audience::Employer);
    let visitor = |path| Entry::new(path, Audience::Visitor);
    vec![
        visitor("/concerns")
            .get(report::show_look_up)
            .post(report::submit_look_up),
        visitor("/concerns/new").get(report::show_choose),
        visitor("/register/:entry/concern")
            .get(report::show_raise)
            .post(report::submit_raise),
        visitor("/complaints/data-protection")
            .get(report::show_complain)
            .post(report::submit_complain),
        officer("/home/concerns").get(matter::show_concerns),
        officer("/home/concerns/:id")
            .get(concern::show_one)
            .post(concern::submit_one),
        officer("/home/complaints").get(matter::show_complaints),
        officer("/home/complaints/:id")
            .get(complaint::show_one)
            .post(complaint::submit_one),
        officer("/home/appeals").get(matter::show_appeals),
        officer("/home/appeals/:id")
            .get(appeal::show_one)
            .post(appeal::submit_one),
        officer("/home/standards")
            .get(standards::show_standards)
            .post(standards::submit_standards),
        employer("/home/held/:id/concerns").get(concern::show_put),
        employer("/home/held/:id/concerns/:concern")
            .get(concern::show_question)
            .post(concern::submit_question),
        employer("/home/held/:id/appeal")
            .get(appeal::show_held)
            .post(appeal::submit_held),
        employer("/home/decisions/:id/appeal")
            .get(appeal::show_decision)
            .post(appeal::submit_decision),
    ]
}

/// The version a form saw; what is no number was never on our page.
fn seen_version(fields: &Fields) -> i32 {
    fields.get("version").parse().unwrap_or(-1)
}

/// What a refused act leaves on the page: the status, and the sentence at its field.
fn refusal(error: Error) -> Result<(StatusCode, FieldErrors)> {
    match error {
        // Who may not decide this case is in conflict with it, whatever they type.
        Error::Refused(refusal) if refusal.code.starts_with("decision.") => {
            Ok((StatusCode::CONFLICT, FieldErrors::one("", refusal.message)))
        }
        other => form::refusal(other),
    }
}
