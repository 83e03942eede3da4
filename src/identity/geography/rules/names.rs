//! Names of places made comparable: `Bristol, City of`, `City of Bristol` and `Bristol` are one.

use std::collections::BTreeSet;

/// What stands before a name, in comparable form.
const BEFORE: &[&str] = &[
    "the ",
    "city of ",
    "county of ",
    "borough of ",
    "london borough of ",
    "royal borough of ",
    "metropolitan borough of ",
    "city and county of ",
];
/// What stands behind a name, in comparable form; the longer before the shorter.
const BEHIND: &[&str] = &[
    " metropolitan district council",
    " metropolitan borough council",
    " metropolitan borough",
    " city and district council",
    " london borough council",
    " county borough council",
    " county borough",
    " city council",
    " borough council",
    " district council",
    " county council",
    " council",
    " city of",
    " county of",
    " the",
    " borough",
    " district",
    " city",
    " mbc",
    " ua",
];
/// Short forms that would stand for much more than the district.
const TOO_SHORT: &[&str] = &["london"];
/// What an authority's full name ends in.
const AUTHORITY_BEHIND: &[&str] = &[
    " mayoral combined county authority",
    " mayoral combined authority",
    " combined county authority",
    " combined authority",
    " strategic authority",
    " authority",
    " mayoral",
    " cca",
    " mca",
    " ca",
];

/// A name in small letters and digits with single blanks between words.
pub fn comparable(name: &str) -> String {
    crate::identity::directory::rules::names::search_name(name)
}

/// Every comparable form a district or county is known by, the full one included.
pub fn forms(name: &str) -> BTreeSet<String> {
    let full = comparable(name);
    let mut found = BTreeSet::new();
    if full.is_empty() {
        return found;
    }
    let mut open = vec![full.clone()];
    while let Some(form) = open.pop() {
        let mut shorter = Vec::new();
        for before in BEFORE {
            shorter.extend(form.strip_prefix(before));
        }
        for behind in BEHIND {
            shorter.extend(form.strip_suffix(behind));
        }
        for form in shorter {
            if !form.is_empty() && !TOO_SHORT.contains(&form) && !found.contains(form) {
                open.push(form.to_owned());
            }
        }
        found.insert(form);
    }
    found
}

/// Every comparable form an authority is known by.
pub fn authority_forms(name: &str) -> BTreeSet<String> {
    BTreeSet::from([comparable(name), authority_core(name)])
        .into_iter()
        .filter(|form| !form.is_empty())
        .collect()
}

/// An authority's name without what it is: `Greater Manchester`.
fn authority_core(name: &str) -> String {
    let full = comparable(name);
    let full = full.strip_prefix("the ").unwrap_or(&full);
    let core = AUTHORITY_BEHIND
        .iter()
        .find_map(|behind| full.strip_suffix(behind))
        .unwrap_or(full);
    core.to_owned()
}

/// An authority's short name in addresses: `greater-manchester`.
pub fn slug(name: &str) -> String {
    authority_core(name).replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_city_is_one_however_it_is_written() {
        for name in [
            "City of Bristol",
            "Bristol, City of",
            "Bristol",
            "BRISTOL CITY COUNCIL",
            "Bristol UA",
        ] {
            assert!(forms(name).contains("bristol"), "{name}: {:?}", forms(name));
        }
        assert!(forms("Kingston upon Hull, City of").contains("kingston upon hull"));
        assert!(forms("Herefordshire, County of").contains("herefordshire"));
        assert!(forms("London Borough of Brent").contains("brent"));
        assert!(forms("Gateshead Metropolitan Borough Council").contains("gateshead"));
        assert!(forms("Bath & North East Somerset").contains("bath and north east somerset"));
    }

    #[test]
    fn the_city_of_london_is_not_london() {
        assert!(!forms("City of London").contains("london"));
        assert!(forms("City of London Corporation").contains("city of london corporation"));
    }

    #[test]
    fn authorities_have_a_core() {
        assert_eq!(slug("Greater Manchester Combined Authority"), "greater-manchester");
        assert_eq!(slug("South Yorkshire Mayoral Combined Authority"), "south-yorkshire");
        assert_eq!(slug("Hampshire and the Solent Combined County Authority"), "hampshire-and-the-solent");
        assert_eq!(slug("Greater London Authority"), "greater-london");
        assert_eq!(slug("Liverpool City Region"), "liverpool-city-region");
        assert!(authority_forms("Tees Valley Combined Authority").contains("tees valley"));
    }

    proptest! {
        #[test]
        fn the_full_form_is_always_among_them(name in "[A-Za-z ,.&'-]{1,40}") {
            let full = comparable(&name);
            let found = forms(&name);
            prop_assert_eq!(found.contains(&full), !full.is_empty());
            for form in &found {
                prop_assert_eq!(&comparable(form), form);
            }
        }
    }
}
