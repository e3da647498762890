//! A PostgreSQL server for tests, which ends with them.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use sqlx::{Connection as _, PgConnection};

/// A PostgreSQL server.
pub struct Server {
    /// The server ends when its standard input does: with this value, or with this process.
    process: Child,
    folder: String,
}

/// The server that most tests share.
static SHARED: OnceLock<Server> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The URL of a new database on the shared server.
pub async fn database() -> String {
    SHARED.get_or_init(Server::start).database().await
}

impl Server {
    pub fn start() -> Self {
        let mut process = Command::new(script())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut folder = String::new();
        let stdout = process.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut folder).unwrap();
        let folder = folder.trim_end().to_owned();
        assert!(!folder.is_empty(), "the server did not start; see above");
        Self { process, folder }
    }

    /// Ends the server as a crash would, and starts it again.
    pub fn restart(&self) {
        let arguments = ["restart", &self.folder];
        let status = Command::new(script()).args(arguments).status().unwrap();
        assert!(status.success());
    }

    /// The folder of the server's data and its socket.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    pub fn url(&self, database: &str) -> String {
        format!(
            "postgres://capturi@localhost/{database}?host={}",
            self.folder
        )
    }

    /// Starts a standby that receives the server's log asynchronously.
    pub fn stand_by(&self) -> Child {
        let programs = Path::new("/usr/lib/postgresql").read_dir().unwrap();
        let mut programs =
            programs.map(|version| version.unwrap().path().join("bin/pg_receivewal"));
        let program = programs.find(|program| program.exists()).unwrap();
        let folder = format!("{}/standby", self.folder);
        std::fs::create_dir(&folder).unwrap();
        let connection = ["--host", &self.folder, "--username", "capturi", "--no-loop"];
        let mut standby = Command::new(program);
        standby.args(connection).args(["--directory", &folder]);
        standby.spawn().unwrap()
    }

    /// The URL of a new database.
    pub async fn database(&self) -> String {
        let name = format!("inbox_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        self.execute("postgres", &format!("CREATE DATABASE {name}"))
            .await;
        self.url(&name)
    }

    pub async fn execute(&self, database: &str, sql: &str) {
        let mut connection = PgConnection::connect(&self.url(database)).await.unwrap();
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// The setting by which commits of this connection wait for the disk.
pub async fn synchronous_commit(connection: &mut PgConnection) -> Result<String, sqlx::Error> {
    let select = "SELECT current_setting('synchronous_commit')";
    let (setting,) = sqlx::query_as(select).fetch_one(connection).await?;
    Ok(setting)
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/temporary-postgres")
}
