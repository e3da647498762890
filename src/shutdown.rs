//! The end of a program that runs until it is told to stop.

#[cfg(unix)]
use std::time::Duration;
use std::{future::Future, io};

#[cfg(unix)]
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::oneshot,
    time::sleep,
};

/// Signals that come this soon after the first one belong to it: some wrappers send each twice.
#[cfg(unix)]
const ONE_SIGNAL: Duration = Duration::from_millis(200);

/// Until the program is told to end, by SIGTERM, SIGINT (Ctrl-C) or SIGQUIT. The second of them ends
/// it at once.
pub(crate) fn shutdown() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    {
        let mut first = ending_signals()?;
        let (end, ended) = oneshot::channel();
        tokio::spawn(async move {
            any(&mut first).await;
            // An error means that the program has ended otherwise.
            let _ = end.send(());
            sleep(ONE_SIGNAL).await;
            if let Ok(mut second) = ending_signals() {
                any(&mut second).await;
                std::process::exit(1);
            }
        });
        Ok(async {
            let _ = ended.await;
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        // Without a way to be asked to end, it goes on until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// From now on, SIGHUP, which comes from a terminal that is closed, and the signals for users end
/// nothing.
pub(crate) fn outlive_terminal() -> io::Result<()> {
    #[cfg(unix)]
    for kind in [
        SignalKind::hangup(),
        SignalKind::user_defined1(),
        SignalKind::user_defined2(),
    ] {
        drop(signal(kind)?);
    }
    Ok(())
}

#[cfg(unix)]
fn ending_signals() -> io::Result<[Signal; 3]> {
    Ok([
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
        signal(SignalKind::quit())?,
    ])
}

#[cfg(unix)]
async fn any(signals: &mut [Signal; 3]) {
    let [terminate, interrupt, quit] = signals;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = quit.recv() => {}
    }
}
