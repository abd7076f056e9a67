//! A partition spans the window: the proof lands on the side whose blocks are left when both meet again.

use bilayer::base::{Amount, Span};
use bilayer::command::{Command, NetworkCommand, RollupCommand};
use bilayer::event::RollupFact;
use bilayer::simulation::Setup;

use crate::hands::{below, books, deleted, facts, go_on, played, world};

const BEFORE: Amount = Amount::coins(50);

#[test]
fn the_verifiers_proof_dies_on_healing_and_the_false_state_stands() {
    let mut session = played(world("split-window"), 39, 59);
    let proven = deleted(&session).expect("on the smaller side the proof landed");
    assert!(proven < 40 * 60);
    assert!(
        below(&session, "Vera") > BEFORE,
        "half of the lost bond is hers"
    );
    assert!(
        !books(&session, "West", "Sam").is_betrayed,
        "as Vera sees it"
    );
    assert!(
        books(&session, "North", "Sam").is_betrayed,
        "as Sam sees it"
    );
    go_on(&mut session, 48, 0);
    for node in ["North", "East", "South", "West"] {
        assert!(books(&session, node, "Sam").is_betrayed, "{node}");
    }
    assert!(
        below(&session, "Vera") < BEFORE,
        "she paid for a proof in vain"
    );
    let confirmed = |fact: &RollupFact| matches!(fact, RollupFact::Confirmed { batch: 0, .. });
    assert!(facts(&session).any(|(_, fact)| confirmed(fact)));
}

/// The scenario with another moment of healing, or another window.
fn changed(heal: Option<Span>, blocks: Option<u64>) -> Setup {
    let mut setup = world("split-window");
    for scripted in &mut setup.script {
        match &mut scripted.command {
            Command::Network(NetworkCommand::Heal {}) => {
                scripted.at = heal.unwrap_or(scripted.at);
            }
            Command::Rollup(RollupCommand::Start { settings, .. }) => {
                settings.window = blocks.unwrap_or(settings.window);
            }
            _ => {}
        }
    }
    setup
}

#[test]
fn a_cut_that_ends_within_the_window_leaves_the_proof_alive() {
    let heal = Some(Span::from_secs(18 * 60));
    let session = played(changed(heal, None), 48, 0);
    assert!(!books(&session, "North", "Sam").is_betrayed);
    assert!(below(&session, "Vera") > BEFORE);
}

#[test]
fn a_window_longer_than_the_cut_lets_the_proof_land_again_on_the_side_that_remains() {
    let mut session = played(changed(None, Some(40)), 39, 59);
    let removed = books(&session, "North", "Sam");
    assert!(!removed.is_betrayed, "the window is still open");
    go_on(&mut session, 60, 0);
    assert!(!books(&session, "North", "Sam").is_betrayed);
    assert!(
        below(&session, "Vera") > BEFORE,
        "paid on the side that remains"
    );
}
