//! One's own roles, organisations and colleagues, for programs.

use entity::ids::{AreaId, DirectoryEmployerId, OrganisationId};
use entity::kinds::MemberRole;
use entity::organisation_kinds::OrganisationKind;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use crate::identity::actions::organisations::{self, OrganisationFacts};
use crate::identity::guard::TokenCaller;
use crate::identity::rules::Organisation;
use crate::identity::store;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::web::api::{etag, if_match};

/// People and organisations.
pub struct IdentityApi;

/// Who the token acts as.
#[derive(Debug, Object)]
struct MeView {
    /// The person.
    id: Uuid,
    /// Name; empty until given.
    name: String,
    /// Organisations the person acts for.
    organisations: Vec<MembershipView>,
    /// Roles at authorities.
    offices: Vec<OfficeView>,
}

/// An organisation the person acts for.
#[derive(Debug, Object)]
struct MembershipView {
    /// The organisation.
    organisation_id: Uuid,
    /// Its name.
    name: String,
    /// `lead`, `contributor`, `signatory` or `viewer`.
    role: String,
}

/// A role at an authority.
#[derive(Debug, Object)]
struct OfficeView {
    /// The authority.
    authority_id: Uuid,
    /// Its short name.
    slug: String,
    /// `officer` or `assessor`.
    role: String,
}

/// What an employer says of itself.
#[derive(Debug, Object)]
struct OrganisationBody {
    /// Legal name.
    name: String,
    /// Companies House number, eight characters.
    company_number: Option<String>,
    /// What kind of body it is: `company`, `charity`, `public_body`, `partnership`, `sole_trader`,
    /// `cooperative` or `other`.
    kind: Option<String>,
    /// SIC 2007 section letter, `A` to `U`.
    sector: Option<String>,
    /// People employed, whole organisation.
    headcount: Option<i32>,
    /// People employed inside the authority's area.
    area_headcount: Option<i32>,
    /// Postcode of the main workplace.
    postcode: Option<String>,
    /// Council district of the main workplace.
    district_id: Option<Uuid>,
    /// Public web address, starting with `https://`.
    website: Option<String>,
    /// The entry of the imported directory that is claimed; only on creation.
    directory_employer_id: Option<Uuid>,
}

impl TryFrom<OrganisationBody> for OrganisationFacts {
    type Error = Error;

    fn try_from(body: OrganisationBody) -> Result<Self> {
        let unknown = |_| {
            let known: Vec<&str> = OrganisationKind::ALL.iter().map(|k| k.as_str()).collect();
            Error::invalid("kind", format!("Use one of {}", known.join(", ")))
        };
        let kind = body.kind.map(|word| word.parse().map_err(unknown));
        Ok(Self {
            kind: kind.transpose()?,
            name: body.name,
            company_number: body.company_number,
            sector: body.sector,
            headcount: body.headcount,
            area_headcount: body.area_headcount,
            postcode: body.postcode,
            district_id: body.district_id.map(AreaId),
            website: body.website,
        })
    }
}

/// An organisation as its own people see it.
#[derive(Debug, Object)]
struct OrganisationView {
    /// The organisation.
    id: Uuid,
    /// Legal name.
    name: String,
    /// Companies House number.
    company_number: Option<String>,
    /// What kind of body it is.
    kind: Option<String>,
    /// SIC 2007 section letter.
    sector: Option<String>,
    /// `micro`, `small`, `medium` or `large`.
    size_band: Option<String>,
    /// People employed, whole organisation.
    headcount: Option<i32>,
    /// People employed inside the authority's area.
    area_headcount: Option<i32>,
    /// Postcode of the main workplace.
    postcode: Option<String>,
    /// Council district of the main workplace.
    district_id: Option<Uuid>,
    /// Public web address.
    website: Option<String>,
    /// The version to send as `If-Match`.
    version: i32,
}

impl From<Organisation> for OrganisationView {
    fn from(found: Organisation) -> Self {
        Self {
            id: found.id.0,
            name: found.name,
            company_number: found.company_number,
            kind: found.kind.map(|kind| kind.as_str().to_owned()),
            sector: found.sector,
            size_band: found.size_band.map(|band| band.as_str().to_owned()),
            headcount: found.headcount,
            area_headcount: found.area_headcount,
            postcode: found.postcode,
            district_id: found.district_id.map(|id| id.0),
            website: found.website,
            version: found.version,
        }
    }
}

/// A colleague to invite.
#[derive(Debug, Object)]
struct InvitationBody {
    /// The colleague's email address.
    email: String,
    /// The colleague's name.
    #[oai(default)]
    name: String,
    /// `lead`, `contributor`, `signatory` or `viewer`.
    role: String,
}

/// Somebody who acts for the organisation.
#[derive(Debug, Object)]
struct PersonView {
    /// The person.
    id: Uuid,
    /// Name, or the part of the address before the `@`.
    name: String,
    /// `lead`, `contributor`, `signatory` or `viewer`.
    role: String,
}

#[derive(ApiResponse)]
enum OrganisationAnswer {
    /// The organisation.
    #[oai(status = 200)]
    Found(Json<OrganisationView>, #[oai(header = "ETag")] String),
    /// The new organisation.
    #[oai(status = 201)]
    Created(Json<OrganisationView>, #[oai(header = "ETag")] String),
}

#[OpenApi]
impl IdentityApi {
    /// Who the token acts as
    #[oai(path = "/me", method = "get", operation_id = "me")]
    async fn me(&self, TokenCaller(caller): TokenCaller) -> Json<MeView> {
        Json(MeView {
            id: caller.person.id.0,
            name: caller.person.name,
            organisations: caller
                .memberships
                .into_iter()
                .map(|membership| MembershipView {
                    organisation_id: membership.organisation_id.0,
                    name: membership.organisation_name,
                    role: membership.role.as_str().to_owned(),
                })
                .collect(),
            offices: caller
                .offices
                .into_iter()
                .map(|office| OfficeView {
                    authority_id: office.authority_id.0,
                    slug: office.authority_slug,
                    role: office.role.as_str().to_owned(),
                })
                .collect(),
        })
    }

    /// Set up an organisation, new or claimed from the directory
    #[oai(
        path = "/organisations",
        method = "post",
        operation_id = "create_organisation"
    )]
    async fn create_organisation(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Json(body): Json<OrganisationBody>,
    ) -> poem::Result<OrganisationAnswer> {
        let claimed = body.directory_employer_id.map(DirectoryEmployerId);
        let id = organisations::create(ctx, caller.person.id, body.try_into()?, claimed).await?;
        let found = store::get_organisation(ctx.read(), id).await?;
        let tag = etag(found.version);
        Ok(OrganisationAnswer::Created(Json(found.into()), tag))
    }

    /// Read an organisation one acts for
    #[oai(
        path = "/organisations/:id",
        method = "get",
        operation_id = "read_organisation"
    )]
    async fn read_organisation(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<OrganisationAnswer> {
        let employer = caller.employer(OrganisationId(id))?;
        let found = store::get_organisation(ctx.read(), employer.organisation()).await?;
        let tag = etag(found.version);
        Ok(OrganisationAnswer::Found(Json(found.into()), tag))
    }

    /// Change what an organisation says of itself
    #[oai(
        path = "/organisations/:id",
        method = "put",
        operation_id = "change_organisation"
    )]
    async fn change_organisation(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        Json(body): Json<OrganisationBody>,
    ) -> poem::Result<OrganisationAnswer> {
        let employer = caller.employer(OrganisationId(id))?;
        let version = if_match(version.0.as_deref())?;
        organisations::update(ctx, &employer, version, body.try_into()?).await?;
        let found = store::get_organisation(ctx.read(), employer.organisation()).await?;
        let tag = etag(found.version);
        Ok(OrganisationAnswer::Found(Json(found.into()), tag))
    }

    /// The people who act for an organisation
    #[oai(
        path = "/organisations/:id/people",
        method = "get",
        operation_id = "list_people"
    )]
    async fn list_people(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
    ) -> poem::Result<Json<Vec<PersonView>>> {
        let employer = caller.employer(OrganisationId(id))?;
        let members = store::list_members(ctx.read(), employer.organisation()).await?;
        Ok(Json(
            members
                .into_iter()
                .map(|(person, role)| view(&person, role))
                .collect(),
        ))
    }

    /// Invite a colleague to act for an organisation
    #[oai(
        path = "/organisations/:id/people",
        method = "post",
        operation_id = "invite_colleague"
    )]
    async fn invite_colleague(
        &self,
        TokenCaller(caller): TokenCaller,
        Data(ctx): Data<&Context>,
        Path(id): Path<Uuid>,
        Json(body): Json<InvitationBody>,
    ) -> poem::Result<Json<PersonView>> {
        let employer = caller.employer(OrganisationId(id))?;
        let role: MemberRole = body.role.parse().map_err(|_| {
            Error::invalid(
                "role",
                "The role must be lead, contributor, signatory or viewer",
            )
        })?;
        let person = organisations::invite(ctx, &employer, &body.email, &body.name, role).await?;
        let found = store::find_person(ctx.read(), person)
            .await?
            .ok_or(Error::NotFound)?;
        Ok(Json(view(&found, role)))
    }
}

fn view(person: &crate::identity::rules::Person, role: MemberRole) -> PersonView {
    PersonView {
        id: person.id.0,
        name: person.display_name().to_owned(),
        role: role.as_str().to_owned(),
    }
}
