//! Keeps files outside the database, named by what they are for and what is in them.

use std::path::Path as FilePath;
use std::sync::Arc;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use crate::platform::error::{Error, Result};

/// A place for files.
#[derive(Clone, Debug)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
}

impl Storage {
    /// Opens `url`: `file:///somewhere`. The folder is made when missing.
    ///
    /// # Errors
    /// When the address is not understood or the folder cannot be made.
    pub fn open(url: &str) -> Result<Self> {
        let Some(folder) = url.strip_prefix("file://") else {
            return Err(Error::refused(
                "storage.unknown",
                format!(
                    "FAIRMARK_STORAGE_URL is `{url}`; give a folder as `file:///path/to/files`."
                ),
            ));
        };
        Self::folder(FilePath::new(folder))
    }

    /// Keeps files in a folder, made when missing.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn folder(folder: &FilePath) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self {
            store: Arc::new(store),
        })
    }

    /// Keeps bytes under a key; the same key again replaces them.
    ///
    /// # Errors
    /// When they cannot be written.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<()> {
        self.store.put(&Path::from(key), bytes.into()).await?;
        Ok(())
    }

    /// Reads the bytes under a key.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there are none.
    pub async fn get(&self, key: &str) -> Result<Bytes> {
        Ok(self.store.get(&Path::from(key)).await?.bytes().await?)
    }

    /// Removes the bytes under a key; nothing happens when there are none.
    ///
    /// # Errors
    /// When they cannot be removed.
    pub async fn remove(&self, key: &str) -> Result<()> {
        match self.store.delete(&Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }
}
