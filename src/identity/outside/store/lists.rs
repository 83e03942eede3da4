//! Lists, offered and brought in.

use entity::ids::{AuthorityId, OutsideListId};
use entity::outside_kinds::OutsideListStage;
use entity::outside_list;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::identity::outside::rules::{Counts, OutsideList};
use crate::platform::error::{Error, Result};

impl From<outside_list::Model> for OutsideList {
    fn from(row: outside_list::Model) -> Self {
        Self {
            id: row.id,
            authority_id: row.authority_id,
            accreditation: row.accreditation,
            title: row.title,
            issuer: row.issuer,
            as_of: row.as_of,
            file_name: row.file_name,
            sha256: row.sha256,
            stage: row.stage,
            number: row.number,
            counts: Counts {
                read: row.read,
                added: row.added,
                changed: row.changed,
                gone: row.gone,
                same: row.same,
                rejected: row.rejected,
            },
            offered_by: row.offered_by,
            offered_at: row.offered_at,
            imported_by: row.imported_by,
            imported_at: row.imported_at,
        }
    }
}

/// A list of one of these authorities.
///
/// # Errors
/// [`Error::NotFound`] when it is none of theirs.
pub async fn get_list(
    conn: &impl ConnectionTrait,
    authorities: impl IntoIterator<Item = AuthorityId>,
    id: OutsideListId,
) -> Result<OutsideList> {
    let row = outside_list::Entity::find_by_id(id)
        .filter(outside_list::Column::AuthorityId.is_in(authorities))
        .one(conn)
        .await?;
    row.map(OutsideList::from).ok_or(Error::NotFound)
}

/// The newest lists of an authority, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_lists(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    most: u64,
) -> Result<Vec<OutsideList>> {
    let rows = outside_list::Entity::find()
        .filter(outside_list::Column::AuthorityId.eq(authority))
        .order_by_desc(outside_list::Column::OfferedAt)
        .order_by_desc(outside_list::Column::Id)
        .limit(most)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(OutsideList::from).collect())
}

/// The list of an accreditation that was brought in last.
///
/// # Errors
/// When the database refuses.
pub async fn find_last_list(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    accreditation: &str,
) -> Result<Option<OutsideList>> {
    let row = outside_list::Entity::find()
        .filter(outside_list::Column::AuthorityId.eq(authority))
        .filter(outside_list::Column::Accreditation.eq(accreditation))
        .filter(outside_list::Column::Stage.eq(OutsideListStage::Imported))
        .order_by_desc(outside_list::Column::Number)
        .one(conn)
        .await?;
    Ok(row.map(OutsideList::from))
}

/// The same file for the same day, offered and not brought in yet.
pub(in crate::identity::outside) async fn find_offered(
    conn: &impl ConnectionTrait,
    like: &OutsideList,
) -> Result<Option<OutsideList>> {
    let row = outside_list::Entity::find()
        .filter(outside_list::Column::AuthorityId.eq(like.authority_id))
        .filter(outside_list::Column::Accreditation.eq(like.accreditation.clone()))
        .filter(outside_list::Column::Stage.eq(OutsideListStage::Offered))
        .filter(outside_list::Column::Sha256.eq(like.sha256.clone()))
        .filter(outside_list::Column::AsOf.eq(like.as_of))
        .one(conn)
        .await?;
    Ok(row.map(OutsideList::from))
}

/// Writes an offered list.
pub(in crate::identity::outside) async fn insert_list(
    conn: &impl ConnectionTrait,
    new: &OutsideList,
) -> Result<()> {
    let row = outside_list::Model {
        id: new.id,
        authority_id: new.authority_id,
        accreditation: new.accreditation.clone(),
        title: new.title.clone(),
        issuer: new.issuer.clone(),
        as_of: new.as_of,
        file_name: new.file_name.clone(),
        sha256: new.sha256.clone(),
        stage: new.stage,
        number: new.number,
        read: new.counts.read,
        added: new.counts.added,
        changed: new.counts.changed,
        gone: new.counts.gone,
        same: new.counts.same,
        rejected: new.counts.rejected,
        offered_by: new.offered_by,
        offered_at: new.offered_at,
        imported_by: new.imported_by,
        imported_at: new.imported_at,
    };
    outside_list::Entity::insert(outside_list::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Takes the next number for an offered list: the lock of its import, for only one list can have it.
///
/// # Errors
/// A conflict when the list was brought in already, or another is being brought in now.
pub(in crate::identity::outside) async fn take_number(
    conn: &impl ConnectionTrait,
    list: OutsideListId,
    number: i32,
) -> Result<()> {
    let done = outside_list::Entity::update_many()
        .set(outside_list::ActiveModel {
            stage: Set(OutsideListStage::Imported),
            number: Set(Some(number)),
            ..Default::default()
        })
        .filter(outside_list::Column::Id.eq(list))
        .filter(outside_list::Column::Stage.eq(OutsideListStage::Offered))
        .exec(conn)
        .await?;
    if done.rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::conflict(
            "outside.imported_already",
            "This list was brought in already. Read below what it changed.",
        ))
    }
}

/// Writes what bringing a list in did.
pub(in crate::identity::outside) async fn finish_list(
    conn: &impl ConnectionTrait,
    list: &OutsideList,
) -> Result<()> {
    outside_list::Entity::update_many()
        .set(outside_list::ActiveModel {
            read: Set(list.counts.read),
            added: Set(list.counts.added),
            changed: Set(list.counts.changed),
            gone: Set(list.counts.gone),
            same: Set(list.counts.same),
            rejected: Set(list.counts.rejected),
            imported_by: Set(list.imported_by),
            imported_at: Set(list.imported_at),
            ..Default::default()
        })
        .filter(outside_list::Column::Id.eq(list.id))
        .exec(conn)
        .await?;
    Ok(())
}
