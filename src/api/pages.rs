//! `--all`: the pages of a listing, one after the other.

use std::collections::HashSet;

use capturi_api::Client;
use serde_json::{Value, json};

use super::{
    operation::{Pages, Place},
    request::Request,
    text,
};
use crate::{
    failure::Failure,
    output::{Listing, Page},
};

/// Prints every page, with one in memory at a time.
pub(super) async fn follow(
    request: Request,
    pages: Pages,
    list: &str,
    client: &Client,
    output: &mut Listing<'_>,
) -> Result<(), Failure> {
    match pages {
        Pages::Token => by_token(request, list, client, output).await,
        Pages::Number { place, first, size } => {
            let mut request = request;
            if let Some(size) = size {
                set_default(&mut request, place, "pageSize", size);
            }
            set_default(&mut request, place, "pageNumber", first);
            by_number(request, place, list, client, output).await
        }
    }
}

async fn by_token(
    mut request: Request,
    list: &str,
    client: &Client,
    output: &mut Listing<'_>,
) -> Result<(), Failure> {
    let mut seen = HashSet::new();
    loop {
        let Some(body) = request
            .send(client)
            .await
            .map_err(|failure| resumable(failure, &request))?
        else {
            return Ok(());
        };
        let text = text(body)
            .await
            .map_err(|failure| resumable(failure, &request))?;
        let page = Page::read(&text, list)?;
        output.page(&page)?;
        let token = page.continuation_token()?.filter(|token| !token.is_empty());
        let Some(token) = token else {
            return Ok(());
        };
        if !seen.insert(token.clone()) {
            return Err(Failure::failed(
                "the server sent a continuation token a second time",
            ));
        }
        set(&mut request, Place::Body, "continuationToken", json!(token));
    }
}

async fn by_number(
    mut request: Request,
    place: Place,
    list: &str,
    client: &Client,
    output: &mut Listing<'_>,
) -> Result<(), Failure> {
    let mut before = String::new();
    loop {
        let Some(body) = request.send(client).await? else {
            return Ok(());
        };
        let text = text(body).await?;
        let page = Page::read(&text, list)?;
        if page.is_empty() {
            return Ok(());
        }
        if text == before {
            return Err(Failure::failed("the server sent the same page twice"));
        }
        output.page(&page)?;
        let number = get(&request, place, "pageNumber").unwrap_or(0);
        set(&mut request, place, "pageNumber", json!(number + 1));
        before = text;
    }
}

/// Tells where a listing that broke off can be taken up again.
fn resumable(failure: Failure, request: &Request) -> Failure {
    let token = request
        .body
        .as_ref()
        .and_then(|body| body["continuationToken"].as_str());
    match token {
        Some(token) => failure.help(format!(
            "to go on from here: --continuation-token '{token}'"
        )),
        None => failure,
    }
}

fn get(request: &Request, place: Place, name: &str) -> Option<i64> {
    match place {
        Place::Body => request.body.as_ref()?[name].as_i64(),
        _ => {
            let (_, value) = request.query.iter().find(|(key, _)| key == name)?;
            value.parse().ok()
        }
    }
}

fn set(request: &mut Request, place: Place, name: &str, value: Value) {
    match (place, &mut request.body) {
        (Place::Body, Some(Value::Object(body))) => {
            body.insert(name.to_owned(), value);
        }
        _ => {
            request.query.retain(|(key, _)| key != name);
            request.query.push((name.to_owned(), value.to_string()));
        }
    }
}

fn set_default(request: &mut Request, place: Place, name: &str, value: i64) {
    if get(request, place, name).is_none() {
        set(request, place, name, json!(value));
    }
}
