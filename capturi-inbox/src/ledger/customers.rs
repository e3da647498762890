//! The bodies that name a customer whom Capturi has cleared from the conversation since.

use capturi_webhooks::WebhookPayload;

use super::{
    Claim, Ledger, each, expiry, queue::FORGET_REASON, retention::Sized, settings::deleted_now,
};
use crate::{Error, Reason, database::Statement};

/// What an event dies of that loses its body before it was handled.
const CLEARED: &str = "the customer of its conversation was cleared at Capturi";

/// The events of the conversation with the digest `$1` that came no later than the event `$2`.
const EVENTS: &str = "SELECT id, bodies AS bytes FROM capturi_events \
    WHERE conversation_key = $1 AND id <= $2 AND bodies > 0 \
        AND entity_uid = (SELECT entity_uid FROM capturi_events WHERE id = $2) ORDER BY id";

/// Deletes all bodies of the event `$1` but the last one.
const DELETE_OLDER: &str = "DELETE FROM capturi_bodies WHERE event_id = $1 \
    AND number < (SELECT max(last.number) FROM capturi_bodies last WHERE last.event_id = $1) \
    RETURNING event_id";
const DELETE_ATTEMPTS: &str = "DELETE FROM capturi_attempts WHERE event_id = $1 RETURNING event_id";

impl Ledger {
    /// Deletes the bodies of the claimed event's conversation that are older than its last one and name
    /// a customer. Returns how many events lost bodies.
    pub(crate) async fn forget_customer(&self, claim: &Claim) -> Result<u64, Error> {
        let Some(conversation) = claim.conversation_key else {
            return Ok(0);
        };
        let events = Statement::new(EVENTS, [conversation.into(), claim.id.into()]);
        let events: Vec<Sized> = self.database().read(events).await?;
        // What comes from now on was not looked at.
        let now = self.now().await?;
        let mut forgotten = 0;
        for event in events {
            let mut bodies = match self.bodies(event.id).await {
                Err(error) if error.reason() == Some(Reason::Damaged) => continue,
                bodies => bodies?,
            };
            let is_own = event.id == claim.id;
            if is_own {
                bodies.pop();
            }
            if !bodies.iter().any(|body| names_a_customer(body)) {
                continue;
            }
            let mut statements = match is_own {
                true => vec![
                    Statement::new(expiry::LOCK, [each([event.id])]),
                    Statement::new(DELETE_OLDER, [event.id.into()]),
                    Statement::new(DELETE_ATTEMPTS, [event.id.into()]),
                    Statement::new(expiry::COUNT_BODIES, [each([event.id])]),
                    Statement::new(FORGET_REASON, []),
                ],
                false => expiry::forget(&[event.id], now, CLEARED),
            };
            statements.push(deleted_now());
            self.database().write_batch_all(statements).await?;
            forgotten += 1;
        }
        Ok(forgotten)
    }
}

/// Whether a payload is a conversation without a customer.
pub(crate) fn lacks_a_customer(payload: &WebhookPayload) -> bool {
    match payload {
        WebhookPayload::Conversation(full) => {
            let customer = full.entity.customer.as_deref();
            customer.unwrap_or_default().trim().is_empty()
        }
        _ => false,
    }
}

fn names_a_customer(body: &[u8]) -> bool {
    let payload = WebhookPayload::from_slice(body);
    payload.is_ok_and(|payload| {
        matches!(payload, WebhookPayload::Conversation(_)) && !lacks_a_customer(&payload)
    })
}
