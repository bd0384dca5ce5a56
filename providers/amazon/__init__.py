"""Amazon Transcribe: batch through boto3, live through a presigned WebSocket."""
