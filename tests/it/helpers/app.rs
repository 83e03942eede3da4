//! The whole application in process, on a database, a clock and a folder of its own.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use fairmark::identity::actions::sign_in::issue_link;
use fairmark::notification::mailer::Mailer;
use fairmark::platform::clock::Clock;
use fairmark::platform::config::Config;
use fairmark::platform::context::Context;
use fairmark::platform::database::Database;
use fairmark::platform::random::Randomness;
use fairmark::platform::storage::Storage;
use poem::Response;
use poem::endpoint::BoxEndpoint;
use tempfile::TempDir;

use super::database::{Backend, TestDatabase};
use super::{Browser, Mail, mailbox};

/// The instant at which every test begins: Tuesday 24 November 2026, nine in the morning.
const START: &str = "2026-11-24T09:00:00Z";

/// Address that people reach the application under test at.
const BASE_URL: &str = "https://fairmark.example";

/// An application that only one test uses.
pub struct TestApp {
    /// What actions are given.
    pub ctx: Context,
    /// What sends the emails; a folder unless a test says otherwise.
    pub mailer: Mailer,
    endpoint: Arc<BoxEndpoint<'static, Response>>,
    // Dropped after the context, so that no file is in use any more.
    database: TestDatabase,
    folder: TempDir,
}

impl TestApp {
    /// Starts an application on a database of its own.
    pub async fn start(backend: Backend) -> Self {
        Self::start_with(backend, |_| {}).await
    }

    /// Starts an application whose settings a test changed.
    pub async fn start_with(backend: Backend, change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::migrated(&backend, folder.path()).await;
        let mut config = Config {
            database_url: database.url.clone(),
            listen: "127.0.0.1:0".to_owned(),
            base_url: BASE_URL.to_owned(),
            data_dir: folder.path().to_owned(),
            storage_url: format!("file://{}", folder.path().join("files").display()),
            smtp_url: None,
            mail_from: "Charter team <charter@fairmark.example>".to_owned(),
            secret_key: [7; 32],
            log: "warn".to_owned(),
            demo: false,
        };
        change(&mut config);
        let ctx = Context {
            db: Database::connect(&config.database_url).await.unwrap(),
            clock: Clock::fixed(START.parse().unwrap()),
            random: Randomness::seeded(20_261_124),
            storage: Storage::open(&config.storage_url).unwrap(),
            config: Arc::new(config),
        };
        Self {
            mailer: Mailer::new(&ctx.config).unwrap(),
            endpoint: Arc::new(fairmark::app::build(&ctx)),
            ctx,
            database,
            folder,
        }
    }

    /// The same application over another address of its database, with the same keys and files.
    pub async fn by_way_of(self, url: &str) -> Self {
        let mut config = (*self.ctx.config).clone();
        url.clone_into(&mut config.database_url);
        let ctx = Context {
            db: Database::connect(&config.database_url).await.unwrap(),
            config: Arc::new(config),
            ..self.ctx.clone()
        };
        Self {
            endpoint: Arc::new(fairmark::app::build(&ctx)),
            ctx,
            ..self
        }
    }

    /// The present instant of this application.
    pub fn now(&self) -> DateTime<Utc> {
        self.ctx.now()
    }

    /// Lets time pass.
    pub fn advance(&self, by: TimeDelta) {
        self.ctx.clock.advance(by);
    }

    /// Where this application keeps what is not in the database.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of its database, for a second process.
    pub fn database_url(&self) -> &str {
        &self.database.url
    }

    /// What answers requests.
    pub fn endpoint(&self) -> Arc<BoxEndpoint<'static, Response>> {
        Arc::clone(&self.endpoint)
    }

    /// A browser that was never here.
    pub fn browser(&self) -> Browser {
        Browser::new(self.endpoint(), BASE_URL)
    }

    /// Does every job and sends every email that is due.
    pub async fn drain_worker(&self) {
        fairmark::worker::drain(&self.ctx, &self.mailer)
            .await
            .unwrap();
    }

    /// Does something and counts the SQL statements it took.
    pub async fn statements<T>(&self, work: impl Future<Output = T>) -> (T, u64) {
        let before = self.ctx.db.statements();
        let outcome = work.await;
        (outcome, self.ctx.db.statements() - before)
    }

    /// Every email written so far, sent or not, oldest first.
    pub async fn mail(&self) -> Vec<Mail> {
        mailbox::read(&self.ctx).await
    }

    /// The emails to one address, oldest first.
    pub async fn mail_to(&self, email: &str) -> Vec<Mail> {
        let mut mail = self.mail().await;
        mail.retain(|mail| mail.to == email);
        mail
    }

    /// The newest email to an address.
    pub async fn last_mail_to(&self, email: &str) -> Mail {
        let mail = self.mail_to(email).await.pop();
        mail.unwrap_or_else(|| panic!("nobody wrote to {email}"))
    }

    /// Signs a person in through the real pages: asks for a link, reads the email, opens the link,
    /// presses the button, and gives a name when asked for one.
    pub async fn sign_in_as(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        browser.visit("/sign-in").await;
        browser.fill("Email address", email);
        let before = self.mail_to(email).await;
        browser.press("Send me a link").await;
        browser.see("Check your email");
        // Emails of one instant have no order: the new one is the one that was not there. Its link
        // is not kept once it is sent.
        let mut mail = self.mail_to(email).await;
        mail.retain(|mail| before.iter().all(|old| old.text != mail.text));
        let link = mail[0].link("/sign-in/");
        self.drain_worker().await;
        self.follow_sign_in_link(&mut browser, &link, email).await;
        browser
    }

    /// Signs a person in without waiting for an email: for tests that are about something else.
    pub async fn session(&self, email: &str) -> Browser {
        let conn = self.ctx.db.write();
        let after = Some("/home/account".to_owned());
        let link = issue_link(&self.ctx, conn, email, after, 60).await.unwrap();
        let mut browser = self.browser();
        self.follow_sign_in_link(&mut browser, &link, email).await;
        browser
    }

    /// Opens a sign-in link that came by email or from the command line, and presses its button.
    pub async fn follow_sign_in_link(&self, browser: &mut Browser, link: &str, email: &str) {
        browser.visit(link).await;
        browser.press("Sign in").await;
        if browser.path().starts_with("/home/account") {
            browser.fill("Your name", &name_of(email));
            browser.press("Save your name").await;
        }
        assert!(
            browser.path().starts_with("/home"),
            "{email} was not signed in but is at {}: {}",
            browser.path(),
            browser.text()
        );
    }
}

/// `amira.khan@example.org` is Amira Khan.
pub(super) fn name_of(email: &str) -> String {
    email
        .split('@')
        .next()
        .unwrap_or_default()
        .split(['.', '-', '_'])
        .map(|part| {
            let mut letters = part.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(letters).collect()
            })
        })
        .collect::<Vec<_>>()
        .join(" ")
}
