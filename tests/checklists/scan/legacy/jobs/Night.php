<?php
namespace Calls;

use Aws\TranscribeService\TranscribeServiceClient; // [[import high]]

class Night
{
    private function client(): TranscribeServiceClient
    {
        return new TranscribeServiceClient(['region' => 'eu-west-1', 'version' => 'latest']); // [[client high]]
    }

    public function begin(string $key)
    {
        $client = $this->client();
        return $client->startTranscriptionJob([ // [[call high]]
            'TranscriptionJobName' => $key,
            'IdentifyMultipleLanguages' => true,
            'LanguageOptions' => ['en-US', 'es-US'],
            'Media' => ['MediaFileUri' => "s3://calls/$key"],
        ]);
    }

    public function where(array $job): string
    {
        return $job['Transcript']['TranscriptFileUri']; // [[job-uri high]]
    }
}
