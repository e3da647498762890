//! The answer of a stub, and the calls that it answers. The stubs come from a generated table.

use std::{marker::PhantomData, time::Duration};

use http::{HeaderName, HeaderValue, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use wiremock::ResponseTemplate;

use super::{
    MockCapturi,
    answer::{Condition, Rule, Target, problem},
    example::completed,
    to_json,
};
use crate::Operation;

/// A stub: the answer to calls of an operation. The function of [`MockCapturi`] with the
/// operation's name makes it; `returns`, [`fails`](Self::fails) and the like finish it.
///
/// The operation's parameters restrict which calls the stub answers.
#[must_use = "a stub answers nothing before it is told what, by `returns` for example"]
pub struct Stub<'a, O> {
    mock: &'a MockCapturi,
    target: Target,
    conditions: Vec<Condition>,
    left: Option<u32>,
    headers: Vec<(HeaderName, HeaderValue)>,
    delay: Duration,
    operation: PhantomData<O>,
}

/// A builder of [`builder`](crate::builder), as the type of a [`Stub`].
pub trait Stubbed {
    /// The operation.
    const OPERATION: Operation;
}

/// An operation that answers with JSON.
pub trait ReturnsJson {
    /// The model that is read from the JSON.
    type Model: DeserializeOwned;
}

/// An operation that answers with bytes.
pub trait ReturnsBytes {}

/// An operation that may answer 204 No Content.
pub trait MayReturnNothing {}

/// The type of the [`Stub`] of a raw call.
#[derive(Debug)]
pub struct AnyPath;

impl ReturnsJson for AnyPath {
    type Model = Value;
}

impl ReturnsBytes for AnyPath {}

impl MayReturnNothing for AnyPath {}

impl<'a, O> Stub<'a, O> {
    pub(super) fn new(mock: &'a MockCapturi, target: Target) -> Self {
        Self {
            mock,
            target,
            conditions: Vec::new(),
            left: None,
            headers: Vec::new(),
            delay: Duration::ZERO,
            operation: PhantomData,
        }
    }

    /// Answers this many calls, and leaves later ones to the stubs that were finished after it.
    pub fn times(mut self, calls: u32) -> Self {
        self.left = Some(calls);
        self
    }

    /// Waits this long before the answer.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Adds a header to the answer, such as `Retry-After`.
    ///
    /// # Panics
    ///
    /// If name and value are not a valid header.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (name.parse(), value.parse()) {
            (Ok(name), Ok(value)) => self.headers.push((name, value)),
            _ => panic!("{name:?}: {value:?} is no header"),
        }
        self
    }

    /// Answers with this status, and with problem details whose title is the status's name.
    pub fn fails(self, status: StatusCode) {
        let title = status.canonical_reason().unwrap_or("Unknown");
        self.answer(problem(status.as_u16(), title));
    }

    /// Answers with this status and this JSON: problem details, or any other.
    pub fn fails_with(self, status: StatusCode, body: impl Serialize) {
        self.answer(ResponseTemplate::new(status).set_body_json(body));
    }

    /// Answers 200 with these bytes, whether or not they fit the operation: JSON that ends too
    /// early, another model, the page of a proxy.
    pub fn returns_malformed(self, media_type: &str, body: impl Into<Vec<u8>>) {
        self.answer(ResponseTemplate::new(200).set_body_raw(body, media_type));
    }

    fn answer(self, answer: ResponseTemplate) {
        let answer = self
            .headers
            .into_iter()
            .fold(answer, |answer, (name, value)| {
                answer.append_header(name, value)
            });
        self.mock.answers.add(Rule {
            target: self.target,
            conditions: self.conditions,
            answer: answer.set_delay(self.delay),
            left: self.left,
        });
    }

    pub(crate) fn when_path(mut self, name: &'static str, value: impl Serialize) -> Self {
        let value = texts(value).pop().unwrap_or_default();
        self.conditions.push(Condition::Path { name, value });
        self
    }

    pub(crate) fn when_query(mut self, name: &'static str, value: impl Serialize) -> Self {
        let values = texts(value);
        self.conditions.push(Condition::Query { name, values });
        self
    }

    #[track_caller]
    pub(crate) fn when_body(mut self, body: impl Serialize) -> Self {
        self.conditions.push(Condition::Body(to_json(body)));
        self
    }
}

impl<'a, O: Stubbed> Stub<'a, O> {
    pub(crate) fn of_operation(mock: &'a MockCapturi) -> Self {
        Self::new(mock, Target::Operation(O::OPERATION))
    }
}

impl<O: ReturnsJson> Stub<'_, O> {
    /// Answers 200 with this JSON, a `json!` or a model. Members that the operation's model
    /// requires and the JSON lacks get placeholders, as in [`example`](super::example).
    ///
    /// # Panics
    ///
    /// If the JSON does not fit the operation's model: Capturi would not answer so.
    #[track_caller]
    pub fn returns(self, body: impl Serialize) {
        let answer = fitting::<O::Model>(body);
        self.answer(answer);
    }

    /// Answers 200 with each of these in turn, and with the last one to all further calls: the
    /// pages of a listing, for example.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), capturi_api::Error> {
    /// # use capturi_api::mock::MockCapturi;
    /// use futures_util::TryStreamExt as _;
    /// use serde_json::json;
    ///
    /// let mock = MockCapturi::start().await;
    /// mock.list_audits().returns_each([
    ///     json!({ "audits": [{ "logTime": "2026-11-02T09:14:07Z" }] }),
    ///     json!({ "audits": [{ "logTime": "2026-11-02T10:30:00Z" }] }),
    ///     json!({ "audits": [] }),
    /// ]);
    /// let audits: Vec<_> = mock.client().list_audits().stream().try_collect().await?;
    /// assert_eq!(audits.len(), 2);
    /// # Ok(()) }
    /// ```
    ///
    /// # Panics
    ///
    /// If one of them does not fit the operation's model.
    #[track_caller]
    pub fn returns_each(self, bodies: impl IntoIterator<Item = impl Serialize>) {
        let mut answers: Vec<_> = bodies.into_iter().map(fitting::<O::Model>).collect();
        let last = answers.pop();
        for answer in answers {
            self.clone().times(1).answer(answer);
        }
        if let Some(last) = last {
            self.answer(last);
        }
    }
}

impl<O: ReturnsBytes> Stub<'_, O> {
    /// Answers 200 with these bytes, of this media type.
    pub fn returns_bytes(self, media_type: &str, body: impl Into<Vec<u8>>) {
        self.returns_malformed(media_type, body);
    }
}

impl Stub<'_, AnyPath> {
    /// Answers only calls whose body has at least these members: a `json!`, or a model.
    #[track_caller]
    pub fn body(self, members: impl Serialize) -> Self {
        self.when_body(members)
    }
}

impl<O: MayReturnNothing> Stub<'_, O> {
    /// Answers 204 No Content.
    pub fn returns_nothing(self) {
        self.answer(ResponseTemplate::new(204));
    }
}

impl<O> Clone for Stub<'_, O> {
    fn clone(&self) -> Self {
        Self {
            mock: self.mock,
            target: self.target.clone(),
            conditions: self.conditions.clone(),
            left: self.left,
            headers: self.headers.clone(),
            delay: self.delay,
            operation: PhantomData,
        }
    }
}

impl<O> std::fmt::Debug for Stub<'_, O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stub").finish_non_exhaustive()
    }
}

#[track_caller]
fn fitting<T: DeserializeOwned>(body: impl Serialize) -> ResponseTemplate {
    let body = completed::<T>(to_json(body)).to_string();
    ResponseTemplate::new(200).set_body_raw(body, "application/json; charset=utf-8")
}

/// A parameter as it stands in a URL: each item of a list is a value of its own.
#[track_caller]
fn texts(value: impl Serialize) -> Vec<String> {
    match to_json(value) {
        Value::Array(items) => items.into_iter().flat_map(texts).collect(),
        Value::String(text) => vec![text],
        other => vec![other.to_string()],
    }
}

/// Converts a value to the parameter's type.
///
/// # Panics
///
/// If the value can't be converted.
#[track_caller]
pub(crate) fn convert<T>(parameter: &str, value: impl TryInto<T>) -> T {
    match value.try_into() {
        Ok(value) => value,
        Err(_) => panic!(
            "`{parameter}` is not a valid {}",
            std::any::type_name::<T>()
        ),
    }
}

/// The stubs of all operations, each as
/// `function: Builder => [reply] { parameter: type => place "name", }`.
macro_rules! stubs {
    ($(
        $function:ident: $builder:ident => [$($reply:tt)*] {
            $($parameter:ident: $type:ty => $place:ident $name:literal,)*
        }
    )*) => {
        impl crate::mock::MockCapturi {
            $(
                #[doc = concat!("Starts a stub of [`Client::", stringify!($function), "`].")]
                pub fn $function(&self) -> crate::mock::Stub<'_, $builder<'static>> {
                    crate::mock::Stub::of_operation(self)
                }
            )*
        }
        $(
            impl crate::mock::Stubbed for $builder<'static> {
                const OPERATION: Operation = Self::OPERATION;
            }
            $crate::mock::stubs!(@reply $builder $($reply)*);
            impl crate::mock::Stub<'_, $builder<'static>> {
                $($crate::mock::stubs!(@parameter $place $name $parameter $type);)*
            }
        )*
    };
    (@reply $builder:ident optional $($reply:tt)*) => {
        impl crate::mock::MayReturnNothing for $builder<'static> {}
        $crate::mock::stubs!(@reply $builder $($reply)*);
    };
    (@reply $builder:ident json($model:ty)) => {
        impl crate::mock::ReturnsJson for $builder<'static> {
            type Model = $model;
        }
    };
    (@reply $builder:ident bytes) => {
        impl crate::mock::ReturnsBytes for $builder<'static> {}
    };
    (@reply $builder:ident nothing) => {
        impl crate::mock::MayReturnNothing for $builder<'static> {}
    };
    (@parameter body $name:literal $parameter:ident $type:ty) => {
        /// Answers only calls whose body has at least these members: a `json!`, or a model.
        #[track_caller]
        pub fn $parameter(self, members: impl serde::Serialize) -> Self {
            self.when_body(members)
        }
    };
    (@parameter path $name:literal $parameter:ident $type:ty) => {
        $crate::mock::stubs!(@condition when_path $name $parameter $type);
    };
    (@parameter query $name:literal $parameter:ident $type:ty) => {
        $crate::mock::stubs!(@condition when_query $name $parameter $type);
    };
    (@condition $when:ident $name:literal $parameter:ident $type:ty) => {
        #[doc = concat!("Answers only calls with this `", $name, "`.")]
        ///
        /// # Panics
        ///
        /// If the value can't be converted.
        #[track_caller]
        pub fn $parameter(self, value: impl TryInto<$type>) -> Self {
            self.$when($name, crate::mock::convert::<$type>(stringify!($parameter), value))
        }
    };
}

pub(crate) use stubs;
