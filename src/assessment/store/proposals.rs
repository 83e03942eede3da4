//! What could be answered from elsewhere: from an older version of the scheme, or from another scheme
//! that asks the same.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::ids::AssessmentId;
use entity::{answer, assessment};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::list_to_confirm;
use crate::assessment::rules::{Assessment, Given, Proposal};
use crate::platform::calendar::{london_date, long_date};
use crate::platform::error::Result;
use crate::scheme;
use crate::scheme::rules::{Answer, AskedIn, CriterionCode, MappingSet, Origin, SchemeVersion};

/// What could be answered from elsewhere, for the questions that are not answered. Only answers of the
/// same organisation are looked at; the scope is the caller's, who holds the assessment. `mappings` are
/// the sets that its authority uses.
///
/// # Errors
/// When the database refuses.
pub async fn list_proposals(
    conn: &impl ConnectionTrait,
    of: &Assessment,
    (version, mappings): (&SchemeVersion, &[MappingSet]),
    given: &Given,
    today: NaiveDate,
) -> Result<BTreeMap<CriterionCode, Proposal>> {
    let carried = match of.about.moved_from {
        Some(_) => list_to_confirm(conn, of.id).await?,
        None => BTreeMap::new(),
    };
    let mut found: BTreeMap<CriterionCode, Proposal> = carried
        .into_iter()
        .filter_map(|(code, carried)| Some((code, Proposal::of_older_version(&carried)?)))
        .collect();
    let open: Vec<AskedIn> = version
        .criteria()
        .filter(|(_, criterion)| !given.answers.contains_key(&criterion.code))
        .map(|(_, criterion)| AskedIn {
            scheme: version.scheme.slug.clone(),
            criterion: criterion.code.clone(),
        })
        .collect();
    let wanted: Vec<(&AskedIn, Origin<'_>)> = mappings
        .iter()
        .flat_map(|mapping| {
            open.iter().flat_map(|asked| {
                let origins = mapping.origins(asked);
                origins.into_iter().map(move |origin| (asked, origin))
            })
        })
        .collect();
    if !wanted.is_empty() {
        let elsewhere = list_elsewhere(conn, of, &wanted).await?;
        for (asked, origin) in &wanted {
            if found.contains_key(&asked.criterion) {
                continue;
            }
            let Some(given) = elsewhere.get(origin.asked) else {
                continue;
            };
            let Some(value) = origin.translate(&given.value) else {
                continue;
            };
            let proposal = Proposal {
                value,
                comment: given.comment.clone(),
                from: given.from.clone(),
                notes: origin.notes().map(ToOwned::to_owned).collect(),
            };
            found.insert(asked.criterion.clone(), proposal);
        }
    }
    found.retain(|code, proposal| {
        !given.answers.contains_key(code)
            && version
                .criterion(code)
                .is_some_and(|criterion| proposal.fits(criterion, today))
    });
    Ok(found)
}

/// An answer given in another scheme.
struct Elsewhere {
    value: Answer,
    comment: String,
    from: String,
}

/// The newest answer of the organisation to each criterion that is mapped from.
async fn list_elsewhere(
    conn: &impl ConnectionTrait,
    of: &Assessment,
    wanted: &[(&AskedIn, Origin<'_>)],
) -> Result<BTreeMap<AskedIn, Elsewhere>> {
    let schemes: Vec<_> = scheme::store::list_schemes(conn)
        .await?
        .into_iter()
        .filter(|scheme| scheme.authority_id == of.authority_id)
        .filter(|scheme| {
            wanted
                .iter()
                .any(|(_, origin)| origin.asked.scheme.as_str() == scheme.slug)
        })
        .collect();
    let codes = wanted
        .iter()
        .map(|(_, origin)| origin.asked.criterion.as_str());
    let assessments = assessment::Entity::find()
        .filter(assessment::Column::OrganisationId.eq(of.organisation_id))
        .filter(assessment::Column::SchemeId.is_in(schemes.iter().map(|scheme| scheme.id)))
        .filter(assessment::Column::Id.ne(of.id))
        .order_by_asc(assessment::Column::StartedAt)
        .all(conn)
        .await?;
    let ids: Vec<AssessmentId> = assessments.iter().map(|found| found.id).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let answers = answer::Entity::find()
        .filter(answer::Column::AssessmentId.is_in(ids))
        .filter(answer::Column::Criterion.is_in(codes))
        .filter(answer::Column::Value.is_not_null())
        .order_by_asc(answer::Column::SavedAt)
        .all(conn)
        .await?;
    let mut newest = BTreeMap::new();
    for row in answers {
        let Some(given_in) = assessments.iter().find(|a| a.id == row.assessment_id) else {
            continue;
        };
        let Some(named) = schemes.iter().find(|s| s.id == given_in.scheme_id) else {
            continue;
        };
        let asked = wanted.iter().map(|(_, origin)| origin.asked).find(|asked| {
            asked.scheme.as_str() == named.slug && asked.criterion.as_str() == row.criterion
        });
        if let (Some(asked), Some(value)) = (asked, row.value) {
            let elsewhere = Elsewhere {
                value: serde_json::from_value(value)?,
                comment: row.comment,
                from: format!(
                    "You answered a question like this in {} ({}) on {}.",
                    named.name,
                    given_in.reference,
                    long_date(london_date(row.saved_at))
                ),
            };
            // Read oldest first, so the newest stays.
            newest.insert(asked.clone(), elsewhere);
        }
    }
    Ok(newest)
}
