//! The two programs, each in a process of its own, with the same target, secret and deliveries.

use std::{
    collections::HashMap,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    sync::atomic::{AtomicU16, Ordering},
    time::Duration,
};

use capturi_inbox::sqlx::{self, AssertSqlSafe, Connection as _, SqliteConnection};
use tokio::{
    process::{Child, Command},
    time::{Instant, sleep, timeout},
};

pub const SECRET: &str = "a-secret-for-this-drill-alone";

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Program {
    Capturi,
    ByHand,
}

impl Program {
    pub const BOTH: [Self; 2] = [Self::Capturi, Self::ByHand];

    pub fn name(self) -> &'static str {
        match self {
            Self::Capturi => "capturi",
            Self::ByHand => "by hand",
        }
    }
}

/// A running program, which can be restarted.
pub struct Running {
    program: Program,
    folder: PathBuf,
    target: String,
    port: u16,
    /// Whether its log is a pipe that nobody reads.
    is_unread: bool,
    process: Child,
}

impl Running {
    pub async fn start(program: Program, folder: &Path, target: &str, is_unread: bool) -> Self {
        let port = free_port();
        let (folder, target) = (folder.to_owned(), target.to_owned());
        let process = spawn(program, &folder, &target, port, is_unread);
        let running = Self {
            program,
            folder,
            target,
            port,
            is_unread,
            process,
        };
        running.listening().await;
        running
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/webhooks/capturi", self.port)
    }

    pub fn address(&self) -> (&'static str, u16) {
        ("127.0.0.1", self.port)
    }

    /// Restarts the program, as a deployment (SIGTERM) or after a crash (SIGKILL).
    pub async fn restart(&mut self, signal: &str) {
        self.end(signal).await;
        self.process = spawn(
            self.program,
            &self.folder,
            &self.target,
            self.port,
            self.is_unread,
        );
        self.listening().await;
    }

    pub async fn end(&mut self, signal: &str) {
        let id = self.process.id().unwrap().to_string();
        let kill = Command::new("kill").args(["-s", signal, &id]).status();
        kill.await.unwrap();
        if timeout(Duration::from_secs(15), self.process.wait())
            .await
            .is_err()
        {
            self.process.kill().await.unwrap();
        }
    }

    async fn listening(&self) {
        let give_up = Instant::now() + Duration::from_secs(30);
        while tokio::net::TcpStream::connect(self.address())
            .await
            .is_err()
        {
            assert!(Instant::now() < give_up, "{} listens", self.program.name());
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Makes scheduled events due by moving their times back.
    pub async fn let_pass(&self, seconds: i64) {
        let sql = match self.program {
            Program::Capturi => {
                let milliseconds = seconds * 1000;
                format!(
                    "BEGIN IMMEDIATE;
                     UPDATE capturi_events SET due_at = due_at - {milliseconds}, \
                         queued_at = queued_at - {milliseconds} WHERE state = 'pending';
                     UPDATE capturi_queue SET open_until = open_until - {milliseconds}, \
                         open_since = open_since - {milliseconds};
                     COMMIT"
                )
            }
            Program::ByHand => {
                format!("UPDATE events SET next_at = next_at - {seconds} WHERE state = 'pending'")
            }
        };
        let mut connection = self.connect().await;
        let sql = sqlx::raw_sql(AssertSqlSafe(sql));
        sql.execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// The stored events: the state by uid.
    pub async fn stored(&self) -> HashMap<String, String> {
        let sql = match self.program {
            Program::Capturi => "SELECT event_uid, state FROM capturi_events",
            Program::ByHand => "SELECT uid, state FROM events",
        };
        let mut connection = self.connect().await;
        let stored: Vec<(String, String)> = sqlx::query_as(sql)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
        stored.into_iter().collect()
    }

    async fn connect(&self) -> SqliteConnection {
        let url = format!("sqlite:{}", database(&self.folder).display());
        SqliteConnection::connect(&url).await.unwrap()
    }
}

/// A port outside of the range that the system assigns by itself: otherwise a connection to a port
/// without a listener may get the same port as its own, and connect to itself.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(21_000);
    loop {
        let port = NEXT.fetch_add(1, Ordering::Relaxed);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

fn database(folder: &Path) -> PathBuf {
    folder.join("events.db")
}

fn spawn(program: Program, folder: &Path, target: &str, port: u16, is_unread: bool) -> Child {
    let address = format!("127.0.0.1:{port}");
    let database = database(folder);
    let mut command = match program {
        Program::Capturi => {
            let mut command = Command::new(env!("CARGO_BIN_EXE_capturi"));
            command
                .args(["--verbose", "inbox", "serve", "--listen", &address])
                .args(["--secret-header", "X-Capturi-Secret"])
                .args(["--forward-to", target])
                .env("CAPTURI_WEBHOOK_SECRET", SECRET)
                .env("CAPTURI_INBOX", format!("sqlite:{}", database.display()));
            command
        }
        Program::ByHand => {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command
                .arg("by-hand")
                .env("LISTEN", &address)
                .env("TARGET", target)
                .env("SECRET", SECRET)
                .env("DATABASE", &database);
            command
        }
    };
    let log = || match is_unread {
        true => Stdio::piped(),
        false => Stdio::null(),
    };
    command.stdin(Stdio::null()).stdout(log()).stderr(log());
    command.kill_on_drop(true).spawn().unwrap()
}
