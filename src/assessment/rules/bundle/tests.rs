use super::*;
use crate::assessment::rules::SavedAnswer;
use proptest::prelude::*;
use uuid::Uuid;

fn content(answers: BTreeMap<CriterionCode, BundleAnswer>) -> BundleContent {
    let id = Uuid::from_u128(7);
    let at = DateTime::from_timestamp_millis(1_790_000_000_123).unwrap();
    BundleContent {
        format: BUNDLE_FORMAT,
        assessment_id: AssessmentId(id),
        reference: "EX-22222".to_owned(),
        round: 1,
        organisation: BundleOrganisation {
            id: OrganisationId(id),
            name: "Siop Bara’r Harbwr Cyf".to_owned(),
            company_number: None,
            kind: None,
            place: Place::uk(),
            sector: Some("C".to_owned()),
            size_band: Some(SizeBand::Small),
            headcount: Some(34),
            headcount_on: None,
            area_headcount: Some(30),
            postcode: None,
            district_id: None,
        },
        scheme: BundleScheme {
            version_id: SchemeVersionId(id),
            slug: "gm-like".to_owned(),
            name: "Charter".to_owned(),
            label: "2026.1".to_owned(),
            hash: "00".to_owned(),
        },
        tier_sought: TierCode::parse("member").unwrap(),
        about: About::default(),
        answers,
        evidence: Vec::new(),
        held: Vec::new(),
        submitted_by: PersonId(id),
        signed_off_by: PersonId(Uuid::from_u128(8)),
        submitted_at: at,
        frozen_at: at,
    }
}

fn saved(text: String, minute: i64) -> SavedAnswer {
    SavedAnswer {
        value: Some(Answer::Text { text }),
        comment: String::new(),
        saved_by: PersonId(Uuid::from_u128(7)),
        saved_at: DateTime::from_timestamp_millis(1_790_000_000_000 + minute * 60_000).unwrap(),
        version: 1,
    }
}

fn code(n: usize) -> CriterionCode {
    CriterionCode::parse(&format!("PAY-{n}")).unwrap()
}

proptest! {
    #[test]
    fn a_bundle_survives_its_storage_byte_for_byte(texts in prop::collection::vec(any::<String>(), 0..6)) {
        let answers = texts.into_iter().enumerate()
            .map(|(n, text)| (code(n + 1), BundleAnswer::from(&saved(text, 1))))
            .collect();
        let frozen = content(answers).freeze(BundleId(Uuid::from_u128(1)));
        let stored = serde_json::to_value(&frozen.content).unwrap();
        prop_assert_eq!(sha256_hex(canonical_json(&stored).as_bytes()), frozen.sha256.clone());
        let read: BundleContent = serde_json::from_value(stored).unwrap();
        prop_assert_eq!(read.hash(), frozen.sha256);
        prop_assert_eq!(read, frozen.content);
    }

    #[test]
    fn amending_changes_one_answer_and_nothing_else(at in 1_usize..6, text in "[a-z]{1,20}") {
        let before: BTreeMap<_, _> = (1..6).map(|n| (code(n), saved(format!("answer {n}"), 1))).collect();
        let first = content(before.iter().map(|(c, s)| (c.clone(), s.into())).collect());
        // Everything has changed since, but only one answer was asked about.
        let given = Given {
            answers: before.keys().map(|c| (c.clone(), saved(format!("{text}!"), 2))).collect(),
            evidence: Vec::new(),
        };
        let now = DateTime::from_timestamp_millis(1_790_009_000_000).unwrap();
        let second = first.amended(&code(at), &given, now);
        prop_assert_eq!(second.round, 2);
        prop_assert_ne!(first.hash(), second.hash());
        for (criterion, answer) in &second.answers {
            prop_assert_eq!(first.answers.get(criterion) == Some(answer), *criterion != code(at));
        }
        let undone = BundleContent {
            round: 1,
            frozen_at: first.frozen_at,
            answers: first.answers.clone(),
            ..second
        };
        prop_assert_eq!(undone.hash(), first.hash());
    }
}
