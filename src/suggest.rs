//! Suggestions for a command that does not exist.

use std::env;

use clap::{
    Command, CommandFactory as _, Error,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::cli::Cli;

/// Names that other tools use, each with our name for the same command.
const SYNONYMS: [(&str, &str); 9] = [
    ("export", "dump"),
    ("import", "load"),
    ("ls", "list"),
    ("remove", "delete"),
    ("replay", "requeue"),
    ("rm", "delete"),
    ("run", "serve"),
    ("status", "stats"),
    ("worker", "work"),
];

/// Replaces clap's suggestions, which go by spelling alone, with the commands that fit best.
pub(crate) fn better(mut error: Error) -> Error {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return error;
    }
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) else {
        return error;
    };
    let mut command = Cli::command();
    command.build();
    let words = env::args().skip(1).take_while(|word| word != typed);
    let group = words.into_iter().find(|word| !word.starts_with('-'));
    let suggestions = suggestions(&command, group.as_deref(), typed);
    if !suggestions.is_empty() {
        error.insert(
            ContextKind::SuggestedSubcommand,
            ContextValue::Strings(suggestions),
        );
    }
    error
}

/// Up to three commands that contain the typed word: those of the same group, if there are any.
fn suggestions(root: &Command, group: Option<&str>, typed: &str) -> Vec<String> {
    let synonym = SYNONYMS.iter().find(|(word, _)| *word == typed);
    let word = synonym.map_or(typed, |(_, ours)| ours);
    let mut found = Vec::new();
    for child in root.get_subcommands().filter(|child| !child.is_hide_set()) {
        for leaf in child.get_subcommands().filter(|leaf| !leaf.is_hide_set()) {
            let parts = leaf.get_name().split('-');
            let rank = match () {
                () if leaf.get_name() == word => 0,
                () if leaf.get_all_aliases().any(|alias| alias == word) => 0,
                // `scores` may mean `list-scores` or `get-score`.
                () if parts.clone().any(|part| part == word) => 1,
                () if parts
                    .into_iter()
                    .any(|part| word.strip_suffix('s') == Some(part)) =>
                {
                    2
                }
                () => continue,
            };
            let is_elsewhere = group.is_some_and(|group| group != child.get_name());
            let path = format!(
                "{} {} {}",
                root.get_name(),
                child.get_name(),
                leaf.get_name()
            );
            found.push(((is_elsewhere, rank), path));
        }
    }
    found.sort();
    let nearest = found.first().map(|((is_elsewhere, _), _)| *is_elsewhere);
    found.retain(|((is_elsewhere, _), _)| Some(*is_elsewhere) == nearest);
    found.into_iter().map(|(_, path)| path).take(3).collect()
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
            (Some("webhook"), "work", "capturi inbox work"),
            (Some("api"), "scores", "capturi api list-scores"),
            (Some("api"), "conversation", "capturi api get-conversation"),
        ] {
            assert_eq!(first(group, typed).as_deref(), Some(meant), "{typed}");
        }
        assert_eq!(first(None, "nonsense"), None);
    }
}
