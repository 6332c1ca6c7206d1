#!/bin/sh
# Compiles all headers after <windows.h> and the like defined min and max: macros.sh COMPILER INCLUDE
set -eu
compiler=$1 include=$2
if ! command -v "$compiler" > /dev/null; then
  echo "skipped: no $compiler on this machine"
  exit 0
fi
cd "$include"
headers=$(find limn -name '*.hpp' ! -path 'limn/interop/*' ! -path 'limn/nn/*' ! -name read_coco.hpp | sort)
# Standard headers first, since some libraries undefine the macros.
# shellcheck disable=SC2086
{
  cat $headers | grep -hoE '^#include <[a-z_]+>' | sort -u
  echo '#define min(a, b) ((a) < (b) ? (a) : (b))'
  echo '#define max(a, b) ((a) > (b) ? (a) : (b))'
  for header in $headers; do echo "#include <$header>"; done
} | "$compiler" -std=c++20 -fsyntax-only -I . -x c++ -
