//! How types relate: what becomes of the values of one type where another one is expected.
//!
//! One table serves both directions. In a request, the new server expects and the old client sends; in
//! a response, the old client expects and the new server sends.

use std::{cell::RefCell, collections::BTreeMap};

use super::{
    Impact::{self, Behaviour, Breaking, Compatible},
    advice,
};
use crate::api::{Api, Enum, Model, Object, Reading, Shape, Type, Union, Wire};

/// The most types without a name inside of each other that are looked at.
const DEEPEST: usize = 8;

/// Values on their way from a writer to a reader.
pub(super) struct Traffic<'a> {
    pub(super) reader: &'a Api,
    pub(super) writer: &'a Api,
    /// The models that have another name at the writer: the reader's name and the writer's.
    pub(super) renamed: BTreeMap<&'a str, &'a str>,
    /// What is known of pairs of models: the reader's name and the writer's.
    pub(super) known: RefCell<BTreeMap<(String, String), Fit>>,
}

/// What becomes of the values of a type where another type is expected, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Every value is read.
    All,
    /// Every value is read by our clients, some as unknown or with fewer digits.
    Loosely,
    /// Some values are read.
    Partly,
    /// No value is read, or it can't be told.
    Not,
}

impl Fit {
    /// The impact on requests. A server is not expected to read loosely.
    pub(super) fn sent(self) -> Impact {
        match self {
            Self::All => Compatible,
            Self::Loosely | Self::Partly | Self::Not => Breaking,
        }
    }

    /// The impact on responses.
    pub(super) fn returned(self) -> Impact {
        match self {
            Self::All => Compatible,
            Self::Loosely => Behaviour,
            Self::Partly | Self::Not => Breaking,
        }
    }

    /// What to do about another type of a response.
    pub(super) fn advice_to_readers(self) -> &'static str {
        match self {
            Self::All => "change the type in your code",
            Self::Loosely => {
                "change the type in your code; until then, some values arrive as unknown or empty"
            }
            Self::Partly => {
                "change the type in your code; until then, answers fail whose values do not fit the old type"
            }
            Self::Not => advice::TOGETHER,
        }
    }
}

/// A type as it is on the wire: a model by its shape, without boxes and other names.
enum Seen<'a> {
    Plain(&'a Type),
    Object(&'a Object),
    Enum(&'a Enum),
    Union(&'a Union),
}

impl Traffic<'_> {
    /// What becomes of the writer's values where the reader's type is expected.
    pub(super) fn fit(&self, reader: &Type, writer: &Type) -> Fit {
        self.fit_within(reader, writer, DEEPEST)
    }

    /// The same for values that are written as text, into a URL, a header or a form: a text can be
    /// any of them, and one item is a list.
    pub(super) fn fit_as_text(&self, reader: &Type, writer: &Type) -> Fit {
        match (seen(self.reader, reader), seen(self.writer, writer)) {
            (Seen::Plain(Type::Text), written) if is_scalar(&written) => Fit::All,
            (Seen::Plain(Type::List(read)), Seen::Plain(Type::List(written))) => {
                self.fit_as_text(read, written)
            }
            (Seen::Plain(Type::List(read)), written) if is_scalar(&written) => {
                self.fit_as_text(read, writer)
            }
            (Seen::Plain(Type::List(read)), Seen::Plain(Type::Upload)) => self.fit(read, writer),
            _ => self.fit(reader, writer),
        }
    }

    /// The same for two models of which the names say that they are one, while their shapes differ.
    pub(super) fn fit_of_shapes(&self, reader: &Model, writer: &Model) -> Fit {
        let model = |model: &Model| Type::Model(model.name.clone());
        self.fit_seen(&model(reader), &model(writer), DEEPEST)
    }

    fn fit_within(&self, reader: &Type, writer: &Type, depth: usize) -> Fit {
        match (unboxed(reader), unboxed(writer)) {
            // The changes of the model itself are told once, where models are compared.
            (Type::Model(read), Type::Model(written)) if self.is_same(read, written) => Fit::All,
            (Type::Model(read), Type::Model(written)) => {
                let pair = (read.clone(), written.clone());
                if let Some(fit) = self.known.borrow().get(&pair) {
                    return *fit;
                }
                // A pair that meets itself again adds nothing to what is found.
                self.known.borrow_mut().insert(pair.clone(), Fit::All);
                let fit = self.fit_seen(reader, writer, DEEPEST);
                self.known.borrow_mut().insert(pair, fit);
                fit
            }
            (read, written) if depth > 0 => self.fit_seen(read, written, depth),
            _ => Fit::All,
        }
    }

    fn is_same(&self, reader: &str, writer: &str) -> bool {
        match self.renamed.get(reader) {
            Some(renamed) => *renamed == writer,
            None => reader == writer,
        }
    }

    /// The table: the first row that fits counts.
    fn fit_seen(&self, reader: &Type, writer: &Type, depth: usize) -> Fit {
        use Type::{
            Date, DateTime, Json, JsonObject, List, Map, Number, Optional, Text, Upload, Uuid,
        };
        let inner = |reader: &Type, writer: &Type| self.fit_within(reader, writer, depth - 1);
        let read = seen(self.reader, reader);
        let written = seen(self.writer, writer);
        match (read, written) {
            (Seen::Plain(Json), _) => Fit::All,

            // A union keeps what it does not know, `null` included.
            (Seen::Union(read), Seen::Union(written)) => {
                let fits = written.variants.iter().map(|variant| {
                    let mut known = read.variants.iter();
                    let is_known = known.any(|one| {
                        one.tags == variant.tags && inner(&one.ty, &variant.ty) == Fit::All
                    });
                    fit_if(is_known && tag_of(read) == tag_of(written), Fit::Loosely)
                });
                fits.max().unwrap_or(Fit::All)
            }
            (Seen::Union(read), _) => {
                let mut variants = read.variants.iter();
                let is_variant = variants.any(|one| inner(&one.ty, writer) == Fit::All);
                fit_if(is_variant && read.tag.is_none(), Fit::Loosely)
            }

            (Seen::Plain(Optional(read)), Seen::Plain(Optional(written))) => inner(read, written),
            (Seen::Plain(Optional(read)), _) => inner(read, writer),
            (_, Seen::Plain(Optional(written))) => inner(reader, written).max(Fit::Partly),

            (_, Seen::Union(written)) => {
                let variants = written.variants.iter();
                let fits = variants.map(|variant| inner(reader, &variant.ty));
                fits.max().unwrap_or(Fit::Not)
            }

            (Seen::Enum(read), Seen::Enum(written)) => fit_of_enums(read, written),
            (Seen::Enum(read), Seen::Plain(Text | Uuid | Date | DateTime)) => {
                match read.has_numbers() {
                    true => Fit::Partly,
                    false => Fit::Loosely,
                }
            }
            (Seen::Enum(read), Seen::Plain(Number(number))) => {
                match (read.has_numbers(), fit_of_numbers("i64", number)) {
                    (true, fit) => fit.max(Fit::Loosely),
                    (false, _) => Fit::Not,
                }
            }
            (Seen::Plain(Text), Seen::Enum(written)) => fit_if(!written.has_numbers(), Fit::Not),
            (Seen::Plain(Uuid | Date | DateTime), Seen::Enum(_)) => Fit::Partly,
            (Seen::Plain(Number(number)), Seen::Enum(written)) => match written.has_numbers() {
                true => fit_of_numbers(number, "i64"),
                false => Fit::Not,
            },

            (Seen::Plain(Text), Seen::Plain(Text | Uuid | Date | DateTime)) => Fit::All,
            (Seen::Plain(Uuid | Date | DateTime), Seen::Plain(Text)) => Fit::Partly,
            (Seen::Plain(Number(read)), Seen::Plain(Number(written))) => {
                fit_of_numbers(read, written)
            }

            (Seen::Plain(List(read)), Seen::Plain(List(written))) => inner(read, written),
            (Seen::Plain(Map(read)), Seen::Plain(Map(written))) => inner(read, written),
            (Seen::Plain(Map(read)), Seen::Plain(JsonObject) | Seen::Object(_)) => {
                fit_if(**read == Json, Fit::Partly)
            }
            (Seen::Plain(JsonObject), Seen::Plain(JsonObject | Map(_)) | Seen::Object(_)) => {
                Fit::All
            }
            (Seen::Object(_), Seen::Plain(JsonObject | Map(_))) => Fit::Partly,
            (Seen::Object(read), Seen::Object(written)) => fit_of_objects(read, written, inner),

            (Seen::Plain(Upload), _) | (_, Seen::Plain(Upload)) => {
                fit_if(reader == writer, Fit::Not)
            }
            (_, Seen::Plain(Json)) => Fit::Partly,
            (Seen::Plain(read), Seen::Plain(written)) => fit_if(read == written, Fit::Not),
            _ => Fit::Not,
        }
    }
}

fn fit_if(fits: bool, otherwise: Fit) -> Fit {
    match fits {
        true => Fit::All,
        false => otherwise,
    }
}

fn tag_of(union: &Union) -> Option<&str> {
    union.tag.as_ref().map(|tag| tag.wire.as_str())
}

/// Compares two objects field by field; `inner` compares the types of fields.
fn fit_of_objects(reader: &Object, writer: &Object, inner: impl Fn(&Type, &Type) -> Fit) -> Fit {
    let fits = reader.fields.iter().map(|read| {
        let written = writer.fields.iter().find(|field| field.wire == read.wire);
        let missing = match read.reading {
            Reading::Required | Reading::Utc => Fit::Partly,
            Reading::OrDefault | Reading::UtcOrDefault => Fit::Loosely,
            Reading::Optional | Reading::OptionalUtc | Reading::Clearable => Fit::All,
        };
        match written {
            None => missing,
            Some(written) if written.ty.is_optional() => {
                missing.max(inner(read.ty.plain(), written.ty.plain()))
            }
            Some(written) => inner(read.ty.plain(), written.ty.plain()),
        }
    });
    fits.max().unwrap_or(Fit::All)
}

/// An enum of our clients keeps values that it does not know, if they are of its kind.
fn fit_of_enums(reader: &Enum, writer: &Enum) -> Fit {
    let reads = |wire: &Wire| reader.values.iter().any(|value| value.wire == *wire);
    let mut wires = writer.values.iter().map(|value| &value.wire);
    match (reader.has_numbers(), writer.has_numbers()) {
        (false, true) => Fit::Not,
        (true, false) if reads_names(reader, writer) => Fit::Loosely,
        (true, false) => Fit::Partly,
        (true, true) | (false, false) => fit_if(wires.all(reads), Fit::Loosely),
    }
}

/// Whether an enum of numbers in a client reads all texts of another enum: it also reads the names of
/// its variants.
pub(super) fn reads_names(reader: &Enum, writer: &Enum) -> bool {
    let is_name = |wire: &Wire| match wire {
        Wire::Text(text) => reader.values.iter().any(|value| value.name == *text),
        Wire::Number(_) => false,
    };
    reader.has_numbers() && writer.values.iter().all(|value| is_name(&value.wire))
}

fn fit_of_numbers(reader: &str, writer: &str) -> Fit {
    match (range(reader), range(writer)) {
        (None, None) => fit_if(reader == writer || reader == "f64", Fit::Loosely),
        (None, Some(_)) => Fit::All,
        (Some(_), None) => Fit::Partly,
        (Some(read), Some(written)) => {
            fit_if(read.0 <= written.0 && written.1 <= read.1, Fit::Partly)
        }
    }
}

/// The least and the largest integer of a type; nothing if it is a floating-point number.
fn range(number: &str) -> Option<(i128, i128)> {
    let (sign, bits) = number.split_at_checked(1)?;
    let bits: u32 = bits.parse().ok()?;
    match sign {
        "i" => Some((-(1_i128 << (bits - 1)), (1_i128 << (bits - 1)) - 1)),
        "u" => Some((0, (1_i128 << bits) - 1)),
        _ => None,
    }
}

/// Whether a value is written as one text in a URL.
pub(super) fn is_one_text(api: &Api, ty: &Type) -> bool {
    is_scalar(&seen(api, ty))
}

fn is_scalar(seen: &Seen<'_>) -> bool {
    match seen {
        Seen::Enum(_) => true,
        Seen::Plain(ty) => matches!(
            ty,
            Type::Text | Type::Boolean | Type::Number(_) | Type::Uuid | Type::Date | Type::DateTime
        ),
        Seen::Object(_) | Seen::Union(_) => false,
    }
}

fn unboxed(ty: &Type) -> &Type {
    match ty {
        Type::Boxed(inner) => unboxed(inner),
        other => other,
    }
}

fn seen<'a>(api: &'a Api, ty: &'a Type) -> Seen<'a> {
    let mut ty = unboxed(ty);
    // Aliases may lead in a circle.
    for _ in 0..=api.models.len() {
        let Type::Model(name) = ty else {
            return Seen::Plain(ty);
        };
        match api.models.get(name).map(|model| &model.shape) {
            Some(Shape::Alias(inner)) => ty = unboxed(inner),
            Some(Shape::Object(object)) => return Seen::Object(object),
            Some(Shape::Enum(of)) => return Seen::Enum(of),
            Some(Shape::Union(of)) => return Seen::Union(of),
            None => break,
        }
    }
    Seen::Plain(&Type::Json)
}
