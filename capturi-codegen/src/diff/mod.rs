//! What changed for callers between two APIs.
//!
//! Enums, unions and response models are `#[non_exhaustive]`, so a new value, variant or field
//! breaks nobody, though what used to arrive as `Unknown` arrives as itself. A request model is
//! written by its callers: what is new there breaks them unless it is optional and the model has a
//! default.

mod compare;

use std::fmt;

use serde::Serialize;

use crate::api::Api;

/// The changes between two APIs.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Diff {
    /// What the changes ask of the next version.
    pub verdict: VersionBump,
    /// Each change, the breaking ones first.
    pub changes: Vec<Difference>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// What it means to callers.
    pub impact: Impact,
    /// The operation or model.
    pub subject: String,
    /// What changed.
    pub change: String,
}

/// What a change means to the code of callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Impact {
    /// It may no longer compile, or every call of it fails.
    Breaking,
    /// It compiles, but sees or sends something else.
    Behaviour,
    /// It does not notice.
    Compatible,
}

/// What the next version has to be, after Semantic Versioning (read for a version 1.0 or later).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum VersionBump {
    /// Both are the same.
    None,
    /// Nothing that callers can name changed: documentation, for example.
    Patch,
    /// Something is new, or behaves differently.
    Minor,
    /// Callers may have to change.
    Major,
}

/// What changed for callers of the clients that are generated from these APIs.
pub fn diff(old: &Api, new: &Api) -> Diff {
    let mut changes = compare::apis(old, new);
    changes.sort_by(|one, other| {
        (one.impact, &one.subject, &one.change).cmp(&(other.impact, &other.subject, &other.change))
    });
    let verdict = match changes.first() {
        Some(change) if change.impact == Impact::Breaking => VersionBump::Major,
        Some(_) => VersionBump::Minor,
        None if old != new => VersionBump::Patch,
        None => VersionBump::None,
    };
    Diff { verdict, changes }
}

impl Diff {
    /// Whether callers may have to change.
    pub fn is_breaking(&self) -> bool {
        self.verdict == VersionBump::Major
    }

    /// As a section of a changelog.
    pub fn to_markdown(&self) -> String {
        let mut text = String::new();
        for (impact, title) in [
            (Impact::Breaking, "Breaking"),
            (Impact::Behaviour, "Changed"),
            (Impact::Compatible, "Added or relaxed"),
        ] {
            let changes: Vec<_> = self
                .changes
                .iter()
                .filter(|one| one.impact == impact)
                .collect();
            if changes.is_empty() {
                continue;
            }
            text.push_str(&format!("### {title}\n\n"));
            for change in changes {
                text.push_str(&format!("- {}: {}\n", change.subject, change.change));
            }
            text.push('\n');
        }
        text.push_str(&format!("Verdict: {}.\n", self.verdict));
        text
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.changes {
            let impact = match change.impact {
                Impact::Breaking => "breaking",
                Impact::Behaviour => "behaviour",
                Impact::Compatible => "compatible",
            };
            writeln!(f, "{impact:10}  {}: {}", change.subject, change.change)?;
        }
        writeln!(f, "verdict     {}", self.verdict)
    }
}

impl fmt::Display for VersionBump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}
