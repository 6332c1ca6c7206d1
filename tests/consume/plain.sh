#!/bin/sh
# Compiles the consumers without CMake, with nothing but -I: plain.sh COMPILER INCLUDE WORK
set -eu
compiler=$1 include=$2 work=$3
if ! command -v "$compiler" > /dev/null; then
  echo "skipped: no $compiler on this machine"
  exit 0
fi
mkdir -p "$work"
cd "$(dirname "$0")/project"

warnings="-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror"
for options in "-O0 -std=c++20" "-O2 -std=c++20" "-O2 -std=c++2b -DNDEBUG" "-O1 -std=gnu++20 -DLIMN_CHECKED"; do
  # One word per option.
  # shellcheck disable=SC2086
  "$compiler" $options $warnings -I "$include" main.cpp other.cpp -o "$work/consumer"
  "$work/consumer"
done

# stb in a folder whose warnings count, unlike those of /usr/include; the rest with other flags.
stb=$(printf '#include <stb/stb_image.h>\n' | "$compiler" -x c++ -H -fsyntax-only - 2>&1 |
  sed -n 's/^\. \(.*\)stb_image\.h$/\1/p')
if [ -z "$stb" ]; then
  echo "limn/io was left out: no stb/stb_image.h on this machine"
  exit 0
fi
mkdir -p "$work/include/stb"
cp "$stb/stb_image.h" "$stb/stb_image_write.h" "$work/include/stb"
# shellcheck disable=SC2086
{
  "$compiler" -O1 -std=c++20 $warnings -I "$include" -I "$work/include" -c io.cpp -o "$work/io.o"
  "$compiler" -O0 -std=gnu++20 -DLIMN_CHECKED $warnings -I "$include" reader.cpp other_stb.cpp "$work/io.o" \
    -o "$work/reader"
}
"$work/reader"
