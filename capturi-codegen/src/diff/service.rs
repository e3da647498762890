//! What holds for all operations, unless an operation has its own: servers and security. The client
//! has its base URL and its token by its settings, and sends the token with every call.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    Found,
    Impact::{Behaviour, Breaking},
    Impacts,
    apis::Apis,
};

pub(super) fn compare(apis: &Apis<'_>, found: &mut Found) {
    let subject = "the API";
    let (old, new) = (apis.old, apis.new);
    servers(subject, &old.servers, &new.servers, found);
    security(subject, old.security.as_ref(), new.security.as_ref(), found);
}

/// Compares lists of servers. The client uses none of them.
pub(super) fn servers(subject: &str, old: &[String], new: &[String], found: &mut Found) {
    if old == new {
        return;
    }
    let are_kept = !old.is_empty() && old.iter().all(|server| new.contains(server));
    let impacts = match are_kept {
        true => Impacts::NONE,
        false => Impacts::of(Behaviour, Behaviour),
    };
    let shown = |servers: &[String]| match servers {
        [] => "none".to_owned(),
        servers => format!("`{}`", servers.join("`, `")),
    };
    found.add(
        subject,
        format!("its servers are {} instead of {}", shown(new), shown(old)),
        impacts,
        "check the base URL",
    );
}

/// Compares security requirements, none of which means that calls need no authentication.
pub(super) fn security(subject: &str, old: Option<&Value>, new: Option<&Value>, found: &mut Found) {
    let (before, after) = (alternatives(old), alternatives(new));
    let impacts = match (admits(&after, &before), admits(&before, &after)) {
        (true, true) => return,
        (true, false) => Impacts::NONE,
        (false, _) => Impacts::of(Behaviour, Breaking),
    };
    let (before, after) = (shown(&before), shown(&after));
    found.add(
        subject,
        format!("asks for {after} instead of {before}"),
        impacts,
        "check that the token of the client is accepted",
    );
}

/// One way to authenticate: schemes, all of which are needed, each with its scopes.
type Alternative<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

fn alternatives(security: Option<&Value>) -> Vec<Alternative<'_>> {
    let listed = security.and_then(Value::as_array).into_iter().flatten();
    let mut found: Vec<Alternative<'_>> = listed
        .filter_map(Value::as_object)
        .map(|schemes| {
            let schemes = schemes.iter();
            schemes
                .map(|(scheme, scopes)| (scheme.as_str(), texts(scopes)))
                .collect()
        })
        .collect();
    if found.is_empty() {
        found.push(Alternative::new());
    }
    found
}

fn texts(list: &Value) -> BTreeSet<&str> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}

/// Whether callers who authenticate in any way of `given` may call under `required`.
fn admits(required: &[Alternative<'_>], given: &[Alternative<'_>]) -> bool {
    given.iter().all(|given| {
        required.iter().any(|required| {
            required.iter().all(|(scheme, scopes)| {
                given
                    .get(scheme)
                    .is_some_and(|given| scopes.is_subset(given))
            })
        })
    })
}

fn shown(alternatives: &[Alternative<'_>]) -> String {
    let shown = alternatives.iter().map(|schemes| {
        let schemes = schemes.iter().map(|(scheme, scopes)| {
            let scopes: Vec<&str> = scopes.iter().copied().collect();
            match scopes.as_slice() {
                [] => format!("`{scheme}`"),
                scopes => format!("`{scheme}` ({})", scopes.join(", ")),
            }
        });
        let schemes: Vec<String> = schemes.collect();
        match schemes.as_slice() {
            [] => "no authentication".to_owned(),
            schemes => schemes.join(" and "),
        }
    });
    let shown: Vec<String> = shown.collect();
    shown.join(" or ")
}
