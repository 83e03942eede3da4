//! A node of a rule as a form is filled with it.

use super::{BTreeMap, Points, RuleNode, SchemeVersion, stage_word, test};

/// What fills the form of a node.
pub fn values(version: &SchemeVersion, node: &RuleNode) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let mut put = |name: &str, value: String| {
        values.insert(name.to_owned(), value);
    };
    match node {
        RuleNode::All(_) => put("group", "all".to_owned()),
        RuleNode::Any(_) => put("group", "any".to_owned()),
        RuleNode::AtLeast { k, .. } => {
            put("group", "at_least".to_owned());
            put("k", k.to_string());
        }
        RuleNode::InEachGroup { k, .. } => put("k", k.to_string()),
        RuleNode::Gate { message, .. } => {
            for language in &version.scheme.languages {
                let text = if language == "en" {
                    message.as_str()
                } else if message.other_languages().any(|other| other == language) {
                    message.get(language)
                } else {
                    ""
                };
                put(&format!("message_{language}"), text.to_owned());
            }
        }
        RuleNode::Criterion { code, at } => {
            put("criterion", code.to_string());
            put("stage", stage_word(*at).to_owned());
        }
        RuleNode::Predicate { code, test } => {
            put("criterion", code.to_string());
            values.extend(test::values(test, ""));
        }
        RuleNode::Pillar { code, k, at } => {
            put("pillar", code.to_string());
            put("k", k.to_string());
            put("stage", stage_word(*at).to_owned());
        }
        RuleNode::Score { pillar, at_least } => {
            put(
                "pillar",
                pillar
                    .as_ref()
                    .map_or_else(String::new, ToString::to_string),
            );
            let (unit, points) = match at_least {
                Points::Absolute(points) => ("points", points),
                Points::Share(points) => ("share", points),
            };
            put("unit", unit.to_owned());
            put("points", points.to_string());
        }
        RuleNode::Not(_) => {}
    }
    values
}
