#!/bin/sh
# Two translation units with different -m flags link, agree, and share no code of limn: run.sh COMPILER INCLUDE WORK
#
# A linker keeps one copy of an inline function. Were the copy for AVX-512 kept, the program would die on a machine
# without it. So every function that both files define must have the instruction set in its name.
set -eu
compiler=$1 include=$2 work=$3
if ! command -v "$compiler" > /dev/null; then
  echo "skipped: no $compiler on this machine"
  exit 0
fi
case $("$compiler" -dumpmachine) in
  x86_64*) ;;
  *)
    echo "skipped: the flags are those of x86-64"
    exit 0
    ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work"
cd "$work"

has_cpu() { grep -qw "$1" /proc/cpuinfo 2> /dev/null; }

for level in -O0 -O2; do
  "$compiler" -std=c++20 $level -I "$include" -c "$here/one.cpp" -o one.o
  for flags in -msse4.2 -march=x86-64-v3 -march=x86-64-v4 -DLIMN_CHECKED; do
    "$compiler" -std=c++20 $level $flags -I "$include" -c "$here/other.cpp" -o other.o

    # Mangled names: _ZN4limn... and _ZNK4limn... are functions of namespace limn, _ZN4limn10v0_1_baseE... of the
    # versioned one, _ZlsR4limn... operators found in it. The linker may merge the type information of exceptions, and
    # the implicit members of aggregates that own memory, which nobody can declare inline.
    for object in one other; do
      nm --defined-only $object.o | awk '$2 == "W" { print $3 }' | grep -E '^_Z(GV|Z)?(St)?N?K?4limn' | sort -u > $object.txt || true
    done
    shared=$(comm -12 one.txt other.txt | c++filt | grep -vE "$(cat "$here/may_be_shared.txt")" || true)
    if [ -n "$shared" ]; then
      echo "$compiler $level and $level $flags would merge:"
      echo "$shared"
      exit 1
    fi
    if ! [ -s one.txt ]; then
      echo "no function of limn was found in the object file; this test tests nothing"
      exit 1
    fi

    case $flags in
      *v3) has_cpu avx2 || continue ;;
      *v4) has_cpu avx512vl || continue ;;
    esac
    "$compiler" one.o other.o -o program
    ./program
    "$compiler" other.o one.o -o program
    ./program
  done
done
