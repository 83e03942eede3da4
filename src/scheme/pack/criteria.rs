//! A pillar file: one pillar and its criteria.

use super::answer_kind::answer_kind;
use super::condition::condition;
use super::rule::stage;
use super::sheet::{At, Fields, Sheet};
use super::tests_of::test;
use crate::scheme::rules::{
    AnswerKind, Confidentiality, Criterion, Decimal, Equivalent, NotApplicablePolicy, Pillar,
    PillarCode, StatisticTag, Text, YesOrNo,
};

mod evidence;

const TAGS: &[(&str, StatisticTag)] = &[
    ("pay", StatisticTag::Pay),
    ("contract", StatisticTag::Contract),
    ("hours", StatisticTag::Hours),
    ("wlb", StatisticTag::Wlb),
    ("voice", StatisticTag::Voice),
    ("progression", StatisticTag::Progression),
    ("design", StatisticTag::Design),
    ("health", StatisticTag::Health),
    ("support", StatisticTag::Support),
    ("inclusion", StatisticTag::Inclusion),
];

/// Reads a pillar file. What could not be read is left out, and noted.
pub(super) fn pillar(sheet: &mut Sheet, at: &At<'_>) -> Option<Pillar> {
    let fields = sheet.map(at, &["code", "name", "intent", "criteria"])?;
    let code = fields
        .required(sheet, "code")
        .and_then(|at| sheet.parsed::<PillarCode>(&at));
    let name = wording(sheet, &fields, "name");
    let intent = wording(sheet, &fields, "intent");
    let parts = fields
        .required(sheet, "criteria")
        .and_then(|at| sheet.list(&at, "criteria"));
    let criteria: Vec<Option<Criterion>> = sheet
        .vital(parts)
        .unwrap_or_default()
        .iter()
        .map(|part| criterion(sheet, part))
        .collect();
    Some(Pillar {
        code: code?,
        name,
        intent,
        criteria: sheet.readable(criteria),
    })
}

/// Wording that must be there; empty, and noted, where it is not.
pub(super) fn wording(sheet: &mut Sheet, fields: &Fields<'_>, name: &str) -> Text {
    fields
        .required(sheet, name)
        .and_then(|at| sheet.text(&at))
        .unwrap_or_default()
}

fn criterion(sheet: &mut Sheet, at: &At<'_>) -> Option<Criterion> {
    let fields = sheet.map(
        at,
        &[
            "code",
            "title",
            "question",
            "why",
            "good",
            "guidance",
            "answer",
            "meets",
            "evidence",
            "statutory",
            "tags",
            "not_applicable",
            "confidentiality",
            "minutes",
            "applies_when",
            "active_from",
            "retired_from",
            "superseded_by_law_on",
            "equivalents",
            "weight",
        ],
    )?;
    let code = fields
        .required(sheet, "code")
        .and_then(|at| sheet.parsed(&at));
    let title = wording(sheet, &fields, "title");
    let question = wording(sheet, &fields, "question");
    let why = wording(sheet, &fields, "why");
    let good = wording(sheet, &fields, "good");
    let guidance = fields.optional("guidance").and_then(|at| sheet.text(&at));
    let answer = fields
        .required(sheet, "answer")
        .and_then(|at| answer_kind(sheet, &at));
    let answer = sheet.vital(answer);
    let meets = fields.optional("meets").and_then(|at| {
        let test = test(sheet, &at);
        sheet.vital(test)
    });
    let evidence = fields
        .required(sheet, "evidence")
        .and_then(|at| evidence::rules(sheet, &at));
    let (evidence, evidence_when) = evidence.unwrap_or_else(|| (evidence::none(), Vec::new()));
    let applies_when = fields.optional("applies_when").and_then(|at| {
        let read = condition(sheet, &at, 1);
        sheet.vital(read)
    });
    let mut day = |name: &str| fields.optional(name).and_then(|at| sheet.date(&at));
    let active_from = day("active_from");
    let retired_from = day("retired_from");
    let superseded_by_law_on = day("superseded_by_law_on");
    let equivalents: Vec<Option<Equivalent>> = sheet
        .optional_list(fields.optional("equivalents"), "equivalents")
        .iter()
        .map(|at| equivalent(sheet, at))
        .collect();
    let equivalents = sheet.readable(equivalents);
    let weight = match fields.optional("weight") {
        None => Some(Decimal::whole(1)),
        Some(at) => sheet.figure(&at),
    };
    let statutory = fields.optional("statutory").and_then(|at| sheet.text(&at));
    let tags: Vec<Option<StatisticTag>> = fields
        .required(sheet, "tags")
        .and_then(|at| sheet.list(&at, "tags"))
        .unwrap_or_default()
        .iter()
        .map(|at| sheet.word(at, TAGS))
        .collect();
    let not_applicable = match fields.optional("not_applicable") {
        None => Some(NotApplicablePolicy::No),
        Some(at) => sheet.word(
            &at,
            &[
                ("no", NotApplicablePolicy::No),
                ("with_reason", NotApplicablePolicy::WithReason),
                ("assessor_confirms", NotApplicablePolicy::AssessorConfirms),
            ],
        ),
    };
    let confidentiality = fields.required(sheet, "confidentiality").and_then(|at| {
        sheet.word(
            &at,
            &[
                ("public", Confidentiality::Public),
                ("partner", Confidentiality::Partner),
                ("confidential", Confidentiality::Confidential),
            ],
        )
    });
    let minutes = fields
        .required(sheet, "minutes")
        .and_then(|at| sheet.whole(&at));
    Some(Criterion {
        code: code?,
        title,
        question,
        why,
        good,
        guidance: guidance.unwrap_or_default(),
        answer: answer.unwrap_or(AnswerKind::YesNo {
            commitment: true,
            met_by: YesOrNo::Yes,
        }),
        meets,
        evidence,
        evidence_when,
        applies_when,
        active_from,
        retired_from,
        superseded_by_law_on,
        equivalents,
        weight: weight.unwrap_or_else(|| Decimal::whole(1)),
        statutory,
        tags: tags.into_iter().flatten().collect(),
        not_applicable: not_applicable.unwrap_or(NotApplicablePolicy::No),
        confidentiality: confidentiality.unwrap_or(Confidentiality::Confidential),
        minutes: minutes.unwrap_or(1),
    })
}

fn equivalent(sheet: &mut Sheet, at: &At<'_>) -> Option<Equivalent> {
    let fields = sheet.map(at, &["accreditation", "tiers", "stage"])?;
    let accreditation = fields
        .required(sheet, "accreditation")
        .and_then(|at| sheet.parsed(&at));
    let parts = sheet.optional_list(fields.optional("tiers"), "tiers");
    let tiers: Vec<Option<String>> = parts.iter().map(|part| sheet.line(part)).collect();
    let stage = fields
        .required(sheet, "stage")
        .and_then(|at| stage(sheet, &at));
    Some(Equivalent {
        accreditation: accreditation?,
        tiers: tiers.into_iter().collect::<Option<_>>()?,
        stage: stage?,
    })
}
