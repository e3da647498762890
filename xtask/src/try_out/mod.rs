//! `cargo xtask try` generates a client from a document that is not ours.

mod instances;
mod names;
mod round_trip;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Instant,
};

use capturi_codegen::{Generated, Origin, Settings, generate};
use clap::Args;
use toml::{Table, Value};

use crate::{Error, succeed, workspace};

#[derive(Args)]
pub(crate) struct Options {
    /// The document: JSON or YAML, OpenAPI 3.0 or 3.1.
    #[arg(required = true)]
    documents: Vec<PathBuf>,
    /// Correct the document by this overlay first.
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,
    /// A program that uses the crate (as `tried_out`), to be compiled with it.
    #[arg(long, value_name = "FILE", requires = "check")]
    caller: Option<PathBuf>,
    /// Compile the crate too.
    #[arg(long)]
    check: bool,
    /// Run the caller, which panics if something is not as it expects.
    #[arg(long, requires = "caller")]
    run: bool,
    /// Read and write random values of every schema by the generated types: each has to come back as
    /// it was.
    #[arg(long, requires = "check")]
    roundtrip: bool,
    /// Try a document instead that takes every name which the generated code of this one has.
    #[arg(long)]
    names: bool,
    /// Generate the rest where a model can't be expressed.
    #[arg(long)]
    keep_going: bool,
    /// Print one line of a table for each document instead of the whole report.
    #[arg(long)]
    table: bool,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let mut failed = 0;
    if options.table {
        println!(
            "| document | OpenAPI | operations in / out | models in / out | left out | generation |"
        );
        println!("|---|---|---|---|---|---|");
    }
    for document in &options.documents {
        if let Err(error) = try_out(document, options) {
            println!("{}: {error}", document.display());
            failed += 1;
        }
    }
    Ok(match failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

fn try_out(path: &Path, options: &Options) -> Result<(), Error> {
    let mut document = fs::read_to_string(path)?;
    if options.names {
        document = names::document(&document)?.to_string();
    }
    let settings = Settings::new(Origin::Foreign).keep_going(options.keep_going);
    let started = Instant::now();
    let overlay = options.overlay.as_ref().map(|overlay| {
        let read = fs::read_to_string(overlay);
        read.map_err(|error| format!("{}: {error}", overlay.display()))
    });
    let overlay = overlay.transpose()?;
    let generated = generate(&document, overlay.as_deref(), settings)?;
    let elapsed = started.elapsed();
    let report = &generated.report;
    let name = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let name = if options.names {
        format!("{name}-names")
    } else {
        name
    };
    let folder = workspace().join("target/try").join(&name);
    write_crate(&folder, &generated)?;
    if options.table {
        println!(
            "| {name} | {} | {} / {} | {} / {} | {} | {:.2} s |",
            report.openapi,
            report.documented_operations,
            report.operations,
            report.documented_models,
            report.models,
            match report.left_out.as_slice() {
                [] => "nothing".to_owned(),
                lines => lines.join("; "),
            },
            elapsed.as_secs_f64(),
        );
    } else {
        println!("{}", path.display());
        print!("{report}");
        println!(
            "documented {} operations, {} models",
            report.documented_operations, report.documented_models
        );
        println!("wrote     {}", folder.display());
    }
    if !report.unexplained.is_empty() {
        let lost = report.unexplained.join("; ");
        return Err(format!("lost without a reason: {lost}").into());
    }
    if let Some(caller) = &options.caller {
        let folder = folder.join("src/bin");
        fs::create_dir_all(&folder)?;
        fs::copy(caller, folder.join("caller.rs"))?;
    }
    if options.check {
        // The program of the round trip compiles the crate, too.
        if options.run || !options.roundtrip {
            check(&folder, options.run)?;
        }
        if options.roundtrip {
            round_trip::write(&folder, &generated.api)?;
            let program = cargo(&folder, &["run", "--bin", "round_trip"]);
            let read = capturi_codegen::parse(&document)?;
            round_trip::run(program, &read, &generated)?;
        }
        if !options.table {
            println!("compiles  yes");
        }
    }
    Ok(())
}

/// Writes a crate: the hand-written part of capturi-api around the generated code.
pub(crate) fn write_crate(folder: &Path, generated: &Generated) -> Result<(), Error> {
    let api = workspace().join("capturi-api");
    let source = folder.join("src");
    if source.exists() {
        fs::remove_dir_all(&source)?;
    }
    copy(&api.join("src"), &source)?;
    fs::write(source.join("generated.rs"), &generated.source)?;
    // The crate's doc examples and READMEs are about Capturi.
    let lib = fs::read_to_string(source.join("lib.rs"))?;
    let lib: String = lib
        .lines()
        .take_while(|line| !line.contains("Compiles the code in the READMEs"))
        .filter(|line| !line.starts_with("//!"))
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(source.join("lib.rs"), lib)?;
    fs::write(folder.join("Cargo.toml"), manifest(&api)?)?;
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The manifest of capturi-api for use outside of our workspace, without its build step, tests and
/// benches.
fn manifest(api: &Path) -> Result<String, Error> {
    let read = |path: PathBuf| -> Result<Table, Error> { Ok(fs::read_to_string(path)?.parse()?) };
    let versions = read(workspace().join("Cargo.toml"))?;
    let versions = &versions["workspace"]["dependencies"];
    let mut manifest = read(api.join("Cargo.toml"))?;
    for section in [
        "build-dependencies",
        "dev-dependencies",
        "bench",
        "example",
        "lints",
    ] {
        manifest.remove(section);
    }
    let package = Table::from_iter([
        ("name".to_owned(), Value::from("tried-out")),
        ("version".to_owned(), Value::from("0.0.0")),
        ("edition".to_owned(), Value::from("2024")),
    ]);
    manifest.insert("package".to_owned(), Value::Table(package));
    let allow_warnings = "rust.warnings = 'allow'".parse::<Table>()?;
    manifest.insert("lints".to_owned(), Value::Table(allow_warnings));
    manifest.insert("workspace".to_owned(), Value::Table(Table::new()));
    if let Some(Value::Table(features)) = manifest.get_mut("features") {
        features.insert("codegen".to_owned(), Value::Array(Vec::new()));
    }
    let dependencies = manifest
        .get_mut("dependencies")
        .and_then(Value::as_table_mut);
    for (name, dependency) in dependencies.into_iter().flatten() {
        *dependency = with_version(dependency, &versions[name.as_str()]);
    }
    Ok(manifest.to_string())
}

/// A dependency that says `workspace = true`, merged with the workspace's entry.
fn with_version(dependency: &Value, version: &Value) -> Value {
    let mut merged = match version {
        Value::Table(table) => table.clone(),
        version => Table::from_iter([("version".to_owned(), version.clone())]),
    };
    for (member, value) in dependency.as_table().into_iter().flatten() {
        match (member.as_str(), merged.get_mut(member), value) {
            ("workspace", ..) => {}
            ("features", Some(Value::Array(features)), Value::Array(more)) => {
                features.extend(more.iter().cloned());
            }
            _ => {
                merged.insert(member.clone(), value.clone());
            }
        }
    }
    Value::Table(merged)
}

fn check(folder: &Path, runs: bool) -> Result<(), Error> {
    let command = match runs {
        true => ["run", "--bin", "caller"].as_slice(),
        false => &["check"],
    };
    let what = match runs {
        true => "the caller does not compile, or fails",
        false => "the code does not compile",
    };
    let failure = format_args!("{}: {what}", folder.display());
    succeed(&mut cargo(folder, command), failure)
}

/// A command of cargo's on the crate in this folder.
pub(crate) fn cargo(folder: &Path, command: &[&str]) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .args(command)
        .args(["--quiet", "--features", "mock"])
        .current_dir(folder)
        // All crates share one target folder, so that their dependencies are compiled once. It is
        // not inside of a crate's own target folder, as cargo takes files there for unchanged.
        .env("CARGO_TARGET_DIR", workspace().join("target/try/target"));
    cargo
}
