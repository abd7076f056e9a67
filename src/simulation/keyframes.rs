//! Moments kept of a run, to go back to: bounded by their number and by the memory that they are estimated to take.

use super::World;

/// Most keyframes kept; beyond, every second of the older half is dropped.
const MAX_KEYFRAMES: usize = 160;
/// Most bytes that all keyframes may take together; beyond, they are thinned the same way.
const BUDGET: usize = 64 << 20;

/// Kept moments, oldest first.
pub(super) struct Keyframes {
    first: World,
    later: Vec<Frame>,
    bytes: usize,
}

struct Frame {
    world: World,
    bytes: usize,
}

impl Keyframes {
    /// With the moment that is never dropped.
    pub(super) fn begin(first: World) -> Self {
        Self {
            first,
            later: Vec::new(),
            bytes: 0,
        }
    }

    pub(super) fn last(&self) -> &World {
        self.later.last().map_or(&self.first, |frame| &frame.world)
    }

    /// The latest moment that is allowed, or the first.
    pub(super) fn latest(&self, allowed: impl Fn(&World) -> bool) -> &World {
        let mut later = self.later.iter().rev().map(|frame| &frame.world);
        later.find(|world| allowed(world)).unwrap_or(&self.first)
    }

    pub(super) fn push(&mut self, world: World) {
        let bytes = world.bytes();
        self.bytes += bytes;
        self.later.push(Frame { world, bytes });
        while self.later.len() >= MAX_KEYFRAMES || (self.bytes > BUDGET && self.later.len() > 1) {
            self.thin();
        }
    }

    fn thin(&mut self) {
        let half = (self.later.len() / 2).max(1);
        let mut index = 0;
        self.retain_frames(|_| {
            index += 1;
            index > half || index % 2 == 0
        });
    }

    /// Drops what is not wanted; the first moment stays.
    pub(super) fn retain(&mut self, wanted: impl Fn(&World) -> bool) {
        self.retain_frames(|frame| wanted(&frame.world));
    }

    fn retain_frames(&mut self, wanted: impl FnMut(&Frame) -> bool) {
        self.later.retain(wanted);
        self.bytes = self.later.iter().map(|frame| frame.bytes).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heavy_moments_are_thinned_to_the_budget_and_the_newest_stays() {
        let mut frames = Keyframes::begin(World::empty(0));
        for steps in 1..=100 {
            let mut world = World::empty(0);
            world.steps = steps;
            frames.later.push(Frame {
                world,
                bytes: BUDGET / 10,
            });
            frames.bytes += BUDGET / 10;
        }
        let mut newest = World::empty(0);
        newest.steps = 101;
        frames.push(newest);
        let kept = frames.later.len();
        assert!(frames.bytes <= BUDGET && (3..=11).contains(&kept), "{kept}");
        assert_eq!(frames.last().steps, 101);
        assert_eq!(frames.latest(|world| world.steps == 0).steps, 0);
    }
}
