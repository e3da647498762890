//! `cargo xtask generate` writes the committed code from `spec/`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use capturi_codegen::{Origin, VersionBump, api::Api, generate};
use clap::Args;
use similar::TextDiff;

use crate::{Error, document::api_of, workspace};

/// The most lines of a diff that are shown.
const SHOWN_LINES: usize = 200;

#[derive(Args)]
pub(crate) struct Options {
    /// Change nothing; exit with 1 and show a diff if the committed code is out of date.
    #[arg(long, conflicts_with = "from")]
    check: bool,
    /// Import this document as `spec/upstream.json` first.
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let root = workspace();
    let upstream = root.join("spec/upstream.json");
    let document = read(options.from.as_ref().unwrap_or(&upstream))?;
    let overlay = read(&root.join("spec/overlay.json"))?;

    let generated = generate(&document, Some(&overlay), Origin::Own)?;

    let outputs = [
        (root.join("capturi-api/src/generated.rs"), generated.source),
        // Users need the overlay to build the published crate against a newer document.
        (root.join("capturi-api/overlay.json"), overlay),
    ];
    if options.check {
        let mut current = true;
        for (path, wanted) in &outputs {
            current &= is_current(path, wanted, &root)?;
        }
        if current {
            println!("The committed code is what spec/ generates.");
            return Ok(ExitCode::SUCCESS);
        }
        println!("\nThe committed code is out of date: run `cargo xtask generate`.");
        return Ok(ExitCode::FAILURE);
    }

    print!("{}", generated.report);
    if let Some(from) = &options.from {
        fs::write(&upstream, &document).map_err(|error| at(&upstream, &error))?;
        println!("imported  {} as spec/upstream.json", from.display());
    }
    for (path, content) in &outputs {
        let shown = path.strip_prefix(&root).unwrap_or(path).display();
        if fs::read_to_string(path).is_ok_and(|current| current == *content) {
            println!("unchanged {shown}");
        } else {
            fs::write(path, content).map_err(|error| at(path, &error))?;
            println!("wrote     {shown}");
        }
    }
    draft_changelog(&generated.api, &root)?;
    Ok(ExitCode::SUCCESS)
}

/// Drafts the CHANGELOG.md entry: the changes for callers since the last commit.
fn draft_changelog(new: &Api, root: &Path) -> Result<(), Error> {
    let old = match api_of("HEAD") {
        Ok(old) => old,
        Err(error) => {
            println!("drafted   nothing: {error}");
            return Ok(());
        }
    };
    let diff = capturi_codegen::diff(&old, new);
    let draft = root.join("target/changelog-draft.md");
    if diff.version_bump == VersionBump::None {
        // An old draft would describe another document.
        let _ = fs::remove_file(&draft);
        println!("drafted   nothing: callers notice no change since the last commit");
        return Ok(());
    }
    if let Some(folder) = draft.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&draft, diff.to_markdown()).map_err(|error| at(&draft, &error))?;
    println!(
        "drafted   target/changelog-draft.md: {} changes, version: {}",
        diff.changes.len(),
        diff.version_bump
    );
    Ok(())
}

fn is_current(path: &Path, wanted: &str, root: &Path) -> Result<bool, Error> {
    let committed = read(path)?;
    if committed == wanted {
        return Ok(true);
    }
    let shown = path.strip_prefix(root).unwrap_or(path).display();
    let diff = TextDiff::from_lines(committed.as_str(), wanted);
    let diff = diff
        .unified_diff()
        .header(
            &format!("{shown} (committed)"),
            &format!("{shown} (generated)"),
        )
        .to_string();
    let lines: Vec<&str> = diff.lines().collect();
    println!("{}", lines[..lines.len().min(SHOWN_LINES)].join("\n"));
    if lines.len() > SHOWN_LINES {
        println!("... {} more lines", lines.len() - SHOWN_LINES);
    }
    Ok(false)
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|error| at(path, &error).into())
}

fn at(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
