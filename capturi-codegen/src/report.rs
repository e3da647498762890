//! The report of a generation, which `cargo xtask generate` prints.

use std::{fmt, time::Duration};

use crate::{
    Error, Origin, Settings,
    step::{Change, Expected},
};

/// The report of a generation: what was generated, changed and left out.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// The actions of the overlay.
    pub overlay: Vec<Change>,
    /// The corrections of the document.
    pub fixups: Vec<Change>,
    /// The rules by which models differ from the document.
    pub rules: Vec<Change>,
    /// The OpenAPI version of the document.
    pub openapi: String,
    /// The number of operations in the document.
    pub documented_operations: usize,
    /// The number of schemas in the document.
    pub documented_models: usize,
    /// The number of generated models: structs, enums and unions, and names for lists, maps and
    /// simple values.
    pub models: usize,
    /// The number of generated operations.
    pub operations: usize,
    /// The number of generated structs: models with fields, and names for other types.
    pub structs: usize,
    /// The number of generated enums, each open to unknown values.
    pub enums: usize,
    /// The number of generated unions, each open to unknown variants.
    pub unions: usize,
    /// The parts of the document that the client lacks, each with its reason; one line each.
    pub left_out: Vec<String>,
    /// The parts of the document that the client lacks without a known reason. They are an error
    /// unless the generation keeps going.
    pub unexplained: Vec<String>,
    /// The findings that lose nothing but deserve a look; one line each.
    pub warnings: Vec<String>,
    /// The time that each step took, in their order.
    pub times: Vec<(&'static str, Duration)>,
}

impl Report {
    /// Every correction, in the order in which it ran.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.overlay.iter().chain(&self.fixups).chain(&self.rules)
    }

    /// For our own document, fails if a correction matched nothing or, unless the generation keeps
    /// going, a part was left out. For a foreign document, warns of corrections that matched
    /// nothing.
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
