//! Requests that two officers deal with, and who else holds a part.

use entity::ids::{AuthorityId, OrganisationId, PersonId, SupportRequestId};
use entity::support_kinds::{SupportKind, SupportStatus};
use entity::{authority, membership, organisation, support_request};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use crate::identity::rules::{Ask, RequestClosing, RequestState, SupportRequest};
use crate::platform::error::{Error, Result, changed_one};
use crate::platform::paging::{PageRequest, Paged};

type Column = support_request::Column;

fn read(row: support_request::Model) -> Result<SupportRequest> {
    let nonsense = || Error::internal("a support request is half written");
    let ask = match (row.kind, row.organisation_id) {
        (SupportKind::ChangeAddress, None) => Ask::ChangeAddress {
            from: row.was_email,
            to: row.to_email,
        },
        (SupportKind::ReplaceLead, Some(organisation_id)) => Ask::ReplaceLead {
            organisation_id,
            email: row.to_email,
            name: row.to_name,
        },
        (SupportKind::ChangeAddress, Some(_)) | (SupportKind::ReplaceLead, None) => {
            return Err(nonsense());
        }
    };
    let closing = match (row.closed_by, row.closed_at) {
        (Some(by), Some(at)) => Some(RequestClosing {
            by,
            at,
            reason: row.closing_reason,
        }),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(nonsense()),
    };
    let state = match (row.status, closing) {
        (SupportStatus::Proposed, None) => RequestState::Proposed,
        (SupportStatus::Confirmed, Some(closing)) => RequestState::Confirmed(closing),
        (SupportStatus::Declined, Some(closing)) => RequestState::Declined(closing),
        (SupportStatus::Withdrawn, Some(closing)) => RequestState::Withdrawn(closing),
        (SupportStatus::Proposed, Some(_))
        | (SupportStatus::Confirmed | SupportStatus::Declined | SupportStatus::Withdrawn, None) => {
            return Err(nonsense());
        }
    };
    Ok(SupportRequest {
        id: row.id,
        authority_id: row.authority_id,
        person_id: row.person_id,
        ask,
        reason: row.reason,
        proposed_by: row.proposed_by,
        proposed_at: row.proposed_at,
        state,
    })
}

/// Writes a new request.
///
/// # Errors
/// When the database refuses.
pub(in crate::identity) async fn insert_request(
    conn: &impl ConnectionTrait,
    new: &SupportRequest,
) -> Result<()> {
    let (organisation_id, was_email, to_email, to_name) = match new.ask.clone() {
        Ask::ChangeAddress { from, to } => (None, from, to, String::new()),
        Ask::ReplaceLead {
            organisation_id,
            email,
            name,
        } => (Some(organisation_id), String::new(), email, name),
    };
    let row = support_request::Model {
        id: new.id,
        authority_id: new.authority_id,
        kind: new.ask.kind(),
        person_id: new.person_id,
        organisation_id,
        was_email,
        to_email,
        to_name,
        reason: new.reason.clone(),
        status: SupportStatus::Proposed,
        proposed_by: new.proposed_by,
        proposed_at: new.proposed_at,
        closed_by: None,
        closed_at: None,
        closing_reason: String::new(),
    };
    support_request::Entity::insert(support_request::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Closes a request that is open.
///
/// # Errors
/// A conflict when somebody closed it.
pub(in crate::identity) async fn close_request(
    conn: &impl ConnectionTrait,
    closed: &SupportRequest,
) -> Result<()> {
    let Some(closing) = closed.state.closing() else {
        return Err(Error::internal("a request is closed by a closing"));
    };
    let done = support_request::Entity::update_many()
        .set(support_request::ActiveModel {
            status: Set(closed.state.status()),
            closed_by: Set(Some(closing.by)),
            closed_at: Set(Some(closing.at)),
            closing_reason: Set(closing.reason.clone()),
            ..Default::default()
        })
        .filter(Column::Id.eq(closed.id))
        .filter(Column::Status.eq(SupportStatus::Proposed))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}

/// A request of an authority.
///
/// # Errors
/// [`Error::NotFound`] when it has no such request.
pub async fn get_request(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    id: SupportRequestId,
) -> Result<SupportRequest> {
    let row = support_request::Entity::find_by_id(id)
        .filter(Column::AuthorityId.eq(authority))
        .one(conn)
        .await?;
    read(row.ok_or(Error::NotFound)?)
}

/// The requests of an authority, the open ones first, then the newest.
///
/// # Errors
/// When the database refuses.
pub async fn list_requests(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    page: PageRequest,
) -> Result<Paged<SupportRequest>> {
    let find = support_request::Entity::find().filter(Column::AuthorityId.eq(authority));
    let total = find.clone().count(conn).await?;
    let rows = find
        // What is closed has a closer: those without come first on both databases.
        .order_by_asc(Column::ClosedBy.is_not_null())
        .order_by_desc(Column::ProposedAt)
        .order_by_desc(Column::Id)
        .offset(page.offset())
        .limit(page.size)
        .all(conn)
        .await?;
    Ok(Paged {
        rows: rows.into_iter().map(read).collect::<Result<_>>()?,
        total,
        page,
    })
}

/// The open requests about a person.
///
/// # Errors
/// When the database refuses.
pub async fn list_open_requests(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    person: PersonId,
) -> Result<Vec<SupportRequest>> {
    let rows = support_request::Entity::find()
        .filter(Column::AuthorityId.eq(authority))
        .filter(Column::PersonId.eq(person))
        .filter(Column::Status.eq(SupportStatus::Proposed))
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Holds an organisation, so that nobody else changes who acts for it meanwhile.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub(in crate::identity) async fn hold_organisation(
    tx: &DatabaseTransaction,
    id: OrganisationId,
) -> Result<()> {
    let mut find = organisation::Entity::find_by_id(id);
    if tx.get_database_backend() == DbBackend::Postgres {
        find = find.lock_exclusive();
    }
    find.one(tx).await?.map(|_| ()).ok_or(Error::NotFound)
}

/// Holds an authority, so that nobody else changes who works for it meanwhile.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub(in crate::identity) async fn hold_authority(
    tx: &DatabaseTransaction,
    id: AuthorityId,
) -> Result<()> {
    let mut find = authority::Entity::find_by_id(id);
    if tx.get_database_backend() == DbBackend::Postgres {
        find = find.lock_exclusive();
    }
    find.one(tx).await?.map(|_| ()).ok_or(Error::NotFound)
}

/// Gives somebody who acts for an organisation another role there.
///
/// # Errors
/// A conflict when the person does not act for it any more.
pub(in crate::identity) async fn update_member_role(
    conn: &impl ConnectionTrait,
    organisation: OrganisationId,
    person: PersonId,
    role: entity::kinds::MemberRole,
) -> Result<()> {
    let done = membership::Entity::update_many()
        .set(membership::ActiveModel {
            role: Set(role),
            ..Default::default()
        })
        .filter(membership::Column::OrganisationId.eq(organisation))
        .filter(membership::Column::PersonId.eq(person))
        .filter(membership::Column::EndedAt.is_null())
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}
