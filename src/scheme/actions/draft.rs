//! Writing the next version of a scheme, and publishing it.

use chrono::NaiveDate;
use entity::ids::{SchemeDraftId, SchemeVersionId};
use entity::kinds::SchemeDraftStage;
use entity::version_kinds::OpenCases;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::json;

use crate::identity::guard::Officer;
use crate::platform::audit;
use crate::platform::calendar::london_midnight;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::platform::jobs::{self, Work};
use crate::scheme::pack::LoadedPack;
use crate::scheme::rules::{
    Comparison, SchemeVersion, Severity, check, compare, format_date, notice,
};
use crate::scheme::store::{self, Draft, LossesSeen, Terms};

/// Begins a draft from a published version.
///
/// # Errors
/// [`Error::NotFound`] when the authority has no such version.
pub async fn start(ctx: &Context, officer: &Officer, from: SchemeVersionId) -> Result<Draft> {
    let version = store::get_version(ctx.read(), from).await?;
    if version.authority_id != officer.authority() {
        return Err(Error::NotFound);
    }
    begin(ctx, officer, Some(from), version.content).await
}

/// Begins a draft from a pack; of the version in force of that scheme, where there is one.
///
/// # Errors
/// When the database refuses.
pub async fn start_from_pack(ctx: &Context, officer: &Officer, pack: LoadedPack) -> Result<Draft> {
    let slug = pack.version.scheme.slug.as_str();
    let known = store::find_scheme(ctx.read(), officer.authority(), slug).await?;
    let based_on = match known {
        Some(scheme) => store::find_latest_version(ctx.read(), scheme.id).await?,
        None => None,
    };
    begin(
        ctx,
        officer,
        based_on.map(|latest| latest.version.id),
        pack.version,
    )
    .await
}

async fn begin(
    ctx: &Context,
    officer: &Officer,
    based_on: Option<SchemeVersionId>,
    content: SchemeVersion,
) -> Result<Draft> {
    let draft = Draft {
        id: ctx.new_id(),
        authority_id: officer.authority(),
        based_on,
        content,
        version: 1,
        stage: SchemeDraftStage::Draft,
        terms: Terms::default(),
        losses_seen: None,
        created_by: officer.person(),
        updated_at: ctx.now(),
        published_as: None,
    };
    let tx = ctx.begin().await?;
    store::insert_draft(ctx, &tx, &draft).await?;
    record(ctx, &tx, officer, "scheme.draft.start", &draft, None).await?;
    tx.commit().await?;
    Ok(draft)
}

/// Loads a draft that can still be changed, as it stood when it was looked at.
async fn open(
    tx: &DatabaseTransaction,
    officer: &Officer,
    id: SchemeDraftId,
    version: i32,
) -> Result<Draft> {
    let mut draft = store::get_draft(tx, [officer.authority()], id).await?;
    if !draft.is_open() {
        return Err(Error::conflict(
            "scheme.draft_closed",
            "This draft was published or discarded, so it cannot be changed. Begin a new one.",
        ));
    }
    // The guarded write refuses what was looked at too long ago.
    draft.version = version;
    Ok(draft)
}

async fn save(
    ctx: &Context,
    tx: DatabaseTransaction,
    officer: &Officer,
    action: &str,
    draft: &Draft,
    before: Option<String>,
) -> Result<()> {
    store::update_draft(ctx, &tx, draft).await?;
    record(ctx, &tx, officer, action, draft, before).await?;
    tx.commit().await?;
    Ok(())
}

async fn record(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    action: &str,
    draft: &Draft,
    before: Option<String>,
) -> Result<()> {
    let event = audit::Event {
        authority: Some(officer.authority()),
        actor: officer.actor(),
        action,
        object_kind: "scheme_draft",
        object_id: draft.id.to_string(),
        detail: json!({
            "label": draft.content.label,
            "new_from": draft.terms.new_from,
            "holders_by": draft.terms.holders_by,
        }),
        before,
        after: Some(draft.content.content_hash()),
    };
    audit::record(ctx, tx, event).await
}

/// Replaces what a draft says.
///
/// # Errors
/// A conflict when it was changed since `version`, or cannot be changed any more.
pub async fn save_content(
    ctx: &Context,
    officer: &Officer,
    id: SchemeDraftId,
    version: i32,
    content: SchemeVersion,
) -> Result<()> {
    let tx = ctx.begin().await?;
    let mut draft = open(&tx, officer, id, version).await?;
    if draft.stage == SchemeDraftStage::Consultation {
        return Err(Error::conflict(
            "scheme.draft_in_consultation",
            "Others are being asked about this draft, so it stands still. Close the consultation first.",
        ));
    }
    let before = draft.content.content_hash();
    draft.content = content;
    save(ctx, tx, officer, "scheme.draft.edit", &draft, Some(before)).await
}

/// Says when and how a draft comes in.
///
/// # Errors
/// What is wrong with a day; a conflict when it was changed since `version`.
pub async fn set_terms(
    ctx: &Context,
    officer: &Officer,
    id: SchemeDraftId,
    version: i32,
    terms: Terms,
) -> Result<()> {
    let mut errors = FieldErrors::new();
    if terms.new_from.is_some_and(|day| day < ctx.today()) {
        errors.add(
            "new_from_day",
            "Enter today or a later day, or leave this blank.",
        );
    }
    if terms.holders_by.is_some_and(|day| day < ctx.today()) {
        errors.add(
            "holders_by_day",
            "Enter today or a later day, or leave this blank.",
        );
    }
    match (terms.open_cases, terms.move_on) {
        (OpenCases::Move, None) => errors.add(
            "move_on_day",
            "Enter the day on which applications are moved, or let employers choose.",
        ),
        (OpenCases::Move, Some(day)) => {
            if day < terms.new_from.unwrap_or(ctx.today()) {
                errors.add(
                    "move_on_day",
                    "Applications cannot be moved before the version opens. Enter that day or a later one.",
                );
            }
        }
        (OpenCases::Finish | OpenCases::Offer, Some(_)) => errors.add(
            "move_on_day",
            "Leave this blank: only where all applications are moved is there a day for it.",
        ),
        (OpenCases::Finish | OpenCases::Offer, None) => {}
    }
    errors.into_result()?;
    let tx = ctx.begin().await?;
    let mut draft = open(&tx, officer, id, version).await?;
    draft.terms = terms;
    save(ctx, tx, officer, "scheme.draft.terms", &draft, None).await
}

/// Notes that an officer looked at who would fall, should the draft be published as it stands.
///
/// # Errors
/// A conflict when it was changed since `version`, or cannot be changed any more.
pub async fn note_losses(
    ctx: &Context,
    officer: &Officer,
    id: SchemeDraftId,
    version: i32,
    (holders, falling): (usize, usize),
) -> Result<()> {
    let tx = ctx.begin().await?;
    let mut draft = open(&tx, officer, id, version).await?;
    draft.losses_seen = Some(LossesSeen {
        content_hash: draft.content.content_hash(),
        holders_by: draft.terms.holders_by,
        holders,
        falling,
        by: officer.person(),
        at: ctx.now(),
    });
    save(ctx, tx, officer, "scheme.draft.losses_seen", &draft, None).await
}

/// Opens a draft to comments, closes it to them, or gives it up.
///
/// # Errors
/// A conflict when it was changed since `version`, or cannot be changed any more.
pub async fn set_stage(
    ctx: &Context,
    officer: &Officer,
    id: SchemeDraftId,
    version: i32,
    stage: SchemeDraftStage,
) -> Result<()> {
    let action = match stage {
        SchemeDraftStage::Draft => "scheme.draft.close_consultation",
        SchemeDraftStage::Consultation => "scheme.draft.open_consultation",
        SchemeDraftStage::Discarded => "scheme.draft.discard",
        SchemeDraftStage::Published => {
            return Err(Error::refused(
                "scheme.draft_stage",
                "A draft is published by its own act.",
            ));
        }
    };
    let tx = ctx.begin().await?;
    let mut draft = open(&tx, officer, id, version).await?;
    draft.stage = stage;
    save(ctx, tx, officer, action, &draft, None).await
}

/// What keeps a draft from being published, one error a part.
///
/// `before` is what it follows.
pub fn obstacles(ctx: &Context, draft: &Draft, before: &Before) -> FieldErrors {
    let mut errors = FieldErrors::new();
    for fault in check(&draft.content) {
        if fault.severity == Severity::Error {
            errors.add(fault.path, fault.message);
        }
    }
    let begins = draft.terms.new_from.unwrap_or(ctx.today());
    match before.latest {
        Some((latest, _)) if draft.based_on != Some(latest) => errors.add(
            "based_on",
            "Another version was published since this draft was begun, and its changes are not in here. Begin a draft from that version.",
        ),
        Some((_, Some(opens))) if begins < opens => errors.add(
            "new_from",
            format!(
                "The version before comes in on {}. This one cannot come in earlier.",
                format_date(opens)
            ),
        ),
        _ => {}
    }
    let comparison = before.comparison.as_ref();
    if let Some(comparison) = comparison {
        if comparison.is_empty() {
            errors.add(
                "label",
                "Nothing has changed, so there is nothing to publish.",
            );
        }
        for one in comparison.more_than_clarified() {
            errors.add(
                format!("changes.{}", one.code),
                format!(
                    "{} is called clarified, but more than its words changed. Say that it is relaxed or tightened.",
                    one.code
                ),
            );
        }
        if comparison.may_be_stricter()
            && !draft
                .losses_seen
                .as_ref()
                .is_some_and(|seen| seen.is_of(draft))
        {
            errors.add(
                "losses",
                "Something is asked that was not asked before. Look at who would fall first, and say that you have.",
            );
        }
        if let Err(short) = notice(
            &draft.content,
            comparison,
            ctx.today(),
            draft.terms.holders_by,
        ) {
            errors.add(
                "holders_by",
                format!(
                    "Holders are promised {} days of notice, and something asks more of them. Bind them on {} or later, or at their next renewal.",
                    draft.content.scheme.notice_days,
                    format_date(short.earliest)
                ),
            );
        }
    }
    if comparison.is_none_or(Comparison::is_more_than_wording) {
        for (name, text, what) in [
            (
                "health_note",
                &draft.terms.health_note,
                "health, and who gains and who loses",
            ),
            (
                "equality_note",
                &draft.terms.equality_note,
                "people with protected characteristics",
            ),
        ] {
            if text.trim().is_empty() {
                errors.add(name, format!("Say what the changes do to {what}."));
            }
        }
    }
    errors
}

/// What a draft follows.
#[derive(Debug, Default)]
pub struct Before {
    /// What reads otherwise than in the version published last; none, where there is none.
    pub comparison: Option<Comparison>,
    /// What that version is called; empty, where there is none.
    pub label: String,
    /// That version, and the day from which it is in force.
    latest: Option<(SchemeVersionId, Option<NaiveDate>)>,
}

/// What a draft follows: the version of its scheme published last, in force already or not.
///
/// # Errors
/// When the database refuses.
pub async fn before(conn: &impl ConnectionTrait, draft: &Draft) -> Result<Before> {
    let slug = draft.content.scheme.slug.as_str();
    let Some(latest) = store::find_latest_of(conn, draft.authority_id, slug).await? else {
        return Ok(Before::default());
    };
    Ok(Before {
        comparison: Some(compare(&latest.version.content, &draft.content)),
        label: latest.version.content.label.clone(),
        latest: Some((latest.version.id, latest.new_from)),
    })
}

/// Publishes a draft: it becomes a version that never changes.
///
/// # Errors
/// What keeps it from being published; a conflict when it was changed since `version`, or when the
/// scheme has a version of that label.
pub async fn publish(
    ctx: &Context,
    officer: &Officer,
    id: SchemeDraftId,
    version: i32,
) -> Result<SchemeVersionId> {
    let tx = ctx.begin().await?;
    let looked_at = store::get_draft(&tx, [officer.authority()], id).await?;
    // Pressed twice: it is done.
    if let Some(done) = looked_at.published_as {
        return Ok(done);
    }
    if looked_at.version != version {
        return Err(store::changed_meanwhile());
    }
    let mut draft = open(&tx, officer, id, version).await?;
    let before = before(&tx, &draft).await?;
    obstacles(ctx, &draft, &before).into_result()?;
    let head = &draft.content.scheme;
    let known = store::find_scheme(&tx, officer.authority(), head.slug.as_str()).await?;
    let scheme = if let Some(found) = known {
        found.id
    } else {
        let (slug, name) = (head.slug.as_str(), head.name.to_string());
        store::insert_scheme(ctx, &tx, officer.authority(), slug, &name).await?
    };
    if store::find_like(&tx, scheme, &draft.content)
        .await?
        .is_some()
    {
        return Err(Error::conflict(
            "scheme.label_taken",
            format!(
                "Version {} of this scheme is published already. Give the draft another name under “Change the scheme’s words”.",
                draft.content.label
            ),
        ));
    }
    let by = Some(officer.person());
    let published =
        store::insert_version(ctx, &tx, scheme, &draft.content, &draft.terms, by).await?;
    if let (OpenCases::Move, Some(day)) = (draft.terms.open_cases, draft.terms.move_on) {
        let work = Work::MoveOpenAssessments {
            version_id: published,
        };
        jobs::enqueue_at(
            ctx,
            &tx,
            &work,
            format!("move:{published}"),
            london_midnight(day),
        )
        .await?;
    }
    draft.stage = SchemeDraftStage::Published;
    draft.published_as = Some(published);
    save(ctx, tx, officer, "scheme.publish", &draft, None).await?;
    Ok(published)
}
