//! The sources of settings, and that the token is never shown.
#![allow(clippy::unwrap_used)]

mod support;

use std::{fs, path::Path, process::Output};

use support::{TOKEN, capturi, stderr, stdout};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

/// A home folder with this configuration file.
fn home(config: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/capturi");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("config.toml");
    fs::write(&file, config).unwrap();
    restrict(&file);
    home
}

fn restrict(file: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
    }
}

async fn show(home: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Output {
    capturi(home)
        .args(["config", "show"])
        .args(arguments)
        .envs(environment.iter().copied())
        .output()
        .await
        .unwrap()
}

const CONFIG: &str = r#"
default = "production"
[profiles.production]
base-url = "https://production.example"
token-file = "/nowhere/token"
[profiles.test]
base-url = "https://test.example"
api-version = "3.0"
token-command = ["sh", "-c", "echo a-token-that-nobody-may-see"]
"#;

#[tokio::test]
async fn flags_come_before_the_environment_and_that_before_the_default_profile() {
    let home = home(CONFIG);
    let of_profile = show(home.path(), &[], &[]).await;
    let text = stdout(&of_profile);
    assert!(
        text.contains("https://production.example, from profile `production`"),
        "{text}"
    );
    assert!(text.contains("2.0, from default"), "{text}");
    assert!(
        text.contains("can't be read, from `token-file` of profile `production`"),
        "{text}"
    );

    let environment = [
        ("CAPTURI_BASE_URL", "https://here.example"),
        ("CAPTURI_TOKEN", TOKEN),
    ];
    let of_environment = show(home.path(), &environment, &[]).await;
    let text = stdout(&of_environment);
    assert!(
        text.contains("https://here.example, from CAPTURI_BASE_URL"),
        "{text}"
    );
    assert!(
        text.contains("from CAPTURI_TOKEN") && !text.contains(TOKEN),
        "{text}"
    );

    let of_flags = show(
        home.path(),
        &environment,
        &["--profile", "test", "--api-version", "4.0"],
    )
    .await;
    let text = stdout(&of_flags);
    assert!(
        text.contains("https://test.example, from profile `test`"),
        "{text}"
    );
    assert!(text.contains("4.0, from --api-version"), "{text}");
    assert!(
        text.contains("from `token-command` of profile `test`"),
        "{text}"
    );
}

#[tokio::test]
async fn the_token_is_read_from_a_file_or_a_command() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_raw("{}", "application/json"))
        .mount(&server)
        .await;
    let home = home(&CONFIG.replace("https://test.example", &server.uri()));
    let command = ["api", "list-scores", "--profile", "test"];
    let output = capturi(home.path()).args(command).output().await.unwrap();
    assert!(output.status.success(), "{}", stderr(&output));

    let file = home.path().join("token");
    fs::write(&file, "another-token-in-a-file\n").unwrap();
    restrict(&file);
    let command = [
        "api",
        "list-scores",
        "--base-url",
        &server.uri(),
        "--token-file",
        file.to_str().unwrap(),
    ];
    let output = capturi(home.path()).args(command).output().await.unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let requests = server.received_requests().await.unwrap();
    let tokens: Vec<_> = requests
        .iter()
        .map(|request| &request.headers["authorization"])
        .collect();
    assert_eq!(tokens, [TOKEN, "another-token-in-a-file"]);
}

#[tokio::test]
async fn what_is_wrong_with_the_settings_is_told() {
    for (config, arguments, expected) in [
        ("", &["api", "list-scores"][..], "no API token"),
        (CONFIG, &["api", "list-scores"], "can't read /nowhere/token"),
        (
            CONFIG,
            &["config", "show", "--profile", "nobody"],
            "the profiles are: production, test",
        ),
        (
            "default = \"x\"",
            &["config", "show"],
            "there is no profile `x`",
        ),
        (
            "[profiles.a]\ntoken = \"secret\"",
            &["config", "show"],
            "config.toml, line 2",
        ),
        (
            "[profiles.a]\ntoken-command = \"secret\"",
            &["config", "show"],
            "because: expected a sequence",
        ),
        (
            "[profiles.a]\ntoken-command = [\"false\"]",
            &["api", "list-scores", "--profile", "a"],
            "it ended with exit status: 1",
        ),
    ] {
        let home = home(config);
        let output = capturi(home.path()).args(arguments).output().await.unwrap();
        let error = stderr(&output);
        assert_eq!(output.status.code(), Some(5), "{error}");
        assert!(
            error.contains(expected) && !error.contains("secret"),
            "{error}"
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_created_for_its_owner_alone_and_a_looser_mode_is_told() {
    use std::os::unix::fs::PermissionsExt as _;

    let home = tempfile::tempdir().unwrap();
    let init = || capturi(home.path()).args(["config", "init"]).output();
    assert!(init().await.unwrap().status.success());
    let file = home.path().join(".config/capturi/config.toml");
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(
        !init().await.unwrap().status.success(),
        "it is not overwritten"
    );
    let output = show(home.path(), &[], &[]).await;
    assert_eq!(stderr(&output), "");
    assert!(stdout(&output).contains("profile      production"));

    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let output = show(home.path(), &[], &[]).await;
    assert!(stderr(&output).contains("others may read") && stderr(&output).contains("chmod 600"));
}

#[tokio::test]
async fn what_is_called_set_can_be_used() {
    let home = tempfile::tempdir().unwrap();
    for (name, value, why) in [
        ("CAPTURI_BASE_URL", "http://api.example.com", "plain http"),
        ("CAPTURI_AUTH_SCHEME", TOKEN, "no way to send a token"),
    ] {
        let shown = show(home.path(), &[(name, value)], &[]).await;
        assert_eq!(shown.status.code(), Some(5), "{name}");
        let said = stderr(&shown);
        assert!(
            said.contains(why) && said.contains(&format!("it comes from {name}")),
            "{said}"
        );
        assert!(!said.contains(TOKEN) && !stdout(&shown).contains(TOKEN));
    }
    let missing = show(home.path(), &[], &["--token-file", "/nowhere/token"]).await;
    assert_eq!(missing.status.code(), Some(5));
    assert!(
        stdout(&missing).contains("can't be read, from --token-file"),
        "{}",
        stdout(&missing)
    );
    let json = show(home.path(), &[("CAPTURI_TOKEN", TOKEN)], &["-o", "json"]).await;
    let json: serde_json::Value = serde_json::from_str(stdout(&json)).unwrap();
    assert_eq!(json["auth_scheme"], "plain, from default");
}

#[tokio::test]
async fn a_second_configuration_file_is_not_created() {
    let home = tempfile::tempdir().unwrap();
    let init = || capturi(home.path()).args(["config", "init"]).output();
    assert!(init().await.unwrap().status.success());
    let again = init().await.unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert!(
        stderr(&again).contains("it is there: edit it"),
        "{}",
        stderr(&again)
    );
}
