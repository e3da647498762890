//! Operations that answer in pages are found by their shape: a `continuationToken` in the request's
//! body and in the response, or `pageNumber` and `pageSize` in the request.

use serde_json::Value;

use crate::{
    api::{Api, Object, Operation, Paging, Place, Turn, Type},
    document::{self, marker},
};

const TOKEN: &str = "continuationToken";
const NUMBER: &str = "pageNumber";
const SIZE: &str = "pageSize";

/// The paging of an operation, if it answers in pages; `described` is the operation in the
/// document.
pub(super) fn find(
    api: &Api,
    operation: &Operation,
    described: &document::Object,
) -> Option<Paging> {
    let page = operation
        .json_reply()
        .filter(|_| !operation.reply.is_optional);
    let page = api.object(page?)?;
    let body = operation.json_body().and_then(|body| api.object(body));
    let in_body =
        |wire, fits: fn(&Type) -> bool| body.is_some_and(|body| has_optional(body, wire, fits));
    let is_text = |ty: &Type| *ty == Type::Text;
    let in_query = |wire| {
        operation.arguments.iter().any(|argument| {
            matches!(argument.place, Place::Query(_))
                && argument.wire == wire
                && is_integer(&argument.ty)
        })
    };
    let turn = if has_optional(page, TOKEN, is_text) && in_body(TOKEN, is_text) {
        Turn::Token
    } else if in_body(NUMBER, is_integer) && in_body(SIZE, is_integer) {
        Turn::NumberInBody
    } else if in_query(NUMBER) && in_query(SIZE) {
        Turn::NumberInQuery
    } else {
        return None;
    };
    let (list, item) = api.only_list(page)?;
    let setting = |marker| {
        let value = described.get(marker).and_then(Value::as_i64)?;
        i32::try_from(value).ok()
    };
    Some(Paging {
        turn,
        list: list.to_owned(),
        item: item.to_owned(),
        first: setting(marker::FIRST_PAGE).unwrap_or(0),
        size: setting(marker::PAGE_SIZE),
    })
}

fn is_integer(ty: &Type) -> bool {
    matches!(ty, Type::Number(name) if !name.starts_with('f'))
}

fn has_optional(object: &Object, wire: &str, fits: fn(&Type) -> bool) -> bool {
    let field = object.fields.iter().find(|field| field.wire == wire);
    field.is_some_and(|field| field.ty.is_optional() && fits(field.ty.present()))
}
