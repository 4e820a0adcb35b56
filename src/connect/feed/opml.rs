//! OPML 1.0 to 2.0: a list of feeds, each of which becomes a source (opml.org/spec2.opml).

use std::collections::HashSet;

use url::Url;

use super::address::absolute;
use super::element::Element;
use crate::connect::Source;
use crate::text::html;

/// The feeds of a list, in its order, each once.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) sources: Vec<Source>,
    /// Feeds named twice.
    pub(super) doubles: usize,
    addresses: HashSet<String>,
    names: HashSet<String>,
}

impl List {
    /// Takes an outline of the list's body, and those in it.
    pub(super) fn take(&mut self, parent: &Source, here: Option<&Url>, element: &Element<'_>) {
        if element.local().eq_ignore_ascii_case("outline")
            && let Some(address) = element.attribute("xmlUrl")
        {
            let address = absolute(address, here).unwrap_or_else(|| address.to_owned());
            if self.addresses.insert(address.clone()) {
                let title = element
                    .attribute("title")
                    .or(element.attribute("text"))
                    .map(html::title);
                let name = self.name(
                    parent,
                    title
                        .filter(|title| !title.is_empty())
                        .unwrap_or_else(|| address.clone()),
                );
                self.sources.push(Source {
                    name,
                    target: address,
                    ..parent.clone()
                });
            } else {
                self.doubles += 1;
            }
        }
        // A list within the list (OPML 2.0, "Inclusion").
        if let Some(address) = element.attribute("url").filter(|_| {
            element
                .attribute("type")
                .is_some_and(|kind| kind.eq_ignore_ascii_case("include"))
        }) {
            let address = absolute(address, here).unwrap_or_else(|| address.to_owned());
            if self.addresses.insert(address.clone()) {
                let title = element.attribute("text").map(html::title);
                let title = title.filter(|title| !title.is_empty());
                let name = self.name(parent, title.unwrap_or_else(|| address.clone()));
                self.sources.push(Source {
                    name,
                    target: address,
                    ..parent.clone()
                });
            }
        }
        for child in element.elements() {
            self.take(parent, here, child);
        }
    }

    /// A name nobody has yet, below the list's own: state is kept under it.
    fn name(&mut self, parent: &Source, title: String) -> String {
        let name = if parent.name.is_empty() {
            title
        } else {
            format!("{}/{title}", parent.name)
        };
        let mut free = name.clone();
        let mut number = 2;
        while !self.names.insert(free.clone()) {
            free = format!("{name} ({number})");
            number += 1;
        }
        free
    }
}
