import software.amazon.awssdk.services.chimesdkmeetings.model.EngineTranscribeSettings; // [[wrapper high]]

class Meeting {
    void begin(ChimeSdkMeetingsClient meetings) {
        meetings.startMeetingTranscription(r -> r.meetingId("m")); // [[wrapper high]]
    }
}
