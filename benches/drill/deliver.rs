//! Deliveries as Capturi makes them: each is sent once, whatever the answer.

use std::time::Duration;

use capturi_webhooks::testing;
use tokio::time::sleep;
use uuid::Uuid;

use crate::program::SECRET;

/// The number of events of each conversation, sent one after the other.
const OF_A_CONVERSATION: usize = 5;

/// A delivery, and whether it was answered 200.
#[derive(Clone)]
pub struct Sent {
    pub uid: String,
    pub conversation: Uuid,
    pub is_acknowledged: bool,
}

/// Sends the deliveries over several connections, with a pause after each delivery.
pub async fn deliver(
    url: &str,
    deliveries: usize,
    connections: usize,
    pause: Duration,
) -> Vec<Sent> {
    let delivering = (0..connections).map(|_| {
        let url = url.to_owned();
        tokio::spawn(async move {
            let http = reqwest::Client::builder()
                .timeout(Duration::from_secs(6))
                .build()
                .unwrap();
            let mut sent = Vec::new();
            let mut conversation = Uuid::new_v4();
            for number in 0..deliveries / connections {
                if number % OF_A_CONVERSATION == 0 {
                    conversation = Uuid::new_v4();
                }
                let delivery = testing::SampleDelivery::identity(conversation);
                let request = http
                    .post(&url)
                    .header("X-Capturi-Secret", SECRET)
                    .body(delivery.body());
                let answer = request.send().await;
                let is_acknowledged = match answer {
                    Ok(answer) if answer.status() == 200 => true,
                    Ok(answer) => {
                        eprintln!("answered {}", answer.status());
                        false
                    }
                    Err(error) => {
                        eprintln!("{error:?}");
                        false
                    }
                };
                sent.push(Sent {
                    uid: delivery.event_uid().to_string(),
                    conversation,
                    is_acknowledged,
                });
                sleep(pause).await;
            }
            sent
        })
    });
    let mut sent = Vec::new();
    for delivering in delivering.collect::<Vec<_>>() {
        sent.extend(delivering.await.unwrap());
    }
    sent
}
