//! What two officers do together for somebody: one proposes it, another confirms it.
//!
//! ```text
//! proposed ──confirm (another officer)──▶ confirmed, and it is done
//!    ├──────decline (another officer)──▶ declined
//!    └──────withdraw (who proposed it)─▶ withdrawn
//! ```

use chrono::{DateTime, Utc};
use entity::ids::{AuthorityId, OrganisationId, PersonId, SupportRequestId};
use entity::kinds::MemberRole;
use entity::support_kinds::{SupportKind, SupportStatus};

use crate::platform::error::{Error, Result};

/// Longest reason for an act, in characters.
pub const REASON_MAX_CHARACTERS: usize = 1_000;

/// Reads the reason for an act.
///
/// # Errors
/// A sentence at `reason`.
pub fn parse_reason(text: &str) -> Result<String> {
    let reason = text.trim().replace("\r\n", "\n");
    if reason.is_empty() {
        return Err(Error::invalid("reason", "Give the reason"));
    }
    if reason.chars().count() > REASON_MAX_CHARACTERS {
        return Err(Error::invalid(
            "reason",
            format!("The reason must be {REASON_MAX_CHARACTERS} characters or fewer"),
        ));
    }
    Ok(reason)
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The person signs in with another address.
    ChangeAddress {
        /// The address now.
        from: String,
        /// The new one.
        to: String,
    },
    /// Somebody else leads an organisation in the person's place.
    ReplaceLead {
        /// Which organisation.
        organisation_id: OrganisationId,
        /// Address of the new lead.
        email: String,
        /// Name of the new lead; may be empty.
        name: String,
    },
}

impl Ask {
    /// The word its row carries.
    pub const fn kind(&self) -> SupportKind {
        match self {
            Self::ChangeAddress { .. } => SupportKind::ChangeAddress,
            Self::ReplaceLead { .. } => SupportKind::ReplaceLead,
        }
    }
}

/// What a kind of request is called.
pub const fn ask_words(kind: SupportKind) -> &'static str {
    match kind {
        SupportKind::ChangeAddress => "Another email address",
        SupportKind::ReplaceLead => "Another lead",
    }
}

/// A request's status in words, and the colour of its tag.
pub const fn status_words(status: SupportStatus) -> (&'static str, &'static str) {
    match status {
        SupportStatus::Proposed => ("Waits for a second officer", "orange"),
        SupportStatus::Confirmed => ("Done", "green"),
        SupportStatus::Declined => ("Declined", "red"),
        SupportStatus::Withdrawn => ("Taken back", "grey"),
    }
}

/// How a request was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestClosing {
    /// By which officer.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
    /// Why; empty where it was confirmed without a word.
    pub reason: String,
}

/// Where a request stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// A second officer is to look at it.
    Proposed,
    /// It was done.
    Confirmed(RequestClosing),
    /// A second officer said no.
    Declined(RequestClosing),
    /// Who proposed it took it back.
    Withdrawn(RequestClosing),
}

impl RequestState {
    /// The word its row carries.
    pub const fn status(&self) -> SupportStatus {
        match self {
            Self::Proposed => SupportStatus::Proposed,
            Self::Confirmed(_) => SupportStatus::Confirmed,
            Self::Declined(_) => SupportStatus::Declined,
            Self::Withdrawn(_) => SupportStatus::Withdrawn,
        }
    }

    /// How it was closed, if it was.
    pub const fn closing(&self) -> Option<&RequestClosing> {
        match self {
            Self::Proposed => None,
            Self::Confirmed(closing) | Self::Declined(closing) | Self::Withdrawn(closing) => {
                Some(closing)
            }
        }
    }
}

/// Something that two officers do together for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportRequest {
    /// Which.
    pub id: SupportRequestId,
    /// By whose officers.
    pub authority_id: AuthorityId,
    /// For whom.
    pub person_id: PersonId,
    /// What.
    pub ask: Ask,
    /// Why.
    pub reason: String,
    /// Which officer proposed it.
    pub proposed_by: PersonId,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Where it stands.
    pub state: RequestState,
}

impl SupportRequest {
    fn must_be_proposed(&self) -> Result<()> {
        match self.state {
            RequestState::Proposed => Ok(()),
            RequestState::Confirmed(_) | RequestState::Declined(_) | RequestState::Withdrawn(_) => {
                Err(Error::conflict(
                    "support.closed",
                    "This request was closed already. Read the newest version of the page.",
                ))
            }
        }
    }

    fn must_be_another(&self, by: PersonId) -> Result<()> {
        if by == self.proposed_by {
            return Err(Error::refused(
                "support.second_officer",
                "You proposed this, so another officer must look at it. You can take it back.",
            ));
        }
        if by == self.person_id {
            return Err(Error::refused(
                "support.own_case",
                "This is about yourself, so another officer must look at it.",
            ));
        }
        Ok(())
    }

    /// Another officer agrees.
    ///
    /// # Errors
    /// A conflict when it is closed; a refusal for who proposed it and for whom it is about.
    pub fn confirm(self, closing: RequestClosing) -> Result<Self> {
        self.must_be_proposed()?;
        self.must_be_another(closing.by)?;
        Ok(Self {
            state: RequestState::Confirmed(closing),
            ..self
        })
    }

    /// Another officer says no.
    ///
    /// # Errors
    /// A conflict when it is closed; a refusal for who proposed it and for whom it is about.
    pub fn decline(self, closing: RequestClosing) -> Result<Self> {
        self.must_be_proposed()?;
        self.must_be_another(closing.by)?;
        Ok(Self {
            state: RequestState::Declined(closing),
            ..self
        })
    }

    /// Who proposed it takes it back.
    ///
    /// # Errors
    /// A conflict when it is closed; a refusal for anybody else.
    pub fn withdraw(self, closing: RequestClosing) -> Result<Self> {
        self.must_be_proposed()?;
        if closing.by != self.proposed_by {
            return Err(Error::refused(
                "support.not_yours",
                "Only the officer who proposed this can take it back. You can decline it.",
            ));
        }
        Ok(Self {
            state: RequestState::Withdrawn(closing),
            ..self
        })
    }
}

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupportEvent {
    /// One officer asks for it.
    Propose,
    /// Another does it.
    Confirm,
    /// Another says no.
    Decline,
    /// The first takes it back.
    Withdraw,
}

impl SupportEvent {
    /// In words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Propose => "propose",
            Self::Confirm => "confirm",
            Self::Decline => "decline",
            Self::Withdraw => "withdraw",
        }
    }
}

/// One way from one status to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SupportTransition {
    /// From where; from nothing, when none.
    pub from: Option<SupportStatus>,
    /// By what.
    pub event: SupportEvent,
    /// To where.
    pub to: SupportStatus,
    /// Who may.
    pub who: &'static str,
}

/// Every way there is.
pub const SUPPORT_TRANSITIONS: &[SupportTransition] = &[
    SupportTransition {
        from: None,
        event: SupportEvent::Propose,
        to: SupportStatus::Proposed,
        who: "an officer who does not act for the employer",
    },
    SupportTransition {
        from: Some(SupportStatus::Proposed),
        event: SupportEvent::Confirm,
        to: SupportStatus::Confirmed,
        who: "another officer who does not act for the employer",
    },
    SupportTransition {
        from: Some(SupportStatus::Proposed),
        event: SupportEvent::Decline,
        to: SupportStatus::Declined,
        who: "another officer who does not act for the employer",
    },
    SupportTransition {
        from: Some(SupportStatus::Proposed),
        event: SupportEvent::Withdraw,
        to: SupportStatus::Withdrawn,
        who: "the officer who proposed it",
    },
];

/// Whether changing the address of somebody with these roles takes two officers: who leads or signs
/// off, and whoever works for the authority.
pub fn takes_two(roles: &[MemberRole], is_staff: bool) -> bool {
    is_staff
        || roles.iter().any(|role| match role {
            MemberRole::Lead | MemberRole::Signatory => true,
            MemberRole::Contributor | MemberRole::Viewer => false,
        })
}

/// Whether a part may end: never that of the last lead.
///
/// # Errors
/// A sentence that says what to do first.
pub fn must_leave_a_lead(role: MemberRole, leads: usize) -> Result<()> {
    if role == MemberRole::Lead && leads <= 1 {
        return Err(Error::refused(
            "organisation.last_lead",
            "This is the only lead. Invite another lead first, so that somebody can act for the organisation.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn closing(by: u128) -> RequestClosing {
        RequestClosing {
            by: person(by),
            at: DateTime::UNIX_EPOCH,
            reason: "Spoke on the telephone".to_owned(),
        }
    }

    /// Proposed by officer 1 about person 9.
    fn request(state: RequestState) -> SupportRequest {
        SupportRequest {
            id: SupportRequestId(Uuid::nil()),
            authority_id: AuthorityId(Uuid::nil()),
            person_id: person(9),
            ask: Ask::ChangeAddress {
                from: "a@b.example".to_owned(),
                to: "c@b.example".to_owned(),
            },
            reason: "New employer domain".to_owned(),
            proposed_by: person(1),
            proposed_at: DateTime::UNIX_EPOCH,
            state,
        }
    }

    fn each() -> Vec<RequestState> {
        vec![
            RequestState::Proposed,
            RequestState::Confirmed(closing(2)),
            RequestState::Declined(closing(2)),
            RequestState::Withdrawn(closing(1)),
        ]
    }

    proptest! {
        #[test]
        fn every_verb_keeps_to_the_table_and_to_four_eyes(at in 0..4_usize, event in 0..3_usize, by in prop::sample::select(vec![1_u128, 2, 9])) {
            let state = each().remove(at);
            let before = state.status();
            let (event, done) = match event {
                0 => (SupportEvent::Confirm, request(state).confirm(closing(by))),
                1 => (SupportEvent::Decline, request(state).decline(closing(by))),
                _ => (SupportEvent::Withdraw, request(state).withdraw(closing(by))),
            };
            let way = SUPPORT_TRANSITIONS.iter().find(|way| way.from == Some(before) && way.event == event);
            let may = match event {
                SupportEvent::Withdraw => by == 1,
                _ => by == 2,
            };
            match done {
                Ok(after) => {
                    prop_assert!(may);
                    prop_assert_eq!(way.map(|way| way.to), Some(after.state.status()));
                }
                Err(_) => prop_assert!(way.is_none() || !may),
            }
        }
    }

    #[test]
    fn the_last_lead_stays() {
        assert!(must_leave_a_lead(MemberRole::Lead, 1).is_err());
        assert!(must_leave_a_lead(MemberRole::Lead, 2).is_ok());
        assert!(must_leave_a_lead(MemberRole::Signatory, 1).is_ok());
        assert!(takes_two(
            &[MemberRole::Viewer, MemberRole::Signatory],
            false
        ));
        assert!(takes_two(&[], true));
        assert!(!takes_two(
            &[MemberRole::Contributor, MemberRole::Viewer],
            false
        ));
    }

    #[test]
    fn a_reason_is_words() {
        assert_eq!(parse_reason(" a\r\nb ").unwrap(), "a\nb");
        assert!(parse_reason("  ").is_err());
        assert!(parse_reason(&"a".repeat(REASON_MAX_CHARACTERS + 1)).is_err());
    }
}
