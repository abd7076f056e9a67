//! The engine: header checks, weight by expected work, retarget by window, reward by halving.

use ruint::aliases::U256;

use super::{
    asert::{Asert, Distance},
    median_time::median_time_past,
    retarget::Retarget,
    subsidy::subsidy,
    target::{from_bits, meets, work},
};
use crate::base::Amount;
use crate::chain::{Ancestry, BlockError, Consensus, Header, Work};

/// Version of headers whose nonce was searched.
pub const VERSION_SEARCHED: u32 = 1;
/// Version of headers whose wait was drawn; they carry no work.
pub const VERSION_SAMPLED: u32 = 2;

/// Number of blocks whose times the median is taken of.
const MEDIAN_SPAN: u64 = 11;

/// Proof of work of one chain.
#[derive(Clone, Debug)]
pub struct ProofOfWork {
    /// When and how the target changes.
    pub retarget: Retarget,
    /// The target of the first window, in compact form.
    pub initial_bits: u32,
    /// Value created by each block before the first halving.
    pub initial_subsidy: Amount,
    /// Blocks from one halving to the next.
    pub halving_interval: u64,
    /// Whether waits are drawn instead of searched.
    pub sampled: bool,
    /// Header time of genesis, from which a schedule counts.
    pub genesis_time: u32,
    /// The rule by which the target follows every block; `None` if it follows windows.
    pub asert: Option<Asert>,
}

impl ProofOfWork {
    /// The bits after the tip, by how far it is from the schedule that genesis began.
    fn bits_on_schedule(&self, asert: &Asert, ancestry: &dyn Ancestry) -> Option<u32> {
        let blocks = ancestry.parent_height();
        let tip = ancestry.header(0)?;
        // As if genesis had a parent that it came after on time.
        let start = i64::from(self.genesis_time) - i64::from(asert.spacing);
        let seconds = i64::from(tip.time) - start;
        let distance = Distance { blocks, seconds };
        asert.next_bits(self.initial_bits, distance).ok()
    }
}

impl Consensus for ProofOfWork {
    fn check(&self, header: &Header, ancestry: &dyn Ancestry) -> Result<(), BlockError> {
        if header.version != self.version() {
            return Err(BlockError::Version);
        }
        if header.bits != self.next_bits(ancestry) {
            return Err(BlockError::Difficulty);
        }
        if header.time < self.earliest_time(ancestry) {
            return Err(BlockError::TimeTooOld);
        }
        let target =
            from_bits(header.bits, self.retarget.limit).map_err(|_| BlockError::Difficulty)?;
        if self.sampled || meets(&header.id(), target) {
            Ok(())
        } else {
            Err(BlockError::Work)
        }
    }

    fn earliest_time(&self, ancestry: &dyn Ancestry) -> u32 {
        let times: Vec<u32> = (0..MEDIAN_SPAN)
            .map_while(|back| ancestry.header(back))
            .map(|header| header.time)
            .collect();
        median_time_past(&times).map_or(0, |median| median.saturating_add(1))
    }

    fn version(&self) -> u32 {
        if self.sampled {
            VERSION_SAMPLED
        } else {
            VERSION_SEARCHED
        }
    }

    fn subsidy(&self, height: u64) -> Amount {
        subsidy(self.initial_subsidy, self.halving_interval, height)
    }

    fn work(&self) -> Option<&dyn Work> {
        Some(self)
    }
}

impl Work for ProofOfWork {
    fn weight(&self, header: &Header) -> U256 {
        from_bits(header.bits, self.retarget.limit).map_or(U256::ZERO, work)
    }

    fn next_bits(&self, ancestry: &dyn Ancestry) -> u32 {
        let height = ancestry.parent_height() + 1;
        let Some(parent) = ancestry.header(0) else {
            return self.initial_bits;
        };
        if let Some(asert) = &self.asert {
            let bits = self.bits_on_schedule(asert, ancestry);
            return bits.unwrap_or(parent.bits);
        }
        if !self.retarget.is_due(height) {
            return parent.bits;
        }
        let back = ancestry.parent_height() - self.retarget.first_height(height);
        ancestry
            .header(back)
            .and_then(|first| {
                self.retarget
                    .next_bits(parent.bits, first.time, parent.time)
                    .ok()
            })
            .unwrap_or(parent.bits)
    }

    fn genesis_bits(&self) -> u32 {
        self.initial_bits
    }

    fn is_sampled(&self) -> bool {
        self.sampled
    }
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
