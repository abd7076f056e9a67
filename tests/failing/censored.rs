//! A cartel of producers leaves the fraud proof out until the window is over.

use bilayer::command::{Command, Conduct, DelegatedCommand};
use bilayer::event::RollupFact;
use bilayer::simulation::Setup;

use crate::hands::{books, deleted, facts, played, world};

/// The scenario, with `conduct` for all producers but those that stay honest.
fn cartel(conduct: &Conduct, honest: &[&str]) -> Setup {
    let mut setup = world("censored-proof");
    setup
        .script
        .retain_mut(|scripted| match &mut scripted.command {
            Command::Delegated(DelegatedCommand::Behave { node, conduct: own }) => {
                *own = conduct.clone();
                !honest.contains(&node.as_str())
            }
            _ => true,
        });
    setup
}

fn vera() -> String {
    "Vera".to_owned()
}

/// When the false claim was made, challenged, too late to be challenged, and confirmed.
#[test]
fn a_cartel_censors_the_fraud_proof_through_the_window_and_the_false_state_stands() {
    let session = played(world("censored-proof"), 4, 0);
    let at = |what: &dyn Fn(&RollupFact) -> bool| {
        let found = facts(&session).find(|(_, fact)| what(fact));
        found.map(|(at, _)| at)
    };
    let lied = at(&|fact| {
        matches!(
            fact,
            RollupFact::Claimed {
                batch: 2,
                honest: false,
                ..
            }
        )
    });
    let found = at(&|fact| matches!(fact, RollupFact::Disputed { batch: 2, .. }));
    let late = at(
        &|fact| matches!(fact, RollupFact::Alarm { batch: 2, reason, .. } if reason == "rollup.too-late"),
    );
    let confirmed = at(&|fact| matches!(fact, RollupFact::Confirmed { batch: 2, .. }));
    let (lied, found) = (
        lied.expect("Sam lies"),
        found.expect("Vera sees it at once"),
    );
    assert!(found <= lied + 1, "{found} {lied}");
    let (late, confirmed) = (late.expect("too late"), confirmed.expect("it stands"));
    assert!(
        late >= found + 59 && confirmed >= late,
        "{late} {confirmed}"
    );
    assert_eq!(deleted(&session), None);
    assert!(books(&session, "Genoa", "Sam").is_betrayed);
}

#[test]
fn one_honest_producer_in_rotation_takes_the_proof_within_a_round() {
    let conduct = Conduct::Censor { person: vera() };
    let session = played(cartel(&conduct, &["Delhi"]), 4, 0);
    let lied = facts(&session)
        .find(|(_, fact)| matches!(fact, RollupFact::Claimed { honest: false, .. }))
        .expect("Sam lies")
        .0;
    let deleted = deleted(&session).expect("the proof landed");
    assert!(deleted <= lied + 43, "a round is 42 s: {lied} {deleted}");
    assert!(!books(&session, "Genoa", "Sam").is_betrayed);
}

#[test]
fn six_of_seven_that_leave_blocks_with_the_proof_behind_make_the_honest_one_useless() {
    let conduct = Conduct::Veto { person: vera() };
    let session = played(cartel(&conduct, &["Delhi"]), 4, 0);
    assert!(books(&session, "Genoa", "Sam").is_betrayed);
}
