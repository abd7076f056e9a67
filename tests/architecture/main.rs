//! The shape of the sources, held by reading them: who may import whom, what the core may not
//! know, and that rooms stay small. Each check is tried on a bad sample before it is believed.

mod order;
mod packages;
mod size;
mod source;
mod words;

use source::{SourceFile, core_files, workspace_files};

/// Fails with the list of offenders, so that one run shows all of them.
fn nothing_offends(what: &str, offenders: Vec<String>) {
    assert!(
        offenders.is_empty(),
        "{what}:\n  {}",
        offenders.join("\n  ")
    );
}

fn offenders(files: &[SourceFile], check: impl Fn(&SourceFile) -> Vec<String>) -> Vec<String> {
    files
        .iter()
        .flat_map(|file| check(file).into_iter().map(|told| file.tell(&told)))
        .collect()
}

#[test]
fn every_module_imports_only_from_its_left() {
    let found = offenders(&core_files(), order::imports_to_the_right);
    nothing_offends("imports against the order of modules", found);
}

#[test]
fn every_folder_of_the_core_has_its_place_in_the_order() {
    let found = offenders(&core_files(), order::without_a_place);
    nothing_offends("modules without a place in the order", found);
}

#[test]
fn systems_of_layer_2_do_not_import_each_other() {
    nothing_offends(
        "systems that know each other",
        offenders(&core_files(), order::siblings),
    );
}

#[test]
fn the_page_never_reads_the_world() {
    let page = workspace_files(&["web/app/src"]);
    assert!(
        !page.is_empty(),
        "the page's sources are where this test looks for them"
    );
    nothing_offends(
        "the page reads more than scenes",
        offenders(&page, order::page_imports),
    );
}

#[test]
fn the_core_has_no_floats_but_for_layout() {
    nothing_offends(
        "floats in the core",
        offenders(&core_files(), words::floats),
    );
}

#[test]
fn the_core_has_no_clock_thread_or_entropy() {
    nothing_offends(
        "clock, thread, entropy or files",
        offenders(&core_files(), words::outside),
    );
}

#[test]
fn the_core_has_no_collection_of_random_order() {
    nothing_offends(
        "collections of random order",
        offenders(&core_files(), words::random_order),
    );
}

#[test]
fn every_package_keeps_the_lints_of_the_workspace() {
    nothing_offends(
        "packages that lint for themselves",
        packages::without_common_lints(),
    );
}

#[test]
fn every_file_tells_what_it_is_responsible_for() {
    let files = workspace_files(&source::ALL);
    nothing_offends(
        "files without a `//!`",
        offenders(&files, size::without_a_purpose),
    );
}

#[test]
fn files_stay_small() {
    nothing_offends(
        "long files",
        offenders(&workspace_files(&source::ALL), size::long_file),
    );
}

#[test]
fn functions_stay_small() {
    let files = workspace_files(&source::ALL);
    nothing_offends("long functions", offenders(&files, size::long_functions));
}

#[test]
fn functions_take_few_parameters() {
    let files = workspace_files(&source::ALL);
    nothing_offends("many parameters", offenders(&files, size::many_parameters));
}

#[test]
fn every_exception_is_still_needed() {
    let files = workspace_files(&source::ALL);
    nothing_offends("exceptions without need", size::needless_exceptions(&files));
}

#[test]
fn no_browser_crate_comes_with_the_core() {
    nothing_offends(
        "browser crates under the core",
        packages::of_the_browser("bilayer"),
    );
}
