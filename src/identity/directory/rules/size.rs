//! Headcount as the service bands it: seven words, two of which say little.

use entity::directory_kinds::ReportedSize;

use super::{Fault, Reading};

/// A word the service does not use.
const UNKNOWN: Fault = Fault::new(
    "employer_size_unknown",
    "Not one of the service's seven sizes; stored as not provided.",
);

/// Reads a size. A blank is the service's “Not Provided”.
pub fn read(text: &str) -> Reading<ReportedSize> {
    let word: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ',')
        .flat_map(char::to_lowercase)
        .collect();
    match word.as_str() {
        "" | "notprovided" => Reading::clean(ReportedSize::NotProvided),
        "lessthan250" => Reading::clean(ReportedSize::LessThan250),
        "250to499" => Reading::clean(ReportedSize::From250To499),
        "500to999" => Reading::clean(ReportedSize::From500To999),
        "1000to4999" => Reading::clean(ReportedSize::From1000To4999),
        "5000to19999" => Reading::clean(ReportedSize::From5000To19999),
        "20000ormore" => Reading::clean(ReportedSize::From20000),
        _ => Reading::rejected(UNKNOWN),
    }
}

#[cfg(test)]
mod tests {
    use entity::kinds::SizeBand;

    use super::*;

    #[test]
    fn seven_words_and_nothing_else() {
        for size in ReportedSize::ALL {
            assert_eq!(read(size.label()), Reading::clean(*size), "{size:?}");
        }
        assert_eq!(
            read("5000 to 19,999"),
            Reading::clean(ReportedSize::From5000To19999)
        );
        assert_eq!(read(""), Reading::clean(ReportedSize::NotProvided));
        assert_eq!(read("12"), Reading::rejected(UNKNOWN));
    }

    #[test]
    fn two_of_them_cannot_be_mapped() {
        let large = ReportedSize::ALL
            .iter()
            .filter(|size| size.size_band() == Some(SizeBand::Large))
            .count();
        assert_eq!(large, 5);
        assert_eq!(ReportedSize::LessThan250.size_band(), None);
        assert_eq!(ReportedSize::NotProvided.size_band(), None);
    }
}
