//! The emails an application wrote.

use entity::outbox_email;
use fairmark::platform::context::Context;
use sea_orm::{EntityTrait, QueryOrder};

/// One email.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Which template.
    pub kind: String,
    /// Address of the recipient.
    pub to: String,
    /// Subject line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML.
    pub html: String,
    /// Whether a mailer sent it.
    pub sent: bool,
}

impl Mail {
    /// The first link whose path begins with `path`, out of the plain text; the HTML must hold it too.
    pub fn link(&self, path: &str) -> String {
        let link = self
            .text
            .split_whitespace()
            .map(|word| word.trim_end_matches(['.', ',', ')']))
            .find(|word| {
                url::Url::parse(word).is_ok_and(|url| {
                    matches!(url.scheme(), "http" | "https") && url.path().starts_with(path)
                })
            })
            .unwrap_or_else(|| panic!("the email has no link to {path}:\n{}", self.text));
        assert!(
            self.html.replace("&amp;", "&").contains(link),
            "the HTML of the email lacks {link}"
        );
        link.to_owned()
    }
}

pub(super) async fn read(ctx: &Context) -> Vec<Mail> {
    outbox_email::Entity::find()
        .order_by_asc(outbox_email::Column::CreatedAt)
        .order_by_asc(outbox_email::Column::Id)
        .all(ctx.read())
        .await
        .unwrap()
        .into_iter()
        .map(|row| Mail {
            kind: row.kind,
            to: row.to_email,
            subject: row.subject,
            text: row.body_text,
            html: row.body_html,
            sent: row.sent_at.is_some(),
        })
        .collect()
}
