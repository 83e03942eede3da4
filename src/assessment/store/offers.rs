//! The newer version that an assessment may move to.

use chrono::NaiveDate;
use entity::version_kinds::OpenCases;
use sea_orm::ConnectionTrait;

use super::load_given;
use crate::assessment::rules::{Assessment, Moving, State};
use crate::platform::error::Result;
use crate::scheme;
use crate::scheme::store::PublishedVersion;

/// A newer version that an assessment may move to, and what would become of it there.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The newer version.
    pub version: PublishedVersion,
    /// What would become of the answers.
    pub moving: Moving,
}

/// The newer version that an assessment may move to, where there is one. The scope is the caller's,
/// who holds the assessment; `asked` is the version it stands under.
///
/// # Errors
/// When the database refuses.
pub async fn find_offer(
    conn: &impl ConnectionTrait,
    assessment: &Assessment,
    asked: &PublishedVersion,
    today: NaiveDate,
) -> Result<Option<Offer>> {
    let State::Draft { .. } = assessment.state else {
        return Ok(None);
    };
    let current = scheme::store::find_current_version(conn, assessment.scheme_id, today).await?;
    let Some(version) = current.filter(|current| {
        current.id != asked.id
            && match current.open_cases {
                OpenCases::Finish => false,
                OpenCases::Offer | OpenCases::Move => true,
            }
    }) else {
        return Ok(None);
    };
    let given = load_given(conn, assessment.id).await?;
    let seeks = (&assessment.tier_sought, &assessment.about);
    let moving = Moving::of(&asked.content, &version.content, seeks, &given);
    Ok(Some(Offer { version, moving }))
}
