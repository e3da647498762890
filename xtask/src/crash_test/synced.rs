//! That the log is on disk before the answer is on its way: the receiver's system calls, in order.

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
};

use super::{capturi, fleet, load::send_one};
use crate::Error;

const DELIVERIES: usize = 20;
/// What syncs a file, and what sends an answer.
const TRACED: &str = "trace=fsync,fdatasync,write,writev,sendto,sendmsg";

pub(super) fn run(folder: &Path) -> Result<(), Error> {
    if !can_trace()? {
        println!(
            "strace: programs can't be traced here, so it was NOT checked that answers are synced."
        );
        return Ok(());
    }
    let trace = folder.join("trace");
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let inbox = format!("sqlite:{}", folder.join("inbox.db").display());
    let receiver = capturi(folder);
    let mut command = Command::new("strace");
    command
        .args(["-f", "-y", "-s", "64", "-e", TRACED, "-o"])
        .arg(&trace)
        .arg(receiver.get_program())
        .args(["webhook", "serve", "--inbox", &inbox])
        .args(["--listen", &format!("127.0.0.1:{port}")])
        .env("HOME", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(fleet::log(folder)?);
    let mut process = command.spawn()?;
    let sent = fleet::wait_for(port, folder).and_then(|()| {
        // One after the other, so that each answer has a sync of its own.
        for _ in 0..DELIVERIES {
            if !send_one(port)? {
                return Err("a delivery was refused".into());
            }
        }
        Ok(())
    });
    end(&mut process)?;
    sent?;
    let answers = answers_after_a_sync(&fs::read_to_string(&trace)?)?;
    if answers != DELIVERIES {
        return Err(format!("{DELIVERIES} deliveries, but {answers} answers").into());
    }
    println!("strace: the log was synced before each of {answers} answers.");
    Ok(())
}

/// Ends what strace runs, and strace with it; the other way round, the receiver would go on.
fn end(strace: &mut Child) -> Result<(), Error> {
    let id = strace.id();
    let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children"))?;
    for receiver in children.split_whitespace() {
        Command::new("kill").arg(receiver).status()?;
    }
    strace.wait()?;
    Ok(())
}

/// Some containers forbid it.
fn can_trace() -> Result<bool, Error> {
    let tried = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .stderr(Stdio::null())
        .status()
        .map_err(|error| format!("strace can't be run: {error}; install it"))?;
    Ok(tried.success())
}

/// Counts the answers 200; an error if the log was not synced since the one before.
fn answers_after_a_sync(trace: &str) -> Result<usize, Error> {
    let mut is_synced = false;
    let mut answers = 0;
    for line in trace.lines() {
        let syncs = line.contains("fdatasync(") || line.contains("fsync(");
        // A call that another thread's interrupts in the trace ends in a line of its own.
        let resumed = line.contains("fdatasync resumed") || line.contains("fsync resumed");
        if (syncs && line.contains("inbox.db-wal") && line.contains("= 0")) || resumed {
            is_synced = true;
        }
        if line.contains("HTTP/1.1 200") {
            if !is_synced {
                return Err(format!("answer {} was sent before a sync", answers + 1).into());
            }
            is_synced = false;
            answers += 1;
        }
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::answers_after_a_sync;

    const SYNC: &str = "7 fdatasync(11</x/inbox.db-wal>) = 0\n";
    const ANSWER: &str = "5 sendto(13<socket:[1]>, \"HTTP/1.1 200 OK\\r\\n\", 17) = 17\n";

    #[test]
    fn an_answer_before_its_sync_is_found() {
        let good = format!("{SYNC}{ANSWER}{SYNC}{ANSWER}");
        assert_eq!(answers_after_a_sync(&good).ok(), Some(2));
        let bad = format!("{SYNC}{ANSWER}{ANSWER}{SYNC}");
        assert!(answers_after_a_sync(&bad).is_err());
    }
}
