package com.amazonaws.transcribestreaming;

import software.amazon.awssdk.services.transcribe.TranscribeClient; // [[import high]]
import software.amazon.awssdk.services.transcribe.model.*;

public class Calls {
    private final TranscribeClient service = TranscribeClient.builder() // [[client high]]
            .build();

    TranscribeClient client() {
        return service;
    }

    String begin(String uri) {
        return client()
                .startCallAnalyticsJob( // [[call high]]
                        StartCallAnalyticsJobRequest.builder()
                                .callAnalyticsJobName("night")
                                .media(Media.builder().mediaFileUri(uri).build())
                                .settings(CallAnalyticsJobSettings.builder()
                                        .languageOptions(LanguageCode.EN_US, LanguageCode.ES_US)
                                        .build())
                                .channelDefinitions(
                                        ChannelDefinition.builder().participantRole("AGENT").channelId(0).build())
                                .build())
                .callAnalyticsJob()
                .getTranscriptionJob();
    }

    /* client.startTranscriptionJob(request); [[call low]] */
    String help = "client.startTranscriptionJob(request)";
}
