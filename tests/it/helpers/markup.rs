//! A page as a person meets it: words, links, forms with labelled fields, and the mistakes of
//! markup that no page may have.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Selector};

/// Elements that do not break the line of text around them.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "code", "em", "i", "kbd", "mark", "q", "s", "small", "span", "strong",
    "sub", "sup", "time", "u", "var",
];

/// What a person can read and do on a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    /// The words, blanks folded.
    pub(super) text: String,
    /// The window's title.
    pub(super) title: String,
    /// The page's one heading.
    pub(super) heading: String,
    /// Words and address of every link.
    pub(super) links: Vec<(String, String)>,
    /// The forms, in order.
    pub(super) forms: Vec<Form>,
    /// Field and message of the error summary.
    pub(super) errors: Vec<(String, String)>,
}

/// A form.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    /// Where it goes; empty for the page's own address.
    pub(super) action: String,
    /// Whether it changes something.
    pub(super) posts: bool,
    /// Whether it may carry files.
    pub(super) multipart: bool,
    /// Its fields, in order.
    pub(super) fields: Vec<Field>,
    /// Its buttons.
    pub(super) buttons: Vec<Button>,
}

/// A button that sends its form.
#[derive(Clone, Debug)]
pub(super) struct Button {
    /// All its words, also those that only a screen reader says.
    pub(super) words: String,
    /// Its words without those.
    pub(super) shown: String,
    /// What it sends along.
    pub(super) pair: Option<(String, String)>,
    /// Where it sends the form instead.
    pub(super) action: Option<String>,
}

/// A field of a form.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Name it is sent under.
    pub(super) name: String,
    /// What its labels say.
    pub(super) labels: Vec<String>,
    /// What the groups around it are called, the innermost last.
    pub(super) groups: Vec<String>,
    /// What it is and holds.
    pub(super) state: State,
}

/// What a field is and holds.
#[derive(Clone, Debug)]
pub(super) enum State {
    /// Words the person does not see.
    Hidden(String),
    /// Words.
    Text(String),
    /// A radio button: value and whether it is chosen.
    Radio(String, bool),
    /// A tick box: value and whether it is ticked.
    Tick(String, bool),
    /// A list: value, words, whether chosen.
    List(Vec<(String, String, bool)>),
    /// A file: name and content.
    File(Option<(String, Vec<u8>)>),
}

impl Page {
    /// Reads a page; gives also what is wrong with its markup.
    pub(super) fn read(source: &str) -> (Self, Vec<String>) {
        let document = Html::parse_document(source);
        let faults = faults(source, &document);
        let mut page = Self {
            title: first_text(&document, "title"),
            heading: first_text(&document, "h1"),
            text: document
                .select(&selector("body"))
                .next()
                .map(words)
                .unwrap_or_default(),
            links: document
                .select(&selector("a[href]"))
                .map(|link| (words(link), attribute(link, "href")))
                .collect(),
            errors: document
                .select(&selector(".govuk-error-summary__list li"))
                .map(|item| {
                    let field = item
                        .select(&selector("a[href]"))
                        .next()
                        .map(|link| attribute(link, "href").trim_start_matches('#').to_owned())
                        .unwrap_or_default();
                    (field, words(item))
                })
                .collect(),
            ..Self::default()
        };
        page.read_forms(&document);
        (page, faults)
    }

    fn read_forms(&mut self, document: &Html) {
        let forms: Vec<ElementRef<'_>> = document.select(&selector("form")).collect();
        self.forms = forms
            .iter()
            .map(|form| Form {
                action: attribute(*form, "action"),
                posts: attribute(*form, "method").eq_ignore_ascii_case("post"),
                multipart: attribute(*form, "enctype") == "multipart/form-data",
                ..Form::default()
            })
            .collect();
        for element in document.select(&selector("input, select, textarea, button")) {
            let owner = element.attr("form").map_or_else(
                || enclosing(element).find(|parent| parent.value().name() == "form"),
                |id| {
                    forms
                        .iter()
                        .copied()
                        .find(|form| form.attr("id") == Some(id))
                },
            );
            let Some(form) = owner
                .and_then(|owner| forms.iter().position(|form| form.id() == owner.id()))
                .and_then(|place| self.forms.get_mut(place))
            else {
                continue;
            };
            let disabled = element.attr("disabled").is_some()
                || enclosing(element).any(|parent| {
                    parent.value().name() == "fieldset" && parent.attr("disabled").is_some()
                });
            if disabled {
                continue;
            }
            if let Some(button) = read_button(element) {
                form.buttons.push(button);
            } else if let Some(field) = read_field(document, element) {
                form.fields.push(field);
            }
        }
    }
}

fn read_button(element: ElementRef<'_>) -> Option<Button> {
    let is_input = element.value().name() == "input";
    let kind = element.attr("type").unwrap_or("submit");
    if kind != "submit" || !(is_input || element.value().name() == "button") {
        return None;
    }
    // There for the Enter key alone: nobody sees or hears it.
    if element.attr("aria-hidden") == Some("true") {
        return None;
    }
    if is_input && element.attr("type").is_none() {
        return None;
    }
    let words_of = |hidden: bool| {
        if is_input {
            attribute(element, "value")
        } else {
            let mut text = String::new();
            gather(element, hidden, &mut text);
            folded(&text)
        }
    };
    Some(Button {
        words: words_of(true),
        shown: words_of(false),
        pair: element
            .attr("name")
            .map(|name| (name.to_owned(), attribute(element, "value"))),
        action: element.attr("formaction").map(ToOwned::to_owned),
    })
}

fn read_field(document: &Html, element: ElementRef<'_>) -> Option<Field> {
    let name = element.attr("name").filter(|name| !name.is_empty())?;
    let value = attribute(element, "value");
    let checked = element.attr("checked").is_some();
    let state = match (
        element.value().name(),
        element.attr("type").unwrap_or("text"),
    ) {
        ("button", _) => return None,
        ("select", _) => State::List(read_options(element)),
        // The first line break after the tag is not part of the text, and the parser leaves it out.
        ("textarea", _) => State::Text(element.text().collect()),
        (_, "hidden") => State::Hidden(value),
        (_, "radio") => State::Radio(value, checked),
        (_, "checkbox") => State::Tick(
            if value.is_empty() {
                "on".to_owned()
            } else {
                value
            },
            checked,
        ),
        (_, "file") => State::File(None),
        (_, "submit" | "button" | "image" | "reset") => return None,
        _ => State::Text(value),
    };
    let mut labels: Vec<String> = enclosing(element)
        .filter(|parent| parent.value().name() == "label")
        .map(words)
        .collect();
    if let Some(id) = element.attr("id") {
        labels.extend(
            document
                .select(&selector("label[for]"))
                .filter(|label| label.attr("for") == Some(id))
                .map(words),
        );
    }
    labels.extend(element.attr("aria-label").map(folded));
    let mut groups: Vec<String> = enclosing(element)
        .filter(|parent| parent.value().name() == "fieldset")
        .filter_map(|group| group.select(&selector("legend")).next().map(words))
        .collect();
    groups.reverse();
    Some(Field {
        name: name.to_owned(),
        labels,
        groups,
        state,
    })
}

fn read_options(list: ElementRef<'_>) -> Vec<(String, String, bool)> {
    let mut options: Vec<(String, String, bool)> = list
        .select(&selector("option"))
        .map(|option| {
            let shown = words(option);
            (
                option
                    .attr("value")
                    .map_or_else(|| shown.clone(), ToOwned::to_owned),
                shown,
                option.attr("selected").is_some(),
            )
        })
        .collect();
    // A browser shows the first option when none is chosen.
    if !options.iter().any(|(_, _, chosen)| *chosen)
        && let Some(first) = options.first_mut()
    {
        first.2 = true;
    }
    options
}

/// What is wrong with a page, whatever it says.
fn faults(source: &str, document: &Html) -> Vec<String> {
    let mut faults = Vec::new();
    let headings = document.select(&selector("h1")).count();
    if headings != 1 {
        faults.push(format!("{headings} headings of the first level"));
    }
    if first_text(document, "title").is_empty() {
        faults.push("no title".to_owned());
    }
    if document.select(&selector("html[lang]")).next().is_none() {
        faults.push("no language".to_owned());
    }
    let mut ids = BTreeSet::new();
    for element in document.select(&selector("[id]")) {
        if !ids.insert(attribute(element, "id")) {
            faults.push(format!("the id `{}` twice", attribute(element, "id")));
        }
    }
    for (what, names) in [
        ("[for]", "for"),
        ("[aria-describedby]", "aria-describedby"),
        ("[aria-labelledby]", "aria-labelledby"),
        ("[aria-controls]", "aria-controls"),
    ] {
        for element in document.select(&selector(what)) {
            for id in attribute(element, names).split_whitespace() {
                if !ids.contains(id) {
                    faults.push(format!("{names} names `{id}`, which is not there"));
                }
            }
        }
    }
    for link in document.select(&selector("a[href^='#']")) {
        let target = attribute(link, "href");
        let target = target.trim_start_matches('#');
        if !target.is_empty() && !ids.contains(target) {
            faults.push(format!("a link to #{target}, which is not there"));
        }
    }
    for field in document.select(&selector("input, select, textarea")) {
        let hidden = matches!(
            field.attr("type"),
            Some("hidden" | "submit" | "button" | "reset")
        );
        let labelled = field.attr("aria-label").is_some()
            || field.attr("aria-labelledby").is_some()
            || enclosing(field).any(|parent| parent.value().name() == "label")
            || field.attr("id").is_some_and(|id| {
                document
                    .select(&selector("label[for]"))
                    .any(|label| label.attr("for") == Some(id) && !words(label).is_empty())
            });
        if !hidden && !labelled {
            faults.push(format!(
                "the field `{}` has no label",
                attribute(field, "name")
            ));
        }
    }
    for form in document.select(&selector("form")) {
        let posts = attribute(form, "method").eq_ignore_ascii_case("post");
        let guarded = form
            .select(&selector("input[name='_csrf'][value]"))
            .any(|field| !attribute(field, "value").is_empty());
        // A mail program stops reminders without having seen a form: there the address is the proof.
        let proven = attribute(form, "action").starts_with("/reminders/");
        if posts && !guarded && !proven {
            faults.push(format!(
                "the form to `{}` lacks its token",
                attribute(form, "action")
            ));
        }
    }
    for element in document.select(&selector("*")) {
        for (name, _) in element.value().attrs() {
            if name == "style" || name.starts_with("on") {
                faults.push(format!(
                    "an inline {name} on <{}>, which the browser will refuse",
                    element.value().name()
                ));
            }
        }
    }
    for script in document.select(&selector("script:not([src]), style")) {
        faults.push(format!(
            "an inline <{}>, which the browser will refuse",
            script.value().name()
        ));
    }
    for table in document.select(&selector("table")) {
        if table.select(&selector("caption")).next().is_none() {
            faults.push("a table without a caption".to_owned());
        }
    }
    for sign in ["{{", "{%", "Some(", "None,", "Ok(", "Err("] {
        if source.contains(sign) {
            faults.push(format!("`{sign}` of a template or of the program"));
        }
    }
    faults
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}

fn attribute(element: ElementRef<'_>, name: &str) -> String {
    element.attr(name).unwrap_or_default().to_owned()
}

fn enclosing(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    element.ancestors().filter_map(ElementRef::wrap)
}

fn first_text(document: &Html, what: &str) -> String {
    document
        .select(&selector(what))
        .next()
        .map(words)
        .unwrap_or_default()
}

/// Everything an element says, blanks folded.
fn words(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    gather(element, true, &mut text);
    folded(&text)
}

fn gather(element: ElementRef<'_>, hidden: bool, into: &mut String) {
    let name = element.value().name();
    if matches!(name, "script" | "style" | "template" | "noscript")
        || (!hidden
            && element
                .value()
                .classes()
                .any(|class| class == "govuk-visually-hidden"))
    {
        return;
    }
    let breaks = !INLINE.contains(&name);
    if breaks {
        into.push(' ');
    }
    for child in element.children() {
        if let Some(inner) = ElementRef::wrap(child) {
            gather(inner, hidden, into);
        } else if let Some(text) = child.value().as_text() {
            into.push_str(text);
        }
    }
    if breaks {
        into.push(' ');
    }
}

/// Blanks and line breaks folded into one blank.
pub(super) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
