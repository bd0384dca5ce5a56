package com.amazonaws.transcribestreaming;

/** Our own client of the same name: no import of Amazon's. */
public class Streams {
    private final TranscribeClient own = TranscribeClient.builder().build();

    void go() {
        this.startStreamTranscription(own);
    }
}
