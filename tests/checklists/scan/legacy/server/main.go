package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	speech "github.com/aws/aws-sdk-go-v2/service/transcribe" // [[import high]]
	"github.com/aws/aws-sdk-go-v2/service/transcribe/types"
	"example.org/calls/transcribe"
)

type server struct {
	client *speech.Client
}

func newServer(cfg aws.Config) *server {
	return &server{client: speech.NewFromConfig(cfg)} // [[client high]]
}

func (s *server) begin(ctx context.Context, uri string) error {
	input := &speech.StartTranscriptionJobInput{
		TranscriptionJobName: aws.String("night"),
		LanguageCode:         types.LanguageCodeEnUs,
		Media:                &types.Media{MediaFileUri: aws.String(uri)},
		ContentRedaction: &types.ContentRedaction{
			RedactionType:   types.RedactionTypePii,
			RedactionOutput: types.RedactionOutputRedactedAndUnredacted,
		},
	}
	_, err := s.client.StartTranscriptionJob(ctx, input) // [[call high]]
	return err
}

func own() { transcribe.New("whisper") }
