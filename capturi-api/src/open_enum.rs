//! The conversions of every generated enum: it reads any string or number, and writes it back.

/// Implements the conversions of an enum that has `as_str`, `From<&str>` and a variant for unknown
/// values.
macro_rules! open_enum {
    ($name:ident) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(
                value: &str,
            ) -> ::std::result::Result<Self, <Self as ::std::str::FromStr>::Err> {
                Ok(Self::from(value))
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<__Serializer: ::serde::Serializer>(
                &self,
                serializer: __Serializer,
            ) -> ::std::result::Result<__Serializer::Ok, __Serializer::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<__Deserializer: ::serde::Deserializer<'de>>(
                deserializer: __Deserializer,
            ) -> ::std::result::Result<Self, __Deserializer::Error> {
                deserializer.deserialize_str($crate::open_enum::Text(::std::marker::PhantomData))
            }
        }
    };
}

pub(crate) use open_enum;

/// Implements the conversions of an enum of numbers that has `as_i64`, `From<i64>` and a variant
/// for unknown values.
#[allow(unused_macros)] // Capturi has no such enum today; generated code may get one
macro_rules! open_number_enum {
    ($name:ident { $($text:literal => $variant:ident,)* }) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(Self::$variant => f.pad($text),)*
                    other => ::std::fmt::Display::fmt(&other.as_i64(), f),
                }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::num::ParseIntError;

            /// Reads a name or a number.
            fn from_str(text: &str) -> ::std::result::Result<Self, <Self as ::std::str::FromStr>::Err> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    number => number.parse::<i64>().map(Self::from),
                }
            }
        }

        impl ::std::convert::TryFrom<&str> for $name {
            type Error = ::std::num::ParseIntError;

            fn try_from(text: &str) -> ::std::result::Result<Self, <Self as ::std::convert::TryFrom<&str>>::Error> {
                text.parse()
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<__Serializer: ::serde::Serializer>(
                &self,
                serializer: __Serializer,
            ) -> ::std::result::Result<__Serializer::Ok, __Serializer::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<__Deserializer: ::serde::Deserializer<'de>>(
                deserializer: __Deserializer,
            ) -> ::std::result::Result<Self, __Deserializer::Error> {
                deserializer.deserialize_any($crate::open_enum::Number(::std::marker::PhantomData))
            }
        }
    };
}

#[allow(unused_imports)] // as above
pub(crate) use open_number_enum;

/// Reads a number into a type that can be made from one, or a name if the server writes names.
#[allow(dead_code)] // as above
pub(crate) struct Number<T>(pub(crate) std::marker::PhantomData<T>);

impl<T: From<i64> + std::str::FromStr> serde::de::Visitor<'_> for Number<T> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<T, E> {
        Ok(T::from(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<T, E> {
        i64::try_from(value)
            .map(T::from)
            .map_err(|_| E::invalid_value(serde::de::Unexpected::Unsigned(value), &self))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<T, E> {
        value
            .parse()
            .map_err(|_| E::invalid_value(serde::de::Unexpected::Str(value), &self))
    }
}

/// Reads a string into a type that can be made from one.
pub(crate) struct Text<T>(pub(crate) std::marker::PhantomData<T>);

impl<T: for<'a> From<&'a str>> serde::de::Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<T, E> {
        Ok(T::from(value))
    }
}
