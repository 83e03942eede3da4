//! Second looks at accreditations.

use entity::accreditation;
use entity::accreditation_check::{self, Column};
use entity::ids::{AccreditationCheckId, AccreditationId, AuthorityId, OrganisationId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, RelationDef,
};

use crate::accreditation::rules::{Check, Closed, Lapse};
use crate::platform::error::{Error, Result};
use crate::scheme::rules::AccreditationCode;

fn read(row: accreditation_check::Model) -> Result<Check> {
    let closed = match (row.closed_at, row.outcome, row.closed_by) {
        (Some(at), Some(outcome), Some(by)) => Some(Closed {
            at,
            by,
            outcome,
            note: row.note,
        }),
        (None, None, None) => None,
        _ => return Err(Error::internal("a check is half closed")),
    };
    Ok(Check {
        id: row.id,
        accreditation_id: row.accreditation_id,
        authority_id: row.authority_id,
        lapse: Lapse {
            why: row.why,
            accreditation: AccreditationCode::parse(&row.accreditation).map_err(Error::internal)?,
            title: row.title,
            reference: row.reference,
            ended_on: row.ended_on,
            outside_id: row.outside_id,
        },
        opened_at: row.opened_at,
        closed,
    })
}

/// Writes an open check, unless the same lapse opened one before, or another of the same accreditation
/// of others is open: whether it was written.
///
/// # Errors
/// When the database refuses.
pub(in crate::accreditation) async fn insert_check(
    conn: &impl ConnectionTrait,
    new: &Check,
) -> Result<bool> {
    let open = accreditation_check::Entity::find()
        .filter(Column::AccreditationId.eq(new.accreditation_id))
        .filter(Column::Accreditation.eq(new.lapse.accreditation.to_string()))
        .filter(Column::Reference.eq(new.lapse.reference.clone()))
        .filter(Column::ClosedAt.is_null())
        .count(conn)
        .await?;
    if open > 0 {
        return Ok(false);
    }
    let row = accreditation_check::Model {
        id: new.id,
        accreditation_id: new.accreditation_id,
        authority_id: new.authority_id,
        why: new.lapse.why,
        accreditation: new.lapse.accreditation.to_string(),
        title: new.lapse.title.clone(),
        reference: new.lapse.reference.clone(),
        ended_on: new.lapse.ended_on,
        outside_id: new.lapse.outside_id,
        opened_at: new.opened_at,
        closed_at: None,
        outcome: None,
        note: String::new(),
        closed_by: None,
    };
    let same_lapse = [
        Column::AccreditationId,
        Column::Accreditation,
        Column::Reference,
        Column::EndedOn,
    ];
    let written = accreditation_check::Entity::insert(accreditation_check::ActiveModel::from(row))
        .on_conflict(OnConflict::columns(same_lapse).do_nothing().to_owned())
        .exec_without_returning(conn)
        .await?;
    Ok(written == 1)
}

/// Closes a check, if nobody did before.
///
/// # Errors
/// A conflict when somebody did.
pub(in crate::accreditation) async fn close_check(
    conn: &impl ConnectionTrait,
    id: AccreditationCheckId,
    closed: &Closed,
) -> Result<()> {
    let done = accreditation_check::Entity::update_many()
        .set(accreditation_check::ActiveModel {
            closed_at: Set(Some(closed.at)),
            outcome: Set(Some(closed.outcome)),
            note: Set(closed.note.clone()),
            closed_by: Set(Some(closed.by)),
            ..Default::default()
        })
        .filter(Column::Id.eq(id))
        .filter(Column::ClosedAt.is_null())
        .exec(conn)
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    Err(Error::conflict(
        "check.closed_already",
        "This check was closed already. Read below what came of it.",
    ))
}

/// A check of an accreditation. The scope is the caller's, who holds the accreditation.
///
/// # Errors
/// [`Error::NotFound`] when the accreditation has none of that name.
pub async fn get_check(
    conn: &impl ConnectionTrait,
    accreditation: AccreditationId,
    id: AccreditationCheckId,
) -> Result<Check> {
    let row = accreditation_check::Entity::find_by_id(id)
        .filter(Column::AccreditationId.eq(accreditation))
        .one(conn)
        .await?;
    read(row.ok_or(Error::NotFound)?)
}

/// Every check of an accreditation, the newest first. The scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_checks(
    conn: &impl ConnectionTrait,
    accreditation: AccreditationId,
) -> Result<Vec<Check>> {
    let rows = accreditation_check::Entity::find()
        .filter(Column::AccreditationId.eq(accreditation))
        .order_by_desc(Column::OpenedAt)
        .order_by_desc(Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// An open check, with who holds the accreditation.
#[derive(Clone, Debug)]
pub struct OpenCheck {
    /// The check.
    pub check: Check,
    /// Who holds the accreditation.
    pub organisation_id: OrganisationId,
    /// Its name, as it was at the award.
    pub holder: String,
}

/// The open checks of an authority, the oldest first: one statement.
///
/// # Errors
/// When the database refuses.
pub async fn list_open_checks(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    most: u64,
) -> Result<Vec<OpenCheck>> {
    let of: RelationDef = accreditation_check::Entity::belongs_to(accreditation::Entity)
        .from(Column::AccreditationId)
        .to(accreditation::Column::Id)
        .into();
    let rows = accreditation_check::Entity::find()
        .filter(Column::AuthorityId.eq(authority))
        .filter(Column::ClosedAt.is_null())
        .join(JoinType::InnerJoin, of)
        .select_also(accreditation::Entity)
        .order_by_asc(Column::OpenedAt)
        .order_by_asc(Column::Id)
        .limit(most)
        .all(conn)
        .await?;
    rows.into_iter()
        .filter_map(|(row, of)| Some((row, of?)))
        .map(|(row, of)| {
            Ok(OpenCheck {
                check: read(row)?,
                organisation_id: of.organisation_id,
                holder: of.organisation_name,
            })
        })
        .collect()
}
