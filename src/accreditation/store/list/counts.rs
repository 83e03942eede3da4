//! How many of a list there are, by what they share.

use chrono::{DateTime, Utc};
use entity::accreditation;
use entity::ids::{AreaId, AuthorityId, SchemeId};
use entity::kinds::SizeBand;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QuerySelect, QueryTrait,
};

use super::{Facet, ListFilter, matching, standing};
use crate::accreditation::rules::Status;
use crate::platform::error::{Error, Result};

#[derive(FromQueryResult)]
struct Counted {
    value: Option<String>,
    number: i64,
}

#[derive(FromQueryResult)]
struct CountedArea {
    value: Option<AreaId>,
    number: i64,
}

/// How many of a list there are for each value of a facet, largest first; rows without a value are
/// left out. One statement.
///
/// # Errors
/// When the database refuses.
pub async fn count_by(
    conn: &impl ConnectionTrait,
    filter: &ListFilter,
    at: DateTime<Utc>,
    facet: Facet,
) -> Result<Vec<(String, u64)>> {
    let value: SimpleExpr = match facet {
        Facet::Tier => accreditation::Column::Tier.into_expr(),
        Facet::District => accreditation::Column::DistrictId.into_expr(),
        Facet::Sector => accreditation::Column::Sector.into_expr(),
        Facet::SizeBand => accreditation::Column::SizeBand.into_expr(),
        Facet::Status => status_expression(at),
    };
    // Grouped outside, so that a computed value is computed once.
    let listed = accreditation::Entity::find()
        .select_only()
        .column_as(value, "value")
        .filter(matching(filter, at))
        .into_query();
    let counted = Query::select()
        .column(Alias::new("value"))
        .expr_as(
            Expr::col(sea_orm::sea_query::Asterisk).count(),
            Alias::new("number"),
        )
        .from_subquery(listed, Alias::new("listed"))
        .and_where(Expr::col(Alias::new("value")).is_not_null())
        .group_by_col(Alias::new("value"))
        .to_owned();
    let mut counts: Vec<(String, u64)> = if facet == Facet::District {
        let rows = CountedArea::find_by_statement_query(conn, &counted).await?;
        rows.into_iter()
            .filter_map(|row| Some((row.value?.to_string(), u64::try_from(row.number).ok()?)))
            .collect()
    } else {
        let rows = Counted::find_by_statement_query(conn, &counted).await?;
        rows.into_iter()
            .filter_map(|row| Some((row.value?, u64::try_from(row.number).ok()?)))
            .collect()
    };
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(counts)
}

/// The word of the status at an instant, as SQL.
fn status_expression(at: DateTime<Utc>) -> SimpleExpr {
    let mut case = Expr::case(standing(Status::Withdrawn, at), Status::Withdrawn.as_str());
    for status in [
        Status::Relinquished,
        Status::Superseded,
        Status::Lapsed,
        Status::NotYet,
        Status::Suspended,
    ] {
        case = case.case(standing(status, at), status.as_str());
    }
    case.finally(Status::Active.as_str()).into()
}

/// Public facts that several accreditations share, and how many do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combination {
    /// Awarded by.
    pub authority_id: AuthorityId,
    /// Under.
    pub scheme_id: SchemeId,
    /// Code of the tier.
    pub tier: String,
    /// Name of the tier at award.
    pub tier_name: String,
    /// Rank of the tier at award.
    pub tier_rank: u32,
    /// SIC section.
    pub sector: Option<String>,
    /// Band of headcount.
    pub size_band: Option<SizeBand>,
    /// Council district.
    pub district_id: Option<AreaId>,
    /// Where they stand at the instant of the list.
    pub status: Status,
    /// How many there are.
    pub number: u64,
}

#[derive(FromQueryResult)]
struct CountedCombination {
    authority_id: AuthorityId,
    scheme_id: SchemeId,
    tier: String,
    tier_name: String,
    tier_rank: i32,
    sector: Option<String>,
    size_band: Option<SizeBand>,
    district_id: Option<AreaId>,
    status: String,
    number: i64,
}

/// How many of a list share each combination of public facts: enough to count it by any of them
/// while it is narrowed by the others. One statement.
///
/// # Errors
/// When the database refuses.
pub async fn count_combinations(
    conn: &impl ConnectionTrait,
    filter: &ListFilter,
    at: DateTime<Utc>,
) -> Result<Vec<Combination>> {
    const SHARED: [&str; 9] = [
        "authority_id",
        "scheme_id",
        "tier",
        "tier_name",
        "tier_rank",
        "sector",
        "size_band",
        "district_id",
        "status",
    ];
    let listed = accreditation::Entity::find()
        .select_only()
        .column(accreditation::Column::AuthorityId)
        .column(accreditation::Column::SchemeId)
        .column(accreditation::Column::Tier)
        .column(accreditation::Column::TierName)
        .column(accreditation::Column::TierRank)
        .column(accreditation::Column::Sector)
        .column(accreditation::Column::SizeBand)
        .column(accreditation::Column::DistrictId)
        .column_as(status_expression(at), "status")
        .filter(matching(filter, at))
        .into_query();
    let mut counted = Query::select();
    for shared in SHARED {
        counted
            .column(Alias::new(shared))
            .group_by_col(Alias::new(shared));
    }
    counted
        .expr_as(
            Expr::col(sea_orm::sea_query::Asterisk).count(),
            Alias::new("number"),
        )
        .from_subquery(listed, Alias::new("listed"));
    CountedCombination::find_by_statement_query(conn, &counted)
        .await?
        .into_iter()
        .map(|row| {
            Ok(Combination {
                authority_id: row.authority_id,
                scheme_id: row.scheme_id,
                tier: row.tier,
                tier_name: row.tier_name,
                tier_rank: u32::try_from(row.tier_rank).map_err(Error::internal)?,
                sector: row.sector,
                size_band: row.size_band,
                district_id: row.district_id,
                status: row
                    .status
                    .parse()
                    .map_err(|_| Error::internal("a status of no known word"))?,
                number: u64::try_from(row.number).map_err(Error::internal)?,
            })
        })
        .collect()
}

/// How many employers stand behind a list: one that was accredited twice counts once.
///
/// # Errors
/// When the database refuses.
pub async fn count_employers(
    conn: &impl ConnectionTrait,
    filter: &ListFilter,
    at: DateTime<Utc>,
) -> Result<u64> {
    Ok(accreditation::Entity::find()
        .select_only()
        .column(accreditation::Column::OrganisationId)
        .filter(matching(filter, at))
        .distinct()
        .count(conn)
        .await?)
}

/// Reads a statement built by hand.
trait ByStatement: FromQueryResult + Sized {
    async fn find_by_statement_query(
        conn: &impl ConnectionTrait,
        query: &SelectStatement,
    ) -> Result<Vec<Self>> {
        let statement = conn.get_database_backend().build(query);
        Ok(Self::find_by_statement(statement).all(conn).await?)
    }
}

impl<T: FromQueryResult + Sized> ByStatement for T {}
