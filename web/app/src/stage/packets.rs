//! Messages on their way: painted on one canvas over the stage, once a frame, outside the tree.

use super::anchor::actors;
use super::resized::use_resized;
use crate::context::system_class;
use crate::view::Clock;
use bilayer::base::ActorId;
use bilayer::base::order;
use bilayer::scene::model::{Packet, PacketKind, System};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement};
use yew::prelude::*;

/// What is painted.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The stage.
    pub stage: NodeRef,
    /// The messages.
    pub packets: Arc<Vec<Packet>>,
    /// The moment to paint.
    pub clock: Clock,
}

/// What makes messages look alike: system, kind, and whether the figure stands for more than one.
type Look = (System, PacketKind, bool);

#[derive(Default)]
struct Painter {
    packets: Arc<Vec<Packet>>,
    places: BTreeMap<ActorId, (f64, f64)>,
    colors: BTreeMap<System, String>,
    vote_color: String,
    clean: bool,
    still: bool,
    unit: f64,
    age: u32,
    sprites: BTreeMap<Look, HtmlCanvasElement>,
}

/// The canvas.
#[component]
pub fn Packets(props: &Props) -> Html {
    let canvas = use_node_ref();
    let sized = use_resized(props.stage.clone());
    let painter = use_memo((), |()| RefCell::new(Painter::default()));
    {
        let painter = painter.clone();
        use_effect_with(props.packets.clone(), move |packets| {
            painter.borrow_mut().packets = packets.clone();
        });
    }
    {
        let (painter, canvas, stage) = (painter.clone(), canvas.clone(), props.stage.clone());
        use_effect_with(sized, move |_| {
            if let (Some(stage), Some(canvas)) =
                (stage.cast::<Element>(), canvas.cast::<HtmlCanvasElement>())
            {
                painter.borrow_mut().reset(&stage, &canvas);
            }
        });
    }
    {
        let (canvas, stage, clock) = (canvas.clone(), props.stage.clone(), props.clock.clone());
        use_effect_with((), move |()| {
            every_frame(move || {
                if let (Some(stage), Some(canvas)) =
                    (stage.cast::<Element>(), canvas.cast::<HtmlCanvasElement>())
                {
                    painter.borrow_mut().paint(&stage, &canvas, clock.now());
                }
            })
        });
    }
    html! { <canvas class="packets" ref={canvas} aria-hidden="true"></canvas> }
}

impl Painter {
    /// Forgets where things were and fits the canvas to the stage.
    fn reset(&mut self, stage: &Element, canvas: &HtmlCanvasElement) {
        let Some(window) = web_sys::window() else {
            return;
        };
        let (area, dense) = (
            stage.get_bounding_client_rect(),
            window.device_pixel_ratio(),
        );
        canvas.set_width((area.width() * dense) as u32);
        canvas.set_height((area.height() * dense) as u32);
        self.places.clear();
        self.sprites.clear();
        self.clean = false;
        let motion = window
            .match_media("(prefers-reduced-motion: reduce)")
            .ok()
            .flatten();
        self.still = motion.is_some_and(|query| query.matches());
        self.colors = colors(stage);
        self.vote_color = color(stage, "--dot-vote");
        self.unit = root_size();
    }

    fn paint(&mut self, stage: &Element, canvas: &HtmlCanvasElement, now: f64) {
        if self.packets.is_empty() && self.clean {
            return;
        }
        let Some(context) = context(canvas) else {
            return;
        };
        context.clear_rect(
            0.0,
            0.0,
            f64::from(canvas.width()),
            f64::from(canvas.height()),
        );
        self.clean = true;
        self.measure_sometimes(stage);
        let dense = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
        let packets = self.packets.clone();
        for packet in packets.iter() {
            let at = self.place(packet, now);
            let Some((at, sprite)) = at.zip(self.sprite(packet, dense)) else {
                continue;
            };
            let half = f64::from(sprite.width()) / 2.0;
            let (x, y) = (at.0 * dense - half, at.1 * dense - half);
            // It fails only for a sprite without pixels.
            let _ = context.draw_image_with_html_canvas_element(sprite, x, y);
            self.clean = false;
        }
    }

    /// A message's figure, painted once for all that look alike.
    fn sprite(&mut self, packet: &Packet, dense: f64) -> Option<&HtmlCanvasElement> {
        let (system, kind, many) = (packet.system, packet.kind, packet.count > 1);
        let color = match kind {
            PacketKind::Vote => self.vote_color.as_str(),
            _ => self.colors.get(&system).map_or("#888", String::as_str),
        };
        Some(match self.sprites.entry((system, kind, many)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(drawn((kind, many), color, dense * self.unit)?),
        })
    }

    /// A figure may have been dragged: every half a second all places are measured again.
    fn measure_sometimes(&mut self, stage: &Element) {
        if self.places.is_empty() || self.age.is_multiple_of(30) {
            self.places = actors(stage);
        }
        self.age += 1;
    }

    /// Where a message is at this moment, between its departure and its arrival.
    fn place(&self, packet: &Packet, now: f64) -> Option<(f64, f64)> {
        let (start, end) = (packet.departure.0 as f64, packet.arrival.0 as f64);
        if now < start || now > end {
            return None;
        }
        let (from, to) = (self.places.get(&packet.from)?, self.places.get(&packet.to)?);
        let way = (now - start) / (end - start).max(1.0);
        let way = if self.still { way.round() } else { way };
        Some((
            from.0 + (to.0 - from.0) * way,
            from.1 + (to.1 - from.1) * way,
        ))
    }
}

/// The figure of a kind of message on a canvas of its own; `unit` is a rem in pixels.
fn drawn((kind, many): (PacketKind, bool), color: &str, unit: f64) -> Option<HtmlCanvasElement> {
    let document = web_sys::window()?.document()?;
    let sprite = document.create_element("canvas").ok()?;
    let sprite: HtmlCanvasElement = sprite.dyn_into().ok()?;
    let radius = unit * if many { MANY } else { weight(kind) };
    let middle = (radius + 0.1 * unit).ceil() + 1.0;
    sprite.set_width((2.0 * middle) as u32);
    sprite.set_height((2.0 * middle) as u32);
    let context = context(&sprite)?;
    context.set_fill_style_str(color);
    context.set_stroke_style_str(color);
    context.set_line_width(unit * 0.1);
    context.begin_path();
    match kind {
        PacketKind::Block => {
            context.rect(middle - radius, middle - radius, 2.0 * radius, 2.0 * radius);
        }
        PacketKind::Vote => triangle(&context, middle, radius),
        _ => {
            let _ = context.arc(middle, middle, radius, 0.0, std::f64::consts::TAU);
        }
    }
    let hollow = matches!(
        kind,
        PacketKind::Request | PacketKind::AnnounceBlock | PacketKind::AnnounceTransaction
    );
    if hollow {
        context.stroke()
    } else {
        context.fill()
    }
    Some(sprite)
}

fn triangle(context: &CanvasRenderingContext2d, middle: f64, radius: f64) {
    context.move_to(middle, middle - radius);
    context.line_to(middle + radius, middle + 0.8 * radius);
    context.line_to(middle - radius, middle + 0.8 * radius);
    context.close_path();
}

/// The radius in rem of a figure that stands for several messages.
const MANY: f64 = 0.36;

/// The radius of a message in rem: what is heavy looks heavy.
const fn weight(kind: PacketKind) -> f64 {
    match kind {
        PacketKind::Block => 0.34,
        PacketKind::AnnounceBlock
        | PacketKind::AnnounceTransaction
        | PacketKind::Request
        | PacketKind::Head => 0.2,
        _ => 0.28,
    }
}

fn colors(stage: &Element) -> BTreeMap<System, String> {
    let of = |system: System| color(stage, &format!("--dot-{}", system_class(system)));
    let systems = [System::Layer1, System::Channel, System::Rollup];
    order::gather(systems.map(|system| (system, of(system))))
}

/// A color of the sheets, as the stage has it.
fn color(stage: &Element, name: &str) -> String {
    let styles =
        web_sys::window().and_then(|window| window.get_computed_style(stage).ok().flatten());
    styles
        .and_then(|styles| styles.get_property_value(name).ok())
        .unwrap_or_default()
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// Pixels of one rem.
fn root_size() -> f64 {
    let window = web_sys::window();
    let root = window
        .as_ref()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    let styles = window
        .zip(root)
        .and_then(|(window, root)| window.get_computed_style(&root).ok().flatten());
    let size = styles
        .and_then(|styles| styles.get_property_value("font-size").ok())
        .unwrap_or_default();
    let pixels = js_sys::parse_float(&size);
    if pixels.is_finite() { pixels } else { 13.0 }
}

/// Calls back before every repaint until what it returns is called.
fn every_frame(mut each: impl FnMut() + 'static) -> impl FnOnce() {
    type Frame = Rc<RefCell<Option<Closure<dyn FnMut()>>>>;
    let frame: Frame = Rc::default();
    let asked: Rc<Cell<i32>> = Rc::default();
    let request = |frame: &Frame, asked: &Cell<i32>| {
        if let (Some(window), Some(callback)) = (web_sys::window(), frame.borrow().as_ref()) {
            let handle = window.request_animation_frame(callback.as_ref().unchecked_ref());
            asked.set(handle.unwrap_or_default());
        }
    };
    let (next, next_asked) = (frame.clone(), asked.clone());
    *frame.borrow_mut() = Some(Closure::new(move || {
        each();
        request(&next, &next_asked);
    }));
    request(&frame, &asked);
    move || {
        // The browser must not call a closure that is gone.
        if let Some(window) = web_sys::window() {
            let _ = window.cancel_animation_frame(asked.get());
        }
        drop(frame.borrow_mut().take());
    }
}
