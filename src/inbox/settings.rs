//! `capturi inbox settings`: what all processes of an inbox obey.

use capturi_inbox::Inbox;
use clap::Args;
use serde_json::json;

use crate::{
    failure::Failure,
    handling::{Kept, Longest},
    lines::say,
    output::Format,
    times::Span,
};

#[derive(Args)]
pub(super) struct InboxSettings {
    #[command(flatten)]
    kept: Kept,
}

impl InboxSettings {
    /// What is set, for the audit log; none if nothing is.
    pub(super) fn about(&self) -> Option<String> {
        self.kept.is_given().then(|| self.kept.to_string())
    }

    pub(super) async fn run(&self, inbox: &Inbox, format: Format) -> Result<(), Failure> {
        let own = inbox.retention().await?;
        let retention = self.kept.change(own.unwrap_or_default());
        let is_set = own.is_some() || self.kept.is_given();
        if self.kept.is_given() {
            inbox.set_retention(&retention).await?;
        }
        let [done, dead, keys] = [retention.done, retention.dead, retention.keys].map(Span);
        let any = Longest(retention.any).to_string();
        let text = format!("keep-done {done}\nkeep-dead {dead}\nkeep-keys {keys}\nkeep-any  {any}");
        let json = || {
            json!({
                "keep_done": done.to_string(),
                "keep_dead": dead.to_string(),
                "keep_keys": keys.to_string(),
                "keep_any": any,
                "is_set": is_set,
            })
        };
        format.tell(json, &text)?;
        if !is_set {
            say!(
                "These are the defaults: as long as nothing is set here, each process obeys its own flags."
            );
        } else if self.kept.is_given() {
            say!("All processes of this inbox obey this within 10 s, whatever their flags say.");
            if let Some(any) = retention.any {
                let any = Span(any);
                say!(
                    "An event that has not been handled {any} after it came is dead then, without its body."
                );
            }
        }
        Ok(())
    }
}
