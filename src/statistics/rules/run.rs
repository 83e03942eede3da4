//! A frozen computation, and whether it was published.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AuthorityId, StatisticsRunId};
use serde::{Deserialize, Serialize};

use super::release::Release;
use super::sensitivity::Parameters;
use crate::platform::error::{Error, Result};

/// So many of the newest releases are protected together with a new one.
pub const EARLIER_RELEASES: u64 = 4;

/// A run: its tables never change; it may be released once.
#[derive(Clone, Debug)]
pub struct Run {
    /// Which run.
    pub id: StatisticsRunId,
    /// For whom.
    pub authority_id: AuthorityId,
    /// Name in addresses.
    pub slug: String,
    /// When computed.
    pub computed_at: DateTime<Utc>,
    /// How.
    pub provenance: Provenance,
    /// SHA-256 of the frozen input.
    pub input_sha256: String,
    /// The protected tables.
    pub release: Release,
    /// Whether the public sees it.
    pub standing: Standing,
}

/// How a run was protected; published with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The rules.
    pub rules: Parameters,
    /// The releases it was protected together with, by their names in addresses.
    pub earlier: Vec<String>,
    /// What certified it.
    pub method: String,
}

/// Whether the public sees a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Officers only.
    Computed,
    /// Everybody, for good.
    Released {
        /// Since when.
        at: DateTime<Utc>,
    },
}

/// Which standing it is, without its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Officers only.
    Computed,
    /// Everybody.
    Released,
}

impl Stage {
    /// The word used in diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Computed => "computed",
            Self::Released => "released",
        }
    }
}

/// What can happen to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RunEvent {
    /// It is frozen for a day.
    Compute,
    /// It is published.
    Release,
}

impl RunEvent {
    /// The word used in diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Compute => "compute",
            Self::Release => "release",
        }
    }
}

/// One way from one standing to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunTransition {
    /// Where it stands before; `None` before it is computed.
    pub from: Option<Stage>,
    /// What happens.
    pub event: RunEvent,
    /// Where it stands afterwards.
    pub to: Stage,
    /// Who does it.
    pub who: &'static str,
}

/// Every way there is. A release is never changed or taken back.
pub const RUN_TRANSITIONS: &[RunTransition] = &[
    RunTransition {
        from: None,
        event: RunEvent::Compute,
        to: Stage::Computed,
        who: "officer",
    },
    RunTransition {
        from: Some(Stage::Computed),
        event: RunEvent::Release,
        to: Stage::Released,
        who: "officer, while no other release came between",
    },
];

impl Standing {
    /// Which of the two it is.
    pub const fn stage(self) -> Stage {
        match self {
            Self::Computed => Stage::Computed,
            Self::Released { .. } => Stage::Released,
        }
    }
}

impl Run {
    /// Whether it may be released now that these are the newest releases.
    ///
    /// # Errors
    /// A sentence when it is released already, or was protected against other releases than those there are.
    pub fn can_be_released(&self, newest: &[String]) -> Result<()> {
        match self.standing {
            Standing::Released { .. } => Err(Error::conflict(
                "statistics.already_released",
                "These figures are published already. Open them in the list of releases.",
            )),
            Standing::Computed if self.provenance.earlier != newest => Err(Error::conflict(
                "statistics.compute_again",
                "Other figures were published since these were computed, and the two together could give an employer away. Compute the figures again, then release those.",
            )),
            Standing::Computed => Ok(()),
        }
    }
}

/// The name of a run in addresses: whose, of which day, and which of that day when there are several.
pub fn slug(authority: &str, as_of: NaiveDate, taken: &[String]) -> String {
    let first = format!("{authority}-{as_of}");
    if !taken.contains(&first) {
        return first;
    }
    // One of so many names is free: fewer are taken.
    (2..=taken.len() + 1)
        .map(|number| format!("{first}-{number}"))
        .find(|slug| !taken.contains(slug))
        .unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::super::protect::protect;
    use super::super::samples::input;
    use super::*;

    fn run(standing: Standing, earlier: &[&str]) -> Run {
        Run {
            id: StatisticsRunId(uuid::Uuid::nil()),
            authority_id: AuthorityId(uuid::Uuid::nil()),
            slug: "exampleshire-2026-11-24".to_owned(),
            computed_at: DateTime::UNIX_EPOCH,
            provenance: Provenance {
                rules: Parameters::default(),
                earlier: earlier.iter().map(ToString::to_string).collect(),
                method: String::new(),
            },
            input_sha256: String::new(),
            release: protect(&input(1, vec![]), Parameters::default(), &[]).unwrap(),
            standing,
        }
    }

    #[test]
    fn a_run_is_released_once_and_only_with_what_it_was_protected_against() {
        let newest = vec!["a".to_owned()];
        assert!(
            run(Standing::Computed, &["a"])
                .can_be_released(&newest)
                .is_ok()
        );
        let code = |run: Run| match run.can_be_released(&newest) {
            Err(Error::Conflict(refusal)) => refusal.code,
            other => panic!("{other:?}"),
        };
        let released = Standing::Released {
            at: DateTime::UNIX_EPOCH,
        };
        assert_eq!(code(run(released, &["a"])), "statistics.already_released");
        for standing in [Standing::Computed, released] {
            let in_table = RUN_TRANSITIONS
                .iter()
                .any(|way| way.from == Some(standing.stage()) && way.event == RunEvent::Release);
            assert_eq!(
                run(standing, &["a"]).can_be_released(&newest).is_ok(),
                in_table
            );
        }
        assert_eq!(
            code(run(Standing::Computed, &[])),
            "statistics.compute_again"
        );
    }

    #[test]
    fn two_runs_of_a_day_have_two_names() {
        let day = "2026-11-24".parse().unwrap();
        let mut taken = Vec::new();
        for expected in ["x-2026-11-24", "x-2026-11-24-2", "x-2026-11-24-3"] {
            let made = slug("x", day, &taken);
            assert_eq!(made, expected);
            taken.push(made);
        }
    }
}
