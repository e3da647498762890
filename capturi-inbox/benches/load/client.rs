//! Connections that send one event after the other, each as soon as the last was acknowledged.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::payload::Payload;

#[derive(Default)]
pub(crate) struct Measured {
    time: Duration,
    /// The latencies in ascending order.
    latencies: Vec<Duration>,
}

impl Measured {
    /// The acknowledgements in a second.
    pub(crate) fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.time.as_secs_f64()
    }

    /// A percentile of the latencies, in milliseconds.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.latencies.len() * percent).div_ceil(100).max(1);
        self.latencies[rank - 1].as_secs_f64() * 1000.0
    }
}

impl std::ops::AddAssign for Measured {
    fn add_assign(&mut self, other: Self) {
        self.time += other.time;
        self.latencies.extend(other.latencies);
        self.latencies.sort_unstable();
    }
}

pub(crate) async fn load(
    port: u16,
    payload: &Payload,
    connections: usize,
    time: Duration,
) -> Measured {
    let started = Instant::now();
    let senders = (0..connections).map(|_| {
        let payload = payload.clone();
        tokio::spawn(send(port, payload, started + time))
    });
    let mut latencies = Vec::new();
    for sender in senders.collect::<Vec<_>>() {
        latencies.extend(sender.await.unwrap());
    }
    latencies.sort_unstable();
    Measured {
        time: started.elapsed(),
        latencies,
    }
}

async fn send(port: u16, mut payload: Payload, until: Instant) -> Vec<Duration> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut latencies = Vec::new();
    let mut answer = vec![0; 4096];
    let mut request = Vec::new();
    while Instant::now() < until {
        let body = payload.next();
        request.clear();
        let head = format!(
            "POST /webhooks/capturi HTTP/1.1\r\nHost: localhost\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        request.extend_from_slice(head.as_bytes());
        request.extend_from_slice(body);
        let sent = Instant::now();
        stream.write_all(&request).await.unwrap();
        // The answers of all servers are one small packet.
        let read = stream.read(&mut answer).await.unwrap();
        assert!(
            answer.starts_with(b"HTTP/1.1 200"),
            "{}",
            String::from_utf8_lossy(&answer[..read])
        );
        latencies.push(sent.elapsed());
    }
    latencies
}
