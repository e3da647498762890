//! The changes for callers between two APIs.
//!
//! Enums, unions and response models are `#[non_exhaustive]`, so a new value, variant or field
//! breaks no caller, though a value that used to arrive as `Unknown` now arrives as itself. Callers
//! construct request models, so a new field breaks them unless it is optional and the model has a
//! default.

mod compare;

use std::fmt;

use serde::Serialize;

use crate::api::Api;

/// The changes between two APIs.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Diff {
    /// The version bump that the changes require.
    pub verdict: VersionBump,
    /// The changes, the breaking ones first.
    pub changes: Vec<Difference>,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// The impact on callers.
    pub impact: Impact,
    /// The operation or model.
    pub subject: String,
    /// The change in words.
    pub change: String,
}

/// The impact of a change on the code of callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Impact {
    /// The code may no longer compile, or its calls always fail.
    Breaking,
    /// The code compiles, but sees or sends something else.
    Behaviour,
    /// The code does not notice.
    Compatible,
}

/// The least version bump under Semantic Versioning, read as for version 1.0 or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum VersionBump {
    /// Both APIs are the same.
    None,
    /// Only facts changed that callers can't name, such as documentation.
    Patch,
    /// Something is new, or behaves differently.
    Minor,
    /// Callers may have to change their code.
    Major,
}

/// Compares the clients that are generated from two APIs.
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
    /// Whether callers may have to change their code.
    pub fn is_breaking(&self) -> bool {
        self.verdict == VersionBump::Major
    }

    /// The changes as a section of a changelog.
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
