//! The table of the mock's stubs: each operation's builder, its answer, and the arguments by which
//! its calls are told apart.

use super::{layout, operations::builder, outside_text};
use crate::api::{Api, Argument, Content, Operation, Place};

/// The content of the macro call `stubs!`.
pub(super) fn table(api: &Api) -> String {
    layout::table(api.operations.iter().map(stub))
}

fn stub(operation: &Operation) -> String {
    let words = match &operation.reply.content {
        Content::Json(ty) => format!("json({})", outside_text(ty)),
        Content::ByStatus(_) => "json(::serde_json::Value)".to_owned(),
        Content::Bytes => "bytes".to_owned(),
        Content::Nothing => "nothing".to_owned(),
    };
    let optional = match operation.reply.is_optional {
        true => "optional ",
        false => "",
    };
    let head = format!(
        "{}: {} => [{optional}{words}]",
        operation.name,
        builder(operation)
    );
    layout::entry(&head, operation.arguments.iter().filter_map(argument))
}

fn argument(argument: &Argument) -> Option<String> {
    let (name, wire) = (&argument.name, &argument.wire);
    let place = match argument.place {
        Place::Path => "path",
        Place::Query(_) => "query",
        Place::Body => "body",
        Place::Header | Place::Cookie | Place::Part(_) => return None,
    };
    let ty = outside_text(&argument.ty);
    Some(format!("{name}: {ty} => {place} {wire:?}"))
}
