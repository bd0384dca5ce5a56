#!/bin/sh
# aws transcribe list-transcription-jobs [[cli low]]
aws --region eu-west-1 transcribe start-transcription-job \
  --transcription-job-name "$1" \
  --language-code en-US \
  --media MediaFileUri="s3://calls/$1.wav" \
  --settings ShowSpeakerLabels=true,MaxSpeakerLabels=2
whisper transcribe start --language en "$1.wav"
