//! Documents by the names that maintainers give: a file, or a git revision.

use std::{fs, path::Path, process::Command};

use capturi_codegen::{Origin, Settings, api::Api, generate};

use crate::{Error, workspace};

/// The API that a document describes: a file with our present overlay, or a revision (`HEAD~1`)
/// with its own document and overlay.
pub(crate) fn api_of(name: &str) -> Result<Api, Error> {
    let (document, overlay) = if Path::new(name).exists() {
        let overlay = workspace().join("spec/overlay.json");
        (fs::read_to_string(name)?, fs::read_to_string(overlay)?)
    } else {
        (
            at_revision(name, "spec/upstream.json")?,
            at_revision(name, "spec/overlay.json")?,
        )
    };
    api(&document, &overlay).map_err(|error| format!("{name}: {error}").into())
}

/// The API of a document that our overlay may not fit everywhere.
pub(crate) fn api(document: &str, overlay: &str) -> Result<Api, Error> {
    let settings = Settings::new(Origin::Foreign).keep_going(true);
    Ok(generate(document, Some(overlay), settings)?.api)
}

fn at_revision(revision: &str, path: &str) -> Result<String, Error> {
    let output = Command::new("git")
        .args(["show", &format!("{revision}:{path}")])
        .current_dir(workspace())
        .output()?;
    if !output.status.success() {
        return Err(format!("{revision} is neither a file nor a git revision with {path}").into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
