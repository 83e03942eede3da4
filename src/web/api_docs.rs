//! The description of the API as a page: what the OpenAPI document says, for people to read.

use askama::Template;
use poem::Response;
use poem::http::StatusCode;
use serde_json::Value;

use crate::web::page::{Shell, html};

/// Something an operation is given.
struct Parameter {
    name: String,
    place: String,
    words: String,
    required: bool,
}

/// One operation.
struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    words: String,
    parameters: Vec<Parameter>,
    body: String,
    answers: Vec<(String, String)>,
    open: bool,
}

#[derive(Template)]
#[template(path = "web/api_docs.html")]
struct ApiDocsPage {
    shell: Shell,
    words: String,
    operations: Vec<Operation>,
}

/// The page of an OpenAPI document; `under` is where its operations are served.
pub fn page(document: &Value, under: &str) -> Response {
    let page = ApiDocsPage {
        shell: Shell::new("The API"),
        words: text(document.pointer("/info/description")),
        operations: operations(document, under),
    };
    html(StatusCode::OK, &page)
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn operations(document: &Value, under: &str) -> Vec<Operation> {
    let Some(paths) = document.get("paths").and_then(Value::as_object) else {
        return Vec::new();
    };
    paths
        .iter()
        .flat_map(|(path, methods)| {
            methods
                .as_object()
                .into_iter()
                .flatten()
                .map(move |(method, said)| operation(method, &format!("{under}{path}"), said))
        })
        .collect()
}

fn operation(method: &str, path: &str, said: &Value) -> Operation {
    let list = |name: &str| said.get(name).and_then(Value::as_array).cloned();
    let body = said
        .pointer("/requestBody/content")
        .and_then(Value::as_object);
    Operation {
        id: text(said.get("operationId")),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(said.get("summary")),
        words: text(said.get("description")),
        parameters: list("parameters")
            .unwrap_or_default()
            .iter()
            .map(|parameter| Parameter {
                name: text(parameter.get("name")),
                place: text(parameter.get("in")),
                words: text(parameter.get("description")),
                required: parameter.get("required") == Some(&Value::Bool(true)),
            })
            .collect(),
        body: body.map_or_else(String::new, |kinds| {
            let named = kinds.iter().map(|(kind, content)| {
                let schema = text(content.pointer("/schema/$ref"));
                match schema.rsplit('/').next() {
                    Some(schema) if !schema.is_empty() => format!("{schema} as {kind}"),
                    _ => kind.clone(),
                }
            });
            named.collect::<Vec<_>>().join(", ")
        }),
        answers: said
            .get("responses")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(status, answer)| (status.clone(), text(answer.get("description"))))
            .collect(),
        open: list("security").is_none_or(|ways| ways.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_operation_reads_as_the_document_says() {
        let document = json!({ "paths": { "/things/{id}": { "put": {
            "operationId": "change_thing",
            "summary": "Change a thing",
            "security": [{ "token": [] }],
            "parameters": [{ "name": "id", "in": "path", "required": true }],
            "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/ThingBody" } } } },
            "responses": { "200": { "description": "The thing." } },
        } } } });
        let found = operations(&document, "/api/v1");
        assert_eq!(found.len(), 1);
        let one = &found[0];
        assert_eq!(
            (one.method.as_str(), one.path.as_str()),
            ("PUT", "/api/v1/things/{id}")
        );
        assert_eq!(one.body, "ThingBody as application/json");
        assert!(!one.open && one.parameters[0].required);
        assert_eq!(one.answers, [("200".to_owned(), "The thing.".to_owned())]);
    }
}
