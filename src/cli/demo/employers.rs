//! The invented employers of the demonstration. None of them exists.

use entity::organisation_kinds::OrganisationKind;

/// How far an employer's story goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Answers half of it.
    Draft,
    /// Waits for a second person.
    AwaitingSignOff,
    /// Taken back before submission.
    GivenUp,
    /// Waits for an officer to allocate it.
    Submitted,
    /// Waits for the assessor's declaration.
    Allocated,
    /// Half judged.
    InReview,
    /// Two answers need more detail.
    Clarification,
    /// The employer has replied.
    Replied,
    /// Waits for a decision.
    Recommended,
    /// Sent back to the assessor.
    Deferred,
    /// Nothing was awarded.
    Declined,
    /// In force.
    Awarded,
    /// Awarded, then suspended.
    Suspended,
    /// Awarded, then suspended and reinstated.
    Reinstated,
    /// Awarded, then withdrawn.
    Withdrawn,
    /// Awarded, then given up by the employer.
    Relinquished,
}

/// How good an employer's answers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quality {
    /// Promises in every pillar.
    Promising,
    /// Meets every criterion.
    Sound,
    /// Goes further than asked.
    Exemplary,
}

/// An invented employer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Invented {
    pub(super) name: &'static str,
    pub(super) sector: &'static str,
    pub(super) headcount: i32,
    pub(super) area_headcount: i32,
    pub(super) district: &'static str,
    pub(super) postcode: &'static str,
    pub(super) tier: &'static str,
    pub(super) quality: Quality,
    pub(super) stage: Stage,
    /// Months before today that it was decided, or that it began.
    pub(super) months_ago: u32,
}

impl Invented {
    /// What kind of body it is, as its name says.
    pub(super) fn kind(&self) -> OrganisationKind {
        let name = self.name;
        if name.contains("Council") || name.contains("NHS") {
            OrganisationKind::PublicBody
        } else if name.contains("Trust") || name.contains("Ymddiriedolaeth") {
            OrganisationKind::Charity
        } else {
            OrganisationKind::Company
        }
    }

    /// An invented Companies House number, where it is a company: no real one begins so.
    pub(super) fn company_number(&self) -> Option<String> {
        let place = EMPLOYERS.iter().position(|one| one.name == self.name)?;
        (self.kind() == OrganisationKind::Company).then(|| format!("9900{:04}", 101 + place))
    }

    /// The part of its people's addresses after the `@`.
    pub(super) fn domain(&self) -> String {
        let word: String = self
            .name
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == ' ')
            .collect::<String>()
            .to_lowercase();
        format!(
            "{}.example",
            word.split_whitespace()
                .take(2)
                .collect::<Vec<_>>()
                .join("-")
        )
    }
}

/// Sends no proof of what is paid, and not all of its contractors' workers are on the rate yet: it holds
/// the living wage licence, and its award rests on that.
pub(super) const RESTS_ON_ITS_LICENCE: &str = "Holt and Daughters Accountants";

macro_rules! employers {
    ($(($name:literal, $sector:literal, $all:literal, $here:literal, $district:literal, $postcode:literal, $tier:literal, $quality:ident, $stage:ident, $months:literal)),+ $(,)?) => {
        &[$(Invented {
            name: $name,
            sector: $sector,
            headcount: $all,
            area_headcount: $here,
            district: $district,
            postcode: $postcode,
            tier: $tier,
            quality: Quality::$quality,
            stage: Stage::$stage,
            months_ago: $months,
        }),+]
    };
}

#[rustfmt::skip] // One employer a line reads as the table it is.
/// Amira's two employers come first: the person who tries the demonstration acts for them.
pub(super) const EMPLOYERS: &[Invented] = employers![
    ("Harbour Street Bakery Ltd", "C", 34, 34, "Salford", "M5 4WT", "member", Sound, Draft, 1),
    ("Tame Valley Cycles CIC", "G", 18, 18, "Tameside", "OL6 6DL", "member", Sound, Clarification, 1),
    ("Weavers Row Nursery", "P", 22, 22, "Oldham", "OL1 1NL", "member", Sound, AwaitingSignOff, 0),
    ("Copperfield Joinery", "C", 9, 9, "Bolton", "BL1 1RU", "supporter", Promising, Submitted, 0),
    ("Ymddiriedolaeth Gofal Cymunedol Tŷ Gwyn, Ynys Môn a Phen Llŷn Cyfyngedig (Moorgate Care Partnership, Greater Exampleshire)", "Q", 640, 580, "Rochdale", "OL16 1LQ", "member", Sound, Submitted, 1),
    ("Lantern Lane Digital", "J", 61, 57, "Manchester", "M1 2HF", "advocate", Exemplary, Allocated, 1),
    ("Quayside Hotel and Rooms", "I", 120, 120, "Salford", "M50 3AZ", "member", Sound, InReview, 2),
    ("Irwell Housing Trust", "L", 310, 290, "Bury", "BL9 0SW", "member", Sound, Replied, 2),
    ("Pennine Fell Outdoors", "G", 47, 40, "Rochdale", "OL15 8AA", "member", Sound, Recommended, 2),
    ("Greenbank Primary Care", "Q", 58, 58, "Trafford", "M33 7ZF", "advocate", Exemplary, Recommended, 3),
    ("Millstone Print Works", "C", 26, 26, "Wigan", "WN1 1XX", "member", Sound, Deferred, 3),
    ("Swiftway Parcels Ltd", "H", 480, 260, "Trafford", "M17 1WA", "member", Promising, Declined, 4),
    ("Cobble and Finch Lettings", "L", 12, 12, "Stockport", "SK1 3XE", "supporter", Promising, GivenUp, 2),
    ("Northgate Foundry Ltd", "C", 145, 145, "Bolton", "BL3 6AX", "member", Sound, Awarded, 20),
    ("Clayton Community Energy", "D", 14, 14, "Manchester", "M11 4RE", "advocate", Exemplary, Awarded, 9),
    ("St Bride's Hospice", "Q", 188, 188, "Stockport", "SK4 2JE", "member", Sound, Awarded, 5),
    ("Bridgewater Foods", "C", 910, 720, "Wigan", "WN5 0AH", "member", Sound, Awarded, 14),
    ("Orchard Works Training", "P", 38, 30, "Tameside", "SK14 1AA", "advocate", Exemplary, Awarded, 11),
    ("Red Kite Logistics", "H", 260, 190, "Wigan", "WN8 9PT", "supporter", Promising, Awarded, 7),
    ("Holt and Daughters Accountants", "M", 21, 21, "Stockport", "SK7 2DH", "member", Sound, Awarded, 3),
    ("Medlock Theatre Company", "R", 44, 44, "Manchester", "M1 5NH", "member", Sound, Awarded, 12),
    ("Canal Quarter Kitchens", "I", 73, 73, "Manchester", "M3 4LZ", "supporter", Promising, Awarded, 2),
    ("Ashworth Textiles Recycling", "E", 52, 52, "Oldham", "OL9 7LN", "member", Sound, Awarded, 8),
    ("Brightwater Dental Group", "Q", 96, 82, "Bury", "BL8 1BL", "member", Sound, Awarded, 16),
    ("Kestrel Civil Engineering", "F", 215, 180, "Salford", "M6 5FW", "member", Sound, Awarded, 10),
    ("Fernhill Social Care", "Q", 132, 132, "Oldham", "OL4 1JH", "supporter", Promising, Awarded, 6),
    ("The Loom Collective", "R", 8, 8, "Rochdale", "OL12 0NU", "member", Sound, Awarded, 4),
    ("Cwm Ogwr Adventure Learning and Llyfrgell Gymunedol y Bont Faen Community Interest Company (Greater Exampleshire Branch)", "P", 27, 19, "Bury", "BL0 9AS", "member", Sound, Awarded, 1),
    ("Sparrow Lane Cleaning", "N", 340, 300, "Manchester", "M40 8AB", "member", Sound, Suspended, 13),
    ("Trident Warehousing", "H", 410, 410, "Trafford", "M41 7TB", "supporter", Promising, Withdrawn, 15),
    ("Old Mill Brewery Taproom", "I", 16, 16, "Stockport", "SK5 7DL", "member", Sound, Relinquished, 18),
    ("Beacon Park Leisure", "R", 84, 84, "Bolton", "BL6 4SB", "member", Sound, Reinstated, 17),
    ("Hargreaves Fabrication", "C", 66, 66, "Tameside", "SK16 4LA", "member", Sound, Awarded, 27),
    ("Meadow Way Veterinary Practice", "M", 31, 31, "Trafford", "WA14 1EZ", "member", Sound, Awarded, 23),
];
