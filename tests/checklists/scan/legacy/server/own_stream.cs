using Amazon.TranscribeStreamingService;

namespace Calls
{
    public class Own
    {
        // Our AmazonTranscribeStreamingClient, not the SDK's.
        public object Client = new AmazonTranscribeStreamingClient("eu-west-1");
    }
}
