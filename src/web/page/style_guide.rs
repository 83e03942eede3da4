//! One page with every component and pattern on it, drawn only to be tested.

use askama::Template;
use scraper::{ElementRef, Html, Selector};

use super::{Choice, Facet, NavItem, Notice, PageLinks, Shell};

const HOSTILE: &str = "\"><script>alert('x')</script>";

#[derive(Template)]
#[template(path = "web/style-guide.html")]
struct StyleGuide {
    shell: Shell,
    hostile: String,
    name: String,
    long: String,
    choices: Vec<Choice>,
    judgements: Vec<Choice>,
    pages: PageLinks,
    facets: Vec<Facet>,
}

fn shell() -> Shell {
    Shell::new("Style guide")
        .of(
            "Greater Exampleshire Good Employment Charter",
            "greater-exampleshire",
            None,
        )
        .signed_in("Amira Khan")
        .csrf("a-token")
        .navigation(vec![
            NavItem::new("Home", "/home").current(true),
            NavItem::new("Register", "/register"),
        ])
        .notice(Some(Notice::success("Your answers are saved")))
        .errors([
            ("email", "Enter an email address, like name@example.org"),
            ("places", "Choose at least one place"),
            ("from", "Date must be a real date"),
            ("", "Somebody else saved first"),
        ])
        .under("Home", "/home")
        .back("/home")
        .attribution("Contains public sector information")
}

fn body(shell: Shell) -> String {
    StyleGuide {
        shell,
        hostile: HOSTILE.into(),
        name: "Tom Ellis".into(),
        long: "é".repeat(620),
        choices: vec![
            Choice::new("yes", "Yes"),
            Choice::new("no", "No").selected(true),
            Choice::new("later", "Not yet").hint("Say by when"),
        ],
        judgements: vec![
            Choice::new("met", "Met").key("1"),
            Choice::new("partly", "Partly met").key("2"),
        ],
        pages: PageLinks::new(10, 40, |n| format!("/register?page={n}")),
        facets: vec![
            Facet::new("Member", 1_204, "?tier=member"),
            Facet::new("Advocate", 42, "?").current(true),
        ],
    }
    .render()
    .unwrap()
}

fn page() -> Html {
    Html::parse_document(&body(shell()))
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn one<'a>(page: &'a Html, selector: &str) -> ElementRef<'a> {
    let found = all(page, selector);
    assert_eq!(found.len(), 1, "{selector}");
    found[0]
}

fn words(element: ElementRef) -> String {
    element
        .text()
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn ids_are_unique() {
    let page = page();
    let mut seen = std::collections::HashSet::new();
    for element in all(&page, "[id]") {
        let id = element.attr("id").unwrap();
        assert!(!id.is_empty() && !id.contains(' '), "{id:?}");
        assert!(seen.insert(id), "{id} is used twice");
    }
}

#[test]
fn every_reference_leads_to_an_element() {
    let page = page();
    for attribute in [
        "for",
        "aria-describedby",
        "aria-labelledby",
        "aria-controls",
    ] {
        for element in all(&page, &format!("[{attribute}]")) {
            let ids: Vec<&str> = element
                .attr(attribute)
                .unwrap()
                .split_whitespace()
                .collect();
            assert!(!ids.is_empty(), "{}", element.html());
            for id in ids {
                assert_eq!(
                    all(&page, &format!("[id='{id}']")).len(),
                    1,
                    "{attribute}={id}"
                );
            }
        }
    }
    for link in all(&page, "a[href^='#']") {
        let target = link.attr("href").unwrap();
        assert_eq!(all(&page, target).len(), 1, "{target}");
    }
}

#[test]
fn every_field_has_a_label() {
    let page = page();
    for field in all(&page, "input:not([type=hidden]), textarea, select") {
        let id = field.attr("id").unwrap();
        assert_eq!(all(&page, &format!("label[for='{id}']")).len(), 1, "{id}");
    }
}

#[test]
fn nothing_is_inline() {
    let page = page();
    assert!(all(&page, "[style], style, script:not([src])").is_empty());
    for element in all(&page, "*") {
        assert!(
            element
                .value()
                .attrs()
                .all(|(name, _)| !name.starts_with("on")),
            "{}",
            element.html()
        );
    }
}

#[test]
fn what_people_type_is_never_markup() {
    let page = page();
    assert!(all(&page, "main script").is_empty());
    assert_eq!(one(&page, "#hostile").attr("value"), Some(HOSTILE));
    assert_eq!(
        one(&page, "#hostile-text").text().collect::<String>(),
        HOSTILE
    );
}

#[test]
fn a_value_called_name_is_the_pages_own() {
    assert_eq!(one(&page(), "#signatory").attr("value"), Some("Tom Ellis"));
}

#[test]
fn a_wrong_field_says_so_three_times() {
    let page = page();
    assert!(words(one(&page, "title")).starts_with("Error: "));
    assert_eq!(
        words(one(&page, ".govuk-error-summary a[href='#email']")),
        "Enter an email address, like name@example.org"
    );
    assert_eq!(
        words(one(&page, "#email-error")),
        "Error: Enter an email address, like name@example.org"
    );
    assert_eq!(
        one(&page, "#email").attr("aria-describedby"),
        Some("email-hint email-error")
    );
    assert_eq!(one(&page, "input#from").attr("name"), Some("from_day"));
    assert_eq!(one(&page, "input#places").attr("type"), Some("checkbox"));
}

#[test]
fn text_is_counted_without_scripts_too() {
    let page = page();
    assert_eq!(
        words(one(&page, "#approach-info")),
        "You can enter up to 600 characters"
    );
    assert_eq!(
        words(one(&page, "#counted-info")),
        "You have 1 character remaining"
    );
    assert_eq!(
        words(one(&page, "#too-long-info")),
        "You have 20 characters too many"
    );
    assert_eq!(
        one(&page, "#approach").attr("aria-describedby"),
        Some("approach-info")
    );
    assert_eq!(
        one(&page, "#too-long").attr("aria-describedby"),
        Some("too-long-error too-long-info")
    );
}

#[test]
fn forms_carry_the_token_and_choices_keep_their_state() {
    let page = page();
    let forms = all(&page, "form[method=post]");
    assert!(forms.len() >= 3);
    for form in forms {
        let token = Selector::parse("input[name=_csrf]").unwrap();
        assert_eq!(form.select(&token).count(), 1, "{}", form.html());
    }
    assert_eq!(all(&page, "input[name=paid]").len(), 3);
    assert_eq!(
        one(&page, "input[name=paid][checked]").attr("value"),
        Some("no")
    );
    assert_eq!(
        one(&page, "#council option[selected]").attr("value"),
        Some("no")
    );
    assert_eq!(one(&page, "[data-key='2']").attr("value"), Some("partly"));
}

#[test]
fn the_shell_shows_who_where_and_what_happened() {
    let page = page();
    assert_eq!(
        words(one(&page, ".fm-header__name")),
        "Greater Exampleshire Good Employment Charter"
    );
    assert_eq!(
        words(one(&page, ".fm-header__who")),
        "Signed in as Amira Khan"
    );
    assert_eq!(
        one(&page, ".fm-header__out").attr("action"),
        Some("/sign-out")
    );
    assert_eq!(
        words(one(&page, ".govuk-service-navigation [aria-current]")),
        "Home"
    );
    assert_eq!(
        words(one(&page, ".govuk-notification-banner__heading")),
        "Your answers are saved"
    );
    assert_eq!(
        one(&page, ".govuk-breadcrumbs a").attr("href"),
        Some("/home")
    );
    assert_eq!(
        words(one(&page, ".fm-footer__attribution")),
        "Contains public sector information"
    );
}

#[test]
fn a_stranger_sees_no_person_and_no_authority_colour() {
    let page = Html::parse_document(&body(Shell::new("Verify")));
    assert!(all(&page, ".fm-header__person, .govuk-error-summary").is_empty());
    assert!(all(&page, "link[href^='/assets/brand-']").is_empty());
    assert_eq!(words(one(&page, "title")), "Verify – Fairmark");

    let colour = super::Colour::parse("#7A1FA2");
    let page = Html::parse_document(&body(Shell::new("Verify").of(
        "Elsewhere",
        "elsewhere",
        colour,
    )));
    assert_eq!(
        all(
            &page,
            "link[rel=stylesheet][href='/assets/brand-7a1fa2.css']"
        )
        .len(),
        1
    );
}

#[test]
fn tiers_and_states_differ_in_shape() {
    let page = page();
    let shapes: std::collections::HashSet<String> = all(&page, ".fm-tier__shape")
        .iter()
        .map(ElementRef::inner_html)
        .collect();
    assert_eq!(shapes.len(), 4);
    let marks = all(&page, ".fm-state");
    let shapes: std::collections::HashSet<String> =
        marks.iter().map(ElementRef::inner_html).collect();
    let said: std::collections::HashSet<&str> = marks
        .iter()
        .filter_map(|mark| mark.attr("aria-label"))
        .collect();
    assert_eq!((shapes.len(), said.len()), (5, 5));
}

#[test]
fn bars_are_as_long_as_their_numbers() {
    let page = page();
    let widths: Vec<_> = all(&page, ".fm-bar rect")
        .iter()
        .map(|bar| bar.attr("width").unwrap().to_owned())
        .collect();
    assert_eq!(widths, ["75%", "37%"]);
    let said: Vec<_> = all(&page, ".fm-bars td > span")
        .into_iter()
        .map(words)
        .collect();
    assert_eq!(said, ["1,200", "600", "0"]);
}
