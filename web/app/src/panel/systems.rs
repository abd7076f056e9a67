//! A sheet for each system: what in it is real, what is scaled, what is left out.

use super::prose::Prose;
use crate::text;
use yew::prelude::*;

const SYSTEMS: [&str; 3] = ["layer1", "channel", "rollup"];
const ASPECTS: [&str; 3] = ["real", "scaled", "left-out"];

/// Draws the sheets.
#[component]
pub fn Systems() -> Html {
    html! { <div class="systems">{ for SYSTEMS.into_iter().map(sheet) }</div> }
}

fn sheet(system: &str) -> Html {
    let aspect = |aspect: &str| {
        let lines = text::with_prefix(&format!("sheet.{system}.{aspect}."));
        html! {
            <section>
                <h4>{ text::say(&format!("sheet.{aspect}")) }</h4>
                <ul>{ for lines.into_iter().map(|(_, line)| html! { <li><Prose words={line} /></li> }) }</ul>
            </section>
        }
    };
    html! {
        <article class={format!("sheet-card sys-{system}")}>
            <h3>{ text::say(&format!("sheet.{system}")) }</h3>
            <div class="aspects">{ for ASPECTS.into_iter().map(aspect) }</div>
        </article>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_tells_what_is_real_scaled_and_left_out() {
        for system in SYSTEMS {
            for aspect in ASPECTS {
                assert!(
                    !text::with_prefix(&format!("sheet.{system}.{aspect}.")).is_empty(),
                    "{system} {aspect}"
                );
            }
        }
    }
}
