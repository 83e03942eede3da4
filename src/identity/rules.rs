//! People, organisations, authorities and their roles, as the other rooms see them.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{ApiTokenId, AreaId, AuthorityId, DirectoryEmployerId, OrganisationId, PersonId};
use entity::kinds::{MemberRole, SizeBand, StaffRole};
use entity::organisation_kinds::OrganisationKind;

use crate::notification::email::{Recipient, Signature};
use crate::platform::error::{Error, Result};

mod support;
mod wordable;

pub use support::{
    Ask, REASON_MAX_CHARACTERS, RequestClosing, RequestState, SUPPORT_TRANSITIONS, SupportEvent,
    SupportRequest, SupportTransition, ask_words, must_leave_a_lead, parse_reason, status_words,
    takes_two,
};
pub use wordable::{WORDABLE, Wordable, find_wordable};

/// How long a sign-in link works, in minutes.
pub const LINK_MINUTES: i64 = 60;
/// How long an invitation's link works, in minutes (7 days).
pub const INVITATION_MINUTES: i64 = 7 * 24 * 60;
/// Links an address may ask for within [`LINK_WINDOW_MINUTES`].
pub const LINKS_IN_WINDOW: u64 = 5;
/// See [`LINKS_IN_WINDOW`].
pub const LINK_WINDOW_MINUTES: i64 = 15;
/// Longest name of a person or organisation, in characters.
pub const NAME_MAX_CHARACTERS: usize = 200;

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Which person.
    pub id: PersonId,
    /// Address, in lower case.
    pub email: String,
    /// Name; empty until given.
    pub name: String,
}

impl Person {
    /// How the person is named where a name is needed.
    pub fn display_name(&self) -> &str {
        if self.name.is_empty() {
            self.email.split('@').next().unwrap_or("Somebody")
        } else {
            &self.name
        }
    }

    /// As the recipient of an email.
    pub fn recipient(&self) -> Recipient {
        Recipient {
            email: self.email.clone(),
            name: self.name.clone(),
        }
    }
}

/// A token that lets a program act as its person; its secret is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Which token.
    pub id: ApiTokenId,
    /// What it is for, in the person's words.
    pub label: String,
    /// Not valid from this instant on, if it ends.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A strategic authority that runs schemes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Which authority.
    pub id: AuthorityId,
    /// Short name in addresses.
    pub slug: String,
    /// Full name.
    pub name: String,
    /// Its place in the imported geography.
    pub area_id: Option<AreaId>,
    /// Letters that start its certificate numbers.
    pub number_prefix: String,
    /// The team that signs its emails.
    pub team_name: String,
    /// Public address of the team.
    pub contact_email: String,
    /// Public telephone number of the team.
    pub contact_phone: String,
    /// Brand colour as `#rrggbb`.
    pub brand_colour: String,
    /// Who signs certificates.
    pub signatory_name: String,
    /// The office of that person.
    pub signatory_role: String,
    /// Storage key of the logo (PNG).
    pub logo_key: Option<String>,
    /// Service standard for a review, in working days.
    pub review_working_days: u32,
    /// Time to answer a clarification, in working days.
    pub clarification_working_days: u32,
}

impl Authority {
    /// Who signs this authority's emails.
    pub fn signature(&self) -> Signature {
        Signature {
            authority_id: Some(self.id),
            team: self.team_name.clone(),
            authority: self.name.clone(),
            phone: self.contact_phone.clone(),
            email: self.contact_email.clone(),
        }
    }
}

/// An employer on Fairmark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Which organisation.
    pub id: OrganisationId,
    /// Legal name.
    pub name: String,
    /// Companies House number.
    pub company_number: Option<String>,
    /// The imported entry it was claimed from.
    pub directory_employer_id: Option<DirectoryEmployerId>,
    /// What kind of body it is.
    pub kind: Option<OrganisationKind>,
    /// SIC 2007 section letter.
    pub sector: Option<String>,
    /// Band of headcount.
    pub size_band: Option<SizeBand>,
    /// People employed, whole organisation. Confidential.
    pub headcount: Option<i32>,
    /// The day the headcount was taken.
    pub headcount_on: Option<NaiveDate>,
    /// People employed inside the authority's area. Confidential.
    pub area_headcount: Option<i32>,
    /// Postcode of the main workplace.
    pub postcode: Option<String>,
    /// Council district of the main workplace.
    pub district_id: Option<AreaId>,
    /// Public web address.
    pub website: Option<String>,
    /// The version read.
    pub version: i32,
}

/// A person's membership of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Which organisation.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// What the person may do.
    pub role: MemberRole,
}

/// A person's role at an authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Which authority.
    pub authority_id: AuthorityId,
    /// Its short name.
    pub authority_slug: String,
    /// Its name.
    pub authority_name: String,
    /// Its brand colour.
    pub brand_colour: String,
    /// Its service standard for a review.
    pub review_working_days: u32,
    /// The role.
    pub role: StaffRole,
}

/// Reads an email address: trimmed, in lower case.
///
/// # Errors
/// A sentence at the field `email`.
pub fn parse_email(text: &str) -> Result<String> {
    use validator::ValidateEmail;
    let email = text.trim().to_lowercase();
    if email.is_empty() {
        return Err(Error::invalid("email", "Enter an email address"));
    }
    if email.chars().count() > 254 || !email.validate_email() || !email.is_ascii() {
        return Err(Error::invalid(
            "email",
            "Enter an email address in the form name@example.org",
        ));
    }
    Ok(email)
}

/// The band that a headcount falls into: micro 1–9, small 10–49, medium 50–249, large 250+.
pub fn size_band(headcount: i32) -> SizeBand {
    match headcount {
        ..=9 => SizeBand::Micro,
        10..=49 => SizeBand::Small,
        50..=249 => SizeBand::Medium,
        250.. => SizeBand::Large,
    }
}

/// A band in words.
pub fn size_band_words(band: SizeBand) -> &'static str {
    match band {
        SizeBand::Micro => "1 to 9 employees",
        SizeBand::Small => "10 to 49 employees",
        SizeBand::Medium => "50 to 249 employees",
        SizeBand::Large => "250 or more employees",
    }
}

/// What an organisation is, in words.
pub fn kind_words(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Company => "A company",
        OrganisationKind::Charity => "A charity or voluntary body",
        OrganisationKind::PublicBody => "A public body",
        OrganisationKind::Partnership => "A partnership",
        OrganisationKind::SoleTrader => "A sole trader",
        OrganisationKind::Cooperative => "A co-operative or mutual",
        OrganisationKind::Other => "Something else",
    }
}

/// A member's role in words.
pub fn role_words(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Lead => "lead",
        MemberRole::Contributor => "contributor",
        MemberRole::Signatory => "signatory",
        MemberRole::Viewer => "viewer",
    }
}

/// What a role can do, after "you can".
pub fn role_can(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Lead => "answer, add evidence, invite colleagues and sign off",
        MemberRole::Contributor => "answer and add evidence",
        MemberRole::Signatory => {
            "answer, add evidence and sign off an assessment that somebody else prepared"
        }
        MemberRole::Viewer => "read everything and change nothing",
    }
}

/// Whether a role answers.
pub fn may_answer(role: MemberRole) -> bool {
    match role {
        MemberRole::Lead | MemberRole::Contributor | MemberRole::Signatory => true,
        MemberRole::Viewer => false,
    }
}

/// Whether a role signs off.
pub fn may_sign_off(role: MemberRole) -> bool {
    match role {
        MemberRole::Lead | MemberRole::Signatory => true,
        MemberRole::Contributor | MemberRole::Viewer => false,
    }
}

/// Whether a role invites others and changes the organisation's facts.
pub fn may_manage(role: MemberRole) -> bool {
    match role {
        MemberRole::Lead => true,
        MemberRole::Contributor | MemberRole::Signatory | MemberRole::Viewer => false,
    }
}

/// A place to go after signing in: one of our own paths, or none.
pub fn safe_path(text: &str) -> Option<String> {
    let own = text.starts_with('/')
        && !text.starts_with("//")
        && !text.contains('\\')
        && !text.chars().any(char::is_control)
        && text.len() <= 500;
    own.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_identity_however_it_is_typed() {
        assert_eq!(
            parse_email("  Amira@Example.ORG ").unwrap(),
            "amira@example.org"
        );
        for wrong in [
            "",
            "amira",
            "a@b@c",
            "amira@example.org\r\nBcc: x@y.z",
            &"x".repeat(300),
        ] {
            assert!(parse_email(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn nobody_is_sent_elsewhere_after_signing_in() {
        assert_eq!(safe_path("/home?x=1").as_deref(), Some("/home?x=1"));
        for elsewhere in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "home",
            "",
        ] {
            assert_eq!(safe_path(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn bands_meet_without_gap() {
        use SizeBand::{Large, Medium, Micro, Small};
        let bands: Vec<_> = [1, 9, 10, 49, 50, 249, 250].map(size_band).into();
        assert_eq!(bands, [Micro, Micro, Small, Small, Medium, Medium, Large]);
    }
}
