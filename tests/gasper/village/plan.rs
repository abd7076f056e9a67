//! What a village is made of, and how it is set up.

use bilayer::base::Address;
use bilayer::consensus::gasper::block::Deposit;
use bilayer::consensus::gasper::key::ValidatorSecret;
use bilayer::consensus::gasper::onion::Onion;
use bilayer::consensus::gasper::params::{Gwei, PROPOSER_BOOST_PERCENT, Preset};

/// What a village is made of.
#[derive(Clone)]
pub struct Plan {
    pub preset: Preset,
    pub signed: bool,
    pub slashing: bool,
    /// Validators of each house.
    pub houses: Vec<u32>,
    pub boost_percent: u64,
    pub seed: u64,
}

impl Plan {
    pub fn minimal(houses: &[u32]) -> Self {
        Self {
            preset: Preset::MINIMAL,
            signed: false,
            slashing: true,
            houses: houses.to_vec(),
            boost_percent: PROPOSER_BOOST_PERCENT,
            seed: 1,
        }
    }
}

pub fn deposit(key: &ValidatorSecret, onion: &Onion, amount: Gwei) -> Deposit {
    Deposit {
        key: key.public(),
        commitment: onion.commitment(),
        withdrawal: Address([7; 20]),
        compounding: false,
        amount,
        signature: None,
    }
    .signed(key)
}
