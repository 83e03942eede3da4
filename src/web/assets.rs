//! Styles, scripts and fonts, carried in the binary under names that hold their content's hash.

use poem::endpoint::make_sync;
use poem::http::{HeaderMap, StatusCode, header};
use poem::web::Path;
use poem::{Response, Route, get, handler};

use crate::web::routes::{Audience, Entry};

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
    /// The same compressed, where that makes it smaller.
    brotli: Option<&'static [u8]>,
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

/// The icon at the address where a browser looks for one when it shows what is no page of ours, such
/// as the register as JSON.
pub fn icon() -> Entry {
    let show = make_sync(|_| {
        let asset = ASSETS.iter().find(|asset| asset.name == "favicon.svg");
        let response = Response::builder().header(header::CACHE_CONTROL, FOR_A_DAY);
        match asset {
            Some(asset) => response.content_type(asset.content_type).body(asset.bytes),
            None => response.status(StatusCode::NOT_FOUND).finish(),
        }
    });
    Entry::new("/favicon.ico", Audience::Public).get(show)
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
    // Weak, since it is the same for both codings.
    let response = Response::builder()
        .header(header::ETAG, format!("W/{}", asset.etag))
        .header(header::VARY, "accept-encoding")
        .header(header::CACHE_CONTROL, FOR_EVER);
    if known {
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    let response = response.content_type(asset.content_type);
    match asset.brotli.filter(|_| takes_brotli(headers)) {
        Some(packed) => response.header(header::CONTENT_ENCODING, "br").body(packed),
        None => response.body(asset.bytes),
    }
}

/// Whether the reader takes what is compressed with Brotli.
fn takes_brotli(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            let refused = weight
                .trim()
                .strip_prefix("q=")
                .is_some_and(|q| q.parse::<f32>() == Ok(0.0));
            name.trim().eq_ignore_ascii_case("br") && !refused
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = include_str!("../../templates/styles/package-lock.json");

    fn text(name: &str) -> &'static str {
        let asset = ASSETS.iter().find(|asset| asset.name == name).unwrap();
        std::str::from_utf8(asset.bytes).unwrap()
    }

    fn file(name: &str) -> &'static str {
        asset_path(name).strip_prefix("/assets/").unwrap()
    }

    fn header_of(response: &Response, name: header::HeaderName) -> &str {
        response
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[test]
    fn the_styles_carry_nobody_elses_identity() {
        let styles = text("app.css");
        for word in ["Transport", "crest", "crown"] {
            assert!(!styles.contains(word), "{word}");
        }
        assert!(styles.contains("Source Sans 3"));
    }

    #[test]
    fn what_the_styles_and_scripts_ask_for_is_here() {
        let mut fonts = 0;
        for address in text("app.css").split("url(").skip(1) {
            let address = address.split(')').next().unwrap().trim_matches('"');
            if address.starts_with("data:") {
                continue;
            }
            assert!(
                ASSETS.iter().any(|asset| asset.path == address),
                "{address}"
            );
            fonts += 1;
        }
        assert_eq!(fonts, 4);
        assert!(text("fairmark.js").contains(&format!("\"{}\"", asset_path("govuk-frontend.js"))));
    }

    #[test]
    fn the_fonts_every_reader_fetches_are_small() {
        let bytes: usize = [
            "source-sans-3-latin-400.woff2",
            "source-sans-3-latin-600.woff2",
        ]
        .iter()
        .map(|name| {
            ASSETS
                .iter()
                .find(|asset| asset.name == *name)
                .unwrap()
                .bytes
                .len()
        })
        .sum();
        assert!(bytes < 50_000, "{bytes}");
    }

    #[test]
    fn the_faces_for_documents_are_truetype() {
        for face in [pdf_font_regular(), pdf_font_bold()] {
            assert!(face.starts_with(&[0, 1, 0, 0]) && face.len() > 100_000);
        }
    }

    #[test]
    fn the_lock_file_names_no_registry() {
        assert!(LOCK.contains("\"node_modules/govuk-frontend\""));
        assert!(!LOCK.contains("\"resolved\"") && !LOCK.contains("registry"));
    }

    #[test]
    fn an_asset_is_cached_for_ever_and_known_again() {
        let first = serve(file("app.css"), &HeaderMap::new());
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(first.content_type(), Some("text/css; charset=utf-8"));
        assert_eq!(header_of(&first, header::CACHE_CONTROL), FOR_EVER);

        let mut headers = HeaderMap::new();
        let tag = format!("\"other\", {}", header_of(&first, header::ETAG));
        headers.insert(header::IF_NONE_MATCH, tag.parse().unwrap());
        assert_eq!(
            serve(file("app.css"), &headers).status(),
            StatusCode::NOT_MODIFIED
        );
        headers.insert(header::IF_NONE_MATCH, "\"other\"".parse().unwrap());
        assert_eq!(serve(file("app.css"), &headers).status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn what_can_be_compressed_is_for_whoever_takes_it() {
        let ask = |coding: &str, name: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, coding.parse().unwrap());
            serve(file(name), &headers)
        };
        for coding in ["br", "gzip, deflate, br, zstd", "gzip;q=0.5, BR;q=0.9"] {
            let answer = ask(coding, "app.css");
            assert_eq!(header_of(&answer, header::CONTENT_ENCODING), "br");
            assert_eq!(header_of(&answer, header::VARY), "accept-encoding");
            let packed = answer.into_body().into_vec().await.unwrap();
            assert!(packed.len() < 25_000, "{}", packed.len());
        }
        for (coding, name) in [
            ("gzip", "app.css"),
            ("br;q=0", "app.css"),
            ("br", "source-sans-3-latin-400.woff2"),
        ] {
            let answer = ask(coding, name);
            assert_eq!(header_of(&answer, header::CONTENT_ENCODING), "", "{coding}");
        }
    }

    #[test]
    fn an_unknown_asset_is_not_found() {
        for unknown in [
            "app.css",
            "",
            "unknown",
            "brand-.css",
            "brand-red.css",
            "brand-0b5c4a}.css",
        ] {
            let answer = serve(unknown, &HeaderMap::new());
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{unknown}");
        }
    }

    #[tokio::test]
    async fn a_colour_comes_as_a_style_sheet() {
        let answer = serve("brand-0B5C4A.css", &HeaderMap::new());
        assert_eq!(answer.content_type(), Some("text/css; charset=utf-8"));
        assert_eq!(
            answer.into_body().into_string().await.unwrap(),
            ":root{--fm-brand:#0b5c4a}\n"
        );
    }
}
