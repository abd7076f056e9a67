//! One field of an act's form, by the kind of what can be chosen.

use crate::context::use_page;
use crate::names::Names;
use crate::text;
use bilayer::base::{ActorId, Amount, COIN, Span};
use bilayer::scene::model::{Parameter, ParameterKind, Selection, Text, Value};
use std::borrow::Cow;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What is chosen for a parameter; `None` while the input says nothing valid.
pub type Chosen = Option<Vec<Value>>;

/// What is drawn.
#[derive(Properties, PartialEq, Clone)]
pub struct Props {
    /// What can be chosen.
    pub parameter: Parameter,
    /// What is chosen.
    pub chosen: Chosen,
    /// Called with the new choice.
    pub change: Callback<Chosen>,
}

/// Draws the field.
#[component]
pub fn Field(props: &Props) -> Html {
    let page = use_page();
    let name = text::say(&format!("parameter.{}", props.parameter.name));
    let range = range(&props.parameter.kind);
    let invalid = props.chosen.is_none();
    if let ParameterKind::Actors(all) = &props.parameter.kind {
        return several(props, &name, all, &page.names);
    }
    html! {
        <label class={classes!("field", invalid.then_some("invalid"))}>
            <span>{ name }</span>
            { input(props, &page.names) }
            if let (true, Some(range)) = (invalid, range) { <em>{ range }</em> }
        </label>
    }
}

/// What is chosen before the reader chooses.
pub fn default_values(kind: &ParameterKind) -> Chosen {
    match kind {
        ParameterKind::Actors(all) => {
            Some(all.iter().take(2).map(|who| Value::Actor(*who)).collect())
        }
        kind => default_value(kind).map(|value| vec![value]),
    }
}

fn default_value(kind: &ParameterKind) -> Option<Value> {
    Some(match kind {
        ParameterKind::Amount { default, .. } => Value::Amount(*default),
        ParameterKind::Count { default, .. } => Value::Count(*default),
        ParameterKind::Span { default, .. } => Value::Span(*default),
        ParameterKind::Actor(all) => Value::Actor(*all.first()?),
        ParameterKind::Actors(_) => return None,
        ParameterKind::Object(all) => Value::Link(all.first()?.clone()),
        ParameterKind::Name(name) => Value::Name(name.clone()),
        ParameterKind::Flag(flag) => Value::Flag(*flag),
        ParameterKind::Word(words) => Value::Text(word(words.first()?.clone())),
    })
}

fn range(kind: &ParameterKind) -> Option<String> {
    let told = |least: String, most: String| {
        Some(text::say_with(
            "form.range",
            &[("least", least), ("most", most)],
        ))
    };
    match kind {
        ParameterKind::Amount { least, most, .. } => {
            told(text::amount(*least), text::amount(*most))
        }
        ParameterKind::Count { least, most, .. } => told(text::count(*least), text::count(*most)),
        ParameterKind::Span { least, most, .. } => told(text::span(*least), text::span(*most)),
        _ => None,
    }
}

fn input(props: &Props, names: &Names) -> Html {
    match &props.parameter.kind {
        ParameterKind::Actor(all) => people(props, all, names),
        ParameterKind::Object(all) => objects(props, all, names),
        ParameterKind::Flag(_) => check(props),
        ParameterKind::Word(all) => words(props, all),
        _ => html! { <Typed ..props.clone() /> },
    }
}

/// What is typed stays as it is typed, whether it is valid or not.
#[component]
fn Typed(props: &Props) -> Html {
    let kind = props.parameter.kind.clone();
    let numeric = !matches!(kind, ParameterKind::Name(_));
    let start = default_value(&kind)
        .map(|value| plain(&value))
        .unwrap_or_default();
    let text = use_state(|| start);
    let (change, keep) = (props.change.clone(), text.setter());
    let oninput = Callback::from(move |event: InputEvent| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(typed) = input.map(|input| input.value()) else {
            return;
        };
        change.emit(parse(&kind, typed.trim()).map(|value| vec![value]));
        keep.set(typed);
    });
    let mode = if numeric { "decimal" } else { "text" };
    let unit = unit(&props.parameter.kind);
    html! { <span class="input"><input type="text" inputmode={mode} autocomplete="off" value={(*text).clone()} {oninput} />if let Some(unit) = unit { <i>{ unit }</i> }</span> }
}

const fn unit(kind: &ParameterKind) -> Option<&'static str> {
    match kind {
        ParameterKind::Span { .. } => Some("s"),
        ParameterKind::Amount { .. } => Some("coins"),
        _ => None,
    }
}

/// A value as it is typed.
fn plain(value: &Value) -> String {
    match value {
        Value::Amount(amount) => amount.to_string(),
        Value::Count(count) => count.to_string(),
        Value::Span(span) => decimal(span.0, 1_000_000, 6),
        Value::Name(name) => name.clone(),
        _ => String::new(),
    }
}

fn decimal(units: u64, one: u64, places: usize) -> String {
    let text = format!("{}.{:0places$}", units / one, units % one);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What was typed, if it is valid and in range.
fn parse(kind: &ParameterKind, typed: &str) -> Option<Value> {
    match kind {
        ParameterKind::Amount { least, most, .. } => {
            let amount = Amount(scaled(typed, COIN)?);
            (*least <= amount && amount <= *most).then_some(Value::Amount(amount))
        }
        ParameterKind::Count { least, most, .. } => {
            let count = whole_number(typed)?;
            (*least <= count && count <= *most).then_some(Value::Count(count))
        }
        ParameterKind::Span { least, most, .. } => {
            let span = Span(scaled(typed, 1_000_000)?);
            (*least <= span && span <= *most).then_some(Value::Span(span))
        }
        ParameterKind::Name(_) => (!typed.is_empty() && typed.chars().count() <= 24)
            .then(|| Value::Name(typed.to_owned())),
        _ => None,
    }
}

/// A decimal number in units of which `one` make 1, exact.
fn scaled(typed: &str, one: u64) -> Option<u64> {
    let (whole, part) = typed.split_once('.').unwrap_or((typed, ""));
    let places = one.ilog10() as usize;
    if part.len() > places || (whole.is_empty() && part.is_empty()) {
        return None;
    }
    let whole = if whole.is_empty() {
        0
    } else {
        whole_number(whole)?
    };
    let part = digits(&format!("{part:0<places$}"))?;
    whole.checked_mul(one)?.checked_add(part)
}

/// A whole number; a comma or a space may only part thousands: where a comma is meant as a decimal point, the
/// number is not what the reader means.
fn whole_number(typed: &str) -> Option<u64> {
    let groups: Vec<&str> = typed.split([',', ' ']).collect();
    let (first, more) = groups.split_first()?;
    let parted = (1..=3).contains(&first.len()) && more.iter().all(|group| group.len() == 3);
    (more.is_empty() || parted).then(|| digits(&groups.concat()))?
}

fn digits(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

fn people(props: &Props, all: &[ActorId], names: &Names) -> Html {
    let options = all.iter().map(|who| names.of(*who));
    let values = all.iter().map(|who| Value::Actor(*who));
    select(props, options.collect(), values.collect())
}

/// Several out of a list: a chip for each, pressed or not.
fn several(props: &Props, name: &str, all: &[ActorId], names: &Names) -> Html {
    let chosen = props.chosen.clone().unwrap_or_default();
    let chip = |who: &ActorId| {
        let (value, change, chosen) = (Value::Actor(*who), props.change.clone(), chosen.clone());
        let on = chosen.contains(&value);
        let press = Callback::from(move |_: MouseEvent| {
            let mut after: Vec<Value> = chosen
                .iter()
                .filter(|one| **one != value)
                .cloned()
                .collect();
            if !on {
                after.push(value.clone());
            }
            change.emit(Some(after));
        });
        html! { <button type="button" class="chip" aria-pressed={on.to_string()} onclick={press}>{ names.of(*who) }</button> }
    };
    html! {
        <div class="field" role="group" aria-label={name.to_owned()}>
            <span>{ name }</span>
            <span class="row several">{ for all.iter().map(chip) }</span>
        </div>
    }
}

/// A key as a text of its own.
fn word(key: Cow<'static, str>) -> Text {
    Text {
        key,
        arguments: Vec::new(),
    }
}

fn words(props: &Props, all: &[Cow<'static, str>]) -> Html {
    let options = all.iter().map(|key| text::say(key));
    let values = all.iter().map(|key| Value::Text(word(key.clone())));
    select(props, options.collect(), values.collect())
}

fn objects(props: &Props, all: &[Selection], names: &Names) -> Html {
    let options = all.iter().map(|object| names.title(object));
    let values = all.iter().map(|object| Value::Link(object.clone()));
    select(props, options.collect(), values.collect())
}

fn select(props: &Props, options: Vec<String>, values: Vec<Value>) -> Html {
    let change = props.change.clone();
    let chosen = props.chosen.as_ref().and_then(|chosen| chosen.first());
    let chosen = values.iter().position(|value| Some(value) == chosen);
    let onchange = Callback::from(move |event: Event| {
        let select = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        let index = select.map_or(0, |select| select.selected_index().max(0) as usize);
        change.emit(values.get(index).map(|value| vec![value.clone()]));
    });
    // Without `selected` the browser shows the option that was put in first: the last one.
    let option = |(index, name): (usize, String)| html! { <option selected={Some(index) == chosen}>{ name }</option> };
    html! { <select {onchange}>{ for options.into_iter().enumerate().map(option) }</select> }
}

fn check(props: &Props) -> Html {
    let on = props
        .chosen
        .as_ref()
        .is_some_and(|chosen| chosen.contains(&Value::Flag(true)));
    let change = props.change.clone();
    let onchange = Callback::from(move |_: Event| change.emit(Some(vec![Value::Flag(!on)])));
    html! { <input type="checkbox" checked={on} {onchange} /> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_amounts_are_exact() {
        assert_eq!(scaled("3.2", COIN), Some(3_200_000_000));
        assert_eq!(scaled("1,000", COIN), Some(1_000 * COIN));
        assert_eq!(scaled("0.0000000001", COIN), None);
        assert_eq!(scaled("-1", COIN), None);
        assert_eq!(scaled("", COIN), None);
        assert_eq!(scaled("99999999999999", COIN), None);
    }

    #[test]
    fn a_comma_only_parts_thousands() {
        for typed in [
            "3,2", "3,20", "1,0000", ",100", "1234,567", "1,000,00", "1.0,0", "+5", "1.+5",
        ] {
            assert_eq!(scaled(typed, COIN), None, "{typed}");
        }
        assert_eq!(scaled("1 234,567.5", 10), Some(12_345_675));
        assert_eq!(scaled(".5", 10), Some(5));
        let kind = ParameterKind::Count {
            least: 1,
            most: 5_000,
            default: 3,
        };
        assert_eq!(parse(&kind, "3,2"), None);
        assert_eq!(parse(&kind, "3,200"), Some(Value::Count(3_200)));
    }

    #[test]
    fn what_is_out_of_range_is_no_choice() {
        let kind = ParameterKind::Count {
            least: 2,
            most: 5,
            default: 3,
        };
        assert_eq!(parse(&kind, "5"), Some(Value::Count(5)));
        assert_eq!(parse(&kind, "6"), None);
    }
}
