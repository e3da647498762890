//! The reading of unions for which serde's derive does not fit: unions whose variants have the tag
//! as a field of their own, and unions without a tag.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Implements `Serialize` for a union: it is written as its variant is.
#[allow(unused_macros)] // Capturi has no such union today; generated code may get one
macro_rules! write_union {
    ($name:ident { $($variant:ident,)* }) => {
        impl ::serde::Serialize for $name {
            fn serialize<__Serializer: ::serde::Serializer>(
                &self,
                serializer: __Serializer,
            ) -> ::std::result::Result<__Serializer::Ok, __Serializer::Error> {
                match self {
                    $(Self::$variant(value) => ::serde::Serialize::serialize(value, serializer),)*
                }
            }
        }
    };
}

#[allow(unused_imports)] // as above
pub(crate) use write_union;

/// Implements `Serialize` and `Deserialize` for a union with a tag: the tag tells which variant is
/// read from the whole object, and the variant is written as it is.
#[allow(unused_macros)] // as above
macro_rules! tagged_union {
    ($name:ident by $tag:literal { $($($value:literal)|+ => $variant:ident,)* } else $unknown:ident) => {
        $crate::union::write_union!($name { $($variant,)* $unknown, });

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<__Deserializer: ::serde::Deserializer<'de>>(
                deserializer: __Deserializer,
            ) -> ::std::result::Result<Self, __Deserializer::Error> {
                let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
                let read = match value.get($tag).and_then(::serde_json::Value::as_str) {
                    $(Some($($value)|+) => {
                        ::serde::Deserialize::deserialize(&value).map(Self::$variant).ok()
                    })*
                    _ => None,
                };
                Ok(read.unwrap_or(Self::$unknown(value)))
            }
        }
    };
}

#[allow(unused_imports)] // as above
pub(crate) use tagged_union;

/// Implements `Serialize` and `Deserialize` for a union without a tag: it is read as the variant
/// that keeps most of the values that were sent, or as the first of several such variants.
#[allow(unused_macros)] // as above
macro_rules! untagged_union {
    ($name:ident { $($variant:ident,)* } else $unknown:ident) => {
        $crate::union::write_union!($name { $($variant,)* $unknown, });

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<__Deserializer: ::serde::Deserializer<'de>>(
                deserializer: __Deserializer,
            ) -> ::std::result::Result<Self, __Deserializer::Error> {
                let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
                let mut best = ::std::option::Option::None;
                $($crate::union::try_variant(&value, &mut best, Self::$variant);)*
                Ok(match best {
                    Some((_, union)) => union,
                    None => Self::$unknown(value),
                })
            }
        }
    };
}

#[allow(unused_imports)] // as above
pub(crate) use untagged_union;

/// Reads `sent` as a variant, and takes the variant if it keeps more than the best one so far.
#[allow(dead_code)] // as above
pub(crate) fn try_variant<T: DeserializeOwned + Serialize, U>(
    sent: &Value,
    best: &mut Option<(usize, U)>,
    variant: fn(T) -> U,
) {
    let Ok(read) = T::deserialize(sent) else {
        return;
    };
    let kept = serde_json::to_value(&read).map_or(0, |written| kept(sent, &written));
    if best.as_ref().is_none_or(|(most, _)| kept > *most) {
        *best = Some((kept, variant(read)));
    }
}

/// The number of values of `sent` that are in `written`.
fn kept(sent: &Value, written: &Value) -> usize {
    match (sent, written) {
        (Value::Object(sent), Value::Object(written)) => sent
            .iter()
            .filter_map(|(name, value)| Some(1 + kept(value, written.get(name)?)))
            .sum(),
        (Value::Array(sent), Value::Array(written)) => sent
            .iter()
            .zip(written)
            .map(|(sent, written)| kept(sent, written))
            .sum(),
        _ => usize::from(sent == written),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, PartialEq, serde::Serialize, Deserialize)]
    struct Circle {
        radius: Option<f64>,
        id: i64,
    }

    #[derive(Debug, PartialEq, serde::Serialize, Deserialize)]
    struct Square {
        side: Option<f64>,
        id: i64,
    }

    #[derive(Debug, PartialEq)]
    enum Shape {
        Circle(Circle),
        Square(Square),
        Unknown(serde_json::Value),
    }

    untagged_union!(Shape { Circle, Square, } else Unknown);

    #[test]
    fn the_variant_that_keeps_most_is_taken() {
        let square = json!({ "id": 7, "side": 2.0 });
        let shape: Shape = serde_json::from_value(square.clone()).unwrap();
        assert_eq!(
            shape,
            Shape::Square(Square {
                side: Some(2.0),
                id: 7
            })
        );
        assert_eq!(serde_json::to_value(&shape).unwrap(), square);
        let either: Shape = serde_json::from_value(json!({ "id": 7 })).unwrap();
        assert_eq!(
            either,
            Shape::Circle(Circle {
                radius: None,
                id: 7
            })
        );
        let other = json!({ "text": "no id" });
        let unknown: Shape = serde_json::from_value(other.clone()).unwrap();
        assert_eq!(unknown, Shape::Unknown(other));
    }

    #[derive(Debug, PartialEq, serde::Serialize, Deserialize)]
    struct Cat {
        kind: String,
        lives: i32,
    }

    #[derive(Debug, PartialEq)]
    enum Pet {
        Cat(Cat),
        Unknown(serde_json::Value),
    }

    tagged_union!(Pet by "kind" { "cat" | "kitten" => Cat, } else Unknown);

    #[test]
    fn a_tag_that_is_kept_tells_the_variant_and_is_written_back() {
        for (json, is_cat) in [
            (json!({ "kind": "kitten", "lives": 9 }), true),
            (json!({ "kind": "cat", "lives": "nine" }), false),
            (json!({ "kind": "dog", "lives": 9 }), false),
        ] {
            let pet: Pet = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(matches!(pet, Pet::Cat(_)), is_cat, "{json}");
            assert_eq!(serde_json::to_value(&pet).unwrap(), json);
        }
    }
}
