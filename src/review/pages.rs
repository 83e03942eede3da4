//! Pages of assessors, of officers who allocate, and of employers who are asked.

mod agreement;
mod allocation;
mod assessors;
mod board;
mod case;
mod changes;
mod clarification;
mod comments;
mod declare;
mod evidence;
mod extension;
mod marked;
mod marks;
mod officer_case;
mod plan;
mod questions;
mod queue;
mod recommend;
mod within;

use crate::scheme::rules::{SchemeVersion, TierCode};
use crate::web::form::refusal;
use crate::web::routes::{Audience, Entry};

/// The addresses of this room.
pub fn routes() -> Vec<Entry> {
    let assessor = |path| Entry::new(path, Audience::Assessor);
    let officer = |path| Entry::new(path, Audience::Officer);
    vec![
        officer("/home/cases").get(board::show_board),
        officer("/home/cases/plan")
            .get(plan::show_plan)
            .post(plan::submit_plan),
        officer("/home/agreement").get(agreement::show_agreement),
        officer("/home/assessors").get(assessors::show_assessors),
        officer("/home/assessors/:id")
            .get(assessors::show_assessor)
            .post(assessors::submit_assessor),
        officer("/home/cases/:id").get(officer_case::show_case),
        officer("/home/cases/:id/allocation")
            .get(allocation::show_allocation)
            .post(allocation::submit_allocation),
        officer("/home/cases/:id/replacement").post(allocation::submit_replacement),
        officer("/home/cases/:id/comments")
            .get(comments::show_to_officer)
            .post(comments::submit_by_officer),
        officer("/home/cases/:id/comments/:comment/withdrawal").post(comments::withdraw_by_officer),
        officer("/home/cases/:id/marks").get(marks::show_to_officer),
        officer("/home/cases/:id/marks/:mark").post(marks::submit_by_officer),
        officer("/home/cases/:id/clarifications/:clarification/extension")
            .get(extension::show_to_officer)
            .post(extension::submit_by_officer),
        officer("/home/cases/:id/evidence/:item").get(evidence::show_to_officer),
        assessor("/home/reviews").get(queue::show_queue),
        assessor("/home/reviews/:id").get(case::show_review),
        assessor("/home/reviews/:id/declaration")
            .get(declare::show_declaration)
            .post(declare::submit_declaration),
        assessor("/home/reviews/:id/changes")
            .get(changes::show_changes)
            .post(changes::submit_carry),
        assessor("/home/reviews/:id/comments")
            .get(comments::show_to_assessor)
            .post(comments::submit_by_assessor),
        assessor("/home/reviews/:id/comments/:comment/withdrawal")
            .post(comments::withdraw_by_assessor),
        assessor("/home/reviews/:id/marks").get(marks::show_to_assessor),
        assessor("/home/reviews/:id/marks/:mark").post(marks::submit_by_assessor),
        assessor("/home/reviews/:id/clarifications/:clarification/extension")
            .get(extension::show_to_assessor)
            .post(extension::submit_by_assessor),
        assessor("/home/reviews/:id/findings/:criterion").post(case::submit_finding),
        assessor("/home/reviews/:id/clarifications").post(case::submit_question),
        assessor("/home/reviews/:id/clarifications/:clarification/withdrawal")
            .post(case::submit_withdrawal),
        assessor("/home/reviews/:id/recommendation")
            .get(recommend::show_recommendation)
            .post(recommend::submit_recommendation),
        assessor("/home/reviews/:id/evidence/:item").get(evidence::show_to_assessor),
        Entry::new("/home/clarifications/:id", Audience::Employer)
            .get(clarification::show_clarification)
            .post(clarification::submit_clarification),
        Entry::new("/home/assessments/:id/comments", Audience::Employer)
            .get(comments::show_to_employer)
            .post(comments::submit_by_employer),
        Entry::new(
            "/home/assessments/:id/comments/:comment/withdrawal",
            Audience::Employer,
        )
        .post(comments::withdraw_by_employer),
    ]
}

/// A tier's name and rung, as its badge shows them; its code when the version has no such tier.
fn tier_words(version: &SchemeVersion, code: &TierCode) -> (String, u32) {
    version.tier(code).map_or_else(
        || (code.to_string(), 0),
        |tier| (tier.name.to_string(), tier.rank),
    )
}
