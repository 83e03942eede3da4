//! What was typed, put where its field stands.

use serde_json::Value;

use super::words::Line;

/// Puts what was typed where its field stands.
pub(super) fn put(content: &mut Value, field: &Line, text: String) -> Result<(), &'static str> {
    let gone = "This is not there any more. Go back to the draft.";
    let Some((parent, name)) = field.name.rsplit_once('/') else {
        return Err(gone);
    };
    let Some(parent) = content.pointer_mut(parent) else {
        return Err(gone);
    };
    if field.is_list {
        let words = text
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty());
        let list = words.map(Value::from).collect();
        return match parent {
            Value::Object(members) => {
                members.insert(name.to_owned(), Value::Array(list));
                Ok(())
            }
            _ => Err(gone),
        };
    }
    if !field.options.is_empty() && field.options.iter().all(|(kept, _)| *kept != text) {
        return Err("Choose one of what is offered.");
    }
    if text.is_empty() {
        if !field.is_optional {
            return Err("Write something here.");
        }
        if let Value::Object(members) = parent {
            members.remove(name);
        }
        return Ok(());
    }
    let is_figure = |value: &Value| value.is_number();
    let counts = field.is_number
        && match &*parent {
            Value::Object(members) => members.get(name).is_none_or(is_figure),
            Value::Array(items) => name
                .parse()
                .ok()
                .and_then(|place: usize| items.get(place))
                .is_some_and(is_figure),
            _ => false,
        };
    let value = if matches!(field.options.first(), Some(("true", _))) {
        Value::from(text == "true")
    } else if counts {
        let number: u64 = text.parse().map_err(|_| "Enter a whole number, like 12.")?;
        Value::from(number)
    } else {
        Value::from(text)
    };
    match parent {
        Value::Object(members) => {
            members.insert(name.to_owned(), value);
        }
        // Wording in one language gets another.
        Value::String(english) => {
            let english = Value::from(std::mem::take(english));
            *parent = serde_json::json!({ "en": english, name: value });
        }
        Value::Array(items) => {
            let place = name
                .parse()
                .ok()
                .and_then(|place: usize| items.get_mut(place));
            *place.ok_or(gone)? = value;
        }
        _ => return Err(gone),
    }
    Ok(())
}
