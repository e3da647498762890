//! The processes that are killed: receivers, workers and, at times, the database server.

use std::{
    fs::{self, File, OpenOptions},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use super::{
    LEASE, capturi,
    load::{HEADER, SECRET},
};
use crate::{Error, succeed, workspace};

/// Receivers and workers on one inbox.
pub(super) struct Fleet(Vec<Member>);

/// A member of the fleet: its command, and its process if it runs.
struct Member {
    arguments: Vec<String>,
    port: Option<u16>,
    /// The port of its status.
    status: Option<u16>,
    folder: PathBuf,
    process: Option<Child>,
}

impl Fleet {
    /// One process that receives and handles.
    pub(super) fn of_one(inbox: &str, target: &str, folder: &Path) -> Result<Self, Error> {
        let handling = ["--forward-to", target, "--lease", LEASE];
        Self::start(vec![Member::receiver(inbox, &handling, folder)?])
    }

    /// Two processes that receive and three that handle.
    pub(super) fn of_five(inbox: &str, target: &str, folder: &Path) -> Result<Self, Error> {
        let worker = ["inbox", "work", "--forward-to", target, "--lease", LEASE];
        Self::start(vec![
            Member::receiver(inbox, &[], folder)?,
            Member::receiver(inbox, &[], folder)?,
            Member::new(inbox, &worker, None, folder),
            Member::new(inbox, &worker, None, folder),
            Member::new(inbox, &worker, None, folder),
        ])
    }

    fn start(mut members: Vec<Member>) -> Result<Self, Error> {
        for member in &mut members {
            member.start()?;
        }
        Ok(Self(members))
    }

    /// The URLs of the receivers.
    pub(super) fn receivers(&self) -> Vec<String> {
        let ports = self.0.iter().filter_map(|member| member.port);
        ports.map(url).collect()
    }

    /// What `/metrics` of the first receiver answers. Fails unless it is ready.
    pub(super) fn metrics(&self) -> Result<String, Error> {
        let receiver = self.0.first().ok_or("no member")?;
        let port = receiver.status.ok_or("no status")?;
        wait_for(port, &receiver.folder)?;
        let host = format!("127.0.0.1:{port}");
        let ready = ask(&host, "GET /readyz", "")?;
        if !ready.starts_with("HTTP/1.1 200") {
            return Err(format!("a receiver is not ready: {ready}").into());
        }
        ask(&host, "GET /metrics", "")
    }

    /// What its members have logged.
    pub(super) fn log(&self) -> Result<String, Error> {
        let member = self.0.first().ok_or("no member")?;
        Ok(fs::read_to_string(member.folder.join("log"))?)
    }

    /// Kills a random member; returns its number.
    pub(super) fn kill_one(&mut self) -> Result<usize, Error> {
        let victim = fastrand::usize(..self.0.len());
        self.0[victim].kill()?;
        Ok(victim)
    }

    pub(super) fn restart(&mut self, victim: usize) -> Result<(), Error> {
        self.0[victim].start()
    }

    /// Starts a member and kills it at once, perhaps while it recovers from the last kill.
    pub(super) fn kill_at_the_start(&mut self, victim: usize) -> Result<(), Error> {
        self.0[victim].spawn()?;
        sleep(Duration::from_millis(fastrand::u64(..40)));
        self.0[victim].kill()
    }

    /// Fails if a member has ended without being killed.
    pub(super) fn all_run(&mut self) -> Result<(), Error> {
        for member in &mut self.0 {
            let process = member.process.as_mut().ok_or("one was not started again")?;
            if let Some(status) = process.try_wait()? {
                let log = member.folder.join("log");
                let what = member.arguments.join(" ");
                let log = log.display();
                return Err(
                    format!("`capturi {what}` ended by itself, {status}; see {log}").into(),
                );
            }
        }
        Ok(())
    }
}

impl Member {
    fn new(inbox: &str, arguments: &[&str], port: Option<u16>, folder: &Path) -> Self {
        let inbox = ["--inbox", inbox];
        let arguments = arguments.iter().chain(&inbox).map(|&word| word.to_owned());
        Self {
            arguments: arguments.collect(),
            port,
            status: None,
            folder: folder.to_owned(),
            process: None,
        }
    }

    fn receiver(inbox: &str, handling: &[&str], folder: &Path) -> Result<Self, Error> {
        let (port, status) = (free_port()?, free_port()?);
        let [address, shown] = [port, status].map(|port| format!("127.0.0.1:{port}"));
        let serve = ["inbox", "serve", "--listen", &address];
        let guarded = ["--secret-header", HEADER, "--status-listen", &shown];
        let mut member = Self::new(
            inbox,
            &[&serve, &guarded, handling].concat(),
            Some(port),
            folder,
        );
        member.status = Some(status);
        Ok(member)
    }

    fn start(&mut self) -> Result<(), Error> {
        self.spawn()?;
        match self.port {
            Some(port) => wait_for(port, &self.folder),
            None => Ok(()),
        }
    }

    fn spawn(&mut self) -> Result<(), Error> {
        let log = log(&self.folder)?;
        let process = capturi(&self.folder)
            .env("CAPTURI_WEBHOOK_SECRET", SECRET)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        self.process = Some(process);
        Ok(())
    }

    /// Kills with SIGKILL, so that the process can't prepare.
    fn kill(&mut self) -> Result<(), Error> {
        if let Some(mut process) = self.process.take() {
            process.kill()?;
            process.wait()?;
        }
        Ok(())
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        // The process may have ended by itself.
        let _ = self.kill();
    }
}

pub(super) fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}/webhooks/capturi")
}

/// A port on which nothing listens.
pub(super) fn free_port() -> Result<u16, Error> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The log file that all processes of a run share.
pub(super) fn log(folder: &Path) -> Result<File, Error> {
    let file = folder.join("log");
    Ok(OpenOptions::new().create(true).append(true).open(file)?)
}

/// Sends this request, such as `GET /path`, to a process, and returns the whole answer.
pub(super) fn ask(host: &str, request: &str, body: &str) -> Result<String, Error> {
    let mut stream = TcpStream::connect(host)?;
    write!(
        stream,
        "{request} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// Waits until a process listens on the port.
pub(super) fn wait_for(port: u16, folder: &Path) -> Result<(), Error> {
    let started = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if started.elapsed() > Duration::from_secs(30) {
            let log = folder.join("log");
            return Err(format!("a receiver does not listen; see {}", log.display()).into());
        }
        sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// A temporary PostgreSQL server, which ends when this value is dropped.
pub(super) struct Postgres {
    process: Child,
    folder: String,
}

impl Postgres {
    pub(super) fn start() -> Result<Self, Error> {
        let mut process = Command::new(script())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = process.stdout.take().ok_or("no standard output")?;
        let mut folder = String::new();
        BufReader::new(stdout).read_line(&mut folder)?;
        match folder.trim_end() {
            "" => Err("PostgreSQL did not start".into()),
            folder => Ok(Self {
                process,
                folder: folder.to_owned(),
            }),
        }
    }

    pub(super) fn url(&self) -> String {
        format!("postgres://capturi@localhost/postgres?host={}", self.folder)
    }

    /// Ends the server as a crash would, and starts it again.
    pub(super) fn crash(&self) -> Result<(), Error> {
        let mut restart = Command::new(script());
        restart.args(["restart", &self.folder]);
        succeed(&mut restart, "PostgreSQL did not start again")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

fn script() -> PathBuf {
    workspace().join("scripts/temporary-postgres")
}
