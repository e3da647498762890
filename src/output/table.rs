//! Tables for people: as many columns as fit, one line for each row.

use crate::settings::masked;
use std::io::{self, IsTerminal as _, Write};

use anstyle::Style;
use serde_json::Value;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The widest column while others need room: wide enough for a UUID, or the start of a text.
const WIDEST: usize = 36;
const WIDEST_TEXT: usize = 18;
const GAP: &str = "  ";

/// Prints rows under these columns, as many columns as fit.
pub(super) fn rows(columns: &[&str], rows: &[Vec<String>], out: &mut impl Write) -> io::Result<()> {
    let available = width();
    let mut shown: Vec<(usize, usize)> = Vec::new();
    let mut taken = 0;
    for (index, name) in columns.iter().enumerate() {
        let cells = rows.iter().filter_map(|row| row.get(index));
        let widest = cells.map(|cell| cell.width()).max().unwrap_or(0);
        // An empty column would only take room.
        if widest == 0 {
            continue;
        }
        let is_text = rows
            .iter()
            .any(|row| row.get(index).is_some_and(|cell| cell.contains(' ')));
        let limit = if is_text { WIDEST_TEXT } else { WIDEST };
        let wanted = widest.max(heading(name).width()).min(limit);
        let gap = if shown.is_empty() { 0 } else { GAP.len() };
        if taken + gap + wanted > available && !shown.is_empty() {
            break;
        }
        taken += gap + wanted;
        shown.push((index, wanted));
    }
    // The room that is left goes to the columns that were cut short.
    let mut left = available.saturating_sub(taken);
    for (index, width) in &mut shown {
        let cells = rows.iter().filter_map(|row| row.get(*index));
        let widest = cells.map(|cell| cell.width()).max().unwrap_or(0);
        let more = widest.saturating_sub(*width).min(left);
        *width += more;
        left -= more;
    }
    let bold = Style::new().bold();
    let names: Vec<String> = columns.iter().map(|name| heading(name)).collect();
    write!(out, "{bold}")?;
    line(&names, &shown, out)?;
    writeln!(out, "{bold:#}")?;
    for row in rows {
        line(row, &shown, out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn line(cells: &[String], shown: &[(usize, usize)], out: &mut impl Write) -> io::Result<()> {
    let mut line = String::new();
    for (index, width) in shown {
        let cell = cells.get(*index).map_or("", String::as_str);
        let cell = cut(cell, *width);
        let rest = width.saturating_sub(cell.width());
        line.push_str(&cell);
        line.extend(std::iter::repeat_n(' ', rest));
        line.push_str(GAP);
    }
    write!(out, "{}", line.trim_end())
}

/// Prints an object, a line for each member.
pub(super) fn object(
    object: &serde_json::Map<String, Value>,
    out: &mut impl Write,
) -> io::Result<()> {
    let names = object.keys().map(|name| name.width()).max().unwrap_or(0);
    let bold = Style::new().bold();
    // Lines in a pipe are not cut.
    let room = match io::stdout().is_terminal() {
        true => width().saturating_sub(names + GAP.len()).max(20),
        false => usize::MAX,
    };
    for (name, value) in object {
        let rest = names.saturating_sub(name.width());
        let value = cut(&cell(value), room);
        let pad = " ".repeat(rest);
        writeln!(out, "{bold}{name}{bold:#}{pad}{GAP}{value}")?;
    }
    Ok(())
}

/// A value as one line without control characters.
pub(super) fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    masked(&text)
        .chars()
        .map(|one| if one.is_control() { ' ' } else { one })
        .collect()
}

/// `conversationUid` as `CONVERSATION UID`.
fn heading(name: &str) -> String {
    let mut heading = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !heading.is_empty() && !heading.ends_with(' ') {
            heading.push(' ');
        }
        heading.extend(character.to_uppercase());
    }
    heading
}

/// The text, cut to at most this many columns.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut taken = 1;
    for character in text.chars() {
        taken += character.width().unwrap_or(0);
        if taken > width {
            break;
        }
        cut.push(character);
    }
    cut.push('…');
    cut
}

/// The width of a line: `COLUMNS`, the terminal's width, or 80.
fn width() -> usize {
    let told = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    told.or_else(|| terminal_size::terminal_size().map(|(width, _)| width.0.into()))
        .filter(|columns| *columns > 0)
        .unwrap_or(80)
}
