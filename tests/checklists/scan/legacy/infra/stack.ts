import * as tasks from "aws-cdk-lib/aws-stepfunctions-tasks";
import { aws_transcribe } from "aws-cdk-lib"; // [[import high]]

export const begin = new tasks.CallAwsService(stack, "Begin", {
  service: "transcribe", // [[infrastructure high]]
  action: "startTranscriptionJob",
  parameters: {},
  iamResources: ["*"],
});
const terms = new aws_transcribe.CfnVocabulary(stack, "Terms", {}); // [[infrastructure high]]
