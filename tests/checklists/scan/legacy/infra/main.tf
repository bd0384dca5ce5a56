resource "aws_transcribe_vocabulary" "products" { # [[infrastructure high]]
  vocabulary_name = "products"
  language_code   = "en-US"
}

# resource "aws_transcribe_vocabulary_filter" "rude" { [[infrastructure low]]
#   vocabulary_filter_name = "rude"
# }

/*
data "aws_transcribe_vocabulary" "old" { [[infrastructure low]]
}
*/

resource "aws_lambda_function" "transcribe" {
  function_name = "transcribe-calls"
}

data "aws_iam_policy_document" "jobs" {
  statement {
    actions = ["transcribe:StartTranscriptionJob"] # [[permission high]]
  }
}

resource "aws_cloudwatch_event_rule" "done" {
  event_pattern = jsonencode({
    source      = ["aws.transcribe"] # [[event high]]
    detail-type = ["Transcribe Job State Change"] # [[event high]]
  })
}
