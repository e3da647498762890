//! The changes between two APIs, with two verdicts on each.
//!
//! - **Upgrading**: does code still compile against the newly generated client, and does it mean the
//!   same? Enums, unions and response models are `#[non_exhaustive]`, so a new value, variant or field
//!   breaks no caller. Callers construct request models, so a new field breaks them unless it is
//!   optional and the model has a default.
//! - **Deployed**: does a client that was built from the old document go on working against the
//!   changed server? It reads as generated code does: what it does not know, it ignores or keeps as
//!   unknown; what it needs has to come ([`Reading`](crate::api::Reading)). Of the server nothing is
//!   assumed but that it follows its document, and ignores what it does not know.
//!
//! The rules stand where the parts of an API are compared, one file for each kind of part; how types
//! relate is in `types`.

mod apis;
mod arguments;
mod facts;
mod fields;
mod models;
mod operations;
mod pairs;
mod replies;
mod service;
mod text;
mod types;
mod variants;

use serde::{Serialize, Serializer};

use crate::api::Api;
use apis::Apis;

/// The version of the JSON form of a [`Diff`].
const FORMAT: u32 = 1;

/// The changes between two APIs, and what they ask for.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Diff {
    /// The version of the JSON form. It grows if a member is removed or means something else; new
    /// members may come without that.
    pub format: u32,
    /// The version bump that the changes require of a crate with the generated client.
    pub version_bump: VersionBump,
    /// The worst impact on clients that are already built; `None` (in JSON `"none"`) without changes.
    #[serde(serialize_with = "impact_or_none")]
    pub deployed: Option<Impact>,
    /// The changes, the worst ones first.
    pub changes: Vec<Difference>,
}

/// A change, with its two verdicts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// The operation or model, or the API as a whole.
    pub subject: String,
    /// The change in words.
    pub change: String,
    /// The impact on code that is built against the new client.
    pub upgrading: Impact,
    /// The impact on clients that were built from the old document, once the server has changed.
    pub deployed: Impact,
    /// What to do about the change, if anything.
    pub advice: Option<&'static str>,
}

/// The impact of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Impact {
    /// Upgrading: the code may no longer compile, or its calls always fail. Deployed: calls fail, or
    /// their answers can't be read.
    Breaking,
    /// Upgrading: the code compiles, but sees or sends something else. Deployed: the client works, but
    /// something is lost, is ignored, or arrives as unknown or empty.
    Behaviour,
    /// Nothing is noticed.
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

/// Compares two APIs: the clients that are generated from them, and a client of the old one with a
/// server of the new one.
pub fn diff(old: &Api, new: &Api) -> Diff {
    let apis = Apis::of(old, new);
    let mut found = Found::default();
    service::compare(&apis, &mut found);
    operations::compare(&apis, &mut found);
    models::compare(&apis, &mut found);
    let mut changes = found.0;
    changes.sort_by(|one, other| {
        (one.upgrading, one.deployed, &one.subject, &one.change).cmp(&(
            other.upgrading,
            other.deployed,
            &other.subject,
            &other.change,
        ))
    });
    let version_bump = match changes.first() {
        Some(change) if change.upgrading == Impact::Breaking => VersionBump::Major,
        Some(_) => VersionBump::Minor,
        None if old != new => VersionBump::Patch,
        None => VersionBump::None,
    };
    Diff {
        format: FORMAT,
        version_bump,
        deployed: changes.iter().map(|change| change.deployed).min(),
        changes,
    }
}

impl Diff {
    /// Whether callers may have to change their code.
    pub fn is_breaking(&self) -> bool {
        self.version_bump == VersionBump::Major
    }

    /// Whether the changed server breaks clients that are already built.
    pub fn breaks_deployed(&self) -> bool {
        self.deployed == Some(Impact::Breaking)
    }
}

fn impact_or_none<S: Serializer>(
    impact: &Option<Impact>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text::or_none(*impact))
}

/// The changes that were found so far.
#[derive(Default)]
struct Found(Vec<Difference>);

impl Found {
    fn add(
        &mut self,
        subject: &str,
        change: impl Into<String>,
        impacts: Impacts,
        advice: impl Into<Option<&'static str>>,
    ) {
        self.0.push(Difference {
            subject: subject.to_owned(),
            change: change.into(),
            upgrading: impacts.upgrading,
            deployed: impacts.deployed,
            advice: advice.into(),
        });
    }
}

/// The two verdicts on a change.
#[derive(Clone, Copy)]
struct Impacts {
    upgrading: Impact,
    deployed: Impact,
}

impl Impacts {
    /// Nobody notices the change.
    const NONE: Self = Self::of(Impact::Compatible, Impact::Compatible);

    const fn of(upgrading: Impact, deployed: Impact) -> Self {
        Self {
            upgrading,
            deployed,
        }
    }
}

impl Impact {
    /// The worse of two impacts.
    fn or_worse(self, other: Self) -> Self {
        self.min(other)
    }
}

/// Pieces of advice that several rules give.
mod advice {
    pub(super) const RENAME: &str = "rename it in your code";
    pub(super) const TAKE_OUT: &str = "take it out of your code";
    pub(super) const TOGETHER: &str =
        "deploy the new client together with the change of the server";
    pub(super) const GIVE: &str =
        "give it in your code, and deploy that before the server asks for it";
    pub(super) const DEPRECATED: &str = "use what the document names in its place";
}
