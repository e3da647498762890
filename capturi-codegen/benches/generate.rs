//! The generation of the Capturi document and of a large one, after the time of each step.
#![allow(missing_docs)] // criterion's macros write public items
#![allow(clippy::print_stdout)] // a bench talks to a terminal

use std::{collections::BTreeMap, hint::black_box, time::Duration};

use capturi_codegen::{Origin, generate};
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::Value;

const DOCUMENT: &str = include_str!("../../spec/upstream.json");
const OVERLAY: &str = include_str!("../../spec/overlay.json");

/// Prints the median of each step's time.
fn steps(name: &str, document: &str, overlay: Option<&str>, origin: Origin, runs: usize) {
    let mut times: BTreeMap<usize, (&str, Vec<Duration>)> = BTreeMap::new();
    for _ in 0..runs {
        let Ok(generated) = generate(document, overlay, origin) else {
            return;
        };
        for (number, (step, time)) in generated.report.times.into_iter().enumerate() {
            times
                .entry(number)
                .or_insert((step, Vec::new()))
                .1
                .push(time);
        }
    }
    let medians = times.into_values().map(|(step, mut times)| {
        times.sort_unstable();
        let median = times[times.len() / 2].as_secs_f64() * 1000.0;
        format!("{step} {median:.1} ms")
    });
    println!("{name}: {}", medians.collect::<Vec<_>>().join(", "));
}

fn capturi(criterion: &mut Criterion) {
    steps(
        "the Capturi document",
        DOCUMENT,
        Some(OVERLAY),
        Origin::Own,
        51,
    );
    criterion.bench_function("generate the Capturi document", |bencher| {
        bencher.iter(|| generate(black_box(DOCUMENT), Some(OVERLAY), Origin::Own));
    });
}

/// A document of 4 MB: copies of the Capturi document under other names.
fn large() -> String {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap_or_default();
    let mut large = document.clone();
    let mut copies = 0;
    // The size is that of a published document, with line breaks and indentation.
    while serde_json::to_string_pretty(&large).map_or(0, |text| text.len()) < 4_000_000 {
        copies += 1;
        let mark = format!("Copy{copies}");
        let copy = document.to_string().replace(
            "#/components/schemas/",
            &format!("#/components/schemas/{mark}"),
        );
        let copy: Value = serde_json::from_str(&copy).unwrap_or_default();
        for (name, schema) in copy["components"]["schemas"]
            .as_object()
            .into_iter()
            .flatten()
        {
            large["components"]["schemas"][format!("{mark}{name}")] = schema.clone();
        }
        for (path, item) in copy["paths"].as_object().into_iter().flatten() {
            large["paths"][format!("/{mark}{path}")] = item.clone();
        }
    }
    serde_json::to_string_pretty(&large).unwrap_or_default()
}

fn large_document(criterion: &mut Criterion) {
    let document = large();
    steps("4 MB", &document, None, Origin::Foreign, 5);
    criterion.bench_function("generate a document of 4 MB", |bencher| {
        bencher.iter(|| generate(black_box(&document), None, Origin::Foreign));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30);
    targets = capturi
}
criterion_group! {
    name = large_benches;
    config = Criterion::default().sample_size(10);
    targets = large_document
}
criterion_main!(benches, large_benches);
