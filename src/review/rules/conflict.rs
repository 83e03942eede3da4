//! Conflicts of interest that the record itself shows.

use entity::ids::PersonId;

use super::{Return, Review, State};
use crate::identity::rules::Person;
use crate::platform::error::{Error, Refusal, Result};

/// Somebody who acts or acted for the employer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affiliate {
    /// Who.
    pub person: PersonId,
    /// Address, in lower case. Confidential.
    pub email: String,
    /// Whether it is over.
    pub ended: bool,
}

impl Affiliate {
    /// A person who acts for the employer, or who acted for it until it ended.
    pub fn of(person: &Person, ended: bool) -> Self {
        Self {
            person: person.id,
            email: person.email.clone(),
            ended,
        }
    }
}

/// What speaks against an assessor in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Acts for the employer.
    ActsForEmployer,
    /// Acted for the employer.
    ActedForEmployer,
    /// Has an address in the same domain as people of the employer.
    SharesDomain {
        /// The domain.
        domain: String,
    },
    /// Declared a conflict in this case before.
    Declared,
    /// Has the case already: nobody sits on it twice.
    HasIt,
}

impl Conflict {
    /// What it is, after "because" or a colon.
    pub fn words(&self) -> String {
        match self {
            Self::ActsForEmployer => "the assessor acts for this employer".to_owned(),
            Self::ActedForEmployer => "the assessor acted for this employer before".to_owned(),
            Self::SharesDomain { domain } => {
                format!("people of this employer have addresses at {domain}, as the assessor does")
            }
            Self::Declared => "the assessor declared a conflict in this case".to_owned(),
            Self::HasIt => "the assessor has this case already".to_owned(),
        }
    }
}

/// What the record shows against an assessor: the gravest first.
pub fn find_conflict(
    assessor: &Person,
    affiliates: &[Affiliate],
    reviews: &[Review],
) -> Option<Conflict> {
    let own = |affiliate: &&Affiliate| affiliate.person == assessor.id;
    if let Some(affiliate) = affiliates.iter().filter(own).min_by_key(|a| a.ended) {
        return Some(if affiliate.ended {
            Conflict::ActedForEmployer
        } else {
            Conflict::ActsForEmployer
        });
    }
    let declared = reviews.iter().any(|review| {
        review.assessor_id == assessor.id
            && matches!(
                review.state,
                State::Returned {
                    why: Return::Conflict { .. },
                    ..
                }
            )
    });
    if declared {
        return Some(Conflict::Declared);
    }
    let shared = affiliates
        .iter()
        .filter(|affiliate| !affiliate.ended)
        .find_map(|affiliate| shared_domain(&assessor.email, &affiliate.email))
        .map(|domain| Conflict::SharesDomain { domain });
    let has_it = || {
        reviews
            .iter()
            .any(|review| review.is_live() && review.assessor_id == assessor.id)
            .then_some(Conflict::HasIt)
    };
    shared.or_else(has_it)
}

/// Whether an officer may read a case as its officer: not while allocated to it without having
/// declared, and not after having declared a conflict.
pub fn may_officer_read(person: PersonId, reviews: &[Review]) -> bool {
    reviews
        .iter()
        .filter(|review| review.assessor_id == person)
        .all(|review| match &review.state {
            State::Allocated
            | State::Returned {
                why: Return::Conflict { .. },
                ..
            } => false,
            State::Open { .. }
            | State::Recommended { .. }
            | State::Decided { .. }
            | State::Returned {
                why: Return::Replaced { .. },
                ..
            } => true,
        })
}

/// Whether an officer may give a case to an assessor or take it back: not after having declared a conflict
/// in it.
pub fn may_allocate(officer: PersonId, reviews: &[Review]) -> bool {
    !reviews.iter().any(|review| {
        review.assessor_id == officer
            && matches!(
                review.state,
                State::Returned {
                    why: Return::Conflict { .. },
                    ..
                }
            )
    })
}

/// Whether a person may decide a case: they assessed none of it, in this review or an earlier one,
/// and have nothing to do with the employer.
///
/// # Errors
/// A sentence that says what to do instead.
pub fn may_decide(
    decider: PersonId,
    assessed: &[PersonId],
    affiliates: &[Affiliate],
) -> Result<(), Refusal> {
    if assessed.contains(&decider) {
        return Err(Refusal::new(
            "decision.assessed_it",
            "You assessed this case, or part of it. Ask another officer to decide it.",
        ));
    }
    if affiliates
        .iter()
        .any(|affiliate| affiliate.person == decider)
    {
        return Err(Refusal::new(
            "decision.acts_for_employer",
            "You act or acted for this employer. Ask another officer to decide the case.",
        ));
    }
    Ok(())
}

/// The domain two addresses share, unless it says nothing about an employer.
pub fn shared_domain(one: &str, other: &str) -> Option<String> {
    let (one, other) = (domain(one)?, domain(other)?);
    let shared = if one == other || is_below(one, other) {
        other
    } else if is_below(other, one) {
        one
    } else {
        return None;
    };
    (!is_public_provider(shared) && !is_public_suffix(shared)).then(|| shared.to_owned())
}

fn domain(email: &str) -> Option<&str> {
    email
        .rsplit_once('@')
        .map(|(_, domain)| domain)
        .filter(|domain| !domain.is_empty())
}

fn is_below(lower: &str, upper: &str) -> bool {
    lower
        .strip_suffix(upper)
        .is_some_and(|rest| rest.ends_with('.'))
}

/// Whether anybody may have an address there, or people of many employers do.
pub fn is_public_provider(domain: &str) -> bool {
    PUBLIC_PROVIDERS
        .iter()
        .any(|provider| domain == *provider || is_below(domain, provider))
}

/// Whether the domain only groups the domains of many bodies.
fn is_public_suffix(domain: &str) -> bool {
    !domain.contains('.') || GROUPING_DOMAINS.contains(&domain)
}

const GROUPING_DOMAINS: &[&str] = &[
    "ac.uk",
    "co.uk",
    "coop.uk",
    "gov.scot",
    "gov.uk",
    "gov.wales",
    "llyw.cymru",
    "ltd.uk",
    "me.uk",
    "mod.uk",
    "net.uk",
    "nhs.uk",
    "org.uk",
    "plc.uk",
    "police.uk",
    "sch.uk",
];

/// `nhs.net` is here because it serves the whole of the NHS in England, whoever the employer.
const PUBLIC_PROVIDERS: &[&str] = &[
    "126.com",
    "163.com",
    "aim.com",
    "aol.co.uk",
    "aol.com",
    "blueyonder.co.uk",
    "btinternet.com",
    "btopenworld.com",
    "duck.com",
    "email.com",
    "fastmail.com",
    "fastmail.fm",
    "fsmail.net",
    "gmail.com",
    "gmx.co.uk",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hey.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.fr",
    "hotmail.it",
    "hushmail.com",
    "icloud.com",
    "inbox.com",
    "lineone.net",
    "live.co.uk",
    "live.com",
    "live.fr",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "nhs.net",
    "ntlworld.com",
    "o2.co.uk",
    "orange.net",
    "outlook.co.uk",
    "outlook.com",
    "outlook.de",
    "outlook.fr",
    "pm.me",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "qq.com",
    "rocketmail.com",
    "runbox.com",
    "sky.com",
    "supanet.com",
    "t-online.de",
    "talk21.com",
    "talktalk.net",
    "tesco.net",
    "tiscali.co.uk",
    "tuta.io",
    "tutanota.com",
    "uwclub.net",
    "virgin.net",
    "virginmedia.com",
    "web.de",
    "wp.pl",
    "yahoo.co.in",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.de",
    "yahoo.fr",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
    "zohomail.eu",
];

/// Whether a case may be decided on what this assessor found: nothing has come to light against the
/// assessor since.
///
/// # Errors
/// A sentence that says what to do instead.
pub fn may_be_decided_on(assessor: &Person, affiliates: &[Affiliate]) -> Result<()> {
    match find_conflict(assessor, affiliates, &[]) {
        None => Ok(()),
        Some(conflict) => Err(Error::refused(
            "decision.conflicted_assessor",
            format!(
                "This case cannot be decided on this review: {}. Allocate it to another assessor.",
                conflict.words()
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(number: u128, email: &str) -> Person {
        Person {
            id: PersonId(Uuid::from_u128(number)),
            email: email.to_owned(),
            name: String::new(),
        }
    }

    fn affiliate(number: u128, email: &str, ended: bool) -> Affiliate {
        Affiliate {
            person: PersonId(Uuid::from_u128(number)),
            email: email.to_owned(),
            ended,
        }
    }

    #[test]
    fn a_shared_domain_says_something_only_when_it_is_an_employers() {
        for (one, other, expected) in [
            (
                "a@bakery.example",
                "b@bakery.example",
                Some("bakery.example"),
            ),
            (
                "a@hr.bakery.example",
                "b@bakery.example",
                Some("bakery.example"),
            ),
            (
                "a@bakery.example",
                "b@shop.bakery.example",
                Some("bakery.example"),
            ),
            ("a@notbakery.example", "b@bakery.example", None),
            ("a@gmail.com", "b@gmail.com", None),
            ("a@nhs.net", "b@nhs.net", None),
            ("a@salford.gov.uk", "b@bolton.gov.uk", None),
            ("a@gov.uk", "b@bolton.gov.uk", None),
            (
                "a@salford.gov.uk",
                "b@salford.gov.uk",
                Some("salford.gov.uk"),
            ),
            ("a@localhost", "b@localhost", None),
            ("nonsense", "nonsense", None),
        ] {
            assert_eq!(
                shared_domain(one, other).as_deref(),
                expected,
                "{one} {other}"
            );
            assert_eq!(
                shared_domain(other, one).as_deref(),
                expected,
                "{other} {one}"
            );
        }
    }

    #[test]
    fn acting_for_the_employer_counts_for_ever_and_first() {
        let assessor = person(1, "a@assessors.example");
        let people = [
            affiliate(2, "b@assessors.example", false),
            affiliate(1, "a@assessors.example", true),
        ];
        assert_eq!(
            find_conflict(&assessor, &people, &[]),
            Some(Conflict::ActedForEmployer)
        );
        assert_eq!(
            find_conflict(&assessor, &people[..1], &[]),
            Some(Conflict::SharesDomain {
                domain: "assessors.example".to_owned()
            })
        );
        let left = [affiliate(2, "b@assessors.example", true)];
        assert_eq!(find_conflict(&assessor, &left, &[]), None);
    }
}
