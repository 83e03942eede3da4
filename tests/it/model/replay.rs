//! The record alone, read from its beginning, gives the state of everything.

use std::collections::BTreeMap;

use entity::{accreditation_event, assessment, audit_event, review};
use fairmark::platform::audit;
use sea_orm::{EntityTrait, QueryOrder};

use super::acts::Play;

/// What the record says of one review.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    case: String,
    moderates: bool,
    status: &'static str,
}

/// What the record says of everything.
#[derive(Default)]
struct State {
    reviews: BTreeMap<String, Known>,
    assessments: BTreeMap<String, &'static str>,
    happened: BTreeMap<String, Vec<String>>,
}

impl State {
    /// The reviews of a case that count.
    fn live(&mut self, case: &str) -> Vec<&mut Known> {
        self.reviews
            .values_mut()
            .filter(|one| one.case == case && one.status != "returned")
            .collect()
    }

    fn read(&mut self, event: &audit_event::Model) {
        let id = event.object_id.clone();
        let text = |field: &str| event.detail[field].as_str().unwrap_or_default().to_owned();
        let status = match event.action.as_str() {
            "review.allocate" => {
                let known = Known {
                    case: text("assessment"),
                    moderates: text("seat") == "Moderator",
                    status: "allocated",
                };
                self.reviews.insert(id, known);
                return;
            }
            "review.declare_no_conflict" | "review.answers_changed" => "open",
            "review.recommend" => "recommended",
            "review.declare_conflict" | "review.replace" => "returned",
            "decision.award" | "decision.decline" => {
                self.assessments.insert(id.clone(), "decided");
                for one in self.live(&id) {
                    one.status = "decided";
                }
                return;
            }
            "decision.defer" => {
                let moderated = self.live(&id).iter().any(|one| one.moderates);
                for one in self.live(&id) {
                    if one.moderates || !moderated {
                        one.status = "open";
                    }
                }
                return;
            }
            "assessment.start" | "assessment.renew" | "assessment.send_back" => {
                self.assessments.insert(id, "draft");
                return;
            }
            "assessment.request_sign_off" => {
                self.assessments.insert(id, "awaiting_sign_off");
                return;
            }
            "assessment.submit" => {
                self.assessments.insert(id, "submitted");
                return;
            }
            "assessment.withdraw" => {
                self.assessments.insert(id, "withdrawn");
                return;
            }
            action => {
                let Some(what) = action.strip_prefix("accreditation.") else {
                    return;
                };
                let what = match what {
                    "suspend" => "suspended",
                    "reinstate" => "reinstated",
                    "withdraw" => "withdrawn",
                    "relinquish" => "relinquished",
                    "supersede" => "superseded",
                    _ => return,
                };
                self.happened.entry(id).or_default().push(what.to_owned());
                return;
            }
        };
        if let Some(known) = self.reviews.get_mut(&id) {
            known.status = status;
        }
    }
}

pub(super) async fn all(play: &Play<'_>) {
    let conn = play.app.ctx.read();
    audit::verify(conn).await.unwrap().unwrap();
    let events = audit_event::Entity::find()
        .order_by_asc(audit_event::Column::Chain)
        .order_by_asc(audit_event::Column::Sequence)
        .all(conn)
        .await
        .unwrap();
    let mut state = State::default();
    for event in &events {
        state.read(event);
    }
    let told = &play.told;
    let rows = review::Entity::find().all(conn).await.unwrap();
    assert_eq!(rows.len(), state.reviews.len());
    for row in rows {
        let known = &state.reviews[&row.id.to_string()];
        assert_eq!(row.status.as_str(), known.status, "{row:?} {told:#?}");
        assert_eq!(row.seat == 0, known.moderates, "{row:?} {told:#?}");
        assert_eq!(row.assessment_id.to_string(), known.case);
    }
    let rows = assessment::Entity::find().all(conn).await.unwrap();
    assert_eq!(rows.len(), state.assessments.len());
    for row in rows {
        let known = state.assessments[&row.id.to_string()];
        assert_eq!(row.status.as_str(), known, "{row:?} {told:#?}");
    }
    let rows = accreditation_event::Entity::find()
        .order_by_asc(accreditation_event::Column::Sequence)
        .all(conn)
        .await
        .unwrap();
    let mut written: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        let of = written.entry(row.accreditation_id.to_string()).or_default();
        of.push(row.kind.as_str().to_owned());
    }
    assert_eq!(written, state.happened, "{told:#?}");
}
