//! Filling in forms: fields by their labels, as a person reads them.

use anyhow::{Result, ensure};
use serde_json::json;

use super::page::Page;

const CHOSEN: &str = "document.activeElement.selectedOptions?.[0]?.text ?? ''";

impl Page {
    /// Replaces the text of the field whose label starts so, within a part of the page.
    pub fn fill(&self, scope: &str, label: &str, text: &str) -> Result<()> {
        let field = self.find_in(scope, "textbox", label)?;
        self.press_found(&field)?;
        self.press("Control+a")?;
        self.type_text(text)
    }

    /// Chooses from the list whose label starts so: goes there and types the option's name.
    pub fn choose(&self, scope: &str, label: &str, option: &str) -> Result<()> {
        let list = self.find_in(scope, "combobox", label)?;
        self.focus_on(&list)?;
        self.press_letters(option)?;
        let chosen = self.eval(CHOSEN)?;
        ensure!(
            chosen
                .as_str()
                .is_some_and(|chosen| chosen.starts_with(option)),
            "{label}: {option:?} was typed, {chosen} is chosen"
        );
        Ok(())
    }

    /// Chooses files in the first field that a CSS selector finds.
    pub fn choose_file(&self, selector: &str, file: &std::path::Path) -> Result<()> {
        let expression = format!("document.querySelector({})", json!(selector));
        let field = self.devtools("Runtime.evaluate", &json!({ "expression": expression }))?;
        let id = &field["result"]["objectId"];
        ensure!(id.is_string(), "no element {selector}");
        let files = json!({ "files": [file], "objectId": id });
        self.devtools("DOM.setFileInputFiles", &files).map(drop)
    }
}
