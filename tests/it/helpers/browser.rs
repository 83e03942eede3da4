//! A browser without scripts: keeps cookies, follows redirects, finds fields by what their labels
//! say and buttons by their words. Every page it meets must be sound; no answer may be a 500.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use poem::Response;
use poem::endpoint::BoxEndpoint;
use poem::http::Method;
use url::Url;

use super::markup::{Field, Form, Page, State, folded};
use super::request::{Answer, send};

/// Redirects followed before giving up.
const REDIRECTS_MAX: usize = 8;
const BOUNDARY: &str = "----fairmark-test-boundary-7d1f";

/// A person's browser. A clone is a second window of it: it shares the cookies.
#[derive(Clone)]
pub struct Browser {
    endpoint: Arc<BoxEndpoint<'static, Response>>,
    base: Url,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
    url: Url,
    page: Page,
    answer: Option<Answer>,
    touched: Option<usize>,
    sent: Option<Sending>,
}

/// A form on its way.
#[derive(Clone, Debug)]
struct Sending {
    method: Method,
    url: Url,
    content_type: String,
    body: Vec<u8>,
}

impl Browser {
    /// A browser that was never here.
    pub fn new(endpoint: Arc<BoxEndpoint<'static, Response>>, base_url: &str) -> Self {
        let base = Url::parse(base_url).unwrap();
        Self {
            endpoint,
            url: base.clone(),
            base,
            cookies: Arc::default(),
            page: Page::default(),
            answer: None,
            touched: None,
            sent: None,
        }
    }

    // Going somewhere

    /// Opens a page by its path, or by its whole address.
    pub async fn visit(&mut self, path: &str) {
        let url = self.base.join(path).unwrap();
        self.go(Sending {
            method: Method::GET,
            url,
            content_type: String::new(),
            body: Vec::new(),
        })
        .await;
    }

    /// Follows the link that says `words`.
    pub async fn follow(&mut self, words: &str) {
        let mut found: Vec<&String> = self
            .page
            .links
            .iter()
            .filter(|(said, _)| said == words)
            .map(|(_, href)| href)
            .collect();
        found.dedup();
        let href = match found.as_slice() {
            [href] => self.url.join(href).unwrap(),
            [] => self.lost(&format!(
                "no link says `{words}`; the links: {:?}",
                self.links()
            )),
            several => self.lost(&format!("several links say `{words}`: {several:?}")),
        };
        self.visit(href.as_str()).await;
    }

    /// Presses the button that says `words` and sends its form. With several such buttons, it is
    /// the one of the form that was filled in last.
    pub async fn press(&mut self, words: &str) {
        let sending = self.sending(words);
        self.sent = Some(sending.clone());
        self.go(sending).await;
    }

    /// Sends the form that was sent last once more, byte by byte: the impatient double click.
    pub async fn press_again(&mut self) {
        let sending = self.sent.clone().expect("no form was sent yet");
        self.go(sending).await;
    }

    /// Sends fields to an address by hand, with this browser's token, as a forged page of our own
    /// would; redirects are not followed. The page stays where it is.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)], as_upload: bool) -> Answer {
        let token = self
            .page
            .forms
            .iter()
            .flat_map(|form| &form.fields)
            .find_map(|field| match &field.state {
                State::Hidden(value) if field.name == "_csrf" => Some(value.clone()),
                _ => None,
            })
            .unwrap_or_default();
        let mut pairs: Vec<Pair> = vec![("_csrf".to_owned(), token, None)];
        for (name, value) in fields {
            pairs.push(((*name).to_owned(), (*value).to_owned(), None));
        }
        let (content_type, body) = encoded(&pairs, as_upload);
        let sending = Sending {
            method: Method::POST,
            url: self.url.join(path).unwrap(),
            content_type,
            body,
        };
        // The token belongs to the cookie of this page, which must therefore stay.
        let cookies = self.cookies();
        let answer = self.exchange(&sending).await;
        *self.cookies.lock().unwrap() = cookies;
        answer
    }

    /// Fetches a file or a feed without leaving the page.
    pub async fn download(&self, path: &str) -> Answer {
        let url = self.url.join(path).unwrap();
        let sending = Sending {
            method: Method::GET,
            url,
            content_type: String::new(),
            body: Vec::new(),
        };
        let answer = self.exchange(&sending).await;
        assert!(
            !answer.status.is_server_error(),
            "{path} answered {}",
            answer.status
        );
        answer
    }

    // Filling in

    /// Types into the field labelled `label`, or chooses the option that says `value` in a list.
    pub fn fill(&mut self, label: &str, value: &str) {
        self.fill_where(
            |field| field.labels.iter().any(|said| said == label),
            label,
            value,
        );
    }

    /// The same, for the field so labelled inside the group called `group`.
    pub fn fill_in(&mut self, group: &str, label: &str, value: &str) {
        self.fill_where(
            |field| {
                field.labels.iter().any(|said| said == label)
                    && field.groups.iter().any(|said| said == group)
            },
            &format!("{group} / {label}"),
            value,
        );
    }

    /// Types a date (`2027-03-31`) into the three fields of the group called `group`.
    pub fn fill_date(&mut self, group: &str, date: &str) {
        let mut parts = date.split('-').rev();
        for label in ["Day", "Month", "Year"] {
            let part = parts.next().expect("a date as 2027-03-31");
            self.fill_in(group, label, part.trim_start_matches('0'));
        }
    }

    /// Chooses the radio button, or ticks the box, labelled `label`.
    pub fn choose(&mut self, label: &str) {
        self.choose_where(|field| field.labels.iter().any(|said| said == label), label);
    }

    /// The same, inside the group called `group`.
    pub fn choose_in(&mut self, group: &str, label: &str) {
        self.choose_where(
            |field| {
                field.labels.iter().any(|said| said == label)
                    && field.groups.iter().any(|said| said == group)
            },
            &format!("{group} / {label}"),
        );
    }

    /// Takes the tick off the box labelled `label`.
    pub fn untick(&mut self, label: &str) {
        let (form, field) = self.find_field(
            |field| {
                field.labels.iter().any(|said| said == label)
                    && matches!(field.state, State::Tick(..))
            },
            label,
        );
        self.touched = Some(form);
        if let State::Tick(_, ticked) = &mut self.page.forms[form].fields[field].state {
            *ticked = false;
        }
    }

    /// Chooses a file in the field labelled `label`.
    pub fn upload(&mut self, label: &str, name: &str, content: &[u8]) {
        let (form, field) = self.find_field(
            |field| {
                field.labels.iter().any(|said| said == label)
                    && matches!(field.state, State::File(_))
            },
            label,
        );
        self.touched = Some(form);
        self.page.forms[form].fields[field].state =
            State::File(Some((name.to_owned(), content.to_vec())));
    }

    /// The same, inside the group called `group`.
    pub fn upload_in(&mut self, group: &str, label: &str, name: &str, content: &[u8]) {
        let (form, field) = self.find_field(
            |field| {
                field.labels.iter().any(|said| said == label)
                    && field.groups.iter().any(|said| said == group)
                    && matches!(field.state, State::File(_))
            },
            &format!("{group} / {label}"),
        );
        self.touched = Some(form);
        self.page.forms[form].fields[field].state =
            State::File(Some((name.to_owned(), content.to_vec())));
    }

    /// Sets a field by the name it is sent under, seen or hidden: what only a tampered page does.
    pub fn tamper(&mut self, name: &str, value: &str) {
        let mut found = false;
        for (place, form) in self.page.forms.iter_mut().enumerate() {
            for field in form.fields.iter_mut().filter(|field| field.name == name) {
                field.state = match &field.state {
                    State::Hidden(_) => State::Hidden(value.to_owned()),
                    _ => State::Text(value.to_owned()),
                };
                if name != "_csrf" {
                    self.touched = Some(place);
                }
                found = true;
            }
        }
        assert!(found, "no field is sent as `{name}`");
    }

    /// What a field holds now.
    pub fn value(&self, label: &str) -> String {
        let (form, field) =
            self.find_field(|field| field.labels.iter().any(|said| said == label), label);
        match &self.page.forms[form].fields[field].state {
            State::Text(value) | State::Hidden(value) => value.clone(),
            State::List(options) => options
                .iter()
                .find(|(_, _, chosen)| *chosen)
                .map(|(_, shown, _)| shown.clone())
                .unwrap_or_default(),
            State::Radio(_, chosen) | State::Tick(_, chosen) => {
                if *chosen { "chosen" } else { "" }.to_owned()
            }
            State::File(_) => String::new(),
        }
    }

    /// Whether the radio button or tick box is chosen, inside the group called `group`.
    pub fn is_chosen_in(&self, group: &str, label: &str) -> bool {
        let (form, field) = self.find_field(
            |field| {
                field.labels.iter().any(|said| said == label)
                    && field.groups.iter().any(|said| said == group)
            },
            &format!("{group} / {label}"),
        );
        matches!(
            self.page.forms[form].fields[field].state,
            State::Radio(_, true) | State::Tick(_, true)
        )
    }

    // Looking

    /// The status of the last answer.
    pub fn status(&self) -> u16 {
        self.answer().status.as_u16()
    }

    /// The last answer itself.
    pub fn answer(&self) -> &Answer {
        self.answer.as_ref().expect("no page was visited yet")
    }

    /// Path and query of the page.
    pub fn path(&self) -> String {
        self.url[url::Position::BeforePath..url::Position::AfterQuery].to_owned()
    }

    /// The page's words.
    pub fn text(&self) -> &str {
        &self.page.text
    }

    /// The page's heading.
    pub fn heading(&self) -> &str {
        &self.page.heading
    }

    /// The window's title.
    pub fn title(&self) -> &str {
        &self.page.title
    }

    /// Words and address of every link.
    pub fn links(&self) -> &[(String, String)] {
        &self.page.links
    }

    /// The words of every button.
    pub fn buttons(&self) -> Vec<&str> {
        let forms = self.page.forms.iter();
        forms
            .flat_map(|form| form.buttons.iter().map(|button| button.words.as_str()))
            .collect()
    }

    /// Field and message of everything the page complains about.
    pub fn errors(&self) -> &[(String, String)] {
        &self.page.errors
    }

    /// The page must say this.
    pub fn see(&self, words: &str) {
        if !self.page.text.contains(&folded(words)) {
            self.lost(&format!("the page does not say `{words}`"));
        }
    }

    /// The page must not say this.
    pub fn not_see(&self, words: &str) {
        if self.page.text.contains(&folded(words)) {
            self.lost(&format!("the page says `{words}`"));
        }
    }

    /// The page must complain at a field (named as sent) in these words, in its summary and beside it.
    pub fn see_error(&self, field: &str, message: &str) {
        if !self
            .errors()
            .iter()
            .any(|(at, said)| at == field && said.contains(message))
        {
            self.lost(&format!(
                "the page does not complain at `{field}` that `{message}`; it complains: {:?}",
                self.errors()
            ));
        }
        assert!(
            self.page.text.matches(message).count() >= 2,
            "the complaint stands in the summary, but not beside `{field}`"
        );
    }

    /// The name of every cookie kept.
    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.cookies.lock().unwrap().clone()
    }

    /// Replaces a cookie, as somebody who stole or guessed one would.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies
            .lock()
            .unwrap()
            .insert(name.to_owned(), value.to_owned());
    }

    // Inside

    async fn go(&mut self, sending: Sending) {
        let mut sending = sending;
        for _ in 0..REDIRECTS_MAX {
            let answer = self.exchange(&sending).await;
            self.url = sending.url.clone();
            self.touched = None;
            if answer.status.is_redirection() && !answer.header("location").is_empty() {
                let to = self.url.join(answer.header("location")).unwrap();
                assert_eq!(
                    to.origin(),
                    self.base.origin(),
                    "{} sends people away, to {to}",
                    self.url
                );
                sending = Sending {
                    method: Method::GET,
                    url: to,
                    content_type: String::new(),
                    body: Vec::new(),
                };
                continue;
            }
            assert!(
                !answer.status.is_server_error(),
                "{} {} answered {}: {}",
                sending.method,
                self.path(),
                answer.status,
                answer.text()
            );
            let (page, faults) = if answer.is_page() {
                Page::read(&answer.text())
            } else {
                (
                    Page {
                        text: folded(&answer.text()),
                        ..Page::default()
                    },
                    Vec::new(),
                )
            };
            assert!(
                faults.is_empty(),
                "{} has {}",
                self.path(),
                faults.join("; ")
            );
            self.page = page;
            self.answer = Some(answer);
            return;
        }
        panic!("{} redirects without end", self.url);
    }

    async fn exchange(&self, sending: &Sending) -> Answer {
        let cookies = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("; ");
        let mut headers = vec![("accept", "text/html,application/xhtml+xml")];
        if !cookies.is_empty() {
            headers.push(("cookie", cookies.as_str()));
        }
        if !sending.content_type.is_empty() {
            headers.push(("content-type", sending.content_type.as_str()));
        }
        let path = &sending.url[url::Position::BeforePath..url::Position::AfterQuery];
        let answer = send(
            &self.endpoint,
            sending.method.clone(),
            path,
            &headers,
            sending.body.clone(),
        )
        .await;
        self.keep_cookies(&answer);
        answer
    }

    fn keep_cookies(&self, answer: &Answer) {
        let mut cookies = self.cookies.lock().unwrap();
        for value in answer.headers.get_all("set-cookie") {
            let line = value.to_str().unwrap();
            let mut parts = line.split(';').map(str::trim);
            let (name, value) = parts
                .next()
                .and_then(|pair| pair.split_once('='))
                .unwrap_or_else(|| panic!("not a cookie: {line}"));
            let over = parts.any(|part| {
                let part = part.to_ascii_lowercase();
                part == "max-age=0" || part.starts_with("expires=thu, 01 jan 1970")
            });
            if over || value.is_empty() {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    fn sending(&self, words: &str) -> Sending {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (form, content) in self.page.forms.iter().enumerate() {
            for (button, content) in content.buttons.iter().enumerate() {
                if content.words == words || content.shown == words {
                    found.push((form, button));
                }
            }
        }
        if found.len() > 1 {
            found.retain(|(form, _)| Some(*form) == self.touched);
        }
        let (form, button) = match found.as_slice() {
            [one] => *one,
            [] => self.lost(&format!(
                "no button says `{words}`, or several do and no form was filled in; the buttons: {:?}",
                self.buttons()
            )),
            _ => self.lost(&format!("several buttons of one form say `{words}`")),
        };
        let form = &self.page.forms[form];
        let button = &form.buttons[button];
        let action = button.action.as_ref().unwrap_or(&form.action);
        let mut url = if action.is_empty() {
            self.url.clone()
        } else {
            self.url.join(action).unwrap()
        };
        let mut pairs = pairs(form);
        pairs.extend(button.pair.clone().map(|(name, value)| (name, value, None)));
        if !form.posts {
            url.query_pairs_mut()
                .clear()
                .extend_pairs(pairs.iter().map(|(name, value, _)| (name, value)));
            return Sending {
                method: Method::GET,
                url,
                content_type: String::new(),
                body: Vec::new(),
            };
        }
        let (content_type, body) = encoded(&pairs, form.multipart);
        Sending {
            method: Method::POST,
            url,
            content_type,
            body,
        }
    }

    fn fill_where(&mut self, is: impl Fn(&Field) -> bool, label: &str, value: &str) {
        let typed =
            |field: &Field| matches!(field.state, State::Text(_) | State::List(_)) && is(field);
        let (form, field) = self.find_field(typed, label);
        self.touched = Some(form);
        let complaint = match &mut self.page.forms[form].fields[field].state {
            State::Text(held) => {
                value.clone_into(held);
                None
            }
            State::List(options) if options.iter().any(|(_, shown, _)| shown == value) => {
                for (_, shown, chosen) in options {
                    *chosen = shown == value;
                }
                None
            }
            State::List(options) => Some(format!(
                "the list `{label}` does not offer `{value}` but {options:?}"
            )),
            _ => None,
        };
        if let Some(complaint) = complaint {
            self.lost(&complaint);
        }
    }

    fn choose_where(&mut self, is: impl Fn(&Field) -> bool, label: &str) {
        let chosen =
            |field: &Field| matches!(field.state, State::Radio(..) | State::Tick(..)) && is(field);
        let (form, field) = self.find_field(chosen, label);
        self.touched = Some(form);
        let fields = &mut self.page.forms[form].fields;
        let name = fields[field].name.clone();
        if matches!(fields[field].state, State::Radio(..)) {
            for other in fields.iter_mut().filter(|other| other.name == name) {
                if let State::Radio(_, chosen) = &mut other.state {
                    *chosen = false;
                }
            }
        }
        if let State::Radio(_, chosen) | State::Tick(_, chosen) = &mut fields[field].state {
            *chosen = true;
        }
    }

    fn find_field(&self, is: impl Fn(&Field) -> bool, label: &str) -> (usize, usize) {
        let mut found = Vec::new();
        let mut all = Vec::new();
        for (place, form) in self.page.forms.iter().enumerate() {
            for (number, field) in form.fields.iter().enumerate() {
                if is(field) {
                    found.push((place, number));
                }
                if !field.labels.is_empty() {
                    all.push(format!(
                        "{} / {}",
                        field.groups.join(" / "),
                        field.labels[0]
                    ));
                }
            }
        }
        match found.as_slice() {
            [one] => *one,
            [] => self.lost(&format!(
                "no such field is labelled `{label}`; the fields: {all:#?}"
            )),
            _ => self.lost(&format!(
                "several fields are labelled `{label}`; say in which group; the fields: {all:#?}"
            )),
        }
    }

    /// Fails with what the person sees.
    fn lost(&self, complaint: &str) -> ! {
        panic!(
            "at {} ({}): {complaint}\n{}",
            self.path(),
            self.answer
                .as_ref()
                .map_or_else(String::new, |answer| answer.status.to_string()),
            self.page.text
        )
    }
}

type Pair = (String, String, Option<Vec<u8>>);

/// What a form sends, in the order of its fields.
fn pairs(form: &Form) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for field in &form.fields {
        let name = field.name.clone();
        match &field.state {
            // A browser ends lines with CR LF.
            State::Hidden(value) | State::Text(value) => {
                let value = value.replace("\r\n", "\n").replace('\n', "\r\n");
                pairs.push((name, value, None));
            }
            State::Radio(value, chosen) | State::Tick(value, chosen) => {
                if *chosen {
                    pairs.push((name, value.clone(), None));
                }
            }
            State::List(options) => pairs.extend(
                options
                    .iter()
                    .filter(|(_, _, chosen)| *chosen)
                    .map(|(value, _, _)| (name.clone(), value.clone(), None)),
            ),
            State::File(None) => pairs.push((name, String::new(), Some(Vec::new()))),
            State::File(Some((file, content))) => {
                pairs.push((name, file.clone(), Some(content.clone())));
            }
        }
    }
    pairs
}

/// A form's body and what kind it is.
fn encoded(pairs: &[Pair], as_upload: bool) -> (String, Vec<u8>) {
    if as_upload {
        return (
            format!("multipart/form-data; boundary={BOUNDARY}"),
            multipart(pairs),
        );
    }
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs.iter().map(|(name, value, _)| (name, value)))
        .finish();
    (
        "application/x-www-form-urlencoded".to_owned(),
        body.into_bytes(),
    )
}

fn multipart(pairs: &[Pair]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value, content) in pairs {
        body.extend_from_slice(format!("--{BOUNDARY}\r\n").as_bytes());
        match content {
            Some(content) => {
                let file = value.replace('"', "%22");
                body.extend_from_slice(
                    format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n").as_bytes(),
                );
                body.extend_from_slice(content);
            }
            None => body.extend_from_slice(
                format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}")
                    .as_bytes(),
            ),
        }
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}
