#!/bin/sh
# Plain -O2 gives loops of whole registers, without a call, for each instruction set: run.sh COMPILER INCLUDE WORK
#
# A helper that lost its always-inline still gives right results, ten times slower; only the machine code shows it.
set -eu
compiler=$1 include=$2 work=$3
for program in "$compiler" objdump; do
  if ! command -v "$program" > /dev/null; then
    echo "skipped: no $program on this machine"
    exit 0
  fi
done
case $("$compiler" -dumpmachine) in
  x86_64*) ;;
  *)
    echo "skipped: the registers are those of x86-64"
    exit 0
    ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work"

fail() {
  echo "$compiler $level: $*" >&2
  exit 1
}

for level in -O1 -O2 -O3; do
  "$compiler" -std=c++20 $level -I "$include" -c "$here/threshold.cpp" -o "$work/threshold.o"
  objdump -dr -C --no-show-raw-insn "$work/threshold.o" > "$work/threshold.txt"
  for isa in avx2 avx512; do
    # Functions are set apart by empty lines, and named in their first. The kernel under test and whatever else is
    # compiled for the instruction set.
    functions() {
      awk -v name="run_$isa<" -v kernel="$1" \
        'BEGIN { RS = ""; FS = "\n" } index($1, name) && index($1, kernel) { print }' "$work/threshold.txt" |
        grep -v '>:$'
    }
    functions ClassifyRow > "$work/$isa.txt" || fail "no function run_$isa of the kernel in the object file"
    functions "" > "$work/$isa-all.txt"
    case $isa in
      avx2) wanted=%ymm other=%zmm ;;
      avx512) wanted=%zmm other= ;;
    esac
    grep -q "vpcmp.*$wanted\|vpsub.*$wanted\|vpmax.*$wanted\|vpmin.*$wanted" "$work/$isa.txt" ||
      fail "run_$isa compares no $wanted registers"
    if [ -n "$other" ] && grep -q "$other" "$work/$isa-all.txt"; then fail "run_$isa uses $other registers"; fi
    if grep -qw call "$work/$isa.txt"; then fail "run_$isa calls: $(grep -w call "$work/$isa.txt" | head -n 1)"; fi
    # A call names what it calls in the next line. Rows that are streamed copy their ends by memcpy; nothing else is
    # called.
    calls=$(awk 'called && !/memcpy/ { print } { called = /[[:space:]]call[[:space:]]/ }' "$work/$isa-all.txt")
    if [ -n "$calls" ]; then fail "run_$isa calls: $calls"; fi
  done
done
