//! A proxy that answers nothing and remembers who was asked for: the proof that a page, its
//! workers included, asks nobody but the server that it came from.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::Result;

/// Hosts that Chromium itself, or a system's build of it, asks for, whatever page is open.
const CHROMIUM_ITSELF: [&str; 12] = [
    "duckduckgo.com",
    "start.duckduckgo.com",
    "accounts.google.com",
    "clients2.google.com",
    "clientservices.googleapis.com",
    "content-autofill.googleapis.com",
    "android.clients.google.com",
    // Dictionaries, once somebody types.
    "redirector.gvt1.com",
    "optimizationguide-pa.googleapis.com",
    "safebrowsing.googleapis.com",
    "update.googleapis.com",
    "www.google.com",
];

/// The recording proxy. It lives as long as the process.
pub struct Recorder {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Recorder {
    /// Starts to record on a free port.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Some(target) = refuse(stream).filter(|target| !is_chromium_itself(target)) {
                    kept.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(target);
                }
            }
        });
        Ok(Self { port, asked })
    }

    /// The proxy's loopback port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Takes the foreign addresses that were asked for since the last call.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Answers with a refusal and returns the address that was asked for.
fn refuse(mut stream: TcpStream) -> Option<String> {
    let mut line = String::new();
    BufReader::new(stream.try_clone().ok()?)
        .read_line(&mut line)
        .ok()?;
    let refusal = b"HTTP/1.1 502 Recorded\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    drop(stream.write_all(refusal));
    line.split(' ').nth(1).map(str::to_owned)
}

fn is_chromium_itself(target: &str) -> bool {
    let host = target.split("://").last().unwrap_or_default();
    let host = host.split(['/', ':', '?']).next().unwrap_or_default();
    CHROMIUM_ITSELF.contains(&host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_chromiums_own_hosts_are_left_out() {
        assert!(is_chromium_itself("accounts.google.com:443"));
        assert!(is_chromium_itself(
            "http://clients2.google.com/time/1/current?x"
        ));
        assert!(!is_chromium_itself("https://fonts.googleapis.com/css"));
        assert!(!is_chromium_itself(
            "http://example.com/?accounts.google.com"
        ));
    }
}
