//! What became of an email, what of it others may read, and which refusals mean that nobody is there.

mod wording;

use chrono::{DateTime, Utc};
use entity::ids::{AuthorityId, OutboxEmailId, PersonId};
use entity::support_kinds::EmailClass;

pub use wording::{
    PASSAGE_MAX_CHARACTERS, Placeholder, SUBJECT_MAX_CHARACTERS, Values, Wording, Words,
};

/// An address from which emails come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// The address.
    pub email: String,
    /// Since when that is known.
    pub at: DateTime<Utc>,
    /// What the mail server said, or what the officer saw.
    pub why: String,
    /// The officer who recorded it; nobody when the mail server said so.
    pub recorded_by: Option<PersonId>,
}

/// What became of an email.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It waits; with what the server said, when it was tried.
    Waiting(Option<String>),
    /// The server took it.
    Sent(DateTime<Utc>),
    /// It was given up.
    Failed(DateTime<Utc>, String),
    /// It came back: nobody has the address.
    Bounced(DateTime<Utc>, String),
}

impl Fate {
    /// A word for a list, and the colour of its tag.
    pub const fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Waiting(_) => ("Waiting", "blue"),
            Self::Sent(_) => ("Sent", "green"),
            Self::Failed(..) => ("Failed", "orange"),
            Self::Bounced(..) => ("Came back", "red"),
        }
    }
}

/// What a list of emails is narrowed to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Narrow {
    /// Every one.
    #[default]
    All,
    /// Those that wait.
    Waiting,
    /// Those that were sent and did not come back.
    Sent,
    /// Those that were given up and did not come back.
    Failed,
    /// Those that came back.
    Bounced,
}

impl Narrow {
    /// Every one of them, in the order shown.
    pub const ALL: &'static [Self] = &[
        Self::All,
        Self::Waiting,
        Self::Sent,
        Self::Failed,
        Self::Bounced,
    ];

    /// The word addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Bounced => "bounced",
        }
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Waiting => "Waiting",
            Self::Sent => "Sent",
            Self::Failed => "Failed",
            Self::Bounced => "Came back",
        }
    }

    /// The one of a word; all when there is none.
    pub fn parse(text: &str) -> Self {
        Self::ALL
            .iter()
            .copied()
            .find(|one| one.as_str() == text)
            .unwrap_or_default()
    }
}

/// An email as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEmail {
    /// Which.
    pub id: OutboxEmailId,
    /// Which template.
    pub kind: String,
    /// In whose name.
    pub authority_id: Option<AuthorityId>,
    /// Recipient.
    pub to_email: String,
    /// Recipient's name; may be empty.
    pub to_name: String,
    /// Subject line.
    pub subject: String,
    /// The text, as far as anybody but the recipient may read it.
    pub text: Option<String>,
    /// Whether its recipient can stop emails like it.
    pub class: EmailClass,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// What became of it.
    pub fate: Fate,
    /// The email it repeats.
    pub copy_of: Option<OutboxEmailId>,
}

impl KeptEmail {
    /// Whether it can be sent again: it is over, and its words are still there.
    pub fn can_be_sent_again(&self) -> bool {
        self.text.is_some() && !matches!(self.fate, Fate::Waiting(_))
    }
}

/// The text of an email for anybody but its recipient: nothing of one that signs in, and no such link
/// in any other.
pub fn shown_text(text: &str, secret: bool) -> Option<String> {
    const SIGN_IN: &str = "/sign-in/";
    if secret {
        return None;
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(SIGN_IN) {
        let (before, found) = rest.split_at(at + SIGN_IN.len());
        shown.push_str(before);
        let end = found
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
            .unwrap_or(found.len());
        if end > 0 {
            shown.push('…');
        }
        rest = found.get(end..).unwrap_or_default();
    }
    shown.push_str(rest);
    Some(shown)
}

/// Whether a permanent refusal (5xx) says that nobody has the address, rather than that the server does
/// not like the email or its sender: by its enhanced code (RFC 3463, 5.1.x and 5.2.1), and where there
/// is none by the codes of RFC 5321 for a mailbox that is not there (550, 551, 553).
pub fn is_nobody_there(code: u16, said: &str) -> bool {
    let enhanced = said.split_whitespace().find_map(|word| {
        let mut parts = word
            .trim_matches(|c: char| !c.is_ascii_digit())
            .split('.')
            .map(str::parse::<u16>);
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(Ok(5)), Some(Ok(subject)), Some(Ok(detail)), None) => Some((subject, detail)),
            _ => None,
        }
    });
    match enhanced {
        // 5.1.7 and 5.1.8 are about the sender's address.
        Some((1, detail)) => !matches!(detail, 7 | 8),
        Some((2, detail)) => detail == 1,
        Some(_) => false,
        None => matches!(code, 550 | 551 | 553),
    }
}

/// Whether two proofs are the same, in a time that does not tell where they differ.
pub fn same(ours: &str, given: &str) -> bool {
    ours.len() == given.len()
        && ours
            .bytes()
            .zip(given.bytes())
            .fold(0, |differs, (a, b)| differs | (a ^ b))
            == 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_an_address_that_is_not_there_counts_as_come_back() {
        for (code, said) in [
            (550, "no such user here"),
            (550, "5.1.1 <a@b.example>: Recipient address rejected"),
            (553, "mailbox name not allowed"),
            (550, "(5.2.1) mailbox is disabled"),
        ] {
            assert!(is_nobody_there(code, said), "{said}");
        }
        for (code, said) in [
            (550, "5.7.1 message refused as spam from 192.0.2.10"),
            (552, "message too large"),
            (552, "5.2.2 mailbox is full"),
            (550, "5.1.8 sender address has no MX"),
            (554, "transaction failed"),
        ] {
            assert!(!is_nobody_there(code, said), "{said}");
        }
    }

    #[test]
    fn a_link_that_signs_in_is_never_shown() {
        let text = "Open https://x.example/sign-in/AbC-_9z, or go to /sign-in?after=/home.";
        assert_eq!(
            shown_text(text, false).as_deref(),
            Some("Open https://x.example/sign-in/…, or go to /sign-in?after=/home.")
        );
        assert_eq!(shown_text("anything", true), None);
    }

    proptest! {
        #[test]
        fn no_secret_is_left_wherever_it_stands(before in ".{0,20}", secret in "[A-Za-z0-9_-]{43}", after in "[ .,)\n].{0,20}") {
            let text = format!("{before}/sign-in/{secret}{after}");
            let shown = shown_text(&text, false).unwrap();
            prop_assert!(!shown.contains(&secret));
            prop_assert!(shown.ends_with(&after) || after.contains("/sign-in/"));
        }

        #[test]
        fn proofs_are_the_same_when_they_are_equal(a in "[0-9a-f]{0,8}", b in "[0-9a-f]{0,8}") {
            prop_assert_eq!(same(&a, &b), a == b);
        }
    }
}
