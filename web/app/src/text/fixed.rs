//! Numbers of a drawing, for styles and paths: by integers, as the standard library's writing of a
//! floating number weighs more than all that is drawn with it.

use std::fmt;

/// A coordinate to be written with a fixed number of decimals.
#[derive(Clone, Copy)]
pub struct Fixed {
    value: f64,
    places: u32,
}

/// A number that is written with so many decimals.
pub fn fixed(value: f64, places: u32) -> Fixed {
    Fixed { value, places }
}

/// A number that is written as the nearest integer.
pub fn whole(value: f64) -> Fixed {
    fixed(value, 0)
}

/// The path of a curve from the first point to the last, bent towards the two between.
pub fn curve(points: [(f64, f64); 4], places: u32) -> String {
    let [from, bend, approach, to] = points.map(|(x, y)| Point(fixed(x, places), fixed(y, places)));
    format!("M{from}C{bend} {approach} {to}")
}

struct Point(Fixed, Fixed);

impl fmt::Display for Point {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{} {}", self.0, self.1)
    }
}

impl fmt::Display for Fixed {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let unit = 10_u64.pow(self.places.min(9));
        let scaled = (self.value * unit as f64).round_ties_even() as i64;
        if scaled < 0 {
            out.write_str("-")?;
        }
        let digits = scaled.unsigned_abs();
        write!(out, "{}", digits / unit)?;
        match self.places {
            0 => Ok(()),
            places => write!(out, ".{:0wide$}", digits % unit, wide = places as usize),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{curve, fixed, whole};

    #[test]
    fn a_coordinate_between_two_steps_reads_as_the_standard_library_writes_it() {
        for value in [
            0.0,
            1.0,
            -1.0,
            0.06,
            -0.06,
            12.346,
            99.999,
            -1_234.567_8,
            1e7,
        ] {
            for places in [1, 2, 3] {
                let standard = format!("{value:.wide$}", wide = places as usize);
                assert_eq!(fixed(value, places).to_string(), standard);
            }
        }
        assert_eq!(whole(10.4).to_string(), "10");
        assert_eq!(whole(-10.6).to_string(), "-11");
    }

    #[test]
    fn a_curve_is_a_path() {
        let points = [(0.0, 1.0), (2.0, 3.5), (4.0, 5.0), (6.0, 7.0)];
        assert_eq!(curve(points, 1), "M0.0 1.0C2.0 3.5 4.0 5.0 6.0 7.0");
    }

    #[test]
    fn what_is_no_number_still_reads_as_one() {
        assert_eq!(whole(f64::NAN).to_string(), "0");
        assert_eq!(whole(f64::INFINITY).to_string(), i64::MAX.to_string());
    }
}
