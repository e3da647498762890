//! The flag of a parameter, and the values that the flag accepts.

use chrono::SecondsFormat;
use clap::{
    Arg, ArgAction,
    builder::{PossibleValuesParser, TypedValueParser as _, ValueParser},
};
use serde_json::{Value, json};

use super::operation::{Kind, Parameter, Place};
use crate::{times::time, uids::uid};

impl Parameter {
    /// The flag of this parameter.
    pub(super) fn argument(&self) -> Arg {
        let help = match (self.is_list, self.kind) {
            (true, _) => format!("{} (may be repeated)", self.help),
            (false, Kind::Boolean) => format!("{} (true unless `false` follows)", self.help),
            (false, Kind::DateTime) => {
                format!("{} (such as 7d, or 2026-11-01T08:30:00Z)", self.help)
            }
            _ => self.help.to_owned(),
        };
        let mut argument = Arg::new(self.flag)
            .long(self.flag)
            .value_name(self.kind.value_name())
            .value_parser(self.parser())
            .ignore_case(true)
            .allow_negative_numbers(matches!(self.kind, Kind::Integer | Kind::Number))
            .help(help.trim().to_owned())
            .help_heading(match self.place {
                Place::Body => "Members of the body",
                Place::Path | Place::Query | Place::Header => "Parameters",
            });
        if self.kind == Kind::Boolean {
            argument = argument.num_args(0..=1).default_missing_value("true");
        }
        if self.is_list {
            argument = argument.action(ArgAction::Append);
        }
        // A required member of the body may come from the `--body` file instead.
        argument.required(self.is_required && self.place != Place::Body)
    }

    fn parser(&self) -> ValueParser {
        let (kind, is_clearable) = (self.kind, self.is_clearable);
        let range = (self.minimum, self.maximum);
        match kind {
            Kind::Choice(values) => PossibleValuesParser::new(values)
                .map(move |text| {
                    // Users may type any case; the API expects its own spelling.
                    let known = values
                        .iter()
                        .find(|value| value.eq_ignore_ascii_case(&text));
                    json!(known.copied().unwrap_or(text.as_str()))
                })
                .into(),
            _ => ValueParser::from(move |text: &str| match text {
                "null" if is_clearable => Ok(Value::Null),
                text => kind.read(text).and_then(|value| within(value, range)),
            }),
        }
    }
}

/// Rejects a number outside of the range that the server accepts.
fn within(value: Value, range: (Option<i64>, Option<i64>)) -> Result<Value, String> {
    let Some(number) = value.as_i64() else {
        return Ok(value);
    };
    match range {
        (Some(least), Some(largest)) if !(least..=largest).contains(&number) => {
            Err(format!("not a number from {least} to {largest}"))
        }
        (Some(least), None) if number < least => Err(format!("less than {least}")),
        (None, Some(largest)) if number > largest => Err(format!("more than {largest}")),
        _ => Ok(value),
    }
}

impl Kind {
    fn value_name(self) -> &'static str {
        match self {
            Self::Uuid => "UUID",
            Self::DateTime => "TIME",
            Self::Integer | Self::Number => "NUMBER",
            Self::Boolean => "BOOL",
            Self::Text => "TEXT",
            Self::Choice(_) => "CHOICE",
            Self::Json => "JSON",
        }
    }

    /// Parses the text as a JSON value of this kind.
    fn read(self, text: &str) -> Result<Value, String> {
        match self {
            Self::Uuid => uid(text).map(|uid| json!(uid)),
            Self::DateTime => time(text).map(|time| {
                // The form that .NET reads: fractions of a second only where there are any.
                json!(time.to_rfc3339_opts(SecondsFormat::AutoSi, true))
            }),
            Self::Integer => match text.parse::<i64>() {
                Ok(number) => Ok(json!(number)),
                Err(_) => Err("not a whole number".to_owned()),
            },
            Self::Number => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(json!(number)),
                _ => Err("not a number".to_owned()),
            },
            Self::Boolean => match text {
                "true" => Ok(json!(true)),
                "false" => Ok(json!(false)),
                _ => Err("neither `true` nor `false`".to_owned()),
            },
            Self::Text | Self::Choice(_) => Ok(json!(text)),
            Self::Json => serde_json::from_str(text).map_err(|error| format!("not JSON: {error}")),
        }
    }
}
