//! The only file of this room that names its tables.

mod affiliates;
mod authorities;
mod credentials;
mod keys;
mod mail;
mod organisations;
mod places;
mod requests;
mod support;

pub use affiliates::{list_affiliates, list_affiliates_of};
pub use authorities::{
    find_authority, get_authority, insert_authority, list_authorities, update_authority_logo,
    update_review_standard,
};
pub use credentials::{
    count_links_since, find_link, find_token_person, insert_link, insert_token, list_tokens,
    revoke_token, use_link,
};
pub use keys::{Reservation, keep_answer, release_key, reserve_key};
pub(in crate::identity) use mail::{copy_email, find_email_address, mark_bounced};
pub use mail::{count_emails, get_email, is_entangled, list_emails};
pub use organisations::{
    find_company, get_organisation, insert_membership, insert_organisation, is_company_taken,
    list_claimed, list_members, list_organisations, update_organisation,
};
pub use places::{find_area_name, list_all_districts, list_area_names};
pub(in crate::identity) use requests::{
    close_request, hold_authority, hold_organisation, insert_request, update_member_role,
};
pub use requests::{get_request, list_open_requests, list_requests};
pub use support::{Part, get_person_in_reach, list_parts, list_people_in_reach};
pub(in crate::identity) use support::{
    end_links, end_membership, end_staff_role, revoke_all_tokens, update_person_email,
};

use entity::ids::{AuthorityId, PersonId};
use entity::kinds::StaffRole;
use entity::{authority, membership, organisation, person, staff_role};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationDef,
};

use crate::identity::rules::{Authority, Membership, Office, Person};
use crate::platform::context::Context;
use crate::platform::error::{Result, changed_one};

impl From<person::Model> for Person {
    fn from(row: person::Model) -> Self {
        Self {
            id: row.id,
            email: row.email,
            name: row.name,
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

/// The organisations a person acts for, by name: one statement.
///
/// # Errors
/// When the database refuses.
pub async fn list_memberships(
    conn: &impl ConnectionTrait,
    person: PersonId,
) -> Result<Vec<Membership>> {
    let own: RelationDef = membership::Entity::belongs_to(organisation::Entity)
        .from(membership::Column::OrganisationId)
        .to(organisation::Column::Id)
        .into();
    let rows = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(person))
        .filter(membership::Column::EndedAt.is_null())
        .join(JoinType::InnerJoin, own)
        .select_also(organisation::Entity)
        .order_by_asc(organisation::Column::Name)
        .order_by_asc(organisation::Column::Id)
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(row, found)| {
            let found = found?;
            Some(Membership {
                organisation_id: found.id,
                organisation_name: found.name,
                role: row.role,
            })
        })
        .collect())
}

/// A person's roles at authorities: one statement.
///
/// # Errors
/// When the database refuses.
pub async fn list_offices(conn: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Office>> {
    let own: RelationDef = staff_role::Entity::belongs_to(authority::Entity)
        .from(staff_role::Column::AuthorityId)
        .to(authority::Column::Id)
        .into();
    let rows = staff_role::Entity::find()
        .filter(staff_role::Column::PersonId.eq(person))
        .filter(staff_role::Column::EndedAt.is_null())
        .join(JoinType::InnerJoin, own)
        .select_also(authority::Entity)
        .all(conn)
        .await?;
    let mut offices: Vec<Office> = rows
        .into_iter()
        .filter_map(|(row, found)| {
            let found = Authority::from(found?);
            Some(Office {
                authority_id: found.id,
                authority_slug: found.slug,
                authority_name: found.name,
                brand_colour: found.brand_colour,
                review_working_days: found.review_working_days,
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
    // A role that ended is held again: there is one row for each.
    let again = staff_role::Entity::update_many()
        .set(staff_role::ActiveModel {
            since_at: Set(ctx.now()),
            ended_at: Set(None),
            ..Default::default()
        })
        .filter(staff_role::Column::PersonId.eq(person))
        .filter(staff_role::Column::AuthorityId.eq(authority))
        .filter(staff_role::Column::Role.eq(role))
        .exec(conn)
        .await?;
    if again.rows_affected == 1 {
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
