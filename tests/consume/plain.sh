#!/bin/sh
# Compiles the consumer without CMake, with nothing but -I: plain.sh COMPILER INCLUDE WORK
set -eu
compiler=$1 include=$2 work=$3
if ! command -v "$compiler" > /dev/null; then
  echo "skipped: no $compiler on this machine"
  exit 0
fi
mkdir -p "$work"
cd "$(dirname "$0")/project"
for options in "-O0 -std=c++20" "-O2 -std=c++20" "-O2 -std=c++2b -DNDEBUG" "-O1 -std=gnu++20 -DLIMN_CHECKED"; do
  # One word per option.
  # shellcheck disable=SC2086
  "$compiler" $options -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror -I "$include" \
    main.cpp other.cpp -o "$work/consumer"
  "$work/consumer"
done
