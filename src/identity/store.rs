//! The only file of this room that names its tables.

mod affiliates;
mod keys;
mod places;

pub use affiliates::list_affiliates;
pub use keys::{Reservation, keep_answer, release_key, reserve_key};
pub use places::{find_area_name, list_all_districts, list_area_names};

use chrono::{DateTime, Utc};
use entity::ids::{AuthorityId, DirectoryEmployerId, OrganisationId, PersonId};
use entity::kinds::{MemberRole, StaffRole};
use entity::{api_token, authority, membership, organisation, person, sign_in_link, staff_role};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::identity::rules::{Authority, Membership, Office, Organisation, Person};
use crate::platform::audit::digest;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result, changed_one};

impl From<person::Model> for Person {
    fn from(row: person::Model) -> Self {
        Self {
            id: row.id,
            email: row.email,
            name: row.name,
        }
    }
}

impl From<authority::Model> for Authority {
    fn from(row: authority::Model) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            name: row.name,
            area_id: row.area_id,
            number_prefix: row.number_prefix,
            team_name: row.team_name,
            contact_email: row.contact_email,
            contact_phone: row.contact_phone,
            brand_colour: row.brand_colour,
            signatory_name: row.signatory_name,
            signatory_role: row.signatory_role,
            logo_key: row.logo_key,
            review_working_days: u32::try_from(row.review_working_days).unwrap_or(0),
            clarification_working_days: u32::try_from(row.clarification_working_days).unwrap_or(0),
        }
    }
}

impl From<organisation::Model> for Organisation {
    fn from(row: organisation::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            company_number: row.company_number,
            directory_employer_id: row.directory_employer_id,
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

/// A person.
///
/// # Errors
/// When the database refuses.
pub async fn find_person(conn: &impl ConnectionTrait, id: PersonId) -> Result<Option<Person>> {
    Ok(person::Entity::find_by_id(id)
        .one(conn)
        .await?
        .map(Person::from))
}

/// The person behind an address.
///
/// # Errors
/// When the database refuses.
pub async fn find_person_by_email(
    conn: &impl ConnectionTrait,
    email: &str,
) -> Result<Option<Person>> {
    let row = person::Entity::find()
        .filter(person::Column::Email.eq(email))
        .one(conn)
        .await?;
    Ok(row.map(Person::from))
}

/// People by their ids, in no order.
///
/// # Errors
/// When the database refuses.
pub async fn list_people(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<Person>> {
    let rows = person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Person::from).collect())
}

/// The person behind an address, made when new.
///
/// # Errors
/// When the database refuses.
pub async fn find_or_insert_person(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    email: &str,
    name: &str,
) -> Result<Person> {
    if let Some(found) = find_person_by_email(conn, email).await? {
        return Ok(found);
    }
    let row = person::Model {
        id: ctx.new_id(),
        email: email.to_owned(),
        name: name.to_owned(),
        demo: ctx.config.demo,
        created_at: ctx.now(),
    };
    person::Entity::insert(person::ActiveModel::from(row.clone()))
        .exec_without_returning(conn)
        .await?;
    Ok(row.into())
}

/// Gives a person a name.
///
/// # Errors
/// When the database refuses.
pub async fn update_person_name(
    conn: &impl ConnectionTrait,
    id: PersonId,
    name: &str,
) -> Result<()> {
    let changed = person::Entity::update_many()
        .set(person::ActiveModel {
            name: Set(name.to_owned()),
            ..Default::default()
        })
        .filter(person::Column::Id.eq(id))
        .exec(conn)
        .await?;
    changed_one(changed.rows_affected)
}

/// The organisations a person acts for, by name.
///
/// # Errors
/// When the database refuses.
pub async fn list_memberships(
    conn: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Vec<Membership>> {
    let rows = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(person))
        .filter(membership::Column::EndedAt.is_null())
        .all(conn)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let organisations = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(rows.iter().map(|row| row.organisation_id)))
        .order_by_asc(organisation::Column::Name)
        .all(conn)
        .await?;
    Ok(organisations
        .into_iter()
        .filter_map(|found| {
            let role = rows
                .iter()
                .find(|row| row.organisation_id == found.id)?
                .role;
            Some(Membership {
                organisation_id: found.id,
                organisation_name: found.name,
                role,
            })
        })
        .collect())
}

/// A person's roles at authorities.
///
/// # Errors
/// When the database refuses.
pub async fn list_offices(conn: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Office>> {
    let rows = staff_role::Entity::find()
        .filter(staff_role::Column::PersonId.eq(person))
        .filter(staff_role::Column::EndedAt.is_null())
        .all(conn)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let authorities = authority::Entity::find()
        .filter(authority::Column::Id.is_in(rows.iter().map(|row| row.authority_id)))
        .all(conn)
        .await?;
    let mut offices: Vec<Office> = rows
        .iter()
        .filter_map(|row| {
            let found = authorities.iter().find(|a| a.id == row.authority_id)?;
            Some(Office {
                authority_id: found.id,
                authority_slug: found.slug.clone(),
                authority_name: found.name.clone(),
                brand_colour: found.brand_colour.clone(),
                role: row.role,
            })
        })
        .collect();
    offices.sort_by(|a, b| (&a.authority_name, a.role).cmp(&(&b.authority_name, b.role)));
    Ok(offices)
}

/// The people with a role at an authority, by name.
///
/// # Errors
/// When the database refuses.
pub async fn list_staff(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    role: StaffRole,
) -> Result<Vec<Person>> {
    let rows = staff_role::Entity::find()
        .filter(staff_role::Column::AuthorityId.eq(authority))
        .filter(staff_role::Column::Role.eq(role))
        .filter(staff_role::Column::EndedAt.is_null())
        .all(conn)
        .await?;
    let mut people = list_people(conn, rows.into_iter().map(|row| row.person_id)).await?;
    people.sort_by(|a, b| a.display_name().cmp(b.display_name()));
    Ok(people)
}

/// Gives a person a role at an authority; nothing happens when it is held already.
///
/// # Errors
/// When the database refuses.
pub async fn insert_staff_role(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    person: PersonId,
    authority: AuthorityId,
    role: StaffRole,
) -> Result<()> {
    let held = list_offices(conn, person).await?;
    if held
        .iter()
        .any(|office| office.authority_id == authority && office.role == role)
    {
        return Ok(());
    }
    let row = staff_role::Model {
        id: ctx.new_id(),
        person_id: person,
        authority_id: authority,
        role,
        since_at: ctx.now(),
        ended_at: None,
    };
    staff_role::Entity::insert(staff_role::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// An authority.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn get_authority(conn: &impl ConnectionTrait, id: AuthorityId) -> Result<Authority> {
    let row = authority::Entity::find_by_id(id).one(conn).await?;
    row.map(Authority::from).ok_or(Error::NotFound)
}

/// The authority of a short name.
///
/// # Errors
/// When the database refuses.
pub async fn find_authority(conn: &impl ConnectionTrait, slug: &str) -> Result<Option<Authority>> {
    let row = authority::Entity::find()
        .filter(authority::Column::Slug.eq(slug))
        .one(conn)
        .await?;
    Ok(row.map(Authority::from))
}

/// All authorities, by name.
///
/// # Errors
/// When the database refuses.
pub async fn list_authorities(conn: &impl ConnectionTrait) -> Result<Vec<Authority>> {
    let rows = authority::Entity::find()
        .order_by_asc(authority::Column::Name)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Authority::from).collect())
}

/// Sets up an authority.
///
/// # Errors
/// A conflict when the short name is taken.
pub async fn insert_authority(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    new: Authority,
) -> Result<()> {
    let whole = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
    let row = authority::Model {
        id: new.id,
        slug: new.slug,
        name: new.name,
        area_id: new.area_id,
        number_prefix: new.number_prefix,
        team_name: new.team_name,
        contact_email: new.contact_email,
        contact_phone: new.contact_phone,
        brand_colour: new.brand_colour,
        signatory_name: new.signatory_name,
        signatory_role: new.signatory_role,
        logo_key: new.logo_key,
        review_working_days: whole(new.review_working_days),
        clarification_working_days: whole(new.clarification_working_days),
        created_at: ctx.now(),
    };
    authority::Entity::insert(authority::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
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

/// How many links an address asked for since an instant.
///
/// # Errors
/// When the database refuses.
pub async fn count_links_since(
    conn: &impl ConnectionTrait,
    email: &str,
    since: DateTime<Utc>,
) -> Result<u64> {
    Ok(sign_in_link::Entity::find()
        .filter(sign_in_link::Column::Email.eq(email))
        .filter(sign_in_link::Column::CreatedAt.gte(since))
        .count(conn)
        .await?)
}

/// Keeps a link; only the hash of its secret.
///
/// # Errors
/// When the database refuses.
pub async fn insert_link(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    email: &str,
    secret: &str,
    after: Option<String>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    let row = sign_in_link::Model {
        id: ctx.new_id(),
        email: email.to_owned(),
        token_hash: digest(secret.as_bytes()),
        after,
        created_at: ctx.now(),
        expires_at,
        used_at: None,
    };
    sign_in_link::Entity::insert(sign_in_link::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// The link of a secret.
///
/// # Errors
/// When the database refuses.
pub async fn find_link(
    conn: &impl ConnectionTrait,
    secret: &str,
) -> Result<Option<sign_in_link::Model>> {
    Ok(sign_in_link::Entity::find()
        .filter(sign_in_link::Column::TokenHash.eq(digest(secret.as_bytes())))
        .one(conn)
        .await?)
}

/// Marks a link used, if nobody used it before; says whether this was the one.
///
/// # Errors
/// When the database refuses.
pub async fn use_link(
    conn: &impl ConnectionTrait,
    link: &sign_in_link::Model,
    now: DateTime<Utc>,
) -> Result<bool> {
    let used = sign_in_link::Entity::update_many()
        .set(sign_in_link::ActiveModel {
            used_at: Set(Some(now)),
            ..Default::default()
        })
        .filter(sign_in_link::Column::Id.eq(link.id))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .exec(conn)
        .await?;
    Ok(used.rows_affected == 1)
}

/// The person a token acts as, while it is good.
///
/// # Errors
/// When the database refuses.
pub async fn find_token_person(
    conn: &impl ConnectionTrait,
    secret: &str,
    now: DateTime<Utc>,
) -> Result<Option<PersonId>> {
    let row = api_token::Entity::find()
        .filter(api_token::Column::TokenHash.eq(digest(secret.as_bytes())))
        .filter(api_token::Column::RevokedAt.is_null())
        .one(conn)
        .await?;
    Ok(row
        .filter(|row| row.expires_at.is_none_or(|end| end > now))
        .map(|row| row.person_id))
}

/// A person's tokens that were not revoked, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_tokens(
    conn: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Vec<api_token::Model>> {
    Ok(api_token::Entity::find()
        .filter(api_token::Column::PersonId.eq(person))
        .filter(api_token::Column::RevokedAt.is_null())
        .order_by_desc(api_token::Column::CreatedAt)
        .all(conn)
        .await?)
}

/// Keeps a token; only the hash of its secret.
///
/// # Errors
/// When the database refuses.
pub async fn insert_token(conn: &impl ConnectionTrait, row: api_token::Model) -> Result<()> {
    api_token::Entity::insert(api_token::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Revokes a person's own token.
///
/// # Errors
/// [`Error::NotFound`] when the person has no such token.
pub async fn revoke_token(
    conn: &impl ConnectionTrait,
    person: PersonId,
    id: entity::ids::ApiTokenId,
    now: DateTime<Utc>,
) -> Result<()> {
    let revoked = api_token::Entity::update_many()
        .set(api_token::ActiveModel {
            revoked_at: Set(Some(now)),
            ..Default::default()
        })
        .filter(api_token::Column::Id.eq(id))
        .filter(api_token::Column::PersonId.eq(person))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(conn)
        .await?;
    if revoked.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}
