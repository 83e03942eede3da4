//! Cases that wait for an assessor, with what decides who can have them: as many statements for a
//! hundred as for one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AssessmentId, AuthorityId, OrganisationId, PersonId, SchemeId};
use entity::kinds::ReviewStatus;
use entity::{assessment, organisation, review};
use sea_orm::sea_query::{Alias, ExprTrait, Order, Query};
use sea_orm::{Condition, ConnectionTrait, DbErr, FromQueryResult, QueryResult};

use super::cases::{REVIEW, col, columns, list_cases};
use crate::assessment::rules::About;
use crate::identity;
use crate::platform::error::Result;
use crate::platform::paging::PageRequest;
use crate::review::rules::{Affiliate, Case, CaseFilter, Review, Waiting};
use crate::scheme;

#[derive(FromQueryResult)]
struct Facts {
    id: AssessmentId,
    organisation_id: OrganisationId,
    scheme_id: SchemeId,
    about: Option<String>,
    sector: Option<String>,
}

async fn facts(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = AssessmentId>,
) -> Result<BTreeMap<AssessmentId, Facts>> {
    let select = Query::select()
        .column((assessment::Entity, assessment::Column::Id))
        .column((assessment::Entity, assessment::Column::OrganisationId))
        .column((assessment::Entity, assessment::Column::SchemeId))
        .column((assessment::Entity, assessment::Column::About))
        .expr_as(
            col(organisation::Entity, organisation::Column::Sector),
            Alias::new("sector"),
        )
        .from(assessment::Entity)
        .inner_join(
            organisation::Entity,
            col(organisation::Entity, organisation::Column::Id)
                .equals((assessment::Entity, assessment::Column::OrganisationId)),
        )
        .and_where(col(assessment::Entity, assessment::Column::Id).is_in(ids))
        .to_owned();
    let statement = conn.get_database_backend().build(&select);
    let rows = Facts::find_by_statement(statement).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// What reviews tell of cases: who has or had them, and who assessed an employer last.
#[derive(Default)]
struct Known {
    of_case: BTreeMap<AssessmentId, Vec<Review>>,
    last: BTreeMap<(OrganisationId, SchemeId), Last>,
}

/// The case of an employer that was decided last, and its assessors.
struct Last {
    at: Option<DateTime<Utc>>,
    case: AssessmentId,
    assessors: BTreeSet<PersonId>,
}

/// A review that is over, and the case it was of.
struct Earlier {
    review: review::Model,
    organisation_id: OrganisationId,
    scheme_id: SchemeId,
    closed_at: Option<DateTime<Utc>>,
}

impl FromQueryResult for Earlier {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            review: review::Model::from_query_result(row, REVIEW)?,
            organisation_id: row.try_get("", "organisation_id")?,
            scheme_id: row.try_get("", "scheme_id")?,
            closed_at: row.try_get("", "closed_at")?,
        })
    }
}

async fn known(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    facts: &BTreeMap<AssessmentId, Facts>,
    organisations: &BTreeSet<OrganisationId>,
) -> Result<Known> {
    let mut select = Query::select();
    columns(&mut select, review::Entity, REVIEW);
    select
        .column((assessment::Entity, assessment::Column::OrganisationId))
        .column((assessment::Entity, assessment::Column::SchemeId))
        .column((assessment::Entity, assessment::Column::ClosedAt))
        .from(review::Entity)
        .inner_join(
            assessment::Entity,
            col(assessment::Entity, assessment::Column::Id)
                .equals((review::Entity, review::Column::AssessmentId)),
        )
        .and_where(col(review::Entity, review::Column::AuthorityId).eq(authority))
        .cond_where(
            Condition::any()
                .add(col(review::Entity, review::Column::Status).eq(ReviewStatus::Decided))
                .add(
                    col(review::Entity, review::Column::AssessmentId).is_in(facts.keys().copied()),
                ),
        )
        .and_where(
            col(assessment::Entity, assessment::Column::OrganisationId)
                .is_in(organisations.iter().copied()),
        )
        .order_by((review::Entity, review::Column::AllocatedAt), Order::Asc)
        .order_by((review::Entity, review::Column::Id), Order::Asc);
    let statement = conn.get_database_backend().build(&select);
    let rows = Earlier::find_by_statement(statement).all(conn).await?;
    let mut known = Known::default();
    for row in rows {
        let Earlier {
            review,
            organisation_id,
            scheme_id,
            closed_at,
        } = row;
        let (case, assessor) = (review.assessment_id, review.assessor_id);
        if facts.contains_key(&case) {
            known
                .of_case
                .entry(case)
                .or_default()
                .push(super::read(review)?);
        } else if review.status == ReviewStatus::Decided {
            let fresh = || Last {
                at: closed_at,
                case,
                assessors: BTreeSet::new(),
            };
            let last = known
                .last
                .entry((organisation_id, scheme_id))
                .or_insert_with(fresh);
            if case != last.case && closed_at > last.at {
                *last = fresh();
            }
            if case == last.case {
                last.assessors.insert(assessor);
            }
        }
    }
    Ok(known)
}

/// What waits longest for an assessor, at most `most`, with what decides who can have it; and how much
/// waits in all.
///
/// # Errors
/// When the database refuses.
pub async fn list_waiting(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    today: NaiveDate,
    review_working_days: u32,
    most: u64,
) -> Result<(Vec<Waiting>, u64)> {
    let request = PageRequest::new(None, Some(most));
    let filter = CaseFilter::ToAllocate;
    let listed = list_cases(conn, authority, filter, today, review_working_days, request).await?;
    if listed.rows.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let facts = facts(conn, listed.rows.iter().map(|case| case.assessment_id)).await?;
    let organisations: BTreeSet<OrganisationId> =
        facts.values().map(|one| one.organisation_id).collect();
    let known = known(conn, authority, &facts, &organisations).await?;
    let affiliates = identity::store::list_affiliates_of(conn, organisations).await?;
    let versions: BTreeSet<_> = listed
        .rows
        .iter()
        .map(|case| case.scheme_version_id)
        .collect();
    let versions = scheme::store::list_versions(conn, versions).await?;
    let first_language = |case: &Case| {
        let version = versions
            .iter()
            .find(|one| one.id == case.scheme_version_id)?;
        version.content.scheme.languages.first()
    };
    let mut waiting = Vec::with_capacity(listed.rows.len());
    for case in listed.rows {
        let Some(facts) = facts.get(&case.assessment_id) else {
            continue;
        };
        let about: About = match &facts.about {
            Some(text) => serde_json::from_str(text)?,
            None => About::default(),
        };
        let language = about
            .language
            .filter(|spoken| first_language(&case) != Some(spoken));
        let key = (facts.organisation_id, facts.scheme_id);
        waiting.push(Waiting {
            language,
            sector: facts.sector.as_deref().and_then(|text| text.chars().next()),
            affiliates: affiliates
                .iter()
                .filter(|(organisation, ..)| *organisation == facts.organisation_id)
                .map(|(_, person, ended_at)| Affiliate::of(person, ended_at.is_some()))
                .collect(),
            reviews: known
                .of_case
                .get(&case.assessment_id)
                .cloned()
                .unwrap_or_default(),
            assessed_by: known
                .last
                .get(&key)
                .map(|last| last.assessors.clone())
                .unwrap_or_default(),
            case,
        });
    }
    Ok((waiting, listed.total))
}
