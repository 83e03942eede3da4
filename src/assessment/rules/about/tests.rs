use super::*;
use crate::scheme::pack::built_in;

/// A version whose first tier lets an employer choose two pillars.
fn version() -> SchemeVersion {
    built_in("ne-like").expect("the pack is right").version
}

fn tier(version: &SchemeVersion, chooses: bool) -> &Tier {
    version
        .tiers
        .iter()
        .find(|tier| tier.choose_pillars.is_some() == chooses)
        .unwrap()
}

#[test]
fn a_choice_is_of_the_number_the_tier_says() {
    let version = version();
    let tier = tier(&version, true);
    let codes: Vec<&str> = version.pillars.iter().map(|p| p.code.as_str()).collect();
    let read = |chosen: &[&str]| About::read(&version, tier, chosen, "", "");
    let two = read(&codes[..2]).unwrap();
    assert!(two.gaps(&version, tier).is_empty());
    let three = read(&codes[..3]).unwrap_err();
    assert_eq!(three.of("pillars"), "Choose 2 pillars: you have chosen 3");
    assert!(read(&["nowhere"]).is_err());
    let none = read(&[]).unwrap();
    assert_eq!(none.gaps(&version, tier)[0].words, "Choose 2 pillars");
}

#[test]
fn a_tier_that_asks_everything_ignores_the_choice_but_keeps_it() {
    let version = version();
    let codes: Vec<&str> = version.pillars.iter().map(|p| p.code.as_str()).collect();
    let about = About::read(&version, tier(&version, true), &codes[..2], "", "").unwrap();
    assert_eq!(about.for_tier(Some(tier(&version, false))).chosen(), None);
    assert_eq!(about.chosen().map(|chosen| chosen.len()), Some(2));
}

#[test]
fn the_value_of_a_grant_is_read_as_people_type_it() {
    let version = version();
    let tier = tier(&version, false);
    let read = |typed: &str| About::read(&version, tier, &[], typed, "");
    for (typed, pence) in [
        ("£99,999", 9_999_900),
        ("100000", 10_000_000),
        ("0", 0),
        ("12.50", 1_250),
    ] {
        let about = read(typed).unwrap();
        assert_eq!(about.grant_pence, Some(pence), "{typed}");
        let again = about.grant_typed();
        assert_eq!(read(&again).unwrap(), about, "{typed}");
    }
    for wrong in ["-5", "lots", "1.005"] {
        assert!(
            read(wrong)
                .unwrap_err()
                .of("grant_value")
                .starts_with("Enter the value")
        );
    }
}

#[test]
fn a_language_is_one_of_the_scheme() {
    let version = version();
    let tier = tier(&version, false);
    assert!(About::read(&version, tier, &[], "", "en").is_ok());
    assert!(About::read(&version, tier, &[], "", "xx").is_err());
}
