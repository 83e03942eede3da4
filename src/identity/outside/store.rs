//! The only files here that name tables; what an import writes is in [`importing`].

mod importing;
mod lists;

use chrono::NaiveDate;
use entity::ids::{AuthorityId, OrganisationId, OutsideAccreditationId};
use entity::outside_kinds::OutsideSource;
use entity::{area, organisation, outside_accreditation};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{ConditionType, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, RelationDef,
};

use crate::identity::directory::rules::names::{query_words, search_name};
use crate::identity::outside::rules::{Entry, Known, Outside};
use crate::identity::rules::Organisation;
use crate::platform::error::{Error, Result, changed_one};
use crate::platform::paging::{PageRequest, Paged};

pub(in crate::identity::outside) use importing::{Writing, list_of_lists, write};
pub use lists::{find_last_list, get_list, list_lists};
pub(in crate::identity::outside) use lists::{find_offered, finish_list, insert_list, take_number};

impl From<outside_accreditation::Model> for Outside {
    fn from(row: outside_accreditation::Model) -> Self {
        Self {
            id: row.id,
            authority_id: row.authority_id,
            accreditation: row.accreditation,
            title: row.title,
            issuer: row.issuer,
            source: row.source,
            entry: Entry {
                holder: row.holder,
                reference: row.reference,
                tier: row.tier,
                company_number: row.company_number,
                postcode: row.postcode,
                since: row.since_on,
                until: row.until_on,
            },
            organisation_id: row.organisation_id,
            tier_on: row.tier_on,
            gone_on: row.gone_on,
            list_id: row.list_id,
            note: row.note,
            first_seen_at: row.first_seen_at,
            last_seen_at: row.last_seen_at,
            version: row.version,
        }
    }
}

/// A row for what is kept, recognised by `key`.
fn row(held: &Outside, key: String) -> outside_accreditation::Model {
    outside_accreditation::Model {
        id: held.id,
        authority_id: held.authority_id,
        accreditation: held.accreditation.clone(),
        title: held.title.clone(),
        issuer: held.issuer.clone(),
        source: held.source,
        list_key: key,
        holder: held.entry.holder.clone(),
        search_name: search_name(&held.entry.holder),
        note: held.note.clone(),
        reference: held.entry.reference.clone(),
        tier: held.entry.tier.clone(),
        company_number: held.entry.company_number.clone(),
        postcode: held.entry.postcode.clone(),
        organisation_id: held.organisation_id,
        since_on: held.entry.since,
        until_on: held.entry.until,
        tier_on: held.tier_on,
        gone_on: held.gone_on,
        list_id: held.list_id,
        recorded_by: None,
        first_seen_at: held.first_seen_at,
        last_seen_at: held.last_seen_at,
        version: held.version,
    }
}

/// Those of an organisation: confirmed by an officer, else by company number.
fn of(organisation: OrganisationId, company_number: Option<&str>) -> Condition {
    let confirmed = outside_accreditation::Column::OrganisationId.eq(organisation);
    let mut either = Condition::any().add(confirmed);
    if let Some(number) = company_number {
        either = either.add(
            Condition::all()
                .add(outside_accreditation::Column::OrganisationId.is_null())
                .add(outside_accreditation::Column::CompanyNumber.eq(number)),
        );
    }
    either
}

/// What an organisation holds or held of others, as one authority knows it, or all of them. The scope
/// is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_held(
    conn: &impl ConnectionTrait,
    authority: Option<AuthorityId>,
    organisation: &Organisation,
) -> Result<Vec<Outside>> {
    let mut select = outside_accreditation::Entity::find()
        .filter(of(organisation.id, organisation.company_number.as_deref()))
        .order_by_asc(outside_accreditation::Column::Title)
        .order_by_asc(outside_accreditation::Column::Id);
    if let Some(authority) = authority {
        select = select.filter(outside_accreditation::Column::AuthorityId.eq(authority));
    }
    let rows = select.all(conn).await?;
    Ok(rows.into_iter().map(Outside::from).collect())
}

/// An organisation with what it holds or held of others as one authority knows it, and the official
/// code of its district: one statement. The scope is the caller's.
///
/// # Errors
/// [`Error::NotFound`] when there is no such organisation.
pub async fn get_with_held(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    organisation: OrganisationId,
) -> Result<(Organisation, Vec<Outside>, Option<String>)> {
    // The same condition as `of`, between two tables.
    let own: RelationDef = organisation::Entity::belongs_to(outside_accreditation::Entity)
        .from(organisation::Column::Id)
        .to(outside_accreditation::Column::OrganisationId)
        .condition_type(ConditionType::Any)
        .on_condition(|organisation, outside| {
            let number = Expr::col((organisation, organisation::Column::CompanyNumber));
            let confirmed = (
                outside.clone(),
                outside_accreditation::Column::OrganisationId,
            );
            Condition::all()
                .add(Expr::col(confirmed).is_null())
                .add(number.equals((outside, outside_accreditation::Column::CompanyNumber)))
        })
        .into();
    let rows = organisation::Entity::find_by_id(organisation)
        .join(JoinType::LeftJoin, own)
        .select_also(outside_accreditation::Entity)
        .find_also_related(area::Entity)
        .order_by_asc(outside_accreditation::Column::Id)
        .all(conn)
        .await?;
    let mut found = None;
    let mut held = Vec::new();
    let mut code = None;
    for (of, one, district) in rows {
        found = Some(of);
        held.extend(one.map(Outside::from));
        code = district.and_then(|district| district.code);
    }
    held.retain(|one| one.authority_id == authority);
    let found = found.map(Organisation::from).ok_or(Error::NotFound)?;
    Ok((found, held, code))
}

/// What several organisations hold or held of others as an authority knows it, and these besides: two
/// statements. In no order; the scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_held_by(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    organisations: Vec<OrganisationId>,
    besides: Vec<OutsideAccreditationId>,
) -> Result<Vec<(Option<OrganisationId>, Outside)>> {
    let numbers: Vec<(OrganisationId, Option<String>)> = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .column(organisation::Column::CompanyNumber)
        .filter(organisation::Column::Id.is_in(organisations.clone()))
        .into_tuple()
        .all(conn)
        .await?;
    let known = numbers.iter().filter_map(|(_, number)| number.clone());
    let rows = outside_accreditation::Entity::find()
        .filter(outside_accreditation::Column::AuthorityId.eq(authority))
        .filter(
            Condition::any()
                .add(outside_accreditation::Column::OrganisationId.is_in(organisations))
                .add(outside_accreditation::Column::CompanyNumber.is_in(known))
                .add(outside_accreditation::Column::Id.is_in(besides)),
        )
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let by_number = || {
                let number = row.company_number.as_ref()?;
                numbers
                    .iter()
                    .find(|(_, own)| own.as_ref() == Some(number))
                    .map(|(id, _)| *id)
            };
            let of = row.organisation_id.or_else(by_number);
            (of, Outside::from(row))
        })
        .collect())
}

/// An accreditation of others that one of these authorities keeps.
///
/// # Errors
/// [`Error::NotFound`] when none of them does.
pub async fn get_outside(
    conn: &impl ConnectionTrait,
    authorities: impl IntoIterator<Item = AuthorityId>,
    id: OutsideAccreditationId,
) -> Result<Outside> {
    let row = outside_accreditation::Entity::find_by_id(id)
        .filter(outside_accreditation::Column::AuthorityId.is_in(authorities))
        .one(conn)
        .await?;
    row.map(Outside::from).ok_or(Error::NotFound)
}

/// What an authority keeps, narrowed to words of the holder's name, by name: two statements.
///
/// # Errors
/// When the database refuses.
pub async fn search_outside(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    words: &str,
    page: PageRequest,
) -> Result<Paged<Outside>> {
    let mut select = outside_accreditation::Entity::find()
        .filter(outside_accreditation::Column::AuthorityId.eq(authority));
    for word in query_words(words) {
        select = select.filter(outside_accreditation::Column::SearchName.contains(word));
    }
    let total = select.clone().count(conn).await?;
    let rows = select
        .order_by_asc(outside_accreditation::Column::SearchName)
        .order_by_asc(outside_accreditation::Column::Id)
        .offset(page.offset())
        .limit(page.size)
        .all(conn)
        .await?;
    Ok(Paged {
        rows: rows.into_iter().map(Outside::from).collect(),
        total,
        page,
    })
}

/// Every organisation, as far as rows of a list are matched with it. The scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_known(conn: &impl ConnectionTrait) -> Result<Vec<Known>> {
    let rows: Vec<(OrganisationId, String, Option<String>, Option<String>)> =
        organisation::Entity::find()
            .select_only()
            .column(organisation::Column::Id)
            .column(organisation::Column::Name)
            .column(organisation::Column::CompanyNumber)
            .column(organisation::Column::Postcode)
            .order_by_asc(organisation::Column::Name)
            .order_by_asc(organisation::Column::Id)
            .into_tuple()
            .all(conn)
            .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, company_number, postcode)| Known {
            id,
            name,
            company_number,
            postcode,
        })
        .collect())
}

/// The one an officer recorded that is recognised by `key`.
pub(in crate::identity::outside) async fn find_recorded(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    accreditation: &str,
    key: &str,
) -> Result<Option<Outside>> {
    let row = outside_accreditation::Entity::find()
        .filter(outside_accreditation::Column::AuthorityId.eq(authority))
        .filter(outside_accreditation::Column::Accreditation.eq(accreditation))
        .filter(outside_accreditation::Column::Source.eq(OutsideSource::Officer))
        .filter(outside_accreditation::Column::ListKey.eq(key))
        .one(conn)
        .await?;
    Ok(row.map(Outside::from))
}

/// Writes one that an officer recorded. The same twice is a conflict.
pub(in crate::identity::outside) async fn insert_recorded(
    conn: &impl ConnectionTrait,
    new: &Outside,
    key: String,
    by: entity::ids::PersonId,
) -> Result<()> {
    let row = outside_accreditation::Model {
        recorded_by: Some(by),
        ..row(new, key)
    };
    outside_accreditation::Entity::insert(outside_accreditation::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes what is said of one, if nobody changed it since its version.
pub(in crate::identity::outside) async fn update_outside(
    conn: &impl ConnectionTrait,
    changed: &Outside,
) -> Result<()> {
    let done = outside_accreditation::Entity::update_many()
        .set(outside_accreditation::ActiveModel {
            version: Set(changed.version + 1),
            organisation_id: Set(changed.organisation_id),
            note: Set(changed.note.clone()),
            gone_on: Set(changed.gone_on),
            tier_on: Set(changed.tier_on),
            last_seen_at: Set(changed.last_seen_at),
            ..said(&changed.entry)
        })
        .filter(outside_accreditation::Column::Id.eq(changed.id))
        .filter(outside_accreditation::Column::Version.eq(changed.version))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}

/// The columns that say what a list, or an officer, says.
fn said(entry: &Entry) -> outside_accreditation::ActiveModel {
    outside_accreditation::ActiveModel {
        holder: Set(entry.holder.clone()),
        search_name: Set(search_name(&entry.holder)),
        reference: Set(entry.reference.clone()),
        tier: Set(entry.tier.clone()),
        company_number: Set(entry.company_number.clone()),
        postcode: Set(entry.postcode.clone()),
        since_on: Set(entry.since),
        until_on: Set(entry.until),
        ..Default::default()
    }
}

/// How many stand on a day, by code of the accreditation: one statement.
///
/// # Errors
/// When the database refuses.
pub async fn count_standing(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    on: NaiveDate,
) -> Result<Vec<(String, i64)>> {
    let open = |column: outside_accreditation::Column| {
        Condition::any().add(column.is_null()).add(column.gte(on))
    };
    let listed = Condition::any()
        .add(outside_accreditation::Column::GoneOn.is_null())
        .add(outside_accreditation::Column::GoneOn.gt(on));
    Ok(outside_accreditation::Entity::find()
        .select_only()
        .column(outside_accreditation::Column::Accreditation)
        .column_as(outside_accreditation::Column::Id.count(), "count")
        .filter(outside_accreditation::Column::AuthorityId.eq(authority))
        .filter(open(outside_accreditation::Column::UntilOn))
        .filter(listed)
        .group_by(outside_accreditation::Column::Accreditation)
        .into_tuple()
        .all(conn)
        .await?)
}
