//! Renewal from end to end: the reminder, what is carried, what the assessor looks at, the next term.

mod carried;
mod reminders;
mod terms;

use chrono::{NaiveDate, TimeDelta};
use entity::kinds::Judgement;
use fairmark::accreditation::actions::renewal::renew;
use fairmark::accreditation::rules::{Accreditation, Verdict};
use fairmark::accreditation::store;
use fairmark::assessment::rules::Fate;
use fairmark::assessment::store::find_renewal;
use fairmark::review::actions::judge::save_finding;
use fairmark::review::rules::{FindingText, Review};
use fairmark::review::store as reviews;
use fairmark::scheme::rules::TierCode;

use crate::helpers::awarded::{Applicant, facts};
use crate::helpers::{TestApp, World};

/// Goes to ten in the morning of a day.
fn on(app: &TestApp, day: &str) {
    let day: NaiveDate = day.parse().unwrap();
    let there = fairmark::platform::calendar::london_midnight(day) + TimeDelta::hours(10);
    app.advance(there - app.now());
}

/// An employer that holds a tier from 24 November 2026 to 23 November 2028.
async fn holder(app: &TestApp, world: &World, tier: &str) -> (Applicant, Accreditation) {
    app.accredited(world, facts("Quarry Bank Care Ltd", "Q", 120), tier)
        .await
}

/// Everything the employer was ever awarded, the first first.
async fn held(app: &TestApp, applicant: &Applicant) -> Vec<Accreditation> {
    let mut found = store::list_of_organisations(app.ctx.read(), [applicant.organisation])
        .await
        .unwrap();
    found.reverse();
    found
}

/// The employer starts the renewal of what it holds.
async fn begin(app: &TestApp, applicant: &Applicant, of: &Accreditation) -> Applicant {
    let begun = renew(&app.ctx, &applicant.lead, of.id).await.unwrap();
    Applicant {
        organisation: applicant.organisation,
        lead: applicant.lead.clone(),
        lead_email: applicant.lead_email.clone(),
        signatory: applicant.signatory.clone(),
        assessment: begun.id,
    }
}

/// The assessor judges everything met that is not judged yet.
async fn judge_rest(app: &TestApp, world: &World, review: &Review) {
    let assessor = app.assessor(world).await;
    let case = fairmark::assessment::store::latest_bundle(app.ctx.read(), review.assessment_id)
        .await
        .unwrap();
    let found = reviews::list_findings(app.ctx.read(), review.id)
        .await
        .unwrap();
    for code in case.content.answers.keys() {
        if found.iter().any(|finding| finding.criterion == *code) {
            continue;
        }
        let text = FindingText {
            judgement: Judgement::Met,
            reason: "Met again.".to_owned(),
            internal_note: String::new(),
        };
        save_finding(&app.ctx, &assessor, review.id, code, text, 0)
            .await
            .unwrap();
    }
}

/// Everything from the submission to the award of a tier.
async fn awarded(app: &TestApp, world: &World, applicant: &Applicant, tier: &str) -> Accreditation {
    let renewal = find_renewal(app.ctx.read(), applicant.assessment)
        .await
        .unwrap()
        .unwrap();
    let again = renewal.with(&[Fate::Expired]);
    app.answer_well(applicant, again.map(|(code, _)| code.clone()))
        .await;
    app.submit(applicant).await;
    let review = app.open_review(world, applicant).await;
    judge_rest(app, world, &review).await;
    app.recommend(world, applicant, tier).await;
    let verdict = Verdict::Award {
        tier: TierCode::parse(tier).unwrap(),
    };
    app.decide(world, applicant, verdict)
        .await
        .accreditation
        .unwrap()
}
