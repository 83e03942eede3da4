//! How a question is answered, what meets it, and who is asked it.

use askama::Template;
use entity::ids::SchemeDraftId;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::change::{
    Attempt, Left, Shown, ShownGroup, attempt, open_draft, path_of, shell, shown_groups,
};
use super::parts::answered;
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::edit::{Group, answer, applies, test};
use crate::scheme::rules::{Criterion, SchemeVersion};
use crate::scheme::store::Draft;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

/// Where the fields of the test that meets it begin.
const MEETS: &str = "meets_";

#[derive(Template)]
#[template(path = "scheme/answer_form.html")]
struct AnswerPage {
    shell: Shell,
    path: String,
    version: i32,
    criterion: String,
    answered: &'static str,
    question: String,
    groups: Vec<ShownGroup>,
}

/// Which question.
#[derive(Deserialize, Default)]
pub(super) struct Asked {
    #[serde(default)]
    criterion: String,
}

/// The question asked for; the first, where there is no such one.
fn find<'a>(version: &'a SchemeVersion, code: &str) -> Option<&'a Criterion> {
    let mut all = version.criteria().map(|(_, one)| one);
    let found = all.find(|one| one.code.as_str() == code);
    found.or_else(|| version.criteria().map(|(_, one)| one).next())
}

fn groups(version: &SchemeVersion, criterion: &Criterion) -> Vec<Group> {
    let mut groups = answer::fields(version, &criterion.answer);
    if !test::kinds_for(&criterion.answer).is_empty() || criterion.meets.is_some() {
        let fields = test::fields(
            version,
            &criterion.answer,
            MEETS,
            criterion.meets.as_ref(),
            Some("Judged by the answer itself"),
        );
        groups.push(Group::new("What meets it", fields));
    }
    let fields = applies::fields(version, criterion.applies_when.as_ref());
    groups.push(Group::new("Who is asked", fields));
    groups
}

fn page(
    visit: &Visit,
    caller: &Caller,
    draft: &Draft,
    code: &str,
    left: &Left<'_>,
) -> Result<Response, Error> {
    let version = &draft.content;
    let criterion = find(version, code).ok_or(Error::NotFound)?;
    let groups = shown_groups(groups(version, criterion), left.typed, &left.errors);
    let fields: Vec<&Shown> = groups.iter().flat_map(|group| &group.fields).collect();
    let path = path_of(draft);
    let title = format!("{} {}", criterion.code, criterion.title);
    let page = AnswerPage {
        shell: shell(visit, caller, draft, title, &left.errors, &fields)
            .under("Pillars, questions and tiers", format!("{path}/parts")),
        version: draft.version,
        criterion: criterion.code.to_string(),
        answered: answered(criterion),
        question: criterion.question.to_string(),
        groups,
        path,
    };
    Ok(html(left.status, &page))
}

#[handler]
pub(super) async fn show_answer(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let (draft, _) = open_draft(ctx, &caller, id).await?;
    page(&visit, &caller, &draft, &asked.criterion, &Left::none())
}

/// Everything that is wrong at once: the first does not hide the next.
fn changed(version: &SchemeVersion, fields: &Fields) -> Result<(SchemeVersion, ()), FieldErrors> {
    let code = fields.get("criterion");
    let now = find(version, code).filter(|one| one.code.as_str() == code);
    let now = now.ok_or_else(|| {
        FieldErrors::one(
            "criterion",
            "This question is not there any more. Look at the list again.",
        )
    })?;
    let typed = |name: &str| fields.get(name).to_owned();
    let mut errors = FieldErrors::new();
    let mut keep = |wrong: FieldErrors| errors.0.extend(wrong.0);
    let answer = answer::read(version, &now.code, &now.answer, &typed).map_err(&mut keep);
    let meets = if typed("meets_test").is_empty() {
        Ok(None)
    } else {
        let read = test::read(MEETS, &typed, now.meets.as_ref());
        read.map(Some).map_err(&mut keep)
    };
    let applies = applies::read(version, now.applies_when.as_ref(), &typed).map_err(&mut keep);
    let (Ok(answer), Ok(meets), Ok(applies)) = (answer, meets, applies) else {
        return Err(errors);
    };
    let mut changed = version.clone();
    let all = changed.pillars.iter_mut().flat_map(|one| &mut one.criteria);
    for criterion in all.filter(|one| one.code == now.code) {
        criterion.answer = answer.clone();
        criterion.meets.clone_from(&meets);
        criterion.applies_when.clone_from(&applies);
    }
    Ok((changed, ()))
}

#[handler]
pub(super) async fn submit_answer(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (draft, officer) = open_draft(ctx, &caller, id).await?;
    let code = fields.get("criterion");
    match attempt(ctx, &officer, &draft, &fields, |now| changed(now, &fields)).await? {
        Attempt::Kept(()) => Ok(visit.done(
            &format!("{}/answer?criterion={code}", path_of(&draft)),
            &Notice::success("Saved"),
        )),
        Attempt::Left(status, errors) => {
            let left = Left {
                status,
                errors,
                typed: Some(&fields),
            };
            page(&visit, &caller, &draft, code, &left)
        }
    }
}
