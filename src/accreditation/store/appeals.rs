//! Appeals of employers.

use std::collections::BTreeSet;

use entity::appeal::{self, Column};
use entity::ids::{AppealId, DecisionId, PersonId};
use entity::kinds::DecisionOutcome;
use entity::matter_kinds::AppealAgainst;
use entity::{
    accreditation_check, accreditation_event, award_condition, concern, decision, review,
};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::find_decision_for_employers;
use super::matters::{Rows, open_to};
use crate::accreditation::rules::Said;
use crate::accreditation::rules::appeal::{Appeal, Ground, Involved, Subject};
use crate::accreditation::rules::clock::{Clock, Span};
use crate::accreditation::rules::matter::Done;
use crate::identity;
use crate::identity::guard::{Employer, Officer};
use crate::platform::error::{Error, Result, changed_one};

fn read(row: appeal::Model) -> Result<Appeal> {
    let taken = row.taken_by.zip(row.taken_at);
    let closed = row.closed_by.zip(row.closed_at);
    Ok(Appeal {
        id: row.id,
        reference: row.reference,
        subject: Subject {
            id: row.subject_id,
            against: row.against,
            happened_at: row.happened_at,
            accreditation_id: row.accreditation_id,
            assessment_id: row.assessment_id,
            authority_id: row.authority_id,
            organisation_id: row.organisation_id,
            organisation: row.organisation_name,
        },
        grounds: Ground::read(row.grounds.split(' ')),
        lodged: Said {
            words: row.words,
            by: row.lodged_by,
            at: row.lodged_at,
        },
        status: row.status,
        taken: taken.map(|(by, at)| Done { by, at }),
        conclusion: closed.map(|(by, at)| Said {
            words: row.conclusion,
            by,
            at,
        }),
        remedy: row.remedy,
        clock: Clock {
            from: row.lodged_at,
            span: Span::Working(u32::try_from(row.clock_days).map_err(Error::internal)?),
            pauses: serde_json::from_value(row.pauses)?,
        },
        version: row.version,
    })
}

fn write(one: &Appeal) -> Result<appeal::ActiveModel> {
    let of = &one.subject;
    let grounds: Vec<&str> = one.grounds.iter().map(|ground| ground.as_str()).collect();
    let closed = one.conclusion.as_ref();
    Ok(appeal::ActiveModel {
        id: Set(one.id),
        authority_id: Set(of.authority_id),
        organisation_id: Set(of.organisation_id),
        organisation_name: Set(of.organisation.clone()),
        reference: Set(one.reference.clone()),
        subject_id: Set(of.id),
        against: Set(of.against),
        happened_at: Set(of.happened_at),
        accreditation_id: Set(of.accreditation_id),
        assessment_id: Set(of.assessment_id),
        grounds: Set(grounds.join(" ")),
        words: Set(one.lodged.words.clone()),
        lodged_by: Set(one.lodged.by),
        lodged_at: Set(one.lodged.at),
        status: Set(one.status),
        taken_by: Set(one.taken.map(|done| done.by)),
        taken_at: Set(one.taken.map(|done| done.at)),
        conclusion: Set(closed.map_or_else(String::new, |said| said.words.clone())),
        remedy: Set(one.remedy),
        closed_by: Set(closed.map(|said| said.by)),
        closed_at: Set(closed.map(|said| said.at)),
        clock_days: Set(i32::try_from(one.clock.span.days()).map_err(Error::internal)?),
        pauses: Set(serde_json::to_value(&one.clock.pauses)?),
        due_on: Set(one.due_on()),
        version: Set(one.version),
    })
}

/// Writes a new appeal.
///
/// # Errors
/// A conflict when the same thing was appealed against before.
pub(in crate::accreditation) async fn insert_appeal(
    conn: &impl ConnectionTrait,
    new: &Appeal,
) -> Result<()> {
    appeal::Entity::insert(write(new)?)
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes a changed appeal, if nobody changed it since it was read.
///
/// # Errors
/// A conflict when somebody did.
pub(in crate::accreditation) async fn update_appeal(
    conn: &impl ConnectionTrait,
    changed: &Appeal,
) -> Result<()> {
    let mut row = write(changed)?;
    row.version = Set(changed.version + 1);
    let done = appeal::Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(changed.id))
        .filter(Column::Version.eq(changed.version))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}

/// An appeal that an officer may read: to the own authority, by an employer with whom the officer has no
/// conflict.
///
/// # Errors
/// [`Error::NotFound`] when there is none of that name, or the officer may not know of it.
pub async fn get_appeal(
    conn: &impl ConnectionTrait,
    officers: &[Officer],
    id: AppealId,
) -> Result<(Appeal, Officer)> {
    let Some(first) = officers.first() else {
        return Err(Error::NotFound);
    };
    let row = appeal::Entity::find_by_id(id)
        .filter(Column::AuthorityId.is_in(officers.iter().map(Officer::authority)))
        .filter(open_to(first.person(), &Rows::Appeal))
        .one(conn)
        .await?
        .ok_or(Error::NotFound)?;
    let officer = officers
        .iter()
        .find(|officer| officer.authority() == row.authority_id)
        .cloned()
        .ok_or(Error::NotFound)?;
    Ok((read(row)?, officer))
}

/// The appeal against something, if there is one. The scope is the caller's, who holds what it is against.
///
/// # Errors
/// When the database refuses.
pub async fn find_appeal_against(
    conn: &impl ConnectionTrait,
    subjects: impl IntoIterator<Item = Uuid>,
) -> Result<Option<Appeal>> {
    let row = appeal::Entity::find()
        .filter(Column::SubjectId.is_in(subjects))
        .order_by_desc(Column::LodgedAt)
        .one(conn)
        .await?;
    row.map(read).transpose()
}

/// What a decision to award nothing is, as something to appeal against, for the people of its employer.
///
/// # Errors
/// [`Error::NotFound`] when the caller has no part in it, and for a decision that awarded something.
pub async fn get_decline(
    conn: &impl ConnectionTrait,
    employers: &[Employer],
    id: DecisionId,
) -> Result<Subject> {
    let ended = find_decision_for_employers(conn, employers, id)
        .await?
        .ok_or(Error::NotFound)?;
    match ended.decision.verdict.outcome() {
        DecisionOutcome::Decline | DecisionOutcome::NotYet => {}
        DecisionOutcome::Award | DecisionOutcome::Defer => return Err(Error::NotFound),
    }
    let organisation = identity::store::get_organisation(conn, ended.organisation_id).await?;
    Ok(Subject {
        id: ended.decision.id.0,
        against: AppealAgainst::Decline,
        happened_at: ended.decision.told_at(),
        accreditation_id: None,
        assessment_id: ended.decision.assessment_id,
        authority_id: ended.decision.authority_id,
        organisation_id: ended.organisation_id,
        organisation: organisation.name,
    })
}

/// Everybody who had a part in what an appeal is against: six statements at most.
///
/// # Errors
/// When the database refuses.
pub async fn list_involved(conn: &impl ConnectionTrait, of: &Subject) -> Result<Involved> {
    let decisions = decision::Entity::find()
        .filter(decision::Column::AssessmentId.eq(of.assessment_id))
        .all(conn)
        .await?;
    let reviews = review::Entity::find()
        .filter(review::Column::AssessmentId.eq(of.assessment_id))
        .all(conn)
        .await?;
    let mut acted: BTreeSet<PersonId> = BTreeSet::new();
    if let Some(id) = of.accreditation_id {
        let events = accreditation_event::Entity::find()
            .filter(accreditation_event::Column::AccreditationId.eq(id))
            .all(conn)
            .await?;
        acted.extend(events.into_iter().filter_map(|event| event.done_by));
        let conditions = award_condition::Entity::find()
            .filter(award_condition::Column::AccreditationId.eq(id))
            .all(conn)
            .await?;
        let checks = accreditation_check::Entity::find()
            .filter(accreditation_check::Column::AccreditationId.eq(id))
            .all(conn)
            .await?;
        acted.extend(checks.into_iter().filter_map(|check| check.closed_by));
        for one in conditions {
            acted.insert(one.set_by);
            acted.extend(one.replied_by);
        }
    }
    let concerns = concern::Entity::find()
        .filter(concern::Column::OrganisationId.eq(of.organisation_id))
        .filter(concern::Column::AuthorityId.eq(of.authority_id))
        .all(conn)
        .await?;
    for one in concerns {
        acted.extend(
            [one.acknowledged_by, one.asked_by, one.closed_by]
                .into_iter()
                .flatten(),
        );
    }
    Ok(Involved {
        decided: decisions
            .iter()
            .flat_map(|one| [Some(one.decided_by), one.announced_by, one.undone_by])
            .flatten()
            .collect(),
        assessed: reviews.iter().map(|one| one.assessor_id).collect(),
        allocated: reviews.iter().map(|one| one.allocated_by).collect(),
        acted: acted.into_iter().collect(),
    })
}
