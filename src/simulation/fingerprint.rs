//! The fingerprint of a moment: SHA-256 over the canonical state and the accepted commands, not over the log.

use borsh::BorshSerialize;
use sha2::{Digest as _, Sha256};

use crate::base::Digest;

use super::{ENGINE_VERSION, Given, World};

impl World {
    /// Hash of everything that the future depends on, and of the commands that led here.
    pub fn fingerprint(&self, commands: &[Given]) -> Digest {
        let mut bytes = Vec::new();
        self.write(commands, &mut bytes);
        Digest(Sha256::digest(&bytes).into())
    }

    fn write(&self, commands: &[Given], out: &mut Vec<u8>) {
        let mut put = |part: &dyn Fn(&mut Vec<u8>) -> std::io::Result<()>| {
            // Writing to memory does not fail.
            let _ = part(out);
        };
        put(&|out| (ENGINE_VERSION, self.now, self.steps).serialize(out));
        put(&|out| self.topology.serialize(out));
        put(&|out| self.directory.serialize(out));
        if !self.directory.chains.is_empty() {
            put(&|out| self.directory.chains.serialize(out));
        }
        put(&|out| self.queue.sorted().serialize(out));
        put(&|out| self.mining.searches().serialize(out));
        put(&|out| self.draws.serialize(out));
        put(&|out| (&self.jitter, &self.faults, &self.down).serialize(out));
        put(&|out| commands.serialize(out));
        for actor in &self.actors {
            actor.digest(out);
        }
    }
}
