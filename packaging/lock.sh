#!/usr/bin/env bash
# Write the two hashed locks anew from pyproject.toml. Needs uv. The dev lock holds the runtime lock, version for version.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    local target=$1
    shift
    {
        echo "# Written by packaging/lock.sh from pyproject.toml; do not edit."
        uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate "$@" pyproject.toml
    } >"$target.new"
    mv "$target.new" "$target"
}

compile requirements.txt
compile requirements-dev.txt --extra dev --constraint requirements.txt
