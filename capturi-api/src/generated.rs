// Generated from the OpenAPI document by capturi-codegen: do not edit.
// `cargo xtask generate` writes it anew.

/// The models that operations take and return.
pub mod types {
    /// The insights that AI drew from a conversation (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct AiInsightsView {
        /// The main topic of the conversation, if any (inferred from its name).
        #[serde(rename = "keyTopic", skip_serializing_if = "Option::is_none")]
        pub key_topic: Option<String>,
        /// The topic in more detail than `keyTopic`, if any (inferred from its name).
        #[serde(rename = "keySubTopic", skip_serializing_if = "Option::is_none")]
        pub key_sub_topic: Option<String>,
        /// The cause behind the conversation, if any (inferred from its name).
        #[serde(rename = "rootCause", skip_serializing_if = "Option::is_none")]
        pub root_cause: Option<String>,
        /// The summary that the organization customized, if any (inferred from its name).
        #[serde(rename = "customSummary", skip_serializing_if = "Option::is_none")]
        pub custom_summary: Option<String>,
    }
    crate::read_model! {
        AiInsightsView {
            key_topic: "keyTopic" | "KeyTopic" => optional,
            key_sub_topic: "keySubTopic" | "KeySubTopic" => optional,
            root_cause: "rootCause" | "RootCause" => optional,
            custom_summary: "customSummary" | "CustomSummary" => optional,
        }
    }
    /// The filters that conversations have to match, and the phrases to look up in their transcripts.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct AskAiConversationFiltersRequestModel {
        /// Optional first date to include; only the date part counts.
        #[serde(rename = "fromInclusive", skip_serializing_if = "Option::is_none")]
        pub from_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Optional last date to include; only the date part counts.
        #[serde(rename = "toInclusive", skip_serializing_if = "Option::is_none")]
        pub to_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Optional subjects; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subjects: Option<Vec<String>>,
        /// Optional customers to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customers: Option<Vec<String>>,
        /// Optional filter on duration.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub duration: Option<ConversationFiltersDurationRequestModel>,
        /// Optional labels; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
        /// Optional key topics; a match on any one suffices.
        #[serde(rename = "keyTopics", skip_serializing_if = "Option::is_none")]
        pub key_topics: Option<Vec<String>>,
        /// Optional teams to match.
        #[serde(rename = "teamUids", skip_serializing_if = "Option::is_none")]
        pub team_uids: Option<Vec<::uuid::Uuid>>,
        /// Optional status to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// Optional speaker counts; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speakers: Option<Vec<i32>>,
        /// Optional users; a match on any one suffices.
        #[serde(rename = "userUids", skip_serializing_if = "Option::is_none")]
        pub user_uids: Option<Vec<::uuid::Uuid>>,
        /// Optional repeat-call filters, all of which have to match.
        #[serde(rename = "repeatCalls", skip_serializing_if = "Option::is_none")]
        pub repeat_calls: Option<Vec<RepeatCallFilterRequestModel>>,
        /// Optional tracker filters, all of which have to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub trackers: Option<Vec<TrackerFilterRequestModel>>,
        /// Optional not-tracker filters, all of which have to match.
        #[serde(rename = "notTrackers", skip_serializing_if = "Option::is_none")]
        pub not_trackers: Option<Vec<NotTrackerFilterRequestModel>>,
        /// Optional filter on sentiment.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sentiment: Option<SentimentFilterRequestModel>,
        /// Optional filters on scores.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scores: Option<Vec<ConversationScoreFilterRequestModel>>,
        /// Optional filter on whether QA review has taken place.
        #[serde(rename = "qaIsReviewed", skip_serializing_if = "Option::is_none")]
        pub qa_is_reviewed: Option<bool>,
        /// Optional filter on the external identity.
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
        /// The values of custom text property 1 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp1", skip_serializing_if = "Option::is_none")]
        pub custom_prop1: Option<Vec<String>>,
        /// The values of custom text property 2 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp2", skip_serializing_if = "Option::is_none")]
        pub custom_prop2: Option<Vec<String>>,
        /// The values of custom text property 3 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp3", skip_serializing_if = "Option::is_none")]
        pub custom_prop3: Option<Vec<String>>,
        /// The values of custom text property 4 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp4", skip_serializing_if = "Option::is_none")]
        pub custom_prop4: Option<Vec<String>>,
        /// The values of custom text property 5 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp5", skip_serializing_if = "Option::is_none")]
        pub custom_prop5: Option<Vec<String>>,
        /// The values of custom text property 6 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp6", skip_serializing_if = "Option::is_none")]
        pub custom_prop6: Option<Vec<String>>,
        /// The values of custom text property 7 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp7", skip_serializing_if = "Option::is_none")]
        pub custom_prop7: Option<Vec<String>>,
        /// The values of custom text property 8 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp8", skip_serializing_if = "Option::is_none")]
        pub custom_prop8: Option<Vec<String>>,
        /// The values of custom text property 9 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp9", skip_serializing_if = "Option::is_none")]
        pub custom_prop9: Option<Vec<String>>,
        /// The values of custom text property 10 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp10", skip_serializing_if = "Option::is_none")]
        pub custom_prop10: Option<Vec<String>>,
        /// The bounds of custom number property 1 to match, if any.
        #[serde(rename = "customNumberProp1", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop1: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 2 to match, if any.
        #[serde(rename = "customNumberProp2", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop2: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 3 to match, if any.
        #[serde(rename = "customNumberProp3", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop3: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 4 to match, if any.
        #[serde(rename = "customNumberProp4", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop4: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 5 to match, if any.
        #[serde(rename = "customNumberProp5", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop5: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 6 to match, if any.
        #[serde(rename = "customNumberProp6", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop6: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 7 to match, if any.
        #[serde(rename = "customNumberProp7", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop7: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 8 to match, if any.
        #[serde(rename = "customNumberProp8", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop8: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 9 to match, if any.
        #[serde(rename = "customNumberProp9", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop9: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 10 to match, if any.
        #[serde(rename = "customNumberProp10", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop10: Option<CustomNumberPropFilterRequestModel>,
        /// Phrases Landfall looks up in transcripts of 1,000 conversations sampled after filtering; `continuationToken` and `limit` are then ignored, as search does not paginate.
        #[serde(rename = "searchPhrases", skip_serializing_if = "Option::is_none")]
        pub search_phrases: Option<Vec<String>>,
    }
    crate::read_model! {
        AskAiConversationFiltersRequestModel {
            from_inclusive: "fromInclusive" => optional_utc,
            to_inclusive: "toInclusive" => optional_utc,
            subjects: "subjects" => optional,
            customers: "customers" => optional,
            duration: "duration" => optional,
            labels: "labels" => optional,
            key_topics: "keyTopics" => optional,
            team_uids: "teamUids" => optional,
            status: "status" => optional,
            speakers: "speakers" => optional,
            user_uids: "userUids" => optional,
            repeat_calls: "repeatCalls" => optional,
            trackers: "trackers" => optional,
            not_trackers: "notTrackers" => optional,
            sentiment: "sentiment" => optional,
            scores: "scores" => optional,
            qa_is_reviewed: "qaIsReviewed" => optional,
            external_identity: "externalIdentity" => optional,
            custom_prop1: "customProp1" => optional,
            custom_prop2: "customProp2" => optional,
            custom_prop3: "customProp3" => optional,
            custom_prop4: "customProp4" => optional,
            custom_prop5: "customProp5" => optional,
            custom_prop6: "customProp6" => optional,
            custom_prop7: "customProp7" => optional,
            custom_prop8: "customProp8" => optional,
            custom_prop9: "customProp9" => optional,
            custom_prop10: "customProp10" => optional,
            custom_number_prop1: "customNumberProp1" => optional,
            custom_number_prop2: "customNumberProp2" => optional,
            custom_number_prop3: "customNumberProp3" => optional,
            custom_number_prop4: "customNumberProp4" => optional,
            custom_number_prop5: "customNumberProp5" => optional,
            custom_number_prop6: "customNumberProp6" => optional,
            custom_number_prop7: "customNumberProp7" => optional,
            custom_number_prop8: "customNumberProp8" => optional,
            custom_number_prop9: "customNumberProp9" => optional,
            custom_number_prop10: "customNumberProp10" => optional,
            search_phrases: "searchPhrases" => optional,
        }
    }
    /// A filter on a custom number property, by its bounds.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationCustomNumberPropFilterView {
        /// The lower bound of the custom number property, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// The upper bound of the custom number property, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ConversationCustomNumberPropFilterView {
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// The distances to the customer's other conversations, the speaker count and the state of the QA review.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationDetailsView {
        /// Seconds separating this conversation from the same customer's preceding one; `null` if there is none.
        #[serde(
            rename = "previousConversationDistance",
            skip_serializing_if = "Option::is_none"
        )]
        pub previous_conversation_distance: Option<i32>,
        /// Seconds separating this conversation from the same customer's following one; `null` if there is none.
        #[serde(
            rename = "nextConversationDistance",
            skip_serializing_if = "Option::is_none"
        )]
        pub next_conversation_distance: Option<i32>,
        /// Speaker count, either 1 or 2.
        #[serde(rename = "speakerCount", skip_serializing_if = "Option::is_none")]
        pub speaker_count: Option<i32>,
        /// Whether QA has reviewed the conversation.
        #[serde(rename = "qaIsReviewed")]
        pub qa_is_reviewed: bool,
    }
    crate::read_model! {
        ConversationDetailsView {
            previous_conversation_distance: "previousConversationDistance" | "PreviousConversationDistance" => optional,
            next_conversation_distance: "nextConversationDistance" | "NextConversationDistance" => optional,
            speaker_count: "speakerCount" | "SpeakerCount" => optional,
            qa_is_reviewed: "qaIsReviewed" | "QaIsReviewed" => or_default,
        }
    }
    /// A filter on the duration of conversations, by its bounds.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationDurationFilterView {
        /// Optional lower bound for the duration.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// Optional upper bound for the duration.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ConversationDurationFilterView {
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// The filters that conversations have to match, each of which is optional.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationFilterView {
        /// The subjects to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subjects: Option<Vec<String>>,
        /// The customers to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customers: Option<Vec<String>>,
        /// The bounds of the duration to match, if any; in seconds, as other durations are (unit inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub duration: Option<ConversationDurationFilterView>,
        /// The labels to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
        /// The key topics to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "keyTopics", skip_serializing_if = "Option::is_none")]
        pub key_topics: Option<Vec<String>>,
        /// The uids of the teams to match, if any (inferred from its name).
        #[serde(rename = "teamUids", skip_serializing_if = "Option::is_none")]
        pub team_uids: Option<Vec<::uuid::Uuid>>,
        /// The status to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// The speaker counts to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speakers: Option<Vec<i32>>,
        /// The uids of the users to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "userUids", skip_serializing_if = "Option::is_none")]
        pub user_uids: Option<Vec<::uuid::Uuid>>,
        /// The filters on repeat calls, if any, all of which have to match (inferred).
        #[serde(rename = "repeatCalls", skip_serializing_if = "Option::is_none")]
        pub repeat_calls: Option<Vec<ConversationRepeatCallFilterView>>,
        /// The filters on trackers with hits, if any, all of which have to match (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub trackers: Option<Vec<ConversationTrackerFilterView>>,
        /// The filters on trackers without hits, if any, all of which have to match (inferred).
        #[serde(rename = "notTrackers", skip_serializing_if = "Option::is_none")]
        pub not_trackers: Option<Vec<ConversationNotTrackerFilterView>>,
        /// The filter on the sentiment score of a speaker, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sentiment: Option<ConversationSentimentFilterView>,
        /// The filters on scores, if any; the document does not say whether all of them have to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scores: Option<Vec<ConversationScoreFilterView>>,
        /// Whether QA must have reviewed the conversation, or must not have; absent if both will do (inferred).
        #[serde(rename = "qaIsReviewed", skip_serializing_if = "Option::is_none")]
        pub qa_is_reviewed: Option<bool>,
        /// The external identity to match, if any (inferred from its name).
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
        /// The values of custom text property 1 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp1", skip_serializing_if = "Option::is_none")]
        pub custom_prop1: Option<Vec<String>>,
        /// The values of custom text property 2 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp2", skip_serializing_if = "Option::is_none")]
        pub custom_prop2: Option<Vec<String>>,
        /// The values of custom text property 3 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp3", skip_serializing_if = "Option::is_none")]
        pub custom_prop3: Option<Vec<String>>,
        /// The values of custom text property 4 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp4", skip_serializing_if = "Option::is_none")]
        pub custom_prop4: Option<Vec<String>>,
        /// The values of custom text property 5 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp5", skip_serializing_if = "Option::is_none")]
        pub custom_prop5: Option<Vec<String>>,
        /// The values of custom text property 6 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp6", skip_serializing_if = "Option::is_none")]
        pub custom_prop6: Option<Vec<String>>,
        /// The values of custom text property 7 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp7", skip_serializing_if = "Option::is_none")]
        pub custom_prop7: Option<Vec<String>>,
        /// The values of custom text property 8 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp8", skip_serializing_if = "Option::is_none")]
        pub custom_prop8: Option<Vec<String>>,
        /// The values of custom text property 9 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp9", skip_serializing_if = "Option::is_none")]
        pub custom_prop9: Option<Vec<String>>,
        /// The values of custom text property 10 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp10", skip_serializing_if = "Option::is_none")]
        pub custom_prop10: Option<Vec<String>>,
        /// The bounds of custom number property 1 to match, if any.
        #[serde(rename = "customNumberProp1", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop1: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 2 to match, if any.
        #[serde(rename = "customNumberProp2", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop2: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 3 to match, if any.
        #[serde(rename = "customNumberProp3", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop3: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 4 to match, if any.
        #[serde(rename = "customNumberProp4", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop4: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 5 to match, if any.
        #[serde(rename = "customNumberProp5", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop5: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 6 to match, if any.
        #[serde(rename = "customNumberProp6", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop6: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 7 to match, if any.
        #[serde(rename = "customNumberProp7", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop7: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 8 to match, if any.
        #[serde(rename = "customNumberProp8", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop8: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 9 to match, if any.
        #[serde(rename = "customNumberProp9", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop9: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 10 to match, if any.
        #[serde(rename = "customNumberProp10", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop10: Option<ConversationCustomNumberPropFilterView>,
    }
    crate::read_model! {
        ConversationFilterView {
            subjects: "subjects" => optional,
            customers: "customers" => optional,
            duration: "duration" => optional,
            labels: "labels" => optional,
            key_topics: "keyTopics" => optional,
            team_uids: "teamUids" => optional,
            status: "status" => optional,
            speakers: "speakers" => optional,
            user_uids: "userUids" => optional,
            repeat_calls: "repeatCalls" => optional,
            trackers: "trackers" => optional,
            not_trackers: "notTrackers" => optional,
            sentiment: "sentiment" => optional,
            scores: "scores" => optional,
            qa_is_reviewed: "qaIsReviewed" => optional,
            external_identity: "externalIdentity" => optional,
            custom_prop1: "customProp1" => optional,
            custom_prop2: "customProp2" => optional,
            custom_prop3: "customProp3" => optional,
            custom_prop4: "customProp4" => optional,
            custom_prop5: "customProp5" => optional,
            custom_prop6: "customProp6" => optional,
            custom_prop7: "customProp7" => optional,
            custom_prop8: "customProp8" => optional,
            custom_prop9: "customProp9" => optional,
            custom_prop10: "customProp10" => optional,
            custom_number_prop1: "customNumberProp1" => optional,
            custom_number_prop2: "customNumberProp2" => optional,
            custom_number_prop3: "customNumberProp3" => optional,
            custom_number_prop4: "customNumberProp4" => optional,
            custom_number_prop5: "customNumberProp5" => optional,
            custom_number_prop6: "customNumberProp6" => optional,
            custom_number_prop7: "customNumberProp7" => optional,
            custom_number_prop8: "customNumberProp8" => optional,
            custom_number_prop9: "customNumberProp9" => optional,
            custom_number_prop10: "customNumberProp10" => optional,
        }
    }
    /// Filter on conversation duration.
    #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize)]
    pub struct ConversationFiltersDurationRequestModel {
        /// Optional lower bound for the duration.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// Optional upper bound for the duration.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ConversationFiltersDurationRequestModel {
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// The filters that conversations have to match, each of which is optional.
    #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize)]
    pub struct ConversationFiltersRequestModel {
        /// Optional first date to include; only the date part counts.
        #[serde(rename = "fromInclusive", skip_serializing_if = "Option::is_none")]
        pub from_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Optional last date to include; only the date part counts.
        #[serde(rename = "toInclusive", skip_serializing_if = "Option::is_none")]
        pub to_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Optional subjects; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subjects: Option<Vec<String>>,
        /// Optional customers to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customers: Option<Vec<String>>,
        /// Optional filter on duration.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub duration: Option<ConversationFiltersDurationRequestModel>,
        /// Optional labels; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
        /// Optional key topics; a match on any one suffices.
        #[serde(rename = "keyTopics", skip_serializing_if = "Option::is_none")]
        pub key_topics: Option<Vec<String>>,
        /// Optional teams to match.
        #[serde(rename = "teamUids", skip_serializing_if = "Option::is_none")]
        pub team_uids: Option<Vec<::uuid::Uuid>>,
        /// Optional status to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// Optional speaker counts; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speakers: Option<Vec<i32>>,
        /// Optional users; a match on any one suffices.
        #[serde(rename = "userUids", skip_serializing_if = "Option::is_none")]
        pub user_uids: Option<Vec<::uuid::Uuid>>,
        /// Optional repeat-call filters, all of which have to match.
        #[serde(rename = "repeatCalls", skip_serializing_if = "Option::is_none")]
        pub repeat_calls: Option<Vec<RepeatCallFilterRequestModel>>,
        /// Optional tracker filters, all of which have to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub trackers: Option<Vec<TrackerFilterRequestModel>>,
        /// Optional not-tracker filters, all of which have to match.
        #[serde(rename = "notTrackers", skip_serializing_if = "Option::is_none")]
        pub not_trackers: Option<Vec<NotTrackerFilterRequestModel>>,
        /// Optional filter on sentiment.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sentiment: Option<SentimentFilterRequestModel>,
        /// Optional filters on scores.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scores: Option<Vec<ConversationScoreFilterRequestModel>>,
        /// Optional filter on whether QA review has taken place.
        #[serde(rename = "qaIsReviewed", skip_serializing_if = "Option::is_none")]
        pub qa_is_reviewed: Option<bool>,
        /// Optional filter on the external identity.
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
        /// The values of custom text property 1 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp1", skip_serializing_if = "Option::is_none")]
        pub custom_prop1: Option<Vec<String>>,
        /// The values of custom text property 2 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp2", skip_serializing_if = "Option::is_none")]
        pub custom_prop2: Option<Vec<String>>,
        /// The values of custom text property 3 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp3", skip_serializing_if = "Option::is_none")]
        pub custom_prop3: Option<Vec<String>>,
        /// The values of custom text property 4 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp4", skip_serializing_if = "Option::is_none")]
        pub custom_prop4: Option<Vec<String>>,
        /// The values of custom text property 5 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp5", skip_serializing_if = "Option::is_none")]
        pub custom_prop5: Option<Vec<String>>,
        /// The values of custom text property 6 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp6", skip_serializing_if = "Option::is_none")]
        pub custom_prop6: Option<Vec<String>>,
        /// The values of custom text property 7 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp7", skip_serializing_if = "Option::is_none")]
        pub custom_prop7: Option<Vec<String>>,
        /// The values of custom text property 8 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp8", skip_serializing_if = "Option::is_none")]
        pub custom_prop8: Option<Vec<String>>,
        /// The values of custom text property 9 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp9", skip_serializing_if = "Option::is_none")]
        pub custom_prop9: Option<Vec<String>>,
        /// The values of custom text property 10 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp10", skip_serializing_if = "Option::is_none")]
        pub custom_prop10: Option<Vec<String>>,
        /// The bounds of custom number property 1 to match, if any.
        #[serde(rename = "customNumberProp1", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop1: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 2 to match, if any.
        #[serde(rename = "customNumberProp2", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop2: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 3 to match, if any.
        #[serde(rename = "customNumberProp3", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop3: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 4 to match, if any.
        #[serde(rename = "customNumberProp4", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop4: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 5 to match, if any.
        #[serde(rename = "customNumberProp5", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop5: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 6 to match, if any.
        #[serde(rename = "customNumberProp6", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop6: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 7 to match, if any.
        #[serde(rename = "customNumberProp7", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop7: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 8 to match, if any.
        #[serde(rename = "customNumberProp8", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop8: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 9 to match, if any.
        #[serde(rename = "customNumberProp9", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop9: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 10 to match, if any.
        #[serde(rename = "customNumberProp10", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop10: Option<CustomNumberPropFilterRequestModel>,
    }
    crate::read_model! {
        ConversationFiltersRequestModel {
            from_inclusive: "fromInclusive" => optional_utc,
            to_inclusive: "toInclusive" => optional_utc,
            subjects: "subjects" => optional,
            customers: "customers" => optional,
            duration: "duration" => optional,
            labels: "labels" => optional,
            key_topics: "keyTopics" => optional,
            team_uids: "teamUids" => optional,
            status: "status" => optional,
            speakers: "speakers" => optional,
            user_uids: "userUids" => optional,
            repeat_calls: "repeatCalls" => optional,
            trackers: "trackers" => optional,
            not_trackers: "notTrackers" => optional,
            sentiment: "sentiment" => optional,
            scores: "scores" => optional,
            qa_is_reviewed: "qaIsReviewed" => optional,
            external_identity: "externalIdentity" => optional,
            custom_prop1: "customProp1" => optional,
            custom_prop2: "customProp2" => optional,
            custom_prop3: "customProp3" => optional,
            custom_prop4: "customProp4" => optional,
            custom_prop5: "customProp5" => optional,
            custom_prop6: "customProp6" => optional,
            custom_prop7: "customProp7" => optional,
            custom_prop8: "customProp8" => optional,
            custom_prop9: "customProp9" => optional,
            custom_prop10: "customProp10" => optional,
            custom_number_prop1: "customNumberProp1" => optional,
            custom_number_prop2: "customNumberProp2" => optional,
            custom_number_prop3: "customNumberProp3" => optional,
            custom_number_prop4: "customNumberProp4" => optional,
            custom_number_prop5: "customNumberProp5" => optional,
            custom_number_prop6: "customNumberProp6" => optional,
            custom_number_prop7: "customNumberProp7" => optional,
            custom_number_prop8: "customNumberProp8" => optional,
            custom_number_prop9: "customNumberProp9" => optional,
            custom_number_prop10: "customNumberProp10" => optional,
        }
    }
    /// A page of the conversations of a live topic's phrase.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationInfoListResponseModel {
        /// The conversations of this page, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub conversations: Option<Vec<ConversationInfoView>>,
    }
    crate::read_model! {
        ConversationInfoListResponseModel {
            conversations: "conversations" => optional,
        }
    }
    /// A conversation of a live topic's phrase, with the offsets of the phrase (inferred).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationInfoView {
        /// The unique id of the conversation.
        #[serde(rename = "conversationUid")]
        pub conversation_uid: ::uuid::Uuid,
        /// The identifier of the customer, such as a phone number, if any.
        #[serde(
            rename = "conversationCustomer",
            skip_serializing_if = "Option::is_none"
        )]
        pub conversation_customer: Option<String>,
        /// The uid of the user who took part in the conversation as the agent (inferred).
        #[serde(rename = "conversationUserUid")]
        pub conversation_user_uid: ::uuid::Uuid,
        /// When the conversation took place.
        #[serde(rename = "conversationDateTime")]
        pub conversation_date_time: ::chrono::DateTime<::chrono::offset::Utc>,
        /// The length of the conversation in seconds, as other durations are (unit inferred).
        #[serde(rename = "conversationDuration")]
        pub conversation_duration: f64,
        /// The offsets of the phrase in the conversation, if any; the document does not name their unit (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub offsets: Option<Vec<i32>>,
        /// Whether there is audio of the conversation (inferred from its name).
        #[serde(rename = "conversationHasAudio")]
        pub conversation_has_audio: bool,
    }
    crate::read_model! {
        ConversationInfoView {
            conversation_uid: "conversationUid" => required,
            conversation_customer: "conversationCustomer" => optional,
            conversation_user_uid: "conversationUserUid" => required,
            conversation_date_time: "conversationDateTime" => utc,
            conversation_duration: "conversationDuration" => or_default,
            offsets: "offsets" => optional,
            conversation_has_audio: "conversationHasAudio" => or_default,
        }
    }
    /// The new values of custom properties of a conversation; those that are not sent stay as they are (inferred).
    #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize)]
    pub struct ConversationMetadataRequestModel {
        /// The new value of custom text property 1; it stays as it is if not sent (inferred).
        #[serde(rename = "customProp1", skip_serializing_if = "Option::is_none")]
        pub custom_prop1: Option<String>,
        /// The new value of custom text property 2; it stays as it is if not sent (inferred).
        #[serde(rename = "customProp2", skip_serializing_if = "Option::is_none")]
        pub custom_prop2: Option<String>,
        /// The new value of custom text property 3; it stays as it is if not sent (inferred).
        #[serde(rename = "customProp3", skip_serializing_if = "Option::is_none")]
        pub custom_prop3: Option<String>,
        /// The new value of custom text property 4; it stays as it is if not sent (inferred).
        #[serde(rename = "customProp4", skip_serializing_if = "Option::is_none")]
        pub custom_prop4: Option<String>,
        /// The new value of custom text property 5; it stays as it is if not sent (inferred).
        #[serde(rename = "customProp5", skip_serializing_if = "Option::is_none")]
        pub custom_prop5: Option<String>,
        /// The new value of custom text property 6; it stays as it is if not sent (inferred).
        #[serde(rename = "customProp6", skip_serializing_if = "Option::is_none")]
        pub custom_prop6: Option<String>,
        /// The new value of custom text property 7; it stays as it is if not sent (inferred).
        #[serde(rename = "customProp7", skip_serializing_if = "Option::is_none")]
        pub custom_prop7: Option<String>,
        /// The new value of custom text property 8; it stays as it is if not sent (inferred).
        #[serde(rename = "customProp8", skip_serializing_if = "Option::is_none")]
        pub custom_prop8: Option<String>,
        /// The new value of custom text property 9; it stays as it is if not sent (inferred).
        #[serde(rename = "customProp9", skip_serializing_if = "Option::is_none")]
        pub custom_prop9: Option<String>,
        /// The new value of custom text property 10; it stays as it is if not sent (inferred).
        #[serde(rename = "customProp10", skip_serializing_if = "Option::is_none")]
        pub custom_prop10: Option<String>,
        /// The new value of custom number property 1; `null` clears it, and it stays as it is if not sent (inferred).
        #[serde(rename = "customNumberProp1", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop1: Option<Option<f64>>,
        /// The new value of custom number property 2; `null` clears it, and it stays as it is if not sent (inferred).
        #[serde(rename = "customNumberProp2", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop2: Option<Option<f64>>,
        /// The new value of custom number property 3; `null` clears it, and it stays as it is if not sent (inferred).
        #[serde(rename = "customNumberProp3", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop3: Option<Option<f64>>,
        /// The new value of custom number property 4; `null` clears it, and it stays as it is if not sent (inferred).
        #[serde(rename = "customNumberProp4", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop4: Option<Option<f64>>,
        /// The new value of custom number property 5; `null` clears it, and it stays as it is if not sent (inferred).
        #[serde(rename = "customNumberProp5", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop5: Option<Option<f64>>,
        /// The new value of custom number property 6; `null` clears it, and it stays as it is if not sent (inferred).
        #[serde(rename = "customNumberProp6", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop6: Option<Option<f64>>,
        /// The new value of custom number property 7; `null` clears it, and it stays as it is if not sent (inferred).
        #[serde(rename = "customNumberProp7", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop7: Option<Option<f64>>,
        /// The new value of custom number property 8; `null` clears it, and it stays as it is if not sent (inferred).
        #[serde(rename = "customNumberProp8", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop8: Option<Option<f64>>,
        /// The new value of custom number property 9; `null` clears it, and it stays as it is if not sent (inferred).
        #[serde(rename = "customNumberProp9", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop9: Option<Option<f64>>,
        /// The new value of custom number property 10; `null` clears it, and it stays as it is if not sent (inferred).
        #[serde(rename = "customNumberProp10", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop10: Option<Option<f64>>,
    }
    crate::read_model! {
        ConversationMetadataRequestModel {
            custom_prop1: "customProp1" => optional,
            custom_prop2: "customProp2" => optional,
            custom_prop3: "customProp3" => optional,
            custom_prop4: "customProp4" => optional,
            custom_prop5: "customProp5" => optional,
            custom_prop6: "customProp6" => optional,
            custom_prop7: "customProp7" => optional,
            custom_prop8: "customProp8" => optional,
            custom_prop9: "customProp9" => optional,
            custom_prop10: "customProp10" => optional,
            custom_number_prop1: "customNumberProp1" => clearable,
            custom_number_prop2: "customNumberProp2" => clearable,
            custom_number_prop3: "customNumberProp3" => clearable,
            custom_number_prop4: "customNumberProp4" => clearable,
            custom_number_prop5: "customNumberProp5" => clearable,
            custom_number_prop6: "customNumberProp6" => clearable,
            custom_number_prop7: "customNumberProp7" => clearable,
            custom_number_prop8: "customNumberProp8" => clearable,
            custom_number_prop9: "customNumberProp9" => clearable,
            custom_number_prop10: "customNumberProp10" => clearable,
        }
    }
    /// The values of the custom properties of a conversation, which have to be configured in Capturi first.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationMetadataView {
        /// The value of custom text property 1, if any.
        #[serde(rename = "customProp1", skip_serializing_if = "Option::is_none")]
        pub custom_prop1: Option<String>,
        /// The value of custom text property 2, if any.
        #[serde(rename = "customProp2", skip_serializing_if = "Option::is_none")]
        pub custom_prop2: Option<String>,
        /// The value of custom text property 3, if any.
        #[serde(rename = "customProp3", skip_serializing_if = "Option::is_none")]
        pub custom_prop3: Option<String>,
        /// The value of custom text property 4, if any.
        #[serde(rename = "customProp4", skip_serializing_if = "Option::is_none")]
        pub custom_prop4: Option<String>,
        /// The value of custom text property 5, if any.
        #[serde(rename = "customProp5", skip_serializing_if = "Option::is_none")]
        pub custom_prop5: Option<String>,
        /// The value of custom text property 6, if any.
        #[serde(rename = "customProp6", skip_serializing_if = "Option::is_none")]
        pub custom_prop6: Option<String>,
        /// The value of custom text property 7, if any.
        #[serde(rename = "customProp7", skip_serializing_if = "Option::is_none")]
        pub custom_prop7: Option<String>,
        /// The value of custom text property 8, if any.
        #[serde(rename = "customProp8", skip_serializing_if = "Option::is_none")]
        pub custom_prop8: Option<String>,
        /// The value of custom text property 9, if any.
        #[serde(rename = "customProp9", skip_serializing_if = "Option::is_none")]
        pub custom_prop9: Option<String>,
        /// The value of custom text property 10, if any.
        #[serde(rename = "customProp10", skip_serializing_if = "Option::is_none")]
        pub custom_prop10: Option<String>,
        /// The value of custom number property 1, if any.
        #[serde(rename = "customNumberProp1", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop1: Option<f64>,
        /// The value of custom number property 2, if any.
        #[serde(rename = "customNumberProp2", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop2: Option<f64>,
        /// The value of custom number property 3, if any.
        #[serde(rename = "customNumberProp3", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop3: Option<f64>,
        /// The value of custom number property 4, if any.
        #[serde(rename = "customNumberProp4", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop4: Option<f64>,
        /// The value of custom number property 5, if any.
        #[serde(rename = "customNumberProp5", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop5: Option<f64>,
        /// The value of custom number property 6, if any.
        #[serde(rename = "customNumberProp6", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop6: Option<f64>,
        /// The value of custom number property 7, if any.
        #[serde(rename = "customNumberProp7", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop7: Option<f64>,
        /// The value of custom number property 8, if any.
        #[serde(rename = "customNumberProp8", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop8: Option<f64>,
        /// The value of custom number property 9, if any.
        #[serde(rename = "customNumberProp9", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop9: Option<f64>,
        /// The value of custom number property 10, if any.
        #[serde(rename = "customNumberProp10", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop10: Option<f64>,
    }
    crate::read_model! {
        ConversationMetadataView {
            custom_prop1: "customProp1" | "CustomProp1" => optional,
            custom_prop2: "customProp2" | "CustomProp2" => optional,
            custom_prop3: "customProp3" | "CustomProp3" => optional,
            custom_prop4: "customProp4" | "CustomProp4" => optional,
            custom_prop5: "customProp5" | "CustomProp5" => optional,
            custom_prop6: "customProp6" | "CustomProp6" => optional,
            custom_prop7: "customProp7" | "CustomProp7" => optional,
            custom_prop8: "customProp8" | "CustomProp8" => optional,
            custom_prop9: "customProp9" | "CustomProp9" => optional,
            custom_prop10: "customProp10" | "CustomProp10" => optional,
            custom_number_prop1: "customNumberProp1" | "CustomNumberProp1" => optional,
            custom_number_prop2: "customNumberProp2" | "CustomNumberProp2" => optional,
            custom_number_prop3: "customNumberProp3" | "CustomNumberProp3" => optional,
            custom_number_prop4: "customNumberProp4" | "CustomNumberProp4" => optional,
            custom_number_prop5: "customNumberProp5" | "CustomNumberProp5" => optional,
            custom_number_prop6: "customNumberProp6" | "CustomNumberProp6" => optional,
            custom_number_prop7: "customNumberProp7" | "CustomNumberProp7" => optional,
            custom_number_prop8: "customNumberProp8" | "CustomNumberProp8" => optional,
            custom_number_prop9: "customNumberProp9" | "CustomNumberProp9" => optional,
            custom_number_prop10: "customNumberProp10" | "CustomNumberProp10" => optional,
        }
    }
    /// The times at which data of a conversation came in and its processing finished.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationMetricsView {
        /// Creation time of the conversation.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub created: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Time the conversation's data was added.
        #[serde(rename = "dataAdded", skip_serializing_if = "Option::is_none")]
        pub data_added: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Time the metadata was added.
        #[serde(rename = "metadataAdded", skip_serializing_if = "Option::is_none")]
        pub metadata_added: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Time the audio was added and speech recognition (ASR) began.
        #[serde(rename = "audioAdded", skip_serializing_if = "Option::is_none")]
        pub audio_added: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Time processing finished, whatever the result.
        #[serde(rename = "processingDone", skip_serializing_if = "Option::is_none")]
        pub processing_done: Option<::chrono::DateTime<::chrono::offset::Utc>>,
    }
    crate::read_model! {
        ConversationMetricsView {
            created: "created" | "Created" => optional_utc,
            data_added: "dataAdded" | "DataAdded" => optional_utc,
            metadata_added: "metadataAdded" | "MetadataAdded" => optional_utc,
            audio_added: "audioAdded" | "AudioAdded" => optional_utc,
            processing_done: "processingDone" | "ProcessingDone" => optional_utc,
        }
    }
    /// A filter on trackers without hits.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationNotTrackerFilterView {
        /// The uids of the trackers, if any, none of which may have a hit (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub uids: Option<Vec<::uuid::Uuid>>,
    }
    crate::read_model! {
        ConversationNotTrackerFilterView {
            uids: "uids" => optional,
        }
    }
    /// A filter on repeat calls, by a distance in seconds.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationRepeatCallFilterView {
        /// Type that `value` is compared with.
        #[serde(rename = "type")]
        pub type_: RepeatFilterTypeView,
        /// Distance in seconds used for the comparison.
        pub value: i32,
        /// Lowest value, inclusive, for filtering repeat calls; must be `null` when the type is `None`.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<i32>,
    }
    crate::read_model! {
        ConversationRepeatCallFilterView {
            type_: "type" => required,
            value: "value" => or_default,
            min: "min" => optional,
        }
    }
    /// A filter on a score, and on one of its parameters.
    #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize)]
    pub struct ConversationScoreFilterRequestModel {
        /// Uid of the score.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub uid: Option<::uuid::Uuid>,
        /// Optional lower bound of the score.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<i32>,
        /// Optional upper bound of the score.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<i32>,
        /// Optional score parameter that must have a non-zero score, or must not, as `parameterHasScore` dictates.
        #[serde(rename = "parameterUid", skip_serializing_if = "Option::is_none")]
        pub parameter_uid: Option<::uuid::Uuid>,
        /// Whether the parameter is expected to have a score.
        #[serde(rename = "parameterHasScore", skip_serializing_if = "Option::is_none")]
        pub parameter_has_score: Option<bool>,
    }
    crate::read_model! {
        ConversationScoreFilterRequestModel {
            uid: "uid" => optional,
            min: "min" => optional,
            max: "max" => optional,
            parameter_uid: "parameterUid" => optional,
            parameter_has_score: "parameterHasScore" => optional,
        }
    }
    /// A filter on a score, by its bounds.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationScoreFilterView {
        /// The uid of the score (inferred).
        pub uid: ::uuid::Uuid,
        /// The lower bound of the score, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<i32>,
        /// The upper bound of the score, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<i32>,
    }
    crate::read_model! {
        ConversationScoreFilterView {
            uid: "uid" => required,
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// A parameter of a score, with the score calculated for it.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationScoreParameterView {
        /// Uid of the parameter.
        pub uid: ::uuid::Uuid,
        /// Score calculated for the parameter.
        pub score: i32,
    }
    crate::read_model! {
        ConversationScoreParameterView {
            uid: "uid" | "Uid" => required,
            score: "score" | "Score" => or_default,
        }
    }
    /// A score that was calculated for a conversation.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationScoreView {
        /// Uid of the score.
        pub uid: ::uuid::Uuid,
        /// Calculated score between 0 and 10, both included.
        pub score: i32,
        /// Score parameters with their calculated values.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub parameters: Option<Vec<ConversationScoreParameterView>>,
    }
    crate::read_model! {
        ConversationScoreView {
            uid: "uid" | "Uid" => required,
            score: "score" | "Score" => or_default,
            parameters: "parameters" | "Parameters" => optional,
        }
    }
    /// A filter on the sentiment score of a speaker.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationSentimentFilterView {
        /// The sentiment score that the speaker has to have (inferred).
        pub score: SentimentScoreView,
        /// The speaker whose sentiment score is evaluated (inferred).
        pub speaker: SentimentSpeakerView,
    }
    crate::read_model! {
        ConversationSentimentFilterView {
            score: "score" => required,
            speaker: "speaker" => required,
        }
    }
    /// The state of the processing of a conversation (inferred from its values).
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum ConversationStateView {
        Created,
        Processing,
        Success,
        NoRecognizedWords,
        NeedsSpeakerModel,
        Error,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl ConversationStateView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Created => "Created",
                Self::Processing => "Processing",
                Self::Success => "Success",
                Self::NoRecognizedWords => "NoRecognizedWords",
                Self::NeedsSpeakerModel => "NeedsSpeakerModel",
                Self::Error => "Error",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for ConversationStateView {
        fn from(value: &str) -> Self {
            match value {
                "Created" => Self::Created,
                "Processing" => Self::Processing,
                "Success" => Self::Success,
                "NoRecognizedWords" => Self::NoRecognizedWords,
                "NeedsSpeakerModel" => Self::NeedsSpeakerModel,
                "Error" => Self::Error,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(ConversationStateView);
    /// A filter on trackers with hits.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationTrackerFilterView {
        /// The uids of the trackers, if any, of which one or more must have a hit (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub uids: Option<Vec<::uuid::Uuid>>,
        /// The id of the speaker, if any, who has to occur in one of the trackers at least once (inferred).
        #[serde(rename = "speakerId", skip_serializing_if = "Option::is_none")]
        pub speaker_id: Option<i32>,
        /// The word, if any, that has to be hit in one of the trackers at least once (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub word: Option<String>,
        /// Whether the whole filter is inverted (inferred).
        pub inverted: bool,
    }
    crate::read_model! {
        ConversationTrackerFilterView {
            uids: "uids" => optional,
            speaker_id: "speakerId" => optional,
            word: "word" => optional,
            inverted: "inverted" => or_default,
        }
    }
    /// The output format of a transcript, text or JSON.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum ConversationTranscriptTypeRequestModel {
        Text,
        Json,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl ConversationTranscriptTypeRequestModel {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Text => "Text",
                Self::Json => "Json",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for ConversationTranscriptTypeRequestModel {
        fn from(value: &str) -> Self {
            match value {
                "Text" => Self::Text,
                "Json" => Self::Json,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(ConversationTranscriptTypeRequestModel);
    /// A conversation in the complete data model.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ConversationView {
        /// The organization that the conversation belongs to (inferred from its name).
        #[serde(rename = "organizationId")]
        pub organization_id: ::uuid::Uuid,
        /// The team that the conversation belongs to, if any (inferred from its name).
        #[serde(rename = "teamUid", skip_serializing_if = "Option::is_none")]
        pub team_uid: Option<::uuid::Uuid>,
        /// The user who took part in the conversation as the agent (inferred).
        #[serde(rename = "userUid")]
        pub user_uid: ::uuid::Uuid,
        /// The unique id of the conversation.
        pub uid: ::uuid::Uuid,
        /// The state of the processing of the conversation (inferred from its values).
        pub state: ConversationStateView,
        /// The id that the conversation was given when it was created, unique within the organization, if any.
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
        /// The topic of the conversation, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subject: Option<String>,
        /// The identifier of the customer, such as a phone number, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customer: Option<String>,
        /// When the conversation took place.
        #[serde(rename = "dateTime")]
        pub date_time: ::chrono::DateTime<::chrono::offset::Utc>,
        /// When the conversation was last changed.
        #[serde(rename = "lastChanged")]
        pub last_changed: ::chrono::DateTime<::chrono::offset::Utc>,
        /// The length of the conversation in seconds, as other durations are (unit inferred).
        pub duration: f64,
        /// The tags that classify the conversation, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
        /// The life cycle status that the conversation was given, if any; its processing has a `state`.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// Whether the conversation has been deleted (inferred from its name).
        pub deleted: bool,
        /// The summary of the conversation, which takes AI features; absent until it is ready (inferred).
        #[deprecated = "the API's document marks it so"]
        #[serde(skip_serializing_if = "Option::is_none")]
        pub summary: Option<String>,
        /// Whether QA has reviewed the conversation; `qaIsReviewed` of `details` tells it too.
        #[deprecated = "the API's document marks it so"]
        #[serde(rename = "qaIsReviewed")]
        pub qa_is_reviewed: bool,
        /// The user who reviewed the conversation for QA, if it has been reviewed (inferred from its name).
        #[serde(rename = "qaReviewedByUserUid", skip_serializing_if = "Option::is_none")]
        pub qa_reviewed_by_user_uid: Option<::uuid::Uuid>,
        /// When the conversation was reviewed for QA, if it has been (inferred from its name).
        #[serde(rename = "qaReviewedDate", skip_serializing_if = "Option::is_none")]
        pub qa_reviewed_date: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// The talking times and the questions of each speaker, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub statistics: Option<StatisticsView>,
        /// The trackers with hits in the conversation, if any.
        #[serde(rename = "trackerHits", skip_serializing_if = "Option::is_none")]
        pub tracker_hits: Option<Vec<TrackerHitView>>,
        /// The speaking rate and the longest monologue of each speaker, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub insights: Option<InsightsView>,
        /// The insights that AI drew from the conversation, if any (inferred from its name).
        #[serde(rename = "aiInsights", skip_serializing_if = "Option::is_none")]
        pub ai_insights: Option<AiInsightsView>,
        /// The sentiment scores as low, medium or high, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sentiment: Option<SentimentScoreOnlyView>,
        /// The values of the custom properties of the conversation, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub metadata: Option<ConversationMetadataView>,
        /// The distances to the customer's other conversations, the speaker count and the state of the QA review, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub details: Option<ConversationDetailsView>,
        /// The times at which data came in and processing finished, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub metrics: Option<ConversationMetricsView>,
        /// The phrases that tracker calculations leave out, if any.
        #[serde(rename = "ignoredPhrases", skip_serializing_if = "Option::is_none")]
        pub ignored_phrases: Option<Vec<IgnoredPhraseView>>,
        /// The calculated scores, if any, each under its uid (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scores: Option<::std::collections::BTreeMap<String, ConversationScoreView>>,
        /// The system that the conversation came from, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub source: Option<String>,
        /// Whether there is audio of the conversation (inferred from its name).
        #[serde(rename = "hasAudio")]
        pub has_audio: bool,
        /// Whether there is consent to the recording of the conversation.
        #[serde(rename = "hasConsent")]
        pub has_consent: bool,
    }
    crate::read_model! {
        ConversationView {
            organization_id: "organizationId" => required,
            team_uid: "teamUid" => optional,
            user_uid: "userUid" => required,
            uid: "uid" => required,
            state: "state" => required,
            external_identity: "externalIdentity" => optional,
            subject: "subject" => optional,
            customer: "customer" => optional,
            date_time: "dateTime" => utc,
            last_changed: "lastChanged" => utc,
            duration: "duration" => or_default,
            labels: "labels" => optional,
            status: "status" => optional,
            deleted: "deleted" => or_default,
            summary: "summary" => optional,
            qa_is_reviewed: "qaIsReviewed" => or_default,
            qa_reviewed_by_user_uid: "qaReviewedByUserUid" => optional,
            qa_reviewed_date: "qaReviewedDate" => optional_utc,
            statistics: "statistics" => optional,
            tracker_hits: "trackerHits" => optional,
            insights: "insights" => optional,
            ai_insights: "aiInsights" => optional,
            sentiment: "sentiment" => optional,
            metadata: "metadata" => optional,
            details: "details" => optional,
            metrics: "metrics" => optional,
            ignored_phrases: "ignoredPhrases" => optional,
            scores: "scores" => optional,
            source: "source" => optional,
            has_audio: "hasAudio" => or_default,
            has_consent: "hasConsent" => or_default,
        }
    }
    /// A field of a CSV export of conversations (inferred from its name).
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum CsvFieldRequestModel {
        Uid,
        Date,
        Subject,
        Status,
        Duration,
        Customer,
        UserUid,
        UserName,
        UserEmail,
        TeamUid,
        TeamName,
        Label,
        SpeakPercentUser,
        SpeakPercentCustomer,
        SpeakRateUser,
        SpeakRateCustomer,
        LongestMonologueUser,
        LongestMonologueCustomer,
        TrackerName,
        TrackerUserHit,
        TrackerUserHitCount,
        TrackerCustomerHit,
        TrackerCustomerHitCount,
        TrackerWord,
        TrackerWordUserHits,
        TrackerWordCustomerHits,
        TrackerTags,
        SentimentWordScoreUser,
        SentimentWordScoreOther,
        SentimentWordScoreCombined,
        Summary,
        KeyTopic,
        KeySubTopic,
        RootCause,
        ExternalIdentity,
        CustomProp1,
        CustomProp2,
        CustomProp3,
        CustomProp4,
        CustomProp5,
        CustomProp6,
        CustomProp7,
        CustomProp8,
        CustomProp9,
        CustomProp10,
        CustomNumberProp1,
        CustomNumberProp2,
        CustomNumberProp3,
        CustomNumberProp4,
        CustomNumberProp5,
        CustomNumberProp6,
        CustomNumberProp7,
        CustomNumberProp8,
        CustomNumberProp9,
        CustomNumberProp10,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl CsvFieldRequestModel {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Uid => "Uid",
                Self::Date => "Date",
                Self::Subject => "Subject",
                Self::Status => "Status",
                Self::Duration => "Duration",
                Self::Customer => "Customer",
                Self::UserUid => "UserUid",
                Self::UserName => "UserName",
                Self::UserEmail => "UserEmail",
                Self::TeamUid => "TeamUid",
                Self::TeamName => "TeamName",
                Self::Label => "Label",
                Self::SpeakPercentUser => "SpeakPercentUser",
                Self::SpeakPercentCustomer => "SpeakPercentCustomer",
                Self::SpeakRateUser => "SpeakRateUser",
                Self::SpeakRateCustomer => "SpeakRateCustomer",
                Self::LongestMonologueUser => "LongestMonologueUser",
                Self::LongestMonologueCustomer => "LongestMonologueCustomer",
                Self::TrackerName => "TrackerName",
                Self::TrackerUserHit => "TrackerUserHit",
                Self::TrackerUserHitCount => "TrackerUserHitCount",
                Self::TrackerCustomerHit => "TrackerCustomerHit",
                Self::TrackerCustomerHitCount => "TrackerCustomerHitCount",
                Self::TrackerWord => "TrackerWord",
                Self::TrackerWordUserHits => "TrackerWordUserHits",
                Self::TrackerWordCustomerHits => "TrackerWordCustomerHits",
                Self::TrackerTags => "TrackerTags",
                Self::SentimentWordScoreUser => "SentimentWordScoreUser",
                Self::SentimentWordScoreOther => "SentimentWordScoreOther",
                Self::SentimentWordScoreCombined => "SentimentWordScoreCombined",
                Self::Summary => "Summary",
                Self::KeyTopic => "KeyTopic",
                Self::KeySubTopic => "KeySubTopic",
                Self::RootCause => "RootCause",
                Self::ExternalIdentity => "ExternalIdentity",
                Self::CustomProp1 => "CustomProp1",
                Self::CustomProp2 => "CustomProp2",
                Self::CustomProp3 => "CustomProp3",
                Self::CustomProp4 => "CustomProp4",
                Self::CustomProp5 => "CustomProp5",
                Self::CustomProp6 => "CustomProp6",
                Self::CustomProp7 => "CustomProp7",
                Self::CustomProp8 => "CustomProp8",
                Self::CustomProp9 => "CustomProp9",
                Self::CustomProp10 => "CustomProp10",
                Self::CustomNumberProp1 => "CustomNumberProp1",
                Self::CustomNumberProp2 => "CustomNumberProp2",
                Self::CustomNumberProp3 => "CustomNumberProp3",
                Self::CustomNumberProp4 => "CustomNumberProp4",
                Self::CustomNumberProp5 => "CustomNumberProp5",
                Self::CustomNumberProp6 => "CustomNumberProp6",
                Self::CustomNumberProp7 => "CustomNumberProp7",
                Self::CustomNumberProp8 => "CustomNumberProp8",
                Self::CustomNumberProp9 => "CustomNumberProp9",
                Self::CustomNumberProp10 => "CustomNumberProp10",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for CsvFieldRequestModel {
        fn from(value: &str) -> Self {
            match value {
                "Uid" => Self::Uid,
                "Date" => Self::Date,
                "Subject" => Self::Subject,
                "Status" => Self::Status,
                "Duration" => Self::Duration,
                "Customer" => Self::Customer,
                "UserUid" => Self::UserUid,
                "UserName" => Self::UserName,
                "UserEmail" => Self::UserEmail,
                "TeamUid" => Self::TeamUid,
                "TeamName" => Self::TeamName,
                "Label" => Self::Label,
                "SpeakPercentUser" => Self::SpeakPercentUser,
                "SpeakPercentCustomer" => Self::SpeakPercentCustomer,
                "SpeakRateUser" => Self::SpeakRateUser,
                "SpeakRateCustomer" => Self::SpeakRateCustomer,
                "LongestMonologueUser" => Self::LongestMonologueUser,
                "LongestMonologueCustomer" => Self::LongestMonologueCustomer,
                "TrackerName" => Self::TrackerName,
                "TrackerUserHit" => Self::TrackerUserHit,
                "TrackerUserHitCount" => Self::TrackerUserHitCount,
                "TrackerCustomerHit" => Self::TrackerCustomerHit,
                "TrackerCustomerHitCount" => Self::TrackerCustomerHitCount,
                "TrackerWord" => Self::TrackerWord,
                "TrackerWordUserHits" => Self::TrackerWordUserHits,
                "TrackerWordCustomerHits" => Self::TrackerWordCustomerHits,
                "TrackerTags" => Self::TrackerTags,
                "SentimentWordScoreUser" => Self::SentimentWordScoreUser,
                "SentimentWordScoreOther" => Self::SentimentWordScoreOther,
                "SentimentWordScoreCombined" => Self::SentimentWordScoreCombined,
                "Summary" => Self::Summary,
                "KeyTopic" => Self::KeyTopic,
                "KeySubTopic" => Self::KeySubTopic,
                "RootCause" => Self::RootCause,
                "ExternalIdentity" => Self::ExternalIdentity,
                "CustomProp1" => Self::CustomProp1,
                "CustomProp2" => Self::CustomProp2,
                "CustomProp3" => Self::CustomProp3,
                "CustomProp4" => Self::CustomProp4,
                "CustomProp5" => Self::CustomProp5,
                "CustomProp6" => Self::CustomProp6,
                "CustomProp7" => Self::CustomProp7,
                "CustomProp8" => Self::CustomProp8,
                "CustomProp9" => Self::CustomProp9,
                "CustomProp10" => Self::CustomProp10,
                "CustomNumberProp1" => Self::CustomNumberProp1,
                "CustomNumberProp2" => Self::CustomNumberProp2,
                "CustomNumberProp3" => Self::CustomNumberProp3,
                "CustomNumberProp4" => Self::CustomNumberProp4,
                "CustomNumberProp5" => Self::CustomNumberProp5,
                "CustomNumberProp6" => Self::CustomNumberProp6,
                "CustomNumberProp7" => Self::CustomNumberProp7,
                "CustomNumberProp8" => Self::CustomNumberProp8,
                "CustomNumberProp9" => Self::CustomNumberProp9,
                "CustomNumberProp10" => Self::CustomNumberProp10,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(CsvFieldRequestModel);
    /// The filters that conversations have to match, and the order and the batch to return.
    #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize)]
    pub struct CursorConversationFiltersRequestModel {
        /// Optional first date to include; only the date part counts.
        #[serde(rename = "fromInclusive", skip_serializing_if = "Option::is_none")]
        pub from_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Optional last date to include; only the date part counts.
        #[serde(rename = "toInclusive", skip_serializing_if = "Option::is_none")]
        pub to_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Optional subjects; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subjects: Option<Vec<String>>,
        /// Optional customers to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customers: Option<Vec<String>>,
        /// Optional filter on duration.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub duration: Option<ConversationFiltersDurationRequestModel>,
        /// Optional labels; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
        /// Optional key topics; a match on any one suffices.
        #[serde(rename = "keyTopics", skip_serializing_if = "Option::is_none")]
        pub key_topics: Option<Vec<String>>,
        /// Optional teams to match.
        #[serde(rename = "teamUids", skip_serializing_if = "Option::is_none")]
        pub team_uids: Option<Vec<::uuid::Uuid>>,
        /// Optional status to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// Optional speaker counts; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speakers: Option<Vec<i32>>,
        /// Optional users; a match on any one suffices.
        #[serde(rename = "userUids", skip_serializing_if = "Option::is_none")]
        pub user_uids: Option<Vec<::uuid::Uuid>>,
        /// Optional repeat-call filters, all of which have to match.
        #[serde(rename = "repeatCalls", skip_serializing_if = "Option::is_none")]
        pub repeat_calls: Option<Vec<RepeatCallFilterRequestModel>>,
        /// Optional tracker filters, all of which have to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub trackers: Option<Vec<TrackerFilterRequestModel>>,
        /// Optional not-tracker filters, all of which have to match.
        #[serde(rename = "notTrackers", skip_serializing_if = "Option::is_none")]
        pub not_trackers: Option<Vec<NotTrackerFilterRequestModel>>,
        /// Optional filter on sentiment.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sentiment: Option<SentimentFilterRequestModel>,
        /// Optional filters on scores.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scores: Option<Vec<ConversationScoreFilterRequestModel>>,
        /// Optional filter on whether QA review has taken place.
        #[serde(rename = "qaIsReviewed", skip_serializing_if = "Option::is_none")]
        pub qa_is_reviewed: Option<bool>,
        /// Optional filter on the external identity.
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
        /// The values of custom text property 1 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp1", skip_serializing_if = "Option::is_none")]
        pub custom_prop1: Option<Vec<String>>,
        /// The values of custom text property 2 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp2", skip_serializing_if = "Option::is_none")]
        pub custom_prop2: Option<Vec<String>>,
        /// The values of custom text property 3 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp3", skip_serializing_if = "Option::is_none")]
        pub custom_prop3: Option<Vec<String>>,
        /// The values of custom text property 4 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp4", skip_serializing_if = "Option::is_none")]
        pub custom_prop4: Option<Vec<String>>,
        /// The values of custom text property 5 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp5", skip_serializing_if = "Option::is_none")]
        pub custom_prop5: Option<Vec<String>>,
        /// The values of custom text property 6 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp6", skip_serializing_if = "Option::is_none")]
        pub custom_prop6: Option<Vec<String>>,
        /// The values of custom text property 7 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp7", skip_serializing_if = "Option::is_none")]
        pub custom_prop7: Option<Vec<String>>,
        /// The values of custom text property 8 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp8", skip_serializing_if = "Option::is_none")]
        pub custom_prop8: Option<Vec<String>>,
        /// The values of custom text property 9 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp9", skip_serializing_if = "Option::is_none")]
        pub custom_prop9: Option<Vec<String>>,
        /// The values of custom text property 10 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp10", skip_serializing_if = "Option::is_none")]
        pub custom_prop10: Option<Vec<String>>,
        /// The bounds of custom number property 1 to match, if any.
        #[serde(rename = "customNumberProp1", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop1: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 2 to match, if any.
        #[serde(rename = "customNumberProp2", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop2: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 3 to match, if any.
        #[serde(rename = "customNumberProp3", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop3: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 4 to match, if any.
        #[serde(rename = "customNumberProp4", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop4: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 5 to match, if any.
        #[serde(rename = "customNumberProp5", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop5: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 6 to match, if any.
        #[serde(rename = "customNumberProp6", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop6: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 7 to match, if any.
        #[serde(rename = "customNumberProp7", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop7: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 8 to match, if any.
        #[serde(rename = "customNumberProp8", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop8: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 9 to match, if any.
        #[serde(rename = "customNumberProp9", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop9: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 10 to match, if any.
        #[serde(rename = "customNumberProp10", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop10: Option<CustomNumberPropFilterRequestModel>,
        /// Order of the results, ascending (0) or descending (1); `Descending` when omitted.
        #[serde(rename = "sortDirection", skip_serializing_if = "Option::is_none")]
        pub sort_direction: Option<SortDirection>,
        /// Largest number of items in a batch, above 0 and at most 10000.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub limit: Option<i32>,
        /// Token of the latest response; fetches the next batch under the original filters and `limit`, ignoring every other property; a returned `null` ends paging.
        #[serde(rename = "continuationToken", skip_serializing_if = "Option::is_none")]
        pub continuation_token: Option<String>,
    }
    crate::read_model! {
        CursorConversationFiltersRequestModel {
            from_inclusive: "fromInclusive" => optional_utc,
            to_inclusive: "toInclusive" => optional_utc,
            subjects: "subjects" => optional,
            customers: "customers" => optional,
            duration: "duration" => optional,
            labels: "labels" => optional,
            key_topics: "keyTopics" => optional,
            team_uids: "teamUids" => optional,
            status: "status" => optional,
            speakers: "speakers" => optional,
            user_uids: "userUids" => optional,
            repeat_calls: "repeatCalls" => optional,
            trackers: "trackers" => optional,
            not_trackers: "notTrackers" => optional,
            sentiment: "sentiment" => optional,
            scores: "scores" => optional,
            qa_is_reviewed: "qaIsReviewed" => optional,
            external_identity: "externalIdentity" => optional,
            custom_prop1: "customProp1" => optional,
            custom_prop2: "customProp2" => optional,
            custom_prop3: "customProp3" => optional,
            custom_prop4: "customProp4" => optional,
            custom_prop5: "customProp5" => optional,
            custom_prop6: "customProp6" => optional,
            custom_prop7: "customProp7" => optional,
            custom_prop8: "customProp8" => optional,
            custom_prop9: "customProp9" => optional,
            custom_prop10: "customProp10" => optional,
            custom_number_prop1: "customNumberProp1" => optional,
            custom_number_prop2: "customNumberProp2" => optional,
            custom_number_prop3: "customNumberProp3" => optional,
            custom_number_prop4: "customNumberProp4" => optional,
            custom_number_prop5: "customNumberProp5" => optional,
            custom_number_prop6: "customNumberProp6" => optional,
            custom_number_prop7: "customNumberProp7" => optional,
            custom_number_prop8: "customNumberProp8" => optional,
            custom_number_prop9: "customNumberProp9" => optional,
            custom_number_prop10: "customNumberProp10" => optional,
            sort_direction: "sortDirection" => optional,
            limit: "limit" => optional,
            continuation_token: "continuationToken" => optional,
        }
    }
    /// The filters on conversations, the phrases to look up in their transcripts, and the order and the batch to return.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct CursorConversationFiltersWithSearchRequestModel {
        /// Optional first date to include; only the date part counts.
        #[serde(rename = "fromInclusive", skip_serializing_if = "Option::is_none")]
        pub from_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Optional last date to include; only the date part counts.
        #[serde(rename = "toInclusive", skip_serializing_if = "Option::is_none")]
        pub to_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Optional subjects; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subjects: Option<Vec<String>>,
        /// Optional customers to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customers: Option<Vec<String>>,
        /// Optional filter on duration.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub duration: Option<ConversationFiltersDurationRequestModel>,
        /// Optional labels; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
        /// Optional key topics; a match on any one suffices.
        #[serde(rename = "keyTopics", skip_serializing_if = "Option::is_none")]
        pub key_topics: Option<Vec<String>>,
        /// Optional teams to match.
        #[serde(rename = "teamUids", skip_serializing_if = "Option::is_none")]
        pub team_uids: Option<Vec<::uuid::Uuid>>,
        /// Optional status to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// Optional speaker counts; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speakers: Option<Vec<i32>>,
        /// Optional users; a match on any one suffices.
        #[serde(rename = "userUids", skip_serializing_if = "Option::is_none")]
        pub user_uids: Option<Vec<::uuid::Uuid>>,
        /// Optional repeat-call filters, all of which have to match.
        #[serde(rename = "repeatCalls", skip_serializing_if = "Option::is_none")]
        pub repeat_calls: Option<Vec<RepeatCallFilterRequestModel>>,
        /// Optional tracker filters, all of which have to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub trackers: Option<Vec<TrackerFilterRequestModel>>,
        /// Optional not-tracker filters, all of which have to match.
        #[serde(rename = "notTrackers", skip_serializing_if = "Option::is_none")]
        pub not_trackers: Option<Vec<NotTrackerFilterRequestModel>>,
        /// Optional filter on sentiment.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sentiment: Option<SentimentFilterRequestModel>,
        /// Optional filters on scores.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scores: Option<Vec<ConversationScoreFilterRequestModel>>,
        /// Optional filter on whether QA review has taken place.
        #[serde(rename = "qaIsReviewed", skip_serializing_if = "Option::is_none")]
        pub qa_is_reviewed: Option<bool>,
        /// Optional filter on the external identity.
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
        /// The values of custom text property 1 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp1", skip_serializing_if = "Option::is_none")]
        pub custom_prop1: Option<Vec<String>>,
        /// The values of custom text property 2 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp2", skip_serializing_if = "Option::is_none")]
        pub custom_prop2: Option<Vec<String>>,
        /// The values of custom text property 3 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp3", skip_serializing_if = "Option::is_none")]
        pub custom_prop3: Option<Vec<String>>,
        /// The values of custom text property 4 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp4", skip_serializing_if = "Option::is_none")]
        pub custom_prop4: Option<Vec<String>>,
        /// The values of custom text property 5 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp5", skip_serializing_if = "Option::is_none")]
        pub custom_prop5: Option<Vec<String>>,
        /// The values of custom text property 6 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp6", skip_serializing_if = "Option::is_none")]
        pub custom_prop6: Option<Vec<String>>,
        /// The values of custom text property 7 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp7", skip_serializing_if = "Option::is_none")]
        pub custom_prop7: Option<Vec<String>>,
        /// The values of custom text property 8 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp8", skip_serializing_if = "Option::is_none")]
        pub custom_prop8: Option<Vec<String>>,
        /// The values of custom text property 9 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp9", skip_serializing_if = "Option::is_none")]
        pub custom_prop9: Option<Vec<String>>,
        /// The values of custom text property 10 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp10", skip_serializing_if = "Option::is_none")]
        pub custom_prop10: Option<Vec<String>>,
        /// The bounds of custom number property 1 to match, if any.
        #[serde(rename = "customNumberProp1", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop1: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 2 to match, if any.
        #[serde(rename = "customNumberProp2", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop2: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 3 to match, if any.
        #[serde(rename = "customNumberProp3", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop3: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 4 to match, if any.
        #[serde(rename = "customNumberProp4", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop4: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 5 to match, if any.
        #[serde(rename = "customNumberProp5", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop5: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 6 to match, if any.
        #[serde(rename = "customNumberProp6", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop6: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 7 to match, if any.
        #[serde(rename = "customNumberProp7", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop7: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 8 to match, if any.
        #[serde(rename = "customNumberProp8", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop8: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 9 to match, if any.
        #[serde(rename = "customNumberProp9", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop9: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 10 to match, if any.
        #[serde(rename = "customNumberProp10", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop10: Option<CustomNumberPropFilterRequestModel>,
        /// Order of the results, ascending (0) or descending (1); `Descending` when omitted.
        #[serde(rename = "sortDirection")]
        pub sort_direction: SortDirection,
        /// Largest number of items in a batch, above 0 and at most 10000.
        pub limit: i32,
        /// Token of the latest response; fetches the next batch under the original filters and `limit`, ignoring every other property; a returned `null` ends paging.
        #[serde(rename = "continuationToken", skip_serializing_if = "Option::is_none")]
        pub continuation_token: Option<String>,
        /// Phrases Landfall looks up in transcripts of 1,000 conversations sampled after filtering; `continuationToken` and `limit` are then ignored, as search does not paginate.
        #[serde(rename = "searchPhrases", skip_serializing_if = "Option::is_none")]
        pub search_phrases: Option<Vec<String>>,
    }
    crate::read_model! {
        CursorConversationFiltersWithSearchRequestModel {
            from_inclusive: "fromInclusive" => optional_utc,
            to_inclusive: "toInclusive" => optional_utc,
            subjects: "subjects" => optional,
            customers: "customers" => optional,
            duration: "duration" => optional,
            labels: "labels" => optional,
            key_topics: "keyTopics" => optional,
            team_uids: "teamUids" => optional,
            status: "status" => optional,
            speakers: "speakers" => optional,
            user_uids: "userUids" => optional,
            repeat_calls: "repeatCalls" => optional,
            trackers: "trackers" => optional,
            not_trackers: "notTrackers" => optional,
            sentiment: "sentiment" => optional,
            scores: "scores" => optional,
            qa_is_reviewed: "qaIsReviewed" => optional,
            external_identity: "externalIdentity" => optional,
            custom_prop1: "customProp1" => optional,
            custom_prop2: "customProp2" => optional,
            custom_prop3: "customProp3" => optional,
            custom_prop4: "customProp4" => optional,
            custom_prop5: "customProp5" => optional,
            custom_prop6: "customProp6" => optional,
            custom_prop7: "customProp7" => optional,
            custom_prop8: "customProp8" => optional,
            custom_prop9: "customProp9" => optional,
            custom_prop10: "customProp10" => optional,
            custom_number_prop1: "customNumberProp1" => optional,
            custom_number_prop2: "customNumberProp2" => optional,
            custom_number_prop3: "customNumberProp3" => optional,
            custom_number_prop4: "customNumberProp4" => optional,
            custom_number_prop5: "customNumberProp5" => optional,
            custom_number_prop6: "customNumberProp6" => optional,
            custom_number_prop7: "customNumberProp7" => optional,
            custom_number_prop8: "customNumberProp8" => optional,
            custom_number_prop9: "customNumberProp9" => optional,
            custom_number_prop10: "customNumberProp10" => optional,
            sort_direction: "sortDirection" => required,
            limit: "limit" => or_default,
            continuation_token: "continuationToken" => optional,
            search_phrases: "searchPhrases" => optional,
        }
    }
    /// A filter on a custom number property, by its bounds.
    #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize)]
    pub struct CustomNumberPropFilterRequestModel {
        /// Optional lower bound for the custom number property.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// Optional upper bound for the custom number property.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        CustomNumberPropFilterRequestModel {
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// Entry granting everyone a permission level.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct EveryonePermissionEntryView {
        /// Permission level that is granted.
        pub level: GrantedLevelView,
    }
    crate::read_model! {
        EveryonePermissionEntryView {
            level: "level" => required,
        }
    }
    /// The filters that conversations have to match, and the fields of their CSV export.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ExportCsvRequestModel {
        /// Optional first date to include; only the date part counts.
        #[serde(rename = "fromInclusive", skip_serializing_if = "Option::is_none")]
        pub from_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Optional last date to include; only the date part counts.
        #[serde(rename = "toInclusive", skip_serializing_if = "Option::is_none")]
        pub to_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Optional subjects; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subjects: Option<Vec<String>>,
        /// Optional customers to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customers: Option<Vec<String>>,
        /// Optional filter on duration.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub duration: Option<ConversationFiltersDurationRequestModel>,
        /// Optional labels; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
        /// Optional key topics; a match on any one suffices.
        #[serde(rename = "keyTopics", skip_serializing_if = "Option::is_none")]
        pub key_topics: Option<Vec<String>>,
        /// Optional teams to match.
        #[serde(rename = "teamUids", skip_serializing_if = "Option::is_none")]
        pub team_uids: Option<Vec<::uuid::Uuid>>,
        /// Optional status to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// Optional speaker counts; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speakers: Option<Vec<i32>>,
        /// Optional users; a match on any one suffices.
        #[serde(rename = "userUids", skip_serializing_if = "Option::is_none")]
        pub user_uids: Option<Vec<::uuid::Uuid>>,
        /// Optional repeat-call filters, all of which have to match.
        #[serde(rename = "repeatCalls", skip_serializing_if = "Option::is_none")]
        pub repeat_calls: Option<Vec<RepeatCallFilterRequestModel>>,
        /// Optional tracker filters, all of which have to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub trackers: Option<Vec<TrackerFilterRequestModel>>,
        /// Optional not-tracker filters, all of which have to match.
        #[serde(rename = "notTrackers", skip_serializing_if = "Option::is_none")]
        pub not_trackers: Option<Vec<NotTrackerFilterRequestModel>>,
        /// Optional filter on sentiment.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sentiment: Option<SentimentFilterRequestModel>,
        /// Optional filters on scores.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scores: Option<Vec<ConversationScoreFilterRequestModel>>,
        /// Optional filter on whether QA review has taken place.
        #[serde(rename = "qaIsReviewed", skip_serializing_if = "Option::is_none")]
        pub qa_is_reviewed: Option<bool>,
        /// Optional filter on the external identity.
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
        /// The values of custom text property 1 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp1", skip_serializing_if = "Option::is_none")]
        pub custom_prop1: Option<Vec<String>>,
        /// The values of custom text property 2 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp2", skip_serializing_if = "Option::is_none")]
        pub custom_prop2: Option<Vec<String>>,
        /// The values of custom text property 3 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp3", skip_serializing_if = "Option::is_none")]
        pub custom_prop3: Option<Vec<String>>,
        /// The values of custom text property 4 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp4", skip_serializing_if = "Option::is_none")]
        pub custom_prop4: Option<Vec<String>>,
        /// The values of custom text property 5 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp5", skip_serializing_if = "Option::is_none")]
        pub custom_prop5: Option<Vec<String>>,
        /// The values of custom text property 6 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp6", skip_serializing_if = "Option::is_none")]
        pub custom_prop6: Option<Vec<String>>,
        /// The values of custom text property 7 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp7", skip_serializing_if = "Option::is_none")]
        pub custom_prop7: Option<Vec<String>>,
        /// The values of custom text property 8 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp8", skip_serializing_if = "Option::is_none")]
        pub custom_prop8: Option<Vec<String>>,
        /// The values of custom text property 9 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp9", skip_serializing_if = "Option::is_none")]
        pub custom_prop9: Option<Vec<String>>,
        /// The values of custom text property 10 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp10", skip_serializing_if = "Option::is_none")]
        pub custom_prop10: Option<Vec<String>>,
        /// The bounds of custom number property 1 to match, if any.
        #[serde(rename = "customNumberProp1", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop1: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 2 to match, if any.
        #[serde(rename = "customNumberProp2", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop2: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 3 to match, if any.
        #[serde(rename = "customNumberProp3", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop3: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 4 to match, if any.
        #[serde(rename = "customNumberProp4", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop4: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 5 to match, if any.
        #[serde(rename = "customNumberProp5", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop5: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 6 to match, if any.
        #[serde(rename = "customNumberProp6", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop6: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 7 to match, if any.
        #[serde(rename = "customNumberProp7", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop7: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 8 to match, if any.
        #[serde(rename = "customNumberProp8", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop8: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 9 to match, if any.
        #[serde(rename = "customNumberProp9", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop9: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 10 to match, if any.
        #[serde(rename = "customNumberProp10", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop10: Option<CustomNumberPropFilterRequestModel>,
        /// The fields to export, if any are given (inferred from its name).
        #[serde(rename = "csvFields", skip_serializing_if = "Option::is_none")]
        pub csv_fields: Option<Vec<CsvFieldRequestModel>>,
    }
    crate::read_model! {
        ExportCsvRequestModel {
            from_inclusive: "fromInclusive" => optional_utc,
            to_inclusive: "toInclusive" => optional_utc,
            subjects: "subjects" => optional,
            customers: "customers" => optional,
            duration: "duration" => optional,
            labels: "labels" => optional,
            key_topics: "keyTopics" => optional,
            team_uids: "teamUids" => optional,
            status: "status" => optional,
            speakers: "speakers" => optional,
            user_uids: "userUids" => optional,
            repeat_calls: "repeatCalls" => optional,
            trackers: "trackers" => optional,
            not_trackers: "notTrackers" => optional,
            sentiment: "sentiment" => optional,
            scores: "scores" => optional,
            qa_is_reviewed: "qaIsReviewed" => optional,
            external_identity: "externalIdentity" => optional,
            custom_prop1: "customProp1" => optional,
            custom_prop2: "customProp2" => optional,
            custom_prop3: "customProp3" => optional,
            custom_prop4: "customProp4" => optional,
            custom_prop5: "customProp5" => optional,
            custom_prop6: "customProp6" => optional,
            custom_prop7: "customProp7" => optional,
            custom_prop8: "customProp8" => optional,
            custom_prop9: "customProp9" => optional,
            custom_prop10: "customProp10" => optional,
            custom_number_prop1: "customNumberProp1" => optional,
            custom_number_prop2: "customNumberProp2" => optional,
            custom_number_prop3: "customNumberProp3" => optional,
            custom_number_prop4: "customNumberProp4" => optional,
            custom_number_prop5: "customNumberProp5" => optional,
            custom_number_prop6: "customNumberProp6" => optional,
            custom_number_prop7: "customNumberProp7" => optional,
            custom_number_prop8: "customNumberProp8" => optional,
            custom_number_prop9: "customNumberProp9" => optional,
            custom_number_prop10: "customNumberProp10" => optional,
            csv_fields: "csvFields" => optional,
        }
    }
    /// An answer in free text.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct FreeTextAnswerView {
        /// The text of the answer, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub answer: Option<String>,
    }
    crate::read_model! {
        FreeTextAnswerView {
            answer: "answer" => optional,
        }
    }
    /// Permission level that is granted.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum GrantedLevelView {
        View,
        Edit,
        Block,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl GrantedLevelView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::View => "View",
                Self::Edit => "Edit",
                Self::Block => "Block",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for GrantedLevelView {
        fn from(value: &str) -> Self {
            match value {
                "View" => Self::View,
                "Edit" => Self::Edit,
                "Block" => Self::Block,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(GrantedLevelView);
    /// The details of an error in what was sent, with messages (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    #[non_exhaustive]
    pub struct HttpValidationProblemDetails {
        /// The URI of the type of the problem, if any, as in RFC 9457 (inferred).
        #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
        pub type_: Option<String>,
        /// The summary of the type of the problem, if any, as in RFC 9457 (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub title: Option<String>,
        /// The status code of the HTTP response, if given, as in RFC 9457 (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<i32>,
        /// The explanation of this occurrence of the problem, if any, as in RFC 9457 (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub detail: Option<String>,
        /// The URI of this occurrence of the problem, if any, as in RFC 9457 (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub instance: Option<String>,
        /// The messages, if any, each list under the name of the member that it is about (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub errors: Option<::std::collections::BTreeMap<String, Vec<String>>>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<String, ::serde_json::Value>,
    }
    /// The reason for ignoring a phrase: its context in one tracker, or false recognition across trackers.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum IgnoredPhraseReasonView {
        Context,
        FalseRecognition,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl IgnoredPhraseReasonView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Context => "Context",
                Self::FalseRecognition => "FalseRecognition",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for IgnoredPhraseReasonView {
        fn from(value: &str) -> Self {
            match value {
                "Context" => Self::Context,
                "FalseRecognition" => Self::FalseRecognition,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(IgnoredPhraseReasonView);
    /// A phrase that tracker calculations leave out.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IgnoredPhraseView {
        /// Phrase to leave out of tracker calculations.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub phrase: Option<String>,
        /// Why the phrase is ignored.
        pub reason: IgnoredPhraseReasonView,
        /// Time offset of the ignored phrase; one phrase may be ignored at several offsets.
        #[serde(rename = "timeOffset")]
        pub time_offset: i32,
        /// Explanation for ignoring the phrase, which Capturi may use to improve its speech recognition.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub comment: Option<String>,
        /// Tracker concerned when `reason` is `Context`; not used for `FalseRecognition`, which takes effect across trackers.
        #[serde(rename = "trackerUid", skip_serializing_if = "Option::is_none")]
        pub tracker_uid: Option<::uuid::Uuid>,
    }
    crate::read_model! {
        IgnoredPhraseView {
            phrase: "phrase" | "Phrase" => optional,
            reason: "reason" | "Reason" => required,
            time_offset: "timeOffset" | "TimeOffset" => or_default,
            comment: "comment" | "Comment" => optional,
            tracker_uid: "trackerUid" | "TrackerUid" => optional,
        }
    }
    /// The insights on how both speakers talked.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct InsightsView {
        /// Insights on the sales person.
        #[serde(rename = "salesPerson", skip_serializing_if = "Option::is_none")]
        pub sales_person: Option<SpeakerInsightView>,
        /// Insights on the other person.
        #[serde(rename = "otherPerson", skip_serializing_if = "Option::is_none")]
        pub other_person: Option<SpeakerInsightView>,
    }
    crate::read_model! {
        InsightsView {
            sales_person: "salesPerson" | "SalesPerson" => optional,
            other_person: "otherPerson" | "OtherPerson" => optional,
        }
    }
    /// The kind of event of an audit record: the soft or the hard deletion of a conversation.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum IntegrationAuditEventType {
        ConversationSoftDeleted,
        ConversationHardDeleted,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl IntegrationAuditEventType {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::ConversationSoftDeleted => "ConversationSoftDeleted",
                Self::ConversationHardDeleted => "ConversationHardDeleted",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for IntegrationAuditEventType {
        fn from(value: &str) -> Self {
            match value {
                "ConversationSoftDeleted" => Self::ConversationSoftDeleted,
                "ConversationHardDeleted" => Self::ConversationHardDeleted,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(IntegrationAuditEventType);
    /// The time window, the page and the order of a listing of audit records.
    #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize)]
    pub struct IntegrationAuditListRequestModel {
        /// The start of the time window, inclusive; the document does not say which time of a record counts.
        #[serde(rename = "fromInclusive", skip_serializing_if = "Option::is_none")]
        pub from_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// The end of the time window, inclusive; the document does not say which time of a record counts.
        #[serde(rename = "toInclusive", skip_serializing_if = "Option::is_none")]
        pub to_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// The number of the page to return; the document does not say where pages begin (inferred from its name).
        #[serde(rename = "pageNumber", skip_serializing_if = "Option::is_none")]
        pub page_number: Option<i32>,
        /// The number of records per page (inferred from its name).
        #[serde(rename = "pageSize", skip_serializing_if = "Option::is_none")]
        pub page_size: Option<i32>,
        /// The order of the records, by a member that the document does not name (inferred from its name).
        #[serde(rename = "sortDirection", skip_serializing_if = "Option::is_none")]
        pub sort_direction: Option<SortDirection>,
    }
    crate::read_model! {
        IntegrationAuditListRequestModel {
            from_inclusive: "fromInclusive" => optional_utc,
            to_inclusive: "toInclusive" => optional_utc,
            page_number: "pageNumber" => optional,
            page_size: "pageSize" => optional,
            sort_direction: "sortDirection" => optional,
        }
    }
    /// A page of audit records.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationAuditListResponseModel {
        /// The audit records of this page, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub audits: Option<Vec<IntegrationAuditLogRecordView>>,
    }
    crate::read_model! {
        IntegrationAuditListResponseModel {
            audits: "audits" => optional,
        }
    }
    /// A record of the audit log, which tells of the deletion of a conversation.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationAuditLogRecordView {
        /// Time the log event was saved.
        #[serde(rename = "logTime")]
        pub log_time: ::chrono::DateTime<::chrono::offset::Utc>,
        /// Kind of event.
        #[serde(rename = "eventType")]
        pub event_type: IntegrationAuditEventType,
        /// Time at which the event actually took place.
        #[serde(rename = "eventTime")]
        pub event_time: ::chrono::DateTime<::chrono::offset::Utc>,
        /// User whose action caused the event, unless `isDeletedByPolicy` is `true`.
        #[serde(rename = "userUid")]
        pub user_uid: ::uuid::Uuid,
        /// Whether a policy carried out the deletion.
        #[serde(rename = "isDeletedByPolicy")]
        pub is_deleted_by_policy: bool,
        /// Organization to which the event belongs.
        #[serde(rename = "organizationUid")]
        pub organization_uid: ::uuid::Uuid,
        /// Conversation to which the event relates.
        #[serde(rename = "conversationUid")]
        pub conversation_uid: ::uuid::Uuid,
        /// Date and time of the conversation.
        #[serde(rename = "conversationDateTime")]
        pub conversation_date_time: ::chrono::DateTime<::chrono::offset::Utc>,
        /// Customer taking part in the conversation.
        #[serde(rename = "customerPhone", skip_serializing_if = "Option::is_none")]
        pub customer_phone: Option<String>,
    }
    crate::read_model! {
        IntegrationAuditLogRecordView {
            log_time: "logTime" => utc,
            event_type: "eventType" => required,
            event_time: "eventTime" => utc,
            user_uid: "userUid" => required,
            is_deleted_by_policy: "isDeletedByPolicy" => or_default,
            organization_uid: "organizationUid" => required,
            conversation_uid: "conversationUid" => required,
            conversation_date_time: "conversationDateTime" => utc,
            customer_phone: "customerPhone" => optional,
        }
    }
    /// The comments on a conversation, or those of a time window.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationCommentListResponseModel {
        /// The comments, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub comments: Option<Vec<IntegrationCommentView>>,
    }
    crate::read_model! {
        IntegrationCommentListResponseModel {
            comments: "comments" => optional,
        }
    }
    /// A comment on a conversation.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationCommentView {
        /// Unique id of the comment.
        pub uid: ::uuid::Uuid,
        /// Conversation to which the comment belongs.
        #[serde(rename = "conversationUid")]
        pub conversation_uid: ::uuid::Uuid,
        /// User who wrote the comment.
        #[serde(rename = "createdByUserUid")]
        pub created_by_user_uid: ::uuid::Uuid,
        /// Users the comment is addressed to.
        #[serde(rename = "recipientUserUids", skip_serializing_if = "Option::is_none")]
        pub recipient_user_uids: Option<Vec<::uuid::Uuid>>,
        /// Position of the comment in the audio, in seconds.
        pub when: f64,
        /// Comment's text content.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub text: Option<String>,
        /// Creation time of the comment.
        pub created: ::chrono::DateTime<::chrono::offset::Utc>,
    }
    crate::read_model! {
        IntegrationCommentView {
            uid: "uid" => required,
            conversation_uid: "conversationUid" => required,
            created_by_user_uid: "createdByUserUid" => required,
            recipient_user_uids: "recipientUserUids" => optional,
            when: "when" => or_default,
            text: "text" => optional,
            created: "created" => utc,
        }
    }
    /// The date range of a listing of conversations, the time since which they changed, and the batch to return.
    #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize)]
    pub struct IntegrationConversationListDeltaRequestModel {
        /// Inclusive start of the date range, compared with each conversation's `dateTime`.
        #[serde(rename = "fromInclusive", skip_serializing_if = "Option::is_none")]
        pub from_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Inclusive end of the date range, compared with each conversation's `dateTime`.
        #[serde(rename = "toInclusive", skip_serializing_if = "Option::is_none")]
        pub to_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Earliest change time; only conversations that last changed then or later are included.
        #[serde(rename = "lastChanged", skip_serializing_if = "Option::is_none")]
        pub last_changed: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Largest number of items in a batch, above 0 and at most 10000.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub limit: Option<i32>,
        /// Token of the latest response; fetches the next batch under the original filters and `limit`, ignoring every other property; a returned `null` ends paging.
        #[serde(rename = "continuationToken", skip_serializing_if = "Option::is_none")]
        pub continuation_token: Option<String>,
    }
    crate::read_model! {
        IntegrationConversationListDeltaRequestModel {
            from_inclusive: "fromInclusive" => optional_utc,
            to_inclusive: "toInclusive" => optional_utc,
            last_changed: "lastChanged" => optional_utc,
            limit: "limit" => optional,
            continuation_token: "continuationToken" => optional,
        }
    }
    /// A batch of the conversations that changed since a given time, with the token of the next batch.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationConversationListDeltaResponseModel {
        /// Conversations that make up this batch.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub conversations: Option<Vec<IntegrationConversationView>>,
        /// Token that fetches the next batch, or `null` when this batch is the last.
        #[serde(rename = "continuationToken", skip_serializing_if = "Option::is_none")]
        pub continuation_token: Option<String>,
    }
    crate::read_model! {
        IntegrationConversationListDeltaResponseModel {
            conversations: "conversations" => optional,
            continuation_token: "continuationToken" => optional,
        }
    }
    /// A batch of conversations in the complete data model, with the token of the next batch.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationConversationListFullResponseModel {
        /// Conversations that make up this batch.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub conversations: Option<Vec<IntegrationConversationView>>,
        /// Token that fetches the next batch, or `null` when this batch is the last.
        #[serde(rename = "continuationToken", skip_serializing_if = "Option::is_none")]
        pub continuation_token: Option<String>,
    }
    crate::read_model! {
        IntegrationConversationListFullResponseModel {
            conversations: "conversations" => optional,
            continuation_token: "continuationToken" => optional,
        }
    }
    /// A conversation in the complete data model, along with its raw numeric sentiment scores.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationConversationView {
        /// The organization that the conversation belongs to (inferred from its name).
        #[serde(rename = "organizationId")]
        pub organization_id: ::uuid::Uuid,
        /// The team that the conversation belongs to, if any (inferred from its name).
        #[serde(rename = "teamUid", skip_serializing_if = "Option::is_none")]
        pub team_uid: Option<::uuid::Uuid>,
        /// The user who took part in the conversation as the agent (inferred).
        #[serde(rename = "userUid")]
        pub user_uid: ::uuid::Uuid,
        /// The unique id of the conversation.
        pub uid: ::uuid::Uuid,
        /// The state of the processing of the conversation (inferred from its values).
        pub state: ConversationStateView,
        /// The id that the conversation was given when it was created, unique within the organization, if any.
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
        /// The topic of the conversation, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subject: Option<String>,
        /// The identifier of the customer, such as a phone number, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customer: Option<String>,
        /// When the conversation took place.
        #[serde(rename = "dateTime")]
        pub date_time: ::chrono::DateTime<::chrono::offset::Utc>,
        /// When the conversation was last changed.
        #[serde(rename = "lastChanged")]
        pub last_changed: ::chrono::DateTime<::chrono::offset::Utc>,
        /// The length of the conversation in seconds, as other durations are (unit inferred).
        pub duration: f64,
        /// The tags that classify the conversation, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
        /// The life cycle status that the conversation was given, if any; its processing has a `state`.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// Whether the conversation has been deleted (inferred from its name).
        pub deleted: bool,
        /// The summary of the conversation, which takes AI features; absent until it is ready (inferred).
        #[deprecated = "the API's document marks it so"]
        #[serde(skip_serializing_if = "Option::is_none")]
        pub summary: Option<String>,
        /// Whether QA has reviewed the conversation; `qaIsReviewed` of `details` tells it too.
        #[deprecated = "the API's document marks it so"]
        #[serde(rename = "qaIsReviewed")]
        pub qa_is_reviewed: bool,
        /// The user who reviewed the conversation for QA, if it has been reviewed (inferred from its name).
        #[serde(rename = "qaReviewedByUserUid", skip_serializing_if = "Option::is_none")]
        pub qa_reviewed_by_user_uid: Option<::uuid::Uuid>,
        /// When the conversation was reviewed for QA, if it has been (inferred from its name).
        #[serde(rename = "qaReviewedDate", skip_serializing_if = "Option::is_none")]
        pub qa_reviewed_date: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// The talking times and the questions of each speaker, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub statistics: Option<StatisticsView>,
        /// The trackers with hits in the conversation, if any.
        #[serde(rename = "trackerHits", skip_serializing_if = "Option::is_none")]
        pub tracker_hits: Option<Vec<TrackerHitView>>,
        /// The speaking rate and the longest monologue of each speaker, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub insights: Option<InsightsView>,
        /// The insights that AI drew from the conversation, if any (inferred from its name).
        #[serde(rename = "aiInsights", skip_serializing_if = "Option::is_none")]
        pub ai_insights: Option<AiInsightsView>,
        /// The sentiment scores as low, medium or high, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sentiment: Option<SentimentScoreOnlyView>,
        /// The values of the custom properties of the conversation, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub metadata: Option<ConversationMetadataView>,
        /// The distances to the customer's other conversations, the speaker count and the state of the QA review, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub details: Option<ConversationDetailsView>,
        /// The times at which data came in and processing finished, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub metrics: Option<ConversationMetricsView>,
        /// The phrases that tracker calculations leave out, if any.
        #[serde(rename = "ignoredPhrases", skip_serializing_if = "Option::is_none")]
        pub ignored_phrases: Option<Vec<IgnoredPhraseView>>,
        /// The calculated scores, if any, each under its uid (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scores: Option<::std::collections::BTreeMap<String, ConversationScoreView>>,
        /// The system that the conversation came from, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub source: Option<String>,
        /// Whether there is audio of the conversation (inferred from its name).
        #[serde(rename = "hasAudio")]
        pub has_audio: bool,
        /// Whether there is consent to the recording of the conversation.
        #[serde(rename = "hasConsent")]
        pub has_consent: bool,
        /// The sentiment scores as raw numbers, if any, on a scale that the document does not name.
        #[serde(rename = "sentimentRaw", skip_serializing_if = "Option::is_none")]
        pub sentiment_raw: Option<IntegrationSentimentRawView>,
    }
    crate::read_model! {
        IntegrationConversationView {
            organization_id: "organizationId" | "OrganizationId" => required,
            team_uid: "teamUid" | "TeamUid" => optional,
            user_uid: "userUid" | "UserUid" => required,
            uid: "uid" | "Uid" => required,
            state: "state" | "State" => required,
            external_identity: "externalIdentity" | "ExternalIdentity" => optional,
            subject: "subject" | "Subject" => optional,
            customer: "customer" | "Customer" => optional,
            date_time: "dateTime" | "DateTime" => utc,
            last_changed: "lastChanged" | "LastChanged" => utc,
            duration: "duration" | "Duration" => or_default,
            labels: "labels" | "Labels" => optional,
            status: "status" | "Status" => optional,
            deleted: "deleted" | "Deleted" => or_default,
            summary: "summary" | "Summary" => optional,
            qa_is_reviewed: "qaIsReviewed" | "QaIsReviewed" => or_default,
            qa_reviewed_by_user_uid: "qaReviewedByUserUid" | "QaReviewedByUserUid" => optional,
            qa_reviewed_date: "qaReviewedDate" | "QaReviewedDate" => optional_utc,
            statistics: "statistics" | "Statistics" => optional,
            tracker_hits: "trackerHits" | "TrackerHits" => optional,
            insights: "insights" | "Insights" => optional,
            ai_insights: "aiInsights" | "AiInsights" => optional,
            sentiment: "sentiment" | "Sentiment" => optional,
            metadata: "metadata" | "Metadata" => optional,
            details: "details" | "Details" => optional,
            metrics: "metrics" | "Metrics" => optional,
            ignored_phrases: "ignoredPhrases" | "IgnoredPhrases" => optional,
            scores: "scores" | "Scores" => optional,
            source: "source" | "Source" => optional,
            has_audio: "hasAudio" | "HasAudio" => or_default,
            has_consent: "hasConsent" | "HasConsent" => or_default,
            sentiment_raw: "sentimentRaw" | "SentimentRaw" => optional,
        }
    }
    /// Entry granting everyone a permission level.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationEveryonePermissionEntryView {
        /// Permission level that is granted.
        pub level: IntegrationGrantedLevelView,
    }
    crate::read_model! {
        IntegrationEveryonePermissionEntryView {
            level: "level" => required,
        }
    }
    /// A question that is answered in free text.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationFreeTextQuestionView {
        /// Identifier of the question.
        pub uid: ::uuid::Uuid,
        /// Wording of the question.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub title: Option<String>,
        /// Text describing the question.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
    }
    crate::read_model! {
        IntegrationFreeTextQuestionView {
            uid: "uid" => required,
            title: "title" => optional,
            description: "description" => optional,
        }
    }
    /// Permission level that is granted.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum IntegrationGrantedLevelView {
        View,
        Edit,
        Block,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl IntegrationGrantedLevelView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::View => "View",
                Self::Edit => "Edit",
                Self::Block => "Block",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for IntegrationGrantedLevelView {
        fn from(value: &str) -> Self {
            match value {
                "View" => Self::View,
                "Edit" => Self::Edit,
                "Block" => Self::Block,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(IntegrationGrantedLevelView);
    /// The labels of both ends of a scale (inferred).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationLabelsView {
        /// The label of the lowest value of the scale, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<String>,
        /// The label of the highest value of the scale, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<String>,
    }
    crate::read_model! {
        IntegrationLabelsView {
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// A view preset for folders that are replicated to targets, which says who may see them (inferred from its values).
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum IntegrationMasterTrackerPresetView {
        Private,
        EveryoneCanSee,
        Admins,
        AdminTeamLeads,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl IntegrationMasterTrackerPresetView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Private => "Private",
                Self::EveryoneCanSee => "EveryoneCanSee",
                Self::Admins => "Admins",
                Self::AdminTeamLeads => "AdminTeamLeads",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for IntegrationMasterTrackerPresetView {
        fn from(value: &str) -> Self {
            match value {
                "Private" => Self::Private,
                "EveryoneCanSee" => Self::EveryoneCanSee,
                "Admins" => Self::Admins,
                "AdminTeamLeads" => Self::AdminTeamLeads,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(IntegrationMasterTrackerPresetView);
    /// A condition that the question was skipped as not relevant (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationNotRelevantRangeConditionView {}
    crate::read_model! {
        IntegrationNotRelevantRangeConditionView {}
    }
    /// A condition that the question was skipped as not relevant (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationNotRelevantYesNoConditionView {}
    crate::read_model! {
        IntegrationNotRelevantYesNoConditionView {}
    }
    /// Base type of the permission entries in an access control list.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    #[serde(tag = "type")]
    #[non_exhaustive]
    pub enum IntegrationPermissionEntryView {
        #[serde(rename = "everyone")]
        Everyone(IntegrationEveryonePermissionEntryView),
        #[serde(rename = "role")]
        Role(IntegrationRolePermissionEntryView),
        #[serde(rename = "team")]
        Team(IntegrationTeamPermissionEntryView),
        #[serde(rename = "user")]
        User(IntegrationUserPermissionEntryView),
        /// A variant that the document does not name, or one that does not fit its model, as it was sent.
        #[serde(untagged)]
        Unknown(::serde_json::Value),
    }
    /// A permission preset, which sets the default permissions and decides whether the `acl` is considered.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum IntegrationPermissionPresetView {
        Inherit,
        EveryoneCanView,
        EveryoneCanEdit,
        Private,
        Locked,
        Custom,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl IntegrationPermissionPresetView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Inherit => "Inherit",
                Self::EveryoneCanView => "EveryoneCanView",
                Self::EveryoneCanEdit => "EveryoneCanEdit",
                Self::Private => "Private",
                Self::Locked => "Locked",
                Self::Custom => "Custom",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for IntegrationPermissionPresetView {
        fn from(value: &str) -> Self {
            match value {
                "Inherit" => Self::Inherit,
                "EveryoneCanView" => Self::EveryoneCanView,
                "EveryoneCanEdit" => Self::EveryoneCanEdit,
                "Private" => Self::Private,
                "Locked" => Self::Locked,
                "Custom" => Self::Custom,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(IntegrationPermissionPresetView);
    /// A role that a permission entry may grant a permission level to.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum IntegrationPermissionRoleView {
        User,
        TeamLead,
        Administrator,
        Api,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl IntegrationPermissionRoleView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::User => "User",
                Self::TeamLead => "TeamLead",
                Self::Administrator => "Administrator",
                Self::Api => "API",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for IntegrationPermissionRoleView {
        fn from(value: &str) -> Self {
            match value {
                "User" => Self::User,
                "TeamLead" => Self::TeamLead,
                "Administrator" => Self::Administrator,
                "API" => Self::Api,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(IntegrationPermissionRoleView);
    /// The phrases that must be near a phrase, or must not be, with their speaker and a window in seconds.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationPhraseNearnessSettingsView {
        /// Phrases required to be near, or required not to be.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub phrases: Option<Vec<String>>,
        /// Speaker required to have said one or more of the phrases.
        #[serde(rename = "speakerId")]
        pub speaker_id: i32,
        /// Length in seconds of the window before an occurrence in which a hit has to fall.
        #[serde(rename = "secondsBefore")]
        pub seconds_before: i32,
        /// Length in seconds of the window after an occurrence in which a hit has to fall.
        #[serde(rename = "secondsAfter")]
        pub seconds_after: i32,
    }
    crate::read_model! {
        IntegrationPhraseNearnessSettingsView {
            phrases: "phrases" => optional,
            speaker_id: "speakerId" => or_default,
            seconds_before: "secondsBefore" => or_default,
            seconds_after: "secondsAfter" => or_default,
        }
    }
    /// The precision applied to a phrase: higher accuracy, or more hits.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum IntegrationPhrasePrecisionView {
        HigherAccuracy,
        MoreHits,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl IntegrationPhrasePrecisionView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::HigherAccuracy => "HigherAccuracy",
                Self::MoreHits => "MoreHits",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for IntegrationPhrasePrecisionView {
        fn from(value: &str) -> Self {
            match value {
                "HigherAccuracy" => Self::HigherAccuracy,
                "MoreHits" => Self::MoreHits,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(IntegrationPhrasePrecisionView);
    /// The settings of one phrase of a tracker: nearness, non-nearness and precision, each optional.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationPhraseSettingsView {
        /// Optional settings for nearness.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub near: Option<IntegrationPhraseNearnessSettingsView>,
        /// Optional settings for non-nearness.
        #[serde(rename = "notNear", skip_serializing_if = "Option::is_none")]
        pub not_near: Option<IntegrationPhraseNearnessSettingsView>,
        /// Optional precision applied to the phrase.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub precision: Option<IntegrationPhrasePrecisionView>,
    }
    crate::read_model! {
        IntegrationPhraseSettingsView {
            near: "near" => optional,
            not_near: "notNear" => optional,
            precision: "precision" => optional,
        }
    }
    /// A question of a questionnaire.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    #[serde(tag = "type")]
    #[non_exhaustive]
    pub enum IntegrationQuestionView {
        #[serde(rename = "freeText")]
        FreeText(IntegrationFreeTextQuestionView),
        #[serde(rename = "range")]
        Range(IntegrationRangeQuestionView),
        #[serde(rename = "yesNo")]
        YesNo(IntegrationYesNoQuestionView),
        /// A variant that the document does not name, or one that does not fit its model, as it was sent.
        #[serde(untagged)]
        Unknown(::serde_json::Value),
    }
    /// Request for changed questionnaire answers, delivered as a delta list.
    #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize)]
    pub struct IntegrationQuestionnaireAnswerListDeltaRequestModel {
        /// Optional cut-off time; restricts the result to answers changed since then.
        #[serde(rename = "lastChanged", skip_serializing_if = "Option::is_none")]
        pub last_changed: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Largest number of items in a batch, above 0 and at most 10000.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub limit: Option<i32>,
        /// Token of the latest response; fetches the next batch under the original filters and `limit`, ignoring every other property; a returned `null` ends paging.
        #[serde(rename = "continuationToken", skip_serializing_if = "Option::is_none")]
        pub continuation_token: Option<String>,
    }
    crate::read_model! {
        IntegrationQuestionnaireAnswerListDeltaRequestModel {
            last_changed: "lastChanged" => optional_utc,
            limit: "limit" => optional,
            continuation_token: "continuationToken" => optional,
        }
    }
    /// One batch of a questionnaire answer delta list.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationQuestionnaireAnswerListDeltaResponseModel {
        /// Token for fetching the next batch, if any.
        #[serde(rename = "continuationToken", skip_serializing_if = "Option::is_none")]
        pub continuation_token: Option<String>,
        /// Questionnaire answers contained in this batch.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub answers: Option<Vec<IntegrationQuestionnaireAnswerView>>,
    }
    crate::read_model! {
        IntegrationQuestionnaireAnswerListDeltaResponseModel {
            continuation_token: "continuationToken" => optional,
            answers: "answers" => optional,
        }
    }
    /// Answer to a questionnaire, as the integration API presents it.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationQuestionnaireAnswerView {
        /// Unique id of the answer.
        pub uid: ::uuid::Uuid,
        /// Organization to which the answer belongs.
        #[serde(rename = "organizationUid")]
        pub organization_uid: ::uuid::Uuid,
        /// Unique id of the answered questionnaire.
        #[serde(rename = "questionnaireUid")]
        pub questionnaire_uid: ::uuid::Uuid,
        /// Uid of the related conversation, if there is one.
        #[serde(rename = "conversationUid", skip_serializing_if = "Option::is_none")]
        pub conversation_uid: Option<::uuid::Uuid>,
        /// User whom the questionnaire answers concern.
        #[serde(rename = "userUid")]
        pub user_uid: ::uuid::Uuid,
        /// Creation time of the answer.
        pub created: ::chrono::DateTime<::chrono::offset::Utc>,
        /// Creator of the answer.
        #[serde(rename = "createdByUserUid")]
        pub created_by_user_uid: ::uuid::Uuid,
        /// Time of the latest update by a user.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub updated: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// User behind the answer's latest update.
        #[serde(rename = "updatedByUserUid", skip_serializing_if = "Option::is_none")]
        pub updated_by_user_uid: Option<::uuid::Uuid>,
        /// Time of the answer's most recent change.
        #[serde(rename = "lastChanged")]
        pub last_changed: ::chrono::DateTime<::chrono::offset::Utc>,
        /// Map from question uid to the answer given.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub answers: Option<::std::collections::BTreeMap<String, QuestionAnswerView>>,
    }
    crate::read_model! {
        IntegrationQuestionnaireAnswerView {
            uid: "uid" => required,
            organization_uid: "organizationUid" => required,
            questionnaire_uid: "questionnaireUid" => required,
            conversation_uid: "conversationUid" => optional,
            user_uid: "userUid" => required,
            created: "created" => utc,
            created_by_user_uid: "createdByUserUid" => required,
            updated: "updated" => optional_utc,
            updated_by_user_uid: "updatedByUserUid" => optional,
            last_changed: "lastChanged" => utc,
            answers: "answers" => optional,
        }
    }
    /// A questionnaire in a list, without its sections.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationQuestionnaireListView {
        /// Unique id of this object.
        pub uid: ::uuid::Uuid,
        /// Organization that owns the questionnaire.
        #[serde(rename = "organizationUid")]
        pub organization_uid: ::uuid::Uuid,
        /// Title.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub title: Option<String>,
        /// Time the questionnaire was first created.
        pub created: ::chrono::DateTime<::chrono::offset::Utc>,
        /// User behind the questionnaire's creation.
        #[serde(rename = "createdByUserUid")]
        pub created_by_user_uid: ::uuid::Uuid,
        /// Time of the questionnaire's latest update.
        pub updated: ::chrono::DateTime<::chrono::offset::Utc>,
        /// User behind the questionnaire's latest update.
        #[serde(rename = "updatedByUserUid")]
        pub updated_by_user_uid: ::uuid::Uuid,
        /// Whether the questionnaire is published rather than a draft.
        pub published: bool,
        /// Publication time, for a published questionnaire.
        #[serde(rename = "publishedAt", skip_serializing_if = "Option::is_none")]
        pub published_at: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// User who published the questionnaire.
        #[serde(rename = "publishedByUserUid", skip_serializing_if = "Option::is_none")]
        pub published_by_user_uid: Option<::uuid::Uuid>,
        /// Whether the questionnaire is soft-deleted.
        pub deleted: bool,
        /// User who deleted the questionnaire.
        #[serde(rename = "deletedByUserUid", skip_serializing_if = "Option::is_none")]
        pub deleted_by_user_uid: Option<::uuid::Uuid>,
        /// Time the questionnaire was deleted.
        #[serde(rename = "deletedAt", skip_serializing_if = "Option::is_none")]
        pub deleted_at: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Active permission preset, which sets the default permissions and decides whether `acl` is considered.
        #[serde(rename = "permissionPreset")]
        pub permission_preset: PermissionPresetView,
        /// User with elevated permissions, mandatory for certain `permissionPreset` values.
        #[serde(
            rename = "permissionPresetUserUid",
            skip_serializing_if = "Option::is_none"
        )]
        pub permission_preset_user_uid: Option<::uuid::Uuid>,
        /// Access control list (ACL) entries.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub acl: Option<Vec<PermissionEntryView>>,
    }
    crate::read_model! {
        IntegrationQuestionnaireListView {
            uid: "uid" => required,
            organization_uid: "organizationUid" => required,
            title: "title" => optional,
            created: "created" => utc,
            created_by_user_uid: "createdByUserUid" => required,
            updated: "updated" => utc,
            updated_by_user_uid: "updatedByUserUid" => required,
            published: "published" => or_default,
            published_at: "publishedAt" => optional_utc,
            published_by_user_uid: "publishedByUserUid" => optional,
            deleted: "deleted" => or_default,
            deleted_by_user_uid: "deletedByUserUid" => optional,
            deleted_at: "deletedAt" => optional_utc,
            permission_preset: "permissionPreset" => required,
            permission_preset_user_uid: "permissionPresetUserUid" => optional,
            acl: "acl" => optional,
        }
    }
    /// A section of a questionnaire, with its questions in order.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationQuestionnaireSectionView {
        /// Identifier of the section.
        pub uid: ::uuid::Uuid,
        /// Title.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub title: Option<String>,
        /// Questions of the section, in order.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub questions: Option<Vec<IntegrationQuestionView>>,
    }
    crate::read_model! {
        IntegrationQuestionnaireSectionView {
            uid: "uid" => required,
            title: "title" => optional,
            questions: "questions" => optional,
        }
    }
    /// A questionnaire, with its sections.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationQuestionnaireView {
        /// Unique id of this object.
        pub uid: ::uuid::Uuid,
        /// Organization that owns the questionnaire.
        #[serde(rename = "organizationUid")]
        pub organization_uid: ::uuid::Uuid,
        /// Title.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub title: Option<String>,
        /// Time the questionnaire was first created.
        pub created: ::chrono::DateTime<::chrono::offset::Utc>,
        /// User behind the questionnaire's creation.
        #[serde(rename = "createdByUserUid")]
        pub created_by_user_uid: ::uuid::Uuid,
        /// Time of the questionnaire's latest update.
        pub updated: ::chrono::DateTime<::chrono::offset::Utc>,
        /// User behind the questionnaire's latest update.
        #[serde(rename = "updatedByUserUid")]
        pub updated_by_user_uid: ::uuid::Uuid,
        /// Whether the questionnaire is published rather than a draft.
        pub published: bool,
        /// Publication time, for a published questionnaire.
        #[serde(rename = "publishedAt", skip_serializing_if = "Option::is_none")]
        pub published_at: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// User who published the questionnaire.
        #[serde(rename = "publishedByUserUid", skip_serializing_if = "Option::is_none")]
        pub published_by_user_uid: Option<::uuid::Uuid>,
        /// Whether the questionnaire is soft-deleted.
        pub deleted: bool,
        /// User who deleted the questionnaire.
        #[serde(rename = "deletedByUserUid", skip_serializing_if = "Option::is_none")]
        pub deleted_by_user_uid: Option<::uuid::Uuid>,
        /// Time the questionnaire was deleted.
        #[serde(rename = "deletedAt", skip_serializing_if = "Option::is_none")]
        pub deleted_at: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Sections of the questionnaire.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sections: Option<Vec<IntegrationQuestionnaireSectionView>>,
        /// Active permission preset, which sets the default permissions and decides whether `acl` is considered.
        #[serde(rename = "permissionPreset")]
        pub permission_preset: PermissionPresetView,
        /// User with elevated permissions, mandatory for certain `permissionPreset` values.
        #[serde(
            rename = "permissionPresetUserUid",
            skip_serializing_if = "Option::is_none"
        )]
        pub permission_preset_user_uid: Option<::uuid::Uuid>,
        /// Access control list (ACL) entries.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub acl: Option<Vec<PermissionEntryView>>,
    }
    crate::read_model! {
        IntegrationQuestionnaireView {
            uid: "uid" => required,
            organization_uid: "organizationUid" => required,
            title: "title" => optional,
            created: "created" => utc,
            created_by_user_uid: "createdByUserUid" => required,
            updated: "updated" => utc,
            updated_by_user_uid: "updatedByUserUid" => required,
            published: "published" => or_default,
            published_at: "publishedAt" => optional_utc,
            published_by_user_uid: "publishedByUserUid" => optional,
            deleted: "deleted" => or_default,
            deleted_by_user_uid: "deletedByUserUid" => optional,
            deleted_at: "deletedAt" => optional_utc,
            sections: "sections" => optional,
            permission_preset: "permissionPreset" => required,
            permission_preset_user_uid: "permissionPresetUserUid" => optional,
            acl: "acl" => optional,
        }
    }
    /// The questionnaires that are available.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationQuestionnairesListView {
        /// Questionnaires in the result.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub questionnaires: Option<Vec<IntegrationQuestionnaireListView>>,
    }
    crate::read_model! {
        IntegrationQuestionnairesListView {
            questionnaires: "questionnaires" => optional,
        }
    }
    /// A condition that an answer lies in a range (inferred).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationRangeConditionView {
        /// The range in which the answer has to lie, if any (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub answer: Option<IntegrationScaleView>,
    }
    crate::read_model! {
        IntegrationRangeConditionView {
            answer: "answer" => optional,
        }
    }
    /// A follow-up question to a question that is rated on a scale, asked on a condition.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationRangeConditionalQuestionView {
        /// The condition on which the follow-up question is asked, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub condition: Option<IntegrationRangeQuestionConditionView>,
        /// The follow-up question, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub question: Option<IntegrationQuestionView>,
    }
    crate::read_model! {
        IntegrationRangeConditionalQuestionView {
            condition: "condition" => optional,
            question: "question" => optional,
        }
    }
    /// A condition on the answer to a question that is rated on a scale.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    #[serde(tag = "type")]
    #[non_exhaustive]
    pub enum IntegrationRangeQuestionConditionView {
        #[serde(rename = "notRelevantRange")]
        NotRelevantRange(IntegrationNotRelevantRangeConditionView),
        #[serde(rename = "rangeAnswer")]
        RangeAnswer(IntegrationRangeConditionView),
        /// A variant that the document does not name, or one that does not fit its model, as it was sent.
        #[serde(untagged)]
        Unknown(::serde_json::Value),
    }
    /// A question that is rated on a scale.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationRangeQuestionView {
        /// Identifier of the question.
        pub uid: ::uuid::Uuid,
        /// Wording of the question.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub title: Option<String>,
        /// Text describing the question.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// Whether N/A may be chosen to skip the question.
        #[serde(rename = "notRelevantOption")]
        pub not_relevant_option: bool,
        /// Follow-up questions that depend on the answer to this one.
        #[serde(rename = "subQuestions", skip_serializing_if = "Option::is_none")]
        pub sub_questions: Option<Vec<IntegrationRangeConditionalQuestionView>>,
        /// Scale on which the question is rated.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scale: Option<IntegrationScaleView>,
        /// Labels describing the scale.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<IntegrationLabelsView>,
    }
    crate::read_model! {
        IntegrationRangeQuestionView {
            uid: "uid" => required,
            title: "title" => optional,
            description: "description" => optional,
            not_relevant_option: "notRelevantOption" => or_default,
            sub_questions: "subQuestions" => optional,
            scale: "scale" => optional,
            labels: "labels" => optional,
        }
    }
    /// Entry granting one role a permission level.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationRolePermissionEntryView {
        /// Permission level that is granted.
        pub level: IntegrationGrantedLevelView,
        /// Role receiving the permission level.
        pub role: IntegrationPermissionRoleView,
    }
    crate::read_model! {
        IntegrationRolePermissionEntryView {
            level: "level" => required,
            role: "role" => required,
        }
    }
    /// The folders of saved filters.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationSavedFilterGroupFolderListResponseModel {
        /// Folders in the result.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub folders: Option<Vec<IntegrationSavedFilterGroupFolderListView>>,
    }
    crate::read_model! {
        IntegrationSavedFilterGroupFolderListResponseModel {
            folders: "folders" => optional,
        }
    }
    /// A folder of saved filters in a list, with its permissions.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationSavedFilterGroupFolderListView {
        /// Unique id of this object.
        pub uid: ::uuid::Uuid,
        /// Uid of the organization.
        #[serde(rename = "organizationUid")]
        pub organization_uid: ::uuid::Uuid,
        /// Title given to the folder.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub title: Option<String>,
        /// Optional descriptive text.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// Active permission preset, which sets the default permissions and decides whether `acl` is considered.
        #[serde(rename = "permissionPreset")]
        pub permission_preset: IntegrationPermissionPresetView,
        /// User with elevated permissions, mandatory for certain `permissionPreset` values.
        #[serde(
            rename = "permissionPresetUserUid",
            skip_serializing_if = "Option::is_none"
        )]
        pub permission_preset_user_uid: Option<::uuid::Uuid>,
        /// Access control list (ACL) entries.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub acl: Option<Vec<IntegrationPermissionEntryView>>,
    }
    crate::read_model! {
        IntegrationSavedFilterGroupFolderListView {
            uid: "uid" => required,
            organization_uid: "organizationUid" => required,
            title: "title" => optional,
            description: "description" => optional,
            permission_preset: "permissionPreset" => required,
            permission_preset_user_uid: "permissionPresetUserUid" => optional,
            acl: "acl" => optional,
        }
    }
    /// A folder of saved filters, with its permissions.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationSavedFilterGroupFolderView {
        /// Unique id of this object.
        pub uid: ::uuid::Uuid,
        /// Uid of the organization.
        #[serde(rename = "organizationUid")]
        pub organization_uid: ::uuid::Uuid,
        /// Title given to the folder.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub title: Option<String>,
        /// Optional descriptive text.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// Active permission preset, which sets the default permissions and decides whether `acl` is considered.
        #[serde(rename = "permissionPreset")]
        pub permission_preset: IntegrationPermissionPresetView,
        /// User with elevated permissions, mandatory for certain `permissionPreset` values.
        #[serde(
            rename = "permissionPresetUserUid",
            skip_serializing_if = "Option::is_none"
        )]
        pub permission_preset_user_uid: Option<::uuid::Uuid>,
        /// Access control list (ACL) entries.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub acl: Option<Vec<IntegrationPermissionEntryView>>,
    }
    crate::read_model! {
        IntegrationSavedFilterGroupFolderView {
            uid: "uid" => required,
            organization_uid: "organizationUid" => required,
            title: "title" => optional,
            description: "description" => optional,
            permission_preset: "permissionPreset" => required,
            permission_preset_user_uid: "permissionPresetUserUid" => optional,
            acl: "acl" => optional,
        }
    }
    /// The saved filters that are available.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationSavedFilterGroupListResponseModel {
        /// The saved filters in the result, if any.
        #[serde(rename = "savedFilterGroups", skip_serializing_if = "Option::is_none")]
        pub saved_filter_groups: Option<Vec<IntegrationSavedFilterGroupListView>>,
    }
    crate::read_model! {
        IntegrationSavedFilterGroupListResponseModel {
            saved_filter_groups: "savedFilterGroups" => optional,
        }
    }
    /// A saved filter in a list, with its values and its permissions.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationSavedFilterGroupListView {
        /// Unique id of the filter.
        pub uid: ::uuid::Uuid,
        /// Organization to which the filter belongs.
        #[serde(rename = "organizationUid")]
        pub organization_uid: ::uuid::Uuid,
        /// User who first created the filter.
        #[serde(rename = "createdByUserUid")]
        pub created_by_user_uid: ::uuid::Uuid,
        /// Creation time of the filter.
        #[serde(rename = "createdOn")]
        pub created_on: ::chrono::DateTime<::chrono::offset::Utc>,
        /// User behind the filter's latest update.
        #[serde(rename = "updatedByUserUid")]
        pub updated_by_user_uid: ::uuid::Uuid,
        /// Time of the filter's latest update.
        #[serde(rename = "updatedOn")]
        pub updated_on: ::chrono::DateTime<::chrono::offset::Utc>,
        /// Name given to the filter.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// Values that make up the filter.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub values: Option<IntegrationSavedFilterGroupValuesView>,
        /// Containing folder, if any; `null` stands for the root.
        #[serde(rename = "folderUid", skip_serializing_if = "Option::is_none")]
        pub folder_uid: Option<::uuid::Uuid>,
        /// Active permission preset, which sets the default permissions and decides whether `acl` is considered.
        #[serde(rename = "permissionPreset")]
        pub permission_preset: IntegrationPermissionPresetView,
        /// User with elevated permissions, mandatory for certain `permissionPreset` values.
        #[serde(
            rename = "permissionPresetUserUid",
            skip_serializing_if = "Option::is_none"
        )]
        pub permission_preset_user_uid: Option<::uuid::Uuid>,
        /// Access control list (ACL) entries.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub acl: Option<Vec<IntegrationPermissionEntryView>>,
    }
    crate::read_model! {
        IntegrationSavedFilterGroupListView {
            uid: "uid" => required,
            organization_uid: "organizationUid" => required,
            created_by_user_uid: "createdByUserUid" => required,
            created_on: "createdOn" => utc,
            updated_by_user_uid: "updatedByUserUid" => required,
            updated_on: "updatedOn" => utc,
            name: "name" => optional,
            values: "values" => optional,
            folder_uid: "folderUid" => optional,
            permission_preset: "permissionPreset" => required,
            permission_preset_user_uid: "permissionPresetUserUid" => optional,
            acl: "acl" => optional,
        }
    }
    /// The values that make up a saved filter: the filters that conversations have to match.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationSavedFilterGroupValuesView {
        /// The subjects to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subjects: Option<Vec<String>>,
        /// The customers to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customers: Option<Vec<String>>,
        /// The bounds of the duration to match, if any; in seconds, as other durations are (unit inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub duration: Option<ConversationDurationFilterView>,
        /// The labels to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
        /// The key topics to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "keyTopics", skip_serializing_if = "Option::is_none")]
        pub key_topics: Option<Vec<String>>,
        /// The uids of the teams to match, if any (inferred from its name).
        #[serde(rename = "teamUids", skip_serializing_if = "Option::is_none")]
        pub team_uids: Option<Vec<::uuid::Uuid>>,
        /// The status to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// The speaker counts to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speakers: Option<Vec<i32>>,
        /// The uids of the users to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "userUids", skip_serializing_if = "Option::is_none")]
        pub user_uids: Option<Vec<::uuid::Uuid>>,
        /// The filters on repeat calls, if any, all of which have to match (inferred).
        #[serde(rename = "repeatCalls", skip_serializing_if = "Option::is_none")]
        pub repeat_calls: Option<Vec<ConversationRepeatCallFilterView>>,
        /// The filters on trackers with hits, if any, all of which have to match (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub trackers: Option<Vec<ConversationTrackerFilterView>>,
        /// The filters on trackers without hits, if any, all of which have to match (inferred).
        #[serde(rename = "notTrackers", skip_serializing_if = "Option::is_none")]
        pub not_trackers: Option<Vec<ConversationNotTrackerFilterView>>,
        /// The filter on the sentiment score of a speaker, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sentiment: Option<ConversationSentimentFilterView>,
        /// The filters on scores, if any; the document does not say whether all of them have to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scores: Option<Vec<ConversationScoreFilterView>>,
        /// Whether QA must have reviewed the conversation, or must not have; absent if both will do (inferred).
        #[serde(rename = "qaIsReviewed", skip_serializing_if = "Option::is_none")]
        pub qa_is_reviewed: Option<bool>,
        /// The external identity to match, if any (inferred from its name).
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
        /// The values of custom text property 1 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp1", skip_serializing_if = "Option::is_none")]
        pub custom_prop1: Option<Vec<String>>,
        /// The values of custom text property 2 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp2", skip_serializing_if = "Option::is_none")]
        pub custom_prop2: Option<Vec<String>>,
        /// The values of custom text property 3 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp3", skip_serializing_if = "Option::is_none")]
        pub custom_prop3: Option<Vec<String>>,
        /// The values of custom text property 4 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp4", skip_serializing_if = "Option::is_none")]
        pub custom_prop4: Option<Vec<String>>,
        /// The values of custom text property 5 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp5", skip_serializing_if = "Option::is_none")]
        pub custom_prop5: Option<Vec<String>>,
        /// The values of custom text property 6 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp6", skip_serializing_if = "Option::is_none")]
        pub custom_prop6: Option<Vec<String>>,
        /// The values of custom text property 7 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp7", skip_serializing_if = "Option::is_none")]
        pub custom_prop7: Option<Vec<String>>,
        /// The values of custom text property 8 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp8", skip_serializing_if = "Option::is_none")]
        pub custom_prop8: Option<Vec<String>>,
        /// The values of custom text property 9 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp9", skip_serializing_if = "Option::is_none")]
        pub custom_prop9: Option<Vec<String>>,
        /// The values of custom text property 10 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp10", skip_serializing_if = "Option::is_none")]
        pub custom_prop10: Option<Vec<String>>,
        /// The bounds of custom number property 1 to match, if any.
        #[serde(rename = "customNumberProp1", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop1: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 2 to match, if any.
        #[serde(rename = "customNumberProp2", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop2: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 3 to match, if any.
        #[serde(rename = "customNumberProp3", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop3: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 4 to match, if any.
        #[serde(rename = "customNumberProp4", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop4: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 5 to match, if any.
        #[serde(rename = "customNumberProp5", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop5: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 6 to match, if any.
        #[serde(rename = "customNumberProp6", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop6: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 7 to match, if any.
        #[serde(rename = "customNumberProp7", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop7: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 8 to match, if any.
        #[serde(rename = "customNumberProp8", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop8: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 9 to match, if any.
        #[serde(rename = "customNumberProp9", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop9: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 10 to match, if any.
        #[serde(rename = "customNumberProp10", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop10: Option<ConversationCustomNumberPropFilterView>,
    }
    crate::read_model! {
        IntegrationSavedFilterGroupValuesView {
            subjects: "subjects" => optional,
            customers: "customers" => optional,
            duration: "duration" => optional,
            labels: "labels" => optional,
            key_topics: "keyTopics" => optional,
            team_uids: "teamUids" => optional,
            status: "status" => optional,
            speakers: "speakers" => optional,
            user_uids: "userUids" => optional,
            repeat_calls: "repeatCalls" => optional,
            trackers: "trackers" => optional,
            not_trackers: "notTrackers" => optional,
            sentiment: "sentiment" => optional,
            scores: "scores" => optional,
            qa_is_reviewed: "qaIsReviewed" => optional,
            external_identity: "externalIdentity" => optional,
            custom_prop1: "customProp1" => optional,
            custom_prop2: "customProp2" => optional,
            custom_prop3: "customProp3" => optional,
            custom_prop4: "customProp4" => optional,
            custom_prop5: "customProp5" => optional,
            custom_prop6: "customProp6" => optional,
            custom_prop7: "customProp7" => optional,
            custom_prop8: "customProp8" => optional,
            custom_prop9: "customProp9" => optional,
            custom_prop10: "customProp10" => optional,
            custom_number_prop1: "customNumberProp1" => optional,
            custom_number_prop2: "customNumberProp2" => optional,
            custom_number_prop3: "customNumberProp3" => optional,
            custom_number_prop4: "customNumberProp4" => optional,
            custom_number_prop5: "customNumberProp5" => optional,
            custom_number_prop6: "customNumberProp6" => optional,
            custom_number_prop7: "customNumberProp7" => optional,
            custom_number_prop8: "customNumberProp8" => optional,
            custom_number_prop9: "customNumberProp9" => optional,
            custom_number_prop10: "customNumberProp10" => optional,
        }
    }
    /// A saved filter, with its values and its permissions.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationSavedFilterGroupView {
        /// Unique id of the saved filter.
        pub uid: ::uuid::Uuid,
        /// Organization to which the saved filter belongs.
        #[serde(rename = "organizationUid")]
        pub organization_uid: ::uuid::Uuid,
        /// User who first created the saved filter.
        #[serde(rename = "createdByUserUid")]
        pub created_by_user_uid: ::uuid::Uuid,
        /// Creation time of the saved filter.
        #[serde(rename = "createdOn")]
        pub created_on: ::chrono::DateTime<::chrono::offset::Utc>,
        /// User behind the saved filter's latest update.
        #[serde(rename = "updatedByUserUid")]
        pub updated_by_user_uid: ::uuid::Uuid,
        /// Time of the saved filter's latest update.
        #[serde(rename = "updatedOn")]
        pub updated_on: ::chrono::DateTime<::chrono::offset::Utc>,
        /// Name given to the saved filter.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// Values stored in the saved filter.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub values: Option<IntegrationSavedFilterGroupValuesView>,
        /// Containing folder, if any; `null` stands for the root.
        #[serde(rename = "folderUid", skip_serializing_if = "Option::is_none")]
        pub folder_uid: Option<::uuid::Uuid>,
        /// Active permission preset, which sets the default permissions and decides whether `acl` is considered.
        #[serde(rename = "permissionPreset")]
        pub permission_preset: IntegrationPermissionPresetView,
        /// User with elevated permissions, mandatory for certain `permissionPreset` values.
        #[serde(
            rename = "permissionPresetUserUid",
            skip_serializing_if = "Option::is_none"
        )]
        pub permission_preset_user_uid: Option<::uuid::Uuid>,
        /// Access control list (ACL) entries.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub acl: Option<Vec<IntegrationPermissionEntryView>>,
    }
    crate::read_model! {
        IntegrationSavedFilterGroupView {
            uid: "uid" => required,
            organization_uid: "organizationUid" => required,
            created_by_user_uid: "createdByUserUid" => required,
            created_on: "createdOn" => utc,
            updated_by_user_uid: "updatedByUserUid" => required,
            updated_on: "updatedOn" => utc,
            name: "name" => optional,
            values: "values" => optional,
            folder_uid: "folderUid" => optional,
            permission_preset: "permissionPreset" => required,
            permission_preset_user_uid: "permissionPresetUserUid" => optional,
            acl: "acl" => optional,
        }
    }
    /// A range of values, by the lowest and the highest one, both integers from 0 to 10.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationScaleView {
        /// Lowest value of the scale, an integer from 0 to 10.
        pub min: i32,
        /// Highest value of the scale, an integer from 0 to 10.
        pub max: i32,
    }
    crate::read_model! {
        IntegrationScaleView {
            min: "min" => or_default,
            max: "max" => or_default,
        }
    }
    /// A score in a list, with its parameters, its filters and its permissions.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationScoreListView {
        /// Unique id of this object.
        pub uid: ::uuid::Uuid,
        /// Organization to which the score belongs.
        #[serde(rename = "organizationUid")]
        pub organization_uid: ::uuid::Uuid,
        /// Time the score was first created.
        pub created: ::chrono::DateTime<::chrono::offset::Utc>,
        /// User who first created the score.
        #[serde(rename = "createdByUserUid")]
        pub created_by_user_uid: ::uuid::Uuid,
        /// Time of the score's latest update.
        pub updated: ::chrono::DateTime<::chrono::offset::Utc>,
        /// User behind the score's latest update.
        #[serde(rename = "updatedByUserUid")]
        pub updated_by_user_uid: ::uuid::Uuid,
        /// Name of the score.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// Optional user-supplied description.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// Optional filter selecting the conversations for which the score is calculated.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub filters: Option<ScoreFilterView>,
        /// Optional saved filter group selecting the conversations for which the score is calculated.
        #[serde(rename = "savedFilterGroupUid", skip_serializing_if = "Option::is_none")]
        pub saved_filter_group_uid: Option<::uuid::Uuid>,
        /// Optional goal for the score.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub goal: Option<ScoreGoalView>,
        /// Optional cap on the combined score; 10 if unset.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub limit: Option<i32>,
        /// Parameters of the score.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub parameters: Option<Vec<ScoreParameterView>>,
        /// Whether processing of the score is under way.
        #[serde(rename = "isProcessing")]
        pub is_processing: bool,
        /// Progress while `isProcessing` is `true`: work runs newest to oldest, so data after this instant is finished and data before it is pending.
        #[serde(rename = "processingProgress", skip_serializing_if = "Option::is_none")]
        pub processing_progress: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Highest value attainable for this score.
        #[serde(rename = "maxScore")]
        pub max_score: i32,
        /// Active permission preset, which sets the default permissions and decides whether `acl` is considered.
        #[serde(rename = "permissionPreset")]
        pub permission_preset: PermissionPresetView,
        /// User with elevated permissions, mandatory for certain `permissionPreset` values.
        #[serde(
            rename = "permissionPresetUserUid",
            skip_serializing_if = "Option::is_none"
        )]
        pub permission_preset_user_uid: Option<::uuid::Uuid>,
        /// Access control list (ACL) entries.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub acl: Option<Vec<PermissionEntryView>>,
    }
    crate::read_model! {
        IntegrationScoreListView {
            uid: "uid" => required,
            organization_uid: "organizationUid" => required,
            created: "created" => utc,
            created_by_user_uid: "createdByUserUid" => required,
            updated: "updated" => utc,
            updated_by_user_uid: "updatedByUserUid" => required,
            name: "name" => optional,
            description: "description" => optional,
            filters: "filters" => optional,
            saved_filter_group_uid: "savedFilterGroupUid" => optional,
            goal: "goal" => optional,
            limit: "limit" => optional,
            parameters: "parameters" => optional,
            is_processing: "isProcessing" => or_default,
            processing_progress: "processingProgress" => optional_utc,
            max_score: "maxScore" => or_default,
            permission_preset: "permissionPreset" => required,
            permission_preset_user_uid: "permissionPresetUserUid" => optional,
            acl: "acl" => optional,
        }
    }
    /// A score, with its parameters, its filters and its permissions.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationScoreView {
        /// Unique id of this object.
        pub uid: ::uuid::Uuid,
        /// Organization to which the score belongs.
        #[serde(rename = "organizationUid")]
        pub organization_uid: ::uuid::Uuid,
        /// Time the score was first created.
        pub created: ::chrono::DateTime<::chrono::offset::Utc>,
        /// User who first created the score.
        #[serde(rename = "createdByUserUid")]
        pub created_by_user_uid: ::uuid::Uuid,
        /// Time of the score's latest update.
        pub updated: ::chrono::DateTime<::chrono::offset::Utc>,
        /// User behind the score's latest update.
        #[serde(rename = "updatedByUserUid")]
        pub updated_by_user_uid: ::uuid::Uuid,
        /// Name of the score.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// Optional user-supplied description.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// Optional filter selecting the conversations for which the score is calculated.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub filters: Option<ScoreFilterView>,
        /// Optional saved filter group selecting the conversations for which the score is calculated.
        #[serde(rename = "savedFilterGroupUid", skip_serializing_if = "Option::is_none")]
        pub saved_filter_group_uid: Option<::uuid::Uuid>,
        /// Optional goal for the score.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub goal: Option<ScoreGoalView>,
        /// Optional cap on the combined score; 10 if unset.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub limit: Option<i32>,
        /// Parameters of the score.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub parameters: Option<Vec<ScoreParameterView>>,
        /// Whether processing of the score is under way.
        #[serde(rename = "isProcessing")]
        pub is_processing: bool,
        /// Progress while `isProcessing` is `true`: work runs newest to oldest, so data after this instant is finished and data before it is pending.
        #[serde(rename = "processingProgress", skip_serializing_if = "Option::is_none")]
        pub processing_progress: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Highest value attainable for this score.
        #[serde(rename = "maxScore")]
        pub max_score: i32,
        /// Active permission preset, which sets the default permissions and decides whether `acl` is considered.
        #[serde(rename = "permissionPreset")]
        pub permission_preset: PermissionPresetView,
        /// User with elevated permissions, mandatory for certain `permissionPreset` values.
        #[serde(
            rename = "permissionPresetUserUid",
            skip_serializing_if = "Option::is_none"
        )]
        pub permission_preset_user_uid: Option<::uuid::Uuid>,
        /// Access control list (ACL) entries.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub acl: Option<Vec<PermissionEntryView>>,
    }
    crate::read_model! {
        IntegrationScoreView {
            uid: "uid" => required,
            organization_uid: "organizationUid" => required,
            created: "created" => utc,
            created_by_user_uid: "createdByUserUid" => required,
            updated: "updated" => utc,
            updated_by_user_uid: "updatedByUserUid" => required,
            name: "name" => optional,
            description: "description" => optional,
            filters: "filters" => optional,
            saved_filter_group_uid: "savedFilterGroupUid" => optional,
            goal: "goal" => optional,
            limit: "limit" => optional,
            parameters: "parameters" => optional,
            is_processing: "isProcessing" => or_default,
            processing_progress: "processingProgress" => optional_utc,
            max_score: "maxScore" => or_default,
            permission_preset: "permissionPreset" => required,
            permission_preset_user_uid: "permissionPresetUserUid" => optional,
            acl: "acl" => optional,
        }
    }
    /// The scores that are available.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationScoresListView {
        /// Scores in the result.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scores: Option<Vec<IntegrationScoreListView>>,
    }
    crate::read_model! {
        IntegrationScoresListView {
            scores: "scores" => optional,
        }
    }
    /// The sentiment of a conversation as raw numbers.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationSentimentRawView {
        /// The raw scores of the words of each speaker and of both together, if any (inferred from its name).
        #[serde(rename = "wordScore", skip_serializing_if = "Option::is_none")]
        pub word_score: Option<IntegrationWordScoreRawView>,
    }
    crate::read_model! {
        IntegrationSentimentRawView {
            word_score: "wordScore" | "WordScore" => optional,
        }
    }
    /// Entry granting one team a permission level.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationTeamPermissionEntryView {
        /// Permission level that is granted.
        pub level: IntegrationGrantedLevelView,
        /// Team receiving the permission level.
        #[serde(rename = "teamUid")]
        pub team_uid: ::uuid::Uuid,
    }
    crate::read_model! {
        IntegrationTeamPermissionEntryView {
            level: "level" => required,
            team_uid: "teamUid" => required,
        }
    }
    /// The phrases of which one must appear near a phrase, and those that must all be absent near it.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationTextPhraseSettingsView {
        /// Phrases of which one or more must appear near the phrase.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub near: Option<Vec<String>>,
        /// Phrases that must all be absent near the phrase.
        #[serde(rename = "notNear", skip_serializing_if = "Option::is_none")]
        pub not_near: Option<Vec<String>>,
    }
    crate::read_model! {
        IntegrationTextPhraseSettingsView {
            near: "near" => optional,
            not_near: "notNear" => optional,
        }
    }
    /// The folders of trackers.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationTrackerFolderListResponseModel {
        /// Folders in the result.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub folders: Option<Vec<IntegrationTrackerFolderListView>>,
    }
    crate::read_model! {
        IntegrationTrackerFolderListResponseModel {
            folders: "folders" => optional,
        }
    }
    /// A folder of trackers in a list, with its permissions.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationTrackerFolderListView {
        /// Unique id of this object.
        pub uid: ::uuid::Uuid,
        /// Uid of the organization.
        #[serde(rename = "organizationUid")]
        pub organization_uid: ::uuid::Uuid,
        /// Title given to the folder.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub title: Option<String>,
        /// Optional descriptive text.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// Optional settings for master replication; turning them on or changing them takes the `EditMasterTraker` permission.
        #[serde(rename = "masterSettings", skip_serializing_if = "Option::is_none")]
        pub master_settings: Option<IntegrationTrackerFolderMasterSettingsView>,
        /// Active permission preset, which sets the default permissions and decides whether `acl` is considered.
        #[serde(rename = "permissionPreset")]
        pub permission_preset: IntegrationPermissionPresetView,
        /// User with elevated permissions, mandatory for certain `permissionPreset` values.
        #[serde(
            rename = "permissionPresetUserUid",
            skip_serializing_if = "Option::is_none"
        )]
        pub permission_preset_user_uid: Option<::uuid::Uuid>,
        /// Access control list (ACL) entries.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub acl: Option<Vec<IntegrationPermissionEntryView>>,
    }
    crate::read_model! {
        IntegrationTrackerFolderListView {
            uid: "uid" => required,
            organization_uid: "organizationUid" => required,
            title: "title" => optional,
            description: "description" => optional,
            master_settings: "masterSettings" => optional,
            permission_preset: "permissionPreset" => required,
            permission_preset_user_uid: "permissionPresetUserUid" => optional,
            acl: "acl" => optional,
        }
    }
    /// The settings for the master replication of a folder of trackers.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationTrackerFolderMasterSettingsView {
        /// View preset to apply to folders replicated to the targets.
        pub preset: IntegrationMasterTrackerPresetView,
    }
    crate::read_model! {
        IntegrationTrackerFolderMasterSettingsView {
            preset: "preset" => required,
        }
    }
    /// A folder of trackers, with its permissions.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationTrackerFolderView {
        /// Unique id of this object.
        pub uid: ::uuid::Uuid,
        /// Uid of the organization.
        #[serde(rename = "organizationUid")]
        pub organization_uid: ::uuid::Uuid,
        /// Title given to the folder.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub title: Option<String>,
        /// Optional descriptive text.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// Optional settings for master replication; turning them on or changing them takes the `EditMasterTraker` permission.
        #[serde(rename = "masterSettings", skip_serializing_if = "Option::is_none")]
        pub master_settings: Option<IntegrationTrackerFolderMasterSettingsView>,
        /// Active permission preset, which sets the default permissions and decides whether `acl` is considered.
        #[serde(rename = "permissionPreset")]
        pub permission_preset: IntegrationPermissionPresetView,
        /// User with elevated permissions, mandatory for certain `permissionPreset` values.
        #[serde(
            rename = "permissionPresetUserUid",
            skip_serializing_if = "Option::is_none"
        )]
        pub permission_preset_user_uid: Option<::uuid::Uuid>,
        /// Access control list (ACL) entries.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub acl: Option<Vec<IntegrationPermissionEntryView>>,
    }
    crate::read_model! {
        IntegrationTrackerFolderView {
            uid: "uid" => required,
            organization_uid: "organizationUid" => required,
            title: "title" => optional,
            description: "description" => optional,
            master_settings: "masterSettings" => optional,
            permission_preset: "permissionPreset" => required,
            permission_preset_user_uid: "permissionPresetUserUid" => optional,
            acl: "acl" => optional,
        }
    }
    /// The trackers that are available.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationTrackerListResponseModel {
        /// Trackers in the result.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub trackers: Option<Vec<IntegrationTrackerListView>>,
    }
    crate::read_model! {
        IntegrationTrackerListResponseModel {
            trackers: "trackers" => optional,
        }
    }
    /// A tracker in a list, with its settings and its permissions.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationTrackerListView {
        /// Unique id of the tracker.
        pub uid: ::uuid::Uuid,
        /// Organization to which the tracker belongs.
        #[serde(rename = "organizationUid")]
        pub organization_uid: ::uuid::Uuid,
        /// Name given to the tracker.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// Optional descriptive text.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// User behind the tracker's creation.
        #[serde(rename = "createdByUserUid")]
        pub created_by_user_uid: ::uuid::Uuid,
        /// Creation date and time of the tracker.
        pub created: ::chrono::DateTime<::chrono::offset::Utc>,
        /// User behind the tracker's latest update.
        #[serde(rename = "updatedByUserUid")]
        pub updated_by_user_uid: ::uuid::Uuid,
        /// Date and time of the tracker's latest update.
        pub updated: ::chrono::DateTime<::chrono::offset::Utc>,
        /// Whether processing of the tracker is under way.
        #[serde(rename = "isProcessing")]
        pub is_processing: bool,
        /// Progress while `isProcessing` is `true`: work runs newest to oldest, so data after this instant is finished and data before it is pending.
        #[serde(rename = "processingProgress", skip_serializing_if = "Option::is_none")]
        pub processing_progress: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Whether text processing of the tracker is under way.
        #[serde(rename = "isTextProcessing")]
        pub is_text_processing: bool,
        /// Progress while `isTextProcessing` is `true`: work runs newest to oldest, so data after this instant is finished and data before it is pending.
        #[serde(
            rename = "textProcessingProgress",
            skip_serializing_if = "Option::is_none"
        )]
        pub text_processing_progress: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Optional tags for searching and filtering trackers.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub tags: Option<Vec<String>>,
        /// Speech settings of the tracker.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speech: Option<IntegrationTrackerSpeechSettingsView>,
        /// Text settings of the tracker.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub text: Option<IntegrationTrackerTextSettingsView>,
        /// Optional settings for master replication; turning them on or changing them takes the `EditMasterTraker` permission.
        #[serde(rename = "masterSettings", skip_serializing_if = "Option::is_none")]
        pub master_settings: Option<IntegrationTrackerMasterSettingsView>,
        /// Containing folder, if any; `null` stands for the root.
        #[serde(rename = "folderUid", skip_serializing_if = "Option::is_none")]
        pub folder_uid: Option<::uuid::Uuid>,
        /// Active permission preset, which sets the default permissions and decides whether `acl` is considered.
        #[serde(rename = "permissionPreset")]
        pub permission_preset: IntegrationPermissionPresetView,
        /// User with elevated permissions, mandatory for certain `permissionPreset` values.
        #[serde(
            rename = "permissionPresetUserUid",
            skip_serializing_if = "Option::is_none"
        )]
        pub permission_preset_user_uid: Option<::uuid::Uuid>,
        /// Access control list (ACL) entries.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub acl: Option<Vec<IntegrationPermissionEntryView>>,
    }
    crate::read_model! {
        IntegrationTrackerListView {
            uid: "uid" => required,
            organization_uid: "organizationUid" => required,
            name: "name" => optional,
            description: "description" => optional,
            created_by_user_uid: "createdByUserUid" => required,
            created: "created" => utc,
            updated_by_user_uid: "updatedByUserUid" => required,
            updated: "updated" => utc,
            is_processing: "isProcessing" => or_default,
            processing_progress: "processingProgress" => optional_utc,
            is_text_processing: "isTextProcessing" => or_default,
            text_processing_progress: "textProcessingProgress" => optional_utc,
            tags: "tags" => optional,
            speech: "speech" => optional,
            text: "text" => optional,
            master_settings: "masterSettings" => optional,
            folder_uid: "folderUid" => optional,
            permission_preset: "permissionPreset" => required,
            permission_preset_user_uid: "permissionPresetUserUid" => optional,
            acl: "acl" => optional,
        }
    }
    /// The settings for the master replication of a tracker, with its targets.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationTrackerMasterSettingsView {
        /// View preset to apply to folders replicated to the targets.
        pub preset: IntegrationMasterTrackerPresetView,
        /// Organizations to which the tracker is replicated.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub targets: Option<
            ::std::collections::BTreeMap<
                String,
                IntegrationTrackerMasterTargetSettingsView,
            >,
        >,
    }
    crate::read_model! {
        IntegrationTrackerMasterSettingsView {
            preset: "preset" => required,
            targets: "targets" => optional,
        }
    }
    /// The target of a master replication: the user that it runs as, and the tracker in the target organization.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationTrackerMasterTargetSettingsView {
        /// User identity under which the tracker is replicated.
        #[serde(rename = "userUid")]
        pub user_uid: ::uuid::Uuid,
        /// Uid of the tracker within the target organization.
        #[serde(rename = "trackerUid", skip_serializing_if = "Option::is_none")]
        pub tracker_uid: Option<::uuid::Uuid>,
    }
    crate::read_model! {
        IntegrationTrackerMasterTargetSettingsView {
            user_uid: "userUid" => required,
            tracker_uid: "trackerUid" => optional,
        }
    }
    /// The speech settings of a tracker: the phrases, the speaker and the part of a conversation to match.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationTrackerSpeechSettingsView {
        /// Words or phrases to look for.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub phrases: Option<Vec<String>>,
        /// Speaker to match; `Both` by default.
        #[serde(rename = "speakerId")]
        pub speaker_id: i32,
        /// Time-based restriction on where in a conversation to match.
        #[serde(rename = "timeFilter", skip_serializing_if = "Option::is_none")]
        pub time_filter: Option<IntegrationTrackerTimeFilterView>,
        /// Optional settings for individual phrases, keyed by an entry of `phrases` and applied to that entry.
        #[serde(rename = "phrasesSettings", skip_serializing_if = "Option::is_none")]
        pub phrases_settings: Option<
            ::std::collections::BTreeMap<String, IntegrationPhraseSettingsView>,
        >,
    }
    crate::read_model! {
        IntegrationTrackerSpeechSettingsView {
            phrases: "phrases" => optional,
            speaker_id: "speakerId" => or_default,
            time_filter: "timeFilter" => optional,
            phrases_settings: "phrasesSettings" => optional,
        }
    }
    /// The filters that pick the portion of case messages to examine: types, position and fields.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationTrackerTextMessageFiltersView {
        /// Message types to match.
        #[serde(rename = "messageTypes", skip_serializing_if = "Option::is_none")]
        pub message_types: Option<Vec<MessageTypeView>>,
        /// Message position to match.
        #[serde(rename = "messagePosition")]
        pub message_position: MessagePositionView,
        /// Message fields to match.
        #[serde(rename = "messageFields", skip_serializing_if = "Option::is_none")]
        pub message_fields: Option<Vec<MessageFieldView>>,
    }
    crate::read_model! {
        IntegrationTrackerTextMessageFiltersView {
            message_types: "messageTypes" => optional,
            message_position: "messagePosition" => required,
            message_fields: "messageFields" => optional,
        }
    }
    /// The text settings of a tracker: the phrases to look for, and the messages to examine.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationTrackerTextSettingsView {
        /// Phrases to look for.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub phrases: Option<Vec<String>>,
        /// Filters that pick the portion of case messages to examine.
        #[serde(rename = "messageFilters", skip_serializing_if = "Option::is_none")]
        pub message_filters: Option<IntegrationTrackerTextMessageFiltersView>,
        /// Optional settings for individual phrases.
        #[serde(rename = "phrasesSettings", skip_serializing_if = "Option::is_none")]
        pub phrases_settings: Option<
            ::std::collections::BTreeMap<String, IntegrationTextPhraseSettingsView>,
        >,
        /// Optional settings for every phrase, added to any phrase-specific ones.
        #[serde(rename = "globalSettings", skip_serializing_if = "Option::is_none")]
        pub global_settings: Option<IntegrationTextPhraseSettingsView>,
    }
    crate::read_model! {
        IntegrationTrackerTextSettingsView {
            phrases: "phrases" => optional,
            message_filters: "messageFilters" => optional,
            phrases_settings: "phrasesSettings" => optional,
            global_settings: "globalSettings" => optional,
        }
    }
    /// The part of a conversation in which a tracker matches: all of it, from its start, from its end, or a range.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum IntegrationTrackerTimeFilterKindView {
        Entireconversation,
        Fromstart,
        Fromending,
        Range,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl IntegrationTrackerTimeFilterKindView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Entireconversation => "ENTIRECONVERSATION",
                Self::Fromstart => "FROMSTART",
                Self::Fromending => "FROMENDING",
                Self::Range => "RANGE",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for IntegrationTrackerTimeFilterKindView {
        fn from(value: &str) -> Self {
            match value {
                "ENTIRECONVERSATION" => Self::Entireconversation,
                "FROMSTART" => Self::Fromstart,
                "FROMENDING" => Self::Fromending,
                "RANGE" => Self::Range,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(IntegrationTrackerTimeFilterKindView);
    /// A time filter, which says in which part of a conversation a tracker matches.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationTrackerTimeFilterView {
        /// Number of seconds counted from the conversation's start or end, as `kind` selects.
        pub seconds: i32,
        /// Number of seconds excluded at the conversation's end, used when `kind` is `RANGE`.
        #[serde(rename = "secondsEnd", skip_serializing_if = "Option::is_none")]
        pub seconds_end: Option<i32>,
        /// How `seconds` applies: whole conversation, from its start, from its end, or (`RANGE`) from `seconds` until `secondsEnd` before the end.
        pub kind: IntegrationTrackerTimeFilterKindView,
    }
    crate::read_model! {
        IntegrationTrackerTimeFilterView {
            seconds: "seconds" => or_default,
            seconds_end: "secondsEnd" => optional,
            kind: "kind" => required,
        }
    }
    /// A tracker, with its settings and its permissions.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationTrackerView {
        /// Unique id of the tracker.
        pub uid: ::uuid::Uuid,
        /// Organization to which the tracker belongs.
        #[serde(rename = "organizationUid")]
        pub organization_uid: ::uuid::Uuid,
        /// Name given to the tracker.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// Optional descriptive text.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// User behind the tracker's creation.
        #[serde(rename = "createdByUserUid")]
        pub created_by_user_uid: ::uuid::Uuid,
        /// Creation date and time of the tracker.
        pub created: ::chrono::DateTime<::chrono::offset::Utc>,
        /// User behind the tracker's latest update.
        #[serde(rename = "updatedByUserUid")]
        pub updated_by_user_uid: ::uuid::Uuid,
        /// Date and time of the tracker's latest update.
        pub updated: ::chrono::DateTime<::chrono::offset::Utc>,
        /// Whether processing of the tracker is under way.
        #[serde(rename = "isProcessing")]
        pub is_processing: bool,
        /// Progress while `isProcessing` is `true`: work runs newest to oldest, so data after this instant is finished and data before it is pending.
        #[serde(rename = "processingProgress", skip_serializing_if = "Option::is_none")]
        pub processing_progress: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Whether text processing of the tracker is under way.
        #[serde(rename = "isTextProcessing")]
        pub is_text_processing: bool,
        /// Progress while `isTextProcessing` is `true`: work runs newest to oldest, so data after this instant is finished and data before it is pending.
        #[serde(
            rename = "textProcessingProgress",
            skip_serializing_if = "Option::is_none"
        )]
        pub text_processing_progress: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Optional tags for searching and filtering trackers.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub tags: Option<Vec<String>>,
        /// Speech settings of the tracker.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speech: Option<IntegrationTrackerSpeechSettingsView>,
        /// Text settings of the tracker.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub text: Option<IntegrationTrackerTextSettingsView>,
        /// Optional settings for master replication; turning them on or changing them takes the `EditMasterTraker` permission.
        #[serde(rename = "masterSettings", skip_serializing_if = "Option::is_none")]
        pub master_settings: Option<IntegrationTrackerMasterSettingsView>,
        /// Containing folder, if any; `null` stands for the root.
        #[serde(rename = "folderUid", skip_serializing_if = "Option::is_none")]
        pub folder_uid: Option<::uuid::Uuid>,
        /// Active permission preset, which sets the default permissions and decides whether `acl` is considered.
        #[serde(rename = "permissionPreset")]
        pub permission_preset: IntegrationPermissionPresetView,
        /// User with elevated permissions, mandatory for certain `permissionPreset` values.
        #[serde(
            rename = "permissionPresetUserUid",
            skip_serializing_if = "Option::is_none"
        )]
        pub permission_preset_user_uid: Option<::uuid::Uuid>,
        /// Access control list (ACL) entries.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub acl: Option<Vec<IntegrationPermissionEntryView>>,
    }
    crate::read_model! {
        IntegrationTrackerView {
            uid: "uid" => required,
            organization_uid: "organizationUid" => required,
            name: "name" => optional,
            description: "description" => optional,
            created_by_user_uid: "createdByUserUid" => required,
            created: "created" => utc,
            updated_by_user_uid: "updatedByUserUid" => required,
            updated: "updated" => utc,
            is_processing: "isProcessing" => or_default,
            processing_progress: "processingProgress" => optional_utc,
            is_text_processing: "isTextProcessing" => or_default,
            text_processing_progress: "textProcessingProgress" => optional_utc,
            tags: "tags" => optional,
            speech: "speech" => optional,
            text: "text" => optional,
            master_settings: "masterSettings" => optional,
            folder_uid: "folderUid" => optional,
            permission_preset: "permissionPreset" => required,
            permission_preset_user_uid: "permissionPresetUserUid" => optional,
            acl: "acl" => optional,
        }
    }
    /// Entry granting one user a permission level.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationUserPermissionEntryView {
        /// Permission level that is granted.
        pub level: IntegrationGrantedLevelView,
        /// User receiving the permission level.
        #[serde(rename = "userUid")]
        pub user_uid: ::uuid::Uuid,
    }
    crate::read_model! {
        IntegrationUserPermissionEntryView {
            level: "level" => required,
            user_uid: "userUid" => required,
        }
    }
    /// The raw sentiment scores of words, on a scale that the document does not name (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationWordScoreRawView {
        /// The raw score of the user, who is the agent, if any (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub user: Option<f64>,
        /// The raw score of the other speaker, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub other: Option<f64>,
        /// The raw score of both speakers together, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub combined: Option<f64>,
    }
    crate::read_model! {
        IntegrationWordScoreRawView {
            user: "user" | "User" => optional,
            other: "other" | "Other" => optional,
            combined: "combined" | "Combined" => optional,
        }
    }
    /// A condition that an answer is yes, or that it is no (inferred).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationYesNoConditionView {
        /// The answer that has to be given, yes or no (inferred).
        pub answer: IntegrationYesNoEnumView,
    }
    crate::read_model! {
        IntegrationYesNoConditionView {
            answer: "answer" => required,
        }
    }
    /// A follow-up question to a question that is answered with yes or no, asked on a condition.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationYesNoConditionalQuestionView {
        /// The condition on which the follow-up question is asked, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub condition: Option<IntegrationYesNoQuestionConditionView>,
        /// The follow-up question, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub question: Option<IntegrationQuestionView>,
    }
    crate::read_model! {
        IntegrationYesNoConditionalQuestionView {
            condition: "condition" => optional,
            question: "question" => optional,
        }
    }
    /// An answer of yes or no.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum IntegrationYesNoEnumView {
        Yes,
        No,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl IntegrationYesNoEnumView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Yes => "Yes",
                Self::No => "No",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for IntegrationYesNoEnumView {
        fn from(value: &str) -> Self {
            match value {
                "Yes" => Self::Yes,
                "No" => Self::No,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(IntegrationYesNoEnumView);
    /// A condition on the answer to a question that is answered with yes or no.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    #[serde(tag = "type")]
    #[non_exhaustive]
    pub enum IntegrationYesNoQuestionConditionView {
        #[serde(rename = "notRelevantYesNo")]
        NotRelevantYesNo(IntegrationNotRelevantYesNoConditionView),
        #[serde(rename = "yesNoAnswer")]
        YesNoAnswer(IntegrationYesNoConditionView),
        /// A variant that the document does not name, or one that does not fit its model, as it was sent.
        #[serde(untagged)]
        Unknown(::serde_json::Value),
    }
    /// A question that is answered with yes or no.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct IntegrationYesNoQuestionView {
        /// Identifier of the question.
        pub uid: ::uuid::Uuid,
        /// Wording of the question.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub title: Option<String>,
        /// Text describing the question.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// Whether N/A may be chosen to skip the question.
        #[serde(rename = "notRelevantOption")]
        pub not_relevant_option: bool,
        /// Follow-up questions that depend on the answer to this one.
        #[serde(rename = "subQuestions", skip_serializing_if = "Option::is_none")]
        pub sub_questions: Option<Vec<IntegrationYesNoConditionalQuestionView>>,
    }
    crate::read_model! {
        IntegrationYesNoQuestionView {
            uid: "uid" => required,
            title: "title" => optional,
            description: "description" => optional,
            not_relevant_option: "notRelevantOption" => or_default,
            sub_questions: "subQuestions" => optional,
        }
    }
    /// A page of the conversations of a live topic.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct LiveTopicConversationInfoListResponseModel {
        /// The conversations of this page, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub conversations: Option<Vec<TopicConversationInfoView>>,
    }
    crate::read_model! {
        LiveTopicConversationInfoListResponseModel {
            conversations: "conversations" => optional,
        }
    }
    /// The phrases of a live topic.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct LiveTopicPhrasesResponseModel {
        /// The phrases of the topic, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub phrases: Option<Vec<PhraseView>>,
    }
    crate::read_model! {
        LiveTopicPhrasesResponseModel {
            phrases: "phrases" => optional,
        }
    }
    /// The live topics that were calculated for filtered conversations, and the state of their calculation.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct LiveTopicsView {
        /// The unique id of the live topics, by which they and their details are read again.
        #[serde(rename = "liveTopicsUid")]
        pub live_topics_uid: ::uuid::Uuid,
        /// The number of conversations that were used for the calculation (inferred from its name).
        #[serde(rename = "conversationsUsed")]
        pub conversations_used: i32,
        /// The state of the calculation (inferred from its values).
        #[serde(rename = "processingStatus")]
        pub processing_status: ProcessingStatusView,
        /// The role whose speech the topics are from: the agent, the customer, or all (inferred from its values).
        pub role: RoleView,
        /// The topics, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub topics: Option<Vec<TopicView>>,
    }
    crate::read_model! {
        LiveTopicsView {
            live_topics_uid: "liveTopicsUid" => required,
            conversations_used: "conversationsUsed" => or_default,
            processing_status: "processingStatus" => required,
            role: "role" => required,
            topics: "topics" => optional,
        }
    }
    /// The field of a message: its subject or its text.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum MessageFieldView {
        Subject,
        Text,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl MessageFieldView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Subject => "Subject",
                Self::Text => "Text",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for MessageFieldView {
        fn from(value: &str) -> Self {
            match value {
                "Subject" => Self::Subject,
                "Text" => Self::Text,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(MessageFieldView);
    /// The position of a message: any, the first or the last.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum MessagePositionView {
        Any,
        First,
        Last,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl MessagePositionView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Any => "Any",
                Self::First => "First",
                Self::Last => "Last",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for MessagePositionView {
        fn from(value: &str) -> Self {
            match value {
                "Any" => Self::Any,
                "First" => Self::First,
                "Last" => Self::Last,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(MessagePositionView);
    /// The type of a message: inbound, outbound or an automatic reply.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum MessageTypeView {
        Inbound,
        Outbound,
        AutoReply,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl MessageTypeView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Inbound => "Inbound",
                Self::Outbound => "Outbound",
                Self::AutoReply => "AutoReply",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for MessageTypeView {
        fn from(value: &str) -> Self {
            match value {
                "Inbound" => Self::Inbound,
                "Outbound" => Self::Outbound,
                "AutoReply" => Self::AutoReply,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(MessageTypeView);
    /// A monologue of a speaker, with its length, its start and its end.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct MonologueInsightView {
        /// Length of the monologue in seconds.
        pub duration: f64,
        /// Start of the monologue, in seconds.
        pub from: f64,
        /// End of the monologue, in seconds.
        pub to: f64,
    }
    crate::read_model! {
        MonologueInsightView {
            duration: "duration" | "Duration" => or_default,
            from: "from" | "From" => or_default,
            to: "to" | "To" => or_default,
        }
    }
    /// An answer that skips the question as not relevant (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct NotRelevantAnswerView {}
    crate::read_model! {
        NotRelevantAnswerView {}
    }
    /// A filter on trackers without hits.
    #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize)]
    pub struct NotTrackerFilterRequestModel {
        /// Uids of trackers, none of which may have a hit.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub uids: Option<Vec<::uuid::Uuid>>,
    }
    crate::read_model! {
        NotTrackerFilterRequestModel {
            uids: "uids" => optional,
        }
    }
    /// Base type of the permission entries in an access control list.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    #[serde(tag = "type")]
    #[non_exhaustive]
    pub enum PermissionEntryView {
        #[serde(rename = "everyone")]
        Everyone(EveryonePermissionEntryView),
        #[serde(rename = "role")]
        Role(RolePermissionEntryView),
        #[serde(rename = "team")]
        Team(TeamPermissionEntryView),
        #[serde(rename = "user")]
        User(UserPermissionEntryView),
        /// A variant that the document does not name, or one that does not fit its model, as it was sent.
        #[serde(untagged)]
        Unknown(::serde_json::Value),
    }
    /// A permission preset, which sets the default permissions and decides whether the `acl` is considered.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum PermissionPresetView {
        Inherit,
        EveryoneCanView,
        EveryoneCanEdit,
        Private,
        Locked,
        Custom,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl PermissionPresetView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Inherit => "Inherit",
                Self::EveryoneCanView => "EveryoneCanView",
                Self::EveryoneCanEdit => "EveryoneCanEdit",
                Self::Private => "Private",
                Self::Locked => "Locked",
                Self::Custom => "Custom",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for PermissionPresetView {
        fn from(value: &str) -> Self {
            match value {
                "Inherit" => Self::Inherit,
                "EveryoneCanView" => Self::EveryoneCanView,
                "EveryoneCanEdit" => Self::EveryoneCanEdit,
                "Private" => Self::Private,
                "Locked" => Self::Locked,
                "Custom" => Self::Custom,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(PermissionPresetView);
    /// A role that a permission entry may grant a permission level to.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum PermissionRoleView {
        User,
        TeamLead,
        Administrator,
        Api,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl PermissionRoleView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::User => "User",
                Self::TeamLead => "TeamLead",
                Self::Administrator => "Administrator",
                Self::Api => "API",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for PermissionRoleView {
        fn from(value: &str) -> Self {
            match value {
                "User" => Self::User,
                "TeamLead" => Self::TeamLead,
                "Administrator" => Self::Administrator,
                "API" => Self::Api,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(PermissionRoleView);
    /// A phrase of a live topic, with its hit rate.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct PhraseView {
        /// The text of the phrase, if any (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// The hit rate of the phrase, on a scale that the document does not name (inferred from its name).
        pub hitrate: f64,
        /// The index of the phrase in its topic, by which its conversations are requested (inferred).
        pub index: i32,
    }
    crate::read_model! {
        PhraseView {
            name: "name" => optional,
            hitrate: "hitrate" => or_default,
            index: "index" => or_default,
        }
    }
    /// The details of an error that the API answers with, in the form of RFC 9457 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    #[non_exhaustive]
    pub struct ProblemDetails {
        /// The URI of the type of the problem, if any, as in RFC 9457 (inferred).
        #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
        pub type_: Option<String>,
        /// The summary of the type of the problem, if any, as in RFC 9457 (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub title: Option<String>,
        /// The status code of the HTTP response, if given, as in RFC 9457 (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<i32>,
        /// The explanation of this occurrence of the problem, if any, as in RFC 9457 (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub detail: Option<String>,
        /// The URI of this occurrence of the problem, if any, as in RFC 9457 (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub instance: Option<String>,
        #[serde(flatten)]
        pub extra: ::serde_json::Map<String, ::serde_json::Value>,
    }
    /// The state of the calculation of live topics (inferred from its values).
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum ProcessingStatusView {
        Processing,
        Successful,
        Error,
        InsufficientDataError,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl ProcessingStatusView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Processing => "Processing",
                Self::Successful => "Successful",
                Self::Error => "Error",
                Self::InsufficientDataError => "InsufficientDataError",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for ProcessingStatusView {
        fn from(value: &str) -> Self {
            match value {
                "Processing" => Self::Processing,
                "Successful" => Self::Successful,
                "Error" => Self::Error,
                "InsufficientDataError" => Self::InsufficientDataError,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(ProcessingStatusView);
    /// The filters that conversations have to match in QA, and the page size (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct QaConversationFiltersRequestModel {
        /// Optional first date to include; only the date part counts.
        #[serde(rename = "fromInclusive", skip_serializing_if = "Option::is_none")]
        pub from_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Optional last date to include; only the date part counts.
        #[serde(rename = "toInclusive", skip_serializing_if = "Option::is_none")]
        pub to_inclusive: Option<::chrono::DateTime<::chrono::offset::Utc>>,
        /// Optional subjects; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subjects: Option<Vec<String>>,
        /// Optional customers to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customers: Option<Vec<String>>,
        /// Optional filter on duration.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub duration: Option<ConversationFiltersDurationRequestModel>,
        /// Optional labels; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
        /// Optional key topics; a match on any one suffices.
        #[serde(rename = "keyTopics", skip_serializing_if = "Option::is_none")]
        pub key_topics: Option<Vec<String>>,
        /// Optional teams to match.
        #[serde(rename = "teamUids", skip_serializing_if = "Option::is_none")]
        pub team_uids: Option<Vec<::uuid::Uuid>>,
        /// Optional status to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// Optional speaker counts; a match on any one suffices.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speakers: Option<Vec<i32>>,
        /// Optional users; a match on any one suffices.
        #[serde(rename = "userUids", skip_serializing_if = "Option::is_none")]
        pub user_uids: Option<Vec<::uuid::Uuid>>,
        /// Optional repeat-call filters, all of which have to match.
        #[serde(rename = "repeatCalls", skip_serializing_if = "Option::is_none")]
        pub repeat_calls: Option<Vec<RepeatCallFilterRequestModel>>,
        /// Optional tracker filters, all of which have to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub trackers: Option<Vec<TrackerFilterRequestModel>>,
        /// Optional not-tracker filters, all of which have to match.
        #[serde(rename = "notTrackers", skip_serializing_if = "Option::is_none")]
        pub not_trackers: Option<Vec<NotTrackerFilterRequestModel>>,
        /// Optional filter on sentiment.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sentiment: Option<SentimentFilterRequestModel>,
        /// Optional filters on scores.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scores: Option<Vec<ConversationScoreFilterRequestModel>>,
        /// Optional filter on whether QA review has taken place.
        #[serde(rename = "qaIsReviewed", skip_serializing_if = "Option::is_none")]
        pub qa_is_reviewed: Option<bool>,
        /// Optional filter on the external identity.
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
        /// The values of custom text property 1 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp1", skip_serializing_if = "Option::is_none")]
        pub custom_prop1: Option<Vec<String>>,
        /// The values of custom text property 2 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp2", skip_serializing_if = "Option::is_none")]
        pub custom_prop2: Option<Vec<String>>,
        /// The values of custom text property 3 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp3", skip_serializing_if = "Option::is_none")]
        pub custom_prop3: Option<Vec<String>>,
        /// The values of custom text property 4 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp4", skip_serializing_if = "Option::is_none")]
        pub custom_prop4: Option<Vec<String>>,
        /// The values of custom text property 5 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp5", skip_serializing_if = "Option::is_none")]
        pub custom_prop5: Option<Vec<String>>,
        /// The values of custom text property 6 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp6", skip_serializing_if = "Option::is_none")]
        pub custom_prop6: Option<Vec<String>>,
        /// The values of custom text property 7 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp7", skip_serializing_if = "Option::is_none")]
        pub custom_prop7: Option<Vec<String>>,
        /// The values of custom text property 8 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp8", skip_serializing_if = "Option::is_none")]
        pub custom_prop8: Option<Vec<String>>,
        /// The values of custom text property 9 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp9", skip_serializing_if = "Option::is_none")]
        pub custom_prop9: Option<Vec<String>>,
        /// The values of custom text property 10 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp10", skip_serializing_if = "Option::is_none")]
        pub custom_prop10: Option<Vec<String>>,
        /// The bounds of custom number property 1 to match, if any.
        #[serde(rename = "customNumberProp1", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop1: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 2 to match, if any.
        #[serde(rename = "customNumberProp2", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop2: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 3 to match, if any.
        #[serde(rename = "customNumberProp3", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop3: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 4 to match, if any.
        #[serde(rename = "customNumberProp4", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop4: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 5 to match, if any.
        #[serde(rename = "customNumberProp5", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop5: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 6 to match, if any.
        #[serde(rename = "customNumberProp6", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop6: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 7 to match, if any.
        #[serde(rename = "customNumberProp7", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop7: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 8 to match, if any.
        #[serde(rename = "customNumberProp8", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop8: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 9 to match, if any.
        #[serde(rename = "customNumberProp9", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop9: Option<CustomNumberPropFilterRequestModel>,
        /// The bounds of custom number property 10 to match, if any.
        #[serde(rename = "customNumberProp10", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop10: Option<CustomNumberPropFilterRequestModel>,
        /// Number of results per page.
        #[serde(rename = "pageSize")]
        pub page_size: i32,
    }
    crate::read_model! {
        QaConversationFiltersRequestModel {
            from_inclusive: "fromInclusive" => optional_utc,
            to_inclusive: "toInclusive" => optional_utc,
            subjects: "subjects" => optional,
            customers: "customers" => optional,
            duration: "duration" => optional,
            labels: "labels" => optional,
            key_topics: "keyTopics" => optional,
            team_uids: "teamUids" => optional,
            status: "status" => optional,
            speakers: "speakers" => optional,
            user_uids: "userUids" => optional,
            repeat_calls: "repeatCalls" => optional,
            trackers: "trackers" => optional,
            not_trackers: "notTrackers" => optional,
            sentiment: "sentiment" => optional,
            scores: "scores" => optional,
            qa_is_reviewed: "qaIsReviewed" => optional,
            external_identity: "externalIdentity" => optional,
            custom_prop1: "customProp1" => optional,
            custom_prop2: "customProp2" => optional,
            custom_prop3: "customProp3" => optional,
            custom_prop4: "customProp4" => optional,
            custom_prop5: "customProp5" => optional,
            custom_prop6: "customProp6" => optional,
            custom_prop7: "customProp7" => optional,
            custom_prop8: "customProp8" => optional,
            custom_prop9: "customProp9" => optional,
            custom_prop10: "customProp10" => optional,
            custom_number_prop1: "customNumberProp1" => optional,
            custom_number_prop2: "customNumberProp2" => optional,
            custom_number_prop3: "customNumberProp3" => optional,
            custom_number_prop4: "customNumberProp4" => optional,
            custom_number_prop5: "customNumberProp5" => optional,
            custom_number_prop6: "customNumberProp6" => optional,
            custom_number_prop7: "customNumberProp7" => optional,
            custom_number_prop8: "customNumberProp8" => optional,
            custom_number_prop9: "customNumberProp9" => optional,
            custom_number_prop10: "customNumberProp10" => optional,
            page_size: "pageSize" => or_default,
        }
    }
    /// An answer to a question of a questionnaire.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    #[serde(tag = "type")]
    #[non_exhaustive]
    pub enum QuestionAnswerView {
        #[serde(rename = "freeText")]
        FreeText(FreeTextAnswerView),
        #[serde(rename = "notRelevant")]
        NotRelevant(NotRelevantAnswerView),
        #[serde(rename = "range")]
        Range(RangeAnswerView),
        #[serde(rename = "yesNo")]
        YesNo(YesNoAnswerView),
        /// A variant that the document does not name, or one that does not fit its model, as it was sent.
        #[serde(untagged)]
        Unknown(::serde_json::Value),
    }
    /// A question that a speaker asked, with its place in the transcript and in the audio.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct QuestionView {
        /// Text of the question.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub text: Option<String>,
        /// Index of the question's first word within the full transcript text.
        #[serde(rename = "firstWordIndex")]
        pub first_word_index: i32,
        /// Index of the question's last word within the full transcript text.
        #[serde(rename = "lastWordIndex")]
        pub last_word_index: i32,
        /// Start of the question, as an offset into the transcription's mixed audio.
        pub from: f64,
        /// End of the question, as an offset into the transcription's mixed audio.
        pub to: f64,
    }
    crate::read_model! {
        QuestionView {
            text: "text" | "Text" => optional,
            first_word_index: "firstWordIndex" | "FirstWordIndex" => or_default,
            last_word_index: "lastWordIndex" | "LastWordIndex" => or_default,
            from: "from" | "From" => or_default,
            to: "to" | "To" => or_default,
        }
    }
    /// An answer on the scale of a question.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct RangeAnswerView {
        /// The value that was chosen on the scale of the question (inferred).
        pub answer: i32,
    }
    crate::read_model! {
        RangeAnswerView {
            answer: "answer" => or_default,
        }
    }
    /// A filter on repeat calls, by a distance in seconds.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    pub struct RepeatCallFilterRequestModel {
        /// Type that `value` is compared with.
        #[serde(rename = "type")]
        pub type_: RepeatFilterTypeView,
        /// Distance in seconds used for the comparison.
        pub value: i32,
        /// Lowest value, inclusive, for filtering repeat calls; must be `null` when the type is `None`.
        pub min: Option<i32>,
    }
    crate::read_model! {
        RepeatCallFilterRequestModel {
            type_: "type" => required,
            value: "value" => required,
            min: "min" => required,
        }
    }
    /// The kind of call to filter by: one that causes a repeat call, a repeat call, or neither (inferred from its values).
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum RepeatFilterTypeView {
        Causing,
        Repeat,
        None,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl RepeatFilterTypeView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Causing => "Causing",
                Self::Repeat => "Repeat",
                Self::None => "None",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for RepeatFilterTypeView {
        fn from(value: &str) -> Self {
            match value {
                "Causing" => Self::Causing,
                "Repeat" => Self::Repeat,
                "None" => Self::None,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(RepeatFilterTypeView);
    /// The filters and the date range that the conversations of a report have to match (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ReportFilterView {
        /// The subjects to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subjects: Option<Vec<String>>,
        /// The customers to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customers: Option<Vec<String>>,
        /// The bounds of the duration to match, if any; in seconds, as other durations are (unit inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub duration: Option<ConversationDurationFilterView>,
        /// The labels to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
        /// The key topics to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "keyTopics", skip_serializing_if = "Option::is_none")]
        pub key_topics: Option<Vec<String>>,
        /// The uids of the teams to match, if any (inferred from its name).
        #[serde(rename = "teamUids", skip_serializing_if = "Option::is_none")]
        pub team_uids: Option<Vec<::uuid::Uuid>>,
        /// The status to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// The speaker counts to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speakers: Option<Vec<i32>>,
        /// The uids of the users to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "userUids", skip_serializing_if = "Option::is_none")]
        pub user_uids: Option<Vec<::uuid::Uuid>>,
        /// The filters on repeat calls, if any, all of which have to match (inferred).
        #[serde(rename = "repeatCalls", skip_serializing_if = "Option::is_none")]
        pub repeat_calls: Option<Vec<ConversationRepeatCallFilterView>>,
        /// The filters on trackers with hits, if any, all of which have to match (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub trackers: Option<Vec<ConversationTrackerFilterView>>,
        /// The filters on trackers without hits, if any, all of which have to match (inferred).
        #[serde(rename = "notTrackers", skip_serializing_if = "Option::is_none")]
        pub not_trackers: Option<Vec<ConversationNotTrackerFilterView>>,
        /// The filter on the sentiment score of a speaker, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sentiment: Option<ConversationSentimentFilterView>,
        /// The filters on scores, if any; the document does not say whether all of them have to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scores: Option<Vec<ConversationScoreFilterView>>,
        /// Whether QA must have reviewed the conversation, or must not have; absent if both will do (inferred).
        #[serde(rename = "qaIsReviewed", skip_serializing_if = "Option::is_none")]
        pub qa_is_reviewed: Option<bool>,
        /// The external identity to match, if any (inferred from its name).
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
        /// The values of custom text property 1 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp1", skip_serializing_if = "Option::is_none")]
        pub custom_prop1: Option<Vec<String>>,
        /// The values of custom text property 2 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp2", skip_serializing_if = "Option::is_none")]
        pub custom_prop2: Option<Vec<String>>,
        /// The values of custom text property 3 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp3", skip_serializing_if = "Option::is_none")]
        pub custom_prop3: Option<Vec<String>>,
        /// The values of custom text property 4 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp4", skip_serializing_if = "Option::is_none")]
        pub custom_prop4: Option<Vec<String>>,
        /// The values of custom text property 5 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp5", skip_serializing_if = "Option::is_none")]
        pub custom_prop5: Option<Vec<String>>,
        /// The values of custom text property 6 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp6", skip_serializing_if = "Option::is_none")]
        pub custom_prop6: Option<Vec<String>>,
        /// The values of custom text property 7 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp7", skip_serializing_if = "Option::is_none")]
        pub custom_prop7: Option<Vec<String>>,
        /// The values of custom text property 8 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp8", skip_serializing_if = "Option::is_none")]
        pub custom_prop8: Option<Vec<String>>,
        /// The values of custom text property 9 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp9", skip_serializing_if = "Option::is_none")]
        pub custom_prop9: Option<Vec<String>>,
        /// The values of custom text property 10 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp10", skip_serializing_if = "Option::is_none")]
        pub custom_prop10: Option<Vec<String>>,
        /// The bounds of custom number property 1 to match, if any.
        #[serde(rename = "customNumberProp1", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop1: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 2 to match, if any.
        #[serde(rename = "customNumberProp2", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop2: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 3 to match, if any.
        #[serde(rename = "customNumberProp3", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop3: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 4 to match, if any.
        #[serde(rename = "customNumberProp4", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop4: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 5 to match, if any.
        #[serde(rename = "customNumberProp5", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop5: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 6 to match, if any.
        #[serde(rename = "customNumberProp6", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop6: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 7 to match, if any.
        #[serde(rename = "customNumberProp7", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop7: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 8 to match, if any.
        #[serde(rename = "customNumberProp8", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop8: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 9 to match, if any.
        #[serde(rename = "customNumberProp9", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop9: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 10 to match, if any.
        #[serde(rename = "customNumberProp10", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop10: Option<ConversationCustomNumberPropFilterView>,
        /// Inclusive start of the date range.
        #[serde(rename = "fromInclusive")]
        pub from_inclusive: ::chrono::DateTime<::chrono::offset::Utc>,
        /// Inclusive end of the date range.
        #[serde(rename = "toInclusive")]
        pub to_inclusive: ::chrono::DateTime<::chrono::offset::Utc>,
    }
    crate::read_model! {
        ReportFilterView {
            subjects: "subjects" => optional,
            customers: "customers" => optional,
            duration: "duration" => optional,
            labels: "labels" => optional,
            key_topics: "keyTopics" => optional,
            team_uids: "teamUids" => optional,
            status: "status" => optional,
            speakers: "speakers" => optional,
            user_uids: "userUids" => optional,
            repeat_calls: "repeatCalls" => optional,
            trackers: "trackers" => optional,
            not_trackers: "notTrackers" => optional,
            sentiment: "sentiment" => optional,
            scores: "scores" => optional,
            qa_is_reviewed: "qaIsReviewed" => optional,
            external_identity: "externalIdentity" => optional,
            custom_prop1: "customProp1" => optional,
            custom_prop2: "customProp2" => optional,
            custom_prop3: "customProp3" => optional,
            custom_prop4: "customProp4" => optional,
            custom_prop5: "customProp5" => optional,
            custom_prop6: "customProp6" => optional,
            custom_prop7: "customProp7" => optional,
            custom_prop8: "customProp8" => optional,
            custom_prop9: "customProp9" => optional,
            custom_prop10: "customProp10" => optional,
            custom_number_prop1: "customNumberProp1" => optional,
            custom_number_prop2: "customNumberProp2" => optional,
            custom_number_prop3: "customNumberProp3" => optional,
            custom_number_prop4: "customNumberProp4" => optional,
            custom_number_prop5: "customNumberProp5" => optional,
            custom_number_prop6: "customNumberProp6" => optional,
            custom_number_prop7: "customNumberProp7" => optional,
            custom_number_prop8: "customNumberProp8" => optional,
            custom_number_prop9: "customNumberProp9" => optional,
            custom_number_prop10: "customNumberProp10" => optional,
            from_inclusive: "fromInclusive" => utc,
            to_inclusive: "toInclusive" => utc,
        }
    }
    /// Entry granting one role a permission level.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct RolePermissionEntryView {
        /// Permission level that is granted.
        pub level: GrantedLevelView,
        /// Role receiving the permission level.
        pub role: PermissionRoleView,
    }
    crate::read_model! {
        RolePermissionEntryView {
            level: "level" => required,
            role: "role" => required,
        }
    }
    /// The role of a speaker: the agent, the customer, or all of them (inferred from its values).
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum RoleView {
        Agent,
        Customer,
        All,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl RoleView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Agent => "Agent",
                Self::Customer => "Customer",
                Self::All => "All",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for RoleView {
        fn from(value: &str) -> Self {
            match value {
                "Agent" => Self::Agent,
                "Customer" => Self::Customer,
                "All" => Self::All,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(RoleView);
    /// The values that make up a saved filter: the filters that conversations have to match.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct SavedFilterGroupValuesView {
        /// The subjects to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subjects: Option<Vec<String>>,
        /// The customers to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customers: Option<Vec<String>>,
        /// The bounds of the duration to match, if any; in seconds, as other durations are (unit inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub duration: Option<ConversationDurationFilterView>,
        /// The labels to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
        /// The key topics to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "keyTopics", skip_serializing_if = "Option::is_none")]
        pub key_topics: Option<Vec<String>>,
        /// The uids of the teams to match, if any (inferred from its name).
        #[serde(rename = "teamUids", skip_serializing_if = "Option::is_none")]
        pub team_uids: Option<Vec<::uuid::Uuid>>,
        /// The status to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// The speaker counts to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speakers: Option<Vec<i32>>,
        /// The uids of the users to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "userUids", skip_serializing_if = "Option::is_none")]
        pub user_uids: Option<Vec<::uuid::Uuid>>,
        /// The filters on repeat calls, if any, all of which have to match (inferred).
        #[serde(rename = "repeatCalls", skip_serializing_if = "Option::is_none")]
        pub repeat_calls: Option<Vec<ConversationRepeatCallFilterView>>,
        /// The filters on trackers with hits, if any, all of which have to match (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub trackers: Option<Vec<ConversationTrackerFilterView>>,
        /// The filters on trackers without hits, if any, all of which have to match (inferred).
        #[serde(rename = "notTrackers", skip_serializing_if = "Option::is_none")]
        pub not_trackers: Option<Vec<ConversationNotTrackerFilterView>>,
        /// The filter on the sentiment score of a speaker, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sentiment: Option<ConversationSentimentFilterView>,
        /// The filters on scores, if any; the document does not say whether all of them have to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scores: Option<Vec<ConversationScoreFilterView>>,
        /// Whether QA must have reviewed the conversation, or must not have; absent if both will do (inferred).
        #[serde(rename = "qaIsReviewed", skip_serializing_if = "Option::is_none")]
        pub qa_is_reviewed: Option<bool>,
        /// The external identity to match, if any (inferred from its name).
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
        /// The values of custom text property 1 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp1", skip_serializing_if = "Option::is_none")]
        pub custom_prop1: Option<Vec<String>>,
        /// The values of custom text property 2 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp2", skip_serializing_if = "Option::is_none")]
        pub custom_prop2: Option<Vec<String>>,
        /// The values of custom text property 3 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp3", skip_serializing_if = "Option::is_none")]
        pub custom_prop3: Option<Vec<String>>,
        /// The values of custom text property 4 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp4", skip_serializing_if = "Option::is_none")]
        pub custom_prop4: Option<Vec<String>>,
        /// The values of custom text property 5 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp5", skip_serializing_if = "Option::is_none")]
        pub custom_prop5: Option<Vec<String>>,
        /// The values of custom text property 6 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp6", skip_serializing_if = "Option::is_none")]
        pub custom_prop6: Option<Vec<String>>,
        /// The values of custom text property 7 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp7", skip_serializing_if = "Option::is_none")]
        pub custom_prop7: Option<Vec<String>>,
        /// The values of custom text property 8 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp8", skip_serializing_if = "Option::is_none")]
        pub custom_prop8: Option<Vec<String>>,
        /// The values of custom text property 9 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp9", skip_serializing_if = "Option::is_none")]
        pub custom_prop9: Option<Vec<String>>,
        /// The values of custom text property 10 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp10", skip_serializing_if = "Option::is_none")]
        pub custom_prop10: Option<Vec<String>>,
        /// The bounds of custom number property 1 to match, if any.
        #[serde(rename = "customNumberProp1", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop1: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 2 to match, if any.
        #[serde(rename = "customNumberProp2", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop2: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 3 to match, if any.
        #[serde(rename = "customNumberProp3", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop3: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 4 to match, if any.
        #[serde(rename = "customNumberProp4", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop4: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 5 to match, if any.
        #[serde(rename = "customNumberProp5", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop5: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 6 to match, if any.
        #[serde(rename = "customNumberProp6", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop6: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 7 to match, if any.
        #[serde(rename = "customNumberProp7", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop7: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 8 to match, if any.
        #[serde(rename = "customNumberProp8", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop8: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 9 to match, if any.
        #[serde(rename = "customNumberProp9", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop9: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 10 to match, if any.
        #[serde(rename = "customNumberProp10", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop10: Option<ConversationCustomNumberPropFilterView>,
    }
    crate::read_model! {
        SavedFilterGroupValuesView {
            subjects: "subjects" => optional,
            customers: "customers" => optional,
            duration: "duration" => optional,
            labels: "labels" => optional,
            key_topics: "keyTopics" => optional,
            team_uids: "teamUids" => optional,
            status: "status" => optional,
            speakers: "speakers" => optional,
            user_uids: "userUids" => optional,
            repeat_calls: "repeatCalls" => optional,
            trackers: "trackers" => optional,
            not_trackers: "notTrackers" => optional,
            sentiment: "sentiment" => optional,
            scores: "scores" => optional,
            qa_is_reviewed: "qaIsReviewed" => optional,
            external_identity: "externalIdentity" => optional,
            custom_prop1: "customProp1" => optional,
            custom_prop2: "customProp2" => optional,
            custom_prop3: "customProp3" => optional,
            custom_prop4: "customProp4" => optional,
            custom_prop5: "customProp5" => optional,
            custom_prop6: "customProp6" => optional,
            custom_prop7: "customProp7" => optional,
            custom_prop8: "customProp8" => optional,
            custom_prop9: "customProp9" => optional,
            custom_prop10: "customProp10" => optional,
            custom_number_prop1: "customNumberProp1" => optional,
            custom_number_prop2: "customNumberProp2" => optional,
            custom_number_prop3: "customNumberProp3" => optional,
            custom_number_prop4: "customNumberProp4" => optional,
            custom_number_prop5: "customNumberProp5" => optional,
            custom_number_prop6: "customNumberProp6" => optional,
            custom_number_prop7: "customNumberProp7" => optional,
            custom_number_prop8: "customNumberProp8" => optional,
            custom_number_prop9: "customNumberProp9" => optional,
            custom_number_prop10: "customNumberProp10" => optional,
        }
    }
    /// A parameter of a score, about custom number property 10 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomNumberProp10ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The lower bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// The upper bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ScoreCustomNumberProp10ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// A parameter of a score, about custom number property 1 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomNumberProp1ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The lower bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// The upper bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ScoreCustomNumberProp1ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// A parameter of a score, about custom number property 2 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomNumberProp2ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The lower bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// The upper bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ScoreCustomNumberProp2ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// A parameter of a score, about custom number property 3 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomNumberProp3ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The lower bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// The upper bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ScoreCustomNumberProp3ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// A parameter of a score, about custom number property 4 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomNumberProp4ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The lower bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// The upper bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ScoreCustomNumberProp4ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// A parameter of a score, about custom number property 5 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomNumberProp5ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The lower bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// The upper bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ScoreCustomNumberProp5ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// A parameter of a score, about custom number property 6 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomNumberProp6ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The lower bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// The upper bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ScoreCustomNumberProp6ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// A parameter of a score, about custom number property 7 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomNumberProp7ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The lower bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// The upper bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ScoreCustomNumberProp7ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// A parameter of a score, about custom number property 8 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomNumberProp8ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The lower bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// The upper bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ScoreCustomNumberProp8ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// A parameter of a score, about custom number property 9 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomNumberProp9ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The lower bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// The upper bound of the custom number property, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ScoreCustomNumberProp9ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// A filter on a custom number property, by its bounds.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomNumberPropFilterView {
        /// The lower bound of the custom number property, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// The upper bound of the custom number property, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ScoreCustomNumberPropFilterView {
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// A parameter of a score, about custom text property 10 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomProp10ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The value of the custom text property to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub value: Option<String>,
    }
    crate::read_model! {
        ScoreCustomProp10ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            value: "value" => optional,
        }
    }
    /// A parameter of a score, about custom text property 1 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomProp1ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The value of the custom text property to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub value: Option<String>,
    }
    crate::read_model! {
        ScoreCustomProp1ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            value: "value" => optional,
        }
    }
    /// A parameter of a score, about custom text property 2 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomProp2ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The value of the custom text property to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub value: Option<String>,
    }
    crate::read_model! {
        ScoreCustomProp2ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            value: "value" => optional,
        }
    }
    /// A parameter of a score, about custom text property 3 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomProp3ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The value of the custom text property to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub value: Option<String>,
    }
    crate::read_model! {
        ScoreCustomProp3ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            value: "value" => optional,
        }
    }
    /// A parameter of a score, about custom text property 4 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomProp4ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The value of the custom text property to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub value: Option<String>,
    }
    crate::read_model! {
        ScoreCustomProp4ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            value: "value" => optional,
        }
    }
    /// A parameter of a score, about custom text property 5 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomProp5ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The value of the custom text property to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub value: Option<String>,
    }
    crate::read_model! {
        ScoreCustomProp5ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            value: "value" => optional,
        }
    }
    /// A parameter of a score, about custom text property 6 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomProp6ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The value of the custom text property to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub value: Option<String>,
    }
    crate::read_model! {
        ScoreCustomProp6ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            value: "value" => optional,
        }
    }
    /// A parameter of a score, about custom text property 7 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomProp7ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The value of the custom text property to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub value: Option<String>,
    }
    crate::read_model! {
        ScoreCustomProp7ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            value: "value" => optional,
        }
    }
    /// A parameter of a score, about custom text property 8 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomProp8ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The value of the custom text property to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub value: Option<String>,
    }
    crate::read_model! {
        ScoreCustomProp8ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            value: "value" => optional,
        }
    }
    /// A parameter of a score, about custom text property 9 (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomProp9ParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The value of the custom text property to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub value: Option<String>,
    }
    crate::read_model! {
        ScoreCustomProp9ParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            value: "value" => optional,
        }
    }
    /// A parameter of a score, about the customer of the conversation (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreCustomerParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The customers to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customers: Option<Vec<String>>,
    }
    crate::read_model! {
        ScoreCustomerParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            customers: "customers" => optional,
        }
    }
    /// A parameter of a score, about the duration of the conversation (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreDurationParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The lower bound of the duration, if any; in seconds, as other durations are (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// The upper bound of the duration, if any; in seconds, as other durations are (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ScoreDurationParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// A parameter of a score, about the external identity of the conversation (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreExternalIdentityParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The external identity to match, if any (inferred from its name).
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
    }
    crate::read_model! {
        ScoreExternalIdentityParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            external_identity: "externalIdentity" => optional,
        }
    }
    /// A filter on the duration of conversations, by its bounds.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreFilterDurationView {
        /// Optional lower bound for the duration.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// Optional upper bound for the duration.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ScoreFilterDurationView {
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// The filters that select the conversations for which a score is calculated, each of which is optional.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreFilterView {
        /// The uids of the users to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "userUids", skip_serializing_if = "Option::is_none")]
        pub user_uids: Option<Vec<::uuid::Uuid>>,
        /// The bounds of the duration to match, if any; in seconds, as other durations are (unit inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub duration: Option<ScoreFilterDurationView>,
        /// The subjects to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subjects: Option<Vec<String>>,
        /// The customers to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customers: Option<Vec<String>>,
        /// The labels to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
        /// The key topics to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "keyTopics", skip_serializing_if = "Option::is_none")]
        pub key_topics: Option<Vec<String>>,
        /// The uids of the teams to match, if any (inferred from its name).
        #[serde(rename = "teamUids", skip_serializing_if = "Option::is_none")]
        pub team_uids: Option<Vec<::uuid::Uuid>>,
        /// The status to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// The speaker counts to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speakers: Option<Vec<i32>>,
        /// The filters on repeat calls, if any, all of which have to match (inferred).
        #[serde(rename = "repeatCalls", skip_serializing_if = "Option::is_none")]
        pub repeat_calls: Option<Vec<ConversationRepeatCallFilterView>>,
        /// The filters on trackers with hits, if any, all of which have to match (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub trackers: Option<Vec<ScoreTrackerFilterView>>,
        /// The filters on trackers without hits, if any, all of which have to match (inferred).
        #[serde(rename = "notTrackers", skip_serializing_if = "Option::is_none")]
        pub not_trackers: Option<Vec<ScoreNotTrackerFilterView>>,
        /// The filter on the sentiment score of a speaker, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sentiment: Option<ScoreSentimentFilterView>,
        /// Whether QA must have reviewed the conversation, or must not have; absent if both will do (inferred).
        #[serde(rename = "qaIsReviewed", skip_serializing_if = "Option::is_none")]
        pub qa_is_reviewed: Option<bool>,
        /// The external identity to match, if any (inferred from its name).
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
        /// The values of custom text property 1 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp1", skip_serializing_if = "Option::is_none")]
        pub custom_prop1: Option<Vec<String>>,
        /// The values of custom text property 2 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp2", skip_serializing_if = "Option::is_none")]
        pub custom_prop2: Option<Vec<String>>,
        /// The values of custom text property 3 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp3", skip_serializing_if = "Option::is_none")]
        pub custom_prop3: Option<Vec<String>>,
        /// The values of custom text property 4 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp4", skip_serializing_if = "Option::is_none")]
        pub custom_prop4: Option<Vec<String>>,
        /// The values of custom text property 5 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp5", skip_serializing_if = "Option::is_none")]
        pub custom_prop5: Option<Vec<String>>,
        /// The values of custom text property 6 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp6", skip_serializing_if = "Option::is_none")]
        pub custom_prop6: Option<Vec<String>>,
        /// The values of custom text property 7 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp7", skip_serializing_if = "Option::is_none")]
        pub custom_prop7: Option<Vec<String>>,
        /// The values of custom text property 8 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp8", skip_serializing_if = "Option::is_none")]
        pub custom_prop8: Option<Vec<String>>,
        /// The values of custom text property 9 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp9", skip_serializing_if = "Option::is_none")]
        pub custom_prop9: Option<Vec<String>>,
        /// The values of custom text property 10 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp10", skip_serializing_if = "Option::is_none")]
        pub custom_prop10: Option<Vec<String>>,
        /// The bounds of custom number property 1 to match, if any.
        #[serde(rename = "customNumberProp1", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop1: Option<ScoreCustomNumberPropFilterView>,
        /// The bounds of custom number property 2 to match, if any.
        #[serde(rename = "customNumberProp2", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop2: Option<ScoreCustomNumberPropFilterView>,
        /// The bounds of custom number property 3 to match, if any.
        #[serde(rename = "customNumberProp3", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop3: Option<ScoreCustomNumberPropFilterView>,
        /// The bounds of custom number property 4 to match, if any.
        #[serde(rename = "customNumberProp4", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop4: Option<ScoreCustomNumberPropFilterView>,
        /// The bounds of custom number property 5 to match, if any.
        #[serde(rename = "customNumberProp5", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop5: Option<ScoreCustomNumberPropFilterView>,
        /// The bounds of custom number property 6 to match, if any.
        #[serde(rename = "customNumberProp6", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop6: Option<ScoreCustomNumberPropFilterView>,
        /// The bounds of custom number property 7 to match, if any.
        #[serde(rename = "customNumberProp7", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop7: Option<ScoreCustomNumberPropFilterView>,
        /// The bounds of custom number property 8 to match, if any.
        #[serde(rename = "customNumberProp8", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop8: Option<ScoreCustomNumberPropFilterView>,
        /// The bounds of custom number property 9 to match, if any.
        #[serde(rename = "customNumberProp9", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop9: Option<ScoreCustomNumberPropFilterView>,
        /// The bounds of custom number property 10 to match, if any.
        #[serde(rename = "customNumberProp10", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop10: Option<ScoreCustomNumberPropFilterView>,
    }
    crate::read_model! {
        ScoreFilterView {
            user_uids: "userUids" => optional,
            duration: "duration" => optional,
            subjects: "subjects" => optional,
            customers: "customers" => optional,
            labels: "labels" => optional,
            key_topics: "keyTopics" => optional,
            team_uids: "teamUids" => optional,
            status: "status" => optional,
            speakers: "speakers" => optional,
            repeat_calls: "repeatCalls" => optional,
            trackers: "trackers" => optional,
            not_trackers: "notTrackers" => optional,
            sentiment: "sentiment" => optional,
            qa_is_reviewed: "qaIsReviewed" => optional,
            external_identity: "externalIdentity" => optional,
            custom_prop1: "customProp1" => optional,
            custom_prop2: "customProp2" => optional,
            custom_prop3: "customProp3" => optional,
            custom_prop4: "customProp4" => optional,
            custom_prop5: "customProp5" => optional,
            custom_prop6: "customProp6" => optional,
            custom_prop7: "customProp7" => optional,
            custom_prop8: "customProp8" => optional,
            custom_prop9: "customProp9" => optional,
            custom_prop10: "customProp10" => optional,
            custom_number_prop1: "customNumberProp1" => optional,
            custom_number_prop2: "customNumberProp2" => optional,
            custom_number_prop3: "customNumberProp3" => optional,
            custom_number_prop4: "customNumberProp4" => optional,
            custom_number_prop5: "customNumberProp5" => optional,
            custom_number_prop6: "customNumberProp6" => optional,
            custom_number_prop7: "customNumberProp7" => optional,
            custom_number_prop8: "customNumberProp8" => optional,
            custom_number_prop9: "customNumberProp9" => optional,
            custom_number_prop10: "customNumberProp10" => optional,
        }
    }
    /// Goal of a score, given as the optimal values to reach.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreGoalView {
        /// Lowest score of the goal.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// Highest score of the goal.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
    }
    crate::read_model! {
        ScoreGoalView {
            min: "min" => optional,
            max: "max" => optional,
        }
    }
    /// A parameter of a score, about the labels of the conversation (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreLabelParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The labels to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
    }
    crate::read_model! {
        ScoreLabelParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            labels: "labels" => optional,
        }
    }
    /// A filter on trackers without hits.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreNotTrackerFilterView {
        /// The uids of the trackers, if any, none of which may have a hit (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub uids: Option<Vec<::uuid::Uuid>>,
    }
    crate::read_model! {
        ScoreNotTrackerFilterView {
            uids: "uids" => optional,
        }
    }
    /// A parameter of a score, about trackers without hits (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreNotTrackerParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The uids of the trackers that the parameter is about, if any (inferred from its name).
        #[serde(rename = "trackerUids", skip_serializing_if = "Option::is_none")]
        pub tracker_uids: Option<Vec<::uuid::Uuid>>,
    }
    crate::read_model! {
        ScoreNotTrackerParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            tracker_uids: "trackerUids" => optional,
        }
    }
    /// A parameter of a score.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
    #[serde(tag = "type")]
    #[non_exhaustive]
    pub enum ScoreParameterView {
        #[serde(rename = "custom-number-prop-1")]
        CustomNumberProp1(ScoreCustomNumberProp1ParameterView),
        #[serde(rename = "custom-number-prop-10")]
        CustomNumberProp10(ScoreCustomNumberProp10ParameterView),
        #[serde(rename = "custom-number-prop-2")]
        CustomNumberProp2(ScoreCustomNumberProp2ParameterView),
        #[serde(rename = "custom-number-prop-3")]
        CustomNumberProp3(ScoreCustomNumberProp3ParameterView),
        #[serde(rename = "custom-number-prop-4")]
        CustomNumberProp4(ScoreCustomNumberProp4ParameterView),
        #[serde(rename = "custom-number-prop-5")]
        CustomNumberProp5(ScoreCustomNumberProp5ParameterView),
        #[serde(rename = "custom-number-prop-6")]
        CustomNumberProp6(ScoreCustomNumberProp6ParameterView),
        #[serde(rename = "custom-number-prop-7")]
        CustomNumberProp7(ScoreCustomNumberProp7ParameterView),
        #[serde(rename = "custom-number-prop-8")]
        CustomNumberProp8(ScoreCustomNumberProp8ParameterView),
        #[serde(rename = "custom-number-prop-9")]
        CustomNumberProp9(ScoreCustomNumberProp9ParameterView),
        #[serde(rename = "custom-prop-1")]
        CustomProp1(ScoreCustomProp1ParameterView),
        #[serde(rename = "custom-prop-10")]
        CustomProp10(ScoreCustomProp10ParameterView),
        #[serde(rename = "custom-prop-2")]
        CustomProp2(ScoreCustomProp2ParameterView),
        #[serde(rename = "custom-prop-3")]
        CustomProp3(ScoreCustomProp3ParameterView),
        #[serde(rename = "custom-prop-4")]
        CustomProp4(ScoreCustomProp4ParameterView),
        #[serde(rename = "custom-prop-5")]
        CustomProp5(ScoreCustomProp5ParameterView),
        #[serde(rename = "custom-prop-6")]
        CustomProp6(ScoreCustomProp6ParameterView),
        #[serde(rename = "custom-prop-7")]
        CustomProp7(ScoreCustomProp7ParameterView),
        #[serde(rename = "custom-prop-8")]
        CustomProp8(ScoreCustomProp8ParameterView),
        #[serde(rename = "custom-prop-9")]
        CustomProp9(ScoreCustomProp9ParameterView),
        #[serde(rename = "customer")]
        Customer(ScoreCustomerParameterView),
        #[serde(rename = "duration")]
        Duration(ScoreDurationParameterView),
        #[serde(rename = "external-identity")]
        ExternalIdentity(ScoreExternalIdentityParameterView),
        #[serde(rename = "label")]
        Label(ScoreLabelParameterView),
        #[serde(rename = "not-tracker")]
        NotTracker(ScoreNotTrackerParameterView),
        #[serde(rename = "sentiment")]
        Sentiment(ScoreSentimentParameterView),
        #[serde(rename = "status")]
        Status(ScoreStatusParameterView),
        #[serde(rename = "subject")]
        Subject(ScoreSubjectParameterView),
        #[serde(rename = "team")]
        Team(ScoreTeamParameterView),
        #[serde(rename = "tracker")]
        Tracker(ScoreTrackerParameterView),
        #[serde(rename = "user")]
        User(ScoreUserParameterView),
        /// A variant that the document does not name, or one that does not fit its model, as it was sent.
        #[serde(untagged)]
        Unknown(::serde_json::Value),
    }
    /// A filter on the sentiment score of a speaker.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreSentimentFilterView {
        /// The sentiment score that the speaker has to have (inferred).
        pub score: SentimentScoreView,
        /// The speaker whose sentiment score is evaluated (inferred).
        pub speaker: SentimentSpeakerView,
    }
    crate::read_model! {
        ScoreSentimentFilterView {
            score: "score" => required,
            speaker: "speaker" => required,
        }
    }
    /// A parameter of a score, about the sentiment score of a speaker (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreSentimentParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The sentiment score to match (inferred from its name).
        pub score: SentimentScoreView,
        /// The speaker whose sentiment score is evaluated (inferred).
        pub speaker: SentimentSpeakerView,
    }
    crate::read_model! {
        ScoreSentimentParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            score: "score" => required,
            speaker: "speaker" => required,
        }
    }
    /// A parameter of a score, about the status of the conversation (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreStatusParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The status to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
    }
    crate::read_model! {
        ScoreStatusParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            status: "status" => optional,
        }
    }
    /// A parameter of a score, about the subject of the conversation (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreSubjectParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The subjects to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subjects: Option<Vec<String>>,
    }
    crate::read_model! {
        ScoreSubjectParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            subjects: "subjects" => optional,
        }
    }
    /// A parameter of a score, about the team of the conversation (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreTeamParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The uids of the teams to match, if any (inferred from its name).
        #[serde(rename = "teamUids", skip_serializing_if = "Option::is_none")]
        pub team_uids: Option<Vec<::uuid::Uuid>>,
    }
    crate::read_model! {
        ScoreTeamParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            team_uids: "teamUids" => optional,
        }
    }
    /// A filter on trackers with hits.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreTrackerFilterView {
        /// The uids of the trackers, if any, of which one or more must have a hit (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub uids: Option<Vec<::uuid::Uuid>>,
        /// The id of the speaker, if any, who has to occur in one of the trackers at least once (inferred).
        #[serde(rename = "speakerId", skip_serializing_if = "Option::is_none")]
        pub speaker_id: Option<i32>,
        /// The word, if any, that has to be hit in one of the trackers at least once (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub word: Option<String>,
        /// Whether the whole filter is inverted (inferred).
        pub inverted: bool,
    }
    crate::read_model! {
        ScoreTrackerFilterView {
            uids: "uids" => optional,
            speaker_id: "speakerId" => optional,
            word: "word" => optional,
            inverted: "inverted" => or_default,
        }
    }
    /// A parameter of a score, about trackers with hits (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreTrackerParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The uids of the trackers that the parameter is about, if any (inferred from its name).
        #[serde(rename = "trackerUids", skip_serializing_if = "Option::is_none")]
        pub tracker_uids: Option<Vec<::uuid::Uuid>>,
    }
    crate::read_model! {
        ScoreTrackerParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            tracker_uids: "trackerUids" => optional,
        }
    }
    /// A parameter of a score, about the user of the conversation (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct ScoreUserParameterView {
        /// The unique id of the parameter.
        pub uid: ::uuid::Uuid,
        /// The weight that the parameter has in the score (inferred from its name).
        pub weight: i32,
        /// The uids of the users to match, if any (inferred from its name).
        #[serde(rename = "userUids", skip_serializing_if = "Option::is_none")]
        pub user_uids: Option<Vec<::uuid::Uuid>>,
    }
    crate::read_model! {
        ScoreUserParameterView {
            uid: "uid" => required,
            weight: "weight" => or_default,
            user_uids: "userUids" => optional,
        }
    }
    /// A filter on the sentiment score of a speaker.
    #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize)]
    pub struct SentimentFilterRequestModel {
        /// Sentiment score required of the speaker.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub score: Option<SentimentScoreView>,
        /// Speaker whose sentiment score is evaluated.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speaker: Option<SentimentSpeakerView>,
    }
    crate::read_model! {
        SentimentFilterRequestModel {
            score: "score" => optional,
            speaker: "speaker" => optional,
        }
    }
    /// The sentiment of a conversation as low, medium or high.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct SentimentScoreOnlyView {
        /// The scores of the words of each speaker and of both together, if any (inferred from its name).
        #[serde(rename = "wordScore", skip_serializing_if = "Option::is_none")]
        pub word_score: Option<WordScoreView>,
    }
    crate::read_model! {
        SentimentScoreOnlyView {
            word_score: "wordScore" | "WordScore" => optional,
        }
    }
    /// A sentiment score as low, medium or high.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum SentimentScoreView {
        Low,
        Medium,
        High,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl SentimentScoreView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Low => "Low",
                Self::Medium => "Medium",
                Self::High => "High",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for SentimentScoreView {
        fn from(value: &str) -> Self {
            match value {
                "Low" => Self::Low,
                "Medium" => Self::Medium,
                "High" => Self::High,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(SentimentScoreView);
    /// The speaker whose sentiment score is evaluated: the user, the other one, or both together (inferred from its values).
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum SentimentSpeakerView {
        User,
        Other,
        Combined,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl SentimentSpeakerView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::User => "User",
                Self::Other => "Other",
                Self::Combined => "Combined",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for SentimentSpeakerView {
        fn from(value: &str) -> Self {
            match value {
                "User" => Self::User,
                "Other" => Self::Other,
                "Combined" => Self::Combined,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(SentimentSpeakerView);
    /// The order of a listing, ascending or descending.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum SortDirection {
        Ascending,
        Descending,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl SortDirection {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Ascending => "Ascending",
                Self::Descending => "Descending",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for SortDirection {
        fn from(value: &str) -> Self {
            match value {
                "Ascending" => Self::Ascending,
                "Descending" => Self::Descending,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(SortDirection);
    /// The speaking rate and the longest monologue of one speaker.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct SpeakerInsightView {
        /// Mean speaking rate in words per minute.
        #[serde(rename = "wordsPerMinute")]
        pub words_per_minute: f64,
        /// Longest monologue of the speaker.
        #[serde(rename = "longestMonologue", skip_serializing_if = "Option::is_none")]
        pub longest_monologue: Option<MonologueInsightView>,
    }
    crate::read_model! {
        SpeakerInsightView {
            words_per_minute: "wordsPerMinute" | "WordsPerMinute" => or_default,
            longest_monologue: "longestMonologue" | "LongestMonologue" => optional,
        }
    }
    /// The talking times and the questions of one speaker.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct SpeakerStatisticsView {
        /// Details of the speaker.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speaker: Option<SpeakerView>,
        /// Time intervals of the conversation in which the speaker talked.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub when: Option<Vec<TimeIntervalView>>,
        /// Questions the speaker asked.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub questions: Option<Vec<QuestionView>>,
    }
    crate::read_model! {
        SpeakerStatisticsView {
            speaker: "speaker" | "Speaker" => optional,
            when: "when" | "When" => optional,
            questions: "questions" | "Questions" => optional,
        }
    }
    /// A speaker, with how long they talked and how many questions they asked.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct SpeakerView {
        /// Unique id of the speaker inside the speaker statistics only; unrelated to the `speakerId` found on tracker hits.
        #[serde(rename = "speakerId")]
        pub speaker_id: i32,
        /// Total time the speaker talked in the conversation, in seconds.
        #[serde(rename = "speakTime")]
        pub speak_time: f64,
        /// Number of questions the speaker asked in the conversation.
        #[serde(rename = "questionCount")]
        pub question_count: i32,
    }
    crate::read_model! {
        SpeakerView {
            speaker_id: "speakerId" | "SpeakerId" => or_default,
            speak_time: "speakTime" | "SpeakTime" => or_default,
            question_count: "questionCount" | "QuestionCount" => or_default,
        }
    }
    /// The filters on conversations for key topics in speech, with the dates of the working set (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct SpeechKeyTopicFilterView {
        /// The subjects to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subjects: Option<Vec<String>>,
        /// The customers to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customers: Option<Vec<String>>,
        /// The bounds of the duration to match, if any; in seconds, as other durations are (unit inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub duration: Option<ConversationDurationFilterView>,
        /// The labels to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
        /// The key topics to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "keyTopics", skip_serializing_if = "Option::is_none")]
        pub key_topics: Option<Vec<String>>,
        /// The uids of the teams to match, if any (inferred from its name).
        #[serde(rename = "teamUids", skip_serializing_if = "Option::is_none")]
        pub team_uids: Option<Vec<::uuid::Uuid>>,
        /// The status to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// The speaker counts to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speakers: Option<Vec<i32>>,
        /// The uids of the users to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "userUids", skip_serializing_if = "Option::is_none")]
        pub user_uids: Option<Vec<::uuid::Uuid>>,
        /// The filters on repeat calls, if any, all of which have to match (inferred).
        #[serde(rename = "repeatCalls", skip_serializing_if = "Option::is_none")]
        pub repeat_calls: Option<Vec<ConversationRepeatCallFilterView>>,
        /// The filters on trackers with hits, if any, all of which have to match (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub trackers: Option<Vec<ConversationTrackerFilterView>>,
        /// The filters on trackers without hits, if any, all of which have to match (inferred).
        #[serde(rename = "notTrackers", skip_serializing_if = "Option::is_none")]
        pub not_trackers: Option<Vec<ConversationNotTrackerFilterView>>,
        /// The filter on the sentiment score of a speaker, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sentiment: Option<ConversationSentimentFilterView>,
        /// The filters on scores, if any; the document does not say whether all of them have to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scores: Option<Vec<ConversationScoreFilterView>>,
        /// Whether QA must have reviewed the conversation, or must not have; absent if both will do (inferred).
        #[serde(rename = "qaIsReviewed", skip_serializing_if = "Option::is_none")]
        pub qa_is_reviewed: Option<bool>,
        /// The external identity to match, if any (inferred from its name).
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
        /// The values of custom text property 1 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp1", skip_serializing_if = "Option::is_none")]
        pub custom_prop1: Option<Vec<String>>,
        /// The values of custom text property 2 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp2", skip_serializing_if = "Option::is_none")]
        pub custom_prop2: Option<Vec<String>>,
        /// The values of custom text property 3 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp3", skip_serializing_if = "Option::is_none")]
        pub custom_prop3: Option<Vec<String>>,
        /// The values of custom text property 4 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp4", skip_serializing_if = "Option::is_none")]
        pub custom_prop4: Option<Vec<String>>,
        /// The values of custom text property 5 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp5", skip_serializing_if = "Option::is_none")]
        pub custom_prop5: Option<Vec<String>>,
        /// The values of custom text property 6 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp6", skip_serializing_if = "Option::is_none")]
        pub custom_prop6: Option<Vec<String>>,
        /// The values of custom text property 7 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp7", skip_serializing_if = "Option::is_none")]
        pub custom_prop7: Option<Vec<String>>,
        /// The values of custom text property 8 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp8", skip_serializing_if = "Option::is_none")]
        pub custom_prop8: Option<Vec<String>>,
        /// The values of custom text property 9 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp9", skip_serializing_if = "Option::is_none")]
        pub custom_prop9: Option<Vec<String>>,
        /// The values of custom text property 10 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp10", skip_serializing_if = "Option::is_none")]
        pub custom_prop10: Option<Vec<String>>,
        /// The bounds of custom number property 1 to match, if any.
        #[serde(rename = "customNumberProp1", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop1: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 2 to match, if any.
        #[serde(rename = "customNumberProp2", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop2: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 3 to match, if any.
        #[serde(rename = "customNumberProp3", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop3: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 4 to match, if any.
        #[serde(rename = "customNumberProp4", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop4: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 5 to match, if any.
        #[serde(rename = "customNumberProp5", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop5: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 6 to match, if any.
        #[serde(rename = "customNumberProp6", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop6: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 7 to match, if any.
        #[serde(rename = "customNumberProp7", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop7: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 8 to match, if any.
        #[serde(rename = "customNumberProp8", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop8: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 9 to match, if any.
        #[serde(rename = "customNumberProp9", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop9: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 10 to match, if any.
        #[serde(rename = "customNumberProp10", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop10: Option<ConversationCustomNumberPropFilterView>,
        /// Inclusive start of the working set, whose dates also determine the reference set.
        #[serde(rename = "fromInclusive")]
        pub from_inclusive: ::chrono::DateTime<::chrono::offset::Utc>,
        /// Inclusive end of the working set, whose dates also determine the reference set.
        #[serde(rename = "toInclusive")]
        pub to_inclusive: ::chrono::DateTime<::chrono::offset::Utc>,
        /// Optional cap on the working set, likewise applied to the reference set.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub limit: Option<i32>,
        /// Optional length of the reference period in days; 28 (four weeks) by default.
        #[serde(rename = "referencePeriodDays", skip_serializing_if = "Option::is_none")]
        pub reference_period_days: Option<i32>,
    }
    crate::read_model! {
        SpeechKeyTopicFilterView {
            subjects: "subjects" => optional,
            customers: "customers" => optional,
            duration: "duration" => optional,
            labels: "labels" => optional,
            key_topics: "keyTopics" => optional,
            team_uids: "teamUids" => optional,
            status: "status" => optional,
            speakers: "speakers" => optional,
            user_uids: "userUids" => optional,
            repeat_calls: "repeatCalls" => optional,
            trackers: "trackers" => optional,
            not_trackers: "notTrackers" => optional,
            sentiment: "sentiment" => optional,
            scores: "scores" => optional,
            qa_is_reviewed: "qaIsReviewed" => optional,
            external_identity: "externalIdentity" => optional,
            custom_prop1: "customProp1" => optional,
            custom_prop2: "customProp2" => optional,
            custom_prop3: "customProp3" => optional,
            custom_prop4: "customProp4" => optional,
            custom_prop5: "customProp5" => optional,
            custom_prop6: "customProp6" => optional,
            custom_prop7: "customProp7" => optional,
            custom_prop8: "customProp8" => optional,
            custom_prop9: "customProp9" => optional,
            custom_prop10: "customProp10" => optional,
            custom_number_prop1: "customNumberProp1" => optional,
            custom_number_prop2: "customNumberProp2" => optional,
            custom_number_prop3: "customNumberProp3" => optional,
            custom_number_prop4: "customNumberProp4" => optional,
            custom_number_prop5: "customNumberProp5" => optional,
            custom_number_prop6: "customNumberProp6" => optional,
            custom_number_prop7: "customNumberProp7" => optional,
            custom_number_prop8: "customNumberProp8" => optional,
            custom_number_prop9: "customNumberProp9" => optional,
            custom_number_prop10: "customNumberProp10" => optional,
            from_inclusive: "fromInclusive" => utc,
            to_inclusive: "toInclusive" => utc,
            limit: "limit" => optional,
            reference_period_days: "referencePeriodDays" => optional,
        }
    }
    /// The talking times and the questions of both speakers.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct StatisticsView {
        /// The statistics of the sales person, if any (inferred from its name).
        #[serde(rename = "salesPerson", skip_serializing_if = "Option::is_none")]
        pub sales_person: Option<SpeakerStatisticsView>,
        /// The statistics of the other person, if any (inferred from its name).
        #[serde(rename = "otherPerson", skip_serializing_if = "Option::is_none")]
        pub other_person: Option<SpeakerStatisticsView>,
    }
    crate::read_model! {
        StatisticsView {
            sales_person: "salesPerson" | "SalesPerson" => optional,
            other_person: "otherPerson" | "OtherPerson" => optional,
        }
    }
    /// Entry granting one team a permission level.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct TeamPermissionEntryView {
        /// Permission level that is granted.
        pub level: GrantedLevelView,
        /// Team receiving the permission level.
        #[serde(rename = "teamUid")]
        pub team_uid: ::uuid::Uuid,
    }
    crate::read_model! {
        TeamPermissionEntryView {
            level: "level" => required,
            team_uid: "teamUid" => required,
        }
    }
    /// An interval in which a speaker talked; the document does not name the unit of its offsets.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct TimeIntervalView {
        /// Start of the speech, as an offset into the transcription's mixed audio.
        pub from: f64,
        /// End of the speech, as an offset into the transcription's mixed audio.
        pub to: f64,
    }
    crate::read_model! {
        TimeIntervalView {
            from: "from" | "From" => or_default,
            to: "to" | "To" => or_default,
        }
    }
    /// A conversation of a live topic, with the phrases of the topic in it.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct TopicConversationInfoView {
        /// The unique id of the conversation.
        #[serde(rename = "conversationUid")]
        pub conversation_uid: ::uuid::Uuid,
        /// The identifier of the customer, such as a phone number, if any.
        #[serde(
            rename = "conversationCustomer",
            skip_serializing_if = "Option::is_none"
        )]
        pub conversation_customer: Option<String>,
        /// The uid of the user who took part in the conversation as the agent (inferred).
        #[serde(rename = "conversationUserUid")]
        pub conversation_user_uid: ::uuid::Uuid,
        /// When the conversation took place.
        #[serde(rename = "conversationDateTime")]
        pub conversation_date_time: ::chrono::DateTime<::chrono::offset::Utc>,
        /// The length of the conversation in seconds, as other durations are (unit inferred).
        #[serde(rename = "conversationDuration")]
        pub conversation_duration: f64,
        /// Whether there is audio of the conversation (inferred from its name).
        #[serde(rename = "conversationHasAudio")]
        pub conversation_has_audio: bool,
        /// The phrases of the topic in the conversation, if any (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub phrases: Option<Vec<TopicConversationPhraseInfoView>>,
    }
    crate::read_model! {
        TopicConversationInfoView {
            conversation_uid: "conversationUid" => required,
            conversation_customer: "conversationCustomer" => optional,
            conversation_user_uid: "conversationUserUid" => required,
            conversation_date_time: "conversationDateTime" => utc,
            conversation_duration: "conversationDuration" => or_default,
            conversation_has_audio: "conversationHasAudio" => or_default,
            phrases: "phrases" => optional,
        }
    }
    /// A phrase of a live topic in a conversation, with its offset.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct TopicConversationPhraseInfoView {
        /// The text of the phrase, if any (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub phrase: Option<String>,
        /// The phrase as it is to be shown, if any (inferred from its name).
        #[serde(rename = "displayName", skip_serializing_if = "Option::is_none")]
        pub display_name: Option<String>,
        /// The offset of the phrase in the conversation; the document does not name its unit (inferred from its name).
        pub offset: i32,
    }
    crate::read_model! {
        TopicConversationPhraseInfoView {
            phrase: "phrase" => optional,
            display_name: "displayName" => optional,
            offset: "offset" => or_default,
        }
    }
    /// A live topic in detail, with its hits, its trend and its phrases.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct TopicDetailsView {
        /// The name of the topic, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// The name of the topic as it is to be shown, if any (inferred from its name).
        #[serde(rename = "displayName", skip_serializing_if = "Option::is_none")]
        pub display_name: Option<String>,
        /// The number of hits of the topic (inferred from its name).
        pub hits: i32,
        /// The hit rate of the topic, on a scale that the document does not name (inferred from its name).
        pub hitrate: f64,
        /// The trend of the topic, on a scale that the document does not name (inferred from its name).
        pub trend: f64,
        /// The number of hits of the topic in the period before (inferred from its name).
        #[serde(rename = "hitsPreviousPeriod")]
        pub hits_previous_period: i32,
        /// The phrases of the topic, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub phrases: Option<Vec<PhraseView>>,
    }
    crate::read_model! {
        TopicDetailsView {
            name: "name" => optional,
            display_name: "displayName" => optional,
            hits: "hits" => or_default,
            hitrate: "hitrate" => or_default,
            trend: "trend" => or_default,
            hits_previous_period: "hitsPreviousPeriod" => or_default,
            phrases: "phrases" => optional,
        }
    }
    /// A live topic, with its hits and its trend.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct TopicView {
        /// The name of the topic, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// The name of the topic as it is to be shown, if any (inferred from its name).
        #[serde(rename = "displayName", skip_serializing_if = "Option::is_none")]
        pub display_name: Option<String>,
        /// The index of the topic, by which its details, phrases and conversations are requested (inferred).
        pub index: i32,
        /// The number of hits of the topic (inferred from its name).
        pub hits: i32,
        /// The hit rate of the topic, on a scale that the document does not name (inferred from its name).
        pub hitrate: f64,
        /// The trend of the topic, on a scale that the document does not name (inferred from its name).
        pub trend: f64,
    }
    crate::read_model! {
        TopicView {
            name: "name" => optional,
            display_name: "displayName" => optional,
            index: "index" => or_default,
            hits: "hits" => or_default,
            hitrate: "hitrate" => or_default,
            trend: "trend" => or_default,
        }
    }
    /// A filter on trackers with hits.
    #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize)]
    pub struct TrackerFilterRequestModel {
        /// Uids of trackers, one or more of which must have a hit.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub uids: Option<Vec<::uuid::Uuid>>,
        /// Optional id of a speaker required to occur at least once in any of the trackers.
        #[serde(rename = "speakerId", skip_serializing_if = "Option::is_none")]
        pub speaker_id: Option<i32>,
        /// Optional word required to be hit at least once in any of the trackers.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub word: Option<String>,
        /// Inverts the whole tracker filter.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub inverted: Option<bool>,
    }
    crate::read_model! {
        TrackerFilterRequestModel {
            uids: "uids" => optional,
            speaker_id: "speakerId" => optional,
            word: "word" => optional,
            inverted: "inverted" => optional,
        }
    }
    /// A tracker with hits in a conversation, and its words with their hit data.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct TrackerHitView {
        /// The uid of the tracker (inferred).
        pub uid: ::uuid::Uuid,
        /// Tracker words with their hit data.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub words: Option<Vec<TrackerWordHitView>>,
    }
    crate::read_model! {
        TrackerHitView {
            uid: "uid" | "Uid" => required,
            words: "words" | "Words" => optional,
        }
    }
    /// A hit of a tracker's word, with its time and its speaker.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct TrackerWordHitOccurrenceView {
        /// Time of the hit, in seconds.
        pub when: f64,
        /// Uid of the user who spoke the word, provided the user is known.
        #[serde(rename = "speakerUserUid", skip_serializing_if = "Option::is_none")]
        pub speaker_user_uid: Option<::uuid::Uuid>,
        /// Speaker of the word, 0 for the customer or 1 for the agent.
        #[serde(rename = "speakerId")]
        pub speaker_id: i32,
    }
    crate::read_model! {
        TrackerWordHitOccurrenceView {
            when: "when" | "When" => or_default,
            speaker_user_uid: "speakerUserUid" | "SpeakerUserUid" => optional,
            speaker_id: "speakerId" | "SpeakerId" => or_default,
        }
    }
    /// A word of a tracker, with every hit.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct TrackerWordHitView {
        /// Word that was hit; `hits` counts how often in total.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub word: Option<String>,
        /// The number of hits of the word in total.
        pub hits: i32,
        /// Details of every hit.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub timeline: Option<Vec<TrackerWordHitOccurrenceView>>,
    }
    crate::read_model! {
        TrackerWordHitView {
            word: "word" | "Word" => optional,
            hits: "hits" | "Hits" => or_default,
            timeline: "timeline" | "Timeline" => optional,
        }
    }
    /// Entry granting one user a permission level.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct UserPermissionEntryView {
        /// Permission level that is granted.
        pub level: GrantedLevelView,
        /// User receiving the permission level.
        #[serde(rename = "userUid")]
        pub user_uid: ::uuid::Uuid,
    }
    crate::read_model! {
        UserPermissionEntryView {
            level: "level" => required,
            user_uid: "userUid" => required,
        }
    }
    /// The filters that the conversations of a widget have to match (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct WidgetFilterView {
        /// The subjects to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub subjects: Option<Vec<String>>,
        /// The customers to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub customers: Option<Vec<String>>,
        /// The bounds of the duration to match, if any; in seconds, as other durations are (unit inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub duration: Option<ConversationDurationFilterView>,
        /// The labels to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub labels: Option<Vec<String>>,
        /// The key topics to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "keyTopics", skip_serializing_if = "Option::is_none")]
        pub key_topics: Option<Vec<String>>,
        /// The uids of the teams to match, if any (inferred from its name).
        #[serde(rename = "teamUids", skip_serializing_if = "Option::is_none")]
        pub team_uids: Option<Vec<::uuid::Uuid>>,
        /// The status to match, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// The speaker counts to match, if any; a match on any one suffices (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub speakers: Option<Vec<i32>>,
        /// The uids of the users to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "userUids", skip_serializing_if = "Option::is_none")]
        pub user_uids: Option<Vec<::uuid::Uuid>>,
        /// The filters on repeat calls, if any, all of which have to match (inferred).
        #[serde(rename = "repeatCalls", skip_serializing_if = "Option::is_none")]
        pub repeat_calls: Option<Vec<ConversationRepeatCallFilterView>>,
        /// The filters on trackers with hits, if any, all of which have to match (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub trackers: Option<Vec<ConversationTrackerFilterView>>,
        /// The filters on trackers without hits, if any, all of which have to match (inferred).
        #[serde(rename = "notTrackers", skip_serializing_if = "Option::is_none")]
        pub not_trackers: Option<Vec<ConversationNotTrackerFilterView>>,
        /// The filter on the sentiment score of a speaker, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sentiment: Option<ConversationSentimentFilterView>,
        /// The filters on scores, if any; the document does not say whether all of them have to match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scores: Option<Vec<ConversationScoreFilterView>>,
        /// Whether QA must have reviewed the conversation, or must not have; absent if both will do (inferred).
        #[serde(rename = "qaIsReviewed", skip_serializing_if = "Option::is_none")]
        pub qa_is_reviewed: Option<bool>,
        /// The external identity to match, if any (inferred from its name).
        #[serde(rename = "externalIdentity", skip_serializing_if = "Option::is_none")]
        pub external_identity: Option<String>,
        /// The values of custom text property 1 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp1", skip_serializing_if = "Option::is_none")]
        pub custom_prop1: Option<Vec<String>>,
        /// The values of custom text property 2 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp2", skip_serializing_if = "Option::is_none")]
        pub custom_prop2: Option<Vec<String>>,
        /// The values of custom text property 3 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp3", skip_serializing_if = "Option::is_none")]
        pub custom_prop3: Option<Vec<String>>,
        /// The values of custom text property 4 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp4", skip_serializing_if = "Option::is_none")]
        pub custom_prop4: Option<Vec<String>>,
        /// The values of custom text property 5 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp5", skip_serializing_if = "Option::is_none")]
        pub custom_prop5: Option<Vec<String>>,
        /// The values of custom text property 6 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp6", skip_serializing_if = "Option::is_none")]
        pub custom_prop6: Option<Vec<String>>,
        /// The values of custom text property 7 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp7", skip_serializing_if = "Option::is_none")]
        pub custom_prop7: Option<Vec<String>>,
        /// The values of custom text property 8 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp8", skip_serializing_if = "Option::is_none")]
        pub custom_prop8: Option<Vec<String>>,
        /// The values of custom text property 9 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp9", skip_serializing_if = "Option::is_none")]
        pub custom_prop9: Option<Vec<String>>,
        /// The values of custom text property 10 to match, if any; a match on any one suffices (inferred).
        #[serde(rename = "customProp10", skip_serializing_if = "Option::is_none")]
        pub custom_prop10: Option<Vec<String>>,
        /// The bounds of custom number property 1 to match, if any.
        #[serde(rename = "customNumberProp1", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop1: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 2 to match, if any.
        #[serde(rename = "customNumberProp2", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop2: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 3 to match, if any.
        #[serde(rename = "customNumberProp3", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop3: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 4 to match, if any.
        #[serde(rename = "customNumberProp4", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop4: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 5 to match, if any.
        #[serde(rename = "customNumberProp5", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop5: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 6 to match, if any.
        #[serde(rename = "customNumberProp6", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop6: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 7 to match, if any.
        #[serde(rename = "customNumberProp7", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop7: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 8 to match, if any.
        #[serde(rename = "customNumberProp8", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop8: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 9 to match, if any.
        #[serde(rename = "customNumberProp9", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop9: Option<ConversationCustomNumberPropFilterView>,
        /// The bounds of custom number property 10 to match, if any.
        #[serde(rename = "customNumberProp10", skip_serializing_if = "Option::is_none")]
        pub custom_number_prop10: Option<ConversationCustomNumberPropFilterView>,
        /// The uid of the saved filter of the widget, if any (inferred from its name).
        #[serde(rename = "savedFilterGroupUid", skip_serializing_if = "Option::is_none")]
        pub saved_filter_group_uid: Option<::uuid::Uuid>,
    }
    crate::read_model! {
        WidgetFilterView {
            subjects: "subjects" => optional,
            customers: "customers" => optional,
            duration: "duration" => optional,
            labels: "labels" => optional,
            key_topics: "keyTopics" => optional,
            team_uids: "teamUids" => optional,
            status: "status" => optional,
            speakers: "speakers" => optional,
            user_uids: "userUids" => optional,
            repeat_calls: "repeatCalls" => optional,
            trackers: "trackers" => optional,
            not_trackers: "notTrackers" => optional,
            sentiment: "sentiment" => optional,
            scores: "scores" => optional,
            qa_is_reviewed: "qaIsReviewed" => optional,
            external_identity: "externalIdentity" => optional,
            custom_prop1: "customProp1" => optional,
            custom_prop2: "customProp2" => optional,
            custom_prop3: "customProp3" => optional,
            custom_prop4: "customProp4" => optional,
            custom_prop5: "customProp5" => optional,
            custom_prop6: "customProp6" => optional,
            custom_prop7: "customProp7" => optional,
            custom_prop8: "customProp8" => optional,
            custom_prop9: "customProp9" => optional,
            custom_prop10: "customProp10" => optional,
            custom_number_prop1: "customNumberProp1" => optional,
            custom_number_prop2: "customNumberProp2" => optional,
            custom_number_prop3: "customNumberProp3" => optional,
            custom_number_prop4: "customNumberProp4" => optional,
            custom_number_prop5: "customNumberProp5" => optional,
            custom_number_prop6: "customNumberProp6" => optional,
            custom_number_prop7: "customNumberProp7" => optional,
            custom_number_prop8: "customNumberProp8" => optional,
            custom_number_prop9: "customNumberProp9" => optional,
            custom_number_prop10: "customNumberProp10" => optional,
            saved_filter_group_uid: "savedFilterGroupUid" => optional,
        }
    }
    /// The sentiment scores of words as low, medium or high (inferred from its name).
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct WordScoreView {
        /// The score of the user, who is the agent, if any (inferred).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub user: Option<SentimentScoreView>,
        /// The score of the other speaker, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub other: Option<SentimentScoreView>,
        /// The score of both speakers together, if any (inferred from its name).
        #[serde(skip_serializing_if = "Option::is_none")]
        pub combined: Option<SentimentScoreView>,
    }
    crate::read_model! {
        WordScoreView {
            user: "user" | "User" => optional,
            other: "other" | "Other" => optional,
            combined: "combined" | "Combined" => optional,
        }
    }
    /// An answer of yes or no to a question.
    #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
    #[non_exhaustive]
    pub struct YesNoAnswerView {
        /// The answer, yes or no.
        pub answer: YesNoEnumView,
    }
    crate::read_model! {
        YesNoAnswerView {
            answer: "answer" => required,
        }
    }
    /// An answer of yes or no.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum YesNoEnumView {
        Yes,
        No,
        /// A value that the document does not name, as it was sent.
        Unknown(String),
    }
    impl YesNoEnumView {
        /// The value as it stands in JSON.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Yes => "Yes",
                Self::No => "No",
                Self::Unknown(value) => value,
            }
        }
    }
    impl From<&str> for YesNoEnumView {
        fn from(value: &str) -> Self {
            match value {
                "Yes" => Self::Yes,
                "No" => Self::No,
                other => Self::Unknown(other.to_owned()),
            }
        }
    }
    crate::open_enum!(YesNoEnumView);
}
#[cfg(feature = "client")]
impl crate::Client {
    /// List audit records for a time window
    ///
    /// `POST /integrations/audits`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn list_audits(&self) -> builder::ListAudits<'_> {
        builder::ListAudits::new(self)
    }
    /// List a conversation's comments, oldest first
    ///
    /// Includes every comment on the conversation, irrespective of access.
    ///
    /// - `conversation_uid`: Uid of the conversation.
    ///
    /// `None` where the server answers 204 No Content.
    ///
    /// `GET /integrations/comments/for-conversation/{conversationUid}`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn list_conversation_comments(
        &self,
        conversation_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
    ) -> builder::ListConversationComments<'_> {
        builder::ListConversationComments::new(self, conversation_uid)
    }
    /// List all comments created within a time window
    ///
    /// `None` where the server answers 204 No Content.
    ///
    /// `GET /integrations/comments`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn list_comments(&self) -> builder::ListComments<'_> {
        builder::ListComments::new(self)
    }
    /// List conversations with full data
    ///
    /// Lists conversations in the complete data model instead of the reduced list model, along with raw sentiment scores as numbers. Results arrive in batches: send each returned `continuationToken` with the next request until it is `null`, which marks the final batch.
    ///
    /// `POST /integrations/conversations/list-full`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the statuses 400 and 403.
    pub fn list_conversations(&self) -> builder::ListConversations<'_> {
        builder::ListConversations::new(self)
    }
    /// List conversations changed since a given time
    ///
    /// Lists the conversations of a date range, narrowed to those changed since `lastChanged` if that is set. To refresh an earlier download without fetching everything again, pass the time of that download as `lastChanged`; only conversations changed afterwards come back, possibly none. Results arrive in batches: send each returned `continuationToken` with the next request until it is `null`, which marks the final batch.
    ///
    /// `POST /integrations/conversations/list-delta`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the statuses 400 and 403.
    pub fn list_conversation_changes(&self) -> builder::ListConversationChanges<'_> {
        builder::ListConversationChanges::new(self)
    }
    /// Get one conversation
    ///
    /// Returns the conversation with the given `uid` in the complete data model, raw numeric sentiment score included.
    ///
    /// A 204 right after a webhook of this conversation may be too early: ask again a little later.
    ///
    /// - `uid`: Uid of the conversation.
    ///
    /// `None` where the server answers 204 No Content.
    ///
    /// `GET /integrations/conversations/{uid}`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the statuses 400 and 403.
    pub fn get_conversation(
        &self,
        uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
    ) -> builder::GetConversation<'_> {
        builder::GetConversation::new(self, uid)
    }
    /// Get a conversation's transcript file
    ///
    /// A 204 right after a webhook of this conversation may be too early: ask again a little later.
    ///
    /// - `conversation_uid`: Uid of the conversation.
    ///
    /// `None` where the server answers 204 No Content.
    ///
    /// `GET /integrations/conversations/{conversationUid}/transcript`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the statuses 400, 403 and 404.
    pub fn get_transcript(
        &self,
        conversation_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
    ) -> builder::GetTranscript<'_> {
        builder::GetTranscript::new(self, conversation_uid)
    }
    /// Change a conversation's metadata
    ///
    /// - `uid`: Uid of the conversation.
    ///
    /// `PATCH /integrations/conversations/{uid}/metadata`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn update_conversation_metadata(
        &self,
        uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
    ) -> builder::UpdateConversationMetadata<'_> {
        builder::UpdateConversationMetadata::new(self, uid)
    }
    /// List available questionnaires
    ///
    /// `GET /integrations/questionnaires`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn list_questionnaires(&self) -> builder::ListQuestionnaires<'_> {
        builder::ListQuestionnaires::new(self)
    }
    /// Get one questionnaire, even if deleted
    ///
    /// - `uid`: Uid of the questionnaire.
    ///
    /// `None` where the server answers 204 No Content.
    ///
    /// `GET /integrations/questionnaires/{uid}`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn get_questionnaire(
        &self,
        uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
    ) -> builder::GetQuestionnaire<'_> {
        builder::GetQuestionnaire::new(self, uid)
    }
    /// List questionnaire answers changed since a given time
    ///
    /// Lists questionnaire answers, narrowed to those changed since `lastChanged` if that is set. To refresh an earlier download without fetching everything again, pass the time of that download as `lastChanged`; only answers changed afterwards come back, possibly none. Results arrive in batches: send each returned `continuationToken` with the next request until it is `null`, which marks the final batch.
    ///
    /// `POST /integrations/questionnaires/answers/list-delta`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the statuses 400 and 403.
    pub fn list_questionnaire_answer_changes(
        &self,
    ) -> builder::ListQuestionnaireAnswerChanges<'_> {
        builder::ListQuestionnaireAnswerChanges::new(self)
    }
    /// List available saved filters
    ///
    /// `GET /integrations/filters`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn list_filters(&self) -> builder::ListFilters<'_> {
        builder::ListFilters::new(self)
    }
    /// Get one saved filter
    ///
    /// - `uid`: Uid of the saved filter.
    ///
    /// `None` where the server answers 204 No Content.
    ///
    /// `GET /integrations/filters/{uid}`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn get_filter(
        &self,
        uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
    ) -> builder::GetFilter<'_> {
        builder::GetFilter::new(self, uid)
    }
    /// List filter folders
    ///
    /// `GET /integrations/filters/folders`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn list_filter_folders(&self) -> builder::ListFilterFolders<'_> {
        builder::ListFilterFolders::new(self)
    }
    /// Get a filter folder
    ///
    /// `None` where the server answers 204 No Content.
    ///
    /// `GET /integrations/filters/folders/{uid}`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn get_filter_folder(
        &self,
        uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
    ) -> builder::GetFilterFolder<'_> {
        builder::GetFilterFolder::new(self, uid)
    }
    /// List available scores
    ///
    /// `GET /integrations/scores`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn list_scores(&self) -> builder::ListScores<'_> {
        builder::ListScores::new(self)
    }
    /// Get one score
    ///
    /// - `uid`: Uid of the score.
    ///
    /// `None` where the server answers 204 No Content.
    ///
    /// `GET /integrations/scores/{uid}`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn get_score(
        &self,
        uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
    ) -> builder::GetScore<'_> {
        builder::GetScore::new(self, uid)
    }
    /// List available trackers
    ///
    /// `GET /integrations/trackers`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn list_trackers(&self) -> builder::ListTrackers<'_> {
        builder::ListTrackers::new(self)
    }
    /// Get one tracker
    ///
    /// - `uid`: Uid of the tracker.
    ///
    /// `None` where the server answers 204 No Content.
    ///
    /// `GET /integrations/trackers/{uid}`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn get_tracker(
        &self,
        uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
    ) -> builder::GetTracker<'_> {
        builder::GetTracker::new(self, uid)
    }
    /// List tracker folders
    ///
    /// `GET /integrations/trackers/folders`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn list_tracker_folders(&self) -> builder::ListTrackerFolders<'_> {
        builder::ListTrackerFolders::new(self)
    }
    /// Get a tracker folder
    ///
    /// `None` where the server answers 204 No Content.
    ///
    /// `GET /integrations/trackers/folders/{uid}`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn get_tracker_folder(
        &self,
        uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
    ) -> builder::GetTrackerFolder<'_> {
        builder::GetTrackerFolder::new(self, uid)
    }
    /// Calculate filtered live topics and a reusable reference
    ///
    /// `POST /integrations/trends/live`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn create_live_topics(&self) -> builder::CreateLiveTopics<'_> {
        builder::CreateLiveTopics::new(self)
    }
    /// Get live topics by uid
    ///
    /// `GET /integrations/trends/live/{liveTopicsUid}`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn get_live_topics(
        &self,
        live_topics_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
    ) -> builder::GetLiveTopics<'_> {
        builder::GetLiveTopics::new(self, live_topics_uid)
    }
    /// Get details of a live topic
    ///
    /// `GET /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/details`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn get_live_topic_details(
        &self,
        live_topics_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        topic_index: impl TryInto<i32, Error: ::std::fmt::Display>,
    ) -> builder::GetLiveTopicDetails<'_> {
        builder::GetLiveTopicDetails::new(self, live_topics_uid, topic_index)
    }
    /// Get trends of a live topic
    ///
    /// `POST /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/trends`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn create_live_topic_trends(
        &self,
        live_topics_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        topic_index: impl TryInto<i32, Error: ::std::fmt::Display>,
    ) -> builder::CreateLiveTopicTrends<'_> {
        builder::CreateLiveTopicTrends::new(self, live_topics_uid, topic_index)
    }
    /// Get phrases of a live topic
    ///
    /// `GET /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn list_live_topic_phrases(
        &self,
        live_topics_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        topic_index: impl TryInto<i32, Error: ::std::fmt::Display>,
    ) -> builder::ListLiveTopicPhrases<'_> {
        builder::ListLiveTopicPhrases::new(self, live_topics_uid, topic_index)
    }
    /// Get conversations of a live topic
    ///
    /// `GET /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/conversations`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn list_live_topic_conversations(
        &self,
        live_topics_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        topic_index: impl TryInto<i32, Error: ::std::fmt::Display>,
    ) -> builder::ListLiveTopicConversations<'_> {
        builder::ListLiveTopicConversations::new(self, live_topics_uid, topic_index)
    }
    /// Get conversations of a live topic's phrase
    ///
    /// `GET /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/phrases/{phraseIndex}/conversations`
    ///
    /// # Errors
    ///
    /// Fails as every call may ([`crate::Error`]); the document names the status 403.
    pub fn list_live_topic_phrase_conversations(
        &self,
        live_topics_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        topic_index: impl TryInto<i32, Error: ::std::fmt::Display>,
        phrase_index: impl TryInto<i32, Error: ::std::fmt::Display>,
    ) -> builder::ListLiveTopicPhraseConversations<'_> {
        builder::ListLiveTopicPhraseConversations::new(
            self,
            live_topics_uid,
            topic_index,
            phrase_index,
        )
    }
}
/// One builder for each operation.
#[cfg(feature = "client")]
pub mod builder {
    use super::types;
    use crate::{
        as_json, cookies, deep, joined, pairs, segment, until_found, IntoOptional,
        decode::{ByStatus, Json, Nothing, Optional, Raw, RawJson},
        Body, Client, Error, Items, Multipart, Operation, Pages, Paging, Parameter,
        Response, Upload,
    };
    use reqwest::RequestBuilder;
    /// Every operation, in the order of the document.
    pub const OPERATIONS: &[Operation] = &[
        ListAudits::OPERATION,
        ListConversationComments::OPERATION,
        ListComments::OPERATION,
        ListConversations::OPERATION,
        ListConversationChanges::OPERATION,
        GetConversation::OPERATION,
        GetTranscript::OPERATION,
        UpdateConversationMetadata::OPERATION,
        ListQuestionnaires::OPERATION,
        GetQuestionnaire::OPERATION,
        ListQuestionnaireAnswerChanges::OPERATION,
        ListFilters::OPERATION,
        GetFilter::OPERATION,
        ListFilterFolders::OPERATION,
        GetFilterFolder::OPERATION,
        ListScores::OPERATION,
        GetScore::OPERATION,
        ListTrackers::OPERATION,
        GetTracker::OPERATION,
        ListTrackerFolders::OPERATION,
        GetTrackerFolder::OPERATION,
        CreateLiveTopics::OPERATION,
        GetLiveTopics::OPERATION,
        GetLiveTopicDetails::OPERATION,
        CreateLiveTopicTrends::OPERATION,
        ListLiveTopicPhrases::OPERATION,
        ListLiveTopicConversations::OPERATION,
        ListLiveTopicPhraseConversations::OPERATION,
    ];
    /// A call of [`Client::list_audits`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct ListAudits<'a> {
        client: &'a Client,
        body: Parameter<types::IntegrationAuditListRequestModel>,
    }
    impl<'a> ListAudits<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "list_audits",
                "POST",
                "/integrations/audits",
            )
            .safe();
        pub(super) fn new(client: &'a Client) -> Self {
            Self {
                client,
                body: Parameter::default(),
            }
        }
        /// Audit list request.
        ///
        /// The body of the request; the model's default unless set.
        pub fn body(
            mut self,
            value: impl TryInto<
                types::IntegrationAuditListRequestModel,
                Error: ::std::fmt::Display,
            >,
        ) -> Self {
            self.body.set(value);
            self
        }
        /// Sends `POST /integrations/audits`. One page is read, as a whole: `stream` and `pages` read all, item by item.
        pub async fn send(
            self,
        ) -> Result<Response<types::IntegrationAuditListResponseModel>, Error> {
            let client = self.client;
            client
                .call::<
                    Json<types::IntegrationAuditListResponseModel>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `POST /integrations/audits`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        /// Every item of every page, one page in memory at a time. An item that does not fit is an
        /// [`Error::Item`], after which the stream goes on.
        pub fn stream(self) -> Items<types::IntegrationAuditLogRecordView> {
            self.pages().into_items()
        }
        /// The pages, each with its items, its JSON, and where to go on after it.
        pub fn pages(self) -> Pages<types::IntegrationAuditLogRecordView> {
            Pages::new(
                self.client,
                Self::OPERATION,
                Paging::by_number("audits", 0i32).in_body().of_size(100i32),
                self.into_request(),
            )
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, body } = self;
            let body = body.or_default(&Self::OPERATION, "body")?;
            let url = format!("{}/integrations/audits", client.base_url(),);
            let request = client.http().post(url).json(&body);
            Ok(request)
        }
    }
    /// A call of [`Client::list_conversation_comments`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct ListConversationComments<'a> {
        client: &'a Client,
        conversation_uid: Parameter<::uuid::Uuid>,
    }
    impl<'a> ListConversationComments<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "list_conversation_comments",
                "GET",
                "/integrations/comments/for-conversation/{conversationUid}",
            )
            .safe();
        pub(super) fn new(
            client: &'a Client,
            conversation_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                conversation_uid: Parameter::of(conversation_uid),
            }
        }
        /// Sends `GET /integrations/comments/for-conversation/{conversationUid}`.
        pub async fn send(
            self,
        ) -> Result<
            Response<Option<types::IntegrationCommentListResponseModel>>,
            Error,
        > {
            let client = self.client;
            client
                .call::<
                    Optional<Json<types::IntegrationCommentListResponseModel>>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/comments/for-conversation/{conversationUid}`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Option<Body>>, Error> {
            let client = self.client;
            client
                .call::<Optional<RawJson>>(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// As `send`, but asks again while the server answers 204 No Content, after pauses of 1, 2,
        /// 4 and at most 30 seconds, until `limit` is over. `None` if it still is not there.
        pub async fn send_until_found(
            self,
            limit: ::std::time::Duration,
        ) -> Result<
            Response<Option<types::IntegrationCommentListResponseModel>>,
            Error,
        > {
            until_found(limit, || self.clone().send()).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, conversation_uid } = self;
            let conversation_uid = conversation_uid
                .required(&Self::OPERATION, "conversation_uid")?;
            let url = format!(
                "{}/integrations/comments/for-conversation/{}", client.base_url(),
                segment(& conversation_uid)
            );
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::list_comments`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct ListComments<'a> {
        client: &'a Client,
        from: Parameter<::chrono::DateTime<::chrono::offset::Utc>>,
        to: Parameter<::chrono::DateTime<::chrono::offset::Utc>>,
    }
    impl<'a> ListComments<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "list_comments",
                "GET",
                "/integrations/comments",
            )
            .safe();
        pub(super) fn new(client: &'a Client) -> Self {
            Self {
                client,
                from: Parameter::default(),
                to: Parameter::default(),
            }
        }
        /// Earliest creation time to include.
        ///
        /// `from` in the query; left out unless set.
        pub fn from<Given>(
            mut self,
            value: impl IntoOptional<::chrono::DateTime<::chrono::offset::Utc>, Given>,
        ) -> Self {
            self.from.set_optional(value);
            self
        }
        /// Latest creation time to include.
        ///
        /// `to` in the query; left out unless set.
        pub fn to<Given>(
            mut self,
            value: impl IntoOptional<::chrono::DateTime<::chrono::offset::Utc>, Given>,
        ) -> Self {
            self.to.set_optional(value);
            self
        }
        /// Sends `GET /integrations/comments`.
        pub async fn send(
            self,
        ) -> Result<
            Response<Option<types::IntegrationCommentListResponseModel>>,
            Error,
        > {
            let client = self.client;
            client
                .call::<
                    Optional<Json<types::IntegrationCommentListResponseModel>>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/comments`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Option<Body>>, Error> {
            let client = self.client;
            client
                .call::<Optional<RawJson>>(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// As `send`, but asks again while the server answers 204 No Content, after pauses of 1, 2,
        /// 4 and at most 30 seconds, until `limit` is over. `None` if it still is not there.
        pub async fn send_until_found(
            self,
            limit: ::std::time::Duration,
        ) -> Result<
            Response<Option<types::IntegrationCommentListResponseModel>>,
            Error,
        > {
            until_found(limit, || self.clone().send()).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, from, to } = self;
            let from = from.optional(&Self::OPERATION, "from")?;
            let to = to.optional(&Self::OPERATION, "to")?;
            let url = format!("{}/integrations/comments", client.base_url(),);
            let request = client
                .http()
                .get(url)
                .query(&pairs("from", &from))
                .query(&pairs("to", &to));
            Ok(request)
        }
    }
    /// A call of [`Client::list_conversations`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct ListConversations<'a> {
        client: &'a Client,
        body: Parameter<types::CursorConversationFiltersRequestModel>,
    }
    impl<'a> ListConversations<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "list_conversations",
                "POST",
                "/integrations/conversations/list-full",
            )
            .safe();
        pub(super) fn new(client: &'a Client) -> Self {
            Self {
                client,
                body: Parameter::default(),
            }
        }
        /// Filters, batch size and sort order for the conversation list.
        ///
        /// The body of the request; the model's default unless set.
        pub fn body(
            mut self,
            value: impl TryInto<
                types::CursorConversationFiltersRequestModel,
                Error: ::std::fmt::Display,
            >,
        ) -> Self {
            self.body.set(value);
            self
        }
        /// Sends `POST /integrations/conversations/list-full`. One page is read, as a whole: `stream` and `pages` read all, item by item.
        pub async fn send(
            self,
        ) -> Result<
            Response<types::IntegrationConversationListFullResponseModel>,
            Error,
        > {
            let client = self.client;
            client
                .call::<
                    Json<types::IntegrationConversationListFullResponseModel>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `POST /integrations/conversations/list-full`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        /// Every item of every page, one page in memory at a time. An item that does not fit is an
        /// [`Error::Item`], after which the stream goes on.
        pub fn stream(self) -> Items<types::IntegrationConversationView> {
            self.pages().into_items()
        }
        /// The pages, each with its items, its JSON, and where to go on after it.
        pub fn pages(self) -> Pages<types::IntegrationConversationView> {
            Pages::new(
                self.client,
                Self::OPERATION,
                Paging::by_token("conversations"),
                self.into_request(),
            )
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, body } = self;
            let body = body.or_default(&Self::OPERATION, "body")?;
            let url = format!(
                "{}/integrations/conversations/list-full", client.base_url(),
            );
            let request = client.http().post(url).json(&body);
            Ok(request)
        }
    }
    /// A call of [`Client::list_conversation_changes`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct ListConversationChanges<'a> {
        client: &'a Client,
        body: Parameter<types::IntegrationConversationListDeltaRequestModel>,
    }
    impl<'a> ListConversationChanges<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "list_conversation_changes",
                "POST",
                "/integrations/conversations/list-delta",
            )
            .safe();
        pub(super) fn new(client: &'a Client) -> Self {
            Self {
                client,
                body: Parameter::default(),
            }
        }
        /// Date range and the remaining fetch options.
        ///
        /// The body of the request; the model's default unless set.
        pub fn body(
            mut self,
            value: impl TryInto<
                types::IntegrationConversationListDeltaRequestModel,
                Error: ::std::fmt::Display,
            >,
        ) -> Self {
            self.body.set(value);
            self
        }
        /// Sends `POST /integrations/conversations/list-delta`. One page is read, as a whole: `stream` and `pages` read all, item by item.
        pub async fn send(
            self,
        ) -> Result<
            Response<types::IntegrationConversationListDeltaResponseModel>,
            Error,
        > {
            let client = self.client;
            client
                .call::<
                    Json<types::IntegrationConversationListDeltaResponseModel>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `POST /integrations/conversations/list-delta`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        /// Every item of every page, one page in memory at a time. An item that does not fit is an
        /// [`Error::Item`], after which the stream goes on.
        pub fn stream(self) -> Items<types::IntegrationConversationView> {
            self.pages().into_items()
        }
        /// The pages, each with its items, its JSON, and where to go on after it.
        pub fn pages(self) -> Pages<types::IntegrationConversationView> {
            Pages::new(
                self.client,
                Self::OPERATION,
                Paging::by_token("conversations"),
                self.into_request(),
            )
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, body } = self;
            let body = body.or_default(&Self::OPERATION, "body")?;
            let url = format!(
                "{}/integrations/conversations/list-delta", client.base_url(),
            );
            let request = client.http().post(url).json(&body);
            Ok(request)
        }
    }
    /// A call of [`Client::get_conversation`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct GetConversation<'a> {
        client: &'a Client,
        uid: Parameter<::uuid::Uuid>,
    }
    impl<'a> GetConversation<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "get_conversation",
                "GET",
                "/integrations/conversations/{uid}",
            )
            .safe();
        pub(super) fn new(
            client: &'a Client,
            uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                uid: Parameter::of(uid),
            }
        }
        /// Sends `GET /integrations/conversations/{uid}`.
        pub async fn send(
            self,
        ) -> Result<Response<Option<types::IntegrationConversationView>>, Error> {
            let client = self.client;
            client
                .call::<
                    Optional<Json<types::IntegrationConversationView>>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/conversations/{uid}`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Option<Body>>, Error> {
            let client = self.client;
            client
                .call::<Optional<RawJson>>(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// As `send`, but asks again while the server answers 204 No Content, after pauses of 1, 2,
        /// 4 and at most 30 seconds, until `limit` is over. `None` if it still is not there.
        pub async fn send_until_found(
            self,
            limit: ::std::time::Duration,
        ) -> Result<Response<Option<types::IntegrationConversationView>>, Error> {
            until_found(limit, || self.clone().send()).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, uid } = self;
            let uid = uid.required(&Self::OPERATION, "uid")?;
            let url = format!(
                "{}/integrations/conversations/{}", client.base_url(), segment(& uid)
            );
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::get_transcript`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct GetTranscript<'a> {
        client: &'a Client,
        conversation_uid: Parameter<::uuid::Uuid>,
        anonymize: Parameter<bool>,
        format: Parameter<types::ConversationTranscriptTypeRequestModel>,
    }
    impl<'a> GetTranscript<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "get_transcript",
                "GET",
                "/integrations/conversations/{conversationUid}/transcript",
            )
            .safe();
        pub(super) fn new(
            client: &'a Client,
            conversation_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                conversation_uid: Parameter::of(conversation_uid),
                anonymize: Parameter::default(),
                format: Parameter::default(),
            }
        }
        /// Whether to anonymize the conversation if it has not been anonymized yet.
        ///
        /// `anonymize` in the query; left out unless set.
        pub fn anonymize<Given>(
            mut self,
            value: impl IntoOptional<bool, Given>,
        ) -> Self {
            self.anonymize.set_optional(value);
            self
        }
        /// Output format of the transcript.
        ///
        /// `format` in the query; left out unless set.
        pub fn format<Given>(
            mut self,
            value: impl IntoOptional<
                types::ConversationTranscriptTypeRequestModel,
                Given,
            >,
        ) -> Self {
            self.format.set_optional(value);
            self
        }
        /// Sends `GET /integrations/conversations/{conversationUid}/transcript`.
        pub async fn send(self) -> Result<Response<Option<Body>>, Error> {
            let client = self.client;
            client.call::<Optional<Raw>>(self.into_request()?, &Self::OPERATION).await
        }
        /// As `send`, but asks again while the server answers 204 No Content, after pauses of 1, 2,
        /// 4 and at most 30 seconds, until `limit` is over. `None` if it still is not there.
        pub async fn send_until_found(
            self,
            limit: ::std::time::Duration,
        ) -> Result<Response<Option<Body>>, Error> {
            until_found(limit, || self.clone().send()).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, conversation_uid, anonymize, format } = self;
            let conversation_uid = conversation_uid
                .required(&Self::OPERATION, "conversation_uid")?;
            let anonymize = anonymize.optional(&Self::OPERATION, "anonymize")?;
            let format = format.optional(&Self::OPERATION, "format")?;
            let url = format!(
                "{}/integrations/conversations/{}/transcript", client.base_url(),
                segment(& conversation_uid)
            );
            let request = client
                .http()
                .get(url)
                .query(&pairs("anonymize", &anonymize))
                .query(&pairs("format", &format));
            Ok(request)
        }
    }
    /// A call of [`Client::update_conversation_metadata`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct UpdateConversationMetadata<'a> {
        client: &'a Client,
        uid: Parameter<::uuid::Uuid>,
        body: Parameter<types::ConversationMetadataRequestModel>,
    }
    impl<'a> UpdateConversationMetadata<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
            "update_conversation_metadata",
            "PATCH",
            "/integrations/conversations/{uid}/metadata",
        );
        pub(super) fn new(
            client: &'a Client,
            uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                uid: Parameter::of(uid),
                body: Parameter::default(),
            }
        }
        /// Metadata to set on the conversation.
        ///
        /// The body of the request; the model's default unless set.
        pub fn body(
            mut self,
            value: impl TryInto<
                types::ConversationMetadataRequestModel,
                Error: ::std::fmt::Display,
            >,
        ) -> Self {
            self.body.set(value);
            self
        }
        /// Sends `PATCH /integrations/conversations/{uid}/metadata`.
        pub async fn send(self) -> Result<Response<types::ConversationView>, Error> {
            let client = self.client;
            client
                .call::<
                    Json<types::ConversationView>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `PATCH /integrations/conversations/{uid}/metadata`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, uid, body } = self;
            let uid = uid.required(&Self::OPERATION, "uid")?;
            let body = body.or_default(&Self::OPERATION, "body")?;
            let url = format!(
                "{}/integrations/conversations/{}/metadata", client.base_url(), segment(&
                uid)
            );
            let request = client.http().patch(url).json(&body);
            Ok(request)
        }
    }
    /// A call of [`Client::list_questionnaires`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct ListQuestionnaires<'a> {
        client: &'a Client,
    }
    impl<'a> ListQuestionnaires<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "list_questionnaires",
                "GET",
                "/integrations/questionnaires",
            )
            .safe();
        pub(super) fn new(client: &'a Client) -> Self {
            Self { client }
        }
        /// Sends `GET /integrations/questionnaires`.
        pub async fn send(
            self,
        ) -> Result<Response<types::IntegrationQuestionnairesListView>, Error> {
            let client = self.client;
            client
                .call::<
                    Json<types::IntegrationQuestionnairesListView>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/questionnaires`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client } = self;
            let url = format!("{}/integrations/questionnaires", client.base_url(),);
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::get_questionnaire`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct GetQuestionnaire<'a> {
        client: &'a Client,
        uid: Parameter<::uuid::Uuid>,
    }
    impl<'a> GetQuestionnaire<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "get_questionnaire",
                "GET",
                "/integrations/questionnaires/{uid}",
            )
            .safe();
        pub(super) fn new(
            client: &'a Client,
            uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                uid: Parameter::of(uid),
            }
        }
        /// Sends `GET /integrations/questionnaires/{uid}`.
        pub async fn send(
            self,
        ) -> Result<Response<Option<types::IntegrationQuestionnaireView>>, Error> {
            let client = self.client;
            client
                .call::<
                    Optional<Json<types::IntegrationQuestionnaireView>>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/questionnaires/{uid}`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Option<Body>>, Error> {
            let client = self.client;
            client
                .call::<Optional<RawJson>>(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// As `send`, but asks again while the server answers 204 No Content, after pauses of 1, 2,
        /// 4 and at most 30 seconds, until `limit` is over. `None` if it still is not there.
        pub async fn send_until_found(
            self,
            limit: ::std::time::Duration,
        ) -> Result<Response<Option<types::IntegrationQuestionnaireView>>, Error> {
            until_found(limit, || self.clone().send()).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, uid } = self;
            let uid = uid.required(&Self::OPERATION, "uid")?;
            let url = format!(
                "{}/integrations/questionnaires/{}", client.base_url(), segment(& uid)
            );
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::list_questionnaire_answer_changes`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct ListQuestionnaireAnswerChanges<'a> {
        client: &'a Client,
        body: Parameter<types::IntegrationQuestionnaireAnswerListDeltaRequestModel>,
    }
    impl<'a> ListQuestionnaireAnswerChanges<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "list_questionnaire_answer_changes",
                "POST",
                "/integrations/questionnaires/answers/list-delta",
            )
            .safe();
        pub(super) fn new(client: &'a Client) -> Self {
            Self {
                client,
                body: Parameter::default(),
            }
        }
        /// Fetch options such as `lastChanged` and the batch `limit`.
        ///
        /// The body of the request; the model's default unless set.
        pub fn body(
            mut self,
            value: impl TryInto<
                types::IntegrationQuestionnaireAnswerListDeltaRequestModel,
                Error: ::std::fmt::Display,
            >,
        ) -> Self {
            self.body.set(value);
            self
        }
        /// Sends `POST /integrations/questionnaires/answers/list-delta`. One page is read, as a whole: `stream` and `pages` read all, item by item.
        pub async fn send(
            self,
        ) -> Result<
            Response<types::IntegrationQuestionnaireAnswerListDeltaResponseModel>,
            Error,
        > {
            let client = self.client;
            client
                .call::<
                    Json<types::IntegrationQuestionnaireAnswerListDeltaResponseModel>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `POST /integrations/questionnaires/answers/list-delta`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        /// Every item of every page, one page in memory at a time. An item that does not fit is an
        /// [`Error::Item`], after which the stream goes on.
        pub fn stream(self) -> Items<types::IntegrationQuestionnaireAnswerView> {
            self.pages().into_items()
        }
        /// The pages, each with its items, its JSON, and where to go on after it.
        pub fn pages(self) -> Pages<types::IntegrationQuestionnaireAnswerView> {
            Pages::new(
                self.client,
                Self::OPERATION,
                Paging::by_token("answers"),
                self.into_request(),
            )
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, body } = self;
            let body = body.or_default(&Self::OPERATION, "body")?;
            let url = format!(
                "{}/integrations/questionnaires/answers/list-delta", client.base_url(),
            );
            let request = client.http().post(url).json(&body);
            Ok(request)
        }
    }
    /// A call of [`Client::list_filters`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct ListFilters<'a> {
        client: &'a Client,
    }
    impl<'a> ListFilters<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "list_filters",
                "GET",
                "/integrations/filters",
            )
            .safe();
        pub(super) fn new(client: &'a Client) -> Self {
            Self { client }
        }
        /// Sends `GET /integrations/filters`.
        pub async fn send(
            self,
        ) -> Result<
            Response<types::IntegrationSavedFilterGroupListResponseModel>,
            Error,
        > {
            let client = self.client;
            client
                .call::<
                    Json<types::IntegrationSavedFilterGroupListResponseModel>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/filters`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client } = self;
            let url = format!("{}/integrations/filters", client.base_url(),);
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::get_filter`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct GetFilter<'a> {
        client: &'a Client,
        uid: Parameter<::uuid::Uuid>,
    }
    impl<'a> GetFilter<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "get_filter",
                "GET",
                "/integrations/filters/{uid}",
            )
            .safe();
        pub(super) fn new(
            client: &'a Client,
            uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                uid: Parameter::of(uid),
            }
        }
        /// Sends `GET /integrations/filters/{uid}`.
        pub async fn send(
            self,
        ) -> Result<Response<Option<types::IntegrationSavedFilterGroupView>>, Error> {
            let client = self.client;
            client
                .call::<
                    Optional<Json<types::IntegrationSavedFilterGroupView>>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/filters/{uid}`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Option<Body>>, Error> {
            let client = self.client;
            client
                .call::<Optional<RawJson>>(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// As `send`, but asks again while the server answers 204 No Content, after pauses of 1, 2,
        /// 4 and at most 30 seconds, until `limit` is over. `None` if it still is not there.
        pub async fn send_until_found(
            self,
            limit: ::std::time::Duration,
        ) -> Result<Response<Option<types::IntegrationSavedFilterGroupView>>, Error> {
            until_found(limit, || self.clone().send()).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, uid } = self;
            let uid = uid.required(&Self::OPERATION, "uid")?;
            let url = format!(
                "{}/integrations/filters/{}", client.base_url(), segment(& uid)
            );
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::list_filter_folders`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct ListFilterFolders<'a> {
        client: &'a Client,
    }
    impl<'a> ListFilterFolders<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "list_filter_folders",
                "GET",
                "/integrations/filters/folders",
            )
            .safe();
        pub(super) fn new(client: &'a Client) -> Self {
            Self { client }
        }
        /// Sends `GET /integrations/filters/folders`.
        pub async fn send(
            self,
        ) -> Result<
            Response<types::IntegrationSavedFilterGroupFolderListResponseModel>,
            Error,
        > {
            let client = self.client;
            client
                .call::<
                    Json<types::IntegrationSavedFilterGroupFolderListResponseModel>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/filters/folders`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client } = self;
            let url = format!("{}/integrations/filters/folders", client.base_url(),);
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::get_filter_folder`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct GetFilterFolder<'a> {
        client: &'a Client,
        uid: Parameter<::uuid::Uuid>,
    }
    impl<'a> GetFilterFolder<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "get_filter_folder",
                "GET",
                "/integrations/filters/folders/{uid}",
            )
            .safe();
        pub(super) fn new(
            client: &'a Client,
            uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                uid: Parameter::of(uid),
            }
        }
        /// Sends `GET /integrations/filters/folders/{uid}`.
        pub async fn send(
            self,
        ) -> Result<
            Response<Option<types::IntegrationSavedFilterGroupFolderView>>,
            Error,
        > {
            let client = self.client;
            client
                .call::<
                    Optional<Json<types::IntegrationSavedFilterGroupFolderView>>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/filters/folders/{uid}`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Option<Body>>, Error> {
            let client = self.client;
            client
                .call::<Optional<RawJson>>(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// As `send`, but asks again while the server answers 204 No Content, after pauses of 1, 2,
        /// 4 and at most 30 seconds, until `limit` is over. `None` if it still is not there.
        pub async fn send_until_found(
            self,
            limit: ::std::time::Duration,
        ) -> Result<
            Response<Option<types::IntegrationSavedFilterGroupFolderView>>,
            Error,
        > {
            until_found(limit, || self.clone().send()).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, uid } = self;
            let uid = uid.required(&Self::OPERATION, "uid")?;
            let url = format!(
                "{}/integrations/filters/folders/{}", client.base_url(), segment(& uid)
            );
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::list_scores`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct ListScores<'a> {
        client: &'a Client,
    }
    impl<'a> ListScores<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "list_scores",
                "GET",
                "/integrations/scores",
            )
            .safe();
        pub(super) fn new(client: &'a Client) -> Self {
            Self { client }
        }
        /// Sends `GET /integrations/scores`.
        pub async fn send(
            self,
        ) -> Result<Response<types::IntegrationScoresListView>, Error> {
            let client = self.client;
            client
                .call::<
                    Json<types::IntegrationScoresListView>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/scores`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client } = self;
            let url = format!("{}/integrations/scores", client.base_url(),);
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::get_score`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct GetScore<'a> {
        client: &'a Client,
        uid: Parameter<::uuid::Uuid>,
    }
    impl<'a> GetScore<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "get_score",
                "GET",
                "/integrations/scores/{uid}",
            )
            .safe();
        pub(super) fn new(
            client: &'a Client,
            uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                uid: Parameter::of(uid),
            }
        }
        /// Sends `GET /integrations/scores/{uid}`.
        pub async fn send(
            self,
        ) -> Result<Response<Option<types::IntegrationScoreView>>, Error> {
            let client = self.client;
            client
                .call::<
                    Optional<Json<types::IntegrationScoreView>>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/scores/{uid}`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Option<Body>>, Error> {
            let client = self.client;
            client
                .call::<Optional<RawJson>>(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// As `send`, but asks again while the server answers 204 No Content, after pauses of 1, 2,
        /// 4 and at most 30 seconds, until `limit` is over. `None` if it still is not there.
        pub async fn send_until_found(
            self,
            limit: ::std::time::Duration,
        ) -> Result<Response<Option<types::IntegrationScoreView>>, Error> {
            until_found(limit, || self.clone().send()).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, uid } = self;
            let uid = uid.required(&Self::OPERATION, "uid")?;
            let url = format!(
                "{}/integrations/scores/{}", client.base_url(), segment(& uid)
            );
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::list_trackers`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct ListTrackers<'a> {
        client: &'a Client,
    }
    impl<'a> ListTrackers<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "list_trackers",
                "GET",
                "/integrations/trackers",
            )
            .safe();
        pub(super) fn new(client: &'a Client) -> Self {
            Self { client }
        }
        /// Sends `GET /integrations/trackers`.
        pub async fn send(
            self,
        ) -> Result<Response<types::IntegrationTrackerListResponseModel>, Error> {
            let client = self.client;
            client
                .call::<
                    Json<types::IntegrationTrackerListResponseModel>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/trackers`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client } = self;
            let url = format!("{}/integrations/trackers", client.base_url(),);
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::get_tracker`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct GetTracker<'a> {
        client: &'a Client,
        uid: Parameter<::uuid::Uuid>,
    }
    impl<'a> GetTracker<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "get_tracker",
                "GET",
                "/integrations/trackers/{uid}",
            )
            .safe();
        pub(super) fn new(
            client: &'a Client,
            uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                uid: Parameter::of(uid),
            }
        }
        /// Sends `GET /integrations/trackers/{uid}`.
        pub async fn send(
            self,
        ) -> Result<Response<Option<types::IntegrationTrackerView>>, Error> {
            let client = self.client;
            client
                .call::<
                    Optional<Json<types::IntegrationTrackerView>>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/trackers/{uid}`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Option<Body>>, Error> {
            let client = self.client;
            client
                .call::<Optional<RawJson>>(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// As `send`, but asks again while the server answers 204 No Content, after pauses of 1, 2,
        /// 4 and at most 30 seconds, until `limit` is over. `None` if it still is not there.
        pub async fn send_until_found(
            self,
            limit: ::std::time::Duration,
        ) -> Result<Response<Option<types::IntegrationTrackerView>>, Error> {
            until_found(limit, || self.clone().send()).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, uid } = self;
            let uid = uid.required(&Self::OPERATION, "uid")?;
            let url = format!(
                "{}/integrations/trackers/{}", client.base_url(), segment(& uid)
            );
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::list_tracker_folders`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct ListTrackerFolders<'a> {
        client: &'a Client,
    }
    impl<'a> ListTrackerFolders<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "list_tracker_folders",
                "GET",
                "/integrations/trackers/folders",
            )
            .safe();
        pub(super) fn new(client: &'a Client) -> Self {
            Self { client }
        }
        /// Sends `GET /integrations/trackers/folders`.
        pub async fn send(
            self,
        ) -> Result<Response<types::IntegrationTrackerFolderListResponseModel>, Error> {
            let client = self.client;
            client
                .call::<
                    Json<types::IntegrationTrackerFolderListResponseModel>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/trackers/folders`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client } = self;
            let url = format!("{}/integrations/trackers/folders", client.base_url(),);
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::get_tracker_folder`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct GetTrackerFolder<'a> {
        client: &'a Client,
        uid: Parameter<::uuid::Uuid>,
    }
    impl<'a> GetTrackerFolder<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "get_tracker_folder",
                "GET",
                "/integrations/trackers/folders/{uid}",
            )
            .safe();
        pub(super) fn new(
            client: &'a Client,
            uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                uid: Parameter::of(uid),
            }
        }
        /// Sends `GET /integrations/trackers/folders/{uid}`.
        pub async fn send(
            self,
        ) -> Result<Response<Option<types::IntegrationTrackerFolderView>>, Error> {
            let client = self.client;
            client
                .call::<
                    Optional<Json<types::IntegrationTrackerFolderView>>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/trackers/folders/{uid}`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Option<Body>>, Error> {
            let client = self.client;
            client
                .call::<Optional<RawJson>>(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// As `send`, but asks again while the server answers 204 No Content, after pauses of 1, 2,
        /// 4 and at most 30 seconds, until `limit` is over. `None` if it still is not there.
        pub async fn send_until_found(
            self,
            limit: ::std::time::Duration,
        ) -> Result<Response<Option<types::IntegrationTrackerFolderView>>, Error> {
            until_found(limit, || self.clone().send()).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, uid } = self;
            let uid = uid.required(&Self::OPERATION, "uid")?;
            let url = format!(
                "{}/integrations/trackers/folders/{}", client.base_url(), segment(& uid)
            );
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::create_live_topics`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct CreateLiveTopics<'a> {
        client: &'a Client,
        role: Parameter<types::RoleView>,
        body: Parameter<types::ConversationFiltersRequestModel>,
    }
    impl<'a> CreateLiveTopics<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
            "create_live_topics",
            "POST",
            "/integrations/trends/live",
        );
        pub(super) fn new(client: &'a Client) -> Self {
            Self {
                client,
                role: Parameter::default(),
                body: Parameter::default(),
            }
        }
        /// `role` in the query; left out unless set.
        pub fn role<Given>(
            mut self,
            value: impl IntoOptional<types::RoleView, Given>,
        ) -> Self {
            self.role.set_optional(value);
            self
        }
        /// The body of the request; the model's default unless set.
        pub fn body(
            mut self,
            value: impl TryInto<
                types::ConversationFiltersRequestModel,
                Error: ::std::fmt::Display,
            >,
        ) -> Self {
            self.body.set(value);
            self
        }
        /// Sends `POST /integrations/trends/live`.
        pub async fn send(self) -> Result<Response<types::LiveTopicsView>, Error> {
            let client = self.client;
            client
                .call::<
                    Json<types::LiveTopicsView>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `POST /integrations/trends/live`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, role, body } = self;
            let role = role.optional(&Self::OPERATION, "role")?;
            let body = body.or_default(&Self::OPERATION, "body")?;
            let url = format!("{}/integrations/trends/live", client.base_url(),);
            let request = client
                .http()
                .post(url)
                .query(&pairs("role", &role))
                .json(&body);
            Ok(request)
        }
    }
    /// A call of [`Client::get_live_topics`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct GetLiveTopics<'a> {
        client: &'a Client,
        live_topics_uid: Parameter<::uuid::Uuid>,
    }
    impl<'a> GetLiveTopics<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "get_live_topics",
                "GET",
                "/integrations/trends/live/{liveTopicsUid}",
            )
            .safe();
        pub(super) fn new(
            client: &'a Client,
            live_topics_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                live_topics_uid: Parameter::of(live_topics_uid),
            }
        }
        /// Sends `GET /integrations/trends/live/{liveTopicsUid}`.
        pub async fn send(self) -> Result<Response<types::LiveTopicsView>, Error> {
            let client = self.client;
            client
                .call::<
                    Json<types::LiveTopicsView>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/trends/live/{liveTopicsUid}`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, live_topics_uid } = self;
            let live_topics_uid = live_topics_uid
                .required(&Self::OPERATION, "live_topics_uid")?;
            let url = format!(
                "{}/integrations/trends/live/{}", client.base_url(), segment(&
                live_topics_uid)
            );
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::get_live_topic_details`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct GetLiveTopicDetails<'a> {
        client: &'a Client,
        live_topics_uid: Parameter<::uuid::Uuid>,
        topic_index: Parameter<i32>,
    }
    impl<'a> GetLiveTopicDetails<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "get_live_topic_details",
                "GET",
                "/integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/details",
            )
            .safe();
        pub(super) fn new(
            client: &'a Client,
            live_topics_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
            topic_index: impl TryInto<i32, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                live_topics_uid: Parameter::of(live_topics_uid),
                topic_index: Parameter::of(topic_index),
            }
        }
        /// Sends `GET /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/details`.
        pub async fn send(self) -> Result<Response<types::TopicDetailsView>, Error> {
            let client = self.client;
            client
                .call::<
                    Json<types::TopicDetailsView>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/details`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, live_topics_uid, topic_index } = self;
            let live_topics_uid = live_topics_uid
                .required(&Self::OPERATION, "live_topics_uid")?;
            let topic_index = topic_index.required(&Self::OPERATION, "topic_index")?;
            let url = format!(
                "{}/integrations/trends/live/{}/topics/{}/details", client.base_url(),
                segment(& live_topics_uid), segment(& topic_index)
            );
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::create_live_topic_trends`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct CreateLiveTopicTrends<'a> {
        client: &'a Client,
        live_topics_uid: Parameter<::uuid::Uuid>,
        topic_index: Parameter<i32>,
        target_role: Parameter<types::RoleView>,
    }
    impl<'a> CreateLiveTopicTrends<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
            "create_live_topic_trends",
            "POST",
            "/integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/trends",
        );
        pub(super) fn new(
            client: &'a Client,
            live_topics_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
            topic_index: impl TryInto<i32, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                live_topics_uid: Parameter::of(live_topics_uid),
                topic_index: Parameter::of(topic_index),
                target_role: Parameter::default(),
            }
        }
        /// `targetRole` in the query; left out unless set.
        pub fn target_role<Given>(
            mut self,
            value: impl IntoOptional<types::RoleView, Given>,
        ) -> Self {
            self.target_role.set_optional(value);
            self
        }
        /// Sends `POST /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/trends`.
        pub async fn send(self) -> Result<Response<types::LiveTopicsView>, Error> {
            let client = self.client;
            client
                .call::<
                    Json<types::LiveTopicsView>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `POST /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/trends`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, live_topics_uid, topic_index, target_role } = self;
            let live_topics_uid = live_topics_uid
                .required(&Self::OPERATION, "live_topics_uid")?;
            let topic_index = topic_index.required(&Self::OPERATION, "topic_index")?;
            let target_role = target_role.optional(&Self::OPERATION, "target_role")?;
            let url = format!(
                "{}/integrations/trends/live/{}/topics/{}/trends", client.base_url(),
                segment(& live_topics_uid), segment(& topic_index)
            );
            let request = client
                .http()
                .post(url)
                .query(&pairs("targetRole", &target_role));
            Ok(request)
        }
    }
    /// A call of [`Client::list_live_topic_phrases`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct ListLiveTopicPhrases<'a> {
        client: &'a Client,
        live_topics_uid: Parameter<::uuid::Uuid>,
        topic_index: Parameter<i32>,
    }
    impl<'a> ListLiveTopicPhrases<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "list_live_topic_phrases",
                "GET",
                "/integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}",
            )
            .safe();
        pub(super) fn new(
            client: &'a Client,
            live_topics_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
            topic_index: impl TryInto<i32, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                live_topics_uid: Parameter::of(live_topics_uid),
                topic_index: Parameter::of(topic_index),
            }
        }
        /// Sends `GET /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}`.
        pub async fn send(
            self,
        ) -> Result<Response<types::LiveTopicPhrasesResponseModel>, Error> {
            let client = self.client;
            client
                .call::<
                    Json<types::LiveTopicPhrasesResponseModel>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self { client, live_topics_uid, topic_index } = self;
            let live_topics_uid = live_topics_uid
                .required(&Self::OPERATION, "live_topics_uid")?;
            let topic_index = topic_index.required(&Self::OPERATION, "topic_index")?;
            let url = format!(
                "{}/integrations/trends/live/{}/topics/{}", client.base_url(), segment(&
                live_topics_uid), segment(& topic_index)
            );
            let request = client.http().get(url);
            Ok(request)
        }
    }
    /// A call of [`Client::list_live_topic_conversations`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct ListLiveTopicConversations<'a> {
        client: &'a Client,
        live_topics_uid: Parameter<::uuid::Uuid>,
        topic_index: Parameter<i32>,
        page_number: Parameter<i32>,
        page_size: Parameter<i32>,
        sort_direction: Parameter<types::SortDirection>,
    }
    impl<'a> ListLiveTopicConversations<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "list_live_topic_conversations",
                "GET",
                "/integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/conversations",
            )
            .safe();
        pub(super) fn new(
            client: &'a Client,
            live_topics_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
            topic_index: impl TryInto<i32, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                live_topics_uid: Parameter::of(live_topics_uid),
                topic_index: Parameter::of(topic_index),
                page_number: Parameter::default(),
                page_size: Parameter::default(),
                sort_direction: Parameter::default(),
            }
        }
        /// `pageNumber` in the query; left out unless set.
        pub fn page_number<Given>(
            mut self,
            value: impl IntoOptional<i32, Given>,
        ) -> Self {
            self.page_number.set_optional(value);
            self
        }
        /// `pageSize` in the query; left out unless set.
        pub fn page_size<Given>(mut self, value: impl IntoOptional<i32, Given>) -> Self {
            self.page_size.set_optional(value);
            self
        }
        /// `sortDirection` in the query; left out unless set.
        pub fn sort_direction<Given>(
            mut self,
            value: impl IntoOptional<types::SortDirection, Given>,
        ) -> Self {
            self.sort_direction.set_optional(value);
            self
        }
        /// Sends `GET /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/conversations`. One page is read, as a whole: `stream` and `pages` read all, item by item.
        pub async fn send(
            self,
        ) -> Result<Response<types::LiveTopicConversationInfoListResponseModel>, Error> {
            let client = self.client;
            client
                .call::<
                    Json<types::LiveTopicConversationInfoListResponseModel>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/conversations`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        /// Every item of every page, one page in memory at a time. An item that does not fit is an
        /// [`Error::Item`], after which the stream goes on.
        pub fn stream(self) -> Items<types::TopicConversationInfoView> {
            self.pages().into_items()
        }
        /// The pages, each with its items, its JSON, and where to go on after it.
        pub fn pages(self) -> Pages<types::TopicConversationInfoView> {
            Pages::new(
                self.client,
                Self::OPERATION,
                Paging::by_number("conversations", 0i32).of_size(100i32),
                self.into_request(),
            )
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self {
                client,
                live_topics_uid,
                topic_index,
                page_number,
                page_size,
                sort_direction,
            } = self;
            let live_topics_uid = live_topics_uid
                .required(&Self::OPERATION, "live_topics_uid")?;
            let topic_index = topic_index.required(&Self::OPERATION, "topic_index")?;
            let page_number = page_number.optional(&Self::OPERATION, "page_number")?;
            let page_size = page_size.optional(&Self::OPERATION, "page_size")?;
            let sort_direction = sort_direction
                .optional(&Self::OPERATION, "sort_direction")?;
            let url = format!(
                "{}/integrations/trends/live/{}/topics/{}/conversations", client
                .base_url(), segment(& live_topics_uid), segment(& topic_index)
            );
            let request = client
                .http()
                .get(url)
                .query(&pairs("pageNumber", &page_number))
                .query(&pairs("pageSize", &page_size))
                .query(&pairs("sortDirection", &sort_direction));
            Ok(request)
        }
    }
    /// A call of [`Client::list_live_topic_phrase_conversations`], to be filled in and sent.
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send`"]
    pub struct ListLiveTopicPhraseConversations<'a> {
        client: &'a Client,
        live_topics_uid: Parameter<::uuid::Uuid>,
        topic_index: Parameter<i32>,
        phrase_index: Parameter<i32>,
        page_number: Parameter<i32>,
        page_size: Parameter<i32>,
        sort_direction: Parameter<types::SortDirection>,
    }
    impl<'a> ListLiveTopicPhraseConversations<'a> {
        /// The operation's name, method and path.
        pub const OPERATION: Operation = Operation::new(
                "list_live_topic_phrase_conversations",
                "GET",
                "/integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/phrases/{phraseIndex}/conversations",
            )
            .safe();
        pub(super) fn new(
            client: &'a Client,
            live_topics_uid: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>,
            topic_index: impl TryInto<i32, Error: ::std::fmt::Display>,
            phrase_index: impl TryInto<i32, Error: ::std::fmt::Display>,
        ) -> Self {
            Self {
                client,
                live_topics_uid: Parameter::of(live_topics_uid),
                topic_index: Parameter::of(topic_index),
                phrase_index: Parameter::of(phrase_index),
                page_number: Parameter::default(),
                page_size: Parameter::default(),
                sort_direction: Parameter::default(),
            }
        }
        /// `pageNumber` in the query; left out unless set.
        pub fn page_number<Given>(
            mut self,
            value: impl IntoOptional<i32, Given>,
        ) -> Self {
            self.page_number.set_optional(value);
            self
        }
        /// `pageSize` in the query; left out unless set.
        pub fn page_size<Given>(mut self, value: impl IntoOptional<i32, Given>) -> Self {
            self.page_size.set_optional(value);
            self
        }
        /// `sortDirection` in the query; left out unless set.
        pub fn sort_direction<Given>(
            mut self,
            value: impl IntoOptional<types::SortDirection, Given>,
        ) -> Self {
            self.sort_direction.set_optional(value);
            self
        }
        /// Sends `GET /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/phrases/{phraseIndex}/conversations`. One page is read, as a whole: `stream` and `pages` read all, item by item.
        pub async fn send(
            self,
        ) -> Result<Response<types::ConversationInfoListResponseModel>, Error> {
            let client = self.client;
            client
                .call::<
                    Json<types::ConversationInfoListResponseModel>,
                >(self.into_request()?, &Self::OPERATION)
                .await
        }
        /// Sends `GET /integrations/trends/live/{liveTopicsUid}/topics/{topicIndex}/phrases/{phraseIndex}/conversations`, and leaves the JSON of the response unread.
        pub async fn send_raw(self) -> Result<Response<Body>, Error> {
            let client = self.client;
            client.call::<RawJson>(self.into_request()?, &Self::OPERATION).await
        }
        /// Every item of every page, one page in memory at a time. An item that does not fit is an
        /// [`Error::Item`], after which the stream goes on.
        pub fn stream(self) -> Items<types::ConversationInfoView> {
            self.pages().into_items()
        }
        /// The pages, each with its items, its JSON, and where to go on after it.
        pub fn pages(self) -> Pages<types::ConversationInfoView> {
            Pages::new(
                self.client,
                Self::OPERATION,
                Paging::by_number("conversations", 0i32).of_size(100i32),
                self.into_request(),
            )
        }
        fn into_request(self) -> Result<RequestBuilder, Error> {
            let Self {
                client,
                live_topics_uid,
                topic_index,
                phrase_index,
                page_number,
                page_size,
                sort_direction,
            } = self;
            let live_topics_uid = live_topics_uid
                .required(&Self::OPERATION, "live_topics_uid")?;
            let topic_index = topic_index.required(&Self::OPERATION, "topic_index")?;
            let phrase_index = phrase_index.required(&Self::OPERATION, "phrase_index")?;
            let page_number = page_number.optional(&Self::OPERATION, "page_number")?;
            let page_size = page_size.optional(&Self::OPERATION, "page_size")?;
            let sort_direction = sort_direction
                .optional(&Self::OPERATION, "sort_direction")?;
            let url = format!(
                "{}/integrations/trends/live/{}/topics/{}/phrases/{}/conversations",
                client.base_url(), segment(& live_topics_uid), segment(& topic_index),
                segment(& phrase_index)
            );
            let request = client
                .http()
                .get(url)
                .query(&pairs("pageNumber", &page_number))
                .query(&pairs("pageSize", &page_size))
                .query(&pairs("sortDirection", &sort_direction));
            Ok(request)
        }
    }
    #[cfg(feature = "mock")]
    crate::mock::stubs! {
        list_audits: ListAudits => [json(types::IntegrationAuditListResponseModel)] {
            body: types::IntegrationAuditListRequestModel => body "body",
        }
        list_conversation_comments: ListConversationComments => [optional json(types::IntegrationCommentListResponseModel)] {
            conversation_uid: ::uuid::Uuid => path "conversationUid",
        }
        list_comments: ListComments => [optional json(types::IntegrationCommentListResponseModel)] {
            from: ::chrono::DateTime<::chrono::offset::Utc> => query "from",
            to: ::chrono::DateTime<::chrono::offset::Utc> => query "to",
        }
        list_conversations: ListConversations => [json(types::IntegrationConversationListFullResponseModel)] {
            body: types::CursorConversationFiltersRequestModel => body "body",
        }
        list_conversation_changes: ListConversationChanges => [json(types::IntegrationConversationListDeltaResponseModel)] {
            body: types::IntegrationConversationListDeltaRequestModel => body "body",
        }
        get_conversation: GetConversation => [optional json(types::IntegrationConversationView)] {
            uid: ::uuid::Uuid => path "uid",
        }
        get_transcript: GetTranscript => [optional bytes] {
            conversation_uid: ::uuid::Uuid => path "conversationUid",
            anonymize: bool => query "anonymize",
            format: types::ConversationTranscriptTypeRequestModel => query "format",
        }
        update_conversation_metadata: UpdateConversationMetadata => [json(types::ConversationView)] {
            uid: ::uuid::Uuid => path "uid",
            body: types::ConversationMetadataRequestModel => body "body",
        }
        list_questionnaires: ListQuestionnaires => [json(types::IntegrationQuestionnairesListView)] {}
        get_questionnaire: GetQuestionnaire => [optional json(types::IntegrationQuestionnaireView)] {
            uid: ::uuid::Uuid => path "uid",
        }
        list_questionnaire_answer_changes: ListQuestionnaireAnswerChanges => [json(types::IntegrationQuestionnaireAnswerListDeltaResponseModel)] {
            body: types::IntegrationQuestionnaireAnswerListDeltaRequestModel => body "body",
        }
        list_filters: ListFilters => [json(types::IntegrationSavedFilterGroupListResponseModel)] {}
        get_filter: GetFilter => [optional json(types::IntegrationSavedFilterGroupView)] {
            uid: ::uuid::Uuid => path "uid",
        }
        list_filter_folders: ListFilterFolders => [json(types::IntegrationSavedFilterGroupFolderListResponseModel)] {}
        get_filter_folder: GetFilterFolder => [optional json(types::IntegrationSavedFilterGroupFolderView)] {
            uid: ::uuid::Uuid => path "uid",
        }
        list_scores: ListScores => [json(types::IntegrationScoresListView)] {}
        get_score: GetScore => [optional json(types::IntegrationScoreView)] {
            uid: ::uuid::Uuid => path "uid",
        }
        list_trackers: ListTrackers => [json(types::IntegrationTrackerListResponseModel)] {}
        get_tracker: GetTracker => [optional json(types::IntegrationTrackerView)] {
            uid: ::uuid::Uuid => path "uid",
        }
        list_tracker_folders: ListTrackerFolders => [json(types::IntegrationTrackerFolderListResponseModel)] {}
        get_tracker_folder: GetTrackerFolder => [optional json(types::IntegrationTrackerFolderView)] {
            uid: ::uuid::Uuid => path "uid",
        }
        create_live_topics: CreateLiveTopics => [json(types::LiveTopicsView)] {
            role: types::RoleView => query "role",
            body: types::ConversationFiltersRequestModel => body "body",
        }
        get_live_topics: GetLiveTopics => [json(types::LiveTopicsView)] {
            live_topics_uid: ::uuid::Uuid => path "liveTopicsUid",
        }
        get_live_topic_details: GetLiveTopicDetails => [json(types::TopicDetailsView)] {
            live_topics_uid: ::uuid::Uuid => path "liveTopicsUid",
            topic_index: i32 => path "topicIndex",
        }
        create_live_topic_trends: CreateLiveTopicTrends => [json(types::LiveTopicsView)] {
            live_topics_uid: ::uuid::Uuid => path "liveTopicsUid",
            topic_index: i32 => path "topicIndex",
            target_role: types::RoleView => query "targetRole",
        }
        list_live_topic_phrases: ListLiveTopicPhrases => [json(types::LiveTopicPhrasesResponseModel)] {
            live_topics_uid: ::uuid::Uuid => path "liveTopicsUid",
            topic_index: i32 => path "topicIndex",
        }
        list_live_topic_conversations: ListLiveTopicConversations => [json(types::LiveTopicConversationInfoListResponseModel)] {
            live_topics_uid: ::uuid::Uuid => path "liveTopicsUid",
            topic_index: i32 => path "topicIndex",
            page_number: i32 => query "pageNumber",
            page_size: i32 => query "pageSize",
            sort_direction: types::SortDirection => query "sortDirection",
        }
        list_live_topic_phrase_conversations: ListLiveTopicPhraseConversations => [json(types::ConversationInfoListResponseModel)] {
            live_topics_uid: ::uuid::Uuid => path "liveTopicsUid",
            topic_index: i32 => path "topicIndex",
            phrase_index: i32 => path "phraseIndex",
            page_number: i32 => query "pageNumber",
            page_size: i32 => query "pageSize",
            sort_direction: types::SortDirection => query "sortDirection",
        }
    }
}
