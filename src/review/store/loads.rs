//! How much work each assessor has, and what the record shows against them in a case.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AuthorityId, PersonId, StaffRoleId};
use entity::kinds::{AssessmentStatus, ReviewStatus, StaffRole};
use entity::{assessment, assessor_profile, case_clock, person, review, staff_role};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, JoinType, OnConflict, Query};
use sea_orm::{Condition, ConnectionTrait, EntityTrait, FromQueryResult};

use super::cases::col;
use super::holds::{clock_of_case, is_late};
use crate::identity;
use crate::identity::rules::Person;
use crate::platform::error::Result;
use crate::review::rules::{Affiliate, CaseFile, Conflict, Profile, find_conflict};

/// An assessor and the work they have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessorLoad {
    /// The role in which they assess.
    pub role: StaffRoleId,
    /// Who.
    pub person: Person,
    /// What they can take on.
    pub profile: Profile,
    /// Reviews that are theirs to do.
    pub reviews: u64,
    /// Those of them that should have a recommendation by now.
    pub over_time: u64,
}

#[derive(FromQueryResult)]
struct LoadRow {
    role: StaffRoleId,
    capacity: Option<i32>,
    languages: Option<String>,
    sectors: Option<String>,
    id: PersonId,
    email: String,
    name: String,
    reviews: i64,
    over_time: i64,
}

/// An authority's assessors with their load and what they can take on, by name: one statement.
///
/// # Errors
/// When the database refuses.
pub async fn list_assessor_loads(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    today: NaiveDate,
) -> Result<Vec<AssessorLoad>> {
    let load = |late: bool| {
        let mut select = Query::select();
        select
            .expr(col(review::Entity, review::Column::Id).count())
            .from(review::Entity)
            .join(
                JoinType::InnerJoin,
                assessment::Entity,
                col(assessment::Entity, assessment::Column::Id)
                    .equals((review::Entity, review::Column::AssessmentId)),
            )
            .join(JoinType::LeftJoin, case_clock::Entity, clock_of_case())
            .and_where(
                col(review::Entity, review::Column::AssessorId)
                    .equals((person::Entity, person::Column::Id)),
            )
            .and_where(col(review::Entity, review::Column::AuthorityId).eq(authority))
            .and_where(
                col(review::Entity, review::Column::Status)
                    .is_in([ReviewStatus::Allocated, ReviewStatus::Open]),
            )
            .and_where(
                col(assessment::Entity, assessment::Column::Status).eq(AssessmentStatus::Submitted),
            );
        if late {
            let due_before = col(review::Entity, review::Column::DueOn).lt(today);
            select.cond_where(is_late(today, Condition::all().add(due_before)));
        }
        Expr::SubQuery(None, Box::new(select.into()))
    };
    let select = Query::select()
        .expr_as(
            col(staff_role::Entity, staff_role::Column::Id),
            Alias::new("role"),
        )
        .column((assessor_profile::Entity, assessor_profile::Column::Capacity))
        .column((
            assessor_profile::Entity,
            assessor_profile::Column::Languages,
        ))
        .column((assessor_profile::Entity, assessor_profile::Column::Sectors))
        .column((person::Entity, person::Column::Id))
        .column((person::Entity, person::Column::Email))
        .column((person::Entity, person::Column::Name))
        .expr_as(load(false), Alias::new("reviews"))
        .expr_as(load(true), Alias::new("over_time"))
        .from(staff_role::Entity)
        .join(
            JoinType::InnerJoin,
            person::Entity,
            col(person::Entity, person::Column::Id)
                .equals((staff_role::Entity, staff_role::Column::PersonId)),
        )
        .join(
            JoinType::LeftJoin,
            assessor_profile::Entity,
            col(
                assessor_profile::Entity,
                assessor_profile::Column::StaffRoleId,
            )
            .equals((staff_role::Entity, staff_role::Column::Id)),
        )
        .and_where(col(staff_role::Entity, staff_role::Column::AuthorityId).eq(authority))
        .and_where(col(staff_role::Entity, staff_role::Column::Role).eq(StaffRole::Assessor))
        .and_where(col(staff_role::Entity, staff_role::Column::EndedAt).is_null())
        .to_owned();
    let statement = conn.get_database_backend().build(&select);
    let rows = LoadRow::find_by_statement(statement).all(conn).await?;
    let mut loads = rows
        .into_iter()
        .map(read)
        .collect::<Result<Vec<AssessorLoad>>>()?;
    loads.sort_by(|a, b| a.person.display_name().cmp(b.person.display_name()));
    Ok(loads)
}

fn read(row: LoadRow) -> Result<AssessorLoad> {
    let mut profile = Profile::default();
    if let Some(capacity) = row.capacity {
        profile.capacity = u32::try_from(capacity).unwrap_or(0);
    }
    if let Some(languages) = &row.languages {
        profile.languages = serde_json::from_str(languages)?;
    }
    if let Some(sectors) = &row.sectors {
        profile.sectors = sectors.chars().collect();
    }
    Ok(AssessorLoad {
        role: row.role,
        person: Person {
            id: row.id,
            email: row.email,
            name: row.name,
        },
        profile,
        reviews: u64::try_from(row.reviews).unwrap_or(0),
        over_time: u64::try_from(row.over_time).unwrap_or(0),
    })
}

/// Says anew what an assessor can take on. The scope is the caller's, who has read the role.
///
/// # Errors
/// When the database refuses.
pub async fn save_profile(
    conn: &impl ConnectionTrait,
    role: StaffRoleId,
    profile: &Profile,
    now: DateTime<Utc>,
) -> Result<()> {
    assessor_profile::Entity::insert(assessor_profile::ActiveModel {
        staff_role_id: Set(role),
        capacity: Set(i32::try_from(profile.capacity).unwrap_or(i32::MAX)),
        languages: Set(serde_json::to_string(&profile.languages)?),
        sectors: Set(profile.sectors.iter().collect()),
        changed_at: Set(now),
    })
    .on_conflict(
        OnConflict::column(assessor_profile::Column::StaffRoleId)
            .update_columns([
                assessor_profile::Column::Capacity,
                assessor_profile::Column::Languages,
                assessor_profile::Column::Sectors,
                assessor_profile::Column::ChangedAt,
            ])
            .to_owned(),
    )
    .exec_without_returning(conn)
    .await?;
    Ok(())
}

/// An assessor whom a case might be given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who, and what they have to do already.
    pub load: AssessorLoad,
    /// What the record shows against them; they cannot have the case then.
    pub conflict: Option<Conflict>,
}

/// Whom a case might be given to, by name. The scope is the caller's, who holds the case.
///
/// # Errors
/// When the database refuses.
pub async fn list_candidates(
    conn: &impl ConnectionTrait,
    file: &CaseFile,
    today: NaiveDate,
) -> Result<Vec<Candidate>> {
    let case = &file.case;
    let loads = list_assessor_loads(conn, case.authority_id, today).await?;
    let affiliates: Vec<Affiliate> = identity::store::list_affiliates(conn, case.organisation_id)
        .await?
        .into_iter()
        .map(|(person, ended_at)| Affiliate::of(&person, ended_at.is_some()))
        .collect();
    let reviews = file.all_reviews();
    Ok(loads
        .into_iter()
        .map(|load| Candidate {
            conflict: find_conflict(&load.person, &affiliates, &reviews),
            load,
        })
        .collect())
}
