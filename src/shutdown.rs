//! The end of a program that runs until it is told to stop.

use std::{future::Future, io};

#[cfg(unix)]
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::oneshot,
};

/// Until the program is told to end, by SIGTERM, SIGINT (Ctrl-C) or SIGQUIT. The second of them ends
/// it at once. SIGHUP, which a terminal sends that is closed, and the signals for users end nothing.
pub(crate) fn shutdown() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    {
        let mut ending = [
            signal(SignalKind::terminate())?,
            signal(SignalKind::interrupt())?,
            signal(SignalKind::quit())?,
        ];
        // From now on, these do not end the program any more.
        for kind in [
            SignalKind::hangup(),
            SignalKind::user_defined1(),
            SignalKind::user_defined2(),
        ] {
            drop(signal(kind)?);
        }
        let (end, ended) = oneshot::channel();
        tokio::spawn(async move {
            any(&mut ending).await;
            // An error means that the program has ended otherwise.
            let _ = end.send(());
            any(&mut ending).await;
            std::process::exit(1);
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

#[cfg(unix)]
async fn any(signals: &mut [Signal; 3]) {
    let [terminate, interrupt, quit] = signals;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = quit.recv() => {}
    }
}
