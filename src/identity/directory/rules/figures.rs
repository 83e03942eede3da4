//! The fourteen public figures of a filing, in per cent.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Fault, Reading, text};

/// Each figure by name.
pub type Figures = BTreeMap<Figure, f64>;

/// Not a number.
const NOT_A_NUMBER: Fault = Fault::new("figure_not_a_number", "Not a number.");
/// Beyond what a percentage of people or of pay can be.
const OUT_OF_RANGE: Fault = Fault::new(
    "figure_out_of_range",
    "Beyond what this percentage can be: a share lies from 0 to 100, a gap is at most 100.",
);
/// With a sign or separators.
const TIDIED: Fault = Fault::new(
    "figure_tidied",
    "Blanks, a per cent sign or separators were taken off.",
);
/// No gap anyone reported comes near this.
const LOWEST_GAP: f64 = -1_000_000.0;

macro_rules! figures {
    ($($(#[$doc:meta])* $name:ident, $column:literal, $key:literal;)+) => {
        /// One of the fourteen figures.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Figure { $($(#[$doc])* $name),+ }

        impl Figure {
            /// All of them, in the order of the file.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The column it is in.
            pub const fn column(self) -> &'static str {
                match self { $(Self::$name => $column),+ }
            }

            /// The name it is stored under.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key),+ }
            }
        }
    };
}

figures! {
    /// Mean difference in hourly pay.
    MeanHourlyGap, "DiffMeanHourlyPercent", "mean_hourly_gap";
    /// Median difference in hourly pay.
    MedianHourlyGap, "DiffMedianHourlyPercent", "median_hourly_gap";
    /// Mean difference in bonus pay.
    MeanBonusGap, "DiffMeanBonusPercent", "mean_bonus_gap";
    /// Median difference in bonus pay.
    MedianBonusGap, "DiffMedianBonusPercent", "median_bonus_gap";
    /// Men who were paid a bonus.
    MenWithBonus, "MaleBonusPercent", "men_with_bonus";
    /// Women who were paid a bonus.
    WomenWithBonus, "FemaleBonusPercent", "women_with_bonus";
    /// Men in the lowest paid quarter.
    MenLowest, "MaleLowerQuartile", "men_lowest_quarter";
    /// Women in the lowest paid quarter.
    WomenLowest, "FemaleLowerQuartile", "women_lowest_quarter";
    /// Men in the second quarter.
    MenSecond, "MaleLowerMiddleQuartile", "men_second_quarter";
    /// Women in the second quarter.
    WomenSecond, "FemaleLowerMiddleQuartile", "women_second_quarter";
    /// Men in the third quarter.
    MenThird, "MaleUpperMiddleQuartile", "men_third_quarter";
    /// Women in the third quarter.
    WomenThird, "FemaleUpperMiddleQuartile", "women_third_quarter";
    /// Men in the highest paid quarter.
    MenHighest, "MaleTopQuartile", "men_highest_quarter";
    /// Women in the highest paid quarter.
    WomenHighest, "FemaleTopQuartile", "women_highest_quarter";
}

impl Figure {
    /// A gap may be far below nought, a share may not.
    const fn is_gap(self) -> bool {
        matches!(
            self,
            Self::MeanHourlyGap | Self::MedianHourlyGap | Self::MeanBonusGap | Self::MedianBonusGap
        )
    }

    fn allows(self, value: f64) -> bool {
        let lowest = if self.is_gap() { LOWEST_GAP } else { 0.0 };
        (lowest..=100.0).contains(&value)
    }
}

/// Reads a figure.
pub fn read(figure: Figure, field: &str) -> Reading<f64> {
    let guarded = field
        .strip_prefix('\t')
        .is_some_and(|rest| rest.starts_with('-'));
    let tidy = without_thousands_separators(field.trim().trim_end_matches('%').trim_end());
    if tidy.is_empty() {
        return if field.trim().is_empty() {
            Reading::blank()
        } else {
            Reading::rejected(NOT_A_NUMBER)
        };
    }
    // Plain decimals only: `inf`, `NaN` and `1e9` are numbers to a machine alone.
    let plain = tidy
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    let Some(value) = plain.then(|| tidy.parse::<f64>().ok()).flatten() else {
        return Reading::rejected(NOT_A_NUMBER);
    };
    if !figure.allows(value) {
        return Reading::rejected(OUT_OF_RANGE);
    }
    // One nought is enough.
    let value = value + 0.0;
    if tidy == field {
        Reading::clean(value)
    } else if guarded {
        Reading::repaired(value, text::SPREADSHEET_GUARD)
    } else {
        Reading::repaired(value, TIDIED)
    }
}

/// `18,351.1` is a number with its thousands marked; `12,5` is left as it stands, because a comma
/// for the decimal point must not make it ten times as much.
fn without_thousands_separators(text: &str) -> String {
    let whole = text.split('.').next().unwrap_or(text);
    let groups: Vec<&str> = whole.trim_start_matches('-').split(',').collect();
    let marked = groups.len() > 1
        && groups.iter().enumerate().all(|(place, group)| {
            let digits = group.bytes().all(|b| b.is_ascii_digit());
            let length = if place == 0 { 1..=3 } else { 3..=3 };
            digits && length.contains(&group.len())
        });
    if marked {
        text.replacen(',', "", groups.len() - 1)
    } else {
        text.to_owned()
    }
}

/// As they are stored.
pub fn to_json(figures: &Figures) -> Value {
    let mut map = Map::new();
    for (figure, value) in figures {
        if let Some(number) = serde_json::Number::from_f64(*value) {
            map.insert(figure.key().to_owned(), Value::Number(number));
        }
    }
    Value::Object(map)
}

/// As they were stored; anything else in the row is passed over.
pub fn from_json(json: &Value) -> Figures {
    Figure::ALL
        .iter()
        .filter_map(|figure| Some((*figure, json.get(figure.key())?.as_f64()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(figure: Figure, text: &str) -> (Option<f64>, Option<&'static str>) {
        let reading = read(figure, text);
        (reading.value, reading.fault.map(|(_, fault)| fault.code))
    }

    #[test]
    fn numbers_are_read() {
        assert_eq!(code(Figure::MeanHourlyGap, "-18.5"), (Some(-18.5), None));
        assert_eq!(
            code(Figure::MenLowest, "99.99999999"),
            (Some(99.999_999_99), None)
        );
        assert_eq!(code(Figure::MeanBonusGap, ""), (None, None));
        assert_eq!(
            code(Figure::MeanHourlyGap, "\t-4.20"),
            (Some(-4.2), Some("spreadsheet_guard_removed"))
        );
        assert_eq!(
            code(Figure::MeanHourlyGap, "12 %"),
            (Some(12.0), Some("figure_tidied"))
        );
        assert_eq!(
            code(Figure::MedianBonusGap, "-18,351.1"),
            (Some(-18351.1), Some("figure_tidied"))
        );
    }

    #[test]
    fn what_cannot_be_is_left_out() {
        let out = Some("figure_out_of_range");
        assert_eq!(code(Figure::WomenWithBonus, "100.4"), (None, out));
        assert_eq!(code(Figure::MenLowest, "-1"), (None, out));
        assert_eq!(code(Figure::MedianBonusGap, "4000"), (None, out));
        let no = Some("figure_not_a_number");
        for text in [
            "n/a", "inf", "NaN", "1e3", "-", ".", "%", "1-2", "1,5", "0,12", "1 5", "1,234,5",
            "1.5,000",
        ] {
            assert_eq!(code(Figure::MeanHourlyGap, text), (None, no), "{text}");
        }
    }

    proptest! {
        #[test]
        fn figures_come_back_from_storage(values in proptest::collection::vec(-1.0e6..=100.0_f64, 4)) {
            let figures: Figures = Figure::ALL.iter().copied().zip(values).collect();
            prop_assert_eq!(from_json(&to_json(&figures)), figures);
        }

        #[test]
        fn what_was_read_reads_the_same_again(text in "\t?-?[0-9]{0,3}(\\.[0-9]{0,4})?%?") {
            let first = read(Figure::MeanHourlyGap, &text).value;
            if let Some(value) = first {
                prop_assert_eq!(read(Figure::MeanHourlyGap, &value.to_string()).value, first);
            }
        }
    }
}
