//! typify writes every name of the prelude as a full path. The code is committed and read, so
//! `::std::option::Option` becomes `Option`, unless the document has a model of that name.

use proc_macro2::Span;
use syn::{File, Lit, Meta, Path, visit_mut::VisitMut};

use super::{Polish, models};
use crate::step::Expected;

const PRELUDE: [(&str, &str); 4] = [
    (":: std :: option :: Option", "Option"),
    (":: std :: vec :: Vec", "Vec"),
    (":: std :: string :: String", "String"),
    (":: std :: boxed :: Box", "Box"),
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

/// The short names that no model of the document takes.
fn free_names(file: &File) -> Vec<(&'static str, &'static str)> {
    let taken: Vec<String> = models(file).map(|(name, _)| name).collect();
    PRELUDE
        .into_iter()
        .filter(|(_, short)| !taken.iter().any(|name| name == short))
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
        let full: Vec<String> = path
            .segments
            .iter()
            .take(3)
            .map(|one| one.ident.to_string())
            .collect();
        let full = format!(":: {}", full.join(" :: "));
        if self.names.iter().any(|(long, _)| *long == full) {
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
        if !attribute.path().is_ident("serde") {
            return;
        }
        let mut options: Vec<Meta> =
            super::syntax::serde_options(std::slice::from_ref(attribute)).collect();
        for option in &mut options {
            if let Meta::NameValue(syn::MetaNameValue {
                value:
                    syn::Expr::Lit(syn::ExprLit {
                        lit: Lit::Str(text),
                        ..
                    }),
                ..
            }) = option
            {
                for (long, short) in &self.names {
                    let long = long.replace(' ', "");
                    if let Some(rest) = text.value().strip_prefix(&long) {
                        *text = syn::LitStr::new(&format!("{short}{rest}"), Span::call_site());
                        self.count += 1;
                    }
                }
            }
        }
        *attribute = syn::parse_quote!(#[serde(#(#options),*)]);
    }
}
