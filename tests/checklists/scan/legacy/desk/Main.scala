import software.amazon.awssdk.services.transcribe.TranscribeAsyncClient // [[import high]]

object Main {
  val client = TranscribeAsyncClient.builder().build() // [[client high]]
  def go(request: StartTranscriptionJobRequest) = client.startTranscriptionJob(request) // [[call medium]]
}
