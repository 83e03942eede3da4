//! The fields of one answer, as the page of a question draws them.

use chrono::NaiveDate;

use crate::assessment::rules::COMMENT_MAX_CHARACTERS;
use crate::platform::error::FieldErrors;
use crate::scheme::rules::{
    Answer, AnswerKind, Criterion, FieldProblem, NotApplicablePolicy, YesOrNo, field,
};
use crate::web::form::Fields;
use crate::web::page::Choice;

/// Every field an answer may have.
const ANSWER_FIELDS: [&str; 14] = [
    field::VALUE,
    field::BY_DAY,
    field::BY_MONTH,
    field::BY_YEAR,
    field::NUMERATOR,
    field::DENOMINATOR,
    field::DAY,
    field::MONTH,
    field::YEAR,
    field::AGREED,
    field::SIGNATORY,
    field::ROLE,
    field::NOT_APPLICABLE,
    field::NOT_APPLICABLE_REASON,
];

/// Reads the answer that was typed; none when every field was left blank.
pub(super) fn parse(
    criterion: &Criterion,
    typed: &Fields,
    today: NaiveDate,
) -> Result<Option<Answer>, Vec<FieldProblem>> {
    let values = ANSWER_FIELDS.map(|name| (name, typed.get(&format!("{}_{name}", criterion.code))));
    criterion.parse_fields(&values, today)
}

/// Errors under the ids of the fields that show them: a date's day carries the name of the date.
pub(super) fn anchored(errors: &FieldErrors) -> FieldErrors {
    let mut anchored = FieldErrors::new();
    for error in &errors.0 {
        let id = error.field.strip_suffix("_day").unwrap_or(&error.field);
        anchored.add(id, error.message.clone());
    }
    anchored
}

/// The fields of one answer.
pub(super) struct AnswerFields {
    code: String,
    pub(super) question: String,
    pub(super) heading: String,
    pub(super) kind: &'static str,
    options: Vec<Choice>,
    pub(super) commitment: bool,
    pub(super) unit: String,
    pub(super) numerator: String,
    pub(super) denominator: String,
    pub(super) statement: String,
    limit: usize,
    pub(super) may_not_apply: bool,
    fields: Vec<(&'static str, String)>,
    errors: FieldErrors,
}

impl AnswerFields {
    pub(super) fn new(
        criterion: &Criterion,
        saved: Option<&Answer>,
        typed: Option<&Fields>,
        errors: &FieldErrors,
    ) -> Self {
        let code = criterion.code.to_string();
        let fields = match typed {
            Some(typed) => ANSWER_FIELDS
                .into_iter()
                .map(|name| (name, typed.get(&format!("{code}_{name}")).to_owned()))
                .collect(),
            None => saved.map(Answer::to_fields).unwrap_or_default(),
        };
        let mut drawn = Self {
            code,
            question: criterion.question.to_string(),
            heading: criterion.title.to_string(),
            kind: criterion.answer.name(),
            options: Vec::new(),
            commitment: false,
            unit: String::new(),
            numerator: String::new(),
            denominator: String::new(),
            statement: String::new(),
            limit: 0,
            may_not_apply: criterion.not_applicable != NotApplicablePolicy::No,
            fields,
            errors: errors.clone(),
        };
        drawn.draw(&criterion.answer);
        drawn
    }

    fn draw(&mut self, kind: &AnswerKind) {
        let chosen = self.typed(field::VALUE).to_owned();
        let choice = |code: &str, words: String| Choice::new(code, words).selected(code == chosen);
        match kind {
            AnswerKind::YesNo { commitment, met_by } => {
                self.options = vec![
                    choice("yes", "Yes".to_owned()),
                    choice("no", "No".to_owned()),
                ];
                self.commitment = *commitment;
                if *commitment {
                    let words = match met_by {
                        YesOrNo::Yes => "Not yet, but by a date",
                        YesOrNo::No => "Still so, but not after a date",
                    };
                    self.options.push(choice("not_yet", words.to_owned()));
                }
            }
            AnswerKind::Choice { options } => {
                self.options = options
                    .iter()
                    .map(|option| choice(&option.code, option.label.to_string()))
                    .collect();
            }
            AnswerKind::Number { unit, .. } => self.unit = unit.to_string(),
            AnswerKind::Percentage {
                numerator,
                denominator,
                ..
            } => {
                self.numerator = numerator.to_string();
                self.denominator = denominator.to_string();
            }
            AnswerKind::Text { max_characters } => {
                self.limit = usize::try_from(*max_characters).unwrap_or(usize::MAX);
            }
            AnswerKind::Declaration { statement } => self.statement = statement.to_string(),
            AnswerKind::Money { .. } | AnswerKind::Date { .. } => {}
        }
    }

    /// The id, and name, of a field.
    pub(super) fn id(&self, name: &str) -> String {
        if name.is_empty() {
            self.code.clone()
        } else {
            format!("{}_{name}", self.code)
        }
    }

    /// What a field holds.
    pub(super) fn typed(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(field, _)| *field == name)
            .map_or("", |(_, value)| value)
    }

    /// What is wrong with a field.
    pub(super) fn wrong(&self, name: &str) -> &str {
        self.errors.of(&self.id(name))
    }

    /// What is wrong with a date of three fields, whose names begin so.
    pub(super) fn wrong_date(&self, start: &str) -> &str {
        ["day", "month", "year"]
            .into_iter()
            .map(|part| self.wrong(&format!("{start}{part}")))
            .find(|message| !message.is_empty())
            .unwrap_or_default()
    }

    /// What may be chosen.
    pub(super) fn options(&self) -> &[Choice] {
        &self.options
    }

    /// Longest answer in words, in characters.
    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// Longest comment, in characters.
    #[expect(clippy::unused_self, reason = "templates call it on the card")]
    pub(super) fn comment_limit(&self) -> usize {
        COMMENT_MAX_CHARACTERS
    }

    /// Whether it says that the question does not apply.
    pub(super) fn says_not_applicable(&self) -> bool {
        self.typed(field::NOT_APPLICABLE) == "yes"
    }

    /// Whether a statement is declared true.
    pub(super) fn is_agreed(&self) -> bool {
        self.typed(field::AGREED) == "yes"
    }
}
