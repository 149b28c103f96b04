//! The logo on posters: a file that somebody names, or the one in the data directory. hailong takes no uploads: whoever
//! may put a file there runs the server.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::AppError;
use crate::documents::{LARGEST_LOGO, Logo};

/// What it is called in the data directory; the first that is there is taken.
const NAMES: [&str; 3] = ["logo.png", "logo.jpg", "logo.jpeg"];

/// Reads the picture in `file`; without a name the one in `data_dir`, where there is one.
pub(super) fn find_logo(file: Option<&Path>, data_dir: Option<&Path>) -> Result<Option<Logo>, AppError> {
    let in_data_dir = || {
        let files = NAMES.iter().filter_map(|name| data_dir.map(|directory| directory.join(name)));
        // A link counts, wherever it leads: that its goal is missing is a fault to be told.
        files.into_iter().find(|file| file.symlink_metadata().is_ok())
    };
    let Some(file) = file.map(PathBuf::from).or_else(in_data_dir) else { return Ok(None) };
    match read_logo(&file) {
        Ok(logo) => Ok(Some(logo)),
        Err(cause) => Err(AppError::UnusableLogo { file, cause }),
    }
}

fn read_logo(file: &Path) -> Result<Logo, String> {
    let unreadable = |error: std::io::Error| format!("cannot be read: {error}");
    let mut data = Vec::new();
    // One byte more than it may have, so that a device without an end is given up too.
    let most = LARGEST_LOGO as u64 + 1;
    File::open(file).map_err(unreadable)?.take(most).read_to_end(&mut data).map_err(unreadable)?;
    Logo::read(data)
}
