//! Dated values of outside yardsticks.

use chrono::NaiveDate;

use super::{Field, Typed, uses};
use crate::platform::error::FieldErrors;
use crate::scheme::rules::{Decimal, Place, ReferenceValue, SchemeVersion};

/// The fields of a dated value of a yardstick; filled from a value that is changed.
pub fn fields(code: &str, value: Option<&ReferenceValue>) -> Vec<Field> {
    let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    let (place, figure) = value.map_or(("uk".to_owned(), String::new()), |value| {
        (value.place.to_string(), value.value.to_string())
    });
    let (from, announced, holders_by) = value.map_or((None, None, None), |value| {
        (Some(value.from), value.announced, value.holders_by)
    });
    vec![
        Field::hidden("reference", code),
        Field::line("place", "Place")
            .hint("Like uk or london. The value for uk holds where no nearer place has one")
            .value(place),
        Field::number("value", "Value")
            .hint("Like 12.60, without a pound or per cent sign")
            .value(figure),
        Field::day("from", "First day on which it holds").value(day(from)),
        Field::day("announced", "Day on which it was announced")
            .hint("Leave blank where it is not known")
            .value(day(announced)),
        Field::day(
            "holders_by",
            "Day from which it binds who is accredited already",
        )
        .hint("Leave blank for the first day")
        .value(day(holders_by)),
    ]
}

fn day(typed: Typed<'_>, name: &str, errors: &mut FieldErrors) -> Option<NaiveDate> {
    let part = |part: &str| typed(&format!("{name}_{part}"));
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return None;
    }
    let found = match (day.parse(), month.parse(), year.parse::<i32>()) {
        (Ok(day), Ok(month), Ok(year)) if (1900..=2999).contains(&year) => {
            NaiveDate::from_ymd_opt(year, month, day)
        }
        _ => None,
    };
    if found.is_none() {
        errors.add(
            format!("{name}_day"),
            "Enter a day that exists, like 31 3 2027.",
        );
    }
    found
}

/// Adds a dated value to a yardstick.
///
/// # Errors
/// What is wrong, under the names of the fields.
pub fn add_value(version: &SchemeVersion, typed: Typed<'_>) -> Result<SchemeVersion, FieldErrors> {
    let mut errors = FieldErrors::new();
    let code = typed("reference");
    let mut changed = version.clone();
    let of = changed
        .references
        .iter_mut()
        .find(|reference| reference.code.as_str() == code);
    if of.is_none() {
        errors.add(
            "reference",
            "Choose one of the yardsticks that are offered.",
        );
    }
    let place = Place::parse(&typed("place"));
    if place.is_err() {
        errors.add(
            "place",
            "Enter a place in lower-case letters, like uk or london.",
        );
    }
    let value = Decimal::parse(&typed("value"));
    if let Err(error) = &value {
        errors.add(
            "value",
            format!("Enter a number, like 12.60: this is {error}."),
        );
    }
    let from = day(typed, "from", &mut errors);
    if from.is_none() && errors.of("from_day").is_empty() {
        errors.add("from_day", "Enter the first day on which it holds.");
    }
    let announced = day(typed, "announced", &mut errors);
    let holders_by = day(typed, "holders_by", &mut errors);
    if let (Some(from), Some(by)) = (from, holders_by)
        && by < from
    {
        errors.add(
            "holders_by_day",
            "Enter a day that is not before the first day.",
        );
    }
    if let (Some(from), Some(on)) = (from, announced)
        && on > from
    {
        errors.add(
            "announced_day",
            "Enter a day that is not after the first day.",
        );
    }
    if let (Some(of), Ok(place), Some(from)) = (&of, &place, from)
        && of
            .values
            .iter()
            .any(|known| known.place == *place && known.from == from)
    {
        errors.add(
            "from_day",
            "It has a value for that place from that day. Remove that one first.",
        );
    }
    match (of, place, value, from) {
        (Some(of), Ok(place), Ok(value), Some(from)) if errors.is_empty() => {
            let new = ReferenceValue {
                place,
                from,
                value,
                announced,
                holders_by,
            };
            // By date; what is there already stays as it is.
            let later = of.values.iter().position(|known| known.from > from);
            of.values.insert(later.unwrap_or(of.values.len()), new);
            Ok(changed)
        }
        _ => Err(errors),
    }
}

/// Puts another dated value in the place of one, named `CODE/place/year-month-day`.
///
/// # Errors
/// What is wrong, under the names of the fields.
pub fn change_value(
    version: &SchemeVersion,
    name: &str,
    typed: Typed<'_>,
) -> Result<SchemeVersion, FieldErrors> {
    add_value(&without(version, name)?, typed)
}

/// Removes a dated value that can be done without, named as in [`value_name`].
///
/// # Errors
/// When it is not there, or when it is the last for the whole country and something names the
/// yardstick.
pub fn remove_value(version: &SchemeVersion, name: &str) -> Result<SchemeVersion, FieldErrors> {
    let changed = without(version, name)?;
    let of = changed
        .references
        .iter()
        .find(|reference| name.starts_with(&format!("{}/", reference.code)));
    if let Some(of) = of
        && !uses::holds_everywhere(&changed, &of.code)
    {
        let named = uses::of_reference(&changed, &of.code);
        if !named.is_empty() {
            return Err(FieldErrors::one(
                "remove",
                format!(
                    "This is the only value for the whole country, and it is named by {}. Add another value first.",
                    named.join(", by ")
                ),
            ));
        }
    }
    Ok(changed)
}

/// The version without a dated value.
fn without(version: &SchemeVersion, name: &str) -> Result<SchemeVersion, FieldErrors> {
    let mut changed = version.clone();
    for reference in &mut changed.references {
        let before = reference.values.len();
        let code = reference.code.clone();
        reference
            .values
            .retain(|value| value_name(code.as_str(), value) != name);
        if reference.values.len() < before {
            return Ok(changed);
        }
    }
    let message = "This value is not there any more. Look at the list again.";
    Err(FieldErrors::one("remove", message))
}

/// What a dated value is called when it is to be removed.
pub fn value_name(code: &str, value: &ReferenceValue) -> String {
    format!("{code}/{}/{}", value.place, value.from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::pack::built_in;

    #[test]
    fn a_value_is_added_and_removed_again() {
        let version = built_in("gm-like").unwrap().version;
        let of = version.references[0].clone();
        let form = |name: &str| {
            match name {
                "reference" => of.code.as_str(),
                "place" => "uk",
                "value" => "14.10",
                "from_day" | "from_month" | "holders_by_day" => "1",
                "holders_by_month" => "6",
                "from_year" | "holders_by_year" => "2040",
                _ => "",
            }
            .to_owned()
        };
        let added = add_value(&version, &form).unwrap();
        let values = &added.references[0].values;
        assert_eq!(values.len(), of.values.len() + 1);
        let again = add_value(&added, &form).unwrap_err();
        assert!(again.of("from_day").contains("Remove that one first"));
        let new = values
            .iter()
            .find(|value| value.from.to_string() == "2040-01-01")
            .unwrap();
        let name = value_name(of.code.as_str(), new);
        let back = remove_value(&added, &name).unwrap();
        assert_eq!(back.content_hash(), version.content_hash());
        assert!(remove_value(&back, &name).is_err());
        let empty = add_value(&version, &|_| String::new()).unwrap_err();
        for field in ["reference", "place", "value", "from_day"] {
            assert!(!empty.of(field).is_empty(), "{field}");
        }
    }
}
