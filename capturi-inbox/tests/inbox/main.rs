//! Tests of the inbox's public interface: its promises, on both engines and whatever happens to
//! them.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

#[cfg(unix)]
mod backing_up;
mod effects;
mod erasing;
mod hydrating;
mod keeping;
mod leases;
mod operating;
mod passes;
mod pausing;
mod postgres_faults;
mod receiving;
mod reconciling;
mod restoring;
mod schema;
#[cfg(target_os = "linux")]
mod sqlite_faults;
#[cfg(target_os = "linux")]
mod sqlite_files;
mod working;
