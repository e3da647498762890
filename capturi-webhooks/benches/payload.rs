//! The time to read payloads into types, compared with reading them into `serde_json::Value`.
#![allow(missing_docs)] // criterion's macros write public items

use std::hint::black_box;

use capturi_webhooks::{WebhookPayload, testing};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use serde_json::Value;

/// The size of a full payload of a long call.
const LARGE: usize = 75_000;

fn payloads(criterion: &mut Criterion) {
    for (name, json) in [
        ("identity", compact(testing::IDENTITY)),
        ("full 75 KB, camelCase", long_call(testing::CONVERSATION)),
        (
            "full 75 KB, PascalCase",
            long_call(testing::CONVERSATION_PASCAL_CASE),
        ),
    ] {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(json.len() as u64));
        group.bench_function("from_slice", |bencher| {
            bencher.iter(|| WebhookPayload::from_slice(black_box(&json)));
        });
        group.bench_function("Value", |bencher| {
            bencher.iter(|| serde_json::from_slice::<Value>(black_box(&json)));
        });
        group.finish();
    }
}

fn compact(json: &str) -> Vec<u8> {
    // The members keep their order: the event comes before the entity.
    let mut members: Vec<(String, Value)> = Vec::new();
    let mut rest: Value = serde_json::from_str(json).unwrap_or_default();
    for name in [
        "eventUid", "EventUid", "event", "Event", "uid", "Uid", "entity", "Entity",
    ] {
        if let Some(value) = rest.as_object_mut().and_then(|object| object.remove(name)) {
            members.push((name.to_owned(), value));
        }
    }
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())))
        .collect();
    format!("{{{}}}", members.join(",")).into_bytes()
}

/// The call of the fixture, as if it had gone on for an hour: more turns, more hits.
fn long_call(json: &str) -> Vec<u8> {
    let short = compact(json).len();
    let mut longer: Value = serde_json::from_str(json).unwrap_or_default();
    repeat_lists(&mut longer, 2 * LARGE / short);
    while compact(&longer.to_string()).len() > LARGE + LARGE / 20 {
        shorten_lists(&mut longer);
    }
    compact(&longer.to_string())
}

fn repeat_lists(value: &mut Value, times: usize) {
    match value {
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let once = items.clone();
            for _ in 1..times {
                items.extend(once.iter().cloned());
            }
        }
        Value::Object(members) => {
            members
                .values_mut()
                .for_each(|member| repeat_lists(member, times));
        }
        _ => {}
    }
}

fn shorten_lists(value: &mut Value) {
    match value {
        Value::Array(items) if items.iter().any(Value::is_object) => {
            items.truncate(items.len() - items.len() / 20 - 1);
        }
        Value::Object(members) => members.values_mut().for_each(shorten_lists),
        _ => {}
    }
}

criterion_group!(benches, payloads);
criterion_main!(benches);
