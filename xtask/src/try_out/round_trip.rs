//! Random values of every schema are read and written by the generated types, and have to come back as
//! they were.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use capturi_codegen::{Generated, api::Api};
use chrono::{DateTime, FixedOffset};
use serde_json::Value;

use super::instances::Instances;
use crate::Error;

/// How many values of each schema make the trip.
const VALUES: usize = 20;

/// As many failures are shown.
const SHOWN: usize = 20;

/// The program that reads and writes values; `{arms}` has an arm for each model.
const PROGRAM: &str = r#"//! Reads and writes values of every model.
use serde::{Serialize, de::DeserializeOwned};
use tried_out::types;

fn main() {
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let (model, json) = line.split_once(' ').unwrap();
        println!("{}", back(model, json));
    }
}

fn trip<T: Serialize + DeserializeOwned + std::fmt::Debug>(json: &str) -> serde_json::Value {
    match serde_json::from_str::<T>(json) {
        Ok(value) => serde_json::json!({
            "back": serde_json::to_value(&value).unwrap(),
            "read": format!("{value:?}"),
        }),
        Err(error) => serde_json::json!({ "error": error.to_string() }),
    }
}

fn back(model: &str, json: &str) -> serde_json::Value {
    match model {
{arms}        _ => unreachable!("{model}"),
    }
}
"#;

/// Writes the program beside the crate's own sources.
pub(super) fn write(folder: &Path, api: &Api) -> Result<(), Error> {
    let arms: String = models(api)
        .values()
        .map(|model| format!("        \"{model}\" => trip::<types::{model}>(json),\n"))
        .collect();
    let program = PROGRAM.replace("{arms}", &arms);
    let folder = folder.join("src/bin");
    fs::create_dir_all(&folder)?;
    Ok(fs::write(folder.join("round_trip.rs"), program)?)
}

/// The models by the names of their schemas.
fn models(api: &Api) -> BTreeMap<&str, &str> {
    let models = api.models.values();
    models
        .filter_map(|model| Some((model.schema.as_deref()?, model.name.as_str())))
        .collect()
}

/// Runs the program; an error tells which values came back otherwise.
pub(super) fn run(
    mut program: Command,
    document: &Value,
    generated: &Generated,
) -> Result<(), Error> {
    let api = &generated.api;
    let models = models(api);
    let mut instances = Instances::new(document, 7);
    let mut sent = Vec::new();
    let mut lost = Vec::new();
    let mut without = 0;
    for name in instances.names() {
        if instances.is_abstract(name) {
            continue;
        }
        let in_quotes = format!("`{name}`");
        let mut left_out = generated.report.left_out.iter();
        if left_out.any(|line| line.contains(&in_quotes)) {
            continue;
        }
        let Some(model) = models.get(name) else {
            lost.push(format!("{name}: there is no model of this schema"));
            continue;
        };
        let before = sent.len();
        for _ in 0..VALUES {
            if let Some(value) = instances.of(name) {
                sent.push((name, *model, value));
            }
        }
        without += usize::from(sent.len() == before);
    }
    let mut lines = String::new();
    for (_, model, value) in &sent {
        lines.push_str(&format!("{model} {value}\n"));
    }
    let mut child = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take();
    let writer = std::thread::spawn(move || match &mut stdin {
        Some(stdin) => stdin.write_all(lines.as_bytes()),
        None => Ok(()),
    });
    let output = child.wait_with_output()?;
    let written = writer.join();
    if !output.status.success() || !matches!(written, Ok(Ok(()))) {
        return Err("the round trip does not compile, or fails".into());
    }
    let answers = String::from_utf8(output.stdout)?;
    let mut count = lost.len();
    let mut failed = BTreeSet::new();
    for ((name, model, value), answer) in sent.iter().zip(answers.lines()) {
        let mut answer: Value = serde_json::from_str(answer)?;
        if let Value::Object(back) = &mut answer["back"] {
            for tag in instances.tags_of(name) {
                back.entry(tag).or_insert_with(|| value[tag].clone());
            }
        }
        if let Some(difference) = difference(value, &answer) {
            count += 1;
            if failed.insert(model) {
                lost.push(format!("{model}: {difference}, of {value}"));
            }
        }
    }
    println!(
        "trips     {} values of {} models, {without} have none, {count} came back otherwise",
        sent.len(),
        models.len()
    );
    lost.truncate(SHOWN);
    match count {
        0 => Ok(()),
        _ => Err(format!("not as they were: {}", lost.join("\n  ")).into()),
    }
}

/// What `Debug` writes of values that the document does not know.
const UNKNOWN: &str = "Unknown(";

fn difference(sent: &Value, answer: &Value) -> Option<String> {
    if let Some(error) = answer["error"].as_str() {
        return Some(error.to_owned());
    }
    let read = answer["read"].as_str().unwrap_or_default();
    if read.contains(UNKNOWN) {
        return Some(format!("a part is read as `{UNKNOWN}…)`"));
    }
    differs(sent, &answer["back"], "$")
}

/// The first place at which two values mean something else: a missing value means the same as `null` or
/// an empty one.
fn differs(sent: &Value, back: &Value, at: &str) -> Option<String> {
    let is_same = match (sent, back) {
        (Value::Object(sent), Value::Object(back)) => {
            let keys: Vec<&String> = sent.keys().chain(back.keys()).collect();
            return keys.into_iter().find_map(|key| {
                let [sent, back] =
                    [sent, back].map(|object| object.get(key).unwrap_or(&Value::Null));
                differs(sent, back, &format!("{at}.{key}"))
            });
        }
        (Value::Array(sent), Value::Array(back)) if sent.len() == back.len() => {
            let mut pairs = sent.iter().zip(back).enumerate();
            return pairs
                .find_map(|(index, (sent, back))| differs(sent, back, &format!("{at}[{index}]")));
        }
        (Value::Null, back) => is_empty(back),
        (sent, Value::Null) => is_empty(sent),
        (Value::Number(sent), Value::Number(back)) => {
            sent == back || sent.as_f64() == back.as_f64() && !(sent.is_i64() && back.is_i64())
        }
        (Value::String(sent), Value::String(back)) => {
            sent.eq_ignore_ascii_case(back)
                || moment(sent).is_some() && moment(sent) == moment(back)
        }
        (sent, back) => sent == back,
    };
    (!is_same).then(|| format!("{at} came back as {back}"))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_empty),
        Value::Bool(true) => false,
    }
}

fn moment(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok()
}
