//! Measured figures as rows, for people and for programs.

use serde_json::{Value, json};

/// What a figure must keep to.
#[derive(Clone, Copy, Debug)]
pub enum Bar {
    /// At most so much.
    AtMost(f64),
    /// At least so much.
    AtLeast(f64),
    /// Told, not judged.
    None,
}

/// One measured figure.
#[derive(Debug)]
pub struct Row {
    /// What was measured.
    pub name: String,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: String,
    /// The same of something to compare with, if there is something.
    pub reference: Option<f64>,
    /// What it must keep to.
    bar: String,
    holds: Option<bool>,
}

impl Row {
    /// A figure held to a bar by itself.
    pub fn new(name: &str, value: f64, unit: &str, bar: Bar) -> Self {
        let (bar, holds) = match bar {
            Bar::AtMost(most) => (format!("<= {most}"), Some(value <= most)),
            Bar::AtLeast(least) => (format!(">= {least}"), Some(value >= least)),
            Bar::None => (String::new(), None),
        };
        Self {
            name: name.to_owned(),
            value,
            unit: unit.to_owned(),
            reference: None,
            bar,
            holds,
        }
    }

    /// A figure whose ratio to another is held to a bar.
    pub fn compared(name: &str, value: f64, unit: &str, reference: f64, bar: Bar) -> Self {
        let mut row = Self::new(name, value / reference, unit, bar);
        row.value = value;
        row.reference = Some(reference);
        row.bar = format!("{} of reference", row.bar);
        row
    }

    /// A row that another program printed; `None` if it is none.
    pub fn parse(line: &str) -> Option<Self> {
        let row: Value = serde_json::from_str(line).ok()?;
        Some(Self {
            name: row["name"].as_str()?.to_owned(),
            value: row["value"].as_f64()?,
            unit: row["unit"].as_str()?.to_owned(),
            reference: row["reference"].as_f64(),
            bar: row["bar"].as_str().unwrap_or_default().to_owned(),
            holds: row["holds"].as_bool(),
        })
    }

    fn ratio(&self) -> Option<f64> {
        self.reference.map(|reference| self.value / reference)
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name, "value": self.value, "unit": self.unit,
            "reference": self.reference, "ratio": self.ratio(),
            "bar": if self.bar.is_empty() { Value::Null } else { json!(self.bar) },
            "holds": self.holds,
        })
    }

    fn line(&self, width: usize) -> String {
        let verdict = match self.holds {
            Some(true) => "holds",
            Some(false) => "FALLS SHORT",
            None => "",
        };
        let ratio = self
            .ratio()
            .map_or(String::new(), |ratio| format!("{ratio:.2} of reference"));
        let line = format!(
            "{:width$}  {:>14} {:<14} {:<20} {:<14} {verdict}",
            self.name,
            figure(self.value),
            self.unit,
            ratio,
            self.bar,
        );
        line.trim_end().to_owned()
    }
}

fn figure(value: f64) -> String {
    if value.abs() >= 1000.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

/// Prints all rows: as a table, or one JSON object a line.
pub fn print(rows: &[Row], json: bool) {
    let width = rows
        .iter()
        .map(|row| row.name.chars().count())
        .max()
        .unwrap_or(0);
    for row in rows {
        if json {
            println!("{}", row.json());
        } else {
            println!("{}", row.line(width));
        }
    }
    let short = rows.iter().filter(|row| row.holds == Some(false)).count();
    if short > 0 && !json {
        println!("{short} of {} rows fall short of their bar.", rows.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_held_to_its_bar_and_survives_the_way_through_json() {
        let row = Row::compared("hashes", 80.0, "1/s", 160.0, Bar::AtLeast(0.8));
        let read = Row::parse(&row.json().to_string()).unwrap();
        assert_eq!((read.holds, read.ratio()), (Some(false), Some(0.5)));
        assert!(read.line(10).ends_with("FALLS SHORT"));
    }
}
