#!/bin/sh
# Installs the system packages that parts of crossfade use, where that needs no password.
# Never fails: what stays missing is said in one notice.
set -u

missing=""
need() { # need COMMAND-OR-HEADER-TEST PACKAGE WHAT-IT-IS-FOR
    if ! sh -c "$1" >/dev/null 2>&1; then
        packages="${packages:-} $2"
        missing="${missing}  $2: $3
"
    fi
}

look() {
    packages=""
    missing=""
    case "$(uname -s)" in
    Darwin)
        need 'test -e "$(brew --prefix 2>/dev/null)/include/portaudio.h"' portaudio "recording from a microphone (PyAudio)"
        need 'command -v ffmpeg' ffmpeg "audio other than WAV"
        need 'command -v tmux' tmux "tests of the program in a real terminal"
        need 'command -v flite' flite "pronunciations of unknown words, synthesised samples"
        ;;
    *)
        need 'test -e /usr/include/portaudio.h' portaudio19-dev "recording from a microphone (PyAudio)"
        need 'command -v cc' gcc "building PyAudio"
        need 'test -e "$(${PYTHON:-python3} -c "import sysconfig; print(sysconfig.get_path(\"include\"))")/Python.h"' python3-dev "building PyAudio"
        need 'command -v ffmpeg' ffmpeg "audio other than WAV"
        need 'command -v flite' flite "pronunciations of unknown words, synthesised samples"
        need 'command -v pulseaudio' pulseaudio "the virtual microphone of the tests"
        need 'command -v tmux' tmux "tests of the program in a real terminal"
        need '${PYTHON:-python3} -c "import ensurepip, venv"' python3-venv "the program's own environment"
        ;;
    esac
}

look
[ -n "$packages" ] || exit 0

if [ "$(uname -s)" = Darwin ]; then
    if command -v brew >/dev/null 2>&1; then
        echo "Installing with brew:$packages"
        # shellcheck disable=SC2086
        for package in $packages; do brew install -q "$package" >/dev/null 2>&1 || true; done
    fi
elif command -v apt-get >/dev/null 2>&1; then
    root=""
    if [ "$(id -u)" != 0 ]; then
        if sudo -n true 2>/dev/null; then root="sudo -n"; else root="no"; fi
    fi
    if [ "$root" != no ]; then
        echo "Installing with apt:$packages"
        $root apt-get update -qq >/dev/null 2>&1 || true
        # One by one, so that a package this release does not have costs only itself.
        for package in $packages; do
            DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 || true
        done
    fi
fi

look
if [ -n "$missing" ]; then
    printf 'Notice: these system packages are missing and could not be installed here; all else works:\n%s' "$missing"
fi
exit 0
