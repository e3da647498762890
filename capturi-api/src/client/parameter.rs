//! An argument of an operation while its builder is being filled in.

use super::{Error, Operation};

#[derive(Clone, Debug, Default)]
pub(crate) enum Parameter<T> {
    #[default]
    Unset,
    Set(T),
    /// What was given could not be converted.
    Invalid,
}

impl<T> Parameter<T> {
    pub(crate) fn set(&mut self, value: impl TryInto<T>) {
        *self = value.try_into().map_or(Self::Invalid, Self::Set);
    }

    pub(crate) fn required(
        self,
        operation: &Operation,
        parameter: &'static str,
    ) -> Result<T, Error> {
        self.optional(operation, parameter)?
            .ok_or(Error::MissingParameter {
                operation: *operation,
                parameter,
            })
    }

    pub(crate) fn optional(
        self,
        operation: &Operation,
        parameter: &'static str,
    ) -> Result<Option<T>, Error> {
        match self {
            Self::Unset => Ok(None),
            Self::Set(value) => Ok(Some(value)),
            Self::Invalid => Err(Error::InvalidParameter {
                operation: *operation,
                parameter,
                expected: std::any::type_name::<T>(),
            }),
        }
    }
}

impl<T: Default> Parameter<T> {
    pub(crate) fn or_default(
        self,
        operation: &Operation,
        parameter: &'static str,
    ) -> Result<T, Error> {
        Ok(self.optional(operation, parameter)?.unwrap_or_default())
    }
}
