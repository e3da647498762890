//! typify writes every name of the prelude as a full path. The code is committed and read, so
//! `::std::option::Option` becomes `Option`, unless the document has a model of that name.

use proc_macro2::{Literal, TokenTree};
use syn::{File, Meta, Path, visit_mut::VisitMut};

use super::{Polish, models};
use crate::step::Expected;

/// A name's module in `std`, and the name.
const PRELUDE: [(&str, &str); 4] = [
    ("option", "Option"),
    ("vec", "Vec"),
    ("string", "String"),
    ("boxed", "Box"),
];

pub(super) const POLISH: Polish = Polish {
    name: "plain_paths",
    reason: "names of the prelude are written as people write them",
    expected: Expected::Today,
    apply: |file, _| {
        let mut shortener = Shortener {
            names: free_names(file),
            count: 0,
        };
        shortener.visit_file_mut(file);
        Ok(shortener.count)
    },
};

/// The names that no model of the document takes.
fn free_names(file: &File) -> Vec<(&'static str, &'static str)> {
    let taken: Vec<String> = models(file).map(|(name, _)| name).collect();
    PRELUDE
        .into_iter()
        .filter(|(_, name)| !taken.iter().any(|model| model == name))
        .collect()
}

struct Shortener {
    names: Vec<(&'static str, &'static str)>,
    count: usize,
}

impl VisitMut for Shortener {
    fn visit_path_mut(&mut self, path: &mut Path) {
        syn::visit_mut::visit_path_mut(self, path);
        if path.leading_colon.is_none() || path.segments.len() < 3 {
            return;
        }
        let is = |at: usize, name: &str| path.segments[at].ident == name;
        if is(0, "std")
            && self
                .names
                .iter()
                .any(|(module, name)| is(1, module) && is(2, name))
        {
            path.leading_colon = None;
            path.segments = std::mem::take(&mut path.segments)
                .into_iter()
                .skip(2)
                .collect();
            self.count += 1;
        }
    }

    /// serde names functions in strings: `skip_serializing_if = "::std::vec::Vec::is_empty"`.
    fn visit_attribute_mut(&mut self, attribute: &mut syn::Attribute) {
        let Meta::List(list) = &mut attribute.meta else {
            return;
        };
        if !list.path.is_ident("serde") {
            return;
        }
        let tokens = std::mem::take(&mut list.tokens);
        list.tokens = tokens
            .into_iter()
            .map(|token| self.shorten(token))
            .collect();
    }
}

impl Shortener {
    /// A string that starts with a full path becomes one that starts with the short name.
    fn shorten(&mut self, token: TokenTree) -> TokenTree {
        let TokenTree::Literal(literal) = &token else {
            return token;
        };
        let text = literal.to_string();
        let short = self.names.iter().find_map(|(module, name)| {
            let rest = text.strip_prefix(&format!("\"::std::{module}::{name}::"))?;
            Some(format!("{name}::{}", rest.trim_end_matches('"')))
        });
        match short {
            Some(short) => {
                self.count += 1;
                TokenTree::Literal(Literal::string(&short))
            }
            None => token,
        }
    }
}
