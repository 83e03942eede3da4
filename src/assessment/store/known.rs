//! What is known of an employer and its application now; a frozen submission keeps its own.

use sea_orm::ConnectionTrait;

use crate::assessment::rules::{Assessment, Known, place_of};
use crate::identity;
use crate::identity::rules::Organisation;
use crate::platform::error::Result;
use crate::scheme::rules::{Fact, SchemeVersion};

/// What is known of an organisation and of its assessment under a version. Where it is, is looked
/// up only for a version that turns on it.
///
/// # Errors
/// When the database refuses.
pub async fn load_known(
    conn: &impl ConnectionTrait,
    organisation: &Organisation,
    assessment: &Assessment,
    version: &SchemeVersion,
) -> Result<Known> {
    let code = match organisation.district_id {
        Some(district) if version.turns_on(Fact::Place) => {
            identity::store::find_area_code(conn, district).await?
        }
        Some(_) | None => None,
    };
    let about = assessment
        .about
        .for_tier(version.tier(&assessment.tier_sought));
    Ok(Known::of(organisation, place_of(code.as_deref()), &about))
}
