//! What must hold, whatever was done: read from the database.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use entity::ids::{OrganisationId, PersonId, SchemeId};
use entity::kinds::{DecisionOutcome, ReviewStatus};
use entity::{
    accreditation, accreditation_reminder, assessment, decision, membership, outbox_email, review,
    scheme_version,
};
use fairmark::accreditation::rules::{Accreditation, Status};
use fairmark::accreditation::store::list_of_organisations;
use fairmark::platform::calendar::london_midnight;
use sea_orm::EntityTrait;

use super::acts::Play;

macro_rules! all {
    ($play:expr, $entity:ident) => {
        $entity::Entity::find()
            .all($play.app.ctx.read())
            .await
            .unwrap()
    };
}

pub(super) async fn all(play: &Play<'_>) {
    awards_have_their_assessors(play).await;
    let organisations = play.employers.iter().map(|one| one.organisation);
    let held = list_of_organisations(play.app.ctx.read(), organisations)
        .await
        .unwrap();
    assert_eq!(held.len(), all!(play, accreditation).len());
    statuses_change_at_events_alone(&held, play);
    one_is_in_force(&held, play);
    reminders_go_out_once(play).await;
}

/// No award without as many different assessors as the scheme asks for, none of whom had to do with the
/// employer then, and none of whom decided.
async fn awards_have_their_assessors(play: &Play<'_>) {
    let reviews = all!(play, review);
    let members = all!(play, membership);
    let versions: BTreeMap<_, _> = all!(play, scheme_version)
        .into_iter()
        .map(|version| (version.id, version.assessors))
        .collect();
    let assessments: BTreeMap<_, _> = all!(play, assessment)
        .into_iter()
        .map(|one| (one.id, one))
        .collect();
    for taken in all!(play, decision) {
        if taken.outcome != DecisionOutcome::Award {
            continue;
        }
        let case = &assessments[&taken.assessment_id];
        let counted: Vec<&review::Model> = reviews
            .iter()
            .filter(|one| one.assessment_id == case.id && one.status == ReviewStatus::Decided)
            .collect();
        let assessors: BTreeSet<PersonId> = counted
            .iter()
            .filter(|one| one.seat > 0)
            .map(|one| one.assessor_id)
            .collect();
        let wanted = versions[&case.scheme_version_id];
        assert!(
            assessors.len() >= usize::try_from(wanted).unwrap(),
            "{} assessors of {wanted} in {:#?}",
            assessors.len(),
            play.told
        );
        let ever: BTreeSet<PersonId> = reviews
            .iter()
            .filter(|one| one.assessment_id == case.id)
            .map(|one| one.assessor_id)
            .collect();
        assert!(!ever.contains(&taken.decided_by), "{:#?}", play.told);
        let acted = |person: PersonId| {
            members.iter().any(|one| {
                one.person_id == person
                    && one.organisation_id == case.organisation_id
                    && one.since_at <= taken.decided_at
            })
        };
        for one in &counted {
            assert!(one.declared_at.is_some() && one.recommendation.is_some());
            assert!(!acted(one.assessor_id), "a conflict: {:#?}", play.told);
        }
        assert!(!acted(taken.decided_by), "{:#?}", play.told);
    }
}

/// The instants at which an accreditation may change, by what is written of it.
fn edges(one: &Accreditation) -> BTreeSet<DateTime<Utc>> {
    one.events
        .iter()
        .map(|event| event.effective_at)
        .chain([
            london_midnight(one.term.since),
            london_midnight(one.term.until),
            one.awarded_at,
        ])
        .collect()
}

fn statuses_change_at_events_alone(held: &[Accreditation], play: &Play<'_>) {
    for one in held {
        let edges: Vec<_> = edges(one).into_iter().collect();
        for pair in edges.windows(2) {
            let (from, to) = (pair[0], pair[1] - TimeDelta::milliseconds(1));
            let middle = from + (to - from) / 2;
            let first = one.status_at(from);
            for at in [middle, to] {
                assert_eq!(one.status_at(at), first, "{at} {one:#?} {:#?}", play.told);
            }
        }
    }
}

/// At any instant an employer has at most one accreditation in force under a scheme.
fn one_is_in_force(held: &[Accreditation], play: &Play<'_>) {
    let mut of: BTreeMap<(OrganisationId, SchemeId), Vec<&Accreditation>> = BTreeMap::new();
    for one in held {
        let key = (one.organisation_id, one.scheme_id);
        of.entry(key).or_default().push(one);
    }
    for several in of.values() {
        let instants = several.iter().flat_map(|one| edges(one));
        for at in instants.chain([play.app.now()]) {
            // What was awarded later was not there yet.
            let in_force = several.iter().filter(|one| {
                one.awarded_at <= at
                    && matches!(one.status_at(at), Status::Active | Status::Suspended)
            });
            let count = in_force.count();
            assert!(count <= 1, "{count} at {at}: {several:#?} {:#?}", play.told);
        }
    }
}

async fn reminders_go_out_once(play: &Play<'_>) {
    let mut rungs = BTreeSet::new();
    for row in all!(play, accreditation_reminder) {
        let rung = (row.accreditation_id, row.days_before);
        assert!(rungs.insert(rung), "{rung:?} twice: {:#?}", play.told);
    }
    let mut told = BTreeSet::new();
    for row in all!(play, outbox_email) {
        if row.kind == "accreditation_renewal_due" {
            let what = row.dedupe_key.clone();
            assert!(told.insert(what), "a reminder twice: {:#?}", play.told);
        }
    }
}
