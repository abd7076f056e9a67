//! What a rule is given: keys with unit and range, read from text or refused with what is expected.

use crate::base::Digest;
use crate::base::fraction::Fraction;

use super::{Problem, Rule, Value};

/// Units of a [`Value::Decimal`] in 1.
const DECIMALS: u64 = 1_000_000_000_000;

/// One input of a rule.
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// The unit, or what a plain number counts.
    pub unit: &'static str,
    /// Type and range.
    pub kind: Kind,
    /// A value for which the rule can be computed.
    pub example: &'static str,
}

/// Type and range of a key.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A whole number between two, both included.
    Whole(u64, u64),
    /// One to so many whole numbers, each between two, separated by commas.
    Wholes {
        /// How many at most.
        most: usize,
        /// The range of each, both ends included.
        each: (u64, u64),
    },
    /// A fraction from 0 to the second number's hundredths; without the end itself if the flag is not set.
    Share {
        /// The end of the range, in hundredths.
        end: u64,
        /// Whether the end itself is in it.
        closed: bool,
    },
    /// Exactly four bytes as a number in hex, most significant digit first.
    Bits,
    /// Exactly so many bytes in hex.
    Bytes(usize),
    /// Up to so many byte strings in hex of at most so many bytes each.
    Strings {
        /// How many at most.
        most: usize,
        /// Longest of them, in bytes.
        longest: usize,
    },
    /// One to so many digests in hex.
    Digests(usize),
    /// One to so many pairs `a:b` of whole numbers up to the second.
    Pairs(usize, u64),
    /// One to so many `number:time:txroot:receiptroot`, the roots in hex.
    Headers(usize),
    /// One of these names.
    Choice(&'static [&'static str]),
}

/// Number and time of a header, and its roots over transactions and receipts.
pub(super) type HeaderParts = ((u64, u64), (Digest, Digest));

/// A value of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// For [`Kind::Whole`] and [`Kind::Bits`].
    Whole(u64),
    /// For [`Kind::Wholes`].
    Wholes(Vec<u64>),
    /// For [`Kind::Share`].
    Share(Fraction),
    /// For [`Kind::Bytes`], [`Kind::Strings`].
    Strings(Vec<Vec<u8>>),
    /// For [`Kind::Digests`].
    Digests(Vec<Digest>),
    /// For [`Kind::Pairs`].
    Pairs(Vec<(u64, u64)>),
    /// For [`Kind::Headers`].
    Headers(Vec<((u64, u64), (Digest, Digest))>),
    /// For [`Kind::Choice`].
    Choice(&'static str),
}

impl Key {
    /// What a value must be, as the end of a sentence that begins with its name.
    #[must_use]
    pub fn expected(&self) -> String {
        let what = match self.kind {
            Kind::Whole(least, most) => format!("a whole number from {least} to {most}"),
            Kind::Wholes { most, each } => format!(
                "1 to {most} whole numbers from {} to {}, separated by commas",
                each.0, each.1
            ),
            Kind::Share { end, closed } => {
                let end = Value::Decimal(end.saturating_mul(DECIMALS / 100));
                let below = if closed { "at most" } else { "below" };
                format!("at least 0 and {below} {end}, such as 0.25 or 1/3")
            }
            Kind::Bits => "8 hex digits".to_owned(),
            Kind::Bytes(length) => format!("{} hex digits ({length} bytes)", 2 * length),
            Kind::Strings { most, longest } => format!(
                "up to {most} byte strings in hex of at most {longest} bytes, separated by commas"
            ),
            Kind::Digests(most) => {
                format!("1 to {most} times 64 hex digits, separated by commas")
            }
            Kind::Pairs(most, largest) => format!(
                "1 to {most} pairs a:b of whole numbers from 0 to {largest}, separated by commas"
            ),
            Kind::Headers(most) => format!(
                "1 to {most} headers number:time:txroot:receiptroot with roots of 64 hex digits, separated by commas"
            ),
            Kind::Choice(names) => names.join(" or "),
        };
        match self.unit {
            "" => what,
            unit => format!("{what} ({unit})"),
        }
    }

    /// The key as an object.
    pub(super) fn described(&self) -> Value {
        Value::Fields(vec![
            ("key", Value::text(self.name)),
            ("unit", Value::text(self.unit)),
            ("expected", Value::text(self.expected())),
            ("example", Value::text(self.example)),
        ])
    }

    fn read(&self, text: &str) -> Result<Argument, Problem> {
        self.kind
            .read(text)
            .ok_or_else(|| Problem(format!("{} must be {}", self.name, self.expected())))
    }
}

impl Kind {
    fn read(self, text: &str) -> Option<Argument> {
        match self {
            Self::Whole(least, most) => whole(text, (least, most)).map(Argument::Whole),
            Self::Wholes { most, each } => {
                list(text, most, |item| whole(item, each)).map(Argument::Wholes)
            }
            Self::Share { end, closed } => share(text, end, closed).map(Argument::Share),
            Self::Bits => {
                let bytes: [u8; 4] = bytes(text)?.try_into().ok()?;
                Some(Argument::Whole(u32::from_be_bytes(bytes).into()))
            }
            Self::Bytes(length) => bytes(text)
                .filter(|bytes| bytes.len() == length)
                .map(|bytes| Argument::Strings(vec![bytes])),
            Self::Strings { .. } if text.is_empty() => Some(Argument::Strings(Vec::new())),
            Self::Strings { most, longest } => list(text, most, |item| {
                bytes(item).filter(|bytes| bytes.len() <= longest)
            })
            .map(Argument::Strings),
            Self::Digests(most) => {
                list(text, most, |item| bytes(item)?.try_into().ok().map(Digest))
                    .map(Argument::Digests)
            }
            Self::Pairs(most, largest) => list(text, most, |item| {
                let (first, second) = item.split_once(':')?;
                Some((whole(first, (0, largest))?, whole(second, (0, largest))?))
            })
            .map(Argument::Pairs),
            Self::Headers(most) => list(text, most, header).map(Argument::Headers),
            Self::Choice(names) => names
                .iter()
                .find(|name| **name == text)
                .map(|name| Argument::Choice(name)),
        }
    }
}

fn whole(text: &str, (least, most): (u64, u64)) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = text.parse().ok().filter(|_| is_plain)?;
    (least..=most).contains(&number).then_some(number)
}

fn header(text: &str) -> Option<HeaderParts> {
    let mut parts = text.split(':');
    let mut number = || whole(parts.next()?, (0, u64::MAX));
    let numbers = (number()?, number()?);
    let mut root = || bytes(parts.next()?)?.try_into().ok().map(Digest);
    let roots = (root()?, root()?);
    parts.next().is_none().then_some((numbers, roots))
}

fn list<T>(text: &str, most: usize, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    // Not one item more than may be is looked at, however long the text is.
    let items: Option<Vec<T>> = text.split(',').take(most + 1).map(read).collect();
    items.filter(|items| items.len() <= most)
}

fn share(text: &str, end: u64, closed: bool) -> Option<Fraction> {
    let share: Fraction = text.parse().ok()?;
    let (part, end) = (share.part() * 100, share.whole() * end);
    (part < end || closed && part == end).then_some(share)
}

/// Hex with or without a leading `0x`.
fn bytes(text: &str) -> Option<Vec<u8>> {
    hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok()
}

/// What a rule was given, by key.
pub struct Inputs {
    given: Vec<(&'static str, String, Argument)>,
}

impl Inputs {
    /// Reads the pairs of `rule`.
    ///
    /// # Errors
    /// As [`Rule::compute`].
    pub fn read(rule: &Rule, pairs: &[(&str, &str)]) -> Result<Self, Problem> {
        if let Some((name, _)) = pairs.iter().find(|(name, _)| !has(rule, name)) {
            let names: Vec<&str> = rule.keys.iter().map(|key| key.name).collect();
            let names = names.join(", ");
            let told = format!("{} has no key {name}; its keys are {names}", rule.name);
            return Err(Problem(told));
        }
        let given: Result<Vec<_>, Problem> =
            rule.keys.iter().map(|key| one(rule, key, pairs)).collect();
        Ok(Self { given: given? })
    }

    fn get(&self, name: &str) -> Result<&Argument, Problem> {
        let found = self.given.iter().find(|(given, ..)| *given == name);
        found
            .map(|(_, _, argument)| argument)
            .ok_or_else(|| Problem(format!("{name} is missing")))
    }

    /// A whole number, or bits.
    pub(super) fn whole(&self, name: &str) -> Result<u64, Problem> {
        match self.get(name)? {
            Argument::Whole(number) => Ok(*number),
            _ => Err(other_type(name)),
        }
    }

    /// A whole number of at most 32 bits.
    pub(super) fn short(&self, name: &str) -> Result<u32, Problem> {
        u32::try_from(self.whole(name)?).map_err(|_| other_type(name))
    }

    pub(super) fn wholes(&self, name: &str) -> Result<&[u64], Problem> {
        match self.get(name)? {
            Argument::Wholes(numbers) => Ok(numbers),
            _ => Err(other_type(name)),
        }
    }

    pub(super) fn share(&self, name: &str) -> Result<Fraction, Problem> {
        match self.get(name)? {
            Argument::Share(share) => Ok(*share),
            _ => Err(other_type(name)),
        }
    }

    pub(super) fn strings(&self, name: &str) -> Result<&[Vec<u8>], Problem> {
        match self.get(name)? {
            Argument::Strings(strings) => Ok(strings),
            _ => Err(other_type(name)),
        }
    }

    /// Exactly `N` bytes.
    pub(super) fn bytes<const N: usize>(&self, name: &str) -> Result<[u8; N], Problem> {
        let first = self.strings(name)?.first();
        first
            .and_then(|bytes| bytes.as_slice().try_into().ok())
            .ok_or_else(|| other_type(name))
    }

    pub(super) fn digests(&self, name: &str) -> Result<&[Digest], Problem> {
        match self.get(name)? {
            Argument::Digests(digests) => Ok(digests),
            _ => Err(other_type(name)),
        }
    }

    pub(super) fn pairs(&self, name: &str) -> Result<&[(u64, u64)], Problem> {
        match self.get(name)? {
            Argument::Pairs(pairs) => Ok(pairs),
            _ => Err(other_type(name)),
        }
    }

    pub(super) fn headers(&self, name: &str) -> Result<&[HeaderParts], Problem> {
        match self.get(name)? {
            Argument::Headers(headers) => Ok(headers),
            _ => Err(other_type(name)),
        }
    }

    pub(super) fn choice(&self, name: &str) -> Result<&'static str, Problem> {
        match self.get(name)? {
            Argument::Choice(choice) => Ok(choice),
            _ => Err(other_type(name)),
        }
    }

    /// The inputs as an object: numbers as numbers, all else as it was written.
    pub(super) fn to_value(&self) -> Value {
        let fields = self.given.iter().map(|(name, text, argument)| {
            let value = match argument {
                Argument::Wholes(numbers) => Value::wholes(numbers.iter().copied()),
                Argument::Whole(number) if number.to_string() == *text => Value::Whole(*number),
                Argument::Share(share) if !text.contains('/') => {
                    Value::Decimal(share.part() * (DECIMALS / share.whole()))
                }
                _ => Value::text(text),
            };
            (*name, value)
        });
        Value::Fields(fields.collect())
    }
}

fn has(rule: &Rule, name: &str) -> bool {
    rule.keys.iter().any(|key| key.name == name)
}

fn one(
    rule: &Rule,
    key: &Key,
    pairs: &[(&str, &str)],
) -> Result<(&'static str, String, Argument), Problem> {
    let mut given = pairs.iter().filter(|(name, _)| *name == key.name);
    let (name, expected) = (key.name, key.expected());
    let Some((_, text)) = given.next() else {
        let told = format!("{} needs {name}: {expected}", rule.name);
        return Err(Problem(told));
    };
    if given.next().is_some() {
        return Err(Problem(format!("{name} is given twice; one is expected")));
    }
    Ok((name, (*text).to_owned(), key.read(text)?))
}

fn other_type(name: &str) -> Problem {
    Problem(format!("{name} is of another type"))
}
