import { sign } from "./sigv4.js";

export function open(region) {
  const host = `transcribestreaming.${region}.amazonaws.com:8443`; // [[endpoint high]]
  const path = "/stream-transcription-websocket"; // [[endpoint high]]
  return new WebSocket(sign(host, path, { "language-code": "en-US", "media-encoding": "pcm", "sample-rate": 8000 }));
}

export function heard(message) {
  for (const result of message.Transcript.Results) { // [[parser medium]]
    if (!result.IsPartial) show(result.Alternatives[0].Transcript);
  }
}
