//! Proofs of role. Authority is a value you hold: only this file makes one, from
//! what the database says of the person who asks.

use chrono::{DateTime, Utc};
use entity::ids::{AuthorityId, OrganisationId, PersonId};
use entity::kinds::{MemberRole, StaffRole};
use poem::{FromRequest, Request, RequestBody};
use poem_openapi::SecurityScheme;
use poem_openapi::auth::Bearer;

use crate::identity::rules::{self, Membership, Office, Person};
use crate::identity::store;
use crate::platform::audit::Actor;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::web::page::{Colour, NavItem, Shell};
use crate::web::visit::Visit;

/// Where the session keeps the person.
pub const SESSION_PERSON: &str = "person";

/// Who asks, with everything the person may act as.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person.
    pub person: Person,
    /// The organisations the person acts for.
    pub memberships: Vec<Membership>,
    /// The roles at authorities.
    pub offices: Vec<Office>,
}

/// Proof: this person acts for this organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employer {
    person: PersonId,
    organisation: OrganisationId,
    role: MemberRole,
}

/// Proof: this person assesses for this authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessor {
    person: PersonId,
    authority: AuthorityId,
}

/// Proof: this person is an officer of this authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    person: PersonId,
    authority: AuthorityId,
}

impl Caller {
    /// Everything the database says of a person.
    ///
    /// # Errors
    /// [`Error::SignInNeeded`] when there is no such person.
    pub async fn load(ctx: &Context, person: PersonId) -> Result<Self> {
        // At once: every page begins with this, and the database may be far away.
        let (found, memberships, offices) = tokio::try_join!(
            store::find_person(ctx.read(), person),
            store::list_memberships(ctx.read(), person),
            store::list_offices(ctx.read(), person),
        )?;
        Ok(Self {
            person: found.ok_or(Error::SignInNeeded)?,
            memberships,
            offices,
        })
    }

    /// Proof for one organisation.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the person does not act for it.
    pub fn employer(&self, organisation: OrganisationId) -> Result<Employer> {
        self.memberships
            .iter()
            .find(|membership| membership.organisation_id == organisation)
            .map(|membership| Employer {
                person: self.person.id,
                organisation,
                role: membership.role,
            })
            .ok_or(Error::NotFound)
    }

    /// Proof for every organisation the person acts for.
    pub fn employers(&self) -> Vec<Employer> {
        self.memberships
            .iter()
            .map(|m| Employer {
                person: self.person.id,
                organisation: m.organisation_id,
                role: m.role,
            })
            .collect()
    }

    /// Proof of being an assessor of one authority.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the person is none.
    pub fn assessor(&self, authority: AuthorityId) -> Result<Assessor> {
        self.holds(authority, StaffRole::Assessor)
            .then_some(Assessor {
                person: self.person.id,
                authority,
            })
            .ok_or(Error::NotFound)
    }

    /// Proof for every authority the person assesses for.
    pub fn assessors(&self) -> Vec<Assessor> {
        self.authorities(StaffRole::Assessor)
            .map(|authority| Assessor {
                person: self.person.id,
                authority,
            })
            .collect()
    }

    /// Proof of being an officer of one authority.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the person is none.
    pub fn officer(&self, authority: AuthorityId) -> Result<Officer> {
        self.holds(authority, StaffRole::Officer)
            .then_some(Officer {
                person: self.person.id,
                authority,
            })
            .ok_or(Error::NotFound)
    }

    /// The short name of an authority the person has an office at.
    pub fn authority_slug(&self, authority: AuthorityId) -> Option<&str> {
        self.offices
            .iter()
            .find(|office| office.authority_id == authority)
            .map(|office| office.authority_slug.as_str())
    }

    /// Proof for every authority the person is an officer of.
    pub fn officers(&self) -> Vec<Officer> {
        self.authorities(StaffRole::Officer)
            .map(|authority| Officer {
                person: self.person.id,
                authority,
            })
            .collect()
    }

    /// Proof of being an officer of the person's one authority (the first, when several).
    ///
    /// # Errors
    /// [`Error::NotFound`] when the person is an officer nowhere.
    pub fn any_officer(&self) -> Result<Officer> {
        self.officers().into_iter().next().ok_or(Error::NotFound)
    }

    /// Proof of being an assessor of the person's one authority (the first, when several).
    ///
    /// # Errors
    /// [`Error::NotFound`] when the person assesses nowhere.
    pub fn any_assessor(&self) -> Result<Assessor> {
        self.assessors().into_iter().next().ok_or(Error::NotFound)
    }

    fn holds(&self, authority: AuthorityId, role: StaffRole) -> bool {
        self.authorities(role).any(|held| held == authority)
    }

    fn authorities(&self, role: StaffRole) -> impl Iterator<Item = AuthorityId> {
        self.offices
            .iter()
            .filter(move |office| office.role == role)
            .map(|office| office.authority_id)
    }

    /// The shell of a page for this person: name, navigation, form token, notice.
    pub fn shell(&self, visit: &Visit, title: impl Into<String>) -> Shell {
        let mut shell = visit
            .shell(title)
            .signed_in(self.person.display_name())
            .home("/home");
        if let Some(office) = self.offices.first() {
            shell = shell
                .of(
                    office.authority_name.clone(),
                    office.authority_slug.clone(),
                    Colour::parse(&office.brand_colour),
                )
                .home("/home");
        }
        let path = visit.path.split('?').next().unwrap_or_default();
        let mut items = vec![NavItem::new("Home", "/home").current(path == "/home")];
        // Accreditations of others, and what follows an award, are reached from ours.
        let is_below = |label: &str| match label {
            "Accreditations" => [
                "/home/outside",
                "/home/concerns",
                "/home/appeals",
                "/home/complaints",
                "/home/standards",
            ]
            .iter()
            .any(|below| path.starts_with(below)),
            // Decisions that wait, and how far assessors agree, are reached from cases.
            "Cases" => ["/home/announcements", "/home/agreement"]
                .iter()
                .any(|below| path.starts_with(below)),
            // So are emails, requests and staff from people.
            "People" => ["/home/emails", "/home/requests", "/home/staff"]
                .iter()
                .any(|below| path.starts_with(below)),
            _ => false,
        };
        let mut add = |label: &str, href: &str| {
            items
                .push(NavItem::new(label, href).current(path.starts_with(href) || is_below(label)));
        };
        if self
            .offices
            .iter()
            .any(|office| office.role == StaffRole::Officer)
        {
            add("Cases", "/home/cases");
            add("Accreditations", "/home/accreditations");
            add("Schemes", "/home/schemes");
            add("Statistics", "/home/statistics");
            add("People", "/home/people");
        }
        if self
            .offices
            .iter()
            .any(|office| office.role == StaffRole::Assessor)
        {
            add("My reviews", "/home/reviews");
        }
        add("Account", "/home/account");
        add("Register", "/register");
        shell.navigation(items)
    }
}

impl Employer {
    /// Who acts.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// For which organisation.
    pub fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// In which role.
    pub fn role(&self) -> MemberRole {
        self.role
    }

    /// As the audit names it.
    pub fn actor(&self) -> Actor {
        Actor {
            person: Some(self.person),
            acting_for: format!("organisation:{}", self.organisation),
        }
    }

    /// The role answers.
    ///
    /// # Errors
    /// A sentence that says who can.
    pub fn must_answer(&self) -> Result<()> {
        must(
            rules::may_answer(self.role),
            "You can read this but not change it. Ask the lead of your organisation for the role of contributor.",
        )
    }

    /// The role signs off.
    ///
    /// # Errors
    /// A sentence that says who can.
    pub fn must_sign_off(&self) -> Result<()> {
        must(
            rules::may_sign_off(self.role),
            "Only a lead or a signatory of your organisation can sign off. Ask the lead to invite one.",
        )
    }

    /// The role invites others and changes the organisation's facts.
    ///
    /// # Errors
    /// A sentence that says who can.
    pub fn must_manage(&self) -> Result<()> {
        must(
            rules::may_manage(self.role),
            "Only a lead of your organisation can do this.",
        )
    }
}

fn must(may: bool, otherwise: &str) -> Result<()> {
    if may {
        Ok(())
    } else {
        Err(Error::refused("role.not_enough", otherwise))
    }
}

impl Assessor {
    /// Who acts.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// For which authority.
    pub fn authority(&self) -> AuthorityId {
        self.authority
    }

    /// As the audit names it.
    pub fn actor(&self) -> Actor {
        Actor {
            person: Some(self.person),
            acting_for: format!("authority:{}", self.authority),
        }
    }
}

impl Officer {
    /// Who acts.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// For which authority.
    pub fn authority(&self) -> AuthorityId {
        self.authority
    }

    /// As the audit names it.
    pub fn actor(&self) -> Actor {
        Actor {
            person: Some(self.person),
            acting_for: format!("authority:{}", self.authority),
        }
    }
}

/// The context that `app.rs` put beside the request.
fn context(req: &Request) -> Result<&Context> {
    req.data::<Context>()
        .ok_or_else(|| Error::internal("the context is missing from the request"))
}

impl<'a> FromRequest<'a> for Caller {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let visit = Visit::from_request(req, body).await?;
        let person = visit
            .remembered(SESSION_PERSON)
            .and_then(|text| text.parse::<PersonId>().ok())
            .ok_or(Error::SignInNeeded)?;
        Ok(Self::load(context(req)?, person).await?)
    }
}

/// A caller with a bearer token, for the API.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", checker = "check_token", rename = "token")]
pub struct TokenCaller(pub Caller);

async fn check_token(req: &Request, bearer: Bearer) -> poem::Result<Caller> {
    let ctx = context(req)?;
    let person = find_token(ctx, &bearer.token, ctx.now()).await?;
    Ok(Caller::load(ctx, person).await?)
}

/// The person a token acts as.
///
/// # Errors
/// [`Error::SignInNeeded`] when the token is unknown, revoked or over.
pub async fn find_token(ctx: &Context, secret: &str, now: DateTime<Utc>) -> Result<PersonId> {
    store::find_token_person(ctx.read(), secret, now)
        .await?
        .ok_or(Error::SignInNeeded)
}
