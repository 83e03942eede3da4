//! People whom officers help: who they are, for whom they act, and what can be done for them.

use askama::Template;
use entity::ids::PersonId;
use entity::kinds::MemberRole;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;
use url::form_urlencoded::byte_serialize;

use super::refusal;
use crate::identity::actions::bounce;
use crate::identity::actions::support::{Done, change_address, replace_lead, send_new_link};
use crate::identity::guard::{Caller, Officer};
use crate::identity::rules::{Person, ask_words, role_words, takes_two};
use crate::identity::store::{self, Part};
use crate::notification::bounces;
use crate::notification::rules::Bounce;
use crate::platform::calendar::{london_date, long_date};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::platform::paging::PageRequest;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, PageLinks, Shell, grouped, html};
use crate::web::routes::{Audience, Entry};
use crate::web::visit::Visit;

const PATH: &str = "/home/people";
/// Longest words searched for, in characters.
const WORDS_MAX: usize = 200;

pub(super) fn routes() -> Vec<Entry> {
    let officer = |path| Entry::new(path, Audience::Officer);
    vec![
        officer("/home/people").get(show_people),
        officer("/home/people/:id").get(show_person),
        officer("/home/people/:id/:act")
            .get(show_act)
            .post(submit_act),
    ]
}

fn quoted(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    q: String,
    page: Option<u64>,
}

struct Row {
    href: String,
    name: String,
    email: String,
    bounced: bool,
}

#[derive(Template)]
#[template(path = "identity/support/people.html")]
struct PeoplePage {
    shell: Shell,
    path: &'static str,
    query: String,
    found: u64,
    counted: String,
    rows: Vec<Row>,
    pages: PageLinks,
}

#[handler]
async fn show_people(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Error> {
    let authority = caller.any_officer()?.authority();
    let words: String = wanted
        .q
        .replace('\0', "")
        .trim()
        .chars()
        .take(WORDS_MAX)
        .collect();
    let page = PageRequest::number(wanted.page);
    let listed = store::list_people_in_reach(ctx.read(), authority, &words, page).await?;
    let emails = listed.rows.iter().map(|person| person.email.clone());
    let bounced = bounces::list(ctx.read(), emails).await?;
    let page = PeoplePage {
        shell: caller
            .shell(&visit, "People who act for employers")
            .under("Home", "/home"),
        path: PATH,
        found: listed.total,
        counted: grouped(listed.total),
        pages: PageLinks::new(listed.page.number, listed.last_page(), |number| {
            format!("{PATH}?q={}&page={number}", quoted(&words))
        }),
        rows: listed
            .rows
            .iter()
            .map(|person| Row {
                href: format!("{PATH}/{}", person.id),
                name: person.display_name().to_owned(),
                email: person.email.clone(),
                bounced: bounced.iter().any(|bounce| bounce.email == person.email),
            })
            .collect(),
        query: words,
    };
    Ok(html(StatusCode::OK, &page))
}

/// A person whom an officer helps.
struct Helped {
    officer: Officer,
    person: Person,
    parts: Vec<Part>,
    bounce: Option<Bounce>,
}

impl Helped {
    async fn load(ctx: &Context, caller: &Caller, id: PersonId) -> Result<Self> {
        for officer in caller.officers() {
            let authority = officer.authority();
            let person = match store::get_person_in_reach(ctx.read(), authority, id).await {
                Ok(person) => person,
                Err(Error::NotFound) => continue,
                Err(other) => return Err(other),
            };
            let parts = store::list_parts(ctx.read(), authority, id).await?;
            return Ok(Self {
                bounce: bounces::find(ctx.read(), &person.email).await?,
                officer,
                person,
                parts,
            });
        }
        Err(Error::NotFound)
    }

    fn path(&self) -> String {
        format!("{PATH}/{}", self.person.id)
    }

    fn live(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.ended_at.is_none())
    }

    /// The organisations the person leads, of those that deal with the authority.
    fn led(&self) -> impl Iterator<Item = &Part> {
        self.live()
            .filter(|part| part.role == MemberRole::Lead && part.deals)
    }

    fn takes_two(&self) -> bool {
        let roles: Vec<MemberRole> = self.live().map(|part| part.role).collect();
        takes_two(&roles, false)
    }

    /// Whether the officer has nothing to do with the person's employers.
    fn is_apart(&self, caller: &Caller) -> bool {
        let ids = |part: &Part| caller.employer(part.organisation_id).is_ok();
        caller.person.id != self.person.id && !self.parts.iter().any(ids)
    }
}

struct PartRow {
    organisation: String,
    role: &'static str,
    ended: Option<String>,
}

struct OpenRequest {
    href: String,
    what: &'static str,
}

#[derive(Template)]
#[template(path = "identity/support/person.html")]
struct PersonPage {
    shell: Shell,
    path: String,
    email: String,
    emails: String,
    bounced: Option<(String, String)>,
    parts: Vec<PartRow>,
    requests: Vec<OpenRequest>,
    leads: bool,
    apart: bool,
}

#[handler]
async fn show_person(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<PersonId>,
) -> Result<Response, Error> {
    let helped = Helped::load(ctx, &caller, id).await?;
    let authority = helped.officer.authority();
    let open = store::list_open_requests(ctx.read(), authority, id).await?;
    let page = PersonPage {
        shell: caller
            .shell(&visit, helped.person.display_name())
            .under("Home", "/home")
            .under("People", PATH),
        path: helped.path(),
        emails: format!("/home/emails?q={}", quoted(&helped.person.email)),
        email: helped.person.email.clone(),
        bounced: helped
            .bounce
            .as_ref()
            .map(|bounce| (long_date(london_date(bounce.at)), bounce.why.clone())),
        // What somebody does for employers that do not deal with this authority is no concern of it.
        parts: helped
            .parts
            .iter()
            .filter(|part| part.deals)
            .map(|part| PartRow {
                organisation: part.organisation.clone(),
                role: role_words(part.role),
                ended: part.ended_at.map(|at| long_date(london_date(at))),
            })
            .collect(),
        requests: open
            .iter()
            .map(|request| OpenRequest {
                href: format!("/home/requests/{}", request.id),
                what: ask_words(request.ask.kind()),
            })
            .collect(),
        leads: helped.led().next().is_some(),
        apart: helped.is_apart(&caller),
    };
    Ok(html(StatusCode::OK, &page))
}

/// What an officer can do for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Link,
    Address,
    Lead,
    Works,
}

impl Act {
    fn parse(text: &str) -> Result<Self> {
        match text {
            "link" => Ok(Self::Link),
            "address" => Ok(Self::Address),
            "lead" => Ok(Self::Lead),
            "works" => Ok(Self::Works),
            _ => Err(Error::NotFound),
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Address => "address",
            Self::Lead => "lead",
            Self::Works => "works",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Link => "Send a new link to sign in",
            Self::Address => "Change the email address",
            Self::Lead => "Put another lead in this person’s place",
            Self::Works => "The address works again",
        }
    }

    const fn button(self) -> &'static str {
        match self {
            Self::Link => "Send a link",
            Self::Address => "Change the address",
            Self::Lead => "Ask a second officer",
            Self::Works => "Clear the mark",
        }
    }

    const fn says(self, two: bool) -> &'static str {
        match (self, two) {
            (Self::Link, _) => {
                "The link goes to the person’s own address and works once. You never see it."
            }
            (Self::Address, true) => {
                "This person leads or signs off, so a second officer must confirm. Then both addresses are told, the person is signed out everywhere, and open links end."
            }
            (Self::Address, false) => {
                "Both addresses are told, the person is signed out everywhere, and open links end."
            }
            (Self::Lead, _) => {
                "Use this when a lead has left. A second officer must confirm. Then the other person leads the organisation, this person’s part there ends, and everybody concerned is told."
            }
            (Self::Works, _) => {
                "Use this when you know that emails arrive again. The person can sign in with the address then."
            }
        }
    }
}

#[derive(Template)]
#[template(path = "identity/support/act.html")]
struct ActPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    back: String,
    act: &'static str,
    says: &'static str,
    button: &'static str,
    email: String,
    organisations: Vec<Choice>,
    typed_email: String,
    typed_name: String,
    reason: String,
    told: bool,
}

fn act_page(
    visit: &Visit,
    caller: &Caller,
    (helped, act): (&Helped, Act),
    (typed, errors): (&Fields, FieldErrors),
) -> ActPage {
    let back = helped.path();
    let led: Vec<&Part> = helped.led().collect();
    ActPage {
        shell: caller
            .shell(visit, act.title())
            .under("Home", "/home")
            .under("People", PATH)
            .under(helped.person.display_name(), back.clone())
            .wrong(&errors),
        errors,
        path: format!("{back}/{}", act.as_str()),
        back,
        act: act.as_str(),
        says: act.says(helped.takes_two()),
        button: act.button(),
        email: helped.person.email.clone(),
        organisations: led
            .iter()
            .map(|part| {
                let id = part.organisation_id.to_string();
                let chosen = led.len() == 1 || typed.get("organisation") == id;
                Choice::new(id, part.organisation.clone()).selected(chosen)
            })
            .collect(),
        typed_email: typed.get("email").to_owned(),
        typed_name: typed.get("name").to_owned(),
        reason: typed.get("reason").to_owned(),
        told: matches!(act, Act::Address | Act::Lead),
    }
}

#[handler]
async fn show_act(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, act)): Path<(PersonId, String)>,
) -> Result<Response, Error> {
    let act = Act::parse(&act)?;
    let helped = Helped::load(ctx, &caller, id).await?;
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = act_page(&visit, &caller, (&helped, act), nothing);
    Ok(html(StatusCode::OK, &page))
}

async fn perform(ctx: &Context, helped: &Helped, act: Act, fields: &Fields) -> Result<Done> {
    let (officer, id) = (&helped.officer, helped.person.id);
    let (email, reason) = (fields.get("email"), fields.get("reason"));
    match act {
        Act::Link => send_new_link(ctx, officer, id, reason).await?,
        Act::Works => bounce::clear(ctx, officer, id, reason).await?,
        Act::Address => return change_address(ctx, officer, id, email, reason).await,
        Act::Lead => {
            let organisation = fields.get("organisation").parse().ok();
            let new = (email, fields.get("name"));
            return replace_lead(ctx, officer, id, organisation, new, reason).await;
        }
    }
    Ok(Done::AtOnce)
}

#[handler]
async fn submit_act(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, act)): Path<(PersonId, String)>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let act = Act::parse(&act)?;
    let helped = Helped::load(ctx, &caller, id).await?;
    match perform(ctx, &helped, act, &fields).await {
        Ok(Done::Proposed(request)) => Ok(visit.done(
            &format!("/home/requests/{request}"),
            &Notice::success("The other officers are told. One of them must confirm this."),
        )),
        Ok(Done::AtOnce) => {
            let notice = match act {
                Act::Link => "A new link is on its way",
                Act::Address | Act::Lead => "It is done, and everybody concerned is told",
                Act::Works => "The address can be used to sign in again",
            };
            Ok(visit.done(&helped.path(), &Notice::success(notice)))
        }
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = act_page(&visit, &caller, (&helped, act), (&fields, errors));
            Ok(html(status, &page))
        }
    }
}
