using Amazon.TranscribeService; // [[import high]]
using Amazon.TranscribeService.Model;
using Amazon.TranscribeStreamingService.Models;

namespace Amazon.TranscribeStreamingService
{
    public class Jobs
    {
        private readonly IAmazonTranscribeService _service = new AmazonTranscribeServiceClient(); // [[client high]]
        private readonly JobWrapper _wrapper = new JobWrapper();

        public async Task Begin(string uri)
        {
            var request = new StartTranscriptionJobRequest
            {
                TranscriptionJobName = "night",
                LanguageCode = LanguageCode.EnGB,
                Media = new Media { MediaFileUri = uri },
                Subtitles = new Subtitles { Formats = new List<string> { "srt", "vtt" } },
            };
            request.Settings = new Settings { ShowAlternatives = true, MaxAlternatives = 2 };
            await _service.StartTranscriptionJobAsync(request); // [[call high]]
            await _wrapper.StartTranscriptionJob(uri); // [[call medium]]
        }
    }
}
