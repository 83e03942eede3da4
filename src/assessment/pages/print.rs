//! Every question and answer on one page, to print or to read together.

use askama::Template;
use entity::ids::AssessmentId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::Opened;
use super::check::{Section, sections};
use crate::assessment::rules::status_words;
use crate::assessment::store;
use crate::identity::guard::Caller;
use crate::platform::calendar::long_instant;
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::web::page::{Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "assessment/print.html")]
struct PrintPage {
    shell: Shell,
    organisation: String,
    scheme: String,
    tier: String,
    status: &'static str,
    now: String,
    sections: Vec<Section>,
}

#[handler]
pub(super) async fn show_print(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let given = store::load_given(ctx.read(), id).await?;
    let page = PrintPage {
        shell: opened.shell(&caller, &visit, "All questions and answers"),
        organisation: opened.organisation.clone(),
        scheme: opened.words(&opened.version().scheme.name),
        tier: opened.tier_name(),
        status: status_words(opened.assessment.state.status()),
        now: long_instant(ctx.now()),
        sections: sections(ctx, &opened, &given),
    };
    Ok(html(StatusCode::OK, &page))
}
