//! The steps of the gate that are more than a cargo command.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::cargo;
use crate::{Error, succeed, target, workspace};

/// Builds each crate alone, with its default features, as it is published.
pub(super) fn packages() -> Result<(), Error> {
    forget_packages()?;
    cargo(&[
        "package",
        "--workspace",
        "--exclude",
        "xtask",
        "--allow-dirty",
    ])
}

/// Removes what cargo unpacked and built when it verified our packages before: cargo takes a
/// package of the same version for unchanged.
fn forget_packages() -> Result<(), Error> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let sources = home.map(|home| home.join("registry/src"));
    if let Some(Ok(registries)) = sources.map(fs::read_dir) {
        for registry in registries {
            let registry = registry?;
            // The registry that cargo makes of the packages is a folder, so its name begins without
            // a host.
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

/// The payload types must not add an HTTP client or a runtime to the builds of their users.
pub(super) fn no_http_under_the_types() -> Result<(), Error> {
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
        let output = super::cargo_command().args(arguments).output()?;
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

/// Runs the receiver example as a newcomer does: runs the commands that it prints, and ends it.
pub(super) fn receiver_example() -> Result<(), Error> {
    cargo(&["build", "--example", "receiver"])?;
    let program = target().join("debug/examples/receiver");
    let mut receiver = Command::new(&program)
        .args(["--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let result = try_receiver(&mut receiver);
    // If all went well, the receiver has ended already.
    let _ = receiver.kill();
    let _ = receiver.wait();
    result
}

/// Tests the alerts, and tries the configuration of nginx in front of a real receiver.
pub(super) fn deployment_files() -> Result<(), Error> {
    // The features are those of the tests, which have built the program already.
    cargo(&["build", "--workspace", "--all-features", "--bin", "capturi"])?;
    let capturi = target().join("debug/capturi");
    let deploy = workspace().join("deploy");
    let promtool = |arguments: &[&str]| run("promtool", arguments, &deploy.join("prometheus"));
    promtool(&["check", "config", "prometheus.yml"])?;
    promtool(&["test", "rules", "capturi.rules.test.yml"])?;
    let capturi = capturi.to_str().ok_or("the target folder is not UTF-8")?;
    run("./check", &[capturi], &deploy.join("nginx"))
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> Result<(), Error> {
    succeed(
        Command::new(program).args(arguments).current_dir(folder),
        format_args!("`{program} {}` failed", arguments.join(" ")),
    )
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
    succeed(
        Command::new("kill").args(["-TERM", &receiver.id().to_string()]),
        "the receiver could not be ended",
    )?;
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
