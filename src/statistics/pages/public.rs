//! What everybody sees: published runs only, cacheable by their address.

use askama::Template;
use poem::http::{HeaderMap, StatusCode};
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, handler};

use super::file;
use super::view::ReleaseView;
use crate::identity::rules::Authority;
use crate::identity::store as identity;
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::statistics::rules::Run;
use crate::statistics::store::{self, Listed};
use crate::web::assets::Colour;
use crate::web::page::{Shell, html};

/// A release in the list.
struct ReleaseLine {
    href: String,
    authority: String,
    day: String,
}

#[derive(Template)]
#[template(path = "statistics/list.html")]
struct StatisticsPage {
    shell: Shell,
    newest: Option<ReleaseView>,
    releases: Vec<ReleaseLine>,
}

#[derive(Template)]
#[template(path = "statistics/release.html")]
struct ReleasePage {
    shell: Shell,
    release: ReleaseView,
}

fn shell(title: impl Into<String>, authority: Option<&Authority>) -> Shell {
    let shell = Shell::new(title);
    match authority {
        Some(authority) => shell.of(
            authority.name.clone(),
            authority.slug.clone(),
            Colour::parse(&authority.brand_colour),
        ),
        None => shell,
    }
    .attribution("Figures © the authority, published under the Open Government Licence v3.0")
}

#[handler]
pub(super) async fn show_statistics(Data(ctx): Data<&Context>) -> Result<Response, Error> {
    let listed = store::list_released(ctx.read()).await?;
    let authorities = identity::list_authorities(ctx.read()).await?;
    let of = |run: &Listed| {
        authorities
            .iter()
            .find(|authority| authority.id == run.authority_id)
    };
    let newest = match listed.first() {
        Some(first) => {
            let run = store::get_released(ctx.read(), &first.slug).await?;
            of(first).map(|authority| ReleaseView::new(&run, authority))
        }
        None => None,
    };
    let releases = listed
        .iter()
        .map(|run| ReleaseLine {
            href: format!("/statistics/releases/{}", run.slug),
            authority: of(run).map(|found| found.name.clone()).unwrap_or_default(),
            day: long_date(run.as_of),
        })
        .collect();
    let page = StatisticsPage {
        shell: shell("Statistics", None),
        newest,
        releases,
    };
    Ok(cacheable(html(StatusCode::OK, &page)))
}

#[handler]
pub(super) async fn show_release(
    Data(ctx): Data<&Context>,
    Path(name): Path<String>,
    asked: &HeaderMap,
) -> Result<Response, Error> {
    let (slug, as_file) = match name.strip_suffix(".csv") {
        Some(slug) => (slug, true),
        None => (name.as_str(), false),
    };
    let run: Run = store::get_released(ctx.read(), slug).await?;
    let authority = identity::get_authority(ctx.read(), run.authority_id).await?;
    if as_file {
        return file::answer(&run, &authority.name, asked);
    }
    let release = ReleaseView::new(&run, &authority);
    let title = format!("Accredited employers on {}", release.day);
    let page = ReleasePage {
        shell: shell(title, Some(&authority)).under("Statistics", "/statistics"),
        release,
    };
    Ok(cacheable(html(StatusCode::OK, &page)))
}

fn cacheable(response: Response) -> Response {
    response
        .with_header("cache-control", "public, max-age=60")
        .into_response()
}
