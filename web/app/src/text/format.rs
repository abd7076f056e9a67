//! Numbers as words: units, thin spaces for thousands, hashes shortened in the middle.

use bilayer::scene::model::{Amount, Span, Time};

const COIN: u64 = 1_000_000_000;
const SECOND: u64 = 1_000_000;

/// A count with a comma every three digits.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// An amount in coins, exact, with at least two decimals.
pub fn amount(amount: Amount) -> String {
    let units = amount.0;
    let decimals = format!("{:09}", units % COIN);
    let kept = decimals.trim_end_matches('0').len().max(2);
    format!("{}.{}", count(units / COIN), &decimals[..kept])
}

/// An amount with its unit.
pub fn coins(amount: Amount) -> String {
    format!("{}\u{a0}coins", self::amount(amount))
}

/// An amount in coins with three decimals at most, cut and not rounded up: nobody has more than is shown, by less than
/// a thousandth.
pub fn short_amount(amount: Amount) -> String {
    const CUT: u64 = COIN / 1_000;
    self::amount(Amount(amount.0 / CUT * CUT))
}

/// A number of bytes.
pub fn size(bytes: u64) -> String {
    format!("{} B", count(bytes))
}

/// Gas units.
pub fn gas(units: u64) -> String {
    format!("{} gas", count(units))
}

/// Hashes a simulated second.
pub fn hash_rate(rate: u64) -> String {
    if rate >= 10_000 {
        return format!("{}.{} kH/s", count(rate / 1_000), rate % 1_000 / 100);
    }
    format!("{} H/s", count(rate))
}

/// A share in percent, without a decimal where it is whole.
pub fn per_mille(share: u32) -> String {
    match share % 10 {
        0 => format!("{} %", share / 10),
        tenth => format!("{}.{tenth} %", share / 10),
    }
}

/// A length of time in its two largest units.
pub fn span(span: Span) -> String {
    let micros = span.0;
    let seconds = micros / SECOND;
    match seconds {
        0 if micros < 1_000 => format!("{micros} µs"),
        0..1 if micros < 100_000 => format!("{} ms", micros / 1_000),
        0..60 => decimal_seconds(micros),
        60..3_600 => two(seconds / 60, "min", seconds % 60, "s"),
        3_600..86_400 => two(seconds / 3_600, "h", seconds % 3_600 / 60, "min"),
        _ => two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h"),
    }
}

/// Seconds with as many decimals as they have, three at most.
fn decimal_seconds(micros: u64) -> String {
    let millis = (micros + 500) / 1_000;
    let decimals = format!("{:03}", millis % 1_000);
    match decimals.trim_end_matches('0') {
        "" => format!("{} s", millis / 1_000),
        kept => format!("{}.{kept} s", millis / 1_000),
    }
}

fn two(large: u64, large_unit: &str, small: u64, small_unit: &str) -> String {
    match small {
        0 => format!("{large} {large_unit}"),
        _ => format!("{large} {large_unit} {small} {small_unit}"),
    }
}

/// A moment as hours, minutes, seconds, milliseconds.
pub fn clock(time: Time) -> String {
    let (seconds, millis) = (time.0 / SECOND, time.0 / 1_000 % 1_000);
    format!(
        "{:02}:{:02}:{:02}.{millis:03}",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// A moment as minutes and seconds with a tenth, hours only where there are some.
pub fn short_clock(time: Time) -> String {
    let (seconds, tenth) = (time.0 / SECOND, time.0 / 100_000 % 10);
    match seconds / 3_600 {
        0 => format!("{:02}:{:02}.{tenth}", seconds / 60, seconds % 60),
        hours => format!(
            "{hours}:{:02}:{:02}.{tenth}",
            seconds / 60 % 60,
            seconds % 60
        ),
    }
}

/// Bytes in hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hex shortened in the middle.
pub fn shorten(hex: &str) -> String {
    if hex.len() <= 12 || !hex.is_ascii() {
        return hex.to_owned();
    }
    format!("{}…{}", &hex[..4], &hex[hex.len() - 4..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_with_two_decimals_at_least() {
        assert_eq!(amount(Amount(1_000 * COIN)), "1,000.00");
        assert_eq!(amount(Amount(3_200_000_000)), "3.20");
        assert_eq!(amount(Amount(21_000)), "0.000021");
        assert_eq!(short_amount(Amount(89_997_366_020)), "89.997");
        assert_eq!(short_amount(Amount(21_000)), "0.00");
    }

    #[test]
    fn spans_take_their_two_largest_units() {
        assert_eq!(span(Span(800_000)), "0.8 s");
        assert_eq!(span(Span(45_000)), "45 ms");
        assert_eq!(span(Span(250_000)), "0.25 s");
        assert_eq!(span(Span(59_999_600)), "60 s");
        assert_eq!(span(Span(256 * SECOND)), "4 min 16 s");
        assert_eq!(span(Span(7_200 * SECOND)), "2 h");
    }

    #[test]
    fn moments_read_like_a_clock() {
        assert_eq!(clock(Time(872_400_000)), "00:14:32.400");
        assert_eq!(short_clock(Time(872_400_000)), "14:32.4");
    }

    #[test]
    fn hashes_keep_both_ends() {
        assert_eq!(shorten("9c41000000000000e07a"), "9c41…e07a");
        assert_eq!(shorten("9c41e07a"), "9c41e07a");
    }
}
