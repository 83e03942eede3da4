//! Lists of accreditations, filtered by where they stand at an instant.
//!
//! The conditions say in SQL what [`Accreditation::status_at`] says in Rust; a test holds the two
//! together on both databases.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AccreditationId, AreaId, AuthorityId, SchemeId};
use entity::kinds::{AccreditationEventKind, SizeBand};
use entity::{accreditation, accreditation_event};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LikeExpr, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};

use super::{public, with_events};
use crate::accreditation::rules::{Accreditation, Status, search_form};
use crate::platform::calendar::london_date;
use crate::platform::error::{Error, Result};
use crate::platform::paging::{PageRequest, Paged};

/// What a list is narrowed to; nothing set means everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// Awarded by this authority.
    pub authority: Option<AuthorityId>,
    /// Under this scheme.
    pub scheme: Option<SchemeId>,
    /// At the tier of this code.
    pub tier: Option<String>,
    /// In this council district.
    pub district: Option<AreaId>,
    /// In this SIC section.
    pub sector: Option<String>,
    /// Of this size.
    pub size_band: Option<SizeBand>,
    /// Standing there at the instant of the list.
    pub status: Option<Status>,
    /// Term ends before this day.
    pub until_before: Option<NaiveDate>,
    /// Awarded at this instant or before: what could be known then.
    pub awarded_until: Option<DateTime<Utc>>,
    /// Name contains these words, all of them.
    pub words: String,
}

impl ListFilter {
    /// Everything that holds at the instant of the list.
    pub fn in_force() -> Self {
        Self {
            status: Some(Status::Active),
            ..Self::default()
        }
    }
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By name.
    #[default]
    Name,
    /// Newest award first.
    Newest,
    /// Term that ends first, first.
    EndsFirst,
}

/// By what a list is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// By tier code.
    Tier,
    /// By council district.
    District,
    /// By SIC section.
    Sector,
    /// By size band.
    SizeBand,
    /// By status at the instant of the list.
    Status,
}

/// `select 1 from accreditation_event` of the row at hand, of a kind, up to an instant.
fn events(kind: AccreditationEventKind, at: DateTime<Utc>, alias: &'static str) -> SelectStatement {
    let column = |column: accreditation_event::Column| Expr::col((Alias::new(alias), column));
    Query::select()
        .expr(Expr::val(1))
        .from_as(accreditation_event::Entity, Alias::new(alias))
        .and_where(
            column(accreditation_event::Column::AccreditationId)
                .equals((accreditation::Entity, accreditation::Column::Id)),
        )
        .and_where(column(accreditation_event::Column::Kind).eq(kind))
        .and_where(column(accreditation_event::Column::EffectiveAt).lte(at))
        .to_owned()
}

fn happened(kind: AccreditationEventKind, at: DateTime<Utc>) -> SimpleExpr {
    Expr::exists(events(kind, at, "happened"))
}

/// The newest event up to the instant is a suspension.
fn suspended(at: DateTime<Utc>) -> SimpleExpr {
    let later = Query::select()
        .expr(Expr::val(1))
        .from_as(accreditation_event::Entity, Alias::new("later"))
        .and_where(
            Expr::col((
                Alias::new("later"),
                accreditation_event::Column::AccreditationId,
            ))
            .equals((accreditation::Entity, accreditation::Column::Id)),
        )
        .and_where(
            Expr::col((
                Alias::new("later"),
                accreditation_event::Column::EffectiveAt,
            ))
            .lte(at),
        )
        .and_where(
            Expr::col((Alias::new("later"), accreditation_event::Column::Sequence)).gt(Expr::col(
                (Alias::new("newest"), accreditation_event::Column::Sequence),
            )),
        )
        .to_owned();
    let mut newest = events(AccreditationEventKind::Suspended, at, "newest");
    newest.and_where(Expr::exists(later).not());
    Expr::exists(newest)
}

/// The rows that stand at a status at an instant.
fn standing(status: Status, at: DateTime<Utc>) -> Condition {
    let today = london_date(at);
    let withdrawn = || happened(AccreditationEventKind::Withdrawn, at);
    let relinquished = || happened(AccreditationEventKind::Relinquished, at);
    let until = accreditation::Column::UntilOn;
    let since = accreditation::Column::SinceOn;
    let not_ended = Condition::all()
        .add(withdrawn().not())
        .add(relinquished().not());
    let within = || not_ended.clone().add(until.gt(today)).add(since.lte(today));
    match status {
        Status::Withdrawn => Condition::all().add(withdrawn()),
        Status::Relinquished => Condition::all().add(withdrawn().not()).add(relinquished()),
        Status::Lapsed => not_ended.add(until.lte(today)),
        Status::NotYet => not_ended.add(until.gt(today)).add(since.gt(today)),
        Status::Suspended => within().add(suspended(at)),
        Status::Active => within().add(suspended(at).not()),
    }
}

/// A pattern that finds the text anywhere, taken literally.
fn containing(text: &str) -> LikeExpr {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}

fn matching(filter: &ListFilter, at: DateTime<Utc>) -> Condition {
    let mut condition = Condition::all()
        .add_option(
            filter
                .authority
                .map(|id| accreditation::Column::AuthorityId.eq(id)),
        )
        .add_option(
            filter
                .scheme
                .map(|id| accreditation::Column::SchemeId.eq(id)),
        )
        .add_option(
            filter
                .tier
                .as_ref()
                .map(|code| accreditation::Column::Tier.eq(code)),
        )
        .add_option(
            filter
                .district
                .map(|id| accreditation::Column::DistrictId.eq(id)),
        )
        .add_option(
            filter
                .sector
                .as_ref()
                .map(|letter| accreditation::Column::Sector.eq(letter)),
        )
        .add_option(
            filter
                .size_band
                .map(|band| accreditation::Column::SizeBand.eq(band)),
        )
        .add_option(
            filter
                .until_before
                .map(|day| accreditation::Column::UntilOn.lt(day)),
        )
        .add_option(
            filter
                .awarded_until
                .map(|instant| accreditation::Column::AwardedAt.lte(instant)),
        )
        .add_option(filter.status.map(|status| standing(status, at)));
    for word in search_form(&filter.words)
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(8)
    {
        condition = condition.add(accreditation::Column::SearchName.like(containing(word)));
    }
    condition
}

fn ordered(select: Select<accreditation::Entity>, order: Order) -> Select<accreditation::Entity> {
    match order {
        Order::Name => select.order_by_asc(accreditation::Column::SearchName),
        Order::Newest => select.order_by_desc(accreditation::Column::AwardedAt),
        Order::EndsFirst => select.order_by_asc(accreditation::Column::UntilOn),
    }
    .order_by_asc(accreditation::Column::Id)
}

async fn page(
    conn: &impl ConnectionTrait,
    filter: &ListFilter,
    at: DateTime<Utc>,
    order: Order,
    page: PageRequest,
) -> Result<Paged<Accreditation>> {
    let select = accreditation::Entity::find().filter(matching(filter, at));
    let total = select.clone().count(conn).await?;
    let rows = ordered(select, order)
        .offset(page.offset())
        .limit(page.size)
        .all(conn)
        .await?;
    Ok(Paged {
        rows: with_events(conn, rows).await?,
        total,
        page,
    })
}

/// A page of the public list, without anything confidential: three statements.
///
/// # Errors
/// When the database refuses.
pub async fn list_public(
    conn: &impl ConnectionTrait,
    filter: &ListFilter,
    at: DateTime<Utc>,
    order: Order,
    request: PageRequest,
) -> Result<Paged<Accreditation>> {
    Ok(page(conn, filter, at, order, request).await?.map(public))
}

/// A page of an authority's accreditations, for its officers: three statements.
///
/// # Errors
/// When the database refuses.
pub async fn list_in_authority(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    filter: &ListFilter,
    at: DateTime<Utc>,
    order: Order,
    request: PageRequest,
) -> Result<Paged<Accreditation>> {
    let filter = ListFilter {
        authority: Some(authority),
        ..filter.clone()
    };
    page(conn, &filter, at, order, request).await
}

/// The next accreditations after one, in the order they were awarded, for reading a list to its end
/// in steps; headcounts included. Two statements a step; the scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_after(
    conn: &impl ConnectionTrait,
    filter: &ListFilter,
    at: DateTime<Utc>,
    after: Option<AccreditationId>,
    most: u64,
) -> Result<Vec<Accreditation>> {
    let rows = accreditation::Entity::find()
        .filter(matching(filter, at))
        .filter(Condition::all().add_option(after.map(|id| accreditation::Column::Id.gt(id))))
        .order_by_asc(accreditation::Column::Id)
        .limit(most)
        .all(conn)
        .await?;
    with_events(conn, rows).await
}

/// How many there are.
///
/// # Errors
/// When the database refuses.
pub async fn count_public(
    conn: &impl ConnectionTrait,
    filter: &ListFilter,
    at: DateTime<Utc>,
) -> Result<u64> {
    Ok(accreditation::Entity::find()
        .filter(matching(filter, at))
        .count(conn)
        .await?)
}

/// Active accreditations of an authority whose term ends before a day.
///
/// # Errors
/// When the database refuses.
pub async fn count_expiring(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    until_before: NaiveDate,
    at: DateTime<Utc>,
) -> Result<u64> {
    let filter = ListFilter {
        authority: Some(authority),
        status: Some(Status::Active),
        until_before: Some(until_before),
        ..ListFilter::default()
    };
    count_public(conn, &filter, at).await
}

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
        Facet::Tier => accreditation::Column::Tier.into_expr().into(),
        Facet::District => accreditation::Column::DistrictId.into_expr().into(),
        Facet::Sector => accreditation::Column::Sector.into_expr().into(),
        Facet::SizeBand => accreditation::Column::SizeBand.into_expr().into(),
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
