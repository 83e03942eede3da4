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
        "question_withdrawn",
        "A question was taken back, to the employer",
        "Sample Bakery Ltd: a question was taken back",
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
