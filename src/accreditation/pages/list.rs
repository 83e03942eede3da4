//! Every accreditation of an officer's authority: narrowed, searched, page by page.

use askama::Template;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::words::{standing_words, status_colour};
use crate::accreditation::rules::{Accreditation, Status, expiring_before};
use crate::accreditation::store::{self, Facet as CountBy, ListFilter, Order};
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::platform::paging::PageRequest;
use crate::web::page::{Facet, PageLinks, Shell, grouped, html, narrowed_address};
use crate::web::visit::Visit;

const PATH: &str = "/home/accreditations";

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    show: String,
    #[serde(default)]
    q: String,
    page: Option<u64>,
}

/// Which part of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Show {
    All,
    Active,
    Expiring,
    Suspended,
    Ended,
}

impl Show {
    const EACH: [Self; 5] = [
        Self::All,
        Self::Active,
        Self::Expiring,
        Self::Suspended,
        Self::Ended,
    ];

    fn parse(text: &str) -> Self {
        Self::EACH
            .into_iter()
            .find(|show| show.as_str() == text)
            .unwrap_or(Self::All)
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Active => "active",
            Self::Expiring => "expiring",
            Self::Suspended => "suspended",
            Self::Ended => "ended",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Active => "Active",
            Self::Expiring => "Expiring in 90 days",
            Self::Suspended => "Suspended",
            Self::Ended => "Ended",
        }
    }

    /// What an empty list of it says.
    const fn empty(self) -> &'static str {
        match self {
            Self::All => {
                "Accreditations appear here when a case is decided with an award. Cases that wait for a decision are under Cases."
            }
            Self::Active => {
                "No accreditation is active. One becomes active when a case is decided with an award."
            }
            Self::Expiring => "No active accreditation ends in the next 90 days.",
            Self::Suspended => {
                "No accreditation is suspended. To suspend one, open it and choose Suspend."
            }
            Self::Ended => "No accreditation has lapsed, been withdrawn or been given up.",
        }
    }

    fn filter(self, ctx: &Context, words: &str) -> ListFilter {
        let filter = ListFilter {
            words: words.to_owned(),
            ..ListFilter::default()
        };
        match self {
            Self::All => filter,
            Self::Active => ListFilter {
                status: Some(Status::Active),
                ..filter
            },
            Self::Expiring => ListFilter {
                status: Some(Status::Active),
                until_before: Some(expiring_before(ctx.today())),
                ..filter
            },
            Self::Suspended => ListFilter {
                status: Some(Status::Suspended),
                ..filter
            },
            Self::Ended => ListFilter {
                ended: true,
                ..filter
            },
        }
    }

    const fn order(self) -> Order {
        match self {
            Self::All | Self::Active | Self::Suspended => Order::Name,
            Self::Expiring => Order::EndsFirst,
            Self::Ended => Order::Newest,
        }
    }
}

/// One accreditation in the table.
struct Row {
    href: String,
    holder: String,
    tier: String,
    rung: u32,
    status: &'static str,
    colour: &'static str,
    standing: String,
    last_day: String,
    last_day_machine: String,
}

impl Row {
    fn of(ctx: &Context, caller: &Caller, found: &Accreditation) -> Self {
        let status = found.status_at(ctx.now());
        // Whoever acts for the employer reads it as the employer does.
        let path = match caller.employer(found.organisation_id) {
            Ok(_) => "/home/held",
            Err(_) => PATH,
        };
        Self {
            href: format!("{path}/{}", found.id),
            holder: found.holder.name.clone(),
            tier: found.tier.name.clone(),
            rung: found.tier.rank,
            status: status.words(),
            colour: status_colour(status),
            standing: standing_words(found, ctx.now()),
            last_day: found.term.last_day_words(),
            last_day_machine: found.term.last_day().to_string(),
        }
    }
}

#[derive(Template)]
#[template(path = "accreditation/list.html")]
struct ListPage {
    shell: Shell,
    path: &'static str,
    query: String,
    show: &'static str,
    facets: Vec<Facet>,
    found: u64,
    counted: String,
    caption: &'static str,
    rows: Vec<Row>,
    pages: PageLinks,
    nothing: &'static str,
}

fn address(show: Show, words: &str, page: u64) -> String {
    let shown = (show != Show::All).then(|| show.as_str());
    narrowed_address(PATH, shown, words, page)
}

/// How many rows each part has.
struct Counts {
    by_status: Vec<(String, u64)>,
    expiring: u64,
}

impl Counts {
    fn of(&self, statuses: &[Status]) -> u64 {
        self.by_status
            .iter()
            .filter(|(word, _)| statuses.iter().any(|status| status.as_str() == word))
            .map(|(_, number)| number)
            .sum()
    }

    fn shown(&self, show: Show) -> u64 {
        match show {
            Show::All => self.of(Status::ALL),
            Show::Active => self.of(&[Status::Active]),
            Show::Expiring => self.expiring,
            Show::Suspended => self.of(&[Status::Suspended]),
            Show::Ended => self.of(&[
                Status::Withdrawn,
                Status::Relinquished,
                Status::Superseded,
                Status::Lapsed,
            ]),
        }
    }
}

#[handler]
pub(super) async fn show_accreditations(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    let authority = officer.authority();
    let show = Show::parse(&wanted.show);
    let words: String = wanted.q.trim().chars().take(200).collect();
    let own = |show: Show| ListFilter {
        authority: Some(authority),
        ..show.filter(ctx, &words)
    };
    let listed = store::list_in_authority(
        ctx.read(),
        authority,
        &own(show),
        ctx.now(),
        show.order(),
        PageRequest::number(wanted.page),
    )
    .await?;
    let counts = Counts {
        by_status: store::count_by(ctx.read(), &own(Show::All), ctx.now(), CountBy::Status).await?,
        expiring: store::count_public(ctx.read(), &own(Show::Expiring), ctx.now()).await?,
    };
    let page = ListPage {
        shell: caller.shell(&visit, "Accreditations").wide(),
        path: PATH,
        show: show.as_str(),
        facets: Show::EACH
            .into_iter()
            .map(|each| {
                let current = each == show;
                // The one in use leads to the list without it.
                let to = if current { Show::All } else { each };
                Facet::new(each.words(), counts.shown(each), address(to, &words, 1))
                    .current(current)
            })
            .collect(),
        found: listed.total,
        counted: grouped(listed.total),
        caption: show.words(),
        pages: PageLinks::new(listed.page.number, listed.last_page(), |number| {
            address(show, &words, number)
        }),
        rows: listed
            .rows
            .iter()
            .map(|one| Row::of(ctx, &caller, one))
            .collect(),
        nothing: show.empty(),
        query: words,
    };
    Ok(html(StatusCode::OK, &page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_carry_only_what_was_asked_for() {
        assert_eq!(address(Show::All, "", 1), PATH);
        assert_eq!(
            address(Show::Expiring, "tŷ & co", 2),
            format!("{PATH}?show=expiring&q=t%C5%B7+%26+co&page=2")
        );
        for show in Show::EACH {
            assert_eq!(Show::parse(show.as_str()), show);
        }
        assert_eq!(Show::parse("nonsense"), Show::All);
    }
}
