#!/usr/bin/env bash
# Prints the files that each commit touched that brought one operator: its room ("Operator: NAME") or
# what makes it run ("Runs: NAME"). Their number is what one more operator costs.
#
# Docs/Benchmarks/operator-commits.sh [REVISION RANGE]
set -euo pipefail
cd "$(dirname "$0")/../.."

git log --reverse --format='%h %s' --grep='^Operator: ' --grep='^Runs: ' "${1:-HEAD}" |
  while read -r commit title; do
    files=$(git diff-tree --no-commit-id --name-only -r "$commit")
    printf '%s  %s  (%d files)\n' "$commit" "$title" "$(wc -l <<<"$files")"
    sed 's/^/    /' <<<"$files"
  done
