//! Where a case stands, in SQL: which of its reviews says so, who is missing, which list shows it.

use chrono::NaiveDate;
use entity::agreement_kinds::Moderation;
use entity::kinds::{AssessmentStatus, ReviewStatus};
use entity::{assessment, case_agreement, decision, review, scheme_version};
use sea_orm::Condition;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};

use super::cases::col;
use super::holds::is_late;
use crate::platform::calendar::london_midnight;
use crate::review::rules::{CaseFilter, Seat, overdue_before};

/// How many assessors the scheme asks for.
pub(super) fn wanted() -> Expr {
    col(scheme_version::Entity, scheme_version::Column::Assessors)
}

pub(super) fn moderation() -> Expr {
    col(case_agreement::Entity, case_agreement::Column::Moderation)
}

pub(super) fn of_case_version() -> Expr {
    col(scheme_version::Entity, scheme_version::Column::Id)
        .equals((assessment::Entity, assessment::Column::SchemeVersionId))
}

pub(super) fn agreement_of_case() -> Expr {
    col(case_agreement::Entity, case_agreement::Column::AssessmentId)
        .equals((assessment::Entity, assessment::Column::Id))
}

/// How many assessors have the case.
pub(super) fn taken() -> Expr {
    let seat = Alias::new("taken_");
    let of = |column: review::Column| Expr::col((seat.clone(), column));
    let counted = Query::select()
        .expr(of(review::Column::Id).count())
        .from_as(review::Entity, seat.clone())
        .and_where(
            of(review::Column::ActiveFor).equals((assessment::Entity, assessment::Column::Id)),
        )
        .and_where(of(review::Column::Seat).ne(Seat::Moderator.number()))
        .to_owned();
    Expr::SubQuery(None, Box::new(counted.into()))
}

/// Every live review of a case.
pub(super) fn live() -> Condition {
    Condition::all().add(
        col(review::Entity, review::Column::ActiveFor)
            .equals((assessment::Entity, assessment::Column::Id)),
    )
}

/// The live review that says where a case stands: see [`crate::review::rules::present`].
pub(super) fn leading() -> Condition {
    let rank = |status: Expr| -> Expr {
        Expr::case(status.clone().eq(ReviewStatus::Allocated), 0)
            .case(status.clone().eq(ReviewStatus::Open), 1)
            .case(status.eq(ReviewStatus::Recommended), 2)
            .finally(3)
            .into()
    };
    let other = Alias::new("other_");
    let theirs = |column: review::Column| Expr::col((other.clone(), column));
    let ours = |column: review::Column| col(review::Entity, column);
    let (before, here) = (
        rank(theirs(review::Column::Status)),
        rank(ours(review::Column::Status)),
    );
    let earlier = Query::select()
        .expr(Expr::val(1))
        .from_as(review::Entity, other.clone())
        .and_where(
            theirs(review::Column::ActiveFor).equals((assessment::Entity, assessment::Column::Id)),
        )
        .cond_where(
            Condition::any().add(before.clone().lt(here.clone())).add(
                Condition::all()
                    .add(before.eq(here))
                    .add(theirs(review::Column::Seat).lt(ours(review::Column::Seat))),
            ),
        )
        .to_owned();
    live().add(Expr::exists(earlier).not())
}

/// What a list of cases shows.
pub(super) fn shown(filter: CaseFilter, today: NaiveDate, review_working_days: u32) -> Condition {
    let open = || {
        Condition::all().add(
            col(assessment::Entity, assessment::Column::Status).eq(AssessmentStatus::Submitted),
        )
    };
    let status = |statuses: &[ReviewStatus]| {
        col(review::Entity, review::Column::Status).is_in(statuses.iter().copied())
    };
    let recommended = || status(&[ReviewStatus::Recommended]);
    let unmoderated = || {
        Condition::all()
            .add(recommended())
            .add(moderation().eq(Moderation::Needed))
            .add(col(review::Entity, review::Column::Seat).ne(Seat::Moderator.number()))
    };
    let unallocated = || {
        Condition::any()
            .add(taken().lt(wanted()))
            .add(unmoderated())
    };
    // Where nothing is needed, `moderation` is NULL as a rule: not NULL is not true.
    let settled = || {
        Condition::all()
            .add(recommended())
            .add(taken().gte(wanted()))
            .add(
                Condition::any()
                    .add(moderation().is_null())
                    .add(moderation().ne(Moderation::Needed))
                    .add(col(review::Entity, review::Column::Seat).eq(Seat::Moderator.number())),
            )
    };
    // A case that is decided, and whose decision nobody was told yet.
    let decided = || {
        Query::select()
            .column((decision::Entity, decision::Column::FinalFor))
            .from(decision::Entity)
            .and_where(col(decision::Entity, decision::Column::FinalFor).is_not_null())
            .to_owned()
    };
    let id = || col(assessment::Entity, assessment::Column::Id);
    let to_decide = || {
        Condition::all()
            .add(settled())
            .add(id().not_in_subquery(decided()))
    };
    let with_assessor = [ReviewStatus::Allocated, ReviewStatus::Open];
    match filter {
        CaseFilter::Open => open(),
        CaseFilter::ToAllocate => open().add(unallocated()),
        CaseFilter::InReview => open().add(status(&with_assessor)),
        CaseFilter::AwaitingDecision => open().add(to_decide()),
        CaseFilter::ToAnnounce => open().add(id().in_subquery(decided())),
        CaseFilter::WithOfficers => {
            open().add(Condition::any().add(unallocated()).add(recommended()))
        }
        CaseFilter::OverTime => {
            let standard = london_midnight(overdue_before(today, review_working_days));
            let submitted_before =
                col(assessment::Entity, assessment::Column::SubmittedAt).lt(standard);
            let due_before = col(review::Entity, review::Column::DueOn).lt(today);
            let late = |without: Expr| is_late(today, Condition::all().add(without));
            open().add(
                Condition::any()
                    .add(
                        Condition::all()
                            .add(unallocated())
                            .add(late(submitted_before)),
                    )
                    .add(
                        Condition::all()
                            .add(status(&with_assessor))
                            .add(late(due_before)),
                    ),
            )
        }
        CaseFilter::Closed => Condition::all().add(
            col(assessment::Entity, assessment::Column::Status)
                .is_in([AssessmentStatus::Decided, AssessmentStatus::Withdrawn]),
        ),
    }
}
