//! The employer's pages of one assessment.

mod about;
mod carried;
mod check;
mod confirm;
mod confirmations;
mod file;
mod new;
mod newer;
mod pillar;
mod print;
mod sign_off;
mod submitted;
mod task_list;
mod withdraw;

use entity::ids::AssessmentId;

use crate::assessment::rules::{Assessment, Given, Known};
use crate::assessment::store;
use crate::identity::guard::{Caller, Employer};
use crate::platform::context::Context;
use crate::platform::error::{FieldErrors, Result};
use crate::scheme;
use crate::scheme::rules::{
    Circumstances, Criterion, CriterionCode, MappingSet, Pillar, SchemeVersion, Text,
};
use crate::scheme::store::PublishedVersion;
use crate::web::form::Fields;
use crate::web::form::refusal;
use crate::web::page::Shell;
use crate::web::routes::{Audience, Entry};
use crate::web::visit::Visit;

/// The addresses of this room.
pub fn routes() -> Vec<Entry> {
    let employer = |path| Entry::new(path, Audience::Employer);
    vec![
        Entry::new("/home/assessments/new", Audience::SignedIn)
            .get(new::show_new)
            .post(new::submit_new),
        employer("/home/assessments/:id").get(task_list::show_assessment),
        employer("/home/assessments/:id/tier").post(task_list::submit_tier),
        employer("/home/assessments/:id/pillars/:pillar")
            .get(pillar::show_pillar)
            .post(pillar::submit_pillar),
        employer("/home/assessments/:id/about")
            .get(about::show_about)
            .post(about::submit_about),
        employer("/home/assessments/:id/evidence/:item").get(file::show_evidence),
        employer("/home/assessments/:id/newer-version")
            .get(newer::show_newer)
            .post(newer::submit_newer),
        employer("/home/assessments/:id/check")
            .get(check::show_check)
            .post(check::submit_check),
        employer("/home/assessments/:id/sign-off")
            .get(sign_off::show_sign_off)
            .post(sign_off::submit_sign_off),
        employer("/home/assessments/:id/send-back").post(sign_off::submit_send_back),
        employer("/home/assessments/:id/submitted").get(submitted::show_submitted),
        employer("/home/assessments/:id/withdraw")
            .get(withdraw::show_withdraw)
            .post(withdraw::submit_withdraw),
        employer("/home/assessments/:id/print").get(print::show_print),
        employer("/home/assessments/:id/confirmations")
            .get(confirmations::show_confirmations)
            .post(confirmations::submit_confirmations),
        employer("/home/assessments/:id/confirmations/:confirmation/:step")
            .post(confirmations::submit_step),
        Entry::new("/confirm/:confirm", Audience::Visitor)
            .get(confirm::show_confirm)
            .post(confirm::submit_confirm),
    ]
}

/// An assessment that the caller may see, with what it asks.
struct Opened {
    assessment: Assessment,
    employer: Employer,
    organisation: String,
    known: Known,
    asked: PublishedVersion,
    mappings: Vec<MappingSet>,
}

impl Opened {
    async fn load(ctx: &Context, caller: &Caller, id: AssessmentId) -> Result<Self> {
        let (assessment, employer) =
            store::get_for_employers(ctx.read(), &caller.employers(), id).await?;
        let version = assessment.scheme_version_id;
        let (asked, mappings) =
            scheme::store::get_version_with_mappings(ctx.read(), version).await?;
        let judged = store::get_judged(
            ctx.read(),
            assessment.authority_id,
            assessment.organisation_id,
            ctx.today(),
        )
        .await?;
        let known = judged.known(&assessment, &asked.content);
        let organisation = caller
            .memberships
            .iter()
            .find(|membership| membership.organisation_id == assessment.organisation_id)
            .map_or_else(String::new, |membership| {
                membership.organisation_name.clone()
            });
        Ok(Self {
            assessment,
            employer,
            organisation,
            known,
            asked,
            mappings,
        })
    }

    /// Where its answers are judged today.
    fn circumstances(&self, ctx: &Context) -> Circumstances {
        self.known.on(ctx.today())
    }

    /// Whether a criterion is shown: it is asked of this employer, or was answered before.
    fn shows(&self, ctx: &Context, given: &Given, criterion: &Criterion) -> bool {
        let circumstances = self.circumstances(ctx);
        let pillar = self.version().pillar_of(&criterion.code);
        let chosen = pillar.is_none_or(|pillar| circumstances.has_chosen(&pillar.code));
        chosen
            && (criterion.is_asked(&circumstances, None)
                || given.answers.contains_key(&criterion.code))
    }

    fn version(&self) -> &SchemeVersion {
        &self.asked.content
    }

    /// The language its questions are read in.
    fn language(&self) -> &str {
        self.assessment.about.language.as_deref().unwrap_or("en")
    }

    /// The scheme's words in that language.
    fn words(&self, text: &Text) -> String {
        text.get(self.language()).to_owned()
    }

    /// The pillars it is asked about: all, or those it chose.
    fn pillars(&self, ctx: &Context) -> Vec<&Pillar> {
        let circumstances = self.circumstances(ctx);
        self.version()
            .pillars
            .iter()
            .filter(|pillar| circumstances.has_chosen(&pillar.code))
            .collect()
    }

    fn path(&self) -> String {
        format!("/home/assessments/{}", self.assessment.id)
    }

    /// Where a criterion is answered.
    fn path_to(&self, code: &CriterionCode) -> String {
        self.version().pillar_of(code).map_or_else(
            || self.path(),
            |pillar| format!("{}/pillars/{}#criterion-{code}", self.path(), pillar.code),
        )
    }

    fn tier_name(&self) -> String {
        self.version()
            .tier(&self.assessment.tier_sought)
            .map_or_else(
                || self.assessment.tier_sought.to_string(),
                |tier| self.words(&tier.name),
            )
    }

    /// The shell of a page below the task list.
    fn shell(&self, caller: &Caller, visit: &Visit, title: impl Into<String>) -> Shell {
        caller.shell(visit, title).under("Home", "/home").under(
            format!("Assessment {}", self.assessment.reference),
            self.path(),
        )
    }
}

/// The version a form saw; what is no number was never on our page.
fn seen_version(fields: &Fields) -> i32 {
    fields.get("version").parse().unwrap_or(-1)
}

/// Errors as the shell lists them.
fn listed(errors: &FieldErrors) -> Vec<(String, String)> {
    errors
        .0
        .iter()
        .map(|error| (error.field.clone(), error.message.clone()))
        .collect()
}
