//! Generation of the Capturi document: overlay, fixups, progenitor, polish, verification, layout.
#![allow(missing_docs)] // criterion's macros write public items

use std::hint::black_box;

use capturi_codegen::{Origin, generate};
use criterion::{Criterion, criterion_group, criterion_main};

const DOCUMENT: &str = include_str!("../../spec/upstream.json");
const OVERLAY: &str = include_str!("../../spec/overlay.json");

fn capturi(criterion: &mut Criterion) {
    criterion.bench_function("generate the Capturi document", |bencher| {
        bencher.iter(|| generate(black_box(DOCUMENT), Some(OVERLAY), Origin::Own));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30);
    targets = capturi
}
criterion_main!(benches);
