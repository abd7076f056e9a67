//! How an inspection is put together.

use serde_json::{Map, Value as Json};

use crate::scene::model::{Field, Inspection, Section, Selection, System, Text, Value};

/// An inspection in the making.
pub(super) struct Page {
    system: System,
    title: Text,
    state: Option<Text>,
    alarm: bool,
    why: Option<Text>,
    sections: Vec<Section>,
    related: Vec<Selection>,
}

impl Page {
    pub(super) fn new(system: System, title: Text) -> Self {
        Self {
            system,
            title,
            state: None,
            alarm: false,
            why: None,
            sections: Vec::new(),
            related: Vec::new(),
        }
    }

    /// For an object that is not there.
    pub(super) fn gone(_: &Selection) -> Self {
        Self::new(System::Layer1, Text::key("inspect.gone")).alarm(Text::key("state.gone"))
    }

    pub(super) fn state(mut self, state: Text) -> Self {
        self.state = Some(state);
        self
    }

    pub(super) fn alarm(mut self, state: Text) -> Self {
        self.state = Some(state);
        self.alarm = true;
        self
    }

    pub(super) fn why(mut self, why: Option<Text>) -> Self {
        self.why = why.or(self.why);
        self
    }

    pub(super) fn section(mut self, section: Section) -> Self {
        self.sections.push(section);
        self
    }

    pub(super) fn sections(mut self, sections: impl IntoIterator<Item = Section>) -> Self {
        self.sections.extend(sections);
        self
    }

    pub(super) fn fields(self, fields: impl IntoIterator<Item = Field>) -> Self {
        let fields: Vec<Field> = fields.into_iter().collect();
        if fields.is_empty() {
            return self;
        }
        self.section(Section::Fields(fields))
    }

    /// A list with a heading, if there is anything in it.
    pub(super) fn list(self, heading: &'static str, list: Vec<Selection>) -> Self {
        if list.is_empty() {
            return self;
        }
        self.section(Section::List(Text::key(heading), list))
    }

    pub(super) fn related(mut self, related: impl IntoIterator<Item = Selection>) -> Self {
        for object in related {
            if !self.related.contains(&object) {
                self.related.push(object);
            }
        }
        self
    }

    pub(super) fn finish(self, subject: &Selection) -> Inspection {
        Inspection {
            subject: subject.clone(),
            system: self.system,
            title: self.title,
            state: self.state,
            alarm: self.alarm,
            why: self.why,
            json: json(&self.sections),
            sections: self.sections,
            related: self.related,
        }
    }
}

/// A field about somebody: what its name says of `{who}`.
pub(super) fn of(name: &'static str, who: Value, value: Value) -> Field {
    Field {
        name: Text::key(name).with("who", who),
        ..field(name, value)
    }
}

/// A field without a verdict.
pub(super) fn field(name: &'static str, value: Value) -> Field {
    Field {
        name: Text::key(name),
        value,
        verdict: None,
        real: None,
    }
}

/// A field that was verified, or found false.
pub(super) fn checked(name: &'static str, value: Value, holds: bool) -> Field {
    Field {
        verdict: Some(holds),
        ..field(name, value)
    }
}

/// A field that is scaled, with the real figure.
pub(super) fn scaled(name: &'static str, value: Value, real: Value) -> Field {
    Field {
        real: Some(real),
        ..field(name, value)
    }
}

/// All fields and bytes as indented JSON.
fn json(sections: &[Section]) -> String {
    let mut object = Map::new();
    for section in sections {
        match section {
            Section::Fields(fields) => {
                for field in fields {
                    let name = field.name.key.rsplit('.').next().unwrap_or_default();
                    object.insert(unused(&object, name), plain(&field.value));
                }
            }
            Section::Bytes(bytes) if bytes.bytes.len() as u64 == bytes.total => {
                let name = bytes.name.key.replace("bytes.", "bytes-of-");
                object.insert(name, Json::String(hex::encode(&bytes.bytes)));
            }
            _ => {}
        }
    }
    serde_json::to_string_pretty(&Json::Object(object)).unwrap_or_default()
}

/// A name as it is, or with the number of how often it came: two parties each own something.
fn unused(object: &Map<String, Json>, name: &str) -> String {
    let numbered = (2..=object.len() + 1).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    let free = names.find(|one| !object.contains_key(one));
    free.unwrap_or_else(|| name.to_owned())
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Text(text) => Json::String(text.key.to_string()),
        Value::Name(name) => Json::String(name.clone()),
        Value::Actor(who) => who.0.into(),
        Value::Amount(amount) => Json::String(amount.to_string()),
        Value::Count(number)
        | Value::Size(number)
        | Value::Gas(number)
        | Value::HashRate(number)
        | Value::Height(number) => (*number).into(),
        Value::PerMille(share) => (*share).into(),
        Value::Time(time) => time.0.into(),
        Value::Span(span) => span.0.into(),
        Value::Hash(digest) => Json::String(digest.to_string()),
        Value::Address(address) => Json::String(address.to_string()),
        Value::Hex(bytes) => Json::String(hex::encode(bytes)),
        Value::Flag(yes) => (*yes).into(),
        Value::Link(object) => serde_json::to_value(object).unwrap_or_default(),
    }
}
