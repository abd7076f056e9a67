//! `bilayer replay`: a shared link or a saved run, played again and compared.

use bilayer::scenario::{Opening, SharedRun, Verdict, read_link, read_run};
use bilayer::simulation::MAX_NODES_TERMINAL;
use serde_json::json;

use crate::arguments::ReplayOptions;
use crate::failure::Failure;
use crate::summary::Summary;
use crate::{put, source, text};

/// Events taken between looks.
const PORTION: u32 = 10_000;

/// Replays a run.
pub fn replay(options: &ReplayOptions) -> Result<(), Failure> {
    let shared = load(&options.run)?;
    let begun = Opening::begin(shared.record, shared.world_changed, MAX_NODES_TERMINAL);
    let mut opening = begun.map_err(|problem| Failure::problem("run", &problem))?;
    while !opening.advance(PORTION) {}
    let (session, verdict) = opening.finish();
    let (world, archive) = (session.world(), session.archive());
    let summary = Summary::of(world, archive, session.fingerprint(), session.hashes());
    if options.json {
        let same =
            json!({ "same": verdict.same, "made_by": verdict.made_by, "engine": verdict.engine });
        put(&format!("{same}\n{}", summary.json()))?;
    } else {
        put(&summary.table())?;
    }
    if verdict.same {
        return put(if options.json {
            ""
        } else {
            "the same run, to the bit\n"
        });
    }
    Err(Failure::run(told(&verdict, shared.world_changed)))
}

fn load(run: &str) -> Result<SharedRun, Failure> {
    let fragment = run.split_once('#').map_or(run, |(_, fragment)| fragment);
    if fragment.contains("run=") {
        let link =
            read_link(fragment).map_err(|refusal| Failure::input(text::refusal(&refusal)))?;
        return link
            .run
            .ok_or_else(|| Failure::input("the link holds no run"));
    }
    let file = source::read_file(run)?;
    let record = read_run(&file).map_err(|problem| Failure::problem(run, &problem))?;
    Ok(SharedRun {
        record,
        scenario: None,
        world_changed: false,
    })
}

fn told(verdict: &Verdict, world_changed: bool) -> String {
    if let Some((index, refusal)) = &verdict.refused {
        let why = text::refusal(refusal);
        return format!(
            "command {} of the run is refused: {why} (made by engine {}, this is engine {})",
            index + 1,
            verdict.made_by,
            verdict.engine
        );
    }
    if verdict.made_by != verdict.engine {
        return format!(
            "made by engine {}, this is engine {}: no match is claimed",
            verdict.made_by, verdict.engine
        );
    }
    if world_changed {
        return "the scenario has changed since: no match is claimed".to_owned();
    }
    "another fingerprint than the run says".to_owned()
}
