//! Entry of the worker.

use js_sys::global;
use wasm_bindgen::JsCast;
use web_sys::DedicatedWorkerGlobalScope;

fn main() {
    let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
    scope.post_message(&"started".into()).ok();
}
