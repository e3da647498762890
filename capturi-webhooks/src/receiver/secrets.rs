//! The secret headers that the customer configured in Capturi, which let in a request.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
    time::SystemTime,
};

use http::{HeaderMap, HeaderName};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

use super::refusals::Refusals;

/// The least length of a secret, in bytes.
const MINIMUM_LENGTH: usize = 16;

/// Any number of pairs of a header and its secret; a request needs to match one of them.
///
/// Several secrets for one header let both ends change over without losing an event. Clones share
/// their content, so a clone can [`replace`](Secrets::replace) the secrets of a running receiver.
#[derive(Clone, Default)]
pub struct Secrets(Arc<Shared>);

#[derive(Default)]
struct Shared {
    secrets: RwLock<Vec<Secret>>,
    /// The requests that the extractor refused with these secrets.
    refusals: Refusals,
}

struct Secret {
    header: HeaderName,
    /// The SHA-256 digest of the secret, which itself is not kept.
    digest: [u8; 32],
    uses: u64,
    last_used: Option<SystemTime>,
}

/// The error of a secret that was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// The name is not that of an HTTP header.
    #[error("{0:?} is not the name of an HTTP header")]
    HeaderName(String),
    /// The secret is too short to be safe from guessing.
    #[error("the secret for `{header}` is shorter than {MINIMUM_LENGTH} bytes")]
    TooShort {
        /// The header that was to carry the secret.
        header: HeaderName,
    },
}

/// The use of a secret, which tells when an old secret can be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SecretUse {
    /// The header that carries the secret.
    pub header: HeaderName,
    /// The secret's position among all, in the order in which they were given.
    pub position: usize,
    /// The number of requests that the secret let in.
    pub count: u64,
    /// When the secret last let in a request.
    pub last_used: Option<SystemTime>,
}

impl Secrets {
    /// Takes pairs of a header's name and its secret.
    ///
    /// # Errors
    ///
    /// If a name can't be that of a header, or a secret is shorter than 16 bytes.
    pub fn new<N, S>(pairs: impl IntoIterator<Item = (N, S)>) -> Result<Self, SecretError>
    where
        N: AsRef<str>,
        S: Into<String>,
    {
        Self::of(
            pairs
                .into_iter()
                .map(|(name, secret)| (name, SecretString::from(secret.into()))),
        )
    }

    pub(super) fn of<N: AsRef<str>>(
        pairs: impl IntoIterator<Item = (N, SecretString)>,
    ) -> Result<Self, SecretError> {
        let secrets = pairs
            .into_iter()
            .map(|(name, secret)| Secret::new(name.as_ref(), &secret))
            .collect::<Result<_, _>>()?;
        Ok(Self(Arc::new(Shared {
            secrets: RwLock::new(secrets),
            refusals: Refusals::default(),
        })))
    }

    /// Replaces all secrets at once, in all clones. A secret that stays keeps its count.
    pub fn replace(&self, secrets: &Self) {
        let mut new: Vec<Secret> =
            secrets.read(|secrets| secrets.iter().map(Secret::unused).collect());
        let mut old = self
            .0
            .secrets
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        for secret in &mut new {
            let mut same = old
                .iter()
                .filter(|old| old.header == secret.header && old.digest == secret.digest);
            if let Some(same) = same.next() {
                (secret.uses, secret.last_used) = (same.uses, same.last_used);
            }
        }
        *old = new;
    }

    /// The use of each secret.
    pub fn uses(&self) -> Vec<SecretUse> {
        self.read(|secrets| {
            let uses = secrets.iter().enumerate();
            uses.map(|(position, secret)| SecretUse {
                header: secret.header.clone(),
                position,
                count: secret.uses,
                last_used: secret.last_used,
            })
            .collect()
        })
    }

    /// Whether the headers carry one of the secrets. The time that this takes does not tell which
    /// one matches, nor how much of a wrong value is right.
    pub(super) fn admit(&self, headers: &HeaderMap) -> bool {
        let mut secrets = self
            .0
            .secrets
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let mut admitted = Choice::from(0);
        for secret in secrets.iter_mut() {
            let mut matches = Choice::from(0);
            for value in headers.get_all(&secret.header) {
                let digest: [u8; 32] = Sha256::digest(value.as_bytes()).into();
                matches |= digest.ct_eq(&secret.digest);
            }
            if bool::from(matches) {
                secret.uses += 1;
                secret.last_used = Some(SystemTime::now());
            }
            admitted |= matches;
        }
        admitted.into()
    }

    pub(super) fn refusals(&self) -> &Refusals {
        &self.0.refusals
    }

    fn read<T>(&self, read: impl FnOnce(&[Secret]) -> T) -> T {
        read(
            &self
                .0
                .secrets
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }
}

impl Secret {
    fn new(name: &str, secret: &SecretString) -> Result<Self, SecretError> {
        let header = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| SecretError::HeaderName(name.to_owned()))?;
        let secret = secret.expose_secret().as_bytes();
        if secret.len() < MINIMUM_LENGTH {
            return Err(SecretError::TooShort { header });
        }
        Ok(Self {
            header,
            digest: Sha256::digest(secret).into(),
            uses: 0,
            last_used: None,
        })
    }

    fn unused(&self) -> Self {
        Self {
            header: self.header.clone(),
            digest: self.digest,
            uses: 0,
            last_used: None,
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.read(|secrets| {
            f.debug_list()
                .entries(secrets.iter().map(|secret| &secret.header))
                .finish()
        })
    }
}
