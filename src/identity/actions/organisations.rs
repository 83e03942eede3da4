//! Setting up an organisation and the people who act for it.

use entity::ids::{AreaId, DirectoryEmployerId, OrganisationId, PersonId};
use entity::kinds::MemberRole;
use entity::organisation_kinds::OrganisationKind;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::identity::actions::sign_in::issue_link;
use crate::identity::directory::rules::{company_number, postcode};
use crate::identity::directory::store as directory;
use crate::identity::emails::Invited;
use crate::identity::guard::Employer;
use crate::identity::rules::{
    self, INVITATION_MINUTES, NAME_MAX_CHARACTERS, Organisation, parse_email,
};
use crate::identity::store;
use crate::notification::outbox;
use crate::platform::audit::{self, Actor, digest};
use crate::platform::calendar::long_instant;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use chrono::TimeDelta;

/// Longest web address of an organisation, in characters.
const WEBSITE_MAX_CHARACTERS: usize = 300;

/// What an employer says of itself.
#[derive(Clone, Debug, Default)]
pub struct OrganisationFacts {
    /// Legal name.
    pub name: String,
    /// Companies House number, if it has one.
    pub company_number: Option<String>,
    /// What kind of body it is.
    pub kind: Option<OrganisationKind>,
    /// SIC 2007 section letter.
    pub sector: Option<String>,
    /// People employed, whole organisation.
    pub headcount: Option<i32>,
    /// People employed inside the authority's area.
    pub area_headcount: Option<i32>,
    /// Postcode of the main workplace.
    pub postcode: Option<String>,
    /// Council district of the main workplace.
    pub district_id: Option<AreaId>,
    /// Public web address.
    pub website: Option<String>,
}

impl OrganisationFacts {
    /// The facts as they are kept: numbers and postcodes in the one form that the directory and the
    /// register compare by.
    fn checked(mut self) -> Result<Self> {
        let mut errors = FieldErrors::new();
        if let Some(typed) = &self.company_number {
            let read = company_number::read(typed);
            if read.value.is_none() && !typed.trim().is_empty() {
                errors.add(
                    "company_number",
                    "Enter the 8 characters of the Companies House number, for example 01234567",
                );
            }
            self.company_number = read.value;
        }
        if let Some(typed) = &self.postcode {
            let read = postcode::read(typed);
            if read.value.is_none() && !typed.trim().is_empty() {
                errors.add(
                    "postcode",
                    "Enter a full postcode of the United Kingdom, for example M5 4WT",
                );
            }
            self.postcode = read.value;
        }
        if self.name.trim().is_empty() {
            errors.add("name", "Enter the legal name of the organisation");
        } else if self.name.chars().count() > NAME_MAX_CHARACTERS {
            errors.add(
                "name",
                format!("The name must be {NAME_MAX_CHARACTERS} characters or fewer"),
            );
        }
        if let Some(sector) = &self.sector
            && !(sector.len() == 1 && sector.chars().all(|c| ('A'..='U').contains(&c)))
        {
            errors.add("sector", "Choose a sector from the list");
        }
        if self
            .headcount
            .is_some_and(|count| !(1..=5_000_000).contains(&count))
        {
            errors.add("headcount", "Enter a whole number of people, 1 or more");
        }
        match (self.area_headcount, self.headcount) {
            (Some(area), _) if area < 0 => errors.add("area_headcount", "Enter a whole number of people"),
            (Some(area), Some(all)) if area > all => errors.add(
                "area_headcount",
                "The number of people in the area cannot be larger than the number in the whole organisation",
            ),
            _ => {}
        }
        if let Some(website) = &self.website
            && !url::Url::parse(website).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
        {
            errors.add("website", "Enter a web address that starts with https://");
        } else if self
            .website
            .as_ref()
            .is_some_and(|website| website.chars().count() > WEBSITE_MAX_CHARACTERS)
        {
            errors.add(
                "website",
                format!("The web address must be {WEBSITE_MAX_CHARACTERS} characters or fewer"),
            );
        }
        errors.into_result()?;
        Ok(self)
    }

    fn apply(self, to: &mut Organisation, today: chrono::NaiveDate) {
        to.name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        to.company_number = self.company_number;
        to.kind = self.kind;
        to.sector = self.sector;
        to.size_band = self.headcount.map(rules::size_band).or(to.size_band);
        if self.headcount != to.headcount {
            to.headcount_on = self.headcount.map(|_| today);
        }
        to.headcount = self.headcount;
        to.area_headcount = self.area_headcount;
        to.postcode = self.postcode;
        to.district_id = self.district_id;
        to.website = self.website;
    }
}

/// The council, when one is named, must be a place we know.
async fn check_district(conn: &impl ConnectionTrait, id: Option<AreaId>) -> Result<()> {
    match id {
        Some(id) if store::find_area_name(conn, id).await?.is_none() => {
            Err(Error::invalid("district", "Choose a council from the list"))
        }
        Some(_) | None => Ok(()),
    }
}

/// Sets up an organisation, new or claimed from the directory; the person becomes its lead.
///
/// # Errors
/// Sentences at the fields, or that somebody else already acts for it.
pub async fn create(
    ctx: &Context,
    person: PersonId,
    facts: OrganisationFacts,
    claimed: Option<DirectoryEmployerId>,
) -> Result<OrganisationId> {
    let facts = facts.checked()?;
    let tx = ctx.begin().await?;
    let taken = || {
        Error::conflict(
            "organisation.taken",
            "Somebody already acts for this organisation on Fairmark. Ask the lead there to invite you, or write to the charter team if you do not know who that is.",
        )
    };
    if let Some(number) = &facts.company_number
        && store::is_company_taken(&tx, number).await?
    {
        return Err(taken());
    }
    if let Some(entry) = claimed {
        if !store::list_claimed(&tx, [entry]).await?.is_empty() {
            return Err(taken());
        }
        match directory::get_entry(&tx, entry).await {
            Ok(_) => {}
            Err(Error::NotFound) => {
                return Err(Error::invalid(
                    "directory_employer_id",
                    "The directory lists no such employer. Search for it again",
                ));
            }
            Err(other) => return Err(other),
        }
    }
    check_district(&tx, facts.district_id).await?;
    let mut organisation = Organisation {
        id: ctx.new_id(),
        name: String::new(),
        company_number: None,
        directory_employer_id: claimed,
        kind: None,
        sector: None,
        size_band: None,
        headcount: None,
        headcount_on: None,
        area_headcount: None,
        postcode: None,
        district_id: None,
        website: None,
        version: 1,
    };
    facts.apply(&mut organisation, ctx.today());
    store::insert_organisation(ctx, &tx, &organisation, person).await?;
    store::insert_membership(ctx, &tx, organisation.id, person, MemberRole::Lead, None).await?;
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: None,
            actor: Actor {
                person: Some(person),
                acting_for: format!("organisation:{}", organisation.id),
            },
            action: if claimed.is_some() {
                "organisation.claim"
            } else {
                "organisation.create"
            },
            object_kind: "organisation",
            object_id: organisation.id.to_string(),
            detail: json!({ "directory_employer": claimed }),
            before: None,
            after: Some(digest(organisation.name.as_bytes())),
        },
    )
    .await?;
    tx.commit().await?;
    Ok(organisation.id)
}

/// Changes what an organisation says of itself.
///
/// # Errors
/// Sentences at the fields, or a conflict when somebody else was first.
pub async fn update(
    ctx: &Context,
    employer: &Employer,
    version: i32,
    facts: OrganisationFacts,
) -> Result<i32> {
    employer.must_manage()?;
    let facts = facts.checked()?;
    let tx = ctx.begin().await?;
    let before = store::get_organisation(&tx, employer.organisation()).await?;
    check_district(&tx, facts.district_id).await?;
    let mut changed = before.clone();
    changed.version = version;
    facts.apply(&mut changed, ctx.today());
    store::update_organisation(&tx, &changed).await?;
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: None,
            actor: employer.actor(),
            action: "organisation.update",
            object_kind: "organisation",
            object_id: before.id.to_string(),
            detail: json!({}),
            before: Some(digest(format!("{before:?}").as_bytes())),
            after: Some(digest(format!("{changed:?}").as_bytes())),
        },
    )
    .await?;
    tx.commit().await?;
    Ok(version + 1)
}

/// Lets a colleague act for the organisation, and sends the person a link.
///
/// # Errors
/// A sentence at `email`, or that the person acts for it already.
pub async fn invite(
    ctx: &Context,
    employer: &Employer,
    email: &str,
    name: &str,
    role: MemberRole,
) -> Result<PersonId> {
    employer.must_manage()?;
    let email = parse_email(email)?;
    if name.chars().count() > NAME_MAX_CHARACTERS {
        return Err(Error::invalid(
            "name",
            format!("The name must be {NAME_MAX_CHARACTERS} characters or fewer"),
        ));
    }
    let tx = ctx.begin().await?;
    let organisation = store::get_organisation(&tx, employer.organisation()).await?;
    let members = store::list_members(&tx, organisation.id).await?;
    if members.iter().any(|(member, _)| member.email == email) {
        return Err(Error::invalid(
            "email",
            "That person acts for your organisation already",
        ));
    }
    let inviter = store::find_person(&tx, employer.person())
        .await?
        .ok_or(Error::NotFound)?;
    let person = store::find_or_insert_person(ctx, &tx, &email, name.trim()).await?;
    store::insert_membership(ctx, &tx, organisation.id, person.id, role, Some(inviter.id)).await?;
    let path = issue_link(
        ctx,
        &tx,
        &email,
        Some("/home".to_owned()),
        INVITATION_MINUTES,
    )
    .await?;
    let facts = Invited {
        until: long_instant(ctx.now() + TimeDelta::minutes(INVITATION_MINUTES)),
        link: ctx.url(&path),
        inviter: inviter.display_name().to_owned(),
        organisation: organisation.name,
        role: rules::role_words(role),
        can: rules::role_can(role),
    };
    outbox::write(ctx, &tx, facts.email(&digest(path.as_bytes()), &person)?).await?;
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: None,
            actor: employer.actor(),
            action: "organisation.invite",
            object_kind: "person",
            object_id: person.id.to_string(),
            detail: json!({ "role": role.as_str() }),
            before: None,
            after: None,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(person.id)
}
