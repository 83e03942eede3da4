//! An assessment, its states, its answers and what is frozen of it, without any IO.

mod about;
mod bundle;
pub mod confirmation;
mod expiry;
mod given;
mod held;
mod known;
mod moving;
mod progress;
mod proposal;
mod reference;
mod renewing;
mod state;
mod transition;

pub use about::{About, AboutGap};
pub use bundle::{
    BUNDLE_FORMAT, Bundle, BundleAnswer, BundleContent, BundleEvidence, BundleOrganisation,
    BundleScheme, answers_with_evidence,
};
pub use expiry::{DOCUMENT_MAX_MONTHS, expired};
pub use given::{COMMENT_MAX_CHARACTERS, Given, SavedAnswer, check_comment};
pub use held::{Held, counting_words, held_on, holdings};
pub use known::{Judged, Known};
pub use moving::{Carried, Moving};
pub use progress::{Gap, Lacks, PillarProgress, PillarState, gaps, progress, standing};
pub use proposal::Proposal;
pub use reference::{REFERENCE_BYTES, reference};
pub use renewing::{CarriedAs, Fate, Renewal, Renewing, given_in};
pub use state::{
    Assessment, Facts, Inconsistent, NOTE_MAX_CHARACTERS, Note, State, Submission, status_words,
};
pub use transition::{Event, TRANSITIONS, Transition, next_status};
