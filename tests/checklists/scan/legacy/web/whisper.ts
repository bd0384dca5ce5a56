// Transcribes with a model of our own; nothing here is Amazon's.
export class TranscribeClient {
  startTranscriptionJob(file: string): Promise<string> {
    return this.startTranscriptionJob(file);
  }
}
export const transcriptions = openai.audio.transcriptions.create({ model: "gpt-4o-transcribe" });
const genes = { transcribe: true, results: { items: [] } };
