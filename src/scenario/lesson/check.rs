//! Reads a lesson's file and says what is wrong in it, and where.

use std::fmt;

use crate::base::Span;
use crate::command::{MAX_NAME, Refusal};
use crate::scenario::{Problem, SPEEDS, file::parse};

use super::{
    Act, Condition, FALLBACK, FORMAT, Lesson, LessonWorld, Pointer, Prediction, Step, Words,
};

/// Most steps.
pub const MAX_STEPS: usize = 32;
/// Most words of a step's text.
pub const MAX_WORDS: usize = 60;
/// Most characters of any text.
pub const MAX_CHARACTERS: usize = 600;
/// Most answers of a prediction; the least is 2.
pub const MAX_ANSWERS: usize = 4;
/// Most acts of a step.
pub const MAX_ACTS: usize = 32;
/// Most repetitions of one act.
const MAX_TIMES: u32 = 200;
/// Deepest nesting of conditions.
pub const MAX_DEPTH: usize = 5;
/// Most conditions in one.
const MAX_CONDITIONS: usize = 16;
/// Most things to point at.
const MAX_POINTERS: usize = 8;
/// Longest that acts may take: a day.
const MAX_WITHIN: Span = Span(86_400_000_000);

/// What is wrong in a lesson, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct LessonError {
    /// Path of the part, such as `steps[2].goal`.
    pub place: String,
    /// What is wrong, by key with values.
    pub refusal: Refusal,
}

impl fmt::Display for LessonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.refusal.key)?;
        self.refusal
            .arguments
            .iter()
            .try_for_each(|argument| write!(f, " {argument}"))
    }
}

impl std::error::Error for LessonError {}

type Checked = Result<(), LessonError>;

fn refuse(place: impl Into<String>, refusal: Refusal) -> LessonError {
    LessonError {
        place: place.into(),
        refusal,
    }
}

fn within(place: &str, what: &str, number: usize, least: usize, most: usize) -> Checked {
    if (least..=most).contains(&number) {
        return Ok(());
    }
    let refusal = Refusal::new(what).with(number).with(least).with(most);
    Err(refuse(place, refusal))
}

impl Lesson {
    /// Reads a lesson.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place in the file.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let lesson: Self = parse(text)?;
        match lesson.check() {
            Ok(()) => Ok(lesson),
            Err(error) => Err(Problem::at(text, error.place, error.refusal)),
        }
    }

    /// The JSON Schema of a lesson's file, generated from the types.
    pub fn schema() -> String {
        let schema = schemars::schema_for!(Self);
        let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Checks everything that the types do not.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place.
    pub fn check(&self) -> Checked {
        if self.lesson != FORMAT {
            let refusal = Refusal::new("lesson.version")
                .with(self.lesson)
                .with(FORMAT);
            return Err(refuse("lesson", refusal));
        }
        check_id(&self.id)?;
        words("title", &self.title, MAX_WORDS)?;
        words("about", &self.about, MAX_WORDS)?;
        within("minutes", "lesson.range", self.minutes as usize, 1, 120)?;
        if self.start_at > MAX_WITHIN {
            return Err(refuse("start_at", Refusal::new("lesson.within")));
        }
        within("steps", "lesson.steps", self.steps.len(), 1, MAX_STEPS)?;
        let names = self.names();
        for (index, step) in self.steps.iter().enumerate() {
            check_step(&format!("steps[{index}]"), step, names.as_deref())?;
        }
        Ok(())
    }

    /// Names of the world's beginning, if the lesson brings its own: its conditions and pointers must be about these.
    fn names(&self) -> Option<Vec<&str>> {
        let LessonWorld::Setup(setup) = &self.world else {
            return None;
        };
        let nodes = setup.nodes.iter().map(|node| node.name.as_str());
        let people = setup.people.iter().map(|person| person.name.as_str());
        let light = setup.network.light.iter();
        let light = light.map(|client| client.name.as_str());
        Some(nodes.chain(people).chain(light).collect())
    }
}

fn check_id(id: &str) -> Checked {
    within("id", "lesson.id", id.len(), 1, 40)?;
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    match id.chars().find(|c| !allowed(*c)) {
        Some(bad) => Err(refuse("id", Refusal::new("lesson.id-character").with(bad))),
        None => Ok(()),
    }
}

fn words(place: &str, words: &Words, most: usize) -> Checked {
    if !words.0.contains_key(FALLBACK) {
        return Err(refuse(
            place,
            Refusal::new("lesson.language").with(FALLBACK),
        ));
    }
    for (language, text) in &words.0 {
        let place = format!("{place}.{language}");
        within(
            &place,
            "lesson.words",
            text.split_whitespace().count(),
            1,
            most,
        )?;
        within(
            &place,
            "lesson.characters",
            text.chars().count(),
            1,
            MAX_CHARACTERS,
        )?;
        within(&place, "lesson.language-tag", language.len(), 2, 12)?;
    }
    Ok(())
}

fn check_step(place: &str, step: &Step, names: Option<&[&str]>) -> Checked {
    words(&format!("{place}.text"), &step.text, MAX_WORDS)?;
    let at = format!("{place}.highlight");
    within(
        &at,
        "lesson.highlights",
        step.highlight.len(),
        0,
        MAX_POINTERS,
    )?;
    let pointed = step.highlight.iter().flat_map(Pointer::names);
    known(&at, pointed, names)?;
    if let Some(goal) = &step.goal {
        words(&format!("{place}.goal.text"), &goal.text, MAX_WORDS)?;
        condition(&format!("{place}.goal.when"), &goal.when, names)?;
    }
    if let Some(hint) = &step.hint {
        words(&format!("{place}.hint"), hint, MAX_WORDS)?;
    }
    if let Some(prediction) = &step.prediction {
        check_prediction(&format!("{place}.prediction"), prediction, step, names)?;
    }
    if let Some(until) = step.time.as_ref().and_then(|time| time.until.as_ref()) {
        condition(&format!("{place}.time.until"), until, names)?;
    }
    let speed = step.time.as_ref().and_then(|time| time.speed).unwrap_or(0);
    if !SPEEDS.contains(&speed) {
        let refusal = Refusal::new("lesson.range").with(speed);
        let refusal = refusal.with(SPEEDS.start()).with(SPEEDS.end());
        return Err(refuse(format!("{place}.time.speed"), refusal));
    }
    check_acts(place, step, names)
}

fn check_prediction(
    place: &str,
    prediction: &Prediction,
    step: &Step,
    names: Option<&[&str]>,
) -> Checked {
    words(
        &format!("{place}.question"),
        &prediction.question,
        MAX_WORDS,
    )?;
    let answers = &prediction.answers;
    within(place, "lesson.answers", answers.len(), 2, MAX_ANSWERS)?;
    for (index, answer) in answers.iter().enumerate() {
        words(
            &format!("{place}.answers[{index}].text"),
            &answer.text,
            MAX_WORDS,
        )?;
        words(
            &format!("{place}.answers[{index}].reply"),
            &answer.reply,
            MAX_WORDS,
        )?;
    }
    let right = answers.iter().filter(|answer| answer.right).count();
    within(place, "lesson.right-answers", right, 1, 1)?;
    match &prediction.shown {
        Some(shown) => condition(&format!("{place}.shown"), shown, names),
        None if step.goal.is_some() => Ok(()),
        None => Err(refuse(place, Refusal::new("lesson.never-shown"))),
    }
}

fn check_acts(place: &str, step: &Step, names: Option<&[&str]>) -> Checked {
    let Some(acts) = &step.acts else {
        return Ok(());
    };
    let place = format!("{place}.acts");
    if step.goal.is_none() {
        return Err(refuse(place, Refusal::new("lesson.acts-without-goal")));
    }
    if let Some(label) = &acts.label {
        words(&format!("{place}.label"), label, 12)?;
    }
    if acts.within > MAX_WITHIN {
        return Err(refuse(place, Refusal::new("lesson.within")));
    }
    within(&place, "lesson.acts", acts.list.len(), 0, MAX_ACTS)?;
    for (index, act) in acts.list.iter().enumerate() {
        let place = format!("{place}.list[{index}]");
        match act {
            Act::Give { times, .. } => {
                within(
                    &place,
                    "lesson.times",
                    *times as usize,
                    1,
                    MAX_TIMES as usize,
                )?;
            }
            Act::Until { when } => condition(&place, when, names)?,
            Act::Undo {} => {}
        }
    }
    Ok(())
}

fn condition(place: &str, root: &Condition, names: Option<&[&str]>) -> Checked {
    let mut open = vec![(root, 1)];
    let mut count = 0;
    while let Some((one, depth)) = open.pop() {
        count += 1;
        within(place, "lesson.condition-depth", depth, 1, MAX_DEPTH)?;
        within(place, "lesson.conditions", count, 1, MAX_CONDITIONS)?;
        known(place, one.names().into_iter(), names)?;
        open.extend(one.inner().iter().map(|inner| (inner, depth + 1)));
    }
    Ok(())
}

fn known<'a>(place: &str, used: impl Iterator<Item = &'a str>, names: Option<&[&str]>) -> Checked {
    for name in used {
        within(place, "name.length", name.chars().count(), 1, MAX_NAME)?;
        if names.is_some_and(|names| !names.contains(&name)) {
            return Err(refuse(place, Refusal::new("name.unknown").with(name)));
        }
    }
    Ok(())
}
