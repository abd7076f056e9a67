//! What becomes of the reader's wishes.

use std::rc::Rc;

use bilayer::base::Time;
use bilayer::scenario::within_speeds;
use bilayer::scene::model::{Section, Selection, Text};
use bilayer_protocol::{Request, Source, Target};

use super::effect::Effect;
use super::state::{Opening, Sharing, State};
use crate::intent::Intent;

impl State {
    /// Takes a wish.
    pub fn wish(&mut self, intent: Intent) -> Vec<Effect> {
        self.visit = None;
        self.view.visit = None;
        match intent {
            Intent::Act {
                key,
                about,
                choices,
            } => self.act(Request::Act {
                key,
                about,
                choices,
            }),
            Intent::Undo => self.undo(),
            Intent::SeekTime(time) => self.travel(Target::Time(time)),
            Intent::SeekPlace(step) => self.travel(Target::Step(step)),
            Intent::ToStart => self.travel(Target::Time(Time(0))),
            Intent::StepBack => self.step(Target::Previous),
            Intent::StepForward => self.step(Target::Next),
            Intent::ToDeadline => self.run_to_deadline(),
            Intent::Branch(number) => self.branch(number),
            Intent::Share => self.share(Sharing::Link),
            Intent::Export => self.share(Sharing::File),
            Intent::OpenText(text) => vec![self.open(Source::Text(text), Opening::Wish)],
            Intent::OpenScenario(name) => vec![self.open(Source::Shipped(name), Opening::Wish)],
            Intent::Script(intent) => self.edit(intent),
            Intent::Rule(intent) => self.calculate(intent),
            Intent::Compare(intent) => self.compare(intent),
            Intent::TakeBack => self.take_back(),
            Intent::Lesson(intent) => self.learn(intent),
            Intent::Cancel => vec![self.ask(Request::Cancel).1],
            other => {
                self.dirty = true;
                self.wish_of_view(other)
            }
        }
    }

    /// Wishes that the page fulfills without the worker.
    fn wish_of_view(&mut self, intent: Intent) -> Vec<Effect> {
        match intent {
            Intent::TogglePlay => self.set_playing(!self.view.playing),
            Intent::Speed(speed) => {
                self.view.speed = within_speeds(speed);
                self.ticker.speed = self.view.speed;
            }
            Intent::SlowByItself(slow) => {
                self.view.slow_by_itself = slow;
                self.ticker.speed_up();
                self.view.slowed_for = None;
            }
            Intent::Select(selection) => self.select(selection),
            Intent::SeeAs(node) => {
                self.seen_as = Some(node);
                self.look_again = true;
            }
            Intent::Open(panels) => {
                self.panels = panels;
                self.look_again = true;
            }
            Intent::Tamper { subject, offset } => self.tamper(&subject, offset),
            Intent::Restore => {
                self.tampered = None;
                self.look_again = true;
            }
            Intent::Theme(theme) => self.view.theme = theme,
            Intent::CloseShare => self.view.share = None,
            Intent::Dismiss(id) => {
                Rc::make_mut(&mut self.view.notices).retain(|notice| notice.id != id);
            }
            _ => return Vec::new(),
        }
        let mut effects = vec![Effect::Store];
        effects.extend(self.look());
        effects
    }

    fn act(&mut self, request: Request) -> Vec<Effect> {
        let (number, effect) = self.ask(request);
        self.acting = Some(number);
        vec![effect]
    }

    /// Takes the last command back: the page stands still at the place before it, and asks for no other until then.
    fn undo(&mut self) -> Vec<Effect> {
        if self.view.can_undo || self.acting.is_some() {
            self.set_playing(false);
        }
        let (number, effect) = self.ask(Request::Undo);
        self.travel = Some(number);
        self.undone = Some(number);
        self.looking = None;
        vec![effect]
    }

    fn travel(&mut self, target: Target) -> Vec<Effect> {
        let (number, effect) = self.ask(Request::Seek(target));
        self.travel = Some(number);
        self.looking = None;
        vec![effect]
    }

    fn step(&mut self, target: Target) -> Vec<Effect> {
        self.set_playing(false);
        self.travel(target)
    }

    /// Where nothing waits for a height, the reader is told so.
    fn run_to_deadline(&mut self) -> Vec<Effect> {
        if self.scene.header.deadline.is_some() {
            return self.step(Target::Deadline);
        }
        self.notice(Text::key("refusal.session.no-deadline"), false);
        Vec::new()
    }

    fn branch(&mut self, number: u32) -> Vec<Effect> {
        let shown = self
            .view
            .branches
            .iter()
            .any(|one| one.number == number && one.shown);
        if shown {
            return Vec::new();
        }
        let (asked, effect) = self.ask(Request::Branch(number));
        self.travel = Some(asked);
        self.looking = None;
        vec![effect]
    }

    fn share(&mut self, sharing: Sharing) -> Vec<Effect> {
        let (number, effect) = self.ask(Request::Share);
        self.sharing = Some((number, sharing));
        vec![effect]
    }

    /// Turns one bit of the byte over.
    fn tamper(&mut self, subject: &Selection, offset: u32) {
        let Some(inspection) = self.scene.inspection.as_ref() else {
            return;
        };
        let byte = inspection
            .sections
            .iter()
            .find_map(|section| match section {
                Section::Bytes(bytes) if bytes.tamperable => bytes.bytes.get(offset as usize),
                _ => None,
            });
        if let (Some(byte), true) = (byte, inspection.subject == *subject) {
            self.tampered = Some((offset, byte ^ 1));
            self.look_again = true;
        }
    }
}
