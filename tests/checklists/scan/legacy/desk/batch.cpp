#include <aws/transcribe/TranscribeServiceClient.h> // [[import high]]

namespace AWS::Transcribe::Vocabulary { int none; }
