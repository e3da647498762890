//! What a generation did: the list that `cargo xtask generate` prints.

use std::{fmt, time::Duration};

use crate::{
    Error, Origin, Settings,
    step::{Change, Expected},
};

/// What was generated, what was changed on the way, and what was left out.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// The overlay's actions.
    pub overlay: Vec<Change>,
    /// Corrections of the document.
    pub fixups: Vec<Change>,
    /// What models do otherwise than the document says.
    pub rules: Vec<Change>,
    /// The version of OpenAPI that the document is written in.
    pub openapi: String,
    /// Operations in the document.
    pub documented_operations: usize,
    /// Schemas in the document.
    pub documented_models: usize,
    /// Models generated: structs, enums and unions, and names for lists, maps and simple values.
    pub models: usize,
    /// Operations generated.
    pub operations: usize,
    /// Structs generated: models with fields, and names for other types.
    pub structs: usize,
    /// Enums generated, each open to unknown values.
    pub enums: usize,
    /// Unions generated, each open to unknown variants.
    pub unions: usize,
    /// What the document has and the client has not, with the reason; one line each.
    pub left_out: Vec<String>,
    /// What the document has and the client has not, though nothing says why: told instead of an
    /// error when the generation was to keep going.
    pub unexplained: Vec<String>,
    /// What deserves a look but loses nothing; one line each.
    pub warnings: Vec<String>,
    /// How long each step took, in their order.
    pub times: Vec<(&'static str, Duration)>,
}

impl Report {
    /// Every correction, in the order in which it ran.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.overlay.iter().chain(&self.fixups).chain(&self.rules)
    }

    /// Refuses (own document) or notes (foreign document) the corrections that matched nothing.
    pub(crate) fn settle(&mut self, settings: Settings) -> Result<(), Error> {
        let origin = settings.origin;
        if origin == Origin::Own && !settings.keep_going && !self.left_out.is_empty() {
            return Err(Error::Unfaithful(self.left_out.clone()));
        }
        let mut idle = Vec::new();
        for change in self.changes() {
            if change.places > 0 || change.expected == Expected::OneDay {
                continue;
            }
            if origin == Origin::Own {
                return Err(Error::MatchedNothing {
                    step: change.name.clone(),
                    reason: change.reason.clone(),
                });
            }
            idle.push(format!("{} matched nothing", change.name));
        }
        self.warnings.extend(idle);
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let corrected: usize = self.overlay.iter().map(|change| change.places).sum();
        writeln!(
            f,
            "overlay   {} actions, {corrected} places",
            self.overlay.len()
        )?;
        for (title, changes) in [("fixups", &self.fixups), ("rules", &self.rules)] {
            writeln!(f, "{title}")?;
            for change in changes {
                writeln!(
                    f,
                    "  {:5}  {:20} {}",
                    change.places, change.name, change.reason
                )?;
            }
        }
        writeln!(
            f,
            "generated {} operations, {} structs, {} enums, {} unions",
            self.operations, self.structs, self.enums, self.unions
        )?;
        list(f, "left out ", &self.left_out)?;
        if !self.unexplained.is_empty() {
            list(f, "lost     ", &self.unexplained)?;
        }
        list(f, "warnings ", &self.warnings)?;
        let times = self
            .times
            .iter()
            .map(|(step, time)| format!("{step} {:.1} ms", time.as_secs_f64() * 1000.0));
        writeln!(f, "took      {}", times.collect::<Vec<_>>().join(", "))
    }
}

fn list(f: &mut fmt::Formatter<'_>, title: &str, lines: &[String]) -> fmt::Result {
    if lines.is_empty() {
        return writeln!(f, "{title} none");
    }
    writeln!(f, "{title}")?;
    lines
        .iter()
        .try_for_each(|line| writeln!(f, "         {line}"))
}
