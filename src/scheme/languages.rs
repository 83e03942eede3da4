//! Languages that charters are offered in.

/// A language by its own name, where it is one that charters are offered in; else its tag.
pub fn language_name(tag: &str) -> String {
    match tag {
        "en" => "English",
        "cy" => "Cymraeg",
        "ur" => "اردو",
        "pl" => "Polski",
        "bn" => "বাংলা",
        other => other,
    }
    .to_owned()
}
