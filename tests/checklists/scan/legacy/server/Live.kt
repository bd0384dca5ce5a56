import aws.sdk.kotlin.services.transcribestreaming.TranscribeStreamingClient // [[import high]]
import aws.sdk.kotlin.services.transcribestreaming.model.*

class Live(region: String) {
    private val client by lazy {
        TranscribeStreamingClient { this.region = region } // [[client high]]
    }

    suspend fun listen(audio: Flow<AudioStream>) {
        val asked = StartStreamTranscriptionRequest {
            languageCode = LanguageCode.EnUs
            mediaEncoding = MediaEncoding.OggOpus
            mediaSampleRateHertz = 48000
            enablePartialResultsStabilization = true
        }
        client.startStreamTranscription(asked) { handle(it) } // [[call high]]
    }
}
