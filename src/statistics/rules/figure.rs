//! A number that may be published, or the mark that stands in its place.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A published number, or the mark government spreadsheets use in its place. What is suppressed is
/// never nought: there is no number in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Figure {
    /// The number.
    Known(u64),
    /// `[c]`: it would give somebody away.
    Suppressed,
    /// `[x]`: nobody gave a figure.
    NotAvailable,
}

impl Figure {
    /// The number, when there is one.
    pub const fn known(self) -> Option<u64> {
        match self {
            Self::Known(number) => Some(number),
            Self::Suppressed | Self::NotAvailable => None,
        }
    }
}

/// Plain: `1204`, `[c]`, `[x]`.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(number) => number.fmt(f),
            Self::Suppressed => f.write_str("[c]"),
            Self::NotAvailable => f.write_str("[x]"),
        }
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(number) => serializer.serialize_u64(*number),
            Self::Suppressed | Self::NotAvailable => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(u64),
            Mark(String),
        }
        match Written::deserialize(deserializer)? {
            Written::Number(number) => Ok(Self::Known(number)),
            Written::Mark(mark) if mark == "[c]" => Ok(Self::Suppressed),
            Written::Mark(mark) if mark == "[x]" => Ok(Self::NotAvailable),
            Written::Mark(mark) => Err(D::Error::custom(format!("unknown mark {mark}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_suppressed_holds_no_number() {
        for (figure, json) in [
            (Figure::Known(0), "0"),
            (Figure::Known(1204), "1204"),
            (Figure::Suppressed, "\"[c]\""),
            (Figure::NotAvailable, "\"[x]\""),
        ] {
            assert_eq!(serde_json::to_string(&figure).unwrap(), json);
            assert_eq!(serde_json::from_str::<Figure>(json).unwrap(), figure);
        }
        assert!(serde_json::from_str::<Figure>("\"[z]\"").is_err());
        assert!(serde_json::from_str::<Figure>("-1").is_err());
    }
}
