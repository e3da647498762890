//! The API token and its sources.

use std::{
    borrow::Cow,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{PoisonError, RwLock},
};

use secrecy::{ExposeSecret as _, SecretString};

use crate::{failure::Failure, lines::say, system};

/// The tokens that this process has read, which are masked wherever a server echoes them: the one in
/// use, and those before and after it.
static READ: RwLock<Vec<SecretString>> = RwLock::new(Vec::new());

/// Shorter tokens are not masked, as they may occur in a text by chance.
const SHORTEST_MASKED: usize = 8;

/// The text with the token masked.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    let read = READ.read().unwrap_or_else(PoisonError::into_inner);
    let tokens = read.iter().map(|token| token.expose_secret().trim());
    let mut masked = Cow::Borrowed(text);
    for token in tokens.filter(|token| token.len() >= SHORTEST_MASKED) {
        if masked.contains(token) {
            masked = Cow::Owned(masked.replace(token, "[the token]"));
        }
    }
    masked
}

pub(super) enum Token {
    Value(SecretString),
    File(PathBuf),
    /// A program and its arguments; the program's output is the token.
    Command(Vec<String>),
}

impl Token {
    /// The file that the token stands in.
    pub(super) fn file(&self) -> Option<PathBuf> {
        match self {
            Self::File(path) => Some(path.clone()),
            Self::Value(_) | Self::Command(_) => None,
        }
    }

    /// Whether this process always reads the same token: from its environment or its settings.
    pub(super) fn is_fixed(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    pub(super) fn read(&self) -> Result<SecretString, Failure> {
        let token = match self {
            Self::Value(token) => token.clone(),
            Self::File(path) => read_file(path)?,
            Self::Command(words) => run(words)?,
        };
        let mut read = READ.write().unwrap_or_else(PoisonError::into_inner);
        if !read
            .iter()
            .any(|known| known.expose_secret() == token.expose_secret())
        {
            read.push(token.clone());
        }
        Ok(token)
    }
}

/// Reads a file that holds nothing but a secret; an empty file is an error.
pub(crate) fn read_file(path: &Path) -> Result<SecretString, Failure> {
    let content = SecretString::from(fs::read_to_string(path).map_err(|error| {
        Failure::configuration(format!("can't read {}", path.display())).because(error)
    })?);
    warn_if_others_may_read(path);
    let secret = content.expose_secret().trim();
    if secret.is_empty() {
        return Err(Failure::configuration(format!(
            "{} is empty",
            path.display()
        )));
    }
    Ok(secret.into())
}

fn run(words: &[String]) -> Result<SecretString, Failure> {
    let shown = words.first().map_or("", String::as_str);
    let failed = |reason: String| {
        Failure::configuration(format!("`token-command` ({shown}) gave no token")).because(reason)
    };
    let (program, arguments) = words
        .split_first()
        .ok_or_else(|| failed("it is empty".to_owned()))?;
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::inherit())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(format!("it ended with {}", output.status)));
    }
    let text = String::from_utf8(output.stdout)
        .map_err(|_| failed("what it wrote is not UTF-8".to_owned()))?;
    let text = SecretString::from(text);
    match text.expose_secret().trim() {
        "" => Err(failed("it wrote nothing".to_owned())),
        token => Ok(token.into()),
    }
}

/// Warns if other users may read a file that holds secrets or names a program to run.
pub(super) fn warn_if_others_may_read(path: &Path) {
    if let Some(mode) = system::mode_for_others(path) {
        let path = path.display();
        say!("warning: others may read {path} (mode {mode:04o}): chmod 600 {path}");
    }
}
