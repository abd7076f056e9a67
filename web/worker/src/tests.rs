//! The engine as the page meets it: it answers, hears in the middle of long work, and never loses a world.

use std::cell::Cell;

use bilayer::base::{Amount, Time};
use bilayer::command::{ChannelCommand, Command, WalletCommand};
use bilayer::scene::model::Scene;
use bilayer_protocol::{Kept, Letter, Look, Request, Response, Source, Target};

use super::Core;

/// A clock on which every look takes so many milliseconds.
fn clock(look: f64) -> impl Fn() -> f64 {
    let now = Cell::new(0.0);
    move || {
        now.set(now.get() + look);
        now.get()
    }
}

pub(super) struct Page {
    pub(super) core: Core,
    number: u32,
    pub(super) scene: Scene,
    pub(super) heard: Vec<(u32, Response)>,
}

impl Page {
    fn new() -> Self {
        Self::with(0.05)
    }

    /// With a clock on which every look takes so many milliseconds.
    pub(super) fn with(look: f64) -> Self {
        Self {
            core: Core::new(clock(look)),
            number: 0,
            scene: Scene::default(),
            heard: Vec::new(),
        }
    }

    pub(super) fn opened(name: &str) -> Self {
        let mut page = Self::new();
        page.ask(Request::Open(Source::Shipped(name.to_owned())));
        page.settle();
        page
    }

    pub(super) fn ask(&mut self, body: Request) -> u32 {
        self.number += 1;
        self.core.hear(Letter {
            number: self.number,
            body,
        });
        self.number
    }

    fn slice(&mut self) -> bool {
        let more = self.core.work();
        for letter in self.core.take_answers() {
            if let Response::Scene(patch) = letter.body {
                patch.apply(&mut self.scene);
                self.heard.push((letter.number, Response::Done));
            } else {
                self.heard.push((letter.number, letter.body));
            }
        }
        more
    }

    pub(super) fn settle(&mut self) -> u32 {
        let mut slices = 1;
        while self.slice() {
            slices += 1;
            assert!(slices < 100_000, "it never ends");
        }
        slices
    }

    /// Looks until the moment has come, as a page does while time runs.
    pub(super) fn play(&mut self, seconds: u64) {
        loop {
            self.ask(look(seconds));
            self.settle();
            if self.scene.place.time >= Time(seconds * 1_000_000) {
                break;
            }
        }
    }

    pub(super) fn answers(&self, number: u32) -> Vec<&Response> {
        let mine = self.heard.iter().filter(|(one, _)| *one == number);
        mine.map(|(_, answer)| answer).collect()
    }

    pub(super) fn fingerprint(&self) -> bilayer::base::Digest {
        let session = self.core.session().expect("a world is open");
        session.fingerprint()
    }

    fn keep(&self) -> Option<Kept> {
        self.heard
            .iter()
            .rev()
            .find_map(|(_, answer)| match answer {
                Response::Keep { bytes, .. } => Some(Kept::Bytes(bytes.clone())),
                _ => None,
            })
    }
}

pub(super) fn look(seconds: u64) -> Request {
    Request::Look(Look {
        until: Some(Time(seconds * 1_000_000)),
        ..Look::default()
    })
}

pub(super) fn transfer() -> Request {
    Request::Give(Command::Wallet(WalletCommand::Transfer {
        from: "Ana".to_owned(),
        to: "Ben".to_owned(),
        amount: Amount::coins(1),
        max_fee: None,
        tip: None,
    }))
}

#[test]
fn every_world_that_ships_opens_and_is_shown() {
    for shipped in bilayer::scenario::SHIPPED {
        let page = Page::opened(shipped.id);
        assert!(!page.scene.network.nodes.is_empty(), "{}", shipped.id);
        assert!(page.keep().is_some(), "{}", shipped.id);
    }
}

#[test]
fn a_command_is_taken_at_once_and_shown() {
    let mut page = Page::opened("sandbox");
    page.play(5);
    let number = page.ask(transfer());
    page.settle();
    assert!(page.answers(number).contains(&&Response::Done));
    assert_eq!(page.scene.place.commands, 1);
    assert_eq!(page.scene.place.time, Time(5_000_000));
}

#[test]
fn a_refused_command_says_why_and_changes_nothing() {
    let mut page = Page::opened("sandbox");
    page.play(5);
    let before = page.fingerprint();
    let number = page.ask(Request::Undo);
    page.settle();
    assert!(matches!(page.answers(number)[..], [Response::Refused(_)]));
    assert_eq!(page.fingerprint(), before);
}

#[test]
fn an_undo_while_the_run_plays_on_lands_before_the_command_and_stays_there() {
    let mut page = Page::opened("sandbox");
    page.play(20);
    let before = page.fingerprint();
    page.ask(transfer());
    page.settle();
    page.play(40);
    page.ask(look(3_000));
    assert!(page.slice(), "it plays on");
    page.ask(look(3_100));
    let number = page.ask(Request::Undo);
    page.settle();
    assert_eq!(page.scene.place.time, Time(20_000_000));
    assert_eq!((page.scene.place.commands, page.fingerprint()), (0, before));
    let answers = page.answers(number);
    assert!(matches!(
        answers[..],
        [Response::Done, Response::Keep { .. }, Response::Done]
    ));
}

#[test]
fn taking_back_an_act_in_the_past_brings_what_was_played_after_it_back() {
    let mut page = Page::opened("sandbox");
    page.play(3_600);
    // Long enough that something happens after the act's place: a course without events is not kept.
    let marks = page.scene.timeline.clone();
    page.ask(Request::Seek(Target::Time(Time(1_800_000_000))));
    page.settle();
    let before = page.fingerprint();
    page.ask(transfer());
    page.settle();
    let number = page.ask(Request::Undo);
    page.settle();
    assert_eq!(page.fingerprint(), before);
    assert_eq!(page.scene.place.horizon, Time(3_600_000_000));
    assert_eq!(page.scene.timeline.lanes, marks.lanes);
    assert_eq!(page.answers(number).last(), Some(&&Response::Done));
}

/// Opens a channel and plays until its funding waits for confirmations.
fn await_deadline(page: &mut Page) {
    page.ask(Request::Give(Command::Channel(ChannelCommand::Open {
        a: "Ana".to_owned(),
        b: "Ben".to_owned(),
        deposit_a: Amount::coins(5),
        deposit_b: Amount::coins(5),
    })));
    let mut second = 5;
    while page.scene.header.deadline.is_none() {
        second += 5;
        page.play(second);
        assert!(second < 3_600, "the funding is never in a block");
    }
}

#[test]
fn a_run_to_the_next_deadline_ends_when_the_chain_has_the_height() {
    let mut page = Page::opened("sandbox");
    page.play(5);
    let none = page.ask(Request::Seek(Target::Deadline));
    page.settle();
    assert!(matches!(page.answers(none)[..], [Response::Refused(_)]));
    await_deadline(&mut page);
    let deadline = page.scene.header.deadline.clone().expect("it confirms");
    assert!(page.scene.tree.head_height < deadline.height);
    let number = page.ask(Request::Seek(Target::Deadline));
    page.settle();
    assert_eq!(page.answers(number).last(), Some(&&Response::Done));
    assert_eq!(page.scene.tree.head_height, deadline.height);
    assert_eq!(page.scene.header.deadline, None, "the channel is open");
}

#[test]
fn a_run_to_the_next_deadline_tells_progress_and_can_be_canceled() {
    let mut page = Page::with(2.0);
    page.ask(Request::Open(Source::Shipped("sandbox".to_owned())));
    page.settle();
    await_deadline(&mut page);
    let height = page.scene.tree.head_height;
    let number = page.ask(Request::Seek(Target::Deadline));
    let progress = |page: &Page| {
        let answers = page.answers(number);
        answers
            .iter()
            .any(|answer| matches!(answer, Response::Progress(_)))
    };
    while !progress(&page) {
        assert!(page.slice(), "it ends without a word");
    }
    page.ask(Request::Cancel);
    page.settle();
    assert_eq!(page.answers(number).last(), Some(&&Response::Canceled));
    assert!(
        page.scene.tree.head_height < height + 3,
        "it stands where it got to"
    );
}

#[test]
fn long_work_is_done_in_slices_and_cancel_is_heard() {
    let mut page = Page::opened("sandbox");
    let long = page.ask(Request::Seek(Target::Time(Time(3_600_000_000))));
    for _ in 0..5 {
        assert!(page.slice(), "an hour is more than five slices");
    }
    let waits = page.ask(Request::Seek(Target::Next));
    page.ask(Request::Cancel);
    page.settle();
    for number in [long, waits] {
        let last = page.answers(number).last().copied();
        assert_eq!(
            last,
            Some(&Response::Canceled),
            "none is left without an answer"
        );
    }
    assert!(page.scene.place.time < Time(3_600_000_000));
}

#[test]
fn of_several_looks_only_the_newest_is_answered() {
    let mut page = Page::opened("sandbox");
    let asked = [page.ask(look(1)), page.ask(look(2)), page.ask(look(3))];
    page.settle();
    assert_eq!(asked.map(|number| page.answers(number).len()), [0, 0, 1]);
    assert_eq!(page.scene.place.time, Time(3_000_000));
}

#[test]
fn what_cannot_be_opened_leaves_the_world_as_it_was() {
    let mut page = Page::opened("sandbox");
    page.play(30);
    let before = page.fingerprint();
    let hostile = [
        Source::Shipped("nowhere".to_owned()),
        Source::Text("{\"version\":1".to_owned()),
        Source::Text("null".to_owned()),
        Source::Link("run=AAAA".to_owned()),
        Source::Link(format!("run={}", "A".repeat(100_000))),
        Source::Kept {
            run: Kept::Bytes(vec![255; 40]),
            step: 1,
            time: Time(1),
        },
    ];
    for source in hostile {
        let number = page.ask(Request::Open(source));
        page.settle();
        assert!(matches!(page.answers(number)[..], [Response::Failed(_)]));
        assert_eq!(page.fingerprint(), before);
    }
}

#[test]
fn a_lesson_in_a_file_begins_and_a_broken_one_is_told_with_its_place() {
    let text = bilayer::scenario::lesson::LESSONS[1].text;
    let mut page = Page::new();
    let number = page.ask(Request::Open(Source::Text(text.to_owned())));
    page.settle();
    let begun =
        |answer: &&Response| matches!(answer, Response::Lesson(news) if news.state.is_some());
    assert!(
        page.answers(number)
            .into_iter()
            .any(|answer| begun(&answer))
    );
    let broken = text.replacen("\"minutes\"", "\"minute\"", 1);
    let number = page.ask(Request::Open(Source::Text(broken)));
    page.settle();
    let [Response::Failed(problem)] = page.answers(number)[..] else {
        panic!("it opens");
    };
    assert!(problem.place.contains("minute"), "{problem:?}");
}

#[test]
fn a_kept_run_comes_back_at_the_very_place() {
    let mut page = Page::opened("sandbox");
    page.play(20);
    page.ask(transfer());
    page.settle();
    page.play(45);
    let (place, fingerprint) = (page.scene.place, page.fingerprint());
    let mut other = Page::new();
    other.ask(Request::Open(Source::Kept {
        run: page.keep().expect("kept after the command"),
        step: place.events,
        time: place.time,
    }));
    other.settle();
    assert_eq!(other.fingerprint(), fingerprint);
    assert_eq!(other.scene.place.time, place.time);
}

#[test]
fn a_shared_run_reaches_the_fingerprint_that_it_carries() {
    let mut page = Page::opened("sandbox");
    page.play(20);
    page.ask(transfer());
    page.settle();
    page.play(45);
    let number = page.ask(Request::Share);
    page.settle();
    let Response::Shared(shared) = page.answers(number)[0].clone() else {
        panic!("not shared");
    };
    let code = shared.code.expect("short enough for a link");
    for source in [Source::Link(code), Source::Text(shared.file)] {
        let mut other = Page::new();
        other.ask(Request::Open(source));
        other.settle();
        let matched = other.heard.iter().find_map(|(_, answer)| match answer {
            Response::Opened { matched, .. } => *matched,
            _ => None,
        });
        assert_eq!(matched, Some(true));
        assert_eq!(other.fingerprint(), page.fingerprint());
    }
}

#[test]
fn one_event_back_and_on_is_the_same_place() {
    let mut page = Page::opened("sandbox");
    page.play(30);
    page.ask(Request::Seek(Target::Previous));
    page.settle();
    let there = page.scene.place.events;
    page.ask(Request::Seek(Target::Next));
    page.settle();
    assert_eq!(page.scene.place.events, there + 1);
    page.ask(Request::Seek(Target::Previous));
    page.settle();
    assert_eq!(page.scene.place.events, there);
}
