//! `cargo xtask fetch` replaces the document in `spec/` with the live one.

use std::{env, fs, path::PathBuf, process::ExitCode, time::Duration};

use clap::Args;
use serde_json::Value;

use crate::{Error, document::api, workspace};

/// The address of the live document; `spec/README.md` names it too.
const LIVE: &str = "https://api.capturi.ai/audio/swagger/v2/swagger.json";
const TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Args)]
pub(crate) struct Options {
    /// The URL of the document.
    #[arg(long, default_value = LIVE)]
    url: String,
    /// The file to replace; `spec/upstream.json` unless given.
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
    /// The environment variable with a token, if the server asks for one.
    #[arg(long, value_name = "NAME")]
    token_env: Option<String>,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let path = options.into.clone();
    let path = path.unwrap_or_else(|| workspace().join("spec/upstream.json"));
    let old = fs::read_to_string(&path)?;
    let overlay = fs::read_to_string(workspace().join("spec/overlay.json"))?;
    let new = canonical(&download(options)?)?;
    // Read before anything is written: a document that can't be read is not imported.
    let diff = capturi_codegen::diff(&api(&old, &overlay)?, &api(&new, &overlay)?);
    if new == old {
        println!("{} is what the server has.", path.display());
        return Ok(ExitCode::SUCCESS);
    }
    let temporary = path.with_extension("json.new");
    fs::write(&temporary, &new)?;
    fs::rename(&temporary, &path)?;
    print!("{diff}");
    println!(
        "\nWrote {}. What now:\n  \
         1. cargo xtask generate       a correction that no longer applies is told; mend spec/overlay.json\n  \
         2. cargo xtask test           everything that has to pass\n  \
         3. CHANGELOG.md               from the draft that `generate` wrote; version: {}",
        path.display(),
        diff.version_bump
    );
    Ok(ExitCode::SUCCESS)
}

fn download(options: &Options) -> Result<String, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let http = reqwest::Client::builder().timeout(TIMEOUT).build()?;
        let mut request = http.get(&options.url);
        if let Some(name) = &options.token_env {
            let token = env::var(name).map_err(|_| format!("{name} is not set"))?;
            let mut token = reqwest::header::HeaderValue::from_str(&token)
                .map_err(|_| format!("what is in {name} can't be sent in a header"))?;
            token.set_sensitive(true);
            request = request.header("authorization", token);
        }
        let response = request.send().await?;
        let status = response.status();
        if !status.is_success() {
            return Err(format!("{} answered {status}", options.url).into());
        }
        Ok(response.text().await?)
    })
}

/// The document in the form that we commit: its keys in their order, indented by two spaces, with a
/// line break at the end.
fn canonical(text: &str) -> Result<String, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document: Value = serde_json::from_str(text)
        .map_err(|error| format!("what was downloaded is not JSON: {error}"))?;
    let is_openapi = document["openapi"].is_string() && document["paths"].is_object();
    if !is_openapi {
        return Err("what was downloaded is no OpenAPI 3 document".into());
    }
    Ok(format!("{}\n", serde_json::to_string_pretty(&document)?))
}
