export async function load() {
  const sdk = await import("@aws-sdk/client-transcribe"); // [[import high]]
  const client = new sdk.TranscribeClient({}); // [[client high]]
  return client.send(new sdk.ListVocabulariesCommand({})); // [[call high]]
}
