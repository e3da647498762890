//! `/metrics`: the counters that the libraries keep, and what is read when Prometheus asks.
//! docs/operations.md has the table of all metrics.

use std::{
    collections::BTreeMap,
    fmt::{Display, Write as _},
    time::{Duration, SystemTime},
};

use capturi_inbox::{Disk, Stats};
use chrono::{DateTime, Utc};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::{failure::Failure, lines, webhook::Watched};

/// How often old samples of histograms are put away.
const UPKEEP: Duration = Duration::from_secs(5);

/// The upper bounds of the buckets of each histogram, in seconds, or for `commit_jobs` in jobs.
const BUCKETS: [(&str, &[f64]); 3] = [
    (
        "capturi_inbox_accept_seconds",
        &[
            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
        ],
    ),
    (
        "capturi_inbox_handling_seconds",
        &[
            0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0,
        ],
    ),
    (
        "capturi_inbox_commit_jobs",
        &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0],
    ),
];

/// The counters that begin at 0, so that the first increment is seen: by name, label and values. What
/// a delivery can be refused for is here, and how one can be taken.
const FROM_ZERO: [(&str, &str, &[&str]); 3] = [
    (
        "capturi_inbox_accepted_total",
        "result",
        &["new", "duplicate", "unreadable", "erased"],
    ),
    (
        "capturi_inbox_refused_total",
        "reason",
        &[
            "disk_full",
            "locked",
            "read_only",
            "file_gone",
            "disk",
            "damaged",
            "connection",
            "closed",
            "stopped",
            "other",
        ],
    ),
    (
        "capturi_inbox_handled_total",
        "outcome",
        &[
            "done",
            "retry",
            "dead",
            "unavailable",
            "unreachable",
            "broken",
        ],
    ),
];
/// The counters without a label that begin at 0.
const PLAIN_FROM_ZERO: [&str; 3] = [
    "capturi_inbox_missed_total",
    "capturi_inbox_deletions_total",
    "capturi_inbox_unreadable_rows_total",
];
/// The same for the statuses of requests that are refused by their heads, and of deliveries that are
/// not taken.
const REFUSED: [u16; 5] = [401, 403, 404, 405, 429];
const NOT_TAKEN: [u16; 7] = [400, 404, 405, 408, 413, 500, 503];

/// What each metric is.
const HELP: [(&str, &str); 33] = [
    (
        "capturi_api_calls_total",
        "Calls of Capturi's API, each attempt by itself.",
    ),
    ("capturi_build_info", "The version that runs."),
    (
        "capturi_inbox_accepted_total",
        "Deliveries that were answered 200: stored, or of what was erased.",
    ),
    (
        "capturi_inbox_accept_seconds",
        "Time until a delivery was stored, from its complete body.",
    ),
    (
        "capturi_inbox_breaker_open",
        "Whether the circuit breaker is open.",
    ),
    (
        "capturi_inbox_breaker_opened_timestamp_seconds",
        "When the circuit breaker opened.",
    ),
    (
        "capturi_inbox_commit_jobs",
        "Writes that one commit made durable.",
    ),
    (
        "capturi_inbox_database_bytes",
        "Size of the database's file.",
    ),
    (
        "capturi_inbox_deletions_total",
        "Deletions at Capturi that were put into the inbox.",
    ),
    ("capturi_inbox_disk_free_bytes", "Free room on the disk."),
    (
        "capturi_inbox_disk_reserve_bytes",
        "Free room below which deliveries are refused.",
    ),
    ("capturi_inbox_due", "Events that are pending and due."),
    ("capturi_inbox_events", "Events in the inbox."),
    (
        "capturi_inbox_expiring_events",
        "Events that are not done and lose their bodies within 7 days.",
    ),
    (
        "capturi_inbox_failed_reads_total",
        "Failed attempts to read a listing of the API to its end.",
    ),
    (
        "capturi_inbox_handled_total",
        "Attempts to handle an event.",
    ),
    (
        "capturi_inbox_handling_seconds",
        "Time that an attempt took.",
    ),
    (
        "capturi_inbox_hydrated_total",
        "Conversations that events needed from the API.",
    ),
    (
        "capturi_inbox_last_received_timestamp_seconds",
        "When the newest event was received.",
    ),
    (
        "capturi_inbox_log_bytes",
        "Size of the database's write-ahead log.",
    ),
    (
        "capturi_inbox_missed_total",
        "Processed calls whose webhooks did not arrive, and whose events were put into the inbox.",
    ),
    (
        "capturi_inbox_oldest_due_timestamp_seconds",
        "Since when an event is due that waits longest.",
    ),
    (
        "capturi_inbox_other_bodies_total",
        "Duplicates whose body differed.",
    ),
    (
        "capturi_inbox_paused",
        "Whether an operator pauses the handling.",
    ),
    (
        "capturi_inbox_read_until_timestamp_seconds",
        "The time before which nothing of a listing of the API is missing.",
    ),
    (
        "capturi_inbox_refused_total",
        "Deliveries with a right secret that could not be stored.",
    ),
    (
        "capturi_inbox_unreadable_rows_total",
        "Rows of the API's listings that could not be read.",
    ),
    (
        "capturi_log_dropped_lines_total",
        "Lines of the log that were dropped.",
    ),
    (
        "capturi_webhooks_not_taken_total",
        "Deliveries with a right secret that were not answered 200.",
    ),
    (
        "capturi_webhooks_refused_total",
        "Requests without a right secret.",
    ),
    (
        "capturi_webhooks_secret_last_used_timestamp_seconds",
        "When a secret last let a request in.",
    ),
    (
        "capturi_webhooks_secret_uses_total",
        "Requests that a secret let in.",
    ),
    (
        "process_start_time_seconds",
        "When the process began to count.",
    ),
];

/// The recorder of this process.
pub(super) struct Recorder(PrometheusHandle);

impl Recorder {
    pub(super) fn install() -> Result<Self, Failure> {
        let failed = |error: metrics_exporter_prometheus::BuildError| {
            Failure::failed("metrics can't be recorded").because(error)
        };
        let mut builder = PrometheusBuilder::new();
        for (name, buckets) in BUCKETS {
            let matcher = Matcher::Full(name.to_owned());
            builder = builder
                .set_buckets_for_metric(matcher, buckets)
                .map_err(failed)?;
        }
        let handle = builder.install_recorder().map_err(failed)?;
        for (name, label, values) in FROM_ZERO {
            for value in values {
                metrics::counter!(name, label => *value).increment(0);
            }
        }
        for name in PLAIN_FROM_ZERO {
            metrics::counter!(name).increment(0);
        }
        if let Ok(started) = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) {
            metrics::gauge!("process_start_time_seconds").set(started.as_secs_f64());
        }
        let upkeep = handle.clone();
        tokio::spawn(async move {
            let mut tick = tokio::time::interval(UPKEEP);
            loop {
                tick.tick().await;
                upkeep.run_upkeep();
            }
        });
        Ok(Self(handle))
    }
}

/// Metrics in Prometheus' text format. A metric that has no value now is left out.
struct Text(String);

impl Text {
    fn family(&mut self, name: &str, kind: &str, samples: &[(String, f64)]) {
        if samples.is_empty() {
            return;
        }
        // Writing to a text never fails.
        let _ = writeln!(self.0, "# TYPE {name} {kind}");
        for (labels, value) in samples {
            let _ = writeln!(self.0, "{name}{labels} {value}");
        }
    }

    fn gauge(&mut self, name: &str, value: Option<f64>) {
        let samples: Vec<_> = value
            .map(|value| (String::new(), value))
            .into_iter()
            .collect();
        self.family(name, "gauge", &samples);
    }

    fn labelled<L: Display>(
        &mut self,
        name: &str,
        kind: &str,
        label: &str,
        values: impl IntoIterator<Item = (L, f64)>,
    ) {
        let samples = values.into_iter();
        let samples = samples.map(|(of, value)| (format!("{{{label}=\"{of}\"}}"), value));
        self.family(name, kind, &samples.collect::<Vec<_>>());
    }
}

pub(super) fn text(
    recorder: &Recorder,
    stats: Option<&Stats>,
    disk: Option<Disk>,
    receiver: Option<&Watched>,
) -> String {
    let mut text = Text(recorder.0.render());
    text.labelled(
        "capturi_build_info",
        "gauge",
        "version",
        [(env!("CARGO_PKG_VERSION"), 1.0)],
    );
    let dropped = vec![(String::new(), lines::dropped() as f64)];
    text.family("capturi_log_dropped_lines_total", "counter", &dropped);
    if let Some(stats) = stats {
        inbox(&mut text, stats);
    }
    if let Some(disk) = disk {
        text.gauge("capturi_inbox_database_bytes", Some(disk.database as f64));
        text.gauge("capturi_inbox_log_bytes", Some(disk.log as f64));
        text.gauge(
            "capturi_inbox_disk_reserve_bytes",
            Some(disk.reserve as f64),
        );
        text.gauge(
            "capturi_inbox_disk_free_bytes",
            disk.free.map(|free| free as f64),
        );
    }
    if let Some(watched) = receiver {
        webhooks(&mut text, watched);
    }
    with_help(&text.0)
}

/// The text with a line of help before each metric.
fn with_help(text: &str) -> String {
    let mut helped = String::with_capacity(2 * text.len());
    for line in text.lines() {
        let family = line
            .strip_prefix("# TYPE ")
            .and_then(|rest| rest.split_once(' '));
        let help = family.and_then(|(name, _)| HELP.iter().find(|(known, _)| *known == name));
        if let Some((name, help)) = help {
            let _ = writeln!(helped, "# HELP {name} {help}");
        }
        let _ = writeln!(helped, "{line}");
    }
    helped
}

fn inbox(text: &mut Text, stats: &Stats) {
    let events = stats
        .events
        .iter()
        .map(|(state, number)| (state, *number as f64));
    text.labelled("capturi_inbox_events", "gauge", "state", events);
    text.gauge("capturi_inbox_due", Some(stats.due as f64));
    text.gauge(
        "capturi_inbox_oldest_due_timestamp_seconds",
        stats.oldest_due.map(seconds),
    );
    text.gauge(
        "capturi_inbox_last_received_timestamp_seconds",
        stats.last_received.map(seconds),
    );
    text.gauge(
        "capturi_inbox_paused",
        Some(f64::from(u8::from(stats.paused))),
    );
    let read_until = stats.read_until.iter();
    text.labelled(
        "capturi_inbox_read_until_timestamp_seconds",
        "gauge",
        "listing",
        read_until.map(|(listing, time)| (listing, seconds(*time))),
    );
    let breaker = stats.breaker.as_ref();
    text.gauge(
        "capturi_inbox_breaker_open",
        Some(f64::from(u8::from(breaker.is_some()))),
    );
    let opened = breaker.map(|breaker| seconds(breaker.since));
    text.gauge("capturi_inbox_breaker_opened_timestamp_seconds", opened);
}

fn webhooks(text: &mut Text, watched: &Watched) {
    let by_status = |from_zero: &[u16], counts: BTreeMap<u16, u64>| {
        let mut all: BTreeMap<u16, u64> = from_zero.iter().map(|status| (*status, 0)).collect();
        all.extend(counts);
        all.into_iter()
            .map(|(status, count)| (status, count as f64))
    };
    let (refused, not_taken) = watched.counts();
    text.labelled(
        "capturi_webhooks_refused_total",
        "counter",
        "status",
        by_status(&REFUSED, refused),
    );
    text.labelled(
        "capturi_webhooks_not_taken_total",
        "counter",
        "status",
        by_status(&NOT_TAKEN, not_taken),
    );
    let uses = watched.secrets.uses();
    let counts = uses.iter().map(|used| (used.position, used.count as f64));
    text.labelled(
        "capturi_webhooks_secret_uses_total",
        "counter",
        "position",
        counts,
    );
    let last = uses.iter().filter_map(|used| {
        let since = used
            .last_used?
            .duration_since(SystemTime::UNIX_EPOCH)
            .ok()?;
        Some((used.position, since.as_secs_f64()))
    });
    let name = "capturi_webhooks_secret_last_used_timestamp_seconds";
    text.labelled(name, "gauge", "position", last);
}

fn seconds(time: DateTime<Utc>) -> f64 {
    time.timestamp_millis() as f64 / 1000.0
}
