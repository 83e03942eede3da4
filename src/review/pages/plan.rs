//! An officer shares the waiting cases out: a proposal with its reasons, then one act.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use entity::ids::{AssessmentId, PersonId};
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use super::refusal;
use crate::identity;
use crate::identity::guard::{Caller, Officer};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review::actions::plan::{PLAN_MAX_CASES, SharedOut, allocate_all};
use crate::review::rules::allocation::{Allocation, Chosen, Load, PassedOver, Plan};
use crate::review::rules::{Available, Waiting, due_words, plan};
use crate::review::store;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

const PATH: &str = "/home/cases/plan";

/// Somebody who does not get the case.
struct Other {
    name: String,
    why: String,
}

/// A case, who gets it, and why.
struct Row {
    /// What the form sends; empty when nobody can have it.
    value: String,
    chosen: bool,
    href: String,
    employer: String,
    reference: String,
    due: String,
    assessor: String,
    why: String,
    others: Vec<Other>,
}

/// What an assessor has before and after.
struct Share {
    name: String,
    before: u32,
    after: u32,
    left: u32,
}

#[derive(Template)]
#[template(path = "review/plan.html")]
struct PlanPage {
    shell: Shell,
    errors: FieldErrors,
    most: u64,
    total: u64,
    /// Why nothing could be proposed; empty when something was.
    failure: String,
    rows: Vec<Row>,
    shares: Vec<Share>,
    /// Cases that were not allocated a moment ago, and why.
    refused: Vec<Other>,
}

/// What was read to make a proposal.
struct Read {
    waiting: Vec<Waiting>,
    available: Vec<Available>,
    total: u64,
    review_working_days: u32,
}

async fn read(ctx: &Context, officer: &Officer) -> Result<Read> {
    let (conn, today) = (ctx.read(), ctx.today());
    let authority = identity::store::get_authority(conn, officer.authority()).await?;
    let standard = authority.review_working_days;
    let (mut waiting, total) =
        store::list_waiting(conn, authority.id, today, standard, PLAN_MAX_CASES).await?;
    waiting.retain(|one| one.is_for(officer.person()));
    let loads = store::list_assessor_loads(conn, authority.id, today).await?;
    Ok(Read {
        waiting,
        available: loads
            .into_iter()
            .map(|load| Available {
                person: load.person,
                profile: load.profile,
                reviews: u32::try_from(load.reviews).unwrap_or(u32::MAX),
            })
            .collect(),
        total,
        review_working_days: standard,
    })
}

impl Read {
    fn names(&self) -> BTreeMap<PersonId, String> {
        self.available
            .iter()
            .map(|one| (one.person.id, one.person.display_name().to_owned()))
            .collect()
    }

    fn row(
        &self,
        ctx: &Context,
        allocation: &Allocation,
        names: &BTreeMap<PersonId, String>,
        unticked: Option<&BTreeSet<String>>,
    ) -> Option<Row> {
        let case = self
            .waiting
            .iter()
            .map(|one| &one.case)
            .find(|case| case.assessment_id == allocation.case)?;
        let name = |who: PersonId| names.get(&who).cloned().unwrap_or_default();
        let due_on = case.due_on(self.review_working_days, ctx.today());
        let (value, assessor, why) = match (allocation.chosen.as_slice(), &allocation.missing) {
            ([one, ..], _) => (
                format!("{}:{}", allocation.case, one.assessor),
                name(one.assessor),
                Chosen::words(one),
            ),
            ([], Some(missing)) => (String::new(), String::new(), missing.words()),
            ([], None) => return None,
        };
        Some(Row {
            chosen: unticked.is_none_or(|ticked| ticked.contains(&value)),
            value,
            href: format!("/home/cases/{}/allocation", case.assessment_id),
            employer: case.organisation_name.clone(),
            reference: case.reference.clone(),
            due: due_words(ctx.today(), due_on),
            assessor,
            why,
            others: allocation
                .passed_over
                .iter()
                .map(|PassedOver { assessor, why }| Other {
                    name: name(*assessor),
                    why: why.words(),
                })
                .collect(),
        })
    }
}

/// What everybody would have, by name.
fn shares(plan: &Plan, names: &BTreeMap<PersonId, String>) -> Vec<Share> {
    let mut shares: Vec<Share> = plan
        .loads
        .iter()
        .map(
            |(
                who,
                Load {
                    before,
                    after,
                    capacity_left,
                },
            )| Share {
                name: names.get(who).cloned().unwrap_or_default(),
                before: *before,
                after: *after,
                left: *capacity_left,
            },
        )
        .collect();
    shares.sort_by(|a, b| a.name.cmp(&b.name));
    shares
}

/// What was ticked, and what came of it, when the page is shown again.
#[derive(Default)]
struct Left {
    status: StatusCode,
    errors: FieldErrors,
    ticked: Option<BTreeSet<String>>,
    refused: Vec<Other>,
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    read: &Read,
    left: Left,
) -> Result<Response> {
    let names = read.names();
    let (rows, shares, failure) = match plan(&read.waiting, &read.available) {
        Ok(plan) => (
            plan.cases
                .iter()
                .filter_map(|one| read.row(ctx, one, &names, left.ticked.as_ref()))
                .collect(),
            shares(&plan, &names),
            String::new(),
        ),
        Err(failure) => (Vec::new(), Vec::new(), failure.to_string()),
    };
    let page = PlanPage {
        shell: caller
            .shell(visit, "Share out the waiting cases")
            .under("Cases", "/home/cases")
            .wide()
            .wrong(&left.errors),
        errors: left.errors,
        most: PLAN_MAX_CASES,
        total: read.total,
        failure,
        rows,
        shares,
        refused: left.refused,
    };
    Ok(html(left.status, &page))
}

#[handler]
pub(super) async fn show_plan(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
) -> Result<Response, Error> {
    let read = read(ctx, &caller.any_officer()?).await?;
    page(ctx, &visit, &caller, &read, Left::default()).await
}

/// A case and its assessor, as a tick sends them.
fn pair(value: &str) -> Option<(AssessmentId, PersonId)> {
    let (case, assessor) = value.split_once(':')?;
    Some((case.parse().ok()?, assessor.parse().ok()?))
}

#[handler]
pub(super) async fn submit_plan(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    let chosen: Option<Vec<_>> = fields.all("case").map(pair).collect();
    let outcome = match chosen {
        Some(chosen) => allocate_all(ctx, &officer, &chosen).await,
        None => Err(Error::invalid("case", "Tick the cases to allocate")),
    };
    let ticked = || Some(ticks(&fields));
    let left = match outcome {
        Ok(done) if done.refused.is_empty() => return Ok(visit.done(PATH, &said(&done))),
        Ok(done) => {
            let refused = told(ctx, &officer, &done).await?;
            let words = "Some cases were not allocated; what follows says why. The rest were";
            Left {
                status: StatusCode::CONFLICT,
                errors: FieldErrors::one("", words),
                ticked: None,
                refused,
            }
        }
        Err(error) => {
            let (status, errors) = refusal(error)?;
            Left {
                status,
                errors,
                ticked: ticked(),
                refused: Vec::new(),
            }
        }
    };
    let read = read(ctx, &officer).await?;
    page(ctx, &visit, &caller, &read, left).await
}

fn ticks(fields: &Fields) -> BTreeSet<String> {
    fields.all("case").map(str::to_owned).collect()
}

fn said(done: &SharedOut) -> Notice {
    let count = done.allocated.len();
    let cases = if count == 1 { "case" } else { "cases" };
    Notice::success(format!(
        "Allocated {count} {cases}. Each assessor has an email and declares conflicts first."
    ))
}

/// The employers whose cases were not allocated, and why. Of a case that is not this officer's,
/// nothing is told but the reason.
async fn told(ctx: &Context, officer: &Officer, done: &SharedOut) -> Result<Vec<Other>> {
    let mut told = Vec::with_capacity(done.refused.len());
    for (case, why) in &done.refused {
        let found = store::get_file_in_authorities(ctx.read(), [officer.authority()], *case).await;
        let name = match found {
            Ok(file) if file.must_be_readable_by(officer.person()).is_ok() => {
                file.case.organisation_name
            }
            Ok(_) | Err(Error::NotFound) => "A case".to_owned(),
            Err(error) => return Err(error),
        };
        told.push(Other {
            name,
            why: why.clone(),
        });
    }
    Ok(told)
}
