//! A PostgreSQL server for the tests of one file; it ends with them.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use sqlx::{Connection as _, PgConnection};

/// The server's standard input stays open as long as this process lives.
static SERVER: OnceLock<(Child, String)> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

fn folder() -> &'static str {
    let (_, folder) = SERVER.get_or_init(|| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/temporary-postgres");
        let mut server = Command::new(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut folder = String::new();
        let stdout = server.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut folder).unwrap();
        let folder = folder.trim_end().to_owned();
        assert!(!folder.is_empty(), "the server did not start; see above");
        (server, folder)
    });
    folder
}

fn url(database: &str) -> String {
    format!("postgres://capturi@localhost/{database}?host={}", folder())
}

/// The URL of a new database.
pub async fn database() -> String {
    let name = format!("inbox_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(&url("postgres")).await.unwrap();
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::raw_sql(create)
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    url(&name)
}
