//! Authorities.

use entity::authority;
use entity::ids::AuthorityId;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::identity::rules::Authority;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result, changed_one};

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

/// Notes where the logo is kept.
///
/// # Errors
/// A conflict when there is no such authority.
pub async fn update_authority_logo(
    conn: &impl ConnectionTrait,
    id: AuthorityId,
    key: &str,
) -> Result<()> {
    let done = authority::Entity::update_many()
        .set(authority::ActiveModel {
            logo_key: Set(Some(key.to_owned())),
            ..Default::default()
        })
        .filter(authority::Column::Id.eq(id))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}

/// Notes how soon cases are reviewed, in working days.
///
/// # Errors
/// A conflict when there is no such authority.
pub async fn update_review_standard(
    conn: &impl ConnectionTrait,
    id: AuthorityId,
    working_days: u32,
) -> Result<()> {
    let done = authority::Entity::update_many()
        .set(authority::ActiveModel {
            review_working_days: Set(i32::try_from(working_days).map_err(Error::internal)?),
            ..Default::default()
        })
        .filter(authority::Column::Id.eq(id))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}
