//! How far assessors agree who judge the same cases apart from each other.

use std::collections::BTreeMap;

use askama::Template;
use chrono::Months;
use entity::ids::{AssessmentId, PersonId};
use entity::kinds::Judgement;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use crate::identity;
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::review::rules::Seat;
use crate::review::rules::agreement::{Alike, cohen_kappa, krippendorff_alpha};
use crate::review::store::{self, JudgedApart};
use crate::scheme::rules::CriterionCode;
use crate::web::page::{Shell, html};
use crate::web::visit::Visit;

/// Fewer things than this say too little for a figure beyond chance.
const FEWEST: usize = 10;

/// One line of a table.
struct Line {
    name: String,
    alike: String,
}

#[derive(Template)]
#[template(path = "review/agreement.html")]
struct AgreementPage {
    shell: Shell,
    authority: String,
    cases: usize,
    alike: String,
    /// Krippendorff's alpha; empty when there is too little.
    alpha: String,
    /// Cohen's kappa of the first two seats; empty when there is too little.
    kappa: String,
    fewest: usize,
    criteria: Vec<Line>,
    assessors: Vec<Line>,
}

/// What was judged of one criterion of one case.
#[derive(Default)]
struct Unit {
    apart: Vec<(PersonId, u32, Judgement)>,
    moderated: Option<Judgement>,
}

fn units(judged: Vec<JudgedApart>) -> BTreeMap<(AssessmentId, CriterionCode), Unit> {
    let mut units: BTreeMap<_, Unit> = BTreeMap::new();
    for one in judged {
        let unit = units.entry((one.case, one.criterion)).or_default();
        match one.seat {
            Seat::Moderator => unit.moderated = Some(one.judgement),
            Seat::Assessor(number) => unit.apart.push((one.assessor, number, one.judgement)),
        }
    }
    units
}

fn figure(found: Option<f64>, of: usize) -> String {
    found
        .filter(|_| of >= FEWEST)
        .map_or_else(String::new, |found| format!("{found:.2}"))
}

#[handler]
pub(super) async fn show_agreement(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    let authority = identity::store::get_authority(ctx.read(), officer.authority()).await?;
    let since = ctx
        .now()
        .checked_sub_months(Months::new(12))
        .unwrap_or_else(|| ctx.now());
    let judged =
        store::list_judged_apart(ctx.read(), (authority.id, caller.person.id), since).await?;
    let names: BTreeMap<PersonId, String> =
        store::list_assessor_loads(ctx.read(), authority.id, ctx.today())
            .await?
            .into_iter()
            .map(|load| (load.person.id, load.person.display_name().to_owned()))
            .collect();
    let units = units(judged);
    let mut cases: Vec<AssessmentId> = units.keys().map(|(case, _)| *case).collect();
    cases.dedup();
    let mut all = Alike::default();
    let (mut each, mut settled) = (BTreeMap::new(), BTreeMap::new());
    let (mut apart, mut pairs) = (Vec::new(), Vec::new());
    for ((_, criterion), unit) in &units {
        let found: Vec<Judgement> = unit
            .apart
            .iter()
            .map(|(.., judgement)| *judgement)
            .collect();
        all.add(&found);
        each.entry(criterion.to_string())
            .or_insert_with(Alike::default)
            .add(&found);
        if let Some(moderated) = unit.moderated {
            for (assessor, _, judgement) in &unit.apart {
                settled
                    .entry(*assessor)
                    .or_insert_with(Alike::default)
                    .add(&[*judgement, moderated]);
            }
        }
        let of = |seat| unit.apart.iter().find(|(_, number, _)| *number == seat);
        if let (Some((.., first)), Some((.., second))) = (of(1), of(2)) {
            pairs.push((*first, *second));
        }
        apart.push(found);
    }
    let mut criteria: Vec<(String, Alike)> = each.into_iter().collect();
    // What is seen differently most often stands first.
    criteria.sort_by_key(|(_, alike)| std::cmp::Reverse(alike.judged - alike.same));
    let line = |(name, alike): (String, Alike)| Line {
        name,
        alike: alike.words(),
    };
    let page = AgreementPage {
        shell: caller
            .shell(&visit, "How far assessors agree")
            .under("Cases", "/home/cases"),
        authority: authority.name,
        cases: cases.len(),
        alike: all.words(),
        alpha: figure(krippendorff_alpha(&apart), all.judged),
        kappa: figure(cohen_kappa(&pairs), pairs.len()),
        fewest: FEWEST,
        criteria: criteria.into_iter().map(line).collect(),
        assessors: settled
            .into_iter()
            .map(|(person, alike)| {
                let name = names.get(&person).cloned();
                (
                    name.unwrap_or_else(|| "A former assessor".to_owned()),
                    alike,
                )
            })
            .map(line)
            .collect(),
    };
    Ok(html(StatusCode::OK, &page))
}
