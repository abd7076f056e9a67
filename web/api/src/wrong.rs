//! What is wrong, as a JavaScript error with fields.

use bilayer::command::Refusal;
use bilayer::scenario::Problem;
use js_sys::{Array, Error, Reflect};
use wasm_bindgen::JsValue;

/// A refusal: `key` and its values, `arguments`.
pub fn refusal(refusal: &Refusal) -> JsValue {
    let Refusal { key, arguments } = refusal;
    let words: Vec<&str> = std::iter::once(key)
        .chain(arguments)
        .map(String::as_str)
        .collect();
    let error = Error::new(&words.join(" "));
    error.set_name("BilayerError");
    let values: Array = arguments.iter().map(|one| JsValue::from_str(one)).collect();
    set(&error, "key", &JsValue::from_str(key));
    set(&error, "arguments", &values);
    error.into()
}

/// Something wrong in a text: besides, `line`, `column` and `path`.
pub fn problem(problem: &Problem) -> JsValue {
    let error = refusal(&problem.refusal);
    set(&error, "line", &problem.line.into());
    set(&error, "column", &problem.column.into());
    set(&error, "path", &JsValue::from_str(&problem.path));
    error
}

/// A value that is not of the form that is asked for.
pub fn unfit(error: &serde_wasm_bindgen::Error) -> JsValue {
    refusal(&Refusal::new("file.content").with(error))
}

fn set(error: &JsValue, name: &str, value: &JsValue) {
    // An error that was just made takes every field.
    let _ = Reflect::set(error, &JsValue::from_str(name), value);
}
