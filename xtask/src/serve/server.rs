//! A static file server on loopback, which can tell open pages to reload.

use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Result, anyhow};
use tiny_http::{Header, Request, Response};

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
    headers: Vec<Header>,
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
                .map(|(name, value)| header(name, value))
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

impl Shared {
    /// A client that went away is no error of ours, so results of answering are dropped.
    fn answer(&self, request: Request) {
        let address = request.url().to_owned();
        if self.reload == Reload::On && address.starts_with(RELOAD_ADDRESS) {
            let seen = address
                .split("?seen=")
                .nth(1)
                .and_then(|seen| seen.parse().ok());
            let builds = self.wait_for_build(seen);
            drop(request.respond(Response::from_string(builds.to_string())));
            return;
        }
        let file = files::locate(&self.folder, &address);
        match file.and_then(|file| Some((fs::read(&file).ok()?, file))) {
            Some((bytes, file)) => drop(request.respond(self.file_answer(bytes, &file))),
            None => drop(request.respond(Response::from_string("not found").with_status_code(404))),
        }
    }

    fn file_answer(&self, bytes: Vec<u8>, file: &Path) -> Response<std::io::Cursor<Vec<u8>>> {
        let media_type = files::media_type(file);
        let is_page = media_type.starts_with("text/html");
        let bytes = if is_page && self.reload == Reload::On {
            [&bytes, RELOAD_SCRIPT.as_bytes()].concat()
        } else {
            bytes
        };
        let mut response = Response::from_data(bytes)
            .with_header(header("Content-Type", media_type))
            .with_header(header("Cache-Control", "no-cache"))
            .with_header(header("Access-Control-Allow-Origin", "*"));
        for header in &self.headers {
            response.add_header(header.clone());
        }
        response
    }

    fn wait_for_build(&self, seen: Option<u64>) -> u64 {
        let builds = self.builds.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .built
            .wait_timeout_while(builds, LONGEST_WAIT, |builds| Some(*builds) == seen);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// Our own header names and values are plain ASCII, which is all that is asked of them.
fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("a header of plain ASCII")
}
