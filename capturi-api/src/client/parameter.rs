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

    /// Sets what was not set.
    pub(crate) fn set_default(&mut self, value: T) {
        if let Self::Unset = self {
            *self = Self::Set(value);
        }
    }

    pub(crate) fn get(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Unset | Self::Invalid => None,
        }
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
    /// Changes what was set, or the default; what is invalid stays so.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut T)) {
        if let Self::Unset = self {
            *self = Self::Set(T::default());
        }
        if let Self::Set(value) = self {
            change(value);
        }
    }

    pub(crate) fn or_default(
        self,
        operation: &Operation,
        parameter: &'static str,
    ) -> Result<T, Error> {
        Ok(self.optional(operation, parameter)?.unwrap_or_default())
    }
}
