//! Stopping reminders, from a link in one of them: by a button, or by the mail program itself with one
//! click (RFC 8058). The address is the proof, so nobody signs in; reading it changes nothing.

use askama::Template;
use entity::ids::OutboxEmailId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use crate::notification::reminders;
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::web::page::{Shell, html};
use crate::web::routes::{Audience, Entry};

pub(super) fn routes() -> Vec<Entry> {
    vec![
        Entry::new("/reminders/:id/:proof", Audience::Public)
            .get(show_stop)
            .post(submit_stop),
    ]
}

#[derive(Template)]
#[template(path = "identity/reminders.html")]
struct StopPage {
    shell: Shell,
    path: String,
    stopped: bool,
}

fn page(path: String, stopped: bool) -> Response {
    let title = if stopped {
        "Reminders are stopped"
    } else {
        "Stop reminders"
    };
    let page = StopPage {
        shell: Shell::new(title),
        path,
        stopped,
    };
    html(StatusCode::OK, &page)
}

#[handler]
async fn show_stop(
    Data(ctx): Data<&Context>,
    Path((id, proof)): Path<(OutboxEmailId, String)>,
) -> Result<Response, Error> {
    reminders::find(ctx, id, &proof)
        .await?
        .ok_or(Error::NotFound)?;
    let path = reminders::path(&ctx.config.secret_key, id);
    Ok(page(path, false))
}

#[handler]
async fn submit_stop(
    Data(ctx): Data<&Context>,
    Path((id, proof)): Path<(OutboxEmailId, String)>,
) -> Result<Response, Error> {
    let reminder = reminders::find(ctx, id, &proof)
        .await?
        .ok_or(Error::NotFound)?;
    reminders::stop(ctx, &reminder).await?;
    Ok(page(String::new(), true))
}
