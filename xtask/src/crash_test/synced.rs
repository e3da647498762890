//! Checks by the receiver's system calls that the log is on disk before an answer is sent.

use std::{
    collections::HashMap,
    fs,
    path::Path,
    process::{Child, Command, Stdio},
};

use super::{capturi, fleet, load::send};
use crate::Error;

const DELIVERIES: usize = 200;
/// The system calls that write and sync a file, or send an answer.
const TRACED: &str = "trace=pwrite64,fsync,fdatasync,write,writev,sendto,sendmsg";

pub(super) fn run(folder: &Path) -> Result<(), Error> {
    may_trace()?;
    let trace = folder.join("trace");
    let port = fleet::free_port()?;
    let inbox = format!("sqlite:{}", folder.join("inbox.db").display());
    let receiver = capturi(folder);
    let mut command = Command::new("strace");
    command
        // Whole pages are traced, as the ids are somewhere in them.
        .args(["-f", "-y", "-s", "5000", "-e", TRACED, "-o"])
        .arg(&trace)
        .arg(receiver.get_program())
        .args(["inbox", "serve", "--inbox", &inbox])
        .args(["--listen", &format!("127.0.0.1:{port}")])
        .env("HOME", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(fleet::log(folder)?);
    let mut process = command.spawn()?;
    let sent = fleet::wait_for(port, folder).and_then(|()| send(port, DELIVERIES));
    end(&mut process)?;
    sent?;
    let Synced { answers, syncs } = synced(&fs::read_to_string(&trace)?)?;
    if answers != DELIVERIES {
        return Err(format!("{DELIVERIES} deliveries, but {answers} answers").into());
    }
    println!(
        "strace: before each of {answers} answers 200, its event was written to the log, and the \
         log was synced: {syncs} times in all."
    );
    Ok(())
}

/// Ends the receiver, and strace with it; if strace ended first, the receiver would go on.
fn end(strace: &mut Child) -> Result<(), Error> {
    let id = strace.id();
    let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children"))?;
    for receiver in children.split_whitespace() {
        Command::new("kill").arg(receiver).status()?;
    }
    strace.wait()?;
    Ok(())
}

/// Fails if programs can't be traced, as in some containers.
fn may_trace() -> Result<(), Error> {
    let tried = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .stderr(Stdio::null())
        .status()
        .map_err(|error| format!("strace can't be run: {error}; install it"))?;
    match tried.success() {
        true => Ok(()),
        false => Err("programs can't be traced here: allow it (SYS_PTRACE in a container)".into()),
    }
}

/// A system call, with the lines of its begin and its end: calls of several threads overlap.
struct Call<'t> {
    name: &'t str,
    text: &'t str,
    begin: usize,
    end: usize,
    succeeded: bool,
}

#[derive(Debug, PartialEq, Eq)]
struct Synced {
    answers: usize,
    syncs: usize,
}

/// Counts the 200 answers and the syncs of the log. Fails if an answer began before its event was
/// written and then synced.
fn synced(trace: &str) -> Result<Synced, Error> {
    let calls = calls(trace);
    let of_log = |call: &&Call<'_>| call.text.contains("inbox.db-wal>") && call.succeeded;
    let syncs: Vec<&Call<'_>> = calls
        .iter()
        .filter(|call| matches!(call.name, "fsync" | "fdatasync"))
        .filter(of_log)
        .collect();
    let writes = calls.iter().filter(|call| call.name == "pwrite64");
    let writes: Vec<&Call<'_>> = writes.filter(of_log).collect();
    let mut answers = 0;
    for answer in calls
        .iter()
        .filter(|call| call.text.contains("HTTP/1.1 200"))
    {
        for id in request_ids(answer.text) {
            answers += 1;
            let written = writes.iter().find(|write| write.text.contains(id));
            let is_synced = written.is_some_and(|written| {
                let mut syncs = syncs.iter();
                syncs.any(|sync| sync.begin > written.end && sync.end < answer.begin)
            });
            if !is_synced {
                return Err(
                    format!("the answer to {id} was sent before its event was synced").into(),
                );
            }
        }
    }
    let syncs = syncs.len();
    Ok(Synced { answers, syncs })
}

/// The request ids of the answers in a call, which may be several.
fn request_ids(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split("x-request-id: ").skip(1);
    parts.filter_map(|part| part.get(..36))
}

fn calls(trace: &str) -> Vec<Call<'_>> {
    let mut calls: Vec<Call<'_>> = Vec::new();
    let mut unfinished: HashMap<&str, usize> = HashMap::new();
    for (number, line) in trace.lines().enumerate() {
        let Some((process, text)) = line.split_once(' ') else {
            continue;
        };
        let text = text.trim_start();
        let result = text.rsplit_once(" = ").map(|(_, result)| result);
        let succeeded = result.is_some_and(|result| !result.starts_with('-'));
        if text.starts_with("<...") {
            if let Some(call) = unfinished.remove(process).and_then(|at| calls.get_mut(at)) {
                (call.end, call.succeeded) = (number, succeeded);
            }
            continue;
        }
        if text.ends_with("<unfinished ...>") {
            unfinished.insert(process, calls.len());
        }
        if let Some((name, _)) = text.split_once('(') {
            calls.push(Call {
                name,
                text,
                begin: number,
                end: number,
                succeeded,
            });
        }
    }
    calls
}

#[cfg(test)]
mod tests {
    use super::{Synced, synced};

    const WRITE: &str = "7 pwrite64(11</x/inbox.db-wal>, \"..0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11..\", 4096, 56) = 4096\n";
    const SYNC: &str = "7 fdatasync(11</x/inbox.db-wal>) = 0\n";
    const ANSWER: &str = "5 sendto(13<socket:[1]>, \"HTTP/1.1 200 OK\\r\\n\
        x-request-id: 0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11\\r\\n\", 117) = 117\n";

    #[test]
    fn an_answer_before_its_sync_is_found() {
        let good = format!("{WRITE}{SYNC}{ANSWER}");
        let expected = Synced {
            answers: 1,
            syncs: 1,
        };
        assert_eq!(synced(&good).ok(), Some(expected));
        let failed = SYNC.replace("= 0", "= -1 EIO (Input/output error)");
        let other = SYNC.replace("-wal", "");
        let begun = "7 fdatasync(11</x/inbox.db-wal> <unfinished ...>\n";
        let ended = "7 <... fdatasync resumed>) = 0\n";
        assert!(synced(&format!("{WRITE}{begun}{ended}{ANSWER}")).is_ok());
        for bad in [
            format!("{WRITE}{ANSWER}{SYNC}"),
            format!("{SYNC}{WRITE}{ANSWER}"),
            format!("{SYNC}{ANSWER}"),
            format!("{WRITE}{failed}{ANSWER}"),
            format!("{WRITE}{other}{ANSWER}"),
            format!("{WRITE}{begun}{ANSWER}{ended}"),
            format!("{begun}{WRITE}{ended}{ANSWER}"),
        ] {
            assert!(synced(&bad).is_err(), "{bad}");
        }
    }
}
