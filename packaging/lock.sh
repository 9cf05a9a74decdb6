#!/usr/bin/env bash
# Write the hashed locks anew: two from pyproject.toml, of which the dev lock holds the runtime lock version for version, and that of the
# outside judges from requirements-referees.in. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/.."

# compile TARGET SOURCE [OPTION...]
compile() {
    local target=$1 source=$2
    shift 2
    {
        echo "# Written by packaging/lock.sh from $source; do not edit."
        uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate "$@" "$source"
    } >"$target.new"
    mv "$target.new" "$target"
}

compile requirements.txt pyproject.toml
compile requirements-dev.txt pyproject.toml --extra dev --constraint requirements.txt
compile requirements-referees.txt requirements-referees.in
