//! Every address that is only read, with queries and names that are none of ours.

use super::scene::Scene;
use super::{fault_of_page, short, words};
use crate::helpers::World;

/// Names that queries of our pages have.
const NAMES: &[&str] = &[
    "page",
    "show",
    "q",
    "on",
    "status",
    "tier",
    "scheme",
    "council",
    "sector",
    "size",
    "authority",
    "for",
    "criterion",
    "item",
    "entry",
    "name",
    "organisation",
    "after",
    "code",
    "number",
];

both! {
    async fn no_query_makes_us_fail(app: TestApp) {
        let scene = Box::pin(Scene::set(&app)).await;
        let id = |path: &str| match path {
            _ if path.starts_with("/home/organisations") => scene.draft.organisation.to_string(),
            _ if path.starts_with("/home/assessments") => scene.draft.assessment.to_string(),
            _ if path.starts_with("/home/cases") => scene.open.assessment.to_string(),
            _ if path.starts_with("/home/reviews") => scene.open_review.to_string(),
            _ if path.starts_with("/home/accreditations") => scene.awarded_id.to_string(),
            _ => "x".to_owned(),
        };
        let people = [
            (World::OFFICER, app.session(World::OFFICER).await),
            (World::ASSESSOR, app.session(World::ASSESSOR).await),
            ("the lead", app.session(&scene.draft.lead).await),
        ];
        let (mut faults, mut tried) = (Vec::new(), 0);
        for route in fairmark::app::pages() {
            let (who, browser) = match route.path {
                path if path.starts_with("/home/reviews") => &people[1],
                path if ["/home/cases", "/home/accreditations", "/home/statistics"].iter().any(|start| path.starts_with(start)) => &people[0],
                _ => &people[2],
            };
            let own = id(route.path);
            let address = route.path.split('/').map(|part| match part {
                ":id" => own.as_str(),
                ":pillar" => "pay",
                part if part.starts_with(':') => "x",
                part => part,
            }).collect::<Vec<_>>().join("/");
            for (place, words) in words().iter().filter(|words| words.len() < 1_000).enumerate() {
                // Every name at once; and one at a time, in turn.
                let mut all = url::form_urlencoded::Serializer::new(String::new());
                for name in NAMES {
                    all.append_pair(name, words);
                }
                let one = url::form_urlencoded::Serializer::new(String::new())
                    .append_pair(NAMES[place % NAMES.len()], words)
                    .finish();
                for query in [all.finish(), one] {
                    let answer = browser.download(&format!("{address}?{query}")).await;
                    tried += 1;
                    if answer.status != 404 && route.path != "/healthz" && let Some(fault) = fault_of_page(&answer) {
                        faults.push(format!("GET {} as {who} with `{}`: {fault}", route.path, short(words)));
                    }
                }
            }
            for raw in ["page=%", "page=%ff&show=%ff&q=%ff&on=%ff", "q=%00", "page=1&page=2", "&&&=&=", "page[]=1", "q=%ED%A0%80"] {
                let answer = browser.download(&format!("{address}?{raw}")).await;
                tried += 1;
                if let Some(fault) = fault_of_page(&answer) {
                    faults.push(format!("GET {} as {who} with {raw}: {fault}", route.path));
                }
            }
            // A name in the address that is none of ours.
            for wrong in ["%00", "%ff", "..%2f..%2fetc", "%F0%9F%98%80", "-", "a%00b"] {
                for (place, part) in route.path.split('/').enumerate().filter(|(_, part)| part.starts_with(':')) {
                    let mut parts: Vec<&str> = address.split('/').collect();
                    parts[place] = wrong;
                    let answer = browser.download(&parts.join("/")).await;
                    tried += 1;
                    if let Some(fault) = fault_of_page(&answer) {
                        faults.push(format!("GET {} as {who} with {wrong} as {part}: {fault}", route.path));
                    }
                }
            }
        }
        println!("{tried} addresses read");
        assert!(tried > 1_000, "{tried}");
        assert!(faults.is_empty(), "{} faults:\n{}\n", faults.len(), faults.join("\n"));
    }
}
