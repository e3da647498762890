//! Tests of the operations, one file for each: the request, the response, and the errors that the
//! document names.
#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, clippy::panic, unreachable_pub)]

mod support;

mod create_live_topic_trends;
mod create_live_topics;
mod get_conversation;
mod get_filter;
mod get_filter_folder;
mod get_live_topic_details;
mod get_live_topics;
mod get_questionnaire;
mod get_score;
mod get_tracker;
mod get_tracker_folder;
mod get_transcript;
mod list_audits;
mod list_comments;
mod list_conversation_changes;
mod list_conversation_comments;
mod list_conversations;
mod list_filter_folders;
mod list_filters;
mod list_live_topic_conversations;
mod list_live_topic_phrase_conversations;
mod list_live_topic_phrases;
mod list_questionnaire_answer_changes;
mod list_questionnaires;
mod list_scores;
mod list_tracker_folders;
mod list_trackers;
mod update_conversation_metadata;

#[test]
fn every_operation_is_tested() {
    for operation in capturi_api::OPERATIONS {
        let module = format!("\nmod {operation};\n");
        assert!(include_str!("main.rs").contains(&module), "{operation}");
    }
}
