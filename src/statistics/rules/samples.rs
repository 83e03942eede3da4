//! Frozen inputs for tests.

use entity::ids::{AreaId, OrganisationId};
use entity::kinds::SizeBand;
use proptest::prelude::*;
use uuid::Uuid;

use super::cube::{Contributor, FrozenInput};
use super::dimensions::{Council, Place};

/// A council by its number.
pub(crate) fn council(number: u128) -> Council {
    Council {
        id: AreaId(Uuid::from_u128(number)),
        code: Some(format!("E0800000{number}")),
        name: format!("Council {number}"),
    }
}

/// An employer by its number: where, in which section, with how many people.
pub(crate) fn employer(number: u128, place: u128, sector: &str, people: u32) -> Contributor {
    Contributor {
        organisation: OrganisationId(Uuid::from_u128(number)),
        place: Place::Council(AreaId(Uuid::from_u128(place))),
        sector: Some(sector.to_owned()),
        size_band: Some(crate::identity::rules::size_band(
            i32::try_from(people).unwrap(),
        )),
        people: Some(people),
    }
}

/// An input of these employers in so many councils.
pub(crate) fn input(councils: u128, contributors: Vec<Contributor>) -> FrozenInput {
    FrozenInput {
        as_of: "2026-11-24".parse().unwrap(),
        at: "2026-11-24T23:59:59.999Z".parse().unwrap(),
        councils: (1..=councils).map(council).collect(),
        contributors,
    }
}

/// Small worlds: up to `most` employers in a few councils, from very small to giants, some without a figure.
pub(crate) fn worlds(most: usize) -> impl Strategy<Value = FrozenInput> {
    let people = prop_oneof![
        4 => 1_u32..10,
        4 => 10_u32..50,
        3 => 50_u32..250,
        2 => 250_u32..3_000,
        1 => Just(20_000_u32),
    ];
    let one = (1_u128..4, prop_oneof!["A", "G", "K", "Q"], people, 0..20_u8);
    (2_u128..4, proptest::collection::vec(one, 0..most)).prop_map(|(councils, employers)| {
        let contributors = employers
            .into_iter()
            .enumerate()
            .map(|(index, (place, sector, people, chance))| {
                let number = u128::try_from(index).unwrap() + 100;
                let mut made = employer(number, place.min(councils), &sector, people);
                match chance {
                    0 => made.people = None,
                    1 => made.place = Place::NotKnown,
                    2 => made.sector = None,
                    3 => made.size_band = Some(SizeBand::Large),
                    _ => {}
                }
                made
            })
            .collect();
        input(councils, contributors)
    })
}
