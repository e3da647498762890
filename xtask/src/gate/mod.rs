//! `cargo xtask test`: the gate.

mod checks;

use std::{
    env,
    process::{Command, ExitCode},
    time::Instant,
};

use clap::Args;

use crate::{
    Error,
    install::{CURL, FAKETIME, NGINX, OPENSSL, POSTGRESQL, PROMETHEUS, Program, STRACE},
    succeed, workspace,
};

#[derive(Args)]
pub(crate) struct Options {
    /// Run only the steps whose name contains this.
    #[arg(long, value_name = "WORD")]
    only: Option<String>,
}

struct Step {
    name: &'static str,
    /// Programs beside Rust, which are installed if possible.
    needs: &'static [Program],
    run: Run,
}

enum Run {
    Cargo(&'static [&'static str]),
    Check(fn() -> Result<(), Error>),
}

/// The steps in their order. A build of the workspace unifies the features of all its crates, so
/// each crate's optional features are checked alone.
const STEPS: &[Step] = &[
    step("formatting", &["fmt", "--all", "--check"]),
    step("generated code", &["xtask", "generate", "--check"]),
    step(
        "clippy",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--",
            "-D",
            "warnings",
        ],
    ),
    Step {
        needs: &[POSTGRESQL, STRACE, FAKETIME, PROMETHEUS],
        ..step("tests", &["test", "--workspace", "--all-features"])
    },
    step(
        "docs",
        &["doc", "--workspace", "--all-features", "--no-deps"],
    ),
    step(
        "capturi-api, types alone",
        &["check", "-p", "capturi-api", "--no-default-features"],
    ),
    step(
        "capturi-api, mock alone",
        &["check", "-p", "capturi-api", "--features", "mock"],
    ),
    step(
        "capturi-webhooks, receiver alone",
        &["check", "-p", "capturi-webhooks", "--features", "receiver"],
    ),
    step(
        "capturi-webhooks, testing alone",
        &["check", "-p", "capturi-webhooks", "--features", "testing"],
    ),
    step(
        "capturi-inbox, api alone",
        &["check", "-p", "capturi-inbox", "--features", "api"],
    ),
    Step {
        needs: &[POSTGRESQL, STRACE],
        ..step("crashes", &["xtask", "crash-test"])
    },
    step(
        "another document compiles",
        &[
            "xtask",
            "try",
            "--check",
            "--run",
            "--roundtrip",
            "--caller",
            "capturi-codegen/tests/fixtures/caller.rs",
            "capturi-codegen/tests/fixtures/zoo.yaml",
        ],
    ),
    step(
        "values come back as they were",
        &[
            "xtask",
            "try",
            "--check",
            "--roundtrip",
            "spec/upstream.json",
        ],
    ),
    step(
        "every name may be a document's",
        &[
            "xtask",
            "try",
            "--check",
            "--names",
            "capturi-codegen/tests/fixtures/zoo.yaml",
        ],
    ),
    step(
        "the diff and the compiler agree",
        &["xtask", "judge", "--only", "12"],
    ),
    check("no HTTP under the types", checks::no_http_under_the_types),
    Step {
        needs: &[CURL],
        ..check("the receiver example", checks::receiver_example)
    },
    Step {
        needs: &[CURL, NGINX, OPENSSL, PROMETHEUS],
        ..check("deployment files", checks::deployment_files)
    },
    check("packages", checks::packages),
];

const fn step(name: &'static str, cargo: &'static [&'static str]) -> Step {
    Step {
        name,
        needs: &[],
        run: Run::Cargo(cargo),
    }
}

const fn check(name: &'static str, check: fn() -> Result<(), Error>) -> Step {
    Step {
        name,
        needs: &[],
        run: Run::Check(check),
    }
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let started = Instant::now();
    let word = options.only.as_deref().unwrap_or_default();
    let mut wanted = STEPS
        .iter()
        .filter(|step| step.name.contains(word))
        .peekable();
    if wanted.peek().is_none() {
        return Err(format!("no step has a name that contains {word:?}").into());
    }
    wanted.try_for_each(Step::run)?;
    println!("\nEverything passed in {} s.", started.elapsed().as_secs());
    Ok(ExitCode::SUCCESS)
}

impl Step {
    fn run(&self) -> Result<(), Error> {
        let name = self.name;
        println!("\n==> {name}");
        let started = Instant::now();
        self.needs.iter().try_for_each(Program::ensure)?;
        let result = match self.run {
            Run::Cargo(arguments) => cargo(arguments),
            Run::Check(check) => check(),
        };
        result.map_err(|error| format!("{name}: {error}"))?;
        println!("<== {name}: {:.0} s", started.elapsed().as_secs_f64());
        Ok(())
    }
}

fn cargo(arguments: &[&str]) -> Result<(), Error> {
    succeed(
        cargo_command().args(arguments),
        format_args!("`cargo {}` failed", arguments.join(" ")),
    )
}

fn cargo_command() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(workspace())
        // What is built once gains nothing from it, and it is most of the room on disk.
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTDOCFLAGS", "-D warnings");
    command
}
