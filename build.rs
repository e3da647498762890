//! Writes the operation table that `capturi api` is built from. The document is
//! `spec/upstream.json`, or the one that `CAPTURI_SPEC` names.

use std::{env, error::Error, fs, path::Path};

use capturi_codegen::Origin;

/// The flags of `capturi api` itself; a parameter with such a name gets a longer flag.
const RESERVED: [&str; 14] = [
    "all-pages",
    "api-version",
    "auth-scheme",
    "base-url",
    "body",
    "help",
    "output",
    "profile",
    "query",
    "raw",
    "save-to",
    "token-file",
    "verbose",
    "version",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=CAPTURI_SPEC");
    let here = env::var("CARGO_MANIFEST_DIR")?;
    let spec = env::var("CAPTURI_SPEC").unwrap_or_else(|_| format!("{here}/spec/upstream.json"));
    let overlay = format!("{here}/spec/overlay.json");
    let table = capturi_codegen::command_table(
        &read(&spec)?,
        Some(&read(&overlay)?),
        Origin::Foreign,
        &RESERVED,
    )?;
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("operations.rs"),
        table,
    )?;
    Ok(())
}

fn read(path: &str) -> Result<String, String> {
    println!("cargo::rerun-if-changed={path}");
    fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))
}
