import { TranscribeStreamingClient as Live, StartStreamTranscriptionCommand } from "@aws-sdk/client-transcribe-streaming"; // [[import high]]
import * as batch from "@aws-sdk/client-transcribe"; // [[import high]]
import { TranscribeClient } from "./whisper/transcribe-client";

const live = new Live({ region: "eu-west-1" }); // [[client high]]
const jobs = new batch.TranscribeClient({}); // [[client high]]
const whisper = new TranscribeClient("base.en");

export async function caption(audio: AsyncIterable<Uint8Array>) {
  const request = {
    LanguageCode: "en-GB",
    MediaEncoding: "pcm",
    MediaSampleRateHertz: 16000,
    ShowSpeakerLabel: true,
    AudioStream: audio,
  };
  const command = new StartStreamTranscriptionCommand(request); // [[call high]]
  return live.send(command);
}

export const recap = (uri: string) =>
  jobs.send(
    new batch.StartTranscriptionJobCommand({ // [[call high]]
      TranscriptionJobName: "recap",
      Media: { MediaFileUri: uri },
      IdentifyLanguage: true,
      Settings: {
        ShowSpeakerLabels: true,
        MaxSpeakerLabels: 3,
        ChannelIdentification: false,
      },
    }),
  );

export const offline = (file: string) => whisper.startTranscriptionJob(file);

// const old = new batch.TranscribeClient({}); const x = new StartTranscriptionJobCommand({}) [[client low]] [[call low]]
const manual = "call client.startTranscriptionJob(params) to begin";
