//! Where nodes lie: a place for each slot, so that adding a node moves no other.

/// A point in a box whose sides are 1.
pub type Point = (f64, f64);

/// The first places, chosen by eye; the rest fills the gaps between them.
const FIRST: [Point; 9] = [
    (0.50, 0.46),
    (0.40, 0.12),
    (0.85, 0.52),
    (0.14, 0.52),
    (0.62, 0.86),
    (0.76, 0.22),
    (0.30, 0.84),
    (0.16, 0.18),
    (0.90, 0.84),
];

const CANDIDATES: u32 = 48;

/// The places of the first `count` slots.
pub fn places(count: usize) -> Vec<Point> {
    let mut taken: Vec<Point> = Vec::with_capacity(count);
    for slot in 0..count {
        let place = FIRST
            .get(slot)
            .copied()
            .unwrap_or_else(|| roomiest(&taken, slot));
        taken.push(place);
    }
    taken
}

/// How many times wider than high a node's name is drawn: places are farther apart beside each other than above.
const WIDER: f64 = 1.8;

/// The candidate that is farthest from all places taken.
fn roomiest(taken: &[Point], slot: usize) -> Point {
    let offset = slot as u32 * CANDIDATES;
    let candidates = (0..CANDIDATES).map(|index| spread(offset + index));
    let best = candidates.max_by(|a, b| room(taken, *a).total_cmp(&room(taken, *b)));
    best.unwrap_or((0.5, 0.5))
}

fn room(taken: &[Point], at: Point) -> f64 {
    let squares = taken
        .iter()
        .map(|place| (place.0 - at.0).powi(2) + (WIDER * (place.1 - at.1)).powi(2));
    squares.fold(f64::INFINITY, f64::min)
}

/// An even spread over the box: Roberts' sequence (the plastic number in two dimensions).
fn spread(index: u32) -> Point {
    let index = f64::from(index) + 0.5;
    let x = (index * 0.754_877_666_246_693).fract();
    let y = (index * 0.569_840_290_998_053).fract();
    (0.06 + 0.88 * x, 0.08 + 0.84 * y)
}

/// Places for the people of a room: on a line for two, else on a ring.
pub fn ring(count: usize) -> Vec<Point> {
    match count {
        0 => Vec::new(),
        1 => vec![(0.5, 0.5)],
        2 => vec![(0.15, 0.44), (0.85, 0.44)],
        4 => vec![(0.15, 0.22), (0.85, 0.22), (0.85, 0.72), (0.15, 0.72)],
        _ => {
            let turn = std::f64::consts::TAU / count as f64;
            let angle = |index: usize| turn * index as f64 - 0.5 * std::f64::consts::PI;
            (0..count)
                .map(|at| (0.5 + 0.37 * angle(at).cos(), 0.5 + 0.36 * angle(at).sin()))
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adding_a_node_moves_no_other() {
        let few = places(12);
        assert_eq!(few[..], places(60)[..12]);
    }

    #[test]
    fn no_two_of_128_nodes_lie_on_each_other() {
        let all = places(128);
        for (index, place) in all.iter().enumerate() {
            assert!(
                room(&all[..index], *place) > 0.0008,
                "slot {index} lies on another"
            );
        }
    }
}
