//! A draft as an employer would see it, with test answers that are never kept.

use askama::Template;
use entity::ids::SchemeDraftId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::draft::open;
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::form::{AnswerForm, anchored, sent};
use crate::scheme::rules::{
    Answers, Circumstances, Criterion, EmployerKind, Evaluation, Outcome, Place, Response as Given,
    evaluate,
};
use crate::scheme::store::Draft;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Shell, html};
use crate::web::visit::Visit;

/// One question with its form.
struct Card {
    heading: String,
    why: String,
    good: String,
    evidence: String,
    form: AnswerForm,
}

/// A pillar with its questions.
struct Part {
    name: String,
    intent: String,
    cards: Vec<Card>,
    /// Whether its questions are to be seen from the start.
    open: bool,
}

impl Part {
    /// How many questions it asks.
    fn summary(&self) -> String {
        match self.cards.len() {
            1 => format!("1 question of {}", self.name),
            n => format!("{n} questions of {}", self.name),
        }
    }
}

/// A tier as the test answers leave it.
struct Standing {
    name: String,
    words: &'static str,
    missing: Vec<String>,
}

#[derive(Template)]
#[template(path = "scheme/preview.html")]
struct PreviewPage {
    shell: Shell,
    path: String,
    headcount: String,
    kinds: Vec<Choice>,
    places: Vec<Choice>,
    tried: bool,
    standings: Vec<Standing>,
    parts: Vec<Part>,
}

/// Where the test answers are judged, as chosen on the page.
fn chosen(ctx: &Context, fields: &Fields) -> Circumstances {
    let mut at = Circumstances::on(ctx.today());
    at.facts.headcount = fields.get("headcount").parse().ok();
    at.facts.kind = EmployerKind::WORDS
        .iter()
        .find(|(word, _)| *word == fields.get("kind"))
        .map(|(_, kind)| *kind);
    if fields.get("place") == "london" {
        at.place = Place::london();
    }
    at
}

/// The test answers, and what is wrong with them. Whoever tries them is taken to have the evidence.
fn tried(draft: &Draft, fields: &Fields, at: &Circumstances) -> (Answers, FieldErrors) {
    let (mut answers, mut errors) = (Answers::new(), FieldErrors::new());
    for (_, criterion) in draft.content.criteria() {
        let typed = sent(criterion, fields);
        let pairs: Vec<(&str, &str)> = typed
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        match criterion.parse_fields(&pairs, at.on) {
            Ok(None) => {}
            Ok(Some(answer)) => {
                let items = criterion.evidence_for(at, None).required_items();
                let mut given = Given::answered(answer).with_evidence(items);
                given.received = true;
                answers.insert(criterion.code.clone(), given);
            }
            Err(problems) => {
                for problem in problems {
                    errors.add(
                        format!("{}_{}", criterion.code, problem.field),
                        problem.message,
                    );
                }
            }
        }
    }
    (answers, errors)
}

fn standings(evaluation: &Evaluation) -> Vec<Standing> {
    evaluation
        .tiers
        .iter()
        .map(|tier| Standing {
            name: tier.name.clone(),
            words: match tier.outcome {
                Outcome::Met => "Reached",
                Outcome::NotMet => "Not reached",
                Outcome::Undetermined => "Not known yet",
            },
            missing: tier
                .missing
                .iter()
                .map(|one| format!("{} {}: {}", one.criterion, one.title, one.reason))
                .collect(),
        })
        .collect()
}

fn card(draft: &Draft, criterion: &Criterion, fields: &Fields, errors: &FieldErrors) -> Card {
    Card {
        heading: criterion.title.to_string(),
        why: criterion.why.to_string(),
        good: criterion.good.to_string(),
        evidence: criterion.evidence.hint.to_string(),
        form: AnswerForm::new(
            &draft.content,
            criterion,
            "en",
            sent(criterion, fields),
            errors.clone(),
        ),
    }
}

fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    draft: &Draft,
    fields: &Fields,
    has_tried: bool,
) -> Response {
    let at = chosen(ctx, fields);
    let (answers, errors) = tried(draft, fields, &at);
    let path = format!("/home/schemes/drafts/{}", draft.id);
    let title = format!("{} {}", draft.content.scheme.name, draft.content.label);
    let mut kinds = vec![Choice::new("", "Not said")];
    kinds.extend(EmployerKind::WORDS.iter().map(|(word, _)| {
        Choice::new(*word, word.replace('_', " ")).selected(fields.get("kind") == *word)
    }));
    let places = [("uk", "Anywhere in the country"), ("london", "London")]
        .map(|(value, words)| Choice::new(value, words).selected(fields.get("place") == value));
    let page = PreviewPage {
        shell: caller
            .shell(visit, "As an employer sees it")
            .under("Schemes", "/home/schemes")
            .under(title, path.clone())
            .wrong(&anchored(&errors)),
        path,
        headcount: fields.get("headcount").to_owned(),
        kinds,
        places: places.to_vec(),
        tried: has_tried,
        standings: standings(&evaluate(&draft.content, &answers, &at)),
        parts: draft
            .content
            .pillars
            .iter()
            .map(|pillar| {
                let asked = pillar
                    .criteria
                    .iter()
                    .filter(|criterion| criterion.is_asked(&at, None));
                Part {
                    name: pillar.name.to_string(),
                    intent: pillar.intent.to_string(),
                    open: asked
                        .clone()
                        .any(|one| sent(one, fields).iter().any(|(_, typed)| !typed.is_empty())),
                    cards: asked
                        .map(|criterion| card(draft, criterion, fields, &errors))
                        .collect(),
                }
            })
            .collect(),
    };
    let status = if errors.0.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    html(status, &page)
}

#[handler]
pub(super) async fn show_preview(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
) -> Result<Response, Error> {
    let (draft, _) = open(ctx, &caller, id).await?;
    Ok(page(
        ctx,
        &visit,
        &caller,
        &draft,
        &Fields::default(),
        false,
    ))
}

#[handler]
pub(super) async fn submit_preview(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (draft, _) = open(ctx, &caller, id).await?;
    Ok(page(ctx, &visit, &caller, &draft, &fields, true))
}
