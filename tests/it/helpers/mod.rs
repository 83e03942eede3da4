//! What every test stands on: an application of its own, browsers, a mailbox, a small world.

pub mod after;
pub mod answers;
mod app;
pub mod awarded;
pub mod bench;
mod browser;
mod database;
mod journey;
mod mailbox;
mod many;
mod markup;
pub mod outside;
pub mod proxy;
mod request;
pub mod smtp;
mod story;
mod support;
mod versions;
mod world;

pub use app::TestApp;
pub use browser::Browser;
pub use database::{Backend, TestDatabase};
pub use journey::Journey;
pub use mailbox::Mail;
pub use request::{Answer, send};
pub use story::Story;
pub use world::World;

/// Writes a test once and runs it on SQLite and on PostgreSQL.
///
/// ```text
/// both! {
///     async fn a_link_works_once(app: TestApp) { … }
/// }
/// ```
/// gives the tests `a_link_works_once::sqlite` and `a_link_works_once::postgres`. The second says
/// that it was skipped when `FAIRMARK_TEST_POSTGRES_URL` names no server.
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "a test may need nothing of its file")]
            use super::*;

            async fn run($app: $crate::helpers::TestApp) $body

            #[tokio::test]
            async fn sqlite() {
                run($crate::helpers::TestApp::start($crate::helpers::Backend::Sqlite).await).await;
            }

            #[tokio::test]
            async fn postgres() {
                let Some(backend) = $crate::helpers::Backend::postgres() else {
                    return;
                };
                run($crate::helpers::TestApp::start(backend).await).await;
            }
        }
    )+};
}
