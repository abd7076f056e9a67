//! Which file answers an address, and of what type it is.

use std::path::{Component, Path, PathBuf};

/// The file below `folder` that an address such as `/a/b.js?x` names; a folder's address names its
/// `index.html`. `None` if the address leads out of the folder.
pub fn locate(folder: &Path, address: &str) -> Option<PathBuf> {
    let path = address
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .trim_start_matches('/');
    let path = Path::new(path);
    let inside = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if !inside || path.to_string_lossy().contains(['\\', ':']) {
        return None;
    }
    let file = folder.join(path);
    Some(if file.is_dir() {
        file.join("index.html")
    } else {
        file
    })
}

/// The media type by a file's extension.
pub fn media_type(file: &Path) -> &'static str {
    match file
        .extension()
        .and_then(|end| end.to_str())
        .unwrap_or_default()
    {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stay_inside_the_folder() {
        let folder = Path::new("site");
        assert_eq!(
            locate(folder, "/a.js?v=1"),
            Some(PathBuf::from("site/a.js"))
        );
        for address in ["/../secret", "/a/../../b", "/c:/x", "/..\\x", "//../x"] {
            assert_eq!(locate(folder, address), None, "{address}");
        }
    }

    #[test]
    fn wasm_and_modules_have_the_types_that_browsers_insist_on() {
        assert_eq!(media_type(Path::new("x_bg.wasm")), "application/wasm");
        assert_eq!(
            media_type(Path::new("x.js")),
            "text/javascript; charset=utf-8"
        );
    }
}
