//! Many cases alike: one goes all the way through the actions, the rest are its copies, row by row.

use entity::ids::{AssessmentId, BundleId, FindingId, MembershipId, OrganisationId, ReviewId};
use entity::{assessment, bundle, finding, membership, organisation, review};
use fairmark::assessment::rules::BundleContent;
use fairmark::platform::context::Context;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::TestApp;
use super::awarded::Applicant;

/// Rows in one statement: SQLite takes some 32,000 values.
const ROWS: usize = 400;

/// Everything that one submitted case consists of.
struct Original {
    organisation: organisation::Model,
    members: Vec<membership::Model>,
    assessment: assessment::Model,
    bundle: BundleContent,
    bundle_row: bundle::Model,
    reviews: Vec<(review::Model, Vec<finding::Model>)>,
}

/// Copies as they are collected.
#[derive(Default)]
struct Copies {
    organisations: Vec<organisation::Model>,
    members: Vec<membership::Model>,
    assessments: Vec<assessment::Model>,
    bundles: Vec<bundle::Model>,
    reviews: Vec<review::Model>,
    findings: Vec<finding::Model>,
}

async fn insert<M, A, E>(tx: &sea_orm::DatabaseTransaction, rows: Vec<M>)
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = E> + Send,
    E: EntityTrait,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let some: Vec<A> = rows.by_ref().take(ROWS).collect();
        if some.is_empty() {
            return;
        }
        E::insert_many(some)
            .exec_without_returning(tx)
            .await
            .unwrap();
    }
}

impl TestApp {
    /// Copies a submitted case with its reviews so many times, each of an employer of its own. `turn` changes
    /// the reviews of the copy of that number.
    pub async fn copy_case(
        &self,
        of: &Applicant,
        times: usize,
        turn: impl Fn(usize, &mut review::Model),
    ) -> Vec<AssessmentId> {
        let original = self.original(of).await;
        let mut copies = Copies::default();
        let cases = (0..times)
            .map(|number| original.copy(&self.ctx, number, &turn, &mut copies))
            .collect();
        let tx = self.ctx.begin().await.unwrap();
        insert(&tx, copies.organisations).await;
        insert(&tx, copies.members).await;
        insert(&tx, copies.assessments).await;
        insert(&tx, copies.bundles).await;
        insert(&tx, copies.reviews).await;
        insert(&tx, copies.findings).await;
        tx.commit().await.unwrap();
        cases
    }

    async fn original(&self, of: &Applicant) -> Original {
        let conn = self.ctx.read();
        let mut reviews = Vec::new();
        let rows = review::Entity::find()
            .filter(review::Column::AssessmentId.eq(of.assessment))
            .all(conn)
            .await
            .unwrap();
        for row in rows {
            let findings = finding::Entity::find()
                .filter(finding::Column::ReviewId.eq(row.id))
                .all(conn)
                .await
                .unwrap();
            reviews.push((row, findings));
        }
        let bundle_row = bundle::Entity::find()
            .filter(bundle::Column::AssessmentId.eq(of.assessment))
            .one(conn)
            .await
            .unwrap()
            .unwrap();
        Original {
            organisation: organisation::Entity::find_by_id(of.organisation)
                .one(conn)
                .await
                .unwrap()
                .unwrap(),
            members: membership::Entity::find()
                .filter(membership::Column::OrganisationId.eq(of.organisation))
                .all(conn)
                .await
                .unwrap(),
            assessment: assessment::Entity::find_by_id(of.assessment)
                .one(conn)
                .await
                .unwrap()
                .unwrap(),
            bundle: serde_json::from_value(bundle_row.content.clone()).unwrap(),
            bundle_row,
            reviews,
        }
    }
}

impl Original {
    fn copy(
        &self,
        ctx: &Context,
        number: usize,
        turn: &impl Fn(usize, &mut review::Model),
        copies: &mut Copies,
    ) -> AssessmentId {
        let organisation = ctx.new_id::<OrganisationId>();
        let id = ctx.new_id::<AssessmentId>();
        let name = format!("Copied Bakery {number} Ltd");
        copies.organisations.push(organisation::Model {
            id: organisation,
            name: name.clone(),
            company_number: None,
            ..self.organisation.clone()
        });
        copies
            .members
            .extend(self.members.iter().map(|one| membership::Model {
                id: ctx.new_id::<MembershipId>(),
                organisation_id: organisation,
                ..one.clone()
            }));
        copies.assessments.push(assessment::Model {
            id,
            reference: format!("{}-{number}", self.assessment.reference),
            organisation_id: organisation,
            ..self.assessment.clone()
        });
        let mut content = self.bundle.clone();
        content.assessment_id = id;
        content.organisation.id = organisation;
        content.organisation.name = name;
        let frozen = content.freeze(ctx.new_id::<BundleId>());
        copies.bundles.push(bundle::Model {
            id: frozen.id,
            assessment_id: id,
            content: serde_json::to_value(&frozen.content).unwrap(),
            sha256: frozen.sha256,
            ..self.bundle_row.clone()
        });
        for (row, findings) in &self.reviews {
            let mut fresh = review::Model {
                id: ctx.new_id::<ReviewId>(),
                assessment_id: id,
                active_for: row.active_for.map(|_| id),
                ..row.clone()
            };
            turn(number, &mut fresh);
            copies
                .findings
                .extend(findings.iter().map(|one| finding::Model {
                    id: ctx.new_id::<FindingId>(),
                    review_id: fresh.id,
                    ..one.clone()
                }));
            copies.reviews.push(fresh);
        }
        id
    }
}
