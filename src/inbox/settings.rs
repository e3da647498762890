//! `capturi inbox settings`: what all processes of an inbox obey.

use capturi_inbox::{Inbox, Pruned, Retention};
use clap::Args;
use serde_json::json;

use super::{audit, reconcile::REMEMBERED};
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
    /// Set it although bodies are deleted by that now.
    #[arg(long)]
    yes: bool,
}

impl InboxSettings {
    /// Refuses what would change or delete more than was said.
    async fn check(
        &self,
        inbox: &Inbox,
        own: Option<Retention>,
        new: &Retention,
    ) -> Result<(), Failure> {
        if own.is_none() && !self.kept.is_complete() {
            let all = Kept::of(new);
            return Err(
                Failure::usage("nothing is set yet, and each process obeys its own flags").help(
                    format!(
                        "name all four times the first time, such as: capturi inbox settings {all}"
                    ),
                ),
            );
        }
        let Pruned {
            bodies,
            unhandled,
            older,
            keys,
            ..
        } = inbox.prunable(new).await?;
        let bodies = bodies + older;
        if bodies + keys > 0 && !self.yes {
            return Err(Failure::failed(format!(
                "{bodies} bodies and {keys} keys are older, and would be deleted now; {unhandled} events \
                 have not been handled"
            ))
            .help("add --yes if that is meant"));
        }
        Ok(())
    }

    pub(super) async fn run(&self, inbox: &Inbox, format: Format) -> Result<(), Failure> {
        let own = inbox.retention().await?;
        let retention = self.kept.change(own.unwrap_or_default());
        let is_set = own.is_some() || self.kept.is_given();
        if self.kept.is_given() {
            self.check(inbox, own, &retention).await?;
            let before = own.map_or_else(|| "nothing".to_owned(), |own| Kept::of(&own).to_string());
            let about = format!("{} (before: {before})", Kept::of(&retention));
            audit::change(inbox, "settings", &about).await;
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
            if retention.keys < REMEMBERED {
                say!(
                    "warning: --backfill-every and --follow-deletions need --keep-keys {} at least: what was \
                     forgotten would be found and handled again.",
                    Span(REMEMBERED)
                );
            }
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
