//! Entry of the worker: brings messages in and answers out, and gives the engine its slices.
//!
//! Page and worker are one binary, so that what both need is loaded once.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use bilayer_protocol::{Letter, Response, VERSION};
use js_sys::{Array, Uint8Array, global};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use crate::Core;

type Shared = Rc<RefCell<Core>>;

/// Whether this runs in a worker and not in a page.
pub fn is_here() -> bool {
    global().is_instance_of::<DedicatedWorkerGlobalScope>()
}

/// Begins to hear the page.
pub fn run() {
    std::panic::set_hook(Box::new(|info| {
        post(0, Response::Panicked(info.to_string()));
    }));
    let Some(clock) = scope().performance() else {
        return post(0, Response::Panicked("this worker has no clock".to_owned()));
    };
    let core: Shared = Rc::new(RefCell::new(Core::new(move || clock.now())));
    let Ok(channel) = MessageChannel::new() else {
        return post(
            0,
            Response::Panicked("this worker has no channel".to_owned()),
        );
    };
    let again = Rc::new(Again {
        port: channel.port2(),
        waits: Cell::new(false),
    });
    let slice = {
        let (core, again) = (core.clone(), again.clone());
        Closure::<dyn FnMut()>::new(move || work(&core, &again))
    };
    channel
        .port1()
        .set_onmessage(Some(slice.as_ref().unchecked_ref()));
    slice.forget();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = Uint8Array::new(&event.data()).to_vec();
        if let Some(letter) = Letter::unpack(&bytes) {
            core.borrow_mut().hear(letter);
            again.come();
        }
    });
    scope().set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    post(
        0,
        Response::Hello {
            version: VERSION,
            worlds: crate::worlds(),
            lessons: crate::lessons(),
        },
    );
}

fn scope() -> DedicatedWorkerGlobalScope {
    global().unchecked_into()
}

/// A message to itself: what the page sent in the meantime comes first.
struct Again {
    port: MessagePort,
    waits: Cell<bool>,
}

impl Again {
    fn come(&self) {
        if !self.waits.replace(true) {
            // It fails only if the worker ends.
            drop(self.port.post_message(&JsValue::NULL));
        }
    }
}

fn work(core: &Shared, again: &Again) {
    again.waits.set(false);
    let mut core = core.borrow_mut();
    let more = core.work();
    for letter in core.take_answers() {
        send(&letter);
    }
    if more {
        again.come();
    }
}

fn post(number: u32, body: Response) {
    send(&Letter { number, body });
}

/// Hands the bytes over without a copy.
fn send(letter: &Letter<Response>) {
    if let Some(bytes) = letter.pack() {
        let bytes = Uint8Array::from(bytes.as_slice());
        let handed_over = Array::of1(&bytes.buffer());
        // It fails only if the page is gone.
        drop(scope().post_message_with_transfer(&bytes, &handed_over));
    }
}
