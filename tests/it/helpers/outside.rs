//! Accreditations of others in a small world: lists, single ones, and what rests on them.

use std::collections::BTreeMap;
use std::path::Path;

use bytes::Bytes;
use chrono::NaiveDate;
use entity::ids::{AccreditationCheckId, AccreditationId, OutsideAccreditationId, OutsideListId};
use entity::outside_kinds::CheckReason;
use fairmark::accreditation::rules::{Accreditation, Verdict};
use fairmark::assessment::actions::answer::{Change, save_answers};
use fairmark::identity::actions::organisations::OrganisationFacts;
use fairmark::identity::outside::actions::{self as outside, By, Typed};
use fairmark::identity::outside::rules::Recognised;
use fairmark::review::actions::judge;
use fairmark::review::rules::FindingText;
use fairmark::scheme;
use fairmark::scheme::pack::load_files;
use fairmark::scheme::rules::{Answer, CriterionCode, TierCode};
use sea_orm::EntityTrait;

use super::awarded::Applicant;
use super::{TestApp, World};

/// The tier that asks for the real Living Wage and nothing else.
pub const TIER: &str = "charter";
/// The criterion that a living wage licence satisfies.
pub const WAGE: &str = "WAGE-2";

/// What schemes call the living wage licence.
pub fn living_wage() -> Recognised {
    Recognised {
        code: "living-wage".to_owned(),
        title: "Living Wage accreditation".to_owned(),
        issuer: "Living Wage Foundation".to_owned(),
        tiers: Vec::new(),
    }
}

impl TestApp {
    /// A world whose one scheme asks about wages alone, and takes a living wage licence for an answer.
    pub async fn world_of_wages(&self) -> World {
        let world = World::seed(self).await;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemes/gbc-like");
        let mut files = BTreeMap::new();
        let scheme = std::fs::read_to_string(folder.join("scheme.yaml")).unwrap();
        files.insert("scheme.yaml".to_owned(), scheme);
        for entry in std::fs::read_dir(folder.join("pillars")).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("pillars/{}", path.file_name().unwrap().to_str().unwrap());
            files.insert(name, std::fs::read_to_string(path).unwrap());
        }
        let text = files.get_mut("scheme.yaml").unwrap();
        *text = text
            .lines()
            .filter(|line| !line.contains("- pillar: {code:") || line.contains("code: wage,"))
            .collect::<Vec<_>>()
            .join("\n");
        let pack = load_files(&files).unwrap_or_else(|found| panic!("{found:?}"));
        scheme::actions::load_pack(&self.ctx, world.authority, &pack)
            .await
            .unwrap();
        world
    }

    /// Offers a list of living wage employers and brings it in.
    pub async fn bring_in(&self, world: &World, as_of: NaiveDate, csv: &str) -> OutsideListId {
        let id = self.offer(world, as_of, csv).await;
        let by = By::command_line(world.authority);
        outside::import(&self.ctx, &by, id, &living_wage())
            .await
            .unwrap();
        id
    }

    /// Offers a list of living wage employers.
    pub async fn offer(&self, world: &World, as_of: NaiveDate, csv: &str) -> OutsideListId {
        let (by, content) = (
            By::command_line(world.authority),
            Bytes::from(csv.to_owned()),
        );
        outside::offer(&self.ctx, &by, &living_wage(), as_of, "list.csv", content)
            .await
            .unwrap()
            .id
    }

    /// An officer records a living wage licence by hand.
    pub async fn record(
        &self,
        world: &World,
        holder: &str,
        reference: &str,
    ) -> OutsideAccreditationId {
        let typed = Typed {
            holder: holder.to_owned(),
            reference: reference.to_owned(),
            note: "Seen on the foundation’s page".to_owned(),
            ..Typed::default()
        };
        let officer = self.officer(world).await;
        outside::record(&self.ctx, &officer, &living_wage(), &typed)
            .await
            .unwrap()
            .id
    }

    /// A check of an accreditation that is open.
    pub async fn open_check(&self, of: &Accreditation, reference: &str) -> AccreditationCheckId {
        let id = self.ctx.new_id();
        self.open_check_of(id, of.id, of.authority_id, reference)
            .await;
        id
    }

    async fn open_check_of(
        &self,
        id: AccreditationCheckId,
        accreditation_id: AccreditationId,
        authority_id: entity::ids::AuthorityId,
        reference: &str,
    ) {
        let row = entity::accreditation_check::Model {
            id,
            accreditation_id,
            authority_id,
            why: CheckReason::Gone,
            accreditation: "living-wage".to_owned(),
            title: "Living Wage accreditation".to_owned(),
            reference: reference.to_owned(),
            ended_on: self.ctx.today(),
            outside_id: None,
            opened_at: self.ctx.now(),
            closed_at: None,
            outcome: None,
            note: String::new(),
            closed_by: None,
        };
        entity::accreditation_check::Entity::insert(
            entity::accreditation_check::ActiveModel::from(row),
        )
        .exec_without_returning(self.ctx.db.write())
        .await
        .unwrap();
    }

    /// An employer that pays too little by its own answer, everything else being as good as any.
    pub async fn underpaying(&self, name: &str, company_number: &str) -> Applicant {
        let facts = OrganisationFacts {
            name: name.to_owned(),
            company_number: Some(company_number.to_owned()),
            sector: Some("Q".to_owned()),
            headcount: Some(120),
            area_headcount: Some(80),
            ..OrganisationFacts::default()
        };
        let applicant = self.prepared(facts, TIER).await;
        let change = Change {
            criterion: CriterionCode::parse(WAGE).unwrap(),
            value: Some(Answer::Money { pence: 900 }),
            comment: String::new(),
            version: 1,
        };
        let outcome = save_answers(
            &self.ctx,
            &applicant.lead,
            applicant.assessment,
            vec![change],
        )
        .await
        .unwrap();
        assert!(outcome.stale.is_empty());
        applicant
    }

    /// Submits it, and lets everything but the wage be judged met; awards what it applied for.
    pub async fn award_despite(&self, world: &World, applicant: &Applicant) -> Accreditation {
        self.submit(applicant).await;
        let review = self.open_review(world, applicant).await;
        let assessor = self.assessor(world).await;
        for (_, criterion) in self.scheme().await.content.criteria() {
            let met = criterion.code.as_str() != WAGE;
            let text = FindingText {
                judgement: if met {
                    entity::kinds::Judgement::Met
                } else {
                    entity::kinds::Judgement::NotMet
                },
                reason: "As the papers say.".to_owned(),
                internal_note: String::new(),
            };
            judge::save_finding(&self.ctx, &assessor, review.id, &criterion.code, text, 0)
                .await
                .unwrap();
        }
        self.recommend(world, applicant, TIER).await;
        let verdict = Verdict::Award {
            tier: TierCode::parse(TIER).unwrap(),
        };
        let outcome = self.decide(world, applicant, verdict).await;
        outcome.accreditation.unwrap()
    }
}
