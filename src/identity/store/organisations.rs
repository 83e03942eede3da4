//! Organisations and who acts for them.

use entity::ids::{DirectoryEmployerId, OrganisationId, PersonId};
use entity::kinds::MemberRole;
use entity::{membership, organisation};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::list_people;
use crate::identity::rules::{Organisation, Person};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result, changed_one};

impl From<organisation::Model> for Organisation {
    fn from(row: organisation::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            company_number: row.company_number,
            directory_employer_id: row.directory_employer_id,
            kind: row.kind,
            sector: row.sector,
            size_band: row.size_band,
            headcount: row.headcount,
            headcount_on: row.headcount_on,
            area_headcount: row.area_headcount,
            postcode: row.postcode,
            district_id: row.district_id,
            website: row.website,
            version: row.version,
        }
    }
}

/// An organisation. The scope is the caller's: hold an `Employer`, or read it for an authority's case.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn get_organisation(
    conn: &impl ConnectionTrait,
    id: OrganisationId,
) -> Result<Organisation> {
    let row = organisation::Entity::find_by_id(id).one(conn).await?;
    row.map(Organisation::from).ok_or(Error::NotFound)
}

/// Organisations by their ids, in no order.
///
/// # Errors
/// When the database refuses.
pub async fn list_organisations(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = OrganisationId>,
) -> Result<Vec<Organisation>> {
    let rows = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(ids))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Organisation::from).collect())
}

/// Which of these directory entries are claimed already.
///
/// # Errors
/// When the database refuses.
pub async fn list_claimed(
    conn: &impl ConnectionTrait,
    entries: impl IntoIterator<Item = DirectoryEmployerId>,
) -> Result<Vec<DirectoryEmployerId>> {
    let rows = organisation::Entity::find()
        .filter(organisation::Column::DirectoryEmployerId.is_in(entries))
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| row.directory_employer_id)
        .collect())
}

/// Whether a company number is taken.
///
/// # Errors
/// When the database refuses.
pub async fn is_company_taken(conn: &impl ConnectionTrait, number: &str) -> Result<bool> {
    let count = organisation::Entity::find()
        .filter(organisation::Column::CompanyNumber.eq(number))
        .count(conn)
        .await?;
    Ok(count > 0)
}

/// The organisation of a company number. The scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn find_company(
    conn: &impl ConnectionTrait,
    number: &str,
) -> Result<Option<OrganisationId>> {
    let row = organisation::Entity::find()
        .filter(organisation::Column::CompanyNumber.eq(number))
        .one(conn)
        .await?;
    Ok(row.map(|row| row.id))
}

/// Writes a new organisation.
///
/// # Errors
/// A conflict when its company or directory entry is taken.
pub async fn insert_organisation(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    new: &Organisation,
    by: PersonId,
) -> Result<()> {
    let row = organisation::Model {
        id: new.id,
        name: new.name.clone(),
        company_number: new.company_number.clone(),
        directory_employer_id: new.directory_employer_id,
        kind: new.kind,
        sector: new.sector.clone(),
        size_band: new.size_band,
        headcount: new.headcount,
        headcount_on: new.headcount_on,
        area_headcount: new.area_headcount,
        postcode: new.postcode.clone(),
        district_id: new.district_id,
        website: new.website.clone(),
        created_at: ctx.now(),
        created_by: by,
        version: 1,
    };
    organisation::Entity::insert(organisation::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Changes an organisation's facts, if nobody changed them since `version`.
///
/// # Errors
/// A conflict when somebody did.
pub async fn update_organisation(
    conn: &impl ConnectionTrait,
    changed: &Organisation,
) -> Result<()> {
    let done = organisation::Entity::update_many()
        .set(organisation::ActiveModel {
            name: Set(changed.name.clone()),
            company_number: Set(changed.company_number.clone()),
            kind: Set(changed.kind),
            sector: Set(changed.sector.clone()),
            size_band: Set(changed.size_band),
            headcount: Set(changed.headcount),
            headcount_on: Set(changed.headcount_on),
            area_headcount: Set(changed.area_headcount),
            postcode: Set(changed.postcode.clone()),
            district_id: Set(changed.district_id),
            website: Set(changed.website.clone()),
            version: Set(changed.version + 1),
            ..Default::default()
        })
        .filter(organisation::Column::Id.eq(changed.id))
        .filter(organisation::Column::Version.eq(changed.version))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}

/// The people who act for an organisation, with their roles, leads first.
///
/// # Errors
/// When the database refuses.
pub async fn list_members(
    conn: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Result<Vec<(Person, MemberRole)>> {
    let rows = membership::Entity::find()
        .filter(membership::Column::OrganisationId.eq(organisation))
        .filter(membership::Column::EndedAt.is_null())
        .all(conn)
        .await?;
    let people = list_people(conn, rows.iter().map(|row| row.person_id)).await?;
    let mut members: Vec<(Person, MemberRole)> = people
        .into_iter()
        .filter_map(|person| {
            let role = rows.iter().find(|row| row.person_id == person.id)?.role;
            Some((person, role))
        })
        .collect();
    members.sort_by(|(a, ra), (b, rb)| (ra, a.display_name()).cmp(&(rb, b.display_name())));
    Ok(members)
}

/// Lets a person act for an organisation.
///
/// # Errors
/// A conflict when the person does already.
pub async fn insert_membership(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    organisation: OrganisationId,
    person: PersonId,
    role: MemberRole,
    invited_by: Option<PersonId>,
) -> Result<()> {
    // Who left comes back to the same row: there is one for each person and organisation.
    let again = membership::Entity::update_many()
        .set(membership::ActiveModel {
            role: Set(role),
            invited_by: Set(invited_by),
            since_at: Set(ctx.now()),
            ended_at: Set(None),
            ..Default::default()
        })
        .filter(membership::Column::OrganisationId.eq(organisation))
        .filter(membership::Column::PersonId.eq(person))
        .filter(membership::Column::EndedAt.is_not_null())
        .exec(conn)
        .await?;
    if again.rows_affected == 1 {
        return Ok(());
    }
    let row = membership::Model {
        id: ctx.new_id(),
        organisation_id: organisation,
        person_id: person,
        role,
        invited_by,
        since_at: ctx.now(),
        ended_at: None,
    };
    membership::Entity::insert(membership::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}
