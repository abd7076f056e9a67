//! One setup under several families of consensus, as a table.

use super::{Span, Text, Value};
use serde::{Deserialize, Serialize};

/// The table: a column a family, rows under the questions that users ask of any.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Comparison {
    /// Simulated time of each run.
    pub span: Span,
    /// The families, the open world's own first.
    pub families: Vec<ComparedFamily>,
    /// The questions.
    pub questions: Vec<ComparedQuestion>,
}

/// A family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedFamily {
    /// By which its world is opened.
    pub id: String,
    /// Its name: `consensus.pow`, ...
    pub name: Text,
    /// Whether the open world is of it.
    pub own: bool,
    /// What had to be read otherwise than it stands in the setup.
    pub changes: Vec<Text>,
    /// Why no such world begins.
    pub refused: Option<Text>,
}

/// A question and what was measured of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedQuestion {
    /// The question: `answer.who`, ...
    pub question: Text,
    /// The facts.
    pub rows: Vec<ComparedRow>,
}

/// A fact, measured under each family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedRow {
    /// What: `compare.blocks`, ...
    pub name: Text,
    /// A value for each family; `None` where there is none.
    pub values: Vec<Option<Value>>,
}
