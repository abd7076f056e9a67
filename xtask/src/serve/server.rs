//! A static file server on loopback, which can tell open pages to reload.

use std::fs;
use std::io::Write;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Result, anyhow};
use tiny_http::Request;

use super::files;

/// A page asks here, and is answered when it should reload or ask again.
const RELOAD_ADDRESS: &str = "/reload-when-changed";
const RELOAD_SCRIPT: &str = include_str!("reload.html");
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Whether served pages reload after a build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reload {
    /// Each page gets a script that waits for the next build.
    On,
    /// Files are served as they are.
    Off,
}

/// A running server. It ends when dropped.
pub struct Server {
    http: Arc<tiny_http::Server>,
    shared: Arc<Shared>,
}

struct Shared {
    folder: PathBuf,
    reload: Reload,
    headers: Vec<(String, String)>,
    builds: Mutex<u64>,
    built: Condvar,
}

impl Server {
    /// Serves a folder on a loopback port; 0 takes any free one.
    pub fn start(folder: &Path, port: u16, reload: Reload) -> Result<Self> {
        Self::start_with(folder, port, reload, &[])
    }

    /// As [`Server::start`], with headers that each answer gets.
    pub fn start_with(
        folder: &Path,
        port: u16,
        reload: Reload,
        headers: &[(&str, &str)],
    ) -> Result<Self> {
        let http = tiny_http::Server::http((Ipv4Addr::LOCALHOST, port))
            .map_err(|error| anyhow!("cannot listen on port {port}: {error}"))?;
        let http = Arc::new(http);
        let shared = Arc::new(Shared {
            folder: folder.to_owned(),
            reload,
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            builds: Mutex::new(0),
            built: Condvar::new(),
        });
        let (listener, state) = (Arc::clone(&http), Arc::clone(&shared));
        thread::spawn(move || {
            for request in listener.incoming_requests() {
                let state = Arc::clone(&state);
                thread::spawn(move || state.answer(request));
            }
        });
        Ok(Self { http, shared })
    }

    /// The address of the served folder, with a slash at its end.
    pub fn address(&self) -> String {
        format!("http://{}/", self.http.server_addr())
    }

    /// Makes every open page reload.
    pub fn reload_pages(&self) {
        *self
            .shared
            .builds
            .lock()
            .unwrap_or_else(PoisonError::into_inner) += 1;
        self.shared.built.notify_all();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.http.unblock();
    }
}

/// What is sent back.
struct Answer {
    status: &'static str,
    headers: Vec<(String, String)>,
    bytes: Vec<u8>,
}

impl Answer {
    fn text(status: &'static str, text: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            bytes: text.into(),
        }
    }

    /// Writes it and asks the browser to close the connection: a connection that waits for more keeps one of the
    /// library's threads, and another that is queued behind it would never be served.
    fn send(self, request: Request) {
        let mut head = format!(
            "HTTP/1.1 {}\r\nConnection: close\r\nContent-Length: {}\r\n",
            self.status,
            self.bytes.len()
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut writer = request.into_writer();
        // A client that went away is no error of ours.
        let sent = writer
            .write_all(head.as_bytes())
            .and_then(|()| writer.write_all(&self.bytes));
        drop(sent.and_then(|()| writer.flush()));
    }
}

impl Shared {
    fn answer(&self, request: Request) {
        let address = request.url().to_owned();
        if self.reload == Reload::On && address.starts_with(RELOAD_ADDRESS) {
            let seen = address
                .split("?seen=")
                .nth(1)
                .and_then(|seen| seen.parse().ok());
            let builds = self.wait_for_build(seen);
            return Answer::text("200 OK", builds.to_string()).send(request);
        }
        let file = files::locate(&self.folder, &address);
        match file.and_then(|file| Some((fs::read(&file).ok()?, file))) {
            Some((bytes, file)) => self.file_answer(bytes, &file).send(request),
            None => Answer::text("404 Not Found", "not found").send(request),
        }
    }

    fn file_answer(&self, mut bytes: Vec<u8>, file: &Path) -> Answer {
        let media_type = files::media_type(file);
        if media_type.starts_with("text/html") && self.reload == Reload::On {
            bytes.extend(RELOAD_SCRIPT.as_bytes());
        }
        let own = [
            ("Content-Type", media_type),
            ("Cache-Control", "no-cache"),
            ("Access-Control-Allow-Origin", "*"),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Answer {
            status: "200 OK",
            headers: own.into_iter().chain(self.headers.clone()).collect(),
            bytes,
        }
    }

    fn wait_for_build(&self, seen: Option<u64>) -> u64 {
        let builds = self.builds.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .built
            .wait_timeout_while(builds, LONGEST_WAIT, |builds| Some(*builds) == seen);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}
