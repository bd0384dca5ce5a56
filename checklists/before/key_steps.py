"""How somebody without a key gets one, and where to put it.

In our own words, after Deepgram's pages on creating API keys and on roles (read 2026-11).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; ``command`` is what to type for it, or ""."""

    title: str
    says: str
    command: str = ""


TYPED_UNSEEN = "read -rs DEEPGRAM_API_KEY && export DEEPGRAM_API_KEY"

DEEPGRAM_STEPS: tuple[Step, ...] = (
    Step(
        "Sign in to console.deepgram.com",
        "An account is free, comes with a first project, and with some credit.",
    ),
    Step(
        "Choose the project",
        "A key belongs to one project, and so do its bill and its limits. Take one for tests, "
        "not the one that production uses.",
    ),
    Step(
        "API Keys, then Create a New API Key",
        "Name it after its use, such as crossfade-trial, and let it expire when the trial ends.",
    ),
    Step(
        "Choose the role",
        "Default is enough: it may transcribe, and nothing else. Member may also list projects, "
        "models and usage (project:read, usage:read). The balance needs billing:read, which an "
        "administrator has; do without it here.",
    ),
    Step("Copy the key", "The console shows it this once. Keep it in a password manager."),
    Step(
        "Give it to this shell only",
        "Typed like this it is not seen, and stays out of the shell's history.",
        TYPED_UNSEEN,
    ),
    Step(
        "Not into a file of the repository",
        "No .env, no settings file, no notebook: what is committed once is there for ever. For "
        "every new shell, let the password manager print it.",
        'export DEEPGRAM_API_KEY="$(pass show deepgram)"',
    ),
    Step(
        "Start crossfade from that shell",
        "It reads the variable when it starts; no copy is kept.",
    ),
)

AMAZON_STEPS: tuple[Step, ...] = (
    Step(
        "Use a profile, not a key of your own",
        "Single sign-on hands out credentials that end by themselves.",
        "aws configure sso && export AWS_PROFILE=NAME",
    ),
    Step(
        "Name the region of your audio",
        "A job reads from a bucket in its own region.",
        "export AWS_DEFAULT_REGION=eu-west-1",
    ),
    Step(
        "What the check needs",
        "transcribe:ListTranscriptionJobs, and nothing that could change or cost anything.",
    ),
    Step(
        "What a comparison needs besides",
        "transcribe:StartTranscriptionJob, GetTranscriptionJob, DeleteTranscriptionJob and "
        "StartStreamTranscriptionWebSocket; s3:PutObject, GetObject and DeleteObject on one "
        "bucket, and s3:CreateBucket and DeleteBucket where crossfade makes one for each clip.",
    ),
)
