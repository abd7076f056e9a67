//! The core for other pages: a world as a JavaScript object. `docs/embedding.md` tells how it is used.

mod summary;
mod wrong;

use bilayer::base::Time;
use bilayer::command::{Command, Refusal};
use bilayer::scenario::{self, MAX_LINK, Opening, ViewParameters};
use bilayer::simulation::{MAX_NODES_PAGE, MAX_TIME, Record, Session};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use summary::Summary;
use wrong::{problem, refusal, unfit};

/// Events between two looks whether a run is open.
const PORTION: u32 = 10_000;

type Told<T> = Result<T, JsValue>;

/// A world that can be played, acted in, and gone back in.
#[wasm_bindgen]
pub struct World {
    session: Session,
}

#[wasm_bindgen]
impl World {
    /// Begins the world of a scenario that ships, by its id, or of a scenario's text.
    ///
    /// # Errors
    /// A `BilayerError` with the place of what is wrong in the text.
    #[wasm_bindgen(constructor)]
    pub fn new(scenario: &str) -> Told<World> {
        let text = match scenario::shipped(scenario) {
            Some(shipped) => shipped.text,
            None if scenario.trim_start().starts_with('{') => scenario,
            None => {
                let short: String = scenario.chars().take(40).collect();
                return Err(refusal(&Refusal::new("link.scenario").with(short)));
            }
        };
        let read = scenario::read(text).map_err(|wrong| problem(&wrong))?;
        scenario::check(text, &read, MAX_NODES_PAGE).map_err(|wrong| problem(&wrong))?;
        let session = Session::new(read.setup, MAX_NODES_PAGE);
        let session = session.map_err(|error| refusal(&error.refusal))?;
        Ok(Self { session })
    }

    /// Replays a shared run: a link's part after `#`, or the text of a saved run.
    ///
    /// # Errors
    /// A `BilayerError` if it is damaged, refused, or does not reach the fingerprint that it names.
    pub fn replay(run: &str) -> Told<World> {
        let (record, changed) = shared(run)?;
        let opening = Opening::begin(record, changed, MAX_NODES_PAGE);
        let mut opening = opening.map_err(|wrong| problem(&wrong))?;
        while !opening.advance(PORTION) {}
        let (session, verdict) = opening.finish();
        match (verdict.refused, verdict.same) {
            (Some((_, reason)), _) => Err(refusal(&reason)),
            (None, false) => Err(refusal(&Refusal::new("run.differs"))),
            (None, true) => Ok(Self { session }),
        }
    }

    /// Goes to a moment in microseconds, back or on.
    ///
    /// # Errors
    /// A `BilayerError` if there is no such moment.
    #[wasm_bindgen(js_name = runTo)]
    pub fn run_to(&mut self, time_us: f64) -> Told<()> {
        if !(0.0..=MAX_TIME.0 as f64).contains(&time_us) {
            return Err(refusal(&Refusal::new("run.no-such-place")));
        }
        self.session.seek(Time(time_us as u64));
        Ok(())
    }

    /// Takes a command, in the form of a scenario's script.
    ///
    /// # Errors
    /// A `BilayerError` if it is none, or is not possible now; nothing is changed then.
    pub fn give(&mut self, command: JsValue) -> Told<()> {
        let command: Command = serde_wasm_bindgen::from_value(command).map_err(|e| unfit(&e))?;
        self.session
            .give(command)
            .map_err(|reason| refusal(&reason))
    }

    /// Takes back the last command before this moment and returns to its place; whether there was one.
    pub fn undo(&mut self) -> bool {
        self.session.undo().is_some()
    }

    /// The commands that were given, each with `step`, `time` and `command`.
    ///
    /// # Errors
    /// A `BilayerError` if a number is larger than JavaScript holds exactly.
    pub fn commands(&self) -> Told<JsValue> {
        value(self.session.commands())
    }

    /// Where the world is: `fingerprint`, `time_us`, `events`, `height`, `balances`, `broken`.
    ///
    /// # Errors
    /// A `BilayerError` if a number is larger than JavaScript holds exactly.
    pub fn summary(&self) -> Told<JsValue> {
        value(&Summary::of(&self.session))
    }

    /// The world's fingerprint, in hex.
    pub fn fingerprint(&self) -> String {
        self.session.fingerprint().to_string()
    }

    /// The run as a link's part after `#`; `undefined` if it is too long for one.
    pub fn link(&self) -> Option<String> {
        let (link, _) = scenario::write_link(&self.session.record(), &ViewParameters::default());
        (link.len() <= MAX_LINK).then_some(link)
    }
}

/// The ids of the scenarios that ship.
#[wasm_bindgen]
pub fn scenarios() -> Vec<String> {
    let ids = scenario::SHIPPED.iter().map(|shipped| shipped.id);
    ids.map(str::to_owned).collect()
}

/// The record of a shared run, and whether its world is another one since.
fn shared(run: &str) -> Told<(Record, bool)> {
    if run.trim_start().starts_with('{') {
        let record = scenario::read_run(run).map_err(|wrong| problem(&wrong))?;
        return Ok((record, false));
    }
    let link = scenario::read_link(run).map_err(|reason| refusal(&reason))?;
    let shared = link
        .run
        .ok_or_else(|| refusal(&Refusal::new("link.damaged")))?;
    Ok((shared.record, shared.world_changed))
}

fn value(of: &(impl Serialize + ?Sized)) -> Told<JsValue> {
    let plain = Serializer::json_compatible();
    of.serialize(&plain).map_err(|error| unfit(&error))
}
