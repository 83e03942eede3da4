//! What bringing a list in reads and writes.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AuthorityId, OutsideListId};
use entity::outside_accreditation;
use entity::outside_kinds::OutsideSource;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{row, said};
use crate::identity::outside::rules::{Outside, Plan};
use crate::platform::error::Result;

/// Rows in one statement: 500 rows of 24 columns stay below what either database binds.
const ROWS_PER_STATEMENT: usize = 500;

/// Everything that lists of an accreditation ever named, each with what it is recognised by.
pub(in crate::identity::outside) async fn list_of_lists(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    accreditation: &str,
) -> Result<Vec<(String, Outside)>> {
    let rows = outside_accreditation::Entity::find()
        .filter(outside_accreditation::Column::AuthorityId.eq(authority))
        .filter(outside_accreditation::Column::Accreditation.eq(accreditation))
        .filter(outside_accreditation::Column::Source.eq(OutsideSource::List))
        .order_by_asc(outside_accreditation::Column::ListKey)
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.list_key.clone(), Outside::from(row)))
        .collect())
}

/// A plan about to be written.
pub(in crate::identity::outside) struct Writing {
    /// What the list does.
    pub(in crate::identity::outside) plan: Plan,
    /// Those of it that are new, with what they are recognised by.
    pub(in crate::identity::outside) new: Vec<(String, Outside)>,
    /// Which list.
    pub(in crate::identity::outside) list: OutsideListId,
    /// The day it shows.
    pub(in crate::identity::outside) as_of: NaiveDate,
    /// Now.
    pub(in crate::identity::outside) now: DateTime<Utc>,
}

/// Writes a plan.
pub(in crate::identity::outside) async fn write(
    conn: &impl ConnectionTrait,
    writing: Writing,
) -> Result<()> {
    let Writing {
        plan,
        new,
        list,
        as_of,
        now,
    } = writing;
    for some in new.chunks(ROWS_PER_STATEMENT) {
        let rows = some
            .iter()
            .map(|(key, held)| outside_accreditation::ActiveModel::from(row(held, key.clone())));
        outside_accreditation::Entity::insert_many(rows)
            .exec_without_returning(conn)
            .await?;
    }
    for changed in &plan.changed {
        outside_accreditation::Entity::update_many()
            .set(outside_accreditation::ActiveModel {
                tier_on: Set(changed.tier_on),
                gone_on: Set(None),
                list_id: Set(Some(list)),
                last_seen_at: Set(now),
                ..said(&changed.entry)
            })
            .col_expr(outside_accreditation::Column::Version, next_version())
            .filter(outside_accreditation::Column::Id.eq(changed.id))
            .exec(conn)
            .await?;
    }
    for some in plan.same.chunks(ROWS_PER_STATEMENT) {
        outside_accreditation::Entity::update_many()
            .set(outside_accreditation::ActiveModel {
                list_id: Set(Some(list)),
                last_seen_at: Set(now),
                ..Default::default()
            })
            .filter(outside_accreditation::Column::Id.is_in(some.iter().copied()))
            .exec(conn)
            .await?;
    }
    for some in plan.gone.chunks(ROWS_PER_STATEMENT) {
        outside_accreditation::Entity::update_many()
            .set(outside_accreditation::ActiveModel {
                gone_on: Set(Some(as_of)),
                ..Default::default()
            })
            .col_expr(outside_accreditation::Column::Version, next_version())
            .filter(outside_accreditation::Column::Id.is_in(some.iter().map(|(id, _)| *id)))
            .exec(conn)
            .await?;
    }
    Ok(())
}

/// The version after the one that is stored.
fn next_version() -> sea_orm::sea_query::SimpleExpr {
    use sea_orm::sea_query::ExprTrait as _;
    sea_orm::sea_query::Expr::col(outside_accreditation::Column::Version).add(1)
}
