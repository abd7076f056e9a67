//! The state of the page, with a worker that is played by hand.

use bilayer::base::Time;
use bilayer::scene::model::{Place, Scene};
use bilayer_protocol::{Letter, Patch, Request, Response, Source, VERSION};

use super::effect::Effect;
use super::state::State;
use crate::intent::Intent;

fn asked(effects: &[Effect]) -> Vec<(u32, Request)> {
    let asks = effects.iter().filter_map(|effect| match effect {
        Effect::Ask(number, request) => Some((*number, request.clone())),
        _ => None,
    });
    asks.collect()
}

fn say(state: &mut State, number: u32, body: Response) -> Vec<(u32, Request)> {
    asked(&state.hear(Letter { number, body }))
}

/// A picture of a moment, with so many commands before it.
fn scene(seconds: u64, commands: u32) -> Response {
    let after = Scene {
        place: Place {
            time: Time(seconds * 1_000_000),
            commands,
            ..Place::default()
        },
        ..Scene::default()
    };
    Response::Scene(Box::new(Patch::between(None, &after)))
}

/// A page that plays a world in which one command was given, and has asked for more of it by this number.
fn playing() -> (State, u32) {
    let mut state = State::new(Source::Shipped("sandbox".to_owned()), true);
    let hello = Response::Hello {
        version: VERSION,
        worlds: Vec::new(),
        lessons: Vec::new(),
    };
    let opening = say(&mut state, 0, hello)[0].0;
    let opened = Response::Opened {
        matched: None,
        remarks: Vec::new(),
    };
    say(&mut state, opening, opened);
    let looks = say(&mut state, opening, scene(30, 1));
    assert!(matches!(looks[..], [(_, Request::Look(_))]), "it plays");
    (state, looks[0].0)
}

#[test]
fn an_undo_while_time_runs_stands_still_before_the_command() {
    let (mut state, look) = playing();
    let wish = asked(&state.wish(Intent::Undo));
    let [(undo, Request::Undo)] = wish[..] else {
        panic!("not asked: {wish:?}");
    };
    assert_eq!(say(&mut state, look, scene(31, 1)), [], "the late picture");
    assert_eq!(asked(&state.frame(16.0)), [], "nothing else is asked for");
    assert_eq!(say(&mut state, undo, scene(20, 0)), []);
    assert_eq!(say(&mut state, undo, Response::Done), []);
    for _ in 0..100 {
        assert_eq!(asked(&state.frame(16.0)), []);
    }
    assert!(!state.view.playing && !state.view.can_undo);
    assert_eq!(state.scene.place.time, Time(20_000_000));
    assert!((state.ticker.now() - 20e6).abs() < 1.0);
}

#[test]
fn after_an_undo_time_goes_on_from_there() {
    let (mut state, _) = playing();
    let undo = asked(&state.wish(Intent::Undo))[0].0;
    say(&mut state, undo, scene(20, 0));
    say(&mut state, undo, Response::Done);
    let looks = asked(&state.wish(Intent::TogglePlay));
    let Some((_, Request::Look(look))) = looks.first() else {
        panic!("it does not play: {looks:?}");
    };
    let until = look.until.expect("it plays on");
    assert!(until > Time(20_000_000) && until < Time(21_000_000));
}
