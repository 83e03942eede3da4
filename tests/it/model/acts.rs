//! What people try: mostly what comes next, by anybody; sometimes something else.

use chrono::TimeDelta;
use entity::ids::{AccreditationId, AssessmentId};
use entity::kinds::{AssessmentStatus, Judgement, MemberRole, ReviewStatus};
use entity::{accreditation, assessment, clarification};
use fairmark::accreditation::actions::decide::{Seen, decide};
use fairmark::accreditation::actions::{change, renewal};
use fairmark::accreditation::rules::{Reasons, Verdict};
use fairmark::assessment::actions::sign_off::{request_sign_off, sign_off_and_submit};
use fairmark::assessment::actions::withdraw::withdraw;
use fairmark::assessment::store as assessments;
use fairmark::identity::actions::organisations;
use fairmark::platform::error::Error;
use fairmark::review::actions::{allocate, clarify, declare, judge, recommend, reply};
use fairmark::review::rules::{Advice, Clarification, FindingText, Review, present};
use fairmark::review::store as reviews;
use fairmark::scheme::rules::TierCode;
use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::helpers::awarded::Applicant;
use crate::helpers::bench::MODERATOR;
use crate::helpers::{TestApp, World};

/// One run.
pub(super) struct Play<'a> {
    pub(super) app: &'a TestApp,
    pub(super) world: &'a World,
    pub(super) staff: &'a [&'static str],
    pub(super) employers: Vec<Applicant>,
    pub(super) random: ChaCha8Rng,
    /// What happened, for whoever reads a failure.
    pub(super) told: Vec<String>,
}

type Done = Result<String, Error>;

fn member() -> TierCode {
    TierCode::parse("member").unwrap()
}

impl Play<'_> {
    fn chance(&mut self, of_hundred: u32) -> bool {
        self.random.random_ratio(of_hundred, 100)
    }

    /// As a rule somebody who might.
    fn likely(&mut self, who: &[&'static str]) -> &'static str {
        if self.chance(80) {
            who.choose(&mut self.random).copied().unwrap()
        } else {
            self.anybody()
        }
    }

    fn anybody(&mut self) -> &'static str {
        self.staff.choose(&mut self.random).copied().unwrap()
    }

    pub(super) fn has_told(&self, word: &str) -> bool {
        self.told.iter().any(|line| line.contains(word))
    }

    /// Somebody tries something.
    pub(super) async fn act(&mut self) {
        let minutes = self.random.random_range(1..600);
        self.app.advance(TimeDelta::minutes(minutes));
        let place = self.random.random_range(0..self.employers.len());
        let done = if self.chance(80) {
            self.next(place).await
        } else {
            self.other(place).await
        };
        let line = match done {
            Ok(line) => line,
            // A rule, or somebody who was first, may say no; we may not fail.
            Err(error @ Error::Internal(_)) => panic!("{error:?} after {:#?}", self.told),
            Err(error) => format!("refused: {error}"),
        };
        self.told.push(format!("{} {place} {line}", self.app.now()));
    }

    /// The newest application of an employer.
    async fn newest(&self, place: usize) -> Option<assessment::Model> {
        assessment::Entity::find()
            .filter(assessment::Column::OrganisationId.eq(self.employers[place].organisation))
            .order_by_desc(assessment::Column::StartedAt)
            .order_by_desc(assessment::Column::Id)
            .one(self.app.ctx.read())
            .await
            .unwrap()
    }

    /// What comes next for an employer.
    async fn next(&mut self, place: usize) -> Done {
        let newest = self.newest(place).await.unwrap();
        let (ctx, one) = (&self.app.ctx, &self.employers[place]);
        match newest.status {
            AssessmentStatus::Draft => {
                match request_sign_off(ctx, &one.lead, newest.id, newest.version).await {
                    Ok(_) => Ok("asked for sign-off".to_owned()),
                    // What expired meanwhile is not worth the trouble here.
                    Err(_) => withdraw(ctx, &one.lead, newest.id, newest.version, "")
                        .await
                        .map(|_| "gave the draft up".to_owned()),
                }
            }
            AssessmentStatus::AwaitingSignOff => {
                sign_off_and_submit(ctx, &one.signatory, newest.id, newest.version, true)
                    .await
                    .map(|_| "submitted".to_owned())
            }
            AssessmentStatus::Submitted => self.review(place, newest.id).await,
            AssessmentStatus::Decided | AssessmentStatus::Withdrawn => self.again(place).await,
        }
    }

    /// The employer applies anew: to renew what it holds, if it may.
    async fn again(&mut self, place: usize) -> Done {
        let (app, one) = (self.app, &self.employers[place]);
        if let Some(held) = self.newest_held(place).await
            && let Ok(begun) = renewal::renew(&app.ctx, &one.lead, held.id).await
        {
            self.employers[place].assessment = begun.id;
            return Ok("began to renew".to_owned());
        }
        self.employers[place] = app.again(one, "member").await;
        Ok("applied again".to_owned())
    }

    async fn newest_held(&self, place: usize) -> Option<accreditation::Model> {
        accreditation::Entity::find()
            .filter(accreditation::Column::OrganisationId.eq(self.employers[place].organisation))
            .order_by_desc(accreditation::Column::AwardedAt)
            .one(self.app.ctx.read())
            .await
            .unwrap()
    }

    /// What comes next in a case; who does it is anybody's guess.
    async fn review(&mut self, place: usize, id: AssessmentId) -> Done {
        let (app, world) = (self.app, self.world);
        let known = reviews::list_reviews(app.ctx.read(), id).await.unwrap();
        let live: Vec<Review> = known.into_iter().filter(Review::is_live).collect();
        let who = self.likely(&[World::OFFICER, World::SECOND_OFFICER]);
        let caller = app.caller(who).await;
        let officer = caller.officer(world.authority);
        let Some(one) = live
            .choose(&mut self.random)
            .cloned()
            .filter(|_| self.chance(70))
        else {
            let assessors = [World::ASSESSOR, World::OTHER_ASSESSOR, MODERATOR];
            let to = self.likely(&assessors);
            let to = app.person(to).await;
            allocate::allocate(&app.ctx, &officer?, id, to).await?;
            return Ok(format!("{who} allocated"));
        };
        let email = self.email_of(&one).await;
        let assessor = app.assessor_at(world, &email).await;
        match one.status() {
            ReviewStatus::Allocated => {
                let declaration = if self.chance(90) {
                    declare::Declaration::NoConflict
                } else {
                    let statement = "My sister works there".to_owned();
                    declare::Declaration::Conflict { statement }
                };
                declare::declare(&app.ctx, &assessor, one.id, declaration).await?;
                Ok(format!("{email} declared"))
            }
            ReviewStatus::Open => self.judge(&one, &email).await,
            ReviewStatus::Recommended => self.decide(place, id, who, &live).await,
            ReviewStatus::Decided | ReviewStatus::Returned => Ok("nothing".to_owned()),
        }
    }

    async fn has_open_question(&self, review: &Review) -> bool {
        let asked = reviews::list_clarifications(self.app.ctx.read(), review.assessment_id);
        asked.await.unwrap().iter().any(Clarification::is_open)
    }

    async fn email_of(&self, review: &Review) -> String {
        let person =
            fairmark::identity::store::find_person(self.app.ctx.read(), review.assessor_id);
        person.await.unwrap().unwrap().email
    }

    /// The assessor judges what is left, now and then asks, and recommends.
    async fn judge(&mut self, review: &Review, email: &str) -> Done {
        let app = self.app;
        let assessor = app.assessor_at(self.world, email).await;
        let bundle = assessments::latest_bundle(app.ctx.read(), review.assessment_id).await?;
        let found = reviews::list_findings(app.ctx.read(), review.id).await?;
        let codes: Vec<_> = bundle.content.answers.keys().cloned().collect();
        if self.has_open_question(review).await && self.chance(60) {
            let place = self
                .employers
                .iter()
                .position(|one| one.assessment == review.assessment_id);
            return match place {
                Some(place) => self.reply(place).await,
                None => Ok("nothing".to_owned()),
            };
        }
        if self.chance(5) {
            let code = codes.choose(&mut self.random).unwrap();
            clarify::ask(&app.ctx, &assessor, review.id, code, "Since when?").await?;
            return Ok(format!("{email} asked"));
        }
        for code in &codes {
            let before = found.iter().find(|finding| finding.criterion == *code);
            if before.is_some() && !self.chance(10) {
                continue;
            }
            let met = self.random.random_ratio(199, 200);
            let text = FindingText {
                judgement: if met {
                    Judgement::Met
                } else {
                    Judgement::Partly
                },
                reason: "As the evidence shows.".to_owned(),
                internal_note: String::new(),
            };
            let seen = before.map_or(0, |finding| finding.version);
            judge::save_finding(&app.ctx, &assessor, review.id, code, text, seen).await?;
        }
        let advice = if self.chance(90) {
            Advice::Award { tier: member() }
        } else {
            Advice::Decline
        };
        recommend::recommend(
            &app.ctx,
            &assessor,
            review.id,
            review.version,
            advice,
            "So.",
        )
        .await?;
        Ok(format!("{email} recommended"))
    }

    async fn decide(&mut self, place: usize, id: AssessmentId, who: &str, live: &[Review]) -> Done {
        let app = self.app;
        let officer = app.caller(who).await.officer(self.world.authority)?;
        let bundle = assessments::latest_bundle(app.ctx.read(), id).await?;
        let seen = Seen {
            review_version: present(live).map_or(0, |review| review.version),
            bundle_sha256: bundle.sha256,
        };
        let verdict = match self.random.random_range(0..10) {
            0 => Verdict::Decline,
            1 => Verdict::Defer,
            _ => Verdict::Award { tier: member() },
        };
        let outcome = decide(&app.ctx, &officer, id, &seen, verdict, "Reached.").await?;
        Ok(match outcome.accreditation {
            Some(_) => format!("{who} awarded {place}"),
            None => format!("{who} decided otherwise"),
        })
    }

    /// Something that does not have to come next.
    async fn other(&mut self, place: usize) -> Done {
        let app = self.app;
        match self.random.random_range(0..9) {
            0 => {
                let days = self.random.random_range(1..120);
                app.advance(TimeDelta::days(days));
                Ok(format!("{days} days went by"))
            }
            1 | 2 => {
                app.drain_worker().await;
                Ok("the worker worked".to_owned())
            }
            3 => self.replace(place).await,
            4 | 5 => self.change(place).await,
            6 => self.join(place).await,
            7 => {
                let newest = self.newest(place).await.unwrap();
                if !self.chance(25) {
                    return Ok("thought of giving up".to_owned());
                }
                let one = &self.employers[place];
                withdraw(&app.ctx, &one.signatory, newest.id, newest.version, "")
                    .await
                    .map(|_| "took the application back".to_owned())
            }
            _ => self.reply(place).await,
        }
    }

    async fn replace(&mut self, place: usize) -> Done {
        let app = self.app;
        let id = self.newest(place).await.unwrap().id;
        let who = self.anybody();
        let officer = app.caller(who).await.officer(self.world.authority)?;
        let live = reviews::list_reviews(app.ctx.read(), id).await?;
        let one = live.choose(&mut self.random).ok_or(Error::NotFound)?;
        let (which, version) = (Some(one.id), one.version);
        allocate::replace(&app.ctx, &officer, id, which, version, "Away").await?;
        Ok(format!("{who} took the case from its assessor"))
    }

    async fn change(&mut self, place: usize) -> Done {
        let app = self.app;
        let held = self.newest_held(place).await.ok_or(Error::NotFound)?;
        let (id, version): (AccreditationId, i32) = (held.id, held.version);
        let who = self.anybody();
        let officer = app.caller(who).await.officer(self.world.authority)?;
        let reasons = || Reasons {
            public_reason: "As published".to_owned(),
            internal_note: String::new(),
        };
        let one = &self.employers[place];
        let ctx = &app.ctx;
        let (what, done) = match self.random.random_range(0..8) {
            0..3 => (
                "suspended",
                change::suspend(ctx, &officer, id, version, reasons()).await,
            ),
            3..6 => (
                "reinstated",
                change::reinstate(ctx, &officer, id, version, reasons()).await,
            ),
            6 => (
                "withdrew",
                change::withdraw(ctx, &officer, id, version, reasons()).await,
            ),
            _ => (
                "gave up",
                change::relinquish(ctx, &one.signatory, id, version, reasons()).await,
            ),
        };
        done.map(|_| what.to_owned())
    }

    /// One of the staff comes to act for an employer.
    async fn join(&mut self, place: usize) -> Done {
        if !self.chance(5) {
            return Ok("nobody joined".to_owned());
        }
        let who = self.anybody();
        let lead = &self.employers[place].lead;
        organisations::invite(&self.app.ctx, lead, who, "", MemberRole::Viewer).await?;
        Ok(format!("{who} joined"))
    }

    /// The employer answers whatever is asked.
    async fn reply(&mut self, place: usize) -> Done {
        let app = self.app;
        let one = &self.employers[place];
        let id = self.newest(place).await.unwrap().id;
        let asked = clarification::Entity::find()
            .filter(clarification::Column::AssessmentId.eq(id))
            .filter(clarification::Column::RepliedAt.is_null())
            .filter(clarification::Column::WithdrawnAt.is_null())
            .one(app.ctx.read())
            .await
            .unwrap()
            .ok_or(Error::NotFound)?;
        let bundle = assessments::latest_bundle(app.ctx.read(), id).await?;
        let answers = bundle.content.answers.iter();
        let answer = answers
            .filter(|(code, _)| code.as_str() == asked.criterion)
            .find_map(|(_, answer)| answer.value.clone());
        let said = reply::Reply {
            value: answer,
            text: "Since May.".to_owned(),
            ..reply::Reply::default()
        };
        reply::reply(&app.ctx, &one.lead, asked.id, said).await?;
        Ok("replied".to_owned())
    }
}
