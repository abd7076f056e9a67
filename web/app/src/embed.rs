//! The page inside another page: the stage and one control bar.

use std::rc::Rc;

use crate::link::Address;
use crate::view::EmbedView;

/// How the page is embedded, if its address says that it is.
pub fn embed(address: &Address) -> Option<Rc<EmbedView>> {
    address.view.embed.then(|| {
        Rc::new(EmbedView {
            rooms: address.view.rooms.clone(),
            full: full(address),
        })
    })
}

/// The address of the same world in the full page.
fn full(address: &Address) -> String {
    let of_frame = |part: &&str| !part.starts_with("view=") && !part.starts_with("rooms=");
    let kept: Vec<&str> = address.fragment.split('&').filter(of_frame).collect();
    format!("{}#{}", address.page, kept.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_page_opens_the_same_world_without_the_frame() {
        let address = Address::read("https://a.example/#view=embed&rooms=channel&scenario=coffees");
        let embed = embed(&address).expect("the address says so");
        assert_eq!(embed.rooms, ["channel"]);
        assert_eq!(embed.full, "https://a.example/#scenario=coffees");
        assert_eq!(super::embed(&Address::read("https://a.example/")), None);
    }
}
