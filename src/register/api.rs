//! The register for programs: public, without a token.

use chrono::NaiveDate;
use entity::ids::{AccreditationId, OrganisationId};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use super::reading::{Reading, get_entry, names_for};
use super::rules::{Field, Happening, PublicEntry, Question, history, instant_of, placement};
use crate::accreditation::store as accreditations;
use crate::identity::directory::rules::company_number;
use crate::identity::store as identity;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::platform::paging::{PAGE_SIZE, PAGE_SIZE_MAX};
use crate::scheme::store as schemes;

/// The public register.
pub struct RegisterApi;

/// An entry of the register.
#[derive(Debug, Object)]
struct EntryView {
    /// Its lasting name in addresses.
    entry: String,
    /// Its page.
    url: String,
    /// Legal name of the employer at the award.
    employer: String,
    /// `not_yet`, `active`, `suspended`, `withdrawn`, `relinquished` or `lapsed`.
    status: String,
    /// Since which day it stands there.
    status_since: NaiveDate,
    /// Public reason of the newest event; empty when nothing happened.
    reason: String,
    /// Code of the tier.
    tier: String,
    /// Name of the tier at the award.
    tier_name: String,
    /// Place of the tier on its ladder, from 1.
    tier_rank: u32,
    /// Short name of the authority.
    authority: String,
    /// Name of the authority.
    authority_name: String,
    /// Short name of the scheme.
    scheme: String,
    /// Name of the scheme.
    scheme_name: String,
    /// Council of the main workplace; empty when not known.
    council: String,
    /// SIC 2007 section letter; empty when not known.
    sector: String,
    /// Name of the section; empty when not known.
    sector_name: String,
    /// `micro`, `small`, `medium` or `large`; empty when not known.
    size_band: String,
    /// Day of the award.
    awarded_on: NaiveDate,
    /// First day of the term.
    since: NaiveDate,
    /// First day after the term.
    until: NaiveDate,
}

impl From<PublicEntry> for EntryView {
    fn from(entry: PublicEntry) -> Self {
        Self {
            entry: entry.entry,
            url: entry.url,
            employer: entry.employer,
            status: entry.status.to_owned(),
            status_since: entry.status_since,
            reason: entry.reason,
            tier: entry.tier,
            tier_name: entry.tier_name,
            tier_rank: entry.tier_rank,
            authority: entry.authority,
            authority_name: entry.authority_name,
            scheme: entry.scheme,
            scheme_name: entry.scheme_name,
            council: entry.council,
            sector: entry.sector,
            sector_name: entry.sector_name,
            size_band: entry.size_band,
            awarded_on: entry.awarded_on,
            since: entry.since,
            until: entry.until,
        }
    }
}

/// Something that happened to an entry.
#[derive(Debug, Object)]
struct HappeningView {
    /// On which day.
    on: NaiveDate,
    /// What happened.
    what: String,
    /// Why; may be empty.
    reason: String,
}

impl From<Happening> for HappeningView {
    fn from(happened: Happening) -> Self {
        Self {
            on: happened.on,
            what: happened.words,
            reason: happened.reason,
        }
    }
}

/// An entry and what happened to it, newest first.
#[derive(Debug, Object)]
struct EntryHistoryView {
    /// The entry.
    #[oai(flatten)]
    entry: EntryView,
    /// What happened.
    history: Vec<HappeningView>,
}

/// The answer of the placement gate.
#[derive(Debug, Object)]
struct PlacementView {
    /// `meets`, `does_not_meet`, `not_eligible` or `unknown`.
    answer: String,
    /// The day it is true of.
    on: NaiveDate,
    /// The entry that settled it.
    entry: Option<EntryView>,
}

#[derive(ApiResponse)]
enum ListAnswer {
    /// Entries in the order they were awarded; `Link` leads to the next ones.
    #[oai(status = 200)]
    Found(
        Json<Vec<EntryView>>,
        #[oai(header = "Link")] Option<String>,
        #[oai(header = "Cache-Control")] String,
    ),
}

/// What the caches of others may do with an answer.
const CACHE: &str = "public, max-age=60";

fn typed(value: Option<String>) -> String {
    value.unwrap_or_default()
}

#[OpenApi]
impl RegisterApi {
    /// The register, narrowed by what the query names
    #[expect(
        clippy::too_many_arguments,
        reason = "each is a parameter of the address"
    )]
    #[oai(path = "/register", method = "get", operation_id = "list_register")]
    async fn list_register(
        &self,
        Data(ctx): Data<&Context>,
        /// Words of the employer's name.
        Query(q): Query<Option<String>>,
        /// Short name of an authority.
        Query(authority): Query<Option<String>>,
        /// Short name of a scheme.
        Query(scheme): Query<Option<String>>,
        /// Code of a tier.
        Query(tier): Query<Option<String>>,
        /// Short name of a council, such as `salford`.
        Query(council): Query<Option<String>>,
        /// SIC 2007 section letter.
        Query(sector): Query<Option<String>>,
        /// Size band.
        Query(size): Query<Option<String>>,
        /// Status.
        Query(status): Query<Option<String>>,
        /// The day asked about.
        Query(on): Query<Option<String>>,
        /// Where to go on, as the `Link` of the answer before says.
        Query(after): Query<Option<Uuid>>,
        /// Entries wanted, at most 200.
        Query(limit): Query<Option<u64>>,
    ) -> poem::Result<ListAnswer> {
        let question = Question::read([
            (Field::Words.as_str(), typed(q)),
            (Field::Authority.as_str(), typed(authority)),
            (Field::Scheme.as_str(), typed(scheme)),
            (Field::Tier.as_str(), typed(tier)),
            (Field::Council.as_str(), typed(council)),
            (Field::Sector.as_str(), typed(sector)),
            (Field::Size.as_str(), typed(size)),
            (Field::Status.as_str(), typed(status)),
            (Field::On.as_str(), typed(on)),
        ]);
        let asked = question.ask(ctx.today())?;
        let most = limit.unwrap_or(PAGE_SIZE).clamp(1, PAGE_SIZE_MAX);
        let reading = Reading::open(ctx, &asked).await?;
        let (entries, next) = reading.step(ctx, after.map(AccreditationId), most).await?;
        let link = next.map(|next| {
            let here = question.address("/api/v1/register", None);
            let join = if here.contains('?') { '&' } else { '?' };
            let address = ctx.url(&format!("{here}{join}after={next}&limit={most}"));
            format!("<{address}>; rel=\"next\"")
        });
        Ok(ListAnswer::Found(
            Json(entries.into_iter().map(EntryView::from).collect()),
            link,
            CACHE.to_owned(),
        ))
    }

    /// One entry and what happened to it
    #[oai(
        path = "/register/entries/:entry",
        method = "get",
        operation_id = "read_register_entry"
    )]
    async fn read_register_entry(
        &self,
        Data(ctx): Data<&Context>,
        Path(entry): Path<String>,
    ) -> poem::Result<Json<EntryHistoryView>> {
        let found = get_entry(ctx, &entry).await?;
        let names = names_for(ctx, found.holder.district_id).await?;
        let at = ctx.now();
        Ok(Json(EntryHistoryView {
            entry: PublicEntry::new(&found, &names, at, &ctx.config.base_url).into(),
            history: history(&found, at)
                .into_iter()
                .map(HappeningView::from)
                .collect(),
        }))
    }

    /// Whether an employer is accredited at a tier or above on a day
    ///
    /// `unknown` says that the register knows nothing of the employer, which is not a no;
    /// `not_eligible` says that the authority suspended or withdrew its accreditation.
    #[oai(
        path = "/register/status",
        method = "get",
        operation_id = "read_register_status"
    )]
    async fn read_register_status(
        &self,
        Data(ctx): Data<&Context>,
        /// Companies House number.
        Query(company_number): Query<Option<String>>,
        /// Identifier of the organisation on Fairmark.
        Query(organisation): Query<Option<Uuid>>,
        /// Short name of a scheme; any when not named.
        Query(scheme): Query<Option<String>>,
        /// Code of the lowest tier that will do; any when not named.
        Query(at_least): Query<Option<String>>,
        /// The day asked about.
        Query(on): Query<Option<String>>,
    ) -> poem::Result<Json<PlacementView>> {
        let asked = Question::read([(Field::On.as_str(), typed(on))]).ask(ctx.today())?;
        let on = asked.on.unwrap_or_else(|| ctx.today());
        let at = instant_of(on, ctx.now());
        let who = find_organisation(ctx, company_number, organisation).await?;
        let ranks = Ranks::read(ctx, scheme.as_deref(), at_least.as_deref()).await?;
        let held = match who {
            Some(id) => accreditations::list_of_organisations(ctx.read(), [id]).await?,
            None => Vec::new(),
        };
        let held: Vec<_> = held
            .into_iter()
            .filter(|one| ranks.concerns(one.scheme_id))
            .collect();
        let (answer, settled) = placement(&held, at, |id, rank| ranks.reaches(id, rank));
        let entry = match settled {
            Some(one) => {
                let names = names_for(ctx, one.holder.district_id).await?;
                Some(PublicEntry::new(one, &names, at, &ctx.config.base_url).into())
            }
            None => None,
        };
        Ok(Json(PlacementView {
            answer: answer.as_str().to_owned(),
            on,
            entry,
        }))
    }
}

/// The organisation that is asked about, if there is one.
async fn find_organisation(
    ctx: &Context,
    company_number: Option<String>,
    organisation: Option<Uuid>,
) -> Result<Option<OrganisationId>> {
    match (company_number, organisation) {
        (None, Some(id)) => Ok(Some(OrganisationId(id))),
        (Some(typed), None) => {
            let number = company_number::read(&typed).value.ok_or_else(|| {
                Error::invalid(
                    "company_number",
                    "Enter the eight characters of the company number, like 01234567 or SC123456",
                )
            })?;
            identity::find_company(ctx.read(), &number).await
        }
        (None, None) | (Some(_), Some(_)) => Err(Error::invalid(
            "company_number",
            "Name the employer by company_number or by organisation, not both",
        )),
    }
}

/// Which ranks will do, by scheme.
struct Ranks(Vec<(entity::ids::SchemeId, u32)>);

impl Ranks {
    async fn read(ctx: &Context, scheme: Option<&str>, at_least: Option<&str>) -> Result<Self> {
        let versions = schemes::list_current_versions(ctx.read(), ctx.today()).await?;
        let asked: Vec<_> = versions
            .iter()
            .filter(|version| {
                scheme.is_none_or(|slug| version.content.scheme.slug.as_str() == slug.trim())
            })
            .collect();
        if asked.is_empty() && scheme.is_some() {
            return Err(Error::invalid(
                "scheme",
                "There is no scheme of that short name; the register lists them all",
            ));
        }
        let Some(code) = at_least.map(str::trim) else {
            return Ok(Self(asked.iter().map(|v| (v.scheme_id, 0)).collect()));
        };
        let ranks: Vec<_> = asked
            .iter()
            .filter_map(|version| {
                let tier = version
                    .content
                    .tiers
                    .iter()
                    .find(|tier| tier.code.as_str() == code)?;
                Some((version.scheme_id, tier.rank))
            })
            .collect();
        if ranks.is_empty() {
            return Err(Error::invalid(
                "at_least",
                "There is no tier of that code; the register lists them all",
            ));
        }
        Ok(Self(ranks))
    }

    fn concerns(&self, scheme: entity::ids::SchemeId) -> bool {
        self.0.iter().any(|(id, _)| *id == scheme)
    }

    fn reaches(&self, scheme: entity::ids::SchemeId, rank: u32) -> bool {
        self.0
            .iter()
            .any(|(id, least)| *id == scheme && rank >= *least)
    }
}
