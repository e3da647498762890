//! `cargo xtask soak NAME`: the long form of a check that the gate runs in short.

use std::process::{Command, ExitCode};

use clap::{Args, ValueEnum};

use crate::{Error, succeed, workspace};

#[derive(Args)]
pub(crate) struct Options {
    check: Check,
}

#[derive(Clone, Copy, ValueEnum)]
enum Check {
    /// The example `sync_conversations`, killed 1,000 times: every row once.
    Sync,
    /// Receivers and workers, killed 200 times: no acknowledged event is lost.
    Crashes,
    /// 20 restarts under load on a socket of systemd's: nothing refused, nothing lost.
    Restarts,
    /// Every operator's command on an inbox of a million events, 5 GB, while deliveries come in.
    Operators,
    /// A backfill of 10,000 conversations that is killed three times: every missed event once.
    Reconciling,
    /// Secrets that change under load beside 5,000 wrong ones in a second, and a handler that is away
    /// for an hour: no right delivery is refused.
    Endurance,
    /// Five minutes in which conversations are erased under load, and receivers and the commands that
    /// erase are killed: no byte of them is left, and no other event is lost.
    Erasures,
    /// 20,000 random documents, every change that the compiler judges, random values of every schema of
    /// ours, and every name of ours.
    Generator,
    /// 5,000 hostile connections at once, and 5,000 requests that are nearly HTTP.
    Strangers,
}

/// A test that environment variables make longer.
struct Test {
    package: &'static str,
    /// The test file; `word` is a part of the names of its tests.
    file: &'static str,
    word: &'static str,
    longer: &'static [(&'static str, &'static str)],
}

impl Check {
    fn tests(self) -> &'static [Test] {
        match self {
            Self::Sync => &[Test {
                package: "capturi-api",
                file: "sync",
                word: "",
                longer: &[("CAPTURI_KILLS", "500")],
            }],
            Self::Crashes => &[],
            Self::Restarts => &[Test {
                package: "capturi",
                file: "surroundings",
                word: "restarts",
                longer: &[("CAPTURI_RESTARTS", "20")],
            }],
            Self::Operators => &[Test {
                package: "capturi",
                file: "operators",
                word: "",
                longer: &[("CAPTURI_EVENTS", "1000000")],
            }],
            Self::Reconciling => &[Test {
                package: "capturi",
                file: "reconciling",
                word: "",
                longer: &[("CAPTURI_CONVERSATIONS", "10000"), ("CAPTURI_KILLS", "3")],
            }],
            Self::Endurance => &[Test {
                package: "capturi",
                file: "endurance",
                word: "",
                longer: &[("CAPTURI_SECONDS", "120"), ("CAPTURI_SECONDS_AWAY", "3600")],
            }],
            Self::Erasures => &[Test {
                package: "capturi",
                file: "erasures",
                word: "",
                longer: &[("CAPTURI_SECONDS", "300")],
            }],
            Self::Generator => &[Test {
                package: "capturi-codegen",
                file: "properties",
                word: "",
                longer: &[("CAPTURI_CASES", "20000"), ("PROPTEST_CASES", "2000")],
            }],
            Self::Strangers => &[
                Test {
                    package: "capturi",
                    file: "surroundings",
                    word: "strangers",
                    longer: &[("CAPTURI_STRANGERS", "5000")],
                },
                Test {
                    package: "capturi-webhooks",
                    file: "strangers",
                    word: "whatever_is_sent",
                    longer: &[("CAPTURI_CASES", "5000")],
                },
            ],
        }
    }
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    if let Check::Crashes = options.check {
        cargo(&["xtask", "crash-test", "--kills", "200"], &[])?;
    }
    if let Check::Generator = options.check {
        cargo(&["xtask", "judge"], &[])?;
        let round_trip = ["try", "--check", "--roundtrip"];
        let documents = [
            "spec/upstream.json",
            "capturi-codegen/tests/fixtures/zoo.yaml",
        ];
        cargo(&[&["xtask"], &round_trip[..], &documents].concat(), &[])?;
        cargo(&["xtask", "try", "--check", "--names", documents[1]], &[])?;
    }
    for test in options.check.tests() {
        let package = ["--package", test.package, "--all-features"];
        // `cargo test` with `--test` does not build the examples that the test runs.
        cargo(&[&["build", "--examples"], &package[..]].concat(), &[])?;
        let only = ["--test", test.file, test.word, "--", "--nocapture"];
        cargo(&[&["test"], &package[..], &only].concat(), test.longer)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn cargo(arguments: &[&str], variables: &[(&str, &str)]) -> Result<(), Error> {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(workspace())
        .args(arguments)
        .envs(variables.iter().copied());
    succeed(
        &mut cargo,
        format_args!("`cargo {}` failed", arguments.join(" ")),
    )
}
