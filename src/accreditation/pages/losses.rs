//! Who would fall, should a draft of a scheme be published.

use askama::Template;
use entity::ids::SchemeDraftId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::{refusal, seen_version};
use crate::accreditation::actions::losses::acknowledge;
use crate::accreditation::store::find_losses;
use crate::identity::guard::{Caller, Officer};
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::rules::{Loss, SchemeVersion, TierCode};
use crate::scheme::store::{self, Draft};
use crate::web::form::Submitted;
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

/// The most that are listed on the page.
const LISTED: usize = 1_000;

struct Row {
    name: String,
    from: String,
    to: String,
    on: String,
    by: String,
}

#[derive(Template)]
#[template(path = "accreditation/losses.html")]
struct LossesPage {
    shell: Shell,
    path: String,
    version: i32,
    open: bool,
    acknowledged: bool,
    errors: FieldErrors,
    label: String,
    old_label: String,
    holders: usize,
    falling: usize,
    rows: Vec<Row>,
    not_listed: usize,
    bound: String,
}

fn row(old: &SchemeVersion, new: &SchemeVersion, loss: Loss<String>) -> Row {
    let tier = |version: &SchemeVersion, code: &TierCode| {
        version
            .tier(code)
            .map_or_else(|| code.to_string(), |tier| tier.name.to_string())
    };
    let by: Vec<String> = loss
        .by
        .iter()
        .map(|code| {
            let title = new.criterion(code).map(|criterion| &criterion.title);
            title.map_or_else(|| code.to_string(), |title| format!("{code} {title}"))
        })
        .collect();
    Row {
        name: loss.key,
        from: tier(old, &loss.from),
        to: loss
            .to
            .map_or_else(|| "No tier".to_owned(), |code| tier(new, &code)),
        on: long_date(loss.on),
        by: if by.is_empty() {
            "the tier is no longer there".to_owned()
        } else {
            by.join("; ")
        },
    }
}

async fn draft_of(
    ctx: &Context,
    caller: &Caller,
    id: SchemeDraftId,
) -> Result<(Draft, Officer), Error> {
    let officers = caller.officers();
    let own = officers.iter().map(Officer::authority);
    let draft = store::get_draft(ctx.read(), own, id).await?;
    let officer = caller.officer(draft.authority_id)?;
    Ok((draft, officer))
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    draft: &Draft,
    (status, errors): (StatusCode, FieldErrors),
) -> Result<Response, Error> {
    let found = find_losses(ctx.read(), draft, ctx.now()).await?;
    let path = format!("/home/schemes/drafts/{}", draft.id);
    let (old_label, holders, falling, rows) = match found {
        None => (String::new(), 0, 0, Vec::new()),
        Some((old, losses)) => {
            let falling = losses.losses.len();
            let listed = losses.losses.into_iter().take(LISTED);
            let rows = listed.map(|loss| row(&old, &draft.content, loss)).collect();
            (old.label, losses.holders, falling, rows)
        }
    };
    let page = LossesPage {
        shell: caller
            .shell(visit, "Who would fall")
            .under("Schemes", "/home/schemes")
            .under(
                format!("{} {}", draft.content.scheme.name, draft.content.label),
                path.clone(),
            )
            .wrong(&errors),
        version: draft.version,
        open: draft.is_open(),
        acknowledged: draft
            .losses_seen
            .as_ref()
            .is_some_and(|seen| seen.is_of(draft) && seen.falling == falling),
        errors,
        label: draft.content.label.clone(),
        old_label,
        holders,
        falling,
        not_listed: falling.saturating_sub(rows.len()),
        rows,
        bound: draft.terms.holders_by.map_or_else(
            || "their next renewal".to_owned(),
            |day| {
                format!(
                    "{} or their next renewal, whichever is sooner",
                    long_date(day)
                )
            },
        ),
        path,
    };
    Ok(html(status, &page))
}

#[handler]
pub(super) async fn show_losses(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
) -> Result<Response, Error> {
    let (draft, _) = draft_of(ctx, &caller, id).await?;
    let fine = (StatusCode::OK, FieldErrors::new());
    page(ctx, &visit, &caller, &draft, fine).await
}

#[handler]
pub(super) async fn submit_losses(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, officer) = draft_of(ctx, &caller, id).await?;
    let shown = fields.get("falling").parse().unwrap_or(usize::MAX);
    match acknowledge(ctx, &officer, id, seen_version(&fields), shown).await {
        Ok(()) => Ok(visit.done(
            &format!("/home/schemes/drafts/{id}"),
            &Notice::success("It is noted that you looked at who would fall"),
        )),
        Err(error) => {
            let left = refusal(error)?;
            let (draft, _) = draft_of(ctx, &caller, id).await?;
            page(ctx, &visit, &caller, &draft, left).await
        }
    }
}
