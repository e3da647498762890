//! `capturi inbox serve` in failing surroundings and among hostile clients: every correct delivery
//! gets its 200.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{
    fs,
    net::SocketAddr,
    os::fd::AsRawFd as _,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use reqwest::Client;
use support::{
    Running, UID,
    load::body,
    machine::{Machine, peak_memory},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    process::{Child, Command},
    time::{sleep, timeout},
};

const SECRET: &str = "a-secret-that-is-long-enough";

/// The command of `inbox serve` with the secret.
fn serving(machine: &Machine, arguments: &[&str]) -> Command {
    let mut command = machine.serving(&["--secret-header", "X-Secret"]);
    command
        .args(arguments)
        .env("CAPTURI_WEBHOOK_SECRET", SECRET);
    command
}

/// The status of a correct delivery.
async fn deliver(http: &Client, url: &str, number: usize) -> Option<u16> {
    let delivery = http.post(url).header("X-Secret", SECRET).body(body(number));
    let answer = timeout(Duration::from_secs(10), delivery.send()).await;
    Some(answer.ok()?.ok()?.status().as_u16())
}

async fn delivers(url: &str, numbers: std::ops::Range<usize>) {
    let http = Client::new();
    for number in numbers {
        assert_eq!(
            deliver(&http, url, number).await,
            Some(200),
            "delivery {number}"
        );
    }
}

async fn ends(process: &mut Child) -> Option<i32> {
    let ended = timeout(Duration::from_secs(15), process.wait()).await;
    ended.unwrap().unwrap().code()
}

fn address(url: &str) -> SocketAddr {
    let rest = url.strip_prefix("http://").unwrap();
    rest.split('/').next().unwrap().parse().unwrap()
}

/// Writes a program for `--exec`.
fn program(machine: &Machine, script: &str) -> String {
    use std::os::unix::fs::PermissionsExt as _;

    let path = machine.0.path().join("program");
    fs::write(&path, format!("#!/bin/sh\n{script}")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    path.display().to_string()
}

#[tokio::test]
async fn a_log_whose_reader_has_gone_costs_no_delivery() {
    for verbose in [&["-v"][..], &[]] {
        let machine = Machine::new();
        let program = program(&machine, "exit 1");
        let arguments = [verbose, &["--exec", &program, "--max-attempts", "1"]].concat();
        let running = Running::start(serving(&machine, &arguments)).await;
        let Running {
            mut process,
            url,
            errors,
            ..
        } = running;
        drop(errors);
        let refused = Client::new().post(&url).body("{}").send().await.unwrap();
        assert_eq!(refused.status(), 401);
        delivers(&url, 1..21).await;
        // The ledger keeps the reason of a failure.
        let dead = machine.eventually("dead").await;
        assert_eq!(dead.len(), 20);
        let error = dead[0]["last_error"].as_str().unwrap();
        assert!(error.contains("exit status: 1"), "{error}");
        signal(&process, "TERM");
        assert_eq!(ends(&mut process).await, Some(0));
    }
}

#[tokio::test]
async fn a_log_that_nobody_reads_costs_no_delivery() {
    let machine = Machine::new();
    let mut running = Running::start(serving(&machine, &["-v"])).await;
    let http = Client::new();
    let elsewhere = format!("{}/{}", running.url, "a".repeat(2000));
    for _ in 0..600 {
        let refused = http.post(&elsewhere).body("{}").send().await.unwrap();
        assert_eq!(refused.status(), 404);
    }
    // Each delivery is logged, which is more than a pipe holds.
    delivers(&running.url, 1..401).await;
    running.signal("TERM").await;
    assert_eq!(ends(&mut running.process).await, Some(0));
}

#[tokio::test]
async fn printing_that_nobody_reads_holds_up_the_printing_alone() {
    let machine = Machine::new();
    let arguments = ["--print", "-o", "json", "--shutdown-timeout", "1s"];
    let mut running = Running::start(serving(&machine, &arguments)).await;
    // More than a pipe holds.
    delivers(&running.url, 1..801).await;
    running.signal("TERM").await;
    assert_eq!(ends(&mut running.process).await, Some(0));
    let states = machine.events().await;
    assert!(states.iter().any(|event| event["state"] == "pending"));
}

#[tokio::test]
async fn strangers_fill_no_log() {
    let machine = Machine::new();
    let log = machine.0.path().join("log");
    let mut command = serving(&machine, &["-v"]);
    command
        .stderr(fs::File::create(&log).unwrap())
        .stdout(Stdio::null());
    let mut process = command.spawn().unwrap();
    let url = loop {
        sleep(Duration::from_millis(20)).await;
        let text = fs::read_to_string(&log).unwrap();
        if let Some((_, rest)) = text.split_once("Listening on ") {
            break rest.split_whitespace().next().unwrap().to_owned();
        }
    };
    let http = Client::new();
    let long = format!("{}/{}", url, "a".repeat(30_000));
    for _ in 0..100 {
        assert_eq!(http.post(&long).send().await.unwrap().status(), 404);
        for _ in 0..10 {
            let wrong = http.post(&url).header("X-Secret", "wrong").body("{}");
            let status = wrong.send().await.unwrap().status().as_u16();
            assert!(matches!(status, 401 | 429), "{status}");
        }
    }
    let size = fs::metadata(&log).unwrap().len();
    assert!(size < 20_000, "{size} bytes of log");
    process.kill().await.unwrap();
}

fn signal(process: &Child, name: &str) {
    let id = process.id().unwrap().to_string();
    let killed = std::process::Command::new("kill")
        .args(["-s", name, &id])
        .status();
    assert!(killed.unwrap().success());
}

#[tokio::test]
async fn signals_end_it_gracefully_or_not_at_all() {
    for (ending, program_ends) in [
        ("TERM", true),
        ("INT", true),
        ("QUIT", true),
        ("TERM", false),
    ] {
        let machine = Machine::new();
        let done = machine.0.path().join("done");
        let script = match program_ends {
            true => format!("sleep 0.5; echo >> {}", done.display()),
            false => "sleep 60".to_owned(),
        };
        let program = program(&machine, &script);
        let mut running = Running::start(serving(&machine, &["--exec", &program])).await;
        for harmless in ["HUP", "USR1", "USR2"] {
            running.signal(harmless).await;
        }
        delivers(&running.url, 1..2).await;
        while machine.events().await[0]["state"] == "pending" {
            sleep(Duration::from_millis(20)).await;
        }
        running.signal(ending).await;
        if program_ends {
            assert_eq!(ends(&mut running.process).await, Some(0), "{ending}");
            assert!(done.exists(), "what has begun is brought to its end");
        } else {
            sleep(Duration::from_millis(300)).await;
            // Deliveries are accepted until the worker has stopped.
            delivers(&running.url, 2..3).await;
            let began = Instant::now();
            running.signal(ending).await;
            assert_eq!(
                ends(&mut running.process).await,
                Some(1),
                "a second one ends it"
            );
            assert!(began.elapsed() < Duration::from_secs(2));
        }
    }
}

fn is_alive(process: &Path) -> bool {
    let id = fs::read_to_string(process).unwrap();
    let status = fs::read_to_string(format!("/proc/{}/stat", id.trim()));
    // A zombie has ended already.
    status.is_ok_and(|status| !status.contains(") Z "))
}

#[tokio::test]
async fn a_program_ends_with_the_worker_that_was_killed() {
    let machine = Machine::new();
    let [child, grandchild, told] =
        ["child", "grandchild", "told"].map(|name| machine.0.path().join(name));
    let script = format!(
        "trap 'echo > {}; exit' TERM\nsh -c 'echo $$ > {}; trap \"\" TERM; sleep 60; sleep 60' &\n\
         echo $$ > {}\nwait\n",
        told.display(),
        grandchild.display(),
        child.display(),
    );
    let program = program(&machine, &script);
    let mut running = Running::start(serving(&machine, &["--exec", &program])).await;
    delivers(&running.url, 1..2).await;
    while !child.exists() || !grandchild.exists() {
        sleep(Duration::from_millis(20)).await;
    }
    sleep(Duration::from_millis(100)).await;
    assert!(is_alive(&child) && is_alive(&grandchild));
    running.process.kill().await.unwrap();
    let give_up = Instant::now() + Duration::from_secs(10);
    while is_alive(&child) || is_alive(&grandchild) {
        assert!(Instant::now() < give_up, "they live on");
        sleep(Duration::from_millis(50)).await;
    }
    assert!(told.exists(), "SIGTERM comes first");
}

#[tokio::test]
async fn a_program_gets_no_secret_that_was_not_named() {
    let machine = Machine::new();
    let seen = machine.0.path().join("seen");
    let program = program(&machine, &format!("env > {}", seen.display()));
    let mut command = serving(&machine, &["--exec", &program, "--exec-env", "NAMED"]);
    command
        .env("CAPTURI_TOKEN", "a-secret-token")
        .env("DATABASE_PASSWORD", "a-secret-password")
        .env("NAMED", "on purpose");
    let running = Running::start(command).await;
    delivers(&running.url, 1..2).await;
    machine.eventually("done").await;
    let environment = fs::read_to_string(seen).unwrap();
    assert!(!environment.contains("secret"), "{environment}");
    assert!(environment.contains("NAMED=on purpose") && environment.contains("PATH="));
    assert!(environment.contains("CAPTURI_EVENT=ConversationProcessed"));
}

#[tokio::test]
async fn a_targets_query_is_its_own() {
    let machine = Machine::new();
    let target = support::machine::answering(200).await;
    let url = format!("{}/hook?key=K1", target.uri());
    let running = Running::start(serving(&machine, &["--forward-to", &url])).await;
    delivers(&format!("{}?key=ATTACK", running.url), 1..2).await;
    machine.eventually("done").await;
    let requests = target.received_requests().await.unwrap();
    assert_eq!(requests[0].url.query(), Some("key=K1"));
}

/// The number of hostile connections; the long form has more.
fn strangers() -> usize {
    std::env::var("CAPTURI_STRANGERS").map_or(1500, |number| number.parse().unwrap())
}

#[tokio::test]
async fn a_right_delivery_passes_thousands_of_strangers() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};

    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).unwrap();
    // The usual limit of descriptors for a service, and a very low limit.
    pass_strangers(1024, strangers()).await;
    pass_strangers(64, 200).await;
}

async fn pass_strangers(descriptors: usize, strangers: usize) {
    let machine = Machine::new();
    let mut command = Command::new("sh");
    let limited = format!("ulimit -n {descriptors}; exec \"$0\" \"$@\"");
    command.args(["-c", &limited]);
    let mut running = Running::start(through(command, serving(&machine, &[]))).await;
    let mut held = Vec::new();
    for number in 0..strangers {
        let mut stranger = TcpStream::connect(address(&running.url)).await.unwrap();
        let unfinished = format!("POST / HTTP/1.1\r\nHost: a\r\nX: {}", "x".repeat(30_000));
        let unread = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(100);
        let said = match number % 4 {
            0 => "",
            1 => &unfinished,
            2 => "POST /webhooks/capturi HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{",
            _ => &unread,
        };
        let saying = stranger.write_all(said.as_bytes());
        let _ = timeout(Duration::from_millis(5), saying).await;
        held.push(stranger);
    }
    let http = Client::builder().pool_max_idle_per_host(0).build().unwrap();
    let mut longest = Duration::ZERO;
    for number in 1..21 {
        let began = Instant::now();
        assert_eq!(deliver(&http, &running.url, number).await, Some(200));
        longest = longest.max(began.elapsed());
    }
    let most = peak_memory(&running.process).unwrap();
    println!(
        "{strangers} strangers, {descriptors} descriptors: at most {longest:?}, {most} bytes of memory"
    );
    assert!(longest < Duration::from_secs(1), "{longest:?}");
    assert!(most < 150_000_000, "{most}");
    running.signal("TERM").await;
    assert_eq!(ends(&mut running.process).await, Some(0));
}

/// A command with the program, arguments and environment of another at its end.
fn through(mut command: Command, inner: Command) -> Command {
    let inner = inner.as_std();
    command.arg(inner.get_program()).args(inner.get_args());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.stdin(Stdio::null()).kill_on_drop(true);
    command
}

#[tokio::test]
async fn large_bodies_are_twice_in_memory_at_most() {
    const BODY: usize = 9_900 * 1024;
    const IN_FLIGHT: usize = 256 * 1024 * 1024;

    let machine = Machine::new();
    let running = Running::start(serving(&machine, &[])).await;
    let http = Client::new();
    let padding = "x".repeat(BODY);
    let deliveries = (0..50).map(|number| {
        let large = format!(
            r#"{{"event":"ConversationProcessed","eventUid":"{number:032x}","uid":"{UID}","x":"{padding}"}}"#
        );
        let delivery = http.post(&running.url).header("X-Secret", SECRET).body(large);
        tokio::spawn(delivery.send())
    });
    for delivery in deliveries.collect::<Vec<_>>() {
        assert_eq!(delivery.await.unwrap().unwrap().status(), 200);
    }
    let most = peak_memory(&running.process).unwrap();
    println!("{most} bytes of memory");
    assert!(most < 2 * IN_FLIGHT + 60_000_000, "{most}");
}

/// Starts `inbox serve` as systemd does, on a socket that stays open when the process ends.
async fn activated(machine: &Machine, socket: &std::net::TcpListener, program: &str) -> Child {
    // Not every sh can redirect a descriptor above 9.
    let mut command = Command::new("bash");
    let take = format!(
        "exec 3<&{}; export LISTEN_FDS=1 LISTEN_PID=$$; exec \"$0\" \"$@\"",
        socket.as_raw_fd()
    );
    command.args(["-c", &take]);
    let inner = serving(machine, &["--exec", program, "--shutdown-timeout", "1s"]);
    let mut process = through(command, inner)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut errors = BufReader::new(process.stderr.take().unwrap()).lines();
    while let Some(line) = errors.next_line().await.unwrap() {
        if line.starts_with("Listening on ") {
            break;
        }
    }
    tokio::spawn(async move { while let Ok(Some(_)) = errors.next_line().await {} });
    process
}

#[tokio::test]
async fn restarts_on_a_socket_of_systemds_refuse_and_lose_nothing() {
    use nix::fcntl::{FcntlArg, FdFlag, fcntl};

    let restarts = std::env::var("CAPTURI_RESTARTS").map_or(3, |number| number.parse().unwrap());
    let machine = Machine::new();
    let program = program(&machine, "sleep 0.2");
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    // The socket must be inherited, as one from systemd is.
    fcntl(&socket, FcntlArg::F_SETFD(FdFlag::empty())).unwrap();
    let url = format!("http://{}/webhooks/capturi", socket.local_addr().unwrap());
    let mut process = activated(&machine, &socket, &program).await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let senders: Vec<_> = (0..16)
        .map(|sender| {
            let (url, stopped) = (url.clone(), stopped.clone());
            tokio::spawn(async move {
                // Half of the senders open a connection for each delivery.
                let mut http = Client::builder();
                if sender % 2 == 0 {
                    http = http.pool_max_idle_per_host(0);
                }
                let http = http.build().unwrap();
                let mut sent = 0;
                while !*stopped.borrow() {
                    let number = sender * 1_000_000 + sent;
                    let answer = deliver(&http, &url, number).await;
                    assert_eq!(answer, Some(200), "sender {sender}, delivery {sent}");
                    sent += 1;
                    sleep(Duration::from_millis(5)).await;
                }
                sent
            })
        })
        .collect();
    for _ in 0..restarts {
        sleep(Duration::from_millis(1000)).await;
        signal(&process, "TERM");
        assert_eq!(ends(&mut process).await, Some(0));
        process = activated(&machine, &socket, &program).await;
    }
    sleep(Duration::from_millis(500)).await;
    stop.send(true).unwrap();
    let mut sent = 0;
    for sender in senders {
        sent += sender.await.unwrap();
    }
    process.kill().await.unwrap();
    let stats = machine.inbox(&["stats", "-o", "jsonl"]).await;
    let stats: serde_json::Value = serde_json::from_str(&stats).unwrap();
    println!("{restarts} restarts, {sent} deliveries: {stats}");
    let stored: u64 = ["pending", "running", "done", "dead", "unreadable"]
        .iter()
        .map(|state| stats["events"][state].as_u64().unwrap())
        .sum();
    assert_eq!(stored, u64::try_from(sent).unwrap());
}
