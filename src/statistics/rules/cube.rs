//! What is counted, frozen on a day, and every cell it falls into.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::OrganisationId;
use entity::kinds::SizeBand;
use serde::{Deserialize, Serialize};

use super::dimensions::{Council, Place, SectorGroup, Size};

/// One accredited employer. Its number of people is confidential; everything else is in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contributor {
    /// Who.
    pub organisation: OrganisationId,
    /// Where.
    pub place: Place,
    /// SIC 2007 section letter.
    pub sector: Option<String>,
    /// Size of the whole organisation.
    pub size_band: Option<SizeBand>,
    /// People employed in the authority's area, as given in the assessment that was awarded. Confidential.
    pub people: Option<u32>,
}

impl Contributor {
    /// The cell of the finest breakdown it falls into.
    pub fn inner(&self) -> CellKey {
        CellKey {
            place: Some(self.place),
            sector: Some(SectorGroup::of_section(self.sector.as_deref())),
            size: Some(Size::of_band(self.size_band)),
        }
    }

    /// What anybody knows of its number of people: what the register says of its size, unless that is no guide
    /// because part of the organisation works elsewhere.
    pub fn known_range(&self) -> (u32, u32) {
        let (fewest, most) = Size::of_band(self.size_band).people();
        match self.people {
            Some(people) if people < fewest => (0, most),
            Some(people) if people > most => (0, super::dimensions::MOST_PEOPLE.max(people)),
            _ => (fewest, most),
        }
    }
}

/// Everything a run is computed from, kept so that it can be checked. Confidential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenInput {
    /// The day described.
    pub as_of: NaiveDate,
    /// The instant at which the accreditations were looked at.
    pub at: DateTime<Utc>,
    /// The authority's councils, in the order shown.
    pub councils: Vec<Council>,
    /// The accredited employers, each once.
    pub contributors: Vec<Contributor>,
}

/// A cell; `None` is the total over that breakdown. Totals sort first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
pub struct CellKey {
    /// Which council.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Which sector group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<SectorGroup>,
    /// Which size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
}

impl CellKey {
    /// How many breakdowns meet here: 0 for the grand total.
    pub fn depth(self) -> u8 {
        u8::from(self.place.is_some())
            + u8::from(self.sector.is_some())
            + u8::from(self.size.is_some())
    }

    /// Whether a cell of the finest breakdown is part of this one.
    pub fn covers(self, inner: Self) -> bool {
        (self.place.is_none() || self.place == inner.place)
            && (self.sector.is_none() || self.sector == inner.sector)
            && (self.size.is_none() || self.size == inner.size)
    }
}

/// Every cell of council × sector group × size, totals and empty cells included, with who is in it.
#[derive(Clone, Debug)]
pub struct Cube {
    places: Vec<Place>,
    sectors: Vec<SectorGroup>,
    sizes: Vec<Size>,
    members: BTreeMap<CellKey, Vec<usize>>,
}

impl Cube {
    /// Sorts the contributors of a frozen input into cells.
    pub fn new(input: &FrozenInput) -> Self {
        let seen = |key: CellKey| {
            input
                .contributors
                .iter()
                .any(|contributor| key.covers(contributor.inner()))
        };
        let mut places: Vec<Place> = input
            .councils
            .iter()
            .map(|council| Place::Council(council.id))
            .collect();
        for contributor in &input.contributors {
            if !places.contains(&contributor.place) && contributor.place != Place::NotKnown {
                places.push(contributor.place);
            }
        }
        let mut sectors = SectorGroup::KNOWN.to_vec();
        let mut sizes: Vec<Size> = SizeBand::ALL.iter().copied().map(Size::Band).collect();
        let nowhere = CellKey {
            place: Some(Place::NotKnown),
            ..CellKey::default()
        };
        if seen(nowhere) {
            places.push(Place::NotKnown);
        }
        let no_sector = CellKey {
            sector: Some(SectorGroup::NotKnown),
            ..CellKey::default()
        };
        if seen(no_sector) {
            sectors.push(SectorGroup::NotKnown);
        }
        let no_size = CellKey {
            size: Some(Size::NotKnown),
            ..CellKey::default()
        };
        if seen(no_size) {
            sizes.push(Size::NotKnown);
        }
        let mut cube = Self {
            places,
            sectors,
            sizes,
            members: BTreeMap::new(),
        };
        for key in cube.keys() {
            cube.members.insert(key, Vec::new());
        }
        for (index, contributor) in input.contributors.iter().enumerate() {
            for key in totals_of(contributor.inner()) {
                cube.members.entry(key).or_default().push(index);
            }
        }
        cube
    }

    /// Every cell, in the order shown: totals before their parts.
    pub fn keys(&self) -> Vec<CellKey> {
        let with_total = |count: usize| 1 + count;
        let mut keys = Vec::with_capacity(
            with_total(self.places.len())
                * with_total(self.sectors.len())
                * with_total(self.sizes.len()),
        );
        for place in all_then(&self.places) {
            for sector in all_then(&self.sectors) {
                for size in all_then(&self.sizes) {
                    keys.push(CellKey {
                        place,
                        sector,
                        size,
                    });
                }
            }
        }
        keys
    }

    /// The place of each cell among [`Self::keys`].
    pub fn order(&self) -> BTreeMap<CellKey, usize> {
        self.keys().into_iter().zip(0..).collect()
    }

    /// Who is in a cell, as positions among the contributors.
    pub fn members(&self, key: CellKey) -> &[usize] {
        self.members.get(&key).map_or(&[], Vec::as_slice)
    }

    /// Every sum the tables state: a total and the parts that make it.
    pub fn sums(&self) -> Vec<(CellKey, Vec<CellKey>)> {
        let mut sums = Vec::new();
        for total in self.keys() {
            if total.place.is_none() {
                let parts = self.places.iter().map(|place| CellKey {
                    place: Some(*place),
                    ..total
                });
                sums.push((total, parts.collect()));
            }
            if total.sector.is_none() {
                let parts = self.sectors.iter().map(|sector| CellKey {
                    sector: Some(*sector),
                    ..total
                });
                sums.push((total, parts.collect()));
            }
            if total.size.is_none() {
                let parts = self.sizes.iter().map(|size| CellKey {
                    size: Some(*size),
                    ..total
                });
                sums.push((total, parts.collect()));
            }
        }
        sums
    }
}

fn all_then<T: Copy>(values: &[T]) -> impl Iterator<Item = Option<T>> {
    std::iter::once(None).chain(values.iter().copied().map(Some))
}

/// The eight cells that a cell of the finest breakdown is part of, itself included.
fn totals_of(inner: CellKey) -> impl Iterator<Item = CellKey> {
    (0..8_u8).map(move |kept| CellKey {
        place: inner.place.filter(|_| kept & 1 != 0),
        sector: inner.sector.filter(|_| kept & 2 != 0),
        size: inner.size.filter(|_| kept & 4 != 0),
    })
}
