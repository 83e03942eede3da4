//! The only files of this room that name its tables.

mod answers;
mod assessments;
mod bundles;
mod carried;
mod confirmations;
mod held;
mod offers;
mod proposals;
mod renewals;

pub use answers::load_given;
pub(super) use answers::{load_given_locked, write_answers};
pub use assessments::{
    Filter, find_for_employers, find_open, get_for_employers, get_in_authority, list_by_ids,
    list_for_employers, list_in_authority, mark_decided,
};
pub(super) use assessments::{
    insert_assessment, is_reference_taken, list_unsubmitted, lock, lock_for, update_assessment,
};
pub(super) use bundles::insert_bundle;
pub use bundles::{find_bundle, latest_bundle, list_bundles, list_latest_bundles};
pub(super) use carried::write_moving;
pub use carried::{list_archived, list_to_confirm};
pub use confirmations::{get_confirmation, get_confirmation_by_secret, list_confirmations};
pub(super) use confirmations::{insert_confirmation, list_to_erase, update_confirmation};
pub use held::get_judged;
pub use offers::{Offer, find_offer};
pub use proposals::list_proposals;
pub use renewals::find_renewal;
pub(super) use renewals::{insert_as_given, insert_renewal};
