//! What can go wrong between a document and the code generated from it.

/// Why a document could not be turned into a client.
///
/// Every variant names the place in the document (or the step of the pipeline) that has to change.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The document or the overlay is not JSON.
    #[error("the {what} is not valid JSON: {source}")]
    NotJson {
        /// Which of the two inputs.
        what: &'static str,
        /// Where the parser stopped.
        source: serde_json::Error,
    },
    /// The document is JSON, but not an OpenAPI document this pipeline reads.
    #[error("not an OpenAPI 3.0 or 3.1 document: {reason}")]
    NotOpenApi {
        /// What is missing or wrong.
        reason: String,
    },
    /// The overlay does not follow the OpenAPI Overlay 1.0 format.
    #[error("overlay, action {action}: {reason}")]
    Overlay {
        /// The action's position, counted from 1; 0 is the overlay itself.
        action: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A correction no longer applies to our own document: upstream has changed under it.
    #[error("{step} matched nothing in the document: {reason}")]
    MatchedNothing {
        /// The overlay action, fixup or rule.
        step: String,
        /// What the step is for.
        reason: String,
    },
    /// A step met a shape it can't express without losing something.
    #[error("{step}: {at}: {reason}")]
    Unsupported {
        /// The fixup, rule or part of the generator.
        step: &'static str,
        /// The schema or operation.
        at: String,
        /// What it can't express.
        reason: String,
    },
    /// progenitor or typify refused the document, or made something else of it than it says.
    #[error("progenitor, which makes types of the schemas: {0}")]
    Progenitor(String),
    /// What was written is no Rust: an error of the generator.
    #[error("generated code: {0}")]
    GeneratedCode(#[from] syn::Error),
    /// The generated code lacks something that the document has.
    #[error("the generated code is not faithful to the document:\n{}", .0.join("\n"))]
    Unfaithful(
        /// One line for each thing lost.
        Vec<String>,
    ),
}
