"""The language of a file by its name, or by the first line of a script without an ending."""

from __future__ import annotations

import re

_BY_ENDING = {
    "py": "python",
    "pyi": "python",
    "pyw": "python",
    "ipynb": "notebook",
    "js": "javascript",
    "jsx": "javascript",
    "mjs": "javascript",
    "cjs": "javascript",
    "ts": "typescript",
    "mts": "typescript",
    "cts": "typescript",
    "tsx": "tsx",
    "vue": "vue",
    "svelte": "svelte",
    "html": "html",
    "htm": "html",
    "cshtml": "html",
    "ejs": "html",
    "java": "java",
    "kt": "kotlin",
    "kts": "kotlin",
    "scala": "scala",
    "sbt": "scala",
    "groovy": "groovy",
    "gradle": "groovy",
    "clj": "clojure",
    "go": "go",
    "cs": "csharp",
    "csx": "csharp",
    "vb": "visualbasic",
    "fs": "fsharp",
    "rb": "ruby",
    "rake": "ruby",
    "gemspec": "ruby",
    "php": "php",
    "rs": "rust",
    "sh": "shell",
    "bash": "shell",
    "zsh": "shell",
    "ksh": "shell",
    "ps1": "powershell",
    "psm1": "powershell",
    "bat": "batch",
    "cmd": "batch",
    "tf": "hcl",
    "tfvars": "hcl",
    "hcl": "hcl",
    "yaml": "yaml",
    "yml": "yaml",
    "json": "json",
    "jsonc": "json",
    "json5": "json",
    "asl": "json",
    "toml": "toml",
    "xml": "xml",
    "csproj": "xml",
    "fsproj": "xml",
    "vbproj": "xml",
    "props": "xml",
    "targets": "xml",
    "md": "markdown",
    "mdx": "markdown",
    "rst": "markdown",
    "adoc": "markdown",
    "txt": "text",
    "ini": "ini",
    "cfg": "ini",
    "conf": "ini",
    "properties": "ini",
    "env": "env",
    "mk": "makefile",
    "dockerfile": "dockerfile",
    "cpp": "cpp",
    "cc": "cpp",
    "cxx": "cpp",
    "c": "cpp",
    "h": "cpp",
    "hpp": "cpp",
    "m": "objectivec",
    "mm": "objectivec",
    "swift": "swift",
    "dart": "dart",
    "ex": "elixir",
    "exs": "elixir",
    "pl": "perl",
    "pm": "perl",
    "lua": "lua",
    "r": "r",
    "jl": "julia",
    "bicep": "bicep",
}
_BY_NAME = {
    "makefile": "makefile",
    "gnumakefile": "makefile",
    "justfile": "makefile",
    "dockerfile": "dockerfile",
    "containerfile": "dockerfile",
    "jenkinsfile": "groovy",
    "gemfile": "ruby",
    "rakefile": "ruby",
    "podfile": "ruby",
    "pipfile": "toml",
    "procfile": "shell",
    ".env": "env",
    ".envrc": "shell",
    ".bashrc": "shell",
    ".zshrc": "shell",
    ".profile": "shell",
}
_SHEBANGS = (
    (re.compile(rb"\bpython[0-9.]*\b"), "python"),
    (re.compile(rb"\b(?:ba|z|k|da)?sh\b"), "shell"),
    (re.compile(rb"\b(?:node|bun|deno)\b"), "javascript"),
    (re.compile(rb"\bruby\b"), "ruby"),
    (re.compile(rb"\bphp\b"), "php"),
    (re.compile(rb"\bpwsh\b"), "powershell"),
    (re.compile(rb"\bperl\b"), "perl"),
)


def language_of(name: str) -> str:
    """The language of a file of this name (without directories), "" where the name says none."""
    lower = name.lower()
    if lower in _BY_NAME:
        return _BY_NAME[lower]
    _, dot, ending = lower.rpartition(".")
    if not dot:
        return ""
    if lower[0] in ".dc":
        if lower.startswith(".env"):
            return "env"
        if lower.startswith(("dockerfile.", "containerfile.")):
            return "dockerfile"
    return _BY_ENDING.get(ending, "")


def language_of_shebang(line: bytes) -> str:
    """The language that a first line ``#!...`` starts, "" for one that is not known."""
    for pattern, language in _SHEBANGS:
        if pattern.search(line):
            return language
    return ""
