#!/bin/sh
# Compiles every header alone, as the first and only include of a translation unit:
#   each.sh COMPILER INCLUDE [OPTION...]
# Headers of interop/ and nn/, and the reader of COCO's JSON, are left out: they need libraries of others.
set -eu
compiler=$1 include=$2
shift 2
if ! command -v "$compiler" > /dev/null; then
  echo "skipped: no $compiler on this machine"
  exit 0
fi
export COMPILER="$compiler" OPTIONS="$*"
cd "$include"
# Included twice, since a header must stand that too; from another file, since `#pragma once` in a main file warns.
find limn -name '*.hpp' ! -path 'limn/interop/*' ! -path 'limn/nn/*' ! -name read_coco.hpp -print0 |
  xargs -0 -n 1 -P "$(nproc 2> /dev/null || echo 2)" sh -c '
    printf "#include <%s>\n#include <%s>\n" "$1" "$1" |
      "$COMPILER" -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror \
        -I . $OPTIONS -x c++ - || { echo "$1 does not compile alone" >&2; exit 1; }' sh
