//! One criterion of a case in words: its evidence, its questions, its judgement, where the case stands.

use chrono::{DateTime, Utc};
use entity::ids::EvidenceItemId;
use entity::kinds::Judgement;

use crate::assessment::rules::BundleEvidence;
use crate::platform::calendar::{clock_time, london_date, long_date};
use crate::platform::context::Context;
use crate::review::pages::tier_words;
use crate::review::rules::{
    Advice, CaseFile, Entry, State, Viewer, due_words, judgement_words, viewer_of,
};
use crate::scheme::rules::SchemeVersion;
use crate::web::page::Choice;

/// The piece of evidence in the viewer.
pub(super) struct Shown<'a> {
    pub(super) item: &'a BundleEvidence,
    pub(super) src: String,
    pub(super) picture: bool,
}

pub(super) fn viewing<'a>(entry: &'a Entry<'a>, path: &str, wanted: &str) -> Option<Shown<'a>> {
    let wanted: Option<EvidenceItemId> = wanted.parse().ok();
    let can = |item: &&&BundleEvidence| viewer_of(item) != Viewer::Elsewhere;
    let item = entry
        .evidence
        .iter()
        .filter(can)
        .find(|item| Some(item.id) == wanted)
        .or_else(|| entry.evidence.iter().find(can))?;
    Some(Shown {
        item,
        src: format!("{path}/evidence/{}?show=inline", item.id),
        picture: viewer_of(item) == Viewer::Picture,
    })
}

pub(super) fn choices(chosen: Option<Judgement>) -> Vec<Choice> {
    Judgement::ALL
        .iter()
        .zip(["1", "2", "3", "4"])
        .map(|(judgement, key)| {
            Choice::new(judgement.as_str(), judgement_words(*judgement))
                .key(key)
                .selected(chosen == Some(*judgement))
        })
        .collect()
}

/// "due in 6 working days · no conflict declared 3 December 2026"
pub(super) fn standing_words(ctx: &Context, file: &CaseFile, editable: bool) -> String {
    let Ok(review) = file.review() else {
        return String::new();
    };
    let declared = review.declared_at().map_or_else(String::new, |at| {
        format!("no conflict declared on {}", long_date(london_date(at)))
    });
    if editable {
        {
            let due_on = file.case.review_due_on(review, ctx.today());
            format!("{} · {declared}", due_words(ctx.today(), due_on))
        }
    } else {
        declared
    }
}

pub(super) fn recommended_words(file: &CaseFile, version: &SchemeVersion) -> String {
    let Ok(review) = file.review() else {
        return String::new();
    };
    let Some(given) = review.recommendation() else {
        return if file.case.is_open() {
            String::new()
        } else {
            "This case is closed.".to_owned()
        };
    };
    let advice = match &given.advice {
        Advice::Award { tier } => format!("award {}", tier_words(version, tier).0),
        Advice::Decline => "decline".to_owned(),
    };
    let on = long_date(london_date(given.at));
    let whose = match review.state {
        State::Decided { .. } => "The case is decided.",
        _ => "The case is with the officers.",
    };
    format!("You recommended on {on}: {advice}. {whose}")
}

pub(super) fn saved_words(ctx: &Context, at: DateTime<Utc>) -> String {
    if london_date(at) == ctx.today() {
        format!("Saved at {}", clock_time(at))
    } else {
        format!("Saved on {}", long_date(london_date(at)))
    }
}
