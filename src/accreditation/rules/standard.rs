//! How soon an authority acknowledges and answers, and how long an employer has to appeal.

use chrono::{DateTime, Utc};
use entity::ids::{AuthorityId, PersonId};

use super::Said;
use super::clock::Span;
use crate::platform::error::{Error, FieldErrors, Result};

/// The longest a standard can be, in days.
const STANDARD_MAX_DAYS: u32 = 250;
/// The earliest warning before a last day, in working days.
const WARN_MAX_DAYS: u32 = 20;
/// Longest reason for a change, in characters: two lines.
pub const STANDARD_REASON_MAX_CHARACTERS: usize = 200;

/// The numbers of a standard, each in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// Working days until a case is reviewed: the service standard.
    pub review: u32,
    /// Working days until a concern is acknowledged.
    pub concern_acknowledge: u32,
    /// Working days until a concern is answered.
    pub concern_answer: u32,
    /// Working days in which an employer can appeal.
    pub appeal_lodge: u32,
    /// Working days until an appeal is answered.
    pub appeal_answer: u32,
    /// Days until a data-protection complaint is answered.
    pub complaint_answer: u32,
    /// Working days before a last day on which officers are warned.
    pub warn: u32,
}

impl Days {
    /// What holds where an authority has said nothing: for reviews, what it began with.
    pub const fn usual(review: u32) -> Self {
        Self {
            review,
            concern_acknowledge: 5,
            concern_answer: 40,
            appeal_lodge: 20,
            appeal_answer: 30,
            complaint_answer: 60,
            warn: 3,
        }
    }

    /// The service standard of a review.
    pub const fn service(self) -> Span {
        Span::Working(self.review)
    }

    /// Every number with its name in forms and the largest that it can be.
    pub const fn all(self) -> [(&'static str, u32, u32); 7] {
        [
            ("review", self.review, STANDARD_MAX_DAYS),
            (
                "concern_acknowledge",
                self.concern_acknowledge,
                STANDARD_MAX_DAYS,
            ),
            ("concern_answer", self.concern_answer, STANDARD_MAX_DAYS),
            ("appeal_lodge", self.appeal_lodge, STANDARD_MAX_DAYS),
            ("appeal_answer", self.appeal_answer, STANDARD_MAX_DAYS),
            ("complaint_answer", self.complaint_answer, STANDARD_MAX_DAYS),
            ("warn", self.warn, WARN_MAX_DAYS),
        ]
    }

    /// Reads the numbers, each by its name.
    ///
    /// # Errors
    /// A sentence at every number that is none or too large; `concern_answer` must not come before
    /// `concern_acknowledge`.
    pub fn parse<'a>(typed: impl Fn(&str) -> &'a str) -> Result<Self> {
        let mut errors = FieldErrors::new();
        let mut read = |name: &str, most: u32| {
            let found = typed(name).parse::<u32>().ok();
            let found = found.filter(|days| (1..=most).contains(days));
            if found.is_none() {
                errors.add(name, format!("Enter a number of days from 1 to {most}"));
            }
            found.unwrap_or(1)
        };
        let days = Self {
            review: read("review", STANDARD_MAX_DAYS),
            concern_acknowledge: read("concern_acknowledge", STANDARD_MAX_DAYS),
            concern_answer: read("concern_answer", STANDARD_MAX_DAYS),
            appeal_lodge: read("appeal_lodge", STANDARD_MAX_DAYS),
            appeal_answer: read("appeal_answer", STANDARD_MAX_DAYS),
            complaint_answer: read("complaint_answer", STANDARD_MAX_DAYS),
            warn: read("warn", WARN_MAX_DAYS),
        };
        if errors.is_empty() && days.concern_answer < days.concern_acknowledge {
            errors.add(
                "concern_answer",
                "A concern cannot be answered before it is acknowledged: enter more days",
            );
        }
        errors.into_result()?;
        Ok(days)
    }
}

/// How soon an authority acknowledges and answers. The numbers are public, the reason is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standard {
    /// Whose.
    pub authority_id: AuthorityId,
    /// The numbers.
    pub days: Days,
    /// Why they were changed last; none while nobody changed them.
    pub changed: Option<Said>,
    /// The version read; 0 while nobody changed them.
    pub version: i32,
}

impl Standard {
    /// What holds where nobody said anything.
    pub const fn usual(authority_id: AuthorityId, review: u32) -> Self {
        Self {
            authority_id,
            days: Days::usual(review),
            changed: None,
            version: 0,
        }
    }

    /// An officer changes it, with a reason of a line or two.
    ///
    /// # Errors
    /// A sentence at `reason`.
    pub fn change(
        self,
        days: Days,
        reason: &str,
        (by, at): (PersonId, DateTime<Utc>),
    ) -> Result<Self> {
        let words = reason.trim().replace("\r\n", "\n");
        if words.is_empty() {
            return Err(Error::invalid(
                "reason",
                "Say in a line or two why it changes",
            ));
        }
        let long = words.chars().count() > STANDARD_REASON_MAX_CHARACTERS;
        if long || words.lines().count() > 2 {
            return Err(Error::invalid(
                "reason",
                format!(
                    "Write two lines at most, of {STANDARD_REASON_MAX_CHARACTERS} characters together"
                ),
            ));
        }
        Ok(Self {
            days,
            changed: Some(Said { words, by, at }),
            ..self
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn numbers_are_read_and_wrong_ones_are_named() {
        let usual = Days::usual(20);
        let typed = |name: &str| -> &'static str {
            match name {
                "review" | "appeal_lodge" => "20",
                "concern_acknowledge" => "5",
                "concern_answer" => "40",
                "appeal_answer" => "30",
                "complaint_answer" => "60",
                _ => "3",
            }
        };
        assert_eq!(Days::parse(typed).unwrap(), usual);
        for wrong in ["", "0", "-1", "1e3", "251", "four"] {
            let error = Days::parse(|name| {
                if name == "appeal_lodge" {
                    wrong
                } else {
                    typed(name)
                }
            });
            let Err(Error::Invalid(errors)) = error else {
                panic!("{wrong} was taken");
            };
            assert_eq!(
                errors.of("appeal_lodge"),
                "Enter a number of days from 1 to 250"
            );
            assert_eq!(errors.0.len(), 1);
        }
        assert!(
            Days::parse(|name| if name == "concern_answer" {
                "4"
            } else {
                typed(name)
            })
            .is_err()
        );
    }

    #[test]
    fn a_change_takes_two_lines_of_reasons() {
        let id = Uuid::nil();
        let stamp = (id.into(), DateTime::UNIX_EPOCH);
        let usual = Standard::usual(id.into(), 20);
        for wrong in ["", " \n ", "a\nb\nc", &"w".repeat(201)] {
            assert!(usual.clone().change(usual.days, wrong, stamp).is_err());
        }
        let changed = usual.clone().change(usual.days, "One.\r\nTwo.", stamp);
        assert_eq!(changed.unwrap().changed.unwrap().words, "One.\nTwo.");
    }
}
