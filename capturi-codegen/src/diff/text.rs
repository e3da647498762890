//! A [`Diff`] as text for people, and as a section of a changelog.

use std::fmt;

use super::{Diff, Impact, VersionBump};

impl Diff {
    /// The changes as a section of a changelog, by their impact on upgrading. Of the impact on clients
    /// that are already built, a change tells if there is any.
    pub fn to_markdown(&self) -> String {
        let mut text = String::new();
        for (impact, title) in [
            (Impact::Breaking, "Breaking"),
            (Impact::Behaviour, "Changed"),
            (Impact::Compatible, "Added or relaxed"),
        ] {
            let changes = self.changes.iter().filter(|one| one.upgrading == impact);
            let lines: String = changes
                .map(|change| {
                    let deployed = match change.deployed {
                        Impact::Compatible => String::new(),
                        impact => format!(" (deployed clients: {impact})"),
                    };
                    let advice = change.advice.map(|advice| format!("; {advice}"));
                    let advice = advice.unwrap_or_default();
                    let (subject, change) = (&change.subject, &change.change);
                    format!("- {subject}: {change}{deployed}{advice}\n")
                })
                .collect();
            if !lines.is_empty() {
                text.push_str(&format!("### {title}\n\n{lines}\n"));
            }
        }
        let deployed = or_none(self.deployed);
        text.push_str(&format!(
            "Upgrading: {}. Deployed clients: {deployed}.\n",
            self.version_bump
        ));
        text
    }
}

/// Writes a line for each change, with its two verdicts in front and the advice below it, and at the
/// end the verdicts on all changes.
impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.changes.is_empty() {
            writeln!(f, "upgrading   deployed    change")?;
        }
        for change in &self.changes {
            let (upgrading, deployed) = (change.upgrading, change.deployed);
            let (subject, text) = (&change.subject, &change.change);
            writeln!(f, "{upgrading:10}  {deployed:10}  {subject}: {text}")?;
            if let Some(advice) = change.advice {
                writeln!(f, "{:24}-> {advice}", "")?;
            }
        }
        writeln!(f, "upgrading  {}", self.version_bump)?;
        writeln!(f, "deployed   {}", or_none(self.deployed))
    }
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(or_none(Some(*self)))
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

/// The word for the worst impact, if there is any change.
pub(super) fn or_none(impact: Option<Impact>) -> &'static str {
    match impact {
        Some(Impact::Breaking) => "breaking",
        Some(Impact::Behaviour) => "behaviour",
        Some(Impact::Compatible) => "compatible",
        None => "none",
    }
}
