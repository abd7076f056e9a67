//! What a rule takes and gives, as JSON and as lines of text.

use std::fmt::{self, Write};

use ruint::aliases::U256;

/// A value as JSON has it, but with exact numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Nothing,
    /// Yes or no.
    Truth(bool),
    /// A whole number.
    Whole(u64),
    /// A number with decimals: millionths of a millionth.
    Decimal(u64),
    /// A text.
    Text(String),
    /// Several.
    List(Vec<Value>),
    /// Several with names.
    Fields(Vec<(&'static str, Value)>),
}

impl Value {
    /// A text.
    pub fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }

    /// A whole number; one of more than 64 bits as a text of its decimal digits.
    #[must_use]
    pub fn large(number: U256) -> Self {
        match u64::try_from(number) {
            Ok(number) => Self::Whole(number),
            Err(_) => Self::text(number),
        }
    }

    /// Whole numbers.
    pub fn wholes(numbers: impl IntoIterator<Item = u64>) -> Self {
        Self::List(numbers.into_iter().map(Self::Whole).collect())
    }

    /// For people: fields as `name  value` lines, texts without quotes.
    #[must_use]
    pub fn lines(&self) -> String {
        let Self::Fields(fields) = self else {
            return format!("{}\n", self.plain());
        };
        let widest = fields.iter().map(|(name, _)| name.len()).max();
        let widest = widest.unwrap_or_default();
        fields
            .iter()
            .fold(String::new(), |mut lines, (name, value)| {
                // Writing to a String can't fail.
                let _ = writeln!(lines, "{name:<widest$}  {}", value.plain());
                lines
            })
    }

    fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::List(values) => {
                let values: Vec<String> = values.iter().map(Self::plain).collect();
                values.join(" ")
            }
            other => other.to_string(),
        }
    }
}

/// JSON on one line.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("null"),
            Self::Truth(truth) => write!(f, "{truth}"),
            Self::Whole(number) => write!(f, "{number}"),
            Self::Decimal(parts) => decimal(f, *parts),
            Self::Text(text) => quoted(f, text),
            Self::List(values) => {
                f.write_char('[')?;
                separated(f, values, |f, value| value.fmt(f))?;
                f.write_char(']')
            }
            Self::Fields(fields) => {
                f.write_char('{')?;
                separated(f, fields, |f, (name, value)| {
                    quoted(f, name)?;
                    f.write_char(':')?;
                    value.fmt(f)
                })?;
                f.write_char('}')
            }
        }
    }
}

fn separated<T>(
    f: &mut fmt::Formatter<'_>,
    items: &[T],
    write: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            f.write_char(',')?;
        }
        write(f, item)?;
    }
    Ok(())
}

fn decimal(f: &mut fmt::Formatter<'_>, parts: u64) -> fmt::Result {
    const UNIT: u64 = 1_000_000_000_000;
    let digits = format!("{:012}", parts % UNIT);
    let digits = digits.trim_end_matches('0');
    write!(f, "{}", parts / UNIT)?;
    if digits.is_empty() {
        Ok(())
    } else {
        write!(f, ".{digits}")
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for letter in text.chars() {
        match letter {
            '"' | '\\' => write!(f, "\\{letter}")?,
            '\0'..='\x1f' => write!(f, "\\u{:04x}", u32::from(letter))?,
            _ => f.write_char(letter)?,
        }
    }
    f.write_char('"')
}
