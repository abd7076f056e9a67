//! Regions of the world and what lies between them: latency and bandwidth as SimBlock measured them for Bitcoin's nodes in 2019.
//!
//! Source: Aoki et al. 2019, "SimBlock: A Blockchain Network Simulator"; `NetworkConfiguration.java` of its repository.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::Span;

/// Where a node stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Region {
    /// North America.
    NorthAmerica,
    /// Europe.
    Europe,
    /// South America.
    SouthAmerica,
    /// Asia and the Pacific, but for Japan.
    AsiaPacific,
    /// Japan.
    Japan,
    /// Australia.
    Australia,
}

/// One-way latency in milliseconds, from row to column.
const LATENCY: [[u64; 6]; 6] = [
    [32, 124, 184, 198, 151, 189],
    [124, 11, 227, 237, 252, 294],
    [184, 227, 88, 325, 301, 322],
    [198, 237, 325, 85, 58, 198],
    [151, 252, 301, 58, 12, 126],
    [189, 294, 322, 198, 126, 16],
];
/// Kilobits a second that a node of the region takes.
const DOWN: [u64; 6] = [52_000, 40_000, 18_000, 22_800, 22_800, 29_900];
/// Kilobits a second that a node of the region gives.
const UP: [u64; 6] = [19_200, 20_700, 5_800, 15_700, 10_200, 11_300];
/// Kilobits a second between two regions.
const BETWEEN: u64 = 6_000;
/// Share of Bitcoin's nodes that stood there, in ten-thousandths.
const SHARE: [u64; 6] = [3_316, 4_998, 90, 1_177, 224, 195];

impl Region {
    /// All regions, in the order of the tables.
    pub const ALL: [Self; 6] = [
        Self::NorthAmerica,
        Self::Europe,
        Self::SouthAmerica,
        Self::AsiaPacific,
        Self::Japan,
        Self::Australia,
    ];

    /// One-way latency to another region.
    pub fn latency(self, to: Self) -> Span {
        Span::from_millis(LATENCY[self as usize][to as usize])
    }

    /// Bytes a second between two nodes, in the direction that carries less: what one gives, the other takes, and the
    /// regions have between them.
    pub fn bandwidth(self, other: Self) -> u64 {
        let one_way = |from: Self, to: Self| UP[from as usize].min(DOWN[to as usize]);
        let between = if self == other { u64::MAX } else { BETWEEN };
        one_way(self, other).min(one_way(other, self)).min(between) * 125
    }

    /// Where a node stands that is drawn by the shares of 2019, from a number below 10,000.
    pub fn drawn(number: u64) -> Self {
        let mut rest = number;
        for (region, share) in Self::ALL.into_iter().zip(SHARE) {
            if rest < share {
                return region;
            }
            rest -= share;
        }
        Self::Australia
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_say_what_the_source_says() {
        let europe = Region::Europe;
        assert_eq!(europe.latency(Region::Europe), Span::from_millis(11));
        assert_eq!(europe.latency(Region::Australia), Span::from_millis(294));
        assert_eq!(europe.bandwidth(Region::Europe), 20_700 * 125);
        assert_eq!(europe.bandwidth(Region::Japan), 6_000 * 125);
        assert_eq!(
            Region::SouthAmerica.bandwidth(Region::SouthAmerica),
            5_800 * 125
        );
    }

    #[test]
    fn the_way_back_is_as_long_and_the_shares_make_a_whole() {
        for a in Region::ALL {
            for b in Region::ALL {
                assert_eq!(a.latency(b), b.latency(a));
                assert_eq!(a.bandwidth(b), b.bandwidth(a));
            }
        }
        assert_eq!(SHARE.iter().sum::<u64>(), 10_000);
        assert_eq!(Region::drawn(3_315), Region::NorthAmerica);
        assert_eq!(Region::drawn(3_316), Region::Europe);
        assert_eq!(Region::drawn(9_999), Region::Australia);
        assert_eq!(Region::drawn(u64::MAX), Region::Australia);
    }
}
