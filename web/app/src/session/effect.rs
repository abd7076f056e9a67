//! What the state asks of the browser.

use bilayer_protocol::Request;

/// Something to do outside of the state.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Ask the worker; the number will be on the answer.
    Ask(u32, Request),
    /// End the worker and start another one.
    Restart,
    /// Keep the run and the view's settings.
    Store,
    /// Put text into the clipboard.
    Copy(String),
    /// Save text as a file: name, text.
    Download(String, String),
    /// What the address named is open, and changes from now on: the address names it no more.
    ClearAddress,
    /// Tell the browser how long the start took.
    Alive,
}
