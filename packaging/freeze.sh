#!/usr/bin/env bash
# Build the program that needs no Python: dist/tanzhangben with two executables, tanzhangben (window) and tanzhangben-cli (console).
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. packaging/setup.sh
set_up requirements-dev.txt window

if [ "$(uname -s)" = Linux ] && ! { command -v objcopy && command -v strip; } >/dev/null; then
    apt_install "制作安装版需要 binutils。" binutils
fi

export PYINSTALLER_CONFIG_DIR=$PWD/.cache/pyinstaller
export PYTHONHASHSEED=0 # the same sources give the same bytes
log=.cache/freeze.log
mkdir -p .cache
SECONDS=0
say "正在制作安装版 …"
if ! "$PYTHON" -m PyInstaller packaging/app.spec --noconfirm --distpath dist --workpath .cache/freeze >"$log" 2>&1 </dev/null; then
    tail -n 15 "$log" >&2
    say "安装版没有做成，完整记录在 $log。"
    exit 1
fi
if cmp -s dist/tanzhangben/tanzhangben dist/tanzhangben/tanzhangben-cli; then
    ln -f dist/tanzhangben/tanzhangben dist/tanzhangben/tanzhangben-cli # one file with two names; on Windows they differ
fi
say "安装版在 dist/tanzhangben：$(du -sm dist/tanzhangben | cut -f 1) MB，用时 $SECONDS 秒。"
