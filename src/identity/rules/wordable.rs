//! The kinds of email to which an authority can add words of its own.

/// A kind of email to which an authority can add words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wordable {
    /// The word its emails carry.
    pub kind: &'static str,
    /// What it tells, and whom.
    pub title: &'static str,
    /// A subject line as Fairmark writes it, for the preview.
    pub sample: &'static str,
}

const fn of(kind: &'static str, title: &'static str, sample: &'static str) -> Wordable {
    Wordable {
        kind,
        title,
        sample,
    }
}

/// Every one of them: what employers get in the name of an authority. Links to sign in and invitations
/// go out in nobody's name, and what staff tell one another needs no words.
pub const WORDABLE: &[Wordable] = &[
    of(
        "assessment_receipt",
        "An assessment was submitted, to its employer",
        "Sample Bakery Ltd: assessment EX-7K2M9 submitted",
    ),
    of(
        "assessment_moved",
        "An assessment goes on under a newer version, to its employer",
        "Sample Bakery Ltd: your assessment goes on under a newer version",
    ),
    of(
        "question_asked",
        "An assessor asks something, to the employer",
        "Sample Bakery Ltd: answer a question by 8 December 2026",
    ),
    of(
        "review_moved_on",
        "The assessors have finished, to the employer, where the scheme tells them",
        "Sample Bakery Ltd: the assessors have finished",
    ),
    of(
        "question_withdrawn",
        "A question was taken back, to the employer",
        "Sample Bakery Ltd: a question was taken back",
    ),
    of(
        "confirmation_answered",
        "An answer came from outside, to who asked for it",
        "Sample Bakery Ltd: there is an answer to what you asked to be confirmed",
    ),
    of(
        "question_extended",
        "More time to answer a question, to the employer",
        "Sample Bakery Ltd: more time to answer, until 22 December 2026",
    ),
    of(
        "comment_shared",
        "A comment of the charter team, to the employer",
        "Sample Bakery Ltd: a comment on your application",
    ),
    of(
        "case_on_hold",
        "An application is paused, to its employer",
        "Sample Bakery Ltd: your application is paused",
    ),
    of(
        "case_hold_lifted",
        "A paused application goes on, to its employer",
        "Sample Bakery Ltd: your application goes on",
    ),
    of(
        "decision_awarded",
        "An award, to the employer",
        "Sample Bakery Ltd is awarded Member",
    ),
    of(
        "decision_declined",
        "No award, to the employer",
        "Sample Bakery Ltd: Member was not awarded",
    ),
    of(
        "decision_not_yet",
        "Not awarded yet, with a plan, to the employer",
        "Sample Bakery Ltd: Member is not awarded yet",
    ),
    of(
        "accreditation_check_begun",
        "An accreditation is looked at again, to its employer",
        "Sample Bakery Ltd: your accreditation is looked at again",
    ),
    of(
        "concern_put",
        "A question about an accreditation, to its employer",
        "Sample Bakery Ltd: answer a question of the charter team",
    ),
    of(
        "appeal_receipt",
        "An appeal was received, to the employer",
        "Sample Bakery Ltd: your appeal A-7K2M9X",
    ),
    of(
        "appeal_taken",
        "An officer looks at an appeal, to the employer",
        "Sample Bakery Ltd: your appeal A-7K2M9X",
    ),
    of(
        "appeal_upheld",
        "An appeal is upheld, to the employer",
        "Sample Bakery Ltd: your appeal A-7K2M9X",
    ),
    of(
        "appeal_dismissed",
        "An appeal is dismissed, to the employer",
        "Sample Bakery Ltd: your appeal A-7K2M9X",
    ),
    of(
        "certificate_ready",
        "A certificate is ready, to its employer",
        "The Member certificate of Sample Bakery Ltd is ready",
    ),
    of(
        "address_changed",
        "Another email address, to both addresses",
        "The email address you sign in to Fairmark with has changed",
    ),
    of(
        "lead_replaced",
        "Another lead, to everybody concerned",
        "Sample Bakery Ltd: another lead on Fairmark",
    ),
];

/// The kind of that word.
pub fn find_wordable(kind: &str) -> Option<Wordable> {
    WORDABLE.iter().copied().find(|one| one.kind == kind)
}
