//! The fields of one answer as every page with a form draws them (`templates/scheme/answer.html`).

use crate::platform::error::FieldErrors;
use crate::scheme::rules::{
    Answer, AnswerKind, ColumnKind, Criterion, Filled, NotApplicablePolicy, SchemeVersion, YesOrNo,
    field,
};
use crate::web::page::Choice;

/// Rows offered beyond those that are filled.
const BLANK_ROWS: usize = 3;

/// A box for one figure or for a few words.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name relative to the criterion.
    pub name: String,
    /// What it asks.
    pub label: String,
    /// How to fill it.
    pub hint: &'static str,
}

/// The fields of one answer.
#[derive(Debug, Clone)]
pub struct AnswerForm {
    prefix: String,
    /// The word for the kind of answer.
    pub kind: &'static str,
    /// The question.
    pub question: String,
    options: Vec<Choice>,
    /// Whether “not yet, but by a date” may be answered.
    pub commitment: bool,
    /// What a number counts.
    pub unit: String,
    /// What a percentage counts.
    pub numerator: String,
    /// Out of what.
    pub denominator: String,
    /// What is declared.
    pub statement: String,
    limit: usize,
    /// How many words at the most, as a hint; empty when it is not limited.
    pub words: String,
    /// The counts of a workforce answer.
    pub counts: Vec<Field>,
    /// The rows of a list, each with its cells.
    pub rows: Vec<Vec<Field>>,
    /// Whether an accreditation that is taken has tiers.
    pub has_tiers: bool,
    /// Whether an employer may say that it does not apply.
    pub may_not_apply: bool,
    /// What a percentage came to, where it was saved.
    pub summary: String,
    fields: Filled,
    errors: FieldErrors,
}

impl AnswerForm {
    /// The form of a criterion, in a language, filled with fields (as [`Answer::to_fields`] gives them
    /// or as they were typed); what is wrong with them is found under the names with the criterion's
    /// code before them.
    pub fn new(
        version: &SchemeVersion,
        criterion: &Criterion,
        language: &str,
        fields: Filled,
        errors: FieldErrors,
    ) -> Self {
        let mut form = Self {
            prefix: criterion.code.to_string(),
            kind: criterion.answer.name(),
            question: criterion.question.get(language).to_owned(),
            options: Vec::new(),
            commitment: false,
            unit: String::new(),
            numerator: String::new(),
            denominator: String::new(),
            statement: String::new(),
            limit: 0,
            words: String::new(),
            counts: Vec::new(),
            rows: Vec::new(),
            has_tiers: false,
            may_not_apply: criterion.not_applicable != NotApplicablePolicy::No,
            summary: String::new(),
            fields,
            errors,
        };
        form.draw(version, &criterion.answer, language);
        form
    }

    /// The same, with what the saved answer comes to.
    #[must_use]
    pub fn with_summary(mut self, summary: String) -> Self {
        self.summary = summary;
        self
    }

    fn draw(&mut self, version: &SchemeVersion, kind: &AnswerKind, language: &str) {
        match kind {
            AnswerKind::YesNo { commitment, met_by } => {
                self.options = vec![self.choice("yes", "Yes"), self.choice("no", "No")];
                let words = match met_by {
                    YesOrNo::Yes => "Not yet, but by a date",
                    YesOrNo::No => "Still so, but not after a date",
                };
                self.promise(*commitment, words);
            }
            AnswerKind::Choice { options } => {
                self.options = options
                    .iter()
                    .map(|option| self.choice(&option.code, option.label.get(language)))
                    .collect();
            }
            AnswerKind::MultiChoice { options } => {
                self.options = options
                    .iter()
                    .map(|option| self.choice(&option.code, option.label.get(language)))
                    .collect();
                self.options
                    .push(self.choice(field::NONE_OF_THESE, "None of these"));
            }
            AnswerKind::Maturity { levels } => {
                self.options = levels
                    .iter()
                    .zip(1u32..)
                    .map(|(level, number)| {
                        let label = format!("Level {number}: {}", level.label.get(language));
                        self.choice(&number.to_string(), &label)
                            .hint(level.descriptor.get(language))
                    })
                    .collect();
            }
            AnswerKind::HeldAccreditation {
                accepts,
                commitment,
            } => {
                let known: Vec<_> = accepts
                    .iter()
                    .filter_map(|code| version.accreditation(code))
                    .collect();
                self.has_tiers = known.iter().any(|outside| !outside.tiers.is_empty());
                self.options = known
                    .iter()
                    .map(|outside| {
                        let words = format!("{} ({})", outside.name.get(language), outside.issuer);
                        self.choice(outside.code.as_str(), &words)
                    })
                    .collect();
                self.options.push(self.choice("no", "Not held"));
                self.promise(*commitment, "Not held yet, but by a date");
            }
            AnswerKind::Confirmation { by } => {
                self.options = by
                    .iter()
                    .map(|by| self.choice(by.as_str(), by.label()))
                    .collect();
            }
            AnswerKind::Number { unit, .. } => unit.get(language).clone_into(&mut self.unit),
            AnswerKind::Percentage {
                numerator,
                denominator,
                ..
            } => {
                numerator.get(language).clone_into(&mut self.numerator);
                denominator.get(language).clone_into(&mut self.denominator);
            }
            AnswerKind::Text {
                max_characters,
                max_words,
            } => {
                self.limit = usize::try_from(*max_characters).unwrap_or(usize::MAX);
                self.words =
                    max_words.map_or_else(String::new, |most| format!("{most} words at the most"));
            }
            AnswerKind::Declaration { statement } => {
                statement.get(language).clone_into(&mut self.statement);
            }
            AnswerKind::Workforce { counts } => {
                self.counts = counts
                    .iter()
                    .map(|count| Field {
                        name: field::count(&count.code),
                        label: count.label.get(language).to_owned(),
                        hint: "",
                    })
                    .collect();
            }
            AnswerKind::List {
                columns, max_rows, ..
            } => {
                let most = usize::try_from(*max_rows).unwrap_or(usize::MAX);
                let filled = (1..=most)
                    .rev()
                    .find(|row| {
                        columns
                            .iter()
                            .any(|column| !self.typed(&field::cell(*row, &column.code)).is_empty())
                    })
                    .unwrap_or(0);
                self.rows = (1..=most.min(filled + BLANK_ROWS))
                    .map(|row| {
                        columns
                            .iter()
                            .map(|column| Field {
                                name: field::cell(row, &column.code),
                                label: column.label.get(language).to_owned(),
                                hint: match column.kind {
                                    ColumnKind::Words | ColumnKind::Number => "",
                                    ColumnKind::Date => "For example, 31 3 2027",
                                    ColumnKind::Money => "In pounds, like 12.60",
                                    ColumnKind::YesNo => "Yes or no",
                                },
                            })
                            .collect()
                    })
                    .collect();
            }
            AnswerKind::Money { .. }
            | AnswerKind::Date { .. }
            | AnswerKind::Period {}
            | AnswerKind::Document {} => {}
        }
    }

    fn promise(&mut self, commitment: bool, words: &str) {
        self.commitment = commitment;
        if commitment {
            self.options.push(self.choice("not_yet", words));
        }
    }

    fn choice(&self, value: &str, label: &str) -> Choice {
        let chosen = self
            .fields
            .iter()
            .any(|(name, typed)| name == field::VALUE && typed.trim() == value);
        Choice::new(value, label).selected(chosen)
    }

    /// The id, and name, of a field.
    pub fn id(&self, name: &str) -> String {
        if name.is_empty() {
            self.prefix.clone()
        } else {
            format!("{}_{name}", self.prefix)
        }
    }

    /// What may be chosen.
    pub fn options(&self) -> &[Choice] {
        &self.options
    }

    /// Longest answer in words, in characters.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// What a field holds.
    pub fn typed(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value)
    }

    /// What is wrong with a field.
    pub fn wrong(&self, name: &str) -> &str {
        self.errors.of(&self.id(name))
    }

    /// What is wrong with a date of three fields, whose names begin so.
    pub fn wrong_date(&self, start: &str) -> &str {
        ["day", "month", "year"]
            .into_iter()
            .map(|part| self.wrong(&format!("{start}{part}")))
            .find(|message| !message.is_empty())
            .unwrap_or_default()
    }

    /// Whether it says that the question does not apply.
    pub fn says_not_applicable(&self) -> bool {
        self.typed(field::NOT_APPLICABLE) == "yes"
    }

    /// Whether a statement is declared true.
    pub fn is_agreed(&self) -> bool {
        self.typed(field::AGREED) == "yes"
    }

    /// Whether a percentage is saved and nothing is wrong with it.
    pub fn shows_summary(&self) -> bool {
        !self.summary.is_empty()
            && !self.typed(field::NUMERATOR).is_empty()
            && self.wrong(field::NUMERATOR).is_empty()
            && self.wrong(field::DENOMINATOR).is_empty()
    }
}

/// Errors under the ids of the fields that show them: a date's day carries the name of the date.
pub fn anchored(errors: &FieldErrors) -> FieldErrors {
    let mut anchored = FieldErrors::new();
    for error in &errors.0 {
        let id = error.field.strip_suffix("_day").unwrap_or(&error.field);
        anchored.add(id, error.message.clone());
    }
    anchored
}

/// The fields a saved answer fills a form with.
pub fn fields_of(value: Option<&Answer>) -> Filled {
    value.map(Answer::to_fields).unwrap_or_default()
}

/// The fields of a criterion's form that were sent and are not blank.
pub fn sent(criterion: &Criterion, fields: &crate::web::form::Fields) -> Filled {
    criterion
        .field_names()
        .into_iter()
        .flat_map(|name| {
            let sent = format!("{}_{name}", criterion.code);
            fields
                .all(&sent)
                .filter(|value| !value.is_empty())
                .map(|value| (name.clone(), value.to_owned()))
                .collect::<Filled>()
        })
        .collect()
}
