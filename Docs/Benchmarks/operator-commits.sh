#!/usr/bin/env bash
# Prints which files each commit touched that brought one operator: its room under the title
# "Operator: NAME", its twin in Execution under "Runs: NAME".
#
# Usage: Docs/Benchmarks/operator-commits.sh [REVISION RANGE]
set -euo pipefail
cd "$(dirname "$0")/../.."

git log --reverse --format='%h %s' --grep='^Operators\?: ' --grep='^Runs: ' "${1:-HEAD}" | while read -r commit title; do
  files=$(git diff-tree --no-commit-id --name-only -r "$commit")
  printf '%s  %s  (%d files)\n' "$commit" "$title" "$(wc -l <<<"$files")"
  sed 's/^/    /' <<<"$files"
done
