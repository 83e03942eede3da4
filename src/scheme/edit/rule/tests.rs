use super::*;
use crate::scheme::pack::{built_in, built_in_slugs};

fn form(pairs: &[(&str, &str)]) -> impl Fn(&str) -> String {
    let pairs: BTreeMap<String, String> = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    move |name: &str| pairs.get(name).cloned().unwrap_or_default()
}

/// Every spot of a rule.
fn spots(rule: &RuleNode) -> Vec<Spot> {
    let mut found = vec![Spot::default()];
    let mut next = 0;
    while let Some(spot) = found.get(next).cloned() {
        let children = at(rule, &spot).unwrap().children().len();
        found.extend((0..children).map(|place| spot.child(place)));
        next += 1;
    }
    found
}

#[test]
fn what_is_changed_and_changed_back_is_the_same_version() {
    for slug in built_in_slugs() {
        let version = built_in(slug).unwrap().version;
        let same = |changed: &SchemeVersion, what: &str| {
            assert_eq!(
                changed.content_hash(),
                version.content_hash(),
                "{slug}: {what}"
            );
        };
        for tier in &version.tiers {
            let code = tier.code.as_str();
            for spot in spots(&tier.rule) {
                let node = at(&tier.rule, &spot).unwrap();
                assert_eq!(Spot::parse(&spot.to_string()).unwrap(), spot);
                let filled = values(&version, node);
                let typed = |name: &str| filled.get(name).cloned().unwrap_or_default();
                let (saved, _) = change(&version, code, &spot, "save", &typed).unwrap();
                same(&saved, &format!("{code} {spot} saved as it was"));

                let wrap = form(&[("wrap", "not")]);
                if let Ok((wrapped, there)) = change(&version, code, &spot, "wrap", &wrap) {
                    assert_ne!(wrapped.tiers, version.tiers);
                    let (back, _) = change(&wrapped, code, &there, "unwrap", &wrap).unwrap();
                    same(&back, "wrapped and unwrapped");
                }
                if takes_children(node) {
                    let add = form(&[("new_kind", "all"), ("new_group", "1")]);
                    if let Ok((added, there)) = change(&version, code, &spot, "add", &add) {
                        let (back, up) = change(&added, code, &there, "remove", &add).unwrap();
                        same(&back, "added and removed");
                        assert_eq!(up, spot);
                    }
                }
                if !spot.is_root()
                    && let Ok((moved, there)) = change(&version, code, &spot, "up", &typed)
                    && there != spot
                {
                    assert_ne!(there, spot);
                    let (back, _) = change(&moved, code, &there, "down", &typed).unwrap();
                    same(&back, "moved up and down");
                }
            }
        }
    }
}

#[test]
fn a_rule_is_built_from_nothing() {
    let version = built_in("gm-like").unwrap().version;
    let (tier, root) = (version.tiers[0].code.as_str(), Spot::default());
    let (criterion, pillar) = (&version.pillars[0].criteria[0], &version.pillars[1]);
    let (code, of) = (criterion.code.as_str(), pillar.code.as_str());
    let mut changed = version.clone();
    changed.tiers[0].rule = RuleNode::All(Vec::new());
    for fields in [
        &[
            ("new_kind", "criterion"),
            ("new_criterion", code),
            ("new_stage", "committed"),
        ][..],
        &[
            ("new_kind", "pillar"),
            ("new_pillar", of),
            ("new_k", "2"),
            ("new_stage", "doing"),
        ],
        &[
            ("new_kind", "score"),
            ("new_unit", "share"),
            ("new_points", "50"),
        ],
        &[("new_kind", "at_least"), ("new_k", "2")],
    ] {
        (changed, _) = change(&changed, tier, &root, "add", &form(fields)).unwrap();
    }
    let figure = [
        ("new_kind", "figure"),
        ("new_criterion", code),
        ("new_test", "at_least"),
        ("new_figure", "3"),
    ];
    let inside = Spot::parse("3").unwrap();
    let (changed, spot) = change(&changed, tier, &inside, "add", &form(&figure)).unwrap();
    assert_eq!(spot.to_string(), "3.0");
    let gate = form(&[("wrap", "gate"), ("wrap_message", "First of all, pay.")]);
    let (changed, _) = change(&changed, tier, &spot, "wrap", &gate).unwrap();
    let json = serde_json::to_value(&changed.tiers[0].rule).unwrap();
    assert_eq!(json["all"].as_array().unwrap().len(), 4);
    assert_eq!(
        json["all"][3]["at_least"]["of"][0]["gate"]["message"],
        "First of all, pay."
    );
}

#[test]
fn what_cannot_be_done_is_said() {
    let version = built_in("gm-like").unwrap().version;
    let tier = version.tiers[0].code.as_str();
    let refused = |spot: &str, act: &str, fields: &[(&str, &str)]| {
        let spot = Spot::parse(spot).unwrap();
        change(&version, tier, &spot, act, &form(fields))
            .unwrap_err()
            .0
            .remove(0)
            .field
    };
    assert_eq!(refused("", "remove", &[]), "at");
    assert_eq!(refused("", "dance", &[]), "at");
    assert_eq!(refused("999", "save", &[]), "at");
    assert_eq!(refused("", "wrap", &[]), "wrap");
    assert_eq!(refused("", "wrap", &[("wrap", "gate")]), "wrap_message");
    assert_eq!(refused("", "add", &[]), "new_kind");
    let nowhere = [
        ("new_kind", "criterion"),
        ("new_criterion", "NONE-9"),
        ("new_stage", "doing"),
    ];
    assert_eq!(refused("", "add", &nowhere), "new_criterion");
    assert!(Spot::parse("a.b").is_none());
    assert!(Spot::parse(&"0.".repeat(500)).is_none());
    let no_tier = change(&version, "nobody", &Spot::default(), "save", &form(&[]));
    assert_eq!(no_tier.unwrap_err().0.remove(0).field, "at");
}
