//! What an application says of itself as a whole, beside the answers: pillars, grant, language.

use askama::Template;
use entity::ids::AssessmentId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::task_list::Row;
use super::{Opened, listed, refusal, seen_version};
use crate::assessment::actions::about::{Typed, save_about};
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::languages::language_name;
use crate::scheme::rules::Fact;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "assessment/about.html")]
struct AboutPage {
    shell: Shell,
    path: String,
    details_path: String,
    version: i32,
    editable: bool,
    errors: FieldErrors,
    choose: u32,
    pillars: Vec<Choice>,
    grant: bool,
    grant_value: String,
    kind_unknown: bool,
    languages: Vec<Choice>,
}

/// Whether questions turn on what the organisation is, and it has not said.
fn is_kind_unknown(opened: &Opened) -> bool {
    opened.version().turns_on(Fact::Kind) && opened.known.facts.kind.is_none()
}

/// The row of the task list; none where a version leaves nothing to say.
pub(super) fn row(opened: &Opened) -> Option<Row> {
    let version = opened.version();
    let tier = version.tier(&opened.assessment.tier_sought)?;
    let several_languages = version.scheme.languages.len() > 1;
    let kind_unknown = is_kind_unknown(opened);
    let something = tier.choose_pillars.is_some()
        || version.turns_on(Fact::GrantValue)
        || several_languages
        || kind_unknown;
    if !something {
        return None;
    }
    let gaps = opened.assessment.about.gaps(version, tier);
    let mut hints: Vec<String> = gaps.into_iter().map(|gap| gap.words).collect();
    if kind_unknown {
        hints.push("Say what your organisation is".to_owned());
    }
    let (state, colour) = if hints.is_empty() {
        ("Ready", "green")
    } else {
        ("To do first", "blue")
    };
    Some(Row {
        id: "about".to_owned(),
        words: "About this application".to_owned(),
        href: format!("{}/about", opened.path()),
        state: state.to_owned(),
        colour: colour.to_owned(),
        hint: hints.join(". "),
    })
}

/// The page as the assessment stands, or with what was typed instead.
fn page(
    visit: &Visit,
    caller: &Caller,
    opened: &Opened,
    typed: Option<&Fields>,
    errors: FieldErrors,
) -> AboutPage {
    let version = opened.version();
    let about = &opened.assessment.about;
    let choose = version
        .tier(&opened.assessment.tier_sought)
        .and_then(|tier| tier.choose_pillars)
        .unwrap_or(0);
    let chosen = |code: &str| match typed {
        Some(fields) => fields.all("pillars").any(|value| value == code),
        None => about.pillars.iter().any(|pillar| pillar.as_str() == code),
    };
    let language = match typed {
        Some(fields) => fields.get("language"),
        None => opened.language(),
    };
    let languages = &version.scheme.languages;
    AboutPage {
        shell: opened
            .shell(caller, visit, "About this application")
            .errors(listed(&errors)),
        path: opened.path(),
        details_path: format!(
            "/home/organisations/{}/details",
            opened.assessment.organisation_id
        ),
        version: opened.assessment.version,
        editable: opened.assessment.can_be_answered() && opened.employer.must_answer().is_ok(),
        errors,
        choose,
        pillars: version
            .pillars
            .iter()
            .map(|pillar| {
                Choice::new(pillar.code.to_string(), opened.words(&pillar.name))
                    .hint(opened.words(&pillar.intent))
                    .selected(chosen(pillar.code.as_str()))
            })
            .collect(),
        grant: version.turns_on(Fact::GrantValue),
        grant_value: typed.map_or_else(
            || about.grant_typed(),
            |fields| fields.get("grant_value").to_owned(),
        ),
        kind_unknown: is_kind_unknown(opened),
        languages: if languages.len() > 1 {
            languages
                .iter()
                .map(|code| Choice::new(code, language_name(code)).selected(code == language))
                .collect()
        } else {
            Vec::new()
        },
    }
}

#[handler]
pub(super) async fn show_about(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let page = page(&visit, &caller, &opened, None, FieldErrors::new());
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(super) async fn submit_about(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let typed = Typed {
        pillars: fields.all("pillars").collect(),
        grant_value: fields.get("grant_value"),
        language: fields.get("language"),
    };
    match save_about(ctx, &opened.employer, id, seen_version(&fields), &typed).await {
        Ok(_) => Ok(visit.done(&opened.path(), &Notice::success("Saved"))),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let opened = Opened::load(ctx, &caller, id).await?;
            let page = page(&visit, &caller, &opened, Some(&fields), errors);
            Ok(html(status, &page))
        }
    }
}
