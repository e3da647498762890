//! `capturi inbox serve` for a long time: secrets that change under load, strangers that guess, and a
//! handler that is away. The long forms take an hour, and limit how long an answer may take.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{
    fs,
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use reqwest::Client;
use support::{
    Running,
    load::{Load, body},
    machine::Machine,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{Instant as Due, sleep, sleep_until, timeout},
};

const HEADER: &str = "X-Capturi-Secret";
const STAYS: &str = "the-secret-that-is-never-changed";
/// The limit, in the long form, of the 99th percentile of the time to acknowledge a delivery.
const ACKNOWLEDGED: Duration = Duration::from_millis(250);
/// The number of tasks that send wrong secrets.
const GUESSERS: u32 = 32;

/// The value of a variable that makes a test longer.
fn longer(variable: &str) -> Option<u32> {
    std::env::var(variable)
        .ok()
        .map(|value| value.parse().unwrap())
}

/// The statuses of the answers to wrong secrets, which strangers send until their time is up.
async fn guess(address: SocketAddr, rate: u32, time: Duration) -> [usize; 2] {
    let answers = Arc::new([const { AtomicUsize::new(0) }; 2]);
    let mut guessers = JoinSet::new();
    let end = Instant::now() + time;
    for guesser in 0..GUESSERS {
        let answers = answers.clone();
        guessers.spawn(async move {
            let mut due = Due::now();
            let mut wrong = u64::from(guesser);
            while Instant::now() < end {
                due += Duration::from_secs(1) * GUESSERS / rate;
                sleep_until(due).await;
                wrong += u64::from(GUESSERS);
                let request = format!(
                    "POST /webhooks/capturi HTTP/1.1\r\nHost: a\r\n{HEADER}: {wrong:032}\r\n\
                     Content-Length: 2\r\n\r\n{{}}"
                );
                let mut stream = TcpStream::connect(address).await.unwrap();
                stream.write_all(request.as_bytes()).await.unwrap();
                let mut answer = [0; 12];
                stream.read_exact(&mut answer).await.unwrap();
                match &answer[9..] {
                    b"401" => answers[0].fetch_add(1, Ordering::Relaxed),
                    b"429" => answers[1].fetch_add(1, Ordering::Relaxed),
                    other => panic!("{other:?}"),
                };
            }
        });
    }
    while let Some(ended) = guessers.join_next().await {
        ended.unwrap();
    }
    answers
        .each_ref()
        .map(|count| count.load(Ordering::Relaxed))
}

/// The file with the secret that stays and one that does not, as an editor replaces it.
fn write_secrets(file: &Path, changing: usize) {
    let new = file.with_extension("new");
    fs::write(&new, format!("{STAYS}\n{changing:032}\n")).unwrap();
    fs::rename(new, file).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_change_under_load_and_no_right_one_is_refused() {
    let long = longer("CAPTURI_SECONDS");
    let time = Duration::from_secs(long.unwrap_or(8).into());
    let (right, wrong) = if long.is_some() {
        (500, 5_000)
    } else {
        (100, 500)
    };
    let machine = Machine::new();
    let file = machine.0.path().join("secrets");
    write_secrets(&file, 0);
    let mut command = machine.serving(&["--secret-header", HEADER, "--secret-file"]);
    command.arg(&file);
    let serving = Running::start(command).await;
    let authority = serving.url.trim_start_matches("http://");
    let (address, _) = authority.split_once('/').unwrap();

    // The second secret is known to be valid only once it has let in a delivery.
    let valid = Arc::new(AtomicUsize::new(0));
    let (http, url, of_load) = (Client::new(), serving.url.clone(), valid.clone());
    let load = Load::start(right, move |number| {
        let secret = match number % 2 {
            0 => STAYS.to_owned(),
            _ => format!("{:032}", of_load.load(Ordering::Relaxed)),
        };
        let delivery = http.post(&url).header(HEADER, secret).body(body(number));
        async move {
            let status = delivery.send().await.unwrap().status();
            assert_eq!(status, 200, "delivery {number}");
        }
    });
    let guessing = tokio::spawn(guess(address.parse().unwrap(), wrong, time));
    let http = Client::new();
    let started = Instant::now();
    let mut changes = 0;
    while started.elapsed() < time {
        // Both are valid before the old one goes, as both ends change over.
        let old = valid.load(Ordering::Relaxed);
        let both = format!("{STAYS}\n{old:032}\n{:032}\n", old + 1);
        fs::write(&file, both).unwrap();
        serving.signal("HUP").await;
        let new = format!("{:032}", old + 1);
        while http
            .post(&serving.url)
            .header(HEADER, &new)
            .body(body(usize::MAX / 2 + old))
            .send()
            .await
            .unwrap()
            .status()
            != 200
        {
            sleep(Duration::from_millis(50)).await;
        }
        valid.store(old + 1, Ordering::Relaxed);
        // What was sent with the old secret arrives before it goes.
        sleep(Duration::from_millis(500)).await;
        write_secrets(&file, old + 1);
        serving.signal("HUP").await;
        sleep(Duration::from_millis(500)).await;
        changes += 1;
    }
    let [unauthenticated, too_many] = guessing.await.unwrap();
    let times = load.end().await;
    println!(
        "{} deliveries, {changes} changes; {unauthenticated} wrong secrets answered 401, {too_many} \
         answered 429 in {time:?}; {times}",
        times.len()
    );
    assert!(changes > 1 && too_many > 60, "{changes}, {too_many}");
    assert!(long.is_none() || times.at(99) < ACKNOWLEDGED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_is_away_costs_no_delivery_and_the_receiver_stays_ready() {
    let long = longer("CAPTURI_SECONDS_AWAY");
    let time = Duration::from_secs(long.unwrap_or(8).into());
    let rate = if long.is_some() { 3 } else { 20 };
    // The address of a target that comes back in the end.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = listener.local_addr().unwrap();
    drop(listener);
    let machine = Machine::new();
    let forward_to = format!("http://{target}/");
    let arguments = [
        "--status-listen",
        "127.0.0.1:0",
        "--forward-to",
        &forward_to,
    ];
    let mut serving = machine.serve(&arguments).await;
    let status = serving.status().await;

    let (http, url) = (Client::new(), serving.url.clone());
    let load = Load::start(rate, move |number| {
        let delivery = http.post(&url).body(body(number));
        async move {
            let status = delivery.send().await.unwrap().status();
            assert_eq!(status, 200, "delivery {number}");
        }
    });
    let started = Instant::now();
    while started.elapsed() < time {
        let ready = reqwest::get(format!("{status}/readyz")).await.unwrap();
        assert_eq!(ready.status(), 200, "after {:?}", started.elapsed());
        sleep(Duration::from_millis(500)).await;
    }
    let times = load.end().await;
    let handled = async || {
        let metrics = reqwest::get(format!("{status}/metrics")).await.unwrap();
        let metrics = metrics.text().await.unwrap();
        let done = "capturi_inbox_events{state=\"done\"} ";
        let done = metrics.lines().find_map(|line| line.strip_prefix(done));
        done.map_or(0, |done| done.parse().unwrap())
    };
    assert_eq!(handled().await, 0);

    let listener = TcpListener::bind(target).await.unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = [0; 4096];
                while stream.read(&mut request).await.is_ok_and(|read| read > 0) {
                    let taken = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
                    let _ = stream.write_all(taken).await;
                }
            });
        }
    });
    // The circuit breaker looks again every 5 minutes at most.
    let back = Instant::now();
    timeout(Duration::from_secs(400), async {
        while handled().await < times.len() {
            sleep(Duration::from_millis(500)).await;
        }
    })
    .await
    .unwrap();
    println!(
        "{} deliveries while the handler was away for {time:?}; all handled {:.1?} after it came \
         back; {times}",
        times.len(),
        back.elapsed()
    );
}
