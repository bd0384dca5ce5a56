"""All that gives audio or transcripts: vendors, the sandbox, microphones, files, speakers."""
