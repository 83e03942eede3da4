//! The shell around every page, and the small things page structs hand to the components.
//!
//! A page is a struct with a field `shell: Shell` and a template that extends `layout.html`
//! and imports `components.html`:
//!
//! ```html
//! {% extends "layout.html" %}
//! {% import "components.html" as c %}
//! {% block main %}
//! <h1 class="govuk-heading-l">{{ shell.title }}</h1>
//! <form method="post" novalidate>
//!   {{ c::csrf(shell.csrf) }}
//!   {{ c::text_input("email", "Email address", value=form.email, error=errors.of("email")) }}
//!   {{ c::button("Continue") }}
//! </form>
//! {% endblock %}
//! ```

use askama::Template;
use poem::Response;
use poem::http::{StatusCode, header};

use super::assets;
use crate::platform::error::FieldErrors;

mod parts;

pub use super::assets::Colour;
pub use parts::{Choice, Facet, NavItem, Notice, PageLink, PageLinks, grouped, narrowed_address};

/// Where strangers go; who is signed in already comes home by the last.
const STRANGERS: [(&str, &str); 4] = [
    ("Register", "/register"),
    ("Verify a certificate", "/verify"),
    ("Statistics", "/statistics"),
    ("Sign in", "/home"),
];

/// Renders a page. Should the template itself fail, the reader is told to try again.
pub fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(body) => Response::builder()
            .status(status)
            .content_type("text/html; charset=utf-8")
            .body(body),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            Response::builder()
                .status(StatusCode::INTERNAL_SERVER_ERROR)
                .header(header::CACHE_CONTROL, "no-store")
                .content_type("text/plain; charset=utf-8")
                .body("Sorry, this page could not be shown. Try again in a few minutes.")
        }
    }
}

/// What the layout needs to know around any page's own content.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// What the page is; the first part of the document title. Say it in the `h1` as well.
    pub title: String,
    /// Whose pages these are: the name in the header.
    pub name: String,
    /// Where that name leads; `/` when empty.
    pub home: String,
    /// The short name of the authority in addresses, when the page belongs to one.
    pub slug: String,
    /// The authority's own colour; ours when `None`.
    pub colour: Option<Colour>,
    /// The pages of this person, in the bar below the header.
    pub navigation: Vec<NavItem>,
    /// The signed-in person's name.
    pub person: Option<String>,
    /// The token every form on the page sends back as `_csrf`.
    pub csrf: String,
    /// What has just happened, said once.
    pub notice: Option<Notice>,
    /// What is wrong with the form, in the order of its fields: (field name, message).
    pub errors: Vec<(String, String)>,
    /// Where "Back" leads, when the page has it.
    pub back: Option<String>,
    /// The way down to this page: (words, address), when it is deep.
    pub trail: Vec<(String, String)>,
    /// Whether the page uses the whole window: boards and cases do, reading does not.
    pub wide: bool,
    /// Whose data the page shows and under which licence.
    pub attribution: String,
}

impl Shell {
    /// A page with this title, belonging to no authority.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            name: "Fairmark".into(),
            home: "/".into(),
            ..Self::default()
        }
    }

    /// The page belongs to this authority: its name in the header, leading to its own page.
    #[must_use]
    pub fn of(
        mut self,
        name: impl Into<String>,
        slug: impl Into<String>,
        colour: Option<Colour>,
    ) -> Self {
        self.name = name.into();
        self.slug = slug.into();
        self.home = format!("/authorities/{}", self.slug);
        self.colour = colour;
        self
    }

    /// Where the name in the header leads.
    #[must_use]
    pub fn home(mut self, href: impl Into<String>) -> Self {
        self.home = href.into();
        self
    }

    /// The reader is signed in under this name.
    #[must_use]
    pub fn signed_in(mut self, name: impl Into<String>) -> Self {
        self.person = Some(name.into());
        self
    }

    /// The token for this page's forms, the sign-out button's included.
    #[must_use]
    pub fn csrf(mut self, token: impl Into<String>) -> Self {
        self.csrf = token.into();
        self
    }

    /// The bar below the header.
    #[must_use]
    pub fn navigation(mut self, items: Vec<NavItem>) -> Self {
        self.navigation = items;
        self
    }

    /// Says once what has just happened.
    #[must_use]
    pub fn notice(mut self, notice: Option<Notice>) -> Self {
        self.notice = notice;
        self
    }

    /// The form came back with mistakes: lists them on top and says so in the title.
    #[must_use]
    pub fn errors<F, M>(mut self, errors: impl IntoIterator<Item = (F, M)>) -> Self
    where
        F: Into<String>,
        M: Into<String>,
    {
        self.errors = errors
            .into_iter()
            .map(|(field, message)| (field.into(), message.into()))
            .collect();
        self
    }

    /// The same, from what a form or an action found wrong.
    #[must_use]
    pub fn wrong(self, errors: &FieldErrors) -> Self {
        self.errors(errors.0.iter().map(|error| (&error.field, &error.message)))
    }

    /// Shows a "Back" link.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>) -> Self {
        self.back = Some(href.into());
        self
    }

    /// Adds a step to the trail of links above the page.
    #[must_use]
    pub fn under(mut self, words: impl Into<String>, href: impl Into<String>) -> Self {
        self.trail.push((words.into(), href.into()));
        self
    }

    /// Uses the whole window.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Credits the source of the data on the page, in the footer.
    #[must_use]
    pub fn attribution(mut self, words: impl Into<String>) -> Self {
        self.attribution = words.into();
        self
    }

    /// The browser's title: what is wrong, which page, whose.
    pub fn document_title(&self) -> String {
        let prefix = if self.errors.is_empty() {
            ""
        } else {
            "Error: "
        };
        if self.title == self.name {
            return format!("{prefix}{}", self.title);
        }
        format!("{prefix}{} – {}", self.title, self.name)
    }

    /// The bar below the header: the pages of this person, or for a stranger what strangers come for.
    pub fn bar(&self) -> Vec<NavItem> {
        if self.person.is_some() || !self.navigation.is_empty() {
            return self.navigation.clone();
        }
        STRANGERS
            .iter()
            .map(|(label, href)| NavItem::new(*label, *href))
            .collect()
    }

    /// The address of an asset, for templates.
    pub fn asset(&self, name: &str) -> &'static str {
        assets::asset_path(name)
    }
}

#[cfg(test)]
#[path = "page/style_guide.rs"]
mod style_guide;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_says_what_is_wrong_which_page_and_whose() {
        let shell = Shell::new("Pay").of("Exampleshire Charter", "exampleshire", None);
        assert_eq!(shell.document_title(), "Pay – Exampleshire Charter");
        assert_eq!(shell.home, "/authorities/exampleshire");
        let mut errors = FieldErrors::new();
        errors.add("wage", "Enter an amount");
        assert_eq!(
            shell.wrong(&errors).document_title(),
            "Error: Pay – Exampleshire Charter"
        );
        assert_eq!(Shell::new("Fairmark").document_title(), "Fairmark");
    }

    #[derive(Template)]
    #[template(source = "{{ broken()? }}", ext = "txt")]
    struct Broken;

    impl Broken {
        fn broken(&self) -> Result<String, std::fmt::Error> {
            let Self = self;
            Err(std::fmt::Error)
        }
    }

    #[test]
    fn a_page_that_cannot_be_drawn_says_so() {
        let answer = html(StatusCode::OK, &Broken);
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.content_type(), Some("text/plain; charset=utf-8"));
    }
}
