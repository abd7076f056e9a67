//! Where runs come from: what ships, files, links, and records that the page kept.

use bilayer::base::Time;
use bilayer::command::Refusal;
use bilayer::scenario::compare::{Family, setup_so_far, translated};
use bilayer::scenario::lesson::{Lesson, LessonWorld};
use bilayer::scenario::{self, FileKind};
use bilayer::scene::model::{Text, Value};
use bilayer::scene::{self, Tamper, View};
use bilayer::simulation::{Breach, ENGINE_VERSION, Record, Session, Setup};
use bilayer_protocol::{Kept, Look, Problem, Source};

use crate::{teach, tell};

/// A run with what the page tells about it.
pub struct Run {
    /// The run.
    pub session: Session,
    /// Its title.
    pub title: Text,
    /// What the judges said last.
    pub breaches: Vec<Breach>,
}

impl Run {
    /// What a picture depends on.
    pub fn view(&self, look: &Look) -> View {
        View {
            selection: look.selection.clone(),
            seen_as: look.seen_as,
            title: self.title.clone(),
            until: None,
            breaches: self.breaches.clone(),
            tamper: look
                .tampered
                .map(|(offset, value)| Tamper { offset, value }),
            panels: look.panels,
        }
    }
}

/// A run that is to be replayed.
pub struct Found {
    /// How it began, and how far it is to be played.
    pub record: Record,
    /// Whether the record's fingerprint is a claim to be held.
    pub claims: bool,
    /// Whether the world of this name is another than when the record was made.
    pub world_changed: bool,
    /// Its title.
    pub title: Text,
    /// The lesson that begins in it.
    pub lesson: Option<Lesson>,
}

/// Finds what is to be opened.
pub fn find(source: Source) -> Result<Found, Problem> {
    match source {
        Source::Shipped(id) => shipped(&id),
        Source::Text(text) => of_text(&text),
        Source::Lesson(id) => shipped_lesson(&id),
        Source::Link(fragment) => of_link(&fragment),
        Source::Kept { run, step, time } => kept(run, step, time),
        // They need the run that is open, which `edited` and `under` get.
        Source::Script(_) | Source::Under(_) => {
            Err(tell::problem_whole(&Refusal::new("session.none")))
        }
    }
}

/// The open run with other commands.
pub fn edited(script: &scenario::Script, session: &Session) -> Found {
    let record = script.record(session);
    Found {
        title: title_of(&record.setup),
        record,
        claims: false,
        world_changed: true,
        lesson: None,
    }
}

/// The open run's setup under another family of consensus, to be played to the present moment.
pub fn under(family: &str, session: &Session) -> Result<Found, Problem> {
    let Some(family) = Family::named(family) else {
        let given = family.chars().take(40).collect::<String>();
        return Err(tell::problem_whole(
            &Refusal::new("compare.family").with(given),
        ));
    };
    let under = translated(&setup_so_far(session), family);
    let title = Text::key("title.under").with("family", Value::Text(scene::family_name(family)));
    Ok(Found {
        record: beginning(under.setup, session.place().time.0),
        claims: false,
        world_changed: true,
        title,
        lesson: None,
    })
}

/// A kept run at the place where the page was, which may be another than the one that it was kept at.
fn kept(run: Kept, step: u64, time: Time) -> Result<Found, Problem> {
    let damaged = || tell::problem_whole(&Refusal::new("link.damaged"));
    let mut found = match run {
        Kept::Code(code) => of_link(&code)?,
        Kept::Bytes(bytes) => {
            let record: Record = postcard::from_bytes(&bytes).map_err(|_| damaged())?;
            claimed(record, false)
        }
    };
    (found.record.step, found.record.time) = (step, time);
    found.claims = false;
    Ok(found)
}

fn shipped(id: &str) -> Result<Found, Problem> {
    let Some(world) = scenario::ships().world(id) else {
        let refusal = Refusal::new("link.scenario").with(id.chars().take(40).collect::<String>());
        return Err(tell::problem_whole(&refusal));
    };
    Ok(of_world(world.setup(), world.start_at.0, world.title))
}

fn shipped_lesson(id: &str) -> Result<Found, Problem> {
    let Some(lesson) = teach::find(id) else {
        let refusal = Refusal::new("lesson.none").with(id.chars().take(40).collect::<String>());
        return Err(tell::problem_whole(&refusal));
    };
    of_lesson(lesson)
}

fn of_lesson(lesson: Lesson) -> Result<Found, Problem> {
    let mut found = match &lesson.world {
        LessonWorld::Scenario(id) => shipped(id)?,
        LessonWorld::Setup(setup) => Found {
            record: beginning((**setup).clone(), lesson.start_at.0),
            claims: false,
            world_changed: true,
            title: own_title(lesson.title.say("en").to_owned()),
            lesson: None,
        },
    };
    found.lesson = Some(lesson);
    Ok(found)
}

fn of_scenario(scenario: scenario::Scenario) -> Found {
    let title = english(&scenario);
    of_world(scenario.setup, scenario.start_at.0, title)
}

fn of_world(setup: Setup, start_at: u64, title: String) -> Found {
    Found {
        record: beginning(setup, start_at),
        claims: false,
        world_changed: true,
        lesson: None,
        title: own_title(title),
    }
}

fn english(scenario: &scenario::Scenario) -> String {
    scenario.title.get("en").cloned().unwrap_or_default()
}

fn own_title(title: String) -> Text {
    Text::key("title.own").with("title", Value::Name(title))
}

/// The title of the scenario that ships and begins so.
fn title_of(setup: &Setup) -> Text {
    let mut worlds = scenario::ships().worlds.into_iter();
    match worlds.find(|world| world.setup() == *setup) {
        Some(world) => own_title(world.title),
        None => Text::key("title.run"),
    }
}

/// A run without commands, to be played to a moment; its number of events is not known, so its world counts as
/// changed: it is followed by its time.
fn beginning(setup: Setup, until: u64) -> Record {
    Record {
        engine: ENGINE_VERSION,
        setup,
        commands: Vec::new(),
        step: u64::MAX,
        time: Time(until),
        fingerprint: Default::default(),
    }
}

fn of_text(text: &str) -> Result<Found, Problem> {
    let found = match scenario::kind(text) {
        FileKind::Run => scenario::read_run(text).map(|record| claimed(record, false)),
        FileKind::Scenario => scenario::read(text).map(of_scenario),
        FileKind::Lesson => match Lesson::parse(text) {
            Ok(lesson) => return of_lesson(lesson),
            Err(problem) => Err(problem),
        },
    };
    found.map_err(|problem| tell::problem(&problem))
}

fn claimed(record: Record, world_changed: bool) -> Found {
    Found {
        title: title_of(&record.setup),
        record,
        claims: true,
        world_changed,
        lesson: None,
    }
}

fn of_link(fragment: &str) -> Result<Found, Problem> {
    let link = scenario::read_link(fragment).map_err(|refusal| tell::problem_whole(&refusal))?;
    if let (None, None, Some(id)) = (&link.run, &link.scenario, &link.lesson) {
        return shipped_lesson(id);
    }
    let start = link.view.start;
    let mut found = match (link.run, link.scenario) {
        (Some(shared), _) => Ok(claimed(shared.record, shared.world_changed)),
        (None, Some(id)) => shipped(&id),
        (None, None) => shipped("first-minute"),
    }?;
    // A run that claims a fingerprint is opened at the place that it names.
    if let (Some(start), false) = (start, found.claims) {
        found.record.time = Time(start.0);
    }
    Ok(found)
}
