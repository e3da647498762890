//! How a union is read whose variants have the tag as a field of their own.

/// Implements `Serialize` and `Deserialize` for a union: its tag tells which variant is read from
/// the whole object, and each is written as it is.
#[allow(unused_macros)] // Capturi has no such union today; generated code may get one
macro_rules! tagged_union {
    ($name:ident by $tag:literal { $($($value:literal)|+ => $variant:ident,)* } else $unknown:ident) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => ::serde::Serialize::serialize(value, serializer),)*
                    Self::$unknown(value) => ::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
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
