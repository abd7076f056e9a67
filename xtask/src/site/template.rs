//! Reads the `data-trunk` links of `index.html` and writes the page that they describe.

use anyhow::{Context, Result, bail, ensure};

/// What one link of the template asks for. Paths are relative to the workspace's root.
#[derive(Debug, PartialEq, Eq)]
pub enum Asset {
    /// A Rust binary compiled to Wasm.
    Binary(Binary),
    /// A style sheet; all of them are joined, in their order, into one.
    Style(String),
    /// A style sheet (`data-later`) of what only shows once the world is alive; joined into another.
    LaterStyle(String),
    /// A file that is copied.
    File(String),
    /// A folder that is copied.
    Folder(String),
    /// The page's icon.
    Icon(String),
}

/// A Rust binary that belongs to the page.
#[derive(Debug, PartialEq, Eq)]
pub struct Binary {
    /// Its name, and that of its package.
    pub name: String,
    /// The Cargo profile of release builds.
    pub release_profile: String,
    /// The Cargo profile of development builds.
    pub development_profile: String,
    /// The level for `wasm-opt`.
    pub optimize: String,
}

/// A template taken apart.
pub struct Page {
    /// What it asks for, in its order.
    pub assets: Vec<Asset>,
    lines: Vec<Line>,
}

enum Line {
    Text(String),
    Link(usize),
}

/// Takes a template apart. Each link must stand on a line of its own.
pub fn parse(source: &str) -> Result<Page> {
    let mut page = Page {
        assets: Vec::new(),
        lines: Vec::new(),
    };
    for (number, line) in source.lines().enumerate() {
        if line.contains("data-trunk") && !line.trim_start().starts_with("<!--") {
            let asset = parse_link(line).with_context(|| format!("index.html:{}", number + 1))?;
            page.lines.push(Line::Link(page.assets.len()));
            page.assets.push(asset);
        } else {
            page.lines.push(Line::Text(line.to_owned()));
        }
    }
    Ok(page)
}

fn parse_link(line: &str) -> Result<Asset> {
    let line = line.trim();
    ensure!(
        line.starts_with("<link ") && line.ends_with('>') && line.matches('<').count() == 1,
        "a data-trunk link has to stand on a line of its own"
    );
    let href = attribute(line, "href")
        .context("the link has no href")?
        .to_owned();
    match attribute(line, "rel").context("the link has no rel")? {
        "rust" => Ok(Asset::Binary(parse_binary(line)?)),
        "css" if line.contains(" data-later") => Ok(Asset::LaterStyle(href)),
        "css" => Ok(Asset::Style(href)),
        "copy-file" => Ok(Asset::File(href)),
        "copy-dir" => Ok(Asset::Folder(href)),
        "icon" => Ok(Asset::Icon(href)),
        other => bail!("xtask knows no links of kind {other:?}"),
    }
}

fn parse_binary(line: &str) -> Result<Binary> {
    let own = |name: &str| attribute(line, name).map(str::to_owned);
    Ok(Binary {
        name: own("data-bin").context("the link has no data-bin")?,
        release_profile: own("data-cargo-profile-release").unwrap_or_else(|| "release".to_owned()),
        development_profile: own("data-cargo-profile-dev").unwrap_or_else(|| "dev".to_owned()),
        optimize: own("data-wasm-opt").unwrap_or_else(|| "s".to_owned()),
    })
}

/// The value of `name="value"` in a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

/// The last part of a path with `/`.
pub fn file_name(path: &str) -> &str {
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(path)
}

impl Page {
    /// The Rust binary.
    pub fn binary(&self) -> Result<&Binary> {
        let binary = self.assets.iter().find_map(|asset| match asset {
            Asset::Binary(binary) => Some(binary),
            _ => None,
        });
        binary.context("index.html names no binary")
    }

    /// The finished page.
    pub fn render(&self) -> String {
        let mut html = String::new();
        let mut styled = false;
        for line in &self.lines {
            match line {
                Line::Text(text) => html.push_str(text),
                Line::Link(index) => match &self.assets[*index] {
                    Asset::Style(_) if styled => continue,
                    asset => {
                        styled |= matches!(asset, Asset::Style(_));
                        html.push_str(&render(asset));
                    }
                },
            }
            html.push('\n');
        }
        html
    }
}

fn render(asset: &Asset) -> String {
    match asset {
        Asset::Binary(Binary { name, .. }) => format!(
            "  <link rel=\"preload\" href=\"./{name}_bg.wasm\" as=\"fetch\" \
             type=\"application/wasm\" crossorigin>\n  \
             <link rel=\"modulepreload\" href=\"./{name}.js\">\n  \
             <link rel=\"modulepreload\" href=\"./later.js\">\n  \
             <script type=\"module\" src=\"./start.js\"></script>"
        ),
        Asset::Style(_) => "  <link rel=\"stylesheet\" href=\"./styles.css\">".to_owned(),
        Asset::Icon(path) => format!("  <link rel=\"icon\" href=\"./{}\">", file_name(path)),
        Asset::File(_) | Asset::Folder(_) | Asset::LaterStyle(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"<head>
  <link data-trunk rel="css" href="web/app/style/tokens.css" />
  <link data-trunk rel="css" href="web/app/style/stage.css" />
  <link data-trunk rel="css" href="web/app/style/dialog.css" data-later />
  <link data-trunk rel="copy-file" href="web/app/worker.js" />
  <link data-trunk rel="rust" href="web/app/Cargo.toml" data-bin="a" data-wasm-opt="z" />
</head>"#;

    #[test]
    fn a_template_names_the_binary_and_styles() {
        let page = parse(SOURCE).unwrap();
        assert_eq!(page.binary().unwrap().name, "a");
        assert_eq!(
            page.assets[1],
            Asset::Style("web/app/style/stage.css".to_owned())
        );
        assert_eq!(
            page.assets[2],
            Asset::LaterStyle("web/app/style/dialog.css".to_owned())
        );
    }

    #[test]
    fn a_page_links_one_sheet_and_only_relative_addresses() {
        let html = parse(SOURCE).unwrap().render();
        assert_eq!(html.matches("rel=\"stylesheet\"").count(), 1);
        assert!(html.contains("\"./a_bg.wasm\"") && !html.contains("worker"));
        assert!(!html.contains("data-trunk") && !html.contains("=\"/"));
    }

    #[test]
    fn a_link_of_unknown_kind_is_refused_with_its_line() {
        let error = parse("<head>\n<link data-trunk rel=\"sass\" href=\"a.scss\" />")
            .err()
            .unwrap();
        assert!(format!("{error:#}").contains("index.html:2"));
    }
}
