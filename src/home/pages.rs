//! `/home`: one dashboard for everybody, made of the parts that concern the person.

mod desk;
mod mine;

use askama::Template;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::web::page::{Shell, html};
use crate::web::routes::{Audience, Entry};
use crate::web::visit::Visit;
use desk::{Board, Queue, find_queue, list_boards};
use mine::{Mine, list_mine};

/// The addresses of this room.
pub fn routes() -> Vec<Entry> {
    vec![Entry::new("/home", Audience::SignedIn).get(show_home)]
}

#[derive(Template)]
#[template(path = "home/home.html")]
struct HomePage {
    shell: Shell,
    mine: Vec<Mine>,
    boards: Vec<Board>,
    queue: Option<Queue>,
}

impl HomePage {
    /// Whether the page is about one organisation, and called after it.
    fn is_of_one(&self) -> bool {
        is_of_one(&self.mine, &self.boards, self.queue.as_ref())
    }
}

fn is_of_one(mine: &[Mine], boards: &[Board], queue: Option<&Queue>) -> bool {
    mine.len() == 1 && boards.is_empty() && queue.is_none()
}

/// What the page is called: after what it is about.
fn title(mine: &[Mine], boards: &[Board], queue: Option<&Queue>) -> String {
    match mine {
        [one] if is_of_one(mine, boards, queue) => one.name.clone(),
        _ if !boards.is_empty() || queue.is_some() => "Your work".to_owned(),
        [] => "Welcome".to_owned(),
        _ => "Your organisations".to_owned(),
    }
}

#[handler]
async fn show_home(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
) -> Result<Response, Error> {
    let mine = list_mine(ctx, &caller).await?;
    let boards = list_boards(ctx, &caller).await?;
    let queue = find_queue(ctx, &caller).await?;
    let page = HomePage {
        shell: caller.shell(&visit, title(&mine, &boards, queue.as_ref())),
        mine,
        boards,
        queue,
    };
    Ok(html(StatusCode::OK, &page))
}
