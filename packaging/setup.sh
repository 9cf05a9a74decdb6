# Kernel of `run` and `test`: makes the environment .venv and the system libraries that Qt needs. Sourced, with the checkout as folder.
# shellcheck shell=bash

unset PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH # without bytecode each start compiles every library again
export PIP_DISABLE_PIP_VERSION_CHECK=1

PYTHON=.venv/bin/python
SETUP_LOG=.cache/setup.log
MACHINE_FAULT=3

# Shared objects that Qt opens, and the Debian packages that hold them.
OFFSCREEN_OBJECTS="libGL.so.1 libEGL.so.1 libxkbcommon.so.0 libdbus-1.so.3 libfontconfig.so.1 libglib-2.0.so.0"
OFFSCREEN_PACKAGES="libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0"
WINDOW_OBJECTS="libxcb-cursor.so.0 libxcb-icccm.so.4 libxcb-keysyms.so.1 libxcb-shape.so.0 libxkbcommon-x11.so.0"
WINDOW_PACKAGES="libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"

say() {
    printf '%s\n' "$*" >&2
}

has_display() {
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]
}

# apt_install WHY PACKAGE...: install as root or through a sudo that asks nothing; otherwise print the line to type, and stop.
apt_install() {
    local why=$1 sudo=
    shift
    [ "$(id -u)" = 0 ] || sudo="sudo"
    if ! command -v apt-get >/dev/null; then
        say "$why 请用本机的软件包管理器安装与这些 Debian 软件包相当的软件包，再运行一次：$*"
        exit $MACHINE_FAULT
    fi
    if [ -n "$sudo" ] && ! sudo -n true 2>/dev/null; then
        say "$why 请运行下面这一行，再运行一次本命令："
        say "sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
        exit $MACHINE_FAULT
    fi
    say "$why 正在安装：$*"
    mkdir -p .cache
    if ! {
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
            $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@"
    } >>"$SETUP_LOG" 2>&1 </dev/null; then
        tail -n 15 "$SETUP_LOG" >&2
        say "安装没有成功，完整记录在 $SETUP_LOG。请检查网络和软件源，再运行一次。"
        exit $MACHINE_FAULT
    fi
}

find_python() {
    local candidate
    for candidate in python3.13 python3.12 python3.11 python3.14 python3; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null; then
            printf '%s' "$candidate"
            return 0
        fi
    done
    return 1
}

make_environment() {
    local base
    if ! base=$(find_python); then
        apt_install "本程序需要 Python 3.11 至 3.14。" python3 python3-venv
        if ! base=$(find_python); then
            say "这台电脑的软件源里没有 Python 3.11 或更新的版本。请先安装 Python 3.11，再运行一次。"
            exit $MACHINE_FAULT
        fi
    fi
    say "正在建立运行环境 .venv（$("$base" --version)）"
    rm -rf .venv
    if ! "$base" -m venv .venv >/dev/null 2>&1; then
        rm -rf .venv
        apt_install "建立运行环境需要 venv。" "$("$base" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
        "$base" -m venv .venv >&2
    fi
}

# install_lock LOCK: the packages of the lock, exactly; nothing happens where they are there already.
install_lock() {
    local lock=$1 stamp sum
    sum=$(cksum <"$lock")
    stamp=.venv/$lock.installed
    [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && return 0
    say "正在安装 $(grep -c '==' "$lock") 个软件包，只需一次，请保持联网 …"
    mkdir -p .cache
    rm -f "$stamp"
    if ! "$PYTHON" -m pip install --no-input --no-deps --require-hashes -r "$lock" >"$SETUP_LOG" 2>&1 </dev/null; then
        tail -n 15 "$SETUP_LOG" >&2
        say "软件包没有装好，完整记录在 $SETUP_LOG。请检查网络和磁盘空间，再运行一次。"
        exit $MACHINE_FAULT
    fi
    "$PYTHON" -m compileall -q core ui main.py >/dev/null || true
    printf '%s\n' "$sum" >"$stamp"
}

opens() {
    # shellcheck disable=SC2086 # a list of names
    "$PYTHON" -I -S -c 'import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]' $1 2>/dev/null
}

install_libraries() {
    [ "$(uname -s)" = Linux ] || return 0
    local objects=$OFFSCREEN_OBJECTS packages=$OFFSCREEN_PACKAGES
    if has_display || [ "${1:-}" = window ]; then
        objects="$objects $WINDOW_OBJECTS"
        packages="$packages $WINDOW_PACKAGES"
    fi
    opens "$objects" && return 0
    # Newer Debian and Ubuntu have given one of them a new name.
    if ! apt-cache show libglib2.0-0 >/dev/null 2>&1 && apt-cache show libglib2.0-0t64 >/dev/null 2>&1; then
        packages=${packages/libglib2.0-0/libglib2.0-0t64}
    fi
    # shellcheck disable=SC2086 # a list of names
    apt_install "窗口和图片需要几个系统库。" $packages
    if ! opens "$objects"; then
        say "系统库装好以后仍然不能打开：$objects"
        exit $MACHINE_FAULT
    fi
}

# set_up LOCK [window]: everything a command needs; quick where it is there already.
set_up() {
    # An upgrade of the system's Python leaves an environment without its packages.
    "$PYTHON" -I -c 'import sys, importlib.util as u; sys.exit(u.find_spec("pip") is None)' 2>/dev/null || make_environment
    install_lock "$1"
    install_libraries "${2:-}"
    if ! has_display; then
        export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
    fi
}
