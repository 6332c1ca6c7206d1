#!/bin/sh
# Pairs of programs: the good one compiles, the bad one does not and the compiler says why: run.sh COMPILER INCLUDE
set -eu
compiler=$1 include=$2
if ! command -v "$compiler" > /dev/null; then
  echo "skipped: no $compiler on this machine"
  exit 0
fi
cd "$(dirname "$0")"
failed=0
compile() { LC_ALL=C "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -Werror -I "$include" "$@" 2>&1; }
for file in *.cpp; do
  if ! message=$(compile "$file"); then
    echo "$file: the good one does not compile: $message"
    failed=1
  fi
  if message=$(compile -DBAD "$file"); then
    echo "$file: the bad one compiles"
    failed=1
    continue
  fi
  for name in $(sed -n '1s/.*must name: //p' "$file"); do
    case $message in
      *"$name"*) ;;
      *)
        echo "$file: the message does not name $name: $message"
        failed=1
        ;;
    esac
  done
done
exit $failed
