//! What is kept of others, the form to offer a list, and one list: what it would do, or did.

use askama::Template;
use entity::ids::OutsideListId;
use entity::outside_kinds::OutsideListStage;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;
use url::form_urlencoded::byte_serialize;

use super::{DayParts, PATH, day, standing};
use crate::accreditation::actions::outside::{self, Preview, SentFile};
use crate::accreditation::pages::refusal;
use crate::accreditation::store::list_recognised;
use crate::identity::guard::{Caller, Officer};
use crate::identity::outside::rules::{Entry, OutsideList};
use crate::identity::outside::store;
use crate::platform::calendar::{long_date, long_instant};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::platform::paging::PageRequest;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, PageLinks, Shell, grouped, html};
use crate::web::upload::{UploadedFile, UploadedForm};
use crate::web::visit::Visit;

/// Lists named on the page.
const LISTS_SHOWN: u64 = 20;
/// Rows of a kind, and faults, shown of a list.
const ROWS_SHOWN: usize = 100;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    q: String,
    page: Option<u64>,
}

/// An accreditation that schemes recognise, in numbers.
struct Kind {
    title: String,
    issuer: String,
    standing: String,
    last: String,
}

/// A list in the table of lists.
struct ListLine {
    title: String,
    as_of: String,
    href: String,
    said: String,
}

/// One that is kept.
struct HeldLine {
    href: String,
    holder: String,
    title: String,
    reference: String,
    standing: String,
}

#[derive(Template)]
#[template(path = "accreditation/outside/lists.html")]
struct OutsidePage {
    shell: Shell,
    errors: FieldErrors,
    kinds: Vec<Kind>,
    lists: Vec<ListLine>,
    choices: Vec<Choice>,
    as_of: DayParts,
    query: String,
    found: u64,
    counted: String,
    rows: Vec<HeldLine>,
    pages: PageLinks,
}

fn said(list: &OutsideList) -> String {
    if list.stage == OutsideListStage::Offered {
        return "Not brought in yet".to_owned();
    }
    let counts = &list.counts;
    format!(
        "{} added, {} changed, {} gone, {} same, {} left out",
        counts.added, counts.changed, counts.gone, counts.same, counts.rejected
    )
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    wanted: &Wanted,
    typed: &Fields,
    errors: FieldErrors,
) -> Result<OutsidePage> {
    let officer = caller.any_officer()?;
    let (authority, today) = (officer.authority(), ctx.today());
    let recognised = list_recognised(ctx.read(), authority, today).await?;
    let lists = store::list_lists(ctx.read(), authority, LISTS_SHOWN).await?;
    let counts = store::count_standing(ctx.read(), authority, today).await?;
    let request = PageRequest::number(wanted.page);
    let found = store::search_outside(ctx.read(), authority, &wanted.q, request).await?;
    let chosen = typed.get("accreditation");
    let mut choices = vec![Choice::new("", "Choose an accreditation")];
    choices.extend(recognised.iter().map(|one| {
        let label = format!("{} ({})", one.title, one.issuer);
        Choice::new(one.code.clone(), label).selected(one.code == chosen)
    }));
    let as_of = if typed.has("as_of_day") {
        DayParts::typed(typed, "as_of")
    } else {
        DayParts::of(today)
    };
    let last_of = |code: &str| {
        lists
            .iter()
            .filter(|list| list.stage == OutsideListStage::Imported)
            .find(|list| list.accreditation == code)
    };
    let address = |page: u64| {
        let words: String = byte_serialize(wanted.q.as_bytes()).collect();
        format!("{PATH}?q={words}&page={page}")
    };
    Ok(OutsidePage {
        shell: caller
            .shell(visit, "Accreditations of others")
            .under("Home", "/home")
            .under("Accreditations", "/home/accreditations")
            .wrong(&errors),
        errors,
        kinds: recognised
            .iter()
            .map(|one| {
                let count = counts.iter().find(|(code, _)| *code == one.code);
                let count = u64::try_from(count.map_or(0, |(_, count)| *count)).unwrap_or(0);
                Kind {
                    title: one.title.clone(),
                    issuer: one.issuer.clone(),
                    standing: grouped(count),
                    last: last_of(&one.code)
                        .map_or_else(|| "None yet".to_owned(), |list| long_date(list.as_of)),
                }
            })
            .collect(),
        choices,
        as_of,
        lists: lists
            .iter()
            .map(|list| ListLine {
                title: list.title.clone(),
                as_of: long_date(list.as_of),
                href: format!("{PATH}/lists/{}", list.id),
                said: said(list),
            })
            .collect(),
        query: wanted.q.clone(),
        found: found.total,
        counted: grouped(found.total),
        pages: PageLinks::new(request.number, found.last_page(), address),
        rows: found
            .rows
            .iter()
            .map(|held| HeldLine {
                href: format!("{PATH}/held/{}", held.id),
                holder: held.entry.holder.clone(),
                title: held.title.clone(),
                reference: held.entry.reference.clone().unwrap_or_default(),
                standing: standing(held, today),
            })
            .collect(),
    })
}

#[handler]
pub(super) async fn show_outside(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Error> {
    let (fields, errors) = (Fields::default(), FieldErrors::new());
    let page = page(ctx, &visit, &caller, &wanted, &fields, errors).await?;
    Ok(html(StatusCode::OK, &page))
}

/// The one file of the form.
fn sent(files: &[UploadedFile], errors: &mut FieldErrors) -> Option<SentFile> {
    let file = files.iter().find(|file| file.field == "file");
    match file.map(|file| (file, &file.content)) {
        Some((file, Some(content))) if file.size > 0 => Some(SentFile {
            name: file.name.clone(),
            content: content.clone(),
        }),
        Some((_, None)) => {
            errors.add(
                "file",
                "The file is larger than 20 MB. Choose a smaller one",
            );
            None
        }
        _ => {
            errors.add("file", "Choose the file of the list, saved as CSV");
            None
        }
    }
}

async fn offer(ctx: &Context, officer: &Officer, form: &UploadedForm) -> Result<OutsideList> {
    let mut errors = FieldErrors::new();
    let as_of = day(&form.fields, "as_of", &mut errors);
    if as_of.is_none() && errors.is_empty() {
        errors.add("as_of", "Enter the day the list shows");
    }
    let file = sent(&form.files, &mut errors);
    let code = form.fields.get("accreditation");
    if code.is_empty() {
        errors.add("accreditation", "Choose an accreditation from the list");
    }
    match (as_of, file) {
        (Some(as_of), Some(file)) if errors.is_empty() => {
            outside::offer(ctx, officer, code, as_of, file).await
        }
        _ => Err(errors.into()),
    }
}

#[handler]
pub(super) async fn submit_list(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    form: UploadedForm,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    match offer(ctx, &officer, &form).await {
        Ok(list) => Ok(visit.done(
            &format!("{PATH}/lists/{}", list.id),
            &Notice::important(
                "Nothing has changed yet. Look at what the list does, then bring it in",
            ),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let wanted = Wanted::default();
            let page = page(ctx, &visit, &caller, &wanted, &form.fields, errors).await?;
            Ok(html(status, &page))
        }
    }
}

/// Something wrong with a row.
struct FaultLine {
    line: u64,
    field: String,
    value: String,
    why: String,
}

/// What a list would do, row by row.
struct Doing {
    added: Vec<String>,
    changed: Vec<String>,
    gone: Vec<String>,
    proposed: Vec<String>,
    faults: Vec<FaultLine>,
    ignored: String,
    matched: usize,
}

impl Doing {
    /// Whether there is more than is shown.
    fn is_cut(&self) -> bool {
        [&self.added, &self.changed, &self.gone, &self.proposed]
            .iter()
            .any(|rows| rows.len() >= ROWS_SHOWN)
            || self.faults.len() >= ROWS_SHOWN
    }
}

#[derive(Template)]
#[template(path = "accreditation/outside/list.html")]
struct ListPage {
    shell: Shell,
    path: String,
    title: String,
    issuer: String,
    file_name: String,
    as_of: String,
    brought_in: String,
    counts: [(&'static str, i32); 6],
    doing: Option<Doing>,
}

fn named(entry: &Entry) -> String {
    format!("{} ({})", entry.holder, entry.reference())
}

fn doing(preview: &Preview) -> Doing {
    let plan = &preview.plan;
    let changed = plan.changed.iter().map(|changed| {
        let changes: Vec<String> = changed
            .changes
            .iter()
            .map(|change| {
                let or_blank = |text: &str| match text {
                    "" => "blank".to_owned(),
                    text => text.to_owned(),
                };
                let (before, after) = (or_blank(&change.before), or_blank(&change.after));
                format!("{} from {before} to {after}", change.field)
            })
            .collect();
        format!("{}: {}", named(&changed.entry), changes.join("; "))
    });
    Doing {
        added: plan
            .added
            .iter()
            .take(ROWS_SHOWN)
            .map(|(_, entry)| named(entry))
            .collect(),
        changed: changed.take(ROWS_SHOWN).collect(),
        gone: plan
            .gone
            .iter()
            .take(ROWS_SHOWN)
            .map(|(_, entry)| named(entry))
            .collect(),
        proposed: preview
            .proposed
            .iter()
            .take(ROWS_SHOWN)
            .map(|(entry, known)| format!("{} may be {}", named(entry), known.name))
            .collect(),
        faults: preview
            .read
            .issues
            .iter()
            .take(ROWS_SHOWN)
            .map(|issue| FaultLine {
                line: issue.line,
                field: issue.field.clone(),
                value: issue.value.chars().take(ROWS_SHOWN).collect(),
                why: issue.explanation.clone(),
            })
            .collect(),
        ignored: preview.read.ignored.join(", "),
        matched: preview.matched,
    }
}

async fn list_page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    id: OutsideListId,
    errors: &FieldErrors,
) -> Result<ListPage> {
    let own: Vec<_> = caller.officers().iter().map(Officer::authority).collect();
    let list = store::get_list(ctx.read(), own, id).await?;
    let (counts, doing) = match list.stage {
        OutsideListStage::Imported => (list.counts, None),
        OutsideListStage::Offered => {
            let preview = outside::preview(ctx, &list).await?;
            (preview.plan.counts(&preview.read), Some(doing(&preview)))
        }
    };
    Ok(ListPage {
        shell: caller
            .shell(visit, format!("List of {}", list.title))
            .under("Home", "/home")
            .under("Accreditations of others", PATH)
            .wrong(errors),
        path: format!("{PATH}/lists/{id}"),
        title: list.title.clone(),
        issuer: list.issuer.clone(),
        file_name: list.file_name.clone(),
        as_of: long_date(list.as_of),
        brought_in: list.imported_at.map_or_else(String::new, long_instant),
        counts: [
            ("Rows read", counts.read),
            ("Added", counts.added),
            ("Changed", counts.changed),
            ("Gone", counts.gone),
            ("Same", counts.same),
            ("Left out", counts.rejected),
        ],
        doing,
    })
}

#[handler]
pub(super) async fn show_list(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<OutsideListId>,
) -> Result<Response, Error> {
    let page = list_page(ctx, &visit, &caller, id, &FieldErrors::new()).await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(super) async fn submit_import(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<OutsideListId>,
    Submitted(_): Submitted,
) -> Result<Response, Error> {
    let own: Vec<_> = caller.officers().iter().map(Officer::authority).collect();
    let list = store::get_list(ctx.read(), own, id).await?;
    let officer = caller.officer(list.authority_id)?;
    match outside::import(ctx, &officer, id).await {
        Ok(_) => {
            let notice = Notice::success(
                "The list is brought in. What rested on anything that is gone is looked at again",
            );
            Ok(visit.done(&format!("{PATH}/lists/{id}"), &notice))
        }
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = list_page(ctx, &visit, &caller, id, &errors).await?;
            Ok(html(status, &page))
        }
    }
}
