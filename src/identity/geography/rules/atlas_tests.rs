use uuid::Uuid;

use super::*;

#[derive(Default)]
struct Map {
    atlas: Atlas,
    made: u128,
}

fn year(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 4, 1).unwrap()
}

fn district(code: &str, name: &str, known: i32) -> Statement {
    named(Key::code(code), AreaKind::District, name, Some(year(known)))
}

fn named(key: Key, kind: AreaKind, name: &str, named_on: Option<NaiveDate>) -> Statement {
    Statement::Place {
        key,
        kind,
        name: name.to_owned(),
        named_on,
        valid_from: None,
        valid_until: None,
    }
}

impl Map {
    fn say(&mut self, statement: &Statement) -> Result<Effect, &'static str> {
        let made = &mut self.made;
        let mut new_id = || {
            *made += 1;
            AreaId(Uuid::from_u128(*made))
        };
        self.atlas
            .apply(statement, &mut new_id)
            .map_err(|fault| fault.code)
    }

    fn by_code(&self, code: &str) -> Option<&Place> {
        self.atlas.place(self.atlas.find(&Key::code(code))?)
    }
}

#[test]
fn a_recoded_district_is_one_place_from_the_start() {
    let mut map = Map::default();
    assert_eq!(map.say(&district("E08000016", "Barnsham", 2024)), Ok(Effect::New));
    assert_eq!(map.by_code("E08000038").unwrap().name, "Barnsham");
    assert_eq!(map.by_code("E08000016").unwrap().code.as_deref(), Some("E08000038"));
    assert_eq!(map.say(&district("E08000038", "Barnsham", 2024)), Ok(Effect::Known));
    assert_eq!(map.made, 1);
}

#[test]
fn an_unknown_code_for_a_known_name_is_not_guessed() {
    let mut map = Map::default();
    map.say(&district("E07000001", "Exampleton", 2020)).unwrap();
    let newer = district("E07000999", "Exampleton", 2026);
    assert_eq!(map.say(&newer), Err("unknown_code_known_name"));
    let recode = Statement::Recoded {
        from: "E07000001".to_owned(),
        to: "E07000999".to_owned(),
        on: Some(year(2025)),
    };
    assert_eq!(map.say(&recode), Ok(Effect::Changed));
    assert_eq!(map.say(&recode), Ok(Effect::Known));
    assert_eq!(map.say(&newer), Ok(Effect::Changed), "its name is known on a later day");
    assert_eq!(map.by_code("E07000001").unwrap().code.as_deref(), Some("E07000999"));
    // A county, or a unitary council, of the same name is another place.
    let county = named(Key::code("E10000001"), AreaKind::County, "Exampleton", None);
    assert_eq!(map.say(&county), Ok(Effect::New));
    assert_eq!(map.say(&district("E06000999", "Exampleton", 2026)), Ok(Effect::New));
    let recode = Statement::Recoded {
        from: "E07000001".to_owned(),
        to: "E06000999".to_owned(),
        on: None,
    };
    assert_eq!(map.say(&recode), Err("codes_of_two_places"));
}

#[test]
fn the_newest_name_is_kept_and_the_others_find_it() {
    let mut map = Map::default();
    map.say(&district("E07000112", "Shepham", 2017)).unwrap();
    assert_eq!(map.say(&district("E07000112", "Folkham and Hythe", 2018)), Ok(Effect::Changed));
    assert_eq!(map.say(&district("E07000112", "Shepham", 2017)), Ok(Effect::Known));
    let weak = named(Key::code("E07000112"), AreaKind::District, "Folkham District Council", None);
    assert_eq!(map.say(&weak), Ok(Effect::Changed));
    assert_eq!(map.say(&weak), Ok(Effect::Known));
    assert_eq!(map.by_code("E07000112").unwrap().name, "Folkham and Hythe");
}

#[test]
fn an_authority_gets_its_code_later() {
    let mut map = Map::default();
    let name = "Example Combined Authority";
    let without = named(Key::Authority(name.to_owned()), AreaKind::Authority, name, Some(year(2026)));
    assert_eq!(map.say(&without), Ok(Effect::New));
    assert_eq!(map.say(&without), Ok(Effect::Known));
    let with = named(Key::code("E47000019"), AreaKind::Authority, name, Some(year(2026)));
    assert_eq!(map.say(&with), Ok(Effect::Changed));
    assert_eq!(map.say(&with), Ok(Effect::Known));
    let place = map.by_code("E47000019").unwrap();
    assert_eq!((place.slug.as_deref(), map.made), (Some("example"), 1));
    // Another with the same core is another one, with a short name of its own.
    let other = named(Key::code("E47000020"), AreaKind::Authority, "Example Combined County Authority", None);
    assert_eq!(map.say(&other), Ok(Effect::New));
    assert_eq!(map.by_code("E47000020").unwrap().slug.as_deref(), Some("example-2"));
}

#[test]
fn a_dissolved_authority_has_ended() {
    let mut map = Map::default();
    let dead = named(Key::code("E47000010"), AreaKind::Authority, "Old North", None);
    map.say(&dead).unwrap();
    let place = map.by_code("E47000010").unwrap();
    assert!(place.slug.is_none() && place.valid_until.is_some());
}

#[test]
fn where_a_place_lies_is_said_once_a_day() {
    let mut map = Map::default();
    map.say(&district("E07000001", "One", 2020)).unwrap();
    for code in ["E12000001", "E12000002"] {
        map.say(&named(Key::code(code), AreaKind::Region, code, None)).unwrap();
    }
    let lies = |within: &str, known| Statement::Lies {
        of: Key::code("E07000001"),
        within: Key::code(within),
        known_on: year(known),
        starts_on: None,
    };
    assert_eq!(map.say(&lies("E12000001", 2020)), Ok(Effect::New));
    assert_eq!(map.say(&lies("E12000001", 2020)), Ok(Effect::Known));
    assert_eq!(map.say(&lies("E12000002", 2020)), Err("lies_in_two_places"));
    assert_eq!(map.say(&lies("E12000002", 2021)), Ok(Effect::New));
    assert_eq!(map.say(&lies("E12000003", 2021)), Err("place_unknown"));
}

#[test]
fn a_merger_ends_and_begins() {
    let mut map = Map::default();
    map.say(&district("E07000001", "One", 2018)).unwrap();
    map.say(&district("E06000001", "All", 2019)).unwrap();
    let became = Statement::Became {
        from: Key::code("E07000001"),
        to: Key::code("E06000001"),
        kind: SuccessionKind::Merged,
        on: Some(year(2019)),
    };
    assert_eq!(map.say(&became), Ok(Effect::New));
    assert_eq!(map.say(&became), Ok(Effect::Known));
    assert_eq!(map.by_code("E07000001").unwrap().valid_until, Some(year(2019)));
    assert_eq!(map.by_code("E06000001").unwrap().valid_from, Some(year(2019)));
    assert_eq!(map.atlas.changed.successions.len(), 1);
}

#[test]
fn small_areas_of_two_censuses_share_a_code_and_no_more() {
    let mut map = Map::default();
    for vintage in [2011, 2021] {
        let key = Key::Code { vintage, code: "E01000001".to_owned() };
        let small = named(key, AreaKind::Lsoa, "Exampleton 001A", None);
        assert_eq!(map.say(&small), Ok(Effect::New));
        assert_eq!(map.say(&small), Ok(Effect::Known));
    }
    assert_eq!(map.made, 2);
    assert!(map.atlas.changed.aliases.is_empty());
}

#[test]
fn registry_codes_are_of_one_place() {
    let mut map = Map::default();
    let keyed = named(Key::Registry("ARM".to_owned()), AreaKind::District, "Armagham City", None);
    assert_eq!(map.say(&keyed), Ok(Effect::New));
    assert_eq!(map.say(&keyed), Ok(Effect::Known));
    map.say(&district("N09000002", "Armagham", 2024)).unwrap();
    let registered = Statement::Registered {
        of: Key::code("N09000002"),
        registry: "ARM".to_owned(),
    };
    assert_eq!(map.say(&registered), Err("codes_of_two_places"));
    let unknown = Statement::Named {
        of: Key::Registry("ZZZ".to_owned()),
        name: "Nowhere".to_owned(),
    };
    assert_eq!(map.say(&unknown), Err("place_unknown"));
}
