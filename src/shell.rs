//! Shell completions and manual pages.

use std::io::{self, Write as _};

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::{cli::Cli, failure::Failure};

pub(crate) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "capturi", &mut script);
    io::stdout().write_all(&script)?;
    Ok(())
}

/// Prints the manual page of the command that these words name.
pub(crate) fn man(words: &[String]) -> Result<(), Failure> {
    let mut command = Cli::command();
    command.build();
    for word in words {
        command = command
            .find_subcommand(word)
            .ok_or_else(|| Failure::usage(format!("there is no command `{}`", words.join(" "))))?
            .clone();
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    io::stdout().write_all(&page)?;
    Ok(())
}
