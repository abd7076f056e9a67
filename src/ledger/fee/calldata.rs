//! What a transaction pays for the bytes that it carries: prices of EIP-2028, floor of EIP-7623.

use super::super::gas::price;

/// The bytes of a transaction's calldata, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Calldata {
    /// Bytes that are zero.
    pub zeros: u64,
    /// All others.
    pub nonzeros: u64,
}

impl Calldata {
    /// Counts the bytes of `input`.
    #[must_use]
    pub fn of(input: &[u8]) -> Self {
        let zeros = input.iter().filter(|byte| **byte == 0).count() as u64;
        let nonzeros = input.len() as u64 - zeros;
        Self { zeros, nonzeros }
    }

    /// Tokens of EIP-7623: a zero byte is one, another is four.
    #[must_use]
    pub fn tokens(&self) -> u64 {
        self.nonzeros.saturating_mul(4).saturating_add(self.zeros)
    }

    /// Gas charged before anything runs, creation apart: 21,000 and 4 for each token (16 for a
    /// byte that isn't zero, EIP-2028).
    #[must_use]
    pub fn start(&self) -> u64 {
        priced(self.tokens(), price::ZERO_BYTE)
    }

    /// The least a transaction pays, whatever it executes: 21,000 and 10 for each token (EIP-7623).
    #[must_use]
    pub fn floor(&self) -> u64 {
        priced(self.tokens(), price::FLOOR_TOKEN)
    }

    /// Gas paid in the end by a transaction that used `used` in all, [`Self::start`] included.
    #[must_use]
    pub fn paid(&self, used: u64) -> u64 {
        used.max(self.floor())
    }
}

fn priced(tokens: u64, each: u64) -> u64 {
    tokens
        .saturating_mul(each)
        .saturating_add(price::TRANSACTION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_floor_holds_until_execution_passes_it() {
        let vectors = [
            (0, 100, 0, 25_000),
            (0, 100, 2400, 25_000),
            (0, 100, 2401, 25_001),
            (100, 0, 0, 22_000),
            (10, 90, 5000, 27_480),
        ];
        for (zeros, nonzeros, execution, gas) in vectors {
            let calldata = Calldata { zeros, nonzeros };
            assert_eq!(
                calldata.paid(calldata.start() + execution),
                gas,
                "{calldata:?}"
            );
        }
    }

    #[test]
    fn bytes_are_counted_by_kind() {
        let (zeros, nonzeros) = (2, 3);
        assert_eq!(Calldata::of(&[0, 7, 0, 8, 9]), Calldata { zeros, nonzeros });
        assert_eq!(Calldata::of(&[]).start(), price::TRANSACTION);
        let most = Calldata {
            zeros: u64::MAX,
            nonzeros: u64::MAX,
        };
        assert_eq!(most.floor(), u64::MAX);
    }
}
