//! Marks on a case, for those who work on it: flags, which somebody resolves, and tags, which find it.

use chrono::{DateTime, Utc};
use entity::ids::{AssessmentId, AuthorityId, CaseFlagId, PersonId};

use super::words;
use crate::platform::error::{Error, Result};

/// Longest reason of a flag, and longest outcome, in characters.
pub const FLAG_MAX_CHARACTERS: usize = 2_000;
/// Longest tag, in characters.
pub const TAG_MAX_CHARACTERS: usize = 40;
/// The most tags of a case.
pub const TAGS_MAX: usize = 20;
/// The most flags of a case that nobody resolved.
pub const FLAGS_MAX: usize = 20;

/// Which of the two a flag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlagStatus {
    /// Somebody has to look.
    Raised,
    /// Somebody has.
    Resolved,
}

impl FlagStatus {
    /// The word diagrams use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Resolved => "resolved",
        }
    }
}

/// What can happen to a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlagEvent {
    /// Somebody raises it.
    Raise,
    /// Somebody resolves it.
    Resolve,
}

impl FlagEvent {
    /// The word used in records and diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Raise => "raise",
            Self::Resolve => "resolve",
        }
    }
}

/// One way from one status to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlagTransition {
    /// Where it stands before; `None` before there is a flag.
    pub from: Option<FlagStatus>,
    /// What happens.
    pub event: FlagEvent,
    /// Where it stands afterwards.
    pub to: FlagStatus,
    /// Who does it.
    pub who: &'static str,
}

const STAFF: &str = "officer, or the assessor of the case";

/// Every way there is. A flag that was resolved stays as history.
pub const FLAG_TRANSITIONS: &[FlagTransition] = &[
    FlagTransition {
        from: None,
        event: FlagEvent::Raise,
        to: FlagStatus::Raised,
        who: STAFF,
    },
    FlagTransition {
        from: Some(FlagStatus::Raised),
        event: FlagEvent::Resolve,
        to: FlagStatus::Resolved,
        who: STAFF,
    },
];

/// What came of a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// In words.
    pub outcome: String,
    /// Who resolved it.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Something about a case that somebody has to look at. Confidential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Which flag.
    pub id: CaseFlagId,
    /// On which assessment.
    pub assessment_id: AssessmentId,
    /// Of which authority.
    pub authority_id: AuthorityId,
    /// Why.
    pub reason: String,
    /// Who raised it.
    pub raised_by: PersonId,
    /// When.
    pub raised_at: DateTime<Utc>,
    /// What came of it, once somebody resolved it.
    pub resolved: Option<Resolution>,
}

impl Flag {
    /// Raises a flag. `flags` are those the case has.
    ///
    /// # Errors
    /// A sentence at `flag`, or that there are too many.
    pub fn raise(
        (id, assessment_id, authority_id): (CaseFlagId, AssessmentId, AuthorityId),
        typed: &str,
        flags: &[Self],
        (by, now): (PersonId, DateTime<Utc>),
    ) -> Result<Self> {
        let reason = words(
            "flag",
            typed,
            FLAG_MAX_CHARACTERS,
            "Say what somebody should look at",
            "The reason",
        )?;
        let raised = flags.iter().filter(|one| one.resolved.is_none()).count();
        if raised >= FLAGS_MAX {
            return Err(Error::refused(
                "flag.too_many",
                format!("A case has {FLAGS_MAX} open flags at most. Resolve one of them first."),
            ));
        }
        Ok(Self {
            id,
            assessment_id,
            authority_id,
            reason,
            raised_by: by,
            raised_at: now,
            resolved: None,
        })
    }

    /// Resolves it.
    ///
    /// # Errors
    /// A sentence at `outcome`, a conflict when somebody was first.
    pub fn resolve(mut self, typed: &str, (by, at): (PersonId, DateTime<Utc>)) -> Result<Self> {
        if self.status() == FlagStatus::Resolved {
            return Err(Error::conflict(
                "flag.resolved",
                "Somebody has resolved this flag already. Reload the page to see what came of it.",
            ));
        }
        let outcome = words(
            "outcome",
            typed,
            FLAG_MAX_CHARACTERS,
            "Say what came of it",
            "The outcome",
        )?;
        self.resolved = Some(Resolution { outcome, by, at });
        Ok(self)
    }

    /// Which of the two it is.
    pub fn status(&self) -> FlagStatus {
        if self.resolved.is_some() {
            FlagStatus::Resolved
        } else {
            FlagStatus::Raised
        }
    }
}

/// A tag as it is kept: small letters, one space between words.
///
/// # Errors
/// A sentence at `tag`.
pub fn parse_tag(typed: &str) -> Result<String> {
    let tag = typed
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-');
    if tag.is_empty() {
        Err(Error::invalid("tag", "Enter a tag, such as large employer"))
    } else if tag.chars().count() > TAG_MAX_CHARACTERS {
        Err(Error::invalid(
            "tag",
            format!("A tag has {TAG_MAX_CHARACTERS} characters or fewer"),
        ))
    } else if !tag.chars().all(fits) {
        Err(Error::invalid(
            "tag",
            "Use letters, numbers, spaces and hyphens alone",
        ))
    } else {
        Ok(tag)
    }
}

/// What marks a case in lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Whether it is on hold.
    pub on_hold: bool,
    /// Whether it has a flag that nobody resolved.
    pub flagged: bool,
    /// Its tags, in order.
    pub tags: Vec<String>,
}

/// Which marks a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkFilter {
    /// On hold alone.
    pub on_hold: bool,
    /// With an open flag alone.
    pub flagged: bool,
    /// With this tag alone.
    pub tag: Option<String>,
}

impl MarkFilter {
    /// What an address asks for; what is none of ours narrows nothing.
    pub fn parse(mark: &str, tag: &str) -> Self {
        Self {
            on_hold: mark == "on-hold",
            flagged: mark == "flagged",
            tag: parse_tag(tag).ok(),
        }
    }

    /// Whether it narrows at all.
    pub fn narrows(&self) -> bool {
        self.on_hold || self.flagged || self.tag.is_some()
    }

    /// What an address says for it.
    pub fn query(&self) -> String {
        let mut query = String::new();
        if self.on_hold {
            query.push_str("&mark=on-hold");
        }
        if self.flagged {
            query.push_str("&mark=flagged");
        }
        if let Some(tag) = &self.tag {
            query.push_str("&tag=");
            query.push_str(&tag.replace(' ', "+"));
        }
        query
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    #[test]
    fn tags_are_normalised() {
        assert_eq!(parse_tag("  Large\tEMPLOYER ").unwrap(), "large employer");
        for wrong in ["", " ", "a/b", "<b>", &"x".repeat(41)] {
            assert!(parse_tag(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_flag_is_resolved_once_with_an_outcome() {
        let id = Uuid::nil();
        let (ids, stamp) = (
            (id.into(), id.into(), id.into()),
            (id.into(), DateTime::UNIX_EPOCH),
        );
        assert!(Flag::raise(ids, "", &[], stamp).is_err());
        let flag = Flag::raise(ids, "Two rates of pay", &[], stamp).unwrap();
        assert!(Flag::raise(ids, "x", &vec![flag.clone(); FLAGS_MAX], stamp).is_err());
        assert!(flag.clone().resolve(" ", stamp).is_err());
        let done = flag.resolve("Explained", stamp).unwrap();
        assert!(Flag::raise(ids, "x", &vec![done.clone(); FLAGS_MAX], stamp).is_ok());
        assert!(done.resolve("Again", stamp).is_err());
    }

    proptest! {
        #[test]
        fn a_tag_read_twice_is_the_same(typed in ".{0,60}") {
            if let Ok(tag) = parse_tag(&typed) {
                prop_assert_eq!(parse_tag(&tag).ok(), Some(tag));
            }
        }
    }
}
