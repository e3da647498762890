//! `cargo xtask judge` holds the verdict on upgrading against a judge that knows nothing of the rules: the
//! compiler. A caller that names every field, argument and variant of the old API, each with its type, is
//! compiled against the new client.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{ExitCode, Stdio},
};

use capturi_codegen::{
    Generated, Impact, Origin,
    api::{Api, Argument, Content, Model, Object, Operation, Place, Presence, Shape, Type},
    diff, generate, parse,
};
use clap::Args;
use heck::ToUpperCamelCase as _;
use serde_json::Value;

use crate::{
    Error,
    try_out::{cargo, write_crate},
    workspace,
};

#[derive(Args)]
pub(crate) struct Options {
    /// The document and its changes, each a JSON merge patch (RFC 7386) with a name.
    #[arg(default_value = "capturi-codegen/tests/fixtures/upgrades.yaml")]
    fixture: PathBuf,
    /// Judge only about this many changes, spread over all.
    #[arg(long)]
    only: Option<usize>,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let text = fs::read_to_string(workspace().join(&options.fixture))?;
    let mut old = parse(&text)?;
    let [changes, failing] =
        ["x-changes", "x-changes-that-fail-calls"].map(|name| old[name].take());
    let changes = changes.as_object().ok_or("there are no `x-changes`")?;
    let failing = failing.as_object().into_iter().flatten();
    let changes = changes.iter().map(|(name, patch)| (name, patch, false));
    let changes: Vec<_> = changes
        .chain(failing.map(|(name, patch)| (name, patch, true)))
        .collect();
    let step = options
        .only
        .map_or(1, |only| (changes.len() / only.max(1)).max(1));
    let before = generated(&old)?;
    let caller = caller(&before.api);
    let folder = workspace().join("target/try/judge");
    let mut differ = 0;
    for (name, patch, fails) in changes.into_iter().step_by(step) {
        let mut new = old.clone();
        merge(&mut new, patch);
        let after = generated(&new)?;
        let diff = diff(&before.api, &after.api);
        let compiles = compiles(&folder, &after, &caller)?;
        let breaks = diff
            .changes
            .iter()
            .any(|one| one.upgrading == Impact::Breaking);
        let verdict = if breaks { "breaking" } else { "compiles" };
        // The compiler does not see that a call lacks a parameter.
        let agrees = match fails {
            true => breaks && compiles,
            false => breaks != compiles,
        };
        println!(
            "{}  {verdict:10}{name}",
            if agrees { "as told" } else { "WRONG  " }
        );
        if !agrees {
            differ += 1;
            print!("{diff}");
        }
    }
    match differ {
        0 => Ok(ExitCode::SUCCESS),
        _ => Err(format!("{differ} verdicts differ from the compiler's").into()),
    }
}

fn generated(document: &Value) -> Result<Generated, Error> {
    Ok(generate(&document.to_string(), None, Origin::Foreign)?)
}

/// Applies a JSON merge patch.
fn merge(value: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        value.clone_from(patch);
        return;
    };
    if !value.is_object() {
        *value = Value::Object(serde_json::Map::new());
    }
    for (name, patch) in patch {
        match patch {
            Value::Null => {
                value
                    .as_object_mut()
                    .and_then(|object| object.shift_remove(name));
            }
            patch => merge(&mut value[name], patch),
        }
    }
}

/// Whether the caller compiles against this client.
fn compiles(folder: &Path, generated: &Generated, caller: &str) -> Result<bool, Error> {
    write_crate(folder, generated)?;
    let bin = folder.join("src/bin");
    fs::create_dir_all(&bin)?;
    fs::write(bin.join("caller.rs"), caller)?;
    let mut check = cargo(folder, &["check", "--bin", "caller"]);
    let output = check.stderr(Stdio::piped()).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    match output.status.success() {
        true => Ok(true),
        false if said.contains("(bin \"caller\")") => Ok(false),
        false => Err(format!("the client itself does not compile: {said}").into()),
    }
}

/// The source of a program that uses all of an API.
fn caller(api: &Api) -> String {
    let models = api.models.values().map(model);
    let operations = api.operations.iter().map(operation);
    let functions: String = models.chain(operations).collect();
    format!(
        "//! Names all of an API.\n#![allow(dead_code, unused)]\n\
         use tried_out::{{Body, Client, Error, Response, Upload, builder, types}};\n\n\
         fn main() {{}}\n{functions}"
    )
}

fn model(model: &Model) -> String {
    let name = &model.name;
    let body = match &model.shape {
        Shape::Object(object) => fields(name, object),
        Shape::Enum(of) => {
            let variants = of.values.iter().map(|value| &value.name);
            let arms: String = variants
                .map(|variant| format!("        types::{name}::{variant} => (),\n"))
                .collect();
            format!(
                "    match value {{\n{arms}        types::{name}::Unknown(_) => (),\n        _ => (),\n    }}\n"
            )
        }
        Shape::Union(union) => {
            let variants = union
                .variants
                .iter()
                .map(|variant| (&variant.name, &variant.ty));
            let arms: String = variants
                .map(|(variant, ty)| {
                    let ty = rust(ty);
                    format!("        types::{name}::{variant}(it) => {{ let _: {ty} = it; }}\n")
                })
                .collect();
            format!(
                "    match value {{\n{arms}        types::{name}::Unknown(_) => (),\n        _ => (),\n    }}\n"
            )
        }
        Shape::Alias(ty) => format!("    let _: {} = value.0;\n", rust(ty)),
        _ => String::new(),
    };
    let read = format!("\nfn read_{name}(value: types::{name}) {{\n{body}}}\n");
    match &model.shape {
        Shape::Object(object) if model.is_request => read + &construction(model, object),
        _ => read,
    }
}

/// What is read of an object.
fn fields(model: &str, object: &Object) -> String {
    let rest = object.rest.iter().map(|rest| (&rest.name, &rest.ty));
    let fields = object.fields.iter().map(|field| (&field.name, &field.ty));
    let fields: Vec<_> = fields.chain(rest).collect();
    let names: String = fields.iter().map(|(name, _)| format!("{name}, ")).collect();
    let typed: String = fields
        .iter()
        .map(|(name, ty)| format!("    let _: {} = {name};\n", rust(ty)))
        .collect();
    format!("    let types::{model} {{ {names}.. }} = value;\n{typed}")
}

/// A function that constructs an object as callers do: by its default, where it has one.
fn construction(model: &Model, object: &Object) -> String {
    let name = &model.name;
    let fields = object.fields.iter().map(|field| (&field.name, &field.ty));
    let rest = object.rest.iter().map(|rest| (&rest.name, &rest.ty));
    let fields: Vec<_> = fields.chain(rest).collect();
    let typed: String = fields
        .iter()
        .map(|(name, ty)| format!("{name}: {}, ", rust(ty)))
        .collect();
    let mut names: String = fields.iter().map(|(name, _)| format!("{name}, ")).collect();
    if model.has_default {
        names.push_str("..Default::default()");
    }
    format!("\nfn make_{name}({typed}) -> types::{name} {{\n    types::{name} {{ {names} }}\n}}\n")
}

fn operation(operation: &Operation) -> String {
    let name = &operation.name;
    let others = operation.arguments.iter();
    let others = others.filter(|argument| argument.place != Place::Path);
    let typed = |argument: &Argument| match argument.presence {
        Presence::Optional => format!("Option<{}>", rust(&argument.ty)),
        _ => rust(&argument.ty),
    };
    let parameters: String = operation
        .arguments
        .iter()
        .map(|argument| format!(", {}: {}", argument.name, typed(argument)))
        .collect();
    let given: String = operation
        .in_the_path()
        .map(|argument| format!("{}, ", argument.name))
        .collect();
    let set: String = others
        .map(|argument| format!(".{0}({0})", argument.name))
        .collect();
    let mut reply = match &operation.reply.content {
        Content::Json(ty) => rust(ty),
        Content::ByStatus(_) => format!("builder::reply::{}", name.to_upper_camel_case()),
        Content::Bytes => "Body".to_owned(),
        _ => "()".to_owned(),
    };
    let matched = match &operation.reply.content {
        Content::ByStatus(variants) => {
            let arms = variants.iter().map(|one| {
                let (variant, ty) = (&one.name, rust(&one.ty));
                format!("        {reply}::{variant}(it) => {{ let _: {ty} = it; }}\n")
            });
            let arms: String = arms.collect();
            let value = match operation.reply.is_optional {
                true => "let Some(value) = reply.into_inner() else { return Ok(()) };",
                false => "let value = reply.into_inner();",
            };
            format!("    {value}\n    match value {{\n{arms}        _ => (),\n    }}\n")
        }
        _ => String::new(),
    };
    if operation.reply.is_optional {
        reply = format!("Option<{reply}>");
    }
    let stream = match &operation.paging {
        Some(paging) => format!(
            "    let _: tried_out::Items<types::{}> = call.clone().stream();\n",
            paging.item
        ),
        None => String::new(),
    };
    format!(
        "\nasync fn call_{name}(client: &Client{parameters}) -> Result<(), Error> {{\n    \
         let call = client.{name}({given}){set};\n{stream}    \
         let reply: Response<{reply}> = call.send().await?;\n{matched}    Ok(())\n}}\n"
    )
}

fn rust(ty: &Type) -> String {
    match ty {
        Type::Text => "String".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Number(name) => (*name).to_owned(),
        Type::Uuid => "uuid::Uuid".to_owned(),
        Type::DateTime => "chrono::DateTime<chrono::Utc>".to_owned(),
        Type::Date => "chrono::NaiveDate".to_owned(),
        Type::JsonObject => "serde_json::Map<String, serde_json::Value>".to_owned(),
        Type::Upload => "Upload".to_owned(),
        Type::Model(name) => format!("types::{name}"),
        Type::List(item) => format!("Vec<{}>", rust(item)),
        Type::Map(value) => format!("std::collections::BTreeMap<String, {}>", rust(value)),
        Type::Optional(inner) => format!("Option<{}>", rust(inner)),
        Type::Boxed(inner) => format!("Box<{}>", rust(inner)),
        _ => "serde_json::Value".to_owned(),
    }
}
