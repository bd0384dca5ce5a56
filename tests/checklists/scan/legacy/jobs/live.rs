use aws_sdk_transcribestreaming::types::{LanguageCode, MediaEncoding}; // [[import high]]
use aws_sdk_transcribestreaming::{Client, Error};

async fn listen(config: &aws_config::SdkConfig, audio: AudioIn) -> Result<(), Error> {
    let client = Client::new(config); // [[client high]]
    let output = client
        .start_stream_transcription() // [[call high]]
        .language_code(LanguageCode::EnUs)
        .media_encoding(MediaEncoding::Pcm)
        .media_sample_rate_hertz(16_000)
        .audio_stream(audio.into())
        .send()
        .await?;
    Ok(())
}
