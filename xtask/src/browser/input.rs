//! What a person can do to a page: find things by role and name as a screen reader does, point,
//! press, type, drag.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::page::Page;

/// The middle of an element in the viewport, after scrolling to it; or what covers it.
const MIDDLE: &str = "function() {
    this.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
    const box = this.getBoundingClientRect();
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const hit = document.elementFromPoint(x, y);
    const reached = hit && (this.contains(hit) || hit.contains(this) || hit.closest('label')?.control === this);
    return { x, y, covered: reached ? null : (hit ? hit.outerHTML.slice(0, 120) : 'outside the viewport') };
}";

/// An element as assistive technology knows it.
#[derive(Debug)]
pub struct Found {
    /// The accessible name.
    pub name: String,
    node: u64,
}

/// A place in the viewport, in CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

impl Page {
    /// All elements of a role that assistive technology sees, in the order of the document.
    pub fn all(&self, role: &str) -> Result<Vec<Found>> {
        self.all_of("document", role)
    }

    /// As [`Page::all`], below the first element that a CSS selector finds.
    pub fn all_in(&self, scope: &str, role: &str) -> Result<Vec<Found>> {
        self.all_of(&format!("document.querySelector({})", json!(scope)), role)
            .with_context(|| format!("within {scope}"))
    }

    fn all_of(&self, expression: &str, role: &str) -> Result<Vec<Found>> {
        let top = self.devtools("Runtime.evaluate", &json!({ "expression": expression }))?;
        let top = &top["result"]["objectId"];
        ensure!(top.is_string(), "there is no such element");
        let query = json!({ "objectId": top, "role": role });
        let answer = self.devtools("Accessibility.queryAXTree", &query)?;
        let nodes = answer["nodes"]
            .as_array()
            .context("no accessibility tree")?
            .iter();
        Ok(nodes
            .filter(|node| node["ignored"] != true)
            .filter_map(found)
            .collect())
    }

    /// The one element of a role whose name holds for a test.
    pub fn find(&self, role: &str, wanted: impl Fn(&str) -> bool) -> Result<Found> {
        only(self.all(role)?, role, wanted)
    }

    /// Clicks the one element of exactly this role and name.
    pub fn click(&self, role: &str, name: &str) -> Result<()> {
        let found = self.find(role, |other| other == name);
        self.press_found(&found.with_context(|| format!("looking for the {role} {name:?}"))?)
    }

    /// Clicks what [`Page::find_in`] finds.
    pub fn click_in(&self, scope: &str, role: &str, start: &str) -> Result<()> {
        self.press_found(&self.find_in(scope, role, start)?)
    }

    /// The one element of this role that is called so, or whose name starts so, below the first
    /// element that a CSS selector finds.
    pub fn find_in(&self, scope: &str, role: &str, start: &str) -> Result<Found> {
        let all = self.all_in(scope, role)?;
        let exact = all.iter().any(|found| found.name == start);
        let found = only(all, role, |name| {
            name == start || (!exact && name.starts_with(start))
        });
        found.with_context(|| format!("looking for the {role} {start:?} within {scope}"))
    }

    /// Gives an element the focus, as a person who tabs to it.
    pub fn focus_on(&self, found: &Found) -> Result<()> {
        let node = json!({ "backendNodeId": found.node });
        self.devtools("DOM.focus", &node).map(drop)
    }

    /// Clicks the one element of this role whose name starts so.
    pub fn click_starting(&self, role: &str, start: &str) -> Result<()> {
        let found = self.find(role, |other| other.starts_with(start));
        self.press_found(&found.with_context(|| format!("looking for a {role} {start:?}..."))?)
    }

    /// Clicks a found element.
    pub fn press_found(&self, found: &Found) -> Result<()> {
        let node = json!({ "backendNodeId": found.node });
        let object = self.devtools("DOM.resolveNode", &node)?;
        let place = self.middle(&object["object"]["objectId"]);
        self.click_at(place.with_context(|| format!("clicking {:?}", found.name))?)
    }

    /// Clicks the first element that a CSS selector finds: for what has no name of its own.
    pub fn click_selector(&self, selector: &str) -> Result<()> {
        self.click_at(self.place(selector)?)
    }

    /// The middle of the first element that a CSS selector finds, scrolled into view.
    pub fn place(&self, selector: &str) -> Result<Place> {
        let expression = format!("document.querySelector({})", json!(selector));
        let object = self.devtools("Runtime.evaluate", &json!({ "expression": expression }))?;
        let object = &object["result"]["objectId"];
        ensure!(object.is_string(), "no element {selector}");
        self.middle(object).with_context(|| selector.to_owned())
    }

    fn middle(&self, object: &Value) -> Result<Place> {
        let call = json!({
            "objectId": object, "functionDeclaration": MIDDLE, "returnByValue": true,
        });
        let answer = self.devtools("Runtime.callFunctionOn", &call)?;
        let value = &answer["result"]["value"];
        if let Some(cover) = value["covered"].as_str() {
            bail!("the element can't be reached by a pointer: {cover}");
        }
        let coordinate = |key: &str| value[key].as_f64().context("the element has no place");
        Ok(Place {
            x: coordinate("x")?,
            y: coordinate("y")?,
        })
    }

    /// Clicks a place.
    pub fn click_at(&self, place: Place) -> Result<()> {
        self.mouse("mouseMoved", place, 0)?;
        self.mouse("mousePressed", place, 1)?;
        self.mouse("mouseReleased", place, 1)
    }

    /// Drags from one place to another in a few steps.
    pub fn drag(&self, from: Place, to: Place) -> Result<()> {
        const STEPS: u32 = 8;
        self.mouse("mouseMoved", from, 0)?;
        self.mouse("mousePressed", from, 1)?;
        for step in 1..=STEPS {
            let part = f64::from(step) / f64::from(STEPS);
            let between = |a: f64, b: f64| a + (b - a) * part;
            let place = Place {
                x: between(from.x, to.x),
                y: between(from.y, to.y),
            };
            self.mouse("mouseMoved", place, 1)?;
        }
        self.mouse("mouseReleased", to, 1)
    }

    fn mouse(&self, kind: &str, place: Place, buttons: u32) -> Result<()> {
        let button = if kind == "mouseMoved" && buttons == 0 {
            "none"
        } else {
            "left"
        };
        let event = json!({
            "type": kind, "x": place.x, "y": place.y, "button": button,
            "buttons": buttons, "clickCount": i32::from(kind != "mouseMoved"),
        });
        self.devtools("Input.dispatchMouseEvent", &event).map(drop)
    }

    /// Presses a key with what is held: `press("k")`, `press("Enter")`, `press("Shift+Tab")`.
    pub fn press(&self, keys: &str) -> Result<()> {
        let names: Vec<&str> = keys.split('+').filter(|name| !name.is_empty()).collect();
        let names = if names.is_empty() { vec![keys] } else { names };
        let codes = names
            .iter()
            .map(|name| key_code(name))
            .collect::<Result<Vec<_>>>()?;
        let down = codes
            .iter()
            .map(|key| json!({ "type": "keyDown", "value": key }));
        let up = codes
            .iter()
            .rev()
            .map(|key| json!({ "type": "keyUp", "value": key }));
        let actions: Vec<Value> = down.chain(up).collect();
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.session().post("actions", &body).map(drop)
    }

    /// Presses the keys of a text one after another.
    pub fn press_letters(&self, text: &str) -> Result<()> {
        let keys = text.chars().flat_map(|letter| {
            ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": letter.to_string() }))
        });
        let actions: Vec<Value> = keys.collect();
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.session().post("actions", &body).map(drop)
    }

    /// Types text into what has the focus.
    pub fn type_text(&self, text: &str) -> Result<()> {
        self.devtools("Input.insertText", &json!({ "text": text }))
            .map(drop)
    }

    /// The role and name of what has the focus, such as `button "Pause"`; empty if nothing has.
    pub fn focus(&self) -> Result<String> {
        let expression = json!({ "expression": "document.activeElement" });
        let element = self.devtools("Runtime.evaluate", &expression)?;
        let query = json!({ "objectId": element["result"]["objectId"], "fetchRelatives": false });
        let answer = self.devtools("Accessibility.getPartialAXTree", &query)?;
        let node = &answer["nodes"][0];
        let role = node["role"]["value"].as_str().unwrap_or_default();
        if matches!(role, "" | "RootWebArea" | "generic" | "none") {
            return Ok(String::new());
        }
        Ok(format!(
            "{role} {:?}",
            node["name"]["value"].as_str().unwrap_or_default()
        ))
    }

    /// Makes the frame that a CSS selector finds the one that `eval`, `wait` and `text` look at.
    pub fn enter_frame(&self, selector: &str) -> Result<()> {
        let found = json!({ "using": "css selector", "value": selector });
        let frame = self.session().post("element", &found)?;
        self.session()
            .post("frame", &json!({ "id": frame }))
            .map(drop)
    }

    /// Back to the page itself.
    pub fn leave_frame(&self) -> Result<()> {
        self.session()
            .post("frame", &json!({ "id": null }))
            .map(drop)
    }
}

/// The one of some elements whose name holds for a test.
fn only(all: Vec<Found>, role: &str, wanted: impl Fn(&str) -> bool) -> Result<Found> {
    let names: Vec<String> = all.iter().map(|found| found.name.clone()).collect();
    let mut matching = all.into_iter().filter(|found| wanted(&found.name));
    match (matching.next(), matching.next()) {
        (Some(found), None) => Ok(found),
        (None, _) => bail!("no such {role}; there are {names:?}"),
        (Some(one), Some(other)) => bail!("two {role}s: {:?} and {:?}", one.name, other.name),
    }
}

fn found(node: &Value) -> Option<Found> {
    let name = node["name"]["value"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    Some(Found {
        name,
        node: node["backendDOMNodeId"].as_u64()?,
    })
}

/// The character that stands for a key in the WebDriver protocol.
fn key_code(name: &str) -> Result<String> {
    let code = match name {
        "Backspace" => '\u{e003}',
        "Tab" => '\u{e004}',
        "Enter" => '\u{e007}',
        "Shift" => '\u{e008}',
        "Control" => '\u{e009}',
        "Alt" => '\u{e00a}',
        "Escape" => '\u{e00c}',
        "Space" => ' ',
        "PageUp" => '\u{e00e}',
        "PageDown" => '\u{e00f}',
        "End" => '\u{e010}',
        "Home" => '\u{e011}',
        "ArrowLeft" => '\u{e012}',
        "ArrowUp" => '\u{e013}',
        "ArrowRight" => '\u{e014}',
        "ArrowDown" => '\u{e015}',
        "Delete" => '\u{e017}',
        "Meta" => '\u{e03d}',
        _ => {
            let mut letters = name.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) => letter,
                _ => bail!("no key {name:?}"),
            }
        }
    };
    Ok(code.to_string())
}
