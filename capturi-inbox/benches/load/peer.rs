//! The peer on PostgreSQL: a receiver of fastify, a well-known web framework of Node, that stores
//! each event with pg-boss, a well-known queue, before it answers. It needs Node and npm.

use std::{path::Path, process::Command};

const PACKAGE: &str = r#"{ "private": true, "type": "module",
  "dependencies": { "fastify": "^5", "pg-boss": "^12" } }"#;

/// `serve URL` prints its port; `drain URL EVENTS BATCH` prints how many events it handled in a
/// second.
const PROGRAM: &str = r"
import fastify from 'fastify';
import * as queue from 'pg-boss';

const [what, connectionString, events, batch] = process.argv.slice(2);
const PgBoss = queue.PgBoss ?? queue.default;
const boss = new PgBoss({ connectionString, max: 16 });
boss.on('error', (error) => { console.error(error); process.exit(1); });
await boss.start();
await boss.createQueue('events');

if (what === 'serve') {
  const app = fastify();
  app.post('/webhooks/capturi', async (request) => {
    await boss.send('events', request.body);
    return 'ok';
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  console.log(app.server.address().port);
} else {
  let left = Number(events);
  const rows = Array.from({ length: 1000 }, (_, n) => ({ data: { n } }));
  for (let n = 0; n < left; n += rows.length) await boss.insert('events', rows);
  const began = performance.now();
  const hand = async () => {
    for (;;) {
      const jobs = await boss.fetch('events', { batchSize: Number(batch) });
      if (!jobs?.length) return;
      await boss.complete('events', jobs.map((job) => job.id));
      left -= jobs.length;
    }
  };
  await Promise.all(Array.from({ length: 8 }, hand));
  console.log(Math.round((Number(events) - left) * 1000 / (performance.now() - began)));
  process.exit(0);
}
";

/// The command that runs the peer, if it could be installed into this folder.
pub(crate) fn installed(folder: &Path) -> Option<impl Fn(&[&str]) -> Command> {
    std::fs::write(folder.join("package.json"), PACKAGE).ok()?;
    std::fs::write(folder.join("peer.mjs"), PROGRAM).ok()?;
    let mut npm = Command::new("npm");
    let npm = npm.args(["install", "--silent", "--no-audit", "--no-fund"]);
    let status = npm.current_dir(folder).status().ok()?;
    let folder = folder.to_owned();
    status.success().then_some(move |arguments: &[&str]| {
        let mut node = Command::new("node");
        node.current_dir(&folder).arg("peer.mjs").args(arguments);
        node
    })
}
