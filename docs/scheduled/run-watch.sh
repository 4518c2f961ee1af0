#!/usr/bin/env bash
# Runs subca watch once and says in one line what to do; the exit code is that of subca.
# Settings come from the environment: SUBCA_OUT (folder of results), and all that subca itself reads
# (SUBCA_STORE, SUBCA_CONFIG, HTTPS_PROXY, NO_PROXY). More options for subca watch may follow as arguments.
set -uo pipefail

out=${SUBCA_OUT:?name the folder of results: SUBCA_OUT=/var/lib/subca/results}

subca watch --out "$out" --quiet "$@"
code=$?

case $code in
  0) say="nothing new" ;;
  1) say="new findings: read $out/flags.csv" ;;
  2) say="wrong options or settings: nothing was started" ;;
  3) say="a list was rejected; the results are from the last good data: read $out/summary.json" ;;
  4) say="a source was not reached or is frozen; the results are from the last good data: read $out/summary.json" ;;
  5) say="the store or the folder of results cannot be used: disk, permission or damage; run: subca store check" ;;
  6) say="integrity alarm: keep everything as it is and look: subca store check" ;;
  7) say="another run holds the store; nothing was done" ;;
  70) say="a bug in subca: the line above names a report" ;;
  *) say="stopped (code $code); the store is in its last good state" ;;
esac

((code == 0)) || printf 'subca watch: %s\n' "$say" >&2
exit "$code"
