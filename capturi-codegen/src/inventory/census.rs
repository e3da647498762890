//! Counts what the `Api` has, and tells of what deserves a look.

use super::Inventory;
use crate::{
    Origin, Report, Settings,
    api::{Api, Shape, Union},
};

impl Inventory {
    /// Counts models and operations for the report, and warns of unions that can't be told apart or
    /// are the same; returns what can't be used.
    pub(crate) fn count(&self, api: &Api, settings: Settings, report: &mut Report) -> Vec<String> {
        let mut lost = Vec::new();
        report.models = api.models.len();
        report.operations = api.operations.len();
        let mut seen: Vec<(&str, &Union)> = Vec::new();
        for (name, model) in &api.models {
            match &model.shape {
                Shape::Alias(_) | Shape::Object(_) => report.structs += 1,
                Shape::Enum(of) => {
                    report.enums += 1;
                    if of.values.is_empty() {
                        lost.push(format!("model `{name}` is an enum without a value"));
                    }
                }
                Shape::Union(union) => {
                    report.unions += 1;
                    if union.variants.is_empty() {
                        lost.push(format!("model `{name}` is a union without a variant"));
                    }
                    if union.tag.is_none() {
                        let warning = "has no tag: the variant that keeps most is taken";
                        report.warnings.push(format!("union `{name}` {warning}"));
                    }
                    // Two equal unions are allowed only if the document itself has both.
                    let twin = seen.iter().find(|(_, other)| *other == union);
                    if let Some((other, _)) = twin
                        && !(self.documents(name) && self.documents(other))
                    {
                        let same = format!("the unions `{name}` and `{other}` are the same");
                        match settings.origin {
                            Origin::Own => lost.push(same),
                            Origin::Foreign => report.warnings.push(same),
                        }
                    }
                    seen.push((name, union));
                }
            }
        }
        lost
    }
}
