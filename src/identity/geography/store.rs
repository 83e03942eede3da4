//! The only files that name the tables of places: here what others read, beside it what an import writes.

pub(super) mod importing;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::area_kinds::{AliasKind, AreaKind};
use entity::ids::AreaId;
use entity::{area, area_alias, area_member};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};

use crate::identity::geography::rules::names;
use crate::identity::geography::rules::place::{Alias, Membership, Place, holds_on, within_on};
use crate::platform::error::{Error, Refusal, Result};

impl From<area::Model> for Place {
    fn from(row: area::Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            vintage: row.vintage,
            name: row.name,
            code: row.code,
            slug: row.slug,
            known_on: row.known_on,
            valid_from: row.valid_from,
            valid_until: row.valid_until,
        }
    }
}

impl From<area_alias::Model> for Alias {
    fn from(row: area_alias::Model) -> Self {
        Self {
            area_id: row.area_id,
            kind: row.kind,
            value: row.value,
            written: row.written,
            valid_from: row.valid_from,
            valid_until: row.valid_until,
        }
    }
}

/// A place.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn get_area(conn: &impl ConnectionTrait, id: AreaId) -> Result<Place> {
    area::Entity::find_by_id(id)
        .one(conn)
        .await?
        .map(Place::from)
        .ok_or(Error::NotFound)
}

/// Places by their ids, in no particular order.
///
/// # Errors
/// When the database refuses.
pub async fn list_areas(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = AreaId>,
) -> Result<Vec<Place>> {
    let rows = area::Entity::find()
        .filter(area::Column::Id.is_in(ids))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Place::from).collect())
}

/// The place with a code, present or former. With a day, the code has to have been in use on it.
/// Of small areas that share a code, the one of the newest census.
///
/// # Errors
/// When the database refuses.
pub async fn find_area_by_code(
    conn: &impl ConnectionTrait,
    code: &str,
    on: Option<NaiveDate>,
) -> Result<Option<Place>> {
    let code = code.trim().to_ascii_uppercase();
    let aliases = area_alias::Entity::find()
        .filter(area_alias::Column::Kind.eq(AliasKind::Gss))
        .filter(area_alias::Column::Value.eq(code.clone()))
        .all(conn)
        .await?;
    if !aliases.is_empty() {
        let in_use = aliases
            .into_iter()
            .find(|row| on.is_none_or(|day| holds_on(row.valid_from, row.valid_until, day)));
        return match in_use {
            Some(row) => Ok(Some(get_area(conn, row.area_id).await?)),
            None => Ok(None),
        };
    }
    let row = area::Entity::find()
        .filter(area::Column::Code.eq(code))
        .order_by_desc(area::Column::Vintage)
        .one(conn)
        .await?;
    Ok(row
        .map(Place::from)
        .filter(|place| on.is_none_or(|day| place.exists_on(day))))
}

/// The small area with a code in one census.
///
/// # Errors
/// When the database refuses.
pub async fn find_small_area(
    conn: &impl ConnectionTrait,
    code: &str,
    vintage: i32,
) -> Result<Option<Place>> {
    Ok(area::Entity::find()
        .filter(area::Column::Kind.eq(AreaKind::Lsoa))
        .filter(area::Column::Vintage.eq(vintage))
        .filter(area::Column::Code.eq(code))
        .one(conn)
        .await?
        .map(Place::from))
}

/// The strategic authority with a short name.
///
/// # Errors
/// When the database refuses.
pub async fn find_authority(conn: &impl ConnectionTrait, slug: &str) -> Result<Option<Place>> {
    Ok(area::Entity::find()
        .filter(area::Column::Kind.eq(AreaKind::Authority))
        .filter(area::Column::Slug.eq(slug))
        .one(conn)
        .await?
        .map(Place::from))
}

/// The strategic authorities of a day, by name.
///
/// # Errors
/// When the database refuses.
pub async fn list_authorities(
    conn: &impl ConnectionTrait,
    on: NaiveDate,
) -> Result<Vec<Place>> {
    let rows = area::Entity::find()
        .filter(area::Column::Kind.eq(AreaKind::Authority))
        .order_by_asc(area::Column::Name)
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(Place::from)
        .filter(|place| place.exists_on(on))
        .collect())
}

/// The district a name stands for, however it is written; none when several living ones share it.
/// Districts that have ended are found when no living one has the name.
///
/// # Errors
/// When the database refuses.
pub async fn find_district_by_name(
    conn: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<Place>> {
    let full = names::comparable(name);
    let shorter = names::forms(name);
    for forms in [BTreeSet::from([full]), shorter] {
        let rows = area_alias::Entity::find()
            .filter(area_alias::Column::Kind.eq(AliasKind::Name))
            .filter(area_alias::Column::Value.is_in(forms))
            .all(conn)
            .await?;
        let ids: BTreeSet<AreaId> = rows.iter().map(|row| row.area_id).collect();
        let mut found = list_areas(conn, ids).await?;
        found.retain(|place| place.kind == AreaKind::District);
        let living: Vec<&Place> = found
            .iter()
            .filter(|place| place.valid_until.is_none())
            .collect();
        match (living.as_slice(), found.as_slice()) {
            ([only], _) => return Ok(Some((*only).clone())),
            ([], [only]) => return Ok(Some(only.clone())),
            _ => {}
        }
    }
    Ok(None)
}

/// The districts that lay in a place (an authority, county or region) on a day, by name.
///
/// # Errors
/// When the database refuses.
pub async fn list_districts_of(
    conn: &impl ConnectionTrait,
    within: AreaId,
    on: NaiveDate,
) -> Result<Vec<Place>> {
    list_within(conn, within, AreaKind::District, on).await
}

/// The places of a kind that lay in a larger one on a day, by name.
///
/// # Errors
/// When the database refuses.
pub async fn list_within(
    conn: &impl ConnectionTrait,
    within: AreaId,
    kind: AreaKind,
    on: NaiveDate,
) -> Result<Vec<Place>> {
    let larger = get_area(conn, within).await?;
    let members = area_member::Entity::find()
        .select_only()
        .column(area_member::Column::AreaId)
        .filter(area_member::Column::WithinId.eq(within))
        .into_query();
    let rows = area::Entity::find()
        .filter(area::Column::Kind.eq(kind))
        .filter(area::Column::Id.in_subquery(members.clone()))
        .order_by_asc(area::Column::Name)
        .order_by_asc(area::Column::Id)
        .all(conn)
        .await?;
    // Every word about them, also of other places: a later one may have taken them away.
    let words = area_member::Entity::find()
        .filter(area_member::Column::AreaId.in_subquery(members))
        .filter(area_member::Column::WithinKind.eq(larger.kind))
        .all(conn)
        .await?;
    let mut said: HashMap<AreaId, Vec<Membership>> = HashMap::new();
    for row in words {
        said.entry(row.area_id).or_default().push(word(&row));
    }
    Ok(rows
        .into_iter()
        .map(Place::from)
        .filter(|place| place.exists_on(on))
        .filter(|place| {
            said.get(&place.id)
                .is_some_and(|words| within_on(words, larger.kind, on) == Some(within))
        })
        .collect())
}

/// The place of a kind that a place lay in on a day.
///
/// # Errors
/// When the database refuses.
pub async fn find_within(
    conn: &impl ConnectionTrait,
    of: AreaId,
    kind: AreaKind,
    on: NaiveDate,
) -> Result<Option<Place>> {
    let rows = area_member::Entity::find()
        .filter(area_member::Column::AreaId.eq(of))
        .filter(area_member::Column::WithinKind.eq(kind))
        .all(conn)
        .await?;
    let words: Vec<Membership> = rows.iter().map(word).collect();
    match within_on(&words, kind, on) {
        Some(id) => Ok(Some(get_area(conn, id).await?)),
        None => Ok(None),
    }
}

/// The codes and names of a place, the oldest codes first.
///
/// # Errors
/// When the database refuses.
pub async fn list_aliases(conn: &impl ConnectionTrait, of: AreaId) -> Result<Vec<Alias>> {
    let rows = area_alias::Entity::find()
        .filter(area_alias::Column::AreaId.eq(of))
        .order_by_asc(area_alias::Column::Kind)
        .order_by_asc(area_alias::Column::Value)
        .all(conn)
        .await?;
    let mut aliases: Vec<Alias> = rows.into_iter().map(Alias::from).collect();
    aliases.sort_by_key(|alias| (alias.kind, alias.valid_from));
    Ok(aliases)
}

/// Which census the small areas of a file are of: the one that has all of their codes.
///
/// # Errors
/// A refusal when no census has all of them: the file mixes censuses, or its lookup is not
/// imported yet.
pub async fn census_of(conn: &impl ConnectionTrait, codes: &BTreeSet<String>) -> Result<i32> {
    let wanted = u64::try_from(codes.len()).unwrap_or(u64::MAX);
    let mut found: BTreeMap<i32, u64> = BTreeMap::new();
    let all: Vec<&String> = codes.iter().collect();
    for chunk in all.chunks(1_000) {
        let rows = area::Entity::find()
            .select_only()
            .column(area::Column::Vintage)
            .column_as(area::Column::Id.count(), "places")
            .filter(area::Column::Kind.eq(AreaKind::Lsoa))
            .filter(area::Column::Code.is_in(chunk.iter().map(|code| code.as_str())))
            .group_by(area::Column::Vintage)
            .into_tuple::<(i32, i64)>()
            .all(conn)
            .await?;
        for (vintage, count) in rows {
            *found.entry(vintage).or_default() += u64::try_from(count).unwrap_or(0);
        }
    }
    let whole = found
        .iter()
        .rev()
        .find(|(_, count)| **count == wanted && wanted > 0);
    if let Some((vintage, _)) = whole {
        return Ok(*vintage);
    }
    let told: Vec<String> = found
        .iter()
        .map(|(vintage, count)| format!("{count} of {wanted} are of {vintage}"))
        .collect();
    Err(Error::Refused(Refusal::new(
        "geography.census_mismatch",
        format!(
            "The small areas are not all of one census ({}). Use a file whose small areas match \
             the lookup that was imported, or import the lookup of its census first.",
            if told.is_empty() {
                "none of them is known".to_owned()
            } else {
                told.join(", ")
            }
        ),
    )))
}

/// How many places of each kind and census there are.
///
/// # Errors
/// When the database refuses.
pub async fn count_places(
    conn: &impl ConnectionTrait,
) -> Result<BTreeMap<(AreaKind, i32), u64>> {
    let mut counts = BTreeMap::new();
    for kind in AreaKind::ALL {
        let vintages = area::Entity::find()
            .select_only()
            .column(area::Column::Vintage)
            .filter(area::Column::Kind.eq(*kind))
            .group_by(area::Column::Vintage)
            .into_tuple::<i32>()
            .all(conn)
            .await?;
        for vintage in vintages {
            let count = area::Entity::find()
                .filter(
                    Condition::all()
                        .add(area::Column::Kind.eq(*kind))
                        .add(area::Column::Vintage.eq(vintage)),
                )
                .count(conn)
                .await?;
            counts.insert((*kind, vintage), count);
        }
    }
    Ok(counts)
}

fn word(row: &area_member::Model) -> Membership {
    Membership {
        within_id: row.within_id,
        within_kind: row.within_kind,
        known_on: row.known_on,
        starts_on: row.starts_on,
    }
}
