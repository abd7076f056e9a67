//! The worker: started from its file, or where that may not be (a sandboxed frame) from a blob that imports the file.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use bilayer_protocol::{Letter, Request, Response};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, Event, MessageEvent, Url, Worker, WorkerOptions, WorkerType};

/// Where the worker's file is, seen from the page.
const FILE: &str = "worker.js";

#[wasm_bindgen(raw_module = "./later.js")]
extern "C" {
    /// Gives a worker this very binary, as it is compiled.
    fn hand_over(worker: &Worker, binary: &JsValue);
    /// Loads what a divided binary does not contain.
    fn load();
}

/// Keeps [`load`] among what the binary imports: a divided one calls it from its stubs.
#[wasm_bindgen(js_name = loadLater)]
pub fn load_later() {
    load();
}

/// Takes the worker's answers.
pub type Hear = Rc<dyn Fn(Letter<Response>)>;

/// A running worker.
pub struct Client {
    worker: RefCell<Option<Worker>>,
    hear: Hear,
    live: Cell<u32>,
}

impl Client {
    /// Starts a worker.
    pub fn start(hear: Hear) -> Rc<Self> {
        let client = Rc::new(Self {
            worker: RefCell::new(None),
            hear,
            live: Cell::new(0),
        });
        client.restart();
        client
    }

    /// Ends the worker, if one runs, and starts another one.
    pub fn restart(self: &Rc<Self>) {
        if let Some(worker) = self.worker.take() {
            worker.terminate();
        }
        self.live.set(self.live.get() + 1);
        match from_file() {
            Ok(worker) => self.listen(worker, true),
            Err(_) => self.start_from_blob(),
        }
    }

    fn start_from_blob(self: &Rc<Self>) {
        match from_blob() {
            Ok(worker) => self.listen(worker, false),
            Err(reason) => self.fail(format!("{reason:?}")),
        }
    }

    fn fail(&self, reason: String) {
        (self.hear)(Letter {
            number: 0,
            body: Response::Panicked(reason),
        });
    }

    /// Only the newest worker is heard.
    fn listen(self: &Rc<Self>, worker: Worker, from_file: bool) {
        let (mine, said) = (self.live.get(), Rc::new(Cell::new(false)));
        let message = {
            let (client, said) = (self.clone(), said.clone());
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if client.live.get() != mine {
                    return;
                }
                if let (true, Some(worker)) = (event.data().is_null(), &*client.worker.borrow()) {
                    return hand_over(worker, &wasm_bindgen::module());
                }
                said.set(true);
                if let Some(letter) = Letter::unpack(&Uint8Array::new(&event.data()).to_vec()) {
                    (client.hear)(letter);
                }
            })
        };
        let error = {
            let client = self.clone();
            Closure::<dyn FnMut(Event)>::new(move |event: Event| {
                if client.live.get() != mine || said.get() {
                    return;
                }
                event.prevent_default();
                if from_file {
                    client.start_from_blob();
                } else {
                    client.fail("the worker's script does not load".to_owned());
                }
            })
        };
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        // A worker is started once, or a few times in bad luck: its two listeners stay.
        message.forget();
        error.forget();
        self.worker.replace(Some(worker));
    }

    /// Hands a request over.
    pub fn ask(&self, number: u32, request: Request) {
        let letter = Letter {
            number,
            body: request,
        };
        if let (Some(worker), Some(bytes)) = (&*self.worker.borrow(), letter.pack()) {
            let bytes = Uint8Array::from(bytes.as_slice());
            let handed_over = Array::of1(&bytes.buffer());
            // It fails only if the worker is gone, which the watch notices.
            let _ = worker.post_message_with_transfer(&bytes, &handed_over);
        }
    }
}

fn from_file() -> Result<Worker, JsValue> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    Worker::new_with_options(&format!("./{FILE}"), &options)
}

/// A classic worker may be a blob even where no file may be one; it then imports the file.
fn from_blob() -> Result<Worker, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let base = window
        .document()
        .and_then(|page| page.base_uri().ok().flatten());
    let file = Url::new_with_base(FILE, &base.unwrap_or_default())?.href();
    let code = format!("import({file:?}).catch((error) => setTimeout(() => {{ throw error; }}));");
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&code.into()), &kind)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let worker = Worker::new(&address);
    Url::revoke_object_url(&address)?;
    worker
}
