//! The accessibility rules of axe-core, run in a page.

use std::fs;

use anyhow::{Context, Result};
use serde_json::json;

use super::page::Page;

const RUN: &str = "const found = await axe.run(document, { resultTypes: ['violations'] });
    return found.violations.map((rule) => rule.id + ' (' + rule.impact + '): ' + rule.help
        + rule.nodes.slice(0, 5).map((node) => '\\n      ' + node.target.join(' ')
            + '  ' + (node.any[0]?.message ?? '')).join(''));";

impl Page {
    /// The accessibility rules that the page breaks as it stands, each with its first elements.
    pub fn accessibility_violations(&self) -> Result<Vec<String>> {
        let source = fs::read_to_string(&self.axe).context("axe-core")?;
        self.devtools("Runtime.evaluate", &json!({ "expression": source }))?;
        let violations = self.call(RUN, &json!([]))?;
        let violations = violations.as_array().context("axe gave no result")?.iter();
        Ok(violations
            .filter_map(|rule| Some(rule.as_str()?.to_owned()))
            .collect())
    }
}
