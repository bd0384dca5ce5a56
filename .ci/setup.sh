#!/bin/sh
# Makes .venv with the locked packages. Reads PYTHON and VENV.
# System packages come first: PyAudio is compiled against PortAudio's headers.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
VENV=${VENV:-.venv}

sh .ci/system-packages.sh

"$PYTHON" - <<'CHECK' || exit 1
import sys
if sys.version_info < (3, 11):
    sys.exit("crossfade needs Python 3.11 or newer; this is %s. Try: make PYTHON=python3.12 demo" % sys.version.split()[0])
CHECK

echo "Setting up $VENV (once) ..."
[ -x "$VENV/bin/python" ] || "$PYTHON" -m venv "$VENV" || {
    echo "python3 -m venv failed: on Debian and Ubuntu, install python3-venv." >&2
    exit 1
}
pip="$VENV/bin/python -m pip --disable-pip-version-check -q"
$pip install --require-hashes -r requirements.lock
$pip install --no-deps --no-build-isolation -e .

# The microphone is an extra: PyAudio has no Linux or macOS wheel.
if $pip install --require-hashes --no-build-isolation -r requirements-mic.lock 2>"$VENV/pyaudio.log"; then
    :
else
    echo "Notice: PyAudio could not be built (PortAudio headers or a compiler are missing; see $VENV/pyaudio.log). Recording from a microphone will not work; everything else does."
fi
