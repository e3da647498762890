//! `cargo xtask test`: the gate.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

use clap::Args;

use crate::{Error, install, target, workspace};

#[derive(Args)]
pub(crate) struct Options {
    /// Run only the steps whose name contains this.
    #[arg(long, value_name = "WORD")]
    only: Option<String>,
}

/// A step: its name, and the cargo command that it is. A build of the workspace unifies the features
/// of all that is in it; hence what each crate has beside its default features is checked alone.
const STEPS: &[(&str, &[&str])] = &[
    ("formatting", &["fmt", "--all", "--check"]),
    ("generated code", &["xtask", "generate", "--check"]),
    (
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
    ("tests", &["test", "--workspace", "--all-features"]),
    (
        "docs",
        &["doc", "--workspace", "--all-features", "--no-deps"],
    ),
    (
        "capturi-api, types alone",
        &["check", "-p", "capturi-api", "--no-default-features"],
    ),
    (
        "capturi-api, mock alone",
        &["check", "-p", "capturi-api", "--features", "mock"],
    ),
    (
        "capturi-webhooks, receiver alone",
        &["check", "-p", "capturi-webhooks", "--features", "receiver"],
    ),
    (
        "capturi-inbox, hydrate alone",
        &["check", "-p", "capturi-inbox", "--features", "hydrate"],
    ),
    ("crashes", &["xtask", "crash-test"]),
    (
        "another document compiles",
        &[
            "xtask",
            "try",
            "--check",
            "capturi-codegen/tests/fixtures/zoo.yaml",
        ],
    ),
];

/// The steps that are more than a cargo command.
const LAST_STEPS: [&str; 3] = [
    "no HTTP under the types",
    "the receiver example",
    // Builds each crate alone, with its default features, as it is published.
    "packages",
];

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let started = Instant::now();
    let mut names = STEPS.iter().map(|(name, _)| *name).chain(LAST_STEPS);
    if let Some(word) = &options.only
        && !names.any(|name| name.contains(word))
    {
        return Err(format!("no step has a name that contains {word:?}").into());
    }
    let wanted = |name: &str| options.only.as_ref().is_none_or(|word| name.contains(word));
    for (name, arguments) in STEPS.iter().filter(|(name, _)| wanted(name)) {
        match *name {
            "tests" => {
                install::POSTGRESQL.ensure()?;
                install::STRACE.ensure()?;
                install::FAKETIME.ensure()?;
            }
            "crashes" => {
                install::POSTGRESQL.ensure()?;
                install::STRACE.ensure()?;
            }
            _ => {}
        }
        step(name, || cargo(arguments))?;
    }
    let [no_http, example, packages] = LAST_STEPS;
    if wanted(no_http) {
        step(no_http, no_http_under_the_types)?;
    }
    if wanted(example) {
        step(example, receiver_example)?;
    }
    if wanted(packages) {
        step(packages, || {
            forget_packages()?;
            cargo(&[
                "package",
                "--workspace",
                "--exclude",
                "xtask",
                "--allow-dirty",
            ])
        })?;
    }
    println!("\nEverything passed in {} s.", started.elapsed().as_secs());
    Ok(ExitCode::SUCCESS)
}

fn step(name: &str, run: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    println!("\n==> {name}");
    let started = Instant::now();
    run().map_err(|error| format!("{name}: {error}"))?;
    println!("<== {name}: {:.0} s", started.elapsed().as_secs_f64());
    Ok(())
}

fn cargo(arguments: &[&str]) -> Result<(), Error> {
    let status = cargo_command().args(arguments).status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`cargo {}` failed", arguments.join(" ")).into())
    }
}

/// Removes what cargo unpacked and built of our packages when it verified them before: it takes a
/// package of the same version for the same, however it has changed since.
fn forget_packages() -> Result<(), Error> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let sources = home.map(|home| home.join("registry/src"));
    if let Some(Ok(registries)) = sources.map(fs::read_dir) {
        for registry in registries {
            let registry = registry?;
            // A registry in a folder, as cargo makes one of the packages, has no host in its name.
            if registry.file_name().to_string_lossy().starts_with('-') {
                remove_ours(&registry.path())?;
            }
        }
    }
    let built = target().join("debug/.fingerprint");
    if built.exists() {
        remove_ours(&built)?;
    }
    Ok(())
}

fn remove_ours(folder: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with("capturi") {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

fn cargo_command() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(workspace())
        .env("RUSTDOCFLAGS", "-D warnings");
    command
}

/// The payload types must not bring an HTTP client or a runtime into anybody's build.
fn no_http_under_the_types() -> Result<(), Error> {
    for arguments in [
        [
            "tree",
            "-p",
            "capturi-webhooks",
            "-e",
            "normal",
            "--prefix",
            "none",
        ]
        .as_slice(),
        &[
            "tree",
            "-p",
            "capturi-api",
            "--no-default-features",
            "-e",
            "normal",
            "--prefix",
            "none",
        ],
    ] {
        let output = cargo_command().args(arguments).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        let tree = String::from_utf8_lossy(&output.stdout);
        for name in [
            "reqwest",
            "hyper",
            "tokio",
            "axum",
            "tower",
            "progenitor-client",
        ] {
            if tree
                .lines()
                .any(|line| line.starts_with(&format!("{name} ")))
            {
                return Err(format!("`cargo {}` shows {name}", arguments.join(" ")).into());
            }
        }
    }
    Ok(())
}

/// Runs the receiver as a newcomer does, pastes the commands that it prints, and ends it.
fn receiver_example() -> Result<(), Error> {
    install::CURL.ensure()?;
    cargo(&["build", "--example", "receiver"])?;
    let program = target().join("debug/examples/receiver");
    let mut receiver = Command::new(&program)
        .args(["--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let result = try_receiver(&mut receiver);
    // Already ended where all went well.
    let _ = receiver.kill();
    let _ = receiver.wait();
    result
}

fn try_receiver(receiver: &mut Child) -> Result<(), Error> {
    let introduction = receiver.stderr.take().ok_or("no standard error")?;
    let mut curls = Vec::new();
    for line in BufReader::new(introduction).lines() {
        let line = line?;
        if line.trim_start().starts_with("curl ") {
            curls.push(line);
        }
        if curls.len() == 2 {
            break;
        }
    }
    for curl in &curls {
        let output = Command::new("sh")
            .args(["-c", curl])
            .stderr(Stdio::null())
            .output()?;
        let answer = String::from_utf8_lossy(&output.stdout);
        if !answer.starts_with("HTTP/1.1 200") {
            return Err(format!("{curl}\nanswered: {answer}").into());
        }
    }
    let ended = Command::new("kill")
        .args(["-TERM", &receiver.id().to_string()])
        .status()?;
    if !ended.success() {
        return Err("the receiver could not be ended".into());
    }
    let started = Instant::now();
    while receiver.try_wait()?.is_none() {
        if started.elapsed() > Duration::from_secs(10) {
            return Err("the receiver did not end within 10 s of SIGTERM".into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut events = String::new();
    if let Some(mut stdout) = receiver.stdout.take() {
        stdout.read_to_string(&mut events)?;
    }
    let fixture = |name: &str| -> Result<String, Error> {
        let path = workspace().join("capturi-webhooks/fixtures").join(name);
        Ok(fs::read_to_string(path)?)
    };
    print!("{events}");
    let uid = |json: &str| event_uid(json).ok_or("a fixture without an event uid");
    let expected = [
        uid(&fixture("identity.json")?)?,
        uid(&fixture("conversation.json")?)?,
    ];
    let seen: Vec<bool> = events
        .lines()
        .zip(&expected)
        .map(|(line, uid)| line.contains(uid.as_str()))
        .collect();
    if seen != [true, true] {
        return Err("the lines of the two events are not as expected".into());
    }
    Ok(())
}

fn event_uid(json: &str) -> Option<String> {
    let (_, rest) = json.split_once("\"eventUid\": \"")?;
    Some(rest.split_once('"')?.0.to_owned())
}
