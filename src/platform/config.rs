//! How an installation is set up: a TOML file named by `FAIRMARK_CONFIG`, then
//! the environment, which wins. Secrets may be read from `…_FILE`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::platform::error::{Error, Result};

/// Largest file an employer may offer as evidence, in bytes (20 MiB).
pub const EVIDENCE_FILE_MAX_BYTES: usize = 20 * 1024 * 1024;

/// Every setting, resolved.
#[derive(Clone)]
pub struct Config {
    /// `sqlite://…` or `postgres://…`.
    pub database_url: String,
    /// Address the web server listens on.
    pub listen: String,
    /// Address people reach it at, without a trailing slash.
    pub base_url: String,
    /// Folder for everything kept outside the database.
    pub data_dir: PathBuf,
    /// `file://…`.
    pub storage_url: String,
    /// `smtp://…` or `smtps://…`; none writes emails as files into `data_dir/mail`.
    pub smtp_url: Option<String>,
    /// The sender of emails.
    pub mail_from: String,
    /// 32 bytes that cookies are protected with.
    pub secret_key: [u8; 32],
    /// Log filter.
    pub log: String,
    /// Whether this is the demonstration, whose invented people exist nowhere else.
    pub demo: bool,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("base_url", &self.base_url)
            .field("demo", &self.demo)
            .finish_non_exhaustive()
    }
}

/// What the file may say; the names are those of the environment, in lower case.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigFile {
    database_url: Option<String>,
    listen: Option<String>,
    base_url: Option<String>,
    data_dir: Option<String>,
    storage_url: Option<String>,
    smtp_url: Option<String>,
    mail_from: Option<String>,
    secret_key: Option<String>,
    log: Option<String>,
}

impl Config {
    /// Reads the settings of the process environment.
    ///
    /// # Errors
    /// A sentence that names the setting and says what it should be.
    pub fn from_environment() -> Result<Self> {
        Self::resolve(&std::env::vars().collect())
    }

    /// Reads the settings of an environment.
    ///
    /// # Errors
    /// A sentence that names the setting and says what it should be.
    pub fn resolve(environment: &BTreeMap<String, String>) -> Result<Self> {
        let file = read_file(environment.get("FAIRMARK_CONFIG").map(Path::new))?;
        let setting = |name: &str, from_file: Option<String>| -> Result<Option<String>> {
            if let Some(value) = environment.get(name).filter(|value| !value.is_empty()) {
                return Ok(Some(value.clone()));
            }
            if let Some(path) = environment.get(&format!("{name}_FILE")) {
                let value = std::fs::read_to_string(path).map_err(|error| {
                    refuse(format!(
                        "{name}_FILE names `{path}`, which cannot be read: {error}."
                    ))
                })?;
                return Ok(Some(value.trim().to_owned()));
            }
            Ok(from_file)
        };
        let data_dir = PathBuf::from(
            setting("FAIRMARK_DATA_DIR", file.data_dir)?
                .unwrap_or_else(|| "./fairmark-data".to_owned()),
        );
        let listen =
            setting("FAIRMARK_LISTEN", file.listen)?.unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let base_url = setting("FAIRMARK_BASE_URL", file.base_url)?
            .unwrap_or_else(|| format!("http://{listen}"));
        let secret_key = match setting("FAIRMARK_SECRET_KEY", file.secret_key)? {
            Some(text) => parse_key(&text)?,
            None => return Err(refuse(
                "FAIRMARK_SECRET_KEY is not set. Make one with `openssl rand -hex 32` and keep it: cookies depend on it.".to_owned(),
            )),
        };
        Ok(Self {
            database_url: setting("FAIRMARK_DATABASE_URL", file.database_url)?
                .unwrap_or_else(|| sqlite_url(&data_dir)),
            storage_url: setting("FAIRMARK_STORAGE_URL", file.storage_url)?
                .unwrap_or_else(|| storage_url(&data_dir)),
            smtp_url: setting("FAIRMARK_SMTP_URL", file.smtp_url)?,
            mail_from: setting("FAIRMARK_MAIL_FROM", file.mail_from)?
                .unwrap_or_else(|| "Fairmark <no-reply@localhost>".to_owned()),
            log: setting("FAIRMARK_LOG", file.log)?.unwrap_or_else(|| "info,sqlx=warn".to_owned()),
            base_url: base_url.trim_end_matches('/').to_owned(),
            listen,
            data_dir,
            secret_key,
            demo: false,
        })
    }

    /// The settings of the demonstration: everything in one folder, emails as files.
    pub fn demonstration(data_dir: &Path, listen: &str, secret_key: [u8; 32]) -> Self {
        Self {
            database_url: sqlite_url(data_dir),
            storage_url: storage_url(data_dir),
            listen: listen.to_owned(),
            base_url: format!("http://{listen}"),
            data_dir: data_dir.to_owned(),
            smtp_url: None,
            mail_from: "Fairmark demonstration <charter@fairmark.example>".to_owned(),
            secret_key,
            log: "warn".to_owned(),
            demo: true,
        }
    }

    /// Whether people reach it over TLS, so that cookies must be `Secure`.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

/// The embedded database of a data folder.
pub fn sqlite_url(data_dir: &Path) -> String {
    format!(
        "sqlite://{}?mode=rwc",
        data_dir.join("fairmark.sqlite3").display()
    )
}

fn storage_url(data_dir: &Path) -> String {
    let absolute =
        std::path::absolute(data_dir.join("files")).unwrap_or_else(|_| data_dir.join("files"));
    format!("file://{}", absolute.display())
}

fn read_file(path: Option<&Path>) -> Result<ConfigFile> {
    let Some(path) = path else {
        return Ok(ConfigFile::default());
    };
    let text = std::fs::read_to_string(path).map_err(|error| {
        refuse(format!(
            "FAIRMARK_CONFIG names `{}`, which cannot be read: {error}.",
            path.display()
        ))
    })?;
    toml::from_str(&text).map_err(|error| refuse(format!("{}: {error}", path.display())))
}

fn parse_key(text: &str) -> Result<[u8; 32]> {
    let mut key = [0; 32];
    hex::decode_to_slice(text.trim(), &mut key).map_err(|_| {
        refuse("FAIRMARK_SECRET_KEY must be 64 hexadecimal digits. Make one with `openssl rand -hex 32`.".to_owned())
    })?;
    if key.iter().all(|byte| *byte == 0) {
        return Err(refuse(
            "FAIRMARK_SECRET_KEY is all zeros. Make one with `openssl rand -hex 32`.".to_owned(),
        ));
    }
    Ok(key)
}

fn refuse(message: String) -> Error {
    Error::refused("config", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn a_missing_or_weak_key_is_refused_with_what_to_do() {
        for pairs in [
            vec![],
            vec![("FAIRMARK_SECRET_KEY", "abc")],
            vec![("FAIRMARK_SECRET_KEY", &*"0".repeat(64))],
        ] {
            let error = Config::resolve(&environment(&pairs))
                .unwrap_err()
                .to_string();
            assert!(error.contains("openssl rand -hex 32"), "{error}");
        }
    }

    #[test]
    fn a_secret_may_come_from_a_file_and_the_environment_wins() {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("key");
        std::fs::write(&secret, format!("{}\n", "ab".repeat(32))).unwrap();
        let file = folder.path().join("fairmark.toml");
        std::fs::write(
            &file,
            "listen = \"0.0.0.0:1\"\nmail_from = \"a@b.example\"\n",
        )
        .unwrap();
        let config = Config::resolve(&environment(&[
            ("FAIRMARK_CONFIG", file.to_str().unwrap()),
            ("FAIRMARK_SECRET_KEY_FILE", secret.to_str().unwrap()),
            ("FAIRMARK_LISTEN", "127.0.0.1:9"),
        ]))
        .unwrap();
        assert_eq!(config.secret_key, [0xab; 32]);
        assert_eq!(config.listen, "127.0.0.1:9");
        assert_eq!(config.mail_from, "a@b.example");
        assert_eq!(config.base_url, "http://127.0.0.1:9");
    }

    #[test]
    fn an_unknown_setting_in_the_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("fairmark.toml");
        std::fs::write(&file, "lisen = \"0.0.0.0:1\"\n").unwrap();
        let error = Config::resolve(&environment(&[("FAIRMARK_CONFIG", file.to_str().unwrap())]))
            .unwrap_err();
        assert!(error.to_string().contains("lisen"), "{error}");
    }
}
