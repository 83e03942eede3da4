//! Styles, scripts and fonts, carried in the binary under names that hold their content's hash.

use poem::http::{HeaderMap, StatusCode, header};
use poem::web::Path;
use poem::{Response, Route, get, handler};

mod brand;

pub use brand::Colour;

/// One embedded file.
#[derive(Debug)]
struct Asset {
    name: &'static str,
    path: &'static str,
    content_type: &'static str,
    etag: &'static str,
    bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// A colour's style sheet is worked out, so its address says nothing about its content.
const FOR_A_DAY: &str = "public, max-age=86400";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The address of an asset, such as `/assets/app-0123456789abcdef.css` for `app.css`.
///
/// An unknown name gives an address that answers "not found".
pub fn asset_path(name: &str) -> &'static str {
    ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .map_or("/assets/unknown", |asset| asset.path)
}

/// The regular face for drawn documents, as a TrueType file.
pub fn pdf_font_regular() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/document-regular.ttf"))
}

/// The bold face for drawn documents, as a TrueType file.
pub fn pdf_font_bold() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/document-bold.ttf"))
}

/// Everything below `/assets`.
pub fn routes() -> Route {
    Route::new().at("/:file", get(show_asset))
}

/// An embedded file, to be cached for ever.
#[handler]
fn show_asset(Path(file): Path<String>, headers: &HeaderMap) -> Response {
    serve(&file, headers)
}

fn serve(file: &str, headers: &HeaderMap) -> Response {
    if let Some(colour) = file
        .strip_prefix("brand-")
        .and_then(|rest| rest.strip_suffix(".css"))
        .and_then(Colour::parse)
    {
        return Response::builder()
            .header(header::CACHE_CONTROL, FOR_A_DAY)
            .content_type("text/css; charset=utf-8")
            .body(colour.style_sheet());
    }
    let Some(asset) = ASSETS
        .iter()
        .find(|asset| asset.path.strip_prefix("/assets/") == Some(file))
    else {
        return Response::builder().status(StatusCode::NOT_FOUND).finish();
    };
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| {
            tags.split(',')
                .any(|tag| tag.trim().trim_start_matches("W/") == asset.etag)
        });
    let response = Response::builder()
        .header(header::ETAG, asset.etag)
        .header(header::CACHE_CONTROL, FOR_EVER);
    if known {
        response.status(StatusCode::NOT_MODIFIED).finish()
    } else {
        response.content_type(asset.content_type).body(asset.bytes)
    }
}
