//! Programs that the gate needs beside Rust: they are installed with apt, or named if that fails.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use crate::Error;

/// A program, and the Debian package that contains it.
pub(crate) struct Program {
    name: &'static str,
    package: &'static str,
    is_there: fn() -> bool,
}

pub(crate) const CURL: Program = Program {
    name: "curl",
    package: "curl",
    is_there: || runs("curl", "--version"),
};

pub(crate) const NGINX: Program = Program {
    name: "nginx",
    package: "nginx-light",
    // Debian has it where the PATH of users other than root does not lead.
    is_there: || runs("nginx", "-v") || Path::new("/usr/sbin/nginx").exists(),
};

pub(crate) const OPENSSL: Program = Program {
    name: "openssl",
    package: "openssl",
    is_there: || runs("openssl", "version"),
};

pub(crate) const PROMETHEUS: Program = Program {
    name: "prometheus",
    package: "prometheus",
    is_there: || runs("prometheus", "--version") && runs("promtool", "--version"),
};

pub(crate) const STRACE: Program = Program {
    name: "strace",
    package: "strace",
    is_there: || runs("strace", "--version"),
};

pub(crate) const FAKETIME: Program = Program {
    name: "libfaketime",
    package: "libfaketime",
    is_there: || {
        let folders = Path::new("/usr/lib").read_dir();
        let mut folders = folders.into_iter().flatten().flatten();
        folders.any(|folder| folder.path().join("faketime/libfaketimeMT.so.1").exists())
    },
};

pub(crate) const POSTGRESQL: Program = Program {
    name: "PostgreSQL",
    package: "postgresql",
    // Debian keeps the server's programs out of the PATH.
    is_there: || {
        let versions = Path::new("/usr/lib/postgresql").read_dir();
        let mut versions = versions.into_iter().flatten().flatten();
        versions.any(|version| version.path().join("bin/initdb").exists())
            || runs("initdb", "--version")
    },
};

impl Program {
    /// Installs the program if it is missing; fails if that is not possible.
    pub(crate) fn ensure(&self) -> Result<(), Error> {
        let Self { name, package, .. } = self;
        if (self.is_there)() {
            return Ok(());
        }
        println!("{name} is missing: trying to install it with apt-get");
        let install = ["install", "--yes", "--no-install-recommends", package];
        for arguments in [["update"].as_slice(), &install] {
            // The check below tells whether it worked.
            let _ = Command::new("apt-get")
                .args(arguments)
                .env("DEBIAN_FRONTEND", "noninteractive")
                .status();
        }
        match (self.is_there)() {
            true => Ok(()),
            false => Err(format!(
                "{name} is missing and could not be installed: install it with your package \
                 manager (Debian: apt-get install {package})"
            )
            .into()),
        }
    }
}

fn runs(program: &str, argument: &str) -> bool {
    Command::new(program)
        .arg(argument)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
