//! Which facts of an employer and a case a version turns on, so that nobody is asked for others.

use super::codes::Place;
use super::condition::Condition;
use super::content::SchemeVersion;

/// A fact that conditions may turn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// How many people the employer has.
    Headcount,
    /// Its SIC section.
    Sector,
    /// What kind of body it is.
    Kind,
    /// Where it is.
    Place,
    /// The value of the grant or contract.
    GrantValue,
    /// How likely it is that a closer look finds something.
    Risk,
}

impl SchemeVersion {
    /// Whether who is asked what, which evidence, which value or which fee turns on a fact.
    pub fn turns_on(&self, fact: Fact) -> bool {
        let placed = |references: &[super::references::Reference]| {
            references
                .iter()
                .flat_map(|reference| &reference.values)
                .any(|value| value.place != Place::uk())
        };
        self.conditions().any(|condition| names(condition, fact))
            || (fact == Fact::Place && placed(&self.references))
    }

    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let criteria = self.criteria().flat_map(|(_, criterion)| {
            let evidence = criterion
                .evidence_when
                .iter()
                .map(|contextual| &contextual.when);
            criterion.applies_when.iter().chain(evidence)
        });
        criteria.chain(self.fees.iter().filter_map(|fee| fee.when.as_ref()))
    }
}

fn names(condition: &Condition, fact: Fact) -> bool {
    let own = match condition {
        Condition::Headcount(_) => Some(Fact::Headcount),
        Condition::GrantValue(_) => Some(Fact::GrantValue),
        Condition::Sector(_) => Some(Fact::Sector),
        Condition::Kind(_) => Some(Fact::Kind),
        Condition::Place(_) => Some(Fact::Place),
        Condition::Risk(_) => Some(Fact::Risk),
        Condition::All(_) | Condition::Any(_) | Condition::Not(_) | Condition::Tier(_) => None,
    };
    own == Some(fact) || condition.children().iter().any(|child| names(child, fact))
}
