//! Every question of a scheme before anybody starts, to read or to print, in each of its languages.

use askama::Template;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use crate::identity::store as identity;
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::scheme::languages::language_name;
use crate::scheme::rules::{AnswerKind, Criterion, EvidenceNeed, SchemeVersion, Text};
use crate::scheme::store;
use crate::web::page::{Colour, Shell, html};

/// One question.
struct Question {
    code: String,
    asks: String,
    why: String,
    good: String,
    guidance: String,
    answers: Vec<String>,
    evidence: String,
    applies: String,
    law: String,
}

/// A pillar with its questions.
struct Part {
    name: String,
    intent: String,
    questions: Vec<Question>,
}

#[derive(Template)]
#[template(path = "scheme/questions.html")]
struct QuestionsPage {
    shell: Shell,
    language: String,
    languages: Vec<(String, String)>,
    label: String,
    description: String,
    minutes: u32,
    parts: Vec<Part>,
}

#[derive(Deserialize)]
struct Language {
    #[serde(default)]
    lang: String,
}

/// What may be answered, in words.
fn answers(kind: &AnswerKind, language: &str) -> Vec<String> {
    let labels = |texts: Vec<&Text>| {
        texts
            .iter()
            .map(|text| text.get(language).to_owned())
            .collect()
    };
    match kind {
        AnswerKind::Choice { options } => labels(options.iter().map(|one| &one.label).collect()),
        AnswerKind::MultiChoice { options } => {
            labels(options.iter().map(|one| &one.label).collect())
        }
        AnswerKind::Maturity { levels } => levels
            .iter()
            .map(|one| {
                format!(
                    "{}: {}",
                    one.label.get(language),
                    one.descriptor.get(language)
                )
            })
            .collect(),
        AnswerKind::Workforce { counts } => labels(counts.iter().map(|one| &one.label).collect()),
        AnswerKind::List { columns, .. } => labels(columns.iter().map(|one| &one.label).collect()),
        AnswerKind::Percentage {
            numerator,
            denominator,
            ..
        } => labels(vec![numerator, denominator]),
        AnswerKind::Declaration { statement } => labels(vec![statement]),
        AnswerKind::Number { unit, .. } if !unit.is_empty() => labels(vec![unit]),
        AnswerKind::Text { max_characters, .. } => {
            vec![format!("Up to {max_characters} characters")]
        }
        AnswerKind::YesNo {
            commitment: true, ..
        } => {
            vec!["Yes, no, or the date by which it will be so".to_owned()]
        }
        _ => Vec::new(),
    }
}

fn question(criterion: &Criterion, language: &str) -> Question {
    let rule = &criterion.evidence;
    Question {
        code: criterion.code.to_string(),
        asks: criterion.question.get(language).to_owned(),
        why: criterion.why.get(language).to_owned(),
        good: criterion.good.get(language).to_owned(),
        guidance: criterion.guidance.get(language).to_owned(),
        answers: answers(&criterion.answer, language),
        evidence: if rule.need == EvidenceNeed::None {
            String::new()
        } else {
            rule.hint.get(language).to_owned()
        },
        applies: criterion
            .applies_when
            .as_ref()
            .map_or_else(String::new, |when| format!("Only for {}.", when.describe())),
        law: criterion
            .statutory
            .as_ref()
            .map_or_else(String::new, |law| law.get(language).to_owned()),
    }
}

fn parts(version: &SchemeVersion, language: &str) -> Vec<Part> {
    version
        .pillars
        .iter()
        .map(|pillar| Part {
            name: pillar.name.get(language).to_owned(),
            intent: pillar.intent.get(language).to_owned(),
            questions: pillar
                .criteria
                .iter()
                .map(|criterion| question(criterion, language))
                .collect(),
        })
        .collect()
}

#[handler]
pub(super) async fn show_questions(
    Data(ctx): Data<&Context>,
    Path((authority, scheme)): Path<(String, String)>,
    Query(query): Query<Language>,
) -> Result<Response, Error> {
    let authority = identity::find_authority(ctx.read(), &authority)
        .await?
        .ok_or(Error::NotFound)?;
    let scheme = store::find_scheme(ctx.read(), authority.id, &scheme)
        .await?
        .ok_or(Error::NotFound)?;
    let version = store::find_current_version(ctx.read(), scheme.id, ctx.today())
        .await?
        .ok_or(Error::NotFound)?;
    let content = &version.content;
    let language = content
        .scheme
        .languages
        .iter()
        .find(|known| **known == query.lang)
        .map_or("en", String::as_str);
    let path = format!("/schemes/{}/{}/questions", authority.slug, scheme.slug);
    let languages = content
        .scheme
        .languages
        .iter()
        .filter(|known| *known != language)
        .map(|known| (language_name(known), format!("{path}?lang={known}")))
        .collect();
    let page = QuestionsPage {
        shell: Shell::new("All questions").of(
            authority.name.clone(),
            authority.slug.clone(),
            Colour::parse(&authority.brand_colour),
        ),
        language: language.to_owned(),
        languages,
        label: format!("{} {}", content.scheme.name.get(language), content.label),
        description: content.scheme.description.get(language).to_owned(),
        minutes: content.estimated_minutes(),
        parts: parts(content, language),
    };
    Ok(html(StatusCode::OK, &page))
}
