//! Sends what the outbox holds: to an SMTP server, or into a folder as `.eml` files.

use std::path::PathBuf;
use std::time::Duration;

use entity::outbox_email;
use entity::support_kinds::EmailClass;
use lettre::message::{Mailbox, MultiPart, header};
use lettre::transport::smtp;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::notification::rules::is_nobody_there;
use crate::notification::{outbox, reminders};
use crate::platform::config::Config;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// How long an SMTP server may take over one email. Shorter than an email is held.
const SMTP_PATIENCE: Duration = Duration::from_mins(2);

/// Where emails go.
#[derive(Clone)]
pub enum Mailer {
    /// To an SMTP server.
    Smtp {
        /// Makes a connection for each email.
        transport: AsyncSmtpTransport<Tokio1Executor>,
        /// The sender.
        from: Mailbox,
    },
    /// Into a folder, one `.eml` file an email.
    Folder {
        /// The folder.
        folder: PathBuf,
        /// The sender.
        from: Mailbox,
    },
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Smtp { .. } => "Mailer::Smtp",
            Self::Folder { .. } => "Mailer::Folder",
        })
    }
}

/// Why an email was not taken.
struct NotTaken {
    sentence: String,
    permanent: bool,
    /// Nobody has the address.
    nobody: bool,
    /// The server kept silent, as it would for the next email.
    silent: bool,
}

impl Mailer {
    /// The mailer that the settings ask for.
    ///
    /// # Errors
    /// A sentence that names the setting that is wrong.
    pub fn new(config: &Config) -> Result<Self> {
        let from: Mailbox = config.mail_from.parse().map_err(|error| {
            Error::refused("config", format!("FAIRMARK_MAIL_FROM is `{}`: {error}. Give an address like `Charter team <charter@example.org>`.", config.mail_from))
        })?;
        if let Some(url) = &config.smtp_url {
            let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                .map_err(|error| Error::refused("config", format!("FAIRMARK_SMTP_URL is not understood: {error}. Give `smtps://user:password@host` or `smtp://host:25`.")))?
                // No connection is kept: one left in the middle would answer the next email for the last.
                .pool_config(smtp::PoolConfig::new().max_size(0))
                .build();
            return Ok(Self::Smtp { transport, from });
        }
        let folder = config.data_dir.join("mail");
        std::fs::create_dir_all(&folder)?;
        Ok(Self::Folder { folder, from })
    }

    /// Sends everything that is due; gives how many were taken.
    ///
    /// # Errors
    /// When the database refuses; an email that is not taken is put back for later instead.
    pub async fn send_due(&self, ctx: &Context) -> Result<u64> {
        let mut sent = 0;
        while let Some(row) = outbox::claim(ctx).await? {
            match self.send(ctx, &row).await {
                Ok(()) => {
                    outbox::mark_sent(ctx, &row).await?;
                    sent += 1;
                    tracing::info!(email = %row.id, kind = row.kind, "email sent");
                }
                Err(mut reason) => {
                    // Servers like to repeat the address; the log and the outbox's last word do not.
                    reason.sentence = reason.sentence.replace(&row.to_email, "the recipient");
                    tracing::warn!(email = %row.id, kind = row.kind, reason = reason.sentence, "email not taken");
                    if reason.nobody {
                        outbox::bounce(ctx, &row, &reason.sentence).await?;
                    } else {
                        outbox::postpone(ctx, &row, &reason.sentence, reason.permanent).await?;
                    }
                    if reason.silent {
                        // Jobs are not kept waiting for a silent server, email after email.
                        break;
                    }
                }
            }
        }
        Ok(sent)
    }

    async fn send(
        &self,
        ctx: &Context,
        row: &outbox_email::Model,
    ) -> std::result::Result<(), NotTaken> {
        let from = match self {
            Self::Smtp { from, .. } | Self::Folder { from, .. } => from,
        };
        let message = message(ctx, row, from).map_err(|error| NotTaken {
            sentence: error.to_string(),
            permanent: true,
            nobody: false,
            silent: false,
        })?;
        match self {
            Self::Smtp { transport, .. } => {
                // lettre itself waits for an answer without end.
                match tokio::time::timeout(SMTP_PATIENCE, transport.send(message)).await {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(error)) => Err(NotTaken {
                        permanent: refuses_this_email(&error),
                        nobody: says_nobody_is_there(&error),
                        sentence: error.to_string(),
                        silent: false,
                    }),
                    Err(_) => Err(NotTaken {
                        permanent: false,
                        nobody: false,
                        sentence: "The mail server did not answer in time.".to_owned(),
                        silent: true,
                    }),
                }
            }
            Self::Folder { folder, .. } => {
                // The name is the row's own, so writing twice leaves one file.
                let name = format!(
                    "{}-{}-{}.eml",
                    row.created_at.format("%Y%m%dT%H%M%S"),
                    row.kind,
                    row.id
                );
                let partial = folder.join(format!(".{name}"));
                let written = async {
                    tokio::fs::write(&partial, message.formatted()).await?;
                    tokio::fs::rename(&partial, folder.join(&name)).await
                };
                written.await.map_err(|error| NotTaken {
                    sentence: error.to_string(),
                    permanent: false,
                    nobody: false,
                    silent: false,
                })
            }
        }
    }
}

/// Whether the server refuses this email for good: not whoever sends it, or for all emails that wait
/// a wrong password would be the end.
fn refuses_this_email(error: &smtp::Error) -> bool {
    error.is_permanent()
        && error
            .status()
            .is_some_and(|code| code.category == smtp::response::Category::MailSystem)
}

/// Whether the server says that nobody has the address.
fn says_nobody_is_there(error: &smtp::Error) -> bool {
    refuses_this_email(error)
        && error
            .status()
            .is_some_and(|code| is_nobody_there(code.into(), &error.to_string()))
}

/// Words fit for a header: control characters, which no header can carry, become blanks.
fn header_words(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A header of ours that the library does not know.
fn named(name: &'static str, value: String) -> header::HeaderValue {
    header::HeaderValue::new(header::HeaderName::new_from_ascii_str(name), value)
}

fn message(ctx: &Context, row: &outbox_email::Model, from: &Mailbox) -> Result<Message> {
    let address: Address = row.to_email.parse().map_err(Error::internal)?;
    let name = header_words(&row.to_name);
    let name = (!name.is_empty()).then_some(name);
    let domain = from.email.domain();
    let mut builder = Message::builder()
        .message_id(Some(format!("<outbox-{}@{domain}>", row.id)))
        .date(row.created_at.into())
        .from(from.clone())
        .to(Mailbox::new(name, address))
        .subject(header_words(&row.subject))
        .header(header::MIME_VERSION_1_0)
        .raw_header(named("Auto-Submitted", "auto-generated".to_owned()));
    let (mut text, mut html) = (row.body_text.clone(), row.body_html.clone());
    if row.class == EmailClass::Reminder {
        // The address is in what was sent only, never in what is kept and shown.
        let stop = ctx.url(&reminders::path(&ctx.config.secret_key, row.id));
        builder = builder
            .raw_header(named("List-Unsubscribe", format!("<{stop}>")))
            .raw_header(named(
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".to_owned(),
            ));
        text = format!(
            "{}\n\nStop reminders like this one:\n{stop}\n",
            text.trim_end()
        );
        let line = format!(
            "<p style=\"text-align:center;font-size:15px\"><a href=\"{stop}\">Stop reminders like this one</a></p>"
        );
        match html.rfind("</body>") {
            Some(at) => html.insert_str(at, &line),
            None => html.push_str(&line),
        }
    }
    builder
        .multipart(MultiPart::alternative_plain_html(text, html))
        .map_err(Error::internal)
}
