//! The reading of generated models.
//!
//! `serde_derive` would do, at twice the time to build: it writes for each model the code that
//! stands here once for all. Models are read from JSON objects only. If a key comes twice, the
//! second counts.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, MapAccess, Visitor},
};

use crate::lenient::WithTimes;

/// Implements `Deserialize` for a struct, from the names of each field and its way of reading:
///
/// | | missing | `null` |
/// |---|---|---|
/// | `required` | an error | as the type reads it |
/// | `optional` | `None` | `None` |
/// | `clearable` | `None` | `Some(None)` |
/// | `or_default` | empty | empty |
/// | `utc` | an error | an error |
/// | `optional_utc` | `None` | `None` |
/// | `utc_or_default` | empty | empty |
///
/// The underscores keep the macro's items apart from models of the same name.
macro_rules! read_model {
    ($model:ident { $($field:ident: $name:literal $(| $alias:literal)* => $how:ident,)* }) => {
        impl<'de> ::serde::Deserialize<'de> for $model {
            fn deserialize<__Deserializer: ::serde::Deserializer<'de>>(
                deserializer: __Deserializer,
            ) -> ::std::result::Result<Self, __Deserializer::Error> {
                #[allow(non_camel_case_types)]
                enum __Key { $($field,)* __unknown }

                fn key(name: &str) -> __Key {
                    match name {
                        $($name $(| $alias)* => __Key::$field,)*
                        _ => __Key::__unknown,
                    }
                }

                struct __Model;

                impl<'de> ::serde::de::Visitor<'de> for __Model {
                    type Value = $model;

                    fn expecting(
                        &self,
                        f: &mut ::std::fmt::Formatter<'_>,
                    ) -> ::std::fmt::Result {
                        f.write_str(concat!("struct ", stringify!($model)))
                    }

                    fn visit_map<__Access: ::serde::de::MapAccess<'de>>(
                        self,
                        mut map: __Access,
                    ) -> ::std::result::Result<$model, __Access::Error> {
                        $(let mut $field = ::std::option::Option::None;)*
                        while let Some(__key) = map.next_key_seed($crate::model::Key(key))? {
                            match __key {
                                $(__Key::$field => $crate::model::$how(&mut $field, &mut map),)*
                                __Key::__unknown => $crate::model::ignore(&mut map),
                            }?;
                        }
                        Ok($model {
                            $($field: $crate::model::read_model!(@finish $how $field $name),)*
                        })
                    }
                }

                deserializer.deserialize_map(__Model)
            }
        }
    };
    (@finish required $field:ident $name:literal) => {
        $crate::model::present($field, $name)?
    };
    (@finish utc $field:ident $name:literal) => {
        $crate::model::present($field, $name)?
    };
    (@finish $how:ident $field:ident $name:literal) => {
        $field.unwrap_or_default()
    };
}

pub(crate) use read_model;

/// Reads the name of a field into the key that it stands for.
pub(crate) struct Key<K>(pub(crate) fn(&str) -> K);

impl<'de, K> DeserializeSeed<'de> for Key<K> {
    type Value = K;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<K, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<K> Visitor<'_> for Key<K> {
    type Value = K;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E>(self, name: &str) -> Result<K, E> {
        Ok((self.0)(name))
    }
}

/// The value of a required field.
pub(crate) fn present<T, E: serde::de::Error>(
    field: Option<T>,
    name: &'static str,
) -> Result<T, E> {
    field.ok_or_else(|| E::missing_field(name))
}

pub(crate) fn ignore<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<serde::de::IgnoredAny>().map(drop)
}

pub(crate) fn required<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    field: &mut Option<T>,
    map: &mut A,
) -> Result<(), A::Error> {
    *field = Some(map.next_value()?);
    Ok(())
}

pub(crate) use required as optional;

pub(crate) fn or_default<'de, T, A>(field: &mut Option<T>, map: &mut A) -> Result<(), A::Error>
where
    T: Deserialize<'de>,
    A: MapAccess<'de>,
{
    *field = map.next_value()?;
    Ok(())
}

pub(crate) fn clearable<'de, T, A>(
    field: &mut Option<Option<T>>,
    map: &mut A,
) -> Result<(), A::Error>
where
    T: Deserialize<'de>,
    A: MapAccess<'de>,
{
    *field = Some(Some(map.next_value()?));
    Ok(())
}

pub(crate) fn utc<'de, T: WithTimes, A: MapAccess<'de>>(
    field: &mut Option<T>,
    map: &mut A,
) -> Result<(), A::Error> {
    *field = Some(T::from_wire(map.next_value()?));
    Ok(())
}

pub(crate) use utc as optional_utc;

#[allow(dead_code)] // no list or map of date-times today
pub(crate) fn utc_or_default<'de, T: WithTimes, A: MapAccess<'de>>(
    field: &mut Option<T>,
    map: &mut A,
) -> Result<(), A::Error> {
    *field = map.next_value::<Option<T::Wire>>()?.map(T::from_wire);
    Ok(())
}
