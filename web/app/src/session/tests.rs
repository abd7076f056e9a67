//! The state of the page, with a worker that is played by hand.

use bilayer::base::Time;
use bilayer::scene::model::Text;
use bilayer::scene::model::{Place, Scene};
use bilayer_protocol::{Letter, Patch, Problem, Request, Response, Source, VERSION};

use super::effect::Effect;
use super::state::State;
use crate::intent::{CompareIntent, Intent, ScriptIntent};
use crate::view::{CompareView, Engine};

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

/// A page on which a text is edited and about to be played by the request of this number.
fn editing() -> (State, u32) {
    let (mut state, _) = playing();
    let keep = Response::Keep {
        bytes: vec![1],
        code: None,
        branches: Vec::new(),
    };
    say(&mut state, 1, keep);
    let edit = |intent| Intent::Script(intent);
    let ask = asked(&state.wish(edit(ScriptIntent::Edit)));
    say(&mut state, ask[0].0, Response::Script("old".to_owned()));
    state.wish(edit(ScriptIntent::Type("new".to_owned())));
    let open = asked(&state.wish(edit(ScriptIntent::Run)));
    assert_eq!(open[0].1, Request::Open(Source::Script("new".to_owned())));
    (state, open[0].0)
}

#[test]
fn a_script_that_fails_stays_with_its_fault() {
    let (mut state, number) = editing();
    let problem = Problem {
        place: "3:1, script[1]".to_owned(),
        text: Text::key("refusal.script.every"),
    };
    say(&mut state, number, Response::Failed(problem));
    let script = state.view.script.clone().expect("the text is still there");
    assert_eq!(script.text, "new");
    assert!(script.fault.is_some() && !script.running);
    assert!(state.view.notices.is_empty(), "told where it is edited");
}

#[test]
fn an_edited_run_can_be_taken_back() {
    let (mut state, number) = editing();
    let opened = Response::Opened {
        matched: None,
        remarks: Vec::new(),
    };
    say(&mut state, number, opened);
    assert!(state.view.script.is_none() && !state.view.playing);
    assert!(state.view.notices.iter().any(|notice| notice.back));
    let back = asked(&state.wish(Intent::TakeBack));
    let [(_, Request::Open(Source::Kept { time, .. }))] = &back[..] else {
        panic!("not taken back: {back:?}");
    };
    assert_eq!(*time, Time(30_000_000));
    assert!(!state.view.notices.iter().any(|notice| notice.back));
}

fn hello() -> Response {
    Response::Hello {
        version: VERSION,
        worlds: Vec::new(),
        lessons: Vec::new(),
    }
}

fn opened() -> Response {
    Response::Opened {
        matched: None,
        remarks: Vec::new(),
    }
}

#[test]
fn a_start_that_kills_the_worker_gives_way_to_the_saved_run() {
    let (link, saved) = (
        Source::Link("hostile".to_owned()),
        Source::Text("saved".to_owned()),
    );
    let mut state = State::new(link.clone(), true);
    state.fallback = Some(saved.clone());
    assert_eq!(say(&mut state, 0, hello())[0].1, Request::Open(link));
    state.hear(Letter {
        number: 0,
        body: Response::Panicked("out of memory".to_owned()),
    });
    assert_eq!(say(&mut state, 0, hello())[0].1, Request::Open(saved));
}

#[test]
fn an_opened_run_is_not_taken_for_a_newer_one() {
    let (mut state, _) = playing();
    let first = asked(&state.follow(Source::Link("first".to_owned())))[0].0;
    let second = asked(&state.follow(Source::Link("second".to_owned())))[0].0;
    say(&mut state, first, opened());
    assert_eq!(state.opening.map(|(number, _)| number), Some(second));
    say(&mut state, second, opened());
    assert!(state.opening.is_none());
}

#[test]
fn a_worker_on_a_slow_line_is_waited_for_and_still_taken_when_late() {
    let mut state = State::new(Source::Shipped("sandbox".to_owned()), true);
    for _ in 0..590 {
        assert!(state.frame(100.0).is_empty(), "it is not started anew");
    }
    assert_eq!(state.view.engine, Engine::Starting);
    for _ in 0..20 {
        assert!(state.frame(100.0).is_empty());
    }
    assert!(matches!(state.view.engine, Engine::Failed(_)));
    let opening = say(&mut state, 0, hello())[0].0;
    say(&mut state, opening, opened());
    assert_eq!(state.view.engine, Engine::Live);
}

#[test]
fn a_worker_that_never_begins_is_given_up_with_its_reason() {
    let mut state = State::new(Source::Shipped("sandbox".to_owned()), true);
    let mut panic = || {
        state.hear(Letter {
            number: 0,
            body: Response::Panicked("no memory at core.rs:7".to_owned()),
        })
    };
    for _ in 0..3 {
        assert!(matches!(panic()[..], [Effect::Restart]));
    }
    assert!(panic().is_empty());
    let reason = "no memory at core.rs:7".to_owned();
    assert_eq!(state.view.engine, Engine::Failed(reason));
}

#[test]
fn a_comparison_is_shown_until_it_is_closed_and_ends_with_its_dialog() {
    let (mut state, _) = playing();
    let compare = |intent| Intent::Compare(intent);
    let number = asked(&state.wish(compare(CompareIntent::Begin)))[0].0;
    assert_eq!(state.view.compare, Some(CompareView::Running(None)));
    let progress = Response::Progress(bilayer_protocol::Progress { done: 400 });
    say(&mut state, number, progress);
    assert_eq!(state.view.compare, Some(CompareView::Running(Some(400))));
    let asks = asked(&state.wish(compare(CompareIntent::Close)));
    assert!(matches!(asks[..], [(_, Request::Cancel)]), "{asks:?}");
    assert_eq!(state.view.compare, None);
    say(&mut state, number, Response::Compared(Box::default()));
    assert_eq!(state.view.compare, None, "nobody waits for it");
    let number = asked(&state.wish(compare(CompareIntent::Begin)))[0].0;
    say(&mut state, number, Response::Compared(Box::default()));
    assert!(matches!(state.view.compare, Some(CompareView::Done(_))));
    assert_eq!(asked(&state.wish(compare(CompareIntent::Close))), []);
}

#[test]
fn a_world_under_another_consensus_can_be_left_for_the_one_before() {
    let (mut state, _) = playing();
    say(
        &mut state,
        0,
        Response::Keep {
            bytes: vec![1],
            code: None,
            branches: Vec::new(),
        },
    );
    let wish = Intent::Compare(CompareIntent::Open("stake".to_owned()));
    let asks = asked(&state.wish(wish));
    let [(number, Request::Open(Source::Under(family)))] = &asks[..] else {
        panic!("not asked: {asks:?}");
    };
    assert_eq!(family, "stake");
    let opened = Response::Opened {
        matched: None,
        remarks: Vec::new(),
    };
    say(&mut state, *number, opened);
    let notice = state.view.notices.last().expect("it is told");
    assert!(notice.back && notice.text.key == "compare.opened");
    let back = asked(&state.wish(Intent::TakeBack));
    assert!(
        matches!(back[..], [(_, Request::Open(Source::Kept { .. }))]),
        "{back:?}"
    );
}
