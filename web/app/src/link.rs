//! The page's address: what it opens, and how the page is to look.

use bilayer::command::Refusal;
use bilayer::scenario::ViewParameters;
use bilayer_protocol::Source;

/// What the address of the page asks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Address {
    /// The address without its fragment.
    pub page: String,
    /// The fragment without `#`.
    pub fragment: String,
    /// How the page is to look.
    pub view: ViewParameters,
    /// What is wrong with that, if anything.
    pub wrong: Option<Refusal>,
}

impl Address {
    /// The address that the browser shows.
    pub fn present() -> Self {
        let location = web_sys::window().map(|window| window.location());
        let href = location.and_then(|location| location.href().ok());
        Self::read(&href.unwrap_or_default())
    }

    /// Takes an address apart.
    pub fn read(href: &str) -> Self {
        let (page, fragment) = href.split_once('#').unwrap_or((href, ""));
        let (view, wrong) = match bilayer::scenario::read_view(fragment) {
            Ok(view) => (view, says_nothing(fragment)),
            Err(refusal) => (ViewParameters::default(), Some(refusal)),
        };
        Self {
            page: page.to_owned(),
            fragment: fragment.to_owned(),
            view,
            wrong,
        }
    }

    /// Whether the address names a run at a moment of its own.
    pub fn names_a_run(&self) -> bool {
        self.fragment
            .split('&')
            .any(|part| part.starts_with("run="))
    }

    /// The run or world that the address names.
    pub fn source(&self) -> Option<Source> {
        let named = |part: &str| {
            let names = ["run=", "scenario=", "lesson="];
            names.iter().any(|name| part.starts_with(name))
        };
        let names = self.fragment.split('&').any(named);
        names.then(|| Source::Link(self.fragment.clone()))
    }
}

/// What an address may name.
const NAMES: [&str; 9] = [
    "run", "scenario", "lesson", "theme", "speed", "view", "rooms", "start", "autoplay",
];

/// A fragment that holds nothing which the page knows. Beside what it knows, a newer page's names are left alone.
fn says_nothing(fragment: &str) -> Option<Refusal> {
    let known = |part: &str| {
        part.split_once('=')
            .is_some_and(|(name, _)| NAMES.contains(&name))
    };
    let nothing = !fragment.is_empty() && !fragment.split('&').any(known);
    let shown: String = fragment.chars().take(24).collect();
    nothing.then(|| Refusal::new("link.nothing").with(shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_run_a_world_or_nothing() {
        let plain = Address::read("https://example.org/bilayer/");
        assert_eq!(plain.source(), None);
        let run = Address::read("https://example.org/#theme=dark&run=AAAA");
        assert_eq!(run.page, "https://example.org/");
        assert_eq!(run.view.theme.as_deref(), Some("dark"));
        assert_eq!(
            run.source(),
            Some(Source::Link("theme=dark&run=AAAA".to_owned()))
        );
        let lesson = Address::read("https://example.org/#lesson=coffees");
        assert_eq!(
            lesson.source(),
            Some(Source::Link("lesson=coffees".to_owned()))
        );
    }

    #[test]
    fn an_address_that_says_nothing_is_told() {
        let wrong =
            |fragment: &str| Address::read(&format!("https://example.org/#{fragment}")).wrong;
        let refusal = wrong("garbage").expect("it names nothing");
        assert_eq!(refusal.key, "link.nothing");
        assert!(wrong("run").is_some() && wrong("a=b&c").is_some());
        assert!(wrong("").is_none() && wrong("theme=dark&later=1").is_none());
    }

    #[test]
    fn a_parameter_that_cannot_be_is_told_and_the_rest_is_taken_as_usual() {
        let address = Address::read("https://example.org/#speed=9&run=AAAA");
        assert!(address.wrong.is_some());
        assert!(address.source().is_some());
    }
}
