//! In the body of a PATCH, "not sent" leaves a value as it is and `null` clears it: two meanings
//! that one `Option` can't hold.

use super::Rule;
use crate::{
    api::Reading,
    document::{is_true, marker},
    step::Expected,
};

pub(super) const RULE: Rule = Rule {
    name: "clearable_fields",
    reason: "nullable fields of a PATCH body are Option<Option<T>>: Some(None) clears the value",
    expected: Expected::Today,
    apply: |api, document| {
        let mut count = 0;
        for (name, object) in api.objects_mut() {
            let Some(schema) = document
                .schema(name)
                .filter(|schema| is_true(schema, marker::PATCH_MODEL))
            else {
                continue;
            };
            let properties = schema.get("properties");
            for field in object.fields.iter_mut().filter(|one| one.ty.is_optional()) {
                let property = properties.map(|properties| &properties[&field.wire]);
                if property.is_some_and(|property| property[marker::CLEARABLE] == true) {
                    field.ty = field.ty.clone().optional();
                    field.reading = Reading::Clearable;
                    count += 1;
                }
            }
        }
        Ok(count)
    },
};
