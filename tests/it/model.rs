//! Random acts of random people under a clock that moves: whatever they do, what must hold holds.
//!
//! Each run is told by its seed. The acts go through the same functions as pages and programs; what they
//! refuse is refused, and what must hold is read from the database after every few of them.

mod acts;
mod holds;
mod replay;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use entity::kinds::StaffRole;
use fairmark::identity::actions::sign_in::invite_staff;
use fairmark::scheme::rules::Route;

use crate::helpers::awarded::{Applicant, facts};
use crate::helpers::bench::MODERATOR;
use crate::helpers::{TestApp, World};

use acts::Play;

/// So many acts in one run.
const ACTS: usize = 200;
/// What must hold is looked at after so many of them.
const OFTEN: usize = 8;

/// Also assesses, and is an officer.
const BOTH: &str = "dora.double@authority.example";

async fn play(app: &TestApp, seed: u64, assessors: u32) {
    let world = app.world_with_scheme().await;
    let officer = app.officer(&world).await;
    if assessors > 1 {
        app.publish_route(&officer, "apart", Route::of_assessors(assessors))
            .await;
    }
    app.add_moderator(&world).await;
    for role in [StaffRole::Officer, StaffRole::Assessor] {
        let authority = world.authority;
        invite_staff(&app.ctx, authority, BOTH, "Dora Double", role, 60)
            .await
            .unwrap();
    }
    let mut employers: Vec<Applicant> = Vec::new();
    for (name, sector, headcount) in [
        ("Harbour Street Bakery Ltd", "C", 34),
        ("Quarry Bank Care Ltd", "Q", 120),
        ("Caffi Llŷn Cyf", "I", 5),
    ] {
        employers.push(app.prepared(facts(name, sector, headcount), "member").await);
    }
    let staff = [
        World::OFFICER,
        World::SECOND_OFFICER,
        World::ASSESSOR,
        World::OTHER_ASSESSOR,
        MODERATOR,
        BOTH,
    ];
    let mut play = Play {
        app,
        world: &world,
        staff: &staff,
        employers,
        random: ChaCha8Rng::seed_from_u64(seed),
        told: Vec::new(),
    };
    for act in 1..=ACTS {
        play.act().await;
        if act % OFTEN == 0 || act == ACTS {
            holds::all(&play).await;
            replay::all(&play).await;
        }
    }
    // A run in which nothing is ever awarded would show nothing.
    assert!(play.has_told("awarded"), "seed {seed}: {:#?}", play.told);
}

both! {
    async fn whatever_people_do_with_one_assessor(app: TestApp) {
        play(&app, 1, 1).await;
    }

    async fn whatever_people_do_with_two_assessors(app: TestApp) {
        play(&app, 2, 2).await;
    }
}
