require "aws-sdk-transcribeservice" # [[import high]]

class Night
  def initialize
    @client = Aws::TranscribeService::Client.new(region: "eu-west-1") # [[client high]]
  end

  def begin(key)
    @client.start_transcription_job( # [[call high]]
      transcription_job_name: key,
      language_code: "en-US",
      media: { media_file_uri: "s3://calls/#{key}" },
      settings: { channel_identification: true, show_speaker_labels: false }
    )
  end

  def start_transcription_job(key)
    self.start_transcription_job(key)
  end
end
