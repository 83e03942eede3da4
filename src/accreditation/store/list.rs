//! Lists of accreditations, filtered by where they stand at an instant.
//!
//! The conditions say in SQL what [`Accreditation::status_at`] says in Rust; a test holds the two
//! together on both databases.

mod counts;

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AccreditationId, AreaId, AuthorityId, SchemeId};
use entity::kinds::{AccreditationEventKind, SizeBand};
use entity::{accreditation, accreditation_event};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LikeExpr, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

pub use counts::{Combination, count_by, count_combinations, count_employers};

use super::{public, with_events};
use crate::accreditation::rules::{Accreditation, Status, search_form};
use crate::platform::calendar::london_date;
use crate::platform::error::Result;
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
    /// Over at the instant of the list: withdrawn, given up or lapsed.
    pub ended: bool,
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

/// An event up to the instant that was written after the row called `newest`; of a kind, if one is given.
fn later(at: DateTime<Utc>, kind: Option<AccreditationEventKind>) -> SelectStatement {
    let mut later = Query::select()
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
    if let Some(kind) = kind {
        let of = Expr::col((Alias::new("later"), accreditation_event::Column::Kind));
        later.and_where(of.eq(kind));
    }
    later
}

/// The newest event up to the instant is a suspension.
fn suspended(at: DateTime<Utc>) -> SimpleExpr {
    let mut newest = events(AccreditationEventKind::Suspended, at, "newest");
    newest.and_where(Expr::exists(later(at, None)).not());
    Expr::exists(newest)
}

/// It was withdrawn, and no appeal brought it back since.
fn withdrawn(at: DateTime<Utc>) -> SimpleExpr {
    let restored = later(at, Some(AccreditationEventKind::Restored));
    let mut newest = events(AccreditationEventKind::Withdrawn, at, "newest");
    newest.and_where(Expr::exists(restored).not());
    Expr::exists(newest)
}

/// The rows that stand at a status at an instant.
fn standing(status: Status, at: DateTime<Utc>) -> Condition {
    let today = london_date(at);
    let withdrawn = || withdrawn(at);
    let relinquished = || happened(AccreditationEventKind::Relinquished, at);
    let superseded = || happened(AccreditationEventKind::Superseded, at);
    let until = accreditation::Column::UntilOn;
    let since = accreditation::Column::SinceOn;
    let not_ended = Condition::all()
        .add(withdrawn().not())
        .add(relinquished().not())
        .add(superseded().not());
    let within = || not_ended.clone().add(until.gt(today)).add(since.lte(today));
    match status {
        Status::Withdrawn => Condition::all().add(withdrawn()),
        Status::Relinquished => Condition::all().add(withdrawn().not()).add(relinquished()),
        Status::Superseded => Condition::all()
            .add(withdrawn().not())
            .add(relinquished().not())
            .add(superseded()),
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
        .add_option(filter.status.map(|status| standing(status, at)))
        .add_option(filter.ended.then(|| {
            Condition::any()
                .add(standing(Status::Withdrawn, at))
                .add(standing(Status::Relinquished, at))
                .add(standing(Status::Superseded, at))
                .add(standing(Status::Lapsed, at))
        }));
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
