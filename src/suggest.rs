//! Suggestions for commands and flags that do not exist.

use std::env;

use clap::{
    Command, CommandFactory as _, Error,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::cli::Cli;

/// Words of other tools, and of earlier versions, for commands of ours.
const SYNONYMS: [(&str, &str); 10] = [
    ("export", "dump"),
    ("import", "load"),
    ("ls", "list"),
    ("receive", "serve"),
    ("remove", "delete"),
    ("replay", "requeue"),
    ("rm", "delete"),
    ("run", "serve"),
    ("status", "stats"),
    ("worker", "work"),
];

/// Flags of earlier versions, and what they are now.
const FLAGS: [(&str, &str); 2] = [("--all", "--all-pages"), ("--json", "-o json")];

/// How alike two words are that may have been mistyped, from 0 to 1.
const ALIKE: f64 = 0.85;

/// The error, with the nearest commands of the whole tree in place of those that are spelt alike in one
/// group.
pub(crate) fn better(mut error: Error) -> Error {
    match (error.kind(), error.get(ContextKind::InvalidSubcommand)) {
        (ErrorKind::InvalidSubcommand, Some(ContextValue::String(typed))) => {
            let mut command = Cli::command();
            command.build();
            let words = env::args_os()
                .skip(1)
                .map(|word| word.to_string_lossy().into_owned());
            let before = words.take_while(|word| word != typed);
            let group = before.into_iter().find(|word| !word.starts_with('-'));
            let suggestions = suggestions(&command, group.as_deref(), typed);
            if !suggestions.is_empty() {
                let suggestions = ContextValue::Strings(suggestions);
                error.insert(ContextKind::SuggestedSubcommand, suggestions);
            }
        }
        (ErrorKind::UnknownArgument, _) => {
            let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidArg) else {
                return error;
            };
            let now = FLAGS.iter().find(|(before, _)| before == typed);
            if let Some((_, now)) = now {
                let now = ContextValue::String((*now).to_owned());
                error.insert(ContextKind::SuggestedArg, now);
            }
        }
        _ => {}
    }
    error
}

/// The commands that the typed word may mean, those of the group that it was typed in first.
fn suggestions(root: &Command, group: Option<&str>, typed: &str) -> Vec<String> {
    let synonym = SYNONYMS.iter().find(|(word, _)| *word == typed);
    let word = synonym.map_or(typed, |(_, ours)| ours);
    let mut found = Vec::new();
    for child in root.get_subcommands().filter(|child| !child.is_hide_set()) {
        let is_elsewhere = group.is_some_and(|group| group != child.get_name());
        let path = format!("{} {}", root.get_name(), child.get_name());
        collect(child, &path, word, &mut |rank, path| {
            found.push(((rank, is_elsewhere), path));
        });
    }
    // Of equals, the shortest is the most general.
    found.sort_by_key(|(rank, path)| (*rank, path.len()));
    let best = found.first().map(|((rank, _), _)| *rank);
    found.retain(|((rank, _), _)| Some(*rank) == best);
    // A word that a group has is meant there.
    let is_here = found.iter().any(|((_, is_elsewhere), _)| !is_elsewhere);
    found.retain(|((_, is_elsewhere), _)| !(is_here && *is_elsewhere));
    found.into_iter().map(|(_, path)| path).take(3).collect()
}

/// Gives `found` each command below this one that the word may mean, with how far-fetched that is.
fn collect(command: &Command, path: &str, word: &str, found: &mut impl FnMut(u16, String)) {
    for leaf in command.get_subcommands().filter(|leaf| !leaf.is_hide_set()) {
        let name = leaf.get_name();
        let path = format!("{path} {name}");
        let mut parts = name.split('-');
        let likeness = strsim::jaro_winkler(name, word);
        let rank = match () {
            () if name == word || leaf.get_all_aliases().any(|alias| alias == word) => Some(0),
            // Of those that are spelt alike, the likest first: from 1 to 200 thousandths.
            () if likeness >= ALIKE && name.contains('-') == word.contains('-') => {
                Some(1 + ((1.0 - likeness) * 1000.0) as u16)
            }
            // `scores` is both `list-scores` and `get-score`.
            () if parts.clone().any(|part| part == word) => Some(1001),
            () if parts.any(|part| word.strip_suffix('s') == Some(part)) => Some(1002),
            () => None,
        };
        if let Some(rank) = rank {
            found(rank, path.clone());
        }
        collect(leaf, &path, word, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_command_comes_first() {
        let mut command = Cli::command();
        command.build();
        let first = |group, typed| suggestions(&command, group, typed).first().cloned();
        for (group, typed, meant) in [
            (None, "serve", "capturi inbox serve"),
            (None, "requeue", "capturi inbox requeue"),
            (None, "listen", "capturi webhook listen"),
            (None, "get-score", "capturi api get-score"),
            (Some("inbox"), "replay", "capturi inbox requeue"),
            (Some("inbox"), "export", "capturi inbox dump"),
            (Some("inbox"), "receive", "capturi inbox serve"),
            (Some("inbox"), "backup", "capturi inbox db backup"),
            (Some("inbox"), "check", "capturi inbox db check"),
            (Some("webhook"), "work", "capturi inbox work"),
            (Some("api"), "scores", "capturi api list-scores"),
            (Some("api"), "list-score", "capturi api list-scores"),
            (Some("api"), "conversation", "capturi api get-conversation"),
        ] {
            assert_eq!(first(group, typed).as_deref(), Some(meant), "{typed}");
        }
        assert_eq!(first(None, "nonsense"), None);
    }
}
