//! Reads the register: names, filters, entries in steps.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use entity::ids::{AccreditationId, AreaId, AuthorityId, SchemeId};
use uuid::Uuid;

use super::rules::{Asked, Names, PublicEntry, SchemeLabel, council_slug, instant_of};
use crate::accreditation::rules::Accreditation;
use crate::accreditation::store::{self as accreditations, Combination, ListFilter};
use crate::identity::store as identity;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme::store as schemes;

/// Longest name of an entry there can be.
const ENTRY_MAX_BYTES: usize = 100;
/// Entries read in one step.
const STEP: u64 = 500;

/// The register at an instant: how it is composed, and what identifiers are called.
pub(super) struct Reading {
    /// The instant.
    pub(super) at: DateTime<Utc>,
    /// What is called how.
    pub(super) names: Names,
    /// How many share which facts, among those whose name fits.
    pub(super) combinations: Vec<Combination>,
    /// What was asked for.
    pub(super) filter: ListFilter,
}

impl Reading {
    /// Opens the register for a question: four statements.
    pub(super) async fn open(ctx: &Context, asked: &Asked) -> Result<Self> {
        let now = ctx.now();
        let at = asked.on.map_or(now, |on| instant_of(on, now));
        let known = ListFilter {
            awarded_until: Some(at),
            words: asked.words.clone(),
            ..ListFilter::default()
        };
        let combinations = accreditations::count_combinations(ctx.read(), &known, at).await?;
        let names = read_names(ctx, &combinations).await?;
        let filter = narrow(known, asked, &names);
        Ok(Self {
            at,
            names,
            combinations,
            filter,
        })
    }

    /// The next entries after one, in the order they were awarded, and where to go on; none when
    /// these are the last. Two statements.
    pub(super) async fn step(
        &self,
        ctx: &Context,
        after: Option<AccreditationId>,
        most: u64,
    ) -> Result<(Vec<PublicEntry>, Option<AccreditationId>)> {
        let mut rows =
            accreditations::list_after(ctx.read(), &self.filter, self.at, after, most + 1).await?;
        let wanted = usize::try_from(most).unwrap_or(usize::MAX);
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        let next = rows.last().filter(|_| more).map(|row| row.id);
        let entries = rows
            .iter()
            .map(|row| PublicEntry::new(row, &self.names, self.at, &ctx.config.base_url))
            .collect();
        Ok((entries, next))
    }

    /// Hands every entry to `take`, in steps of a bounded size.
    pub(super) async fn each(
        &self,
        ctx: &Context,
        mut take: impl FnMut(PublicEntry) -> Result<()>,
    ) -> Result<()> {
        let mut after = None;
        loop {
            let (entries, next) = self.step(ctx, after, STEP).await?;
            for entry in entries {
                take(entry)?;
            }
            if next.is_none() {
                return Ok(());
            }
            after = next;
        }
    }
}

/// The names of everything that some accreditations share: three statements.
async fn read_names(ctx: &Context, combinations: &[Combination]) -> Result<Names> {
    let places: BTreeSet<AreaId> = combinations
        .iter()
        .filter_map(|one| one.district_id)
        .collect();
    names_for(ctx, places).await
}

/// The names of authorities, schemes and these places: three statements.
pub(super) async fn names_for(
    ctx: &Context,
    places: impl IntoIterator<Item = AreaId>,
) -> Result<Names> {
    let authorities = identity::list_authorities(ctx.read()).await?;
    let found = schemes::list_schemes(ctx.read()).await?;
    Ok(Names {
        authorities: authorities
            .into_iter()
            .map(|authority| (authority.id, (authority.name, authority.slug)))
            .collect(),
        schemes: found
            .into_iter()
            .map(|scheme| {
                let label = SchemeLabel {
                    authority_id: scheme.authority_id,
                    slug: scheme.slug,
                    name: scheme.name,
                };
                (scheme.id, label)
            })
            .collect::<BTreeMap<_, _>>(),
        councils: identity::list_area_names(ctx.read(), places).await?,
    })
}

/// The entry of that name.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or the name cannot be one.
pub(super) async fn get_entry(ctx: &Context, entry: &str) -> Result<Accreditation> {
    let possible = entry.len() <= ENTRY_MAX_BYTES
        && entry
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !possible {
        return Err(Error::NotFound);
    }
    let found = accreditations::find_by_entry(ctx.read(), entry).await?;
    found
        .filter(|one| one.awarded_at <= ctx.now())
        .ok_or(Error::NotFound)
}

/// What is asked for by name, by identifier. A name that nothing has finds nothing.
fn narrow(known: ListFilter, asked: &Asked, names: &Names) -> ListFilter {
    let authority = asked.authority.as_ref().map(|slug| {
        names
            .authorities
            .iter()
            .find(|(_, (_, own))| own == slug)
            .map_or(AuthorityId(Uuid::nil()), |(id, _)| *id)
    });
    let scheme = asked.scheme.as_ref().map(|slug| {
        names
            .schemes
            .iter()
            .find(|(_, scheme)| {
                scheme.slug == *slug && authority.is_none_or(|id| id == scheme.authority_id)
            })
            .map_or(SchemeId(Uuid::nil()), |(id, _)| *id)
    });
    let district = asked.council.as_ref().map(|slug| {
        names
            .councils
            .iter()
            .find(|(_, name)| council_slug(name) == *slug)
            .map_or(AreaId(Uuid::nil()), |(id, _)| *id)
    });
    ListFilter {
        authority,
        scheme,
        tier: asked.tier.clone(),
        district,
        sector: asked.sector.clone(),
        size_band: asked.size_band,
        status: asked.status,
        ..known
    }
}
