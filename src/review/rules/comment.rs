//! What people say about a case: internal, or shared with the employer; never changed, taken back by its
//! author alone.

use chrono::{DateTime, TimeDelta, Utc};
use entity::case_kinds::{Audience, Side};
use entity::ids::{AssessmentId, AuthorityId, CaseCommentId, PersonId};

use super::words;
use crate::platform::error::{Error, Result};
use crate::scheme::rules::CriterionCode;

/// Longest comment, in characters.
pub const COMMENT_MAX_CHARACTERS: usize = 4_000;
/// The other side of a thread gets an email of what is shared in it once in so many hours.
pub const QUIET_HOURS: i64 = 24;

/// What somebody said about a case. Confidential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Which comment.
    pub id: CaseCommentId,
    /// About which assessment.
    pub assessment_id: AssessmentId,
    /// With which authority.
    pub authority_id: AuthorityId,
    /// On which criterion; none when it is about the whole case.
    pub criterion: Option<CriterionCode>,
    /// Who may read it.
    pub audience: Audience,
    /// As what its author spoke.
    pub side: Side,
    /// Who.
    pub author: PersonId,
    /// When.
    pub posted_at: DateTime<Utc>,
    /// Whether the other side had an email of it.
    pub told: bool,
    /// What is left of it.
    pub state: CommentState,
}

/// Where a comment stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommentState {
    /// It can be read.
    Posted {
        /// What was said.
        words: String,
    },
    /// Its author took it back: the words are gone, that there was something stays.
    TakenBack {
        /// When.
        at: DateTime<Utc>,
    },
}

/// Which of the two it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CommentStatus {
    /// It can be read.
    Posted,
    /// Its author took it back.
    TakenBack,
}

impl CommentStatus {
    /// The word diagrams use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Posted => "posted",
            Self::TakenBack => "taken_back",
        }
    }
}

/// What can happen to a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CommentEvent {
    /// Somebody says it to assessors and officers.
    PostInternal,
    /// Somebody of the authority says it to the employer, or the other way round.
    PostShared,
    /// Its author takes it back.
    TakeBack,
}

impl CommentEvent {
    /// The word used in records and diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PostInternal => "post internally",
            Self::PostShared => "post to both sides",
            Self::TakeBack => "take back",
        }
    }
}

/// One way from one status to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommentTransition {
    /// Where it stands before; `None` before it is posted.
    pub from: Option<CommentStatus>,
    /// What happens.
    pub event: CommentEvent,
    /// Where it stands afterwards.
    pub to: CommentStatus,
    /// Who does it.
    pub who: &'static str,
}

/// Every way there is: no comment is changed, and nothing brings one back.
pub const COMMENT_TRANSITIONS: &[CommentTransition] = &[
    CommentTransition {
        from: None,
        event: CommentEvent::PostInternal,
        to: CommentStatus::Posted,
        who: "assessor or officer",
    },
    CommentTransition {
        from: None,
        event: CommentEvent::PostShared,
        to: CommentStatus::Posted,
        who: "assessor, officer, or employer: lead, signatory or contributor",
    },
    CommentTransition {
        from: Some(CommentStatus::Posted),
        event: CommentEvent::TakeBack,
        to: CommentStatus::TakenBack,
        who: "its author",
    },
];

/// Who reads a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Somebody of the employer.
    Employer(PersonId),
    /// An assessor of the case.
    Assessor(PersonId),
    /// An officer without a conflict.
    Officer(PersonId),
}

impl Reader {
    /// Who.
    pub const fn person(self) -> PersonId {
        match self {
            Self::Employer(person) | Self::Assessor(person) | Self::Officer(person) => person,
        }
    }

    /// As what they speak.
    pub const fn side(self) -> Side {
        match self {
            Self::Employer(_) => Side::Employer,
            Self::Assessor(_) => Side::Assessor,
            Self::Officer(_) => Side::Officer,
        }
    }
}

/// Whether the assessors of a case may know what the others think.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Findings {
    /// They may.
    #[default]
    Open,
    /// Not before everybody's recommendation is in.
    Blind,
}

/// Whether somebody who may read the case may read a comment on it, and know that there is one.
pub fn may_read_comment(reader: Reader, comment: &Comment, findings: Findings) -> bool {
    match (comment.audience, reader, findings) {
        (Audience::Shared, _, _)
        | (Audience::Internal, Reader::Officer(_), _)
        | (Audience::Internal, Reader::Assessor(_), Findings::Open) => true,
        (Audience::Internal, Reader::Employer(_), _) => false,
        (Audience::Internal, Reader::Assessor(person), Findings::Blind) => {
            comment.side != Side::Assessor || comment.author == person
        }
    }
}

/// What names a new comment.
#[derive(Clone, Debug)]
pub struct NewComment {
    /// Names it.
    pub id: CaseCommentId,
    /// About which assessment.
    pub assessment_id: AssessmentId,
    /// With which authority.
    pub authority_id: AuthorityId,
    /// On which criterion.
    pub criterion: Option<CriterionCode>,
    /// Who may read it.
    pub audience: Audience,
    /// Who says it.
    pub by: Reader,
}

impl Comment {
    /// Says something. `earlier` is what was said of the case before: the other side is told of what is
    /// shared, unless it was told of the same thread in the last [`QUIET_HOURS`].
    ///
    /// # Errors
    /// Sentences at `words` and `audience`.
    pub fn post(
        new: NewComment,
        typed: &str,
        earlier: &[Self],
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let said = words(
            "words",
            typed,
            COMMENT_MAX_CHARACTERS,
            "Write what you want to say",
            "The comment",
        )?;
        if new.audience == Audience::Internal && !new.by.side().is_staff() {
            return Err(Error::invalid("audience", "Choose who reads it"));
        }
        let quiet_since = now - TimeDelta::hours(QUIET_HOURS);
        let told_lately = earlier.iter().any(|one| {
            one.told
                && one.criterion == new.criterion
                && one.side.is_staff() == new.by.side().is_staff()
                && one.posted_at > quiet_since
        });
        Ok(Self {
            id: new.id,
            assessment_id: new.assessment_id,
            authority_id: new.authority_id,
            criterion: new.criterion,
            audience: new.audience,
            side: new.by.side(),
            author: new.by.person(),
            posted_at: now,
            told: new.audience == Audience::Shared && !told_lately,
            state: CommentState::Posted {
                words: said.replace("\r\n", "\n"),
            },
        })
    }

    /// Its author takes it back.
    ///
    /// # Errors
    /// [`Error::NotFound`] for anybody else's, a conflict when it is taken back already.
    pub fn take_back(mut self, by: PersonId, now: DateTime<Utc>) -> Result<Self> {
        if self.author != by {
            return Err(Error::NotFound);
        }
        match self.state {
            CommentState::Posted { .. } => {
                self.state = CommentState::TakenBack { at: now };
                Ok(self)
            }
            CommentState::TakenBack { .. } => Err(Error::conflict(
                "comment.taken_back",
                "You have taken this comment back already.",
            )),
        }
    }

    /// What was said, while it is not taken back.
    pub fn words(&self) -> Option<&str> {
        match &self.state {
            CommentState::Posted { words } => Some(words),
            CommentState::TakenBack { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn person(number: u128) -> PersonId {
        Uuid::from_u128(number).into()
    }

    fn new(by: Reader, audience: Audience) -> NewComment {
        NewComment {
            id: Uuid::nil().into(),
            assessment_id: Uuid::nil().into(),
            authority_id: Uuid::nil().into(),
            criterion: None,
            audience,
            by,
        }
    }

    fn said(by: Reader, audience: Audience, earlier: &[Comment], hour: i64) -> Comment {
        let now = DateTime::UNIX_EPOCH + TimeDelta::hours(hour);
        Comment::post(new(by, audience), "Look at page 3", earlier, now).unwrap()
    }

    #[test]
    fn an_employer_reads_what_is_shared_and_posts_nothing_internal() {
        let (lena, asha) = (Reader::Employer(person(1)), Reader::Assessor(person(2)));
        let internal = said(asha, Audience::Internal, &[], 0);
        let shared = said(asha, Audience::Shared, &[], 0);
        for findings in [Findings::Open, Findings::Blind] {
            assert!(!may_read_comment(lena, &internal, findings));
            assert!(may_read_comment(lena, &shared, findings));
            assert!(may_read_comment(
                Reader::Officer(person(3)),
                &internal,
                findings
            ));
        }
        let forged = new(lena, Audience::Internal);
        assert!(Comment::post(forged, "Sly", &[], DateTime::UNIX_EPOCH).is_err());
    }

    #[test]
    fn while_findings_are_blind_an_assessor_reads_their_own_and_the_officers() {
        let (asha, alan) = (Reader::Assessor(person(2)), Reader::Assessor(person(4)));
        let theirs = said(asha, Audience::Internal, &[], 0);
        let officers = said(Reader::Officer(person(3)), Audience::Internal, &[], 0);
        assert!(!may_read_comment(alan, &theirs, Findings::Blind));
        assert!(may_read_comment(asha, &theirs, Findings::Blind));
        assert!(may_read_comment(alan, &officers, Findings::Blind));
        assert!(may_read_comment(alan, &theirs, Findings::default()));
    }

    #[test]
    fn only_the_author_takes_it_back_and_once() {
        let mine = said(Reader::Assessor(person(2)), Audience::Shared, &[], 0);
        let now = DateTime::UNIX_EPOCH;
        assert!(mine.clone().take_back(person(3), now).is_err());
        let gone = mine.take_back(person(2), now).unwrap();
        assert_eq!(gone.words(), None);
        assert!(gone.take_back(person(2), now).is_err());
    }

    proptest! {
        #[test]
        fn the_other_side_is_told_once_in_a_quiet_period(mut hours in prop::collection::vec((0_i64..200, any::<bool>()), 1..30)) {
            hours.sort_unstable();
            let mut thread: Vec<Comment> = Vec::new();
            for (hour, employers) in hours {
                let by = if employers { Reader::Employer(person(1)) } else { Reader::Officer(person(3)) };
                let next = said(by, Audience::Shared, &thread, hour);
                thread.push(next);
            }
            for staff in [true, false] {
                let told: Vec<_> = thread.iter().filter(|one| one.side.is_staff() == staff && one.told).collect();
                for pair in told.windows(2) {
                    prop_assert!(pair[1].posted_at - pair[0].posted_at >= TimeDelta::hours(QUIET_HOURS));
                }
                // And nobody waits longer than that for word of something new.
                for one in thread.iter().filter(|one| one.side.is_staff() == staff) {
                    let quiet = TimeDelta::hours(QUIET_HOURS);
                    let covers = |other: &&Comment| other.posted_at <= one.posted_at && one.posted_at - other.posted_at < quiet;
                    prop_assert!(told.iter().copied().any(|other| covers(&other)));
                }
            }
        }
    }
}
