//! Emails on their way: a real SMTP conversation, what is tried again, what is given up, and that
//! nothing is lost and nothing is sent twice.

use chrono::TimeDelta;
use entity::outbox_email;
use fairmark::notification::email::{Email, Recipient};
use fairmark::notification::mailer::Mailer;
use fairmark::notification::outbox::{self, MAX_ATTEMPTS};
use sea_orm::EntityTrait;

use crate::helpers::TestApp;
use crate::helpers::smtp::{SmtpServer, Trouble};

/// The application with its emails going to a server.
async fn through(app: &mut TestApp) -> SmtpServer {
    let server = SmtpServer::start().await;
    let mut config = (*app.ctx.config).clone();
    config.smtp_url = Some(server.url());
    app.mailer = Mailer::new(&config).unwrap();
    server
}

fn email(key: &str) -> Email {
    Email {
        kind: "test",
        dedupe_key: key.to_owned(),
        authority_id: None,
        to: Recipient {
            email: "amira@example.org".to_owned(),
            name: "Amira Khan".to_owned(),
        },
        subject: "Crèche vouchers: your answer is needed".to_owned(),
        body_text: "Dear Amira\n\n.A line that begins with a dot\n\nCafé Müller".to_owned(),
        body_html: "<p>Dear Amira</p>".to_owned(),
        secret: false,
        class: entity::support_kinds::EmailClass::Message,
        signature: fairmark::notification::email::Signature::installation(),
    }
}

async fn write(app: &TestApp, key: &str) {
    let tx = app.ctx.begin().await.unwrap();
    outbox::write(&app.ctx, &tx, email(key)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn rows(app: &TestApp) -> Vec<outbox_email::Model> {
    outbox_email::Entity::find()
        .all(app.ctx.read())
        .await
        .unwrap()
}

async fn row(app: &TestApp) -> outbox_email::Model {
    let mut rows = rows(app).await;
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

both! {
    async fn an_email_reaches_a_real_server_whole(app: TestApp) {
        let mut app = app;
        let server = through(&mut app).await;
        write(&app, "one").await;
        app.drain_worker().await;
        let received = server.received();
        assert_eq!(received.len(), 1);
        let message = &received[0];
        assert_eq!(message.from, "charter@fairmark.example");
        assert_eq!(message.to, ["amira@example.org"]);
        let row = row(&app).await;
        assert_eq!(message.header("Message-ID"), format!("<outbox-{}@fairmark.example>", row.id));
        assert_eq!(message.header("Auto-Submitted"), "auto-generated");
        assert_eq!(message.header("From"), "\"Charter team\" <charter@fairmark.example>");
        assert_eq!(message.header("To"), "\"Amira Khan\" <amira@example.org>");
        assert!(message.header("Subject").contains("=?utf-8?"), "{}", message.header("Subject"));
        assert!(message.header("Content-Type").starts_with("multipart/alternative"));
        let plain = message.content.find("text/plain").unwrap();
        let html = message.content.find("text/html").unwrap();
        assert!(plain < html, "the plain part comes first");
        assert!(row.sent_at.is_some() && row.attempts == 1 && row.last_error.is_none());
    }

    async fn a_link_that_signs_in_is_not_kept_once_it_is_sent(app: TestApp) {
        let mut app = app;
        let server = through(&mut app).await;
        server.fail_next(Trouble::Busy450);
        let tx = app.ctx.begin().await.unwrap();
        outbox::write(&app.ctx, &tx, email("one").secret()).await.unwrap();
        tx.commit().await.unwrap();
        app.drain_worker().await;
        assert!(row(&app).await.body_text.contains("Dear Amira"), "it is still to be sent");
        app.advance(TimeDelta::hours(2));
        app.drain_worker().await;
        let row = row(&app).await;
        assert!(row.sent_at.is_some());
        assert_eq!((row.body_text.as_str(), row.body_html.as_str()), ("", ""));
        assert!(server.received()[0].content.contains("Dear Amira"));
    }

    async fn nothing_is_sent_twice(app: TestApp) {
        let mut app = app;
        let server = through(&mut app).await;
        write(&app, "one").await;
        write(&app, "one").await;
        for _ in 0..3 {
            app.drain_worker().await;
            app.advance(TimeDelta::hours(2));
        }
        assert_eq!(server.received().len(), 1);
        assert_eq!(rows(&app).await.len(), 1);
    }

    async fn what_was_never_committed_is_never_sent(app: TestApp) {
        let mut app = app;
        let server = through(&mut app).await;
        let tx = app.ctx.begin().await.unwrap();
        outbox::write(&app.ctx, &tx, email("one")).await.unwrap();
        tx.rollback().await.unwrap();
        app.drain_worker().await;
        assert!(server.received().is_empty());
        assert!(rows(&app).await.is_empty());
    }

    async fn a_busy_mailbox_is_tried_again_later(app: TestApp) {
        let mut app = app;
        let server = through(&mut app).await;
        server.fail_next(Trouble::Busy450);
        write(&app, "one").await;
        app.drain_worker().await;
        let waiting = row(&app).await;
        assert!(waiting.sent_at.is_none() && waiting.failed_at.is_none());
        assert!(waiting.last_error.unwrap().contains("mailbox busy"));
        assert_eq!(waiting.not_before, app.now() + TimeDelta::seconds(30));

        app.advance(TimeDelta::seconds(29));
        app.drain_worker().await;
        assert!(server.received().is_empty(), "it was tried too soon");
        app.advance(TimeDelta::seconds(1));
        app.drain_worker().await;
        assert_eq!(server.received().len(), 1);
        let sent = row(&app).await;
        assert!(sent.sent_at.is_some() && sent.attempts == 2 && sent.last_error.is_none());
    }

    async fn a_server_that_is_not_available_is_tried_again(app: TestApp) {
        let mut app = app;
        let server = through(&mut app).await;
        server.fail_next(Trouble::Unavailable421);
        write(&app, "one").await;
        app.drain_worker().await;
        assert!(row(&app).await.failed_at.is_none());
        app.advance(TimeDelta::seconds(30));
        app.drain_worker().await;
        assert_eq!(server.received().len(), 1);
    }

    async fn nobody_at_that_address_is_given_up_at_once(app: TestApp) {
        let mut app = app;
        let server = through(&mut app).await;
        server.fail_next(Trouble::Unknown550);
        write(&app, "one").await;
        for _ in 0..3 {
            app.drain_worker().await;
            app.advance(TimeDelta::hours(2));
        }
        assert!(server.received().is_empty());
        let dead = row(&app).await;
        assert!(dead.failed_at.is_some() && dead.sent_at.is_none());
        assert_eq!(dead.attempts, 1);
        assert!(dead.last_error.unwrap().contains("no such user"));
    }

    async fn a_broken_line_loses_nothing(app: TestApp) {
        let mut app = app;
        let server = through(&mut app).await;
        server.fail_next(Trouble::BreaksInData);
        write(&app, "one").await;
        app.drain_worker().await;
        assert!(server.received().is_empty());
        assert!(row(&app).await.failed_at.is_none());
        app.advance(TimeDelta::seconds(30));
        app.drain_worker().await;
        assert_eq!(server.received().len(), 1);
    }

    async fn a_lost_receipt_repeats_the_very_same_message(app: TestApp) {
        let mut app = app;
        let server = through(&mut app).await;
        server.fail_next(Trouble::BreaksAfterData);
        write(&app, "one").await;
        app.drain_worker().await;
        app.advance(TimeDelta::seconds(30));
        app.drain_worker().await;
        app.advance(TimeDelta::hours(2));
        app.drain_worker().await;
        let received = server.received();
        // Nobody can tell whether the first was taken; a relay knows the second by its Message-ID.
        assert_eq!(received.len(), 2);
        assert_eq!(received[0].header("Message-ID"), received[1].header("Message-ID"));
        assert_eq!(received[0].header("Date"), received[1].header("Date"));
    }

    async fn a_server_that_never_answers_is_given_up_in_the_end(app: TestApp) {
        let mut app = app;
        let server = through(&mut app).await;
        for _ in 0..MAX_ATTEMPTS {
            server.fail_next(Trouble::Busy450);
        }
        write(&app, "one").await;
        for _ in 0..MAX_ATTEMPTS + 3 {
            app.drain_worker().await;
            app.advance(TimeDelta::hours(2));
        }
        let dead = row(&app).await;
        assert_eq!(dead.attempts, MAX_ATTEMPTS);
        assert!(dead.failed_at.is_some());
        assert!(server.received().is_empty());
    }

    async fn one_bad_address_holds_nobody_up(app: TestApp) {
        let mut app = app;
        let server = through(&mut app).await;
        server.fail_next(Trouble::Unknown550);
        write(&app, "one").await;
        write(&app, "two").await;
        write(&app, "three").await;
        app.drain_worker().await;
        assert_eq!(server.received().len(), 2);
    }

    async fn two_mailers_share_nothing(app: TestApp) {
        let mut app = app;
        let server = through(&mut app).await;
        for key in ["a", "b", "c", "d", "e", "f"] {
            write(&app, key).await;
        }
        let (one, other) = (app.mailer.clone(), app.mailer.clone());
        let (first, second) = tokio::join!(one.send_due(&app.ctx), other.send_due(&app.ctx));
        assert_eq!(first.unwrap() + second.unwrap(), 6);
        assert_eq!(server.received().len(), 6);
    }

    async fn a_mailer_that_died_is_followed_by_another(app: TestApp) {
        let mut app = app;
        let server = through(&mut app).await;
        write(&app, "one").await;
        // Claimed, and then the process is killed.
        assert!(outbox::claim(&app.ctx).await.unwrap().is_some());
        app.drain_worker().await;
        assert!(server.received().is_empty(), "somebody else still holds it");
        app.advance(TimeDelta::minutes(6));
        app.drain_worker().await;
        assert_eq!(server.received().len(), 1);
    }

    async fn without_a_server_emails_are_files(app: TestApp) {
        write(&app, "one").await;
        app.drain_worker().await;
        app.drain_worker().await;
        let files: Vec<_> = std::fs::read_dir(app.folder().join("mail"))
            .unwrap()
            .map(|file| file.unwrap().path())
            .collect();
        assert_eq!(files.len(), 1, "{files:?}");
        assert_eq!(files[0].extension().unwrap(), "eml");
        let content = std::fs::read_to_string(&files[0]).unwrap();
        assert!(content.contains("Message-ID: <outbox-"), "{content}");
    }

    async fn a_subject_cannot_begin_another_header(app: TestApp) {
        let mut app = app;
        let server = through(&mut app).await;
        let mut forged = email("one");
        forged.subject = String::from("Hello\r\n\u{7}Bcc: everybody@example.org");
        forged.to.name = String::from("Amira\u{1}\r\nBcc: everybody@example.org");
        let tx = app.ctx.begin().await.unwrap();
        outbox::write(&app.ctx, &tx, forged).await.unwrap();
        tx.commit().await.unwrap();
        app.drain_worker().await;
        let received = server.received();
        assert_eq!(received.len(), 1);
        assert_eq!(received[0].header("Bcc"), "");
        assert_eq!(received[0].to, ["amira@example.org"]);
        assert!(received[0].header("Subject").starts_with("Hello Bcc:"));
    }
}
