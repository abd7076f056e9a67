//! Lesson files: what a good one holds, and that each fault is told with its place.

use bilayer::scenario::lesson::{
    Condition, LESSONS, Lesson, LessonWorld, MAX_WORDS, Player, Pointer, Progress, shipped_lesson,
};

const SMALL: &str = r#"{
  "lesson": 1,
  "id": "small",
  "title": { "en": "Small" },
  "about": { "en": "A lesson of one step." },
  "level": "first-steps",
  "minutes": 1,
  "world": { "setup": { "seed": 1, "nodes": [{ "name": "n1" }], "links": [], "people": [{ "name": "Ana", "node": "n1" }] } },
  "steps": [
    {
      "kind": "do",
      "text": { "en": "Wait." },
      "goal": { "text": { "en": "A block" }, "when": { "height": { "at_least": 1 } } }
    }
  ]
}"#;

/// The place and the key of what is wrong with the small lesson after a change of its text.
fn fault(from: &str, to: &str) -> (String, String) {
    assert!(SMALL.contains(from), "{from}");
    let problem = Lesson::parse(&SMALL.replacen(from, to, 1)).expect_err("a fault");
    assert!(problem.line > 0, "{problem:?} has a line");
    (problem.path, problem.refusal.key)
}

fn at(place: &str, key: &str) -> (String, String) {
    (place.to_owned(), key.to_owned())
}

#[test]
fn a_small_lesson_is_read() {
    let lesson = Lesson::parse(SMALL).expect("a good lesson");
    assert_eq!(lesson.steps.len(), 1);
    assert_eq!(lesson.title.say("de"), "Small", "English stands in");
}

#[test]
fn unknown_fields_and_wrong_types_are_told_with_their_place() {
    let unknown = fault(r#""minutes": 1"#, r#""minuts": 1"#);
    assert_eq!(unknown, at("minuts", "file.content"));
    let wrong = fault(r#""minutes": 1"#, r#""minutes": "1""#);
    assert_eq!(wrong, at("minutes", "file.content"));
    let condition = fault(r#""at_least": 1"#, r#""at_most": 1"#);
    assert_eq!(condition.1, "file.content");
    assert!(
        condition.0.starts_with("steps[0].goal.when"),
        "{condition:?}"
    );
}

#[test]
fn bounds_are_held() {
    assert_eq!(
        fault(r#""lesson": 1"#, r#""lesson": 2"#),
        at("lesson", "lesson.version")
    );
    assert_eq!(
        fault(r#""small""#, r#""Small!""#),
        at("id", "lesson.id-character")
    );
    assert_eq!(
        fault(r#""minutes": 1"#, r#""minutes": 121"#),
        at("minutes", "lesson.range")
    );
    let long = "word ".repeat(MAX_WORDS + 1);
    assert_eq!(
        fault("Wait.", &long),
        at("steps[0].text.en", "lesson.words")
    );
    let german = fault(r#"{ "en": "Wait." }"#, r#"{ "de": "Warte." }"#);
    assert_eq!(german, at("steps[0].text", "lesson.language"));
    let deep = r#"{"not":{"not":{"not":{"not":{"not":{"forked":{}}}}}}}"#;
    let deep = fault(r#"{ "height": { "at_least": 1 } }"#, deep);
    assert_eq!(deep, at("steps[0].goal.when", "lesson.condition-depth"));
    let speed = fault(
        r#""kind": "do""#,
        r#""kind": "do", "time": { "speed": 11 }"#,
    );
    assert_eq!(speed, at("steps[0].time.speed", "lesson.range"));
}

#[test]
fn names_that_are_not_in_the_world_are_told() {
    let unknown = fault(r#""at_least": 1"#, r#""at_least": 1, "node": "n2""#);
    assert_eq!(unknown, at("steps[0].goal.when", "name.unknown"));
    let pointed = fault(
        r#""kind": "do""#,
        r#""kind": "do", "highlight": [{ "actor": "Bob" }]"#,
    );
    assert_eq!(pointed, at("steps[0].highlight", "name.unknown"));
}

#[test]
fn a_prediction_has_one_right_answer_and_is_shown_some_time() {
    let answers = |right: &str| {
        format!(
            r#""kind": "do", "prediction": {{ "question": {{ "en": "?" }}, "answers": [
            {{ "text": {{ "en": "a" }}, "reply": {{ "en": "b" }}, "right": {right} }},
            {{ "text": {{ "en": "c" }}, "reply": {{ "en": "d" }}, "right": true }}] }}"#
        )
    };
    let both = fault(r#""kind": "do""#, &answers("true"));
    assert_eq!(both, at("steps[0].prediction", "lesson.right-answers"));
    let good = SMALL.replacen(r#""kind": "do""#, &answers("false"), 1);
    assert!(Lesson::parse(&good).is_ok());
}

#[test]
fn the_table_holds_every_file_and_nothing_else() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of lessons")
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .filter(|name| name.ends_with(".json") && !name.starts_with("schema"))
        .collect();
    let mut table: Vec<String> = LESSONS
        .iter()
        .map(|one| format!("{}.json", one.id))
        .collect();
    files.sort();
    table.sort();
    assert_eq!(files, table);
    for shipped in LESSONS {
        let lesson = shipped.read().expect("a good lesson");
        assert_eq!(lesson.id, shipped.id);
        assert_eq!(
            shipped_lesson(shipped.id).map(|one| one.text),
            Some(shipped.text)
        );
    }
}

#[test]
fn the_lessons_that_ship_keep_to_their_form() {
    for shipped in LESSONS {
        let lesson = shipped.read().expect("a good lesson");
        assert!((5..=8).contains(&lesson.steps.len()), "{}", shipped.id);
        let asks = lesson.steps.iter().filter(|step| step.prediction.is_some());
        assert!(asks.count() >= 2, "{} asks", shipped.id);
        for banned in ["!", "simply", " just ", "obviously", "easily"] {
            let words = lesson_words(&lesson);
            assert!(!words.contains(banned), "{} says {banned:?}", shipped.id);
        }
    }
}

fn lesson_words(lesson: &Lesson) -> String {
    let mut all = String::new();
    for step in &lesson.steps {
        all += step.text.say("en");
        all += step.hint.as_ref().map_or("", |hint| hint.say("en"));
        let prediction = step.prediction.as_ref();
        for answer in prediction.map_or(&[][..], |asked| &asked.answers) {
            all += answer.text.say("en");
            all += answer.reply.say("en");
        }
    }
    all
}

#[test]
fn progress_survives_being_written_and_read() {
    let lesson = std::sync::Arc::new(LESSONS[0].read().expect("a good lesson"));
    let mut player = Player::new(lesson.clone());
    player.wait(bilayer::base::Span::from_secs(20));
    player.show_hint();
    let text = serde_json::to_string(player.progress()).expect("plain data");
    let progress: Progress = serde_json::from_str(&text).expect("what was written");
    assert_eq!(&progress, player.progress());
    let resumed = Player::resume(lesson.clone(), progress);
    assert_eq!(resumed.progress(), player.progress());
    let foreign = Progress {
        lesson: "another".to_owned(),
        step: 3,
        ..Progress::default()
    };
    assert_eq!(Player::resume(lesson, foreign).progress().step, 0);
}

#[test]
fn the_hint_comes_after_twenty_seconds_of_the_readers_time() {
    let lesson = std::sync::Arc::new(LESSONS[0].read().expect("a good lesson"));
    let mut player = Player::new(lesson);
    player.wait(bilayer::base::Span::from_millis(19_999));
    player.show_hint();
    assert!(!player.has_hint() && player.progress().hints.is_empty());
    player.wait(bilayer::base::Span::from_millis(1));
    assert!(player.has_hint());
    player.show_hint();
    assert!(player.progress().hints.contains(&0));
}

#[test]
fn the_schema_names_every_condition() {
    let schema = Lesson::schema();
    for name in [
        "included",
        "channel-closed",
        "rollup-betrayed",
        "ahead",
        "given",
    ] {
        assert!(schema.contains(&format!("\"{name}\"")), "{name}");
    }
    let setup = matches!(
        LESSONS[0].read().expect("good").world,
        LessonWorld::Setup(_)
    );
    assert!(setup, "a lesson that ships brings its world");
    let pointer: Pointer = serde_json::from_str(r#"{ "link": ["a", "b"] }"#).expect("a pointer");
    assert_eq!(pointer, Pointer::Link("a".into(), "b".into()));
    assert!(serde_json::from_str::<Condition>(r#"{ "forked": { "x": 1 } }"#).is_err());
}
