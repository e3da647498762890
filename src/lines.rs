//! Standard error and standard output, each written by a thread of its own, so that an unread pipe,
//! a closed pipe or a full disk does not stall the program. Standard error drops and counts the
//! lines that it can't write.

use std::{
    future::Future,
    io::{self, IsTerminal as _, Write},
    pin::pin,
    sync::{
        Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::{mpsc, oneshot};

/// The most bytes that may wait for standard error; further lines are dropped and counted.
const MOST_WAITING: usize = 1024 * 1024;

/// The lines that were dropped since the process started.
static DROPPED: AtomicU64 = AtomicU64::new(0);

/// The number of lines that were dropped since the process started.
pub(crate) fn dropped() -> u64 {
    DROPPED.load(Ordering::Relaxed)
}

static STANDARD_ERROR: LazyLock<Arc<Queue>> = LazyLock::new(|| Queue::start(io::stderr()));

/// Queues a line for standard error.
macro_rules! say {
    ($($text:tt)*) => { $crate::lines::say_line("INFO", &format!($($text)*)) };
}

pub(crate) use say;

/// Whether every line is a JSON object of its own.
static IS_JSON: AtomicBool = AtomicBool::new(false);

/// From now on, every line that is said is a JSON object, like those of the log.
pub(crate) fn say_json() {
    IS_JSON.store(true, Ordering::Relaxed);
}

/// Queues a line of this level for standard error; only JSON has the level.
pub(crate) fn say_line(level: &str, text: &str) {
    STANDARD_ERROR.push(line(level, text).as_bytes());
}

fn line(level: &str, text: &str) -> String {
    if IS_JSON.load(Ordering::Relaxed) {
        let line = serde_json::json!({
            "timestamp": chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
            "level": level,
            "message": anstream::adapter::strip_str(text).to_string(),
        });
        return format!("{line}\n");
    }
    match AutoStream::choice(&io::stderr()) {
        ColorChoice::Never => format!("{}\n", anstream::adapter::strip_str(text)),
        _ => format!("{text}\n"),
    }
}

/// Awaits the future; says what it waits for if that takes longer than a second.
pub(crate) async fn waiting<T>(what: &str, future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    tokio::select! {
        biased;
        done = &mut future => return done,
        () = tokio::time::sleep(Duration::from_secs(1)) => say!("waiting for {what} ..."),
    }
    future.await
}

/// The bar in this style; a hidden one if no terminal shows it.
pub(crate) fn on_terminal(bar: ProgressBar, style: &str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    match ProgressStyle::with_template(style) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Waits until all queued lines are written, but no longer than `limit`.
pub(crate) fn flush(limit: Duration) {
    STANDARD_ERROR.flush(limit);
}

/// The log's writer, which queues each write as a line for standard error.
pub(crate) struct Log;

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        STANDARD_ERROR.push(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Queue {
    lines: Mutex<Lines>,
    changed: Condvar,
}

#[derive(Default)]
struct Lines {
    waiting: Vec<u8>,
    is_writing: bool,
    /// The number of lines dropped since the last successful write.
    dropped: usize,
}

impl Queue {
    fn start(out: impl Write + Send + 'static) -> Arc<Self> {
        let queue = Arc::new(Self {
            lines: Mutex::default(),
            changed: Condvar::new(),
        });
        let writing = queue.clone();
        // Without the thread, lines pile up and are then dropped, but nothing else fails.
        let _ = thread::Builder::new()
            .name("stderr".to_owned())
            .spawn(move || writing.write_to(out));
        queue
    }

    fn push(&self, line: &[u8]) {
        let mut lines = self.lines();
        if lines.waiting.len() + line.len() > MOST_WAITING {
            lines.dropped += 1;
            DROPPED.fetch_add(1, Ordering::Relaxed);
            return;
        }
        lines.waiting.extend_from_slice(line);
        drop(lines);
        self.changed.notify_all();
    }

    fn write_to(&self, mut out: impl Write) {
        loop {
            let mut lines = self.lines();
            while lines.waiting.is_empty() {
                lines = self.wait(lines);
            }
            let mut bytes = std::mem::take(&mut lines.waiting);
            let dropped = std::mem::take(&mut lines.dropped);
            let lost = bytes.iter().filter(|byte| **byte == b'\n').count();
            if dropped > 0 {
                let told = line("WARN", &format!("{dropped} lines were dropped"));
                bytes.extend_from_slice(told.as_bytes());
            }
            lines.is_writing = true;
            drop(lines);
            let written = out.write_all(&bytes).and_then(|()| out.flush());
            let mut lines = self.lines();
            if written.is_err() {
                lines.dropped += dropped + lost;
                DROPPED.fetch_add(lost as u64, Ordering::Relaxed);
            }
            lines.is_writing = false;
            drop(lines);
            self.changed.notify_all();
        }
    }

    fn flush(&self, limit: Duration) {
        let until = Instant::now() + limit;
        let mut lines = self.lines();
        while lines.is_writing || !lines.waiting.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            lines = match self.changed.wait_timeout(lines, left) {
                Ok((lines, _)) => lines,
                Err(poisoned) => poisoned.into_inner().0,
            };
        }
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, lines: MutexGuard<'a, Lines>) -> MutexGuard<'a, Lines> {
        self.changed
            .wait(lines)
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Standard output, line by line. Only callers of [`print`](Self::print) wait for its reader.
#[derive(Clone)]
pub(crate) struct Printer(mpsc::Sender<(String, oneshot::Sender<io::Result<()>>)>);

impl Printer {
    pub(crate) fn start() -> io::Result<Self> {
        let (lines, mut printed) = mpsc::channel::<(String, oneshot::Sender<io::Result<()>>)>(1);
        thread::Builder::new()
            .name("stdout".to_owned())
            .spawn(move || {
                while let Some((line, done)) = printed.blocking_recv() {
                    let mut out = io::stdout().lock();
                    let written = writeln!(out, "{line}").and_then(|()| out.flush());
                    // The caller may have stopped waiting.
                    let _ = done.send(written);
                }
            })?;
        Ok(Self(lines))
    }

    /// Prints a line; returns when it is written.
    pub(crate) async fn print(&self, line: String) -> io::Result<()> {
        let gone = || io::Error::other("nothing is printed any more");
        let (done, written) = oneshot::channel();
        self.0.send((line, done)).await.map_err(|_| gone())?;
        written.await.map_err(|_| gone())?
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// A writer that fails while its flag is set, and keeps the bytes otherwise.
    #[derive(Clone, Default)]
    struct Out(Arc<Mutex<(bool, Vec<u8>)>>);

    impl Write for Out {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut out = self.0.lock().unwrap();
            if out.0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            out.1.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_could_not_be_written_is_counted_and_told_when_it_can_be_written_again() {
        let out = Out::default();
        let queue = Queue::start(out.clone());
        out.0.lock().unwrap().0 = true;
        queue.push(b"one\n");
        queue.push(b"two\n");
        queue.flush(Duration::from_secs(10));
        out.0.lock().unwrap().0 = false;
        queue.push(b"three\n");
        queue.flush(Duration::from_secs(10));
        assert_eq!(out.0.lock().unwrap().1, b"three\n2 lines were dropped\n");
    }

    #[test]
    fn what_waits_is_bounded() {
        let queue = Arc::new(Queue {
            lines: Mutex::default(),
            changed: Condvar::new(),
        });
        let line = vec![b'x'; 1000];
        for _ in 0..3000 {
            queue.push(&line);
        }
        let lines = queue.lines();
        assert!(lines.waiting.len() <= MOST_WAITING && lines.dropped == 3000 - 1048);
    }
}
