const AWS = require("aws-sdk");

const speech = new AWS.TranscribeService({ apiVersion: "2017-10-26" }); // [[client high]]

exports.begin = function (key) {
  return speech
    .startTranscriptionJob({ // [[call high]]
      TranscriptionJobName: key,
      LanguageCode: "en-US",
      Media: { MediaFileUri: `s3://calls/${key}` },
      Settings: { VocabularyName: "products", VocabularyFilterName: "rude", VocabularyFilterMethod: "mask" },
    })
    .promise();
};

exports.text = (file) => {
  const parsed = JSON.parse(file);
  if (parsed.results.speaker_labels) { // [[parser medium]]
    return parsed.results.transcripts[0].transcript;
  }
};

exports.where = (job) => job.Transcript.TranscriptFileUri; // [[job-uri high]]
