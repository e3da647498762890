//! A real Prometheus scrapes a receiver under load, with the rules and the configuration of `deploy/`:
//! every query of the dashboard returns data, and every rule can be evaluated.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use capturi_api::{
    mock::{MockCapturi, example},
    types::IntegrationConversationView,
};
use capturi_webhooks::testing::SampleDelivery;
use reqwest::Client;
use serde_json::{Value, json};
use support::{
    Running, TOKEN,
    load::Load,
    machine::{Machine, answering},
};
use tokio::{
    process::{Child, Command},
    time::sleep,
};
use uuid::Uuid;

const DEPLOY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy");
const HEADER: &str = "X-Capturi-Secret";
const SECRET: &str = "a-secret-that-is-long-enough";
/// The time over which the dashboard's rates are taken, in place of Grafana's variable.
const RATE_INTERVAL: &str = "1m";
const CONVERSATION: Uuid = Uuid::from_u128(7);
/// The longest time until every query returns data.
const PATIENCE: Duration = Duration::from_secs(60);

struct Prometheus {
    url: String,
    http: Client,
    _process: Child,
}

impl Prometheus {
    /// Starts it with the configuration of `deploy/`, but scraping this target, and every second.
    fn start(folder: &Path, target: &str) -> Self {
        // Freed again for the program, which can't choose a port by itself.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let of_deploy = Path::new(DEPLOY).join("prometheus");
        let configuration = fs::read_to_string(of_deploy.join("prometheus.yml")).unwrap();
        let ours = configuration
            .replace("interval: 15s", "interval: 1s")
            .replace("'127.0.0.1:8081'", &format!("'{target}'"));
        assert!(
            ours.contains(target) && ours.contains("interval: 1s"),
            "{ours}"
        );
        fs::write(folder.join("prometheus.yml"), ours).unwrap();
        fs::copy(
            of_deploy.join("capturi.rules.yml"),
            folder.join("capturi.rules.yml"),
        )
        .unwrap();
        let process = Command::new("prometheus")
            .arg(format!(
                "--config.file={}",
                folder.join("prometheus.yml").display()
            ))
            .arg(format!(
                "--storage.tsdb.path={}",
                folder.join("data").display()
            ))
            .arg(format!("--web.listen-address={address}"))
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("prometheus: {error} (Debian: apt-get install prometheus)")
            });
        Self {
            url: format!("http://{address}/api/v1"),
            http: Client::new(),
            _process: process,
        }
    }

    async fn ask(&self, path: &str, query: &[(&str, &str)]) -> Option<Value> {
        let request = self.http.get(format!("{}{path}", self.url)).query(query);
        // While it starts, it answers with another text, or not at all.
        let answer: Value = request.send().await.ok()?.json().await.ok()?;
        assert_eq!(answer["status"], "success", "{query:?}: {answer}");
        Some(answer["data"].clone())
    }

    /// The values that a query returns now, without those that are no number.
    async fn values(&self, query: &str) -> Vec<f64> {
        let data = self.ask("/query", &[("query", query)]).await;
        let samples = data.as_ref().and_then(|data| data["result"].as_array());
        let values = samples.into_iter().flatten();
        let values = values.map(|sample| sample["value"][1].as_str().unwrap().parse::<f64>());
        values
            .map(Result::unwrap)
            .filter(|value| !value.is_nan())
            .collect()
    }
}

/// The queries of the dashboard with their panels, for all inboxes and processes.
fn queries() -> Vec<(String, String)> {
    let dashboard = fs::read_to_string(Path::new(DEPLOY).join("grafana/capturi.json")).unwrap();
    let dashboard: Value = serde_json::from_str(&dashboard).unwrap();
    let mut queries = Vec::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().into_iter().flatten() {
            let query = target["expr"].as_str().unwrap();
            let query = ["$job", "$inbox", "$instance"]
                .iter()
                .fold(query.to_owned(), |query, name| query.replace(name, ".*"))
                .replace("$__rate_interval", RATE_INTERVAL);
            assert!(!query.contains('$'), "{query}");
            queries.push((panel["title"].as_str().unwrap().to_owned(), query));
        }
    }
    queries
}

/// Capturi's API, in which a call was missed, and a conversation deleted.
async fn capturi() -> MockCapturi {
    let mock = MockCapturi::start().await;
    let conversation = |uid: Uuid| -> IntegrationConversationView {
        let hour_ago = chrono::Utc::now() - chrono::TimeDelta::hours(1);
        example(json!({
            "uid": uid, "state": "Success", "deleted": false,
            "metrics": { "processingDone": hour_ago },
        }))
    };
    mock.get_conversation().returns(conversation(CONVERSATION));
    mock.list_conversation_changes()
        .returns(json!({ "conversations": [conversation(Uuid::new_v4())] }));
    mock.list_audits().returns(json!({ "audits": [] }));
    mock
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_has_data_for_every_query_of_the_dashboard() {
    let machine = Machine::new();
    let (mock, target) = (capturi().await, answering(200).await);
    let mut command = machine.serving(&["--status-listen", "127.0.0.1:0", "--hydrate"]);
    command
        .args(["--backfill-every", "1m", "--follow-deletions=1m"])
        .args(["--secret-header", HEADER, "--forward-to", &target.uri()])
        .env("CAPTURI_WEBHOOK_SECRET", SECRET)
        .env("CAPTURI_BASE_URL", mock.base_url())
        .env("CAPTURI_TOKEN", TOKEN);
    let mut serving = Running::start(command).await;
    let status = serving.status().await;
    let folder = tempfile::tempdir().unwrap();
    let prometheus = Prometheus::start(folder.path(), status.trim_start_matches("http://"));

    let (http, url) = (Client::new(), serving.url.clone());
    let load = Load::start(50, move |number| {
        let delivery = |uid: Uuid| {
            SampleDelivery::identity(CONVERSATION)
                .with_event_uid(uid)
                .body()
        };
        let uid = Uuid::new_v4();
        let bodies: Vec<Vec<u8>> = match number % 10 {
            // The same event, once more with another body.
            0 => vec![delivery(uid), [&delivery(uid)[..], b" "].concat()],
            1 => vec![br#"{"event":7}"#.to_vec()],
            _ => vec![delivery(uid)],
        };
        let secret = if number % 10 == 2 { "wrong" } else { SECRET };
        let (http, url) = (http.clone(), url.clone());
        async move {
            for body in bodies {
                let request = http.post(&url).header(HEADER, secret).body(body);
                request.send().await.unwrap();
            }
        }
    });
    let started = Instant::now();
    while prometheus
        .values("count_over_time(up[1m]) > 3")
        .await
        .is_empty()
    {
        assert!(started.elapsed() < PATIENCE, "it does not scrape");
        sleep(Duration::from_millis(500)).await;
    }
    // From now on events are due, and not handled.
    machine.inbox(&["pause"]).await;

    let mut missing = queries();
    let number = missing.len();
    while !missing.is_empty() && started.elapsed() < PATIENCE {
        sleep(Duration::from_secs(1)).await;
        let mut still = Vec::new();
        for (panel, query) in missing {
            if prometheus.values(&query).await.is_empty() {
                still.push((panel, query));
            }
        }
        missing = still;
    }
    assert!(missing.is_empty(), "no data: {missing:#?}");
    println!("{number} queries have data after {:.1?}", started.elapsed());
    load.end().await;

    let rules = prometheus.ask("/rules", &[]).await.unwrap();
    let groups = rules["groups"].as_array().unwrap().iter();
    let rules: Vec<&Value> = groups
        .flat_map(|group| group["rules"].as_array().unwrap())
        .collect();
    assert!(rules.len() > 10, "{rules:#?}");
    for rule in rules {
        assert_eq!(rule["health"], "ok", "{rule:#}");
    }
    assert_eq!(prometheus.values("up").await, [1.0]);
    let scraped = prometheus.values("scrape_samples_scraped").await;
    assert!(scraped[0] < 1000.0, "{scraped:?} series");
}
