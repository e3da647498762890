//! The errors of a generation.

/// The reason why a document could not be turned into a client.
///
/// Every variant names the place in the document (or the step of the pipeline) that has to change.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The document or the overlay is not JSON.
    #[error("the {what} is not valid JSON: {source}")]
    NotJson {
        /// The input: the document or the overlay.
        what: &'static str,
        /// The error of the parser, with its position.
        source: serde_json::Error,
    },
    /// The document is neither JSON nor YAML.
    #[error("the document is neither valid JSON nor valid YAML: {0}")]
    NotYaml(String),
    /// The document is JSON, but not an OpenAPI document this pipeline reads.
    #[error("not an OpenAPI 3.0 or 3.1 document: {reason}")]
    NotOpenApi {
        /// The part that is missing or wrong.
        reason: String,
    },
    /// The overlay does not follow the OpenAPI Overlay 1.0 format.
    #[error("overlay, action {action}: {reason}")]
    Overlay {
        /// The action's position, counted from 1; 0 is the overlay itself.
        action: usize,
        /// The mistake in the action.
        reason: String,
    },
    /// A correction no longer applies to our own document: upstream has changed under it.
    #[error("{step} matched nothing in the document: {reason}")]
    MatchedNothing {
        /// The overlay action, fixup or rule.
        step: String,
        /// The reason for the step.
        reason: String,
    },
    /// A step met a construct that it can't express without losing something.
    #[error("{step}: {at}: {reason}")]
    Unsupported {
        /// The fixup, rule or part of the generator.
        step: &'static str,
        /// The schema or operation.
        at: String,
        /// The construct that can't be expressed.
        reason: String,
    },
    /// progenitor or typify refused the document, or made unexpected types of it.
    #[error("progenitor, which makes types of the schemas: {0}")]
    Progenitor(String),
    /// The generated code is no valid Rust: a bug in the generator.
    #[error("generated code: {0}")]
    GeneratedCode(#[from] syn::Error),
    /// The generated code lacks something that the document has.
    #[error("the generated code is not faithful to the document:\n{}", .0.join("\n"))]
    Unfaithful(
        /// The parts that were lost, one line each.
        Vec<String>,
    ),
}
